"""Markdown extension: a bound number knows its figure, its seeds and its spread.

Every bound number of a page gets the id of its figure as `data-origin` and, where the data say so,
its spread as `data-note`. The page ends in a `<template>` for each figure that was named: title,
seeds and a link to the drawer that says how it was made. Without a script nothing of it is seen;
docs/js/number.js shows it. (A `<script>` with JSON would be run as code when the theme changes
the page without loading it.)

The spread of `x` is `x_se`, or `x_p10` and `x_p90`, among the quoted numbers of the same result;
`_se` may stand anywhere in the name, as in `difference_se_noise_10`. A number without them has no
spread to show, and none is made up.
"""

import html
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markdown import Extension, Markdown
from markdown.postprocessors import Postprocessor

from scripts.compute.results import FIGURES, ROOT
from scripts.markdown.bound import result
from scripts.markdown.pages import (
    DOCS,
    INCLUDE,
    WORDS_PER_MINUTE,
    front_matter,
    pages,
    read_text,
    without_code,
)
from scripts.plotting.quoted import written

LAST = 1  # raw HTML is put back at 30
EXPERIMENTS = ROOT / "scripts" / "experiments"
NUMBER = re.compile(r"<em\b(?P<list>[^>]*\bdata-from=[^>]*)>(?P<text>[^<]*)</em>")
FIGURE = re.compile(  # attributes in any order: Markdown sorts them inside of a division
    r'<figure class="figure"(?=[^>]* id="(?P<id>\w+)")(?=[^>]*\bdata-stem="(?P<stem>\w+)")[^>]*>\s*'
    r'<p class="figure-title">(?P<title>.*?)</p>'
    r".*?<dt>Seeds</dt><dd>(?P<seeds>.*?)</dd>.*?</figure>",
    re.DOTALL,
)
MORE = re.compile(  # of a caption, up to where the drawer begins
    r' <span class="more">(?P<more>(?:(?!</span>).)*)</span></p>'
    r"(?P<folds>(?:(?!</figure>).)*?<summary>How this was made</summary>)",
    re.DOTALL,
)
# Captions and a term's examples would fill half of the search; a guess would give its answer away.
UNSEARCHED = re.compile(r'<p class="(?:caption|example)"|<fieldset class="guess"')
GUESS = re.compile(r"<fieldset\b.*?</fieldset>", re.DOTALL)
COUNTED = {
    "minutes": f"counted on the page: its words, at {WORDS_PER_MINUTE} a minute, and a minute "
    "for each figure that can be turned",
    "experiments": "counted on the page: the programs that made its figures",
}


@dataclass(frozen=True)
class Figure:
    """A figure as a page shows it, or as it would."""

    id: str
    stem: str
    title: str  # HTML
    seeds: str  # HTML
    page: str = ""  # the page's stem, or "" if no page includes it


def figures_of(text: str, page: str = "") -> list[Figure]:
    """Figures in the HTML of a page or fragment, in their order."""
    return [Figure(page=page, **match.groupdict()) for match in FIGURE.finditer(text)]


def standing(docs: Path = DOCS, figures: Path = FIGURES) -> list[Figure]:
    """All figures that pages include, each with its page."""
    found = []
    for page in pages(docs):
        text = without_code(read_text(page))
        for match in INCLUDE.finditer(text):
            fragment = figures / match["name"]
            if fragment.is_file():
                found += figures_of(read_text(fragment), page.stem)
    return found


def note(quoted: Mapping[str, Any], config: Mapping[str, Any], key: str, text: str) -> str:
    """Say what the data know of the spread of a number that is written as ``text``, or ""."""
    value = quoted[key]
    if isinstance(value, str):
        return ""
    if key in config and config[key] == value:
        return "a setting, not a measurement"
    if key in dict(_errors(quoted)):
        return "one standard error"
    percent = text.rstrip().endswith("%")
    se = next((quoted[name] for name, owner in _errors(quoted) if owner == key), None)
    if se is not None:
        return f"± {_number(se, text, percent, significant=2)}, one standard error"
    low, high = quoted.get(f"{key}_p10"), quoted.get(f"{key}_p90")
    if low is not None and high is not None:
        low, high = (_number(end, text, percent) for end in (low, high))
        return f"10 to 90\u202f%: {low} to {high}"
    return ""


