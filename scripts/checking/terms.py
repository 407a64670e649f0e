"""The glossary: each term once, in the order of the alphabet, with a definition and an example."""

import re
from collections.abc import Iterator

from scripts.checking.page import Site
from scripts.markdown import glossary
from scripts.markdown.pages import Fault, read_text, shown

SHORTEST, LONGEST = 30, 240  # characters of a definition


def check(site: Site) -> Iterator[Fault]:
    """Faults of the entries and of their order."""
    path = site.docs / glossary.GLOSSARY.name
    if not path.is_file():
        yield Fault(f"{shown(path)}:1", "there is no glossary", "write it: pages link to its terms")
        return
    terms, faults = glossary.examined(path)
    yield from faults
    text = read_text(path)
    found = list(glossary.HEADING.finditer(text))
    ends = [m.start() for m in found[1:]] + [len(text)]
    if not found:
        yield Fault(f"{shown(path)}:1", "the glossary has no term", "write `## Term { #its-id }`")
    before = ""
    for term, heading, end in zip(terms, found, ends, strict=False):
        place = f"{shown(path)}:{text.count(chr(10), 0, heading.start()) + 1}"
        name = term.name.replace("–", " ").lower()
        if name < before:
            says = f"{term.name} comes after {before}"
            yield Fault(place, says, "keep the order of the alphabet")
        before = max(name, before)
        if "{ .example }" not in text[heading.end() : end]:
            remedy = "write a paragraph, and { .example } on the line below it"
            yield Fault(place, f"{term.name} has no example", remedy)
        for says, remedy in _of_definition(term.definition):
            yield Fault(place, f"the definition of {term.name} {says}", remedy)


def _of_definition(said: str) -> Iterator[tuple[str, str]]:
    """Say what is wrong with a definition: it is shown beside a word, without markup."""
    if not said:
        return
    if not SHORTEST <= len(said) <= LONGEST:
        yield f"has {len(said)} characters", f"write {SHORTEST} to {LONGEST}"
    if len(re.findall(r"[.?] ", said + " ")) > 3:
        yield "has more than three sentences", "shorten it"
    if not re.fullmatch(r"[A-Z].*[.]", said):
        yield "is no whole sentence", "begin it with a capital, end it with a full stop"
    if left := re.search(r"[*_{}\[\]`<>]", said):
        yield f"has markup in it: {left[0]}", "say it in plain words"
