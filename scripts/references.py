"""Write docs/references.md from docs/references.bib: sources, what we saw of them, who cites them.

Pages cite an entry as `[Belkin et al. (2019)](references.md#belkin2019reconciling)`.
"""

import argparse
import sys

from scripts.compute.problem import exit_code
from scripts.markdown.bibliography import PAGE, render
from scripts.markdown.pages import shown


def main(argv: list[str] | None = None) -> int:
    """Write the page."""
    parser = argparse.ArgumentParser(prog="python -m scripts.references", description=__doc__)
    parser.parse_args(argv)
    text = render()
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == text:
        print(f"{shown(PAGE)} is up to date")
        return 0
    PAGE.write_text(text, encoding="utf-8")
    print(f"{shown(PAGE)} written anew")
    return 0


if __name__ == "__main__":
    sys.exit(exit_code(main))
