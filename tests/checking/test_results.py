"""Results and drawings: one that was edited by hand, or is older than its code, is named."""

import shutil

import planting
import pytest

from scripts.building.experiment import Experiment, discover
from scripts.checking import results
from scripts.compute import provenance
from scripts.compute.results import FIGURES

STEM = "capacity_sweep"


@pytest.fixture
def site(tmp_path):
    """A copy of the pages with figures of their own."""
    site = planting.copy(tmp_path)
    site.figures.unlink()
    shutil.copytree(FIGURES, site.figures)
    return site


@pytest.fixture
def one(site):
    """Faults of one experiment in that copy."""
    experiment = Experiment(STEM, site.figures)
    return lambda: [str(fault) for fault in results._of_result(experiment)]


def test_everything_is_fresh(site):
    assert [str(fault) for fault in results.check(site)] == []


@pytest.mark.parametrize("name", [f"{STEM}.md", f"{STEM}.light.svg"])
def test_a_fragment_or_a_drawing_that_was_edited_is_named_with_its_line(site, one, name):
    path = site.figures / name
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[3] += " "
    path.write_text("\n".join(lines), encoding="utf-8", newline="")
    (said,) = one()
    assert said.startswith(f"{name}:4: the file was changed by hand") and "make figures" in said


def test_a_drawing_that_is_gone_is_named(site, one):
    (site.figures / f"{STEM}.dark.svg").unlink()
    (said,) = one()
    assert said.startswith(f"{STEM}.dark.svg:1: ") and "is not there" in said


def test_a_number_that_was_edited_is_named_as_what_it_is(site, one):
    path = site.figures / f"{STEM}.json"
    planting.change(path, r'"best_degree": \d+', '"best_degree": 41')
    (said,) = one()
    assert "changed by hand" in said and f"scripts.build {STEM} --force" in said


def test_a_line_that_was_edited_is_found_with_git(tmp_path):
    if shutil.which("git") is None:
        pytest.skip("there is no git here")
    run = planting.git(tmp_path)
    path = tmp_path / "a.json"
    path.write_text("1\n2\n3\n")
    run("add", ".")
    run("commit", "-m", "a")
    assert results.changed_line(path) == 1
    path.write_text("1\n2\n4\n")
    assert results.changed_line(path) == 3


def test_a_provenance_that_was_edited_is_named(site, one):
    planting.change(site.figures / f"{STEM}.json", r'"seconds": [\d.]+', '"seconds": 99')
    (said,) = one()
    assert "older than their result" in said


def test_code_that_changed_without_a_rebuild_is_named(one, monkeypatch):
    monkeypatch.setattr(provenance, "computing", lambda stem: "another")
    (said,) = one()
    assert f"older than the code, settings or data of {STEM}" in said and "make figures" in said


def test_a_drawing_that_changed_without_a_rebuild_is_named(one, monkeypatch):
    monkeypatch.setattr(provenance, "drawing", lambda stem, result: "another")
    (said,) = one()
    assert "are older than their result, their code" in said


def test_a_result_that_is_not_whole_or_not_there_is_named(site):
    (site.figures / f"{STEM}.json").write_text('{"provenance": {')
    (site.figures / "taste.md").write_text("")
    (site.figures / "federated.json").unlink()
    said = [str(fault) for fault in results.check(site)]
    assert any(s.startswith(f"{STEM}.json:1: ") and "not whole JSON" in s for s in said)
    assert any(s.startswith("federated.json:1: the result is not there") for s in said)


def test_a_file_of_no_experiment_and_a_list_that_was_edited_are_named(site):
    (site.figures / "old.svg").write_text("<svg></svg>")
    planting.change(site.figures / "reproduce.md", "<tbody>", "<tbody >")
    said = [str(fault) for fault in results.check(site)]
    assert any(s.startswith("old.svg:1: the file belongs to no experiment") for s in said)
    assert any(s.startswith("reproduce.md:") and "is not what the results give" in s for s in said)


def test_a_binary_file_that_was_edited_is_named(site):
    binary = next(p for e in discover(site.figures).values() for p in e.binary_files())
    binary.write_bytes(b"0")
    assert any(s.startswith(f"{binary.name}:1: ") for s in map(str, results.check(site)))
