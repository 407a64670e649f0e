"""Check the numbers quoted on the pages against the data, or write them anew.

A page quotes a number as `*5*{ data-from="capacity_sweep.best_degree" }`, or as
`<em data-from="...">5</em>` inside HTML. The name is a stem of figures/ and a key of its
data["quoted"], or `<page>.minutes` and `<page>.experiments` for a page itself. It is rounded as
it is written, or by `data-format=".0%"`. Figures that a page includes must exist.

`--unbound` lists the other numbers: a decimal, a percentage or a count of three digits and more
that is neither bound nor in a paragraph with a link to its source.
"""

import argparse
import sys
from pathlib import Path

from scripts.compute.problem import Problem, exit_code
from scripts.compute.results import ROOT
from scripts.markdown.bound import bound, check, mend, unbound
from scripts.markdown.pages import Fault, pages

SHOWN = 20  # faults; the rest is counted


def main(argv: list[str] | None = None) -> int:
    """Check the pages, or mend them."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.prose",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("pages", nargs="*", type=Path, metavar="PAGE", help="default: all of docs/")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--write", action="store_true", help="write the true numbers")
    mode.add_argument("--unbound", action="store_true", help="list numbers without an origin")
    options = parser.parse_args(argv)
    chosen = [page.resolve() for page in options.pages] or pages()
    for page in chosen:
        if not page.is_file():
            raise Problem(f"there is no page {page}.\nThe pages are the .md files of docs/.")
    if options.write:
        for page in chosen:
            if mended := mend(page):
                print(f"{page.relative_to(ROOT)}: {mended} written anew")
    if options.unbound:
        _raise("numbers that come from nowhere:", [f for page in chosen for f in unbound(page)])
        print(f"every number on {len(chosen)} pages is bound, or has its source beside it")
        return 0
    _raise("the pages and the data disagree:", [f for page in chosen for f in check(page)])
    count = sum(1 for page in chosen for _ in bound(page.read_text(encoding="utf-8")))
    print(f"{count} numbers on {len(chosen)} pages agree with the data")
    return 0


def _raise(heading: str, faults: list[Fault]) -> None:
    if faults:
        more = [f"and {len(faults) - SHOWN} more"] * (len(faults) > SHOWN)
        raise Problem("\n".join([heading, *map(str, faults[:SHOWN]), *more]))


if __name__ == "__main__":
    sys.exit(exit_code(main))
