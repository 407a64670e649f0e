"""The questions of the pages: what answers them is there, and the right answer's place varies."""

from collections import Counter
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup, Tag

from scripts.markdown.pages import pages

GUESSES = [
    (page.stem, guess)
    for page in pages()
    for guess in BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select(
        "fieldset.guess"
    )
]


def options(guess: Tag) -> list[Tag]:
    return guess.select("input[type=radio]")


def place(guess: Tag) -> str:
    """Where the right answer stands: first, last or between."""
    right = ["data-answer" in option.attrs for option in options(guess)].index(True)
    return {0: "first", len(options(guess)) - 1: "last"}.get(right, "between")


CHOICES = [(page, guess) for page, guess in GUESSES if options(guess)]


def test_the_right_answers_are_spread_over_the_places():
    counts = Counter(place(guess) for _, guess in CHOICES)
    assert len(CHOICES) >= 7
    for where in ("first", "between", "last"):
        assert 1 / 5 <= counts[where] / len(CHOICES) <= 1 / 2, counts


@pytest.mark.parametrize("page", sorted({page for page, _ in CHOICES}))
def test_the_same_place_is_not_right_more_than_twice_in_a_row(page):
    places = [place(guess) for of, guess in CHOICES if of == page]
    assert not any(a == b == c for (a, b), (_, c) in pairwise(pairwise(places))), places
