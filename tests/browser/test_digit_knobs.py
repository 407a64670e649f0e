import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
BUTTONS = ".knobs-buttons"
SAYS = ".knobs .widget-says"
ON_THE_WAY = re.compile(r"after ([1-9]|[1-5]\d) steps? of training")
STROKES = {  # in shares of the paper
    3: [(0.25, 0.2), (0.5, 0.1), (0.7, 0.25), (0.45, 0.48), (0.75, 0.7), (0.5, 0.9), (0.22, 0.82)],
    5: [(0.7, 0.2), (0.35, 0.2), (0.3, 0.5), (0.5, 0.42), (0.7, 0.6), (0.6, 0.85), (0.3, 0.85)],
}


@pytest.fixture
def machine(visit):
    """The home page with its machine, and with ways to use it."""

    def go(path="index.html", **settings):
        page = visit(path, **settings)
        page.wait_for_selector(BUTTONS)
        page.button = lambda name: page.locator(f"{BUTTONS} button").get_by_text(name, exact=True)
        page.said = lambda: page.inner_text(SAYS)
        page.rate = lambda: int(re.match(r"(?:About )?(\d+)", page.said())[1])
        page.wait = lambda text, seconds=20: expect(page.locator(SAYS)).to_contain_text(
            text, timeout=1000 * seconds
        )
        page.turned = lambda: page.get_attribute(".knobs-cursor", "aria-valuetext")
        return page

    return go


def drawn(page, points):
    """Draw a stroke with the mouse."""
    box = page.locator(".knobs-paper").bounding_box()
    places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=5)
    page.mouse.up()


@pytest.mark.parametrize("width", [1280, 375])
def test_it_reads_a_digit_that_is_drawn_and_says_so(machine, width):
    page = machine(width=width)
    assert "Most votes: 3." in page.said()  # there is one to begin with
    for digit, points in STROKES.items():
        page.button("Clear").click()
        drawn(page, points)
        page.wait(f"Most votes: {digit}.")
        assert page.locator(".knobs-name.most").text_content() == str(digit)
    page.button("Undo").click()
    page.button("Undo").click()
    page.wait("Most votes: 3.")
    assert not page.complaints


def test_strokes_belong_to_the_same_digit_at_once_or_on_what_has_shrunk(machine):
    page = machine()
    page.button("Clear").click()
    drawn(page, [(0.4, 0.1), (0.25, 0.5), (0.75, 0.5)])
    drawn(page, [(0.6, 0.3), (0.6, 0.95)])
    page.wait("Most votes: 4.")
    page.button("Clear").click()
    drawn(page, [(0.4, 0.1), (0.6, 0.1), (0.45, 0.9)])
    page.wait_for_timeout(1500)  # it has shrunk to squares, and fills the paper
    drawn(page, [(0.3, 0.5), (0.7, 0.5)])
    page.wait("Most votes: 7.")


def test_scrambled_it_reads_nonsense_and_training_turns_the_knobs_back(machine):
    page = machine()
    assert page.rate() > 90
    page.button("Scramble").click()
    page.wait("with every knob at random")
    assert page.rate() < 25
    assert not any("lesson.bin" in url for url in page.asked)  # only when it is needed
    page.button("Train").click()
    page.wait(ON_THE_WAY)
    page.wait("after 60 steps", 40)
    assert page.rate() > 90
    assert sum("lesson.bin" in url for url in page.asked) == 1
    page.wait_for_url("**seed=1&digit_knobs.steps=60#digit_knobs")
    expect(page.locator(f"{SAYS} + output")).to_contain_text("after 60 steps")
    assert not page.complaints


def test_train_on_a_trained_machine_scrambles_it_first(machine):
    page = machine()
    page.button("Train").click()
    page.wait("with every knob at random")
    page.wait(ON_THE_WAY)
    page.button("Pause").click()
    expect(page.locator(f"{BUTTONS} .first")).to_have_text("Train")
    page.wait_for_timeout(300)
    said = page.said()
    page.wait_for_timeout(500)
    assert page.said() == said
    page.button("Train").click()
    page.wait(ON_THE_WAY)


def test_one_step_turns_all_knobs_once(machine):
    page = machine("index.html?digit_knobs.seed=5")
    page.wait("at random")
    page.button("Step").click()
    page.wait("after 1 step of training")
    page.button("Step").click()
    page.wait("after 2 steps of training")
    page.wait_for_url("**seed=5&digit_knobs.steps=2#digit_knobs")


def test_a_link_brings_back_the_scramble_and_its_steps(machine):
    page = machine("index.html?digit_knobs.seed=1&digit_knobs.steps=60")
    page.wait("after 60 steps")
    assert page.rate() == 92
    page = machine("index.html?digit_knobs.seed=%3Cscript%3E&digit_knobs.steps=-4")
    assert page.rate() > 90 and not page.complaints


def test_a_knob_turned_by_hand_is_said_and_never_in_the_address(machine):
    page = machine("index.html?digit_knobs.seed=3")
    box = page.locator(".knobs-square canvas").nth(5).bounding_box()
    x, y = box["x"] + 0.45 * box["width"], box["y"] + 0.45 * box["width"]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 300, y)
    page.mouse.up()
    page.wait("You turned a knob of 5: 135° to the right")
    page.wait_for_url(lambda url: "seed" not in url)
    page.button("Undo").click()
    page.wait("every knob at random")
    page.wait_for_url("**seed=3#digit_knobs")


