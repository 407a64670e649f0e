"""Every page, in every width and theme, by the same gates: barriers, weight, movement, errors."""

import re
from pathlib import Path

import material
import pytest
from gates import IN_USE, SHIFTS, TWICE, Weighed, barriers
from playwright.sync_api import expect

from scripts.building import slim
from tests.browser.test_pages import EVIDENCE, NOTEBOOKS, PAGES, scroll_through

pytestmark = pytest.mark.browser

kB = 1000
FIRST, WHOLE, ONE = 150 * kB, 300 * kB, 100 * kB
SHIFT = 0.01


def wide(page):
    """Pixels that the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


@pytest.mark.one_of_each("path")
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 375, 768, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_passes_every_gate(open_page, address, path, width, theme):
    page = open_page(width, theme, height=667 if width < 700 else 900, reduced_motion="reduce")
    page.add_init_script(SHIFTS)
    weighed = Weighed(page)
    page.goto(address + path)
    page.wait_for_load_state("networkidle")
    assert weighed.total() <= FIRST, weighed.parts()
    scroll_through(page)
    assert weighed.total() <= WHOLE and weighed.parts()[0][0] <= ONE, weighed.parts()
    assert weighed.total(index=True) == 0  # nobody has searched
    shifts = page.evaluate("window.shifts")
    assert sum(value for value, *_ in shifts) <= SHIFT, shifts
    assert wide(page) <= 0

    page.evaluate(IN_USE)
    scroll_through(page)  # figures in folds come to life
    card = page.locator(".page :is(.term, em)[role=button][tabindex='0']:visible").first
    if card.count():
        card.press("Enter")
    assert barriers(page) == []
    assert wide(page) <= 0
    assert page.evaluate(TWICE) == []
    assert page.complaints == []
    assert page.failed == []
    host = address.removesuffix("repo/")
    assert [u for u in page.asked if not u.startswith((host, "data:"))] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_menu_and_search_have_no_barriers_when_open(visit, width, theme):
    page = visit("fit.html", width, theme)
    if width < 1220:
        page.get_by_role("button", name="Menu").click()
        page.wait_for_timeout(400)  # it slides in
        assert barriers(page) == []
        page.keyboard.press("Escape")
    if width < 960:
        page.get_by_role("button", name="Search").click()
    else:
        page.locator(".md-search__input").click()
    page.keyboard.type("knob", delay=30)
    page.locator(".md-search-result__link").first.wait_for()
    page.wait_for_timeout(400)
    assert barriers(page) == []


# The theme's style sheets, of which the site keeps what it uses (scripts/building/slim.py)

THEME = Path(material.__file__).parent / "templates/assets/stylesheets"
LOST = """([whole, left]) => {
  const selectors = (rules) => [...rules].flatMap((rule) =>
    [...(rule.selectorText?.split(/,(?![^(]*\\))/) ?? []).map((one) => one.trim()),
     ...selectors(rule.cssRules ?? [])]);
  const of = (text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return new Set(selectors(sheet.cssRules));
  };
  const kept = of(left);
  const matches = (one) => document.querySelector(one.replace(/::?[a-z-]+(?![a-z(-])/g, "") || "*");
  return [...of(whole)].filter((one) => !kept.has(one)).filter((one) => {
    try { return matches(one); } catch { return false; }
  });
}"""


@pytest.mark.parametrize("path", ["index.html", EVIDENCE[2], "reproduce.html", NOTEBOOKS[0]])
def test_no_rule_of_the_theme_that_matches_anything_is_lost(visit, site, path):
    page = visit(path, 375)
    scroll_through(page)
    for whole in THEME.glob("*.css"):
        texts = [p.read_text("utf-8") for p in (whole, site / "assets/stylesheets" / whole.name)]
        texts[1] = re.sub(r"table:not\(\.[^)]*\)", slim.PLAIN, texts[1])
        assert page.evaluate(LOST, texts) == []
        assert page.evaluate(LOST, [texts[0], ""])  # it finds those that would be


# The keyboard


def stops(page, most=200):
    """What the Tab key comes to, from the top to where it leaves the page, and where that lies."""
    found = []
    for _ in range(most):
        page.keyboard.press("Tab")
        at = page.evaluate(
            """() => { const e = document.activeElement;
               const shown = e.matches(".md-option") ? e.nextElementSibling : e;
               const b = shown.getBoundingClientRect();
               return e === document.body ? null : [e.outerHTML.slice(0, 90), b.left, b.width]; }"""
        )
        if at is None or at in found:
            break
        found.append(at)
    return found


@pytest.mark.parametrize("width", [375, 1000, 1219])
@pytest.mark.parametrize("path", ["404.html", "changes.html", "reproduce.html", "glossary.html"])
def test_the_tab_key_never_goes_into_a_closed_menu(visit, path, width):
    page = visit(path, width)
    reached = stops(page, 60)
    assert len(reached) > 5
    hidden = [text for text, left, wide in reached[1:] if left < 0 or left >= width or not wide]
    assert hidden == []


@pytest.mark.parametrize(
    ("path", "selector"),
    [("capacity-evidence.html", ".formula"), ("lab/double_descent.html", ".jp-Notebook pre")],
)
def test_what_scrolls_sideways_is_scrolled_with_keys_and_only_then_a_stop(visit, path, selector):
    page = visit(path, 320)
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    wide = page.locator(f"{selector}[tabindex='0']")
    expect(wide.first).to_be_attached()
    wide.first.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(400)
    assert page.evaluate("document.activeElement.scrollLeft") > 0
    before = wide.count()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(wide).not_to_have_count(before)


def focused(page):
    return page.evaluate("document.activeElement.outerHTML.slice(0, 120)")


@pytest.mark.parametrize("width", [375, 1000, 1280])
def test_the_results_of_a_search_are_reached_by_tab_and_left_by_escape(visit, width):
    page = visit("fit.html", width)
    if width < 960:
        page.get_by_role("button", name="Search").focus()
        page.keyboard.press("Enter")
    else:
        page.locator("[data-theme] input").first.focus()
        page.locator(".md-search__input").focus()
    page.keyboard.type("knob", delay=30)
    result = page.locator(".md-search-result__link").first
    result.wait_for()
    page.wait_for_timeout(300)
    for _ in range(4):
        page.keyboard.press("Tab")
        if result.evaluate("link => link === document.activeElement"):
            break
    expect(result).to_be_focused()
    page.keyboard.press("Escape")
    expect(result).not_to_be_visible()
    back = page.get_by_role("button", name="Search") if width < 960 else page.locator(".md-option")
    expect(back.first).to_be_focused()
    assert page.locator("#__search").is_checked() is False
    assert page.complaints == []


@pytest.mark.parametrize(("name", "width"), [("Menu", 375), ("Menu", 1000), ("Search", 375)])
def test_what_a_button_opens_closes_when_the_focus_leaves_it(visit, name, width):
    page = visit("404.html", width)
    button = page.get_by_role("button", name=name)
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "true")
    for _ in range(80):
        page.keyboard.press("Tab")
        if button.get_attribute("aria-expanded") == "false":
            break
    expect(button).to_have_attribute("aria-expanded", "false")
    assert "<body" not in focused(page)


def test_a_page_that_comes_without_loading_is_spoken_and_has_the_focus(visit):
    page = visit("index.html")
    page.evaluate("window.same = true")
    page.locator(".md-tabs a", has_text="Fact check").press("Enter")
    page.wait_for_url("**/fact-check.html")
    expect(page.locator(".page h1")).to_be_focused()
    page.locator(".colophon a", has_text="Cite this").press("Enter")
    page.wait_for_url("**/reproduce.html#cite-this")
    expect(page.locator("#cite-this")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate(
        """document.querySelector("#cite-this").compareDocumentPosition(document.activeElement)
           & Node.DOCUMENT_POSITION_FOLLOWING"""
    )
    page.go_back()
    page.wait_for_url("**/fact-check.html")
    expect(page.locator(".page h1")).to_be_focused()
    assert page.evaluate("window.same") and page.complaints == []
