"""Finish the built site: what has to happen after MkDocs.

Notebooks as files, pictures for shared links and for slides, tables as CSV, a feed of the changes,
a map for language models, scripts without their comments and, last, a policy in every page that
lets only this site's own scripts run. Running it twice changes nothing.
"""

import argparse
import base64
import hashlib
import json
import os
import re
import shutil
import sys
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from html import escape, unescape
from pathlib import Path
from types import ModuleType
from urllib.parse import urljoin

import feedgenerator
import markdown
from mkdocs.config import load_config

from scripts.building import citing, reproduce, slim, theme
from scripts.building.experiment import discover, of_figure, replace, titles
from scripts.compute.datasets import files
from scripts.compute.problem import Problem, exit_code
from scripts.compute.results import FIGURES, ROOT, read_result
from scripts.markdown import notebooks
from scripts.markdown.pages import DOCS, front_matter
from scripts.plotting import cards, fragment, slides

MADE = ROOT / "build" / "made"  # what was drawn or slimmed down before, by what it was made from
CHANGES = ROOT / "docs" / "changes.md"
# A script that stands in the page itself. Data blocks have a type and are never run.
INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
# What a page holds between the parts of the theme; a script in it is a page's own.
BROUGHT_ALONG = re.compile(r"<article\b(?:(?!</article>).)*<script\b", re.DOTALL | re.IGNORECASE)
# The theme writes the way to the top folder into a script. As an attribute it leaves the script
# equal on every page, so that one list of hashes serves all: instant navigation keeps the policy
# of the page it began on.
SCOPE = re.compile(r'__md_scope=new URL\("([^"]*)",location\)')
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n\s*')
SEEN = re.compile(r" (?:arXiv|doi):.*| ?</p> <p>We (?:read|saw) .*", re.DOTALL)  # of a source
CHANGE = re.compile(r"^## (?P<date>\d{4}-\d\d-\d\d): (?P<title>.+?)(?: \{.*\})?\n", re.MULTILINE)
NOWHERE = (
    "Warning: no SITE_URL was given, so this site names no address: it has no cards, no links to "
    "share, an empty\nsitemap and a feed that does not know where it lies. "
    "To publish: `SITE_URL=https://example.org/knobs/ make site`."
)
BIBTEX_NOTE = re.compile(r"note   = \{[^}]*\}")  # the last line of the entry in docs/reproduce.md
BIBTEX_URL = re.compile(r",\n  url    = \{[^}]*\}")
META = re.compile(r'<meta (?:name|property)="(?P<name>[\w:]+)"\s+content="(?P<content>[^"]*)">')


def read(path: Path) -> str:
    """Text of a built page."""
    return path.read_text(encoding="utf-8")


def metas(page: str) -> dict[str, str]:
    """Name of every meta element to its content."""
    return {m["name"]: unescape(m["content"]) for m in META.finditer(page)}


# Pictures for shared links


def drawn(figure_id: str) -> tuple[dict[str, str], Callable]:
    """Words of a figure, and what draws it again: ``draw(color) -> Figure``."""
    experiment = of_figure(figure_id)
    result, draw = read_result(experiment.result_file), experiment.draws()[figure_id]
    values = {"quoted": result["data"]["quoted"], "config": result["provenance"]["config"]}
    said = {
        part: unescape(fragment.fill(text, values, experiment.stem, bound=False))
        for part, text in fragment.words(experiment.stem, draw).items()
    }
    return said, partial(draw, result["data"])


def write_cards(site: Path) -> None:
    """Draw the picture that each page names as its own, beside its title or the `card` it names."""
    for path in sorted(site.glob("*.html")):
        page = metas(read(path))
        if "og:image" not in page:
            continue
        front = front_matter(DOCS / f"{path.stem}.md")
        asks = front.get("card", page["og:title"])
        said, draw = drawn(front["picture"])
        words = asks, page["og:site_name"], said["Axis"]
        drawing = read(FIGURES / f"{front['picture']}.narrow.light.svg")
        card = kept((*words, drawing, source(cards)), partial(cards.card, *words, draw))
        (site / "assets" / "cards").mkdir(parents=True, exist_ok=True)
        (site / "assets" / "cards" / f"{path.stem}.png").write_bytes(card)


# What a reader takes away


def write_figures(site: Path, url: str, name: str) -> None:
    """Put beside each drawing its table as CSV, and itself as a picture for a slide."""
    folder, address = site / "figures", f", {url}" if url else ""
    foot = f"{name}{address}. Free to use under CC BY 4.0."
    for experiment in discover().values():
        data = read_result(experiment.result_file)["data"]
        for figure_id in experiment.draws():
            said, draw = drawn(figure_id)
            if not said:
                continue
            words = said["Title"].rstrip("."), said["Axis"], foot
            table = fragment.as_csv(said["Table"], data, experiment.stem)
            slide = slides.as_svg(*words, read(folder / f"{figure_id}.light.svg"))
            (folder / f"{figure_id}.csv").write_text(table, encoding="utf-8")
            (folder / f"{figure_id}.slide.svg").write_text(slide, encoding="utf-8")
            png = kept((slide, source(slides), source(cards)), partial(slides.as_png, *words, draw))
            (folder / f"{figure_id}.slide.png").write_bytes(png)


