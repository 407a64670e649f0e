"""Sliders along a curve, in a real Chromium: by hand, keyboard, touch, and from the address."""

import math
import random
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent.parent

STEMS = ("double_descent", "early_stopping", "learning_curve", "label_noise", "human_feedback")
PAGE = {  # in the story if it stands there, else in the evidence
    figure: f"{page.stem}.html"
    for page in sorted((ROOT / "docs").glob("*.md"))
    for figure in re.findall(r'^--8<-- "(\w+)\.md"', page.read_text("utf-8"), re.MULTILINE)
    if figure in STEMS
}
# Name of the slider in the address, and of its values in the result without a brake.
AXIS = {
    "double_descent": ("width", "width"),
    "early_stopping": ("step", "step"),
    "learning_curve": ("images", "n_train"),
    "label_noise": ("noise", "noise"),
    "human_feedback": ("push", "kl"),
}
HEADER = 48  # px of the page's own bar, which stays
stems = pytest.mark.parametrize("stem", PAGE)


def opened(page, stem):
    """The figure of that name, scrolled to, no cover on it, its widget in the picture's place."""
    figure = page.locator(f"figure#{stem}")
    figure.scroll_into_view_if_needed()
    figure.locator(".sweep").wait_for(state="attached")  # by then what waits for a guess is covered
    figure.locator(".cover button").evaluate_all("buttons => buttons.forEach((b) => b.click())")
    figure.scroll_into_view_if_needed()
    figure.locator(".sweep circle.dot").last.wait_for()
    return figure


def says(figure):
    return figure.locator(".widget-says").first


# Turns slider and radios as fast as a script can, and looks at every state: look(node).
LOOK = """(node, states) => states.map(([at, picked]) => {
  const groups = [...node.querySelectorAll('[role=radiogroup]')];
  groups.forEach((group, i) => {
    const radio = group.querySelectorAll('input')[picked[i]];
    if (!radio.checked) radio.click();
  });
  const range = node.querySelector('input[type=range]');
  range.value = Math.min(at, range.max);
  range.dispatchEvent(new Event('input', { bubbles: true }));
  return (LOOK)(node);
})"""


def looked(figure, states, look):
    """What a function of the figure gives in each of the states."""
    return figure.evaluate(LOOK.replace("LOOK", look), states)


def some_states(figure, n, seed=0):
    """Indices of the slider and of each choice, by chance."""
    steps, options = figure.evaluate(
        """node => [
          Number(node.querySelector('input[type=range]').max) + 1,
          [...node.querySelectorAll('[role=radiogroup]')]
            .map(group => group.querySelectorAll('input').length),
        ]"""
    )
    chance = random.Random(seed)
    return [[chance.randrange(steps), [chance.randrange(k) for k in options]] for _ in range(n)]


@stems
def test_a_widget_stands_in_the_picture_s_place_with_axes_and_units(visit, stem):
    page = visit(PAGE[stem])
    figure = opened(page, stem)
    assert figure.locator("picture").evaluate_all(
        "nodes => nodes.every(n => getComputedStyle(n).display === 'none')"
    )
    assert figure.locator(".figure-axis").is_hidden()
    assert len(figure.locator(".chart-name").inner_text()) > 15
    ticks = figure.locator("text.tick").evaluate_all("nodes => nodes.map(n => n.textContent)")
    assert any("%" in tick for tick in ticks) and len(ticks) >= 8
    above = figure.locator(".sweep").bounding_box()["y"]
    assert above < figure.locator("figcaption").bounding_box()["y"]
    assert page.complaints == []


