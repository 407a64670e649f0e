"""The built pages as a browser reads them: valid, every id once, every link to a place there is."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from tinyhtml5.parser import HTMLParser

from tests.browser.test_pages import PAGES

ROOT = Path(__file__).parent.parent
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


STRAIGHT = re.compile(r"\w'\w|\ws'(?=[ ,.;:]|$)")
STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|`[^`]*`")
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", re.DOTALL)


def read(path: Path) -> str:
    """What a page says: code is set as it is typed."""
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    for part in page.select("code, pre, kbd, script, style"):
        part.decompose()
    attributes = [one[name] for name in ("alt", "aria-label") for one in page.select(f"[{name}]")]
    return "\n".join([page.get_text(), *attributes])


@pytest.mark.parametrize("path", PAGES)
def test_every_apostrophe_of_a_page_is_a_typographic_one(site, path):
    assert [m[0] for m in STRAIGHT.finditer(read(site / path))] == []


def test_every_apostrophe_of_a_drawing_and_a_widget_is_a_typographic_one():
    files = sorted(ROOT.glob("figures/*.svg"))
    drawings = [re.sub(r"<[^>]*>|<!--.*?-->", " ", file.read_text("utf-8")) for file in files]
    scripts = [COMMENT.sub("", p.read_text("utf-8")) for p in sorted(ROOT.glob("docs/js/**/*.js"))]
    words = drawings + [string for script in scripts for string in STRING.findall(script)]
    assert len(drawings) > 100 and len(words) > 1000
    assert [word for word in words if re.search(r"[a-z]'[a-z]", word)] == []


def test_a_straight_apostrophe_is_seen(tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<p>a model's <code>it's</code> readers' own</p><img alt=\"it's\">", "utf-8")
    assert len(STRAIGHT.findall(read(page))) == 3


def test_what_is_wrong_is_seen(tmp_path):
    assert faults("<!doctype html><title>x</title><p><div></p></b>")
    page = tmp_path / "page.html"
    page.write_text("<p id='a'><a href='#a'>a</a><a href='#b'>b</a><a href='c.html'>c</a>")
    assert missing(tmp_path, page) == ["#b", "c.html"]
