"""Ten owners on a board: what only a browser can show."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def arrive(page):
    """The widget, scrolled to and attached."""
    figure = page.locator("figure#federated")
    figure.scroll_into_view_if_needed()
    figure.locator(".widget").wait_for()
    page.wait_for_timeout(200)
    return figure.locator(".widget")


def wrong(node):
    return float(node.locator(".owners-miss b").first.inner_text().split()[0])


def press(node, name):
    node.get_by_role("button", name=name, exact=True).click()


def says(node, n=0):
    return node.locator(".widget-says").nth(n)


def pixels(node):
    return node.locator(".owners-board canvas").evaluate("e => e.toDataURL()")


def test_a_round_flies_out_and_back_and_the_error_falls(visit):
    page = visit("trends.html")
    node = arrive(page)
    assert not [u for u in page.asked if u.endswith("lesson.bin")]
    first, seen = wrong(node), {pixels(node)}
    press(node, "One round")
    for _ in range(12):
        page.wait_for_timeout(120)
        seen.add(pixels(node))
    assert len(seen) > 6
    expect(says(node)).to_contain_text("After 1 round the common machine misreads")
    assert wrong(node) < first / 2
    expect(says(node, 1)).to_contain_text("10 of 10 owners exactly")
    assert page.complaints == []


def test_still_readers_get_stills_and_a_link_brings_the_round_back(visit):
    page = visit("trends.html", reduced_motion="reduce")
    node = arrive(page)
    press(node, "One round")
    expect(says(node)).to_contain_text("After 1 round ")
    for rounds in (3, 8):
        press(node, "Play")
        expect(says(node)).to_contain_text(f"After {rounds} rounds")
    page.wait_for_url("**federated.rounds=8**")
    error = wrong(node)
    page.reload()
    node = arrive(page)
    expect(says(node)).to_contain_text("After 8 rounds")
    assert wrong(node) == error
    press(node, "Reset")
    page.wait_for_url(lambda url: "federated" not in url.replace("#federated", ""))


def test_with_masks_a_message_is_noise_and_the_sum_is_the_same(visit):
    page = visit("trends.html?federated.rounds=1", reduced_motion="reduce")
    node = arrive(page)
    expect(says(node)).to_contain_text("After 1 round ")
    node.get_by_text("What a message gives away").click()
    page.wait_for_timeout(200)
    sent, total = (node.locator(".owners-sent canvas").nth(k) for k in (0, 1))
    plain = [each.evaluate("e => e.toDataURL()") for each in (sent, total)]
    node.get_by_label("Secure sums").check()
    expect(says(node, 1)).to_contain_text("the same to the last bit")
    hidden = [each.evaluate("e => e.toDataURL()") for each in (sent, total)]
    assert hidden[0] != plain[0] and hidden[1] == plain[1]
    node.get_by_role("button", name=re.compile("^Owner 4 has")).click()
    expect(says(node, 1)).to_contain_text("owner 4’s 650 numbers are noise")
    page.wait_for_url("**federated.secure=on**")


def test_playing_can_be_paused_and_another_dial_begins_anew_beside_the_old_curve(visit):
    page = visit("trends.html")
    node = arrive(page)
    press(node, "Play")
    expect(says(node)).to_contain_text(re.compile(r"After ([3-9]|1\d) rounds"), timeout=20_000)
    press(node, "Pause")
    expect(node.get_by_role("button", name="Play", exact=True)).to_be_visible()
    page.wait_for_timeout(1500)
    rounds = says(node).inner_text()
    page.wait_for_timeout(600)
    assert says(node).inner_text() == rounds
    node.get_by_role("slider").first.press("End")
    expect(says(node)).to_contain_text("ten kinds of digit")
    expect(node.locator(".chart")).to_contain_text("2 each")
    press(node, "One round")
    press(node, "One round")  # in the middle of it: its end at once
    expect(says(node)).to_contain_text("After 1 round ")
    assert wrong(node) < 30
    assert page.complaints == []


def test_digits_that_cannot_be_had_are_named_and_asked_for_again(visit):
    page = visit("trends.html")
    page.route("**/*.lesson.bin", lambda route: route.fulfill(status=404, body="no"))
    node = arrive(page)
    press(node, "One round")
    expect(says(node)).to_contain_text("digit_knobs.lesson.bin could not be loaded (404)")
    page.unroute("**/*.lesson.bin")
    press(node, "One round")
    expect(says(node)).to_contain_text("After 1 round ", timeout=10_000)


@pytest.mark.parametrize("width", [320, 375, 1280])
def test_nothing_moves_while_a_round_is_seen(visit, width):
    page = visit("trends.html", width)
    node = arrive(page)
    boxes = f"""e => JSON.stringify([...e.querySelectorAll('{"button, input, .chart, p, ul"}'), e]
      .map((n) => n.getBoundingClientRect()).map(({{ left, top, width, height }}) =>
        [left, top + scrollY, width, height].map(Math.round)))"""
    press(node, "One round")
    expect(says(node)).to_contain_text("After 1 round ", timeout=10_000)
    before = node.evaluate(boxes)
    press(node, "One round")
    for _ in range(8):
        page.wait_for_timeout(200)
        assert node.evaluate(boxes) == before
