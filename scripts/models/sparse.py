"""Bytes of a pruned network: where the weights are that are left, and what they are.

A place is stored as the number of zeros since the place before, in a Rice code: its quotient by 2^k
in unary, its remainder in k bits, with the k that takes least. For weights left at random that is
within a few per cent of the least possible, and with half of them left it is no more than a bitmap
with one bit for every weight.

Sources: Rice and Plaunt (1971), IEEE Trans. Commun. Technol. 19, 889-897 (the code); Han et al.
(2016), ICLR, arXiv:1510.00149 (gaps between the weights left, for a network).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scripts.models.quantize import pack_codes, quantize, unpack_codes
from scripts.models.tiny_cnn import Parts

MOST_K = 15  # bits of a remainder


def pack_places(mask: np.ndarray) -> bytes:
    """Places of the True entries of a flat mask.

    Their number (uint32, the low byte first), k (a byte), remainders, quotients; a quotient q is q
    zeros and a one. Bits fill a byte from the lowest, and each of the two blocks ends with a byte.
    """
    gaps = np.diff(np.flatnonzero(mask), prepend=-1) - 1
    k = min(range(MOST_K + 1), key=lambda k: k * len(gaps) + int(np.sum((gaps >> k) + 1)))
    remainders = gaps[:, None] >> np.arange(k) & 1  # (m, k)
    ends = np.cumsum((gaps >> k) + 1)
    unary = np.zeros(ends[-1] if len(ends) else 0, dtype=np.uint8)
    unary[ends - 1] = 1
    blocks = [np.packbits(bits.astype(np.uint8), bitorder="little") for bits in (remainders, unary)]
    head = len(gaps).to_bytes(4, "little") + bytes([k])
    return head + b"".join(block.tobytes() for block in blocks)


def unpack_places(content: bytes, size: int) -> tuple[np.ndarray, int]:
    """Invert `pack_places`; other bytes may follow.

    Returns
    -------
    mask : (size,) bool array
    used : int, bytes of the content
    """
    count, k = int.from_bytes(content[:4], "little"), content[4]
    stream = np.frombuffer(content, dtype=np.uint8)
    middle = 5 + -(-count * k // 8)
    bits = np.unpackbits(stream[5:middle], count=count * k, bitorder="little").reshape(count, k)
    ends = np.flatnonzero(np.unpackbits(stream[middle:], bitorder="little"))[:count]
    quotients = np.diff(ends, prepend=-1) - 1
    gaps = (quotients << k) + bits.astype(np.int64) @ (1 << np.arange(k))
    mask = np.zeros(size, dtype=bool)
    mask[np.cumsum(gaps + 1) - 1] = True
    return mask, middle + -(-(int(ends[-1]) + 1) // 8) if count else 5


def pack(parts: Parts, bits: int | None = None) -> bytes:
    """Write the weights that are not zero, layer after layer.

    A layer is its places, then the weights there, row by row, then its biases: 32-bit floats. With
    ``bits`` the weights are codes of k bits on a grid for each row, and a scale for each row stands
    before the biases, both as 16-bit floats; a weight that is rounded to zero is left out.

    Parameters
    ----------
    parts : sequence of (weights, biases)
        (n_rows, n_columns) and (n_biases,) arrays.
    bits : {2, 3, 4, 8}, optional

    Returns
    -------
    bytes
    """
    pieces = []
    for weights, biases in parts:
        if bits is None:
            left = weights != 0
            found = [weights[left].astype("<f4").tobytes(), biases.astype("<f4").tobytes()]
        else:
            codes, scales = quantize(weights, bits)
            left = codes != 0
            halves = [numbers.astype("<f2").tobytes() for numbers in (scales, biases)]
            found = [pack_codes(codes[left], bits), *halves]
        pieces += [pack_places(left.ravel()), *found]
    return b"".join(pieces)


def unpack(
    content: bytes, shapes: Sequence[tuple[tuple[int, int], int]], bits: int | None = None
) -> Parts:
    """Layers from what `pack` wrote.

    Parameters
    ----------
    content : bytes
    shapes : sequence of ((n_rows, n_columns), n_biases)
    bits : {2, 3, 4, 8}, optional

    Returns
    -------
    list of (weights, biases), float32
    """
    parts, at = [], 0

    def numbers(kind: str, count: int) -> np.ndarray:
        nonlocal at
        found = np.frombuffer(content, kind, count, at)
        at += found.nbytes
        return found.astype(np.float32)

    for (n_rows, n_columns), n_biases in shapes:
        left, used = unpack_places(content[at:], n_rows * n_columns)
        at += used
        weights = np.zeros(left.size, dtype=np.float32)
        count = int(left.sum())
        if bits is None:
            weights[left] = numbers("<f4", count)
            weights = weights.reshape(n_rows, n_columns)
            biases = numbers("<f4", n_biases)
        else:
            size = -(-count * bits // 8)
            weights[left] = unpack_codes(content[at : at + size], count, bits)
            at += size
            weights = weights.reshape(n_rows, n_columns) * numbers("<f2", n_rows)[:, None]
            biases = numbers("<f2", n_biases)
        parts.append((weights, biases))
    if at != len(content):
        raise ValueError(f"{len(content)} bytes where these shapes need {at}")
    return parts
