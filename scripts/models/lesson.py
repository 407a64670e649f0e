"""A classifier that learns step by step: softmax regression by gradient descent with momentum.

    gradient = (p - onehot)^T x / n + brake (weights - resting)
    velocity = momentum velocity - lr gradient
    weights  = weights + velocity

p are the probabilities, onehot the labels, n the examples; all of them take part in every step.
Biases have no brake. Pixels go from 0 (paper) to 1 (ink), so weights are scores per unit of ink.
The brake pulls every class's knob of a pixel towards one and the same place, `resting`: a share of
the average ink there. What is added to all classes alike changes neither p nor any ranking, so this
reads exactly as with a brake towards zero (`resting` = 0); but the knobs then settle into the
shapes of the digits and not only into what sets one digit apart from the others.

`docs/js/lib/lesson.js` takes the same steps and unpacks the same bytes.

Source: Polyak (1964), USSR Comput. Math. Math. Phys. 4 (5), 1-17 (momentum); Bishop (2006), Pattern
Recognition and Machine Learning, section 4.3.4 (the gradient).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scripts.models.seeded import normal, seeded
from scripts.models.softmax import Softmax

LEVELS = 16  # a pixel of the digits is a whole number from 0 to this
BITS = 5  # of a packed pixel


@dataclass(frozen=True)
class Recipe:
    """How it learns."""

    lr: float
    momentum: float
    brake: float  # pull on a knob, per unit that it is off its resting place
    rest: float  # resting place, as a share of the average ink of the pixel
    moved: float  # columns: each image is seen moved left, in place and moved right; 0: in place
    scramble: float  # standard deviation of a scrambled knob


def scrambled(seed: int, n_classes: int, n_pixels: int, spread: float) -> Softmax:
    """Turn every knob to a random setting, class after class; biases are zero.

    A page draws the same numbers from the same seed: see `scripts.models.seeded`.
    """
    draw = seeded(seed)
    knobs = [spread * normal(draw) for _ in range(n_classes * n_pixels)]
    return Softmax(np.reshape(knobs, (n_classes, n_pixels)), np.zeros(n_classes))


def moved(x: np.ndarray, columns: float) -> np.ndarray:
    """Images moved right by at most one column, or left if negative; linear between pixels.

    Parameters
    ----------
    x : (n, side * side) array
    columns : float, from -1 to 1
    """
    side = int(x.shape[1] ** 0.5)
    images = x.reshape(-1, side, side)
    beside = np.zeros_like(images)
    if columns > 0:
        beside[:, :, 1:] = images[:, :, :-1]
    else:
        beside[:, :, :-1] = images[:, :, 1:]
    share = abs(columns)
    return ((1 - share) * images + share * beside).reshape(x.shape)


def seen(x: np.ndarray, labels: np.ndarray, columns: float) -> tuple[np.ndarray, np.ndarray]:
    """Give what is learned from: all images in place, then moved left, then right; and labels."""
    if not columns:
        return x, labels
    ways = [x, moved(x, -columns), moved(x, columns)]
    return np.concatenate(ways), np.tile(labels, len(ways))


class Learner:
    """A machine and what it learns from; `step` turns all knobs once."""

    def __init__(self, x: np.ndarray, labels: np.ndarray, recipe: Recipe, start: Softmax) -> None:
        """Begin at `start`, at rest.

        Parameters
        ----------
        x : (n, d) array, 0 to 1
        labels : (n,) int array below the number of classes
        recipe : Recipe
        start : Softmax, left as it is
        """
        self.x, labels = seen(x, labels, recipe.moved)
        self.onehot = np.eye(len(start.biases))[labels]
        self.recipe = recipe
        self.machine = Softmax(start.weights.copy(), start.biases.copy())
        self.resting = recipe.rest * self.x.mean(axis=0)  # (d,)
        self.speed = Softmax(np.zeros_like(start.weights), np.zeros_like(start.biases))

    def step(self) -> None:
        """Take one step of gradient descent."""
        machine, speed, recipe = self.machine, self.speed, self.recipe
        scores = self.x @ machine.weights.T + machine.biases  # (n, k)
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        error = (p / p.sum(axis=1, keepdims=True) - self.onehot) / len(p)
        pull = recipe.brake * (machine.weights - self.resting)
        speed.weights = recipe.momentum * speed.weights - recipe.lr * (error.T @ self.x + pull)
        speed.biases = recipe.momentum * speed.biases - recipe.lr * error.sum(axis=0)
        machine.weights = machine.weights + speed.weights
        machine.biases = machine.biases + speed.biases


def packed(images: np.ndarray, labels: np.ndarray) -> bytes:
    """Pack digits: pixels of 5 bits, the highest first, image after image; then labels of 4 bits.

    Of two labels in a byte the first lies in the low half.

    Parameters
    ----------
    images : (n, d) array of whole numbers from 0 to LEVELS, n * d * BITS a multiple of 8
    labels : (n,) int array, n even
    """
    values = images.astype(np.uint8).ravel()
    bits = (values[:, None] >> np.arange(BITS - 1, -1, -1)) & 1
    low, high = labels.reshape(-1, 2).astype(np.uint8).T
    return np.packbits(bits).tobytes() + (low | high << 4).tobytes()


def unpacked(content: bytes, n: int, n_pixels: int) -> tuple[np.ndarray, np.ndarray]:
    """Give back what was `packed`: (n, n_pixels) and (n,) int arrays."""
    size = n * n_pixels * BITS // 8
    bits = np.unpackbits(np.frombuffer(content[:size], dtype=np.uint8)).reshape(-1, BITS)
    images = bits @ (1 << np.arange(BITS - 1, -1, -1))
    pairs = np.frombuffer(content[size:], dtype=np.uint8)
    labels = np.stack([pairs & 15, pairs >> 4], axis=1).ravel()
    return images.reshape(n, n_pixels), labels.astype(int)
