"""The settings of a page: what is no YAML, not whole, not known or not there is named."""

import planting
import pytest

# What is changed at the head of a page into what; the line that is named, and words.
MISTAKES = {
    "a colon in a title": ("^title: .*?$", "title: Knobs: how many", 2, "in quotation marks"),
    "a bracket": ("^title: .*?$", "title: [Knobs", 2, "not YAML"),
    "a tab": ("^title: .*?$", "title:\\n\\tKnobs", 3, "not YAML"),
    "no beginning": (r"\A---\n", "", 1, "no settings"),
    "a blank line before it": (r"\A", "\\n", 1, "no settings"),
    "no end": (r"^not_terms: [^\n]*\n---\n", "", 1, "do not end"),
    "no title": (r"^title: [^\n]*\n", "", 1, "has no title"),
    "an empty title": (r"^title: [^\n]*$", "title:", 2, "title is not a text"),
    "a number for a title": (r"^title: [^\n]*$", "title: 2023", 2, "title is not a text"),
    "no description": (r"^description: [^\n]*\n", "", 1, "has no description"),
    "a long one": (r"^(description: [^\n]*)$", r"\1 And so on, and on.", 3, "description has 1"),
    "a short one": (r"^description: [^\n]*$", "description: Knobs.", 3, "has 6 characters"),
    "a misspelt setting": (r"^picture:", "pictur:", 6, "write picture"),
    "an unknown setting": (r"^picture:", "zebra:", 6, "there is no setting 'zebra'"),
    "a setting twice": (r"^chapter: 2$", r"chapter: 2\nchapter: 3", 5, "chapter is set twice"),
    "a chapter in words": (r"^chapter: 2$", "chapter: two", 4, "chapter is not a number"),
    "an unknown kind": (r"^kind: entries$", "kind: entrys", 5, "write entries"),
    "a misspelt picture": (r"^picture: \w+$", "picture: double_decent", 6, "write double_descent"),
    "a misspelt word": ("^not_terms: bias$", "not_terms: bias, varience", 7, "write variance"),
    "a word that is no term": ("^not_terms: bias$", "not_terms: xylophone", 7, "take it out"),
    "no word after a comma": ("^not_terms: bias$", "not_terms: bias,", 7, "take it out"),
    "a list": (r"\A---\n.*?^---$", "---\n- a\n---", 1, "no list of names"),
    "a date that is none": (r"^title: [^\n]*$", "title: 2026-13-45", 1, "not YAML"),
}


@pytest.mark.parametrize(("old", "new", "line", "words"), MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_is_named_with_its_line_and_what_to_do(tmp_path, old, new, line, words):
    site = planting.copy(tmp_path)
    planting.change(site.docs / planting.PAGE, old, new)
    faults = planting.reported(site, planting.PAGE)
    assert planting.names(faults, f"{planting.PAGE}:{line}", words), "\n".join(map(str, faults))


@pytest.mark.parametrize("new", ['title: "Knobs: how many"', "title: 'How many #knobs'"])
def test_a_title_in_quotation_marks_is_not_named(tmp_path, new):
    site = planting.copy(tmp_path)
    planting.change(site.docs / planting.PAGE, r"^title: [^\n]*$", new)
    assert planting.reported(site, planting.PAGE) == []
