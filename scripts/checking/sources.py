"""Sources: the bibliography can be read, what is cited is in it, and all of it is cited."""

from collections.abc import Iterator

from scripts.checking.page import Site
from scripts.markdown import bibliography
from scripts.markdown.pages import Fault, read_text, shown


def check(site: Site) -> Iterator[Fault]:
    """Faults of the bibliography, of citations, and of the page that is made of both."""
    found, faults = bibliography.examined(site.bib)
    yield from faults
    text = read_text(site.bib)
    yield from bibliography.unresolved(site.docs, site.bib)
    for key in sorted(set(found.entries) - set(bibliography.cited(site.docs))):
        place = f"{shown(site.bib)}:{bibliography.line_of(key, text)}"
        remedy = f"link to references.md#{key} from a page, or take it out"
        yield Fault(place, f"no page cites {key}", remedy)
    page = site.docs / bibliography.PAGE.name
    if not faults:
        new, old = bibliography.render(site.bib, site.docs), read_text(page)
        if new != old:
            pairs = zip(new.split("\n"), [*old.split("\n"), ""], strict=False)
            line = next((n for n, (a, b) in enumerate(pairs, start=1) if a != b), 1)
            says = "the page is not what the bibliography and the citations give"
            yield Fault(f"{shown(page)}:{line}", says, "run `python -m scripts.references`")
