"""Make one mistake after the other in a copy of the project, and see which the tests miss.

``python -m tests.mutants`` runs them all; with a WORD, those whose module or text contains it.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from tests.mutants.mutants import MUTANTS, Mutant

ROOT = Path(__file__).parents[2]
MOST_SURVIVORS = 0.1  # of all
LONGEST = 300  # seconds that the tests of a mutant may take: one that never ends is seen
PARTS = ("scripts", "tests", "figures", "docs", "pyproject.toml", "mkdocs.yml")
# A mutant of the same length in the same second must not run from what was compiled before it.
ENVIRONMENT = {"PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1"}


def lost(mutants: Iterable[Mutant], root: Path = ROOT) -> list[str]:
    """Mutants whose text does not stand once in their file, each as a line that says so."""
    found = []
    for mutant in mutants:
        path = root / mutant.path
        times = path.read_text(encoding="utf-8").count(mutant.old) if path.is_file() else 0
        if times != 1:
            found.append(f"{mutant.path} has {mutant.old!r} {times} times, not once: mend MUTANTS")
    return found


def passes(folder: Path, tests: Iterable[str]) -> bool:
    """Whether tests pass in a copy of the project."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    try:
        done = subprocess.run(
            command, cwd=folder, env=os.environ | ENVIRONMENT, capture_output=True, timeout=LONGEST
        )
    except subprocess.TimeoutExpired:
        return False
    if done.returncode not in (0, 1):  # 1: a test failed; others: pytest could not run them
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout.decode()}")
    return done.returncode == 0


def copied(folder: Path) -> Path:
    """Copy what the tests need."""
    for part in PARTS:
        if (ROOT / part).is_dir():
            ignored = shutil.ignore_patterns("__pycache__", ".*")
            shutil.copytree(ROOT / part, folder / part, ignore=ignored, symlinks=True)
        else:
            shutil.copy(ROOT / part, folder / part)
    return folder


def survives(mutant: Mutant, folder: Path) -> bool:
    """Whether its tests pass although the mistake is made."""
    path = folder / mutant.path
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(mutant.old, mutant.new), encoding="utf-8")
    try:
        return passes(folder, mutant.tests)
    finally:
        path.write_text(text, encoding="utf-8")


def main(argv: list[str] | None = None) -> int:
    """Run the mutants; 1 if too many survive, or one cannot be made."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("word", nargs="?", default="", metavar="WORD")
    word = parser.parse_args(argv).word
    chosen = [m for m in MUTANTS if word in f"{m.module} {m.old}"]
    missing = lost(chosen) if chosen else [f"no mutant has {word!r} in its module or its text"]
    if missing:
        print("\n".join(missing), file=sys.stderr)
        return 1
    survivors = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = copied(Path(temporary))
        for tests in dict.fromkeys(m.tests for m in chosen):
            if not passes(folder, tests):
                print(f"{' '.join(tests)}: fails without any mutant", file=sys.stderr)
                return 1
        for mutant in chosen:
            start = time.perf_counter()
            alive = survives(mutant, folder)
            survivors += [mutant] * alive
            seconds = time.perf_counter() - start
            word = "SURVIVES" if alive else "seen"
            print(f"{word:<9}{seconds:5.1f} s  {mutant.path}: {mutant.old}", flush=True)
    print(f"{len(survivors)} of {len(chosen)} survive")
    return int(len(survivors) > MOST_SURVIVORS * len(chosen))


if __name__ == "__main__":
    sys.exit(main())
