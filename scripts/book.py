"""Make the book of the built site: one PDF and one EPUB of the story, the evidence and the rest.

Both come from one document, which is the pages as they are built, without what only a screen can
use: light drawings, answers open, no tables of data. A picture is printed once: the evidence names
the figure of the story that it is. Where the site has a widget, a sentence says what it is for, and
its address.
"""

import argparse
import os
import re
import sys
import uuid
from collections.abc import Mapping
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urldefrag, urljoin

from bs4 import BeautifulSoup, Tag
from mkdocs.config import load_config

from scripts.building import chromium, citing
from scripts.building import epub as epubs
from scripts.building import pdf as pdfs
from scripts.building.experiment import replace
from scripts.compute.problem import Problem, exit_code
from scripts.compute.results import ROOT

NAME = "billions-of-knobs"
STYLES = [ROOT / "docs" / "css" / name for name in ("book.css", "book-maths.css")]
LANGUAGE = "en-GB"
COVER = "digit_knobs"  # the figure on it
COVER_SIZE = {"width": 560, "height": 794}  # px of A5, three pixels each
DRAWN = "Promise.all([...document.images].map((i) => i.decode())).then(() => document.fonts.ready)"
LEFT_OUT = {"reproduce.html", "changes.html"}  # they are about the site
# What a page has and a book cannot use.
SCREEN_ONLY = (
    ".only-dark, source, .widget, .folds, output, .start, .book, .meta, script, template, "
    "[role=tooltip], .screen, .souvenir, .ladder svg, .for-disk"
)
# What a part of the book is called and holds, by the kind of its pages; the home page has none.
PARTS = {
    "story": ("The story", "What you do with your hands, in five chapters and one kitchen."),
    "evidence": (
        "The evidence",
        "What we measured, chapter by chapter: every experiment with its spread, its limits and "
        "the mathematics. A picture that stands in the story is not printed again.",
    ),
    "reference": (
        "Verdicts, words, sources",
        "The thread claim by claim, the terms and who is cited.",
    ),
}
# What a reader can do with a figure's widget: "On the site you can ...".
ON_THE_SITE = {
    "cake_knobs": "turn both knobs, and let them roll downhill",
    "digit_knobs": "draw a digit, scramble the 640 knobs and watch them learn",
    "double_descent": "add knobs and wrong labels, and put the brake on",
    "early_stopping": "stop the training where you like",
    "edge_digit": "draw a digit, and teach it your hand",
    "federated": "run the rounds, and say who owns which digits",
    "human_feedback": "push as far as you like",
    "knob_sweep": "slide from one knob to two hundred, and move the cakes",
    "label_noise": "spoil the labels, and see who is ahead",
    "label_noise_heaps": "weigh a heap of clean labels against one with mistakes",
    "learning_curve": "add examples, with and without a brake",
    "model_sizes": "ask each mark for its name and its source",
    "parameter_count": "count a model of your own shape",
    "practice": "let her practise too little, too much, or on a notebook that lies",
    "scaling_law": "spend a budget on size and text",
    "specialisation": "let both models write",
    "taste": "choose between cakes, and have your taste learned",
}
NAMED = re.compile(r'<p class="([^"]+)">(.*?)</p>', re.DOTALL)
LINKS = re.compile(r'<div class="book">.*?</div>', re.DOTALL)  # a place that docs/index.md keeps


def chapters(site: Path, nav: list) -> dict[str, Tag]:
    """Content of every page that belongs in the book, by the name of its file, in order."""
    found = {}
    for entry in nav:
        (target,) = entry.values()
        if isinstance(target, list):
            found |= chapters(site, target)
            continue
        name = target.replace(".md", ".html")
        if name in LEFT_OUT or not name.endswith(".html"):
            continue  # a notebook is for running
        page = BeautifulSoup((site / name).read_text(encoding="utf-8"), "html.parser")
        content = page.select_one("article .page")
        if content is None:
            raise Problem(f"{site / name} has no content.\nBuild the site anew with `make site`.")
        found[name] = content
    return found


