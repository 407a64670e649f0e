"""What pandoc leaves out of an EPUB: a ground under drawings, and formulas for all who read it.

Night mode turns the page dark and leaves a drawing as it is, so each brings its own white paper.
Many readers know no MathML and print a power as a factor: they find the formula in words beside it.
"""

import re
import zipfile
from html import escape
from pathlib import Path
from xml.etree import ElementTree as ET

from scripts.markdown.mathml import in_words

FORMULA = re.compile(r"<math\b.*?</math>", re.DOTALL)
TEX = re.compile(r"</?semantics>|<annotation\b.*?</annotation>", re.DOTALL)
GROUND = re.compile(r'(<g id="patch_1">\s*<path [^>]*?style="fill: )none')


def on_paper(drawing: str) -> str:
    """Drawing whose ground, which is nothing on a page, is white paper."""
    on, n = GROUND.subn(r"\1#ffffff", drawing, count=1)
    if n == 0:
        raise ValueError("the drawing is no SVG of Matplotlib: it has no patch_1 without a colour")
    return on


def with_words(page: str) -> str:
    """Page with every formula in words too, as its attribute and in the text.

    docs/css/book.css shows one of the two, by what the reader's device can do.
    """

    def formula(match: re.Match) -> str:
        bare = TEX.sub("", match[0])
        words = escape(in_words(ET.fromstring(bare)))
        named = bare.replace("<math", f'<math alttext="{words}"', 1)
        return f'{named}<span class="in-words">{words}</span>'

    return FORMULA.sub(formula, page)


def finish(path: Path) -> None:
    """Do both in an EPUB that pandoc has written."""
    with zipfile.ZipFile(path) as epub:
        parts = [(entry, epub.read(entry)) for entry in epub.infolist()]
    with zipfile.ZipFile(path, "w") as epub:
        for entry, content in parts:
            if entry.filename.endswith(".xhtml"):
                content = with_words(content.decode()).encode()
            elif entry.filename.endswith(".svg"):
                content = on_paper(content.decode()).encode()
            epub.writestr(entry, content)
