"""Servers that the built site is tried on: what hosts do differently, one class for each."""

import gzip
import re
from functools import cache
from http.server import SimpleHTTPRequestHandler
from pathlib import Path


@cache
def packed(path: Path, _written: int) -> bytes:
    """File as a host sends it: text packed."""
    return gzip.compress(path.read_bytes(), 6, mtime=0)


class UnderRepo(SimpleHTTPRequestHandler):
    """Serves the site below /repo/, as a project page is, with its 404 page, packed as hosts do."""

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        kind = self.guess_type(path.name)
        if not path.is_file() or not re.search("text|javascript|json|xml", kind):
            return super().do_GET()
        body = self.body(path)
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def body(self, path: Path) -> bytes:
        """What is sent of a file of text."""
        return packed(path, path.stat().st_mtime_ns)

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


class Recording(UnderRepo):
    """Puts ``first`` at the head of every page, and notes in ``failed`` what it could not give."""

    first, failed = "", []

    def body(self, path: Path) -> bytes:
        if path.suffix != ".html":
            return super().body(path)
        text = path.read_text(encoding="utf-8").replace("<head>", f"<head>{self.first}", 1)
        return gzip.compress(text.encode(), 1)

    def send_response(self, code: int, message: str | None = None) -> None:
        if code >= 400:
            self.failed.append(self.path)
        super().send_response(code, message)


class Plain(UnderRepo):
    """A host that knows few kinds of files, as a bare nginx does: no .mjs, no .wasm, no .bin."""

    extensions_map = {  # noqa: RUF012
        ".html": "text/html",
        ".css": "text/css",
        ".js": "application/javascript",
        ".svg": "image/svg+xml",
        ".json": "application/json",
        ".woff2": "font/woff2",
        ".png": "image/png",
        ".xml": "text/xml",
        "": "application/octet-stream",
    }

    def guess_type(self, path: str) -> str:
        return self.extensions_map.get(Path(path).suffix, "application/octet-stream")

    def end_headers(self) -> None:
        self.send_header("X-Content-Type-Options", "nosniff")  # then a kind is not guessed
        super().end_headers()


class WithoutHtml(UnderRepo):
    """A host that cuts ".html" from addresses and leads there from those that have it."""

    def do_GET(self) -> None:
        path, mark, query = self.path.partition("?")
        if path.endswith(".html"):
            shorter = path.removesuffix("index.html") if path.endswith("/index.html") else path[:-5]
            self.send_response(308)
            self.send_header("Location", shorter + mark + query)
            self.send_header("Content-Length", "0")
            return self.end_headers()
        return super().do_GET()

    def translate_path(self, path: str) -> str:
        found = super().translate_path(path)
        return found if Path(found).suffix or Path(found).is_dir() else f"{found}.html"


class ForAnyone(UnderRepo):
    """A host that lets other sites read it, as those for static pages do."""

    def end_headers(self) -> None:
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()
