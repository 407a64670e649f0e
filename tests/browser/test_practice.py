"""The practice by hand: how long, how many cakes, which notes; and whether the words are true."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from scripts.models import page_cakes, practice

pytestmark = pytest.mark.browser

FIGURE = "figure#practice"
TASTE, MARGIN = 0.2, 0.05


@pytest.fixture
def baker(visit):
    """Open the page at the widget."""

    def go(query="", width=1280, **settings):
        page = visit(f"fit.html{query}#practice", width, **settings)
        page.wait_for_selector(f'{FIGURE}[data-live="live"]')
        page.locator(f"{FIGURE} .dots").first.wait_for(state="attached")
        return page

    return go


def said(page):
    return page.locator(f"{FIGURE} .practice-says")


def turn(page, name, place):
    """Turn a slider to a place, as a finger would in one step."""
    page.locator(f"#practice-{name}").evaluate(
        """(input, place) => { input.value = place;
             for (const type of ['input', 'change'])
               input.dispatchEvent(new Event(type, { bubbles: true })); }""",
        place,
    )


def settled(page, part):
    page.wait_for_url(re.compile(part), timeout=3000)


def known(data, steps, cakes, notes, seed):
    """Both misses, and when and how good she is at best, by Python."""
    x, y = page_cakes.rounds(seed, cakes, TASTE)
    noted = practice.contradictory(y) if notes else y
    designs = practice.design(x[None], data["shown"]["n_knobs"])
    own = practice.own_miss(designs, noted[None], data["steps"])[0]
    fitted = practice.coefficients(designs, noted[None], data["steps"])[0]
    new = practice.new_miss(fitted, np.array(data["goal"]), TASTE)
    at = data["steps"].index(steps)
    return own[at], new[at], data["steps"][int(practice.first_best(new, 0))], new.min()


def truly(own, new, best_step, best, steps, notes):
    """What may be said, from the numbers alone."""
    if new > best + MARGIN:
        if steps < best_step:
            return "too little practice"
        return "by heart" if own < 0.3 * TASTE else "too much practice"
    if notes and own > new + MARGIN:
        return "bakes better than they say"
    if best < 1.4 * TASTE:
        return "holds for cakes she never saw"
    if own < 0.3 * TASTE:
        return "they contradict each other" if notes else "so few teach her no more"
    return "practice cannot mend them" if notes else "so few cakes"


def written(miss):
    if miss < 0.005:
        return "less than 0.01"
    return f"{miss:.2f}" if miss < 9.995 else f"{float(f'{miss:.1e}'):,.0f}"


STATES = [  # steps, cakes, contradictory notes, seed
    *((n, 10, False, None) for n in (1, 10, 100, 1000, 100_000, 10**8)),
    *((10**8, n, False, None) for n in (2, 5, 20, 60, 200)),
    *((n, 200, True, None) for n in (10, 1000, 10**8)),
    *((n, 10, True, None) for n in (10, 1000, 10**8)),
    *((320, n, n % 2 == 0, 7) for n in (2, 3, 12, 35)),
]


def test_the_words_are_true_in_many_states(baker, published):
    data = published("practice")["data"]
    page = baker()
    kinds = set()
    for steps, cakes, notes, seed in STATES:
        seed = seed or data["shown"]["seed"]
        if steps not in data["steps"]:
            steps = min(data["steps"], key=lambda n: abs(np.log(n / steps)))
        query = f"?practice.steps={steps}&practice.cakes={cakes}&practice.seed={seed}"
        page.goto(
            re.sub(r"[?#].*", "", page.url) + query + f"&practice.notes={int(notes)}#practice"
        )
        page.locator(f"{FIGURE} .practice").wait_for()
        own, new, best_step, best = known(data, steps, cakes, notes, seed)
        kind = truly(own, new, best_step, best, steps, notes)
        words = "notes and by" if notes else "cakes and by"
        expect(said(page)).to_have_text(
            re.compile(
                f"^Off by {re.escape(written(own))} on her own {cakes} {words} "
                f"{re.escape(written(new))} on new (ones|cakes): .*{kind}.*"
            )
        )
        shown = page.locator(f"{FIGURE} .practice-area > div").all_inner_texts()[:3]
        assert shown[0] == written(own) and shown[2] == written(new)
        gap = round(new, 2) - round(own, 2) if new < 9.995 else new - own
        assert shown[1] == ("none" if gap < 0.005 else written(gap))
        kinds.add(kind)
    assert len(kinds) >= 6
    assert page.complaints == []


def test_it_begins_with_too_little_practice_and_the_address_empty(baker):
    page = baker()
    expect(said(page)).to_contain_text("on her own 10 cakes")
    expect(said(page)).to_contain_text("too little practice")
    assert page.locator(f"{FIGURE} > picture").first.is_hidden()
    assert (
        "practice." not in page.url.split("?")[-1].replace("#practice", "") or "?" not in page.url
    )
    assert not [url for url in page.asked if url.endswith("practice.json")]
    assert page.complaints == []


def test_by_keys_alone_she_goes_from_too_little_to_by_heart_and_more_cakes_cure_it(baker):
    page = baker()
    page.locator("#practice-steps").focus()
    page.keyboard.press("End")
    expect(said(page)).to_contain_text("by heart")
    expect(page.locator("#practice-steps")).to_have_attribute("aria-valuetext", "100 million steps")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "practice-cakes"
    page.keyboard.press("End")
    expect(said(page)).to_contain_text("her own 200 cakes")
    expect(said(page)).to_contain_text("holds for cakes she never saw")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(said(page)).to_contain_text("her notes contradict each other")
    expect(page.locator("#practice-note")).to_contain_text("Every third note")
    page.keyboard.press("Tab")
    before = said(page).inner_text()
    page.keyboard.press("Enter")  # bake again
    expect(said(page)).not_to_have_text(before)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # reset
    expect(said(page)).to_contain_text("too little practice")
    page.wait_for_timeout(500)
    assert "practice." not in page.url


def test_what_is_set_comes_back_from_the_address(baker):
    page = baker()
    turn(page, "steps", 40)
    turn(page, "cakes", 20)
    page.get_by_label("contradictory notes").check()
    page.get_by_role("button", name="Bake again").click()
    settled(
        page,
        r"practice\.steps=\d+&practice\.cakes=\d+&practice\.notes=1&practice\.seed=\d+#practice$",
    )
    words, dots = said(page).inner_text(), page.locator(f"{FIGURE} .dots").first.get_attribute("d")
    page.reload()
    expect(said(page)).to_have_text(words)
    assert page.locator(f"{FIGURE} .dots").first.get_attribute("d") == dots
    assert page.get_by_label("contradictory notes").is_checked()


@pytest.mark.parametrize(
    "query",
    [
        "?practice.steps=0&practice.cakes=1&practice.seed=-1&practice.notes=true",
        "?practice.steps=1e309&practice.cakes=NaN&practice.notes=%00",
        "?practice.steps=<script>&practice.cakes=201&practice.seed=1.5",
        "?practice.steps=%E0%A4%A&practice.cakes=__proto__",
        "?practice.=3&practice.steps=",
    ],
)
def test_malformed_addresses_fall_back_without_a_word(baker, query):
    page = baker(query)
    expect(said(page)).to_contain_text("on her own 10 cakes")
    expect(said(page)).to_contain_text("too little practice")
    assert not page.get_by_label("contradictory notes").is_checked()
    assert page.complaints == []


def test_more_cakes_leave_the_first_ones_where_they_are(baker):
    page = baker()
    dots = page.locator(f"{FIGURE} .dots.train")
    ten = dots.get_attribute("d")
    turn(page, "cakes", 12)
    expect(dots).not_to_have_attribute("d", ten)
    assert dots.get_attribute("d").startswith(ten)


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_all_of_it_shares_a_screen_and_nothing_moves(baker, width):
    page = baker(width=width)
    figure = page.locator(FIGURE)
    height = figure.bounding_box()["height"]
    tops = set()
    for steps, cakes in [(0, 0), (30, 8), (70, 8), (70, 0), (70, 29), (20, 29)]:
        turn(page, "steps", steps)
        turn(page, "cakes", cakes)
        for notes in (True, False):
            page.get_by_label("contradictory notes").set_checked(notes)
            page.wait_for_timeout(60)
            tops.add(
                tuple(
                    page.evaluate(
                        f"""[...document.querySelectorAll(`{FIGURE} :is(.chart-box, .practice-bars,
                            .practice-says, input, button, .practice-note, figcaption)`)]
                            .map(e => e.getBoundingClientRect().top + scrollY)"""
                    )
                )
            )
            assert figure.bounding_box()["height"] == height
    assert len(tops) == 1
    top = page.locator(f"{FIGURE} .figure-title").bounding_box()["y"]
    first = page.locator("#practice-steps").bounding_box()
    last = page.locator(f"{FIGURE} .practice").bounding_box()
    room = {320: 680, 375: 620, 1280: 620}[width]
    assert last["y"] + last["height"] - top <= room
    if width == 375:
        assert first["y"] + first["height"] - top <= 470
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [320, 375, 430, 720, 1280])
def test_what_stands_below_does_not_move_when_the_widget_comes(visit, width):
    page = visit("404.html", width)
    page.route("**/js/main.js", lambda route: route.abort())  # nothing comes to life
    page.goto(page.url.replace("404.html", "fit-evidence.html"))
    below = f"""(() => {{ const figure = document.querySelector('{FIGURE}');
      return figure.querySelector('figcaption').getBoundingClientRect().top
        - figure.querySelector('.figure-title').getBoundingClientRect().bottom; }})()"""
    assert page.locator(f"{FIGURE}[data-live]").count() == 0
    before = page.evaluate(below)
    page.unroute("**/js/main.js")
    page.reload()
    page.locator(FIGURE).scroll_into_view_if_needed()
    page.wait_for_selector(f'{FIGURE}[data-live="live"]')
    expect(said(page)).to_contain_text("too little practice")
    assert page.evaluate(below) == pytest.approx(before, abs=2)


def test_the_sentence_is_spoken_once_when_the_turning_has_ended(baker):
    page = baker()
    page.wait_for_timeout(800)
    page.evaluate(
        f"""() => {{ window.spoken = [];
          for (const o of document.querySelectorAll('{FIGURE} output.spoken'))
            new MutationObserver(() => window.spoken.push(o.textContent))
              .observe(o, {{ childList: true }}); }}"""
    )
    page.evaluate(
        """async () => { const input = document.querySelector('#practice-steps');
          for (let i = 0; i < 60; i += 1) {
            input.value = i;
            input.dispatchEvent(new Event('input', { bubbles: true }));
            await new Promise((go) => setTimeout(go, 25));
          }
          await new Promise((go) => setTimeout(go, 800));
          window.before = window.spoken.length;
          input.dispatchEvent(new Event('change', { bubbles: true })); }"""
    )
    page.wait_for_timeout(800)
    assert page.evaluate("window.before") == 0
    spoken = page.evaluate("window.spoken")
    assert len(spoken) == 1 and spoken[0].startswith("Off by")


def test_it_comes_to_life_after_instant_navigation_and_leaves_nothing_behind(visit):
    page = visit("capacity.html")
    page.locator('.md-tabs a, .md-nav a[href$="fit.html"]').evaluate_all(
        "all => all.find((a) => a.href.endsWith('fit.html')).click()"
    )
    page.wait_for_url(re.compile("fit"))
    page.locator(FIGURE).scroll_into_view_if_needed()
    page.wait_for_selector(f'{FIGURE}[data-live="live"]')
    turn(page, "steps", 70)
    expect(said(page)).to_contain_text("by heart")
    page.evaluate("document.body.setAttribute('data-md-color-scheme', 'slate')")
    turn(page, "cakes", 25)
    page.evaluate("document.querySelector(\"a[href$='glossary.html']\").click()")
    page.wait_for_url("**/glossary.html*")
    page.wait_for_timeout(600)
    assert "practice" not in page.url
    assert page.complaints == []


def test_a_finger_turns_both(baker):
    page = baker(width=375, has_touch=True, is_mobile=True)
    for name, text in (("steps", "by heart"), ("cakes", "her own 200 cakes")):
        box = page.locator(f"#practice-{name}").bounding_box()
        page.touchscreen.tap(box["x"] + box["width"] - 4, box["y"] + box["height"] / 2)
        expect(said(page)).to_contain_text(text)


def test_without_javascript_the_picture_stands_there(visit):
    page = visit("fit.html", java_script_enabled=False)
    figure = page.locator(FIGURE)
    assert figure.locator("picture").first.is_visible()
    assert figure.locator("img").first.get_attribute("alt").startswith("Three panels")
    assert figure.locator(".widget").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_needs_no_motion_and_shows_in_both_themes(baker, theme):
    page = baker("?practice.steps=100000000", theme=theme, reduced_motion="reduce")
    expect(said(page)).to_contain_text("by heart")
    bar = page.locator(f"{FIGURE} .practice-fresh")
    color = bar.evaluate("e => getComputedStyle(e, '::before').backgroundColor")
    assert color == {"light": "rgb(26, 98, 191)", "dark": "rgb(111, 155, 240)"}[theme]
