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

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from scripts.models.bit_coder import Reader, Writer

Table = tuple[np.ndarray, np.ndarray]  # codes, counts
Level = dict[int, tuple[int, dict[int, int]]]  # context to back and the weights of its symbols

N_SYMBOLS = 27
ORDER = 6  # of the counts that models are made from
ALPHABET = "abcdefghijklmnopqrstuvwxyz "
HEAD = b"KNOB\x02"


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

    @property
    def reach(self) -> int:
        """Characters it looks back."""
        return len(self.levels) - 1

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
        Runs of k characters seen fewer times than this are left out, and so are those whose
        beginning or end, shorter by one, is; what they weighed goes to the order below.

    Returns
    -------
    bytes: "KNOB", version 2, order, 27, 0; then what `_coded` writes, by `scripts.models.bit_coder`

    A code is a number to the base of 27, the first symbol the highest digit: a 0, z 25, space 26.
    To guess after a text: p = [1/27, ...]; for each length of context, find the code of the last
    that many symbols; if it is there, total = back + its weights, multiply all of p by back / total
    and add weight / total at each symbol.
    """
    model = fit(table, order)
    levels: list[Level] = []
    told = np.empty(0, dtype=np.int64)  # runs of the order below that are kept
    for k, (level, cutoff) in enumerate(zip(model.levels, cutoffs, strict=True), start=1):
        seen, counts = shortened(table, k)
        kept = counts[np.searchsorted(seen, level.codes)] >= cutoff
        if k > 1:
            kept &= np.isin(level.codes // N_SYMBOLS, told)
            kept &= np.isin(level.codes % N_SYMBOLS ** (k - 1), told)
        codes, weight = level.codes[kept], level.weight[kept]
        contexts, owner = np.unique(codes // N_SYMBOLS, return_inverse=True)
        back = 1 - np.bincount(owner, weight)  # what is not kept goes below
        largest = np.maximum(back, _largest(owner, weight))  # (c,)
        rounded = np.rint(255 * weight / largest[owner]).astype(int)
        back = np.maximum(1, np.rint(255 * back / largest)).astype(int)
        own: Level = {int(c): (int(b), {}) for c, b in zip(contexts, back, strict=True)}
        for code, value in zip(codes.tolist(), rounded.tolist(), strict=True):
            if value:
                own[code // N_SYMBOLS][1][code % N_SYMBOLS] = value
        levels.append({context: parts for context, parts in own.items() if parts[1]})
        told = codes[rounded > 0]
    writer = Writer()
    _coded(writer, order, levels)
    return HEAD + bytes([order, N_SYMBOLS, 0]) + writer.done()


def _coded(coder: Writer | Reader, order: int, known: Sequence[Level] = ()) -> list[Level]:
    """Pass a model through a coder, shorter contexts first: what is known is written, else read.

    Two things need hardly any room: a context of a level is a run of the level below, and a symbol
    that follows a context also follows what is left of it without its first symbol.
    """
    levels: list[Level] = []
    for length in range(order):
        own = known[length] if known else {}
        below = levels[-1] if levels else {}
        level: Level = {}
        runs = [
            (N_SYMBOLS * context + symbol, weight)
            for context, (_, entries) in below.items()
            for symbol, weight in entries.items()
        ]
        for context, weight in runs if length else [(0, 255)]:
            if not coder.bit(("run", length, weight.bit_length()), int(context in own)):
                continue
            back, entries = own.get(context, (0, {}))
            offered = dict.fromkeys(range(N_SYMBOLS), 255)
            if length:
                offered = below.get(context % N_SYMBOLS ** (length - 1), (0, {}))[1]
            n_offered = min(8, len(offered))
            symbols = [
                symbol
                for symbol, weight in offered.items()
                if coder.bit(
                    ("symbol", length, n_offered, weight.bit_length()), int(symbol in entries)
                )
            ]
            back = coder.byte(("back", length, min(3, len(symbols))), back)
            full = back == 255  # the largest part of every context is 255
            weights = {}
            for symbol in symbols:
                group = "weight", length, min(4, len(symbols)), full
                weights[symbol] = coder.byte(group, entries.get(symbol, 0))
                full |= weights[symbol] == 255
            level[context] = back, weights
        levels.append(level)
    return levels


def _largest(owner: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Largest value of each owner; owners are 0, 1, ... without gaps."""
    found = np.zeros(owner.max() + 1)
    np.maximum.at(found, owner, values)
    return found


def unpack(content: bytes) -> Packed:
    """Read what `pack` wrote; a ValueError for anything else."""
    if content[:5] != HEAD or content[6] != N_SYMBOLS:
        raise ValueError("not a packed n-gram model of version 2")
    reader = Reader(content[8:])
    levels = []
    for level in _coded(reader, content[5]):
        sizes = [len(entries) for _, entries in level.values()]
        pairs = [pair for _, entries in level.values() for pair in entries.items()]
        symbols, weights = np.reshape(pairs, (-1, 2)).astype(np.int64).T
        back = np.array([back for back, _ in level.values()], dtype=np.int64)
        contexts = np.array(list(level), dtype=np.int64)
        levels.append((contexts, np.cumsum([0, *sizes]), back, symbols, weights))
    if reader.at != len(content) - 8:
        raise ValueError(f"{len(content)} bytes where {reader.at + 8} were announced")
    return Packed(tuple(levels))


def sample(model: Packed, n: int, draw: Callable[[], float], start: str = " ") -> str:
    """Write n characters after a start, one guess at a time.

    Parameters
    ----------
    model : Packed
    n : int
    draw : function
        Gives a number from [0, 1); it is called once for each character.
    start : str
        Of a to z and spaces; not part of what is returned.
    """
    text = start
    for _ in range(n):
        p = model.distribution(text[-model.reach :])
        place = int(np.searchsorted(np.cumsum(p), draw(), side="right"))
        text += ALPHABET[min(place, N_SYMBOLS - 1)]
    return text[len(start) :]


def surprises(model: Packed, text: str, before: str = " ") -> list[float]:
    """Bits that each character of a text costs, which stands after ``before``."""
    whole = before + text
    bits = []
    for at in range(len(before), len(whole)):
        p = model.distribution(whole[max(0, at - model.reach) : at])
        bits.append(-math.log2(p[ALPHABET.index(whole[at])]))
    return bits