def kind_of(page: Tag) -> str:
    """Kind of a page: "home", "story", "evidence" or "reference"."""
    classes = page.get("class", [])
    return next((kind for kind in ("home", "story", "evidence") if kind in classes), "reference")


def in_parts(pages: Mapping[str, Tag]) -> dict[str, Tag]:
    """Pages with the home page first, then part by part, each in the order it had."""
    order = ["home", *PARTS]
    return dict(sorted(pages.items(), key=lambda item: order.index(kind_of(item[1]))))


def number_figures(pages: Mapping[str, Tag], url: str) -> None:
    """Give figures the numbers they have on the site, keep each picture once, say what is there.

    Parameters
    ----------
    pages : name of the file to its content
        Changed in place, before it is made ready for paper.
    url : str
        Address of the site, empty if it has none yet.
    """
    printed: dict[str, tuple[str, str]] = {}  # figure to the page and number it stands under
    for name, page in pages.items():
        chapter = re.search(r"\bchapter-(\d)", " ".join(page.get("class", [])))
        letter = "E" if kind_of(page) == "evidence" else ""
        for i, figure in enumerate(page.select("figure.figure[id]"), 1):
            number = f"Figure {letter}{chapter[1]}.{i}" if chapter else ""
            caption = figure.select_one(".caption")
            if number:
                caption.insert(0, _html(f"<strong>{number}</strong> "))
            if figure["id"] in printed:
                _printed_before(figure, *printed[figure["id"]])
                continue
            printed[figure["id"]] = (name, number or "the machine on the first page")
            if figure.has_attr("data-widget"):
                there = f"{urljoin(url, name)}#{figure['id']}"
                does = ON_THE_SITE.get(figure["id"], "set this figure going")
                said = f"On the site you can {does}"
                said += f': <a href="{there}">{there}</a>' if url else "."
                caption.insert_after(_html(f'<p class="on-the-site">{said}</p>'))


def _printed_before(figure: Tag, page: str, number: str) -> None:
    """Replace the picture of a figure by a link to where it is printed."""
    for element in figure.select("picture, .figure-axis"):
        element.decompose()
    link = f'<a href="{page}#{figure["id"]}">{number}</a>'
    said = _html(f'<p class="before">Printed as {link}.</p>')
    figure.select_one(".figure-title").insert_after(said)


def _html(text: str) -> Tag:
    """Elements of a piece of HTML, to be put into a page."""
    return BeautifulSoup(text, "html.parser")


def for_paper(page: Tag) -> None:
    """Take away what only a screen can use, and open what a screen folds."""
    for element in page.select(SCREEN_ONLY):
        element.decompose()
    listed = page.select_one("ul.contents")
    if listed:
        listed.replace_with(BeautifulSoup("<nav class='contents'></nav>", "html.parser"))
    for name in page.select(".ladder span"):
        name.append(": ")  # on a screen the name and the count stand apart
    for picture in page.select("picture"):
        picture.unwrap()
    for guess in page.select("fieldset.guess"):
        as_question(guess)
    for figure in page.select("figure[id]"):
        figure.wrap(BeautifulSoup(f"<div id='{figure['id']}'></div>", "html.parser").div)
        del figure["id"]  # pandoc follows links to a division, not to a figure
    for fold in page.select("details"):
        fold.name = "section"
        summary = fold.find("summary")
        if summary:
            summary.name = "p"
            summary["class"] = "fold-title"
        for attribute in ("open", "data-search-exclude"):
            fold.attrs.pop(attribute, None)
    for element in page.select("[data-from]"):
        element.name = "span"
        element.attrs = {}
    for element in page.find_all(True):
        element.attrs = {k: v for k, v in element.attrs.items() if not k.startswith("data-")}
        for screen in ("loading", "tabindex", "role", "aria-describedby"):
            element.attrs.pop(screen, None)


def as_question(guess: Tag) -> None:
    """Turn radio buttons into a list of the possible answers; a slider has none on paper."""
    guess.name = "section"
    legend = guess.find("legend")
    legend.name = "p"
    legend["class"] = "question"
    options = BeautifulSoup("<ul class='options'></ul>", "html.parser").ul
    for label in guess.select("label"):
        if label.select_one("[type=radio]"):
            item = BeautifulSoup("<li></li>", "html.parser").li
            item.string = " ".join(label.get_text().split())
            options.append(item)
        label.decompose()
    if options.find("li"):
        legend.insert_after(options)


