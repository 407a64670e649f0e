"""Which dot is which: sizes of language models, found by a tap, by keys and by name."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PHONE = {"has_touch": True, "is_mobile": True}
ROOM = """(figure) => {
  const tall = () => figure.getBoundingClientRect().height;
  const [live, node] = [tall(), figure.querySelector(".widget")];
  figure.dataset.live = "starting";
  node.hidden = true;
  node.style.display = "none";
  const before = tall();
  node.style.display = "";
  node.hidden = false;
  figure.dataset.live = "live";
  return live - before;
}"""


@pytest.fixture
def sizes(visit):
    def go(query="", width=1280, **settings):
        page = visit(f"trends-evidence.html{query}#model_sizes", width, **settings)
        figure = page.locator("figure#model_sizes")
        figure.locator(".widget").wait_for()
        figure.locator(".chart").evaluate("e => e.scrollIntoView({ block: 'center' })")
        page.wait_for_timeout(200)
        return page, figure

    return go


def said(figure):
    return figure.locator(".widget-says")


def test_a_tap_near_a_dot_names_it_and_arrow_keys_go_by_date_and_by_size(sizes):
    page, figure = sizes(width=375, **PHONE)
    expect(said(figure)).to_contain_text("GPT-3 (OpenAI")
    ring = figure.locator(".ring")
    ring.focus()
    page.keyboard.press("Home")
    expect(said(figure)).to_contain_text("GPT-1 (OpenAI, 11 June 2018)")
    page.keyboard.press("ArrowRight")
    expect(said(figure)).to_contain_text("BERT (Google, 11 October 2018)")
    box = ring.bounding_box()
    page.keyboard.press("ArrowUp")
    expect(said(figure)).not_to_contain_text("BERT")
    page.touchscreen.tap(box["x"] + box["width"] / 2 + 3, box["y"] + box["height"] / 2 - 3)
    expect(said(figure)).to_contain_text("BERT (Google")
    page.wait_for_url(re.compile(r"model_sizes\.model=BERT"))
    page.reload()
    expect(said(figure)).to_contain_text("BERT (Google")
    for key, name in (("End", "Kimi K3.1"), ("ArrowUp", "Llama 4|M6-10T|BaGuaLu|Kimi K3|ERNIE")):
        figure.locator(".ring").press(key)
        expect(said(figure)).to_have_text(re.compile(name))
    assert page.complaints == []


def test_a_name_that_is_typed_is_found_filters_hide_and_a_source_leads_to_the_references(sizes):
    page, figure = sizes("?model_sizes.kind=mixture")
    figure.get_by_label("Find").fill("chinch")
    expect(said(figure)).to_contain_text("Chinchilla (")
    assert figure.get_by_label("Show").input_value() == "all"  # it is no mixture, and asked for
    link = figure.get_by_role("link", name="in our references")
    assert link.get_attribute("href").endswith("/references.html#hoffmann2022chinchilla")
    figure.get_by_label("Show").select_option("undisclosed")
    expect(said(figure)).to_contain_text("size unknown")
    figure.get_by_label("Find").fill("gpt-4")
    expect(said(figure)).to_contain_text("1.8 trillion, by SemiAnalysis")
    figure.get_by_label("Find").fill("no such thing")
    expect(figure.get_by_label("Find")).to_have_attribute("aria-invalid", "true")
    expect(said(figure)).to_have_text(
        "No model or maker in our list is called “no such thing”. Still shown: GPT-4."
    )
    figure.get_by_label("Find").fill("")
    expect(said(figure)).to_contain_text("1.8 trillion, by SemiAnalysis")
    expect(figure.locator("text.name", has_text="100 trillion, a rumour")).to_be_visible()
    figure.get_by_role("button", name="Reset").click()
    expect(said(figure)).to_contain_text("GPT-3 (OpenAI")
    page.wait_for_url(lambda url: "model_sizes." not in url)
    assert {url.split("/")[2] for url in page.asked} == {page.url.split("/")[2]}


@pytest.mark.parametrize("name", ["model_sizes", "scaling_law"])
def test_its_picture_keeps_its_room_at_every_width(visit, name):
    stem = "trends-evidence" if name == "model_sizes" else "trends"
    page = visit(f"{stem}.html#{name}", 320)
    figure = page.locator(f"figure#{name}")
    figure.locator(".widget").wait_for()
    for width in (320, 346, 360, 375, 390, 414, 480, 600, 720, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(200)
        assert abs(figure.evaluate(ROOM)) < 1, width
