"""The picture of a shared link: its title fills the room that the drawing leaves."""

import pytest
from matplotlib.figure import Figure

from scripts.plotting import cards


def test_a_title_is_broken_into_as_few_lines_as_fit():
    assert cards.broken("How many knobs are enough?", 10, len) == [
        "How many",
        "knobs are",
        "enough?",
    ]
    assert cards.broken("How many knobs are enough?", 30, len) == ["How many knobs are enough?"]
    assert cards.broken("Overfitting", 5, len) is None
    assert cards.broken("A parameter is a number", 10, len) is None  # “A” would stand alone


@pytest.mark.parametrize("title", ["Whose taste?", "A parameter is a number nobody sets"])
def test_a_title_is_as_large_as_its_box_allows(title):
    size, lines = cards.set_title(title, 500, 450)
    em = size * cards.POINT
    widths = [em * cards.measure(line, family="DejaVu Serif", weight="bold") for line in lines]
    assert max(widths) <= 500 and len(lines) * em * cards.LEADING <= 450
    assert size == max(cards.SIZES) or size >= 40
    assert " ".join(lines) == title


def test_a_label_that_sticks_out_of_a_drawing_is_not_cut_off():
    figure = Figure(figsize=(3, 2), facecolor="w")
    plain = cards.pixels(figure, cards.whole(figure), 100)
    assert plain.shape[:2] == (200, 300)
    figure.text(0.97, 0.5, "sticks out", color="k")
    image = cards.pixels(figure, cards.whole(figure), 100)
    assert image.shape[0] == 200 and image.shape[1] > 310
    assert (image[:, 310:, :3] < 0.5).any()  # ink beyond the edge


def test_a_title_that_does_not_fit_is_named():
    with pytest.raises(ValueError, match="does not fit on a card"):
        cards.set_title("Incomprehensibilities " * 9, 300, 300)
