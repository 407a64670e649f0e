"""Headings and ids: a level that is left out and anything that stands twice is named."""

import planting
import pytest

MISTAKES = {
    "a skipped level": ("#### Deeper", 0, "of level 4, below one of level 1; write ##"),
    "in HTML": ("<h4>Deeper</h4>", 0, "of level 4"),
    "a second first": ("# Another", 0, "second heading of the first level"),
    "a second first, underlined": ("Another\n=========", 0, "second heading of the first level"),
    "an empty one": ("##", 0, "a heading says nothing"),
    "the same words": ("## Once\n\nText.\n\n## Once", 4, "'Once' stands twice"),
    "in other letters": ("## Once\n\nText.\n\n### ONCE", 4, "stands twice"),
    "the same id": ("## One { #a }\n\nText.\n\n## Two { #a }", 4, "a stands twice on the page"),
    "the same id in a longer list": (
        '## One { #a data-search-exclude="" }\n\nText.\n\n## Two { #a }',
        4,
        "a stands twice on the page",
    ),
    "an id in HTML": ('<p id="a">One</p>\n\n<p id="a">Two</p>', 2, "a stands twice on the page"),
    "that of a figure": (
        "## One { #capacity_sweep }",
        0,
        "capacity_sweep stands twice",
    ),
    "a figure": ('--8<-- "cake_knobs.md"\n\nText.\n\n--8<-- "cake_knobs.md"', 4, "show it once"),
    "no id": ('<p id="a b">One</p>', 0, "'a b' is no id"),
}


@pytest.mark.parametrize(("text", "line", "words"), MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_is_named_with_its_line_and_what_to_do(tmp_path, text, line, words):
    planting.named_at(tmp_path, text, line, words)


def test_a_page_without_its_first_heading_is_named(tmp_path):
    site = planting.copy(tmp_path)
    line = planting.change(site.docs / planting.PAGE, r"^# ([^\n]*)$", r"## \1")
    faults = planting.reported(site, planting.PAGE)
    assert planting.names(faults, f"{planting.PAGE}:{line}", "the first heading is of level 2")
    assert planting.names(faults, f"{planting.PAGE}:1", "no heading of the first level")


def test_headings_in_order_are_not_named(tmp_path):
    site = planting.copy(tmp_path)
    planting.insert(site.docs / planting.PAGE, "## One\n\n### Two\n\n#### Three\n\n## Four { #a }")
    assert planting.reported(site, planting.PAGE) == []
