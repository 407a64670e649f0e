"""The built pages as a browser reads them: valid, every id once, every link to a place there is."""

from functools import cache
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from tinyhtml5.parser import HTMLParser

from tests.browser.test_pages import PAGES

HERE = "http://127.0.0.1:8000/repo/"  # as `python -m scripts.verify` builds the site
ADDRESSES = ("href", "src", "srcset", "data-address")


@cache
def soup(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@cache
def ids(path: Path) -> list[str]:
    return [element["id"] for element in soup(path).select("[id]")]


def faults(text: str) -> list[tuple]:
    parser = HTMLParser()
    parser.parse(text)
    return parser.errors


def missing(site: Path, path: Path) -> list[str]:
    """Addresses on a page that lead into the site, and nowhere."""
    here, found = urljoin(HERE, str(path.relative_to(site))), []
    for name in ADDRESSES:
        for element in soup(path).select(f"[{name}]"):
            whole, place = urldefrag(urljoin(here, element[name]))
            if not whole.startswith(HERE):
                continue
            file = site / unquote(urlsplit(whole).path.removeprefix("/repo/") or "index.html")
            there = file.suffix != ".html" or not place or unquote(place) in ids(file)
            if not file.is_file() or not there:
                found.append(element[name])
    return found


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_valid_and_leads_nowhere_that_is_not(site, path):
    file = site / path
    assert faults(file.read_text(encoding="utf-8")) == []
    assert sorted({one for one in ids(file) if ids(file).count(one) > 1}) == []
    assert missing(site, file) == []
    for element in soup(file).select("[tabindex]"):
        assert element["tabindex"] in ("0", "-1"), element
    assert soup(file).select("[type=checkbox][autocomplete]") == []


def test_what_is_wrong_is_seen(tmp_path):
    assert faults("<!doctype html><title>x</title><p><div></p></b>")
    page = tmp_path / "page.html"
    page.write_text("<p id='a'><a href='#a'>a</a><a href='#b'>b</a><a href='c.html'>c</a>")
    assert missing(tmp_path, page) == ["#b", "c.html"]
