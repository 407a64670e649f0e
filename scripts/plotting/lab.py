"""What the notebooks share: a drawing shown in the reader's own theme."""

import base64
import html
from collections.abc import Callable

from scripts.plotting import style


class Shown:
    """A drawing as the last value of a cell; the page picks the theme, plain Jupyter the light one.

    Parameters
    ----------
    draw : callable
        ``draw(color) -> Figure``, drawn for each theme, wide and narrow.
    alt : str
        What the picture shows, for readers who cannot see it.
    """

    def __init__(self, draw: Callable, alt: str) -> None:
        self.alt = html.escape(alt)
        self.drawings = {}
        for theme in style.COLORS:
            for width in style.SIZES:
                with style.themed(theme, width) as color:
                    image = base64.b64encode(style.svg(draw(color))).decode()
                self.drawings[theme, width] = f"data:image/svg+xml;base64,{image}"

    def _repr_html_(self) -> str:
        return "\n".join(
            f'<picture class="only-{theme}"{" hidden" if theme == "dark" else ""}>'
            f'<source media="(max-width: 44.99em)" srcset="{self.drawings[theme, "narrow"]}" '
            f'width="326" height="336"><img src="{self.drawings[theme, ""]}" '
            f'width="720" height="422" alt="{self.alt}"></picture>'
            for theme in style.COLORS
        )
