"""Files of ``scripts/data/``, each checked against its recorded sha256 before it is read."""

import csv
import hashlib
from pathlib import Path

from scripts.compute.problem import Problem

FOLDER = Path(__file__).parents[2] / "data"
RECORD = "python -m scripts.compute.datasets --record"


def sums() -> Path:
    """File with the recorded checksums."""
    return FOLDER / "SHA256SUMS"


def sha256(name: str) -> str:
    """Checksum of a file of ``scripts/data/``, equal to the recorded one or a `Problem`."""
    recorded = dict(reversed(line.split()) for line in sums().read_text().splitlines())
    if name not in recorded:
        raise Problem(
            f"scripts/data/{name} is not listed in scripts/data/SHA256SUMS.\n"
            f"Describe it in scripts/data/README.md, then run `{RECORD}`."
        )
    found = digest(name)
    if found != recorded[name]:
        raise Problem(
            f"scripts/data/{name} is not the recorded file (sha256 {found[:12]}…, recorded "
            f"{recorded[name][:12]}…).\nBring it back with `git checkout scripts/data/{name}`, or "
            f"accept a change that is meant with `{RECORD}`."
        )
    return found


def checked(name: str) -> Path:
    """Path of a file that is the recorded one."""
    sha256(name)
    return FOLDER / name


def rows(name: str) -> list[dict[str, str]]:
    """Rows of a table, each as heading to text."""
    with checked(name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def columns(name: str) -> dict[str, list[str]]:
    """Columns of a table by their headings, as text."""
    found = rows(name)
    return {column: [row[column] for row in found] for column in found[0]}


def digest(name: str) -> str:
    """Checksum of a file as it is, or a `Problem` if it is missing."""
    path = FOLDER / name
    if not path.is_file():
        raise Problem(
            f"scripts/data/{name} is missing.\n"
            f"Bring it back with `git checkout scripts/data/{name}`."
        )
    return hashlib.sha256(path.read_bytes()).hexdigest()
