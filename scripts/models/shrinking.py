"""A network made smaller, and its bytes: rounded, pruned at once or in stages, tiny by design.

`scripts.models.mlp` and `tiny_cnn` train, `quantize` and `sparse` write bytes; here they meet: what
a network that was cut answers with is always what its bytes hold.

Sources: Han et al. (2015), NeurIPS, arXiv:1506.02626 (pruning and training again); Zhu and Gupta
(2017), arXiv:1710.01878 (pruning in stages); LeCun et al. (1998), Proc. IEEE 86, 2278-2324
(convolutions for digits).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scripts.models import mlp, sparse, tiny_cnn
from scripts.models.mlp import Mlp
from scripts.models.tiny_cnn import Layer, Network

FLOAT = 4  # bytes of a parameter while it trains: 32 bits


@dataclass(frozen=True)
class Course:
    """What perceptrons learn from, the same for all that are compared."""

    images: np.ndarray  # (n, inputs) float32
    labels: np.ndarray  # (n,) int
    batch_size: int

    def train(
        self,
        network: Mlp,
        n_epochs: float,
        lr: tuple[float, float],
        rng: np.random.Generator,
        **settings: object,
    ) -> Mlp:
        """Train on; settings as for `mlp.train`: a mask, bits, a lesson."""
        given = network, self.images, self.labels, n_epochs, self.batch_size, lr, rng
        return mlp.train(*given, **settings)


@dataclass(frozen=True)
class Shipped:
    """A network as it would be sent to somebody."""

    network: Mlp | Network  # that the bytes stand for
    content: bytes | None  # None: every parameter as a 32-bit float
    n_params: int  # of a pruned network: those that are not zero

    @property
    def n_bytes(self) -> int:
        """Everything that has to be stored, the places of weights that are left included."""
        return FLOAT * self.n_params if self.content is None else len(self.content)

    def right(self, images: np.ndarray, labels: np.ndarray) -> np.ndarray:
        """Which images, rows of (n, pixels), get their own label: (n,) bool."""
        if isinstance(self.network, Network):
            images = images.reshape(-1, *self.network.image)
        return self.network.scores(images).argmax(axis=1) == labels


def whole(network: Mlp | Network) -> Shipped:
    """As it was trained."""
    return Shipped(network, None, network.n_params)


def rounded(network: Mlp | Network, bits: int) -> Shipped:
    """With weights of k bits."""
    return Shipped(network.rounded(bits), network.packed(bits), network.n_params)


def thinned(network: Mlp, bits: int | None = None) -> Shipped:
    """With the weights alone that are not zero, as 32-bit floats or in k bits."""
    found = network if bits is None else network.rounded(bits)
    left = int(np.count_nonzero(found.values))
    return Shipped(found, sparse.pack(network.parts(), bits), left)


def pruned(network: Mlp, share: float, images: np.ndarray) -> Mlp:
    """Take out the share of the weights that matters least for these images, all at once."""
    return Mlp(network.sizes, network.values * mlp.keep(network, 1 - share, images))


def pruned_in_stages(
    network: Mlp,
    share: float,
    course: Course,
    n_epochs: float,
    lr: float,
    stages: Sequence[float],
    n_weighed: int,
    rng: np.random.Generator,
) -> Mlp:
    """Train on while weights are taken out, more at every stage.

    Parameters
    ----------
    network : Mlp
        Where to start; left as it is.
    share : float
        Of the weights, to be taken out in the end.
    course : Course
    n_epochs : float
        Of all stages together, which are equally long.
    lr : float
        Learning rate of the first step; it falls linearly to zero over all stages.
    stages : sequence of float
        At the start of a stage (1 - share) to this power of the weights are left, chosen anew: a
        weight that was taken out starts again from zero.
    n_weighed : int
        Images, the first of the course, by which inputs are weighed: see `mlp.keep`.
    rng : Generator

    Returns
    -------
    Mlp
    """
    n = len(stages)
    for i, exponent in enumerate(stages):
        mask = mlp.keep(network, (1 - share) ** exponent, course.images[:n_weighed])
        rates = lr * (1 - i / n), lr * (1 - (i + 1) / n)
        network = course.train(network, n_epochs / n, rates, rng, mask=mask)
    return network


def halving(
    channels: Sequence[int], side: int, n_classes: int, rng: np.random.Generator
) -> Network:
    """Untrained convolutional network: 3 x 3 convolutions that halve the picture, then scores."""
    layers = [*(Layer("conv", n, stride=2) for n in channels), Layer("linear", n_classes)]
    return tiny_cnn.new(layers, (1, side, side), rng)
