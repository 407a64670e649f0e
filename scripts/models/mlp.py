"""A small multilayer perceptron in NumPy: float32, trained with Adam, and ways to make it smaller.

Every unit of a layer sees every unit of the layer before; hidden units are rectified, max(0, x).
While it trains it can be held to a mask (pruning: what is masked is zero and stays zero), see its
own weights rounded to k bits (quantisation), and learn from another network's answers beside the
labels (distillation).

A layer's weights are a matrix with one row for each unit, which is what quantisation gives a scale.

Left out: every kind of regularisation and augmentation, so that all that differs between two
networks is how they are made smaller.

Sources: Han et al. (2015), NeurIPS, arXiv:1506.02626 (pruning by magnitude and training again); Zhu
and Gupta (2017), arXiv:1710.01878 (pruning little by little); Sun et al. (2024), ICLR,
arXiv:2306.11695 (a weight counts as much as the input it meets); Hinton et al. (2015),
arXiv:1503.02531 (distillation); Kingma and Ba (2015), ICLR (Adam); He et al. (2015), ICCV (size of
the first weights).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import scipy.linalg  # noqa: F401  a limit on BLAS threads only reaches libraries already loaded

from scripts.models.quantize import StraightThrough, pack, unpack
from scripts.models.tiny_cnn import Parts, joined, split


@dataclass(frozen=True)
class Mlp:
    """Numbers of units, inputs first and scores last, with all parameters in one vector."""

    sizes: tuple[int, ...]
    values: np.ndarray  # (P,) float32

    def parts(self) -> Parts:
        """View the vector as weights (units, inputs) and biases (units,), layer after layer."""
        return split(self.values, shapes(self.sizes))

    @property
    def n_params(self) -> int:
        """How many parameters there are."""
        return len(self.values)

    def scores(self, images: np.ndarray) -> np.ndarray:
        """Scores of images: (n, inputs) to (n, k)."""
        return forward(self.parts(), images)[-1]

    def accuracy(self, images: np.ndarray, labels: np.ndarray) -> float:
        """Share of images that get their own label."""
        return float(np.mean(self.scores(images).argmax(axis=1) == labels))

    def packed(self, bits: int) -> bytes:
        """Bytes of the network with weights of k bits: see `scripts.models.quantize.pack`."""
        return pack(self.parts(), bits)

    def rounded(self, bits: int) -> Mlp:
        """Network that the packed bytes stand for."""
        return Mlp(self.sizes, joined(unpack(self.packed(bits), shapes(self.sizes), bits)))


@dataclass(frozen=True)
class Lesson:
    """What another network says of the training images, to learn from beside the labels."""

    answers: np.ndarray  # (n, k) float32 probabilities, softened: softmax(scores / temperature)
    temperature: float
    share: float  # of the loss; the labels have the rest


def shapes(sizes: Sequence[int]) -> list[tuple[tuple[int, int], int]]:
    """((rows, columns) of the weights, number of biases) of each layer."""
    return [((n_out, n_in), n_out) for n_in, n_out in pairwise(sizes)]


def new(sizes: Sequence[int], rng: np.random.Generator, gain: float = 1.0) -> Mlp:
    """Untrained network: normal weights, biases of zero.

    Parameters
    ----------
    sizes : sequence of int
        Inputs, hidden units of each layer, scores.
    rng : Generator
    gain : float
        Times the size of He et al. for the first layer. Their rule takes all inputs for lit; of a
        digit's pixels four in five are dark, and the noise of smaller weights has to be unlearnt
        less.
    """
    parts = []
    for i, ((n_out, n_in), n_biases) in enumerate(shapes(sizes)):
        size = np.sqrt(2 / n_in) * (1 if i else gain)
        parts.append((size * rng.standard_normal((n_out, n_in)), np.zeros(n_biases)))
    return Mlp(tuple(sizes), joined(parts).astype(np.float32))


def forward(parts: Parts, x: np.ndarray) -> list[np.ndarray]:
    """Return the inputs (n, d), the output of each hidden layer and the scores (n, k)."""
    found = [x]
    for i, (weights, biases) in enumerate(parts):
        out = found[-1] @ weights.T
        out += biases
        if i < len(parts) - 1:
            np.maximum(out, 0, out=out)
        found.append(out)
    return found


def softmax(scores: np.ndarray) -> np.ndarray:
    """Probabilities (n, k) of scores (n, k)."""
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    return p


def lesson(teacher: Mlp, images: np.ndarray, temperature: float, share: float) -> Lesson:
    """Answers of a trained network to the training images."""
    return Lesson(softmax(teacher.scores(images) / temperature), temperature, share)


def loss_and_gradient(
    parts: Parts,
    x: np.ndarray,
    labels: np.ndarray,
    taught: Lesson | None = None,
    out: np.ndarray | None = None,
) -> tuple[float, np.ndarray]:
    """Mean of -log p(label) and its gradient; with a teacher, a mixture.

    The part of the teacher is temperature² times the cross-entropy between its softened answers and
    this network's, so that the temperature does not change how much it weighs (Hinton et al.).

    Parameters
    ----------
    parts : weights and biases of each layer
    x : (n, d) array
    labels : (n,) int array
    taught : Lesson, optional
        Its answers belong to the rows of x.
    out : (P,) array, optional
        Where to write the gradient.

    Returns
    -------
    loss : float, nats per image
    gradient : (P,) array, in the order of `parts`
    """
    n, rows = len(x), np.arange(len(x))
    outputs = forward(parts, x)
    above = softmax(outputs[-1])  # becomes the gradient of a layer's output, from the last one down
    loss = -float(np.mean(np.log(np.maximum(above[rows, labels], 1e-30))))
    above[rows, labels] -= 1
    if taught is not None:
        heat, share = taught.temperature, taught.share
        p = softmax(outputs[-1] / heat)
        theirs = -np.sum(taught.answers * np.log(np.maximum(p, 1e-30))) / n
        loss = (1 - share) * loss + share * heat**2 * float(theirs)
        above *= 1 - share
        above += share * heat * (p - taught.answers)
    above /= n

    if out is None:
        out = np.empty(sum(weights.size + biases.size for weights, biases in parts), x.dtype)
    slopes = split(out, [(weights.shape, len(biases)) for weights, biases in parts])
    for i in range(len(parts) - 1, -1, -1):
        np.matmul(above.T, outputs[i], out=slopes[i][0])
        np.sum(above, axis=0, out=slopes[i][1])
        if i:
            above = (above @ parts[i][0]) * (outputs[i] > 0)
    return loss, out


class Adam:
    """Steps of Adam on one vector, in place: no large array is made anew in a step.

    The running means are kept as running sums, 10 and 100 times as large, which saves two passes
    over every parameter; the step makes up for it.
    """

    def __init__(self, values: np.ndarray) -> None:
        self.values, self.t = values, 0
        self.sum, self.squares = np.zeros_like(values), np.zeros_like(values)
        self._room = np.empty_like(values)

    def step(self, gradient: np.ndarray, lr: float) -> None:
        """Take a step of the learning rate ``lr`` against a gradient, which is overwritten."""
        self.t += 1
        self.sum *= 0.9
        self.sum += gradient
        gradient *= gradient
        self.squares *= 0.99
        self.squares += gradient
        scale = math.sqrt(0.01 / (1 - 0.99**self.t))  # no NumPy float: it would make all 64 bits
        room = np.sqrt(self.squares, out=self._room)
        room += 1e-8 / scale
        np.divide(self.sum, room, out=room)
        room *= lr * 0.1 / (1 - 0.9**self.t) / scale
        self.values -= room


def train(
    network: Mlp,
    images: np.ndarray,
    labels: np.ndarray,
    n_epochs: float,
    batch_size: int,
    lr: tuple[float, float],
    rng: np.random.Generator,
    *,
    mask: np.ndarray | None = None,
    bits: int | None = None,
    taught: Lesson | None = None,
) -> Mlp:
    """Train with Adam on minibatches; the learning rate falls linearly.

    Parameters
    ----------
    network : Mlp
        Where to start; left as it is.
    images : (n, d) float32 array
    labels : (n,) int array
    n_epochs : float
        How often every image is shown; each time in a new order.
    batch_size : int
    lr : (float, float)
        Learning rate of the first step, and where it would be after the last.
    rng : Generator
    mask : (P,) bool array, optional
        False: this parameter is zero and stays zero.
    bits : int, optional
        Take the loss and its gradient at the weights rounded to k bits. The weights that come back
        are not rounded: `Mlp.rounded` is what ships.
    taught : Lesson, optional
        For all of the images.

    Returns
    -------
    Mlp
    """
    values = network.values.copy() if mask is None else network.values * mask
    found = Mlp(network.sizes, values)
    parts, gradient, adam = found.parts(), np.empty_like(values), Adam(values)
    per_epoch = len(images) // batch_size
    through = StraightThrough(bits, every=per_epoch) if bits else None
    n_steps = round(n_epochs * len(images) / batch_size)
    order = np.concatenate([rng.permutation(len(images)) for _ in range(int(np.ceil(n_epochs)))])
    for step in range(n_steps):
        rows = order[step * batch_size : (step + 1) * batch_size]
        seen, heard = parts, None
        if through:
            used = through([weights for weights, _ in parts])
            seen = [(w, biases) for w, (_, biases) in zip(used, parts, strict=True)]
        if taught:
            heard = Lesson(taught.answers[rows], taught.temperature, taught.share)
        loss_and_gradient(seen, images[rows], labels[rows], heard, out=gradient)
        if mask is not None:
            gradient *= mask
        adam.step(gradient, lr[0] + (lr[1] - lr[0]) * step / n_steps)
    return found


def keep(network: Mlp, share: float, images: np.ndarray | None = None) -> np.ndarray:
    """Mask of the weights that matter most, in all layers together; biases always stay.

    Parameters
    ----------
    network : Mlp
    share : float
        Of the weights, to be kept.
    images : (n, d) array, optional
        With them a weight counts |w| times the root mean square of the input it meets; without, |w|
        alone, and weights on pixels that are never lit count like any other.

    Returns
    -------
    (P,) bool array
    """
    parts, worth = network.parts(), []
    inputs = forward(parts, images) if images is not None else [None] * len(parts)
    for (weights, biases), x in zip(parts, inputs, strict=False):
        size = np.abs(weights)
        if x is not None:
            size = size * np.sqrt(np.mean(x * x, axis=0))
        worth.append((size, np.full_like(biases, np.inf)))
    flat = joined(worth)
    n_biases = sum(network.sizes[1:])
    kept = n_biases + round(share * (len(flat) - n_biases))
    mask = np.zeros(len(flat), dtype=bool)
    mask[np.argpartition(-flat, kept - 1)[:kept]] = True
    return mask
