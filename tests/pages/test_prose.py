"""Every number quoted on a page equals the data."""

import re

import pytest

from scripts.markdown import bound, pages

PAGES = pages.pages()


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_every_number_quoted_on_the_page_equals_the_data(page):
    assert [str(fault) for fault in bound.check(page)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_what_looks_bound_is_bound(page):
    text = page.read_text(encoding="utf-8")
    assert len(re.findall(r"data-from=", pages.without_code(text))) == sum(
        1 for _ in bound.bound(text)
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_every_number_on_the_page_is_bound_or_has_its_source_beside_it(page):
    assert [str(fault) for fault in bound.unbound(page)] == []


def test_at_most_five_numbers_are_excused_each_with_a_reason_and_still_there():
    assert len(bound.EXCUSED) <= 5
    for (name, number), reason in bound.EXCUSED.items():
        assert len(reason.split()) >= 3
        assert number in (pages.DOCS / name).read_text(encoding="utf-8")
