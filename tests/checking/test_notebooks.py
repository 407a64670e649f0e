"""Notebooks and the navigation: what is not in it, and a notebook with outputs, is named."""

import json

import planting
import pytest

from scripts.checking import notebooks


def said(faults) -> list[str]:
    return [str(fault) for fault in faults]


def test_the_navigation_and_the_notebooks_are_in_order(tmp_path):
    site = planting.copy(tmp_path)
    assert said(notebooks.navigation(site)) == said(notebooks.check(site)) == []


@pytest.mark.parametrize("name", ["new.md", "lab/new.py"])
def test_a_page_that_is_not_in_the_navigation_is_named(tmp_path, name):
    site = planting.copy(tmp_path)
    (site.docs / name).write_text("---\ntitle: New\n---\n", encoding="utf-8")
    assert f"{name} is not in the navigation" in "\n".join(said(notebooks.navigation(site)))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (r"^  - Smaller\?: trends\.md$", "  - Smaller?: trend.md", "names trend.md, which is not"),
        (r"^  - Fact check: fact-check\.md$", r"\g<0>\n\g<0>", "stands in the navigation twice"),
        (r"^  - Fact check: fact-check\.md$", "  - Fact: check: fact-check.md", "are not YAML"),
    ],
)
def test_a_mistake_in_the_navigation_is_named_with_its_line(tmp_path, old, new, words):
    site = planting.copy(tmp_path)
    line = planting.change(site.config, old, new)
    found = [f for f in notebooks.navigation(site) if words in str(f)]
    assert found and abs(int(found[0].place.rpartition(":")[2]) - line) <= 1


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([{"outputs": []}, {"outputs": [{"text": "1"}]}], "has outputs (cell 2)"),
        ([{"outputs": []}], "is kept as JSON"),
        ("broken", "is kept as JSON"),
    ],
)
def test_a_notebook_that_is_no_script_is_named(tmp_path, cells, words):
    site = planting.copy(tmp_path)
    (site.docs / "lab" / "new.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")
    (fault,) = notebooks.check(site)
    assert words in fault.says and "jupytext --to py:percent new.ipynb" in fault.remedy


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (r"^#   kernelspec:$", "#   kernel:", "no kernelspec"),
        (r"^#   description: >-$", "#   says: >-", "no description"),
        (r"\A# ---\n", "", "no description"),
        (r"\Z", "print(\n", "the notebook is not Python"),
        (r"\Z", "# Out[3]: 5\n", "the notebook holds an output"),
    ],
)
def test_a_notebook_that_is_not_whole_is_named(tmp_path, old, new, words):
    site = planting.copy(tmp_path)
    planting.change(site.docs / "lab" / "federated.py", old, new)
    assert any(words in s and s.startswith("federated.py:") for s in said(notebooks.check(site)))


def test_a_page_whose_line_in_the_navigation_is_a_comment_is_named(tmp_path):
    site = planting.copy(tmp_path)
    planting.change(site.config, r"^  - Fact check:", "#  - Fact check:")
    (fault,) = notebooks.navigation(site)
    assert "fact-check.md is not in the navigation" in fault.says
