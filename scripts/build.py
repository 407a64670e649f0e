"""Compute what is stale, draw what is stale, and leave everything else alone.

An experiment is a file of scripts/experiments/; its stem names everything that comes from it.
Without a STEM, all of them are looked at.
"""

import argparse
import difflib
import hashlib
import importlib
import json
import os
import re
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from tqdm import tqdm

from scripts import cluster, fragment, ladder, parallel, provenance, reproduce, style
from scripts.problem import Problem, exit_code
from scripts.results import FIGURES, ROOT, as_json, differences, read_result, rounded

EXPERIMENTS = ROOT / "scripts" / "experiments"
WIDGETS = ROOT / "docs" / "js" / "widgets"
QUICK = ROOT / "build" / "quick"
MOST_BYTES = 400_000  # of a result
MOST_DRAWING = 120_000  # of one drawing


@dataclass(frozen=True)
class Experiment:
    """A module of ``scripts.experiments`` and the files that come from it."""

    stem: str
    module: ModuleType
    folder: Path = FIGURES

    @property
    def result_file(self) -> Path:
        """The committed JSON: provenance and data."""
        return self.folder / f"{self.stem}.json"

    @property
    def title(self) -> str:
        """First line of the module's docstring."""
        return (self.module.__doc__ or self.stem).splitlines()[0].rstrip(".")

    def draws(self) -> dict[str, Callable]:
        """Figure id to draw function, in the order they are written."""
        functions = vars(self.module).items()
        return {
            self.stem + name.removeprefix("draw"): function
            for name, function in functions
            if name == "draw" or name.startswith("draw_")
        }

    def stale(self) -> str:
        """Why the result has to be computed, or ""."""
        if not self.result_file.exists():
            return "never computed"
        recorded = read_result(self.result_file)["provenance"]
        if recorded["fingerprint"] != provenance.computing(self.module):
            return "code, settings or data"
        for name, digest in recorded.get("binaries", {}).items():
            path = self.folder / name
            if not path.exists() or sha256(path.read_bytes()) != digest:
                return name
        return ""

    def expected(self) -> float:
        """Seconds that a run takes, by the last one; a guess for the first."""
        try:
            return read_result(self.result_file)["provenance"]["seconds"]
        except Problem:
            return 10.0

    def undrawn(self) -> bool:
        """Whether a drawing or fragment is missing, changed by hand or older than its cause."""
        main = self.folder / f"{self.stem}.md"
        if not main.exists():
            return True
        recorded = re.search(r'data-drawing="(\w+)-(\w+)"', main.read_text(encoding="utf-8"))
        files = {p.name: p.read_bytes() for p in drawn_files(self)}
        now = (self.drawing_fingerprint(self.result_file.read_bytes()), digest(files))
        return recorded is None or recorded.groups() != now

    def drawing_fingerprint(self, result: bytes) -> str:
        """Fingerprint of everything the drawings and fragments are made from."""
        widgets = "".join(i for i in self.draws() if (WIDGETS / f"{i}.mjs").exists())
        return provenance.drawing(self.module, result + widgets.encode())


def discover(folder: Path = FIGURES) -> dict[str, Experiment]:
    """All experiments by stem, found by looking into the folder."""
    stems = sorted(p.stem for p in EXPERIMENTS.glob("*.py") if p.stem != "__init__")
    return {
        stem: Experiment(stem, importlib.import_module(f"scripts.experiments.{stem}"), folder)
        for stem in stems
    }


def titles() -> dict[str, str]:
    """First sentence of every experiment, by stem."""
    return {stem: experiment.title for stem, experiment in discover().items()}


def lists() -> dict[str, bytes]:
    """Fragments made from several results, by file name."""
    return {reproduce.NAME: reproduce.page(titles()), ladder.NAME: ladder.page()}


def differs(name: str, content: bytes) -> bool:
    """Whether a file of figures/ is not there or holds something else."""
    path = FIGURES / name
    return not path.exists() or path.read_bytes() != content


def drawn_files(experiment: Experiment) -> list[Path]:
    """SVGs and fragments of an experiment that exist."""
    ids = experiment.draws()
    found = [
        p for i in ids for p in experiment.folder.glob(f"{i}.*") if p.suffix in {".svg", ".md"}
    ]
    return sorted(found)


def binary_files(experiment: Experiment) -> list[Path]:
    """Binary files that the provenance of an experiment records."""
    recorded = read_result(experiment.result_file)["provenance"].get("binaries", {})
    return [experiment.folder / name for name in recorded]


