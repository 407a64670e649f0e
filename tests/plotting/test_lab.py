"""A drawing of a notebook has the same four pictures as one of a page."""

import base64
import re

from scripts.plotting import marks, style
from scripts.plotting.lab import Shown


def test_a_drawing_is_shown_in_both_themes_and_both_widths_with_its_description():
    def draw(color):
        return marks.chart((0, 1), (0, 1), {0: "0"}, {1: "1"}, "x", color)[0]

    html = Shown(draw, 'A "curve"')._repr_html_()
    pictures = re.findall(r"data:image/svg\+xml;base64,([\w+/=]+)", html)
    assert len(set(pictures)) == len(style.COLORS) * len(style.SIZES)
    assert all(base64.b64decode(picture).startswith(b"<?xml") for picture in pictures)
    assert html.count('alt="A &quot;curve&quot;"') == len(style.COLORS)
    assert re.findall(r'only-(\w+)"( hidden)?', html) == [("light", ""), ("dark", " hidden")]
