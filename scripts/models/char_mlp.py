"""A small neural network that guesses the next character from the five before it.

Each of the five characters is looked up in one table of vectors; the five vectors go through one
layer of hidden units and one layer of scores, and the softmax of the scores is the guess. It learns
from 6-gram counts: a training example is one 6-gram, drawn as often as it occurs.

The hidden units are rectified, max(0, x), where the original has tanh, which takes longer. Left
out: the direct connections from the vectors to the scores, which the original found optional, and
every kind of regularisation, because overfitting is what the experiments look at.

Sources: Bengio, Ducharme, Vincent and Jauvin (2003), JMLR 3, 1137-1155; Kingma and Ba (2015), ICLR
(Adam); He et al. (2015), ICCV (size of the first weights).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.linalg  # noqa: F401  a limit on BLAS threads only reaches libraries already loaded

from scripts.models.ngram import N_SYMBOLS, ORDER, Table

CONTEXT = ORDER - 1  # characters


@dataclass(frozen=True)
class Knobs:
    """All parameters in one vector, and the shapes they stand for."""

    values: np.ndarray  # (P,) float64: other machines then give the same bits per character
    n_dims: int  # of a character's vector
    n_hidden: int

    def parts(self) -> tuple[np.ndarray, ...]:
        """View as vectors (27, d), weights (5 d, h), biases (h,), weights (h, 27), biases (27,)."""
        return split(self.values, self.n_dims, self.n_hidden)

    @property
    def n_params(self) -> int:
        """How many parameters there are."""
        return len(self.values)


def shapes(n_dims: int, n_hidden: int) -> list[tuple[int, ...]]:
    """Shapes of the parts, in their order."""
    width = CONTEXT * n_dims
    return [
        (N_SYMBOLS, n_dims),
        (width, n_hidden),
        (n_hidden,),
        (n_hidden, N_SYMBOLS),
        (N_SYMBOLS,),
    ]


def split(values: np.ndarray, n_dims: int, n_hidden: int) -> tuple[np.ndarray, ...]:
    """View one vector as the parts of a network."""
    found, at = [], 0
    for shape in shapes(n_dims, n_hidden):
        size = int(np.prod(shape))
        found.append(values[at : at + size].reshape(shape))
        at += size
    return tuple(found)


def new(n_dims: int, n_hidden: int, rng: np.random.Generator) -> Knobs:
    """Untrained network: normal weights (He et al.), small scores, biases of zero."""
    sizes = shapes(n_dims, n_hidden)
    values = np.zeros(sum(int(np.prod(shape)) for shape in sizes))
    scales = (1, np.sqrt(2 / (CONTEXT * n_dims)), 0, 0.1 / np.sqrt(n_hidden), 0)
    for part, scale in zip(split(values, n_dims, n_hidden), scales, strict=True):
        part[...] = scale * rng.standard_normal(part.shape)
    return Knobs(values, n_dims, n_hidden)


def symbols(codes: np.ndarray) -> np.ndarray:
    """Six symbols of each 6-gram code: (m,) int array in, (m, 6) int array out."""
    return codes[:, None] // N_SYMBOLS ** np.arange(CONTEXT, -1, -1) % N_SYMBOLS


def scores(knobs: Knobs, contexts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Forward pass.

    Parameters
    ----------
    knobs : Knobs
    contexts : (m, 5) int array

    Returns
    -------
    inputs : (m, 5 d) array, hidden : (m, h) array, scores : (m, 27) array
    """
    vectors, weights1, biases1, weights2, biases2 = knobs.parts()
    inputs = vectors[contexts].reshape(len(contexts), -1)
    hidden = np.maximum(inputs @ weights1 + biases1, 0)
    return inputs, hidden, hidden @ weights2 + biases2


