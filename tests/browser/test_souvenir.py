"""The card at the end of the last chapter: what the reader did, as a picture that can be saved."""

import base64
import json

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

GUESS, SWEEP, CAKE = (
    "guess:/repo/fit.html:tenth",
    "guess:/repo/capacity.html:knob_sweep",
    "knobs.perfect cake",
)
LINE = {"value": {"xs": [10, 60, 200], "ys": [10.3, 90, 300]}, "right": False}
ALL = {
    GUESS: json.dumps({"value": "gain", "right": True}),
    SWEEP: json.dumps(LINE),
    CAKE: json.dumps({"amounts": [8, 0, 6, 4, 1]}),
}
MEASURED = "knob_sweep_error.page.txt"
KEEP = "kept => Object.entries(kept).forEach(([name, text]) => localStorage.setItem(name, text))"
# Every text of the picture that leaves it, and every two that lie on each other.
CLASHES = """svg => { 
  const texts = [...svg.querySelectorAll(':scope > text')].map((t) => [t.textContent, t.getBBox()]);
  const out = texts.filter(([, b]) => b.x < 0 || b.x + b.width > 1200 || b.y + b.height > 630);
  const on = texts.flatMap(([name, a], i) => texts.slice(i + 1).filter(([, b]) =>
    a.x < b.x + b.width && b.x < a.x + a.width && a.y + a.height * 0.8 > b.y + b.height * 0.2 &&
    b.y + b.height * 0.8 > a.y + a.height * 0.2).map(([other]) => name + ' / ' + other));
  return [...out.map(([name]) => name), ...on]; }"""


@pytest.fixture
def card(visit, address):
    """Come to the card with these things kept on the device."""

    def go(kept, script=None, **settings):
        page = visit("404.html", **settings)
        page.evaluate(KEEP, kept)
        if script:
            page.context.add_init_script(script)
        page.goto(address + "takeaway.html")
        page.locator(".souvenir").scroll_into_view_if_needed()
        page.locator(".souvenir svg").first.wait_for()
        return page

    return go


def parts(page):
    return page.locator(".souvenir-parts li")


def button(page, name):
    return page.locator(".souvenir").get_by_role("button", name=name)


def test_with_nothing_done_each_part_says_where_to_fill_it_and_nothing_is_fetched(card):
    page = card({})
    links = parts(page).locator("a").evaluate_all("all => all.map(a => a.pathname + a.hash)")
    assert [link.split("#")[0] for link in links] == [
        "/repo/parameter.html",
        "/repo/capacity.html",
        "/repo/takeaway.html",
    ]
    name = page.locator(".souvenir [role=img]").first.get_attribute("aria-label")
    assert "No guess" in name and "No curve" in name and "No perfect cake" in name
    expect(button(page, "Save as PNG")).to_have_attribute("aria-disabled", "true")
    assert page.locator(".souvenir svg path[stroke-dasharray]").count() == 0
    assert not [url for url in page.asked if MEASURED in url]
    assert page.complaints == []


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("width", [320, 1280])
def test_what_was_done_is_drawn_on_paper_and_fits(card, width, theme):
    page = card(ALL, width=width, theme=theme)
    expect(parts(page).nth(0)).to_have_text("The measurement agreed with 1 of your 2 guesses.")
    expect(parts(page).nth(1)).to_contain_text("it ended at 0.041")
    expect(parts(page).nth(2)).to_contain_text("sugar: the most, butter: none")
    picture = page.locator(".souvenir-picture > svg")
    assert picture.evaluate(CLASHES) == []
    assert picture.locator("rect").first.get_attribute("fill") == "#fbf8f2"
    assert picture.locator("text", has_text="1 of 2 guesses were right").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    heights = page.locator(".souvenir-acts button:visible").evaluate_all(
        "all => all.map(b => b.getBoundingClientRect().height)"
    )
    assert heights and min(heights) >= 24
    assert page.complaints == []


