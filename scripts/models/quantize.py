"""Weights of k bits: every row of a matrix is a scale times small whole numbers.

The grid is uniform and symmetric around zero. With k bits, 2 to 8, the whole numbers (codes) run
from -(2^(k-1) - 1) to 2^(k-1) - 1, so 2 bits mean -1, 0, 1; with 1 bit a code is a sign, -1 or 1.
A row is what makes one output: a unit's weights, a channel's kernel. Scales and biases are stored
as 16-bit floats and count towards the size.

The scale of a row minimises the squared rounding error: for 1 bit it is the mean of |w|; for more
bits the best of a list of shares of the largest |w|, the weights beyond the grid being clipped.

Left out: offsets (the distribution of a row's weights is near symmetric), and scales shared by
groups inside a row, which pay off for rows much longer than those here.

Sources: Rastegari et al. (2016), ECCV (sign times the mean of |w|); Bengio, Leonard and Courville
(2013), arXiv:1308.3432 (the straight-through gradient); Jacob et al. (2018), CVPR (training with
the rounding in the loop).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

MOST = 65520  # what a 16-bit float rounds to infinity
BITS = (1, 2, 3, 4, 8)
SHARES = np.linspace(0.3, 1, 15)  # of a row's largest |w|: where the grid may end


def top_code(bits: int) -> int:
    """Largest code: 1 for 1 and 2 bits, 3 for 3, 7 for 4, 127 for 8."""
    if bits not in BITS:
        raise ValueError(f"bits must be one of {BITS}, not {bits}")
    return max(1, 2 ** (bits - 1) - 1)


def codes_of(weights: np.ndarray, scales: np.ndarray, bits: int) -> np.ndarray:
    """Nearest codes for given scales.

    Parameters
    ----------
    weights : (n_rows, n_columns) array
    scales : (n_rows,) array, at least 0; a row of scale 0 has the codes 0 (1 bit: its signs)
    bits : {1, 2, 3, 4, 8}

    Returns
    -------
    (n_rows, n_columns) array of whole numbers, in the dtype of the weights
    """
    if bits == 1:
        return 1 - 2 * (weights < 0).astype(weights.dtype)
    safe = np.where(scales > 0, scales, np.inf).astype(weights.dtype)
    top = top_code(bits)
    return np.clip(np.rint(weights / safe[:, None]), -top, top)


def fit_scales(weights: np.ndarray, bits: int) -> np.ndarray:
    """Scale of each row, as a number a 16-bit float can hold.

    Parameters
    ----------
    weights : (n_rows, n_columns) array
    bits : {1, 2, 3, 4, 8}

    Returns
    -------
    (n_rows,) array in the dtype of the weights
    """
    if bits == 1:
        return _half(np.abs(weights).mean(axis=1))
    largest = np.abs(weights).max(axis=1)
    best, least = np.zeros_like(largest), np.full_like(largest, np.inf)
    for share in SHARES.tolist():  # Python floats: a float32 matrix stays float32
        scales = _half(share * largest / top_code(bits))
        error = np.sum((weights - rounded(weights, scales, bits)) ** 2, axis=1)
        better = error < least
        best, least = np.where(better, scales, best), np.where(better, error, least)
    return best


def rounded(weights: np.ndarray, scales: np.ndarray, bits: int) -> np.ndarray:
    """Weights moved to the nearest point of their row's grid; parameters as for `codes_of`."""
    return scales[:, None] * codes_of(weights, scales, bits)


def quantize(weights: np.ndarray, bits: int) -> tuple[np.ndarray, np.ndarray]:
    """Codes and scales of a matrix.

    Returns
    -------
    codes : (n_rows, n_columns) int8 array
    scales : (n_rows,) array in the dtype of the weights
    """
    scales = fit_scales(weights, bits)
    return codes_of(weights, scales, bits).astype(np.int8), scales


