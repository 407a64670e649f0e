"""What a page of docs/ holds, read from its Markdown: settings, words, figures, code.

A fault of a page is a line that names its place, what is wrong and what to do.
"""

import os
import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from scripts.compute.problem import Problem
from scripts.compute.results import FIGURES, ROOT

DOCS = ROOT / "docs"
LINKED = {"code": "scripts/", "figures": "figures/"}
WORDS_PER_MINUTE = 200
INCLUDE = re.compile(r'^--8<-- "(?P<name>[^"]+)"', re.MULTILINE)
WIDGET = re.compile(r"<figure [^>]*\bdata-widget=")
CODE = re.compile(r"^(`{3,}|~{3,}).*?^\1|`[^`\n]+`", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Fault:
    """A place on a page that is not true, and what to do about it."""

    place: str  # page:line
    says: str
    remedy: str

    def __str__(self) -> str:
        """One line."""
        return f"{self.place}: {self.says}; {self.remedy}"

    def problem(self) -> Problem:
        """Say it in two lines, for what stops at the first."""
        return Problem(f"{self.place}: {self.says}.\n{self.remedy[:1].upper()}{self.remedy[1:]}.")


def read_text(path: Path) -> str:
    """Text of a page or another source, line ends made alike; a `Problem` if it is not UTF-8."""
    content = path.read_bytes()
    try:
        return content.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        says = f"byte 0x{content[error.start]:02x} is not UTF-8"
        raise Fault(f"{shown(path)}:{line}", says, "save the file as UTF-8").problem() from None


def pages(docs: Path = DOCS) -> list[Path]:
    """Every Markdown page of the site; the linked folders are not pages."""
    linked = {p for p in docs.iterdir() if p.is_symlink()}
    return sorted(p for p in docs.rglob("*.md") if not linked & set(p.parents))


def unlinked(docs: Path = DOCS) -> list[Fault]:
    """Folders that docs/ shares with the project, where git made text files of the links."""
    remedy = "run `git config core.symlinks true`, delete it and run `git checkout -- docs`"
    if os.name == "nt":
        remedy += " as an administrator, or in developer mode"
    return [
        Fault(f"{shown(docs / name)}:1", f"this is no link to {target}", remedy)
        for name, target in LINKED.items()
        if not (docs / name).is_dir()
    ]


def front_matter(page: Path) -> dict[str, str]:
    """Read the settings at the head of a page, as plain text."""
    text = read_text(page)
    head = re.match(r"---\n(.*?)^---\n", text, re.DOTALL | re.MULTILINE)
    return dict(re.findall(r"^(\w+): *(.*)$", head[1], re.MULTILINE)) if head else {}


def words(page: Path, figures: Path = FIGURES) -> int:
    """Words of a page that a reader sees without opening a fold, those around its figures too."""
    text = read_text(page)
    text = re.sub(r"\A---\n.*?^---\n", "", text, flags=re.DOTALL | re.MULTILINE)
    text = INCLUDE.sub(partial(_included, figures), CODE.sub(" ", text))
    if front_matter(page).get("kind") != "evidence":  # the others have it in a fold
        text = re.sub(r'<span class="more">.*?</span>', " ", text, flags=re.DOTALL)
    text = re.sub(r"<(details|div(?= hidden)).*?</\1>", " ", text, flags=re.DOTALL)
    text = re.sub(r"<!--.*?-->|<[^>]+>|\{[^}]*\}|\]\([^)]*\)", " ", text, flags=re.DOTALL)
    return len(re.findall(r"\b[\w’'.,-]*\w", text))


def minutes(page: Path, figures: Path = FIGURES) -> int:
    """Minutes that a page takes: its words, and one for each figure that can be turned."""
    text = read_text(page)
    widgets = WIDGET.findall(INCLUDE.sub(partial(_included, figures), without_code(text)))
    return max(1, round(words(page, figures) / WORDS_PER_MINUTE) + len(widgets))


def _included(figures: Path, match: re.Match) -> str:
    fragment = figures / match["name"]
    return read_text(fragment) if fragment.is_file() else " "


def experiments(page: Path, figures: Path = FIGURES) -> set[str]:
    """Stems of the figures that a page includes."""
    text = read_text(page)
    included = [figures / match["name"] for match in INCLUDE.finditer(without_code(text))]
    drawn = "".join(read_text(p) for p in included if p.is_file())
    return set(re.findall(r'data-stem="(\w+)"', drawn))


def without_code(text: str) -> str:
    """Text with code blanked, every other character where it was."""
    return blank(CODE, text)


def blank(pattern: re.Pattern, text: str) -> str:
    """Text with what a pattern finds blanked, every other character where it was."""
    return pattern.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)


def place(page: Path, text: str, at: int) -> str:
    """Page and line, as an editor opens them."""
    return f"{shown(page)}:{text.count(chr(10), 0, at) + 1}"


def shown(path: Path) -> str:
    """Path as a person names it: from the root of the project."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name
