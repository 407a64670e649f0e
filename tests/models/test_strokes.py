"""Strokes of generated hands: the curves, the habits, and how they come onto paper."""

import numpy as np
import pytest
from scipy.interpolate import CubicHermiteSpline

from scripts.models import digit_images, strokes
from scripts.models.glyphs import FAMILIES, TEST, TRAINED, VALIDATION
from scripts.models.strokes import MOST_CONTROLS, N_POINTS, SIZES, Habits, Strokes

TEXTS = [text for shapes in FAMILIES.values() for own in shapes.values() for text in own]


def steady(n, **other):
    """Habits that change nothing."""
    zero = np.zeros(n)
    plain = {
        **dict.fromkeys(("slant", "turn", "taper", "waist", "angular", "shake"), zero),
        "wide": zero + 1,
        "points": zero + N_POINTS,
        "cut": np.zeros((n, 2)),
        "lifts": zero == 0,
    }
    return Habits(**plain | other)


def drawn(texts, hands=None, seed=0):
    n = len(texts)
    still = np.zeros((n, MOST_CONTROLS, 2))
    hands = hands or steady(n)
    return strokes.written(texts, np.arange(n), still, hands, np.random.default_rng(seed))


def test_every_family_writes_every_digit_and_three_parts_share_no_shape():
    assert all(set(shapes) == set(range(10)) for shapes in FAMILIES.values())
    assert {*TRAINED, VALIDATION, TEST} == set(FAMILIES)
    assert len(set(TEXTS)) == len(TEXTS) > 80


def test_a_path_passes_its_corners_and_lifts_the_pen_between_strokes():
    text = "7,0! 0.5,9.5! 9.5,9.5 | 7,0! 7,14"
    found = drawn([text])
    corners = np.array([[7, 0], [0.5, 9.5], [9.5, 9.5], [7, 14]]) - [5, 7]
    gaps = np.linalg.norm(found.points[0][:, None] - corners, axis=-1).min(axis=0)
    assert gaps == pytest.approx(0, abs=1e-9)
    assert (~found.down[0]).sum() == 1
    at = np.flatnonzero(~found.down[0])[0]
    assert found.points[0, at] == pytest.approx([4.5, 2.5])
    assert found.points[0, at + 1] == pytest.approx([2, -7])


def test_smooth_strokes_are_catmull_rom_curves():
    text = "1,0 4,2 6,7 3,12 0,13"
    controls = np.array([[1, 0], [4, 2], [6, 7], [3, 12], [0, 13]], dtype=float)
    slopes = np.empty_like(controls)
    slopes[1:-1] = (controls[2:] - controls[:-2]) / 2
    slopes[0], slopes[-1] = controls[1] - controls[0], controls[-1] - controls[-2]
    curve = CubicHermiteSpline(np.arange(5), controls, slopes)(np.linspace(0, 4, 4001))
    found = drawn([text]).points[0] + [5, 7]
    distance = np.linalg.norm(found[:, None] - curve, axis=-1).min(axis=1)
    assert distance.max() < 0.01
    steps = np.linalg.norm(np.diff(found, axis=0), axis=1)
    assert steps.max() < 1.1 * steps.min()


def test_habits_do_what_their_names_say():
    text = FAMILIES["plain"][0][0]
    plain = drawn([text]).points[0]
    one = np.ones(1)
    wide = drawn([text], steady(1, wide=2 * one)).points[0]
    assert wide == pytest.approx(plain * [2, 1])
    slant = drawn([text], steady(1, slant=0.3 * one)).points[0]
    assert slant[:, 0] - plain[:, 0] == pytest.approx(-0.3 * plain[:, 1])  # the top to the right
    turn = drawn([text], steady(1, turn=np.pi / 2 * one)).points[0]
    assert turn == pytest.approx(plain[:, ::-1] * [-1, 1])
    few = drawn([text], steady(1, points=8 * one)).points[0]
    assert len(np.unique(few.round(9), axis=0)) <= 8
    cut = drawn([text], steady(1, cut=np.full((1, 2), 0.25))).points[0]
    lengths = [np.linalg.norm(np.diff(p, axis=0), axis=1).sum() for p in (cut, plain)]
    assert lengths[0] == pytest.approx(0.5 * lengths[1], rel=0.02)
    shaken = drawn([text], steady(1, shake=0.5 * one)).points[0]
    assert 0.1 < np.abs(shaken - plain).mean() < 1
    straight = drawn(["1,0 4,2 6,7"], steady(1, angular=one)).points[0] + [5, 7]
    first = straight[straight[:, 1] < 2]
    assert first[:, 1] == pytest.approx((first[:, 0] - 1) * 2 / 3)
    kept = drawn(["0,0! 0,14 | 5,0! 5,14"], steady(1, lifts=np.array([False])))
    assert kept.down.all()


