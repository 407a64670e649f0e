"""The foot of a page: its link is copied or shared, and four services stand behind a fold."""

from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

NO_SHEET = "delete Navigator.prototype.share"
SHEET = """window.shared = []; navigator.share = async (what) => { window.shared.push(what); }"""
REFUSED = "navigator.clipboard.writeText = async () => { throw new Error('no'); }"


@pytest.fixture
def foot(visit):
    """Open a page and go to its foot, with a script that runs before the page's own."""

    def go(path="fact-check.html", script=None, **settings):
        page = visit("404.html", **settings)
        if script:
            page.context.add_init_script(script)
        page.goto(page.url.replace("404.html", path))
        page.locator(".share").scroll_into_view_if_needed()
        page.wait_for_selector(".share-acts")
        return page

    return go


def button(page, name):
    return page.locator(".share").get_by_role("button", name=name, exact=True)


def says(page):
    return page.locator(".share-says")


def address(page):
    return page.locator("link[rel=canonical]").get_attribute("href")


def test_the_link_of_the_page_is_copied_also_after_moving_on_without_loading(foot):
    page = foot(permissions=["clipboard-read", "clipboard-write"])
    button(page, "Copy link").click()
    expect(says(page)).to_have_text(f"Copied: {address(page)}")
    assert page.evaluate("navigator.clipboard.readText()") == address(page)
    assert address(page).endswith("/repo/fact-check.html")
    page.locator(".colophon a", has_text="Glossary").click()
    page.wait_for_url("**/glossary.html")
    expect(page.locator("h1")).to_contain_text("Glossary")  # the address changes before the page
    page.locator(".share").scroll_into_view_if_needed()
    expect(page.locator(".share-acts")).to_have_count(1)
    expect(says(page)).to_have_text("")
    button(page, "Copy link").focus()
    page.keyboard.press("Enter")
    expect(says(page)).to_contain_text("/repo/glossary.html")
    assert page.evaluate("navigator.clipboard.readText()").endswith("/repo/glossary.html")
    assert page.complaints == []


def test_where_copying_is_refused_the_link_stands_selected_in_a_field(foot):
    page = foot(script=REFUSED, width=320)
    field = page.get_by_label("Link to this page")
    expect(field).to_be_hidden()
    button(page, "Copy link").click()
    expect(says(page)).to_contain_text("Copying is not allowed here.")
    expect(field).to_be_focused()
    assert field.input_value() == address(page)
    chosen = field.evaluate("e => e.value.slice(e.selectionStart, e.selectionEnd)")
    assert chosen == address(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.complaints == []


def test_the_systems_sheet_gets_the_title_and_the_link(foot):
    page = foot(script=SHEET)
    button(page, "Share").click()
    expect(says(page)).to_have_text("Shared.")
    (shared,) = page.evaluate("window.shared")
    assert shared["url"] == address(page)
    assert shared["title"] == "Does ChatGPT have 175 billion knobs?"


def test_who_came_to_a_figure_shares_that_figure_everywhere(foot):
    page = foot("capacity-evidence.html#knob_sweep_error", script=SHEET)
    title = page.locator("#knob_sweep_error > .figure-title").text_content()
    button(page, "Share").click()
    expect(says(page)).to_have_text("Shared.")
    (shared,) = page.evaluate("window.shared")
    assert shared == {"title": title, "url": f"{address(page)}#knob_sweep_error"}
    page.locator(".share summary").first.click()
    links = page.locator(".share li a").evaluate_all("all => all.map((a) => a.href)")
    assert len(links) == 4
    for link in links:
        assert shared["url"] in unquote(link), link
    assert sum(title in unquote(link) for link in links) == 3  # LinkedIn asks the page
    assert page.complaints == []


@pytest.mark.parametrize(
    ("name", "said"),
    [("AbortError", "Not shared."), ("NotAllowedError", "That was refused here: because.")],
)
def test_a_sheet_that_is_put_away_or_refused_is_said(foot, name, said):
    page = foot(
        script=f"navigator.share = async () => {{ throw new DOMException('because', '{name}'); }}"
    )
    button(page, "Share").click()
    expect(says(page)).to_have_text(said)
    assert page.complaints == []


def test_without_a_sheet_there_is_no_button_for_it(foot):
    page = foot(script=NO_SHEET)
    expect(button(page, "Copy link")).to_be_visible()
    expect(page.locator(".share-acts button")).to_have_count(2)
    expect(button(page, "Share")).to_be_hidden()


@pytest.mark.parametrize("width", [320, 1280])
def test_without_a_script_four_services_stand_in_the_fold(visit, width):
    page = visit("fact-check.html", width, java_script_enabled=False)
    assert page.locator(".share button").count() == 0
    links = page.locator(".share li a")
    expect(links.first).to_be_hidden()
    page.locator(".share summary").first.click()
    assert links.all_text_contents() == ["By mail", "Bluesky", "LinkedIn", "Hacker News"]
    for link in links.all():
        expect(link).to_be_visible()
        assert "fact-check.html" in link.get_attribute("href")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
