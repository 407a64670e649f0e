"""The built site in a real Chromium, under a sub-path, as its readers meet it."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from scripts.markdown import notebooks

pytestmark = pytest.mark.browser

CHAPTERS = ("parameter.html", "capacity.html", "fit.html", "trends.html", "takeaway.html")
EVIDENCE = tuple(chapter.replace(".html", "-evidence.html") for chapter in CHAPTERS)
REFERENCE = (
    "fact-check.html",
    "glossary.html",
    "references.html",
    "reproduce.html",
    "changes.html",
)
NOTEBOOKS = tuple(f"lab/{source.stem}.html" for source in notebooks.sources())
PAGES = ("index.html", *CHAPTERS, *EVIDENCE, *REFERENCE, *NOTEBOOKS, "404.html")
WIDTHS = (320, 375, 1280)
UNFOLDED = "figure.figure:not(details figure)"
themes = pytest.mark.parametrize("theme", ["light", "dark"])


def scroll_through(page):
    """Go down the page as a reader does, so that what is lazy loads."""
    height = page.evaluate("document.documentElement.scrollHeight")
    for y in range(0, height, 600):
        page.evaluate(f"window.scrollTo(0, {y})")
        page.wait_for_timeout(40)
    page.wait_for_load_state("networkidle")


@themes
@pytest.mark.parametrize("width", [320, 1280])
def test_each_figure_shows_the_drawing_of_its_theme_and_width(visit, width, theme):
    page = visit("capacity-evidence.html", width, theme)
    scroll_through(page)
    shown = page.evaluate(
        """[...document.querySelectorAll('figure.figure:not(details figure) img')]
           .filter(i => i.offsetParent && i.getBoundingClientRect().height)
           .map(i => [i.currentSrc.split('/').pop(), i.complete && i.naturalWidth > 0])"""
    )
    alive = page.locator(f'{UNFOLDED}[data-live="live"]').count()  # a widget in its place
    assert len(shown) == page.locator(UNFOLDED).count() - alive >= 5
    for name, loaded in shown:
        assert loaded and f".{theme}.svg" in name
        assert (".narrow." in name) == (width == 320)
    other = "dark" if theme == "light" else "light"
    assert not [u for u in page.asked if f".{other}.svg" in u]


@pytest.mark.parametrize("width", WIDTHS)
def test_text_figure_caption_and_table_share_their_left_edge(visit, width):
    page = visit("capacity-evidence.html", width)
    edges = page.evaluate(
        """['.md-typeset h1', '.md-typeset h2', '.md-typeset article p, .md-typeset > p',
            '.figure-title', '.figure-axis', '.figure .caption', '.figure .only-light img']
           .map(s => document.querySelector(s)).filter(Boolean)
           .map(e => Math.round(e.getBoundingClientRect().left))"""
    )
    assert len(edges) >= 6 and max(edges) - min(edges) <= 1, edges


def test_the_measure_is_62_to_72_characters(visit):
    page = visit("capacity.html")
    widths = page.evaluate(
        """[...document.querySelectorAll('.md-content p')].filter(p => !p.closest('.widget'))
           .map(p => p.getBoundingClientRect().width)"""
    )
    assert max(widths) <= 592


@themes
def test_a_reader_without_javascript_sees_everything_in_the_system_theme(visit, theme):
    page = visit("capacity.html", theme=theme, java_script_enabled=False)
    paper = page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", paper)[:3])) > 384) == (theme == "light")
    visible = page.locator(f"{UNFOLDED} .only-{theme} img")
    assert visible.count() == page.locator(UNFOLDED).count()
    assert all(visible.nth(i).is_visible() for i in range(visible.count()))
    fold = page.locator("details.answer").first
    fold.locator("summary").click()
    assert fold.locator("p").first.is_visible()
    page.locator("fieldset.guess input").nth(1).check()


def widget(page, stem="double_descent"):
    """The figure of that name, scrolled to, its widget attached, no cover on it."""
    figure = page.locator(f"figure#{stem}")
    figure.locator(".cover button").evaluate_all("buttons => buttons.forEach((b) => b.click())")
    figure.scroll_into_view_if_needed()
    figure.locator("input[type=range]").first.wait_for()
    return figure


def rested(page):
    """After the pause of a reader: then the address is written."""
    page.wait_for_timeout(400)


def test_the_digit_reader_runs_in_the_page(visit, published):
    page = visit("trends.html")
    data = published("edge_digit")["data"]
    figure = page.locator("figure#edge_digit")
    figure.scroll_into_view_if_needed()
    right = next(
        i
        for i, pair in enumerate(zip(data["example_label"], data["example_answer"], strict=True))
        if pair[0] == pair[1]
    )
    figure.locator("select").first.select_option(str(right))
    expect(figure.locator(".widget-says").first).to_contain_text("That is its label.")
    rested(page)
    assert f"edge_digit.example={right}" in page.url
    assert page.complaints == []


def test_what_is_drawn_is_read_and_a_dot_may_be_no_digit(visit):
    page = visit("trends.html")
    figure = page.locator("figure#edge_digit")
    figure.scroll_into_view_if_needed()
    paper, said = (
        figure.get_by_label("Paper to draw a digit on"),
        figure.locator(".widget-says").first,
    )

    def at(x, y):  # in shares of the paper
        paper.scroll_into_view_if_needed()
        box = paper.bounding_box()
        return box["x"] + x * box["width"], box["y"] + y * box["height"]

    page.mouse.click(*at(0.5, 0.5))
    expect(said).to_contain_text("This may be no digit.")
    figure.get_by_role("button", name="Clear").click()
    page.mouse.move(*at(0.1, 0.1))  # a seven, small and in a corner
    page.mouse.down()
    for x, y in ((0.28, 0.1), (0.17, 0.38)):
        page.mouse.move(*at(x, y), steps=8)
    page.mouse.up()
    expect(said).to_contain_text("It reads a 7,")
    assert page.complaints == []


def test_the_theme_is_switched_by_keyboard_and_kept(visit):
    page = visit("index.html", theme="light")
    scheme = "document.body.getAttribute('data-md-color-scheme')"
    assert page.evaluate(scheme) == "default"
    for _ in range(30):
        page.keyboard.press("Tab")
        if "switch to dark" in page.evaluate(
            "(document.activeElement.title || document.activeElement.ariaLabel || '').toLowerCase()"
        ):
            break
    assert page.evaluate("localStorage.length") == 0  # nothing is kept before a reader chooses
    page.keyboard.press("Enter")
    page.wait_for_function(f"{scheme} === 'slate'")
    page.reload()
    page.wait_for_function(f"{scheme} === 'slate'")
    page.locator("[data-theme] input:checked").press("Space")
    page.wait_for_function(f"{scheme} === 'default'")
    assert page.complaints == []


@pytest.mark.parametrize("system", ["light", "dark"])
@pytest.mark.parametrize("chosen", ["default", "slate", None])
def test_the_browser_itself_takes_the_colour_of_the_paper(visit, system, chosen):
    page = visit("index.html", theme=system)
    if chosen:
        page.locator(f"[data-theme] input[data-md-color-scheme={chosen}]").evaluate(
            "e => e.click()"
        )
        page.emulate_media(color_scheme={"light": "dark", "dark": "light"}[system])
    metas = """[...document.querySelectorAll("meta[name=theme-color]")]
               .find(({ media }) => matchMedia(media).matches).content"""
    header = page.locator(".md-header").evaluate("e => getComputedStyle(e).backgroundColor")
    assert header == "rgb({}, {}, {})".format(*bytes.fromhex(page.evaluate(metas)[1:]))
    if not chosen:
        page.emulate_media(color_scheme={"light": "dark", "dark": "light"}[system])
        turned = page.locator(".md-header").evaluate("e => getComputedStyle(e).backgroundColor")
        assert turned != header
        assert turned == "rgb({}, {}, {})".format(*bytes.fromhex(page.evaluate(metas)[1:]))


def test_a_wrong_address_below_the_sub_path_leads_home(visit, address):
    page = visit("no/such/page.html")
    assert [u for u in page.failed if "no/such/page.html" not in u] == []
    page.locator(".md-content a", has_text=re.compile("start|home", re.IGNORECASE)).first.click()
    expect(page.locator("h1")).to_have_text("Billions of knobs")
    assert page.url.startswith(address)


def test_moving_between_pages_without_reloading_attaches_widgets_once(visit):
    page = visit("index.html")
    page.locator(".md-content a[href$='capacity.html']").first.click()
    page.wait_for_url("**/capacity.html")
    page.locator("#double_descent .cover button").click()
    assert widget(page).locator("input[type=range]").count() == 1
    assert page.complaints == []


@pytest.mark.parametrize("width", [320, 375])
@pytest.mark.parametrize("path", ["index.html", EVIDENCE[2], NOTEBOOKS[0]])
def test_the_drawer_of_a_phone_leads_to_all_of_the_evidence_and_to_every_notebook(
    visit, path, width
):
    page = visit(path, width)
    page.locator("[data-opens='__drawer']").click()
    for target in (*EVIDENCE, *NOTEBOOKS):
        link = page.locator(f".md-nav--primary a[href$='{target.removeprefix('lab/')}']")
        expect(link.first).to_be_visible()
    if path != NOTEBOOKS[-1]:
        link.first.click()
        page.wait_for_url(f"**/{NOTEBOOKS[-1]}")


@pytest.mark.parametrize("width", [1220, 1280])
@pytest.mark.parametrize("path", ["index.html", EVIDENCE[0], NOTEBOOKS[0], "404.html"])
def test_the_ten_tabs_stand_in_one_row_and_hide_nothing(visit, path, width):
    page = visit(path, width)
    boxes = page.locator(".md-tabs__link").evaluate_all(
        "links => links.map(a => a.getBoundingClientRect()).map(b => [b.left, b.right, b.top])"
    )
    assert len(boxes) == 10 and len({top for _, _, top in boxes}) == 1
    assert all(right < left for (_, right, _), (left, _, _) in pairwise(boxes))
    name = page.locator(".md-header .md-logo").bounding_box()
    icons = page.locator(".md-header__option").first.bounding_box()
    assert name["x"] + name["width"] < boxes[0][0] and boxes[-1][1] < icons["x"]


def test_a_wrong_address_names_every_page_of_the_site(visit):
    page = visit("no/such/page.html")
    named = page.locator(".md-content a").evaluate_all("links => links.map(a => a.pathname)")
    assert {f"/repo/{path}" for path in PAGES if path != "404.html"} <= set(named)


@pytest.mark.parametrize("path", NOTEBOOKS)
def test_a_notebook_leads_to_the_others_and_to_its_files(visit, path):
    page = visit(path)
    others = page.locator("nav.section a").evaluate_all("links => links.map(a => a.pathname)")
    assert sorted(other.split("/repo/")[1] for other in others) == sorted({*NOTEBOOKS} - {path})
    for suffix in (".ipynb", ".py"):
        with page.expect_download() as download:
            page.locator(f".page a[href$='{suffix}']").first.click()
        assert download.value.suggested_filename.endswith(suffix)


def test_focus_is_always_visible(visit):
    page = visit("capacity.html")
    for _ in range(25):
        page.keyboard.press("Tab")
        outline = page.evaluate(
            """(() => { const e = document.activeElement; const s = getComputedStyle(e);
               const l = e.labels?.[0] && getComputedStyle(e.labels[0]);
               return [e.tagName, e.className, s.outlineStyle, l?.outlineStyle]; })()"""
        )
        assert outline[0] == "BODY" or "none" not in outline[2:3] or outline[3] == "solid", outline


# The home page


@pytest.mark.parametrize("width", [320, 375, 800, 1280])
def test_each_story_of_the_contents_has_its_picture_and_its_minutes(visit, width):
    page = visit("index.html", width)
    rows = page.locator(".contents > li").all()
    assert len(rows) == len(CHAPTERS) + 3
    for row, chapter in zip(rows, CHAPTERS, strict=False):
        assert row.locator(".title a").get_attribute("href").endswith(chapter)
        row.scroll_into_view_if_needed()
        picture, length = row.locator("img:visible").bounding_box(), row.locator(".length")
        assert picture["width"] >= 100 and picture["x"] + picture["width"] <= width
        assert re.fullmatch(r"\d+ min", length.inner_text())
        said = row.locator(".summary").bounding_box()
        below = picture["y"] >= said["y"] + said["height"]
        assert below or picture["x"] >= said["x"] + said["width"]


@pytest.mark.parametrize(("width", "height"), [(375, 667), (1280, 800)])
def test_the_way_in_comes_right_after_the_machine(visit, width, height):
    page = visit("index.html", width)
    page.set_viewport_size({"width": width, "height": height})
    page.wait_for_selector(".knobs-buttons")
    says = page.locator(".knobs .widget-says").bounding_box()
    start = page.locator("a.start").first.bounding_box()
    assert start["y"] + start["height"] - (says["y"] + says["height"]) < height / 2


def test_opened_from_disk_a_page_says_what_does_not_move_there(visit, open_page, site):
    page = open_page()
    page.goto((site / "capacity.html").as_uri())
    line = page.locator(".for-disk")
    expect(line).to_contain_text("python3 -m http.server")
    box, title = line.bounding_box(), page.locator("h1").bounding_box()
    assert box["y"] < title["y"] and page.locator(f"{UNFOLDED} img:visible").count() > 0
    expect(visit("capacity.html").locator(".for-disk")).to_be_hidden()
