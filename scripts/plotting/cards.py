"""Pictures that stand for a page where its link is shared: 1200 x 630 px, in the light theme.

The drawing in a card is a committed figure's own for a phone, made again from its JSON, larger: a
card is seen at a third of its size, and its labels have to be read.
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
EDGE = 56  # px of paper around everything
DPI = 96
LINE = 15  # characters of a title's line
PICTURE = 600  # px, the most of either side of the drawing


def pixels(figure: "Figure", width: int, height: int) -> np.ndarray:
    """Render a figure as the largest image that fits: (height, width, 4) float, 0 to 1."""
    import matplotlib.image as mpimg

    buffer = io.BytesIO()
    wide, tall = figure.get_size_inches()
    figure.savefig(buffer, format="png", dpi=min(width / wide, height / tall))
    buffer.seek(0)
    return mpimg.imread(buffer)


def card(title: str, site: str, draw: "Callable[[Color], Figure]") -> bytes:
    """PNG of a card: the title at the left, the drawing at the right, both as high as the card."""
    from matplotlib.figure import Figure

    with style.themed("light", "narrow") as color:
        fig = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=color["paper"])
        fig.text(
            EDGE / WIDTH,
            1 - EDGE / HEIGHT,
            "\n".join(textwrap.wrap(title, LINE)),
            va="top",
            family="DejaVu Serif",
            weight="bold",
            size=40,
            linespacing=1.15,
            color=color["ink"],
        )
        picture = pixels(draw(color), PICTURE, HEIGHT - EDGE)
        tall, wide, _ = picture.shape
        fig.figimage(picture, WIDTH - EDGE - wide, (HEIGHT - tall) // 2)
        fig.text(EDGE / WIDTH, EDGE / HEIGHT, site, size=19, color=color["muted"])
        buffer = io.BytesIO()
        fig.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
    return buffer.getvalue()