def sha256(content: bytes) -> str:
    """Checksum of a file's content."""
    return hashlib.sha256(content).hexdigest()


def digest(files: Mapping[str, bytes]) -> str:
    """Short digest of drawn files, whatever drawing fingerprint a fragment carries."""
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(name.encode() + re.sub(rb' data-drawing="[\w-]+"', b"", files[name]))
    return total.hexdigest()[:16]


# Computing


def compute(
    experiment: Experiment, processes: int, quick: bool = False, where: str = ""
) -> dict[str, bytes]:
    """Run an experiment; its result file and its binary files, by name.

    How many processes there are, and ``where`` if not here, is only recorded: `parallel.using` sets
    it. Bytes that ``run`` returns under ``data["binaries"][name]`` become ``<stem>.<name>.bin``; in
    their place the JSON holds their size and checksum, so that ``--check`` compares them too.
    """
    module = experiment.module
    start = time.perf_counter()
    data = module.run(module.QUICK if quick else module.Config())
    seconds = time.perf_counter() - start
    record = provenance.record(module, experiment.stem, seconds, processes, where)
    if quick:
        record["config"] = json.loads(json.dumps(vars(module.QUICK)))
    binaries = {
        f"{experiment.stem}.{name}.bin": content
        for name, content in data.get("binaries", {}).items()
    }
    if binaries:
        record["binaries"] = {name: sha256(content) for name, content in binaries.items()}
    result = as_json({"provenance": record, "data": rounded(data, f"{experiment.stem}: data")})
    if len(result) > MOST_BYTES:
        raise Problem(
            f"{experiment.stem}: the result has {len(result):,} bytes; at most {MOST_BYTES:,}.\n"
            "Return fewer numbers from run(); nothing was written."
        )
    return {experiment.result_file.name: result} | binaries


# Drawing


def draw(experiment: Experiment, result: bytes) -> dict[str, bytes]:
    """All drawings and fragments of an experiment, by file name."""
    parsed = json.loads(result)
    files: dict[str, bytes] = {}
    for figure_id, function in experiment.draws().items():
        sizes: dict[str, tuple[float, float]] = {}
        for width in style.SIZES:
            drawings = {}
            for theme in style.COLORS:
                with style.themed(theme, width) as color:
                    figure = function(parsed["data"], color)
                    name = ".".join(filter(None, (figure_id, width, theme, "svg")))
                    drawings[name] = style.svg(figure)
            inches = tuple(figure.get_size_inches())
            if inches in sizes.values():
                break  # it sets its own size: one drawing serves all widths
            sizes[width] = inches
            files |= drawings
        parts = fragment.words(experiment.stem, function)
        if parts:
            widget = (WIDGETS / f"{figure_id}.mjs").exists()
            pixels = {k: tuple(round(96 * inch) for inch in v) for k, v in sizes.items()}
            text = fragment.render(figure_id, parts, parsed, pixels, widget)
            files[f"{figure_id}.md"] = text.encode()
    for name, content in files.items():
        if len(content) > MOST_DRAWING and name.endswith(".svg"):
            raise Problem(
                f"figures/{name} would have {len(content):,} bytes; {MOST_DRAWING:,} is the most.\n"
                f"Draw fewer points in scripts/experiments/{experiment.stem}.py."
            )
    stamp = f' data-drawing="{experiment.drawing_fingerprint(result)}-{digest(files)}"'
    main = f"{experiment.stem}.md"
    files[main] = files[main].replace(b' data-stem="', stamp.encode() + b' data-stem="', 1)
    return files


