"""Markdown extension: a term's first use on a page leads to the glossary and says what it means.

docs/glossary.md is the only place where a term is defined: a heading with an id and, if it is
looked for under other words than the heading's, `data-forms="overfits, overfitted"`; then a
paragraph with the definition, then examples. `data-forms=""` is for a word that readers search for
and pages do without: it is never linked. The link carries the definition in a hidden element
beside it, which the style sheet shows on hover and focus, without a script. With one it is a card
that opens on tap too (docs/js/term.js).

Not looked at: headings, links, code, formulas, tables, figures, claims, sources and raw HTML. A
term that occurs in the open text is linked there, one that occurs only in a fold in the fold.
A page with `not_terms: step, batch` uses these words in their everyday sense.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.treeprocessors import Treeprocessor
from mkdocs.exceptions import BuildError

from scripts.compute.problem import Problem
from scripts.markdown.bound import BOUND
from scripts.markdown.pages import DOCS, Fault, front_matter, place, read_text

GLOSSARY = DOCS / "glossary.md"
HEADING = re.compile(r"^## (?P<name>[^{\n]+?)\s*(?:\{(?P<list>[^}\n]*)\})?\s*$", re.MULTILINE)
AFTER_ATTRIBUTES = 4  # attr_list works at 8, MkDocs resolves links at 0
CLOSED = {"a", "code", "pre", "math", "table", "figure", "summary", "button", "label", "legend"}
CLOSED |= {f"h{n}" for n in range(1, 7)}
ASIDE = {"claim", "sources", "kicker", "dek", "meta", "pull", "contents", "definition"}


@dataclass(frozen=True)
class Term:
    """An entry of the glossary."""

    id: str
    name: str
    forms: tuple[str, ...]  # as written on pages, lower case for a capital too; none: not linked
    definition: str  # plain text


def read(page: Path = GLOSSARY) -> list[Term]:
    """Entries in the order of the page, or a `Problem` with the line that is wrong."""
    terms, faults = examined(page)
    for fault in faults:
        raise fault.problem()
    return terms


def examined(page: Path = GLOSSARY) -> tuple[list[Term], list[Fault]]:
    """Entries in the order of the page, and everything that is wrong with them."""
    text = read_text(page)
    terms, faults, owners, names = [], [], {}, {}
    found = list(HEADING.finditer(text))
    ends = [m.start() for m in found[1:]] + [len(text)]
    for match, end in zip(found, ends, strict=False):
        name, where = match["name"], place(page, text, match.start())

        def fault(says: str, remedy: str, name: str = name, where: str = where) -> None:
            faults.append(Fault(where, f"{name} {says}", remedy))

        anchor = re.search(r"#([\w-]+)", match["list"] or "")
        definition = plain(text[match.end() : end].strip().split("\n\n")[0])
        if name.lower() in names:
            fault("is defined twice", f"keep one; the other stands in line {names[name.lower()]}")
        names[name.lower()] = where.rpartition(":")[2]
        if not anchor:
            fault("has no id", f"write it as `## {name} {{ #its-id }}`")
        if not definition:
            fault("has no definition", "write it as the paragraph below")
        listed = re.search(r'data-forms="([^"]*)"', match["list"] or "")
        said = listed[1] if listed else name[0].lower() + name[1:]
        forms = tuple(form.strip() for form in said.split(",") if form.strip())
        for form in forms:
            other = owners.setdefault(form, name)
            if other != name:
                fault(f"is looked for as {form!r}, and so is {other}", "drop one")
        terms.append(Term(anchor[1] if anchor else "", name, forms, definition))
    return terms, faults


def plain(markdown: str) -> str:
    """Text of a paragraph without its markup, on one line."""
    text = BOUND.sub(lambda m: m["text"] or m["inner"], markdown)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)|\{[^}]*\}|[*`]", r"\1", text)
    return " ".join(text.split())


def pattern(terms: list[Term]) -> re.Pattern:
    """Any form of any term, as a whole word, the longest first."""
    forms = sorted((form for term in terms for form in term.forms), key=len, reverse=True)
    either = []
    for form in forms:
        first = f"(?i:{re.escape(form[0])})" if form[0].islower() else re.escape(form[0])
        either.append(first + r"\s+".join(map(re.escape, form[1:].split(" "))))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(either)})(?![\w-])" if either else r"(?!)")


class _Link(Treeprocessor):
    """Links the first use of each term, in the open text if it occurs there."""

    def run(self, root: Element) -> None:
        page = getattr(self.md, "page_source", None)
        front = front_matter(page) if page else {}
        if front.get("kind") == "entries":
            return
        try:
            terms = read()
        except Problem as problem:
            raise BuildError(str(problem)) from None
        everyday = {word.strip() for word in front.get("not_terms", "").split(",")}
        terms = [t for t in terms if not everyday & {t.id, *t.forms}]
        self.owner = {form.lower(): term for term in terms for form in term.forms}
        self.pattern = pattern(terms)
        self.seen: set[str] = set()
        for in_folds in (False, True):
            self._read(root, in_folds, inside=False)

    def _read(self, element: Element, in_folds: bool, inside: bool) -> None:
        """Link terms in an element, in the order of the text: outside of folds, or inside."""
        inside = inside or element.tag == "details"
        reads = inside == in_folds
        children = list(element)
        if reads:
            element.text, made = self._split(element.text)
            element[:0] = made
        for child in children:
            if not _closed(child):
                self._read(child, in_folds, inside)
            if reads:
                child.tail, made = self._split(child.tail)
                after = list(element).index(child) + 1
                element[after:after] = made

    def _split(self, text: str | None) -> tuple[str | None, list[Element]]:
        """Text up to the first new term, then links and definitions with the rest as tails."""
        made: list[Element] = []
        if not text or not text.strip():
            return text, made
        before, end = text, 0
        for match in self.pattern.finditer(text):
            term = self.owner[" ".join(match[0].lower().split())]
            if term.id in self.seen:
                continue
            self.seen.add(term.id)
            between = text[end : match.start()]
            if made:
                made[-1].tail = between
            else:
                before = between
            end = match.end()
            made += linked(term, match[0])
        if made:
            made[-1].tail = text[end:]
        return before, made


def linked(term: Term, word: str) -> list[Element]:
    """Link of a term as it is written on a page, and its hidden definition."""
    attributes = {
        "class": "term",
        "href": f"{GLOSSARY.name}#{term.id}",
        "aria-describedby": f"meaning-{term.id}",
    }
    link = Element("a", attributes)
    link.text = word
    meaning = Element(
        "span",
        {
            "class": "definition",
            "id": f"meaning-{term.id}",
            "role": "tooltip",
            "hidden": "hidden",
            "data-search-exclude": "",
        },
    )
    meaning.text = term.definition
    return [link, meaning]


def _closed(element: Element) -> bool:
    """Whether a term in an element stays as it is."""
    classes = set((element.get("class") or "").split())
    return bool(element.tag in CLOSED or classes & ASIDE or element.get("data-from"))


class _Glossary(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        md.treeprocessors.register(_Link(md), "glossary", AFTER_ATTRIBUTES)


def makeExtension(**settings: str) -> Extension:
    """Give Markdown the extension by the name of this module."""
    return _Glossary(**settings)
