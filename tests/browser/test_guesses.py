"""Guess, act, see: a figure is covered until its question is guessed; then both are compared."""

import json
import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

widths = pytest.mark.parametrize("width", [320, 1280])
themes = pytest.mark.parametrize("theme", ["light", "dark"])
CHOICE, NUMBER, CURVE = "#guess-deep-tree", "#guess-wrong-labels", "#guess-past-peak"
# The sweep asks a fourth, once it has come to life.
FIGURES = {CHOICE: "cake_tree_boxes", NUMBER: "double_descent_wrong_notes", CURVE: "double_descent"}
MINE, BACK, SHOW = "That is my guess", "Take it back", "Just show me"
# What moves on the page from now on without the reader's doing.
SHIFTS = """window.shifts = []; new PerformanceObserver((list) => {
  for (const e of list.getEntries()) if (!e.hadRecentInput) shifts.push(e.value);
}).observe({ type: "layout-shift" })"""


@pytest.fixture
def chapter(visit):
    """Open chapter 2 with its figures covered."""
    return lambda path="capacity.html", **settings: visit(path, covered=True, **settings)


def figure(page, guess):
    return page.locator(f"figure#{FIGURES[guess]}")


def press(page, guess, name):
    page.locator(guess).get_by_role("button", name=name).click()


def is_covered(page, guess):
    expect(figure(page, guess).locator(".cover")).to_be_visible()
    expect(figure(page, guess).locator(".figure-title")).to_be_hidden()


def is_seen(page, guess):
    expect(figure(page, guess).locator(".cover")).to_have_count(0)
    expect(figure(page, guess).locator(".figure-title")).to_be_visible()


def told(page, guess):
    """What the figure of a guess has been told."""
    return figure(page, guess).evaluate("f => f.guess ?? null")


def draw(page, points):
    """Draw a line through points in shares of the chart, from its lower left corner."""
    page.locator(CURVE).scroll_into_view_if_needed()  # it is made when it comes near
    chart = page.locator(f"{CURVE} .chart-overlay")
    chart.scroll_into_view_if_needed()
    for at, (x, y) in enumerate(points):
        page.mouse.move(*place(chart, x, y), steps=12)
        if not at:
            page.mouse.down()
    page.mouse.up()


def place(chart, x, y):
    box = chart.bounding_box()
    left, right = box["x"] + 42, box["x"] + box["width"] - 8
    bottom, top = box["y"] + box["height"] - 42, box["y"] + 10
    return left + x * (right - left), bottom + y * (top - bottom)


# Covers


def test_nothing_of_a_covered_figure_can_be_seen_read_found_or_reached(chapter):
    page = chapter()
    covered = figure(page, CHOICE)
    title = covered.locator(".figure-title").text_content()
    read = covered.aria_snapshot()
    assert "Guess first" in read and SHOW in read
    for part in (title, "Data", "made", covered.locator("img").first.get_attribute("alt")[:40]):
        assert part not in read
    assert not page.evaluate("text => window.find(text)", title)
    reached = covered.evaluate(
        """f => [...f.querySelectorAll('a, button, summary, [tabindex], input')]
             .filter(e => { e.focus(); return document.activeElement === e; })
             .map(e => e.closest('.cover') ? 'cover' : e.outerHTML)"""
    )
    assert reached == ["cover", "cover"]
    number = page.locator(f"{CHOICE} legend em")  # its card would name the figure
    number.click()
    expect(page.locator(".word-card")).to_be_visible()
    assert title not in page.locator(".word-card").inner_text()


@widths
def test_a_figure_keeps_its_height_under_the_cover_and_nothing_moves_by_itself(chapter, width):
    page = chapter(width=width)
    page.evaluate(SHIFTS)
    for guess in (CURVE, CHOICE, NUMBER):
        box = figure(page, guess)
        box.scroll_into_view_if_needed()
        page.wait_for_timeout(700)  # whatever comes near comes to life
        before = box.bounding_box()["height"]
        box.get_by_role("button", name=SHOW).click()
        assert box.bounding_box()["height"] == pytest.approx(before, abs=0.6)
    page.wait_for_timeout(700)
    assert sum(page.evaluate("shifts")) < 0.01


