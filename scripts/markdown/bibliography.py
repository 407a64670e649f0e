"""The sources: docs/references.bib read and checked, who cites what, and the page made of both.

Pages cite an entry as `[Belkin et al. (2019)](references.md#belkin2019reconciling)`. The form of an
entry is pybtex's; its field x-seen says what we saw of the source ourselves.
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from string import ascii_lowercase

from pybtex import errors
from pybtex.backends.markdown import Backend
from pybtex.database import BibliographyData, Entry, parse_string
from pybtex.richtext import Text
from pybtex.style.formatting.unsrt import Style
from pybtex.style.template import field, href

from scripts.markdown.pages import DOCS, Fault, pages, read_text, shown, without_code

BIB = DOCS / "references.bib"
PAGE = DOCS / "references.md"
SEEN = {
    "text": "We read the text.",
    "abstract": "We saw the abstract.",
    "title": "We saw the title, not the text.",
    "quoted": "We saw it quoted, not the text itself.",
}
UNREAD = ("title", "quoted")  # of these we have not even read an abstract
NEEDED = ("author", "title", "year", "x-seen")
CITATION = re.compile(r"references\.(?:md|html)#(?P<key>[\w-]+)")
KEY = re.compile(r"[A-Za-z][\w-]*", re.ASCII)
ARXIV = re.compile(r"\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7}")  # the second until March 2007
HEAD = """\
---
title: References
description: Every source the site cites, and what we saw of it ourselves, be it the text, the abstract or only a title.
kind: entries
---

# References

Every source that a page cites, with a note on what we saw of it ourselves.
{ .dek }

“We read the text” means the source’s own text, or the parts of it that we use. Nothing that a page says of a source is
from memory; volumes and pages of journals we did not check. [The same list as BibTeX](references.bib).
"""  # noqa: E501
NOT_READ = """\
## What we have not read { #not-read }

