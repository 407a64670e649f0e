"""Markup that Markdown did not read: it would be published as it stands, stars, braces and all."""

import re
from collections.abc import Iterator

from scripts.checking.page import Page
from scripts.markdown.bound import BOUND, LOOKS_BOUND, bound
from scripts.markdown.pages import Fault, blank

INCLUDE_LINE = re.compile(r'^--8<-- "[\w.]+"[ \t]*$')
LEFT = {
    r"\{:?[ \t]*(?:[#.][\w-]|[\w-]+=)[^}\n]*\}?": (
        "an attribute list is not read",
        "put it right behind its word, or on the line right below its paragraph",
    ),
    r"(?:^|\n)[ \t]*#{1,6} [^\n]*": (
        "a heading is not read",
        "put a blank line before it, and look for a tag above it that is not closed",
    ),
    r"!?\[[^\]\n]*\](?:\(|\[|: )[^\s)\]]*": (
        "a link or a picture is not read",
        "write it as [words](address), or look for a tag above it that is not closed",
    ),
    r"\[@[^\]\n]+\]?": (
        "a source is not cited like that",
        "write [Name (2019)](references.md#key)",
    ),
    r"\[\^[^\]\n]+\]": ("there are no footnotes here", "say it in the text, or in a fold"),
    r"(?:^|\n)[ \t]*(?:`{3,}|~{3,})[^\n]*": ("a fence of code is not read", "close it as it began"),
    r"`[^`\n]*": ("a backtick is left", "close it, or write &#96; for the sign itself"),
    r"(?:^|\n)[ \t]*\|[^\n]*\|": (
        "a table is not read",
        "put a blank line before it, and |---| below its first line",
    ),
    r"(?:^|\n)[ \t]*(?:[-*+] [^\n]*|1\. [^\n]*(?=\n[ \t]*2\. ))": (
        "a list is not read",
        "put a blank line before it",
    ),
    r"(?:^|\n)[ \t]*(?:!!!|\?\?\?|:::)[^\n]*": ("boxes like that are not known", "write a fold"),
    r"\*\*[^\n]{0,20}|\*\w[^\n]{0,20}|\w\*(?![\w*])": (
        "a star is left",
        "close what it opens, or write \\* for the sign itself",
    ),
    r"~~[^\n]*|==\w[^\n]*|\{\{[^\n]*|\{%[^\n]*": ("markup like that is not known", "take it out"),
    r"\$[^$\n]*[\\^_{][^$\n]*\$": ("a formula is not read", "write it as `#!math x^2`"),
}


def check(page: Page) -> Iterator[Fault]:
    """Faults of what is left in the text of a page, and of figures that are not included."""
    if not page.site.settings:
        return  # `notebooks.navigation` names it
    if isinstance(page.html, Exception):
        says = " ".join(str(page.html).split())[:200]
        yield Fault(page.find(*_named(says)), f"Markdown cannot read the page: {says}", "mend it")
        return
    for number, line in enumerate(page.source.split("\n"), start=1):
        if re.search(r"-8<-", line) and not INCLUDE_LINE.match(line):
            place = f"{page.at(0).rpartition(':')[0]}:{number}"
            remedy = 'write --8<-- "its_name.md" from the beginning of the line, and nothing else'
            yield Fault(place, "a figure is not included", remedy)
    seen: dict[str, int] = {}
    for text in page.texts:
        for pattern, (says, remedy) in LEFT.items():
            for match in re.finditer(pattern, text):
                words = match[0].strip()
                if "-8<-" in words:
                    continue
                before = text[: match.start()][-12:] or "\n\n"  # the same may be read elsewhere
                nth = seen[before + words] = seen.get(before + words, -1) + 1
                place = page.find(before + words, words, words[:12], nth=nth)
                shown = words if len(words) <= 40 else f"{words[:40]}..."
                yield Fault(place, f"{says}: {shown}", remedy)
    yield from _bound(page)


def _named(says: str) -> list[str]:
    """Pieces of a message that may stand in the source: a formula at its end."""
    return [says.rpartition(": ")[2], *re.findall(r"\\\w+", says)]


def _bound(page: Page) -> Iterator[Fault]:
    """Numbers that are bound in the source and not in the HTML, or the other way round."""
    made = [e for e in page.elements if e.get("data-from") is not None]
    published = [(e.get("data-from"), " ".join(e.text.split())) for e in made if e.tag == "em"]
    named = {page.at(m.start()) for m in LOOKS_BOUND.finditer(blank(BOUND, page.source))}
    for element in made:
        if element.tag != "em" and page.place(element, "data-from") not in named:
            says = f"data-from stands on <{element.tag}>, where no number is bound"
            yield Fault(page.place(element, "data-from"), says, "write *5*{ data-from=... }")
    for match in bound(page.source):
        name = re.search(r"""data-from=["']([^"']*)""", match[0])
        said = (name[1] if name else "", " ".join((match["text"] or match["inner"]).split()))
        if said in published:
            published.remove(said)
        elif name:
            says = f"{said[1]} is not published as bound to {said[0]}"
            remedy = "look for a tag above it that is not closed, or a missing quotation mark"
            yield Fault(page.at(match.start()), says, remedy)
    for name, words in published:
        place = page.find(f"{words}_{{", f'"{name}"', name, words)
        if place not in named:  # by `bound.check`
            says = f"{words!r} would be published as bound to {name}, and is not checked"
            yield Fault(place, says, "write it like *5*{ data-from=... }")
