"""Compute what is stale, draw what is stale, and leave everything else alone.

An experiment is a file of scripts/experiments/; its stem names everything that comes from it.
Without a STEM, all of them are looked at.
"""

import argparse
import difflib
import json
import sys
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from scripts.building import ladder, quotes, reproduce, surviving
from scripts.building.experiment import Experiment, compute, discover, draw, replace, titles
from scripts.compute.problem import Problem, exit_code
from scripts.compute.results import FIGURES, ROOT, differences, not_compared, read_result
from scripts.markdown.pages import unlinked

if TYPE_CHECKING:
    from scripts.compute.cluster import Cluster

QUICK = ROOT / "build" / "quick"


def lists() -> dict[str, bytes]:
    """Fragments made from several results, by file name."""
    return {reproduce.NAME: reproduce.page(titles()), ladder.NAME: ladder.page()}


def differs(name: str, content: bytes) -> bool:
    """Whether a file of figures/ is not there or holds something else."""
    path = FIGURES / name
    return not path.exists() or path.read_bytes() != content


def needs(experiment: Experiment, options: argparse.Namespace) -> str:
    """Say what is to be done: "computed", "drawn" or ""; a `Problem` if nothing draws it."""
    experiment.figures()
    if options.check or options.force or options.quick or experiment.stale():
        return "computed"
    return "drawn" if experiment.undrawn() else ""


def build_one(experiment: Experiment, need: str, quick: bool, jobs: int, where: str = "") -> str:
    """Bring one experiment up to date; the words for what was done."""
    if not need:
        return "fresh"
    start = time.perf_counter()
    with surviving.told(experiment.stem):
        if need == "computed":
            files = compute(experiment, jobs, quick, where)
            files |= draw(experiment, files[experiment.result_file.name])
        else:
            files = draw(experiment, experiment.result_file.read_bytes())
    replace(experiment.folder, files)
    return f"{need} in {time.perf_counter() - start:.1f} s"


def check_one(experiment: Experiment, jobs: int) -> list[str]:
    """Recompute one experiment and compare; nothing is written."""
    old = read_result(experiment.result_file)["data"]
    with surviving.told(experiment.stem):
        computed = compute(experiment, jobs)
    new = json.loads(computed[experiment.result_file.name])["data"]
    return differences(old, new, experiment.module.TOLERANCE)


def agreement(experiment: Experiment) -> str:
    """Words for a result that agrees: with what pages and captions quote and nobody compared."""
    tolerance = experiment.module.TOLERANCE
    every = quotes.names(read_result(experiment.result_file)["data"])
    quoted = quotes.quoted()[experiment.stem]
    silent = not_compared(every - quoted, tolerance)
    said = [f"{', '.join(names)} ({why})" for why, names in not_compared(quoted, tolerance).items()]
    said += [f"{len(names)} that no page quotes ({why})" for why, names in silent.items()]
    return "agrees" + ("; not compared: " + "; ".join(said) if said else "")


def show(experiments: list[Experiment]) -> None:
    """Print a line for each experiment: its state, its time and its title."""
    for e in experiments:
        reason = e.stale()
        state = f"stale ({reason})" if reason else "undrawn" if e.undrawn() else "fresh"
        took = ""
        if e.result_file.exists():
            took = f"{read_result(e.result_file)['provenance']['seconds']:.1f} s"
        print(row(e, f"{state:<32}{took:>8}  {e.title}"))


def row(experiment: Experiment, said: str) -> str:
    """Line of what the command prints, in columns."""
    return f"{experiment.stem:<18}{said}"


def choose(known: Mapping[str, Experiment], stems: list[str]) -> list[Experiment]:
    """Experiments asked for, all of them if none is; a `Problem` for an unknown stem."""
    for stem in stems:
        if stem not in known:
            near = difflib.get_close_matches(stem, known, n=1, cutoff=0.3)
            guess = f"Did you mean {near[0]}? " if near else ""
            raise Problem(
                f"there is no experiment {stem!r} in scripts/experiments/.\n"
                f"{guess}`python -m scripts.build --list` shows all {len(known)}."
            )
    return [known[stem] for stem in dict.fromkeys(stems or known)]


