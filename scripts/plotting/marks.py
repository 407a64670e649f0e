"""What figures are drawn with: a chart without a frame, lines by role, labels beside them.

A role always has the same dash and the same marker, so that colour is never the only sign. Colours
come in from outside (`color`, role or token to hex); Matplotlib is set up by the caller and
imported only when something is drawn. Lengths are CSS pixels, 96 to the inch.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Color = Mapping[str, str]

LINE = {  # dash in line widths, marker, width in points
    "train": ((5, 2), "s", 1.9),
    "test": ((), "o", 1.9),
    "noise": ((1, 1.6), "x", 1.9),
    "theory": ((7, 2, 1.2, 2), "", 1.9),
    "small": ((), "^", 1.9),
    "big": ((), "D", 2.85),
    "human": ((3, 1.2), "P", 1.9),
    "ink": ((), "o", 1.9),
    "muted": ((), "o", 1.4),
}
PX = 1 / 96  # inch


def is_narrow() -> bool:
    """Whether the drawing asked for is the one for a phone."""
    import matplotlib as mpl

    return mpl.rcParams["figure.figsize"][0] < 5


def canvas(height: float = 1.0) -> "Figure":
    """Empty figure of the size asked for, its height scaled."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    width, tall = mpl.rcParams["figure.figsize"]
    return Figure(figsize=(width, tall * height))


def strip() -> "Figure":
    """Empty figure of the size of a miniature in the home page's contents: 150 x 46 px."""
    from matplotlib.figure import Figure

    return Figure(figsize=(150 * PX, 46 * PX))


def miniature(
    x: Sequence[float], train: Sequence[float], test: Sequence[float], color: Color
) -> "Figure":
    """Two error curves on a log axis at the size of a line in the contents: no axes, no words."""
    fig = strip()
    ax = fig.add_axes((0.01, 0.08, 0.97, 0.84))
    ax.set_axis_off()
    ax.set_xscale("log")
    line(ax, x, train, "train", color, linewidth=1.3)
    line(ax, x, test, "test", color, linewidth=1.5)
    return fig


def chart(
    x: tuple[float, float],
    y: tuple[float, float],
    xticks: Mapping[float, str],
    yticks: Mapping[float, str],
    xlabel: str,
    color: Color,
    *,
    xlog: bool = False,
    ylog: bool = False,
    left: float = 46,
    right: float = 8,
    height: float = 1.0,
) -> tuple["Figure", "Axes"]:
    """Figure with one chart: bottom axis, horizontal grid, y labels standing on their lines.

    Parameters
    ----------
    x : (first, last)
        The data; room for the y labels is added before and a little after.
    y : (bottom, top)
        Limits of the axis.
    xticks, yticks : value to text
        Put the unit on the topmost y label only.
    xlabel : str
    color : role or token to hex
    xlog, ylog : bool
    left, right : float, px
        Room before the first and after the last data.
    height : float
        Times the usual height.
    """
    fig = canvas(height)
    w, h = fig.get_size_inches()
    ax = fig.add_axes((0, 50 * PX / h, 0.992, 1 - (50 + 22) * PX / h))
    plot(ax, x, y, xticks, yticks, color, xlog=xlog, ylog=ylog, left=left, right=right)
    ax.set_xlabel(xlabel, labelpad=5, x=_middle(0.992 * w, left, right))
    return fig, ax


def panels(
    x: tuple[float, float],
    y: tuple[float, float],
    xticks: Mapping[float, str],
    yticks: Mapping[float, str],
    xlabel: str,
    titles: Sequence[str],
    color: Color,
    *,
    xlog: bool = False,
    ylog: bool = False,
    right: float = 16,
) -> tuple["Figure", list["Axes"]]:
    """Figure with a chart for each title: side by side, on a phone one below the other.

    All have the same axes. Side by side, only the first has room for the y labels, and the data of
    all are equally wide.

    Parameters
    ----------
    x, y, xticks, yticks, xlabel, color, xlog, ylog, right
        As of `chart`.
    titles : sequence of str
    """
    narrow, n = is_narrow(), len(titles)
    fig = canvas(0.06 + n * (0.58 if n > 2 else 0.78) if narrow else 0.95)
    wide, tall = (inches / PX for inches in fig.get_size_inches())
    room, gap, top, foot = 46, 16, 24, 48  # px: y labels, between charts, title, x labels
    axes = []
    for i, title in enumerate(titles):
        left = room if narrow or not i else 6
        if narrow:
            each = (tall - 20) / n  # 20: the name of the x axis, once
            box = (0, tall - each * (i + 1) + 26, 0.992 * wide, each - top - 26)
        else:
            each = (0.992 * wide - gap * (n - 1) - (room - 6)) / n
            start = i * (each + gap) + (room - 6) * (i > 0)
            box = (start, foot, each + (room - 6) * (not i), tall - foot - top)
        ax = fig.add_axes((box[0] / wide, box[1] / tall, box[2] / wide, box[3] / tall))
        shown = {value: text if narrow or not i else "" for value, text in yticks.items()}
        plot(ax, x, y, xticks, shown, color, xlog=xlog, ylog=ylog, left=left, right=right)
        ax.set_title(title, loc="left", fontsize="medium", pad=6)
        if not narrow or i == n - 1:
            ax.set_xlabel(xlabel, labelpad=5)
        axes.append(ax)
    return fig, axes


