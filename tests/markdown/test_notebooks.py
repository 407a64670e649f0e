"""Notebooks: run again after any change that could change them, and given away as files."""

import gzip
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import jupytext
import nbformat
import pytest
from mkdocs.config import load_config

from scripts import publish
from scripts.compute import provenance
from scripts.compute.datasets import files
from scripts.compute.problem import Problem
from scripts.compute.results import ROOT
from scripts.markdown import notebooks

HEAVIEST = 60_000  # bytes of gzipped HTML beyond the pictures
SOURCES = notebooks.sources()
each = pytest.mark.parametrize("source", SOURCES, ids=lambda p: p.stem)


def code(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


# Running again


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """A copy of scripts/ that fingerprints are taken of."""
    shutil.copytree(
        ROOT / "scripts", tmp_path / "scripts", ignore=shutil.ignore_patterns("__pycache__")
    )
    monkeypatch.setattr(provenance, "ROOT", tmp_path)
    monkeypatch.setattr(files, "FOLDER", tmp_path / "scripts" / "data")
    yield tmp_path
    provenance.essence.cache_clear()  # they remember the copy
    provenance._imports.cache_clear()


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("experiments/double_descent.py", "n_train: int = 500", "n_train: int = 501"),
        ("models/gradient_path.py", "def gradient_path(", "def gradient_path(extra=1, *, "),
        ("plotting/marks.py", '"s", 1.9', '"s", 2.9'),
        ("plotting/style.py", "#1a62bf", "#1a62be"),
        ("plotting/lab.py", "base64,", "base64, "),
        ("data/cake.csv", "1,", "2,"),
    ],
)
def test_a_change_to_what_a_notebook_uses_gives_the_cache_another_name(clone, path, old, new):
    before = notebooks.cache()
    assert notebooks.cache() == before
    change(clone / "scripts" / path, old, new)
    assert notebooks.cache() != before


def test_words_and_modules_that_no_notebook_uses_leave_the_cache_its_name(clone):
    before = notebooks.cache()
    change(clone / "scripts" / "experiments" / "early_stopping.py", "# images;", "# pictures;")
    (clone / "scripts" / "publish.py").write_text("CHANGED = 1\n")
    (clone / "scripts" / "data" / "README.md").write_text("changed\n")
    assert notebooks.cache() == before


def test_a_result_counts_where_a_notebook_reads_results(clone):
    reads, asks_not = clone / "reads.py", clone / "asks_not.py"
    reads.write_text("from scripts.compute import results\n")
    asks_not.write_text("from scripts.plotting import marks\n")
    before = [provenance.showing([source]) for source in (reads, asks_not)]
    (clone / "figures").mkdir()
    (clone / "figures" / "federated.json").write_text("{}")
    after = [provenance.showing([source]) for source in (reads, asks_not)]
    assert before[0] != after[0] and before[1] == after[1]


NOTEBOOK = """# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A notebook

# %%
import sys

sys.path.insert(0, {root!r})
from scripts.experiments import smallest

print("it says", smallest.ANSWER)
print("a word of", "this machine", file=sys.stderr)
"""


def test_a_changed_experiment_runs_the_notebook_again_and_a_failing_cell_stops_the_build(tmp_path):
    ignored = shutil.ignore_patterns("__pycache__", "experiments", "models")
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts", ignore=ignored)
    experiment = tmp_path / "scripts" / "experiments" / "smallest.py"
    experiment.parent.mkdir()
    (experiment.parent / "__init__.py").write_text("")
    experiment.write_text("ANSWER = 41\n")
    source = tmp_path / "docs" / "lab" / "smallest.py"
    source.parent.mkdir(parents=True)
    source.write_text(NOTEBOOK.format(root=str(tmp_path)))
    (tmp_path / "docs" / "index.md").write_text("# Home\n")
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    ours = re.search(r"^  - mkdocs-jupyter:\n(?: {6}.*\n)+", settings, re.MULTILINE)[0]
    (tmp_path / "mkdocs.yml").write_text(f"site_name: Small\nplugins:\n{ours}")

    def build():
        command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
        return done.returncode, done.stderr, page.read_text("utf-8") if page.exists() else ""

    page = tmp_path / "site" / "lab" / "smallest" / "index.html"
    failed, said, shown = build()
    assert not failed and "it says 41" in shown, said
    assert "a word of this machine" in said and "a word of this machine" not in shown
    experiment.write_text("ANSWER = 42\n")
    failed, said, shown = build()
    assert not failed and "it says 42" in shown, said
    failed, said, shown = build()
    assert not failed and "it says 42" in shown and "Converting notebook" not in said
    experiment.write_text("ANSWER = 1 / 0\n")
    failed, said, _ = build()
    assert failed and "ZeroDivisionError" in said


def test_a_page_on_which_a_cell_complained_is_not_published(tmp_path, monkeypatch):
    source = tmp_path / "plain.py"
    source.write_text(NOTEBOOK)
    monkeypatch.setattr(notebooks, "sources", lambda: [source])
    (tmp_path / "lab").mkdir()
    page = tmp_path / "lab" / "plain.html"
    page.write_text(
        '<div class="jp-RenderedText" data-mime-type="application/vnd.jupyter.stderr">\n'
        "<pre>Matplotlib is building the font cache\n</pre></div>"
    )
    with pytest.raises(Problem, match=r"plain\.py: .*building the font cache") as problem:
        notebooks.finish(tmp_path, "https://example.org/", tmp_path)
    assert "build/lab" in str(problem.value)