def replace(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files beside their targets, then rename them all: whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    waiting = []
    try:
        for name, content in files.items():
            beside = folder / f".{name}.{os.getpid()}"
            waiting.append((beside, folder / name))
            beside.write_bytes(content)
        for beside, target in waiting:
            beside.replace(target)
    finally:
        for beside, _ in waiting:
            beside.unlink(missing_ok=True)


# The command


class Progress:
    """Two bars on a terminal: all the work, in seconds, and the seeds of what runs now.

    How long the work takes is read off the last run of each experiment.
    """

    def __init__(self, work: Mapping[str, float]) -> None:
        terminal = {"disable": None, "leave": False, "dynamic_ncols": True}
        whole = "all {percentage:3.0f} %|{bar}| {elapsed}, about {remaining} left"
        part = "{desc} |{bar}| {n_fmt} of {total_fmt}, {remaining} left"
        total = sum(work.values()) or 1
        self.work, self.stem, self.before = work, "", 0.0
        self.whole = tqdm(total=total, position=0, bar_format=whole, **terminal)
        self.part = tqdm(total=1, position=1, bar_format=part, **terminal)

    def start(self, stem: str) -> None:
        """Name the experiment that runs now."""
        self.stem = stem

    def report(self, done: int, total: int, label: str) -> None:
        """Take a step of `parallel.spread`."""
        if done == 0:
            self.part.reset(total=total)
            self.part.set_description(f"{self.stem} {label}", refresh=False)
        self.part.update(done - self.part.n)
        reached = self.before + self.work[self.stem] * done / total
        self.whole.update(max(0.0, reached - self.whole.n))

    def finish(self, line: str) -> None:
        """One experiment is done: say so above the bars."""
        self.before += self.work[self.stem]
        self.whole.update(max(0.0, self.before - self.whole.n))
        tqdm.write(line, file=sys.stdout)

    def close(self) -> None:
        """Take the bars away."""
        self.part.close()
        self.whole.close()


def build_one(experiment: Experiment, force: bool, quick: bool, jobs: int, where: str = "") -> str:
    """Bring one experiment up to date; the words for what was done."""
    start = time.perf_counter()
    if force or quick or experiment.stale():
        files = compute(experiment, jobs, quick, where)
        files |= draw(experiment, files[experiment.result_file.name])
        done = f"computed in {time.perf_counter() - start:.1f} s"
    elif experiment.undrawn():
        files = draw(experiment, experiment.result_file.read_bytes())
        done = f"drawn in {time.perf_counter() - start:.1f} s"
    else:
        return "fresh"
    replace(experiment.folder, files)
    return done


def check_one(experiment: Experiment, jobs: int) -> list[str]:
    """Recompute one experiment and compare; nothing is written."""
    old = read_result(experiment.result_file)["data"]
    new = json.loads(compute(experiment, jobs)[experiment.result_file.name])["data"]
    return differences(old, new, experiment.module.TOLERANCE)


def show(experiments: list[Experiment]) -> None:
    """Print a line for each experiment: its state, its time and its title."""
    wide = max(len(e.stem) for e in experiments)
    for e in experiments:
        reason = e.stale()
        state = f"stale ({reason})" if reason else "undrawn" if e.undrawn() else "fresh"
        took = ""
        if e.result_file.exists():
            took = f"{read_result(e.result_file)['provenance']['seconds']:.1f} s"
        print(f"{e.stem:<{wide}}  {state:<32}{took:>8}  {e.title}")


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
    if options.jobs is not None and options.jobs < 1:
        parser.error("--jobs takes a number from 1 up")
    return options


def work(
    chosen: list[Experiment],
    options: argparse.Namespace,
    processes: int,
    workers: cluster.Cluster | None = None,
) -> int:
    """Build or check experiments, here or on a cluster; how many no longer give their numbers."""
    where, elsewhere = (workers.name, workers.results) if workers else ("", None)
    all_run = options.check or options.force or options.quick
    progress = Progress({e.stem: e.expected() if all_run or e.stale() else 0.0 for e in chosen})
    failed = 0
    wide = max(len(e.stem) for e in chosen)
    try:
        with parallel.using(processes, progress.report, elsewhere):
            for experiment in chosen:
                progress.start(experiment.stem)
                if options.check:
                    off = check_one(experiment, processes)
                    failed += bool(off)
                    said = "differs from figures/:\n  " + "\n  ".join(off) if off else "agrees"
                else:
                    said = build_one(experiment, options.force, options.quick, processes, where)
                progress.finish(f"{experiment.stem:<{wide}}  {said}")
    finally:
        progress.close()
    return failed


def main(argv: list[str] | None = None) -> int:
    """Build, list or check."""
    options = parse(argv)
    chosen = choose(discover(QUICK if options.quick else FIGURES), options.stems)
    if options.list:
        show(chosen)
        return 0
    if options.scheduler is None:
        failed = work(chosen, options, options.jobs or len(os.sched_getaffinity(0)))
    else:
        with cluster.connected(options.scheduler) as workers:
            if workers.note:
                print(f"note: {workers.note}", file=sys.stderr)
            failed = work(chosen, options, workers.processes, workers)
    if not (options.check or options.quick):
        replace(FIGURES, {name: new for name, new in lists().items() if differs(name, new)})
    if options.quick:
        print("These small runs are in build/quick/; figures/ is untouched.")
    if failed:
        raise Problem(
            f"{failed} of {len(chosen)} experiments no longer give the committed numbers.\n"
            "If the change is meant, run `python -m scripts.build` and commit figures/."
        )
    return 0


if __name__ == "__main__":
    sys.exit(exit_code(main))
