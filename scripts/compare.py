"""Count what two builds of the same sources hold, and name what the second has less of.

Material for MkDocs ends on 5 May 2027. Its successor, Zensical, reads the same sources; README.md
says what it loses so far, and a job that runs each week says when that changes.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from bs4 import BeautifulSoup

from scripts.compute.problem import Problem, exit_code

# What pages hold, and how it is found.
PARTS = {
    "pages": "body",
    "figures": "figure.figure",
    "figures to turn": "figure[data-widget]",
    "bound numbers": "em[data-origin]",
    "terms": "a.term",
    "verdicts": ".verdict",
    "guesses": "fieldset.guess",
    "formulas": "math",
    "tables": "article table",
    "notebooks": ".jupyter-wrapper",
    "tabs": ".md-tabs__link",
    "policies": "meta[http-equiv=Content-Security-Policy]",
}
FILES = {
    "drawings": "figures/*.svg",
    "tables as CSV": "figures/*.csv",
    "results": "data/*.json",
    "notebooks to download": "lab/*.ipynb",
    "programs": "code/**/*.py",
    "scripts of ours": "js/**/*.js",
    "cards": "assets/cards/*.png",
    "feed, map": "*.xml",
}
KNOWN = {"pages", "notebooks", "tabs", "policies"}  # README.md says why


def counts(site: Path) -> Counter:
    """Count everything in a built site."""
    if not (site / "index.html").exists():
        raise Problem(f"there is no built site in {site}.\nBuild one there first.")
    found = Counter({name: len(list(site.glob(pattern))) for name, pattern in FILES.items()})
    for path in site.rglob("*.html"):
        page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        found.update({name: len(page.select(selector)) for name, selector in PARTS.items()})
    return found


def table(one: Mapping[str, int], other: Mapping[str, int]) -> str:
    """Put counts side by side, and mark what is less."""
    names = [*PARTS, *FILES]
    return "\n".join(
        f"{name:22} {one[name]:6} {other[name]:6}{'  less' * (other[name] < one[name])}"
        for name in names
    )


def main(argv: list[str] | None = None) -> int:
    """Compare."""
    parser = argparse.ArgumentParser(prog="python -m scripts.compare", description=__doc__)
    parser.add_argument("site", type=Path, help="what MkDocs built")
    parser.add_argument("other", type=Path, help="what another engine built")
    options = parser.parse_args(argv)
    one, other = counts(options.site), counts(options.other)
    print(table(one, other))
    lost = {name for name in one if other[name] < one[name]} - KNOWN
    if lost:
        raise Problem(
            f"{options.other} has fewer {', '.join(sorted(lost))}.\n"
            "Mend it, or say in README.md what is lost, and in scripts/compare.py."
        )
    return 0


if __name__ == "__main__":
    sys.exit(exit_code(main))
