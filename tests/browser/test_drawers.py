"""What goes in which drawer: sorted, explained and counted; a table where there is no script."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

DRAWERS = "chosen beforehand", "data", "learned"


@pytest.fixture
def sorting(visit):
    """Open chapter 1 where there is something to sort."""

    def go(path="parameter.html", **settings):
        page = visit(path, **settings)
        place = page.locator(".drawers")
        place.scroll_into_view_if_needed()
        expect(place.get_by_role("group")).to_have_count(6)
        return page, place

    return go


def press(place, thing, drawer):
    row = place.get_by_role("group", name=thing)
    row.get_by_role("button", name=drawer, exact=True).click()
    return row


def test_each_answer_explains_itself_and_is_counted(sorting):
    _, place = sorting()
    expect(place.locator("table")).to_be_hidden()
    expect(place).to_contain_text("Nothing sorted yet.")
    row = press(place, "Sugar", "data")
    expect(row.locator("[data-shown]")).to_contain_text("Yes. What goes into the bowl")
    expect(place.locator("output")).to_contain_text("Sugar, and how much of it: Yes.")
    row = press(place, "Oven temperature", "learned")
    expect(row.locator("[data-shown]")).to_have_count(1)
    expect(row.locator("[data-shown]")).to_contain_text("It is chosen beforehand. A person sets it")
    expect(place).to_contain_text("1 of 2 in the right drawer so far.")
    press(place, "Oven temperature", "chosen beforehand")  # another mind
    for thing, drawer in (
        ("What her hands", "learned"),
        ("How many", "chosen beforehand"),
        ("Baking time", "chosen beforehand"),
        ("How far", "data"),
    ):
        press(place, thing, drawer)
    expect(place).to_contain_text("5 of 6 in the right drawer.")
    place.get_by_role("button", name="Start again").click()
    expect(place.locator("[data-shown]")).to_have_count(0)
    expect(place.locator('[aria-pressed="true"]')).to_have_count(0)
    expect(place.get_by_role("group").first.get_by_role("button").first).to_be_focused()


def test_it_is_sorted_with_keys_alone(sorting):
    page, place = sorting()
    place.get_by_role("group").first.get_by_role("button").first.focus()
    for _ in range(6):
        page.keyboard.press("Tab")  # to the third thing
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    row = place.get_by_role("group", name="What her hands")
    expect(row.get_by_role("button", name="learned")).to_be_focused()
    expect(row.locator("[data-shown]")).to_contain_text("Yes. Nobody sets it.")


@pytest.mark.parametrize("width", [320, 375, 1280])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_moves_and_all_of_it_fits_and_can_be_pressed(sorting, width, theme):
    page, place = sorting(width=width, theme=theme)
    before = place.bounding_box()["height"]
    for thing in ("Sugar", "Oven", "What her", "How many", "Baking", "How far"):
        press(place, thing, "learned")
    assert place.bounding_box()["height"] == pytest.approx(before, abs=0.6)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for one in place.get_by_role("button").all():
        assert one.bounding_box()["height"] >= 43.5


def test_the_page_can_be_left_and_come_back_to(sorting):
    page, place = sorting()
    press(place, "Sugar", "data")
    page.locator("a.md-footer__link--next").click()
    page.wait_for_url("**/capacity.html")
    page.go_back()
    page.wait_for_url("**/parameter.html")
    expect(page.locator("#what-goes-in-which-drawer")).to_be_attached()
    page.evaluate("document.querySelector('.drawers').scrollIntoView()")
    expect(page.locator(".drawers").get_by_role("group")).to_have_count(6)
    assert page.complaints == []


def test_without_a_script_and_on_paper_it_is_a_table(visit, sorting):
    page = visit("parameter.html", java_script_enabled=False)
    table = page.locator(".drawers table")
    expect(table).to_be_visible()
    assert {cell for cell in table.locator("td:nth-child(2)").all_inner_texts()} == set(DRAWERS)
    page, place = sorting()
    page.emulate_media(media="print")
    expect(place.locator("table")).to_be_visible()
    expect(place.get_by_role("group").first).to_be_hidden()
