"""The same map on more than one machine: the same bytes, whatever is lost on the way.

The long tier starts a scheduler and workers as the README does, each its own group of processes.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from scripts import build
from scripts.building.experiment import compute, discover
from scripts.building.progress import Progress
from scripts.compute import cluster, parallel, provenance, results
from scripts.compute.datasets import files
from scripts.compute.problem import Problem, exit_code
from scripts.plotting import fragment

STEM = "early_stopping"  # 20 seeds, half a second each
EXPERIMENTS = discover()
HERE = {"versions": cluster.versions(), "kernel": "Haswell"}


def said(capsys, *argv) -> str:
    """The one line that a command that fails prints on standard error."""
    assert exit_code(lambda: build.main(list(argv))) == 1
    message = capsys.readouterr().err.strip()
    assert len(message.splitlines()) == 1, message
    return message


# Without a cluster


@pytest.mark.parametrize("address", ["localhost:8786", "tcp://host", "tcp://:1", "tcp://h:x", ""])
def test_a_malformed_address_is_refused_in_one_line(capsys, address):
    message = said(capsys, STEM, "--scheduler", address)
    assert repr(address) in message and "tcp://HOST:8786" in message


def test_a_missing_extra_names_the_command_that_installs_it(capsys, monkeypatch):
    monkeypatch.setattr(cluster.importlib.util, "find_spec", lambda name: None)
    message = said(capsys, STEM, "--scheduler", "tcp://localhost:8786")
    file = cluster.INSTALL.split()[-1]
    assert cluster.INSTALL in message and (results.ROOT / file).is_file()


def test_local_processes_and_a_cluster_exclude_each_other(capsys):
    with pytest.raises(SystemExit):
        build.main([STEM, "--jobs", "2", "--scheduler", "tcp://localhost:8786"])
    assert "--scheduler: not allowed with argument --jobs" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["Python", "numpy", "scipy", "scikit-learn", "this repository"])
def test_a_worker_whose_numbers_would_differ_is_refused(name):
    other = HERE | {"versions": HERE["versions"] | {name: "0.1"}}
    with pytest.raises(Problem, match=f"the worker b has {name} 0.1, here it is") as caught:
        cluster.refuse("tcp://host:1", {"a": HERE, "b": other})
    assert "\n" not in str(caught.value)
    cluster.refuse("tcp://host:1", {"a": HERE, "b": HERE})


def test_a_worker_that_cannot_import_this_repository_is_told_how_to_start():
    with pytest.raises(Problem, match="python -m dask worker tcp://host:1") as caught:
        cluster.refuse("tcp://host:1", {"a": ModuleNotFoundError("No module named 'scripts'")})
    assert "No module named 'scripts'" in str(caught.value) and "\n" not in str(caught.value)


def test_a_worker_that_joins_late_is_checked_before_it_computes():
    assert cluster.call(cluster.versions(), divmod, (7, 2)) == (3, 1)
    with pytest.raises(Problem, match="joined late has numpy"):
        cluster.call(cluster.versions() | {"numpy": "9.9"}, divmod, (7, 2))


def test_the_version_of_the_repository_is_its_code_and_its_data(tmp_path, monkeypatch):
    shutil.copytree(cluster.SCRIPTS, tmp_path / "s", ignore=shutil.ignore_patterns("*.npz"))
    monkeypatch.setattr(cluster, "SCRIPTS", tmp_path / "s")
    fresh = cluster.versions.__wrapped__
    assert fresh() == cluster.versions()
    for name in ("models/ridge.py", "data/SHA256SUMS"):
        before = fresh()
        with (tmp_path / "s" / name).open("a") as file:
            file.write("\n")
        assert fresh()["this repository"] != before["this repository"], name


def test_other_processors_are_worth_a_note(monkeypatch):
    monkeypatch.setattr(cluster, "kind", lambda: HERE)
    assert cluster.other_kernels({"a": HERE, "b": HERE}) == ""
    note = cluster.other_kernels({"a": HERE, "b": HERE | {"kernel": "Zen"}})
    assert "Haswell here, Haswell and Zen on the workers" in note


def test_the_provenance_says_where_it_was_computed(published):
    module = EXPERIMENTS[STEM].module
    assert "cluster" not in provenance.record(module, STEM, 1.0, 2)
    record = provenance.record(module, STEM, 1.0, 2, "dask 1.2.3")
    assert (record["processes"], record["cluster"]) == (2, "dask 1.2.3")
    result = published(STEM) | {"provenance": record}
    parts = fragment.words(STEM, EXPERIMENTS[STEM].drawing.draw)
    text = fragment.render(STEM, parts, result, {"": (720, 422)}, widget=False)
    assert "1.0 s in 2 processes of a cluster (dask 1.2.3)" in text


# With one


@pytest.fixture
def deadline():
    """A test that waits for ever is a test that fails."""

    def late(*_):
        raise AssertionError("still waiting after ten minutes")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(600)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


class Machine:
    """A `dask` command with all its processes: what is lost when a plug is pulled."""

    def __init__(self, *words: str, cwd=results.ROOT, **environment: str) -> None:
        command = [sys.executable, "-m", "dask", *words]
        self.process = subprocess.Popen(
            command, cwd=cwd, env=os.environ | environment, start_new_session=True
        )

    def kill(self) -> None:
        """End every process of the group with SIGKILL."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Cluster:
    """A scheduler and its workers, on free ports of this machine."""

    def __init__(self, folder) -> None:
        self.file = folder / "scheduler.json"
        options = ("--port", "0", "--no-dashboard", "--scheduler-file", str(self.file))
        self.machines = [Machine("scheduler", *options)]
        self.scheduler = self.machines[0]
        while not (self.file.exists() and self.file.read_text().endswith("}")):
            if self.scheduler.process.poll() is not None:
                pytest.fail(f"no scheduler could be started; does `{cluster.INSTALL}` help?")
            time.sleep(0.1)
        self.address = json.loads(self.file.read_text())["address"]

    def worker(self, wait: bool = True, **settings) -> Machine:
        """Start a worker."""
        before = len(self.ask(lambda client: client.nthreads())) if wait else 0
        options = ("--nthreads", "1", "--no-dashboard")
        self.machines.append(Machine("worker", self.address, *options, **settings))
        if wait:
            self.ask(lambda client: client.wait_for_workers(before + 1, timeout=300))
        return self.machines[-1]

    def ask(self, question):
        """Call a method of a client of this cluster."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            return question(client)


@pytest.fixture
def started(tmp_path, deadline):
    running = Cluster(tmp_path)
    yield running
    for machine in running.machines:
        machine.kill()


@pytest.fixture
def other(tmp_path):
    """A copy of the repository's code with one line more."""
    shutil.copytree(cluster.SCRIPTS, tmp_path / "other" / "scripts")
    changed = tmp_path / "other" / "scripts" / "models" / "ridge.py"
    changed.write_text(changed.read_text() + "# changed\n")
    return tmp_path / "other"