Of these sources we know the title, or what others quote of them. A sentence that leans on one of
them says no more than that.
"""


class _Form(Style):
    """As pybtex sets it; an address is shown without its scheme."""

    def format_url(self, e: Entry) -> href:
        shown = field("url", raw=True, apply_func=lambda url: url.split("://")[1].rstrip("/"))
        return href(field("url", raw=True))[shown]


@lru_cache(maxsize=1)
def _form() -> _Form:
    return _Form()  # looks through all that is installed for its parts


class _Markdown(Backend):
    """Only what Markdown would take for markup is escaped: the page stays readable."""

    symbols = {"ndash": "–", "newblock": "\n", "nbsp": "\xa0"}  # noqa: RUF012

    def format_str(self, text: str) -> str:
        return re.sub(r"([\\`*_\[\]{}<])", r"\\\1", text)

    def format_href(self, url: str, text: str, external: bool = False) -> str:
        return f"[{text}]({url})"


def read(bib: Path = BIB) -> BibliographyData:
    """All entries, or a `Problem` with the line that is wrong and what to do about it."""
    found, faults = examined(bib)
    for fault in faults:
        raise fault.problem()
    return found


def examined(bib: Path = BIB) -> tuple[BibliographyData, list[Fault]]:
    """Entries that can be read, and everything that is wrong with the file."""
    return _examined(read_text(bib), shown(bib))


@lru_cache(maxsize=4)
def _examined(text: str, name: str) -> tuple[BibliographyData, list[Fault]]:
    faults = []
    with errors.capture() as said:
        found = parse_string(text, "bibtex")
    for error in said:
        words = re.sub(r"^syntax error in line \d+: ", "", str(error))
        line = getattr(error, "lineno", None) or _line_named_in(words, text)
        remedy = "look for a missing comma, brace or quotation mark there or in the line above"
        if "repeated" in words:
            remedy = "give one of the two another key"
        elif "undefined string" in words:
            remedy = "write it in braces"
        faults.append(Fault(f"{name}:{line}", words, remedy))
    for key, entry in found.entries.items():
        place = f"{name}:{line_of(key, text)}"
        faults += _wrong(key, entry, place)
        if all(name in entry.fields or name in entry.persons for name in NEEDED):
            faults += _not_set(key, entry, place)
    return found, faults


def _not_set(key: str, entry: Entry, place: str) -> list[Fault]:
    """Why an entry cannot be written out, if it cannot."""
    if not hasattr(_Form, f"get_{entry.type}_template"):
        remedy = "write @misc, or @article, @book, @inproceedings, @online"
        return [Fault(place, f"{key} is an @{entry.type}, which is not known here", remedy)]
    try:
        set_text = _form().format_entry("", entry).text.render(_Markdown())
    except Exception as error:  # TeX that it cannot read ends in errors of many kinds
        if name := re.match(r"missing (.+) in ", str(error)):
            says = f"{key} has no {name[1]}, which an @{entry.type} needs"
            return [Fault(place, says, f"write a line `{name[1]} = {{...}},` in it, or @misc")]
        says = f"{key} cannot be read ({error})"
        return [Fault(place, says, "look for a brace or a command of TeX that is not closed")]
    if left := re.search(r"\\\\\w+|\$[^$]+\$", set_text):
        says = f"{key} would show its TeX: {left[0].removeprefix(chr(92))}"
        return [Fault(place, says, "write it in letters")]
    return []


def _wrong(key: str, entry: Entry, place: str) -> Iterator[Fault]:
    if not KEY.fullmatch(key):
        remedy = "give it one of letters, digits and hyphens, like belkin2019reconciling"
        yield Fault(place, f"{key} is a key that no address can end in", remedy)
    for name in NEEDED:
        if name not in entry.fields and name not in entry.persons:
            value = entry.fields.get("date", "...")[:4] if name == "year" else "..."
            remedy = f"write a line `{name} = {{{value}}},` in it"
            yield Fault(place, f"{key} has no {name}", remedy)
    seen, eprint = entry.fields.get("x-seen"), entry.fields.get("eprint", "")
    if seen is not None and seen not in SEEN:
        yield Fault(place, f"{key} says x-seen = {{{seen}}}", f"the words are {', '.join(SEEN)}")
    if eprint and not ARXIV.fullmatch(eprint):
        remedy = "it reads like 1903.08560: four digits, a dot, four or five digits"
        yield Fault(place, f"{key} has the arXiv number {eprint!r}", remedy)
    if not entry.fields.get("url", "https://").startswith("https://"):
        yield Fault(place, f"{key} has a url without https://", "write the whole address")


def line_of(key: str, text: str) -> int:
    """Line on which an entry begins, from 1; the last one that has this key."""
    found = list(re.finditer(rf"^[ \t]*@\w+\s*\{{\s*{re.escape(key)}\s*,", text, re.MULTILINE))
    return text.count("\n", 0, found[-1].start()) + 1 if found else 1


def _line_named_in(said: str, text: str) -> int:
    """Line of what a message of pybtex quotes, or of the entry that it names."""
    if quotes := re.search(r"'(.+)'", said):
        return text.count("\n", 0, max(text.find(quotes[1]), 0)) + 1
    return max(line_of(word, text) for word in re.findall(r"[^\s,]+", said))


def labels(entries: Mapping[str, Entry]) -> dict[str, str]:
    """Short names of the entries: Belkin et al. (2019), OpenAI (2022a).

    Parameters
    ----------
    entries : mapping of keys to entries, in the order in which letters are given
    """
    plain = {key: (_names(entry), entry.fields["year"]) for key, entry in entries.items()}
    shared = Counter(plain.values())
    given: Counter = Counter()
    result = {}
    for key, (names, year) in plain.items():
        letter = ascii_lowercase[given[names, year]] if shared[names, year] > 1 else ""
        given[names, year] += 1
        result[key] = f"{names} ({year}{letter})"
    return result


def _order(entry: Entry) -> tuple[str, str, str]:
    return _names(entry).lower(), entry.fields["year"], entry.fields["title"].lower()


def _names(entry: Entry) -> str:
    persons = entry.persons["author"]
    last = [" ".join(p.prelast_names + p.last_names) for p in persons]
    last = [str(Text.from_latex(name)) for name in last]
    if len(last) > 2 or last[-1] == "others":
        return f"{last[0]} et al."
    return " and ".join(last)


def citations(page: Path) -> Iterator[tuple[str, int]]:
    """Keys that a page cites, each with its line."""
    text = without_code(read_text(page))
    for match in CITATION.finditer(text):
        yield match["key"], text.count("\n", 0, match.start()) + 1


def cited(docs: Path = DOCS) -> dict[str, list[Path]]:
    """Keys to the pages that cite them."""
    found: dict[str, list[Path]] = {}
    for page in pages(docs):
        if page.name != PAGE.name:
            for key in dict.fromkeys(key for key, _ in citations(page)):
                found.setdefault(key, []).append(page)
    return found


def unresolved(docs: Path = DOCS, bib: Path = BIB) -> list[Fault]:
    """Citations of keys that are not in the bibliography."""
    keys = examined(bib)[0].entries
    faults = []
    for page in pages(docs):
        for key, line in citations(page):
            if key not in keys:
                near = difflib.get_close_matches(key, keys, n=1)
                remedy = f"write {near[0]}" if near else f"add it to {shown(bib)}"
                says = f"there is no source {key}"
                faults.append(Fault(f"{shown(page)}:{line}", says, remedy))
    return faults


def title(page: Path) -> str:
    """First heading of a page."""
    found = re.search(r"^# (.+?)(?: \{.*\})?$", read_text(page), re.MULTILINE)
    return found[1] if found else page.stem


def render(bib: Path = BIB, docs: Path = DOCS) -> str:
    """Give the page as Markdown."""
    entries = dict(sorted(read(bib).entries.items(), key=lambda item: _order(item[1])))
    label, where = labels(entries), cited(docs)
    unread = [key for key, entry in entries.items() if entry.fields["x-seen"] in UNREAD]
    listed = ", ".join(f"[{label[key]}](#{key})" for key in unread)
    pieces = [HEAD, f"{NOT_READ}\n{listed}.\n" if unread else ""]
    for formatted in _form().format_entries(entries.values()):
        fields = entries[formatted.key].fields
        text = " ".join(formatted.text.render(_Markdown()).split())
        seen = " ".join(filter(None, [SEEN[fields["x-seen"]], fields.get("x-note")]))
        if pages := where.get(formatted.key):
            links = ", ".join(f"[{title(p)}]({p.relative_to(docs).as_posix()})" for p in pages)
            seen += f" Cited in {links}."
        heading = f"## {label[formatted.key]} {{ #{formatted.key} }}"
        pieces.append(f"{heading}\n\n{text}\n\n{seen}\n{{ .seen }}\n")
    return "\n".join(filter(None, pieces))
