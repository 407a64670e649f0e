"""Two heaps of labels: what only a browser can show."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
GUESSED = "(f, value) => { f.guess = value; f.dispatchEvent(new Event('guess')); }"
ROOM = """(() => { const [a, b] = ['.figure-title', 'figcaption'].map((s) =>
  document.querySelector('#label_noise_heaps ' + s).getBoundingClientRect());
  return b.top - a.bottom; })()"""


@pytest.fixture
def heaps(visit):
    """The figure with its widget, and what it says."""

    def go(query="", **settings):
        page = visit(f"takeaway.html{query}#label_noise_heaps", **settings)
        figure = page.locator("figure#label_noise_heaps")
        figure.locator(".heaps").wait_for()
        figure.slider = figure.get_by_role("slider")
        figure.says = figure.locator(".widget-says").first
        return page, figure

    return go


def test_as_many_marks_are_drawn_as_are_said(heaps):
    _, figure = heaps()
    drawn = """node => [...node.querySelectorAll('.heap')].map((heap) =>
      ['.heap-right', '.heap-wrong'].map((kind) =>
        heap.querySelector(kind).getAttribute('d').split(/M/).length - 1))"""
    for key in ("Home", *["ArrowRight"] * 4):
        figure.slider.press(key)
        clean, spoilt = figure.evaluate(drawn)
        counts = [int(text.split()[0]) for text in figure.locator(".heap b").all_inner_texts()]
        assert [sum(clean), sum(spoilt)] == counts and clean[1] == 0
        share = int(figure.slider.get_attribute("aria-valuetext").split("\u202f")[0]) / 100
        assert spoilt[1] == round(share * counts[1])


def test_a_guess_lies_as_many_clean_heaps_high_and_only_where_it_was_asked(heaps):
    page, figure = heaps(width=375)
    line = figure.locator(".heap-yours")
    expect(line).to_be_hidden()
    high = """node => { const [box, line] = ['.heap:last-child .heap-box', '.heap-yours']
        .map((part) => node.querySelector(part).getBoundingClientRect().bottom);
      return box - line; }"""
    heights = []
    for value in (1, 2, 6):
        figure.evaluate(GUESSED, {"kind": "number", "value": value})
        expect(line).to_be_visible()
        heights.append(figure.evaluate(high))
    clean = heights[1] - heights[0]
    assert clean > 40 and heights[2] - heights[0] == pytest.approx(5 * clean, abs=1)
    figure.slider.press("ArrowRight")
    expect(line).to_be_hidden()
    figure.slider.press("ArrowLeft")
    expect(line).to_be_visible()
    assert page.complaints == []


def test_the_address_brings_the_share_back_and_where_it_starts_is_no_state(heaps):
    page, figure = heaps()
    figure.slider.press("End")
    said = figure.says.inner_text()
    page.wait_for_url(re.compile(r"label_noise_heaps\.noise=0\.4"))
    page.reload()
    expect(page.locator("#label_noise_heaps .widget-says").first).to_have_text(said)
    for _ in range(2):
        page.locator("#label_noise_heaps-noise").press("ArrowLeft")
    page.wait_for_url(lambda url: "noise=" not in url)


@pytest.mark.parametrize("width", [320, 375, 412, 640, 720, 1220, 1280])
def test_nothing_moves_when_it_comes_or_is_turned(visit, address, width):
    page = visit("404.html", width=width)
    page.route("**/widgets/label_noise_heaps.js", lambda route: None)  # it does not come
    page.goto(f"{address}takeaway.html#label_noise_heaps")
    page.wait_for_timeout(300)
    before = page.evaluate(ROOM)
    page.unroute_all()
    page.goto("about:blank")
    page.goto(f"{address}takeaway.html#label_noise_heaps")
    slider = page.locator("#label_noise_heaps-noise")
    slider.wait_for()
    page.wait_for_timeout(300)
    for key in ("Home", *["ArrowRight"] * 4):
        slider.press(key)
        assert page.evaluate(ROOM) == pytest.approx(before, abs=1), key
