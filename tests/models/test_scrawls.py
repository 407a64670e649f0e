"""What is no digit: it looks as it is called."""

import numpy as np
import pytest

from scripts.models import scrawls, strokes
from scripts.models.strokes import N_POINTS


def seen(kind, n=40):
    rng = np.random.default_rng(0)
    drawings = scrawls.drawn((kind,), n, rng)
    return strokes.pictures(strokes.placed(drawings, "comfortable", rng))


def test_kinds_learned_from_and_new_ones_are_apart_and_can_all_be_drawn():
    assert not set(scrawls.LEARNED) & set(scrawls.NEW)
    found = scrawls.drawn((*scrawls.LEARNED, *scrawls.NEW), 3, np.random.default_rng(0))
    assert found.points.shape == (3 * 12, N_POINTS, 2)
    assert np.isfinite(found.points).all()
    with pytest.raises(KeyError):
        scrawls.drawn(("digit",), 1, np.random.default_rng(0))


def test_black_paper_is_black_and_a_line_lies():
    ink = {kind: seen(kind) for kind in ("black paper", "line")}
    rows, columns = (ink["black paper"].max(axis=k) > 0.5 for k in (2, 1))
    boxes = rows.sum(axis=1) * columns.sum(axis=1)
    assert np.all(ink["black paper"].sum(axis=(1, 2)) > 0.8 * boxes)
    high, wide = ((ink["line"].max(axis=k) > 0.3).sum(axis=1) for k in (2, 1))
    assert np.median(wide / high) > 1.8


def test_a_dot_is_one_round_spot_and_dots_are_several():
    spot = seen("dot")
    high, wide = ((spot.max(axis=k) > 0.3).sum(axis=1) for k in (2, 1))
    assert np.all(spot[:, 13:15, 13:15].max(axis=(1, 2)) > 0.5)
    assert np.median(np.abs(high - wide)) <= 4
    found = scrawls.drawn(("dots",), 20, np.random.default_rng(1))
    assert np.all((~found.down).sum(axis=1) == 3)
    at = found.points.reshape(20, 4, 10, 2)
    assert np.ptp(at, axis=2).max() == 0


def test_a_spiral_goes_round_more_than_twice():
    found = scrawls.drawn(("spiral",), 20, np.random.default_rng(2)).points
    angle = np.unwrap(np.arctan2(found[..., 1], found[..., 0]), axis=1)
    assert np.all(np.abs(angle[:, -1] - angle[:, 0]) > 4 * np.pi)
