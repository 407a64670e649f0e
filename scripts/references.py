"""Write docs/references.md from docs/references.bib: sources, what we saw of them, who cites them.

Pages cite an entry as `[Belkin et al. (2019)](references.md#belkin2019reconciling)`. The form of an
entry is pybtex's; its field x-seen says what we saw of the source ourselves.
"""

import argparse
import difflib
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import ascii_lowercase

from pybtex.backends.markdown import Backend
from pybtex.database import BibliographyData, Entry, parse_string
from pybtex.exceptions import PybtexError
from pybtex.richtext import Text
from pybtex.style.formatting.unsrt import Style
from pybtex.style.template import field, href

from scripts.compute.problem import Problem, exit_code
from scripts.markdown.pages import DOCS, Fault, pages, shown, without_code

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
ARXIV = re.compile(r"\d{4}\.\d{4,5}")
HEAD = """\
---
title: References
description: Every source the site cites, and what we saw of it ourselves, be it the text, the abstract or only a title.
kind: entries
---

# References

Every source that a page cites, with a note on what we saw of it ourselves.
{ .dek }

“We read the text” means the source's own text, or the parts of it that we use. Nothing that a page says of a source is
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


class _Markdown(Backend):
    """Only what Markdown would take for markup is escaped: the page stays readable."""

    symbols = {"ndash": "–", "newblock": "\n", "nbsp": "\xa0"}  # noqa: RUF012

    def format_str(self, text: str) -> str:
        return re.sub(r"([\\`*_\[\]{}<])", r"\\\1", text)

    def format_href(self, url: str, text: str, external: bool = False) -> str:
        return f"[{text}]({url})"


def read(bib: Path = BIB) -> BibliographyData:
    """All entries, or a `Problem` with the line that is wrong and what to do about it."""
    text = bib.read_text(encoding="utf-8")
    try:
        found = parse_string(text, "bibtex")
    except PybtexError as error:
        said = re.sub(r"^syntax error in line \d+: ", "", str(error))
        line = getattr(error, "lineno", None) or _line_named_in(said, text)
        remedy = "Look for a missing comma, brace or quotation mark there or in the line above."
        if "repeated" in said:
            remedy = "Give one of the two another key."
        raise Problem(f"{shown(bib)}:{line}: {said}.\n{remedy}") from None
    for key, entry in found.entries.items():
        _check(key, entry, f"{shown(bib)}:{line_of(key, text)}")
    return found


def _check(key: str, entry: Entry, place: str) -> None:
    for name in NEEDED:
        if name not in entry.fields and name not in entry.persons:
            raise Problem(f"{place}: {key} has no {name}.\nWrite a line `{name} = {{...}},` in it.")
    if (seen := entry.fields["x-seen"]) not in SEEN:
        names = ", ".join(SEEN)
        raise Problem(f"{place}: {key} says x-seen = {{{seen}}}.\nThe words are {names}.")
    eprint = entry.fields.get("eprint", "")
    if eprint and not ARXIV.fullmatch(eprint):
        raise Problem(
            f"{place}: {key} has the arXiv number {eprint!r}.\nIt reads like 1903.08560: four "
            "digits, a dot, four or five digits."
        )
    if "url" in entry.fields and not entry.fields["url"].startswith("https://"):
        raise Problem(f"{place}: {key} has a url without https://.\nWrite the whole address.")


def line_of(key: str, text: str) -> int:
    """Line on which an entry begins, from 1; the last one that has this key."""
    found = list(re.finditer(rf"^[ \t]*@\w+\s*\{{\s*{re.escape(key)}\s*,", text, re.MULTILINE))
    return text.count("\n", 0, found[-1].start()) + 1 if found else 1


def _line_named_in(said: str, text: str) -> int:
    return max(line_of(word, text) for word in re.findall(r"[\w-]+", said))


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
    text = without_code(page.read_text(encoding="utf-8"))
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
    keys = read(bib).entries
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
    found = re.search(r"^# (.+?)(?: \{.*\})?$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else page.stem


def render(bib: Path = BIB, docs: Path = DOCS) -> str:
    """Give the page as Markdown."""
    entries = dict(sorted(read(bib).entries.items(), key=lambda item: _order(item[1])))
    label, where = labels(entries), cited(docs)
    unread = [key for key, entry in entries.items() if entry.fields["x-seen"] in UNREAD]
    listed = ", ".join(f"[{label[key]}](#{key})" for key in unread)
    pieces = [HEAD, f"{NOT_READ}\n{listed}.\n" if unread else ""]
    for formatted in _Form().format_entries(entries.values()):
        fields = entries[formatted.key].fields
        text = " ".join(formatted.text.render(_Markdown()).split())
        seen = " ".join(filter(None, [SEEN[fields["x-seen"]], fields.get("x-note")]))
        if pages := where.get(formatted.key):
            links = ", ".join(f"[{title(p)}]({p.relative_to(docs).as_posix()})" for p in pages)
            seen += f" Cited in {links}."
        heading = f"## {label[formatted.key]} {{ #{formatted.key} }}"
        pieces.append(f"{heading}\n\n{text}\n\n{seen}\n{{ .seen }}\n")
    return "\n".join(filter(None, pieces))


def main(argv: list[str] | None = None) -> int:
    """Write the page."""
    parser = argparse.ArgumentParser(prog="python -m scripts.references", description=__doc__)
    parser.parse_args(argv)
    text = render()
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
        print(f"{shown(PAGE)} is up to date")
        return 0
    PAGE.write_text(text, encoding="utf-8")
    print(f"{shown(PAGE)} written anew")
    return 0


if __name__ == "__main__":
    sys.exit(exit_code(main))