def source(module: ModuleType) -> str:
    """Text of a module: what it makes changes with it."""
    return read(Path(module.__file__))


def kept(made_from: Iterable[str], make: Callable[[], bytes]) -> bytes:
    """Give what ``make`` gives, from the last time if all it is made from is still the same."""
    path = MADE / hashlib.sha256("\0".join(made_from).encode()).hexdigest()[:24]
    if not path.exists():
        MADE.mkdir(parents=True, exist_ok=True)
        replace(MADE, {path.name: make()})
    return path.read_bytes()


# The feed


def changes(text: str) -> Iterator[tuple[datetime, str, str]]:
    """Date, title and Markdown body of every entry of the page of changes, newest first."""
    found = list(CHANGE.finditer(text))
    if not found:
        raise Problem(
            "docs/changes.md has no entry.\nOne looks like this: `## 2026-11-23: What changed`."
        )
    ends = [*(m.start() for m in found[1:]), len(text)]
    for entry, end in zip(found, ends, strict=True):
        date = datetime.fromisoformat(entry["date"]).replace(tzinfo=UTC)
        yield date, entry["title"], text[entry.end() : end].strip()


def feed(text: str, url: str, name: str) -> str:
    """Atom feed of the page of changes.

    Parameters
    ----------
    text : str
        Markdown of the page.
    url : str
        Address of the site, empty if it has none: then links start from where the feed lies.
    name : str
        Name of the site.
    """

    def identity(part: str) -> str:  # stays when the site moves
        return uuid.uuid5(uuid.NAMESPACE_DNS, f"{name} {part}").urn

    atom = feedgenerator.Atom1Feed(
        title=f"{name}: what changed",
        link=urljoin(url, "changes.html"),
        feed_url=urljoin(url, "feed.xml") if url else None,
        feed_guid=identity("feed"),
        description="Corrections and additions.",
        author_name=citing.authors(),
        language="en-GB",
    )
    for date, title, body in changes(text):
        page = markdown.markdown(body, extensions=["attr_list"])
        # In the feed a link has no page to start from.
        page = re.sub(
            r'href="([^"]+)"',
            lambda m: f'href="{urljoin(url, re.sub(r"[.]md(?=#|$)", ".html", m[1]))}"',
            page,
        )
        atom.add_item(
            title=title,
            link=urljoin(url, f"changes.html#{date:%Y-%m-%d}"),
            unique_id=identity(f"{date:%Y-%m-%d}"),
            description=page,
            pubdate=date,
            updateddate=date,
        )
    return atom.writeString("utf-8") + "\n"


# The citation


def write_citation(site: Path, url: str, repository: str) -> None:
    """Put CITATION.cff beside the pages, and known addresses into it and into the BibTeX."""
    said = citing.with_addresses(url, repository)
    (site / citing.FILE.name).write_text(said, encoding="utf-8")
    path = site / "reproduce.html"
    page = BIBTEX_URL.sub("", read(path))
    if url:
        page = BIBTEX_NOTE.sub(lambda m: f"{m[0]},\n  url    = {{{escape(url)}}}", page)
    path.write_text(page, encoding="utf-8")


# A map for language models


def map_of(site: Path, nav: list, url: str, name: str) -> str:
    """Text of llms.txt: every page of the navigation with its address and what it holds."""

    def lines(items: list) -> Iterator[str]:
        for item in items:
            (_, target) = next(iter(item.items()))
            if isinstance(target, list):
                yield from lines(target)
                continue
            path = re.sub(r"\.(md|py)$", ".html", target)
            if not (site / path).exists():  # Zensical makes no pages of notebooks
                continue
            page = metas(read(site / path))
            yield f"- [{page['og:title']}]({urljoin(url, path)}): {page['og:description']}"

    home = metas(read(site / "index.html"))
    return (
        f"# {name}\n\n> {home['og:description']}\n\n"
        "Every number on these pages comes from a result in `figures/*.json`; every figure names "
        "the command that makes it again.\n\n## Pages\n\n" + "\n".join(lines(nav)) + "\n"
    )


# The results


def write_results(site: Path, catalogue: str) -> None:
    """Put every result into data/, with descriptions for readers and for machines."""
    folder = site / "data"
    folder.mkdir(exist_ok=True)
    for path in FIGURES.glob("*.json"):
        shutil.copyfile(path, folder / path.name)
    shutil.copyfile(files.FOLDER / "README.md", folder / "inputs.md")
    costs = json.dumps(reproduce.costs(reproduce.results()), indent=1)
    (folder / "reproduce.json").write_text(costs + "\n", encoding="utf-8")
    (folder / "datasets.json").write_text(catalogue, encoding="utf-8")


# The search index