@contextmanager
def using(running: Cluster, report=None):
    """Let `parallel.spread` use the workers of a cluster."""
    with (
        cluster.connected(running.address) as workers,
        parallel.using(workers.processes, report, workers.results),
    ):
        yield


@pytest.fixture(scope="module")
def local():
    """Data of the published run, computed by processes of this machine."""
    with parallel.using(2):
        return json.loads(compute(EXPERIMENTS[STEM], 2)[f"{STEM}.json"])["data"]


@pytest.mark.slow
@pytest.mark.parametrize("what", ["process", "machine"])
def test_a_worker_is_lost_half_way_and_the_build_gives_the_same_bytes(
    what, started, local, tmp_path, monkeypatch, capsys
):
    lost = started.worker()
    (pid,) = started.ask(lambda client: client.run(os.getpid)).values()
    started.worker()
    report, seen = Progress.report, []

    def half_way(self, done, total, label):
        report(self, done, total, label)
        seen.append(done)
        if done == total // 2:
            os.kill(pid, signal.SIGKILL) if what == "process" else lost.kill()

    monkeypatch.setattr(Progress, "report", half_way)
    monkeypatch.setattr(build, "FIGURES", tmp_path)
    assert build.main([STEM, "--force", "--scheduler", started.address]) == 0
    assert "computed in" in capsys.readouterr().out
    assert seen == list(range(21)), "progress is shown, seed after seed"

    result = json.loads((tmp_path / f"{STEM}.json").read_bytes())
    assert results.as_json({"data": result["data"]}) == results.as_json({"data": local})
    assert result["provenance"]["processes"] == 2
    assert result["provenance"]["cluster"].startswith("dask 20")
    drawn = {path.name for path in EXPERIMENTS[STEM].drawn_files()}
    assert drawn <= {path.name for path in tmp_path.iterdir()}
    pids = started.ask(lambda client: client.run(os.getpid)).values()
    assert pid not in pids and (what == "process" or len(pids) == 1)


