"""The ladder of the home page: a few models from two knobs to GPT-3, as a list.

`scripts.build` writes it beside the figures, from the result of ``parameter_count``, whose figure
has them all: here each rung is at least `APART` times as high as the one below, and what came
after GPT-3 is for the reader to guess. A list is read by everything that reads; the line under each
row is decoration.
"""

import html
from collections.abc import Sequence
from math import log10

from scripts.compute.problem import Problem
from scripts.compute.results import FIGURES, read_result

NAME = "ladder.md"
TOP = "GPT-3"
APART = 10
WORDS = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def spoken(count: int) -> str:
    """Count as a person would say it: 650, 40,010, 66.4 million, 1.6 trillion."""
    for size, word in WORDS:
        if count >= size:
            return f"{count / size:.3g} {word}"
    return f"{count:,}"


def rungs(counts: Sequence[int]) -> list[int]:
    """Places of the rungs among counts that only grow: the first, and each that is far enough up.

    The last of `counts` has to be one of them, because the list ends with it.
    """
    found = [0]
    for i, count in enumerate(counts):
        if count >= APART * counts[found[-1]]:
            found.append(i)
    if found[-1] != len(counts) - 1:
        raise Problem(
            f"{TOP} is less than ten times the rung below it.\n"
            "Change APART in scripts/building/ladder.py, and the sentence above the ladder."
        )
    return found


def page() -> bytes:
    """HTML list, one item a model, its dot at the logarithm of its count."""
    data = read_result(FIGURES / "parameter_count.json")["data"]
    counts = data["ladder_count"][: data["ladder_name"].index(TOP) + 1]
    items = []
    for i in rungs(counts):
        name, count, basis = (data[f"ladder_{key}"][i] for key in ("name", "count", "basis"))
        ours = ' class="ours"' if basis == "site" else ""
        at = f"{98 * log10(count) / log10(counts[-1]):.1f}%"
        items.append(
            f"<li{ours}><span>{html.escape(name)}</span>"
            f"<strong>{spoken(count)}</strong>"
            f'<svg aria-hidden="true" width="100%" height="9"><line x2="{at}" y1="4.5" y2="4.5"/>'
            f'<circle cx="{at}" cy="4.5" r="4"/></svg></li>'
        )
    return ('<ol class="ladder" id="ladder">\n' + "\n".join(items) + "\n</ol>\n").encode()
