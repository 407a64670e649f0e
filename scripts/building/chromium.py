"""The system's Chromium, driven by Playwright, and a server for the files it is shown."""

import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.compute.problem import Problem

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
# Where macOS and Windows put what is not on the path.
PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    *(
        str(Path(os.environ[root]) / "Google" / "Chrome" / "Application" / "chrome.exe")
        for root in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
        if root in os.environ
    ),
)
REMEDY = "install one (`apt-get install chromium`), or name yours with CHROMIUM=/path/to/it"


def find() -> str | None:
    """Path of the Chromium that CHROMIUM names, or of the first that is on this machine."""
    if named := os.environ.get("CHROMIUM"):
        found = shutil.which(named)
        if found is None:
            raise Problem(f"CHROMIUM names {named}, which cannot be run.\nName another, or none.")
        return found
    return next(filter(None, map(shutil.which, (*NAMES, *PLACES))), None)


@contextmanager
def browser() -> Iterator["Browser"]:
    """Start a headless Chromium that asks nobody for anything; a `Problem` if there is none."""
    from playwright.sync_api import sync_playwright

    path = find()
    if path is None:
        raise Problem(f"there is no Chromium on this machine.\nTo go on, {REMEDY}.")
    quiet = ["--no-sandbox", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        # Playwright switches this protection off; a reader's browser drops what comes too fast.
        off = ["--disable-ipc-flooding-protection"]
        chromium = playwright.chromium.launch(
            executable_path=path, args=quiet, ignore_default_args=off
        )
        yield chromium
        chromium.close()


@contextmanager
def served(folder: Path, handler: type[SimpleHTTPRequestHandler] | None = None) -> Iterator[str]:
    """Serve a folder on a free port of this machine; the address, ending in a slash."""
    handler = handler or _Quiet
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""
