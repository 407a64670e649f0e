"""What the notebooks share: a drawing shown in the reader's own theme."""

import base64
import html
from collections.abc import Callable

from scripts import style


class Shown:
    """A drawing as the last value of a cell; the page picks the theme, plain Jupyter the light one.

    Parameters
    ----------
    draw : callable
        ``draw(color) -> Figure``, drawn once for each theme.
    alt : str
        What the picture shows, for readers who cannot see it.
    """

    def __init__(self, draw: Callable, alt: str) -> None:
        self.alt = alt
        self.images = {}
        for theme in style.COLORS:
            with style.themed(theme) as color:
                self.images[theme] = style.svg(draw(color))

    def _repr_html_(self) -> str:
        parts = []
        for theme, image in self.images.items():
            source = f"data:image/svg+xml;base64,{base64.b64encode(image).decode()}"
            hidden = " hidden" if theme == "dark" else ""
            parts.append(
                f'<img class="only-{theme}" src="{source}" width="720" height="422" '
                f'alt="{html.escape(self.alt)}"{hidden}>'
            )
        return "\n".join(parts)
