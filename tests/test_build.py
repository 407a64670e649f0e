"""The build: bad input ends in one or two lines, and no figure is ever left half-made."""

import json
import shutil
import subprocess
import sys

import numpy as np
import pytest

from scripts import build, datasets, provenance, results
from scripts.problem import Problem, exit_code

STEM = "ridgeless_theory"


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A copy of the figures that the build takes for the real ones."""
    folder = tmp_path / "figures"
    shutil.copytree(results.FIGURES, folder)
    monkeypatch.setattr(build, "FIGURES", folder)
    return folder


def contents(folder):
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def said(capsys, *argv) -> str:
    """What a command that fails prints on standard error."""
    assert exit_code(lambda: build.main(list(argv))) == 1
    message = capsys.readouterr().err.strip()
    assert len(message.splitlines()) <= 2, message
    return message


def experiment(folder):
    return build.discover(folder)[STEM]


def test_an_unknown_stem_names_the_nearest_one(capsys):
    message = said(capsys, "doubledescent")
    assert "doubledescent" in message and "double_descent" in message and "--list" in message


@pytest.mark.parametrize("kept", [0, 400, -20])
def test_a_truncated_result_is_named_with_its_remedy_and_nothing_changes(copy, capsys, kept):
    path = copy / f"{STEM}.json"
    path.write_bytes(path.read_bytes()[:kept])
    before = contents(copy)
    message = said(capsys, STEM)
    assert f"{STEM}.json" in message and f"scripts.build {STEM} --force" in message
    assert contents(copy) == before


def test_force_mends_a_truncated_result(copy):
    before = json.loads((copy / f"{STEM}.json").read_bytes())["data"]
    (copy / f"{STEM}.json").write_bytes(b'{"provenance": {')
    assert build.main([STEM, "--force"]) == 0
    assert json.loads((copy / f"{STEM}.json").read_bytes())["data"] == before


def test_a_result_without_provenance_is_named(copy, capsys):
    (copy / f"{STEM}.json").write_text('{"data": {}}')
    assert "provenance" in said(capsys, STEM)


def test_a_changed_data_file_is_named_and_nothing_changes(copy, capsys, tmp_path, monkeypatch):
    data = tmp_path / "data"
    shutil.copytree(datasets.FOLDER, data)
    monkeypatch.setattr(datasets, "FOLDER", data)
    (data / "cake.csv").write_text((data / "cake.csv").read_text().replace("42", "43", 1))
    before = contents(copy)
    message = said(capsys, "cake_tree")
    assert "scripts/data/cake.csv" in message and "git checkout scripts/data/cake.csv" in message
    assert contents(copy) == before


def test_a_missing_data_file_is_named(capsys, tmp_path, monkeypatch):
    data = tmp_path / "data"
    shutil.copytree(datasets.FOLDER, data)
    monkeypatch.setattr(datasets, "FOLDER", data)
    (data / "cake.csv").unlink()
    assert "scripts/data/cake.csv is missing" in said(capsys, "cake_tree")


def test_nan_in_a_result_is_named_by_its_place_and_nothing_changes(copy, capsys, monkeypatch):
    module = experiment(copy).module
    real = module.run

    def diverged(cfg):
        data = real(module.QUICK)
        return data | {"simulated": [1.0, float("nan")]}

    monkeypatch.setattr(module, "run", diverged)
    before = contents(copy)
    message = said(capsys, STEM, "--force")
    assert STEM in message and '"simulated"' in message and "[1] is nan" in message
    assert contents(copy) == before


def test_a_drawing_that_fails_leaves_the_old_figure_whole(copy, monkeypatch):
    module = experiment(copy).module

    def broken(data, color):
        raise ZeroDivisionError

    broken.__doc__ = module.draw.__doc__
    monkeypatch.setattr(module, "draw", broken)
    before = contents(copy)
    with pytest.raises(ZeroDivisionError):
        build.main([STEM, "--force", "--jobs", "1"])
    assert contents(copy) == before


def test_writing_that_fails_half_way_leaves_every_file_as_it_was(tmp_path):
    (tmp_path / "a.svg").write_bytes(b"old")
    with pytest.raises(TypeError):
        build.replace(tmp_path, {"a.svg": b"new", "b.svg": None})
    assert contents(tmp_path) == {"a.svg": b"old"}


def test_a_fresh_experiment_is_left_alone(copy, capsys):
    times = {p.name: p.stat().st_mtime_ns for p in copy.iterdir()}
    assert build.main([STEM]) == 0
    assert "fresh" in capsys.readouterr().out
    assert {p.name: p.stat().st_mtime_ns for p in copy.iterdir()} == times


@pytest.mark.parametrize("name", [f"{STEM}.narrow.dark.svg", f"{STEM}.md"])
def test_a_drawing_changed_by_hand_is_drawn_again(copy, capsys, name):
    before = contents(copy)
    (copy / name).write_bytes(before[name] + b" ")
    assert build.main([STEM]) == 0
    assert "drawn in" in capsys.readouterr().out
    assert contents(copy) == before


def test_bytes_become_a_file_beside_the_result_and_stay_with_it(copy, monkeypatch):
    found = experiment(copy)
    real = found.module.run
    model = {"binaries": {"model": b"knobs"}}
    monkeypatch.setattr(found.module, "run", lambda cfg: real(found.module.QUICK) | model)
    files = build.compute(found, 1)
    name = f"{STEM}.model.bin"
    result = json.loads(files[f"{STEM}.json"])
    assert files[name] == b"knobs"
    assert result["provenance"]["binaries"] == {name: build.sha256(b"knobs")}
    assert result["data"]["binaries"]["model"] == {"bytes": 5, "sha256": build.sha256(b"knobs")}

    build.replace(copy, files)
    assert found.stale() == ""
    (copy / name).write_bytes(b"other")
    assert found.stale() == name
    (copy / name).unlink()
    assert found.stale() == name


def test_quick_writes_elsewhere(copy, capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(build, "QUICK", tmp_path / "quick")
    before = contents(copy)
    assert build.main([STEM, "--quick", "--jobs", "1"]) == 0
    assert (tmp_path / "quick" / f"{STEM}.json").exists()
    assert contents(copy) == before


def test_check_names_what_differs_and_writes_nothing(copy, capsys, monkeypatch):
    path = copy / f"{STEM}.json"
    result = json.loads(path.read_bytes())
    result["data"]["asymptotic"][0] *= 1.5
    path.write_bytes(results.as_json(result))
    before = contents(copy)
    assert exit_code(lambda: build.main([STEM, "--check"])) == 1
    captured = capsys.readouterr()
    assert "asymptotic: off by" in captured.out and "1 of 1 experiments" in captured.err
    assert contents(copy) == before


def test_list_says_what_is_stale(copy, capsys):
    (copy / f"{STEM}.json").unlink()
    assert build.main(["--list"]) == 0
    line = next(row for row in capsys.readouterr().out.splitlines() if row.startswith(STEM))
    assert "never computed" in line


def test_the_command_line_works_from_a_shell():
    command = [sys.executable, "-m", "scripts.build", "no_such_thing"]
    done = subprocess.run(command, cwd=results.ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("error: ") and "Traceback" not in done.stderr


def test_numbers_are_compared_relative_to_the_published_ones():
    tolerance = {"default": 0.01, "wild": None}
    old = {"a": [1.0, 100.0], "b": {"c": 5}, "wild": [1.0], "n": [None, 2.0], "s": "x"}
    same = {"a": [1.005, 99.5], "b": {"c": 5.01}, "wild": [9.0], "n": [None, 2.0], "s": "x"}
    assert results.differences(old, same, tolerance) == []
    assert "a: off by" in results.differences(old, same | {"a": [1.3, 100]}, tolerance)[0]
    assert "c: off by" in results.differences(old, same | {"b": {"c": 6}}, tolerance)[0]
    assert "n: " in results.differences(old, same | {"n": [1.0, 2.0]}, tolerance)[0]
    assert "s: " in results.differences(old, same | {"s": "y"}, tolerance)[0]
    assert "values" in results.differences(old, same | {"a": [1.0]}, tolerance)[0]
    assert "only in one" in results.differences(old, {k: same[k] for k in "abns"}, tolerance)[0]


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), np.array([1.0, -np.inf])])
def test_nothing_infinite_is_written(bad):
    with pytest.raises(Problem, match="diverged"):
        results.rounded({"x": bad}, "data")


def test_floats_have_six_significant_digits():
    assert results.rounded({"x": [1 / 3, 2]}, "data") == {"x": [0.333333, 2]}


def test_the_fingerprint_ignores_words_and_drawing_and_sees_code(tmp_path):
    def essence(text: str) -> str:
        path = tmp_path / f"{abs(hash(text))}.py"
        path.write_text(text)
        return provenance.essence(path, keep_drawing=False)

    plain = 'def run(x):\n    """Say."""\n    return x + 1\n'
    assert essence(plain + '\n\ndef draw(d):\n    """Title."""\n    return 1\n') == essence(plain)
    assert essence(plain.replace("Say.", "Say more.\n\n    And more.")) == essence(plain)
    assert essence("# why\n" + plain.replace("+ 1", "+ 1  # one")) == essence(plain)
    assert essence(plain.replace("+ 1", "+ 2")) != essence(plain)
    assert essence(plain.replace("x + 1", '"# " + x')) != essence(plain)


def test_the_fingerprint_reaches_the_helpers_of_helpers():
    reached = provenance.reach("scripts.experiments.double_descent")
    assert {"scripts.models.least_squares", "scripts.datasets", "scripts.problem"} <= set(reached)
    assert "scripts.marks" not in reached
