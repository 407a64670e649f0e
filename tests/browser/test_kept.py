"""What a page keeps on a reader's device is told at its foot, and can be forgotten, all of it."""

import re

import pytest

pytestmark = pytest.mark.browser
KEYS = "Object.keys(localStorage)"
# What the foot of every page names: guesses, the perfect cake, light or dark.
NAMED = r"guess:/repo/\S+\.html:[\w-]+|knobs\.perfect cake|/repo/\.__palette"


def test_all_that_is_kept_is_named_and_forgotten(visit):
    page = visit("takeaway.html", covered=True)
    assert page.evaluate(KEYS) in ([], ["/repo/.__palette"])  # the theme writes it by itself
    page.locator("[data-theme] label:visible").click()
    choice = page.locator("fieldset.guess input[type=radio]").first
    choice.scroll_into_view_if_needed()
    choice.click()
    page.evaluate("localStorage.setItem('knobs.perfect cake', '{\"amounts\": [8, 0, 4, 2, 1]}')")
    kept = page.evaluate(KEYS)
    assert len(kept) == 3 and all(re.fullmatch(NAMED, key) for key in kept), kept
    foot = page.locator(".colophon").text_content()
    assert all(said in foot for said in ("guesses", "perfect cake", "light or dark"))
    page.get_by_role("button", name="Forget it all").click()
    assert page.evaluate(KEYS) == []
    assert page.evaluate("sessionStorage.length") == 0 and page.context.cookies() == []
    page.get_by_role("button", name="Undo").last.click()
    assert sorted(page.evaluate(KEYS)) == sorted(kept)
    assert page.complaints == []
