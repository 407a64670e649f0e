"""All rules, called on all pages: every fault, once, in the order of files and lines."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from scripts.checking import (
    addresses,
    chapters,
    characters,
    claims,
    head,
    headings,
    notebooks,
    results,
    sources,
    tags,
    terms,
    unread,
)
from scripts.checking.page import Page, Site
from scripts.compute.problem import Problem
from scripts.markdown import bound
from scripts.markdown.pages import Fault, unlinked

WRITTEN = ("*.md", "*.bib", "*.js", "*.css", "lab/*.py")  # by hand, in docs/
BESIDE = ("mkdocs.yml", "README.md", "CONTRIBUTING.md")


def numbers(page: Page) -> Iterator[Fault]:
    """Numbers that are not those of their result, and numbers that come from nowhere."""
    yield from bound.check(page.path, page.site.figures)
    yield from bound.unbound(page.path)


PAGE_RULES = (
    *(head.check, tags.check, unread.check, headings.check, headings.ids, addresses.check),
    *(numbers, claims.verdicts, chapters.story, chapters.evidence, chapters.guesses),
)
SITE_RULES = (
    *(addresses.assets, claims.check, claims.borne, terms.check, sources.check, results.check),
    *(notebooks.navigation, notebooks.check),
)


def report(site: Site) -> list[Fault]:
    """Every fault of a site."""
    faults = [fault for path in files(site) for fault in characters.check(path)]
    for page in site.pages:
        faults += of_page(page) if page.is_readable else []
    faults += unlinked(site.docs)
    for rule in SITE_RULES:
        faults += _kept(rule(site), site.config)
    return sorted(dict.fromkeys(faults), key=_order)


def of_page(page: Page) -> list[Fault]:
    """Every fault of one page by itself."""
    return [fault for rule in PAGE_RULES for fault in _kept(rule(page), page.path)]


def files(site: Site) -> list[Path]:
    """Every file that a person writes and readers are given."""
    found = {path for pattern in WRITTEN for path in site.docs.rglob(pattern)}
    linked = {path for path in site.docs.iterdir() if path.is_symlink()}
    own = {path for path in found if not linked & set(path.parents)}
    return sorted(own | {path for name in BESIDE if (path := site.root / name).is_file()})


def _kept(faults: Iterable[Fault], path: Path) -> Iterator[Fault]:
    """Faults of a rule, and as one of them what it could not go on with."""
    try:
        yield from faults
    except Problem as problem:
        yield results.as_fault(problem, path)


def _order(fault: Fault) -> tuple[str, int, str]:
    place, _, line = fault.place.rpartition(":")
    return place, int(line) if re.fullmatch(r"\d+", line) else 0, fault.says
