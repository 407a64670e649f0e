import gzip
import json
import os
import re
from collections.abc import Iterator
from functools import cache
from http.server import SimpleHTTPRequestHandler
from pathlib import Path

import pytest
from hypothesis import settings
from needed import missing, no_site

from scripts.building import chromium

# Before NumPy is loaded: two BLAS threads beside other processes are many times slower than one.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

ROOT = Path(__file__).parent.parent

# The same examples in every run; the long tier draws new ones, and more (`scripts.verify --all`).
settings.register_profile("few", deadline=None, derandomize=True, database=None, max_examples=60)
settings.register_profile("many", deadline=None, print_blob=True, max_examples=1000)
settings.load_profile("many" if "MANY" in os.environ else "few")


@pytest.fixture(scope="session")
def published():
    """The committed result of an experiment: published("double_descent")["data"]."""

    def read(stem: str) -> dict:
        return json.loads((ROOT / "figures" / f"{stem}.json").read_bytes())

    return read


@pytest.fixture
def desk(tmp_path):
    """A folder of results with one figure, and a function that writes a page and checks it."""
    figures = tmp_path / "figures"
    figures.mkdir()
    quoted = {"best": 5, "share": 0.3449, "many": 59049, "loss": -0.25}
    provenance = {"stem": "x", "fingerprint": "f", "config": {}, "seeds": {}, "seconds": 1}
    whole = {"provenance": provenance, "data": {"quoted": quoted}}
    (figures / "sweep.json").write_text(json.dumps(whole))
    (figures / "sweep.md").write_text("<figure></figure>")
    page = tmp_path / "page.md"

    def write(text: str) -> tuple:
        page.write_text(text, encoding="utf-8")
        return page, figures

    return write


@pytest.fixture(scope="session")
def site() -> Path:
    """The site as `python -m scripts.verify` builds it, for the sub-path /repo/."""
    if why := no_site(ROOT):
        pytest.fail(why)
    return ROOT / "build" / "site"


@cache
def packed(path: Path, _written: int) -> bytes:
    """File as a host sends it: text packed."""
    return gzip.compress(path.read_bytes(), 6, mtime=0)


class _UnderRepo(SimpleHTTPRequestHandler):
    """Serves the site below /repo/, as a project page is, with its 404 page, packed as hosts do."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        kind = self.guess_type(path.name)
        if not path.is_file() or not re.search("text|javascript|json|xml", kind):
            return super().do_GET()
        body = packed(path, path.stat().st_mtime_ns)
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def translate_path(self, path: str) -> str:
        inside = path.removeprefix("/repo")
        return super().translate_path(inside if inside != path else "/no/such/file")

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        if code != 404:
            return super().send_error(code, message, explain)
        body = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the built site is served: a sub-path of a local address, ending in a slash."""
    with chromium.served(site, _UnderRepo) as address:
        yield f"{address}repo/"


@pytest.fixture(scope="session")
def browser():
    """A real Chromium: the system's, whichever name it has."""
    if chromium.find() is None:
        missing("there is no Chromium", chromium.REMEDY)
    with chromium.browser() as started:
        yield started