@widths
def test_opening_moves_nothing_above_and_nothing_by_itself(chapter, width):
    page = chapter(width=width)
    page.evaluate(SHIFTS)
    for guess, act in ((CHOICE, "label >> nth=1"), (NUMBER, f"text={MINE}")):
        page.locator(guess).scroll_into_view_if_needed()
        page.wait_for_timeout(700)
        top = page.locator(guess).bounding_box()["y"]
        page.locator(guess).locator(act).click()
        page.wait_for_timeout(700)
        assert page.locator(guess).bounding_box()["y"] == pytest.approx(top, abs=0.6)
    assert sum(page.evaluate("shifts")) < 0.01


def test_a_figure_waits_for_the_script_that_covers_it_and_shows_without_it(visit, address):
    page = visit("index.html")
    page.context.route("**/guess.js", lambda route: route.abort())
    page.goto(address + "capacity.html", wait_until="domcontentloaded")
    title = page.locator("#cake_tree_boxes .figure-title")
    hidden = title.evaluate("e => getComputedStyle(e).visibility")
    assert hidden == "hidden"
    page.wait_for_timeout(4500)
    expect(title).to_be_visible()
    assert page.locator(".cover").count() == 0


def test_just_show_me_opens_both_without_a_guess_and_only_for_now(chapter):
    page = chapter()
    button = figure(page, CHOICE).get_by_role("button", name=SHOW)
    button.focus()
    page.keyboard.press("Enter")
    is_seen(page, CHOICE)
    expect(figure(page, CHOICE)).to_be_focused()
    expect(page.locator(f"{CHOICE} details.answer")).to_have_attribute("open", "")
    expect(page.locator(f"{CHOICE} output")).to_have_text("")
    expect(page.locator(".tally")).to_contain_text("You have not guessed yet")
    is_covered(page, NUMBER)
    page.reload()
    is_covered(page, CHOICE)


def test_an_answer_that_is_opened_by_hand_lifts_the_cover_too(chapter):
    page = chapter()
    page.locator(f"{CHOICE} summary").click()
    is_seen(page, CHOICE)


