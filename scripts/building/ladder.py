"""The ladder of the home page: every model from two knobs to the largest disclosed, as a list.

`scripts.build` writes it beside the figures, from the result of ``parameter_count``. A list is read
by everything that reads; the line under each row is decoration.
"""

import html
from math import log10

from scripts.compute.results import FIGURES, read_result

NAME = "ladder.md"
WORDS = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def spoken(count: int) -> str:
    """Count as a person would say it: 650, 40,010, 66.4 million, 1.6 trillion."""
    for size, word in WORDS:
        if count >= size:
            return f"{count / size:.3g} {word}"
    return f"{count:,}"


def page() -> bytes:
    """HTML list, one item a model, its dot at the logarithm of its count."""
    data = read_result(FIGURES / "parameter_count.json")["data"]
    rungs = zip(data["ladder_name"], data["ladder_count"], data["ladder_basis"], strict=True)
    longest = log10(max(data["ladder_count"]))
    items = []
    for name, count, basis in rungs:
        ours = ' class="ours"' if basis == "site" else ""
        at = f"{98 * log10(count) / longest:.1f}%"
        items.append(
            f"<li{ours}><span>{html.escape(name)}</span>"
            f"<strong>{spoken(count)}</strong>"
            f'<svg aria-hidden="true" width="100%" height="9"><line x2="{at}" y1="4.5" y2="4.5"/>'
            f'<circle cx="{at}" cy="4.5" r="4"/></svg></li>'
        )
    return ('<ol class="ladder" id="ladder">\n' + "\n".join(items) + "\n</ol>\n").encode()
