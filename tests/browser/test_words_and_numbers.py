"""A term says what it means and a number where it comes from: by pointer, by key and by tap."""

import re

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
    """What a term means, as the page says it without a script."""
    return page.locator(f"#meaning-{name}")


def card(page):
    return page.locator(".word-card")


@widths
def test_every_term_shows_its_meaning_inside_the_window_and_moves_nothing(visit, width):
    page = visit("capacity-evidence.html", width)
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    links = page.locator(".term")
    assert links.count() >= 15
    for i in range(links.count()):
        middle(links.nth(i))
        before = around(links.nth(i))
        links.nth(i).click()
        inside(card(page).evaluate(BOX), width)
        said = links.nth(i).locator("xpath=following-sibling::*[@role='tooltip'][1]")
        assert said.text_content() in card(page).text_content()
        assert around(links.nth(i)) == pytest.approx(before, abs=0.6)
        page.keyboard.press("Escape")
        expect(card(page)).to_be_hidden()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_meaning_shows_on_hover_and_on_focus_with_and_without_a_script(visit, javascript):
    page = visit("capacity-evidence.html", java_script_enabled=javascript)
    box = card(page) if javascript else meaning(page)
    assert not box.is_visible()
    middle(term(page)) if javascript else term(page).scroll_into_view_if_needed()
    term(page).hover()
    expect(box).to_be_visible()
    assert meaning(page).is_visible() != javascript  # never both
    page.mouse.move(5, 5)
    expect(box).to_be_hidden()
    term(page).focus()
    page.keyboard.press("Shift+Tab")  # focus by key, not by script
    page.keyboard.press("Tab")
    expect(box).to_be_visible()
    if javascript:
        page.keyboard.press("Escape")
    else:
        page.keyboard.press("Tab")
    expect(box).to_be_hidden()


def test_without_a_script_a_click_on_a_term_leads_to_its_entry(visit, address):
    page = visit("capacity-evidence.html", java_script_enabled=False)
    term(page).click()
    page.wait_for_url(address + "glossary.html#noise")


def test_the_pointer_gets_from_a_term_to_its_meaning_and_escape_puts_it_away(visit):
    page = visit("capacity-evidence.html")
    middle(term(page))
    term(page).hover()
    expect(card(page)).to_be_visible()
    at, box = term(page).bounding_box(), card(page).bounding_box()
    x = at["x"] + at["width"] / 2
    for y in range(round(at["y"] + at["height"] / 2), round(box["y"] + box["height"] - 5), 4):
        page.mouse.move(x, y)
        page.wait_for_timeout(20)
        assert card(page).is_visible(), y
    page.keyboard.press("Escape")
    expect(card(page)).to_be_hidden()
    page.mouse.move(5, 5)
    term(page).hover()
    expect(card(page)).to_be_visible()


def test_a_screen_reader_is_told_the_meaning_as_a_description(visit):
    page = visit("capacity-evidence.html")
    word = term(page)
    for _ in range(2):
        expect(word).to_have_role("button")
        expect(word).to_have_accessible_name("noise")
        expect(word).to_have_accessible_description(meaning(page).text_content())
        expect(word).to_have_attribute("aria-expanded", "false")
        word.click()
        expect(word).to_have_attribute("aria-expanded", "true")
        word.click()


@widths
def test_a_meaning_at_the_lower_end_of_the_window_stands_above_its_line(visit, width):
    page = visit("capacity-evidence.html", width)
    middle(term(page), 870)
    term(page).hover()
    expect(card(page)).to_be_visible()
    box, at = card(page).evaluate(BOX), term(page).bounding_box()
    assert box["bottom"] <= at["y"] + 2 and box["top"] > 48


def test_a_tap_on_a_term_stays_on_the_page_and_its_card_leads_to_the_entry(visit, address):
    page = visit("capacity-evidence.html", 320, has_touch=True, is_mobile=True)
    middle(term(page))
    term(page).tap()
    expect(card(page)).to_be_visible()
    inside(card(page).evaluate(BOX), 320)
    assert page.url == address + "capacity-evidence.html"
    term(page).tap()
    expect(card(page)).to_be_hidden()
    term(page).tap()
    page.locator("h2").nth(1).evaluate("e => e.scrollIntoView({ block: 'center' })")
    page.locator("h2").nth(1).tap()
    expect(card(page)).to_be_hidden()
    middle(term(page))
    term(page).tap()
    card(page).get_by_role("link").tap()
    page.wait_for_url(address + "glossary.html#noise")
    expect(page.locator("h2#noise")).to_be_in_viewport()
    assert page.complaints == [] and page.failed == []


