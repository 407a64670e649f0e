"""The network of two kilobytes that reads centred digits: its shape, its training, its file.

Sources: LeCun et al. (1998), Proc. IEEE 86, 2278-2324 (the digits, and the frame they are centred
in); Jacob et al. (2018), CVPR (training with the rounding in the loop).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scripts.models import digit_images, tiny_cnn
from scripts.models.tiny_cnn import Layer, Network

IMAGE = (1, digit_images.SIDE, digit_images.SIDE)
N_CLASSES = 10
LAYERS = (  # best of 21 networks of at most 2,100 bytes, on the validation digits
    Layer("conv", 10, size=5, stride=2),
    Layer("conv", 12, size=3, stride=2),
    Layer("conv", 9, size=3, stride=2),
    Layer("linear", N_CLASSES),
)
BITS = 4  # of a weight


@dataclass(frozen=True)
class Training:
    """How it learns."""

    n_epochs: float
    batch_size: int
    lr: float
    round_from: float  # share of the steps before the rounding begins


def centred(images: np.ndarray) -> np.ndarray:
    """Centre digits for a network of single precision."""
    return digit_images.centred(images).astype(np.float32)


def trained(
    images: np.ndarray,
    labels: np.ndarray,
    variants: np.ndarray,
    training: Training,
    rng: np.random.Generator,
) -> Network:
    """Train on variants of the images, one of each drawn anew every time, with rounded weights.

    Parameters
    ----------
    images : (n, 28, 28) array
    labels : (n,) int array
    variants : (n_pool, n, 28, 28) uint8 array, 255 is ink; see `digit_images.pool`
    training : Training
    rng : Generator
    """

    def augment(_: np.ndarray, rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        drawn = variants[rng.integers(len(variants), size=len(rows)), rows]
        return drawn / np.float32(255)

    start = tiny_cnn.new(LAYERS, IMAGE, rng)
    settings = training.n_epochs, training.batch_size, training.lr, rng
    rounding = {"bits": BITS, "round_from": training.round_from}
    return tiny_cnn.train(start, images, labels, *settings, **rounding, augment=augment)


def unpacked(content: bytes) -> Network:
    """Network from its packed bytes."""
    return tiny_cnn.unpacked(LAYERS, IMAGE, content, BITS)


def probabilities(network: Network, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Scores and probabilities in double precision, as in a browser: (n, 10) each.

    Parameters
    ----------
    network : Network
    images : (n, 28, 28) float array, centred
    """
    exact = Network(network.layers, network.image, network.values.astype(float))
    scores = exact.scores(images)
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    return scores, p / p.sum(axis=1, keepdims=True)


def layout() -> list[dict[str, int | str]]:
    """Where each layer lies in the packed file, as a browser needs it.

    See `run` in ``scripts.experiments.edge_digit`` for the keys.
    """
    found, at = [], 0
    for layer, ((n_rows, n_columns), n_biases) in zip(
        LAYERS, tiny_cnn.shapes(LAYERS, IMAGE), strict=True
    ):
        scales_at = at + -(-n_rows * n_columns * BITS // 8)
        biases_at = scales_at + 2 * n_rows
        found.append(
            {
                "kind": layer.kind,
                "size": layer.size if layer.kind != "linear" else 0,
                "stride": layer.stride if layer.kind != "linear" else 0,
                "n_rows": n_rows,
                "n_columns": n_columns,
                "codes_at": at,
                "scales_at": scales_at,
                "biases_at": biases_at,
            }
        )
        at = biases_at + 2 * n_biases
    return found
