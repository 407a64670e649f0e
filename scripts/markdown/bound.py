"""Numbers on the pages that are bound to the data: found, checked, written anew.

A page quotes a number as `*5*{ data-from="capacity_sweep.best_degree" }`, or as
`<em data-from="...">5</em>` inside HTML. The name is a stem of figures/ and a key of its
data["quoted"], or `<page>.minutes` and `<page>.experiments` for a page itself. It is rounded as
it is written, or by `data-format=".0%"`. Figures that a page includes must exist.

A `data-from` in any other form is a fault, and so is what is no number between the stars: neither
is ever written anew.
"""

import difflib
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from scripts.compute.results import FIGURES, read_result
from scripts.markdown.pages import (
    INCLUDE,
    Fault,
    blank,
    experiments,
    minutes,
    place,
    read_text,
    without_code,
)
from scripts.plotting.quoted import like, written

BOUND = re.compile(
    r"""(?<!\*)\*(?P<text>[^*\n]+)\*\{:?(?P<list>[^{}\n]*\bdata-from=[^{}\n]*)\}"""
    r"""|<em\s(?P<tag>[^<>]*\bdata-from=[^<>]*)>(?P<inner>[^<]*)</em>"""
)
LOOKS_BOUND = re.compile(r"data[-_ ]?from", re.IGNORECASE)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# What may stand between the stars where the data have a number; an x asks `mend` for it.
WRITTEN = re.compile(r"[−-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[ \u2009\u202f\xa0]?%)?|x")
LIKE_THIS = 'write it like *5*{ data-from="capacity_sweep.best_degree" }'

# What `unbound` does not read: headings, whose numbers the text below repeats, what others claim,
# and the answers of a guess, which are there to be wrong.
NOT_READ = re.compile(
    r"""\A---\n.*?^---$|^\#{1,6}\s.*?$|^--8<--.*?$|<!--.*?-->|<blockquote.*?</blockquote>
    |<label.*?</label>""",
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)
PARAGRAPH = re.compile(  # where one begins: a blank line, an item of a list, a block of HTML
    r"^\s*$|^\s*(?:[-*+]|\d+\.)\s|<(?:p|li|d[dt]|t[dh]|legend|summary|footer|div)\b",
    re.MULTILINE,
)
SOURCE = re.compile(r"""\]\(\s*(?:https://|references\.md\#)|(?:href="|<)https://""")
MARKUP = re.compile(r"\]\([^)]*\)|\{[^}\n]*\}|<[^>]+>")
NUMBER = re.compile(
    r"(?<![\w.,/-])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
    r"(?:[ \u2009\u202f\xa0]?%|[ \xa0]per[ \xa0]?cent|[kKMBT]?(?!\w))"
)
NAMED = re.compile(  # the 3.1 of Llama 3.1 is no number, nor is the 405B after it
    r"\b(?:(?:Llama|Gemma|Claude|Gemini|Qwen|Phi)(?:[ \n\xa0][\d.]+)?|GPT-[\d.]+|Python|BY"
    r"|[Vv]ersion|[Cc]hapter|[Ss]ection|[Ff]igure|[Tt]able|[Ee]quation)[ \n\xa0]$"
)
YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
# Page and number to the reason why it may stand alone; five on the whole site at most.
EXCUSED: dict[tuple[str, str], str] = {}


def check(page: Path, figures: Path = FIGURES) -> list[Fault]:
    """All faults of a page."""
    text = read_text(page)
    faults = []
    for match in INCLUDE.finditer(without_code(text)):
        name = match["name"]
        if not (figures / name).is_file():
            near = difflib.get_close_matches(name, [p.name for p in figures.glob("*.md")], n=1)
            remedy = f"write {near[0]}" if near else "see `python -m scripts.build --list`"
            says = f"there is no figure {name} in figures/"
            faults.append(Fault(place(page, text, match.start()), says, remedy))
    for match in bound(text):
        try:
            expected = _expected(match, page, figures)
        except _UnreadError as fault:
            faults.append(Fault(place(page, text, match.start()), *fault.args))
            continue
        found, name = match["text"] or match["inner"], _attribute(match, "data-from")
        if found != expected:
            says = f"{found!r} should be {expected!r} ({name} is {_value(name, page, figures)})"
            remedy = "mend it with `python -m scripts.prose --write`"
            faults.append(Fault(place(page, text, match.start()), says, remedy))
    for match in LOOKS_BOUND.finditer(blank(COMMENT, blank(BOUND, without_code(text)))):
        says = f"{match[0]} is not read here, and no number is bound"
        faults.append(Fault(place(page, text, match.start()), says, LIKE_THIS))
    return faults


