"""A page as the rules see it: what Markdown makes of it, and where that stands in the source."""

import planting
import pytest

from scripts.checking.page import Page


@pytest.fixture
def page(tmp_path):
    """A page of its own text, beside the others."""
    site = planting.copy(tmp_path)

    def write(text: str) -> Page:
        path = site.docs / "new.md"
        path.write_text(f"---\ntitle: New\n---\n{text}", encoding="utf-8", newline="")
        return Page(path, planting.Site(site.root))

    return write


def test_head_code_and_comments_are_no_source_and_keep_their_place(page):
    new = page("One `two` <!-- three\n --> four\n")
    assert new.head == {"title": "New"}
    assert new.source.split() == ["One", "four"] and len(new.source) == len(new.text)
    assert new.at(new.text.index("four")) == "new.md:5"


def test_an_element_is_found_by_its_tag_its_address_or_its_words(page):
    new = page('<p class="dek">a</p>\n\n[b](fit.md)\n\n<p class="dek">c</p>\n\n[d](fit.md)\n')
    paragraphs = [e for e in new.elements if e.get("class") == "dek"]
    links = [e for e in new.elements if e.tag == "a"]
    assert [new.place(e) for e in paragraphs] == ["new.md:4", "new.md:8"]
    assert [new.place(e) for e in links] == ["new.md:6", "new.md:10"]


def test_ids_are_those_of_headings_elements_and_figures(page):
    new = page('## One two\n\n*a*{ #b }\n\n--8<-- "capacity_sweep.md"\n')
    assert {"one-two", "b", "capacity_sweep", "capacity_sweep-made"} <= new.ids


def test_settings_of_the_site_are_read_without_running_what_they_name(page):
    extensions = page("").site.markdown["extensions"]
    assert "attr_list" in extensions and "pymdownx.snippets" not in extensions
    assert not any(name.startswith("scripts.") for name in extensions)


def test_what_a_later_step_puts_into_the_site_can_be_linked(page):
    assert {"feed.xml", "data/capacity_sweep.json", "lab/federated.ipynb"} <= page("").site.files
