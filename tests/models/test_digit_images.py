"""Pictures of digits: against SciPy, and that centring undoes what it should undo."""

import numpy as np
import pytest
from scipy import ndimage

from scripts.compute.datasets.mnist import load_mnist
from scripts.models import digit_images
from scripts.models.digit_images import BOX, INK, MIDDLE


@pytest.fixture(scope="module")
def digits():
    return (load_mnist()["train_images"][:300] / 15).astype(np.float32)


def extent(image):
    rows, columns = np.nonzero(image >= INK)
    return np.ptp(rows) + 1, np.ptp(columns) + 1


def test_an_affine_map_reads_what_scipy_reads(digits):
    rng = np.random.default_rng(0)
    linear = np.eye(2) + 0.3 * rng.standard_normal((5, 2, 2))
    origin = 14 + 5 * rng.standard_normal((5, 2))
    found = digit_images.warped(digits[:5].astype(float), linear, origin)
    for image, matrix, place, result in zip(digits, linear, origin, found, strict=False):
        padded = np.pad(image.astype(float), 40)  # SciPy cuts off sharply at the edge
        offset = place - matrix @ np.full(2, MIDDLE) + 40
        expected = ndimage.affine_transform(padded, matrix, offset, (28, 28), order=1)
        assert result == pytest.approx(expected, abs=1e-12)


def test_a_map_that_changes_nothing_changes_nothing(digits):
    found = digit_images.warped(digits, np.eye(2), np.full(2, MIDDLE))
    assert np.array_equal(found, digits)


def test_a_centred_digit_fills_the_box_and_has_its_mass_in_the_middle(digits):
    axis = np.arange(28)
    for image in digit_images.centred(digit_images.resized(digits[:100], 0.6)):
        assert max(extent(image)) in (BOX - 1, BOX, BOX + 1)
        for side in (0, 1):
            middle = image.sum(axis=side) @ axis / image.sum()
            assert middle == pytest.approx(MIDDLE, abs=0.2)


def test_centring_undoes_a_move(digits):
    whole = digits[(digits[:, :4].sum(axis=(1, 2)) == 0) & (digits[:, :, :4].sum(axis=(1, 2)) == 0)]
    moved = digit_images.shifted(whole, -4, -4)
    assert len(whole) > 100
    assert digit_images.centred(moved) == pytest.approx(digit_images.centred(whole), abs=1e-6)


def test_centring_brings_a_small_digit_back_to_size(digits):
    small = digit_images.centred(digit_images.resized(digits, 0.6))
    before = np.abs(digit_images.resized(digits, 0.6) - digits).mean()
    assert np.abs(small - digit_images.centred(digits)).mean() < 0.5 * before


def test_centring_leaves_mnist_nearly_as_it_is(digits):
    def likeness(a, b):
        return np.corrcoef(a.ravel(), b.ravel())[0, 1]

    assert likeness(digit_images.centred(digits), digits) > 0.95


def test_empty_paper_stays_empty_and_a_dot_is_not_blown_up_to_a_digit():
    images = np.zeros((2, 28, 28))
    images[1, 3, 5] = 1
    found = digit_images.centred(images)
    assert not found[0].any()
    assert max(extent(found[1])) <= 2 * digit_images.MOST_SCALE
    assert found[1, 14, 14] == 1


def test_a_move_loses_what_leaves_the_frame():
    image = np.arange(9.0).reshape(1, 3, 3)
    assert digit_images.shifted(image, 1, 0)[0].tolist() == [[0, 0, 0], [0, 1, 2], [3, 4, 5]]
    assert digit_images.shifted(image, 0, -1)[0].tolist() == [[1, 2, 0], [4, 5, 0], [7, 8, 0]]
    assert digit_images.shifted(image, -1, 1)[0].tolist() == [[0, 3, 4], [0, 6, 7], [0, 0, 0]]


def test_the_pens_are_scipys_grey_dilation_and_erosion(digits):
    thick = ndimage.grey_dilation(digits, (1, 3, 3), mode="constant")
    assert np.array_equal(digit_images.thicker(digits), thick)
    thin = ndimage.grey_erosion(digits, (1, 2, 2), mode="constant")
    assert np.array_equal(digit_images.thinner(digits), thin)


def test_a_pen_is_two_pixels_wider_or_one_narrower():
    stroke = np.zeros((1, 28, 28))
    stroke[0, 6:22, 12:15] = 1
    assert extent(digit_images.thicker(stroke)[0]) == (18, 5)
    assert extent(digit_images.thinner(stroke)[0]) == (15, 2)


def test_growing_eight_pixels_by_two_and_a_half_makes_twenty_in_the_middle():
    [found] = digit_images.resized(np.ones((1, 8, 8)), 2.5)
    assert extent(np.where(found > 0.5, found, 0)) == (20, 20)
    assert found == pytest.approx(found[::-1], abs=1e-12)
    assert found == pytest.approx(found[:, ::-1], abs=1e-12)


