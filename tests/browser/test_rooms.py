"""At every width a picture keeps the room of its widget: nothing moves when that comes."""

import pytest
from gates import SHIFTS

from tests.browser.test_pages import CHAPTERS, scroll_through

pytestmark = pytest.mark.browser

WIDTHS = [320, 331, 340, 345, 350, 357, 362, 366, 372, 375, 384, 390, 412, 424, 430]
WIDTHS += [480, 500, 520, 560, 591, 600, 640, 700, 719, 720, 900, 1219, 1220, 1280]
BELOW = """() => Object.fromEntries([...document.querySelectorAll("figure[data-widget]")]
  .filter((figure) => !figure.closest("details")).map((figure) => [figure.id,
    figure.querySelector("figcaption").getBoundingClientRect().top
      - figure.getBoundingClientRect().top]))"""
# Headings that leave an article at the end of a line.
DANGLING = """() => [...document.querySelectorAll(".page :is(h1, h2)")].filter((node) => {
  const walk = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let before = null;
  for (let text; (text = walk.nextNode());) {
    for (const { 0: word, index } of text.data.matchAll(/[^ \\n]+/g)) {
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      const { top } = range.getClientRects()[0] ?? {};
      if (before && top > before.top + 4 && /^(a|an|the)$/i.test(before.word)) return true;
      before = { word, top };
    }
  }
  return false;
}).map((node) => node.innerText)"""


def at_every_width(page, measure):
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_timeout(250)
        found[width] = page.evaluate(measure)
    return found


@pytest.mark.parametrize("path", CHAPTERS)
def test_a_widget_takes_just_the_room_of_its_picture_at_every_width(visit, address, path):
    page = visit("404.html", 320)
    page.route("**/widgets/*.js", lambda route: None)  # they do not come
    page.goto(address + path)
    before = at_every_width(page, BELOW)
    page.unroute_all()
    page.goto("about:blank")
    page.goto(address + path)
    page.wait_for_load_state("networkidle")
    page.locator(".cover button").evaluate_all("all => all.forEach((b) => b.click())")
    scroll_through(page)
    after = at_every_width(page, BELOW)
    moved = {
        (width, name): round(after[width][name] - top)
        for width in WIDTHS
        for name, top in before[width].items()
        if abs(after[width][name] - top) > 2
    }
    assert before[320] and moved == {}


@pytest.mark.parametrize("path", ["index.html", *CHAPTERS])
def test_no_heading_leaves_an_article_at_the_end_of_a_line(visit, path):
    page = visit(path, 320)
    for width in (320, 375, 390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_timeout(150)
        heads = page.evaluate(DANGLING)
        assert heads == [], width


@pytest.mark.parametrize("width", [345, 375, 390, 520, 560])
@pytest.mark.parametrize(
    ("stem", "name"), [("takeaway", "human_feedback"), ("capacity", "knob_sweep")]
)
def test_nothing_moves_while_it_is_used(visit, stem, name, width):
    page = visit("404.html", width, height=800)
    page.add_init_script(SHIFTS)
    page.goto(page.url.replace("404.html", f"{stem}.html#{name}"))
    figure = page.locator(f"figure#{name}")
    figure.locator(".widget").first.wait_for()
    page.wait_for_timeout(300)
    tall = figure.bounding_box()["height"]
    slider = figure.locator("input[type=range]").first
    for key in ["Home", *["ArrowRight"] * 12, "End"]:
        slider.press(key)
        page.wait_for_timeout(40)
        assert figure.bounding_box()["height"] == pytest.approx(tall, abs=1), key
    assert sum(value for value, *_ in page.evaluate("window.shifts")) <= 0.01


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_radio_button_of_the_theme_that_is_seen_is_checked(visit, theme):
    page = visit("404.html", theme=theme)
    checked = page.locator("[data-theme] input:checked")
    assert checked.count() == 1
    name = {"light": "default", "dark": "slate"}
    assert checked.get_attribute("data-md-color-scheme") == name[theme]
    page.locator("[data-theme] label:visible").click()
    other = name[{"light": "dark", "dark": "light"}[theme]]
    assert checked.get_attribute("data-md-color-scheme") == other
    page.reload()
    page.wait_for_load_state("networkidle")
    assert checked.get_attribute("data-md-color-scheme") == other