def joined(pages: Mapping[str, Tag], url: str) -> str:
    """HTML of all pages, one after the other, with links between them inside the book.

    Parameters
    ----------
    pages : name of the file to its content
        Changed in place.
    url : str
        Address of the site, for links to what is not in the book.
    """
    for name, page in pages.items():
        prefix = Path(name).stem
        for element in page.select("[id]"):
            element["id"] = f"{prefix}-{element['id']}"
        for link in page.select("a[href]"):
            link["href"] = inside(link["href"], name, pages, url)
            if not re.match(r"#|\w+:", link["href"]):
                link.unwrap()  # the site has no address: its other files are nowhere
        if "entries" in page["class"]:
            for entry in page.select("h2"):
                entry["class"] = "entry"
        heading = page.find("h1")
        heading["id"] = prefix
        kicker = page.select_one(".kicker")
        if kicker:
            heading.insert_after(kicker.extract())  # a chapter of the book begins with its heading
    written, last = [], "home"
    for page in pages.values():
        kind = kind_of(page)
        if kind != last:
            title, holds = PARTS[kind]
            written.append(f'<h1 class="part" id="part-{kind}">{title}</h1><p>{holds}</p>')
        written.append(page.decode_contents())
        last = kind
    return "\n".join(written)


def with_contents(body: str, pages: Mapping[str, Tag]) -> str:
    """Body with a list of the pages on its first; an EPUB has a list of its own beside."""
    lists = []
    for kind, (title, _) in PARTS.items():
        items = [
            f'<li><a href="#{Path(name).stem}">{page.find("h1").get_text()}</a></li>'
            for name, page in pages.items()
            if kind_of(page) == kind
        ]
        if items:
            lists.append(f'<p><a href="#part-{kind}">{title}</a></p><ol>{"".join(items)}</ol>')
    nav = '<nav class="contents">'
    return body.replace(nav, nav + "".join(lists), 1)


def inside(href: str, name: str, pages: Mapping[str, Tag], url: str) -> str:
    """Address of a link in the book: in the book where it can be, on the web where not."""
    path, anchor = urldefrag(href)
    target = path or name
    if target not in pages:
        return urljoin(urljoin(url, name), href)
    return f"#{Path(target).stem}-{anchor}" if anchor else f"#{Path(target).stem}"


def cover() -> str:
    """HTML of the cover: the first page of the PDF, and a picture in the EPUB."""
    name, below = citing.cited()["title"].split(": ", 1)
    below = below[0].upper() + below[1:]
    return (
        f'<div class="cover"><p class="cover-name">{escape(name)}</p><p>{escape(below)}</p>'
        f'<img src="figures/{COVER}.light.svg" alt=""><p>{escape(citing.authors())}</p></div>'
    )


def document(body: str, title: str) -> str:
    """Page for Chromium with the styles of the book."""
    names = ("tokens.css", "book-paper.css", *(style.name for style in STYLES))
    styles = "".join(f'<link rel="stylesheet" href="css/{name}">' for name in names)
    return (
        f'<!doctype html><html lang="{LANGUAGE}"><head><meta charset="utf-8">'
        f"<title>{title}</title>{styles}</head><body>{body}</body></html>"
    )


def printed(body: str, site: Path, title: str) -> tuple[bytes, bytes]:
    """PDF of the book, tagged and with an outline, as Chromium prints it; and its cover as PNG."""
    with chromium.served(site) as address, chromium.browser() as browser:
        page = browser.new_page(viewport=COVER_SIZE, device_scale_factor=3)
        shown = ""
        page.route(f"{address}book.html", lambda route: route.fulfill(body=shown))
        shown = document(cover(), title)
        page.goto(f"{address}book.html", wait_until="networkidle")
        page.evaluate(DRAWN)
        front = page.screenshot()
        shown = document(cover() + body, title)
        page.goto(f"{address}book.html", wait_until="networkidle")
        page.evaluate(DRAWN)
        paper = page.pdf(
            prefer_css_page_size=True, print_background=True, tagged=True, outline=True
        )
    paper = pdfs.settled(paper, int(os.environ["SOURCE_DATE_EPOCH"]))
    return pdfs.signed(paper, citing.authors()), front


