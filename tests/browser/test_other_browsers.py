"""Every page and every widget in Firefox, and in WebKit, which is what Safari is made of."""

import os
from pathlib import Path

import pytest
from engines import ENGINES, WebKit, find
from gates import IN_USE
from hosts import Recording
from needed import missing

from scripts.building import chromium
from tests.browser.test_pages import PAGES

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("engines")]

KEPT = os.environ.get("SHOTS")  # a folder for what is seen on the way, if somebody wants to look
NARROWEST = {"firefox": 375, "webkit": 460}  # a window of WebKit's is not made smaller

SWITCH = """async (dark) => {
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const is = () => (document.body.dataset.mdColorScheme === "slate") === dark;
  for (let i = 0; i < 40 && !is(); i += 1) {  // the theme's script may not be there yet
    document.querySelector("form[data-theme] input:not(:checked)").click();
    await wait(100);
  }
  return document.body.dataset.mdColorScheme;
}"""
DOWN = """async () => {
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  for (const button of document.querySelectorAll(".cover button")) button.click();
  for (const fold of document.querySelectorAll(":is(.page, .colophon) details")) fold.open = true;
  for (let y = 0; y < document.documentElement.scrollHeight; y += 500) {
    scrollTo(0, y);
    await wait(40);
  }
  const figures = [...document.querySelectorAll("figure[data-widget]")];
  for (const figure of figures) {
    figure.scrollIntoView();
    const over = () => /live|beside|failed/.test(figure.dataset.live);
    for (let i = 0; i < 200 && !over(); i += 1) await wait(50);
  }
  return figures.map(({ id, dataset }) => [id, dataset.live]);
}"""
USED = f"""async () => {{
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const values = (widget) => [...widget.querySelectorAll("input")].map(({{ value }}) => value);
  const of = (widget) => widget.outerHTML + values(widget);
  const widgets = [...document.querySelectorAll(".widget")].filter((widget) =>
    widget.querySelector("input[type=range], button.act:not([aria-disabled=true])"));
  const before = widgets.map(of);
  ({IN_USE})();
  for (const slider of document.querySelectorAll(".widget input[type=range]")) {{
    if (slider.value !== slider.max) continue;  // one more was none
    slider.stepDown();
    slider.dispatchEvent(new Event("input", {{ bubbles: true }}));
  }}
  await wait(800);
  return widgets.filter((widget, i) => of(widget) === before[i]).map((widget) => widget.outerHTML);
}}"""
WIDE = "() => document.documentElement.scrollWidth - innerWidth"
# The page in a frame of a width that no window has.
FRAMED = """async (width) => {
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  const frame = document.createElement("iframe");
  frame.style.cssText = `width: ${width}px; height: 667px; border: 0`;
  const loaded = new Promise((done) => { frame.onload = done; });
  frame.src = location.href;
  document.body.append(frame);
  await loaded;
  const { documentElement: inside } = frame.contentDocument;
  for (const fold of inside.querySelectorAll(".page details")) fold.open = true;
  for (let y = 0; y < inside.scrollHeight; y += 500) {
    frame.contentWindow.scrollTo(0, y);
    await wait(30);
  }
  await wait(300);
  const found = [frame.contentWindow.innerWidth, inside.scrollWidth];
  frame.remove();
  return found;
}"""
BROKEN = """() => [...document.images].filter((i) => i.complete && i.currentSrc && !i.naturalWidth)
  .map((i) => i.currentSrc)"""


@pytest.fixture(scope="module")
def host(site):
    """Where the site is served; its pages note what they complain about."""
    Recording.first = WebKit.RECORDER
    with chromium.served(site, Recording) as address:
        yield f"{address}repo/"


@pytest.fixture(scope="module", params=ENGINES)
def engine(request):
    """A page of another browser."""
    kind = ENGINES[request.param]
    path = find(kind)
    if path is None:
        missing(f"there is no {request.param}", kind.REMEDY)
    with kind.started(path) as page:
        page.name = request.param
        yield page


def look(page, path, width, theme):
    """Keep what is seen at the top and in the middle, if somebody asked for it."""
    if not KEPT:
        return
    folder = Path(KEPT)
    folder.mkdir(parents=True, exist_ok=True)
    parts = page.run("() => Math.ceil(document.documentElement.scrollHeight / innerHeight)")
    for part in range(min(parts, 12)):
        page.run("(part) => { scrollTo(0, part * innerHeight); }", part)
        page.run("() => new Promise((done) => setTimeout(done, 150))")
        name = f"{path.replace('/', '-').removesuffix('.html')}-{width}-{theme}-{part}.png"
        (folder / f"{page.name}-{name}").write_bytes(page.shot())


@pytest.mark.parametrize("path", PAGES)
def test_a_page_and_its_widgets_work_in_another_browser(engine, host, path):
    Recording.failed.clear()
    for width, theme in ((1280, "light"), (NARROWEST[engine.name], "dark")):
        engine.size(width, 900)
        engine.go(host + path)
        scheme = engine.run(SWITCH, theme == "dark")
        assert scheme == {"dark": "slate", "light": "default"}[theme]
        assert [name for name, state in engine.run(DOWN) if state not in {"live", "beside"}] == []
        look(engine, path, width, theme)
        assert engine.run(USED) == []
        assert engine.run(WIDE) <= 0
        assert engine.run(BROKEN) == []
        assert engine.complaints() == []
    for width in (320, 375):
        inner, wide = engine.run(FRAMED, width)
        assert inner == width and wide <= width
    assert Recording.failed == []
