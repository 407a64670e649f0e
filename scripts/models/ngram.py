"""Character n-grams with interpolated Kneser-Ney smoothing, from 6-gram counts.

An order-n model guesses a character from the n - 1 before it. What it saw often it trusts; a
discount D is taken from every count and handed to the model one order lower, which therefore says
what to do where nothing was seen. Lower orders count in how many *different* surroundings a
character was seen, not how often, and below them all stands the uniform guess of 1 in 27.

The models are exact functions of the counts: nothing is random. `pack` prunes a model and rounds it
to bytes for a browser; `unpack` reads it back and `sample` writes text with it.

A code is a run of symbols as a number to the base of 27, the first symbol the highest digit; a is
0, z is 25, the space 26. A table is (codes, counts): (m,) int64 each, codes increasing.

Left out: modified Kneser-Ney, which has three discounts for each order instead of one.

Sources: Kneser and Ney (1995), ICASSP, 181-184; Chen and Goodman (1999), Computer Speech and
Language 13, 359-394, section 2.7 (interpolated form, D = n1 / (n1 + 2 n2)).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

Table = tuple[np.ndarray, np.ndarray]  # codes, counts

N_SYMBOLS = 27
ORDER = 6  # of the counts that models are made from
ALPHABET = "abcdefghijklmnopqrstuvwxyz "
MAGIC = b"KNOB"


def code_of(text: str) -> int:
    """Turn a text of a to z and spaces into its number."""
    code = 0
    for character in text:
        code = N_SYMBOLS * code + ALPHABET.index(character)
    return code


def merge(tables: Iterable[Table]) -> Table:
    """Add the counts of several texts."""
    codes, counts = (np.concatenate(parts) for parts in zip(*tables, strict=True))
    return _summed(codes, counts)


def thin(table: Table, n: int, rng: np.random.Generator) -> Table:
    """Draw n characters without replacement, each with the five before it.

    Parameters
    ----------
    table : Table of 6-grams
    n : int
        At most the sum of the counts.
    rng : Generator

    Returns
    -------
    Table whose counts sum to n
    """
    codes, counts = table
    kept = rng.multivariate_hypergeometric(counts, n, method="marginals")
    return codes[kept > 0], kept[kept > 0]


def mixed(parts: Iterable[tuple[Table, int]], rng: np.random.Generator) -> Table:
    """Draw so many characters of each text, as `thin` does, and add their counts."""
    return merge(thin(table, n, rng) for table, n in parts if n)


def shortened(table: Table, order: int) -> Table:
    """Count the last ``order`` symbols of every 6-gram."""
    return _summed(table[0] % N_SYMBOLS**order, table[1])


def _summed(codes: np.ndarray, counts: np.ndarray) -> Table:
    distinct, place = np.unique(codes, return_inverse=True)
    total = np.zeros(len(distinct), dtype=np.int64)
    np.add.at(total, place, counts)
    return distinct, total


@dataclass(frozen=True)
class _Level:
    """Discounted counts of one order: P = weight of the code + back of its context * P below."""

    codes: np.ndarray  # (m,) int64, increasing
    weight: np.ndarray  # (m,) probability
    contexts: np.ndarray  # (c,) int64, increasing: codes without their last symbol
    back: np.ndarray  # (c,) probability that is left for the order below

    def apply(self, below: np.ndarray, codes: np.ndarray) -> np.ndarray:
        """Probability of each code's last symbol, from those of the order below."""
        back, found = _look_up(self.contexts, self.back, codes // N_SYMBOLS)
        weight, _ = _look_up(self.codes, self.weight, codes)
        return np.where(found, weight + back * below, below)


def _look_up(keys: np.ndarray, values: np.ndarray, wanted: np.ndarray) -> tuple:
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    found = keys[place] == wanted
    return np.where(found, values[place], 0.0), found


def _discounted(table: Table) -> _Level:
    """One order of Kneser-Ney: D = n1 / (n1 + 2 n2) is taken from each count."""
    codes, counts = table
    once, twice = np.sum(counts == 1), np.sum(counts == 2)
    discount = once / (once + 2 * twice) if once else 0.5
    contexts, place = np.unique(codes // N_SYMBOLS, return_inverse=True)
    total = np.bincount(place, counts)  # (c,)
    kinds = np.bincount(place)  # (c,)
    return _Level(codes, (counts - discount) / total[place], contexts, discount * kinds / total)


@dataclass(frozen=True)
class NGram:
    """A fitted model; the lowest order first."""

    levels: tuple[_Level, ...]

    @property
    def order(self) -> int:
        """Characters it looks at, the guessed one among them."""
        return len(self.levels)

    def probability(self, codes: np.ndarray) -> np.ndarray:
        """Probability of the last symbol of each 6-gram given the order - 1 before it.

        Parameters
        ----------
        codes : (m,) int array

        Returns
        -------
        (m,) array
        """
        p = np.full(len(codes), 1 / N_SYMBOLS)
        for k, level in enumerate(self.levels, start=1):
            p = level.apply(p, codes % N_SYMBOLS**k)
        return p

    def bits(self, table: Table) -> float:
        """Bits per character on a text, as an exact sum over its 6-gram counts."""
        codes, counts = table
        return float(-np.sum(counts * np.log2(self.probability(codes))) / counts.sum())


def fit(table: Table, order: int) -> NGram:
    """Kneser-Ney model of the given order (1 to 6) from 6-gram counts."""
    levels = [_discounted(shortened(table, order))]
    kept = shortened(table, order)
    for k in range(order - 1, 0, -1):
        # How many different symbols stand before it: each longer code counts once.
        kept = _summed(kept[0] % N_SYMBOLS**k, np.ones(len(kept[0]), dtype=np.int64))
        levels.append(_discounted(kept))
    return NGram(tuple(reversed(levels)))


def best_order(texts: Iterable[tuple[Table, Table]], orders: Sequence[int]) -> int:
    """Order with the fewest bits on validation text, summed over texts.

    Parameters
    ----------
    texts : iterable of (training text, its validation text)
    orders : sequence of int
    """
    texts = list(texts)
    return min(orders, key=lambda order: sum(fit(seen, order).bits(new) for seen, new in texts))


# Pruned models, for a browser


@dataclass(frozen=True)
class Packed:
    """A model in whole numbers, as its file holds it; the lowest order first.

    Each level is (contexts, starts, back, symbols, weights): entries ``starts[i]`` to ``starts[i +
    1]`` belong to context i. The parts of a context are whole numbers, so they sum to one exactly.
    """

    levels: tuple[tuple[np.ndarray, ...], ...]

    def distribution(self, context: str) -> np.ndarray:
        """Probabilities of the 27 symbols after a text: (27,) array that sums to one."""
        p = np.full(N_SYMBOLS, 1 / N_SYMBOLS)
        for length, (contexts, starts, back, symbols, weights) in enumerate(self.levels):
            if length > len(context):
                break
            code = code_of(context[len(context) - length :])
            i = int(np.searchsorted(contexts, code))
            if i == len(contexts) or contexts[i] != code:
                continue
            entries = slice(starts[i], starts[i + 1])
            total = int(back[i]) + int(weights[entries].sum())
            p *= back[i] / total
            p[symbols[entries]] += weights[entries] / total
        return p

    def bits(self, table: Table) -> float:
        """Bits per character on a text, as an exact sum over its 6-gram counts."""
        codes, counts = table
        p = np.full(len(codes), 1 / N_SYMBOLS)
        for k, (contexts, starts, back, symbols, weights) in enumerate(self.levels, start=1):
            owner = np.repeat(np.arange(len(contexts)), np.diff(starts))
            total = back + np.bincount(owner, weights, minlength=len(contexts))
            own = contexts[owner] * N_SYMBOLS + symbols
            order = np.argsort(own)
            level = _Level(own[order], (weights / total[owner])[order], contexts, back / total)
            p = level.apply(p, codes % N_SYMBOLS**k)
        return float(-np.sum(counts * np.log2(p)) / counts.sum())


def pack(table: Table, order: int, cutoffs: Sequence[int]) -> bytes:
    """Prune a Kneser-Ney model and write it as bytes.

    Parameters
    ----------
    table : Table of 6-grams
    order : int
    cutoffs : sequence of int, one per order from 1
        Runs of k characters seen fewer times than this are left out; what they weighed goes to the
        order below.

    Returns
    -------
    bytes, little-endian, every block padded with zeros to a multiple of four bytes:

    - 8 bytes: "KNOB", version 1, order, 27, 0;
    - for each context length 0, 1, ... order - 1:
      two uint32, the numbers of contexts c and of entries e; then
      uint32[c] codes of the contexts, increasing; uint8[c] entries of each context;
      uint8[c] back, at least 1; uint8[e] symbols; uint8[e] weights, context after context.

    A code is a number to the base of 27, the first symbol the highest digit: a 0, z 25, space 26.
    To guess after a text: p = [1/27, ...]; for each length, find the code of the last that many
    symbols; if it is there, total = back + its weights, multiply all of p by back / total and add
    weight / total at each symbol. In JavaScript each block is a typed array on the file's buffer,
    ``new Uint32Array(buffer, offset, c)``, with no copying.
    """
    model = fit(table, order)
    blocks = [MAGIC + bytes([1, order, N_SYMBOLS, 0])]
    for k, (level, cutoff) in enumerate(zip(model.levels, cutoffs, strict=True), start=1):
        seen, counts = shortened(table, k)
        kept = counts[np.searchsorted(seen, level.codes)] >= cutoff
        codes, weight = level.codes[kept], level.weight[kept]
        contexts, owner = np.unique(codes // N_SYMBOLS, return_inverse=True)
        back = 1 - np.bincount(owner, weight)  # what is not kept goes below
        largest = np.maximum(back, _largest(owner, weight))  # (c,)
        rounded = np.rint(255 * weight / largest[owner]).astype(np.uint8)
        back = np.maximum(1, np.rint(255 * back / largest)).astype(np.uint8)
        told = rounded > 0
        codes, rounded, owner = codes[told], rounded[told], owner[told]
        sizes = np.bincount(owner, minlength=len(contexts)).astype(np.uint8)
        blocks += [
            struct.pack("<II", len(contexts), len(codes)),
            contexts.astype("<u4").tobytes(),
            *(block.tobytes() for block in (sizes, back)),
            *((codes % N_SYMBOLS).astype(np.uint8).tobytes(), rounded.tobytes()),
        ]
    return b"".join(block + bytes(-len(block) % 4) for block in blocks)


def _largest(owner: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Largest value of each owner; owners are 0, 1, ... without gaps."""
    found = np.zeros(owner.max() + 1)
    np.maximum.at(found, owner, values)
    return found


def unpack(content: bytes) -> Packed:
    """Read what `pack` wrote; a ValueError for anything else."""
    if content[:5] != MAGIC + b"\x01" or content[6] != N_SYMBOLS:
        raise ValueError("not a packed n-gram model of version 1")
    at, levels = 8, []

    def block(kind: str, n: int) -> np.ndarray:
        nonlocal at
        found = np.frombuffer(content, kind, n, at)
        at += found.nbytes + -found.nbytes % 4
        return found.astype(np.int64)

    for _ in range(content[5]):
        n_contexts, n_entries = block("<u4", 2)
        contexts, sizes = block("<u4", n_contexts), block("u1", n_contexts)
        starts = np.concatenate([[0], np.cumsum(sizes)])
        levels.append((contexts, starts, *(block("u1", n) for n in (n_contexts, *2 * [n_entries]))))
    if at != len(content):
        raise ValueError(f"{len(content)} bytes where {at} were announced")
    return Packed(tuple(levels))


def sample(model: Packed, n: int, rng: np.random.Generator, start: str = " ") -> str:
    """Write n characters after a start, one guess at a time.

    Parameters
    ----------
    model : Packed
    n : int
    rng : Generator
        One uniform number is drawn for each character.
    start : str
        Of a to z and spaces; not part of what is returned.
    """
    text = start
    reach = len(model.levels) - 1
    for _ in range(n):
        p = model.distribution(text[max(0, len(text) - reach) :])
        place = int(np.searchsorted(np.cumsum(p), rng.random(), side="right"))
        text += ALPHABET[min(place, N_SYMBOLS - 1)]
    return text[len(start) :]