def test_a_knob_turned_on_a_fresh_page_is_tested_too(machine):
    page = machine()
    page.focus(".knobs-cursor")
    page.keyboard.press("-")
    page.wait(
        "% of digits it has never seen, read correctly. Most votes: 3. You turned a knob of 3"
    )
    drawn(page, [(0.5, 0.1), (0.5, 0.9)])
    page.wait("read correctly. Most votes")
    assert "You turned" not in page.said() and "Nobody" not in page.said()


def test_a_finger_turns_a_knob_sideways_and_scrolls_up_and_down(machine):
    page = machine(width=375, has_touch=True, is_mobile=True)
    touch = page.context.new_cdp_session(page)
    before, top = page.turned(), page.evaluate("scrollY")

    def swipe(dx, dy):
        box = page.locator(".knobs-large canvas").bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        event = "Input.dispatchTouchEvent"
        touch.send(event, {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        for part in (0.1, 0.2, 0.4, 0.6, 0.8, 1):
            point = {"x": x + part * dx, "y": y + part * dy}
            touch.send(event, {"type": "touchMove", "touchPoints": [point]})
            page.wait_for_timeout(30)
        touch.send(event, {"type": "touchEnd", "touchPoints": []})

    swipe(6, -90)
    page.wait_for_function("(top) => scrollY > top", arg=top)
    assert "You turned" not in page.said() and before.split(", ")[-1] in page.turned()
    swipe(60, 6)
    page.wait("You turned a knob of 3")


def test_everything_works_by_keys_alone(machine):
    page = machine()
    page.focus(".knobs-paper")
    for key in ("ArrowRight", "ArrowDown", "Space"):
        page.keyboard.press(key)
    assert page.locator(".knobs > output").text_content() == "Row 2, column 2: ink"
    page.keyboard.press("Enter")
    assert page.locator(".knobs > output").text_content() == "Row 2, column 2: paper"
    page.focus(".knobs-cursor")
    page.keyboard.press("7")
    page.keyboard.press("ArrowRight")
    before = page.turned()
    assert before.startswith("digit 7, row 4, column 6")
    page.keyboard.press("-")
    assert page.turned() != before and "You turned a knob of 7" in page.said()
    page.keyboard.press("Control+z")
    assert page.turned() == before
    for name in ("Undo", "Clear"):
        page.button(name).focus()
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.textContent") == name


def test_on_a_phone_the_machine_stands_on_one_screen_and_a_small_square_becomes_large(machine):
    page = machine(width=375, has_touch=True, is_mobile=True, device_scale_factor=2)
    page.set_viewport_size({"width": 375, "height": 667})
    assert page.locator(SAYS).bounding_box()["y"] + 70 < 667
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    for button in page.locator(f"{BUTTONS} button").all():
        assert button.bounding_box()["height"] >= 44
    page.locator(".knobs-name").nth(8).tap()
    assert page.get_attribute(".knobs-name[aria-pressed=true]", "class").startswith("knobs-name")
    assert page.turned().startswith("digit 8")
    box = page.locator(".knobs-large canvas").bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2 + 5, box["y"] + box["height"] / 2 + 5)
    page.wait("You turned a knob of 8")


@pytest.mark.parametrize("width", [1280, 961, 800, 375, 320])
def test_nothing_moves_when_the_machine_takes_the_place_of_its_picture(visit, address, width):
    page = visit("404.html", width=width)
    page.route("**/widgets/digit_knobs.js", lambda route: None)  # it does not come
    page.goto(f"{address}index.html")
    top = "document.querySelector('#digit_knobs figcaption').getBoundingClientRect().top"
    before = page.evaluate(top)
    page.unroute_all()
    page.goto(f"{address}index.html")
    page.wait_for_selector(BUTTONS)
    page.wait_for_timeout(200)
    assert page.evaluate(top) == before
    page.locator(f"{BUTTONS} .first").click()
    page.wait_for_timeout(2500)
    assert page.evaluate(top) == before


def test_a_lesson_that_cannot_be_had_is_named_and_asked_for_again(machine):
    page = machine()
    page.route("**/*.lesson.bin", lambda route: route.fulfill(status=503, body="no"))
    page.button("Train").click()
    page.wait("digit_knobs.lesson.bin could not be loaded (503)")
    page.unroute_all()
    page.button("Try again").click()
    page.wait(ON_THE_WAY)


def test_with_little_motion_training_is_five_stills(machine):
    page = machine(reduced_motion="reduce")
    page.button("Scramble").click()
    page.wait("at random")
    for steps in (4, 8, 15, 30, 60):
        page.button("Train").click()
        page.wait(f"after {steps} steps")
        page.wait_for_timeout(200)
        assert f"after {steps} steps" in page.said()


def test_a_theme_switched_or_a_page_left_in_mid_run_does_no_harm(machine):
    page = machine()
    page.button("Train").click()
    page.wait(ON_THE_WAY)
    page.locator("label.md-header__button[title]:visible, [data-theme] label:visible").first.click()
    page.wait(ON_THE_WAY)
    page.locator("a.start").click()
    page.wait_for_url("**/parameter.html")
    page.wait_for_timeout(800)
    assert "digit_knobs" not in page.url
    page.go_back()
    page.wait_for_selector(BUTTONS)
    assert page.locator(BUTTONS).count() == 1
    assert not page.complaints


def test_without_javascript_the_picture_stands(visit):
    page = visit("index.html", java_script_enabled=False)
    box = page.locator("#digit_knobs img:visible").bounding_box()
    assert box["height"] == pytest.approx(box["width"] * 447 / 1172, abs=2)
