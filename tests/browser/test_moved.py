"""An address from the first edition leads to where its place is now."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
OLD = "parameter.html#where-175-billion-comes-from"
NEW = "parameter-evidence.html#where-175-billion-comes-from"
WAY = """([href]) => { const link = document.createElement('a'); link.href = href;
  link.textContent = 'old link'; document.querySelector('.page').prepend(link); }"""


@pytest.fixture
def story(visit):
    """Open a page of a site in whose stories these places are no more."""

    def gone(route):
        page = route.fetch().text()
        for place in ("where-175-billion-comes-from", "the-lawyer-is-not-overfitted"):
            page = page.replace(f'id="{place}"', "")
        route.fulfill(body=page, content_type="text/html")

    def go(path):
        page = visit("404.html")
        page.context.route(re.compile(r"/(parameter|fit)\.html"), gone)
        page.goto(page.url.replace("404.html", path))
        return page

    return go


def test_an_old_address_leads_to_the_evidence(story, address):
    page = story(OLD)
    page.wait_for_url(address + NEW)
    expect(page.locator("#where-175-billion-comes-from")).to_be_in_viewport()
    assert page.complaints == [] and page.failed == []
    page.go_back()  # to what was before, not to the address that leads away
    page.wait_for_url(address + "404.html")


def test_an_old_address_keeps_what_a_widget_was_set_to(story, address):
    page = story("fit.html?early_stopping.step=100#the-lawyer-is-not-overfitted")
    page.wait_for_url(
        address + "fit-evidence.html?early_stopping.step=100#the-lawyer-is-not-overfitted"
    )


def test_an_old_link_is_followed_without_loading_too(story, address):
    page = story("fact-check.html")
    page.evaluate(WAY, [address + OLD])
    page.get_by_role("link", name="old link").click()
    page.wait_for_url(address + NEW)
    expect(page.locator("#where-175-billion-comes-from")).to_be_in_viewport()
    assert page.complaints == []


@pytest.mark.parametrize("name", ["no-such-place", "%E0%A4%A"])
def test_an_unknown_place_stays_on_the_page(visit, address, name):
    page = visit(f"parameter.html#{name}")
    page.wait_for_timeout(800)
    assert page.url == f"{address}parameter.html#{name}"
    assert page.complaints == []


def test_a_place_of_the_story_stays_in_the_story(visit, address):
    page = visit("parameter.html")
    name = page.locator("h2[id]").first.get_attribute("id")
    page = visit(f"parameter.html#{name}")
    page.wait_for_timeout(800)
    assert page.url == f"{address}parameter.html#{name}"
    page = visit("fact-check.html#no-such-place")  # no story: nothing is asked for
    assert not any(re.search("evidence.html", url) for url in page.asked)
