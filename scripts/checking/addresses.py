"""Addresses: every link leads somewhere, nothing is loaded from outside, nothing runs.

Looks at the HTML that a browser would be given, so that it does not matter how an address was
written: in Markdown, in a tag, in an attribute list or as entities.
"""

import difflib
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from scripts.checking.page import Element, Page, Site
from scripts.markdown.bibliography import PAGE
from scripts.markdown.pages import Fault, shown

SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
FOREIGN = re.compile(r"(?:^|[\s,(\"'])(?:[a-z][a-z0-9+.-]*:\S|[/\\]{2}\S)", re.IGNORECASE)
LINKED = ("https", "http", "mailto")
HERE = re.compile(r"(?:localhost|127\.|0\.0\.0\.0|\[?::1\]?$|.*\.local$)", re.IGNORECASE)
DISK = re.compile(
    r"(?<![\w./])(?:/(?:home|Users|root|tmp|var|mnt|media|private|work|opt)/\w"
    r"|[A-Za-z]:\\\w|file:/)"
)
# Attributes a page may have, beside the data that scripts read; the first are words for a reader.
SPOKEN = {"alt", "aria-label", "title", "value", "placeholder", "summary", "abbr"}
PLAIN = {
    *("class", "id", "href", "src", "srcset", "media", "width", "height", "loading", "hidden"),
    *("type", "name", "min", "max", "step", "checked", "disabled", "open", "for", "role", "lang"),
    *("tabindex", "scope", "colspan", "rowspan", "start", "reversed", "download", "rel", "cite"),
    *("datetime", "markdown", "aria-hidden", "aria-describedby", "aria-labelledby", "dir"),
    *("data-answer", "data-format", "data-forms", "data-from", "data-search-exclude", "data-x-log"),
}
ABSOLUTE = "{} is an absolute path"
LOADING = {"href", "src", "srcset"}


def check(page: Page) -> Iterator[Fault]:
    """Faults of every attribute and every address of a page."""
    for element in page.elements:
        if element.made or not page.site.settings:
            continue
        yield from _attributes(page, element)
        if element.tag == "img":
            yield from _described(page, element)
        href = element.get("href")
        if element.tag == "a" and "a" in element.inside:
            yield Fault(
                page.place(element, href or ""), "a link stands in a link", "close the first"
            )
        if element.tag == "a" and href is not None:
            for says, remedy in _link(page, element, href):
                yield Fault(page.place(element, href or "]()"), says, remedy)
            if not element.text.strip() and not element.get("aria-label"):
                place = page.place(element, f"[]({href}")
                yield Fault(place, "a link says nothing", "write its words into the brackets")
    for match in DISK.finditer(page.source):
        says = f"{match[0]}... is a path of one machine"
        yield Fault(page.at(match.start()), says, "write it from the folder of the page")


def _attributes(page: Page, element: Element) -> Iterator[Fault]:
    """Attributes that are not known, that run something or that load something from outside."""
    names = [name for name, _ in element.attributes]
    for name, value in element.attributes:
        for says, remedy in _attribute(page, element, name, value):
            yield Fault(page.place(element, *_spelt(name, value)), says, remedy)
    for name in dict.fromkeys(n for n in names if names.count(n) > 1):
        yield Fault(page.place(element, name), f"{name} is written twice in one tag", "delete one")


def _spelt(name: str, value: str) -> Iterator[str]:
    """Ways in which an attribute may have been written, the surest first."""
    yield from (f'{name}="{value}"', f"{name}='{value}'", f"{name}={value}")
    if name == "class":
        yield from (f".{word}" for word in value.split())
    yield from (f"{name}=", value, name)


def _attribute(page: Page, element: Element, name: str, value: str) -> Iterator[tuple[str, str]]:
    """Say what is wrong with one attribute, and what to do."""
    if name.startswith("on"):
        yield f"{name} would run a script", "put it into docs/js/"
    elif _is_foreign(element, name, compact(value)):
        remedy = "put the file into docs/assets/, and name it from there"
        yield f"{name} would load {compact(value)[:60]} from outside", remedy
    elif name == "style":
        if element.tag not in ("td", "th"):  # of a Markdown table, by its colons
            remedy = "the site allows none: write a class, and its style into docs/css/"
            yield "a style is written on the page", remedy
    elif name in ("src", "srcset"):
        candidates = value.split(",") if name == "srcset" else [value]
        for address in candidates:
            words = address.split() if name == "srcset" else [address]
            yield from _file(page, words[0] if words else "")
    elif name == "class":
        for word in sorted(set(value.split()) - page.site.styled):
            near = difflib.get_close_matches(word, page.site.styled, n=1)
            remedy = f"write {near[0]}" if near else "take it out"
            yield f"no style and no script knows the class {word!r}", remedy
    elif name not in PLAIN and name not in SPOKEN and name not in page.site.read_by_scripts:
        near = difflib.get_close_matches(name, PLAIN | SPOKEN | page.site.read_by_scripts, n=1)
        yield f"there is no attribute {name!r}", f"write {near[0]}" if near else "take it out"


