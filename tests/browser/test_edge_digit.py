"""What only a browser shows of the digit reader: drawn on, taught, and made to forget."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SAYS = ".reader .widget-says"
SEVEN = [[(0.25, 0.2), (0.75, 0.2), (0.4, 0.9)], [(0.35, 0.55), (0.7, 0.52)]]  # barred
ONE = [[(0.3, 0.4), (0.6, 0.1), (0.6, 0.9)]]  # with a flag


@pytest.fixture
def reader(visit):
    """The page with the reader in sight, and with ways to use it."""

    def go(query="", **settings):
        page = visit(f"trends.html{query}#edge_digit", **settings)
        page.wait_for_selector(".reader")
        page.locator("#edge_digit").scroll_into_view_if_needed()
        page.button = lambda name: page.locator(".reader-buttons").get_by_role("button", name=name)
        page.key = lambda digit: page.locator(".reader-key").nth(digit)
        page.wait = lambda text: expect(page.locator(SAYS)).to_contain_text(text, timeout=15_000)
        return page

    return go


def draw(page, strokes):
    """Draw with the mouse, in shares of the paper."""
    page.locator(".reader-paper").scroll_into_view_if_needed()
    box = page.locator(".reader-paper").bounding_box()
    for stroke in strokes:
        places = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in stroke]
        page.mouse.move(*places[0])
        page.mouse.down()
        for place in places[1:]:
            page.mouse.move(*place, steps=5)
        page.mouse.up()


def test_a_drawing_is_judged_taught_and_forgotten(reader):
    page = reader()
    for name in ("Right", "Teach it", "Undo", "Forget"):
        expect(page.button(name)).to_have_attribute("aria-disabled", "true")
    draw(page, SEVEN)
    page.wait("It reads a 7,")
    expect(page.button("Teach it")).to_have_attribute("aria-disabled", "true")  # as what?
    page.button("Right").click()
    page.wait("It has read 1 of your 1.")
    draw(page, ONE)  # what has been judged makes room
    page.wait("It reads a 1,")
    page.key(4).click()
    page.wait("You say: a 4. It has read 1 of your 2.")
    assert not any("kept.bin" in url for url in page.asked)
    page.button("Teach it").click()
    page.wait("1 lesson: of 500 MNIST test digits it now reads")
    page.wait("It reads a 4,")
    assert sum("kept.bin" in url for url in page.asked) == 1
    found = re.search(
        r"reads (\d+), before (\d+) \((\d+) lost, (\d+) won", page.inner_text(SAYS)
    ).groups()
    now, before, lost, won = map(int, found)
    assert now == before - lost + won
    expect(page.locator(".reader-note")).to_contain_text("random choice of 2,000")
    expect(page.locator(f"{SAYS} + output")).to_contain_text("1 lesson:")  # spoken too
    page.button("Forget").click()
    page.wait("It reads a 1,")
    page.button("Undo").click()
    page.wait("It reads a 4,")
    page.key(1).click()
    page.button("Teach it").click()  # the same picture has one label
    page.wait("It reads a 1,")
    page.wait("1 lesson:")
    assert "edge_digit." not in page.url and not page.complaints
    page.reload()
    page.wait_for_selector(".reader")
    page.wait("Draw a digit")
    assert "lesson" not in page.inner_text(SAYS)


def test_a_digit_is_drawn_by_keys_and_the_paper_is_left(reader):
    page = reader()
    page.focus(".reader-paper")
    said = page.locator(".reader > output.spoken")
    for key in ["Space", *["ArrowDown"] * 9, "Space"]:
        page.keyboard.press(key)
    assert said.text_content() == "Row 13, column 6, pen up"
    page.wait("It reads a 1,")
    for key in [*["ArrowUp"] * 12, "Enter", *["ArrowLeft"] * 20]:  # and over the edge
        page.keyboard.press(key)
    assert said.text_content() == "Row 1, column 1, pen down"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className").startswith("reader-key")
    page.keyboard.press("Control+z")
    page.wait("It reads a 1,")
    page.keyboard.press("Control+z")
    page.wait("Draw a digit")
    page.focus(".reader-paper")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className").startswith("reader-key")
    page.wait("This may be no digit.")
    assert page.get_attribute(".reader-maps canvas", "aria-label").startswith("Maps of the first")


def test_on_a_small_phone_paper_answer_and_clear_stand_on_one_screen(reader):
    page = reader(width=375, has_touch=True, is_mobile=True, device_scale_factor=2)
    page.set_viewport_size({"width": 375, "height": 560})
    page.evaluate(
        "window.scrollTo(0, scrollY + document.querySelector('.reader').getBoundingClientRect().top"
        " - document.querySelector('.md-header').getBoundingClientRect().bottom)"
    )
    top = page.locator(".md-header").bounding_box()["height"]
    for part in (".reader-paper", ".reader-answer", ".reader-keys", ".reader-buttons .reset"):
        box = page.locator(part).bounding_box()
        assert box["y"] >= top - 1 and box["y"] + box["height"] <= 560, part
    says = page.locator(SAYS).bounding_box()
    assert says["y"] + 66 <= 560  # three lines of it
    box = page.locator(".reader-paper").bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait("This may be no digit.")


@pytest.mark.parametrize("width", [1280, 961, 740, 560, 375, 320])
def test_nothing_moves_when_the_reader_takes_its_place_and_learns(visit, address, width):
    page = visit("404.html", width=width)
    page.route("**/widgets/edge_digit.js", lambda route: None)  # it does not come
    page.goto(f"{address}trends.html#edge_digit")
    top = (
        "document.querySelector('#edge_digit figcaption').getBoundingClientRect().top"
        " - document.querySelector('#edge_digit').getBoundingClientRect().top"
    )
    # the axis of the picture makes room for what the widget has instead
    before = page.evaluate(top)
    page.unroute_all()
    page.goto(f"{address}trends.html?#edge_digit")
    page.wait_for_selector(".reader")
    page.wait_for_timeout(200)
    there = page.evaluate(top)
    assert there == pytest.approx(before, abs=1)
    draw(page, SEVEN)
    page.locator(".reader-key").nth(2).click()
    assert page.evaluate(top) == there
    page.locator(".reader-buttons .first").click()
    expect(page.locator(SAYS)).to_contain_text("1 lesson:")
    after = page.evaluate(top)
    assert after == there if width >= 720 else 0 < after - there < 100  # room for what it forgot
    page.locator(".reader-key").nth(3).click()
    page.locator(".reader-buttons .first").click()
    page.wait_for_timeout(1500)
    assert page.evaluate(top) == after


def test_test_digits_that_cannot_be_had_are_named_and_the_lesson_is_learned(reader):
    page = reader()
    page.route("**/*.kept.bin", lambda route: route.fulfill(status=503, body="no"))
    draw(page, ONE)
    page.key(8).click()
    page.button("Teach it").click()
    page.wait("edge_digit.kept.bin could not be loaded (503)")
    page.wait("It reads an 8,")
    page.unroute_all()
    page.button("Teach it").click()
    page.wait("1 lesson: of 500 MNIST test digits")


def test_a_cursor_is_shown_to_keys_and_not_to_a_finger(reader):
    page = reader(width=375, has_touch=True, is_mobile=True)
    paper = page.locator(".reader-paper")
    paper.scroll_into_view_if_needed()
    painted = "paper => paper.querySelector('canvas').toDataURL()"
    paper.tap(position={"x": 90, "y": 90})
    expect(paper).to_be_focused()
    with_focus = paper.evaluate(painted)
    paper.evaluate("paper => paper.blur()")
    assert paper.evaluate(painted) == with_focus, "a finger needs no cursor"
    page.keyboard.press("Tab")
    paper.focus()
    assert paper.evaluate(painted) != with_focus


STRAY = {
    "a dot": [[(0.5, 0.5)]],
    "a dot in the corner": [[(0.02, 0.02)]],
    "a tiny line": [[(0.48, 0.48), (0.52, 0.5)]],
    "all black": [[(0.05 + 0.03 * k, 0.05), (0.05 + 0.03 * k, 0.95)] for k in range(31)],
}


@pytest.mark.parametrize("name", STRAY)
def test_what_is_no_digit_is_doubted(reader, name):
    page = reader()
    draw(page, STRAY[name])
    page.wait("This may be no digit.")
    assert page.complaints == []


def test_a_stroke_that_leaves_the_paper_is_read_and_one_from_outside_is_none(reader):
    page = reader()
    draw(page, [[(-0.3, -0.2), (0.5, 0.5)]])
    page.wait("Draw a digit on the paper")
    draw(page, [[(0.5, 0.2), (0.5, 9)]])
    page.wait("It reads a 1,")
    assert page.complaints == []
