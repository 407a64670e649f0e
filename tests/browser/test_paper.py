"""A page on paper: what is read, and nothing that only a screen can show."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import CHAPTERS, NOTEBOOKS

pytestmark = pytest.mark.browser
SHEET = re.compile(rb"/Type\s*/Page\b")


@pytest.mark.parametrize("path", CHAPTERS)
def test_folds_stay_away_and_the_answers_come_last(visit, path):
    page = visit(path, covered=True)
    guesses = page.locator("fieldset.guess:has(> .answer)")
    page.emulate_media(media="print")
    answers = page.locator(".paper-answers li")
    expect(answers).to_have_count(guesses.count())
    assert guesses.count() and page.locator(".folds:visible, .answer:visible").count() == 0
    for i in range(guesses.count()):
        said = guesses.nth(i).locator(".answer > p").first.inner_text()
        expect(answers.nth(i)).to_contain_text(" ".join(said.split())[:40])
    assert page.evaluate("document.querySelector('.page').lastElementChild.className") == (
        "paper-answers"
    )
    page.emulate_media(media="screen")
    expect(page.locator(".paper-answers")).to_have_count(0)
    assert page.complaints == []


# Sheets of A4, as they were when they were looked at, and two more.
MOST = {
    **{"parameter": 10, "capacity": 11, "fit": 12, "trends": 11, "takeaway": 11, "index": 5},
    **{"parameter-evidence": 18, "capacity-evidence": 23, "fit-evidence": 28},
    **{"trends-evidence": 30, "takeaway-evidence": 21, "fact-check": 14},
}


@pytest.mark.parametrize("name", MOST)
def test_a_page_is_printed_on_few_sheets_and_none_of_them_is_empty(visit, name):
    page = visit(f"{name}.html", theme="dark", covered=True)
    printed = page.pdf(format="A4")
    assert 3 <= len(SHEET.findall(printed)) <= MOST[name]
    page.emulate_media(media="print")  # before the sheets are counted: the same number
    assert len(SHEET.findall(page.pdf(format="A4"))) == len(SHEET.findall(printed))
    shown = page.locator(".figure picture:visible img")
    assert all("dark" not in src for src in shown.evaluate_all("all => all.map((i) => i.src)"))
    cut = page.locator(".figure:not(details *)").evaluate_all(
        "all => all.filter((f) => getComputedStyle(f).breakInside !== 'avoid').map((f) => f.id)"
    )
    assert cut == []


def test_nothing_is_cut_off_at_the_edge_of_the_paper(visit):
    page = visit(NOTEBOOKS[0], 760)
    page.emulate_media(media="print")
    wide = page.locator(".page :is(pre, .formula, .table-box)").evaluate_all(
        "all => all.filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.className)"
    )
    assert wide == []
