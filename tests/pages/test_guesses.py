"""The questions of the pages: what answers them is there, and the right answer's place varies."""

import re
from collections import Counter
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup, Tag

from scripts.markdown.pages import DOCS, INCLUDE, pages

GUESSES = [
    (page.stem, guess)
    for page in pages()
    for guess in BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser").select(
        "fieldset.guess"
    )
]
every_guess = pytest.mark.parametrize(
    ("page", "guess"), GUESSES, ids=[f"{page}:{guess['id']}" for page, guess in GUESSES]
)


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


@every_guess
def test_a_guess_has_a_question_an_output_an_answer_and_its_own_name(page, guess):
    assert guess["id"].startswith("guess-") and guess.find("legend") and guess.find("output")
    assert guess.select_one("details.answer p").get_text(strip=True)
    names = {control["name"] for control in guess.select("input")}
    assert names <= {guess["id"].removeprefix("guess-")}  # both name what is kept on the device
    assert [g["id"] for p, g in GUESSES if p == page].count(guess["id"]) == 1


@every_guess
def test_the_figures_that_answer_a_guess_come_after_it_on_its_page(page, guess):
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    below = text[text.index(f'id="{guess["id"]}"') :]
    shown = {match["name"].removesuffix(".md") for match in INCLUDE.finditer(below)}
    assert set(guess.get("data-figure", "").split()) <= shown


def series(data: dict, key: str) -> list[float]:
    """Numbers of a result by their key, which may name one row of many: ``test_error[2]``."""
    name, row = re.fullmatch(r"(\w+)(?:\[(\d+)\])?", key).groups()
    return data[name] if row is None else data[name][int(row)]


@every_guess
def test_a_guess_is_of_one_kind_and_can_be_compared(page, guess, published):
    ranges, curves = guess.select("input[type=range]"), guess.select(".guess-curve")
    assert bool(options(guess)) + len(ranges) + len(curves) == 1
    if options(guess):
        assert len(options(guess)) >= 3
        assert sum("data-answer" in option.attrs for option in options(guess)) == 1
    elif ranges:
        (truth,) = guess.select(".answer em.truth[data-from]")
        value = float(re.sub(r"[^\d.]", "", truth.get_text()))
        low, high, near = *(float(ranges[0][end]) for end in ("min", "max")), guess["data-near"]
        assert low <= value <= high and 0 < float(near) < (high - low) / 10
        start = float(ranges[0].get("value", (low + high) / 2))
        assert abs(start - value) > float(near), "who does not touch it would be right"
    else:
        (curve,) = curves
        data = published(curve["data-stem"])["data"]
        xs, ys = (series(data, key) for key in curve["data-truth"].split())
        (left, right), (low, high) = (map(float, curve[f"data-{axis}"].split()) for axis in "xy")
        assert len(xs) == len(ys) and xs[0] <= left and right <= xs[-1]
        assert all(low <= y <= high for y in ys), "the measured curve would leave the chart"
        assert curve.get_text(strip=True), "what a reader without a script does"
