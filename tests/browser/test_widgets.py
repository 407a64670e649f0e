"""What every widget owes its reader, tried on every widget there is."""

import json
import re
from pathlib import Path

import pytest
from gates import SHIFTS
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parent.parent.parent
INCLUDED = re.compile(r'^--8<-- "(\w+)\.md"', re.MULTILINE)
PAGE = {  # figure id to the page it stands on
    figure: f"{page.stem}.html"
    for page in sorted((ROOT / "docs").glob("*.md"))
    for figure in INCLUDED.findall(page.read_text(encoding="utf-8"))
}
WIDGETS = sorted(p.stem for p in (ROOT / "docs/js/widgets").glob("*.js") if p.stem in PAGE)
widgets = pytest.mark.parametrize("name", WIDGETS)
VISITS = 20  # and 200 in the long tier
WILD = (  # what an address may hold
    *("NaN", "1e309", "-1", "0x10", "", "<script>alert(1)</script>", "__proto__", "٣", "1,5"),
    *("%", "\ud83c".encode("utf-16", "surrogatepass").hex(), "null", "[object Object]", "9" * 400),
)


def live(page, name):
    """The figure, scrolled to, uncovered, its widget attached."""
    figure = page.locator(f"figure#{name}")
    figure.evaluate(  # a guess may keep it covered, a fold may hold it
        "f => { for (let d = f.closest('details'); d; d = d.parentElement.closest('details'))"
        " d.open = true; }"
    )
    figure.scroll_into_view_if_needed()
    figure.locator(".widget").first.wait_for(state="attached")
    figure.locator(".widget details").evaluate_all("all => all.forEach((d) => (d.open = true))")
    page.wait_for_timeout(100)
    return figure


def ranges(figure):
    """Its sliders that can be seen."""
    return [r for r in figure.locator("input[type=range]").all() if r.is_visible()]


def opened(visit, name, query="", width=1280, theme="light", **settings):
    """The page with the figure named in its address, which lifts a cover."""
    page = visit(f"{PAGE[name]}{query}#{name}", width, theme, **settings)
    return page, live(page, name)


def test_there_are_widgets_and_each_stands_on_a_page():
    files = {p.stem for p in (ROOT / "docs/js/widgets").glob("*.js")}
    parts = {f for f in files if any(f.startswith(f"{name}_") for name in files)}
    workers = {f for f in files if f.endswith(".worker")}
    assert files - parts - workers == set(WIDGETS) - parts
    assert len(WIDGETS) >= 7


