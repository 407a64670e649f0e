"""Two knobs turned by hand, on a map, and rolling by themselves: chapter 1's widget in Chromium."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 375, "height": 667}, "has_touch": True, "is_mobile": True}


def arrive(page):
    """The widget, in sight."""
    node = page.locator("figure#cake_knobs .cake-knobs")
    page.locator("figure#cake_knobs").scroll_into_view_if_needed()
    node.wait_for()
    node.evaluate("e => e.scrollIntoView({ block: 'center', behavior: 'instant' })")
    return node


def press(node, name):
    node.get_by_role("button", name=name).click()


def big(node):
    """The miss, as the large number says it."""
    return float(node.locator(".cake-miss b").inner_text().removesuffix("°"))


def said(node):
    return node.locator(".widget-says").inner_text()


def step_length(node, wanted):
    """Turn the third knob until it says so."""
    knob, value = node.get_by_label("Step length"), node.locator(".cake-value").last
    for _ in range(40):
        now = float(value.inner_text())
        if now == wanted:
            return
        knob.press("ArrowRight" if now < wanted else "ArrowLeft")
    raise AssertionError(wanted)


def dot(node):
    """Middle of the dot on the map, in the window."""
    box = node.locator(".handle").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def written(page, pattern):
    """Wait until the address says so: it follows a moment later."""
    page.wait_for_url(re.compile(pattern))


def test_it_rolls_to_the_lowest_point_with_a_number_that_falls_and_one_sentence(visit, published):
    best = published("cake_knobs")["data"]
    page = visit("parameter.html")
    node = arrive(page)
    begun = said(node)
    expect(node.locator("output")).to_have_text(begun)
    assert big(node) == round(best["quoted"]["start_rmse"], 1)
    page.evaluate(
        """() => {
          const [number, spoken] = ['.cake-miss b', '.cake-knobs output']
            .map((s) => document.querySelector(s));
          Object.assign(window, { fell: [], heard: [] });
          new MutationObserver(() => fell.push(parseFloat(number.textContent)))
            .observe(number, { childList: true, characterData: true, subtree: true });
          new MutationObserver(() => heard.push(spoken.textContent))
            .observe(spoken, { childList: true, characterData: true, subtree: true });
        }"""
    )
    node.get_by_role("button", name="Let it roll").focus()
    page.keyboard.press("Enter")
    expect(node.get_by_role("button", name="Stop")).to_be_focused()
    expect(node.locator("output")).to_contain_text("no line misses by less", timeout=20_000)
    fell = page.evaluate("fell")
    assert len(fell) > 40 and fell == sorted(fell, reverse=True)
    assert fell[-1] == round(best["rmse"], 1)
    assert len(page.evaluate("heard")) == 1
    assert f"{best['intercept']:.1f}°" in said(node) and f"{best['slope']:.1f}° more" in said(node)
    node.get_by_role("button", name="Undo").press("Enter")
    assert said(node) == begun
    page.wait_for_timeout(400)
    assert "cake_knobs" not in page.url and page.complaints == []


def test_it_stops_where_it_is_and_rolls_on_from_there(visit):
    page = visit("parameter.html?cake_knobs.length=0.04")
    node = arrive(page)
    press(node, "Let it roll")
    expect(node.locator(".cake-miss b")).to_have_text(re.compile(r"^1\d\."))
    press(node, "Stop")
    here = big(node)
    page.wait_for_timeout(300)
    assert big(node) == here > 8
    expect(node.get_by_role("button", name="Let it roll")).to_be_visible()
    press(node, "Let it roll")
    expect(node.locator(".widget-says")).to_contain_text("Arrived after", timeout=20_000)


def test_pressed_again_and_again_it_still_draws_once_a_frame(visit):
    page = visit("parameter.html?cake_knobs.length=0.01")
    node = arrive(page)
    asked, frames = node.evaluate(
        """async (e) => {
          const ask = window.requestAnimationFrame;
          let [asked, frames] = [0, 0];
          window.requestAnimationFrame = (f) => { asked += 1; return ask(f); };
          for (let i = 0; i < 9; i += 1) e.querySelector('button').click();
          for (; frames < 20; frames += 1) await new Promise((done) => ask(done));
          window.requestAnimationFrame = ask;
          return [asked, frames];
        }"""
    )
    expect(node.get_by_role("button", name="Stop")).to_be_visible()
    assert frames / 2 < asked <= frames + 1


def test_steps_that_are_too_long_burn_the_cake_and_undo_brings_it_back(visit):
    page = visit("parameter.html")
    node = arrive(page)
    step_length(node, 1.1)
    begun, start = said(node), dot(node)
    press(node, "Let it roll")
    expect(node.locator(".widget-says")).to_contain_text("The cake is burnt", timeout=20_000)
    assert "further up the other side" in said(node)
    expect(node.get_by_role("button", name="Let it roll")).to_be_visible()  # it stopped by itself
    expect(node.locator(".handle")).to_be_hidden()
    assert not re.search("NaN|Infinity|undefined|e\\+", node.inner_text() + node.inner_html())
    assert big(node) > 50
    once = node.get_by_role("button", name="One step")
    expect(once).to_have_attribute("aria-disabled", "true")
    before = big(node)
    once.click(force=True)
    assert big(node) == before
    press(node, "Undo")
    assert (said(node), dot(node)) == (begun, start)
    expect(node.locator(".handle")).to_be_visible()
    page.wait_for_timeout(400)
    assert "height" not in page.url  # a burnt cake is no place to come back to


def test_one_after_the_other_single_steps_can_burn_it_too(visit):
    page = visit("parameter.html?cake_knobs.length=1.2")
    node = arrive(page)
    missed = [big(node)]
    for _ in range(2):
        press(node, "One step")
        missed.append(big(node))
    assert missed[-1] > 50
    expect(node.locator(".widget-says")).to_contain_text("burnt")
    for before in missed[-2::-1]:
        press(node, "Undo")
        assert big(node) == before


def test_what_has_arrived_rolls_again_from_where_it_began(visit):
    page = visit("parameter.html", reduced_motion="reduce")
    node = arrive(page)
    press(node, "Let it roll")
    slow = int(re.search(r"(\d+) steps", said(node))[1])
    step_length(node, 0.7)
    press(node, "Let it roll")
    quick = int(re.search(r"(\d+) steps", said(node))[1])
    assert quick < 15 < 60 < slow
    step_length(node, 0.01)
    press(node, "Let it roll")
    assert "The steps are short" in said(node)


def test_without_motion_it_arrives_or_burns_at_once(visit):
    page = visit("parameter.html", reduced_motion="reduce")
    node = arrive(page)
    press(node, "Let it roll")
    assert "no line misses by less" in said(node)
    assert node.get_by_role("button", name="Stop").count() == 0
    step_length(node, 1.05)
    press(node, "Let it roll")
    assert "burnt" in said(node)


def test_a_hand_on_a_knob_ends_the_roll(visit):
    page = visit("parameter.html")
    node = arrive(page)
    press(node, "Let it roll")
    page.wait_for_timeout(200)
    node.get_by_label("Height", exact=True).press("End")
    expect(node.get_by_role("button", name="Let it roll")).to_be_visible()
    assert "This line says 68.0°" in said(node)


def test_the_dot_is_dragged_by_mouse_and_the_line_follows(visit):
    page = visit("parameter.html")
    node = arrive(page)
    x, y = dot(node)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 60, y - 80, steps=6)
    page.mouse.up()
    now = dot(node)
    assert abs(now[0] - x - 60) < 2 and abs(now[1] - y + 80) < 2
    assert big(node) < 30 and "Downhill: height up, tilt up" in said(node)
    written(page, r"cake_knobs\.height=1\d.*cake_knobs\.tilt=-\d")
    shown = said(node)
    page.reload()
    assert said(arrive(page)) == shown
    node = arrive(page)
    x, y = dot(node)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 3000, y - 3000, steps=4)  # far out of the window
    page.mouse.up()
    assert "This line says 0.0° at 200 °C, and 36.0° more" in said(node)
    press(node, "Undo")
    assert said(node) == shown


def touched(browser, address):
    page = browser.new_context(**PHONE).new_page()
    page.goto(address + "parameter.html")
    page.wait_for_load_state("networkidle")
    return page


def touch(page, points):
    """A finger that goes through the points."""
    session = page.context.new_cdp_session(page)
    (x, y), *rest = points
    session.send(
        "Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]}
    )
    for x, y in rest:
        session.send(
            "Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y}]}
        )
        page.wait_for_timeout(20)
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_timeout(200)


def test_the_dot_is_dragged_by_finger_and_the_page_stays(browser, address):
    page = touched(browser, address)
    node = arrive(page)
    node.locator(".cake-map").evaluate("e => e.scrollIntoView({ block: 'center' })")
    page.wait_for_timeout(200)
    before, scrolled = big(node), page.evaluate("scrollY")
    x, y = dot(node)
    touch(page, [(x + 8 * i, y - 7 * i) for i in range(11)])
    assert big(node) < before - 10
    assert page.evaluate("scrollY") == scrolled
    page.context.close()


def test_a_finger_that_scrolls_across_a_knob_or_the_map_leaves_both(browser, address):
    page = touched(browser, address)
    node = arrive(page)
    values = node.locator(".cake-value").all_inner_texts
    for place in ("#cake_knobs-height", "#cake_knobs-tilt", "#cake_knobs-length", ".cake-map"):
        node.locator(place).evaluate("e => e.scrollIntoView({ block: 'center' })")
        page.wait_for_timeout(200)
        before, scrolled = values(), page.evaluate("scrollY")
        box = node.locator(place).bounding_box()
        x, y = box["x"] + 0.8 * box["width"], box["y"] + box["height"] / 2
        touch(page, [(x, y - 15 * i) for i in range(12)])
        assert values() == before, place
        assert page.evaluate("scrollY") > scrolled + 60, place
    page.context.close()


def test_everything_works_by_keys_and_the_address_keeps_it(visit):
    page = visit("parameter.html")
    node = arrive(page)
    node.get_by_label("Tilt", exact=True).press("End")
    assert "36.0° more" in said(node)
    node.locator(".handle").press("Shift+ArrowRight")
    assert "This line says 9.0°" in said(node)
    node.locator(".handle").press("ArrowDown")
    assert "35.5° more" in said(node)
    assert node.locator(".handle").get_attribute("aria-valuetext") == "height 9.0°, tilt 35.5°"
    node.get_by_role("button", name="One step").press("Enter")
    step_length(node, 0.5)
    written(page, r"cake_knobs\.height=.*cake_knobs\.length=0\.5")
    values = node.locator(".cake-value").all_inner_texts()
    page.reload()
    node = arrive(page)
    assert node.locator(".cake-value").all_inner_texts() == values
    node.get_by_role("button", name="Reset").press("Enter")
    page.wait_for_url(lambda url: "cake_knobs" not in url)


def test_an_address_of_the_first_edition_still_leads_to_its_line(visit):
    page = visit("parameter.html?cake_knobs.intercept=32.5&cake_knobs.slope=-3")
    assert "This line says 32.5° at 200 °C, and 3.0° less" in said(arrive(page))
    page = visit(
        "parameter.html?cake_knobs.height=1e999&cake_knobs.tilt=%00&cake_knobs.length=__proto__"
    )
    assert "This line says 4.0°" in said(arrive(page)) and page.complaints == []


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_nothing_moves_while_it_rolls_arrives_or_burns(visit, width):
    page = visit("parameter.html", width)
    node = arrive(page)
    parts = "button, input, .chart, .widget-words, label"
    boxes = f"""e => JSON.stringify([...e.querySelectorAll('{parts}'), e]
      .map((n) => n.getBoundingClientRect()).map(({{ left, top, width, height }}) =>
        [left, top + scrollY, width, height].map(Math.round)))"""
    before = node.evaluate(boxes)
    for length in (0.1, 1.05, 0.01):
        step_length(node, length)
        press(node, "Let it roll")
        while node.get_by_role("button", name="Stop").count():
            assert node.evaluate(boxes) == before, said(node)
            page.wait_for_timeout(40)
        assert node.evaluate(boxes) == before, said(node)


def test_on_a_phone_number_cakes_knobs_and_buttons_share_a_screen_and_the_map_is_below(visit):
    page = visit("parameter.html", 375)
    node = arrive(page)
    box = {
        name: node.locator(name).bounding_box()
        for name in (".cake-miss", ".cakes", ".cake-hands", ".cake-walk", ".cake-map")
    }
    end = box[".cake-walk"]["y"] + box[".cake-walk"]["height"]
    assert end - box[".cake-miss"]["y"] < 667 - 48  # below the header
    assert box[".cake-map"]["y"] >= end
    page.set_viewport_size({"width": 1280, "height": 900})
    page.wait_for_timeout(300)
    cakes, ground = (node.locator(name).bounding_box() for name in (".cakes", ".cake-map"))
    assert ground["x"] >= cakes["x"] + cakes["width"]
    assert abs(ground["y"] + ground["height"] - cakes["y"] - cakes["height"]) < 2


def test_the_theme_is_switched_in_the_middle_of_a_roll(visit):
    page = visit("parameter.html?cake_knobs.length=0.03")
    node = arrive(page)
    pixels = "e => e.toDataURL()"
    sheet = node.locator(".cake-map canvas")
    press(node, "Let it roll")
    before = sheet.evaluate(pixels)
    page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
    expect(node.get_by_role("button", name="Stop")).to_be_visible()
    expect(node.locator(".widget-says")).to_contain_text("The steps are short", timeout=20_000)
    assert sheet.evaluate(pixels) != before
    assert page.complaints == []


def test_who_leaves_in_the_middle_of_a_roll_leaves_nothing_behind(visit):
    page = visit("parameter.html")
    node = arrive(page)
    node.get_by_label("Height", exact=True).press("ArrowRight")  # an address is about to be written
    press(node, "Let it roll")
    page.wait_for_timeout(150)
    page.evaluate(
        """() => {
          window.asked = 0;
          const ask = requestAnimationFrame;
          window.requestAnimationFrame = (f) => { asked += f.name === 'frame'; return ask(f); };
          document.querySelector('a[href$="glossary.html"]').click();
        }"""
    )
    page.wait_for_url(re.compile("glossary.html"))
    expect(page.locator("figure#cake_knobs")).to_have_count(0)
    before = page.evaluate("asked")  # still the window of the first page
    page.wait_for_timeout(800)
    assert page.evaluate("asked") <= before + 1
    assert "cake_knobs" not in page.url
    assert page.complaints == []
    page.go_back()
    page.wait_for_url(re.compile("parameter.html"))
    assert big(arrive(page)) > 7


def test_a_roll_goes_on_after_the_window_has_changed_its_size(visit):
    page = visit("parameter.html")
    node = arrive(page)
    press(node, "Let it roll")
    for width in (500, 320, 1000):
        page.set_viewport_size({"width": width, "height": 700})
        page.wait_for_timeout(150)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    expect(node.locator(".widget-says")).to_contain_text("Arrived after", timeout=20_000)
    assert page.complaints == []