@stems
def test_it_works_by_keyboard_and_the_address_brings_it_back(visit, stem):
    page = visit(PAGE[stem])
    figure = opened(page, stem)
    name, _ = AXIS[stem]
    before = says(figure).inner_text()
    figure.get_by_role("slider").focus()
    page.keyboard.press("Home")
    expect(says(figure)).not_to_have_text(before)
    page.wait_for_url(re.compile(rf"[?&]{stem}\.{name}="))
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")  # the next of the first choice
    choice = says(figure).inner_text()
    page.wait_for_timeout(400)
    page.reload()
    figure = opened(page, stem)
    expect(says(figure)).to_have_text(choice)
    expect(figure.locator("output")).to_have_text(choice)
    figure.get_by_role("button", name="Reset").press("Enter")
    expect(says(figure)).to_have_text(before)
    page.wait_for_url(lambda url: stem not in url)
    assert page.complaints == []


@pytest.mark.parametrize(
    "search",
    [
        "width=NaN&noise=__proto__&brake=on",
        "width=1e309&noise=0.2.1",
        "width=-5&brake=",
        "width=%F0%28%8C%28&noise=%00",
        "width=<script>alert(1)</script>",
        "width=&width=&noise=&brake=tuned%20",
    ],
)
def test_a_malformed_address_falls_back_without_a_word(visit, search):
    query = "&".join(f"double_descent.{part}" for part in search.split("&"))
    page = visit(f"capacity.html?{query}")
    expect(says(opened(page, "double_descent"))).to_have_text(
        re.compile("^With 4,000 knobs, no wrong labels and no brake")
    )
    assert page.complaints == []


DRAWN = """node => {
  const number = text => Number(text.replace('1 million', '1000000').replace(/[^0-9.]/g, ''));
  const place = tick => [
    number(tick.textContent), Number(tick.getAttribute('x')), Number(tick.getAttribute('y')),
  ];
  const ticks = anchor =>
    [...node.querySelectorAll(`text.tick[text-anchor=${anchor}]`)].map(place);
  return {
    up: ticks('start'),
    across: ticks('middle'),
    dots: [...node.querySelectorAll('circle.dot')]
      .map(dot => [Number(dot.getAttribute('cx')), Number(dot.getAttribute('cy'))]),
    strong: [...node.querySelectorAll('.widget-says b')].map(b => b.textContent),
  };
}"""


@stems
@pytest.mark.parametrize("width", [375, 1280])
def test_dots_stand_where_the_ticks_say(visit, published, stem, width):
    figure = opened(visit(PAGE[stem], width), stem)
    data, key = published(stem)["data"], AXIS[stem][1]
    bend = float if stem in ("label_noise", "human_feedback") else math.log
    states = some_states(figure, 100)
    for (at, picked), drawn in zip(states, looked(figure, states, DRAWN), strict=True):
        # Two ticks are a scale. Those at the ends may be pushed inside: the inner ones count.
        (v1, x1, _), (v2, x2, _) = drawn["across"][1:3]
        braked = stem == "double_descent" and picked[1]
        values = data["ridge_width" if braked else key]
        value = values[min(at, len(values) - 1)] * (100 if stem == "label_noise" else 1)
        x = x1 + (bend(value) - bend(v1)) / (bend(v2) - bend(v1)) * (x2 - x1)
        assert drawn["dots"]
        for cx, _ in drawn["dots"]:
            assert cx == pytest.approx(x, abs=1.5), (at, picked)
        # The sentence and the height of the last dot: a rounded share is good to a few px.
        told = [text for text in drawn["strong"] if "%" in text]
        told = told[0] if stem == "early_stopping" else told[-1]
        share = float(re.sub(r"[^\d.]", "", told))
        (u1, _, y1), (u2, _, y2) = drawn["up"][0], drawn["up"][-1]
        y = y1 + 4 + (share - u1) / (u2 - u1) * (y2 - y1)
        assert drawn["dots"][-1][1] == pytest.approx(y, abs=3), (at, picked, told)


@stems
@pytest.mark.parametrize("width", [320, 375, 1280])
def test_nothing_moves_while_it_is_turned(visit, stem, width):
    figure = opened(visit(PAGE[stem], width), stem)
    height = "node => node.querySelector('.sweep').getBoundingClientRect().height"
    heights = looked(figure, some_states(figure, 100, seed=1), height)
    assert len(set(heights)) == 1, set(heights)


