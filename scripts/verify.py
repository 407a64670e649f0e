"""Run every check of the repository, in order, and say how long each took.

Stops at the first that fails. A check is a command; run one by itself to look closer.
`--pages` names every mistake on the pages in seconds: no experiment, no browser, nothing written.
"""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from scripts.compute.problem import Problem, exit_code
from scripts.compute.results import ROOT

# The tests meet the site below /repo/, as readers of a project page do; site/ is left alone.
ENVIRONMENT = {"NO_MKDOCS_2_WARNING": "1", "SITE_URL": "http://127.0.0.1:8000/repo/"}

QUIET = (
    "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"  # pages say that a .js is a module, node asks
)

TOGETHER = ("-n", "2", "--dist", "worksteal")  # a browser waits more than it computes


def node() -> str:
    """Path of the node that the Playwright package brings: nobody has to install one."""
    import playwright

    name = "node.exe" if os.name == "nt" else "node"
    return str(Path(playwright.__file__).parent / "driver" / name)


def checks(long: bool) -> list[list[str]]:
    """Commands in their order; ``long`` adds the long tier."""
    python = [sys.executable, "-m"]
    tests = [*python, "pytest", *TOGETHER, *([] if long else ["-m", "not slow"])]
    scripts = sorted(str(p.relative_to(ROOT)) for p in ROOT.glob("tests/js/*.test.mjs"))
    return [
        [*python, "ruff", "check"],
        [*python, "ruff", "format", "--check"],
        [str(Path(sys.executable).with_name("lint-imports"))],
        [*python, "scripts.verify", "--pages"],
        [*python, "mkdocs", "build", "--strict", "--site-dir", "build/site"],
        [*python, "scripts.publish", "build/site"],
        tests,
        [node(), QUIET, "--test", *scripts],
        [*python, "scripts.build", "--check"],
        *([[*python, "scripts.benchmark"]] if long else []),
    ]


def named(command: list[str]) -> str:
    """Command as a person would type it."""
    words = ["python" if w == sys.executable else w for w in command]
    return " ".join([Path(words[0]).name, *words[1:]])


def check_pages() -> int:
    """Print every fault of the pages; 1 if there is any."""
    from scripts.checking.page import Site
    from scripts.checking.report import report

    site = Site()
    faults = report(site)
    for fault in faults:
        print(fault)
    if not faults:
        print(f"{len(site.pages)} pages, their figures and their sources are in order")
        return 0
    mistakes = "1 mistake" if len(faults) == 1 else f"{len(faults)} mistakes"
    print(f"{mistakes}; nothing was written", file=sys.stderr)
    return 1


def main(argv: list[str] | None = None) -> int:
    """Run the checks."""
    parser = argparse.ArgumentParser(prog="python -m scripts.verify", description=__doc__)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--all", action="store_true", help="the long tier too")
    how.add_argument("--pages", action="store_true", help="only what is written on the pages")
    options = parser.parse_args(argv)
    if options.pages:
        return check_pages()
    environment = os.environ | ENVIRONMENT | ({"MANY": "1"} if options.all else {})
    took = []
    for command in checks(options.all):
        print(f"\n$ {named(command)}", flush=True)
        start = time.perf_counter()
        code = subprocess.run(command, cwd=ROOT, env=environment).returncode
        took.append((time.perf_counter() - start, named(command)))
        if code:
            raise Problem(f"`{named(command)}` failed (exit code {code}).")
    print("\nminutes")
    for seconds, name in took:
        print(f"{seconds / 60:7.2f}  {name[:80]}")
    print(f"{sum(seconds for seconds, _ in took) / 60:7.2f}  in all")
    return 0


if __name__ == "__main__":
    sys.exit(exit_code(main))
