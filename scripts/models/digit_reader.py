"""The network of two kilobytes that reads centred digits: its shape, its training, its file.

Besides the ten digits it learns one more answer, "none of them", whose score is always 0: a drawing
is no digit when all ten scores are low. That takes no weight. What the ten scores weigh together,
log(sum of exp(score)), is its evidence of a digit.

Sources: LeCun et al. (1998), Proc. IEEE 86, 2278-2324 (the digits, and the frame they are centred
in); Jacob et al. (2018), CVPR (training with the rounding in the loop); Guo et al. (2017), ICML
(temperature); Dhamija et al. (2018), NeurIPS, and Liu et al. (2020), NeurIPS (low scores for what
belongs to no class).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar

from scripts.models import digit_images, tiny_cnn
from scripts.models.tiny_cnn import Layer, Network

IMAGE = (1, digit_images.SIDE, digit_images.SIDE)
N_CLASSES = 10
NONE = N_CLASSES  # label of what is no digit
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
    labels: np.ndarray,
    variants: np.ndarray,
    training: Training,
    rng: np.random.Generator,
) -> Network:
    """Train on variants of images, one of each drawn anew every time, with rounded weights.

    Parameters
    ----------
    labels : (n,) int array, `NONE` among them
    variants : (n_pool, n, 28, 28) uint8 array, 255 is ink
    training : Training
    rng : Generator
    """

    def augment(_: np.ndarray, rows: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        drawn = variants[rng.integers(len(variants), size=len(rows)), rows]
        return drawn / np.float32(255)

    start = tiny_cnn.new(LAYERS, IMAGE, rng)
    settings = training.n_epochs, training.batch_size, training.lr, rng
    rounding = {"bits": BITS, "round_from": training.round_from, "none": True}
    return tiny_cnn.train(start, variants[0], labels, *settings, **rounding, augment=augment)


def unpacked(content: bytes) -> Network:
    """Network from its packed bytes."""
    return tiny_cnn.unpacked(LAYERS, IMAGE, content, BITS)


def exact_scores(network: Network, images: np.ndarray) -> np.ndarray:
    """Scores in double precision, as in a browser: (n, 10), of centred (n, 28, 28) images."""
    exact = Network(network.layers, network.image, network.values.astype(float))
    return exact.scores(images.astype(float))


def probabilities(scores: np.ndarray) -> np.ndarray:
    """Probabilities of the ten digits, if it is one: (n, 10) from scores."""
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    return p / p.sum(axis=1, keepdims=True)


def evidence(scores: np.ndarray) -> np.ndarray:
    """Log of the summed exp of each row of scores: (n, 10) to (n,)."""
    most = scores.max(axis=1)
    return most + np.log(np.exp(scores - most[:, None]).sum(axis=1))


def temperature(trials: list[tuple[np.ndarray, np.ndarray]]) -> float:
    """Find what scores are divided by so that certainty is the share of right answers.

    It makes the mean of -log p(label) smallest, every trial weighing the same.

    Parameters
    ----------
    trials : list of scores (n, 10) and labels (n,), none of them learned from
    """

    def loss(log_t: float) -> float:
        p = [probabilities(scores / np.exp(log_t)) for scores, _ in trials]
        return sum(
            -np.mean(np.log(found[np.arange(len(labels)), labels] + 1e-30))
            for found, (_, labels) in zip(p, trials, strict=True)
        )

    return float(np.exp(minimize_scalar(loss, bounds=(-2, 2), method="bounded").x))


def cooled(network: Network, by: float) -> Network:
    """Divide the last layer, and so every score; the file then holds calibrated weights."""
    weights, biases = network.parts()[-1]
    values = network.values.copy()
    values[-(weights.size + biases.size) :] /= by
    return Network(network.layers, network.image, values)


def called_none(network: Network, none_below: float, images: np.ndarray) -> float:
    """Share of images whose evidence of a digit is below the bar."""
    return float(np.mean(evidence(network.scores(images)) < none_below))


def certainty(
    scores: np.ndarray, labels: np.ndarray, bins: tuple[float, ...]
) -> dict[str, float | np.ndarray]:
    """How certain the answers are, and how right.

    Returns
    -------
    dict
        mean : of the answers' probabilities; right, wrong : how many answers are in each of the
        bins of probability; digit : (10,) accuracy by label
    """
    p = probabilities(scores)
    right = p.argmax(axis=1) == labels
    counts = [np.histogram(p.max(axis=1)[here], bins)[0] for here in (right, ~right)]
    return {
        "mean": p.max(axis=1).mean(),
        "right": counts[0],
        "wrong": counts[1],
        "digit": np.array([right[labels == c].mean() for c in range(N_CLASSES)]),
    }


def layout() -> list[dict[str, int | str]]:
    """Where each layer lies in the packed file, as a browser needs it.

    Returns
    -------
    list of dict, one a layer
        kind ("conv" or "linear"), size and stride of the kernel, n_rows (channels or scores that
        come out, biases too) and n_columns of the weights; codes_at, scales_at, biases_at: bytes
        from the start of the file. Weight (row, column) is scale of the row times (code - 7). Codes
        are 4 bits each, row by row, the first in the low half of a byte, a row not filled up.
        Scales and biases are 16-bit floats, the low byte first. Columns of a convolution are
        (channel in, row, column of the kernel), of the linear layer (channel, row, column of the
        picture), the last index the fastest. A convolution of size s and stride t looks at s x s
        pixels around every t-th pixel from the first; outside the picture is 0. After every layer
        but the last, what is negative becomes 0.
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
