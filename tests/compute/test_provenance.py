"""A result is stale when what computes it has changed, and a drawing when what draws it has."""

import re
import shutil

import pytest

from scripts.building.experiment import discover
from scripts.compute import provenance
from scripts.compute.datasets import files
from scripts.compute.results import FIGURES, ROOT

STEMS = sorted(discover())
RESULT = b"{}"


def essence(folder, text: str, **kept: bool) -> str:
    path = folder / f"{abs(hash(text))}.py"
    path.write_text(text)
    return provenance.essence(path, **kept)


def test_a_fingerprint_ignores_words_and_sees_code(tmp_path):
    plain = 'def run(x):\n    """Say."""\n    return x + 1\n'
    same = essence(tmp_path, plain)
    assert essence(tmp_path, plain.replace("Say.", "Say more.\n\n    And more.")) == same
    assert essence(tmp_path, "# why\n" + plain.replace("+ 1", "+ 1  # one")) == same
    assert essence(tmp_path, plain.replace("+ 1", "+ 2")) != same
    assert essence(tmp_path, plain.replace("x + 1", '"# " + x')) != same


def test_the_words_of_a_figure_are_part_of_its_drawing(tmp_path):
    plain = 'def draw(data, color):\n    """Title: A."""\n    return 1\n'
    said = essence(tmp_path, plain, docstrings=True)
    assert essence(tmp_path, plain.replace("A.", "B."), docstrings=True) != said
    assert essence(tmp_path, "# why\n" + plain, docstrings=True) == said


def test_how_to_test_an_experiment_is_not_part_of_its_result(tmp_path):
    plain = 'CODE = 1\nTOLERANCE = {"default": 1e-3}\nQUICK = Config(\n    n=2,\n)\n'
    assert essence(tmp_path, plain, trials=False) == "CODE = 1"
    assert "TOLERANCE" in essence(tmp_path, plain) and "n=2" in essence(tmp_path, plain)


def test_a_fingerprint_reaches_the_helpers_of_helpers():
    reached = provenance.reach("scripts.experiments.double_descent")
    assert {"scripts.models.least_squares", "scripts.compute.datasets.digits"} <= set(reached)


@pytest.mark.parametrize("stem", STEMS)
def test_nothing_that_draws_is_part_of_a_result_and_nothing_that_computes_of_a_drawing(stem):
    computed = provenance.reach(f"scripts.experiments.{stem}")
    drawn = provenance.reach(f"scripts.drawings.{stem}")
    assert not [name for name in computed if re.match(r"scripts\.(drawings|plotting)", name)]
    assert not [name for name in drawn if re.match(r"scripts\.(experiments|models)\.", name)]


# What a change makes stale, tried on a copy


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """A copy of scripts/ that fingerprints are taken of."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts", ignore=ignored)
    monkeypatch.setattr(provenance, "ROOT", tmp_path)
    monkeypatch.setattr(files, "FOLDER", tmp_path / "scripts" / "data")
    yield tmp_path / "scripts"
    forget()


def forget() -> None:
    provenance.essence.cache_clear()
    provenance._imports.cache_clear()


def prints() -> dict[str, tuple[str, str]]:
    """Both fingerprints of every experiment: of what computes and of what draws."""
    forget()
    return {stem: (provenance.computing(stem), provenance.drawing(stem, RESULT)) for stem in STEMS}


def changed(path, old: str, new: str) -> tuple[set[str], set[str]]:
    """Stems of the results and of the drawings that a change makes stale."""
    before = prints()
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    after = prints()
    return tuple({s for s in STEMS if before[s][kind] != after[s][kind]} for kind in (0, 1))


def test_another_colour_or_line_draws_everything_anew_and_computes_nothing(clone):
    assert changed(clone / "plotting/style.py", "#1a62bf", "#1a62be") == (set(), set(STEMS))
    assert changed(clone / "plotting/marks.py", '"s", 1.9', '"s", 2.9') == (set(), set(STEMS))


def test_another_label_or_caption_draws_one_figure_anew_and_computes_nothing(clone):
    path = clone / "drawings/early_stopping.py"
    assert changed(path, '"training steps"', '"steps"') == (set(), {"early_stopping"})
    assert changed(path, "Caption: ", "Caption: Look: ") == (set(), {"early_stopping"})


def test_another_setting_computes_one_result_anew(clone):
    path = clone / "experiments/early_stopping.py"
    assert changed(path, "n_seeds: int = 20", "n_seeds: int = 21") == ({"early_stopping"}, set())


def test_another_loader_computes_anew_only_what_loads_with_it(clone):
    stale, _ = changed(clone / "compute/datasets/cake.py", "dtype=int", "dtype=float")
    assert stale == {"cake_knobs", "cake_tree"}
    stale, _ = changed(clone / "compute/datasets/mcycle.py", "dtype=float", "dtype=object")
    assert stale == {"capacity_sweep"}


def test_another_input_file_computes_anew_only_what_reads_it(clone):
    path = clone / "data/cake.csv"
    before = prints()
    path.write_text(path.read_text().replace("42", "43", 1))
    listed = [line for line in files.sums().read_text().splitlines() if path.name not in line]
    anew = f"{files.digest(path.name)}  {path.name}"
    files.sums().write_text("\n".join([*listed, anew]) + "\n")
    after = prints()
    assert {s for s in STEMS if before[s] != after[s]} == {"cake_knobs", "cake_tree"}


@pytest.mark.parametrize("stem", STEMS)
def test_what_is_read_off_the_source_is_what_the_modules_say(stem):
    experiment = discover()[stem]
    assert provenance.inputs(stem) == experiment.module.DATA
    assert experiment.module.__doc__.splitlines()[0] == f"{experiment.title}."
    written = {n for n in vars(experiment.drawing) if re.match("draw(_|$)|figure_", n)}
    assert set(experiment.figures().values()) == written


def test_a_room_opens_with_what_it_is_and_holds_no_code():
    for path in ROOT.joinpath("scripts").rglob("__init__.py"):
        forget()
        assert provenance.essence(path) == "", path
        text = path.read_text(encoding="utf-8")
        assert "May import " in text or "may import " in text, path
        assert "Never " in text or "No room " in text, path


def test_every_result_says_what_its_data_were():
    for path in FIGURES.glob("*.json"):
        assert re.search(r'^  "digest": "[0-9a-f]{16}"', path.read_text("utf-8"), re.MULTILINE)
