"""A term says what it means and a number where it comes from: by pointer, by key and by tap."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

themes = pytest.mark.parametrize("theme", ["light", "dark"])
widths = pytest.mark.parametrize("width", [320, 1280])
# Of an element: does it stick out of the window, and is its text readable on its background?
BOX = """e => { const r = e.getBoundingClientRect(), s = getComputedStyle(e);
  return { left: r.left, right: r.right, top: r.top, bottom: r.bottom, size: s.fontSize,
    shown: s.display !== 'none' && r.height > 0, ink: s.color, paper: s.backgroundColor,
    room: document.documentElement.clientWidth, wide: document.documentElement.scrollWidth }; }"""


def inside(box, width):
    assert box["shown"] and box["ink"] != box["paper"]
    assert box["left"] >= 0 and box["right"] <= box["room"] and box["wide"] <= width
    assert float(box["size"].removesuffix("px")) >= 14


def middle(locator, height=300):
    """Scroll a locator's element to a height of the window, as a reader would have it."""
    locator.evaluate(f"e => window.scrollBy(0, e.getBoundingClientRect().top - {height})")


def around(locator):
    """Where an element, its paragraph's end and the next block stand: nothing of it may move."""
    return locator.evaluate(
        """e => { const p = e.closest('p, li, legend'), top = p.getBoundingClientRect().top;
             const at = e.getBoundingClientRect(), next = p.nextElementSibling ?? p.parentElement;
             return [p.offsetHeight, at.left, at.top - top, next.getBoundingClientRect().top - top];
           }"""
    )


# Terms


def term(page, name="noise"):
    return page.locator(f'.term[href$="glossary.html#{name}"]')


def meaning(page, name="noise"):
    return page.locator(f"#meaning-{name}")


@widths
def test_every_term_shows_its_meaning_inside_the_window_and_moves_nothing(visit, width):
    page = visit("capacity.html", width)
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    links = page.locator(".term")
    assert links.count() >= 15
    for i in range(links.count()):
        middle(links.nth(i))
        before = around(links.nth(i))
        links.nth(i).hover()
        inside(links.nth(i).locator("xpath=following-sibling::*[1]").evaluate(BOX), width)
        assert around(links.nth(i)) == pytest.approx(before, abs=0.6)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_meaning_shows_on_hover_and_on_focus_with_and_without_a_script(visit, javascript):
    page = visit("capacity.html", java_script_enabled=javascript)
    box = meaning(page)
    assert not box.is_visible()
    term(page).scroll_into_view_if_needed()
    term(page).hover()
    expect(box).to_be_visible()
    page.mouse.move(5, 5)
    expect(box).to_be_hidden()
    term(page).focus()
    page.keyboard.press("Shift+Tab")  # focus by key, not by script
    page.keyboard.press("Tab")
    expect(box).to_be_visible()
    page.keyboard.press("Tab")
    expect(box).to_be_hidden()


def test_the_pointer_gets_from_a_term_to_its_meaning_and_escape_puts_it_away(visit):
    page = visit("capacity.html")
    middle(term(page))
    term(page).hover()
    at = term(page).bounding_box()
    box = meaning(page).bounding_box()
    x = at["x"] + at["width"] / 2
    for y in range(round(at["y"] + at["height"] / 2), round(box["y"] + box["height"] - 5), 2):
        page.mouse.move(x, y)
        assert meaning(page).is_visible(), y
    page.keyboard.press("Escape")
    expect(meaning(page)).to_be_hidden()
    term(page).hover()
    expect(meaning(page)).to_be_hidden()  # until the pointer has been elsewhere
    page.mouse.move(5, 5)
    term(page).hover()
    expect(meaning(page)).to_be_visible()


def test_a_screen_reader_is_told_the_meaning_as_a_description(visit):
    page = visit("capacity.html")
    link = term(page)
    expect(link).to_have_role("link")
    expect(link).to_have_accessible_name("noise")
    expect(link).to_have_accessible_description(meaning(page).text_content())


