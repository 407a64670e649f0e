"""Pictures that stand for a page where its link is shared: 1200 x 630 px, in the light theme.

The drawing in a card is a committed figure's own, made again from its JSON, only larger.
"""

import importlib
import io
import textwrap
from typing import TYPE_CHECKING

import numpy as np

from scripts import style
from scripts.problem import Problem
from scripts.results import FIGURES, read_result

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 1200, 630  # px
EDGE = 72  # px of paper around everything
DPI = 96
LINE = 36  # characters of a title's line


def drawn(figure_id: str, color: dict[str, str]) -> "Figure":
    """Draw a figure again from its committed result.

    Parameters
    ----------
    figure_id : str
        Stem of an experiment, or the stem, an underscore and the rest of a draw function's name.
    color : role or token to hex
    """
    stems = [p.stem for p in FIGURES.glob("*.json") if f"{figure_id}_".startswith(f"{p.stem}_")]
    if not stems:
        raise Problem(
            f"there is no figure {figure_id!r} to draw a card with.\n"
            "Name one of figures/ as `picture:` at the head of the page."
        )
    stem = max(stems, key=len)
    module = importlib.import_module(f"scripts.experiments.{stem}")
    function = getattr(module, f"draw{figure_id.removeprefix(stem)}")
    return function(read_result(FIGURES / f"{stem}.json")["data"], color)


def pixels(figure: "Figure", width: int, height: int) -> np.ndarray:
    """Render a figure as the largest image that fits: (height, width, 4) float, 0 to 1."""
    import matplotlib.image as mpimg

    buffer = io.BytesIO()
    wide, tall = figure.get_size_inches()
    figure.savefig(buffer, format="png", dpi=min(width / wide, height / tall))
    buffer.seek(0)
    return mpimg.imread(buffer)


def card(title: str, site: str, figure_id: str) -> bytes:
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
        picture = pixels(drawn(figure_id, color), WIDTH - 2 * EDGE, between)
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
