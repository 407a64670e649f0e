"""The notebooks of docs/lab/: run when something behind them has changed, and given away as files.

mkdocs-jupyter runs them and keeps what it made of each under a name that covers the notebook's own
text. What a notebook imports it does not look at, so that its folder gets a name here that does.
"""

import html
import re
import shutil
from pathlib import Path
from urllib.parse import urljoin

import jupytext
import nbformat

from scripts import provenance
from scripts.problem import Problem
from scripts.results import ROOT

FOLDER = ROOT / "docs" / "lab"
CACHE = ROOT / "build" / "lab"
# Of a cell's page: an id drawn by chance, and a second, hidden copy of its code with a button that
# copies it by a script of the plugin, which is not loaded.
UNUSED = re.compile(
    r' id="cell-id=[^"]*"'
    r'|<div class="zeroclipboard-container">.*?</clipboard-copy>\s*</div>\s*'
    r'|<div class="clipboard-copy-txt"[^>]*>.*?</div>\s*',
    re.DOTALL,
)
DESCRIPTION = re.compile(r'(?<=description" content=")[^"]*')
DOWNLOADS = (
    '<p class="meta">Download: <a href="{0}.ipynb" download>notebook (.ipynb)</a> · '
    '<a href="{0}.py" download>script (.py)</a></p>'
)


def sources() -> list[Path]:
    """Every notebook, as a script in percent format."""
    return sorted(FOLDER.glob("*.py"))


def cache() -> str:
    """Folder for executed notebooks: another one after any change that could change one of them.

    mkdocs.yml asks for it each time it is read, so that every way to build notices.
    """
    return str(CACHE / provenance.showing(sources()))


def as_ipynb(source: Path, url: str) -> str:
    """Notebook without outputs, the same to the byte whenever and wherever it is made.

    Parameters
    ----------
    source : Path
        The script.
    url : str
        Address of its page: links of the page have to work from a file too.
    """
    notebook = jupytext.read(source)
    language = {"language_info": {"name": "python"}}
    notebook.metadata = {"kernelspec": notebook.metadata["kernelspec"]} | language
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id, cell.metadata = f"cell-{number}", {}
        if cell.cell_type == "markdown":
            cell.source = re.sub(
                r"\]\((?!https?:)([^)]+)\)", lambda m: f"]({urljoin(url, m[1])})", cell.source
            )
    return nbformat.writes(notebook) + "\n"


def finished(page: str, stem: str, description: str) -> str:
    """Page of a notebook with its downloads and its description, without what is of no use.

    Parameters
    ----------
    page : str
        As mkdocs-jupyter made it, or finished before.
    stem : str
        Name of its files.
    description : str
        What search engines show.
    """
    downloads = DOWNLOADS.format(stem)
    if downloads not in page:
        page = page.replace("</h1>", f"</h1>\n{downloads}", 1)
    page = DESCRIPTION.sub(lambda _: html.escape(description), page)
    return UNUSED.sub("", page)


def finish(site: Path, url: str) -> None:
    """Put each notebook beside its page, as a notebook and as a script, and forget old runs.

    Parameters
    ----------
    site : Path
        Folder that MkDocs has written.
    url : str
        Address of the site.
    """
    for source in sources():
        path = site / "lab" / f"{source.stem}.html"
        description = jupytext.read(source).metadata.get("description")
        if not description:
            raise Problem(
                f"docs/lab/{source.name} has no description.\n"
                "Write one into its first lines, as docs/lab/double_descent.py has it."
            )
        page = finished(path.read_text(encoding="utf-8"), source.stem, description)
        path.write_text(page, encoding="utf-8")
        shutil.copyfile(source, path.with_suffix(".py"))
        ipynb = as_ipynb(source, urljoin(url, f"lab/{path.name}"))
        path.with_suffix(".ipynb").write_text(ipynb, encoding="utf-8")
    current = Path(cache())
    for old in CACHE.glob("*"):
        if old != current:
            shutil.rmtree(old)
