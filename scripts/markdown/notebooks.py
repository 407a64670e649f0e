"""The notebooks of docs/lab/: run when something behind them has changed, and given away as files.

mkdocs-jupyter runs them and keeps what it made of each under a name that covers the notebook's own
text. What a notebook imports it does not look at, so that its folder gets a name here that does.
"""

import html
import os
import re
import shutil
from pathlib import Path
from urllib.parse import urljoin

import jupytext
import nbformat

from scripts.compute import provenance
from scripts.compute.problem import Problem
from scripts.compute.results import ROOT
from scripts.plotting import style

FOLDER = ROOT / "docs" / "lab"
CACHE = ROOT / "build" / "lab"
PROFILE = ROOT / "build" / "ipython"
# What a cell says on standard error goes to the terminal of whoever builds, not onto the page: it
# speaks of this machine, and of another one it would say something else.
KERNEL = """\
c = get_config()
c.IPKernelApp.log_level = "ERROR"
c.IPKernelApp.capture_fd_output = False
c.IPKernelApp.exec_lines = ["import sys", "sys.stderr = sys.__stderr__", "del sys"]
"""
COMPLAINT = re.compile(
    r'data-mime-type="application/vnd\.jupyter\.stderr"[^>]*>\s*(?:<[^>]+>\s*)*(?P<said>[^<\n]*)'
)
# What mkdocs-jupyter puts in front of a notebook: 600 kB of styles, and a script of another host.
IN_FRONT = re.compile(
    r'(<p class="meta for-disk">.*?</p>)(?:(?!</article>).)*?(?=<div class="jupyter-wrapper">)',
    re.DOTALL,
)
# Of a cell's page: an id drawn by chance, a stop of the Tab key where there is nothing to do, and a
# second, hidden copy of its code with a button that copies it by a script of the plugin, which is
# not loaded.
UNUSED = re.compile(
    r' id="cell-id=[^"]*"'
    r'|(?<=<div class="jp-Cell-inputWrapper") tabindex="0"'
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

    mkdocs.yml asks for it each time it is read, so that every way to build notices, and finds what
    notebooks need of the machine made ready.
    """
    make_ready()
    return str(CACHE / provenance.showing(sources()))


def make_ready() -> None:
    """Give notebooks a profile and a list of fonts of this project's own, whatever HOME holds."""
    profile = PROFILE / "profile_default"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "ipython_kernel_config.py").write_text(KERNEL, encoding="utf-8")
    os.environ["IPYTHONDIR"] = str(PROFILE)
    style.list_fonts()


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


def finish(site: Path, url: str, current: Path) -> None:
    """Put each notebook beside its page, as a notebook and as a script, and forget old runs.

    Parameters
    ----------
    site : Path
        Folder that MkDocs has written.
    url : str
        Address of the site.
    current : Path
        Folder of the `cache` that it was made with.
    """
    for source in sources():
        path = site / "lab" / f"{source.stem}.html"
        path.parent.mkdir(exist_ok=True)
        shutil.copyfile(source, path.with_suffix(".py"))
        ipynb = as_ipynb(source, url and urljoin(url, f"lab/{path.name}"))
        path.with_suffix(".ipynb").write_text(ipynb, encoding="utf-8")
        if not path.exists():  # Zensical makes no pages of notebooks
            continue
        page = IN_FRONT.sub(r"\1\n", path.read_text(encoding="utf-8"), count=1)
        if complaint := COMPLAINT.search(page):
            raise Problem(
                f"docs/lab/{source.name}: a cell wrote to standard error: {complaint['said']!r}.\n"
                "Mend it, delete build/lab and build again: what a machine says is not published."
            )
        description = jupytext.read(source).metadata.get("description")
        if not description:
            raise Problem(
                f"docs/lab/{source.name} has no description.\n"
                "Write one into its first lines, as docs/lab/double_descent.py has it."
            )
        path.write_text(finished(page, source.stem, description), encoding="utf-8")
    for old in CACHE.glob("*"):
        if old != current:
            shutil.rmtree(old)
