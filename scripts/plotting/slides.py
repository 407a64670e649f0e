"""A figure as a picture that stands by itself: for a slide, with its title, source and licence.

On a page the title, the axis and the source are words around the drawing. Whoever takes the drawing
away loses them, so here they are in it, on the paper of the light theme, as SVG and as PNG.
"""

import io
import re
from collections.abc import Callable
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from scripts.plotting import cards, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from scripts.plotting.marks import Color

EDGE = 28  # px of paper around everything
TITLE, AXIS, FOOT = 24, 15, 12  # px: sizes of the words
LEADING = 1.25  # height of a line, in its size
SURE = 0.94  # of the room: the letters of another machine may be wider
SCALE = 2  # pixels of the PNG for a px
SOFT = f'font-family="{style.SANS}" fill="{style.COLORS["light"]["muted"]}"'
SERIF = """font-family="Georgia, 'DejaVu Serif', serif" font-weight="bold" """
LOOK = {"title": f'{SERIF}fill="{style.COLORS["light"]["ink"]}"', "axis": SOFT, "foot": SOFT}
SIZE = re.compile(r'<svg [^>]*?width="([\d.]+)pt" height="([\d.]+)pt"')


def _lines(text: str, size: float, room: float, **font: str) -> list[str]:
    """Text broken into lines of at most `room` px."""
    wide = partial(cards.measure, **font)
    return cards.broken(text, SURE * room / size, wide) or [text]


def laid_out(
    title: str, axis: str, foot: str, wide: float, tall: float
) -> tuple[list[tuple[str, float, float, str]], float, float]:
    """Words of a slide around a drawing of `wide` x `tall` px.

    Returns
    -------
    words : list of (text, size, y of its base line, "title" or "axis" or "foot")
    top : float
        Where the drawing begins, px from above.
    height : float
        Of the whole, px.
    """
    words, y = [], float(EDGE)
    kinds = (
        ("title", title, TITLE, "DejaVu Serif", "bold"),
        ("axis", axis, AXIS, "DejaVu Sans", "normal"),
    )
    for kind, text, size, family, weight in kinds:
        for line in _lines(text, size, wide, family=family, weight=weight):
            words.append((line, size, y + 0.8 * size, kind))
            y += LEADING * size
        y += 4
    top = y + 6
    y = top + tall + 14
    words.append((foot, FOOT, y + 0.8 * FOOT, "foot"))
    return words, top, y + FOOT + EDGE


def as_svg(title: str, axis: str, foot: str, drawing: str) -> str:
    """SVG of a slide around the SVG of a drawing."""
    points = SIZE.search(drawing)
    if points is None:
        raise ValueError("the drawing is no SVG of Matplotlib: it has no width and height in pt")
    wide, tall = (float(length) / 0.75 for length in points.groups())
    words, top, height = laid_out(title, axis, foot, wide, tall)
    color, width = style.COLORS["light"], wide + 2 * EDGE
    inner = drawing[points.start() :]
    inner = inner.replace("<svg ", f'<svg x="{EDGE}" y="{top:g}" overflow="visible" ', 1)
    texts = "\n".join(
        f'<text x="{EDGE}" y="{y:g}" font-size="{size}" {LOOK[kind]}>{escape(text)}</text>'
        for text, size, y, kind in words
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}">\n<title>{escape(title)}</title>\n'
        f'<rect width="100%" height="100%" fill="{color["paper"]}"/>\n'
        f"{texts}\n{inner.strip()}\n</svg>\n"
    )


def as_png(title: str, axis: str, foot: str, draw: "Callable[[Color], Figure]") -> bytes:
    """PNG of a slide: the same, twice as many pixels as px."""
    from matplotlib.figure import Figure

    with style.themed("light") as color:
        drawing = draw(color)
        wide, tall = (96 * inches for inches in drawing.get_size_inches())
        words, top, height = laid_out(title, axis, foot, wide, tall)
        width = wide + 2 * EDGE
        fig = Figure(figsize=(width / 96, height / 96), dpi=96 * SCALE, facecolor=color["paper"])
        box, dpi = cards.whole(drawing), 96 * SCALE
        right, up = SCALE * EDGE + dpi * box.x0, SCALE * (height - top - tall) + dpi * box.y0
        fig.figimage(cards.pixels(drawing, box, dpi), right, up)
        for text, size, y, kind in words:
            family = "DejaVu Serif" if kind == "title" else "DejaVu Sans"
            weight = "bold" if kind == "title" else "normal"
            ink = color["ink"] if kind == "title" else color["muted"]
            at = EDGE / width, 1 - y / height
            fig.text(*at, text, size=0.75 * size, family=family, weight=weight, color=ink)
        buffer = io.BytesIO()
        fig.savefig(buffer, format="png", dpi=96 * SCALE, metadata={"Software": None})
    return buffer.getvalue()