def parse(argv: list[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m scripts.build", description=__doc__)
    parser.add_argument("stems", nargs="*", metavar="STEM", help="an experiment, by its stem")
    hands = parser.add_mutually_exclusive_group()
    hands.add_argument("--jobs", type=int, metavar="N", help="processes (default: one a core)")
    hands.add_argument(
        "--scheduler", metavar="tcp://HOST:8786", help="compute on the workers of a Dask cluster"
    )
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--list", action="store_true", help="say what is fresh and what is stale")
    mode.add_argument("--force", action="store_true", help="compute even what is fresh")
    mode.add_argument(
        "--check",
        action="store_true",
        help="recompute, compare with the committed numbers, write nothing",
    )
    mode.add_argument(
        "--quick", action="store_true", help="a small run of each into build/quick/, in seconds"
    )
    options = parser.parse_args(argv)
    options.written = []  # stems, as they are
    if options.jobs is not None and options.jobs < 1:
        parser.error("--jobs takes a number from 1 up")
    return options


def work(
    todo: Mapping[Experiment, str],
    options: argparse.Namespace,
    processes: int,
    workers: "Cluster | None" = None,
) -> list[str]:
    """Build or check experiments, here or on a cluster; which no longer give their numbers."""
    from scripts.building.progress import Progress
    from scripts.compute import parallel

    where, elsewhere = (workers.name, workers.results) if workers else ("", None)
    seconds = {e.stem: e.expected() if need == "computed" else 0.0 for e, need in todo.items()}
    progress = Progress(seconds)
    failed = []
    try:
        with parallel.using(processes, progress.report, elsewhere):
            for experiment, need in todo.items():
                progress.start(experiment.stem)
                if options.check:
                    off = check_one(experiment, processes)
                    failed += [experiment.stem] * bool(off)
                    said = "differs from figures/:\n  " + "\n  ".join(off)
                    said = said if off else agreement(experiment)
                else:
                    said = build_one(experiment, need, options.quick, processes, where)
                    options.written += [experiment.stem] * bool(need)
                progress.finish(row(experiment, said))
    finally:
        progress.close()
    return failed


def work_somewhere(todo: Mapping[Experiment, str], options: argparse.Namespace) -> list[str]:
    """Find the processes that are asked for, if anything is to be computed, and `work` with them.

    What only computing needs is imported only then: it takes longer than finding nothing to do.
    """
    if "computed" not in todo.values() and options.scheduler is None:
        for experiment, need in todo.items():
            print(row(experiment, build_one(experiment, need, False, 1)))
            options.written += [experiment.stem] * bool(need)
        return []
    if options.scheduler is None:
        from joblib import cpu_count

        return work(todo, options, options.jobs or cpu_count())
    from scripts.compute import cluster

    with cluster.connected(options.scheduler) as workers:
        if workers.note:
            print(f"note: {workers.note}", file=sys.stderr)
        return work(todo, options, workers.processes, workers)


def build(chosen: list[Experiment], options: argparse.Namespace) -> list[str]:
    """Build experiments while no other build does; nothing can differ, so none is named."""
    folder = QUICK if options.quick else FIGURES
    with surviving.alone(folder):
        todo = {e: needs(e, options) for e in chosen}
        if any(todo.values()):
            surviving.writable(folder)
        failed = work_somewhere(todo, options)
        if not options.quick:
            replace(FIGURES, {name: new for name, new in lists().items() if differs(name, new)})
    if options.quick:
        print("These small runs are in build/quick/; figures/ is untouched.")
    return failed


def main(argv: list[str] | None = None) -> int:
    """Build, list or check."""
    options = parse(argv)
    for fault in unlinked():
        raise fault.problem()
    chosen = choose(discover(QUICK if options.quick else FIGURES), options.stems)
    if options.list:
        show(chosen)
        return 0
    with surviving.stoppable(options.written):
        if options.check:
            failed = work_somewhere({e: needs(e, options) for e in chosen}, options)
        else:
            failed = build(chosen, options)
    if failed:
        raise Problem(
            f"{len(failed)} of {len(chosen)} experiments no longer give the committed numbers.\n"
            f"If the change is meant, run `python -m scripts.build {' '.join(failed)} --force` "
            "and commit figures/."
        )
    return 0


if __name__ == "__main__":
    sys.exit(exit_code(main))