@pytest.mark.parametrize("width", [320, 375, 640, 1280])  # 640: a window of 1280 at 200 %
@widgets
def test_a_widget_fits_and_takes_the_place_of_its_picture(visit, name, width):
    theme = ("light", "dark")[(WIDGETS.index(name) + width // 320) % 2]
    page, figure = opened(visit, name, width=width, theme=theme)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    beside = figure.locator(".widget.beside").count()
    for picture in figure.locator("picture").all():
        assert bool(beside) or not picture.is_visible()
    assert page.complaints == []


@widgets
def test_what_a_reader_can_press_is_large_enough_for_a_finger(visit, name):
    _, figure = opened(visit, name, width=375)
    small = figure.evaluate(
        """f => [...f.querySelectorAll(
             '.widget :is(button, select, input, [role=slider], [tabindex="0"])')]
           .filter(e => e.checkVisibility({ visibilityProperty: true }))
           .map(e => [e.closest('label') ?? e, e])
           .map(([e, own]) => [own.outerHTML.slice(0, 80), e.getBoundingClientRect()])
           .filter(([, r]) => r.width && (r.width < 24 || r.height < 24)).map(([t]) => t)"""
    )
    assert small == []


@widgets
def test_everything_has_a_name_and_the_words_are_spoken_once(visit, name):
    page, figure = opened(visit, name)
    nameless = figure.evaluate(
        """f => [...f.querySelectorAll('.widget :is(button, select, input, [role=slider])')]
           .filter(e => !(e.labels?.length || e.ariaLabel || e.textContent.trim()
                          || e.getAttribute('aria-labelledby')))
           .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert nameless == []
    for slider in ranges(figure)[:1]:
        page.wait_for_timeout(800)
        figure.evaluate(
            """f => { window.spoken = 0;
               for (const o of f.querySelectorAll('output.spoken'))
                 new MutationObserver(() => window.spoken++).observe(o, { childList: true }); }"""
        )
        if not figure.locator("output.spoken").count():
            continue
        slider.focus()
        for _ in range(10):
            page.keyboard.press("ArrowLeft")
        page.wait_for_timeout(800)
        assert page.evaluate("window.spoken") <= 1


@widgets
def test_sixty_steps_in_two_seconds_and_the_address_brings_the_last_back(visit, name):
    page, figure = opened(visit, name)
    sliders, kept = ranges(figure), 0
    for i in range(len(sliders)):
        slider = ranges(figure)[i]
        start = slider.input_value()
        slider.focus()
        page.keyboard.press("Home")
        for key in ["ArrowRight"] * 57 + ["ArrowLeft"] * 3:  # not to the end: some start there
            page.keyboard.press(key)
            page.wait_for_timeout(15)
        if slider.input_value() == start:  # a short slider may have come back to it
            page.keyboard.press("ArrowLeft")
        page.wait_for_timeout(500)
        value = slider.input_value()
        if f"{name}." not in page.url:
            continue  # where it started is no state
        assert page.url.endswith(f"#{name}")
        kept += 1
        page.reload()
        figure = live(page, name)
        assert ranges(figure)[i].input_value() == value
    assert kept or not sliders
    assert page.complaints == []


@widgets
def test_a_wild_address_is_ignored(visit, name):
    files = (ROOT / "docs/js/widgets").glob(f"{name}*.js")
    source = "\n".join(file.read_text(encoding="utf-8") for file in files)
    words = sorted(set(re.findall(r"\b[a-z]\w*\b", source)))  # the names of its state among them
    page = visit(PAGE[name])
    for wild in WILD:
        query = "&".join(f"{name}.{word}={wild}" for word in words if len(word) < 14)[:6000]
        page.goto(re.sub(r"[?#].*", "", page.url) + f"?{query}#{name}")
        figure = live(page, name)
        text = figure.locator(".widget").inner_text()
        assert "NaN" not in text and "Infinity" not in text and "undefined" not in text, wild
        assert figure.locator(".widget-failed").count() == 0, wild
    assert [c for c in page.complaints if "414" not in c] == []


@widgets
def test_a_finger_that_scrolls_across_a_slider_leaves_it(visit, name):
    page, figure = opened(visit, name, width=375, has_touch=True, is_mobile=True)
    cdp = page.context.new_cdp_session(page)
    for slider in ranges(figure):
        slider.evaluate("e => window.scrollBy(0, e.getBoundingClientRect().top - 400)")
        page.wait_for_timeout(100)
        box, before, top = slider.bounding_box(), slider.input_value(), page.evaluate("scrollY")
        x, y = box["x"] + 0.8 * box["width"], box["y"] + box["height"] / 2
        for kind, way in [("touchStart", 0), *[("touchMove", 15 * k) for k in range(1, 12)]]:
            points = [{"x": x, "y": y - way}]
            cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
            page.wait_for_timeout(16)
        cdp.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        page.wait_for_timeout(300)
        assert page.evaluate("scrollY") > top + 60
        assert slider.input_value() == before


@widgets
def test_a_tap_on_a_slider_turns_it(visit, name):
    page, figure = opened(visit, name, width=375, has_touch=True, is_mobile=True)
    for slider in ranges(figure):
        slider.evaluate("e => window.scrollBy(0, e.getBoundingClientRect().top - 400)")
        page.wait_for_timeout(100)
        box, before = slider.bounding_box(), float(slider.input_value())
        low, high = (float(slider.get_attribute(end)) for end in ("min", "max"))
        share = 0.2 if (before - low) / (high - low) > 0.5 else 0.8
        page.touchscreen.tap(box["x"] + share * box["width"], box["y"] + box["height"] / 2)
        page.wait_for_timeout(100)
        assert abs(float(slider.input_value()) - before) > 0.1 * (high - low)


@widgets
def test_the_theme_is_switched_and_the_page_left_in_the_middle_of_things(visit, name):
    page, figure = opened(visit, name)
    for button in figure.locator(".widget button").all()[:3]:
        if button.is_visible():
            button.click(force=True)  # some have no use yet and say so
    for slider in ranges(figure):
        slider.press("ArrowRight")
    page.evaluate("document.querySelector('form[data-theme] input:not(:checked)').click()")
    page.wait_for_timeout(50)
    for slider in ranges(figure):
        slider.press("ArrowLeft")
    page.evaluate("document.querySelector(\"a[href$='glossary.html']\").click()")
    page.wait_for_url("**/glossary.html*")
    page.wait_for_timeout(700)
    assert f"{name}." not in page.url
    page.go_back()
    page.wait_for_timeout(300)
    live(page, name)
    assert figure.locator(".widget").count() == 1
    assert page.complaints == []


@pytest.mark.parametrize("visits", [VISITS, pytest.param(200, marks=pytest.mark.slow)])
@widgets
def test_nothing_is_left_of_a_widget_when_its_page_is_left(visit, name, visits):
    page, _ = opened(visit, name)
    cdp = page.context.new_cdp_session(page)
    cdp.send("Performance.enable")

    def counted():
        cdp.send("HeapProfiler.collectGarbage")
        metrics = cdp.send("Performance.getMetrics")["metrics"]
        found = {m["name"]: m["value"] for m in metrics}
        return found["Nodes"], found["JSEventListeners"]

    def come_and_go(times):
        page.evaluate(
            """async ([name, times]) => {
              const main = document.querySelector("script[type=module][src*='js/main']").src;
              const { enliven } = await import(new URL("./lib/figure.js", main));
              const wait = (ms) => new Promise((done) => setTimeout(done, ms));
              let figure = document.getElementById(name);
              for (let i = 0; i < times; i += 1) {
                const copy = figure.cloneNode(true);
                delete copy.dataset.live;
                for (const part of copy.querySelectorAll(".widget, .widget-failed")) part.remove();
                figure.replaceWith(copy);
                figure = copy;
                enliven(document);
                figure.scrollIntoView();
                while (!["live", "beside"].includes(figure.dataset.live)) await wait(5);
              }
            }""",
            [name, times],
        )
        page.wait_for_timeout(300)

    come_and_go(3)
    nodes, listeners = counted()
    come_and_go(visits)
    for _ in range(10):  # a slow machine may still be about the last ones
        now = counted()
        if now[0] - nodes < 3 * visits and now[1] - listeners < visits / 2:
            return
        page.wait_for_timeout(1000)
    raise AssertionError(f"nodes {nodes} -> {now[0]}, listeners {listeners} -> {now[1]}")


BROKEN = {
    "no file": ("**/figures/{file}", {"status": 404, "body": "no"}),
    "a server in trouble": ("**/figures/{file}", {"status": 500, "body": "no"}),
    "another page": ("**/figures/{file}", {"status": 200, "body": "<html>hello</html>"}),
    "nothing in it": ("**/figures/{file}", {"status": 200, "body": "{}"}),
    "no module": ("**/widgets/{name}.js*", {"status": 404, "body": "no"}),
    "no connection": ("**/figures/{file}", None),
}


@widgets
@pytest.mark.parametrize("why", BROKEN)
def test_a_widget_that_cannot_start_says_so_and_tries_again(visit, name, why):
    pattern, reply = BROKEN[why]
    page = visit("404.html")
    fragment = (ROOT / "figures" / f"{name}.md").read_text(encoding="utf-8")
    stem = re.search(r'data-stem="(\w+)"', fragment)[1]
    part = re.search(r'data-result="([\w.]+)"', fragment)  # of a large result
    pattern = pattern.format(file=part[1] if part else f"{stem}.json", name=name)
    page.route(pattern, lambda route: route.fulfill(**reply) if reply else route.abort())
    page.goto(page.url.replace("404.html", f"{PAGE[name]}#{name}"))
    figure = page.locator(f"figure#{name}")
    figure.scroll_into_view_if_needed()
    line = figure.locator(".widget-failed")
    other = why in {"another page", "nothing in it"}
    expect(line).to_contain_text("is not the file" if other else "could not be loaded")
    assert (
        figure.locator("picture").first.is_visible() or figure.locator("picture").last.is_visible()
    )
    page.unroute(pattern)
    line.get_by_role("button", name="Try again").click()
    figure.locator(".widget").first.wait_for(state="attached")
    expect(line).to_have_count(0)


@pytest.mark.slow
@pytest.mark.parametrize("name", [w for w in WIDGETS if w != "edge_digit"])  # it has no sliders
def test_an_answer_is_painted_within_a_tenth_of_a_second_on_a_slow_phone(visit, name):
    page, figure = opened(visit, name, width=375)
    cdp = page.context.new_cdp_session(page)
    cdp.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.evaluate(
        """window.took = [];
           new PerformanceObserver((list) => {
             for (const e of list.getEntries()) if (e.interactionId) window.took.push(e.duration);
           }).observe({ type: "event", durationThreshold: 16, buffered: false });"""
    )
    for slider in ranges(figure) or figure.get_by_role("slider").all():
        slider.focus()
        for key in ["Home", *["ArrowRight"] * 10, "End", *["ArrowLeft"] * 10]:
            page.keyboard.press(key)
            page.wait_for_timeout(120)
    took = sorted(page.evaluate("window.took"))
    print(json.dumps({"widget": name, "median": took[len(took) // 2], "worst": took[-1]}))
    assert took[len(took) // 2] <= 100  # those of less than 16 ms are not even told


@pytest.mark.parametrize("width", [375, 1280])
@widgets
def test_a_link_to_a_figure_opens_at_it_and_nothing_moves_when_its_widget_comes(
    open_page, address, name, width
):
    page = open_page(width, height=667 if width < 700 else 900)
    page.add_init_script(SHIFTS)
    page.goto(f"{address}{PAGE[name]}#{name}")
    figure = page.locator(f"figure#{name}")
    figure.locator(".widget").first.wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    expect(figure).to_be_in_viewport()
    if figure.locator("xpath=ancestor::details").count():
        return  # a fold that opens for it pushes down what is below, as it should
    shifts = page.evaluate("window.shifts")
    assert sum(value for value, *_ in shifts) <= 0.01, shifts
