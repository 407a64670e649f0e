"""Pen strokes: digits as hands write them, put on paper.

A drawing is the way of a pen: points on the paper, and between which of them the pen is down. A
shape of `scripts.models.glyphs` becomes one by moving its control points a little, joining them by
Catmull-Rom curves, and giving it the habits of a hand: width, slant, turn, taper, a high or low
waist, corners where others have curves, tremor, few or many points, ends cut short, a pen that is
not lifted. Everything is linear in the control points, so that many drawings are made at once.

Left out: speed as such (it shows as few points and cut corners), pressure, loops between digits.

Source: Catmull and Rom (1974), Computer Aided Geometric Design, 317-326 (the curves).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from itertools import pairwise

import numpy as np

from scripts.models import digit_images
from scripts.models.glyphs import FAMILIES

N_POINTS = 40  # of every drawing
MOST_CONTROLS = 24  # of a shape
SIZES = {"comfortable": (16.0, 22.0), "small": (8.0, 12.0), "tiny": (4.0, 6.0)}  # longer side, px
GRID = 0.1  # pixels of the paper: what a mouse can tell apart where the paper is 280 wide
TREMOR = 0.08  # pixels, whatever the size: of a hand on a mouse


@dataclass(frozen=True)
class Strokes:
    """Drawings, in any unit of length."""

    points: np.ndarray  # (n, N_POINTS, 2) x and y
    down: np.ndarray  # (n, N_POINTS - 1) bool: the pen draws from a point to the next

    def __len__(self) -> int:
        """How many drawings there are."""
        return len(self.points)

    def __getitem__(self, rows: np.ndarray | slice) -> Strokes:
        """Choose drawings."""
        return Strokes(self.points[rows], self.down[rows])


def joined(parts: list[Strokes]) -> Strokes:
    """Drawings of several lists in one."""
    return Strokes(*(np.concatenate([getattr(p, k) for p in parts]) for k in ("points", "down")))


@dataclass(frozen=True)
class Habits:
    """What a hand does to every shape; each an array, one value a drawing."""

    wide: np.ndarray  # factor of x
    slant: np.ndarray  # to the right, of the height
    turn: np.ndarray  # radians
    taper: np.ndarray  # wider at the foot, or at the head
    waist: np.ndarray  # middle moved down, of the height
    angular: np.ndarray  # 0: curves, 1: straight lines between the control points
    shake: np.ndarray  # tremor in units of a sheet that is 14 high
    points: np.ndarray  # different points of the whole drawing, at most N_POINTS
    cut: np.ndarray  # of each stroke, missing at its start; (n, 2), and at its end
    lifts: np.ndarray  # bool: whether the pen is lifted between two strokes

    def of(self, rows: np.ndarray) -> Habits:
        """Habits of some drawings, or of one hand many times."""
        return Habits(*(getattr(self, f.name)[rows] for f in fields(self)))


def habits(n: int, rng: np.random.Generator) -> Habits:
    """Draw the habits of n hands; the ranges are wide on purpose and fitted to no data."""
    angular = np.where(rng.random(n) < 0.25, rng.random(n), 0.25 * rng.random(n))
    return Habits(
        wide=np.exp(0.25 * rng.standard_normal(n)),
        slant=0.12 + 0.22 * rng.standard_normal(n),
        turn=np.radians(6 * rng.standard_normal(n)),
        taper=0.12 * rng.standard_normal(n),
        waist=0.08 * rng.standard_normal(n),
        angular=angular,
        shake=np.abs(0.2 * rng.standard_normal(n)),
        points=rng.choice([8, 12, 18, 28, N_POINTS, N_POINTS], size=n),
        cut=0.06 * rng.random((n, 2)),
        lifts=rng.random(n) > 0.08,
    )


# Shapes


@dataclass(frozen=True)
class Shape:
    """A text of `glyphs`, ready to be written many times."""

    controls: np.ndarray  # (k, 2)
    curved: np.ndarray  # (N_POINTS, k): points of the path from the control points
    straight: np.ndarray  # (N_POINTS, k): the same without curves
    stroke: np.ndarray  # (N_POINTS,) int, which stroke a point belongs to


@cache
def shape(text: str) -> Shape:
    """Read a text of `scripts.models.glyphs`."""
    strokes = [stroke.split() for stroke in text.split("|")]
    controls = np.array([p.rstrip("!").split(",") for s in strokes for p in s], dtype=float)
    pieces, at = [], 0  # control points from corner to corner, and their stroke
    for i, stroke in enumerate(strokes):
        corners = [k for k, p in enumerate(stroke) if p[-1] == "!" and 0 < k < len(stroke) - 1]
        ends = [0, *corners, len(stroke) - 1]
        for first, last in pairwise(ends):
            pieces.append((np.arange(at + first, at + last + 1), i))
        at += len(stroke)
    lengths = np.array([_length(controls[rows]) for rows, _ in pieces])
    steps = _shared(lengths, N_POINTS - len(strokes))
    curved, straight, owner = [], [], []
    for (rows, i), n in zip(pieces, steps, strict=True):
        fresh = owner[-1:] != [i]  # the first piece of a stroke brings its first point
        where = _even(controls[rows], n)[0 if fresh else 1 :]
        for found, tension in ((curved, 1.0), (straight, 0.0)):
            basis = np.zeros((len(where), len(controls)))
            basis[:, rows] = _basis(where, len(rows), tension)
            found.append(basis)
        owner += [i] * len(where)
    return Shape(controls, np.concatenate(curved), np.concatenate(straight), np.array(owner))


def _length(points: np.ndarray) -> float:
    return float(np.hypot(*np.diff(points, axis=0).T).sum())


def _shared(lengths: np.ndarray, total: int) -> np.ndarray:
    """Whole numbers from 1 up, nearly in proportion, that make the total."""
    steps = np.maximum(1, np.floor(total * lengths / lengths.sum())).astype(int)
    while steps.sum() != total:
        sign = np.sign(total - steps.sum())
        density = np.where((steps > 1) | (sign > 0), lengths / steps, -sign * np.inf)
        steps[np.argmax(sign * density)] += sign
    return steps


def _even(controls: np.ndarray, n: int) -> np.ndarray:
    """Find n + 1 places at equal lengths along a curve: number of the segment and share of it."""
    fine = np.linspace(0, len(controls) - 1, 20 * (len(controls) - 1) + 1)
    path = _basis(fine, len(controls), 1.0) @ controls
    along = np.append(0, np.cumsum(np.hypot(*np.diff(path, axis=0).T)))
    return np.interp(np.linspace(0, along[-1], n + 1), along, fine)


def _basis(where: np.ndarray, k: int, tension: float) -> np.ndarray:
    """Weights of k control points at places of a Catmull-Rom curve; without tension, of lines."""
    segment = np.minimum(where.astype(int), k - 2)
    t = where - segment
    found = np.zeros((len(where), k))
    rows = np.arange(len(where))
    if tension == 0 or k == 2:
        found[rows, segment], found[rows, segment + 1] = 1 - t, t
        return found
    weights = (
        (-t + 2 * t**2 - t**3) / 2,
        1 - 2.5 * t**2 + 1.5 * t**3,
        (t + 4 * t**2 - 3 * t**3) / 2,
        (t**3 - t**2) / 2,
    )
    for offset, weight in zip((-1, 0, 1, 2), weights, strict=True):
        place = segment + offset
        before, after = place < 0, place > k - 1  # beyond an end the curve goes straight on
        inside = np.clip(place, 0, k - 1)
        np.add.at(found, (rows, inside), np.where(before | after, 2 * weight, weight))
        np.add.at(found, (rows[before], 1), -weight[before])
        np.add.at(found, (rows[after], k - 2), -weight[after])
    return found


# Drawings


def written(
    texts: list[str], which: np.ndarray, moves: np.ndarray, hands: Habits, rng: np.random.Generator
) -> Strokes:
    """Write shapes.

    Parameters
    ----------
    texts : of `scripts.models.glyphs`
    which : (n,) int array, index into the texts
    moves : (n, MOST_CONTROLS, 2) array
        Added to the control points.
    hands : Habits of n drawings
    rng : Generator, for the tremor

    Returns
    -------
    Strokes, in units of a sheet 14 high, about (0, 0)
    """
    n = len(which)
    points, down = np.empty((n, N_POINTS, 2)), np.empty((n, N_POINTS - 1), dtype=bool)
    for i in np.unique(which):
        rows, one = np.flatnonzero(which == i), shape(texts[i])
        own = hands.of(rows)
        controls = one.controls + moves[rows, : len(one.controls)]
        curves, lines = one.curved @ controls, one.straight @ controls
        path = curves + own.angular[:, None, None] * (lines - curves)
        points[rows] = _sampled(path, one.stroke, own)
        down[rows] = (np.diff(one.stroke) == 0) | ~own.lifts[:, None]
    x, y = points[..., 0] - 5, points[..., 1] - 7
    column = {f.name: getattr(hands, f.name)[:, None] for f in fields(hands) if f.name != "cut"}
    y = y + column["waist"] * (49 - y**2) / 7
    x = x * column["wide"] * (1 + column["taper"] * y / 7) - column["slant"] * y
    cos, sin = np.cos(column["turn"]), np.sin(column["turn"])
    points = np.stack([cos * x - sin * y, sin * x + cos * y], axis=-1)
    points += column["shake"][..., None] * _smooth_noise(points.shape, rng)
    return Strokes(points, down)


def _sampled(path: np.ndarray, stroke: np.ndarray, own: Habits) -> np.ndarray:
    """Few points instead of many, and ends cut short: (n, N_POINTS, 2) to the same."""
    first = np.searchsorted(stroke, stroke)
    last = np.searchsorted(stroke, stroke, side="right") - 1
    share = (np.arange(N_POINTS) - first) / np.maximum(last - first, 1)
    wanted = np.rint(own.points[:, None] * (last - first + 1) / N_POINTS)
    steps = np.clip(wanted - 1, 1, np.maximum(last - first, 1))
    share = np.rint(share * steps) / steps
    share = own.cut[:, :1] + (1 - own.cut.sum(axis=1, keepdims=True)) * share
    where = first + share * (last - first)  # (n, N_POINTS)
    low = np.minimum(where.astype(int), N_POINTS - 2)
    t = (where - low)[..., None]
    rows = np.arange(len(path))[:, None]
    return (1 - t) * path[rows, low] + t * path[rows, low + 1]


def _smooth_noise(size: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """Noise of variance 1 that neighbouring points share."""
    kernel = np.exp(-0.5 * (np.subtract.outer(range(N_POINTS), range(N_POINTS)) / 1.5) ** 2)
    kernel /= np.linalg.norm(kernel, axis=1, keepdims=True)
    return kernel @ rng.standard_normal(size)


def digits(
    labels: np.ndarray, families: tuple[str, ...], rng: np.random.Generator, *, moved: float = 0.5
) -> Strokes:
    """Digits, each by a hand of its own, in a random shape of the families.

    Parameters
    ----------
    labels : (n,) int array
    families : keys of `glyphs.FAMILIES`; of a digit's shapes each is as likely
    rng : Generator
    moved : float
        Standard deviation of a control point, of a height of 14.
    """
    texts, which = [], np.empty(len(labels), dtype=int)
    for digit in range(10):
        own = [text for family in families for text in FAMILIES[family][digit]]
        rows = np.flatnonzero(labels == digit)
        which[rows] = len(texts) + rng.integers(len(own), size=len(rows))
        texts += own
    moves = moved * rng.standard_normal((len(labels), MOST_CONTROLS, 2))
    return written(texts, which, moves, habits(len(labels), rng), rng)


def hand(families: tuple[str, ...], n_each: int, rng: np.random.Generator) -> Strokes:
    """Digits of one hand: of each digit one shape, its own version of it, and the same habits.

    The hand moves control points by a deviation of 0.8 of a height of 14, once and for all, and by
    0.45 from drawing to drawing: assumptions, wider than what is learned from.

    Returns
    -------
    Strokes, 10 * n_each of them; drawing i is of digit i % 10
    """
    texts = [
        own[rng.integers(len(own))]
        for own in ([t for f in families for t in FAMILIES[f][digit]] for digit in range(10))
    ]
    labels = np.tile(np.arange(10), n_each)
    own = 0.8 * rng.standard_normal((10, MOST_CONTROLS, 2))[labels]
    moves = own + 0.45 * rng.standard_normal(own.shape)
    one = habits(1, rng).of(np.zeros(len(labels), dtype=int))
    again = habits(len(labels), rng)  # a hand varies too, less than hands do
    mixed = {
        name: getattr(one, name) + 0.3 * (getattr(again, name) - getattr(again, name).mean())
        for name in ("wide", "slant", "turn", "taper", "waist")
    }
    kept = {f.name: getattr(one, f.name) for f in fields(Habits)} | mixed | {"cut": again.cut}
    return written(texts, labels, moves, Habits(**kept), rng)


# On paper


def placed(drawings: Strokes, size: str, rng: np.random.Generator) -> Strokes:
    """Put drawings on a paper of 28 x 28 pixels, as large as `SIZES` says, tiny ones in a corner.

    A mouse trembles by TREMOR and tells GRID apart, however large the drawing is.
    """
    n, half = len(drawings), digit_images.PEN / 2
    low, high = drawings.points.min(axis=1), drawings.points.max(axis=1)
    longest = np.maximum((high - low).max(axis=1), 1.0)[:, None]
    scale = rng.uniform(*SIZES[size], (n, 1)) / longest
    room = digit_images.SIDE - 2 * half - scale * (high - low)
    share = rng.random((n, 2))
    if size == "tiny":
        share = np.where(share < 0.5, 0.2 * share, 1 - 0.2 * (1 - share))
    origin = half + share * np.maximum(room, 0)
    points = scale[:, None] * (drawings.points - low[:, None]) + origin[:, None]
    points += TREMOR * _smooth_noise(points.shape, rng)
    return Strokes(GRID * np.rint(points / GRID), drawings.down)


def pictures(drawings: Strokes, *, fitted: bool = True, dtype: type = np.float32) -> np.ndarray:
    """Make of drawings on paper what the network reads: (n, 28, 28) array.

    Parameters
    ----------
    drawings : Strokes, in pixels
    fitted : bool
        Scale the strokes before they become pixels, as the page does; else pixels alone.
    dtype : float32, or float64 as in a browser
    """
    points = digit_images.fitted(drawings.points) if fitted else drawings.points
    images = digit_images.rastered(points.astype(dtype), drawings.down)
    return digit_images.centred(images, dtype)


def mixed(
    labels: np.ndarray,
    families: tuple[str, ...],
    rng: np.random.Generator,
    as_pixels: float,
    moved: float,
) -> np.ndarray:
    """Pictures of digits to learn from, of all sizes.

    Parameters
    ----------
    labels : (n,) int array
    families, rng, moved : as for `digits`
    as_pixels : float
        Share that is scaled only as pixels, small ones and a fifth tiny ones; the others,
        comfortable ones and a fifth small ones, are scaled as strokes.

    Returns
    -------
    (n, 28, 28) float32 array
    """
    ways = [("comfortable", True), ("small", True), ("small", False), ("tiny", False)]
    shares = [0.8 * (1 - as_pixels), 0.2 * (1 - as_pixels), 0.8 * as_pixels, 0.2 * as_pixels]
    drawings, way = (
        digits(labels, families, rng, moved=moved),
        rng.choice(4, size=len(labels), p=shares),
    )
    found = np.empty((len(labels), digit_images.SIDE, digit_images.SIDE), dtype=np.float32)
    for k, (size, fitted) in enumerate(ways):
        on_paper = placed(drawings[way == k], size, rng)
        found[way == k] = pictures(on_paper, fitted=fitted)
    return found


def as_lists(drawings: Strokes) -> list[list[list[list[float]]]]:
    """Drawings as lists of strokes of [x, y], without points that repeat the one before."""
    found = []
    for points, down in zip(drawings.points, drawings.down, strict=True):
        strokes = np.split(points, 1 + np.flatnonzero(~down))
        fresh = [np.append(True, np.any(np.diff(s, axis=0) != 0, axis=1)) for s in strokes]
        found.append([s[new].tolist() for s, new in zip(strokes, fresh, strict=True)])
    return found