def test_it_is_saved_as_a_png_of_1200_by_630_that_looks_like_the_picture(card, tmp_path):
    page = card(ALL, theme="dark")
    expect(parts(page).nth(1)).to_contain_text("it ended")
    with page.expect_download() as download:
        button(page, "Save as PNG").press("Enter")
    assert download.value.suggested_filename == "billions-of-knobs.png"
    expect(page.locator(".souvenir-says")).to_have_text("Saved as billions-of-knobs.png.")
    expect(button(page, "Save as PNG")).to_be_focused()
    content = download.value.path().read_bytes()
    size, blue, dark = page.evaluate(
        """async (text) => { const image = new Image(); image.src = 'data:image/png;base64,' + text;
          await image.decode(); const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = [image.width, image.height];
          const context = canvas.getContext('2d'); context.drawImage(image, 0, 0);
          const { data } = context.getImageData(0, 0, image.width, image.height);
          let [blue, dark] = [0, 0];
          for (let i = 0; i < data.length; i += 4) {
            if (data[i + 2] > data[i] + 80) blue += 1;
            if (data[i] + data[i + 1] + data[i + 2] < 120) dark += 1;
          }
          return [[image.width, image.height], blue, dark]; }""",
        base64.b64encode(content).decode(),
    )
    assert size == [1200, 630]
    assert blue > 1000  # the measured curve and its name
    assert 15_000 < dark < 150_000  # words, knobs and lines on paper
    assert page.complaints == []  # the policy allows it


@pytest.mark.slow
def test_where_a_page_may_not_read_what_it_painted_the_drawing_itself_is_saved(card):
    noise = "CanvasRenderingContext2D.prototype.getImageData = () => ({ data: [1, 2, 3, 255] })"
    page = card(ALL, noise)
    with page.expect_download() as download:
        button(page, "Save as PNG").click()
    assert download.value.suggested_filename == "billions-of-knobs.svg"
    assert "guesses were right" in download.value.path().read_text()


def test_the_link_is_copied_or_where_that_is_refused_selected(card, address):
    page = card({})  # the link is there before anything is done
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button(page, "Copy link").click()
    expect(page.locator(".souvenir-says")).to_have_text(f"Copied: {address}")
    assert page.evaluate("navigator.clipboard.readText()") == address
    page.evaluate("void (navigator.clipboard.writeText = () => Promise.reject(new Error('no')))")
    button(page, "Copy link").click()
    expect(page.locator(".souvenir-says")).to_contain_text("The link is selected")
    expect(page.locator(".souvenir input")).to_be_focused()
    assert page.evaluate("getSelection().toString()") == address


SHEET = """window.sheet = []; navigator.canShare = ({ files }) => FILES;
  navigator.share = async (whole) => {
    const files = whole.files?.map((file) => [file.name, file.type, file.size]);
    sheet.push({ ...whole, files });
    if (window.refuse) throw new DOMException('no', window.refuse); }"""


@pytest.mark.slow
def test_it_is_shared_with_its_picture_or_without_where_there_is_no_sheet_not_at_all(card, address):
    page = card(ALL, SHEET.replace("FILES", "files.length === 1"))
    button(page, "Share").click()
    expect(page.locator(".souvenir-says")).to_have_text("Shared.")
    [whole] = page.evaluate("sheet")
    assert whole["files"][0][:2] == ["billions-of-knobs.png", "image/png"]
    assert whole["files"][0][2] > 10_000
    assert whole["text"].startswith("1 of 2 guesses were right") and address in whole["text"]
    for reason, said in (
        ("AbortError", "Not shared."),
        ("NotAllowedError", "That was refused here: no."),
    ):
        page.evaluate(
            "reason => { window.refuse = reason; navigator.canShare = undefined }", reason
        )
        button(page, "Share").click()
        expect(page.locator(".souvenir-says")).to_contain_text(said)
    whole = page.evaluate("sheet.at(-1)")
    assert (whole["url"], whole["files"]) == (address, None)
    page = card(ALL, "navigator.share = undefined")
    assert button(page, "Share").count() == 0


