"""What is done to an EPUB after pandoc: paper under drawings, formulas in words."""

import io
import zipfile

import pytest

from scripts.building import epub
from scripts.compute.results import ROOT

MATH = (
    '<p>Is <math display="inline" xmlns="http://www.w3.org/1998/Math/MathML"><semantics><msup>'
    '<mi>x</mi><mn>2</mn></msup><annotation encoding="application/x-tex">x^{2}</annotation>'
    "</semantics></math> positive?</p>"
)


def test_every_drawing_gets_white_paper():
    drawings = sorted((ROOT / "figures").glob("*.light.svg"))
    assert len(drawings) > 40
    for path in drawings:
        before = path.read_text(encoding="utf-8")
        after = epub.on_paper(before)
        assert after.count("fill: #ffffff") == before.count("fill: #ffffff") + 1, path.name


def test_what_is_no_drawing_of_ours_is_refused():
    with pytest.raises(ValueError, match="patch_1"):
        epub.on_paper("<svg></svg>")


def test_a_formula_stands_in_words_beside_itself_and_tex_goes():
    after = epub.with_words(MATH)
    assert '<math alttext="x^2" display="inline"' in after
    assert '</math><span class="in-words">x^2</span> positive?' in after
    assert "annotation" not in after and "semantics" not in after


def test_the_parts_of_an_epub_keep_their_order_and_its_kind_stays_unpacked(tmp_path):
    path = tmp_path / "a.epub"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        made.writestr("EPUB/a.xhtml", MATH)
        made.writestr("EPUB/b.css", "p {}")
    epub.finish(path)
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as made:
        assert made.namelist() == ["mimetype", "EPUB/a.xhtml", "EPUB/b.css"]
        assert made.getinfo("mimetype").compress_type == zipfile.ZIP_STORED
        assert b"in-words" in made.read("EPUB/a.xhtml") and made.read("EPUB/b.css") == b"p {}"
