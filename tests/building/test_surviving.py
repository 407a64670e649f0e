"""A build survives what machines do to it: every file stays whole, and two lines say why."""

import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts import build
from scripts.building import surviving
from scripts.building.experiment import replace
from scripts.compute import parallel
from scripts.compute.problem import Problem, exit_code
from scripts.compute.results import FIGURES, ROOT

STEM = "ridgeless_theory"
UNIX = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """A copy of the figures that the build takes for the real ones."""
    folder = tmp_path / "figures"
    shutil.copytree(FIGURES, folder)
    monkeypatch.setattr(build, "FIGURES", folder)
    return folder


@pytest.fixture
def project(tmp_path):
    """A copy of the project whose experiment has another seed, and what starts its build."""
    for name in ("scripts", "docs", "figures"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, tmp_path / name, symlinks=True, ignore=ignored)
    (tmp_path / "build").mkdir()
    if (ROOT / "build" / "matplotlib").is_dir():  # the list of fonts takes seconds to make
        shutil.copytree(ROOT / "build" / "matplotlib", tmp_path / "build" / "matplotlib")
    source = tmp_path / "scripts" / "experiments" / f"{STEM}.py"
    text = source.read_text(encoding="utf-8")
    assert "seed: int = 0" in text
    source.write_text(text.replace("seed: int = 0", "seed: int = 1"), encoding="utf-8")

    def start(*words: str) -> subprocess.Popen:
        command = [sys.executable, "-m", "scripts.build", STEM, *words]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(command, cwd=tmp_path, start_new_session=True, **pipes)

    return tmp_path, start


def contents(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def said(capsys, *argv) -> str:
    """What a command that fails prints on standard error: two lines, no traceback."""
    assert exit_code(lambda: build.main(list(argv))) == 1
    message = capsys.readouterr().err.strip()
    assert len(message.splitlines()) == 2 and "Traceback" not in message
    return message


def test_a_second_build_names_the_first_and_goes_when_that_is_gone(copy, capsys):
    code = (
        "import pathlib, sys; from scripts.building import surviving\n"
        "with surviving.alone(pathlib.Path(sys.argv[1])): print('held', flush=True); input()"
    )
    command = [sys.executable, "-c", code, str(copy)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, **pipes) as first:
        assert first.stdout.readline() == "held\n"
        before = contents(copy)
        message = said(capsys, STEM, "--force")
        assert f"process {first.pid}, since " in message and "another build is at work" in message
        assert contents(copy) == before
        assert build.main(["--list"]) == 0
        first.kill()
    assert build.main([STEM]) == 0


def test_what_a_killed_build_had_not_renamed_is_cleared_by_the_next(copy):
    left = copy / f".{STEM}.md.12345"
    left.write_text("half of it")
    (copy / ".keep").write_text("not ours")
    assert build.main([STEM]) == 0
    assert not left.exists() and (copy / ".keep").exists()


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EDQUOT])
def test_a_full_or_read_only_folder_is_named_before_anything_is_computed(
    copy, capsys, monkeypatch, number
):
    def full(path: Path, content: bytes) -> int:
        raise OSError(number, os.strerror(number), str(path))

    monkeypatch.setattr(Path, "write_bytes", full)
    monkeypatch.setattr(build, "compute", lambda *_: pytest.fail("it was computed"))
    before = contents(copy)
    message = said(capsys, STEM, "--force")
    assert os.strerror(number) in message and "Make room or give yourself the right" in message
    assert contents(copy) == before


def test_a_disk_that_fills_while_files_are_written_leaves_the_old_ones(copy, monkeypatch):
    real = Path.write_bytes

    def full(path: Path, content: bytes) -> int:
        if path.name.startswith(".b"):
            real(path, content[:1])
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(path, content)

    (copy / "a").write_bytes(b"old")
    monkeypatch.setattr(Path, "write_bytes", full)
    before = contents(copy)
    with pytest.raises(Problem, match="No space left"):
        replace(copy, {"a": b"new", "b": b"new"})
    assert contents(copy) == before


def _ended() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@UNIX
def test_a_killed_worker_is_told():
    words = r"ended from outside, perhaps for its memory\.\nNothing of x .* --jobs 1"
    with pytest.raises(Problem, match=words), surviving.told("x"), parallel.using(2):
        parallel.spread(_ended, [()] * 2)


def test_a_lack_of_memory_is_told_and_a_mistake_of_the_code_is_not_hidden():
    with pytest.raises(Problem, match="x: there is not enough memory"), surviving.told("x"):
        raise MemoryError
    with pytest.raises(ZeroDivisionError), surviving.told("x"):
        raise ZeroDivisionError


def alive(group: int) -> list[str]:
    """Processes of a group that still run."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, rest = path.read_text().rsplit(")", 1)
        except OSError:
            continue
        state, _, its_group = rest.split()[:3]
        found += [name] * (int(its_group) == group and state != "Z")
    return found


@UNIX
@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_build_is_gone_soon_with_true_words_and_no_process_left(project, sent):
    folder, start = project
    before = contents(folder / "figures")
    with start("--jobs", "2") as process:
        deadline = time.monotonic() + 60
        while len(alive(process.pid)) < 3 and time.monotonic() < deadline:  # its workers are there
            time.sleep(0.05)
        begun = time.monotonic()
        os.killpg(process.pid, sent) if sent == signal.SIGINT else process.send_signal(sent)
        _, error = process.communicate(timeout=60)
        took = time.monotonic() - begun
    assert error.strip().splitlines()[-1] == "stopped; every figure is as it was before", error
    assert process.returncode == 130 and took < 10, took  # under 2 s on a machine with one user
    while (
        alive(process.pid) and time.monotonic() - begun < 10
    ):  # joblib's tracker sees the end last
        time.sleep(0.05)
    assert alive(process.pid) == [] or not Path("/proc").exists()
    assert contents(folder / "figures") == before


def broken(folder: Path, old: dict[str, bytes], new: dict[str, bytes]) -> list[str]:
    """Names of files that are neither the old one nor the new one."""
    return [n for n in old if not _whole((folder / n).read_bytes(), n, old[n], new[n])]


def _whole(content: bytes, name: str, old: bytes, new: bytes) -> bool:
    if name == f"{STEM}.json":  # how long it took is another number each time
        return data_of(content) in (data_of(old), data_of(new))
    if name.endswith(".md"):  # which holds that number too
        return content == old or content.endswith(new[-40:])
    return content in (old, new)


def data_of(content: bytes) -> dict:
    return json.loads(content)["data"]


@UNIX
@pytest.mark.parametrize("kills", [2, pytest.param(20, marks=pytest.mark.slow)])
def test_a_build_that_is_killed_leaves_whole_files_and_the_next_one_finishes(project, kills):
    folder, start = project
    figures = folder / "figures"
    old = contents(figures)
    begun = time.monotonic()
    with start() as process:
        assert process.wait() == 0, process.stderr.read()
    takes = time.monotonic() - begun
    new = contents(figures)
    changed = [name for name in old if old[name] != new[name]]
    assert f"{STEM}.json" in changed and f"{STEM}.dark.svg" in changed
    chance = random.Random(0)
    for kill in range(kills):
        for name in changed:
            (figures / name).write_bytes(old[name])
        with start() as process:
            # The second half is when it draws and writes.
            time.sleep(takes * chance.uniform(0.5 * (kill % 2), 1))
            os.killpg(process.pid, signal.SIGKILL)
        assert broken(figures, old, new) == []
    with start() as process:
        assert process.wait() == 0, process.stderr.read()
    last = contents(figures)
    assert set(last) == set(new) and broken(figures, new, new) == []
