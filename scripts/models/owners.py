"""Owners of digits who average the knobs of small machines: a round that a page can take too.

Every owner has images of a few kinds of digit. In a round each starts from the common knobs, takes
some steps of softmax regression on all its own images at once, and sends how far its knobs have
moved. The server adds the messages and moves the common knobs by their mean, weighted by images.

A message is whole numbers, so that it can be masked: 2^-24 of a score per unit of ink is one, and
sums are taken modulo 2^32. For each pair of owners one mask of numbers from 0 to 2^32 - 1, all
equally likely, is added by the first and subtracted by the second. A masked message is as random as
its masks, and the sum of all is the sum of the messages, to the last bit.

`docs/js/lib/owners.js` takes the same rounds, from the same deal and with the same masks.

Left out: how two owners agree on a mask that nobody else knows (here a seed stands for it), and
owners who drop out before their masks are cancelled.

Source: McMahan et al. (2017), arXiv:1602.05629, algorithm 1; Bonawitz et al. (2017), CCS,
1175-1191, section 4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scripts.models.seeded import seeded

N_CLASSES = 10
N_OWNERS = 10  # as many as classes: every class is with as many owners as an owner has classes
UNIT = 2.0**24  # whole numbers of a message to one of a knob
WRAP = 2**32


@dataclass(frozen=True)
class Pace:
    """How owners train between two averages."""

    lr: float
    n_steps: int


def deal(labels: np.ndarray, kinds: int, seed: int) -> tuple[np.ndarray, list[np.ndarray]]:
    """Deal images to owners: with the classes in a circle, owner i gets `kinds` from the i-th on.

    Of each class every owner of it gets an equal part, in the order of the images.

    Parameters
    ----------
    labels : (n,) int array
    kinds : int
        Classes of an owner.
    seed : int
        Decides the order of the classes in the circle.

    Returns
    -------
    held : (N_OWNERS, kinds) int array, classes of each
    rows : list of N_OWNERS int arrays, its images
    """
    draw, circle = seeded(seed), list(range(N_CLASSES))
    for i in range(N_CLASSES - 1, 0, -1):
        k = int(draw() * (i + 1))
        circle[i], circle[k] = circle[k], circle[i]
    held = np.array([[circle[(i + m) % N_CLASSES] for m in range(kinds)] for i in range(N_OWNERS)])
    rows = []
    for classes in held:
        own = []
        for m, c in enumerate(classes):
            of_class = np.flatnonzero(labels == c)
            ends = [len(of_class) * part // kinds for part in (m, m + 1)]
            own.append(of_class[slice(*ends)])
        rows.append(np.concatenate(own))
    return held, rows


def trained(knobs: np.ndarray, x: np.ndarray, labels: np.ndarray, pace: Pace) -> np.ndarray:
    """Knobs after some steps of gradient descent on all images at once.

    Parameters
    ----------
    knobs : (10 d + 10,) array
        Weights class after class, then biases.
    x : (n, d) array
        Pixels from 0 to 1.
    labels : (n,) int array
    """
    weights = knobs[:-N_CLASSES].reshape(N_CLASSES, -1).copy()
    biases = knobs[-N_CLASSES:].copy()
    onehot = labels[:, None] == np.arange(N_CLASSES)
    for _ in range(pace.n_steps):
        scores = x @ weights.T + biases
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        error = (p / p.sum(axis=1, keepdims=True) - onehot) / len(x)
        weights -= pace.lr * (error.T @ x)
        biases -= pace.lr * error.sum(axis=0)
    return np.concatenate([weights.ravel(), biases])


def misread(knobs: np.ndarray, x: np.ndarray, labels: np.ndarray) -> float:
    """Share of images that get the most votes for something else."""
    scores = x @ knobs[:-N_CLASSES].reshape(N_CLASSES, -1).T + knobs[-N_CLASSES:]
    return float(np.mean(scores.argmax(axis=1) != labels))


def message(moved: np.ndarray, weight: float) -> np.ndarray:
    """Whole numbers modulo 2^32 of how far an owner's knobs have moved, times its weight."""
    return np.floor(weight * moved * UNIT + 0.5).astype(np.int64) % WRAP


def masks(seed: int, n: int) -> np.ndarray:
    """Masks of all owners, (N_OWNERS, n) whole numbers; each column adds up to 0 modulo 2^32."""
    draw, found = seeded(seed), np.zeros((N_OWNERS, n), dtype=np.int64)
    for first in range(N_OWNERS):
        for second in range(first + 1, N_OWNERS):
            pair = np.array([int(draw() * WRAP) for _ in range(n)])
            found[first] += pair
            found[second] -= pair
    return found % WRAP


def signed(numbers: np.ndarray) -> np.ndarray:
    """Numbers modulo 2^32 as those from -2^31 on."""
    return (numbers + WRAP // 2) % WRAP - WRAP // 2


def averaged(server: np.ndarray, messages: np.ndarray) -> np.ndarray:
    """Move the common knobs by the mean of the messages: the sum is all that it takes."""
    return server + signed(messages.sum(axis=0) % WRAP) / UNIT / N_OWNERS


class Owners:
    """The common knobs and those that every owner would have alone, round by round.

    Parameters
    ----------
    x : (n, d) array
    labels : (n,) int array
    kinds, seed : int
        As in `deal`.
    pace : Pace
    """

    def __init__(
        self, x: np.ndarray, labels: np.ndarray, kinds: int, seed: int, pace: Pace
    ) -> None:
        self.held, rows = deal(labels, kinds, seed)
        self.own = [(x[own], labels[own]) for own in rows]
        self.weights = [N_OWNERS * len(own) / len(labels) for own in rows]
        self.pace = pace
        self.common = np.zeros(N_CLASSES * (x.shape[1] + 1))
        self.alone = np.zeros((N_OWNERS, len(self.common)))
        self.messages = np.zeros((N_OWNERS, len(self.common)), dtype=np.int64)

    def round(self) -> None:
        """Train everywhere from the common knobs, send, and average."""
        for i, (x, labels) in enumerate(self.own):
            moved = trained(self.common, x, labels, self.pace) - self.common
            self.messages[i] = message(moved, self.weights[i])
        self.common = averaged(self.common, self.messages)

    def round_alone(self) -> None:
        """Train everywhere from the owner's own knobs, and send nothing."""
        for i, (x, labels) in enumerate(self.own):
            self.alone[i] = trained(self.alone[i], x, labels, self.pace)

    def named(self) -> np.ndarray:
        """Whether the biases that an owner's last message raised are exactly its classes: (10,)."""
        raised = signed(self.messages[:, -N_CLASSES:]) > 0
        has = (self.held[..., None] == np.arange(N_CLASSES)).any(axis=1)
        return (raised == has).all(axis=1)