def test_parts_fill_as_they_are_done_here_on_other_pages_and_in_another_tab(card, address):
    page = card({})
    page.locator("#guess-feedback label").nth(2).click()
    expect(parts(page).nth(0)).to_contain_text("You made one guess")
    parts(page).nth(1).locator("a").click()
    page.wait_for_url("**/capacity.html#knob_sweep")
    sweep = page.locator("figure#knob_sweep")
    expect(sweep).to_be_in_viewport()
    sweep.get_by_role("button", name="All sizes").click()
    sweep.locator(".handle.column").focus()
    page.keyboard.press("End")
    page.keyboard.press("PageDown")
    sweep.get_by_role("button", name="That is my guess").click()
    page.go_back()
    page.wait_for_url("**/takeaway.html*")
    page.locator(".souvenir").scroll_into_view_if_needed()
    expect(parts(page).nth(1)).to_contain_text("you drew the miss to end at")
    expect(parts(page).nth(0)).to_contain_text("of your 2 guesses")
    other = page.context.new_page()
    other.goto(address + "404.html")
    other.evaluate(KEEP, {CAKE: ALL[CAKE]})
    expect(parts(page).nth(2)).to_contain_text("cocoa: a lot")
    assert page.locator(".souvenir section").count() == 1
    assert page.complaints == []


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_moves_when_it_comes(visit, width):
    page = visit("takeaway.html", width)
    page.evaluate(
        """() => { window.moved = 0; new PerformanceObserver((list) => {
             for (const e of list.getEntries()) moved += e.hadRecentInput ? 0 : e.value;
           }).observe({ type: 'layout-shift' }); scrollTo(0, 1e6); }"""
    )
    page.locator(".souvenir svg").first.wait_for()
    page.wait_for_timeout(500)
    assert page.evaluate("moved") < 0.01


def test_forget_it_all_empties_the_card_and_undo_fills_it(card):
    page = card(ALL)
    tally = page.locator(".tally").get_by_role("button")
    tally.click()
    expect(parts(page).locator("a")).to_have_count(3)
    assert page.evaluate("name => localStorage.getItem(name)", CAKE) is None
    tally.click()
    expect(parts(page).locator("a")).to_have_count(0)
    assert page.evaluate("name => localStorage.getItem(name)", CAKE) == ALL[CAKE]
    page.evaluate("localStorage.clear()")
    page.evaluate(KEEP, {CAKE: ALL[CAKE]})
    page.reload()
    expect(tally).to_have_attribute("aria-disabled", "false")  # a cake alone can be forgotten too


@pytest.mark.slow
def test_a_measurement_that_cannot_be_had_is_named_and_asked_for_again(card):
    page = card({})
    page.route(f"**/{MEASURED}", lambda route: route.abort())
    page.evaluate(KEEP, {SWEEP: ALL[SWEEP]})
    page.evaluate("dispatchEvent(new StorageEvent('storage'))")
    expect(parts(page).nth(1)).to_contain_text(f"What came is missing: {MEASURED}")
    assert page.locator(".souvenir svg text", has_text="what came").count() == 1  # the title's
    again = parts(page).nth(1).get_by_role("button", name="Try again")
    again.click()
    expect(page.locator(".souvenir-says")).to_have_text("It is still missing.")
    page.unroute(f"**/{MEASURED}")
    again.click()
    expect(parts(page).nth(1)).to_contain_text("it ended at 0.041")
    expect(page.locator(".souvenir-picture")).to_be_focused()


@pytest.mark.slow
def test_on_paper_and_without_a_script_nothing_is_asked_for_and_nothing_is_empty(card, visit):
    page = card({SWEEP: ALL[SWEEP]})
    page.emulate_media(media="print")
    expect(page.locator(".souvenir-picture")).to_be_visible()
    for part in (".souvenir-acts", ".souvenir-empty >> nth=0", ".souvenir-says"):
        expect(page.locator(part)).to_be_hidden()
    page = card({})
    page.emulate_media(media="print")
    expect(page.locator(".souvenir")).to_be_hidden()
    page = visit("takeaway.html", java_script_enabled=False)
    assert page.locator(".souvenir").inner_text().strip() == ""
