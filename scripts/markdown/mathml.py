"""Formulas as MathML, made when the site is built: no script and no font to download.

`mkdocs.yml` names the two functions: a fence called ``math`` becomes a displayed formula, inline
code that begins with ``#!math`` becomes one within a line.
"""

import re
from functools import cache
from typing import Any
from xml.etree import ElementTree as ET

from latex2mathml.converter import convert
from mkdocs.exceptions import BuildError
from pymdownx.inlinehilite import InlineHiliteException
from pymdownx.superfences import SuperFencesException

SPACED = set("=<>≤≥≈≠∼≪≫∝∈←→∘+−-⋅×")  # signs that stand between two things
ACCENTS = (
    dict.fromkeys("^\u0302", "hat") | dict.fromkeys("¯―‾", "bar") | dict.fromkeys("~˜∼", "tilde")
)
UNSEEN = "\u2061"  # a function and what it is of


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


def in_words(formula: ET.Element) -> str:
    """Say a formula on one line of text, for readers that know no MathML: a_k − a hat."""
    line = re.sub(r"\s+", " ", _linear(formula)).strip()
    line = re.sub(r"([(\[]) | (?=[,.;)\]])", r"\1", line)
    return re.sub(r"(^|[(\[,/^_=] ?)− ", r"\1−", line)  # a sign, not a difference


def _linear(node: ET.Element) -> str:
    """Text of an element of MathML, with brackets where its shape says what belongs together."""
    kind, text = node.tag.rpartition("}")[2], (node.text or "").strip()
    parts = [_linear(child) for child in node]
    if (kind == "mo" and text in SPACED) or (kind == "mi" and len(text) > 1):
        return f" {text} "
    if text == "∑":
        return " ∑"
    if kind == "mtext":
        return node.text or ""
    if kind == "mspace":
        return " "
    if kind == "mfrac":
        return f"{_whole(parts[0])}/{_whole(parts[1])} "
    if kind == "mover" and parts[1].strip() in ACCENTS:
        return f"{_whole(parts[0])} {ACCENTS[parts[1].strip()]} "
    if kind in ("msqrt", "mroot"):
        return f"root({''.join(parts[:1])})"
    scripts = {"msub": "_", "munder": "_", "msup": "^", "mover": "^"}.get(kind, "_^")
    if kind in ("msub", "munder", "msup", "mover", "msubsup", "munderover"):
        said = "".join(map("".join, zip(scripts, map(_whole, parts[1:]), strict=True)))
        apart = kind.startswith("munder") or "∑" in parts[0] or parts[0].endswith(" ")
        return parts[0].rstrip() + said + " " * apart
    return text.strip(UNSEEN) + "".join(parts)


def _whole(part: str) -> str:
    """Part of a formula in brackets, unless it is one thing."""
    part = part.strip()
    return part if re.fullmatch(r"[\d.,]+|[^\W\d]{3,}|.", part) else f"({part})"
