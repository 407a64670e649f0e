"""You are the taster: what only a browser can show."""

import json
import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
KEPT = "localStorage.getItem('knobs.perfect cake')"
WORDS = r"(sugar|butter|cocoa|eggs|salt): ([a-z ]+)"
AMOUNTS = ["none", "hardly any", "little", "rather little", "a medium amount", "rather a lot"]
AMOUNTS += ["a lot", "nearly the most", "the most"]


@pytest.fixture
def kitchen(visit):
    """The chapter with its taste machine, and with ways to use it."""

    def go(query="", script="", **settings):
        page = visit(f"404.html{query}", **settings)
        if script:
            page.add_init_script(script)
        page.goto(page.url.replace("404.html", "takeaway.html") + "#taste")
        page.locator("figure#taste .widget").wait_for()
        page.plates = page.locator(".taste-plate")
        page.button = lambda name: page.locator(".taste button").get_by_text(name, exact=True)
        page.said = lambda: page.inner_text(".taste-says")
        page.count = lambda: page.inner_text(".taste-count")
        return page

    return go


def amounts(page):
    """Amounts of both cakes, read from their words."""
    labels = [plate.get_attribute("aria-label") for plate in page.plates.all()]
    words = [re.findall(r": ([a-z ]+)", label) for label in labels]
    return [[AMOUNTS.index(word) for word in found] for found in words]


def at(i):
    """What stands above the cakes before choice i."""
    return f"Choice {i + 1} of 20: " if i < 20 else f"One more: {i - 19} of 2"


def choose_all(page, which):
    """Choose to the end; `which` gives 0 or 1 for two cakes, and for a number."""
    for i in range(22):
        expect(page.locator(".taste-count")).to_contain_text(at(i))
        expect(page.plates.first).to_have_attribute("aria-disabled", "false")
        page.plates.nth(which(i, amounts(page))).click()
    expect(page.locator(".taste-count")).to_have_text("That was the last one")


def likes_cocoa(_, cakes):
    (sugar, _, cocoa, *_), (other_sugar, _, other_cocoa, *_) = cakes
    return int(2 * cocoa - sugar < 2 * other_cocoa - other_sugar)


def test_a_reader_chooses_to_the_end_and_a_perfect_cake_is_kept_and_forgotten(kitchen):
    page = kitchen()
    choose_all(page, likes_cocoa)
    assert re.search(r"Of the 8 kept from it, it calls \d rightly", page.said())
    page.locator("#taste-push").focus()
    page.keyboard.press("End")
    expect(page.locator(".taste-note").first).to_contain_text("Your perfect cake: sugar:")
    cake = json.loads(page.evaluate(KEPT))["amounts"]
    words = re.findall(r": ([a-z ]+)", page.inner_text(".taste-note").split("perfect cake: ")[1])
    assert [AMOUNTS.index(word) for word in words[:5]] == cake
    assert len(page.locator(".taste-cakes svg").all()) == 6
    page.wait_for_url(re.compile(r"taste\.push=21"))
    assert "choices" not in page.url
    tally = page.locator(".tally button")
    tally.click()  # Forget it all
    expect(page.locator(".taste-kept")).to_contain_text("When you have chosen")
    page.locator("#taste-push").press("Home")
    page.locator("#taste-push").press("End")
    assert page.evaluate(KEPT) is None, "what was forgotten stays forgotten"
    tally.click()  # Undo
    expect(page.locator(".taste-kept")).to_contain_text("is kept on this device")
    page.button("Forget it").click()
    assert page.evaluate(KEPT) is None
    page.button("Put my choices into the link").click()
    page.wait_for_url(re.compile(r"taste\.choices=[012]{22}"))
    page.reload()
    expect(page.locator(".taste-says")).to_contain_text("These choices came with the link.")
    page.wait_for_timeout(800)
    assert page.evaluate(KEPT) is None, "what came with a link is not the reader's"
    page.button("Reset").click()
    page.plates.first.click()
    page.wait_for_url(lambda url: "choices" not in url)
    assert page.complaints == []


def test_choices_of_a_link_stay_those_of_who_sent_it(kitchen):
    page = kitchen("?taste.choices=" + "01" * 10)
    assert page.said().startswith("These choices came with the link.")
    expect(page.plates.first).to_have_attribute("aria-disabled", "false")
    page.plates.first.click()
    assert page.said().startswith("The first 20 of these choices came with the link.")
    expect(page.plates.first).to_have_attribute("aria-disabled", "false")
    page.plates.first.click()
    expect(page.locator(".taste-count")).to_have_text("That was the last one")
    assert page.evaluate(KEPT) is None
    assert "their cake is not kept" in page.inner_text(".taste-kept")
    page.button("Reset").click()
    assert "When you have chosen" in page.inner_text(".taste-kept")