@dataclass
class StraightThrough:
    """Rounding inside the training loop.

    The loss and its gradient are taken at the rounded weights, and the step is taken by the weights
    before rounding, as if rounding were not there: its own slope is zero almost everywhere.

        through = StraightThrough(bits=4)
        for batch in batches:
            gradients = gradients_at(through(weights), batch)  # rounded: what will ship
            for w, g in zip(weights, gradients):
                w -= lr * g  # not rounded: small steps add up

    Attributes
    ----------
    bits : {1, 2, 3, 4, 8}
    every : int
        Scales are fitted anew after that many calls; between, only the codes change.
    """

    bits: int
    every: int = 20
    _calls: int = 0
    _scales: list[np.ndarray] = field(default_factory=list)

    def __call__(self, weights: Sequence[np.ndarray]) -> list[np.ndarray]:
        """Round matrices of (n_rows, n_columns), always as many and in the same order."""
        if self._calls % self.every == 0:
            self._scales = [fit_scales(w, self.bits) for w in weights]
        self._calls += 1
        return [rounded(w, s, self.bits) for w, s in zip(weights, self._scales, strict=True)]


# Bytes


def pack_codes(codes: np.ndarray, bits: int) -> bytes:
    """Codes as a stream of k bits each, the first code in the lowest bits of the first byte.

    What is stored is code + 2^(k-1) - 1, for 1 bit (code + 1) / 2: whole numbers from 0.
    """
    top = top_code(bits)
    flat = codes.ravel().astype(np.int16)
    stored = (flat + 1) // 2 if bits == 1 else flat + top
    planes = stored[:, None] >> np.arange(bits) & 1  # (n, k), lowest bit first
    return np.packbits(planes.astype(np.uint8), bitorder="little").tobytes()


def unpack_codes(content: bytes, count: int, bits: int) -> np.ndarray:
    """Invert `pack_codes`.

    Returns
    -------
    (count,) int8 array
    """
    stream = np.frombuffer(content, dtype=np.uint8)
    planes = np.unpackbits(stream, count=count * bits, bitorder="little").reshape(count, bits)
    stored = planes.astype(np.int16) @ (1 << np.arange(bits, dtype=np.int16))
    return (2 * stored - 1 if bits == 1 else stored - top_code(bits)).astype(np.int8)


def pack(layers: Sequence[tuple[np.ndarray, np.ndarray]], bits: int) -> bytes:
    """Quantise a network's layers and write them one after the other.

    A layer is its codes, row by row, filled up to whole bytes; then a scale for each row; then its
    biases. Scales and biases are 16-bit floats, the low byte first.

    Parameters
    ----------
    layers : sequence of (weights, biases)
        (n_rows, n_columns) and (n_biases,) arrays.
    bits : {1, 2, 3, 4, 8}

    Returns
    -------
    bytes, `packed_size` of them
    """
    pieces = []
    for weights, biases in layers:
        codes, scales = quantize(weights, bits)
        pieces += [pack_codes(codes, bits)]
        pieces += [numbers.astype("<f2").tobytes() for numbers in (scales, biases)]
    return b"".join(pieces)


def unpack(
    content: bytes, shapes: Sequence[tuple[tuple[int, int], int]], bits: int
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Layers as they are after rounding, from what `pack` wrote.

    Parameters
    ----------
    content : bytes
    shapes : sequence of ((n_rows, n_columns), n_biases)
    bits : {1, 2, 3, 4, 8}

    Returns
    -------
    list of (weights, biases), float32
    """
    if len(content) != packed_size(shapes, bits):
        raise ValueError(f"{len(content)} bytes where these shapes need another number")
    layers, at = [], 0
    for (n_rows, n_columns), n_biases in shapes:
        size = -(-n_rows * n_columns * bits // 8)
        codes = unpack_codes(content[at : at + size], n_rows * n_columns, bits)
        at += size
        halves = np.frombuffer(content, "<f2", n_rows + n_biases, at).astype(np.float32)
        at += 2 * len(halves)
        weights = halves[:n_rows, None] * codes.reshape(n_rows, n_columns)
        layers.append((weights, halves[n_rows:]))
    return layers


def packed_size(shapes: Sequence[tuple[tuple[int, int], int]], bits: int) -> int:
    """Bytes of a packed network, scales and biases included; parameters as for `unpack`."""
    return sum(
        -(-n_rows * n_columns * bits // 8) + 2 * (n_rows + n_biases)
        for (n_rows, n_columns), n_biases in shapes
    )


def _half(numbers: np.ndarray) -> np.ndarray:
    if np.max(numbers, initial=0) >= MOST:
        raise ValueError(f"weights need a scale of {np.max(numbers):g}, a half holds below {MOST}")
    return numbers.astype(np.float16).astype(numbers.dtype)
