"""Pictures that stand for a page where its link is shared: 1200 x 630 px, in the light theme.

The drawing in a card is a committed figure's own, made again from its JSON, only larger.
"""

import io
import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from scripts.plotting import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from scripts.plotting.marks import Color

WIDTH, HEIGHT = 1200, 630  # px
EDGE = 72  # px of paper around everything
DPI = 96
LINE = 36  # characters of a title's line


def pixels(figure: "Figure", width: int, height: int) -> np.ndarray:
    """Render a figure as the largest image that fits: (height, width, 4) float, 0 to 1."""
    import matplotlib.image as mpimg

    buffer = io.BytesIO()
    wide, tall = figure.get_size_inches()
    figure.savefig(buffer, format="png", dpi=min(width / wide, height / tall))
    buffer.seek(0)
    return mpimg.imread(buffer)


def card(title: str, site: str, draw: "Callable[[Color], Figure]") -> bytes:
    """PNG of a card: the title above, the drawing below, the name of the site in a corner."""
    from matplotlib.figure import Figure

    with style.themed("light") as color:
        fig = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=color["paper"])
        lines = textwrap.wrap(title, LINE)
        fig.text(
            EDGE / WIDTH,
            1 - EDGE / HEIGHT,
            "\n".join(lines),
            va="top",
            family="DejaVu Serif",
            weight="bold",
            size=40,
            linespacing=1.15,
            color=color["ink"],
        )
        between = HEIGHT - 2 * EDGE - 66 * len(lines) - 70  # px, from the title to the foot
        picture = pixels(draw(color), WIDTH - 2 * EDGE, between)
        fig.figimage(picture, EDGE, EDGE + 40)
        fig.text(
            EDGE / WIDTH,
            EDGE / HEIGHT - 0.02,
            site,
            va="bottom",
            size=17,
            color=color["muted"],
        )
        buffer = io.BytesIO()
        fig.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
    return buffer.getvalue()
