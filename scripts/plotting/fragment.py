"""The piece of HTML a page includes for a figure: words, drawings, data, provenance.

The words stand in the docstring of the draw function, one paragraph each: ``Title:``, ``Axis:``,
``Caption:``, ``Alt:`` and ``Table:``, and for what a glance does not need ``More:``, which only a
page of evidence shows and others have in the fold below. They may quote ``{quoted.name}`` and
``{config.name}`` with any format specification; a number quoted in a caption is bound like one on a
page.
"""

import csv
import html
import inspect
import io
import re
import string
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scripts.compute.problem import Problem
from scripts.plotting.quoted import written

PARTS = ("Title", "Axis", "Caption", "Alt", "Table")
MORE = "More"  # may be left out
MOST_ROWS = 30  # of numbers; of things that have a name, all are shown
Values = Mapping[str, Mapping[str, Any]]  # "quoted" and "config" to name to value


def words(stem: str, draw: Callable) -> dict[str, str]:
    """Paragraphs of a draw function's docstring by their first word, or {} if it has none."""
    text = inspect.getdoc(draw) or ""
    pattern = rf"^({'|'.join((*PARTS, MORE))}):\s+(.*?)(?=\n\n|\Z)"
    found = re.findall(pattern, text, flags=re.DOTALL | re.MULTILINE)
    parts = {name: " ".join(body.split()) for name, body in found}
    if parts and not set(parts) >= set(PARTS):
        missing = ", ".join(sorted(set(PARTS) - set(parts)))
        raise Problem(
            f"scripts/drawings/{stem}.py: the docstring of {draw.__name__} lacks {missing}.\n"
            f"Write one paragraph for each of {', '.join(PARTS)}."
        )
    return parts


def render(
    figure_id: str,
    parts: Mapping[str, str],
    result: Mapping[str, Any],
    sizes: Mapping[str, tuple[int, int]],
    widget: bool,
) -> str:
    """Fragment of one figure.

    Parameters
    ----------
    figure_id : str
        ``<stem>`` or ``<stem>_<name>``.
    parts : from `words`
    result : the provenance and data of the experiment
    sizes : mapping
        CSS pixels of each drawing there is: "" (wide) and, if it has one, "narrow".
    widget : bool
        Whether there is a widget of that name.
    """
    stem = result["provenance"]["stem"]
    values = {"quoted": result["data"]["quoted"], "config": result["provenance"]["config"]}

    def say(part: str, bound: bool = False) -> str:
        return fill(parts[part], values, stem, bound)

    title = say("Title").rstrip(".")
    more = f' <span class="more">{say(MORE, bound=True)}</span>' if MORE in parts else ""
    attributes = f'id="{figure_id}" data-stem="{stem}"'
    if widget:
        attributes += f' data-widget="{figure_id}"'
    return "\n".join(
        [
            f'<figure class="figure" {attributes}>',
            f'<p class="figure-title">{title}</p>',
            f'<p class="figure-axis">{say("Axis")}</p>',
            *(picture(figure_id, theme, sizes, say("Alt")) for theme in ("light", "dark")),
            f'<figcaption><p class="caption">{say("Caption", bound=True)}{more}</p>',
            '<div class="folds">',
            _table(figure_id, parts["Table"], result["data"], stem, title),
            _provenance(figure_id, result["provenance"]),
            "</div></figcaption>",
            "</figure>",
            "",
        ]
    )


def picture(figure_id: str, theme: str, sizes: Mapping[str, tuple[int, int]], alt: str) -> str:
    """Drawings of one theme; the browser takes the narrow one on a phone."""
    source = ""
    if "narrow" in sizes:
        width, height = sizes["narrow"]
        source = (
            f'<source media="(max-width: 44.99em)" srcset="figures/{figure_id}.narrow.{theme}.svg" '
            f'width="{width}" height="{height}">'
        )
    width, height = sizes[""]
    return (
        f'<picture class="only-{theme}">{source}'
        f'<img src="figures/{figure_id}.{theme}.svg" width="{width}" height="{height}" '
        f'loading="lazy" alt="{alt}"></picture>'
    )


def fill(text: str, values: Values, stem: str, bound: bool) -> str:
    """HTML of a text with its ``{quoted.name}`` and ``{config.name}`` replaced by the values."""
    pieces = []
    for before, field, spec, _ in string.Formatter().parse(text):
        pieces.append(html.escape(before))
        if field is None:
            continue
        kind, _, name = field.partition(".")
        if name not in values.get(kind, {}):
            raise Problem(
                f"scripts/drawings/{stem}.py: {{{field}}} is quoted and not there.\n"
                f"The names are: {', '.join(f'{k}.{n}' for k in values for n in values[k])}."
            )
        number = html.escape(written(values[kind][name], spec))
        if bound and kind == "quoted":
            number = f'<em data-from="{stem}.{name}" data-format="{spec}">{number}</em>'
        pieces.append(number)
    return "".join(pieces)


def table(layout: str, data: Mapping[str, Any], stem: str) -> tuple[list[str], list[tuple]]:
    """Headings and rows of a figure's data; ``layout`` is ``key = heading; key[2] = ...``."""
    headings, columns = [], []
    for entry in layout.rstrip(".").split(";"):
        key, _, heading = entry.partition("=")
        headings.append(heading.strip())
        columns.append(_column(key.strip(), data, stem))
    return headings, list(zip(*columns, strict=True))


