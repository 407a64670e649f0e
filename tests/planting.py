"""Plants mistakes in a copy of the pages, and says what is reported of them."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from scripts.checking.page import Site
from scripts.checking.report import of_page
from scripts.compute.results import ROOT
from scripts.markdown.pages import Fault

# A page that no edit of the story changes, and a heading of it that mistakes are put before.
PAGE = "planted.md"
ENDS = "## What it was about"
TEXT = """\
---
title: A page for mistakes
description: A page of the tests, on which mistakes are planted, so that no edit of a chapter changes what is said of them, where they stand and what to do.
chapter: 2
kind: entries
picture: double_descent
not_terms: bias
---

# A page for mistakes

--8<-- "capacity_sweep.md"

## What it was about

Nothing.
"""  # noqa: E501


def copy(folder: Path) -> Site:
    """The pages in a folder of their own; results and code are those of the project."""
    shutil.copytree(ROOT / "docs", folder / "docs", symlinks=True)
    (folder / "figures").symlink_to(ROOT / "figures")
    (folder / "scripts").symlink_to(ROOT / "scripts")
    for name in ("mkdocs.yml", "README.md", "CONTRIBUTING.md"):
        shutil.copyfile(ROOT / name, folder / name)
    (folder / "docs" / PAGE).write_text(TEXT, encoding="utf-8", newline="")
    change(folder / "mkdocs.yml", r"^  - Home: index\.md$", rf"\g<0>\n  - Planted: {PAGE}")
    return Site(folder)


def insert(path: Path, text: str) -> int:
    """Put a paragraph into a page of tests, before its end; the line on which it begins."""
    page = path.read_text(encoding="utf-8")
    at = page.index(ENDS)
    path.write_text(f"{page[:at]}{text}\n\n{page[at:]}", encoding="utf-8", newline="")
    return page.count("\n", 0, at) + 1


def change(path: Path, old: str, new: str) -> int:
    """Replace the first place of a pattern; the line on which it begins."""
    text = path.read_text(encoding="utf-8")
    found = re.search(old, text, re.MULTILINE | re.DOTALL)
    assert found, f"{old!r} is not in {path.name}: plant the mistake elsewhere"
    changed = text[: found.start()] + found.expand(new) + text[found.end() :]
    path.write_text(changed, encoding="utf-8", newline="")
    return text.count("\n", 0, found.start()) + 1


def reported(site: Site, name: str, *rules: Callable) -> list[Fault]:
    """Faults of a page by itself, and those that some rules find in the whole site."""
    site = Site(site.root)  # what was read before a mistake was planted is forgotten
    page = site.page(name)
    faults = of_page(page) if page else []
    return list(dict.fromkeys([*faults, *(fault for rule in rules for fault in rule(site))]))


def names(faults: list[Fault], place: str, words: str) -> bool:
    """Whether one of the faults stands at a place and says some words."""
    return any(f.place == place and words in str(f) for f in faults)


def named(folder: Path, text: str, words: str) -> None:
    """A mistake after a paragraph of its own is named on one of its lines, and in these words."""
    site = copy(folder)
    first = insert(site.docs / PAGE, f"Text.\n\n{text}") + 2
    faults = reported(site, PAGE)
    lines = range(first, first + text.count("\n") + 1)
    assert any(names(faults, f"{PAGE}:{n}", words) for n in lines), "\n".join(map(str, faults))


def named_at(folder: Path, text: str, line: int, words: str) -> None:
    """A mistake is named on this line of the text (from 0), and in these words."""
    site = copy(folder)
    first = insert(site.docs / PAGE, text)
    faults = reported(site, PAGE)
    assert names(faults, f"{PAGE}:{first + line}", words), "\n".join(map(str, faults))


def not_named(folder: Path, text: str) -> None:
    """What is no mistake is not named."""
    site = copy(folder)
    insert(site.docs / PAGE, text)
    assert reported(site, PAGE) == []


def git(folder: Path) -> Callable:
    """Run git in a folder, which becomes a repository with nobody's name in it."""

    def run(*words: str) -> None:
        named = (
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@example.org",
            "-c",
            "commit.gpgsign=false",
        )
        subprocess.run(["git", *named, *words], cwd=folder, check=True, capture_output=True)

    run("init")
    return run