def _is_foreign(element: Element, name: str, value: str) -> bool:
    """Whether a browser, or a script of the site, would load something from another host."""
    if name in SPOKEN or (element.tag == "a" and name == "href"):
        return False
    if name.startswith("data-"):
        return bool(re.search(r"[/\\]{2}", value))
    return (name in LOADING or name not in PLAIN) and bool(FOREIGN.search(value))


def _described(page: Page, image: Element) -> Iterator[Fault]:
    """Fault of a picture that says nothing to who does not see it."""
    said, source = image.get("alt"), image.get("src") or ""
    decoration = said == "" and "_miniature." in source and image.raw in page.source
    if not decoration and not re.search(r"\w", said or ""):
        remedy = "say what is to be seen: ![A curve that falls and rises](...)"
        yield Fault(page.place(image), "a picture has no alternative text", remedy)
    elif said and (said == Path(source).name or said.lower() in ("image", "picture", "figure")):
        remedy = "say what is to be seen, not what it is called"
        yield Fault(page.place(image, said), f"{said!r} describes no picture", remedy)


def compact(address: str) -> str:
    """Address as a browser reads it: without the blanks and line ends that it overlooks."""
    return re.sub(r"[\t\n\r]", "", address).strip("".join(map(chr, range(33))))


def _link(page: Page, element: Element, href: str) -> Iterator[tuple[str, str]]:
    """Say what is wrong with a link that leads nowhere, to this machine or to a script."""
    address = compact(href)
    scheme = SCHEME.match(address)
    if scheme and scheme[0][:-1].lower() in LINKED:
        yield from _outside(address)
    elif re.match(r"[a-z]:|file:", address, re.IGNORECASE):
        yield f"{address[:60]} is a path of one machine", "write it from the folder of the page"
    elif scheme:
        says = f"a link to {scheme[0]} would run or open something else than a page"
        yield says, "link to a page, or to an address with https"
    elif address.startswith(("//", "/\\", "\\\\")):
        yield f"{address[:60]} has no scheme", "write https: before it"
    elif address.startswith(("/", "\\")):
        yield ABSOLUTE.format(address[:60]), "write it from the folder of the page"
    elif not address:
        yield "a link leads nowhere", "write an address into it"
    else:
        yield from _inside(page, element, address)


def _outside(address: str) -> Iterator[tuple[str, str]]:
    """Say what is wrong with an address of another host that no reader can follow."""
    try:
        host = urlsplit(address).hostname
    except ValueError:
        host = None
    if address.lower().startswith("mailto:"):
        if "@" not in address:
            yield f"{address} names nobody", "write mailto:name@host"
    elif not host or ("." not in host and not HERE.match(host)):
        yield f"{address[:60]} names no host", "write https://host/..."
    elif HERE.match(host):
        says = f"{address[:60]} is an address of this machine"
        yield says, "write it from the folder of the page"


def _inside(page: Page, element: Element, address: str) -> Iterator[tuple[str, str]]:
    """Say what is wrong with a link to a page, a file or a place on a page that is not there."""
    path, _, anchor = address.partition("#")
    path, anchor = unquote(path.partition("?")[0]), unquote(anchor)
    in_html = element.raw in page.source  # there a page goes by the name that it will have
    target = page.site.page(re.sub(r"\.html$", ".md", path)) if path else page
    if target is None:
        yield from _file(page, path)
        return
    if path and path.endswith(".md") == in_html:
        right = re.sub(r"\.\w+$", ".html" if in_html else ".md", path)
        yield f"{path} is not found from here", f"write {right}"
    if address.endswith("#"):
        yield f"{address} ends in nothing", "write an id behind the #"
    elif anchor and anchor not in target.ids and target.name != PAGE.name:  # `sources` does those
        near = difflib.get_close_matches(anchor, target.ids, n=1)
        remedy = f"write #{near[0]}" if near else "give what it leads to an id: { #its-id }"
        yield f"{shown(target.path)} has no place #{anchor}", remedy


def _file(page: Page, address: str) -> Iterator[tuple[str, str]]:
    """Say what is wrong with the name of a file that is not in the site."""
    path = unquote(compact(address).partition("#")[0].partition("?")[0])
    if path.startswith(("/", "\\")):
        yield ABSOLUTE.format(path[:60]), "write it from the folder of the page"
    elif path.removeprefix("./") not in page.site.files:
        known = page.site.files | {p.name for p in page.site.pages}
        near = difflib.get_close_matches(path, known, n=1)
        remedy = f"write {near[0]}" if near else "name a page of docs/, or add the file"
        yield f"there is no {path[:60]!r}", remedy


def assets(site: Site) -> Iterator[Fault]:
    """Styles, scripts and drawings of docs/ that load something from another host."""
    pattern = re.compile(
        r"""url\(\s*["']?(?:https?:)?//|@import\s+["']?(?:https?:)?//"""
        r"""|(?:import|from)\s*\(?["'](?:https?:)?//|<script|\b(?:href|src)="(?:https?:)?//""",
        re.IGNORECASE,
    )
    found = [p for kind in ("css", "js", "svg") for p in site.docs.rglob(f"*.{kind}")]
    for path in sorted(found):
        text = path.read_text(encoding="utf-8", errors="replace")
        for match in pattern.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            says = f"{match[0]} would load from outside"
            yield Fault(f"{shown(path)}:{line}", says, "put the file into docs/assets/")