@stems
@pytest.mark.parametrize("width", [375, 1280])
def test_the_page_stands_still_when_a_link_leads_to_the_figure(visit, stem, width):
    page = visit(f"{PAGE[stem]}#{stem}", width)
    page.locator(f"figure#{stem} .sweep circle.dot").last.wait_for()
    page.wait_for_timeout(200)
    shifts = page.evaluate(
        """stem => new Promise(told => {
          new PerformanceObserver(list => told(list.getEntries()
            .filter(({ sources }) => sources.some(({ node }) =>
              node?.parentElement?.closest(`figure#${stem}`)))
            .map(({ value }) => value))).observe({ type: 'layout-shift', buffered: true });
          setTimeout(told, 500, []); // where nothing ever moved, there is nothing to observe
        })""",
        stem,
    )
    assert sum(shifts) < 0.04, shifts


@stems
def test_chart_slider_sentence_and_choices_are_on_one_screen_of_a_phone(visit, stem):
    page = visit(PAGE[stem], 375)
    box = opened(page, stem).locator(".sweep").bounding_box()
    assert box["height"] <= 667 - HEADER
    assert page.evaluate("document.documentElement.scrollWidth") <= 375


# Names that a curve runs through, or that stand on one another.
STRUCK = """node => {
  const found = [];
  const names = [...node.querySelectorAll('text.name')];
  const boxes = names.map(name => name.getBBox());
  const lines = [...node.querySelectorAll('path.line')].map(path => {
    const points = [];
    const all = path.getTotalLength();
    for (let s = 0; s < all; s += 3) points.push(path.getPointAtLength(s));
    return [path.getAttribute('class'), points];
  });
  names.forEach((name, i) => {
    const { x, y, width, height } = boxes[i];
    for (const [kind, points] of lines) {
      const inside = p =>
        p.x > x && p.x < x + width && p.y > y + 2 && p.y < y + height - 2;
      if (points.some(inside)) found.push(`${name.textContent} on ${kind}`);
    }
    for (const other of boxes.slice(i + 1)) {
      if (x < other.x + other.width && other.x < x + width &&
          y + 2 < other.y + other.height && other.y + 2 < y + height) {
        found.push(`${name.textContent} over another name`);
      }
    }
  });
  return found;
}"""


@stems
@pytest.mark.parametrize("width", [320, 375, 1280])
def test_no_name_lies_on_a_curve(visit, stem, width):
    figure = opened(visit(PAGE[stem], width), stem)
    states = some_states(figure, 60, seed=2)
    struck = looked(figure, states, STRUCK)
    assert [pair for pair in zip(states, struck, strict=True) if pair[1]] == []


def swipe(page, start, end, steps=12):
    session = page.context.new_cdp_session(page)

    def touch(kind, *points):
        session.send(
            "Input.dispatchTouchEvent",
            {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]},
        )

    touch("touchStart", start)
    for i in range(1, steps + 1):
        share = i / steps
        touch("touchMove", tuple(a + share * (b - a) for a, b in zip(start, end, strict=True)))
        page.wait_for_timeout(16)
    touch("touchEnd")
    page.wait_for_timeout(300)


@stems
def test_a_finger_that_scrolls_turns_nothing_and_one_that_slides_does(visit, stem):
    page = visit(PAGE[stem], 375, has_touch=True, is_mobile=True)
    figure = opened(page, stem)
    before = says(figure).inner_text()
    for part in ("input[type=range]", ".chart-overlay"):
        target = figure.locator(part)
        target.scroll_into_view_if_needed()
        box = target.bounding_box()
        x, y = box["x"] + box["width"] / 3, box["y"] + box["height"] / 2
        top = page.evaluate("scrollY")
        swipe(page, (x, y), (x + 3, y - 200))
        assert page.evaluate("scrollY") > top + 100, part
        assert says(figure).inner_text() == before, part
    slider = figure.get_by_role("slider")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    swipe(page, (box["x"] + box["width"] * 0.6, y), (box["x"] + box["width"] * 0.35, y + 4))
    expect(says(figure)).not_to_have_text(before)


