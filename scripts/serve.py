"""Serve the finished site while you write: a page you save is in the browser within a second.

The address is tried first: one that is taken is said before anything is built. A page that is
saved is built alone, at once; the whole site follows, in a process of its own, when nothing has
changed for a moment, and takes the old one's place when it is finished.
"""

import argparse
import contextlib
import functools
import http.server
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scripts.compute.problem import Problem, exit_code
from scripts.compute.results import ROOT

ADDRESS = "127.0.0.1:8000"
BUILT = ROOT / "build" / "serve"
DOCS = ROOT / "docs"
WATCHED = ("docs", "figures", "overrides", "scripts", "mkdocs.yml")
GENERATED = re.compile(r"\.|__pycache__|.*~$|.*\.py[co]$")
COMPUTING = re.compile(r"scripts/(experiments|models|drawings|plotting|data)/")
LOOK = 0.15  # seconds between two looks at the files
QUIET = 2.0  # seconds without a change before the whole site is built
RELOAD = "/reload"  # the server's own address: a page asks there whether it is still the newest
SCRIPT = f"""\
let first;
const changes = new EventSource("{RELOAD}");
changes.onmessage = ({{ data }}) => {{
  first ??= data;
  if (data !== first) location.reload();
}};
addEventListener("pagehide", () => changes.close());
"""


def parts(address: str) -> tuple[str, int]:
    """Host and port of an address, or a `Problem`."""
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise Problem(f"{address!r} is no address.\nWrite a host and a port, like {ADDRESS}.")
    return host, int(port)


def free(host: str, port: int) -> None:
    """Raise a `Problem` if nothing can be served there."""
    try:
        family, _, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(where)
            trial.listen(1)
    except OSError as error:
        raise Problem(
            f"nothing can be served at {host}:{port} ({error.strerror or error}).\n"
            f"Choose another address: `make serve ADDRESS={host}:{port % 65535 + 1}`, "
            f"or `python -m scripts.serve {host}:{port % 65535 + 1}`."
        ) from None


# What the browser asks


class Newest:
    """The site as it was finished last, and its number, which pages wait for to change."""

    def __init__(self) -> None:
        self.folder, self.number = BUILT, 0
        self._changed = threading.Condition()

    def show(self, folder: Path) -> None:
        """Serve this folder from now on; tell every open page, unless it changes nothing."""
        with self._changed:
            self.number += folder == self.folder or contents(folder) != contents(self.folder)
            self.folder = folder
            self._changed.notify_all()

    def numbers(self) -> Iterator[int]:
        """Yield the number now, whenever it changes, and again every few seconds."""
        while True:
            with self._changed:
                now = self.number
            yield now
            with self._changed:
                self._changed.wait_for(lambda now=now: self.number != now, timeout=5)


class Handler(http.server.SimpleHTTPRequestHandler):
    """Files of the newest site; nothing is kept by the browser."""

    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | {
        ".js": "text/javascript",  # Windows may have said otherwise
        ".svg": "image/svg+xml",
    }

    def __init__(self, *given: Any, newest: Newest, **named: Any) -> None:
        self.newest = newest
        super().__init__(*given, directory=str(newest.folder), **named)

    def do_GET(self) -> None:
        """Answer with a page, which then waits for its next version, or with a file."""
        if self.path == RELOAD:
            self.tell()
        elif self.path == f"{RELOAD}.js":
            self.answer(200, "text/javascript", SCRIPT.encode())
        else:
            path = Path(self.translate_path(self.path))
            path = path / "index.html" if path.is_dir() else path
            if path.suffix == ".html" or not path.is_file():
                self.page(path)
            else:
                super().do_GET()

    def page(self, path: Path) -> None:
        """Send a page, or the one that says that there is none, with a script that reloads it."""
        found = path.is_file()
        page = (path if found else self.newest.folder / "404.html").read_bytes()
        reload = f'<script async src="{RELOAD}.js"></script></head>'.encode()
        self.answer(200 if found else 404, "text/html", page.replace(b"</head>", reload, 1))

    def answer(self, code: int, kind: str, content: bytes) -> None:
        """Send what is made here."""
        self.send_response(code)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def tell(self) -> None:
        """Send a number whenever the site changes, until the browser is gone."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        with contextlib.suppress(OSError):
            for number in self.newest.numbers():
                self.wfile.write(f"data: {number}\n\n".encode())

    def end_headers(self) -> None:
        """Let the browser ask each time."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing of what is found; the terminal is for what is wrong."""

    def log_error(self, *said: Any) -> None:
        """Say nothing of a browser that went away."""


