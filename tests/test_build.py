"""The build: bad input ends in one or two lines, and no figure is ever left half-made."""

import json
import shutil
import subprocess
import sys

import pytest

from scripts import build
from scripts.building.experiment import compute, discover, replace, sha256
from scripts.compute import results
from scripts.compute.datasets import files
from scripts.compute.problem import exit_code

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


def found(folder):
    return discover(folder)[STEM]


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
    shutil.copytree(files.FOLDER, data)
    monkeypatch.setattr(files, "FOLDER", data)
    (data / "cake.csv").write_text((data / "cake.csv").read_text().replace("42", "43", 1))
    before = contents(copy)
    message = said(capsys, "cake_tree")
    assert "scripts/data/cake.csv" in message and "git checkout scripts/data/cake.csv" in message
    assert contents(copy) == before


def test_a_missing_data_file_is_named(capsys, tmp_path, monkeypatch):
    data = tmp_path / "data"
    shutil.copytree(files.FOLDER, data)
    monkeypatch.setattr(files, "FOLDER", data)
    (data / "cake.csv").unlink()
    assert "scripts/data/cake.csv is missing" in said(capsys, "cake_tree")


def test_nan_in_a_result_is_named_by_its_place_and_nothing_changes(copy, capsys, monkeypatch):
    module = found(copy).module
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
    drawing = found(copy).drawing

    def broken(data, color):
        raise ZeroDivisionError

    broken.__doc__ = drawing.draw.__doc__
    monkeypatch.setattr(drawing, "draw", broken)
    before = contents(copy)
    with pytest.raises(ZeroDivisionError):
        build.main([STEM, "--force", "--jobs", "1"])
    assert contents(copy) == before


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
    one = found(copy)
    real = one.module.run
    model = {"binaries": {"model": b"knobs"}}
    monkeypatch.setattr(one.module, "run", lambda cfg: real(one.module.QUICK) | model)
    files = compute(one, 1)
    name = f"{STEM}.model.bin"
    result = json.loads(files[f"{STEM}.json"])
    assert files[name] == b"knobs"
    assert result["provenance"]["binaries"] == {name: sha256(b"knobs")}
    assert result["data"]["binaries"]["model"] == {"bytes": 5, "sha256": sha256(b"knobs")}

    replace(copy, files)
    assert one.stale() == ""
    (copy / name).write_bytes(b"other")
    assert one.stale() == name
    (copy / name).unlink()
    assert one.stale() == name


def test_a_number_changed_by_hand_is_computed_again(copy, capsys):
    path = copy / f"{STEM}.json"
    before = json.loads(path.read_bytes())
    result = json.loads(path.read_bytes())
    result["data"]["asymptotic"][0] *= 1.5
    path.write_bytes(results.as_json(result))
    assert found(copy).stale() == "result changed by hand"
    assert build.main([STEM]) == 0
    assert "computed in" in capsys.readouterr().out
    assert json.loads(path.read_bytes())["data"] == before["data"]


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
    assert f"python -m scripts.build {STEM} --force" in captured.err
    assert contents(copy) == before


def test_list_says_what_is_stale(copy, capsys):
    (copy / f"{STEM}.json").unlink()
    assert build.main(["--list"]) == 0
    line = next(row for row in capsys.readouterr().out.splitlines() if row.startswith(STEM))
    assert "never computed" in line


def test_a_build_with_nothing_to_do_loads_neither_numpy_nor_matplotlib():
    code = (
        "import sys; from scripts import build; build.main([]); "
        "sys.exit(bool({'numpy', 'scipy', 'matplotlib', 'sklearn'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=results.ROOT).returncode == 0


def test_the_command_line_works_from_a_shell():
    command = [sys.executable, "-m", "scripts.build", "no_such_thing"]
    done = subprocess.run(command, cwd=results.ROOT, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("error: ") and "Traceback" not in done.stderr
