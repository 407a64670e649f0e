"""What a reader meets on a story page: how much there is to read, and how soon to turn."""

import re

import pytest

pytestmark = pytest.mark.browser

STORY = ("parameter", "capacity", "fit", "trends", "takeaway")
SCREEN = 667  # px of a small phone, high
# Words as they are read: what is folded, in a list of options or on an axis is not, and what is
# only heard says again what is seen.
READ = """() => {
  const not = "select, .tally, .souvenir, .spoken";
  for (const part of document.querySelectorAll(not)) part.remove();
  return document.querySelector(".page").innerText;
}"""


@pytest.mark.parametrize("stem", STORY)
def test_a_story_is_read_in_one_go_and_has_a_knob_on_its_first_screen(visit, stem):
    page = visit(f"{stem}.html", 375)
    page.wait_for_selector("figure [data-live], figure[data-live]", state="attached")
    figure = page.locator("figure.figure").first
    figure.locator(".widget").first.wait_for()
    control = figure.locator("input, button, [tabindex='0'], canvas").first
    assert control.bounding_box()["y"] < SCREEN
    for y in range(0, page.evaluate("document.documentElement.scrollHeight"), 500):
        page.evaluate(f"window.scrollTo(0, {y})")
        page.wait_for_timeout(60)
    page.locator(".cover button").evaluate_all("all => all.forEach((b) => b.click())")
    page.wait_for_timeout(800)
    words = [w for w in re.findall(r"[\w’'-]+", page.evaluate(READ)) if re.search("[a-zA-Z]", w)]
    assert 1200 <= len(words) <= 1700, len(words)