def test_a_link_without_a_difference_ends_without_a_cake_that_it_is_sure_of(kitchen):
    page = kitchen("?taste.choices=" + "2" * 22)
    expect(page.locator(".taste-note").first).to_contain_text("no difference that you cared for")
    assert "sure of" not in page.said()


@pytest.mark.parametrize("query", ["", "?taste.taster=3"])
def test_what_it_says_you_like_is_what_it_bakes(kitchen, query):
    """With the slider at its end: every amount that is said to be liked is in the cake."""
    page = kitchen(query)
    if not query:
        choose_all(page, likes_cocoa)
    page.locator("#taste-push").press("End")
    note = page.locator(".taste-note").first
    expect(note).to_contain_text("of its five")
    liked, cake = note.inner_text().split("amounts are")[0].rsplit(". ", 1)[0].rsplit(". ", 1)
    seen = {name: AMOUNTS.index(words) for name, words in re.findall(WORDS, cake)}
    named = re.findall(r"(much|many|little|few) (\w+)", liked)
    assert len(seen) == 5 and named
    more = ("much", "many")
    assert all(seen[name] > 4 if how in more else seen[name] < 4 for how, name in named), (
        note.inner_text()
    )


def test_keys_undo_and_a_change_of_mind(kitchen):
    page = kitchen()
    page.plates.first.focus()
    for key in "12021":
        page.keyboard.press(key)
    assert page.count().startswith("Choice 6")
    cakes = amounts(page)
    page.keyboard.press("1")
    page.keyboard.press("Control+z")
    assert amounts(page) == cakes and "Taken back, and unlearned" in page.said()
    assert page.evaluate("document.activeElement.matches('.taste-plate')")
    page.keyboard.press("Enter")
    assert page.count().startswith("Choice 7")
    page.button("Reset").click()
    assert page.count().startswith("Choice 1")
    page.button("Undo").click()
    assert page.count().startswith("Choice 7")
    before = amounts(page)
    page.button("Other cakes").click()
    assert page.count().startswith("Choice 1") and amounts(page) != before
    page.wait_for_url(re.compile(r"taste\.seed=2"))


@pytest.mark.parametrize("way", [-1, 1])
def test_a_swipe_takes_the_cake_on_its_side_and_a_scroll_takes_none(kitchen, way):
    page = kitchen(width=375, has_touch=True, is_mobile=True)
    box = page.locator(".taste-pair").bounding_box()
    cdp = page.context.new_cdp_session(page)

    def finger(dx, dy):
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        places = [{"x": x + dx * k / 8, "y": y + dy * k / 8} for k in range(9)]
        for kind, place in [("touchStart", places[0]), *[("touchMove", p) for p in places[1:]]]:
            cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [place]})
        cdp.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        page.wait_for_timeout(400)

    taken = amounts(page)[int(way > 0)]
    finger(way * 120, 8)
    assert page.count().startswith("Choice 2")
    page.button("Put my choices into the link").click()
    page.wait_for_url(re.compile(rf"choices={int(way > 0)}"))
    assert taken
    finger(10, -150)
    assert page.count().startswith("Choice 2")


PATTERNS = {
    "always left": (lambda i, _: 0, "a side is no amount"),
    "in turns": (lambda i, _: i % 2, "a side is no amount"),
}


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_is_told_from_a_taste(kitchen, name):
    which, words = PATTERNS[name]
    page = kitchen()
    choose_all(page, which)
    assert words in page.said() and "no taste it can express" in page.said()


def test_who_sees_no_difference_is_told_so_and_has_no_perfect_cake(kitchen):
    page = kitchen()
    page.plates.first.focus()
    for _ in range(22):
        page.keyboard.press("0")
        page.wait_for_timeout(30)
    expect(page.locator(".taste-count")).to_have_text("That was the last one")
    assert "nothing to learn" in page.said()
    expect(page.locator(".taste-note").first).to_contain_text("no difference that you cared for")
    assert page.locator(".taste-label").all_inner_texts() == ["", ""], "nothing stands there"
    assert page.evaluate(KEPT) is None


