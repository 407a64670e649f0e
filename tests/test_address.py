"""A site that is told its address says it everywhere; one that is not names none, and says so."""

import json
import re
import xml.etree.ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from mkdocs.commands.build import build
from mkdocs.config import load_config

from scripts import publish
from scripts.building import citing, reproduce
from scripts.compute.results import ROOT
from scripts.markdown import notebooks

ADDRESS = "https://example.org/knobs/"
ATOM = "{http://www.w3.org/2005/Atom}"
CHANGES = "## 2026-12-01: Two\n\n[A page](fit.md#two).\n\n## 2026-11-23: One\n\nText.\n"
HEAD = "---\ntitle: {0}\ndescription: D.\ncard: What is {0}?\npicture: cake_knobs\n---\n# {0}\n"


@pytest.fixture(params=["", ADDRESS], ids=["nowhere", "somewhere"])
def url(request):
    return request.param


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Two pages as the project's templates make them, and what stands beside them."""
    made = {}

    def pages(url: str) -> dict[str, str]:
        if url not in made:
            docs, site = tmp_path_factory.mktemp("docs"), tmp_path_factory.mktemp("site")
            for name in ("index", "a"):
                (docs / f"{name}.md").write_text(HEAD.format(name), encoding="utf-8")
            plain = {"plugins": [], "markdown_extensions": ["toc"], "nav": None, "watch": []}
            where = {"site_url": url, "docs_dir": str(docs), "site_dir": str(site)}
            build(load_config(str(ROOT / "mkdocs.yml"), **plain, **where))
            made[url] = {p.name: p.read_text(encoding="utf-8") for p in site.glob("*.*ml")}
        return made[url]

    return pages


def test_what_needs_an_address_is_there_with_one_and_left_out_without(built, url):
    page = BeautifulSoup(built(url)["a.html"], "html.parser")
    met = publish.metas(built(url)["a.html"])
    assert met["og:title"] == "What is a?"
    wanted = {"og:url": "a.html", "og:image": "assets/cards/a.png"} if url else {}
    assert {k: v for k, v in met.items() if k in ("og:url", "og:image")} == {
        name: url + path for name, path in wanted.items()
    }
    canonical = [link["href"] for link in page.select("link[rel=canonical]")]
    assert canonical == ([f"{url}a.html"] if url else [])
    assert page.select_one(".share").get("data-address") == (f"{url}a.html" if url else None)
    assert len(page.select(".share li a")) == (4 if url else 0)
    assert page.select_one(".share")["data-title"] == "What is a?"


def test_machines_are_told_the_address_or_none(built, url):
    page = BeautifulSoup(built(url)["a.html"], "html.parser")
    data = json.loads(page.select_one("[type='application/ld+json']").string)
    assert data["name"] == "What is a?" and data["isPartOf"]["name"] == "Billions of Knobs"
    assert data.get("url") == (f"{url}a.html" if url else None)
    assert data.get("image") == (f"{url}assets/cards/a.png" if url else None)
    assert data["isPartOf"].get("url") == (url or None)


def test_the_sitemap_lists_addresses_or_nothing(built, url):
    found = ET.fromstring(built(url)["sitemap.xml"]).iterfind(".//{*}loc")
    listed = {place.text for place in found}
    assert listed == ({f"{url}index.html", f"{url}a.html"} if url else set())


def test_how_to_cite_a_page_has_its_address_if_there_is_one(built, url):
    page = BeautifulSoup(built(url)["a.html"], "html.parser")
    said = page.find("summary", string="Cite this page").find_next("p").get_text()
    assert said.startswith(f"{citing.authors()} (") and "a. Billions of Knobs, version " in said
    assert said.endswith(f" {url}a.html" if url else "0.")
    version, date = citing.cited()["version"], citing.cited()["date-released"]
    assert f"({date.year})" in said and f"version {version}." in said


def test_no_page_names_this_machine(built):
    for name, text in built("").items():
        hinted = text.replace("open http://localhost:8000/", "")  # to one who opens it from disk
        assert "127.0.0.1" not in hinted and "localhost" not in hinted, name


def test_the_feed_has_what_the_standard_asks_for(url):
    feed = ET.fromstring(publish.feed(CHANGES, url, "Knobs"))
    for one in (feed, *feed.iter(f"{ATOM}entry")):
        assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", one.findtext(f"{ATOM}id"))
        assert one.findtext(f"{ATOM}title")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT.+(Z|[+-]\d\d:\d\d)", one.findtext(f"{ATOM}updated"))
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == citing.authors()
    assert feed.findtext(f"{ATOM}updated").startswith("2026-12-01")
    ids = [one.text for one in feed.iter(f"{ATOM}id")]
    assert len(ids) == len(set(ids)) == 3
    links = {link.get("rel"): link.get("href") for link in feed.iterfind(f"{ATOM}link")}
    assert links == {"alternate": f"{url}changes.html"} | (
        {"self": f"{url}feed.xml"} if url else {}
    )
    assert f'href="{url}fit.html#two"' in feed.findtext(f"{ATOM}entry/{ATOM}summary")


def test_an_entry_is_the_same_when_the_site_moves():
    one, two = (
        [e.text for e in ET.fromstring(publish.feed(CHANGES, url, "K")).iter(f"{ATOM}id")]
        for url in (ADDRESS, "https://example.com/")
    )
    assert one == two


BIBTEX = "<pre><code>  year   = {2026},\n  note   = {Version 0.1.0}\n}\n</code></pre>"


def test_the_citation_has_the_addresses_that_are_known(tmp_path, url):
    page = tmp_path / "reproduce.html"
    page.write_text(BIBTEX)
    for _ in range(2):
        publish.write_citation(tmp_path, url, "https://example.org/code" if url else "")
    cff = citing.yaml.safe_load((tmp_path / "CITATION.cff").read_text(encoding="utf-8"))
    assert cff.get("url") == (url or None)
    assert cff.get("repository-code") == ("https://example.org/code" if url else None)
    assert cff["authors"] == citing.cited()["authors"]
    added = f",\n  url    = {{{url}}}" if url else ""
    assert page.read_text() == BIBTEX.replace("0.1.0}", "0.1.0}" + added)


def test_lists_and_notebooks_beside_the_pages_lead_to_them(url):
    listed = json.loads(reproduce.catalogue(url, "Knobs", publish.titles()))
    first = listed["dataset"][0]["distribution"]["contentUrl"]
    assert re.fullmatch(rf"{f'{url}data/' if url else ''}\w+\.json", first)
    assert listed["url"] == (f"{url}reproduce.html" if url else "../reproduce.html")
    source = next(iter(notebooks.sources()))
    page = f"{url}lab/{source.stem}.html" if url else ""
    links = re.findall(
        r"\]\((?!https?://(?!example))([^)\\]+html)\)", notebooks.as_ipynb(source, page)
    )
    assert links and all(link.startswith(url or "../") for link in links)
