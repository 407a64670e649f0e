"""The knob sweep by hand: drag, turn, guess, watch, paste; by mouse, finger and key."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

FIGURE = "figure#knob_sweep"
KITCHENS = "Twenty more kitchens"


@pytest.fixture
def sweep(visit):
    """Open the page at the widget, with the last address in `page.url` once it has been written."""

    def go(query="", width=1280, **settings):
        page = visit(f"capacity.html{query}", width, **settings)
        page.locator(FIGURE).scroll_into_view_if_needed()
        page.wait_for_selector(f'{FIGURE}[data-live="live"]')
        page.locator(f"{FIGURE} .handle, {FIGURE} .dots").first.wait_for(state="attached")
        page.locator(FIGURE).evaluate(
            """e => { e.querySelector(".knob-sweep-more").open = true;
                 e.scrollIntoView(); scrollBy(0, -60); }"""
        )
        return page

    return go


def said(page):
    return page.locator(f"{FIGURE} .knob-sweep-says")


def note(page):
    return page.locator(f"{FIGURE} .knob-sweep-note")


def turn(page, place):
    """Turn the knob to a place of its slider, as a finger would in one step."""
    page.locator("#knob_sweep-knobs").evaluate(
        """(input, place) => { input.value = place;
             for (const type of ['input', 'change'])
               input.dispatchEvent(new Event(type, { bubbles: true })); }""",
        place,
    )


def button(page, name):
    return page.locator(FIGURE).get_by_role("button", name=name, exact=True)


def data(page, name):
    return page.locator(FIGURE).get_by_role("radio", name=name, exact=True)


def overlay(page, which):
    return page.locator(f"{FIGURE} .chart-overlay").nth(which)


def free(page):
    """Go past the question, as somebody who wants no guess."""
    turn(page, 12)
    button(page, "Just show me").click()
    expect(said(page)).to_contain_text("With 200 knobs", timeout=15_000)


def settled(page, part):
    page.wait_for_url(re.compile(part), timeout=3000)


def middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def finger(page, points):
    """One finger along the points: down, moves, up."""
    client = page.context.new_cdp_session(page)
    for i, (x, y) in enumerate(points):
        kind = "touchMove" if i else "touchStart"
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
    client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_it_begins_stiff_with_the_cakes_of_the_figure_and_the_address_empty(sweep):
    page = sweep()
    expect(said(page)).to_have_text(
        "With 3 knobs no curve reaches all 10 cakes; this one comes nearest. "
        "It misses new cakes by 0.12."
    )
    assert page.locator(f"{FIGURE} .handle").count() == 10
    assert page.locator(f"{FIGURE} > picture").first.is_hidden()
    assert "knob_sweep." not in page.url
    assert not [url for url in page.asked if url.endswith("knob_sweep.json")]
    assert page.complaints == []


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_curve_error_slider_and_sentence_share_a_screen_and_nothing_moves_as_they_change(
    sweep, width
):
    page = sweep(width=width)
    height = page.locator(FIGURE).bounding_box()["height"]
    turn(page, 12)
    assert page.locator(FIGURE).bounding_box()["height"] == height  # with the question too
    free(page)
    tops = set()
    for place in (0, 2, 6, 9, 10, 20, 45, 55):
        turn(page, place)
        page.wait_for_timeout(60)
        boxes = page.evaluate(
            f"""[...document.querySelectorAll('{FIGURE} :is(.chart, .knob-sweep-says, button.act)')]
                .filter(e => e.offsetParent).map(e => e.getBoundingClientRect().top)"""
        )
        tops.add(tuple(boxes))
        assert page.locator(FIGURE).bounding_box()["height"] == height
    assert len(tops) == 1
    first = page.locator(f"{FIGURE} .figure-title").bounding_box()
    last = said(page).bounding_box()
    room = 667 if width < 700 else 800  # the height of a small phone or laptop
    assert last["y"] + last["height"] - first["y"] <= room - 48  # below the header
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [320, 375, 430, 720, 1280])
def test_what_stands_below_does_not_move_when_the_widget_comes(visit, width):
    page = visit("404.html", width)
    page.route("**/js/main.js", lambda route: route.abort())  # nothing comes to life
    page.goto(page.url.replace("404.html", "capacity.html"))
    below = f"""(() => {{ const figure = document.querySelector('{FIGURE}');
      return figure.querySelector('figcaption').getBoundingClientRect().top
        - figure.querySelector('.figure-title').getBoundingClientRect().bottom; }})()"""
    assert page.locator(f"{FIGURE}[data-live]").count() == 0
    before = page.evaluate(below)
    page.unroute("**/js/main.js")
    page.reload()
    page.wait_for_selector(f'{FIGURE}[data-live="live"]')
    expect(said(page)).to_contain_text("With 3 knobs")
    assert page.evaluate(below) == pytest.approx(before, abs=2)


def test_a_cake_is_dragged_by_mouse_and_the_sentence_follows_and_undo_takes_it_back(sweep):
    page = sweep()
    turn(page, 9)
    expect(said(page)).to_contain_text("With 10 knobs and 10 cakes there is only one curve")
    before = said(page).inner_text()
    x, y = middle(page.locator(f"{FIGURE} .handle").nth(4))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 5, y - 60, steps=8)
    page.mouse.up()
    expect(said(page)).not_to_have_text(before)
    expect(note(page)).to_have_text(
        "You baked one of these cakes. New ones come from the kitchen as it was."
    )
    moved = middle(page.locator(f"{FIGURE} .handle").nth(4))
    assert moved == pytest.approx((x + 5, y - 60), abs=2)
    settled(page, r"knob_sweep\.knobs=10(#|$)")  # the drag is not in it
    button(page, "Undo").click()
    expect(said(page)).to_have_text(before)
    assert middle(page.locator(f"{FIGURE} .handle").nth(4)) == pytest.approx((x, y), abs=1)
    assert button(page, "Undo").get_attribute("aria-disabled") == "true"


def test_a_cake_is_dragged_by_a_finger_and_the_page_does_not_scroll(sweep):
    page = sweep(width=375, has_touch=True)
    x, y = middle(page.locator(f"{FIGURE} .handle").nth(4))
    top = page.evaluate("scrollY")
    finger(page, [(x, y + 6 * i) for i in range(10)])
    page.wait_for_timeout(200)
    assert page.evaluate("scrollY") == pytest.approx(top, abs=2)
    assert middle(page.locator(f"{FIGURE} .handle").nth(4)) == pytest.approx((x, y + 54), abs=2)
    expect(note(page)).to_contain_text("You baked one")


def test_a_cake_is_moved_taken_and_added_by_keys(sweep):
    page = sweep()
    cake = page.locator(f"{FIGURE} .handle").nth(2)
    cake.focus()
    before = cake.get_attribute("aria-valuetext")
    for _ in range(5):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowRight")
    page.wait_for_timeout(100)
    after = cake.get_attribute("aria-valuetext")
    was, is_now = ([float(n) for n in re.findall(r"-?[\d.]+", t)] for t in (before, after))
    assert is_now[0] - was[0] == pytest.approx(5, abs=0.11)  # minutes
    assert is_now[1] - was[1] == pytest.approx(0.25, abs=0.011)
    page.keyboard.press("Delete")
    expect(said(page)).to_contain_text("all 9 cakes")
    assert page.evaluate("document.activeElement.classList.contains('handle')")
    button(page, "Add a cake").click()
    expect(said(page)).to_contain_text("all 10 cakes")
    take = button(page, "Take one away")
    for _ in range(8):
        take.click()
    expect(said(page)).to_contain_text("With 3 knobs endlessly many curves go through all 2 cakes")
    expect(take).to_have_attribute("aria-disabled", "true")
    assert take.evaluate("e => e === document.activeElement")
    page.keyboard.press("Enter")
    expect(said(page)).to_contain_text("all 2 cakes")
    button(page, "Reset").click()
    expect(said(page)).to_contain_text("all 10 cakes")


def test_a_double_click_adds_a_cake_and_on_a_cake_takes_it(sweep):
    page = sweep()
    x, y = middle(page.locator(f"{FIGURE} .handle").nth(0))
    box = overlay(page, 0).bounding_box()
    page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + 20)
    expect(said(page)).to_contain_text("all 11 cakes")
    page.mouse.dblclick(x, y)
    expect(said(page)).to_contain_text("all 10 cakes")


def asked_for_a_guess(page):
    expect(said(page)).to_contain_text("Your guess: what will the miss do from 10 knobs to 200?")
    assert page.locator("#knob_sweep-knobs").get_attribute("aria-valuetext").startswith("10 knobs")


def drawn(page, way):
    """Points of a line that climbs, or falls, over the right half of the lower chart."""
    box = overlay(page, 1).bounding_box()
    left, right = box["x"] + 0.6 * box["width"], box["x"] + box["width"] - 10
    high, low = (20, 20 + 60) if way == "fall" else (70, 14)
    return [
        (left + (right - left) * i / 15, box["y"] + high + (low - high) * i / 15) for i in range(16)
    ]


def compared(page, way):
    expect(said(page)).to_contain_text("With 200 knobs endlessly many", timeout=20_000)
    expect(note(page)).to_contain_text(f"You drew it to {way}")
    assert page.locator(f"{FIGURE} .line.yours").count() == 1
    assert page.locator(f"{FIGURE} .name.yours").text_content() == "your guess"


def test_before_the_slider_passes_ten_a_guess_is_drawn_by_mouse_stays_and_is_compared(sweep):
    page = sweep()
    turn(page, 30)
    asked_for_a_guess(page)
    turn(page, 40)
    asked_for_a_guess(page)
    path = drawn(page, "rise")
    page.mouse.move(*path[0])
    page.mouse.down()
    for point in path:
        page.mouse.move(*point)
    page.mouse.up()
    button(page, "That is my guess: show me").click()
    compared(page, "rise")
    assert page.locator(f"{FIGURE} .chart-hint, {FIGURE} .handle.column").count() == 0
    button(page, "Reset").click()
    assert page.locator(f"{FIGURE} .line.yours").count() == 1  # a guess is not taken back by that
    settled(page, r"capacity\.html(#|$)")


def test_a_guess_is_drawn_by_a_finger_and_turning_on_is_the_answer(sweep):
    page = sweep(width=375, has_touch=True)
    turn(page, 12)
    asked_for_a_guess(page)
    top = page.evaluate("scrollY")
    finger(page, drawn(page, "fall"))
    expect(button(page, "That is my guess: show me")).to_be_visible()
    assert page.evaluate("scrollY") == pytest.approx(top, abs=2)
    turn(page, 55)
    compared(page, "fall")


def test_a_guess_is_drawn_by_keys_alone(sweep):
    page = sweep()
    page.locator("#knob_sweep-knobs").focus()
    for _ in range(9):
        page.keyboard.press("ArrowRight")
    asked_for_a_guess(page)
    column = page.locator(f"{FIGURE} .handle.column")
    column.focus()
    assert "nothing drawn" in column.get_attribute("aria-valuetext")
    page.keyboard.press("End")
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    assert column.get_attribute("aria-valuetext").startswith("200 knobs: 0.1")
    show = button(page, "That is my guess: show me")
    show.focus()
    page.keyboard.press("Enter")
    assert button(page, "Stop").evaluate("e => e === document.activeElement")
    compared(page, "fall")


def test_who_turns_back_is_not_asked_and_who_follows_a_link_past_ten_is_not_either(sweep):
    page = sweep()
    turn(page, 20)
    asked_for_a_guess(page)
    turn(page, 4)
    expect(said(page)).to_contain_text("With 5 knobs")
    expect(button(page, "All sizes")).to_be_visible()
    page = sweep("?knob_sweep.knobs=200")
    expect(said(page)).to_contain_text("With 200 knobs endlessly many")


def test_a_guess_of_the_page_itself_opens_the_rest_and_is_drawn(sweep):
    page = sweep()
    page.locator(FIGURE).evaluate(
        """e => { e.guess = { kind: 'curve', xs: [10, 50, 200], ys: [10, 100, 300] };
                  e.dispatchEvent(new Event('guess')); }"""
    )
    turn(page, 55)
    compared(page, "rise")


def test_all_sizes_run_stop_and_fill_the_curve_of_errors(sweep):
    page = sweep("?knob_sweep.knobs=12")
    button(page, "All sizes").click()
    button(page, "Stop").click()
    page.wait_for_timeout(100)  # its last frame
    stopped = said(page).inner_text()
    page.wait_for_timeout(300)
    assert said(page).inner_text() == stopped
    button(page, "All sizes").click()
    expect(said(page)).to_contain_text("With 200 knobs", timeout=15_000)
    expect(button(page, "All sizes")).to_be_visible()
    line = page.locator(f"{FIGURE} .line.test").get_attribute("d")
    assert len(re.findall("[ML]", line)) == 56


def test_under_reduced_motion_all_sizes_are_there_at_once(sweep):
    page = sweep("?knob_sweep.knobs=12", reduced_motion="reduce")
    button(page, "All sizes").click()
    expect(said(page)).to_contain_text("With 200 knobs", timeout=1500)


def test_twenty_kitchens_open_one_after_another_and_close_when_a_setting_changes(sweep):
    page = sweep("?knob_sweep.knobs=11")
    button(page, KITCHENS).click()
    expect(note(page)).to_contain_text("In 20 more kitchens the miss at 11 knobs", timeout=20_000)
    expect(button(page, KITCHENS)).to_be_visible()
    turn(page, 55)
    expect(note(page)).to_contain_text("In 20 more kitchens the miss at 200 knobs goes from 0.0")
    painted = """e => { const c = e.getContext('2d'), { width, height } = e;
      return c.getImageData(0, 0, width, height).data.some((v, i) => i % 4 === 3 && v > 0); }"""
    layers = page.locator(f"{FIGURE} .chart-layer")
    assert all(layers.nth(i).evaluate(painted) for i in (0, 1))
    button(page, "New sample").click()
    expect(note(page)).to_have_text("")
    assert not any(layers.nth(i).evaluate(painted) for i in (0, 1))
    button(page, KITCHENS).click()
    page.locator("#knob_sweep-noise").press("ArrowRight")  # while they are still coming
    expect(button(page, KITCHENS)).to_be_visible()
    page.wait_for_timeout(1200)
    expect(note(page)).to_have_text("")


def test_a_brake_calms_the_wild_one_and_the_points_may_choose_it(sweep):
    page = sweep("?knob_sweep.knobs=10")
    expect(said(page)).to_contain_text("by 10.")
    page.get_by_label("let the points choose it").check()
    expect(said(page)).to_contain_text("With 10 knobs and the brake on")
    assert float(re.search(r"([\d.]+)\.$", said(page).inner_text())[1]) < 0.3
    settled(page, r"knob_sweep\.brake=auto")
    page.locator("#knob_sweep-brake").press("End")
    expect(page.get_by_label("let the points choose it")).not_to_be_checked()
    settled(page, r"knob_sweep\.brake=3(&|#|$)")
    button(page, "Undo").click()
    settled(page, r"knob_sweep\.brake=auto")


def test_other_curves_pass_through_the_same_points_and_at_ten_there_is_none(sweep):
    page = sweep("?knob_sweep.knobs=30&knob_sweep.others=1")
    thin = page.locator(f"{FIGURE} .line.thin")
    expect(thin).to_have_count(5)
    expect(note(page)).to_have_text("The thin lines are 5 of the others through the same points.")
    turn(page, 9)
    expect(thin).to_have_count(0)
    expect(note(page)).to_contain_text("There is no other curve: this one is forced.")


def test_the_crash_is_fetched_on_request_alone_and_what_it_misses_is_what_was_not_fitted(sweep):
    page = sweep()
    assert not [url for url in page.asked if "mcycle" in url]
    data(page, "a crash").check()
    expect(said(page)).to_contain_text("all 20 readings")
    expect(said(page)).to_contain_text("times as badly as always saying the average")
    expect(page.locator(f"{FIGURE} output.short")).to_contain_text("(Silverman 1985). 20 rows are")
    settled(page, r"knob_sweep\.data=crash")
    assert page.locator(f"{FIGURE} .handle").count() == 0
    turn(page, 55)  # nobody is asked here
    expect(said(page)).to_contain_text("With 200 knobs endlessly many curves go through all 20")
    settled(page, "knobs=200")
    page.reload()
    expect(said(page)).to_contain_text("With 200 knobs endlessly many curves go through all 20")
    data(page, "our kitchen").check()
    expect(said(page)).to_contain_text("10 cakes")


def test_measurements_that_cannot_be_loaded_are_told_and_the_kitchen_stays(sweep):
    page = sweep()
    page.route("**/mcycle.csv", lambda route: route.abort())
    data(page, "a crash").click()
    expect(page.locator(FIGURE)).to_contain_text("The measurements could not be loaded.")
    expect(data(page, "our kitchen")).to_be_checked()
    page.unroute("**/mcycle.csv")
    data(page, "a crash").check()
    expect(said(page)).to_contain_text("all 20 readings")
    expect(page.locator(FIGURE)).not_to_contain_text("could not be loaded")


def test_own_rows_are_drawn_and_stay_here_and_a_bad_line_is_named(sweep):
    page = sweep()
    data(page, "your own").check()
    own, draw = page.get_by_label("Two columns, x and y"), button(page, "Draw it")
    status = page.locator(f"{FIGURE} output.short")
    expect(page.locator(FIGURE)).to_contain_text("nothing that you paste is sent or kept")
    draw.click()
    expect(status).to_have_text("There is nothing here yet: paste two columns of numbers.")
    own.fill("a;b\n1;2\n2;secret")
    draw.click()
    expect(status).to_have_text("Line 3 says “secret”, which is no number.")
    expect(said(page)).to_contain_text("10 cakes")
    asked = len(page.asked)
    own.fill(
        "day;litres\n" + "\n".join(f"{i};{i * i / 7:.2f}".replace(".", ",") for i in range(40))
    )
    draw.click()
    expect(status).to_have_text(
        "20 rows are fitted, and the fit is tried on 20 others. "
        "A comma within a number was read as a decimal comma."
    )
    expect(said(page)).to_contain_text("With 3 knobs")
    expect(said(page)).to_contain_text("the 20 others")
    expect(page.locator(f"{FIGURE} .chart-name").first).to_contain_text("litres, by day")
    turn(page, 55)
    settled(page, r"knobs=200(#|$)")
    assert "data" not in page.url and "secret" not in page.url and "litres" not in page.url
    assert len(page.asked) == asked
    many = "\n".join(f"{i} {i % 17}" for i in range(10_000))
    own.evaluate("(paper, text) => { paper.value = text; }", many)
    draw.click()
    expect(status).to_contain_text("Of 10,000 rows 1,000 were taken by chance. 60 rows are fitted")
    expect(said(page)).to_contain_text("With 200 knobs")
    assert page.evaluate("JSON.stringify({ ...localStorage })").count("17") == 0
    button(page, "Reset").click()
    expect(said(page)).to_contain_text("With 3 knobs no curve reaches all 10 cakes")
    assert page.complaints == []


def test_sixty_steps_in_two_seconds_and_the_address_restores_the_last(sweep):
    page = sweep("?knob_sweep.knobs=20")
    page.evaluate(
        """async () => { const input = document.querySelector('#knob_sweep-knobs');
          for (let i = 0; i < 60; i += 1) {
            input.value = (7 * i) % 56;
            input.dispatchEvent(new Event('input', { bubbles: true }));
            await new Promise((go) => setTimeout(go, 33));
          }
          input.value = 17;
          input.dispatchEvent(new Event('input', { bubbles: true }));
          input.dispatchEvent(new Event('change', { bubbles: true })); }"""
    )
    settled(page, r"knob_sweep\.knobs=18(#|$)")
    last = said(page).inner_text()
    page.reload()
    expect(said(page)).to_have_text(last)


def test_an_address_brings_back_sample_noise_brake_and_knobs(sweep):
    page = sweep()
    free(page)
    button(page, "New sample").click()
    button(page, "New sample").click()
    page.locator("#knob_sweep-noise").press("ArrowRight")
    page.locator("#knob_sweep-brake").press("PageUp")
    page.get_by_label("other curves").check()
    settled(page, "others=1")
    for part in ("seed=2", "noise=0.25", "brake=", "knobs=200"):
        assert part in page.url
    before = said(page).inner_text()
    page.reload()
    expect(said(page)).to_have_text(before)


@pytest.mark.parametrize(
    "query",
    [
        "?knob_sweep.knobs=0",
        "?knob_sweep.knobs=1e309&knob_sweep.noise=NaN&knob_sweep.brake=%00",
        "?knob_sweep.data=own&knob_sweep.seed=-1",
        "?knob_sweep.knobs=%E0%A4%A&knob_sweep.data=__proto__",
        "?knob_sweep.knobs=<script>&knob_sweep.brake=99&knob_sweep.points=1,2",
        "?knob_sweep.=3&knob_sweep.knobs=3&knob_sweep.knobs=",
    ],
)
def test_malformed_addresses_fall_back_without_a_word(sweep, query):
    page = sweep(query)
    expect(said(page)).to_contain_text("With 3 knobs no curve reaches all 10 cakes")
    assert page.complaints == []


def test_leaving_and_switching_the_theme_in_mid_run_does_no_harm(sweep):
    page = sweep("?knob_sweep.knobs=12")
    button(page, "All sizes").click()
    button(page, KITCHENS).click()
    page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
    page.set_viewport_size({"width": 400, "height": 700})
    page.wait_for_timeout(300)
    page.set_viewport_size({"width": 1000, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 1000
    page.locator('.md-tabs a, .md-nav a[href$="fit.html"]').evaluate_all(
        "all => all.find((a) => a.href.endsWith('fit.html')).click()"
    )
    page.wait_for_url(re.compile("fit"))
    page.wait_for_timeout(1200)
    assert "knob_sweep" not in page.url
    assert page.complaints == []


def test_the_drawn_guess_is_kept_counted_and_forgotten(visit):
    page = visit("capacity.html#knob_sweep", 375)
    figure = page.locator("figure#knob_sweep")
    figure.get_by_role("button", name="All sizes").click()
    column = figure.locator(".handle.column")
    column.focus()
    page.keyboard.press("End")
    page.keyboard.press("PageDown")
    figure.get_by_role("button", name="That is my guess").click()
    tally = page.locator(".tally")
    expect(tally).to_contain_text("one of the four guesses")
    page.reload()
    figure.locator(".widget").wait_for()
    expect(figure.locator(".chart text.name.yours")).to_have_text("your guess")
    expect(tally).to_contain_text("one of the four guesses")
    tally.get_by_role("button", name="Forget it all").click()
    expect(figure.locator(".chart text.name.yours")).to_have_count(0)
    tally.get_by_role("button", name="Undo").click()
    expect(figure.locator(".chart text.name.yours")).to_have_count(1)