def test_a_link_leads_to_its_place_even_if_the_page_is_scrolled_meanwhile(visit, address):
    page = visit("capacity-evidence.html", 320)
    on_the_way = []
    page.route("**/glossary.html", lambda route: on_the_way.append(route))
    middle(term(page))
    term(page).focus()
    card(page).get_by_role("link").click()
    page.mouse.wheel(0, 300)
    page.wait_for_timeout(400)  # the theme has written the place into the history
    for route in on_the_way:
        route.continue_()
    page.wait_for_url(address + "glossary.html#noise")
    expect(page.locator("h2#noise")).to_be_in_viewport()


def test_a_tap_right_after_scrolling_is_not_lost(visit):
    """The theme writes the place into the history a tenth of a second after a scroll."""
    page = visit("capacity-evidence.html", 320, has_touch=True, is_mobile=True)
    for wait in (0, 40, 80, 100, 120, 160, 200, 250, 300):
        middle(term(page), 250 + wait)
        page.wait_for_timeout(wait)
        term(page).tap()
        expect(card(page)).to_be_visible()
        term(page).tap()
        expect(card(page)).to_be_hidden()


def test_a_press_with_a_key_held_is_left_to_the_browser(visit):
    page = visit("capacity-evidence.html")
    middle(term(page))
    with page.context.expect_page() as opened:
        term(page).click(modifiers=["ControlOrMeta"])
    assert opened.value.url.endswith("glossary.html#noise")
    page.mouse.move(5, 5)
    expect(card(page)).to_be_hidden()


def test_a_term_works_by_keyboard_alone(visit, address):
    page = visit("capacity-evidence.html")
    stop = page.locator('em[role=button][tabindex="0"]').first
    stop.focus()
    for _ in range(30):
        page.keyboard.press("ArrowRight")
        if page.evaluate("document.activeElement.matches('.term')"):
            break
    here = page.locator(".term:focus")
    expect(here).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Enter")
    expect(card(page)).to_be_hidden()
    page.keyboard.press("Enter")
    expect(card(page)).to_be_visible()
    assert page.url == address + "capacity-evidence.html"
    page.keyboard.press("Tab")
    expect(card(page).get_by_role("link", name="In the glossary")).to_be_focused()
    page.keyboard.press("Escape")
    expect(here).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(address + "glossary.html#*")


@widths
def test_a_term_and_a_number_beside_it_share_one_card(visit, width):
    page = visit("capacity-evidence.html", width)
    middle(term(page))
    term(page).evaluate("(t, n) => t.before(n.cloneNode(true), ' ')", number(page).element_handle())
    page.evaluate("document$.next(document)")
    beside = term(page).locator("xpath=preceding-sibling::em[1]")
    beside.click()
    expect(card(page)).to_contain_text("one standard error")
    term(page).click()
    expect(card(page)).to_have_count(1)
    expect(card(page)).to_contain_text("In the glossary")
    expect(beside).to_have_attribute("aria-expanded", "false")
    inside(card(page).evaluate(BOX), width)


@pytest.mark.parametrize(
    ("path", "name", "place"),
    [
        *(("capacity-evidence.html", "noise", place) for place in ("td", ".caption", "li")),
        *(("fit.html", "overfitting", place) for place in (".answer p", "legend")),
    ],
)
@widths
def test_a_term_works_wherever_it_stands(visit, width, path, name, place):
    page = visit(path, width)
    page.evaluate("for (const d of document.querySelectorAll('details')) d.open = true")
    page.evaluate(
        """([name, place]) => { const word = document.querySelector(`.term[href$="#${name}"]`);
             const all = [...document.querySelectorAll(`.page ${place}`)];
             const there = all.filter(n => n.checkVisibility()).at(-1);
             there.append(' ', word, document.getElementById(`meaning-${name}`)); }""",
        [name, place],
    )
    middle(term(page, name))
    term(page, name).click()
    inside(card(page).evaluate(BOX), width)


def test_a_card_is_told_apart_from_the_page_in_forced_colours(visit):
    page = visit("capacity-evidence.html", forced_colors="active")
    middle(term(page))
    term(page).click()
    lines = card(page).evaluate("e => getComputedStyle(e).borderTopStyle")
    box = card(page).evaluate(BOX)
    assert lines == "solid" and box["ink"] != box["paper"]


# Numbers


def number(page, name="cake_tree.optimism_grouped_best"):
    return page.locator(f'em[data-from="{name}"]').first


@widths
def test_every_number_shows_its_origin_inside_the_window_and_moves_nothing(visit, width):
    page = visit("capacity-evidence.html", width)
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
    page = visit("capacity-evidence.html", width, theme)
    paper = page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")
    term(page).click()
    first = card(page).evaluate(BOX)
    number(page).click()
    for box in (first, card(page).evaluate(BOX)):
        inside(box, width)
        assert box["paper"] == paper