# Files to take away


@each
def test_the_notebook_has_the_cells_of_the_script_and_no_output(source):
    made = nbformat.reads(
        notebooks.as_ipynb(source, "https://example.org/lab/x.html"), as_version=4
    )
    nbformat.validate(made)
    assert code(made) == code(jupytext.read(source)) and len(code(made)) >= 4
    assert all(not cell.get("outputs") for cell in made.cells)


@each
def test_the_notebook_is_the_same_to_the_byte_each_time(source):
    url = "https://example.org/lab/x.html"
    first, second = (notebooks.as_ipynb(source, url) for _ in range(2))
    assert first == second
    assert [cell["id"] for cell in json.loads(first)["cells"]][:2] == ["cell-1", "cell-2"]
    assert set(json.loads(first)["metadata"]) == {"kernelspec", "language_info"}


@each
def test_a_link_of_the_page_works_from_the_file_too(source):
    made = notebooks.as_ipynb(source, "https://example.org/repo/lab/x.html")
    cells = [
        c.source for c in nbformat.reads(made, as_version=4).cells if c.cell_type == "markdown"
    ]
    links = re.findall(r"\]\(([^)]+)\)", "\n".join(cells))
    assert links and all(link.startswith("https://") for link in links)
    assert any(link.startswith("https://example.org/repo/") for link in links)


@each
def test_a_notebook_asks_before_it_answers_and_says_what_it_means(source):
    words = "\n".join(c.source for c in jupytext.read(source).cells if c.cell_type == "markdown")
    parts = ("The claim on trial", "Before you look on", "What it means", "Things to try")
    places = [words.index(part) for part in parts]
    assert places == sorted(places)
    text = source.read_text(encoding="utf-8")
    assert "replace(" in text and "lab.Shown(" in text and "\nassert " in text
    assert f"from scripts.experiments import {source.stem}\n" in text


def test_a_page_is_finished_once():
    page = (
        '<meta name="description" content="Site"><meta property="og:description" content="Site">'
        '<h1>Title</h1><div class="jp-Cell" id="cell-id=0a1b2c3d">text</div>'
        '<div class="zeroclipboard-container"><clipboard-copy for="cell-1"><div>x</div>'
        "</clipboard-copy>\n</div><pre>code</pre>"
        '<div class="clipboard-copy-txt" id="cell-1">code</div>'
    )
    once = notebooks.finished(page, "stem", "Its <own>")
    assert once.count("Its &lt;own&gt;") == 2
    assert 'href="stem.ipynb"' in once and 'href="stem.py"' in once
    assert "cell-" not in once and "clipboard" not in once and "<pre>code</pre>" in once
    assert notebooks.finished(once, "stem", "Its <own>") == once


def test_a_notebook_without_a_description_is_named(tmp_path, monkeypatch):
    source = tmp_path / "plain.py"
    source.write_text(NOTEBOOK)
    monkeypatch.setattr(notebooks, "sources", lambda: [source])
    (tmp_path / "lab").mkdir()
    (tmp_path / "lab" / "plain.html").write_text("<h1>A notebook</h1>")
    with pytest.raises(Problem, match=r"plain\.py has no description"):
        notebooks.finish(tmp_path, "https://example.org/", tmp_path)


# The built site


def test_the_navigation_has_every_notebook_by_its_heading():
    (lab,) = (
        entry["Code"] for entry in load_config(str(ROOT / "mkdocs.yml"))["nav"] if "Code" in entry
    )
    named = {target: title for entry in lab for title, target in entry.items()}
    assert sorted(named) == [f"lab/{source.name}" for source in SOURCES]
    for target, title in named.items():
        first = jupytext.read(ROOT / "docs" / target).cells[0].source
        assert first.startswith(f"# {title}\n")


@each
def test_a_page_is_light_without_its_pictures(site, source):
    page = (site / "lab" / f"{source.stem}.html").read_text("utf-8")
    pictures = re.findall(r"data:image/svg\+xml;base64,[A-Za-z0-9+/=]+", page)
    assert len(pictures) >= 4
    for picture in pictures:
        page = page.replace(picture, "")
    assert 2_000 < len(gzip.compress(page.encode())) <= HEAVIEST


@each
def test_a_page_gives_its_notebook_away_and_describes_itself(site, source):
    folder = site / "lab"
    page = (folder / f"{source.stem}.html").read_text("utf-8")
    for suffix in (".ipynb", ".py"):
        assert f'href="{source.stem}{suffix}" download' in page
    assert (folder / source.name).read_bytes() == source.read_bytes()
    made = nbformat.read(folder / f"{source.stem}.ipynb", as_version=4)
    assert code(made) == code(jupytext.read(source))
    meta = publish.metas(page)
    assert meta["description"] == meta["og:description"]
    assert 120 <= len(meta["description"]) <= 155


@each
def test_a_page_shows_what_its_cells_said_and_no_chance(site, source):
    page = (site / "lab" / f"{source.stem}.html").read_text("utf-8")
    assert page.count("jp-OutputArea-output") >= 2
    assert "application/vnd.jupyter.stderr" not in page
    assert "cell-id" not in page and "clipboard-copy" not in page
    assert "cdnjs" not in page and "mathjax" not in page.lower()
    assert str(ROOT) not in page and str(Path.home()) not in page


def test_descriptions_are_all_different(site):
    said = {
        publish.metas((site / "lab" / f"{s.stem}.html").read_text("utf-8"))["description"]
        for s in SOURCES
    }
    assert len(said) == len(SOURCES)