def test_variants_are_as_large_as_asked(digits):
    amounts = {"turn": 0.0, "shift": 0.0, "stretch": 0.0, "pen": 0.0}
    rng = np.random.default_rng
    assert np.allclose(digit_images.varied(digits, rng(0), **amounts), digits, atol=1e-5)
    for name, amount in {"turn": 20.0, "shift": 3.0, "stretch": 0.2, "pen": 0.5}.items():
        found = digit_images.varied(digits, rng(0), **amounts | {name: amount})
        less = digit_images.varied(digits, rng(0), **amounts | {name: 0.3 * amount})
        changed, little = (np.abs(v - digits).mean() for v in (found, less))
        assert changed > 1.5 * little > 0, name
        assert found.min() >= -1e-6
        assert found.max() <= 1 + 1e-6
    moved = digit_images.varied(digits, rng(0), **amounts | {"shift": 3.0})
    axis = np.arange(28)
    offsets = (moved.sum(axis=2) @ axis) / moved.sum(axis=(1, 2))
    offsets -= (digits.sum(axis=2) @ axis) / digits.sum(axis=(1, 2))
    assert 2.5 < np.abs(offsets).max() < 3.1


def test_the_conditions_do_what_their_names_say(digits):
    images = digits[:40]
    axis = np.arange(28)

    def place(pictures):
        return np.array([[p.sum(axis=1) @ axis, p.sum(axis=0) @ axis] / p.sum() for p in pictures])

    for by in (2, 4):
        moved = digit_images.changed(images, f"moved by {by} pixels")
        whole = np.isclose(moved.sum(axis=(1, 2)), images.sum(axis=(1, 2)), rtol=1e-6)
        steps = (place(moved) - place(images))[whole]
        assert np.abs(steps).sum(axis=1) == pytest.approx(by, abs=1e-4)
        assert len({tuple(step) for step in np.rint(steps)}) == 4  # up, down, left, right
    small = digit_images.changed(images, "60 % of the size")
    assert np.sum(small) == pytest.approx(0.36 * np.sum(images), rel=0.02)
    ink = {
        c: digit_images.changed(images, c).sum() for c in ("thin pen", "as they are", "thick pen")
    }
    assert list(ink.values()) == sorted(ink.values())


def test_a_pool_holds_variants_of_every_image_in_its_own_place(digits):
    amounts = {"turn": 5.0, "shift": 0.5, "stretch": 0.1, "pen": 0.0}
    found = digit_images.pool(digits[:60], 2, np.random.default_rng(0), **amounts) / 255.0
    assert found.shape == (2, 60, 28, 28)
    assert not np.array_equal(found[0], found[1])
    own = np.abs(found[0] - digits[:60]).mean(axis=(1, 2))
    other = np.abs(found[0] - digits[:60][::-1]).mean(axis=(1, 2))
    assert np.all(own < other)


def test_a_stroke_is_as_wide_as_the_pen_and_a_lifted_pen_draws_nothing():
    points = np.array([[[5, 14.5], [20, 14.5], [20, 2.5], [5, 2.5]]])
    down = np.array([[True, False, True]])
    [image] = digit_images.rastered(points, down, 3.0)
    assert image[12:17, 10].tolist() == [0, 1, 1, 1, 0]
    assert image[2, 10] == 1
    assert image[8, 20] == 0  # between the two
    assert image[14, 20] == 1
    assert image[14, 21] == 0.5  # round, soft ends
    [dot] = digit_images.rastered(np.full((1, 3, 2), 10.5), np.ones((1, 2), dtype=bool), 3.0)
    assert dot[10, 10] == dot[10, 11] == 1
    assert dot[11, 11] == pytest.approx(2 - np.sqrt(2))


def test_ink_is_the_reach_of_the_pen_less_the_distance_from_the_nearest_line():
    rng = np.random.default_rng(0)
    points, down = rng.uniform(0, 28, (3, 6, 2)), rng.random((3, 5)) < 0.7
    found = digit_images.rastered(points, down, 2.8)
    share = np.linspace(0, 1, 2001)[:, None]
    for image, path, on in zip(found, points, down, strict=True):
        places = [path]
        places += [path[k] + share * (path[k + 1] - path[k]) for k in np.flatnonzero(on)]
        places = np.concatenate(places)
        for row, column in rng.integers(28, size=(40, 2)):
            off = np.hypot(*(places - [column + 0.5, row + 0.5]).T).min()
            assert image[row, column] == pytest.approx(np.clip(1.9 - off, 0, 1), abs=0.01)
    single = digit_images.rastered(points.astype(np.float32), down, 2.8)
    assert single.dtype == np.float32
    assert single == pytest.approx(found, abs=1e-4)


def test_fitted_strokes_fill_the_box_whatever_their_size_and_a_dot_stays_one():
    rng = np.random.default_rng(0)
    points = rng.uniform(3, 25, (5, 8, 2))
    found = digit_images.fitted(points)
    assert np.ptp(found, axis=1).max(axis=1) == pytest.approx(BOX - digit_images.PEN)
    assert (found.min(axis=1) + found.max(axis=1)) / 2 == pytest.approx(14)
    assert digit_images.fitted(0.3 * points + 5) == pytest.approx(found)
    assert digit_images.fitted(np.full((1, 4, 2), 3.0)) == pytest.approx(14)
    tiny = digit_images.fitted(np.array([[[1.0, 1], [2, 1]]]))
    assert np.ptp(tiny[0, :, 0]) == digit_images.MOST_SCALE


def test_centring_in_single_precision_is_close_to_double(digits):
    single = digit_images.centred(digits, np.float32)
    assert single.dtype == np.float32
    assert single == pytest.approx(digit_images.centred(digits), abs=1e-3)
