"""Federated averaging: every client trains a copy of one network, and only knobs travel.

The network has one hidden layer of rectified units. Its knobs stand in one vector, so that to
average networks is to average vectors, and a stack of networks, one for each client, is an array
(..., n_params). All networks of a stack take their steps together, each on images of its own.

Left out: momentum; a draw of some clients (all take part in every round); clients of unequal size,
except in `average`; everything that would keep a server from looking at a single client's knobs.

Source: McMahan, Moore, Ramage, Hampson and Agüera y Arcas (2017), AISTATS, arXiv:1602.05629,
algorithm 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Net:
    """Shape of a network: scores = max(x W + b, 0) V + c."""

    n_inputs: int
    n_hidden: int
    n_classes: int

    @property
    def n_params(self) -> int:
        """Number of knobs: W, b, V and c, in this order in a vector."""
        return (self.n_inputs + 1) * self.n_hidden + (self.n_hidden + 1) * self.n_classes

    def parts(self, knobs: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """Give views W (..., d, h), b (..., 1, h), V (..., h, k), c (..., 1, k) of knobs."""
        d, h, k = self.n_inputs, self.n_hidden, self.n_classes
        views, start = [], 0
        for shape in ((d, h), (1, h), (h, k), (1, k)):
            end = start + shape[0] * shape[1]
            views.append(knobs[..., start:end].reshape(*knobs.shape[:-1], *shape))
            start = end
        return tuple(views)

    def initial(self, rng: np.random.Generator) -> np.ndarray:
        """Draw a start: weights normal with variance 2 / inputs of the layer, biases zero.

        Source: He, Zhang, Ren and Sun (2015), ICCV, arXiv:1502.01852.
        """
        knobs = np.zeros(self.n_params)
        first, _, last, _ = self.parts(knobs)
        first[...] = rng.standard_normal(first.shape) * np.sqrt(2 / self.n_inputs)
        last[...] = rng.standard_normal(last.shape) * np.sqrt(2 / self.n_hidden)
        return knobs

    def scores(self, knobs: np.ndarray, x: np.ndarray) -> np.ndarray:
        """Scores of inputs (n, d) by every network: (..., n_params) in, (..., n, k) out."""
        first, bias, last, offset = self.parts(knobs)
        return np.maximum(x @ first + bias, 0) @ last + offset

    def probabilities(self, knobs: np.ndarray, x: np.ndarray) -> np.ndarray:
        """Softmax of `scores`, (..., n, k)."""
        return softmax(self.scores(knobs, x))


def softmax(scores: np.ndarray) -> np.ndarray:
    """Turn scores into probabilities over the last axis, in their own memory."""
    scores -= scores.max(axis=-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=-1, keepdims=True)
    return scores


def train(
    net: Net,
    knobs: np.ndarray,
    images: np.ndarray,
    onehot: np.ndarray,
    orders: np.ndarray,
    batch_size: int,
    lr: float | np.ndarray,
) -> None:
    """Train every network of a stack in place, by steps against the gradient of the mean log loss.

    Parameters
    ----------
    net : Net
    knobs : (..., n_params) array
    images : (n_images, d) array
        Of all clients.
    onehot : (n_images, k) array
        Their labels.
    orders : (n_passes, ..., n) array of int
        Rows of `images` in the order in which each network sees them, n divisible by batch_size.
    batch_size : int
    lr : float or (...) array
    """
    first, bias, last, offset = net.parts(knobs)
    move = np.empty_like(knobs)  # what a step subtracts; its parts are written in place
    by_first, by_bias, by_last, by_offset = net.parts(move)
    rate = np.asarray(lr)[..., None, None] / batch_size
    for order in orders:
        for begin in range(0, order.shape[-1], batch_size):
            rows = order[..., begin : begin + batch_size]
            x = images[rows]  # (..., batch, d)
            hidden = x @ first  # (..., batch, h)
            hidden += bias
            np.maximum(hidden, 0, out=hidden)
            error = hidden @ last  # (..., batch, k)
            error += offset
            error = softmax(error)
            error -= onehot[rows]
            error *= rate
            back = error @ last.swapaxes(-1, -2)  # (..., batch, h)
            back *= hidden > 0
            np.matmul(hidden.swapaxes(-1, -2), error, out=by_last)
            np.sum(error, axis=-2, keepdims=True, out=by_offset)
            np.matmul(x.swapaxes(-1, -2), back, out=by_first)
            np.sum(back, axis=-2, keepdims=True, out=by_bias)
            knobs -= move


def average(knobs: np.ndarray, n_images: np.ndarray) -> np.ndarray:
    """Mean of the clients' knobs, each weighted by its number of images.

    Parameters
    ----------
    knobs : (..., n_clients, n_params) array
    n_images : (n_clients,) array

    Returns
    -------
    (..., n_params) array
    """
    return np.einsum("c,...cp->...p", n_images / np.sum(n_images), knobs)


def federated_rounds(
    net: Net,
    start: np.ndarray,
    images: np.ndarray,
    onehot: np.ndarray,
    orders: np.ndarray,
    batch_size: int,
    lr: float | np.ndarray,
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """FedAvg: the server sends its knobs, each client trains one pass, the server averages.

    Parameters
    ----------
    start : (..., n_params) array
        Knobs of the server; leading axes are independent runs.
    orders : (n_rounds, ..., n_clients, n) array of int
        As for `train`, one pass a round.
    net, images, onehot, batch_size, lr
        As for `train`; lr : float or (..., n_clients) array.

    Yields
    ------
    clients : (..., n_clients, n_params) array, what each client sends back
    server : (..., n_params) array, their average
    """
    n_clients, n = orders.shape[-2:]
    server = start
    for order in orders:
        clients = np.repeat(server[..., None, :], n_clients, axis=-2)
        train(net, clients, images, onehot, order[None], batch_size, lr)
        server = average(clients, np.full(n_clients, n))
        yield clients, server
