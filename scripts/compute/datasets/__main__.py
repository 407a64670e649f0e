"""Check the input files of ``scripts/data/`` against their recorded sha256."""

import argparse
import sys

from scripts.compute.datasets import files
from scripts.compute.problem import exit_code


def main(argv: list[str] | None = None) -> int:
    """Check or record the checksums."""
    parser = argparse.ArgumentParser(prog="python -m scripts.compute.datasets", description=__doc__)
    parser.add_argument("--record", action="store_true", help="accept the files as they are")
    record = parser.parse_args(argv).record
    names = sorted(p.name for p in files.FOLDER.iterdir() if p.suffix not in {".md", ".py", ""})
    if record:
        files.sums().write_text("".join(f"{files.digest(name)}  {name}\n" for name in names))
    for name in names:
        print(f"{files.sha256(name)[:12]}…  scripts/data/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(exit_code(main))