@widths
def test_a_meaning_at_the_lower_end_of_the_window_stands_above_its_line(visit, width):
    page = visit("capacity.html", width)
    middle(term(page), 870)
    term(page).hover()
    box, at = meaning(page).evaluate(BOX), term(page).bounding_box()
    assert box["bottom"] <= at["y"] + 2 and box["top"] > 48
    for y in range(round(at["y"] + at["height"] / 2), round(box["top"] + 5), -2):
        page.mouse.move(at["x"] + at["width"] / 2, y)
        assert meaning(page).is_visible(), y


def test_a_tap_on_a_term_leads_to_its_entry_below_the_sub_path(visit, address):
    page = visit("capacity.html", 320, has_touch=True, is_mobile=True)
    term(page).scroll_into_view_if_needed()
    page.wait_for_timeout(600)  # the address follows the heading in sight, a quarter second later
    term(page).tap()
    page.wait_for_url(address + "glossary.html#noise")
    heading = page.locator("h2#noise")
    expect(heading).to_be_in_viewport()
    assert page.complaints == [] and page.failed == []


# Numbers


def number(page, name="cake_tree.optimism_grouped_best"):
    return page.locator(f'em[data-from="{name}"]').first


def card(page):
    return page.locator(".origin-card")


@widths
def test_every_number_shows_its_origin_inside_the_window_and_moves_nothing(visit, width):
    page = visit("capacity.html", width)
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    numbers = page.locator("em[role=button]")
    assert numbers.count() >= 80
    for i in range(0, numbers.count(), 4):
        middle(numbers.nth(i))
        before = around(numbers.nth(i))
        numbers.nth(i).click()
        inside(card(page).evaluate(BOX), width)
        assert around(numbers.nth(i)) == pytest.approx(before, abs=0.6)
        page.keyboard.press("Escape")
        expect(card(page)).to_be_hidden()
    assert page.complaints == []


@themes
@widths
def test_both_are_paper_and_ink_and_inside_the_window_in_both_themes(visit, width, theme):
    page = visit("capacity.html", width, theme)
    paper = page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")
    term(page).hover()
    first = meaning(page).evaluate(BOX)
    number(page).click()
    for box in (first, card(page).evaluate(BOX)):
        inside(box, width)
        assert box["paper"] == paper


def test_a_number_names_its_figure_its_spread_its_seeds_and_its_drawer(visit, published):
    page = visit("capacity.html")
    quoted = published("cake_tree")["data"]["quoted"]
    middle(number(page))
    number(page).hover()
    expect(card(page)).to_be_visible()
    said = card(page).inner_text()
    assert page.locator("#cake_tree .figure-title").inner_text() in said
    assert f"± {quoted['optimism_se_grouped_best']:.3f}, one standard error" in said
    assert "40 repeats" in said
    card(page).get_by_role("link").click()
    drawer = page.locator("#cake_tree details", has_text="python -m scripts.build cake_tree")
    expect(drawer).to_have_attribute("open", "")
    expect(drawer.locator("dl")).to_be_in_viewport()
    expect(drawer.locator("summary")).to_be_focused()
    expect(card(page)).to_be_hidden()


def test_a_number_of_another_page_leads_to_the_drawer_there(visit, address):
    page = visit("glossary.html")
    number(page, "double_descent.peak_width_noise_0").click()
    card(page).get_by_role("link").click()
    page.wait_for_url(address + "capacity.html#double_descent-made")
    drawer = page.locator("#double_descent details", has_text="scripts.build double_descent")
    expect(drawer).to_have_attribute("open", "")
    expect(drawer.locator("dl")).to_be_in_viewport()
    assert page.complaints == []


@pytest.mark.parametrize("javascript", [True, False])
def test_an_address_of_a_drawer_opens_it_below_the_header(visit, javascript):
    page = visit("capacity.html#double_descent-made", java_script_enabled=javascript)
    summary = page.locator("#double_descent details", has_text="Command").locator("summary")
    expect(page.locator("#double_descent-made")).to_be_in_viewport()
    assert summary.bounding_box()["y"] > 60


def test_the_pointer_gets_from_a_number_to_its_card_and_leaving_both_shuts_it(visit):
    page = visit("capacity.html")
    middle(number(page))
    number(page).hover()
    expect(card(page)).to_be_visible()
    at, box = number(page).bounding_box(), card(page).bounding_box()
    for y in range(round(at["y"] + 5), round(box["y"] + box["height"] - 5), 4):
        page.mouse.move(at["x"] + 5, y)
        page.wait_for_timeout(30)
    page.wait_for_timeout(500)
    assert card(page).is_visible()  # as long as the pointer rests there
    page.mouse.move(5, 5)
    expect(card(page)).to_be_hidden()