# What is built


class Pages:
    """What MkDocs knows of the whole site, kept, so that one page can be built without the rest."""

    def __init__(self, url: str) -> None:
        from mkdocs.commands.build import set_exclusions
        from mkdocs.config import load_config
        from mkdocs.structure.files import get_files
        from mkdocs.structure.nav import get_navigation

        self.config = load_config(str(ROOT / "mkdocs.yml"), site_url=url)
        self.config.plugins.on_startup(command="serve", dirty=False)
        self.config = self.config.plugins.on_config(self.config)
        self.config.plugins.on_pre_build(config=self.config)
        files = get_files(self.config)
        env = self.config.theme.get_env()
        files.add_files_from_theme(env, self.config)
        self.files = self.config.plugins.on_files(files, config=self.config)
        set_exclusions(self.files, self.config)
        nav = get_navigation(self.files, self.config)
        self.nav = self.config.plugins.on_nav(nav, config=self.config, files=self.files)
        self.env = self.config.plugins.on_env(env, config=self.config, files=self.files)

    def build(self, path: Path, site: Path) -> None:
        """Build a page, a script or a style sheet into a finished site, and nothing else."""
        from mkdocs.commands.build import _build_page, _populate_page
        from mkdocs.exceptions import Abort, BuildError

        from scripts import publish
        from scripts.building import slim

        name = path.relative_to(DOCS).as_posix()
        if path.suffix in (".js", ".css"):
            slimmer = slim.script if path.suffix == ".js" else slim.sheet
            (site / name).write_text(slimmer(path.read_text(encoding="utf-8")), encoding="utf-8")
            return
        file = self.files.get_file_from_path(name)
        file.abs_dest_path = str(site / file.dest_uri)
        try:
            _populate_page(file.page, self.config, self.files)
            pages = self.files.documentation_pages()
            _build_page(file.page, self.config, pages, self.nav, self.env)
        except (Abort, BuildError) as error:
            raise Problem(str(error)) from None
        publish.write_policy(site)

    def alone(self, path: Path) -> bool:
        """Whether a changed file can be built without the rest: it is known, and still there."""
        if not path.is_file() or not path.is_relative_to(DOCS) or "code" in path.parts:
            return False
        file = self.files.get_file_from_path(path.relative_to(DOCS).as_posix())
        return bool(file and path.suffix in (".md", ".js", ".css"))


class Whole:
    """The whole site, built and finished in processes of its own, in one of two folders."""

    def __init__(self, url: str) -> None:
        self.environment = os.environ | {"SITE_URL": url, "NO_MKDOCS_2_WARNING": "1"}
        self.folder = BUILT / "a"
        self.process: subprocess.Popen | None = None
        self.steps: list[list[str]] = []

    def begin(self, folder: Path) -> None:
        """Build into a folder; what is at work is ended."""
        self.end()
        self.folder = folder
        mkdocs = ["mkdocs", "build", "--quiet", "--strict", "--site-dir", str(folder)]
        self.steps = [mkdocs, ["scripts.publish", str(folder)]]
        self._step()

    def _step(self) -> None:
        command = [sys.executable, "-m", *self.steps.pop(0)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.DEVNULL
        )

    def end(self) -> None:
        """End what is at work."""
        if self.process:
            self.process.terminate()
            self.process.wait()
        self.process, self.steps = None, []

    def finished(self) -> bool:
        """Whether the site was just finished; what went wrong was said by the process itself."""
        code = self.process.poll() if self.process else None
        if code is None:
            return False
        if code == 0 and self.steps:
            self._step()
            return False
        self.end()
        return code == 0


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


