"""Formulas as MathML, made when the site is built: no script and no font to download.

`mkdocs.yml` names the two functions: a fence called ``math`` becomes a displayed formula, inline
code that begins with ``#!math`` becomes one within a line.
"""

from functools import cache
from typing import Any

from latex2mathml.converter import convert


@cache
def mathml(latex: str, display: str) -> str:
    """``<math>`` element for a formula; ``display`` is "block" or "inline"."""
    return convert(latex.strip(), display=display)


def fence(source: str, *_: Any, **__: Any) -> str:
    """Display a formula in a box that scrolls when it is wider than a phone."""
    return f'<div class="formula">{mathml(source, "block")}</div>'


def inline(source: str, *_: Any, **__: Any) -> str:
    """Set a formula within a line of text."""
    return mathml(source, "inline")
