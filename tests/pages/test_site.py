"""The built site, read as files: no other host, no dead link, nothing left out."""

import html
import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

import pytest

from scripts.compute import results
from scripts.markdown import bibliography, glossary, notebooks
from scripts.markdown.pages import INCLUDE, front_matter, pages

LOADS = {("script", "src"), ("img", "src"), ("source", "srcset"), ("iframe", "src")}
LOADED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "preconnect", "dns-prefetch"}


class Page(HTMLParser):
    """What a page loads, links to and can be linked to."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.loads, self.links, self.ids, self.alts, self.headings = [], [], [], [], []
        self.described, self.open_links, self.nested = [], 0, []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, pairs: list) -> None:
        found = dict(pairs)
        if found.get("id"):
            self.ids.append(found["id"])
        if tag == "img":
            self.alts.append(found.get("alt"))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "a":
            self.open_links += 1
            self.nested += [found.get("href")] * (self.open_links > 1)
        if found.get("aria-describedby"):
            self.described.append(found["aria-describedby"])
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])
        if tag == "link" and set((found.get("rel") or "").split()) & LOADED_LINKS:
            self.loads.append(found["href"])
        self.loads += [found[name] for t, name in LOADS if t == tag and found.get(name)]

    def handle_endtag(self, tag: str) -> None:
        self.open_links -= tag == "a"


@pytest.fixture(scope="module")
def built(site) -> dict[str, Page]:
    pages = [p for p in site.rglob("*.html")]
    return {str(p.relative_to(site)): Page(p) for p in pages}


def test_the_pages_are_there(built):
    stems = ("parameter", "capacity", "fit", "trends", "takeaway")
    chapters = {f"{stem}{kind}.html" for stem in stems for kind in ("", "-evidence")}
    expected = {
        "index.html",
        "404.html",
        "fact-check.html",
        "glossary.html",
        "references.html",
        "reproduce.html",
    }
    lab = {f"lab/{source.stem}.html" for source in notebooks.sources()}
    assert chapters | expected | lab <= set(built) and lab


def test_nothing_is_loaded_from_another_host(built, site):
    for name, page in built.items():
        foreign = [url for url in page.loads if urlsplit(url).netloc]
        assert foreign == [], name
    for path in [*site.rglob("*.css"), *site.rglob("*.svg")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"url\(['\"]?https?:|@import\s", text), path.name


def test_every_link_and_every_file_leads_somewhere(built, site):
    for name, page in built.items():
        if name == "404.html":
            continue  # its links are absolute: the browser test follows them
        for url in [*page.links, *page.loads]:
            parts = urlsplit(url)
            if parts.scheme or parts.netloc:
                continue
            path, anchor = urldefrag(url)
            target = (site / name).parent / unquote(path.split("?")[0]) if path else site / name
            target = target / "index.html" if target.is_dir() else target
            assert target.exists(), f"{name}: {url}"
            if anchor and target.suffix == ".html":
                found = built[str(target.resolve().relative_to(site.resolve()))].ids
                assert unquote(anchor) in found, f"{name}: {url}"


def test_no_link_stands_inside_a_link_and_every_description_exists(built):
    for name, page in built.items():
        assert page.nested == [], name
        assert set(page.described) <= set(page.ids), name


def test_search_finds_every_term_and_every_source_by_its_heading(site):
    index = json.loads((site / "search" / "search_index.json").read_bytes())["docs"]
    places = {entry["location"]: entry for entry in index}
    for term in glossary.read():
        found = places[f"glossary.html#{term.id}"]
        assert found["title"] == term.name and term.definition[:40] in html.unescape(found["text"])
    for key in bibliography.read().entries:
        assert f"references.html#{key}" in places
    others = [e["text"] for e in index if not e["location"].startswith("glossary.html")]
    assert not any(term.definition in text for term in glossary.read() for text in others)


def test_every_picture_is_described_or_marked_as_decoration(built):
    for name, page in built.items():
        assert None not in page.alts, name


def test_headings_begin_with_one_h1_and_skip_no_level(built):
    for name, page in built.items():
        assert page.headings.count(1) == 1, name
        levels = [1, *page.headings]
        assert all(b - a <= 1 for a, b in pairwise(levels)), name


def test_ids_are_unique(built):
    for name, page in built.items():
        assert len(page.ids) == len(set(page.ids)), name


def test_every_figure_a_page_includes_is_on_the_built_page(built):
    for source in pages():
        text = source.read_text(encoding="utf-8")
        wanted = [m["name"].removesuffix(".md") for m in INCLUDE.finditer(text)]
        ids = built[source.stem + ".html"].ids
        assert set(wanted) <= set(ids)


def test_the_contents_list_every_chapter_and_only_pages_that_exist(built):
    chapters = {p.stem + ".html" for p in pages() if front_matter(p).get("kind") == "story"}
    assert chapters <= set(built["index.html"].links)


def of_kind(kind: str) -> pytest.MarkDecorator:
    found = [page for page in pages() if front_matter(page).get("kind") == kind]
    return pytest.mark.parametrize("page", found, ids=[page.stem for page in found])


@of_kind("story")
def test_a_story_speaks_of_cakes_and_marks_few_terms(page, site):
    text = page.read_text(encoding="utf-8")
    cakes = r"\b(?:cakes?|bak(?:e[rds]?|ing)|ovens?|recipes?|kitchens?|sugar|chocolate)\b"
    assert len(re.findall(cakes, text, re.IGNORECASE)) >= 8
    html = (site / f"{page.stem}.html").read_text("utf-8")
    assert html.count('class="term"') <= 12


def test_no_file_of_the_repository_names_a_package_host():
    locked = (results.ROOT / "requirements.txt").read_text()
    assert "http" not in locked and "--hash=sha256:" in locked