def test_a_simulated_taster_shows_the_truth_beside_it(kitchen):
    page = kitchen("?taste.push=21")
    page.get_by_label("a simulated taster").check()
    note = page.locator(".taste-note").first
    expect(note).to_contain_text("The taster finds it better")
    shown = int(re.search(r"finds it better than (\d+)", page.inner_text(".taste-note"))[1])
    page.get_by_label("1,000").check()
    page.wait_for_timeout(1200)
    after = int(re.search(r"finds it better than (\d+)", page.inner_text(".taste-note"))[1])
    assert after > 90 > shown
    page.reload()
    expect(page.get_by_label("1,000")).to_be_checked()
    assert page.complaints == []


@pytest.mark.parametrize("kind", ["forbidden", "full"])
def test_storage_that_refuses_costs_nothing_but_the_keeping(kitchen, kind):
    script = {
        "forbidden": "Object.defineProperty(window, 'localStorage',"
        " { get() { throw new Error('no'); } });",
        "full": "Storage.prototype.setItem = () => { throw new Error('QuotaExceededError'); };",
    }[kind]
    page = kitchen(script=script)
    choose_all(page, likes_cocoa)
    expect(page.locator(".taste-kept")).to_contain_text("until you leave")


def test_dark_cocoa_is_dark_in_both_themes(kitchen):
    for theme in ("light", "dark"):
        page = kitchen(theme=theme)
        fills = page.locator(".taste-plate svg").first.evaluate(
            "svg => [...svg.querySelectorAll('path')].slice(0, 2)"
            ".map(p => getComputedStyle(p).fill.match(/\\d+/g).slice(0, 3).map(Number))"
        )
        light, dark = (sum(fill) for fill in fills)
        assert light > 600 and dark < 120


@pytest.mark.parametrize("width", [320, 375, 430, 640, 719, 720, 900, 1219, 1220, 1280])
def test_nothing_moves_when_it_comes_or_is_used(visit, address, width):
    page = visit("404.html", width=width)
    page.route("**/widgets/taste.js", lambda route: None)  # it does not come
    page.goto(f"{address}takeaway.html#taste")
    top = (
        "(() => { const [a, b] = ['#taste .figure-title', '#taste figcaption'].map((s) =>"
        " document.querySelector(s).getBoundingClientRect().top); return b - a; })()"
    )
    page.wait_for_timeout(200)
    before = page.evaluate(top)
    page.unroute_all()
    page.goto("about:blank")
    page.goto(f"{address}takeaway.html#taste")
    page.locator("figure#taste .widget").wait_for()
    page.wait_for_timeout(300)
    assert page.evaluate(top) == pytest.approx(before, abs=1)
    plates = "document.querySelector('.taste-pair').getBoundingClientRect().top + scrollY"
    at, wide = page.evaluate(plates), width >= 720
    page.locator(".taste-plate").first.click()
    grown = page.evaluate(top)  # at once, on a phone: what learns has come
    assert grown == pytest.approx(before, abs=1) if wide else grown > before + 200
    for i in range(1, 22):
        page.wait_for_timeout(150 if i > 18 else 15)
        assert page.evaluate(plates) == pytest.approx(at, abs=1), i
        last = page.evaluate(top)
        assert last == pytest.approx(before, abs=1) if wide else last >= grown - 1, i
        page.locator(".taste-plate").nth((i * 7) % 3 % 2).click()
    page.wait_for_timeout(300)
    told = page.evaluate(top)
    page.locator("#taste-push").focus()
    page.keyboard.press("End")
    page.wait_for_timeout(300)
    assert page.evaluate(top) == pytest.approx(told, abs=1)
    page.get_by_label("a simulated taster").check()
    page.wait_for_timeout(600)
    if wide:  # a row of choices may have come with the press
        assert before - 1 <= page.evaluate(top) <= before + 45


@pytest.mark.parametrize("width", [320, 375, 720, 1000, 1280])
def test_whatever_it_says_of_a_taster_has_room(kitchen, width):
    page = kitchen("?taste.taster=1&taste.push=21", width=width)
    tall = "document.querySelector('#taste').getBoundingClientRect().height"
    note = page.locator(".taste-note").first
    expect(note).to_contain_text("of its five")
    room, seen = page.evaluate(tall), set()
    for _ in range(19):
        before = note.inner_text()
        page.button("Another taster").click()
        expect(note).not_to_have_text(before)
        expect(note).to_contain_text("of its five")
        seen.add(note.inner_text())
        assert page.evaluate(tall) == pytest.approx(room, abs=1), note.inner_text()
    assert len(seen) == 19
