"""The order of the checks: what takes seconds comes before what takes minutes."""

from scripts import verify


def test_mistakes_on_the_pages_are_named_before_anything_is_built():
    for long in (False, True):
        named = [verify.named(command) for command in verify.checks(long)]
        at = named.index("python -m scripts.verify --pages")
        assert not any("mkdocs" in n or "pytest" in n for n in named[:at])
        assert "mkdocs" in named[at + 1]
