"""A tiny convolutional network in NumPy: a few thousand weights, float32, trained with Adam.

Images lie with the batch as the last axis, (channels, rows, columns, batch): the nine shifted views
of a 3 x 3 convolution are then copied in long runs, and every convolution is one matrix product.
Layers are rectified, max(0, x), all but the last; the loss is the cross-entropy of the softmax.

A layer's weights are a matrix with one row for each output channel, which is what quantisation
gives a scale. With ``bits`` the weights are rounded inside the training loop for its later part.

Left out: batch normalisation (with five layers it is not needed, and it would have to be folded
into the weights before rounding), momentum schedules, regularisation other than augmentation.

Sources: LeCun et al. (1998), Proc. IEEE 86, 2278-2324 (convolutional networks for digits); Howard
et al. (2017), arXiv:1704.04861 (depthwise layers); Kingma and Ba (2015), ICLR (Adam); He et al.
(2015), ICCV (size of the first weights).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.linalg  # noqa: F401  a limit on BLAS threads only reaches libraries already loaded

from scripts.models.quantize import StraightThrough, pack, packed_size, unpack

KINDS = ("conv", "depthwise", "linear")
Parts = list[tuple[np.ndarray, np.ndarray]]  # weights (rows, columns), biases (rows,) of a layer


@dataclass(frozen=True)
class Layer:
    """One layer; images keep their size but for the stride (zeros around, ``size // 2`` wide)."""

    kind: str  # "conv", "depthwise" (one kernel a channel, nothing between them) or "linear"
    n_out: int = 0  # channels or scores; a depthwise layer keeps its channels
    size: int = 3  # of the kernel, odd: rows and columns
    stride: int = 1

    def __post_init__(self) -> None:
        """Refuse a kind that `forward` does not know."""
        if self.kind not in KINDS:
            raise ValueError(f"kind must be one of {KINDS}, not {self.kind!r}")


@dataclass(frozen=True)
class Network:
    """Layers and the image they read, with all parameters in one vector."""

    layers: tuple[Layer, ...]
    image: tuple[int, int, int]  # channels, rows, columns
    values: np.ndarray  # (P,) float32

    def parts(self) -> Parts:
        """View the vector as weights and biases, layer after layer."""
        return split(self.values, shapes(self.layers, self.image))

    @property
    def n_params(self) -> int:
        """How many parameters there are."""
        return len(self.values)

    def scores(self, images: np.ndarray) -> np.ndarray:
        """Scores of images: (n, rows, columns) or (n, channels, rows, columns) to (n, k)."""
        return self._read(images)[1]

    def features(self, images: np.ndarray) -> np.ndarray:
        """Images as a linear last layer reads them: (n, columns of its weights)."""
        return self._read(images)[0]

    def _read(self, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        found, room = [], Room()
        for at in range(0, len(images), 100):
            x = batch_last(images[at : at + 100])
            scores, kept = forward(self.layers, self.parts(), x, room)
            found.append((kept[-1][0].T.copy(), scores.T.copy()))
        features, scores = zip(*found, strict=True)
        return np.concatenate(features), np.concatenate(scores)

    def accuracy(self, images: np.ndarray, labels: np.ndarray) -> float:
        """Share of images that get their own label."""
        return float(np.mean(self.scores(images).argmax(axis=1) == labels))

    def packed(self, bits: int) -> bytes:
        """Bytes of the network with weights of k bits: see `scripts.models.quantize.pack`."""
        return pack(self.parts(), bits)

    def rounded(self, bits: int) -> Network:
        """Network that the packed bytes stand for."""
        return unpacked(self.layers, self.image, self.packed(bits), bits)


def unpacked(
    layers: Sequence[Layer], image: tuple[int, int, int], content: bytes, bits: int
) -> Network:
    """Network from its packed bytes."""
    parts = unpack(content, shapes(layers, image), bits)
    return Network(tuple(layers), image, joined(parts))


def batch_last(images: np.ndarray) -> np.ndarray:
    """(n, rows, columns) or (n, channels, rows, columns) to (channels, rows, columns, n)."""
    if images.ndim == 3:
        images = images[:, None]
    return np.ascontiguousarray(np.moveaxis(images, 0, -1))


def shapes(
    layers: Sequence[Layer], image: tuple[int, int, int]
) -> list[tuple[tuple[int, int], int]]:
    """((rows, columns) of the weights, number of biases) of each layer."""
    found = []
    channels, height, width = image
    for layer in layers:
        n_out = channels if layer.kind == "depthwise" else layer.n_out
        if layer.kind == "linear":
            columns, height, width = channels * height * width, 1, 1
        else:
            columns = layer.size**2 * (1 if layer.kind == "depthwise" else channels)
            height, width = (-(-side // layer.stride) for side in (height, width))
        found.append(((n_out, columns), n_out))
        channels = n_out
    return found


def bytes_of(layers: Sequence[Layer], image: tuple[int, int, int], bits: int) -> int:
    """Bytes of a packed network, scales and biases included."""
    return packed_size(shapes(layers, image), bits)


def split(values: np.ndarray, matrices: Sequence[tuple[tuple[int, int], int]]) -> Parts:
    """View one vector as weights and biases of these shapes."""
    found, at = [], 0
    for (n_rows, n_columns), n_biases in matrices:
        middle = at + n_rows * n_columns
        weights = values[at:middle].reshape(n_rows, n_columns)
        at = middle + n_biases
        found.append((weights, values[middle:at]))
    return found


def joined(parts: Parts) -> np.ndarray:
    """Invert `split`."""
    return np.concatenate([piece.ravel() for pair in parts for piece in pair])


def new(layers: Sequence[Layer], image: tuple[int, int, int], rng: np.random.Generator) -> Network:
    """Untrained network: normal weights (He et al.), small scores, biases of zero."""
    parts = []
    for i, ((n_rows, n_columns), n_biases) in enumerate(shapes(layers, image)):
        gain = 1 if i == len(layers) - 1 else 2
        weights = np.sqrt(gain / n_columns) * rng.standard_normal((n_rows, n_columns))
        parts.append((weights, np.zeros(n_biases)))
    return Network(tuple(layers), image, joined(parts).astype(np.float32))


# Forward and backward


class Room:
    """Arrays that are used again at every step: fresh memory takes longer than the arithmetic."""

    def __init__(self) -> None:
        self._arrays: dict[tuple, np.ndarray] = {}

    def __call__(self, name: str, i: int, shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
        """Array of layer i by its name: zeros at first, then with what was last written there."""
        key = (name, i, shape, dtype)
        if key not in self._arrays:
            self._arrays[key] = np.zeros(shape, dtype)
        return self._arrays[key]


def _patches(x: np.ndarray, layer: Layer, i: int, room: Room) -> np.ndarray:
    """(c, h, w, b) to (c, size * size, h', w', b): what each output looks at."""
    reach, size, stride = layer.size // 2, layer.size, layer.stride
    channels, height, width, batch = x.shape
    around = (channels, height + 2 * reach, width + 2 * reach, batch)
    padded = room("padded", i, around, x.dtype)  # nobody writes to the zeros around
    padded[:, reach : reach + height, reach : reach + width] = x
    out = -(-height // stride), -(-width // stride)
    patches = room("patches", i, (channels, size * size, *out, batch), x.dtype)
    for k, rows, columns in _windows(size, stride, out):
        patches[:, k] = padded[:, rows, columns]
    return patches


def _scattered(
    patches: np.ndarray, shape: tuple[int, ...], layer: Layer, i: int, room: Room
) -> np.ndarray:
    """Transpose of `_patches`: sum every patch into the places it was read from."""
    reach = layer.size // 2
    channels, height, width, batch = shape
    around = (channels, height + 2 * reach, width + 2 * reach, batch)
    padded = room("scattered", i, around, patches.dtype)
    padded[...] = 0
    for k, rows, columns in _windows(layer.size, layer.stride, patches.shape[2:4]):
        padded[:, rows, columns] += patches[:, k]
    return padded[:, reach : reach + height, reach : reach + width]


def _windows(size: int, stride: int, out: tuple[int, int]) -> list[tuple[int, slice, slice]]:
    height, width = out
    return [
        (
            size * i + j,
            slice(i, i + stride * (height - 1) + 1, stride),
            slice(j, j + stride * (width - 1) + 1, stride),
        )
        for i in range(size)
        for j in range(size)
    ]


def _is_pointwise(layer: Layer) -> bool:
    return layer.kind == "conv" and layer.size == layer.stride == 1


def forward(
    layers: Sequence[Layer], parts: Parts, x: np.ndarray, room: Room | None = None
) -> tuple[np.ndarray, list[tuple[np.ndarray, np.ndarray, tuple[int, ...]]]]:
    """Scores, and what the backward pass needs.

    Parameters
    ----------
    layers : sequence of Layer
    parts : weights and biases of each
    x : (channels, rows, columns, batch) array
    room : Room, optional
        What comes back lies in it, until the next call.

    Returns
    -------
    scores : (k, batch) array
    kept : list of (patches, output, shape of the input), one a layer
    """
    kept, room = [], room or Room()
    for i, (layer, (weights, biases)) in enumerate(zip(layers, parts, strict=True)):
        shape, n_rows = x.shape, len(weights)
        if layer.kind == "linear":
            patches = x.reshape(-1, shape[-1])
            sides = shape[-1:]
        else:
            patches = x[:, None] if _is_pointwise(layer) else _patches(x, layer, i, room)
            sides = patches.shape[2:]  # (h, w, b)
        out = room("out", i, (n_rows, int(np.prod(sides))), x.dtype)
        if layer.kind == "depthwise":
            seen = patches.reshape(*patches.shape[:2], -1)  # (c, 9, h w b)
            np.matmul(weights[:, None], seen, out=out[:, None])
        else:
            np.matmul(weights, patches.reshape(weights.shape[1], -1), out=out)
        out += biases[:, None]
        if i < len(layers) - 1:
            np.maximum(out, 0, out=out)
        x = out.reshape(n_rows, *sides)
        kept.append((patches, out, shape))
    return x.reshape(len(x), -1), kept


def loss_and_gradient(
    layers: Sequence[Layer],
    parts: Parts,
    x: np.ndarray,
    labels: np.ndarray,
    room: Room | None = None,
    *,
    none: bool = False,
) -> tuple[float, np.ndarray]:
    """Mean of -log p(label) and its gradient.

    Parameters
    ----------
    layers : sequence of Layer
    parts : weights and biases of each
    x : (channels, rows, columns, batch) array
    labels : (batch,) int array
    room : Room, optional
    none : bool
        There is one more answer, "none of them": its label is k, its score always 0.

    Returns
    -------
    loss : float, nats per image
    gradient : (P,) array, in the order of `joined`
    """
    room = room or Room()
    scores, kept = forward(layers, parts, x, room)
    batch, columns = x.shape[-1], np.arange(x.shape[-1])
    seen = np.append(scores, np.zeros((1, batch), x.dtype), axis=0) if none else scores
    p = np.exp(seen - seen.max(axis=0))
    p /= p.sum(axis=0)  # (k, b)
    loss = -float(np.mean(np.log(np.maximum(p[labels, columns], 1e-30))))
    p[labels, columns] -= 1
    p = p[: len(scores)]
    above = p / np.float32(batch)  # gradient of a layer's output, from the last layer down
    gradients = []
    for i in range(len(layers) - 1, -1, -1):
        layer, weights, (patches, out, shape) = layers[i], parts[i][0], kept[i]
        if i == len(layers) - 1:
            flat = above.reshape(out.shape)
        else:
            positive = np.greater(out, 0, out=room("positive", i, out.shape, np.dtype(bool)))
            flat = room("flat", i, out.shape, x.dtype)  # (rows, h w b)
            sides = patches.shape[2:] if layer.kind != "linear" else shape[-1:]
            whole = (len(weights), *sides)
            np.multiply(above.reshape(whole), positive.reshape(whole), out=flat.reshape(whole))
        if layer.kind == "depthwise":
            seen = patches.reshape(*patches.shape[:2], -1)  # (c, 9, h w b)
            own = np.matmul(seen, flat[..., None])[..., 0]
        else:
            own = flat @ patches.reshape(weights.shape[1], -1).T
        gradients.append((own, flat.sum(axis=1)))
        if i == 0:
            break
        if layer.kind == "depthwise":
            below = room("below", i, patches.shape, x.dtype)
            np.multiply(weights[..., None], flat[:, None], out=below.reshape(seen.shape))
        else:
            below = room("below", i, (weights.shape[1], flat.shape[1]), x.dtype)
            np.matmul(weights.T, flat, out=below)
        if layer.kind == "linear" or _is_pointwise(layer):
            above = below.reshape(shape)
        else:
            above = _scattered(below.reshape(patches.shape), shape, layer, i, room)
    return loss, joined(gradients[::-1])


# Training


def train(
    network: Network,
    images: np.ndarray,
    labels: np.ndarray,
    n_epochs: float,
    batch_size: int,
    lr: float,
    rng: np.random.Generator,
    *,
    bits: int | None = None,
    round_from: float = 0.3,
    none: bool = False,
    augment: Callable[[np.ndarray, np.ndarray, np.random.Generator], np.ndarray] | None = None,
) -> Network:
    """Train with Adam on minibatches; the learning rate falls along a half cosine to zero.

    Parameters
    ----------
    network : Network
        Where to start; left as it is.
    images : (n, rows, columns) or (n, channels, rows, columns) array
    labels : (n,) int array
    n_epochs : float
        How often every image is shown; each time in a new order.
    batch_size : int
    lr : float
        Learning rate of the first step.
    rng : Generator
    bits : int, optional
        Round the weights to k bits inside the loop, and return the rounded network.
    round_from : float
        Share of the steps before the rounding begins.
    none : bool
        See `loss_and_gradient`.
    augment : callable, optional
        ``augment(batch of images, their indexes, rng)``: the images to learn from instead.

    Returns
    -------
    Network
    """
    values = network.values.copy()
    mean, square = np.zeros_like(values), np.zeros_like(values)
    matrices = shapes(network.layers, network.image)
    through, room = StraightThrough(bits) if bits else None, Room()
    n_steps = round(n_epochs * len(images) / batch_size)
    order = np.concatenate([rng.permutation(len(images)) for _ in range(int(np.ceil(n_epochs)))])
    for step in range(n_steps):
        rows = order[step * batch_size : (step + 1) * batch_size]
        batch = images[rows] if augment is None else augment(images[rows], rows, rng)
        parts = split(values, matrices)
        if through and step >= round_from * n_steps:
            used = through([weights for weights, _ in parts])
            parts = [(w, biases) for w, (_, biases) in zip(used, parts, strict=True)]
        x = batch_last(batch)
        _, gradient = loss_and_gradient(network.layers, parts, x, labels[rows], room, none=none)
        mean += 0.1 * (gradient - mean)
        square += 0.01 * (gradient * gradient - square)
        t = step + 1
        rate = lr * 0.5 * (1 + np.cos(np.pi * step / n_steps)) / (1 - 0.9**t)
        values -= np.float32(rate) * mean / (np.sqrt(square / (1 - 0.99**t)) + 1e-8)
    found = Network(network.layers, network.image, values)
    return found.rounded(bits) if bits else found
