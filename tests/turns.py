"""Cases that take turns: each is tried in one way now, and in every way in the long tier."""

from collections.abc import Iterable, Sequence
from itertools import product

import pytest


def in_turn(names: Iterable, *ways: Sequence) -> list:
    """Parameters of a test: the first name in the first way, the second in the second, and so on.

    What is left, every name in every other way, is marked slow.
    """
    every = list(product(*ways))
    return [
        pytest.param(name, *way, marks=[] if i % len(every) == j else [pytest.mark.slow])
        for i, name in enumerate(names)
        for j, way in enumerate(every)
    ]