def test_a_hand_is_more_like_itself_than_like_another():
    rng = np.random.default_rng(3)
    seen = np.array([strokes.hand((TEST,), 12, rng).points for _ in range(6)])
    seen = seen.reshape(6, 12, 10, N_POINTS, 2)  # hand, drawing, digit
    within = seen.std(axis=1).mean()
    between = seen.mean(axis=1).std(axis=0).mean()
    assert between > 1.3 * within > 0.2


@pytest.mark.parametrize("size", SIZES)
def test_on_paper_drawings_have_their_size_and_stay_on_it(size):
    rng = np.random.default_rng(1)
    found = strokes.placed(strokes.digits(np.arange(200) % 10, TRAINED, rng), size, rng)
    longest = np.ptp(found.points, axis=1).max(axis=1)
    low, high = SIZES[size]
    assert np.all((longest > low - 0.8) & (longest < high + 0.8))  # a hand trembles
    assert found.points.min() > 0.5
    assert found.points.max() < 27.5
    assert found.points / strokes.GRID == pytest.approx(np.rint(found.points / strokes.GRID))
    if size == "tiny":  # in the corners
        middle = (found.points.min(axis=1) + found.points.max(axis=1)) / 2
        assert np.all(np.abs(middle - 14) > 4)


def test_scaled_as_strokes_a_tiny_digit_is_nearly_the_large_one():
    rng = np.random.default_rng(2)
    digits = strokes.digits(np.arange(60) % 10, TRAINED, rng)
    pictures = {}
    for size in ("comfortable", "tiny"):
        on_paper = strokes.placed(digits, size, rng)
        for fitted in (True, False):
            pictures[size, fitted] = strokes.pictures(on_paper, fitted=fitted)
    large = pictures["comfortable", True]
    off = {key: np.abs(found - large).mean() for key, found in pictures.items()}
    assert off["tiny", True] < 0.35 * off["tiny", False]
    assert off["comfortable", False] < 0.5 * off["tiny", False]


def test_mixed_sizes_have_thicker_pens_the_more_of_them_are_pixels():
    labels = np.arange(300) % 10
    ink = [
        strokes.mixed(labels, TRAINED, np.random.default_rng(0), share, 0.5).sum()
        for share in (0.0, 0.5, 1.0)
    ]
    assert ink == sorted(ink)
    assert ink[2] > 1.3 * ink[0]


def test_lists_of_strokes_draw_the_same_picture():
    rng = np.random.default_rng(4)
    found = strokes.placed(strokes.digits(np.arange(10), TRAINED, rng), "comfortable", rng)
    images = digit_images.rastered(found.points, found.down)
    for image, lists in zip(images, strokes.as_lists(found), strict=True):
        again = np.zeros((28, 28))
        for stroke in lists:
            points = np.array([stroke + stroke[-1:]])
            one = Strokes(points, np.ones((1, len(stroke)), dtype=bool))
            again = np.maximum(again, digit_images.rastered(one.points, one.down)[0])
        assert image == pytest.approx(again, abs=1e-9)


def test_the_seed_decides_everything():
    first, second = (
        strokes.digits(np.arange(30) % 10, TRAINED, np.random.default_rng(5)) for _ in range(2)
    )
    assert first.points.tobytes() == second.points.tobytes()
