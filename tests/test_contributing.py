"""What CONTRIBUTING.md says holds: its recipes are short, its example builds as it is written."""

import json
import re
import shutil
import subprocess
import sys

import pytest

from scripts.compute.results import ROOT
from scripts.markdown import bound

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPES = ("A sentence", "A number", "A source", "A term", "A figure", "A widget", "A notebook")
BLOCK = re.compile(r"`(scripts/[\w/]+\.py)`[^`]*:\n\n```python\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("recipe", [*RECIPES, "A setting", "An experiment"])
def test_a_recipe_has_fewer_than_ten_lines_and_its_command(recipe):
    text = re.split(r"\n\n(?=\*\*|- )", TEXT[TEXT.index(f"**{recipe}.**") :])[0]
    assert len([line for line in text.split("\n") if line]) < 10
    assert re.search(r"`(?:make \w+|python -m scripts\.\w+)", " ".join(text.split()))


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A copy of the project in which the example was written and built, and what was said."""
    folder = tmp_path_factory.mktemp("project")
    ignored = shutil.ignore_patterns("__pycache__")
    for name in ("scripts", "docs", "figures"):
        shutil.copytree(ROOT / name, folder / name, symlinks=True, ignore=ignored)
    if (ROOT / "build" / "matplotlib").is_dir():  # the list of fonts takes seconds to make
        shutil.copytree(ROOT / "build" / "matplotlib", folder / "build" / "matplotlib")
    files = dict(BLOCK.findall(TEXT))
    assert sorted(files) == ["scripts/drawings/coin.py", "scripts/experiments/coin.py"]
    for name, code in files.items():
        (folder / name).write_text(code, encoding="utf-8")
    command = [sys.executable, "-m", "scripts.build", "coin"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_the_example_builds_as_it_is_written(built):
    figures = built / "figures"
    data = json.loads((figures / "coin.json").read_bytes())["data"]
    assert data["quoted"]["first"] > 3 * data["quoted"]["last"]
    assert len(list(figures.glob("coin.*svg"))) == 4
    assert 'data-stem="coin"' in (figures / "coin.md").read_text(encoding="utf-8")
    command = [sys.executable, "-m", "scripts.build", "--list"]
    said = subprocess.run(command, cwd=built, capture_output=True, text=True).stdout
    assert re.search(r"^coin +fresh", said, re.MULTILINE)


def test_the_number_that_the_example_quotes_is_true(built):
    page = built / "docs" / "new.md"
    page.write_text(re.search(r'\*[\d.]+\*\{ data-from="coin[^}]*\}', TEXT)[0], encoding="utf-8")
    assert [str(fault) for fault in bound.check(page, built / "figures")] == []


def test_every_command_that_it_names_is_there():
    for name in re.findall(r"python -m scripts\.(\w+)", TEXT):
        assert (ROOT / "scripts" / f"{name}.py").is_file(), name
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`?make ([a-z-]+)\b", TEXT):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_file_that_it_names_is_there():
    for name in re.findall(r"`((?:scripts|tests|docs)/[\w./-]+\.(?:py|md|bib|js|mjs))`", TEXT):
        assert name.endswith("/coin.py") or (ROOT / name).is_file(), name