def plot(
    ax: "Axes",
    x: tuple[float, float],
    y: tuple[float, float],
    xticks: Mapping[float, str],
    yticks: Mapping[float, str],
    color: Color,
    *,
    xlog: bool = False,
    ylog: bool = False,
    left: float = 46,
    right: float = 8,
) -> None:
    """Give axes the site's frame; parameters as for `chart`."""
    ax.set_xscale("log" if xlog else "linear")
    ax.set_yscale("log" if ylog else "linear")
    ax.set_xlim(*_padded(ax, x, left, right, xlog))
    ax.set_ylim(*y)
    for side in ("left", "right", "top"):
        ax.spines[side].set_visible(False)
    ax.set_xticks(list(xticks), list(xticks.values()))
    ax.set_yticks(list(yticks), [""] * len(yticks))
    ax.minorticks_off()
    ax.tick_params(axis="x", length=4, width=0.75, pad=4)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y")
    for value, text in yticks.items():
        at = (0, value)
        ax.annotate(
            text,
            at,
            xytext=(0, 3),
            xycoords=("axes fraction", "data"),
            textcoords="offset points",
            color=color["muted"],
            va="bottom",
        )


def line(
    ax: "Axes",
    x: Sequence[float],
    y: Sequence[float],
    role: str,
    color: Color,
    *,
    marker: bool = False,
    **settings: object,
) -> None:
    """Line in the colour, dash and width of a role; markers only where x is discrete."""
    dash, shape, width = LINE[role]
    zorder = {"theory": 4, "noise": 1.5}.get(role, 3)
    settings = {"linewidth": width, "zorder": zorder} | settings
    if dash:
        settings["dashes"] = dash
    ax.plot(x, _clean(y), color=color[role], marker=shape if marker else "", **settings)


def band(
    ax: "Axes", x: Sequence[float], low: Sequence[float], high: Sequence[float], fill: str
) -> None:
    """Spread around a line: the role's colour (a hex) at 14 %, no edge."""
    ax.fill_between(x, _clean(low), _clean(high), color=fill, alpha=0.14, linewidth=0, zorder=1)


def level(ax: "Axes", y: float, x: tuple[float, float], role: str, color: Color) -> None:
    """Horizontal line of a role between two x."""
    line(ax, x, (y, y), role, color)


def dot(ax: "Axes", x: float, y: float, role: str, color: Color) -> None:
    """Point that is named: a dot with a ring of paper around it."""
    ring = {"markeredgecolor": color["paper"], "markeredgewidth": 1.5, "markersize": 8}
    ax.plot([x], [y], color=color[role], marker="o", zorder=6, clip_on=False, **ring)


def label(
    ax: "Axes", x: float, y: float, text: str, hue: str, *, ha: str = "left", va: str = "center"
) -> None:
    """Name of a line, beside it, bold, in its colour (a hex)."""
    ax.text(x, y, text, color=hue, weight="bold", ha=ha, va=va, zorder=7)


def note(
    ax: "Axes",
    x: float,
    y: float,
    text: str,
    color: Color,
    *,
    dx: float = 0,
    dy: float = 24,
    ha: str = "center",
    leader: bool = True,
) -> None:
    """Annotation in ink, ``dx``, ``dy`` points from its point, with a thin leader to it."""
    arrow = {"arrowstyle": "-", "color": color["muted"], "linewidth": 0.75, "shrinkB": 6}
    arrow["shrinkA"] = 1
    ax.annotate(
        text,
        (x, y),
        xytext=(dx, dy),
        textcoords="offset points",
        ha=ha,
        va="bottom" if dy > 0 else "top" if dy < 0 else "center",
        arrowprops=arrow if leader else None,
        zorder=7,
    )


def upright(ax: "Axes", x: float, y: tuple[float, float], color: Color) -> None:
    """Thin dotted vertical mark, for a place on the x axis that matters."""
    ax.plot([x, x], y, color=color["muted"], linewidth=1, dashes=(1, 2.2), zorder=2)


def percent(share: float, digits: int = 0) -> str:
    """Write 0.34 as "34 %", with the thin space the pages use."""
    return f"{100 * share:.{digits}f}\u202f%"


def _clean(values: Sequence[float | None]) -> np.ndarray:
    """Array with nan where JSON has null: Matplotlib leaves a gap there."""
    return np.array([np.nan if v is None else v for v in values], dtype=float)


def _padded(
    ax: "Axes", x: tuple[float, float], left: float, right: float, log: bool
) -> tuple[float, float]:
    width = ax.get_position().width * ax.figure.get_figwidth() / PX
    first, last = np.log(x) if log else np.asarray(x, dtype=float)
    unit = (last - first) / (width - left - right)
    limits = np.array([first - left * unit, last + right * unit])
    return tuple(np.exp(limits) if log else limits)


def _middle(width: float, left: float, right: float) -> float:
    """Centre of the data, as a fraction of the axes."""
    return (width / PX + left - right) / (2 * width / PX)
