"""What every figure took: the generated part of docs/reproduce.md, and data others can cite.

`scripts.build` writes the fragment beside the figures, from their provenance; `scripts.publish`
puts every result into the site's data/ with a description for machines.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from scripts.compute.results import FIGURES, read_result
from scripts.markdown.pages import INCLUDE, front_matter, pages
from scripts.plotting import fragment

NAME = "reproduce.md"
LICENSE = "https://creativecommons.org/licenses/by/4.0/"


def results(folder: Path = FIGURES) -> dict[str, dict[str, Any]]:
    """Every committed result by stem, in the order in which the pages show them."""
    found = {p.stem: read_result(p) for p in sorted(folder.glob("*.json"))}
    order = [stem for stem, _ in shown()]
    last = len(order)
    return dict(sorted(found.items(), key=lambda r: order.index(r[0]) if r[0] in order else last))


def shown() -> dict[tuple[str, str], str]:
    """Stem and id of every figure to the page that shows it, in the order of the chapters."""
    places = {}
    for page in sorted(pages(), key=_chapter):
        for match in INCLUDE.finditer(page.read_text(encoding="utf-8")):
            drawing = FIGURES / match["name"]
            text = drawing.read_text(encoding="utf-8") if drawing.is_file() else ""
            for stem in re.findall(r'<figure [^>]*data-stem="(\w+)"', text):
                places[stem, drawing.stem] = page.stem
    return places


def _chapter(page: Path) -> tuple[int, str]:
    number = front_matter(page).get("chapter")
    return int(number) if number else 0 if page.stem == "index" else 99, page.stem


def costs(found: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Seconds of every result and its share of them all, beside what made it."""
    total = sum(result["provenance"]["seconds"] for result in found.values())
    wanted = ("seeds", "seconds", "processes", "versions", "data")
    return {
        stem: {"command": f"python -m scripts.build {stem} --force"}
        | {key: result["provenance"][key] for key in wanted}
        | {"share": round(result["provenance"]["seconds"] / total, 4)}
        for stem, result in found.items()
    }


def overview(found: Mapping[str, Mapping[str, Any]]) -> str:
    """HTML table: every experiment, its seconds and its share of the build."""
    rows = []
    for stem, cost in costs(found).items():
        share = f"{100 * cost['share']:.0f}" if cost["share"] >= 0.005 else "under 1"
        rows.append(
            f'<tr><td><a href="#rebuild-{stem}">{stem}</a></td>'
            f"<td>{fragment.made(found[stem]['provenance'])['Seeds']}</td>"
            f"<td>{cost['seconds']:.1f}</td><td>{share}\u202f%</td></tr>"
        )
    total = sum(result["provenance"]["seconds"] for result in found.values())
    rows.append(f"<tr><td>all</td><td></td><td>{total:.1f}</td><td>100\u202f%</td></tr>")
    head = "".join(
        f'<th scope="col">{name}</th>' for name in ("experiment", "seeds", "seconds", "share")
    )
    return (
        '<div class="table-box" id="reproduce" role="region" tabindex="0" '
        'aria-label="What each experiment took">\n'
        f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{chr(10).join(rows)}\n</tbody>\n"
        "</table></div>"
    )


def section(result: Mapping[str, Any], title: str, places: Mapping[tuple[str, str], str]) -> str:
    """Markdown of one experiment: its figures, and everything needed to run it again."""
    stem, made = result["provenance"]["stem"], fragment.made(result["provenance"])
    figures = [
        f'<a href="{places[stem, i]}.html#{i}">{words}</a>' if (stem, i) in places else words
        for i, words in drawn(stem)
    ]
    rows = {
        "Figures": "<br>".join(figures),
        **{name: made[name] for name in ("Command", "Seeds", "Time", "Versions")},
        "Data": made["Data"] or "none from a file",
        "Result": f'<a href="data/{stem}.json">data/{stem}.json</a>',
        "Source": made["Source"],
    }
    heading = f"### {title} {{ #rebuild-{stem} data-search-exclude }}"
    return f"{heading}\n\n{fragment.listed(rows)}"


def drawn(stem: str) -> list[tuple[str, str]]:
    """Id and title of every figure of an experiment."""
    title = re.compile(
        rf'<figure [^>]*id="(\w+)"[^>]* data-stem="{stem}"[^>]*>\n<p class="figure-title">(.*?)</p>'
    )
    fragments = sorted(FIGURES.glob("*.md"))
    return [match.groups() for p in fragments for match in title.finditer(p.read_text("utf-8"))]


def page(titles: Mapping[str, str], folder: Path = FIGURES) -> bytes:
    """Fragment with the table of all experiments and a section for each.

    Parameters
    ----------
    titles : stem to the first sentence of the experiment
    folder : Path
        Where the results lie.
    """
    found, places = results(folder), shown()
    sections = [section(result, titles[stem], places) for stem, result in found.items()]
    return ("\n\n".join([overview(found), *sections]) + "\n").encode()


def catalogue(url: str, name: str, titles: Mapping[str, str], folder: Path = FIGURES) -> str:
    """Describe the results for machines: a DataCatalog of schema.org, one Dataset for each.

    Parameters
    ----------
    url, name : str
        Address and name of the site.
    titles : stem to the first sentence of the experiment
    folder : Path
        Where the results lie.
    """
    base = urljoin(url, "data/") if url else ""  # beside the list itself
    datasets = [
        {
            "@type": "Dataset",
            "@id": f"{base}{stem}.json",
            "name": titles[stem],
            "identifier": result["provenance"]["fingerprint"],
            "description": f"Result of the experiment {stem}: seeds, settings, versions and data. "
            f"Made again by `python -m scripts.build {stem} --force`.",
            "license": LICENSE,
            "isAccessibleForFree": True,
            "creator": {"@type": "Organization", "name": f"The {name} authors"},
            "variableMeasured": [key for key in result["data"] if key != "quoted"],
            "distribution": {
                "@type": "DataDownload",
                "encodingFormat": "application/json",
                "contentUrl": f"{base}{stem}.json",
            },
        }
        for stem, result in results(folder).items()
    ]
    catalogue = {
        "@context": "https://schema.org",
        "@type": "DataCatalog",
        "name": f"{name}: every result",
        "url": urljoin(url, "reproduce.html") if url else "../reproduce.html",
        "license": LICENSE,
        "dataset": datasets,
    }
    return json.dumps(catalogue, indent=1, ensure_ascii=False) + "\n"
