"""A pen drawing as 8 x 8 pixels, made as like the digits of the UCI collection as it can be.

Those digits look as if they had been straightened and stretched into a box that is higher than
wide, so a drawing is too: its slant is taken out, it is as high as the paper and at most `wide`
columns wide, but what is narrow stays narrow. A drawing is a list of points in units of a pixel,
the paper 8 x 8 of them. `docs/js/lib/small_paper.js` does the same. How much of each helps was
chosen on generated strokes.

Source: the description of the collection (scikit-learn's ``DESCR``), which names Garris et al.
(1994), NISTIR 5469, for how the digits were normalised; that report was not read for this.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scripts.models.digit_images import rastered

SIDE = 8  # pixels
MOST_SLANT = 0.8  # columns a row: what is taken out at most
MOST_SCALE = 6.0  # a dot is not blown up to a digit
MOST_TALL = 2.5  # a level line is stretched upwards at most this many times as much as sideways


@dataclass(frozen=True)
class Paper:
    """How a drawing becomes pixels."""

    wide: float  # pixels, the pen's own width included
    pen: float  # pixels
    most_wide: float = 1.5  # stretched sideways at most this many times as much as upwards
    upright: float = 1.0  # share of the slant that is taken out


def straightened(points: np.ndarray, down: np.ndarray, share: float) -> np.ndarray:
    """Take out a share of the slant: the slope of x on y along the ink, about the middle of y.

    Parameters
    ----------
    points : (n, m, 2) array
    down : (n, m - 1) bool array, whether the pen draws from a point to the next
    share : float
    """
    step = np.diff(points, axis=1)
    length = np.hypot(step[..., 0], step[..., 1]) * down  # (n, m - 1)
    total = length.sum(axis=1, keepdims=True)
    weight = length / np.where(total > 0, total, 1)
    x, y = np.moveaxis((points[:, 1:] + points[:, :-1]) / 2, -1, 0)
    x_middle, y_middle = (np.sum(weight * c, axis=1, keepdims=True) for c in (x, y))
    along = np.sum(weight * (y - y_middle) ** 2, axis=1, keepdims=True)
    across = np.sum(weight * (x - x_middle) * (y - y_middle), axis=1, keepdims=True)
    slope = np.clip(across / np.maximum(along, 1e-9), -MOST_SLANT, MOST_SLANT)
    found = points.copy()
    found[..., 0] -= share * slope * (points[..., 1] - y_middle)
    return found


def fitted(points: np.ndarray, paper: Paper) -> np.ndarray:
    """Stretch drawings into the box, in the middle of the paper: (n, m, 2) array to the same."""
    low, high = points.min(axis=1, keepdims=True), points.max(axis=1, keepdims=True)
    extent = np.maximum(high - low, 1e-9)  # (n, 1, 2): a dot has none
    room = np.array([paper.wide, SIDE]) - paper.pen
    across, up = np.moveaxis(np.minimum(room / extent, MOST_SCALE), -1, 0)
    across = np.minimum(across, paper.most_wide * up)
    up = np.minimum(up, MOST_TALL * across)
    return np.stack([across, up], axis=-1) * (points - (low + high) / 2) + SIDE / 2


def pictures(points: np.ndarray, down: np.ndarray, paper: Paper) -> np.ndarray:
    """Make of drawings what the machine reads: (n, SIDE * SIDE) array, 0 for paper, 1 for ink."""
    upright = straightened(points, down, paper.upright)
    return rastered(fitted(upright, paper), down, paper.pen, SIDE).reshape(len(points), -1)
