"""Two models that write and weigh: what only a browser can show."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def arrive(page):
    """The figure, scrolled to and with its widget attached."""
    figure = page.locator("figure#specialisation")
    figure.scroll_into_view_if_needed()
    figure.locator(".widget").wait_for()
    page.wait_for_timeout(200)
    return figure


def opened(page):
    """The figure with its fold open, in which a reader's own words are weighed."""
    figure = arrive(page)
    figure.get_by_text("Weigh a sentence of your own").click()
    return figure


def binaries(page):
    return [u for u in page.asked if u.endswith(".bin")]


def writes(figure):
    return figure.locator(".letters").nth(0)


def words(figure, n):
    return figure.locator(".widget-says").nth(n)


def test_there_is_a_text_and_a_verdict_before_anything_large_is_loaded(visit):
    page = visit("fit.html")
    figure = arrive(page)
    expect(writes(figure)).to_contain_text("the player")
    assert len(writes(figure).locator("[data-i]").all()) > 100
    expect(words(figure, 1)).to_contain_text("the stranger of the two")
    figure.locator("[data-i]").nth(3).hover()
    expect(figure.locator(".letters-about")).to_contain_text("bits (1 in")
    page.mouse.wheel(0, 3000)
    page.wait_for_timeout(300)
    assert binaries(page) == []
    shades = figure.evaluate(
        """f => new Set([...f.querySelectorAll('[data-i]')]
           .map((e) => getComputedStyle(e).backgroundColor)).size"""
    )
    assert shades > 20


def test_another_text_is_written_and_a_link_brings_it_back(visit):
    page = visit("fit.html")
    figure = arrive(page)
    first = writes(figure).inner_text()
    figure.get_by_role("button", name="Another").focus()
    page.keyboard.press("Enter")
    expect(words(figure, 0)).to_contain_text("Text 2.")
    assert writes(figure).inner_text() != first and len(binaries(page)) == 2
    figure.get_by_role("button", name="a dress").click()
    expect(writes(figure)).to_contain_text("a dress")
    page.wait_for_url("**specialisation.prompt=a+dress**")
    written, there = writes(figure).inner_text(), page.url.rpartition("/")[2]
    page = visit(there)
    figure = arrive(page)
    expect(writes(figure)).to_have_text(written)
    assert len(binaries(page)) == 2


def test_what_a_reader_types_is_weighed_and_is_in_the_link_only_when_asked(visit):
    page = visit("fit.html")
    figure = opened(page)
    field = figure.get_by_role("textbox", name="Your text")
    field.fill("Kicks the café!")
    expect(words(figure, 1)).to_contain_text("loads both models")
    assert binaries(page) == []
    field.press("Enter")
    expect(words(figure, 1)).to_contain_text("They read “kicks the cafe”")
    field.fill("my own words " * 2_000)
    expect(words(figure, 1)).to_contain_text("Only the first 120 characters are read")
    figure.get_by_role("textbox", name="Begin with").fill("Señor Núñez")
    expect(words(figure, 0)).to_contain_text("“senor nunez”")
    figure.get_by_role("textbox", name="Begin with").press("Enter")
    expect(writes(figure)).to_contain_text("senor nunez")
    field.fill("zebra")
    expect(words(figure, 1)).to_contain_text("bits per character")
    page.wait_for_timeout(700)
    assert "zebra" not in page.url and "senor" not in page.url
    figure.get_by_role("button", name="Put my words into the link").click()
    page.wait_for_url("**specialisation.text=zebra**")
    assert "prompt=senor+nunez" in page.url
    there = page.url.rpartition("/")[2]
    field.fill("zebras")
    page.wait_for_timeout(900)
    assert "zebra" not in page.url, "what is typed after that is not in it"
    figure.get_by_role("button", name="Reset").click()
    page.wait_for_url(lambda url: "specialisation" not in url)
    expect(writes(figure)).to_contain_text("the player")
    figure = arrive(visit(there))
    expect(figure.get_by_role("textbox", name="Your text")).to_have_value("zebra")


def test_letters_are_gone_through_by_keys_and_told_to_a_screen_reader(visit):
    page = visit("fit.html")
    figure = arrive(page)
    text = figure.get_by_role("slider").first
    text.focus()
    first = text.get_attribute("aria-valuetext")
    page.keyboard.press("ArrowRight")
    second = text.get_attribute("aria-valuetext")
    assert first != second and "for the lawyer" in second
    assert figure.locator(".letters-about").inner_text() == second
    page.keyboard.press("End")
    assert text.get_attribute("aria-valuenow") == text.get_attribute("aria-valuemax")
    expect(figure.locator(".chosen")).to_have_count(1)


def test_models_that_cannot_be_had_are_named_and_asked_for_again(visit):
    page = visit("fit.html")
    page.route("**/*.mixed.bin", lambda route: route.fulfill(status=503))
    figure = arrive(page)
    figure.get_by_role("button", name="Another").click()
    expect(words(figure, 0)).to_contain_text("specialisation.mixed.bin could not be loaded (503)")
    page.unroute("**/*.mixed.bin")
    page.route("**/*.mixed.bin", lambda route: route.fulfill(status=200, body="<html>"))
    figure.get_by_role("button", name="Another").click()
    expect(words(figure, 0)).to_contain_text("mixed.bin is not a packed n-gram model")
    page.unroute("**/*.mixed.bin")
    figure.get_by_role("button", name="Another").click()
    expect(words(figure, 0)).to_contain_text("Text 2.")