@pytest.mark.slow
def test_every_experiment_gives_the_same_bits_on_a_cluster(started):
    for _ in range(2):
        started.worker()
    with cluster.connected(started.address) as workers:
        for stem, experiment in EXPERIMENTS.items():
            alone = experiment.module.run(experiment.module.QUICK)
            with parallel.using(2, elsewhere=workers.results):
                together = experiment.module.run(experiment.module.QUICK)
            arrays = [key for key, value in alone.items() if hasattr(value, "tobytes")]
            assert all(alone[key].tobytes() == together[key].tobytes() for key in arrays), stem
            said = [results.rounded(data, stem) for data in (alone, together)]
            assert results.as_json({"data": said[0]}) == results.as_json({"data": said[1]}), stem


@pytest.mark.slow
def test_large_arguments_survive_the_worker_that_held_them(started):
    lost = started.worker()
    tasks = [(array,) for array in np.random.default_rng(0).standard_normal((12, 500, 500))]
    expected = parallel.spread(np.linalg.svdvals, tasks)

    def report(done, total, label):
        if done == 2:  # all that is under way lies with the first worker
            started.worker()
            lost.kill()

    with using(started, report):
        found = parallel.spread(np.linalg.svdvals, tasks)
    assert [values.tobytes() for values in found] == [values.tobytes() for values in expected]


@pytest.mark.slow
def test_with_no_worker_left_it_waits_for_a_new_one(started):
    started.worker()
    replacements = []

    def replace() -> None:
        started.machines[-1].kill()
        replacements.append(threading.Timer(3, started.worker, [False]))
        replacements[-1].start()

    def report(done, total, label):
        if done == 2:
            replace()

    start = time.monotonic()
    with using(started, report):
        for _ in range(2):  # all workers are lost in a map, and before one
            assert parallel.spread(time.sleep, [(0.3,)] * 8) == [None] * 8
            replace()
    assert time.monotonic() - start > 6, "it did wait"
    for replacement in replacements:
        replacement.join()


@pytest.mark.slow
def test_even_a_single_worker_does_the_work(started):
    started.worker()
    with using(started):
        assert os.getpid() not in parallel.spread(os.getpid, [()] * 3)


@pytest.mark.slow
def test_a_worker_has_one_blas_thread_however_it_was_started(started):
    started.worker(OPENBLAS_NUM_THREADS="2", OMP_NUM_THREADS="2")
    with using(started):
        for libraries in parallel.spread(threadpool_info, [(), ()]):
            assert {library["num_threads"] for library in libraries} == {1}