def _errors(quoted: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Names of standard errors, each with the name of what it belongs to.

    An error of zero belongs to what is so by definition, and says nothing.
    """
    pairs = []
    for name, value in quoted.items():
        if "_se" not in name or isinstance(value, str) or not value > 1e-12:
            continue
        for match in re.finditer(r"_se(?=_|$)", name):
            owner = name[: match.start()] + name[match.end() :]
            if owner in quoted:
                pairs.append((name, owner))
    return pairs


def _number(value: float, text: str, percent: bool, significant: int = 0) -> str:
    """Value with the decimals of ``text``, or with more for its significant digits."""
    decimals = len(text.rstrip(" %\u2009\u202f\xa0").partition(".")[2])
    shown = abs(value) * (100 if percent else 1)
    if significant and shown:
        decimals = max(decimals, significant - 1 - math.floor(math.log10(shown)))
    return written(value, f",.{decimals}{'%' if percent else 'f'}")


def by_chance(stem: str) -> bool:
    """Whether an experiment draws anything: one that never reads its seed counts or solves."""
    path = EXPERIMENTS / f"{stem}.py"
    return not path.is_file() or bool(re.search(r"\.seed\b", path.read_text(encoding="utf-8")))


def choose(at: int, figures: list[tuple[int, int, str]], guesses: list[tuple[int, int]]) -> str:
    """Id of the figure that a number belongs to, or "".

    The figure it stands in; in a guess the next one, which has the answer; else the one before.

    Parameters
    ----------
    at : where the number stands on the page
    figures : where the figures of its experiment begin and end, and their ids
    guesses : where the guesses begin and end
    """
    inside = [name for start, end, name in figures if start <= at < end]
    before = [name for _, end, name in figures if end <= at]
    after = [name for start, _, name in figures if start > at]
    guessed = any(start < at < end for start, end in guesses)
    order = [*inside, *(after[:1] if guessed else []), *before[::-1], *after]
    return order[0] if order else ""


def attach(text: str, page: Path, figures: Path = FIGURES) -> str:
    """HTML of a page with the origins of its numbers."""
    text = FIGURE.sub(_anchored, text)
    if front_matter(page).get("kind") != "evidence":
        text = MORE.sub(_folded, text)
    text = UNSEARCHED.sub(r'\g<0> data-search-exclude=""', text)
    shown = standing(page.parent, figures)
    guesses = [match.span() for match in GUESS.finditer(text)]
    spots: dict[str, list[tuple[int, int, str]]] = {}
    for match in FIGURE.finditer(text):
        spots.setdefault(match["stem"], []).append((*match.span(), match["id"]))
    origins: dict[str, str] = {}

    def name(match: re.Match) -> str:
        source = re.search(r'data-from="([^"]+)"', match["list"])
        stem, _, key = source[1].partition(".")
        extra = ""
        if key in COUNTED and (page.parent / f"{stem}.md").is_file():
            origin = f"{stem}.{key}"
            origins.setdefault(origin, _template(origin, COUNTED[key], "", ""))
        else:
            on_page = choose(match.start(), spots.get(stem, []), guesses)
            figure = _figure(stem, on_page, page.stem, shown, figures)
            if figure is None:
                return match[0]
            origin = figure.id
            origins.setdefault(origin, _of_figure(figure, page.stem))
            found = result(figures / f"{stem}.json")
            config = found["provenance"]["config"]
            said = note(found["data"]["quoted"], config, key, match["text"])
            extra = f' data-note="{html.escape(said)}"' if said else ""
        return f'<em{match["list"]} data-origin="{origin}"{extra}>{match["text"]}</em>'

    return "\n".join([NUMBER.sub(name, text), *origins.values()])


def _anchored(figure: re.Match) -> str:
    """Figure whose drawer can be linked to: a browser opens a fold around a link's target."""
    drawer = '<dl class="provenance"'
    return figure[0].replace(f"{drawer}>", f'{drawer} id="{figure["id"]}-made">')


def _folded(caption: re.Match) -> str:
    """Caption outside of the evidence: what a glance does not need stands in the fold below."""
    return f'</p>{caption["folds"]}<p class="caption-more">{caption["more"]}</p>'


def _figure(
    stem: str, on_page: str, page: str, shown: list[Figure], figures: Path
) -> Figure | None:
    """Figure a number belongs to: on this page, in the evidence, elsewhere, or on none so far."""
    own = [f for f in shown if f.stem == stem]
    own.sort(
        key=lambda f: (f.page != page, f.id != on_page, f.id != stem, "-evidence" not in f.page)
    )
    fragment = figures / f"{stem}.md"
    if not own and fragment.is_file():
        own = figures_of(read_text(fragment))
    return own[0] if own else None


def _of_figure(figure: Figure, page: str) -> str:
    seeds = figure.seeds if by_chance(figure.stem) else "no chance in it, and no seeds"
    if figure.page:
        other = "" if figure.page == page else f"{figure.page}.html"
        link = f'<a href="{other}#{figure.id}-made">How this was made</a>'
    else:
        link = f'<a href="code/experiments/{figure.stem}.py">The program behind it</a>'
    return _template(figure.id, seeds, figure.title, link)


def _template(origin: str, facts: str, title: str, link: str) -> str:
    strong = f"<strong>{title}</strong>" if title else ""
    return (
        f'<template class="origin" data-origin="{origin}" data-search-exclude>'
        f'{strong}<span class="facts">{facts}</span>{link}</template>'
    )


class _Origins(Postprocessor):
    def run(self, text: str) -> str:
        page = getattr(self.md, "page_source", None)  # a heading's text comes here too, by itself
        return attach(text, page) if page and ("<em" in text or "<figure" in text) else text


class _Extension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        md.postprocessors.register(_Origins(md), "origins", LAST)


def makeExtension(**settings: str) -> Extension:
    """Give Markdown the extension by the name of this module."""
    return _Extension(**settings)