# What changes


def look() -> dict[Path, tuple[int, int]]:
    """Time and size of every file that a site is made from; what a program leaves there is none."""
    found = {}
    waiting = [ROOT / name for name in WATCHED]
    for path in waiting:
        with contextlib.suppress(OSError):  # gone since its folder was read
            if path.is_dir():
                inside = [p for p in path.iterdir() if not p.is_symlink()]
                waiting += [p for p in inside if not GENERATED.match(p.name)]
            else:
                state = path.stat()
                found[path] = state.st_mtime_ns, state.st_size
    return found


def loaded(path: Path) -> bool:
    """Whether this process runs a file's code, as it was."""
    return any(getattr(module, "__file__", None) == str(path) for module in [*sys.modules.values()])


def say(what: str) -> None:
    """Write a line with the time."""
    print(f"{time.strftime('%H:%M:%S')}  {what}", flush=True)


def follow(newest: Newest, whole: Whole, url: str) -> None:
    """Build what changes, for ever."""
    pages: Pages | None = Pages(url)
    files, due = look(), None
    while True:
        time.sleep(LOOK)
        now = look()
        changed = sorted(p for p in now.keys() | files.keys() if now.get(p) != files.get(p))
        files = now
        if changed:
            whole.end()
            due = time.monotonic() + QUIET
            if pages and any(map(loaded, changed)):
                pages = None
                say("the code that builds pages has changed: each save builds the whole site now")
            if any(COMPUTING.match(p.relative_to(ROOT).as_posix()) for p in changed):
                say("an experiment or a drawing has changed: `make figures` computes and draws it")
            if pages and not all(map(pages.alone, changed)):
                pages = Pages(url)  # of another navigation, or after other templates
            elif pages and not at_once(pages, changed, newest):
                due = None
        if due and time.monotonic() >= due:
            due = None
            whole.begin(BUILT / ("a" if newest.folder.name == "b" else "b"))
        if whole.finished():
            newest.show(whole.folder)
            say("the whole site is up to date")


def at_once(pages: Pages, changed: list[Path], newest: Newest) -> bool:
    """Build these pages into the site that is shown; whether it could be done."""
    start = time.perf_counter()
    try:
        for path in changed:
            pages.build(path, newest.folder)
    except Problem as problem:
        say(f"error: {problem}")
        return False
    newest.show(newest.folder)
    names = ", ".join(str(path.relative_to(ROOT)) for path in changed)
    say(f"{names}: {time.perf_counter() - start:.1f} s")
    return True


def main(argv: list[str] | None = None) -> int:
    """Build and serve."""
    parser = argparse.ArgumentParser(prog="python -m scripts.serve", description=__doc__)
    parser.add_argument("address", nargs="?", default=ADDRESS, help=f"default: {ADDRESS}")
    address = parser.parse_args(argv).address
    host, port = parts(address)
    free(host, port)
    if code := subprocess.run([sys.executable, "-m", "scripts.build"], cwd=ROOT).returncode:
        return code
    url = f"http://{address}/"
    newest, whole = Newest(), Whole(url)
    whole.begin(BUILT / "a")
    try:
        while not whole.finished():
            if not whole.process:
                return 1
            time.sleep(LOOK)
        newest.show(whole.folder)
        handler = functools.partial(Handler, newest=newest)
        with http.server.ThreadingHTTPServer((host, port), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            say(f"{url} shows the site, and each page as you save it; Ctrl-C ends it")
            follow(newest, whole, url)
    except KeyboardInterrupt:
        say("served no longer")
        return 0
    finally:
        whole.end()


if __name__ == "__main__":
    sys.exit(exit_code(main))
