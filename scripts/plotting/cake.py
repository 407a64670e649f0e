"""A cake drawn from its five amounts, each a whole number from 0 to 8.

Eggs raise it, cocoa darkens it, butter makes its icing run and shine, sugar lies on it in crystals
and salt beside it. The twin of docs/js/lib/cake.js, in the same units: 240 wide, 180 high, down.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from scripts.plotting.marks import Color

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, HEIGHT = 240, 180
MOST = 8  # of an amount
GROUND, LEFT, RIGHT = 164, 34, 194
N_DRIPS = 6
GOLDEN, SILVER = 0.6180339887498949, 0.4142135623730951  # steps that scatter without a dice

Step = tuple[str, *tuple[float, ...]]  # ("M" or "L", x, y), ("C", six numbers) or ("Z",)


class Part(NamedTuple):
    """One path: its steps, and the role of its fill and of its line."""

    name: str
    steps: list[Step]
    fill: str | None
    line: str | None
    opacity: float = 1  # of the fill


def parts(amounts: Sequence[int]) -> list[Part]:
    """Paths of a cake, from the back to the front.

    Parameters
    ----------
    amounts : sequence of five int, 0 to 8
        Sugar, butter, cocoa, eggs, salt.
    """
    sugar, butter, cocoa, eggs, salt = amounts
    tall = 24 + 12 * eggs
    top = GROUND - tall
    shade = 0.11 * cocoa
    side = [2 * _scattered(i, GOLDEN) - 1 for i in range(3 * MOST)]  # of the heap of salt
    across = [LEFT + 8 + _scattered(i, GOLDEN) * (RIGHT - LEFT - 20) for i in range(3 * MOST)]
    down = [_scattered(i, SILVER) for i in range(3 * MOST)]
    size = [2.5 + 2 * _scattered(i, GOLDEN + SILVER) for i in range(3 * MOST)]
    bubbles = [
        square(across[i], top + 14 + down[i] * (tall - 20), size[i]) for i in range(3 * eggs)
    ]
    crystals = [square(across[i], top - 19 - 9 * down[i], 4.5) for i in range(3 * sugar)]
    grains = [
        square(
            214 + side[i] * (4 + 1.4 * salt),
            GROUND + 1 - 1.8 * salt * down[i] * (1 - abs(side[i])),
            3.2,
        )
        for i in range(3 * salt)
    ]
    box = [("M", LEFT, GROUND), ("L", LEFT, top), ("L", RIGHT, top), ("L", RIGHT, GROUND), ("Z",)]
    shine = 10 * butter
    return [
        Part("crumb", box, "light", None),
        Part("cocoa", box, "dark", None, shade),
        Part("bubbles", _joined(bubbles), "light" if shade > 0.4 else "dark", None, 0.4),
        Part("edge", box, None, "ink"),
        Part("icing", icing(butter, tall), "light", "dark"),
        Part("shine", [("M", 52, top - 7), ("L", 52 + shine, top - 7)] * (shine > 0), None, "dark"),
        Part("sugar", _joined(crystals), "light", "ink"),
        Part("salt", _joined(grains), "ink", None),
        Part("plate", [("M", 12, GROUND + 5), ("L", 236, GROUND + 5)], None, "ink"),
    ]


def icing(butter: int, tall: float) -> list[Step]:
    """Icing over the top; its drips are as long as it is buttery, and end on the plate."""
    top, left, right = GROUND - tall, LEFT - 3, RIGHT + 3
    base, width = top + 6, (right - left) / N_DRIPS
    steps: list[Step] = [
        ("M", left, base),
        ("C", left, top - 10, left + 7, top - 14, left + 19, top - 14),
        ("L", right - 19, top - 14),
        ("C", right - 7, top - 14, right, top - 10, right, base),
    ]
    for i in range(N_DRIPS):
        long = min(tall - 8, 4 + butter * (3 + 7 * _scattered(i, GOLDEN)))
        x = right - i * width
        low = base + 4 / 3 * long  # a curve whose lowest point is `long` below its ends
        steps.append(("C", x, low, x - width, low, x - width, base))
    return [*steps, ("Z",)]


def square(x: float, y: float, side: float) -> list[Step]:
    """Four sides, from the upper left corner."""
    return [
        ("M", x, y),
        ("L", x + side, y),
        ("L", x + side, y + side),
        ("L", x, y + side),
        ("Z",),
    ]


def _scattered(i: int, step: float) -> float:
    return (i + 1) * step % 1


def _joined(shapes: Sequence[list[Step]]) -> list[Step]:
    return [step for shape in shapes for step in shape]


def draw(ax: Axes, amounts: Sequence[int], x: float, y: float, width: float, color: Color) -> None:
    """Draw a cake into axes whose units are px, y down.

    Parameters
    ----------
    ax : Axes
    amounts : as of `parts`
    x, y : float
        Where its upper left corner lies.
    width : float, px
    color : role or token to hex
    """
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    # Light stays light and dark dark, whichever of them the paper is.
    bright = sorted((color["paper"], color["ink"]), key=lambda hue: int(hue[1:3], 16))
    hue = {"ink": color["ink"], "dark": bright[0], "light": bright[1]}
    codes = {"M": [Path.MOVETO], "L": [Path.LINETO], "C": [Path.CURVE4] * 3, "Z": [Path.CLOSEPOLY]}
    scale = width / WIDTH
    for part in parts(amounts):
        if not part.steps:
            continue
        corners, kinds = [], []
        for kind, *numbers in part.steps:
            points = list(zip(numbers[::2], numbers[1::2], strict=True)) or [(0, 0)]
            corners += [(x + scale * px, y + scale * py) for px, py in points]
            kinds += codes[kind]
        patch = PathPatch(
            Path(corners, kinds),
            facecolor=(hue[part.fill], part.opacity) if part.fill else "none",
            edgecolor=hue[part.line] if part.line else "none",
            linewidth=1.4 * scale if part.line else 0,
            joinstyle="round",
            capstyle="round",
        )
        ax.add_patch(patch)
