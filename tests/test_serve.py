"""Serving while one writes: an address that cannot be had is said before anything is built."""

import functools
import shutil
import socket
import subprocess
import threading
from http.server import ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from scripts import serve
from scripts.compute.problem import Problem


def test_a_taken_port_is_named_before_anything_is_built(monkeypatch):
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: pytest.fail("it was built"))
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Problem, match=f"127.0.0.1:{port} .*\nChoose another .* ADDRESS="):
            serve.main([f"127.0.0.1:{port}"])


@pytest.mark.parametrize("address", ["8000", "127.0.0.1", "a:http", "a:0", "a:99999", ":80"])
def test_what_is_no_address_is_named(address):
    with pytest.raises(Problem, match="is no address"):
        serve.parts(address)


def test_a_host_that_is_not_here_is_named():
    with pytest.raises(Problem, match="nothing can be served at"):
        serve.free("203.0.113.1", 8000)


def test_the_build_comes_first_and_its_failure_is_the_end(monkeypatch):
    asked = []

    def run(command, cwd):
        asked.append(command[2:])
        return subprocess.CompletedProcess(command, returncode=3)

    monkeypatch.setattr(subprocess, "run", run)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert serve.main([f"127.0.0.1:{port}"]) == 3
    assert asked == [["scripts.build"]]


def test_a_page_built_alone_is_to_the_byte_the_one_of_the_whole_site(site, tmp_path):
    built = {p.name: p.read_bytes() for p in site.glob("*.html")}
    for name in built:
        shutil.copyfile(site / name, tmp_path / name)
    pages = serve.Pages("http://127.0.0.1:8000/repo/")
    for name in ("capacity", "glossary"):
        (tmp_path / f"{name}.html").write_text("<head>\n<meta charset='utf-8'>\n</head>old")
        assert pages.alone(serve.DOCS / f"{name}.md")
        pages.build(serve.DOCS / f"{name}.md", tmp_path)
    assert {p.name: p.read_bytes() for p in tmp_path.glob("*.html")} == built


@pytest.mark.parametrize("path", ["docs/new.md", "docs/lab/cake_knobs.py", "figures/cake_tree.md"])
def test_what_other_pages_hang_on_is_built_with_the_whole_site(path):
    assert not serve.Pages("http://127.0.0.1:8000/").alone(serve.ROOT / path)


@pytest.fixture
def shown(tmp_path):
    """A site of one page as it is served: what is newest, and its address."""
    (tmp_path / "index.html").write_text("<head></head>Knobs")
    (tmp_path / "404.html").write_text("<head></head>Not found")
    (tmp_path / "feed.xml").write_text("<feed/>")
    newest = serve.Newest()
    newest.show(tmp_path)
    handler = functools.partial(serve.Handler, newest=newest)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield newest, f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_page_asks_whether_it_is_the_newest_and_a_file_is_left_alone(shown):
    _, address = shown
    with urlopen(address) as page:
        assert page.read() == b'<head><script async src="/reload.js"></script></head>Knobs'
        assert page.headers["Cache-Control"] == "no-store"
    with urlopen(f"{address}feed.xml") as feed:
        assert feed.read() == b"<feed/>"
    with pytest.raises(HTTPError, match="404") as missing:
        urlopen(f"{address}no/such/page.html")
    assert b"Not found" in missing.value.read()


def test_an_open_page_is_told_of_a_change_and_of_nothing_else(shown, tmp_path):
    newest, address = shown
    with urlopen(f"{address}reload") as told:
        assert told.readline() == b"data: 1\n"
        same = tmp_path.with_name("same")
        shutil.copytree(tmp_path, same)
        newest.show(same)  # the whole site, as its pages were built one by one
        (same / "index.html").write_text("<head></head>More knobs")
        newest.show(same)
        assert [told.readline(), told.readline()] == [b"\n", b"data: 2\n"]


def test_what_programs_leave_beside_the_sources_is_no_change(monkeypatch, tmp_path):
    monkeypatch.setattr(serve, "ROOT", tmp_path)
    (tmp_path / "docs" / "__pycache__").mkdir(parents=True)
    for name in ("page.md", "page.md~", ".page.md.swp", "__pycache__/x.pyc", "old.pyc"):
        (tmp_path / "docs" / name).touch()
    assert [path.name for path in serve.look()] == ["page.md"]
