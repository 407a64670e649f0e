import markdown
import pytest
from mkdocs.exceptions import BuildError

from scripts.markdown import mathml

FENCES = {"custom_fences": [{"name": "math", "class": "math", "format": mathml.fence}]}
INLINE = {"custom_inline": [{"name": "math", "class": "math", "format": mathml.inline}]}


def page(text):
    return markdown.markdown(
        text,
        extensions=["pymdownx.superfences", "pymdownx.inlinehilite"],
        extension_configs={"pymdownx.superfences": FENCES, "pymdownx.inlinehilite": INLINE},
    )


def test_a_fence_becomes_a_displayed_formula_and_code_an_inline_one():
    found = page("```math\nx^2\n```\n\nwith `#!math n`")
    assert found.count("<math") == 2
    assert 'display="block"' in found and 'display="inline"' in found


@pytest.mark.parametrize("text", ["```math\n\\arg\\min x\n```", "`#!math \\nosuch x`"])
def test_a_command_that_is_not_known_stops_the_build_by_its_name(text):
    with pytest.raises(BuildError, match=r"uses \\(arg|nosuch)"):
        page(text)


def test_a_broken_formula_stops_the_build():
    with pytest.raises(BuildError, match="cannot be read"):
        page("```math\na_b_c\n```")