def test_a_place_on_the_chart_can_be_pointed_at(visit):
    page = visit("capacity.html")
    figure = opened(page, "double_descent")
    box = figure.locator(".chart-overlay").bounding_box()
    tick = figure.locator("text.tick", has_text="500").first.bounding_box()
    page.mouse.click(tick["x"] + tick["width"] / 2, box["y"] + 80)
    expect(says(figure)).to_contain_text("This is the peak")
    page.mouse.move(box["x"] + 100, box["y"] + 80)
    page.mouse.down()
    page.mouse.move(box["x"] + 44, box["y"] + 90, steps=5)
    page.mouse.up()
    expect(says(figure)).to_contain_text("With 5 knobs")


def test_the_brake_keeps_the_size_and_shows_both_curves(visit):
    page = visit("capacity.html?double_descent.width=500&double_descent.noise=0.2")
    figure = opened(page, "double_descent")
    expect(says(figure)).to_contain_text("With 500 knobs, 20")
    figure.get_by_label("tuned").check()
    expect(says(figure)).to_contain_text("With 500 knobs, 20")
    expect(says(figure)).to_contain_text("a brake")
    assert figure.locator("path.line.test").count() == 2
    assert figure.locator("path.line.test.thin").count() == 1
    page.wait_for_url(re.compile(r"double_descent\.brake=tuned"))
    figure.get_by_label("off").check()
    expect(says(figure)).to_contain_text("This is the peak")


@pytest.mark.parametrize(
    ("stem", "value", "label"),
    [
        ("double_descent", 0.1, "40"),
        ("early_stopping", 0.4, "20"),
        ("label_noise", 0.33, "80"),
        ("human_feedback", 0.6, "100"),
    ],
)
def test_what_a_reader_guessed_is_drawn_beside_the_answer_to_its_question(
    visit, stem, value, label
):
    page = visit(PAGE[stem], 375)
    figure = opened(page, stem)
    guess = """(node, guess) => { node.guess = guess; node.dispatchEvent(new Event('guess')); }"""
    figure.evaluate(guess, {"kind": "number", "value": value})
    expect(figure.locator("circle.yours")).to_have_count(1)
    expect(figure.locator("text.yours")).to_have_text("your guess")
    figure.evaluate(guess, {"kind": "curve", "xs": [1, 100, 4000], "ys": [0.6, 0.1, 0.5]})
    expect(figure.locator("path.line.yours")).to_have_count(1)
    figure.locator("[role=radiogroup]").first.get_by_label(label, exact=False).first.check()
    expect(figure.locator("path.line.yours")).to_have_count(0)  # another question's state
    figure.get_by_role("button", name="Reset").click()
    figure.evaluate(guess, None)
    expect(figure.locator(".yours")).to_have_count(0)
    assert page.complaints == []


def test_a_page_left_while_sliding_keeps_its_state_to_itself(visit):
    page = visit("capacity.html")
    figure = opened(page, "double_descent")
    figure.get_by_role("slider").focus()
    for _ in range(5):
        page.keyboard.press("ArrowLeft")
    page.locator("a[href$='fit.html']").first.evaluate("link => link.click()")
    page.wait_for_url("**/fit.html*")
    page.wait_for_timeout(700)
    assert "double_descent" not in page.url
    figure = opened(page, "early_stopping")
    figure.get_by_role("slider").press("Home")
    page.go_back()
    page.wait_for_url("**/capacity.html*")
    opened(page, "double_descent").get_by_role("slider").press("Home")
    page.wait_for_timeout(400)
    assert "early_stopping" not in page.url
    assert page.complaints == []


