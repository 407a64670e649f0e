"""How this site is cited: CITATION.cff says it once, here it is read and given its address."""

from typing import Any

import yaml

from scripts.compute.results import ROOT

FILE = ROOT / "CITATION.cff"


def cited() -> dict[str, Any]:
    """Read CITATION.cff."""
    return yaml.safe_load(FILE.read_text(encoding="utf-8"))


def authors() -> str:
    """Who wrote it, as one text."""
    return ", ".join(author["name"] for author in cited()["authors"])


def subtitle() -> str:
    """Take the name of the site off its title."""
    return cited()["title"].partition(": ")[2]


def with_addresses(url: str | None, repository: str | None) -> str:
    """CITATION.cff with the address of the site and of its code, as far as they are known."""
    known = {"url": url, "repository-code": repository}
    lines = [f'{key}: "{address}"\n' for key, address in known.items() if address]
    return FILE.read_text(encoding="utf-8") + "".join(lines)