def epub(body: str, site: Path, title: str, front: bytes, config: Mapping) -> bytes:
    """EPUB of the book, as pandoc makes it and `scripts.building.epub` finishes it."""
    try:
        import pypandoc
    except ImportError:
        raise Problem(
            "the EPUB needs pandoc, which is not installed.\n"
            "Run `make book`, or `pip install --require-hashes -r requirements-book.txt`."
        ) from None
    said = {
        "title": title,
        "subtitle": citing.subtitle(),
        "author": citing.authors(),
        "lang": LANGUAGE,
        "identifier": uuid.uuid5(uuid.NAMESPACE_DNS, NAME).urn,
        "description": config["site_description"],
        "rights": "CC BY 4.0",
        **({"source": config["site_url"]} if config["site_url"] else {}),
    }
    access = {
        "accessModes": ("textual", "visual"),
        "accessModesSufficient": ("textual",),
        "accessibilityFeatures": (
            *("alternativeText", "MathML", "readingOrder"),
            *("structuralNavigation", "tableOfContents"),
        ),
    }
    body = NAMED.sub(r'<div class="\1"><p>\2</p></div>', body)  # pandoc names no paragraph
    with TemporaryDirectory() as folder:
        picture, made = Path(folder, "cover.png"), Path(folder, "book.epub")
        picture.write_bytes(front)
        pypandoc.convert_text(
            f"<html><head><title>{title}</title></head><body>{body}</body></html>",
            to="epub3",
            format="html",
            outputfile=str(made),
            extra_args=[
                "--mathml",
                "--toc",
                "--toc-depth=2",
                "--split-level=1",
                f"--resource-path={site}",
                f"--epub-cover-image={picture}",
                *(f"--css={style}" for style in STYLES),
                *(f"--metadata={name}={text}" for name, text in said.items()),
                *(f"--metadata={name}:{one}" for name, all_ in access.items() for one in all_),
            ],
        )
        epubs.finish(made)
        return made.read_bytes()


def link(site: Path, files: Mapping[str, bytes]) -> None:
    """Name the files on the home page, between the marks that docs/index.md holds."""
    home = site / "index.html"
    text = home.read_text(encoding="utf-8")
    if not LINKS.search(text):
        raise Problem('docs/index.md has no place for the book.\nWrite <div class="book"></div>.')
    links = " or ".join(
        f'<a href="{name}">{Path(name).suffix[1:].upper()}</a> ({len(content) / 1e6:.1f} MB)'
        for name, content in files.items()
    )
    said = f'<div class="book"><p class="meta">To read elsewhere: {links}</p></div>'
    home.write_text(LINKS.sub(said, text), encoding="utf-8")


def main(argv: list[str] | None = None) -> int:
    """Make the book."""
    parser = argparse.ArgumentParser(prog="python -m scripts.book", description=__doc__)
    parser.add_argument(
        "site", nargs="?", type=Path, default=ROOT / "site", help="built folder (default: site)"
    )
    site = parser.parse_args(argv).site
    if not (site / "index.html").exists():
        raise Problem(f"there is no built site in {site}.\nRun `make site` first.")
    os.environ.setdefault("SOURCE_DATE_EPOCH", "1767225600")  # `make` sets it: the last commit's
    config = load_config(str(ROOT / "mkdocs.yml"))
    pages = in_parts(chapters(site, config["nav"]))
    number_figures(pages, config["site_url"])
    for page in pages.values():
        for_paper(page)
    body, title = joined(pages, config["site_url"]), config["site_name"]
    paper, front = printed(with_contents(body, pages), site, title)
    made = epub(body, site, title, front, config)
    files = {f"{NAME}.pdf": paper, f"{NAME}.epub": made}
    replace(site, files)
    link(site, files)
    for name, content in files.items():
        print(f"{site / name}  {len(content) / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(exit_code(main))
