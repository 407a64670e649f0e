"""The command that names what is not true on a page."""

import pytest

from scripts import prose
from scripts.compute.problem import Problem


def test_the_command_lists_what_comes_from_nowhere(desk, capsys):
    page, _ = desk("It has 175 billion.")
    with pytest.raises(Problem, match=r"page\.md:1: 175 comes from nowhere"):
        prose.main(["--unbound", str(page)])
    page, _ = desk("It has many.")
    assert prose.main(["--unbound", str(page)]) == 0
    assert "every number" in capsys.readouterr().out
