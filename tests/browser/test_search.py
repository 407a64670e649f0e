"""What is typed into the search leads to where it is explained."""

import gzip

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("RLHF", "human-feedback"),
        ("quantization", "quantisation"),
        ("7B", "b"),
        ("context window", "context-window"),
        ("hallucinat", "hallucination"),
    ],
)
def test_a_word_that_is_typed_finds_its_entry_and_leads_there(visit, typed, place):
    page = visit("index.html", 1280)
    page.get_by_role("button", name="Search").or_(page.locator(".md-search__input")).last.click()
    page.keyboard.type(typed, delay=30)
    link = page.locator(f".md-search-result a[href*='glossary.html'][href*='#{place}']").first
    expect(link).to_be_attached(timeout=10_000)
    more = page.locator(".md-search-result__more summary").all()
    for summary in more:
        summary.click()
    link.click()
    page.wait_for_url(f"**/glossary.html?*#{place}")
    expect(page.locator(f"#{place}")).to_be_in_viewport()
    assert page.complaints == []


def test_the_index_is_fetched_when_somebody_searches(visit, site):
    page = visit("index.html")
    index = [url for url in page.asked if "search_index" in url]
    assert index == []
    with page.expect_response("**/search_index.json"):
        page.locator(".md-search__input").focus()
    assert len(gzip.compress((site / "search" / "search_index.json").read_bytes(), 6)) <= 70_000


def test_found_words_are_marked_on_a_page_that_is_opened_from_elsewhere(visit):
    page = visit("glossary.html?h=overfitting")
    expect(page.locator(".page mark").first).to_be_attached()
