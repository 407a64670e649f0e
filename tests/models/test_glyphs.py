"""The texts of shapes: every one can be read, lies on its sheet, and stands in one family."""

import re
from itertools import pairwise

import numpy as np
import pytest

from scripts.models import strokes
from scripts.models.glyphs import FAMILIES, NO_DIGITS, TEST, TRAINED, VALIDATION
from scripts.models.strokes import MOST_CONTROLS

DIGITS = {
    (family, digit, k): text
    for family, shapes in FAMILIES.items()
    for digit, texts in shapes.items()
    for k, text in enumerate(texts)
}
TEXTS = [*DIGITS.values(), *(text for texts in NO_DIGITS.values() for text in texts)]


def controls(text: str) -> list[np.ndarray]:
    """Control points of every stroke, (k, 2) each, read without the project's reader."""
    return [
        np.array([[float(n) for n in re.findall(r"[\d.]+", p)] for p in s.split()])
        for s in text.split("|")
    ]


@pytest.mark.parametrize("text", TEXTS)
def test_a_shape_is_strokes_of_points_on_a_sheet(text):
    number = r"\d+(?:\.\d+)?"
    assert re.fullmatch(rf"(?:{number},{number}!?| \| | )+", text)
    parts = controls(text)
    assert all(len(part) >= 2 for part in parts)
    assert sum(map(len, parts)) <= MOST_CONTROLS
    low, high = np.min(np.concatenate(parts), axis=0), np.max(np.concatenate(parts), axis=0)
    assert np.all(low >= 0)
    assert np.all(high <= 14)
    assert strokes.shape(text).controls.tolist() == np.concatenate(parts).tolist()
    for part in parts:
        assert all(np.any(a != b) for a, b in pairwise(part)), "a point stands twice in a row"


@pytest.mark.parametrize("text", DIGITS.values(), ids=["-".join(map(str, key)) for key in DIGITS])
def test_a_digit_is_upright_and_nearly_fills_its_sheet(text):
    points = np.concatenate(controls(text))
    assert points[:, 0].max() <= 10
    wide, high = np.ptp(points, axis=0)
    assert high >= 13
    assert wide <= 10


def test_a_one_is_the_narrowest_digit_of_its_family():
    for shapes in FAMILIES.values():
        widths = {
            digit: min(np.ptp(np.concatenate(controls(text))[:, 0]) for text in texts)
            for digit, texts in shapes.items()
        }
        assert min(widths, key=widths.get) == 1


@pytest.mark.parametrize("family", FAMILIES)
def test_closed_digits_end_near_themselves_and_open_ones_do_not(family):
    def gap(text: str) -> float:
        """Distance from the end of the pen's way to the nearest point passed well before."""
        path = np.concatenate(controls(text))
        return float(np.linalg.norm(path[:-2] - path[-1], axis=1).min())

    for text in FAMILIES[family][0]:
        assert gap(text) < 4.5  # a zero comes round
    for text in FAMILIES[family][7]:
        strokes_of = controls(text)
        assert np.linalg.norm(strokes_of[0][0] - strokes_of[0][-1]) > 9  # a seven does not


def test_families_share_no_shape_and_nothing_is_learned_from_those_of_the_tests():
    assert len(set(TEXTS)) == len(TEXTS)
    assert {*TRAINED} | {VALIDATION, TEST} == set(FAMILIES)
    assert VALIDATION not in TRAINED
    assert TEST not in {*TRAINED, VALIDATION}
    assert all(sorted(shapes) == list(range(10)) for shapes in FAMILIES.values())
    assert not set(DIGITS.values()) & {text for texts in NO_DIGITS.values() for text in texts}


def test_a_plain_zero_is_all_curve_and_a_plain_four_all_corner():
    zero, four = FAMILIES["plain"][0][0], FAMILIES["plain"][4][1]
    assert "!" not in zero
    assert four.count("!") == len(four.split()) - 1  # all but where the pen is lifted last