def trim_search(site: Path) -> None:
    """Take out of the index, which every reader's first view fetches whole, what nobody looks for.

    That is the notebooks' code, whose words have entries of their own by their headings; of a
    source its numbers, what we saw of it and who cites it; and what changed.
    """
    path = site / "search" / "search_index.json"
    if not path.exists():  # Zensical has another
        return
    index = json.loads(path.read_text(encoding="utf-8"))
    for entry in index["docs"]:
        if re.match(r"lab/\w+\.html$|changes\.html#", entry["location"]):
            entry["text"] = ""
        elif entry["location"].startswith("references.html#"):
            entry["text"] = SEEN.sub("", entry["text"])
    path.write_text(json.dumps(index, separators=(",", ":")), encoding="utf-8")


# Scripts and style sheets


def slim_down(site: Path) -> None:
    """Take out of what readers fetch what is for writers, and of the theme what is for no page."""
    for path in (site / "js").rglob("*.js"):
        text = read(path)
        path.write_bytes(kept((text, source(slim)), lambda text=text: slim.script(text).encode()))
    scripts = [*site.glob("js/**/*.js"), *site.glob("assets/javascripts/*.js")]
    words = slim.words(map(read, site.rglob("*.html")), map(read, scripts))
    tables = slim.classed(map(read, [*site.rglob("*.html"), *scripts]))
    own, theirs = (
        {path: slim.calm(slim.sheet(read(path)), tables) for path in site.glob(sheets)}
        for sheets in ("css/*.css", "assets/stylesheets/*.css")
    )
    theirs = {path: slim.used(sheet, words) for path, sheet in theirs.items()}
    asked = words | slim.asked([*own.values(), *theirs.values()])
    theirs = {path: slim.without_idle_names(sheet, asked) for path, sheet in theirs.items()}
    for path, sheet in (own | theirs).items():
        path.write_text(sheet, encoding="utf-8")


# The policy


def hashes(pages: dict[Path, str]) -> list[str]:
    """Name every script that stands in these pages as a policy does: once, in a fixed order."""
    scripts = {script for page in pages.values() for script in INLINE.findall(page)}
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    return sorted(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def policy(scripts: list[str]) -> str:
    """Content of the policy: this site and nothing else; of scripts in a page, only the known."""
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' {' '.join(scripts)}",
            "img-src 'self' data:",  # a notebook's pictures stand in the page
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
        ]
    )


def write_policy(site: Path) -> None:
    """Put the same policy into every page, before anything that it governs."""
    pages = {path: mended(read(path)) for path in sorted(site.rglob("*.html"))}
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(hashes(pages))}">'
    for path, page in pages.items():
        if BROUGHT_ALONG.search(page):
            raise Problem(
                f"{path} brings a script of its own, which no policy should allow.\n"
                "Put it into docs/js/; `make check-pages` names its line."
            )
        page, n = re.subn(r'(<meta charset="?utf-8"?>\n?\s*)', rf"\1{meta}\n      ", page, count=1)
        if n != 1:
            raise Problem(
                f"{path} has no `<meta charset>` for the policy to stand after.\n"
                "Build the site anew, or look at overrides/main.html."
            )
        if page != read(path):
            path.write_text(page, encoding="utf-8")


def mended(page: str) -> str:
    """Page of valid HTML, without an old policy, and with the way to the top as an attribute."""
    page = slim.page(theme.mended(POLICY.sub("", page)))
    scope = SCOPE.search(page)
    if scope:
        page = SCOPE.sub("__md_scope=new URL(document.documentElement.dataset.top,location)", page)
        page = page.replace("<html ", f'<html data-top="{scope[1]}" ', 1)
    return page


def publish(site: Path) -> None:
    """Do all of it.

    Parameters
    ----------
    site : Path
        Folder that MkDocs has written.
    """
    if not (site / "index.html").exists():
        raise Problem(f"there is no built site in {site}.\nRun `make site`, which builds it first.")
    config = load_config(str(ROOT / "mkdocs.yml"))
    url, name = config["site_url"], config["site_name"]
    notebooks.finish(site, url, Path(config.plugins["mkdocs-jupyter"].config["cache_dir"]))
    write_cards(site)
    write_figures(site, url, name)
    (site / "feed.xml").write_text(feed(read(CHANGES), url, name), encoding="utf-8")
    write_citation(site, url, config["repo_url"])
    write_results(site, reproduce.catalogue(url, name, titles()))
    (site / "llms.txt").write_text(map_of(site, config["nav"], url, name), encoding="utf-8")
    trim_search(site)
    slim_down(site)
    write_policy(site)


def main(argv: list[str] | None = None) -> int:
    """Finish a site."""
    parser = argparse.ArgumentParser(prog="python -m scripts.publish", description=__doc__)
    parser.add_argument(
        "site", nargs="?", type=Path, default=ROOT / "site", help="built folder (default: site)"
    )
    site = parser.parse_args(argv).site
    publish(site)
    if not os.environ.get("SITE_URL"):
        print(NOWHERE, file=sys.stderr)
    print(f"Finished {site}. To look at it: `python -m http.server --directory {site}`.")
    return 0


if __name__ == "__main__":
    sys.exit(exit_code(main))
