"""A figure as a picture that stands by itself."""

import io
import xml.etree.ElementTree as ET

import matplotlib.image as mpimg
import numpy as np
import pytest
from matplotlib.figure import Figure

from scripts.plotting import slides, style

WORDS = ("Bread & butter", "loaves a day", "A site. Free to use.")
TEXT = "{http://www.w3.org/2000/svg}text"


def draw(color):
    figure = Figure(figsize=(3, 2), facecolor="none")
    figure.text(0.5, 0.5, "bread", color=color["ink"])
    return figure


def drawing():
    with style.themed("light") as color:
        return style.svg(draw(color)).decode()


def test_the_words_of_a_slide_stand_around_its_drawing():
    root = ET.fromstring(slides.as_svg(*WORDS, drawing()))
    texts = root.findall(TEXT)
    assert tuple(text.text for text in texts) == WORDS
    inner = root.find("{http://www.w3.org/2000/svg}svg")
    top, height = float(inner.get("y")), 2 * 96
    title, axis, foot = (float(text.get("y")) for text in texts)
    assert title < axis < top and top + height < foot < float(root.get("height"))


def test_a_long_title_is_broken_and_nothing_is_wider_than_the_drawing():
    long = "Trained too long, it learns the mistakes that somebody has made as well"
    words, top, _ = slides.laid_out(long, *WORDS[1:], 288, 192)
    lines = [text for text, _, _, kind in words if kind == "title"]
    assert len(lines) > 1 and " ".join(lines) == long
    assert top > slides.laid_out(*WORDS, 288, 192)[1]


def test_the_png_is_the_svg_at_twice_its_size_on_paper():
    root = ET.fromstring(slides.as_svg(*WORDS, drawing()))
    image = mpimg.imread(io.BytesIO(slides.as_png(*WORDS, draw)))
    width, height = (float(root.get(side)) for side in ("width", "height"))
    assert image.shape[:2] == pytest.approx((2 * height, 2 * width), abs=1)
    paper = style.COLORS["light"]["paper"]
    assert np.allclose(
        image[0, 0, :3], [int(paper[i : i + 2], 16) / 255 for i in (1, 3, 5)], atol=0.01
    )
    middle = image[:, image.shape[1] // 2 :, :3].mean(axis=2)
    assert middle.min() < 0.3  # the drawing's own ink


def test_what_is_no_drawing_of_ours_is_refused():
    with pytest.raises(ValueError, match="no width and height in pt"):
        slides.as_svg(*WORDS, "<svg width='10'/>")
