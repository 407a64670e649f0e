"""The walls between the rooms of scripts/ stand: a module that breaks one is named."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.compute.results import ROOT

COMMANDS = {
    "benchmark",
    "book",
    "build",
    "compare",
    "prose",
    "publish",
    "references",
    "serve",
    "verify",
}
LAYERS = "the rooms are layers: commands at the top, what computes at the bottom"
LEARNERS = "commands above experiments above models above input files"
COMPUTES = "what computes never draws"
DRAWS = "what draws never computes"
JSON = "a drawing sees the published JSON and what is handed to it"
STEMS = "pages and builds name no experiment: they find it by its stem"
APART = "experiments know nothing of each other"
ALONE = "drawings know nothing of each other"
# Where a module would stand, what it would import, and the wall that it breaks.
BREACHES = {
    "a model that draws": ("models", "import matplotlib", COMPUTES),
    "an experiment with a colour": ("experiments", "from scripts.plotting import style", COMPUTES),
    "a loader that draws": ("compute", "from scripts.drawings import cake_tree", COMPUTES),
    "a drawing that computes": ("drawings", "from scripts.models import ridge", DRAWS),
    "a mark with a table": ("plotting", "from scripts.compute.datasets import cake", DRAWS),
    "a drawing that opens files": ("drawings", "from scripts.compute import results", JSON),
    "a drawing that fits": ("drawings", "import sklearn", JSON),
    "an experiment on another": ("experiments", "from scripts.experiments import cake_tree", APART),
    "a drawing on another": ("drawings", "from scripts.drawings import cake_tree", ALONE),
    "a model of an experiment": ("models", "from scripts.experiments import cake_tree", LEARNERS),
    "an input that learns": ("compute", "from scripts.models import ridge", LEARNERS),
    "a page on an experiment": ("markdown", "from scripts.experiments import cake_tree", STEMS),
    "a room that calls a command": ("building", "from scripts import publish", LAYERS),
    "a check on a command": ("checking", "from scripts import verify", LAYERS),
    "a page on a check": ("markdown", "from scripts.checking import report", LAYERS),
    "a drawing on a page": ("drawings", "from scripts.markdown import pages", LAYERS),
    "a mark on a drawing": ("plotting", "from scripts.drawings import cake_tree", LAYERS),
}


def broken(folder: Path) -> list[str]:
    """Names of the walls that do not stand."""
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=folder, capture_output=True, text=True)
    lines = done.stdout.splitlines()
    assert any(line.endswith((" KEPT", " BROKEN")) for line in lines), done.stdout + done.stderr
    return [line.removesuffix(" BROKEN") for line in lines if line.endswith(" BROKEN")]


@pytest.fixture
def copy(tmp_path):
    ignored = shutil.ignore_patterns("__pycache__", "*.npz")
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts", ignore=ignored)
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    return tmp_path


def test_the_walls_stand(copy):
    assert broken(copy) == []


@pytest.mark.parametrize(("room", "code", "wall"), BREACHES.values(), ids=list(BREACHES))
def test_a_breach_is_named(copy, room, code, wall):
    (copy / "scripts" / room / "breach.py").write_text(f'"""Breaks a wall."""\n\n{code}\n')
    assert wall in broken(copy)


def test_only_commands_stand_at_the_top():
    assert {p.stem for p in ROOT.joinpath("scripts").glob("*.py")} == COMMANDS | {"__init__"}


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_says_what_it_does(name):
    command = [sys.executable, "-m", f"scripts.{name}", "--help"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0 and f"python -m scripts.{name}" in done.stdout
