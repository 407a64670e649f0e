"""Themes and colour roles: the only file with a colour in it.

``python -m scripts.plotting.style`` writes ``docs/css/tokens.css``; `themed` sets Matplotlib up for
one theme and one width; `svg` turns a figure into the bytes of its file.
"""

import io
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLORS = {
    "light": {
        "paper": "#fbf8f2",
        "surface": "#f3eee4",
        "ink": "#221d18",
        "muted": "#665d53",
        "rule": "#cfc5b5",
        "grid": "#e4dccf",
        "train": "#85560a",
        "test": "#1a62bf",
        "noise": "#656755",
        "theory": "#25213e",
        "small": "#004e49",
        "big": "#6c1418",
        "human": "#b81879",
    },
    "dark": {
        "paper": "#1a1714",
        "surface": "#24201b",
        "ink": "#ece5d9",
        "muted": "#aba192",
        "rule": "#4a4239",
        "grid": "#332d27",
        "train": "#f0b54b",
        "test": "#6f9bf0",
        "noise": "#939080",
        "theory": "#f5f2ea",
        "small": "#75d5a2",
        "big": "#ee604b",
        "human": "#ca7ea7",
    },
}
ROLES = ("train", "test", "noise", "theory", "small", "big", "human")
SIZES = {"": (7.5, 4.4), "narrow": (3.4, 3.5)}  # inches; 720 x 422 and 326 x 336 CSS pixels
SANS = (
    "-apple-system, 'Segoe UI Variable Text', 'Segoe UI', Roboto, 'Helvetica Neue', "
    "'Noto Sans', 'Liberation Sans', Arial, sans-serif"
)
ROOT = Path(__file__).parents[2]
TOKENS = ROOT / "docs" / "css" / "tokens.css"
# Matplotlib keeps its list of fonts here, not in a HOME that may not be writable, and reads no
# settings of the user's: before it is imported, and in every process that is started from here.
FONTS = ROOT / "build" / "matplotlib"
os.environ["MPLCONFIGDIR"] = str(FONTS)


def list_fonts() -> None:
    """Let Matplotlib list this machine's fonts if it has not: where that takes long, it says so."""
    if not any(FONTS.glob("fontlist*.json")):
        import matplotlib.font_manager  # noqa: F401


@contextmanager
def themed(theme: str, width: str = "") -> Iterator[dict[str, str]]:
    """Matplotlib set up for one drawing; gives the colours that ``draw`` takes.

    Parameters
    ----------
    theme : {"light", "dark"}
    width : {"", "narrow"}
        A key of `SIZES`.
    """
    import matplotlib as mpl
    from matplotlib import font_manager

    color = COLORS[theme]
    # Text is measured with the font that Matplotlib brings, wherever else a DejaVu lies.
    bundled = Path(mpl.get_data_path())
    manager = font_manager.fontManager
    manager.ttflist = [font for font in manager.ttflist if bundled in Path(font.fname).parents]
    settings = {
        "figure.figsize": SIZES[width],
        "figure.dpi": 96,
        "font.family": "DejaVu Sans",
        "font.size": 9.75,
        "text.color": color["ink"],
        "text.parse_math": False,
        "axes.edgecolor": color["muted"],
        "axes.labelcolor": color["muted"],
        "axes.linewidth": 0.75,
        "axes.facecolor": "none",
        "axes.axisbelow": True,
        "axes.unicode_minus": True,
        "figure.facecolor": "none",
        "grid.color": color["grid"],
        "grid.linewidth": 0.75,
        "xtick.color": color["muted"],
        "ytick.color": color["muted"],
        "lines.linewidth": 1.9,
        "lines.solid_capstyle": "round",
        "lines.dash_capstyle": "butt",
        "lines.scale_dashes": True,
        "lines.markersize": 4.5,
        "lines.markeredgewidth": 0,
        "svg.fonttype": "none",
        "svg.hashsalt": "billions of knobs",
        "path.simplify_threshold": 0.05,
    }
    with mpl.rc_context(settings):
        yield color


def svg(figure: "Figure") -> bytes:
    """Bytes of a figure's SVG: no date, the reader's own sans-serif, the same every time."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue().decode()
    text = text.replace("'DejaVu Sans'", SANS)
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    return re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE).encode()


def tokens() -> str:
    """Both themes as CSS custom properties, for readers with and without JavaScript."""

    def block(selector: str, theme: str, indent: str = "") -> str:
        lines = [f"{indent}  --{name}: {value};\n" for name, value in COLORS[theme].items()]
        scheme = f"{indent}  color-scheme: {theme};\n"
        return f"{indent}{selector} {{\n{scheme}{''.join(lines)}{indent}}}\n"

    return (
        "/* Written by `python -m scripts.plotting.style`: change the colours there. */\n"
        + block(':root,\n[data-md-color-scheme="default"]', "light")
        + block('[data-md-color-scheme="slate"]', "dark")
        + "@media screen and (prefers-color-scheme: dark) {\n"
        + block(".no-js,\n  .no-js [data-md-color-scheme]", "dark", "  ")
        + "}\n"
        + "@media print {\n"
        + block(":root,\n  [data-md-color-scheme]", "light", "  ").replace("#fbf8f2", "#ffffff")
        + "}\n"
    )


if __name__ == "__main__":
    TOKENS.write_text(tokens(), encoding="utf-8")
    print(f"wrote {TOKENS.relative_to(Path.cwd())}", file=sys.stderr)