@widths
def test_a_number_works_by_keyboard_alone(visit, width):
    page = visit("capacity.html", width)
    stop = page.locator('em[role=button][tabindex="0"]').nth(1)
    stop.scroll_into_view_if_needed()
    stop.focus()
    page.keyboard.press("ArrowRight")
    here = page.locator("em[role=button]:focus")
    expect(here).to_have_attribute("aria-expanded", "true")
    outline = here.evaluate("e => getComputedStyle(e).outlineStyle")
    assert outline == "solid"
    expect(card(page)).to_contain_text("other numbers")
    inside(card(page).evaluate(BOX), width)
    text = here.inner_text()
    page.keyboard.press("Enter")
    expect(card(page)).to_be_hidden()
    page.keyboard.press("Space")
    expect(card(page)).to_be_visible()
    page.keyboard.press("Tab")
    expect(card(page).get_by_role("link")).to_be_focused()
    page.keyboard.press("Escape")
    expect(card(page)).to_be_hidden()
    expect(here).to_have_text(text)  # the focus is back on the number
    page.keyboard.press("ArrowLeft")
    expect(stop).to_be_focused()
    page.keyboard.press("Escape")
    expect(card(page)).to_be_hidden()
    page.keyboard.press("Tab")
    expect(page.locator("em[role=button]:focus")).to_have_count(0)  # past all others at once


def test_numbers_are_a_few_tab_stops_not_a_hundred_and_all_are_reached_by_arrows(visit):
    page = visit("capacity.html")
    sections = page.locator("h2").count() + 1
    seen = "e => e.filter(n => n.checkVisibility()).map(n => n.dataset.from)"
    stops = page.locator('em[role=button][tabindex="0"]').evaluate_all(seen)
    everything = page.locator("em[role=button]").evaluate_all(seen)
    assert 3 <= len(stops) <= sections and len(everything) >= 50
    page.locator("em[role=button]").first.focus()
    walked = [everything[0]]
    for _ in everything[1:]:
        page.keyboard.press("ArrowRight")
        walked.append(page.evaluate("document.activeElement.dataset.from"))
    assert walked == everything


def test_a_tap_opens_the_card_and_a_tap_elsewhere_shuts_it(visit):
    page = visit("capacity.html", 320, has_touch=True, is_mobile=True)
    number(page).scroll_into_view_if_needed()
    middle(number(page))
    number(page).tap()
    expect(card(page)).to_be_visible()
    inside(card(page).evaluate(BOX), 320)
    card(page).locator("strong").tap()
    expect(card(page)).to_be_visible()
    page.locator("h2").nth(1).evaluate("e => e.scrollIntoView({ block: 'center' })")
    page.locator("h2").nth(1).tap()
    expect(card(page)).to_be_hidden()
    number(page).tap()
    number(page).tap()
    expect(card(page)).to_be_hidden()


def test_a_number_in_an_answer_chooses_the_answer_and_nothing_else(visit):
    page = visit("capacity.html")
    label = page.locator("label em[data-from]").first
    assert label.get_attribute("role") is None
    label.click()
    expect(label.locator("xpath=ancestor::label//input")).to_be_checked()
    assert card(page).count() == 0


def test_without_a_script_a_number_is_text(visit):
    page = visit("capacity.html", java_script_enabled=False)
    assert page.locator("em[role=button], em[tabindex]").count() == 0
    number(page).click()
    assert card(page).count() == 0 and "40 repeats" not in page.locator("body").inner_text()


def test_after_a_change_of_page_the_numbers_of_the_new_one_work(visit):
    page = visit("index.html")
    page.locator(".md-content a[href$='capacity.html']").first.click()
    page.wait_for_url("**/capacity.html")
    number(page).scroll_into_view_if_needed()
    number(page).click()
    expect(card(page)).to_contain_text("one standard error")
    assert page.complaints == []


def test_nothing_of_it_is_printed(visit):
    page = visit("capacity.html")
    number(page).click()
    page.emulate_media(media="print")
    assert not card(page).is_visible() and not meaning(page).is_visible()