@pytest.mark.slow
def test_an_address_where_nobody_answers_is_one_line_in_time(capsys, deadline):
    import distributed  # noqa: F401  outside of the time that is taken

    with socket.create_server(("127.0.0.1", 0)) as silent:
        for port in (1, silent.getsockname()[1]):
            address, start = f"tcp://127.0.0.1:{port}", time.monotonic()
            assert address in said(capsys, STEM, "--scheduler", address)
            assert time.monotonic() - start < 15


@pytest.mark.slow
def test_a_scheduler_without_workers_says_how_to_start_some(capsys, started):
    message = said(capsys, STEM, "--scheduler", started.address)
    assert f"python -m dask worker {started.address}" in message


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:Mismatched versions found")  # says Dask to `ask`
def test_workers_that_would_compute_something_else_are_refused(capsys, started, other, tmp_path):
    libraries = tmp_path / "libraries"
    (libraries / "numpy-1.0.dist-info").mkdir(parents=True)
    (libraries / "numpy-1.0.dist-info" / "METADATA").write_text("Name: numpy\nVersion: 1.0\n")
    for settings, expected in (
        ({"cwd": tmp_path}, "No module named 'scripts'"),
        ({"cwd": other}, "this repository"),
        ({"PYTHONPATH": str(libraries)}, "has numpy 1.0, here it is"),
    ):
        worker = started.worker(**settings)
        assert expected in said(capsys, STEM, "--force", "--scheduler", started.address)
        worker.kill()
        started.ask(lambda client: wait_until(lambda: not client.nthreads()))


def wait_until(true) -> None:
    while not true():
        time.sleep(0.1)


@pytest.mark.slow
@pytest.mark.parametrize("when", [0, 2])
def test_a_scheduler_that_goes_away_is_one_line_and_nothing_changes(
    when, capsys, started, tmp_path, monkeypatch
):
    def report(self, done, total, label):
        if done == when:
            started.scheduler.kill()

    started.worker()
    monkeypatch.setattr(build, "FIGURES", tmp_path / "figures")
    monkeypatch.setattr(Progress, "report", report)
    message = said(capsys, STEM, "--force", "--scheduler", started.address)
    assert "the scheduler is gone" in message
    assert not (tmp_path / "figures").exists()


@pytest.mark.slow
def test_a_problem_on_a_worker_is_told_like_one_at_home(started):
    started.worker()
    with using(started), pytest.raises(Problem, match="data/no"):
        parallel.spread(files.sha256, [("no.csv",), ("no.csv",)])


@pytest.mark.slow
def test_a_worker_that_joins_late_with_other_code_is_refused(started, other):
    started.worker()

    def report(done, total, label):
        if done == 1:
            started.worker(wait=False, cwd=other)

    with using(started, report), pytest.raises(Problem, match="joined late has this repository"):
        parallel.spread(time.sleep, [(0.3,)] * 100)


@pytest.mark.slow
def test_a_worker_that_joins_late_without_the_code_ends_and_the_others_go_on(started, tmp_path):
    started.worker()
    late = []

    def report(done, total, label):
        if done == 1:
            late.append(started.worker(wait=False, cwd=tmp_path))
        elif done == total - 5:
            late[0].process.wait()  # it cannot read what it is sent

    with using(started, report):
        assert parallel.spread(time.sleep, [(0.3,)] * 100) == [None] * 100


@pytest.mark.slow
def test_a_task_that_ends_its_workers_is_one_line(started):
    started.worker()
    with using(started), pytest.raises(Problem, match="ended every worker that tried it"):
        parallel.spread(os._exit, [(1,), (1,)])


@pytest.mark.slow
def test_another_kind_of_processor_is_noted_and_the_build_goes_on(capsys, started):
    started.worker(OPENBLAS_CORETYPE="Nehalem")
    command = [STEM, "--quick", "--scheduler", started.address]
    assert build.main(command) == 0
    assert "Nehalem on the workers" in capsys.readouterr().err