def test_a_number_names_its_figure_its_spread_its_seeds_and_its_drawer(visit, published):
    page = visit("capacity-evidence.html")
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
    page.wait_for_url(address + "capacity-evidence.html#double_descent-made")
    drawer = page.locator("#double_descent details", has_text="scripts.build double_descent")
    expect(drawer).to_have_attribute("open", "")
    expect(drawer.locator("dl")).to_be_in_viewport()
    assert page.complaints == []


@pytest.mark.parametrize("javascript", [True, False])
def test_an_address_of_a_drawer_opens_it_below_the_header(visit, javascript):
    page = visit("capacity-evidence.html#double_descent-made", java_script_enabled=javascript)
    summary = page.locator("#double_descent details", has_text="Command").locator("summary")
    expect(page.locator("#double_descent-made")).to_be_in_viewport()
    assert summary.bounding_box()["y"] > 60


def test_the_pointer_gets_from_a_number_to_its_card_and_leaving_both_shuts_it(visit):
    page = visit("capacity-evidence.html")
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
    page = visit("capacity-evidence.html", width)
    stop = page.locator('em[role=button][tabindex="0"]').nth(1)
    stop.scroll_into_view_if_needed()
    stop.focus()
    page.keyboard.press("ArrowRight")
    here = page.locator("[aria-expanded]:focus")
    expect(here).to_have_attribute("aria-expanded", "true")
    outline = here.evaluate("e => getComputedStyle(e).outlineStyle")
    assert outline == "solid"
    expect(card(page)).to_contain_text("others")
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
    # past all others at once
    expect(page.locator(".page [role=button][aria-expanded]:focus")).to_have_count(0)


def test_words_and_numbers_are_a_few_tab_stops_not_a_hundred_and_arrows_reach_all(visit):
    page = visit("capacity-evidence.html")
    sections = page.locator("h2").count() + 1
    own = ":is(em[role=button], .term)"
    seen = "e => e.filter(n => n.checkVisibility()).map(n => n.dataset.from ?? n.hash)"
    stops = page.locator(f'{own}[tabindex="0"]').evaluate_all(
        "e => e.filter(n => n.checkVisibility() && !n.closest('details')).length"
    )
    everything = page.locator(own).evaluate_all(seen)
    assert 3 <= stops <= sections and len(everything) >= 70
    page.locator(own).first.focus()
    walked = [everything[0]]
    for _ in everything[1:]:
        page.keyboard.press("ArrowRight")
        walked.append(page.evaluate("(e => e.dataset.from ?? e.hash)(document.activeElement)"))
    assert walked == everything


def test_a_tap_opens_the_card_and_a_tap_elsewhere_shuts_it(visit):
    page = visit("capacity-evidence.html", 320, has_touch=True, is_mobile=True)
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


def test_a_number_in_an_answer_chooses_the_answer_and_nothing_else(visit, address):
    def with_one(route):
        text = route.fetch().text()
        number = '<em data-from="double_descent.n_train" data-origin="double_descent">500</em>'
        text = re.sub(r'(<label><input type="radio"[^>]*>[^<]*)', rf"\1 {number} ", text, count=1)
        route.fulfill(body=text, content_type="text/html")

    page = visit("404.html")
    page.context.route("**/parameter.html", with_one)
    page.goto(address + "parameter.html")
    label = page.locator("label em[data-from]").first
    label.scroll_into_view_if_needed()
    assert label.get_attribute("role") is None
    label.click()
    expect(label.locator("xpath=ancestor::label//input")).to_be_checked()
    assert card(page).count() == 0


def test_without_a_script_a_number_is_text(visit):
    page = visit("capacity-evidence.html", java_script_enabled=False)
    assert page.locator("em[role=button], em[tabindex]").count() == 0
    number(page).click()
    assert card(page).count() == 0 and "40 repeats" not in page.locator("body").inner_text()


def test_after_a_change_of_page_the_numbers_of_the_new_one_work(visit):
    page = visit("index.html")
    page.locator(".md-content a[href$='capacity-evidence.html']").first.click()
    page.wait_for_url("**/capacity-evidence.html")
    number(page).scroll_into_view_if_needed()
    number(page).click()
    expect(card(page)).to_contain_text("one standard error")
    assert page.complaints == []


def test_nothing_of_it_is_printed(visit):
    page = visit("capacity-evidence.html")
    number(page).click()
    page.emulate_media(media="print")
    assert not card(page).is_visible()
    page.emulate_media(media="screen")
    term(page).click()
    page.emulate_media(media="print")
    assert not card(page).is_visible() and not meaning(page).is_visible()
