"""What the style sheets must not do."""

import re
from pathlib import Path

import pytest

SHEETS = sorted((Path(__file__).parents[2] / "docs/css").glob("*.css"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_lines_under_words_are_written_in_longhands(sheet):
    """Safari before 26.2 drops `text-decoration: underline 1px` whole, and the line with it."""
    told = re.findall(r"text-decoration:\s*([^;}]+)", sheet.read_text(encoding="utf-8"))
    assert [value for value in told if len(value.removesuffix("!important").split()) > 1] == []