def test_who_is_sent_an_address_comes_to_the_figure_that_was_changed_last(visit):
    page = visit("capacity.html")
    opened(page, "double_descent").get_by_role("slider").press("Home")
    page.wait_for_timeout(400)
    assert page.url.endswith("#double_descent")
    page.locator("#knob_sweep").scroll_into_view_if_needed()
    page.locator("#knob_sweep-knobs").press("ArrowRight")
    page.wait_for_timeout(400)
    sent = page.url.rpartition("/")[2]
    assert sent.count("#") == 1 and sent.endswith("#knob_sweep")
    page = visit(sent.replace("#knob_sweep", "#double_descent"))
    expect(page.locator("#double_descent")).to_be_in_viewport(ratio=0.3)
    page.wait_for_timeout(400)
    assert page.url.endswith("#double_descent")  # to come alive changes nothing
    figure = opened(page, "double_descent")
    figure.get_by_role("button", name="Reset").click()
    page.wait_for_timeout(400)
    assert "double_descent" not in page.url and "knob_sweep.knobs" in page.url
    assert page.complaints == []


@stems
def test_a_theme_switch_keeps_the_state_and_reduced_motion_changes_nothing(visit, stem):
    page = visit(PAGE[stem], 375, reduced_motion="reduce")
    figure = opened(page, stem)
    figure.get_by_role("slider").press("PageDown")
    there = says(figure).inner_text()
    line = figure.locator(".sweep .line").last
    before = line.evaluate("e => getComputedStyle(e).stroke")
    page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
    assert line.evaluate("e => getComputedStyle(e).stroke") != before
    assert says(figure).inner_text() == there
    assert page.complaints == []


@stems
def test_in_forced_colours_curves_and_knobs_are_seen(visit, stem):
    page = visit(PAGE[stem], 375, forced_colors="active")
    figure = opened(page, stem)
    paper = figure.evaluate("e => getComputedStyle(document.body).backgroundColor")
    for part in (".sweep path.line", ".sweep circle.dot"):
        seen = figure.locator(part).last.evaluate(
            "e => { const s = getComputedStyle(e); return s.fill === 'none' ? s.stroke : s.fill; }"
        )
        assert seen not in (paper, "none"), part
    figure.get_by_role("slider").press("Home")
    assert page.complaints == []


def test_it_trains_by_itself_and_stops_where_it_is_stopped(visit):
    page = visit("fit.html", 375)
    figure = opened(page, "early_stopping")
    slider, train = figure.get_by_role("slider"), figure.locator("button.walks")
    height = figure.locator(".sweep").bounding_box()["height"]
    width = train.bounding_box()["width"]
    expect(train).to_have_text("Train")
    train.click()
    expect(train).to_have_text("Stop")
    page.wait_for_timeout(1500)
    assert 3 < float(slider.input_value()) < 40
    assert (
        figure.locator("path.line.test.thin").count() == 3
    )  # two other shares, and what is to come
    assert figure.locator(".sweep").bounding_box()["height"] == height
    assert train.bounding_box()["width"] == width
    assert "early_stopping" not in page.url
    train.press("Enter")
    expect(train).to_have_text("Train")
    there = slider.input_value()
    page.wait_for_url(re.compile("early_stopping.step="))
    assert slider.input_value() == there and 3 < float(there) < 45
    train.click()
    page.wait_for_timeout(300)
    figure.get_by_label("20", exact=False).first.check()  # a hand ends it, too
    expect(train).to_have_text("Train")
    train.click()
    expect(says(figure)).to_contain_text("After 1,000,000 steps", timeout=15_000)
    expect(train).to_have_text("Train")
    assert page.complaints == []


def test_who_asked_for_little_motion_sees_the_end_at_once(visit):
    page = visit("fit.html", 375, reduced_motion="reduce")
    figure = opened(page, "early_stopping")
    figure.get_by_role("slider").press("Home")
    figure.locator("button.walks").click()
    expect(says(figure)).to_contain_text("After 1,000,000 steps")
    expect(figure.locator("button.walks")).to_have_text("Train")
