"""Pictures that stand for a page where its link is shared: 1200 x 630 px, in the light theme.

The drawing in a card is a committed figure's own for a phone, made again from its JSON, larger: a
card is seen at a third of its size, and its labels have to be read. The title takes the room that
the drawing leaves, as large as it fits.
"""

import io
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from scripts.plotting import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from scripts.plotting.marks import Color

WIDTH, HEIGHT = 1200, 630  # px
EDGE = 56  # px of paper around everything
GAP = 40  # px between title and drawing
DPI = 96
POINT = DPI / 72  # px
SIZES = range(64, 31, -2)  # points of a title, the largest that fits
LEADING = 1.15  # height of a line, in its size
PICTURE = 580  # px, the most of either side of the drawing
SMALLEST = 10  # points of what is read at all
FOOT = 60  # px kept free above the site's name


def whole(figure: "Figure") -> "Bbox":
    """Inches of a figure with what sticks out of it: on a page a label may, in an image it is cut.

    The figure's own lower left corner lies at zero.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.transforms import Bbox

    all_of_it = figure.get_tightbbox(FigureCanvasAgg(figure).get_renderer())
    return Bbox.union([all_of_it, figure.bbox_inches])


def pixels(figure: "Figure", box: "Bbox", dpi: float) -> np.ndarray:
    """Render this box of a figure: (height, width, 4) float, 0 to 1."""
    import matplotlib.image as mpimg

    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=dpi, bbox_inches=box)
    buffer.seek(0)
    return mpimg.imread(buffer)


def broken(title: str, room: float, wide: Callable[[str], float]) -> list[str] | None:
    """Lines of a title that fit into a width, as few as there can be, or None if one looks wrong.

    That is a line with a word that is too long, or with nothing but a word of up to two letters.

    Parameters
    ----------
    title : str
    room : float
        Width that there is.
    wide : width of a text, in the same unit
    """
    lines: list[str] = []
    for word in title.split():
        if lines and wide(f"{lines[-1]} {word}") <= room:
            lines[-1] += f" {word}"
        elif wide(word) <= room:
            lines.append(word)
        else:
            return None
    return lines if all(len(line) > 2 for line in lines) else None


def measure(text: str, **font: str) -> float:
    """Width of a text, of the size of its font; no outline is drawn, which would take 100 times."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    prop = FontProperties(size=100, **font)
    return text_to_path.get_text_width_height_descent(text, prop, ismath=False)[0] / 100


def set_title(title: str, width: float, height: float) -> tuple[float, list[str]]:
    """Size in points and lines of a title in a box of these px: as large as it fits."""
    for size in SIZES:
        em = size * POINT
        lines = broken(title, width / em, partial(measure, family="DejaVu Serif", weight="bold"))
        if lines is not None and len(lines) * em * LEADING <= height:
            return size, lines
    raise ValueError(f"{title!r} does not fit on a card: make it shorter")


def card(title: str, site: str, axis: str, draw: "Callable[[Color], Figure]") -> bytes:
    """PNG of a card: the title at the left, the drawing at the right, above it what is drawn.

    Parameters
    ----------
    title, site : str
        What the page asks, and the name of the site.
    axis : str
        What is up and down in the drawing, which has it in the page around it.
    draw : as in `scripts.drawings`
    """
    from matplotlib.figure import Figure

    with style.themed("light", "narrow") as color:
        fig = Figure(figsize=(WIDTH / DPI, HEIGHT / DPI), dpi=DPI, facecolor=color["paper"])
        drawing = draw(color)
        box = whole(drawing)
        dpi = min(PICTURE / box.width, (HEIGHT - EDGE - FOOT) / box.height)
        picture = pixels(drawing, box, dpi)
        tall, wide, _ = picture.shape
        left = WIDTH - EDGE - wide
        fig.figimage(picture, left, (HEIGHT - EDGE - tall) // 2)
        size, lines = set_title(title, left - GAP - EDGE, HEIGHT - 2 * EDGE - FOOT)
        for i, line in enumerate(lines):  # one by one: as a block, descenders would push them apart
            y = 1 - (EDGE + size * POINT * (0.8 + LEADING * i)) / HEIGHT
            ink = {"size": size, "color": color["ink"]}
            fig.text(EDGE / WIDTH, y, line, family="DejaVu Serif", weight="bold", **ink)
        fig.text(EDGE / WIDTH, EDGE / HEIGHT, site, size=19, color=color["muted"])
        fits = wide / POINT / measure(axis, family="DejaVu Sans")
        if fits >= SMALLEST:
            top = 1 - (EDGE - 16) / HEIGHT
            fig.text(left / WIDTH, top, axis, size=min(15, fits), color=color["muted"])
        buffer = io.BytesIO()
        fig.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
    return buffer.getvalue()
