"""Tags as they are written: whole, known, closed in their order, and none that runs or loads.

Looks at the source alone, because a browser and Markdown both mend what is broken, each in a way of
its own: an unclosed `<div>` leaves the rest of a page as raw Markdown.
"""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from scripts.checking.page import VOID, Page
from scripts.markdown.bound import COMMENT
from scripts.markdown.pages import Fault, blank

ATTRIBUTE = r"""(?:\s+[^\s"'<>/=]+(?:\s*=\s*(?:"[^"<]*"|'[^'<]*'|[^\s"'=<>`]+))?)"""
TAG = re.compile(rf"<(?P<end>/?)(?P<name>[A-Za-z][\w:-]*)(?P<list>{ATTRIBUTE}*)\s*(?P<self>/?)>")
BEGINS = re.compile(r"<[A-Za-z/!?]")
ADDRESS = re.compile(r"<(?:https?://|mailto:)[^\s<>]+>")
PARAGRAPH = re.compile(r"\n[ \t]*\n")
INLINE = {
    *("a", "abbr", "b", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "label", "legend"),
    *("mark", "meter", "output", "progress", "q", "s", "samp", "small", "span", "strong", "sub"),
    *("summary", "sup", "time", "u"),
}
BLOCK = {
    *("blockquote", "caption", "dd", "details", "div", "dl", "dt", "fieldset", "figcaption"),
    *("figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "li", "ol", "p", "picture"),
    *("pre", "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
}
KNOWN = INLINE | BLOCK | (VOID - {"link", "meta"})
# What a page must not bring along, and what to do instead.
FORBIDDEN = {
    "script": "a script does not belong on a page: put it into docs/js/",
    "style": "styles do not belong on a page: put them into docs/css/",
    "svg": "a drawing does not belong on a page: draw it in scripts/drawings/",
    "math": "write a formula as `#!math ...` or in a fence called math",
} | dict.fromkeys(
    ("iframe", "frame", "object", "embed", "applet", "portal", "audio", "video", "track"),
    "it would load something: link to it instead",
)
FORBIDDEN |= dict.fromkeys(
    ("link", "meta", "base", "html", "head", "body", "title"), "the theme writes the head of a page"
)
FORBIDDEN |= dict.fromkeys(
    ("form", "button", "select", "textarea", "template", "slot", "noscript", "dialog"),
    "a script in docs/js/ makes what works with scripts",
)


@dataclass(frozen=True)
class Tag:
    """A tag of the source."""

    name: str
    at: int
    end: bool
    closes_itself: bool


def check(page: Page) -> Iterator[Fault]:
    """Faults of every tag of a page."""
    comments = blank(COMMENT, page.source)
    unclosed = comments.find("<!--")
    if unclosed >= 0:
        yield Fault(page.at(unclosed), "a comment is never closed", "write --> where it ends")
    tags = []
    for begin in BEGINS.finditer(page.source):
        at = begin.start()
        tag = TAG.match(page.source, at)
        if tag:
            name = tag["name"].lower()
            tags.append(Tag(name, at, bool(tag["end"]), bool(tag["self"])))
            yield from _named(page, tags[-1])
        elif not ADDRESS.match(page.source, at) and not page.source.startswith("<!--", at):
            word = page.source[at : at + 24].split("\n")[0]
            remedy = "look for a missing > or quotation mark; a sign for less is written &lt;"
            yield Fault(page.at(at), f"{word!r} is no whole tag", remedy)
    yield from _balance(page, tags)


def _named(page: Page, tag: Tag) -> Iterator[Fault]:
    """Faults of a tag by itself."""
    name, where = tag.name, page.at(tag.at)
    if name in FORBIDDEN and not tag.end:
        yield Fault(where, f"<{name}> may not stand on a page", FORBIDDEN[name])
    elif name not in KNOWN and name not in FORBIDDEN:
        near = difflib.get_close_matches(name, KNOWN, n=1)
        remedy = f"write <{near[0]}>" if near else "use one that HTML has, or write &lt; for <"
        yield Fault(where, f"there is no tag <{name}>", remedy)
    elif tag.closes_itself and name not in VOID:
        yield Fault(where, f"<{name}/> does not close itself", f"write <{name}></{name}>")
    elif tag.end and name in VOID:
        yield Fault(where, f"</{name}> closes nothing", "take it out")


def _balance(page: Page, tags: list[Tag]) -> Iterator[Fault]:
    """Tags that are not closed, closed twice, or closed in the wrong order."""
    stack: list[Tag] = []
    for tag in tags:
        if tag.name in VOID:
            continue
        if not tag.end:
            stack.append(tag)
            continue
        line = page.at(tag.at).rpartition(":")[2]
        if tag.name not in [t.name for t in stack]:
            says = f"</{tag.name}> closes nothing"
            yield Fault(page.at(tag.at), says, "take it out, or look for the tag that it closed")
            continue
        while stack[-1].name != tag.name:
            inner = stack.pop()
            says = f"<{inner.name}> is not closed before </{tag.name}> in line {line}"
            yield Fault(page.at(inner.at), says, f"write </{inner.name}> before it")
        opened = stack.pop()
        if tag.name in INLINE and PARAGRAPH.search(page.source, opened.at, tag.at):
            says = f"<{tag.name}> is closed in another paragraph, in line {line}"
            yield Fault(page.at(opened.at), says, f"write </{tag.name}> before the blank line")
    for tag in stack:
        remedy = f"write </{tag.name}> where it ends"
        yield Fault(page.at(tag.at), f"<{tag.name}> is never closed", remedy)
