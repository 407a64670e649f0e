"""A budget split by hand, then beside five fits and eight models, in Chromium."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def budget(visit):
    def go(query="", width=1280, **settings):
        page = visit(f"trends.html{query}#scaling_law", width, **settings)
        figure = page.locator("figure#scaling_law")
        figure.locator(".widget").wait_for()
        assert not figure.locator(".budget-table").is_visible()
        figure.get_by_text("What each of the five fits says").click()
        figure.locator(".budget-map").evaluate("e => e.scrollIntoView({ block: 'center' })")
        page.wait_for_timeout(200)
        return page, figure

    return go


def said(figure):
    return figure.locator(".budget-words .widget-says")


def middle(node):
    box = node.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_reader_splits_first_and_the_fits_answer_when_they_are_asked(budget):
    page, figure = budget()
    expect(said(figure)).to_contain_text("First set yours")
    expect(figure.locator(".ring")).to_be_hidden()
    assert "Loss" not in said(figure).inner_text()
    assert figure.locator(".budget-table td").all_inner_texts() == ["?"] * 10
    figure.get_by_role("button", name="Ask the fits").click()
    expect(said(figure)).to_have_text(re.compile(r"Loss, by our refit: \d\.\d{3} \(80.% of refits"))
    expect(said(figure)).to_contain_text("All extrapolated: 44 times the largest run")
    expect(
        figure.locator(".budget-table tr", has_text="not rounded").locator("td").last
    ).to_have_text("59")
    expect(figure.locator(".budget-table tr", has_text="all runs").locator("td").last).to_have_text(
        "6.8 (3.2 to 14)"
    )
    page.wait_for_url(re.compile(r"scaling_law\.told=1"))
    figure.get_by_role("button", name="Reset").click()
    expect(said(figure)).to_contain_text("First set yours")
    assert page.complaints == []


def test_the_split_is_dragged_along_the_budget_and_a_model_s_is_taken(budget):
    page, figure = budget("?scaling_law.told=1", 375)
    budget_before = figure.get_by_label("Budget", exact=True).input_value()
    x, y = middle(figure.locator(".handle.mine"))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 60, y - 60, steps=4)
    page.mouse.up()
    now = middle(figure.locator(".handle.mine"))
    assert now[0] < x - 30 and now[1] < y - 20  # less size, more text
    assert figure.get_by_label("Budget", exact=True).input_value() == budget_before
    figure.locator(".handle.mine").press("ArrowRight")
    assert middle(figure.locator(".handle.mine"))[0] > now[0]
    figure.locator(".ring").press("Home")
    expect(figure.locator(".budget-about .widget-says")).to_contain_text("Qwen3-0.6B")
    figure.locator(".ring").press("ArrowUp")
    figure.locator(".ring").press("End")
    expect(figure.locator(".budget-about .widget-says")).to_contain_text("Llama 3.1 405B")
    figure.get_by_role("button", name="Take its split").click()
    expect(said(figure)).to_contain_text("3.6 × 10²⁵ operations")
    page.wait_for_url(re.compile(r"scaling_law\.model=Llama"))
    page.reload()
    expect(said(figure)).to_contain_text("3.6 × 10²⁵ operations")
    expect(figure.locator(".budget-about .widget-says")).to_contain_text(
        "Llama 3.1 405B: 406 billion"
    )
    assert page.complaints == []


@pytest.mark.parametrize("width", [320, 375, 560, 640, 1280])
def test_no_room_is_kept_for_the_fits_before_they_are_asked_and_then_nothing_moves(visit, width):
    page = visit("trends.html#scaling_law", width)
    figure = page.locator("figure#scaling_law")
    figure.locator(".widget").wait_for()
    page.wait_for_timeout(200)
    hole = "([...all]) => all.map((e) => e.clientHeight - e.firstElementChild.clientHeight)"
    words = figure.locator(".budget-words .widget-words, .budget-about")
    if width < 720:
        assert max(words.evaluate_all(hole)) < 30
    figure.get_by_role("button", name="Ask the fits").click()
    tall = figure.bounding_box()["height"]
    for name in ("Budget", "Size"):
        for key in ("Home", "End"):
            figure.get_by_label(name, exact=True).press(key)
            assert figure.bounding_box()["height"] == pytest.approx(tall, abs=1)
