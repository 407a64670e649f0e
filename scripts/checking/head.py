"""The settings at the head of a page: YAML, whole, known, and what every page needs."""

import difflib
import re
from collections.abc import Iterator

import yaml

from scripts.building.experiment import discover
from scripts.checking.page import HEAD, Page
from scripts.markdown import glossary
from scripts.markdown.pages import Fault

KNOWN = ("title", "description", "chapter", "kind", "picture", "card", "not_terms", "hide")
KINDS = ("story", "evidence", "entries")
LONGEST = 155  # of a description: more is cut off where it is found
SHORTEST = 120  # of one that is shown beside a picture
HOME = "index.md"  # it goes by the name of the site


def check(page: Page) -> Iterator[Fault]:
    """Faults of the settings, or of their being there at all."""
    if not re.match(r"---[ \t]*\n", page.text):
        yield Fault(page.at(0), "the page has no settings", "begin it with a line ---, and a title")
        return
    found = HEAD.match(page.text)
    if not found:
        yield Fault(page.at(0), "the settings do not end", "write a line --- below them")
        return
    try:
        root = yaml.compose(found["yaml"], yaml.SafeLoader)
        settings = yaml.safe_load(found["yaml"])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        if "flow" in (getattr(error, "context", None) or ""):  # a bracket: where it was opened
            mark = error.context_mark
        line = mark.line + 2 if mark else 1
        says = getattr(error, "problem", None) or str(error)
        remedy = "put a text with a colon or a # in quotation marks"
        place = f"{page.at(0).rpartition(':')[0]}:{line}"
        yield Fault(place, f"the settings are not YAML: {says}", remedy)
        return
    if not isinstance(settings, dict):
        yield Fault(page.at(0), "the settings are no list of names", "write lines like title: ...")
        return
    lines = {}
    for key, _ in root.value:
        place = f"{page.at(0).rpartition(':')[0]}:{key.start_mark.line + 2}"
        if key.value in lines:
            yield Fault(place, f"{key.value} is set twice", "delete one")
        if key.value not in KNOWN:
            near = difflib.get_close_matches(key.value, KNOWN, n=1)
            remedy = f"write {near[0]}" if near else f"the names are {', '.join(KNOWN)}"
            yield Fault(place, f"there is no setting {key.value!r}", remedy)
        lines[key.value] = place
    for says, remedy, key in _values(page, settings):
        yield Fault(lines.get(key, page.at(0)), says, remedy)


def _values(page: Page, settings: dict) -> Iterator[tuple[str, str, str]]:
    """Faults of what is set: what is wrong, what to do, and the setting."""
    for key in ("title", "description", "card", "picture", "kind", "not_terms"):
        value = settings.get(key)
        if key in settings and (not isinstance(value, str) or not value.strip()):
            yield f"{key} is not a text", "put it in quotation marks", key
    if "title" not in settings and page.name != HOME:
        yield "the page has no title", "write a line `title: ...` at its head", "title"
    described = settings.get("description")
    if "description" not in settings:
        remedy = f"write a line `description: ...` of at most {LONGEST} characters at its head"
        yield "the page has no description", remedy, "description"
    elif isinstance(described, str) and described.strip():
        n, least = len(described), SHORTEST if "picture" in settings else 1
        if not least <= n <= LONGEST:
            remedy = f"write {least} to {LONGEST}: more is cut off where it is found"
            yield f"the description has {n} characters", remedy, "description"
    if "chapter" in settings and type(settings["chapter"]) is not int:
        yield "chapter is not a number", "write 1, 2, ...", "chapter"
    kind = settings.get("kind")
    if isinstance(kind, str) and kind not in KINDS:
        near = difflib.get_close_matches(kind, KINDS, n=1) or [f"one of {', '.join(KINDS)}"]
        yield f"there is no kind {kind!r}", f"write {near[0]}", "kind"
    yield from _picture(page, settings)
    yield from _everyday(page, settings)


def _everyday(page: Page, settings: dict) -> Iterator[tuple[str, str, str]]:
    """Words that the page says are no terms here, and that are none anywhere."""
    listed, path = settings.get("not_terms"), page.site.docs / glossary.GLOSSARY.name
    if not isinstance(listed, str) or not path.is_file():
        return
    words = [word for term in glossary.examined(path)[0] for word in (term.id, *term.forms)]
    for word in (word.strip() for word in listed.split(",")):
        if word not in words:
            near = difflib.get_close_matches(word, words, n=1)
            remedy = f"write {near[0]}" if near else "take it out of not_terms"
            yield f"no term of the glossary is called {word!r}", remedy, "not_terms"


def _picture(page: Page, settings: dict) -> Iterator[tuple[str, str, str]]:
    """Fault of a picture that nothing draws."""
    picture = settings.get("picture")
    drawn = [i for e in discover(page.site.figures).values() for i in e.figures()]
    if isinstance(picture, str) and picture not in drawn:
        near = difflib.get_close_matches(picture, drawn, n=1)
        remedy = f"write {near[0]}" if near else "name one of figures/"
        yield f"there is no figure {picture}", remedy, "picture"
