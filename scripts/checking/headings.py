"""Headings and ids: one of the first level, no level left out, nothing twice."""

import re
from collections.abc import Iterator

from scripts.checking.page import Element, Page
from scripts.markdown.pages import Fault

WRITTEN = re.compile(
    r"^#{1,6}(?!#)|^[^\n#][^\n]*\n(?:=+|-+)[ \t]*$|<h[1-6]\b", re.MULTILINE | re.IGNORECASE
)


def headings(page: Page) -> list[tuple[Element, str]]:
    """Every heading of a page with its place."""
    found = [e for e in page.elements if re.fullmatch("h[1-6]", e.tag)]
    lines = [m.start() for m in WRITTEN.finditer(page.source)]
    if len(lines) == len(found):
        return [(e, page.at(at)) for e, at in zip(found, lines, strict=True)]
    return [(e, page.place(e, words(e)[:30])) for e in found]


def words(heading: Element) -> str:
    """Give what a heading says, on one line."""
    return " ".join(heading.text.split())


def check(page: Page) -> Iterator[Fault]:
    """Faults of the headings of a page."""
    if isinstance(page.html, Exception) or not page.site.settings:
        return  # named elsewhere
    found = headings(page)
    if not any(e.tag == "h1" for e, _ in found):
        yield Fault(page.at(0), "the page has no heading of the first level", "write `# Its title`")
    level, seen = 0, {}
    for number, (heading, place) in enumerate(found):
        now, said = int(heading.tag[1]), words(heading)
        if not said:
            yield Fault(place, "a heading says nothing", "write its words, or take out the #")
        if now == 1 and number:
            yield Fault(place, f"{said!r} is a second heading of the first level", "write ##")
        elif now > level + 1 and number:
            remedy = f"write {'#' * (level + 1)}"
            yield Fault(place, f"{said!r} is of level {now}, below one of level {level}", remedy)
        elif now > 1 and not number:
            yield Fault(place, f"the first heading is of level {now}", "begin with `# Its title`")
        if said and said.lower() in seen:
            first = seen[said.lower()].rpartition(":")[2]
            remedy = f"say what sets it apart from the one in line {first}"
            yield Fault(place, f"the heading {said!r} stands twice", remedy)
        seen.setdefault(said.lower(), place)
        level = now


def ids(page: Page) -> Iterator[Fault]:
    """Ids and figures that a page has twice."""
    seen: dict[str, Element] = {}
    for element in page.elements:
        name = element.get("id")
        if name is None or element.made:
            continue
        if not re.fullmatch(r"[^\s<>\"'&]+", name):
            remedy = "write letters, digits and hyphens"
            yield Fault(_place(page, element), f"{name!r} is no id", remedy)
        elif name in seen:
            first = _place(page, seen[name]).rpartition(":")[2]
            remedy = f"give it another id than the one in line {first}"
            if element.tag == "figure":
                remedy = "show it once, and link to it elsewhere"
            yield Fault(_place(page, element), f"{name} stands twice on the page", remedy)
        seen.setdefault(name, element)


def _place(page: Page, element: Element) -> str:
    """Place where an element is given its id."""
    name = element.get("id") or ""
    included = f'--8<-- "{name}.md"' if element.tag == "figure" else ""
    return page.place(element, included, f"{{ #{name}", f'id="{name}"', f"#{name}", name)
