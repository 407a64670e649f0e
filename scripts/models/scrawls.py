"""Drawings that are no digit: dots, scribbles, black paper, lines, crosses, letters."""

from __future__ import annotations

import numpy as np

from scripts.models.glyphs import NO_DIGITS
from scripts.models.strokes import MOST_CONTROLS, N_POINTS, Strokes, habits, joined, written

LEARNED = ("dot", "dots", "scribble", "black paper", "line", "cross")
NEW = ("spiral", "zigzag", "tick", "letter", "grid", "face")  # kinds that nothing learns from


def drawn(kinds: tuple[str, ...], n: int, rng: np.random.Generator) -> Strokes:
    """Drawings that are no digit, n of each kind, about as large as a sheet of 10 x 14."""
    return joined([_of_kind(kind, n, rng) for kind in kinds])


def _of_kind(kind: str, n: int, rng: np.random.Generator) -> Strokes:
    if kind in NO_DIGITS:
        texts = list(NO_DIGITS[kind])
        moves = 0.5 * rng.standard_normal((n, MOST_CONTROLS, 2))
        return written(texts, rng.integers(len(texts), size=n), moves, habits(n, rng), rng)
    points, down = SCRAWLS[kind](n, rng), np.ones((n, N_POINTS - 1), dtype=bool)
    if kind == "dots":
        down[:, N_DOTS - 1 :: N_DOTS] = False
    return Strokes(points, down)


STEPS = np.arange(N_POINTS)
N_DOTS = 10  # points that each of four dots is made of


def _dot(n: int, rng: np.random.Generator) -> np.ndarray:
    """Touch the paper, the pen slipping by up to a thirtieth of a unit."""
    slip = rng.uniform(0, 0.005, (n, 1, 1))
    return slip * rng.standard_normal((n, N_POINTS, 2)).cumsum(axis=1)


def _dots(n: int, rng: np.random.Generator) -> np.ndarray:
    places = rng.uniform(0, 14, (n, N_POINTS // N_DOTS, 2))
    two = rng.random(n) < 0.5
    places[two, 2:] = places[two, :2]
    return np.repeat(places, N_DOTS, axis=1)


def _scribble(n: int, rng: np.random.Generator) -> np.ndarray:
    """Points anywhere, the way between them smoothed."""
    kernel = np.exp(-0.5 * (np.subtract.outer(STEPS, STEPS) / rng.uniform(0.7, 1.6)) ** 2)
    return 5 * kernel @ rng.standard_normal((n, N_POINTS, 2))


def _black_paper(n: int, rng: np.random.Generator) -> np.ndarray:
    """Hatch a sheet so closely that nothing is left white."""
    width, height = rng.uniform(12, 28, (2, n, 1))
    points = np.stack([(STEPS % 2) * width, STEPS / N_POINTS * height], axis=-1)
    lying = rng.random(n) < 0.5
    points[lying] = points[lying][..., ::-1]
    return points + 0.5 * rng.standard_normal(points.shape)


def _spiral(n: int, rng: np.random.Generator) -> np.ndarray:
    angle = STEPS / N_POINTS * rng.uniform(14, 22, (n, 1)) + rng.uniform(0, 2 * np.pi, (n, 1))
    radius = np.linspace(0.5, 7, N_POINTS)[:, None]
    return radius * np.stack([np.cos(angle), np.sin(angle)], axis=-1)


def _zigzag(n: int, rng: np.random.Generator) -> np.ndarray:
    turns = rng.integers(4, 9, (n, 1))
    phase = STEPS / (N_POINTS - 1) * turns
    high = rng.uniform(3, 10, (n, 1))
    return np.stack([14 * phase / turns, high * np.abs(phase % 2 - 1)], axis=-1)


SCRAWLS = {
    "dot": _dot,
    "dots": _dots,
    "scribble": _scribble,
    "black paper": _black_paper,
    "spiral": _spiral,
    "zigzag": _zigzag,
}