def loss_and_gradient(knobs: Knobs, batch: np.ndarray) -> tuple[float, np.ndarray]:
    """Mean of -log p(next character) and its gradient.

    Parameters
    ----------
    knobs : Knobs
    batch : (m, 6) int array
        Five characters and the next one.

    Returns
    -------
    loss : float, nats per character
    gradient : (P,) array
    """
    m, contexts, target = len(batch), batch[:, :CONTEXT], batch[:, CONTEXT]
    inputs, hidden, found = scores(knobs, contexts)
    found -= found.max(axis=1, keepdims=True)
    p = np.exp(found)
    p /= p.sum(axis=1, keepdims=True)  # (m, 27)
    rows = np.arange(m)
    loss = -float(np.mean(np.log(p[rows, target])))
    p[rows, target] -= 1
    p /= m  # gradient of the scores

    _, weights1, _, weights2, _ = knobs.parts()
    gradient = np.empty_like(knobs.values)
    vectors, to1, bias1, to2, bias2 = split(gradient, knobs.n_dims, knobs.n_hidden)
    to2[...] = hidden.T @ p
    bias2[...] = p.sum(axis=0)
    below = (p @ weights2.T) * (hidden > 0)  # (m, h)
    to1[...] = inputs.T @ below
    bias1[...] = below.sum(axis=0)
    # Summing rows by character is a matrix product with the one-hot contexts: faster than add.at.
    onehot = np.zeros((m * CONTEXT, N_SYMBOLS), dtype=knobs.values.dtype)
    onehot[np.arange(m * CONTEXT), contexts.ravel()] = 1
    vectors[...] = onehot.T @ (below @ weights1.T).reshape(m * CONTEXT, -1)
    return loss, gradient


def train(
    knobs: Knobs,
    codes: np.ndarray,
    n_steps: int,
    batch_size: int,
    lr: float,
    rng: np.random.Generator,
    stops: Sequence[int] = (),
) -> list[Knobs]:
    """Train with Adam on minibatches; the learning rate falls linearly to zero.

    Parameters
    ----------
    knobs : Knobs
        Where to start; left as it is.
    codes : (n,) int array
        6-grams, each as often as it occurs: the training text in no order.
    n_steps, batch_size : int
        Every step reads that many characters, drawn with replacement.
    lr : float
        Learning rate of the first step.
    rng : Generator
    stops : sequence of int
        Steps after which to keep a copy; by default only the last.

    Returns
    -------
    list of Knobs, one for each stop
    """
    knobs = Knobs(knobs.values.copy(), knobs.n_dims, knobs.n_hidden)
    mean, square = np.zeros_like(knobs.values), np.zeros_like(knobs.values)
    stops, kept = list(stops) or [n_steps], []
    for step in range(n_steps + 1):
        kept += [Knobs(knobs.values.copy(), knobs.n_dims, knobs.n_hidden)] * stops.count(step)
        if step == n_steps:
            break
        batch = symbols(codes[rng.integers(len(codes), size=batch_size)])  # (m, 6)
        _, gradient = loss_and_gradient(knobs, batch)
        mean += 0.1 * (gradient - mean)
        square += 0.01 * (gradient * gradient - square)
        t = step + 1
        rate = lr * (1 - step / n_steps) / (1 - 0.9**t)
        knobs.values[...] -= rate * mean / (np.sqrt(square / (1 - 0.99**t)) + 1e-8)
    return kept


def bits(knobs: Knobs, table: Table) -> float:
    """Bits per character on a text, as an exact sum over its 6-gram counts."""
    codes, counts = table
    contexts, place = np.unique(codes // N_SYMBOLS, return_inverse=True)
    logs = np.empty((len(contexts), N_SYMBOLS))
    digits = symbols(contexts * N_SYMBOLS)[:, :CONTEXT]
    for start in range(0, len(contexts), 4096):  # memory stays small
        rows = slice(start, start + 4096)
        found = scores(knobs, digits[rows])[2].astype(float)
        found -= found.max(axis=1, keepdims=True)
        logs[rows] = found - np.log(np.exp(found).sum(axis=1, keepdims=True))
    p = logs[place, codes % N_SYMBOLS]  # nats
    return float(-np.sum(counts * p) / counts.sum() / np.log(2))