def mend(page: Path, figures: Path = FIGURES) -> int:
    """Write every bound number of a page that is not true anew; how many were."""
    text = read_text(page)
    pieces, end, mended = [], 0, 0
    for match in bound(text):
        group = "text" if match["text"] else "inner"
        try:
            expected = _expected(match, page, figures)
        except _UnreadError:
            continue  # `check` names it
        pieces += [text[end : match.start(group)], expected]
        end = match.end(group)
        mended += expected != match[group]
    if mended:
        beside = page.with_name(f".{page.name}")
        beside.write_text("".join(pieces) + text[end:], encoding="utf-8", newline="\n")
        beside.replace(page)
    return mended


def unbound(page: Path) -> list[Fault]:
    """Numbers of a page that come from nowhere: not bound, and no source in their paragraph."""
    if page.name == "references.md":  # sources themselves
        return []
    text = read_text(page)
    read = blank(NOT_READ, without_code(text))
    starts = [0, *(m.start() for m in PARAGRAPH.finditer(read)), len(read)]
    sourced = [bool(SOURCE.search(read, a, b)) for a, b in pairwise(starts)]
    read = blank(MARKUP, blank(BOUND, read))
    faults = []
    for match in NUMBER.finditer(read):
        says, start = match[0], match.start()
        small = not re.search(r"[.%]|cent", says) and len(re.findall(r"\d", says)) < 3
        if small or YEAR.fullmatch(says) or NAMED.search(read, max(0, start - 24), start):
            continue
        if sourced[bisect_right(starts, start) - 1] or (page.name, says) in EXCUSED:
            continue
        remedy = "bind it to a result, or link its source in the same paragraph"
        faults.append(Fault(place(page, text, start), f"{says} comes from nowhere", remedy))
    return faults


def bound(text: str) -> Iterator[re.Match]:
    """Places of a page where a number is bound to the data."""
    return BOUND.finditer(blank(COMMENT, without_code(text)))


class _UnreadError(Exception):
    """A bound number that cannot be compared: what is wrong, and what to do."""


def _expected(match: re.Match, page: Path, figures: Path) -> str:
    """Give what should stand there, or an `_UnreadError`."""
    found, name = match["text"] or match["inner"], _attribute(match, "data-from")
    if not name:
        raise _UnreadError("data-from has no name in quotation marks", LIKE_THIS)
    try:
        value = _value(name, page, figures)
    except KeyError as missing:
        raise _UnreadError(f"{found} is bound to {name}", missing.args[0]) from None
    if not isinstance(value, str) and not WRITTEN.fullmatch(found):
        says = f"{found!r} is bound to {name}, and is no number that can be compared"
        raise _UnreadError(says, "leave the number alone between the stars, its unit after them")
    spec = _attribute(match, "data-format")
    try:
        return written(value, spec) if spec else like(value, found)
    except ValueError:
        says = f"data-format {spec!r} is not one for {value}"
        raise _UnreadError(says, "write one like .1f, .0% or ,") from None


def _value(name: str, page: Path, figures: Path) -> Any:
    stem, _, key = name.partition(".")
    if not key:
        raise KeyError("write a stem of figures/, a dot and a key, like capacity_sweep.best_degree")
    named = page.parent / f"{stem}.md"
    if key == "minutes" and named.is_file():
        return minutes(named, figures)
    if key == "experiments" and named.is_file():
        return len(experiments(named, figures))
    stems = [p.stem for p in figures.glob("*.json")]
    if stem not in stems:
        if key in ("minutes", "experiments"):
            stems = [p.stem for p in page.parent.glob("*.md")]
        near = difflib.get_close_matches(stem, stems, n=1)
        raise KeyError(f"write {near[0]}.{key}" if near else f"there is no figures/{stem}.json")
    quoted = result(figures / f"{stem}.json")["data"]["quoted"]
    if key not in quoted:
        near = difflib.get_close_matches(key, quoted, n=1)
        guess = f"write {stem}.{near[0]}" if near else f"the names are {', '.join(quoted)}"
        raise KeyError(f'figures/{stem}.json has no "{key}" among its quoted numbers: {guess}')
    return quoted[key]


def result(path: Path) -> dict[str, Any]:
    """Read a result file, again only when it has changed: a page asks a hundred times."""
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _read(path: Path, changed: int) -> dict[str, Any]:
    return read_result(path)


def _attribute(match: re.Match, name: str) -> str:
    attributes = match["list"] or match["tag"]
    found = re.search(rf"""(?<![\w-]){name}=(["'])(.*?)\1""", attributes)
    return found[2] if found else ""
