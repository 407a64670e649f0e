"""Formulas as MathML, made when the site is built: no script and no font to download.

`mkdocs.yml` names the two functions: a fence called ``math`` becomes a displayed formula, inline
code that begins with ``#!math`` becomes one within a line.
"""

import re
from functools import cache
from typing import Any

from latex2mathml.converter import convert
from mkdocs.exceptions import BuildError
from pymdownx.inlinehilite import InlineHiliteException
from pymdownx.superfences import SuperFencesException


class UnreadableFormulaError(BuildError, SuperFencesException, InlineHiliteException):
    """A formula with a command that the converter does not know: the build stops."""


@cache
def mathml(latex: str, display: str) -> str:
    """``<math>`` element for a formula; ``display`` is "block" or "inline"."""
    try:
        element = convert(latex.strip(), display=display)
    except Exception as error:
        raise UnreadableFormulaError(
            f"a formula cannot be read ({error!r}): {latex.strip()}"
        ) from error
    unknown = re.search(r">(\\\w+)<", element)  # the converter passes on what it does not know
    if unknown:
        raise UnreadableFormulaError(
            f"a formula uses {unknown[1]}, which latex2mathml does not know: {latex.strip()}\n"
            r"Write it another way, for example \text{arg min} for an operator."
        )
    return element


def fence(source: str, *_: Any, **__: Any) -> str:
    """Display a formula in a box that scrolls when it is wider than a phone."""
    return f'<div class="formula">{mathml(source, "block")}</div>'


def inline(source: str, *_: Any, **__: Any) -> str:
    """Set a formula within a line of text."""
    return mathml(source, "inline")
