"""What a test does when this machine lacks what it needs."""

import os
from pathlib import Path

import pytest

SHOWN = ("docs", "figures", "overrides", "mkdocs.yml")  # what the site is made of
BUILD = (
    "build it with `SITE_URL=http://127.0.0.1:8000/repo/ python -m mkdocs build --strict "
    "-d build/site` and `python -m scripts.publish build/site`, as `make test` does"
)


def no_site(root: Path) -> str:
    """Why there is no site to test, or "": a site that is older than its pages would lie."""
    index = root / "build" / "site" / "index.html"
    if not index.exists():
        return f"there is no built site: {BUILD}"
    built = index.stat().st_mtime
    tops = [root / name for name in SHOWN]
    files = [p for top in tops for p in ([top] if top.is_file() else top.rglob("*")) if p.is_file()]
    later = [p for p in files if p.stat().st_mtime > built and p.suffix != ".pyc"]
    if later:
        return f"the built site is older than {later[0].relative_to(root).as_posix()}: {BUILD}"
    return ""


def missing(what: str, remedy: str) -> None:
    """What a test needs is not here: a failure in CI, elsewhere a skip that says what to do."""
    if os.environ.get("CI"):
        pytest.fail(f"{what}: {remedy}")
    pytest.skip(f"{what}: {remedy}")