def as_csv(layout: str, data: Mapping[str, Any], stem: str) -> str:
    """All rows of a figure's table for a spreadsheet: an ASCII minus, nothing where none is."""
    headings, rows = table(layout, data, stem)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([headings, *rows])
    return text.getvalue()


def _table(figure_id: str, layout: str, data: Mapping[str, Any], stem: str, title: str) -> str:
    """Fold with the data, and what can be taken away."""
    headings, rows = table(layout, data, stem)
    shown = rows
    named = bool(rows) and isinstance(rows[0][0], str)
    if len(rows) > MOST_ROWS and not named:  # evenly spaced, the first and the last among them
        step = (len(rows) - 1) / (MOST_ROWS - 1)
        shown = [rows[round(i * step)] for i in range(MOST_ROWS)]
    head = "".join(f'<th scope="col">{html.escape(heading)}</th>' for heading in headings)
    body = "\n".join(f"<tr>{''.join(f'<td>{_cell(v)}</td>' for v in row)}</tr>" for row in shown)
    more = f"{len(shown)} of {len(rows)} rows. " if len(shown) < len(rows) else ""
    return (
        '<details class="fold" data-search-exclude><summary>Data</summary>\n'
        f'<div class="table-box" role="region" tabindex="0" aria-label="Data: {title}">\n'
        f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table></div>\n"
        f'<p>{more}Take away: <a href="figures/{figure_id}.csv" download>the table as CSV</a>, '
        f'<a href="figures/{stem}.json" download>everything as JSON</a>, and for a slide the '
        f'picture as <a href="figures/{figure_id}.slide.svg" download>SVG</a> or '
        f'<a href="figures/{figure_id}.slide.png" download>PNG</a></p></details>'
    )


def _column(key: str, data: Mapping[str, Any], stem: str) -> Sequence:
    """Column of the data by its key: ``x``, ``x[2]`` (third row) or ``x[:,2]`` (third column)."""
    name, *indexes = re.findall(r"\w+|:", key)
    try:
        column = _pick(data[name], indexes)
        if any(isinstance(value, list | dict) for value in column):
            raise TypeError
    except (KeyError, IndexError, ValueError, TypeError):
        raise Problem(
            f"scripts/drawings/{stem}.py: a Table names {key!r}, which is no column of the data."
            f"\nThe keys are: {', '.join(data)}."
        ) from None
    return column


def _pick(value: Any, indexes: Sequence[str]) -> Any:
    if not indexes:
        return value
    first, *rest = indexes
    return [_pick(v, rest) for v in value] if first == ":" else _pick(value[int(first)], rest)


def _cell(value: float | str | None) -> str:
    if value is None:
        return "–"
    if isinstance(value, str):
        return html.escape(value)
    if isinstance(value, int) or abs(value) >= 1000:
        return f"{value:,.0f}".replace("-", "−")
    return f"{value:.4g}".replace("-", "−")


def made(provenance: Mapping[str, Any]) -> dict[str, str]:
    """HTML of how a result was made, by heading.

    Parameters
    ----------
    provenance : mapping
        As `scripts.compute.provenance.record` writes it.
    """
    stem, processes = provenance["stem"], provenance["processes"]
    repeats = {k: v for k, v in provenance["seeds"].items() if k != "seed"}
    counted = ", ".join(f"{n:,} {name.removeprefix('n_')}" for name, n in repeats.items())
    config = ", ".join(f"{name} {_setting(v)}" for name, v in provenance["config"].items())
    cluster = f" of a cluster ({provenance['cluster']})" if "cluster" in provenance else ""
    return {
        "Command": f"<code>python -m scripts.build {stem} --force</code>",
        "Seeds": f"seed {provenance['seeds']['seed']}" + (f", {counted}" if counted else ""),
        "Settings": html.escape(config),
        "Time": f"{provenance['seconds']:.1f} s in {processes} "
        f"process{'es' if processes > 1 else ''}{cluster}",
        "Versions": ", ".join(f"{name} {n}" for name, n in provenance["versions"].items()),
        "Data": ", ".join(
            f'<a href="code/data/{name}">{name}</a> (sha256 {digest[:12]}…)'
            for name, digest in provenance["data"].items()
        ),
        "Source": ", ".join(
            f'<a href="code/{room}/{stem}.py">scripts/{room}/{stem}.py</a>'
            for room in ("experiments", "drawings")
        ),
    }


def listed(rows: Mapping[str, str]) -> str:
    """Definition list of the rows that say something."""
    pairs = "\n".join(f"<dt>{k}</dt><dd>{v}</dd>" for k, v in rows.items() if v)
    return f'<dl class="provenance">\n{pairs}\n</dl>'


def _provenance(figure_id: str, provenance: Mapping[str, Any]) -> str:
    stem = provenance["stem"]
    names = [f"{stem}.json", f"{figure_id}.light.svg", f"{figure_id}.dark.svg"]
    words = ["JSON", "SVG, light", "SVG, dark", *provenance.get("binaries", {})]
    links = zip([*names, *provenance.get("binaries", {})], words, strict=True)
    download = {
        "Download": ", ".join(f'<a href="figures/{n}" download>{word}</a>' for n, word in links),
        "Rebuild": f'<a href="reproduce.html#rebuild-{stem}">this result, or all of them</a>',
    }
    return (
        '<details class="fold" data-search-exclude><summary>How this was made</summary>\n'
        f"{listed(made(provenance) | download)}</details>"
    )


def _setting(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_setting(v) for v in value) + "]"
    return f"{value:,}" if isinstance(value, int) and value >= 10_000 else str(value)
