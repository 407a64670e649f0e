"""Random numbers that a page and Python draw alike: the twin of `docs/js/lib/random.js`.

NumPy's generators have no counterpart in a browser; this one is four lines in both languages. It is
for what a reader sees happen and a test repeats, not for an experiment.

Source: Tommy Ettinger's mulberry32, in the public domain; Box and Muller (1958), Ann. Math. Stat.
29, 610-611.
"""

from __future__ import annotations

import math
from collections.abc import Callable

MASK = 2**32 - 1


def seeded(seed: int) -> Callable[[], float]:
    """Give a function that draws one number from [0, 1) a call.

    Parameters
    ----------
    seed : int
        Taken modulo 2^32.
    """
    state = seed & MASK

    def draw() -> float:
        nonlocal state
        state = (state + 0x6D2B79F5) & MASK
        mixed = (state ^ state >> 15) * (state | 1) & MASK
        mixed ^= (mixed + ((mixed ^ mixed >> 7) * (mixed | 61) & MASK)) & MASK
        return (mixed ^ mixed >> 14) / 2**32

    return draw


def normal(draw: Callable[[], float]) -> float:
    """One number from the standard normal distribution, for two of `draw`."""
    radius = math.sqrt(-2 * math.log(1 - draw()))
    return radius * math.cos(2 * math.pi * draw())
