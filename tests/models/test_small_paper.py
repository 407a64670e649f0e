import numpy as np
import pytest

from scripts.models import glyphs, strokes
from scripts.models.digit_images import rastered
from scripts.models.small_paper import SIDE, Paper, fitted, pictures, straightened
from tests.javascript import answered

PAPER = Paper(wide=5.5, pen=1.4)
SCRIPT = """
import { readFileSync } from "node:fs";
import { small } from "./docs/js/lib/small_paper.js";
const { drawings, paper } = JSON.parse(readFileSync(0));
console.log(JSON.stringify(drawings.map((strokes) => [...small(strokes, paper).image])));
"""


@pytest.fixture(scope="module")
def drawings():
    """A hundred digits of all families, of all sizes, on a paper of 8 x 8."""
    rng, labels = np.random.default_rng(0), np.arange(100) % 10
    made = strokes.digits(labels, tuple(glyphs.FAMILIES), rng)
    parts = [strokes.placed(made[k::3], size, rng) for k, size in enumerate(strokes.SIZES)]
    on_paper = strokes.joined(parts)
    return strokes.Strokes(on_paper.points * 8 / 28, on_paper.down)


def one(*points, down=None):
    """A drawing of a few points, as an array of one."""
    lines = np.ones((1, len(points) - 1), dtype=bool) if down is None else np.array([down])
    return np.array([points], dtype=float), lines


def test_a_page_makes_the_same_pixels_of_a_hundred_drawings(drawings):
    told = {"drawings": strokes.as_lists(drawings), "paper": vars(PAPER)}
    found = answered(SCRIPT, told)
    expected = pictures(drawings.points, drawings.down, PAPER)
    assert np.abs(np.array(found) - expected).max() < 1e-9


def test_a_slanted_stroke_becomes_upright_and_a_share_of_the_slant_may_stay():
    points, down = one([1, 7], [2, 5], [4, 1])
    found = straightened(points, down, 1.0)
    assert found[0, :, 0] == pytest.approx(found[0, 0, 0])
    half = straightened(points, down, 0.5)
    assert np.ptp(half[0, :, 0]) == pytest.approx(1.5)
    assert np.array_equal(found[..., 1], points[..., 1])


def test_the_pen_in_the_air_has_no_slant():
    points, down = one([2, 1], [2, 7], [7, 1], [7, 7], down=[True, False, True])
    assert straightened(points, down, 1.0) == pytest.approx(points)


def test_a_drawing_of_any_size_and_place_fills_the_box(drawings):
    high = fitted(straightened(drawings.points, drawings.down, 1.0), PAPER)
    moved = fitted(straightened(0.7 * drawings.points + 3, drawings.down, 1.0), PAPER)
    large = np.ptp(drawings.points[..., 1], axis=1) > 2  # others are not blown up beyond bounds
    assert moved[large] == pytest.approx(high[large], abs=1e-9)
    assert np.ptp(high[large, :, 1], axis=1) == pytest.approx(SIDE - PAPER.pen)
    assert np.ptp(high[..., 0], axis=1).max() <= PAPER.wide - PAPER.pen + 1e-9


def test_what_is_narrow_stays_narrow_and_a_dot_stays_a_dot():
    points, _ = one([3.9, 1], [4.1, 4], [3.9, 7])
    assert np.ptp(fitted(points, PAPER)[..., 0]) < 0.4
    dot, down = one([1, 1], [1, 1])
    found = pictures(dot, down, PAPER).reshape(SIDE, SIDE)
    # The middle of the paper is a corner of four pixels.
    assert np.argwhere(found > 0.1).tolist() == [[3, 3], [3, 4], [4, 3], [4, 4]]


def test_ink_is_full_on_the_line_and_fades_over_one_pixel():
    points, down = one([0.5, 0.5], [0.5, 7.5])
    found = rastered(points, down, 1.4, SIDE).reshape(SIDE, SIDE)
    assert found[:, 0] == pytest.approx(1)
    assert found[:, 1] == pytest.approx(0.7 + 0.5 - 1)
    assert not found[:, 2:].any()
