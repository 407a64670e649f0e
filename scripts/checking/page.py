"""A page as the rules see it: its source, and what Markdown makes of it.

The source says on which line a mistake stands; the HTML says what a browser would be given, in
whatever spelling it was written. An element of the HTML is found in the source by its own tag, or
by an address or a name in it.
"""

import importlib
import re
from dataclasses import dataclass
from functools import cached_property
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import yaml
from markdown import Markdown

from scripts.compute.problem import Problem
from scripts.compute.results import ROOT
from scripts.markdown.bound import COMMENT
from scripts.markdown.pages import (
    INCLUDE,
    blank,
    pages,
    read_text,
    shown,
    without_code,
)

# What `scripts.publish` puts into the site, beside the results.
LATER = (
    "CITATION.cff",
    "feed.xml",
    "llms.txt",
    "data/inputs.md",
    "data/reproduce.json",
    "data/datasets.json",
)
HEAD = re.compile(r"\A---[ \t]*\n(?P<yaml>.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
ON_PAPER = {"book", "screen"}  # classes that scripts.book alone looks at
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
OWN = "scripts.markdown."  # extensions that link terms and numbers: nothing a writer gets wrong
UNREAD = ("code", "pre", "math", "script", "style")  # what stands in them is not the page's text


class SettingsLoader(yaml.SafeLoader):
    """Reads mkdocs.yml without running what it names."""


def _python_name(loader: yaml.Loader, suffix: str, node: yaml.Node) -> Any:
    module, _, name = suffix.rpartition(".")
    return getattr(importlib.import_module(module), name) if module.startswith(OWN[:-1]) else None


SettingsLoader.add_multi_constructor("tag:yaml.org,2002:python/name:", _python_name)
SettingsLoader.add_multi_constructor("tag:yaml.org,2002:python/object", lambda *_: None)
SettingsLoader.add_constructor("!ENV", lambda loader, node: None)


@dataclass
class Element:
    """A start tag in the HTML of a page."""

    tag: str
    attributes: list[tuple[str, str]]
    raw: str  # as it stands in the HTML
    inside: tuple[str, ...]  # tags around it
    text: str = ""  # what is read in it

    def get(self, name: str) -> str | None:
        """Value of an attribute, or None."""
        return dict(self.attributes).get(name)

    @property
    def made(self) -> bool:
        """Whether Markdown made it of a formula or of code: its writer wrote no tag."""
        return bool({*self.inside, self.tag} & set(UNREAD))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.open: list[Element] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, pairs: list) -> None:
        inside = tuple(e.tag for e in self.open)
        attributes = [(name, value or "") for name, value in pairs]
        element = Element(tag, attributes, self.get_starttag_text() or "", inside)
        self.elements.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, pairs: list) -> None:
        self.handle_starttag(tag, pairs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        while any(e.tag == tag for e in self.open):
            if self.open.pop().tag == tag:
                break

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data
        if not any(e.tag in UNREAD for e in self.open):
            self.texts.append(data)


class Page:
    """A page of docs/, read once for all rules."""

    def __init__(self, path: Path, site: "Site") -> None:
        self.path, self.site = path, site
        self.name = path.name
        try:
            self.text, self.is_readable = read_text(path), True
        except Problem:  # `characters` names it
            self.text, self.is_readable = path.read_text("utf-8", "replace"), False

    @cached_property
    def head(self) -> dict[str, Any]:
        """Settings at the head of the page; what its lines say if they are no YAML."""
        found = HEAD.match(self.text)
        try:
            settings = yaml.safe_load(found["yaml"])
            return settings if isinstance(settings, dict) else {}
        except (TypeError, yaml.YAMLError, ValueError, RecursionError):
            lines = self.text.partition("\n\n")[0]
            return dict(re.findall(r"^(\w+): *(.*)$", lines, re.MULTILINE))

    @cached_property
    def source(self) -> str:
        """Text with head, code and comments blanked, every other character where it was."""
        return blank(COMMENT, without_code(blank(HEAD, self.text)))

    @cached_property
    def html(self) -> str | Exception:
        """What Markdown makes of the page, each figure an empty element; or why it cannot."""
        text = INCLUDE.sub(_stand_in, blank(HEAD, self.text))
        try:
            return Markdown(**self.site.markdown).convert(text)
        except Exception as error:  # an extension may raise anything
            return error

    @cached_property
    def _read(self) -> _Reader:
        reader = _Reader()
        if isinstance(self.html, str):
            try:
                reader.feed(self.html)
                reader.close()
            except AssertionError:  # of html.parser, at some `<!`, which `tags` names
                pass
        return reader

    @property
    def elements(self) -> list[Element]:
        """Every start tag, in order."""
        return self._read.elements

    @property
    def texts(self) -> list[str]:
        """What is read outside of code and formulas, piece by piece."""
        return self._read.texts

    @cached_property
    def ids(self) -> set[str]:
        """What a link to this page can end in: ids of its elements and of the figures on it."""
        found = {e.get("id") for e in self.elements} - {None, ""}
        for name in self.includes:
            fragment = self.site.figures / name
            if fragment.is_file():
                found |= set(re.findall(r'(?:\bid="|\{ #)([\w-]+)', read_text(fragment)))
                found.add(f"{fragment.stem}-made")  # scripts.markdown.origins gives it
        return found

    @property
    def includes(self) -> list[str]:
        """Names of the fragments on it, in order."""
        return [match["name"] for match in INCLUDE.finditer(without_code(self.text))]

    def at(self, position: int) -> str:
        """Place of a character: page:line."""
        return f"{shown(self.path)}:{self.text.count(chr(10), 0, position) + 1}"

    def find(self, *needles: str, nth: int = 0) -> str:
        """Place where one of some texts stands in the source, the first of them that does."""
        for text in (self.source, self.text):  # what is wrong may stand in code, too
            for needle in filter(None, needles):
                found = [m.start() for m in re.finditer(re.escape(needle), text)]
                if found:
                    blank_lines = len(needle) - len(needle.lstrip("\n"))
                    return self.at(found[min(nth, len(found) - 1)] + blank_lines)
        return self.at(0)

    def place(self, element: Element, *values: str) -> str:
        """Place of an element: of its own tag, or of one of the values that were written for it."""
        before = self.elements[: self._index[id(element)]]
        own = dict(element.attributes)
        if element.raw in self.source:
            return self.find(element.raw, nth=sum(e.raw == element.raw for e in before))
        for value in filter(None, (*values, own.get("href"), own.get("src"))):
            if "id" in own:
                nth = sum(e.get("id") == own["id"] for e in before)
            elif value in own.values():
                nth = sum(value in dict(e.attributes).values() for e in before)
            else:
                nth = sum(e.attributes == element.attributes for e in before)
            for written in (value, escape(value), escape(value, quote=False)):
                if written in self.source:
                    return self.find(written, nth=nth)
        return self.find(f"<{element.tag}", " ".join(element.text.split())[:20])

    @cached_property
    def _index(self) -> dict[int, int]:
        return {id(element): i for i, element in enumerate(self.elements)}


def _stand_in(include: re.Match) -> str:
    stem = include["name"].removesuffix(".md")
    return f'<figure id="{stem}"></figure>' if re.fullmatch(r"\w+", stem) else include[0]


class Site:
    """All pages, and what they may refer to."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root, self.docs, self.figures = root, root / "docs", root / "figures"
        self.config, self.bib = root / "mkdocs.yml", root / "docs" / "references.bib"

    @cached_property
    def pages(self) -> list[Page]:
        """Every page."""
        return [Page(path, self) for path in pages(self.docs)]

    def page(self, name: str) -> Page | None:
        """Page by its address from docs/, or None."""
        return next((p for p in self.pages if p.path == self.docs / name), None)

    @cached_property
    def files(self) -> set[str]:
        """Everything but pages that a page can name from docs/, those of later builds too."""
        found = {*LATER, *(f"data/{path.name}" for path in self.figures.glob("*.json"))}
        drawn = [path.stem for path in self.figures.glob("*.md")]
        found |= {
            f"figures/{i}.{kind}" for i in drawn for kind in ("csv", "slide.svg", "slide.png")
        }
        for folder in (self.docs, *(p for p in self.docs.iterdir() if p.is_symlink())):
            names = [p.relative_to(self.docs).as_posix() for p in folder.rglob("*")]
            found |= {name for name in names if not name.endswith(".md")}
        lab = [path.stem for path in self.docs.glob("lab/*.py")]
        return found | {f"lab/{stem}.{kind}" for stem in lab for kind in ("html", "ipynb")}

    @cached_property
    def _scripts(self) -> str:
        return "".join(read_text(path) for path in sorted(self.docs.rglob("*.js")))

    @cached_property
    def read_by_scripts(self) -> set[str]:
        """Attributes with data that a script of the site looks at."""
        names = re.findall(r"\bdataset\.(\w+)", self._scripts)
        found = {"data-" + re.sub("[A-Z]", lambda m: f"-{m[0].lower()}", name) for name in names}
        return found | set(re.findall(r"\bdata-[a-z-]+", self._scripts))

    @cached_property
    def styled(self) -> set[str]:
        """Classes that a style or a script of the site knows."""
        styles = "".join(read_text(path) for path in sorted(self.docs.rglob("*.css")))
        return ON_PAPER | set(re.findall(r"\.([A-Za-z][\w-]*)", styles + self._scripts))

    @cached_property
    def settings(self) -> dict[str, Any]:
        """What mkdocs.yml says; {} if it cannot be read."""
        try:
            found = yaml.load(read_text(self.config), SettingsLoader)
        except (yaml.YAMLError, ValueError, Problem, ImportError, AttributeError):
            return {}
        return found if isinstance(found, dict) else {}

    @cached_property
    def markdown(self) -> dict[str, Any]:
        """Extensions as the site has them, but for those that look at other files."""
        names, configs = [], {}
        for entry in self.settings.get("markdown_extensions", []):
            name, config = next(iter(entry.items())) if isinstance(entry, dict) else (entry, {})
            if not name.startswith(OWN) and name != "pymdownx.snippets":
                names.append(name)
                configs[name] = config or {}
        return {"extensions": names, "extension_configs": configs}