def test_one_guess_covers_all_figures_that_answer_it(visit, address, site):
    page = visit("index.html", covered=True)
    one = 'data-figure="double_descent_wrong_notes"'
    body = (site / "capacity.html").read_text("utf-8")
    assert one in body
    body = body.replace(one, f'{one[:-1]} model_sizes_read"')
    page.route("**/capacity.html", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(address + "capacity.html")
    brake = page.locator("#double_descent_wrong_notes")
    tokens = page.locator("#model_sizes_read")
    expect(tokens.locator(".cover")).to_be_visible()
    brake.get_by_role("button", name=SHOW).click()
    expect(brake).to_be_focused()
    expect(tokens.locator(".cover")).to_have_count(0)


@pytest.mark.parametrize(
    "path",
    [
        "capacity.html#cake_tree_boxes",
        "capacity.html#cake_tree_boxes-made",
        "capacity.html?cake_tree_boxes.depth=3",
    ],
)
def test_an_address_that_shows_the_figure_lifts_its_cover_and_no_other(chapter, path):
    page = chapter(path)
    is_seen(page, CHOICE)
    is_covered(page, NUMBER)


@pytest.mark.parametrize("rest", ["#%E0%A4%A", "?double_descent=1#nothing"])
def test_an_address_that_shows_nothing_lifts_no_cover(chapter, rest):
    page = chapter("capacity.html" + rest)
    is_covered(page, NUMBER)
    assert page.complaints == []


def test_a_link_within_the_page_lifts_the_cover(chapter):
    page = chapter()
    page.evaluate("location.hash = '#cake_tree_boxes'")
    is_seen(page, CHOICE)
    page.wait_for_timeout(500)  # scrolling shuts a card
    page.locator(f"{NUMBER} legend em").first.click()
    page.locator(".word-card a").click()
    is_seen(page, NUMBER)
    expect(page.locator("#double_descent_wrong_notes-made")).to_be_in_viewport()
    press(page, NUMBER, MINE)
    press(page, NUMBER, BACK)
    is_covered(page, NUMBER)
    page.locator(f"{NUMBER} legend em").first.click()
    page.locator(".word-card a").click()  # the address says so already
    is_seen(page, NUMBER)


def test_a_link_of_another_page_lifts_the_cover(visit):
    page = visit("glossary.html", covered=True)
    page.evaluate(
        """const link = document.createElement("a");
           link.href = "capacity.html#double_descent-made";
           link.textContent = "how the curve was made";
           document.querySelector("article").prepend(link);"""
    )
    page.get_by_role("link", name="how the curve was made").click()
    page.wait_for_url("**/capacity.html#double_descent-made")
    is_seen(page, CURVE)
    is_covered(page, CHOICE)


def test_print_shows_the_figure_and_no_cover(chapter):
    page = chapter()
    page.emulate_media(media="print")
    expect(figure(page, CHOICE).locator(".figure-title")).to_be_visible()
    expect(figure(page, CHOICE).locator(".cover")).to_be_hidden()
    expect(page.locator(f"{NUMBER} input")).to_be_hidden()


def test_without_javascript_everything_is_seen_and_the_answer_is_folded(chapter):
    page = chapter(java_script_enabled=False)
    for guess in FIGURES:
        expect(figure(page, guess).locator(".figure-title")).to_be_visible()
        expect(page.locator(f"{guess} .answer p").first).to_be_hidden()
    expect(page.locator(f"{NUMBER} input")).to_be_visible()
    assert page.locator(".cover, .tally").count() == 0


# Choosing


def test_a_choice_opens_the_answer_and_the_figure_at_once(chapter):
    page = chapter()
    guess = page.locator(CHOICE)
    guess.locator("label").nth(1).click()
    is_seen(page, CHOICE)
    expect(guess.locator(".answer p").first).to_be_visible()
    expect(guess.locator("output")).to_contain_text("The measurement says otherwise.")
    assert told(page, CHOICE) == {"kind": "choice", "value": "perfect"}
    guess.locator("label").nth(0).click()  # another mind
    expect(guess.locator("output")).to_contain_text("The measurement agrees.")
    press(page, CHOICE, BACK)
    is_covered(page, CHOICE)
    expect(guess.locator("input").first).to_be_focused()
    expect(guess.locator("input:checked")).to_have_count(0)
    expect(guess.locator(".answer p").first).to_be_hidden()
    assert told(page, CHOICE) is None


@pytest.mark.parametrize("key", ["Enter", "Space", "Tab"])
def test_arrow_keys_pass_the_answers_and_another_key_makes_the_guess(chapter, key):
    page = chapter()
    guess = page.locator(CHOICE)
    guess.locator("input").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(guess.locator("output")).to_contain_text("Enter makes it your guess")
    is_covered(page, CHOICE)
    page.keyboard.press(key)
    expect(guess.locator("output")).to_contain_text("You said “Best of all: she")
    is_seen(page, CHOICE)


def test_a_choice_that_arrow_keys_reached_is_made_by_a_click_on_it(chapter):
    page = chapter()
    page.locator(f"{CHOICE} input").first.focus()
    page.keyboard.press("ArrowDown")
    page.locator(f"{CHOICE} label").nth(1).click()
    is_seen(page, CHOICE)


def test_sixty_arrow_keys_leave_one_guess_that_is_kept(chapter):
    page = chapter()
    guess = page.locator(CHOICE)
    guess.locator("input").first.focus()
    page.keyboard.press("Space")
    for _ in range(60):
        page.keyboard.press("ArrowDown")
    expect(guess.locator("input").first).to_be_checked()  # 60 is a multiple of three
    expect(guess.locator("output")).to_contain_text("You said “Worse than")
    page.reload()
    expect(guess.locator("input").first).to_be_checked()
    is_seen(page, CHOICE)
    expect(guess.get_by_role("button", name=BACK)).to_have_count(1)


# Setting a number


def test_a_number_is_set_by_keyboard_and_compared_in_words(chapter, published):
    page = chapter()
    truth = 100 * published("double_descent")["data"]["quoted"]["ridge_error_at_largest_noise_20"]
    guess = page.locator(NUMBER)
    guess.get_by_role("slider").focus()
    page.keyboard.press("Home")
    for _ in range(40):
        page.keyboard.press("ArrowRight")
    expect(guess.locator(".guess-value")).to_have_text("40\u202f%")
    expect(guess.get_by_role("slider")).to_have_attribute("aria-valuetext", "40\u202f%")
    is_covered(page, NUMBER)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    is_seen(page, NUMBER)
    said = guess.locator("output")
    expect(said).to_contain_text("You said 40\u202f%. The measurement says otherwise")
    expect(said).to_contain_text(f"{truth:.1f}\u202f%, which is {40 - truth:.0f}\u00a0points less")
    expect(guess.get_by_role("button", name=MINE)).to_be_focused()
    assert told(page, NUMBER) == {"kind": "number", "value": 0.4}


def test_a_number_near_the_truth_agrees_and_minds_are_changed(chapter):
    page = chapter()
    page.evaluate("""window.told = [];
      const f = document.querySelector('#double_descent_wrong_notes');
      f.addEventListener('guess', () => told.push(f.guess?.value ?? null))""")
    guess = page.locator(NUMBER)
    press(page, NUMBER, MINE)
    expect(guess.get_by_role("button", name=MINE)).to_have_attribute("aria-disabled", "true")
    guess.get_by_role("slider").fill("3")
    expect(guess.locator("output")).to_contain_text("You said 25")  # not pressed yet
    press(page, NUMBER, MINE)
    expect(guess.locator("output")).to_contain_text("The measurement agrees")
    press(page, NUMBER, BACK)
    is_covered(page, NUMBER)
    expect(guess.get_by_role("slider")).to_be_focused()
    assert page.evaluate("told") == [0.25, 0.03, None]


# Drawing a curve

PEAK = [(0, 0.62), (0.2, 0.36), (0.35, 0.15), (0.5, 0.08)]
PEAK += [(0.65, 0.06), (0.69, 0.8), (0.73, 0.06), (1, 0.02)]


def test_a_curve_is_drawn_and_stands_beside_the_measured_one(chapter, published):
    page = chapter()
    guess = page.locator(CURVE)
    mine = guess.get_by_role("button", name=MINE)
    draw(page, PEAK[:2])
    expect(mine).to_have_attribute("aria-disabled", "true")
    expect(guess.locator("output")).to_have_text("Draw on, from edge to edge.")
    draw(page, PEAK)
    is_covered(page, CURVE)
    mine.click()
    is_seen(page, CURVE)
    expect(guess.locator("path.line.yours")).to_be_visible()
    expect(guess.locator("path.line.test")).to_be_visible()
    largest = published("double_descent")["data"]["quoted"]["largest_width"]
    said = guess.locator("output")
    expect(said).to_contain_text(f"The measurement agrees: it is lowest at {largest:,}")
    expect(guess.get_by_role("slider")).to_have_count(0)  # no more drawing
    whole = told(page, CURVE)
    assert whole["kind"] == "curve" and len(whole["xs"]) == len(whole["ys"]) == 46
    assert (whole["xs"][0], whole["xs"][-1]) == (5, pytest.approx(largest))
    page.reload()
    guess.scroll_into_view_if_needed()
    expect(guess.locator("path.line.test")).to_be_visible()
    expect(said).to_contain_text("The measurement agrees")
    press(page, CURVE, BACK)
    is_covered(page, CURVE)
    expect(guess.locator("path.line")).to_have_count(0)
    expect(guess.get_by_role("slider")).to_be_focused()


def test_a_curve_is_drawn_with_keys_alone(chapter):
    page = chapter()
    guess = page.locator(CURVE)
    guess.scroll_into_view_if_needed()
    guess.get_by_role("slider").focus()
    page.keyboard.press("ArrowDown")
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    for _ in range(3):
        page.keyboard.press("PageDown")
    page.keyboard.press("End")
    page.keyboard.press("PageUp")
    expect(guess.get_by_role("slider")).to_have_attribute("aria-valuetext", "4,000: 0.7")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(guess.locator("output")).to_contain_text("lowest at 16 and ends at 0.7")


def test_a_curve_is_drawn_with_a_finger_and_the_page_stays(chapter):
    page = chapter(width=320, has_touch=True, is_mobile=True)
    chart = page.locator(f"{CURVE} .chart-overlay")
    page.locator(CURVE).scroll_into_view_if_needed()
    chart.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    before = page.evaluate("scrollY")
    finger = page.context.new_cdp_session(page)

    def touch(kind, *points):
        at = [dict(zip("xy", place(chart, *point), strict=True)) for point in points]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    touch("touchStart", PEAK[0])
    for (x, y), (far, up) in pairwise(PEAK):
        for k in range(1, 6):
            touch("touchMove", (x + (far - x) * k / 5, y + (up - y) * k / 5))
    touch("touchEnd")
    assert page.evaluate("scrollY") == before
    press(page, CURVE, MINE)
    expect(page.locator(f"{CURVE} output")).to_contain_text("The measurement agrees")


def test_a_measurement_that_cannot_be_had_is_told_and_the_guess_is_kept(chapter):
    page = chapter()
    page.route("**/double_descent.json", lambda route: route.abort())
    draw(page, PEAK)
    press(page, CURVE, MINE)
    expect(page.locator(f"{CURVE} output")).to_have_text("The measurement could not be loaded.")
    is_seen(page, CURVE)
    page.unroute("**/double_descent.json")
    page.reload()
    page.locator(CURVE).scroll_into_view_if_needed()
    expect(page.locator(f"{CURVE} output")).to_contain_text("The measurement agrees")


@themes
@pytest.mark.parametrize("width", [320, 375, 1280])
def test_all_kinds_fit_before_and_after(chapter, width, theme):
    page = chapter(width=width, theme=theme)
    draw(page, PEAK)
    press(page, CURVE, MINE)
    press(page, NUMBER, MINE)
    page.locator(f"{CHOICE} label").first.click()
    expect(page.locator(f"{CURVE} path.line.test")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.locator(".guess button, .cover button, .guess label, .guess .handle").evaluate_all(
        "e => e.filter(n => n.checkVisibility() && n.getBoundingClientRect().height < 24)"
        ".map(n => n.outerHTML)"
    )
    assert small == [] and page.complaints == []


# What is kept


FORBIDDEN = "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })"
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"


@pytest.mark.parametrize("storage", [FORBIDDEN, FULL], ids=["forbidden", "full"])
def test_without_storage_a_guess_lasts_for_the_visit_from_page_to_page(visit, address, storage):
    page = visit("index.html", covered=True)
    page.context.add_init_script(storage)
    page.goto(address + "capacity.html")
    page.locator(f"{CHOICE} label").first.click()
    is_seen(page, CHOICE)
    expect(page.locator(".tally")).to_contain_text(re.compile("You made one of the (three|four)"))
    expect(page.locator(".tally")).to_contain_text("it goes when you leave")
    page.locator("a.md-footer__link--next").click()
    page.wait_for_url("**/fit.html")
    expect(page.locator(".tally")).to_contain_text("Over all pages you made one")
    page.go_back()
    page.wait_for_url("**/capacity.html")
    is_seen(page, CHOICE)
    expect(page.locator(f"{CHOICE} input").first).to_be_checked()
    press(page, CHOICE, BACK)
    is_covered(page, CHOICE)


GARBAGE = ("{", "[]", "null", "perfectly", '{"value":[1,2]}', '{"value":1e999}')


@pytest.mark.parametrize("garbage", GARBAGE)
def test_garbage_in_the_storage_is_no_guess(visit, address, garbage):
    page = visit("index.html", covered=True)
    for guess in FIGURES:
        name = f"guess:/repo/capacity.html:{guess.removeprefix('#guess-')}"
        page.evaluate("([name, text]) => localStorage.setItem(name, text)", [name, garbage])
    page.goto(address + "capacity.html")
    for guess in FIGURES:
        is_covered(page, guess)
    expect(page.locator(".tally")).to_contain_text("You have not guessed yet")
    assert page.complaints == []


def test_what_the_first_edition_kept_is_a_guess(visit, address):
    page = visit("index.html", covered=True)
    page.evaluate("localStorage.setItem('guess:/repo/capacity.html:deep-tree', 'worse')")
    page.goto(address + "capacity.html")
    is_seen(page, CHOICE)
    expect(page.locator(".tally")).to_contain_text("and the measurement agreed.")


def test_a_page_left_and_come_back_to_has_its_covers_as_they_were(chapter):
    page = chapter()
    page.evaluate("window.same = true")
    page.locator(f"{CHOICE} label").first.click()
    figure(page, NUMBER).get_by_role("button", name=SHOW).click()
    for _ in range(2):
        page.locator("a.md-footer__link--next").click()
        page.wait_for_url("**/fit.html")
        expect(page.locator("#early_stopping .cover")).to_be_visible()
        page.go_back()
        page.wait_for_url("**/capacity.html")
        is_seen(page, CHOICE)
        is_covered(page, NUMBER)
        is_covered(page, CURVE)
    assert page.evaluate("window.same")  # the theme changed the page without loading it anew
    assert page.locator(".tally").count() == 1 and page.complaints == []
    press(page, NUMBER, MINE)
    expect(page.locator(".tally")).to_contain_text(re.compile("You made two of the (three|four)"))


# The tally


def test_the_tally_counts_this_page_and_all_pages(chapter):
    page = chapter()
    tally = page.locator(".tally")
    expect(tally).to_contain_text(
        re.compile("You have not guessed yet. This page asks (three|four).")
    )
    page.locator(f"{CHOICE} label").nth(0).click()
    press(page, NUMBER, MINE)
    expect(tally).to_contain_text(
        re.compile("You made two of the (three|four) guesses on this page, and the measurement")
    )
    expect(tally).to_contain_text("agreed with one.")
    expect(tally).to_contain_text("It is kept on this device only.")
    page.locator("a.md-footer__link--next").click()
    page.wait_for_url("**/fit.html")
    page.locator("#guess-two-gaps label").nth(1).click()
    expect(tally).to_contain_text("Over all pages you made three")
    expect(tally).to_contain_text("and the measurement agreed with two.")


def test_forgetting_takes_all_back_until_it_is_undone(chapter):
    page = chapter()
    keep = "([name, text]) => localStorage.setItem(`guess:/${name}`, text)"
    page.evaluate(keep, ["elsewhere/a.html:x", "theirs"])
    page.evaluate(keep, ["repo/fit.html:tenth", '{"value":"gain","right":true}'])
    page.locator(f"{CHOICE} label").first.click()
    press(page, NUMBER, MINE)
    tally = page.locator(".tally")
    tally.scroll_into_view_if_needed()
    button = tally.get_by_role("button")
    top = button.bounding_box()["y"]
    button.press("Enter")
    expect(tally).to_contain_text("Forgotten, on all pages.")
    assert button.bounding_box()["y"] == pytest.approx(top, abs=40)
    is_covered(page, CHOICE)
    is_covered(page, NUMBER)
    kept = "() => Object.keys(localStorage).filter(k => k.startsWith('guess:'))"
    assert page.evaluate(kept) == ["guess:/elsewhere/a.html:x"]
    expect(button).to_be_focused()
    page.locator(f"{CHOICE} label").nth(1).click()  # a guess made since then stands
    button.press("Enter")
    is_seen(page, NUMBER)
    expect(page.locator(f"{CHOICE} input").nth(1)).to_be_checked()
    expect(tally).to_contain_text("Over all pages you made three")
    assert len(page.evaluate(kept)) == 4


def test_records_on_the_device_say_no_more_than_the_guess(chapter):
    page = chapter()
    press(page, NUMBER, MINE)
    kept = page.evaluate("localStorage.getItem('guess:/repo/capacity.html:wrong-labels')")
    assert json.loads(kept) == {"value": 25, "right": False}
    assert "wrong-labels" not in page.url
