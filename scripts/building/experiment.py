"""An experiment by its stem: its code, its result, its drawings, and whether they are up to date.

Nothing is imported before it is needed: to find that all is fresh takes the sources alone.
"""

import hashlib
import importlib
import json
import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from scripts.building.surviving import unwritable
from scripts.compute import provenance
from scripts.compute.problem import Problem
from scripts.compute.results import FIGURES, ROOT, as_json, digest, read_result, rounded
from scripts.plotting import fragment, style

EXPERIMENTS = ROOT / "scripts" / "experiments"
DRAWINGS = ROOT / "scripts" / "drawings"
WIDGETS = ROOT / "docs" / "js" / "widgets"
MOST_BYTES = 400_000  # of a result
MOST_DRAWING = 120_000  # of one drawing
MOST_PAGE = 45_000  # of the part of a result that a widget loads
PART = ".page.txt"  # ends its name; it is JSON, but not a result


@dataclass(frozen=True)
class Experiment:
    """A stem, and the folder of the files that come from it."""

    stem: str
    folder: Path = FIGURES

    @property
    def module(self) -> ModuleType:
        """What computes: ``scripts.experiments.<stem>``."""
        return importlib.import_module(f"scripts.experiments.{self.stem}")

    @property
    def drawing(self) -> ModuleType:
        """What draws: ``scripts.drawings.<stem>``."""
        return importlib.import_module(f"scripts.drawings.{self.stem}")

    @property
    def title(self) -> str:
        """First sentence of what computes."""
        return provenance.title(self.stem)

    @property
    def result_file(self) -> Path:
        """The committed JSON: provenance and data."""
        return self.folder / f"{self.stem}.json"

    def figures(self) -> dict[str, str]:
        """Figure id to the name of its draw function, in the order they are written.

        ``draw`` makes ``<stem>``, ``draw_x`` makes ``<stem>_x``, and ``figure_x`` just ``x``.
        """
        source = DRAWINGS / f"{self.stem}.py"
        if not source.is_file():
            raise Problem(
                f"scripts/experiments/{self.stem}.py has no drawing.\n"
                f"Write draw(data, color) in scripts/drawings/{self.stem}.py."
            )
        pattern = r"^def (draw(?:_\w+)?|figure_\w+)\("
        names = re.findall(pattern, source.read_text("utf-8"), re.MULTILINE)
        return {re.sub("^figure_", "", re.sub("^draw", self.stem, name)): name for name in names}

    def draws(self) -> dict[str, Callable]:
        """Figure id to draw function, in the order they are written."""
        return {i: getattr(self.drawing, name) for i, name in self.figures().items()}

    def stale(self) -> str:
        """Why the result has to be computed, or ""."""
        if not self.result_file.exists():
            return "never computed"
        result = read_result(self.result_file)
        recorded = result["provenance"]
        if recorded["fingerprint"] != provenance.computing(self.stem):
            return "code, settings or data"
        if recorded["digest"] != digest(result["data"]):
            return "result changed by hand"
        for name, expected in recorded.get("binaries", {}).items():
            path = self.folder / name
            if not path.exists() or sha256(path.read_bytes()) != expected:
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
        found = {p.name: p.read_bytes() for p in self.drawn_files()}
        now = (self.drawing_fingerprint(self.result_file.read_bytes()), drawn_digest(found))
        return recorded is None or recorded.groups() != now

    def drawing_fingerprint(self, result: bytes) -> str:
        """Fingerprint of everything the drawings and fragments are made from."""
        widgets = "".join(i for i in self.figures() if (WIDGETS / f"{i}.js").exists())
        return provenance.drawing(self.stem, result + widgets.encode())

    def drawn_files(self) -> list[Path]:
        """SVGs, fragments and parts for widgets that exist."""
        found = [p for i in self.figures() for p in self.folder.glob(f"{i}.*")]
        return sorted(p for p in found if p.name.endswith((".svg", ".md", PART)))

    def binary_files(self) -> list[Path]:
        """Binary files that the provenance records."""
        recorded = read_result(self.result_file)["provenance"].get("binaries", {})
        return [self.folder / name for name in recorded]


def discover(folder: Path = FIGURES) -> dict[str, Experiment]:
    """All experiments by stem, found by looking into the folder."""
    stems = sorted(p.stem for p in EXPERIMENTS.glob("*.py") if p.stem != "__init__")
    return {stem: Experiment(stem, folder) for stem in stems}


def titles() -> dict[str, str]:
    """First sentence of every experiment, by stem."""
    return {stem: experiment.title for stem, experiment in discover().items()}


def of_figure(figure_id: str) -> Experiment:
    """Experiment that a figure is drawn by, or a `Problem`."""
    for experiment in discover().values():
        if figure_id in experiment.figures():
            return experiment
    raise Problem(
        f"there is no figure {figure_id!r} to draw a card with.\n"
        "Name one of figures/ as `picture:` at the head of the page."
    )


def sha256(content: bytes) -> str:
    """Checksum of a file's content."""
    return hashlib.sha256(content).hexdigest()


def drawn_digest(files: Mapping[str, bytes]) -> str:
    """Short digest of drawn files, whatever drawing fingerprint a fragment carries."""
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(name.encode() + re.sub(rb' data-drawing="[\w-]+"', b"", files[name]))
    return total.hexdigest()[:16]


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
    found = module.run(module.QUICK if quick else module.Config())
    seconds = time.perf_counter() - start
    record = provenance.record(module, experiment.stem, seconds, processes, where)
    if quick:
        record["config"] = json.loads(json.dumps(vars(module.QUICK)))
    binaries = {
        f"{experiment.stem}.{name}.bin": content
        for name, content in found.get("binaries", {}).items()
    }
    if binaries:
        record["binaries"] = {name: sha256(content) for name, content in binaries.items()}
    data = rounded(found, f"{experiment.stem}: data")
    record["digest"] = digest(data)
    result = as_json({"provenance": record, "data": data})
    if len(result) > MOST_BYTES:
        raise Problem(
            f"{experiment.stem}: the result has {len(result):,} bytes; at most {MOST_BYTES:,}.\n"
            "Return fewer numbers from run(); nothing was written."
        )
    return {experiment.result_file.name: result} | binaries


def draw(experiment: Experiment, result: bytes) -> dict[str, bytes]:
    """All drawings and fragments of an experiment, by file name.

    Where a widget needs little of a large result, the drawing names it: ``PAGE = {figure id:
    keys}`` becomes ``<figure id>.page.txt``, and the widget loads that instead.
    """
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
            widget = (WIDGETS / f"{figure_id}.js").exists()
            pixels = {k: tuple(round(96 * inch) for inch in v) for k, v in sizes.items()}
            text = fragment.render(figure_id, parts, parsed, pixels, widget)
            files[f"{figure_id}.md"] = text.encode()
    for figure_id, keys in getattr(experiment.drawing, "PAGE", {}).items():
        name, words = f"{figure_id}{PART}", f"{figure_id}.md"
        files[name] = as_json({"data": {key: parsed["data"][key] for key in keys}})
        stamp = f' data-result="{name}" data-stem="'.encode()
        files[words] = files[words].replace(b' data-stem="', stamp, 1)
    for name, content in files.items():
        most = MOST_DRAWING if name.endswith(".svg") else MOST_PAGE if name.endswith(PART) else None
        if most and len(content) > most:
            raise Problem(
                f"figures/{name} would have {len(content):,} bytes; {most:,} is the most.\n"
                f"Draw fewer points in scripts/drawings/{experiment.stem}.py."
            )
    stamp = f' data-drawing="{experiment.drawing_fingerprint(result)}-{drawn_digest(files)}"'
    main = f"{experiment.stem}.md"
    files[main] = files[main].replace(b' data-stem="', stamp.encode() + b' data-stem="', 1)
    return files


def replace(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files beside their targets, then rename them all: whole or not at all."""
    waiting = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            beside = folder / f".{name}.{os.getpid()}"
            waiting.append((beside, folder / name))
            beside.write_bytes(content)
        for beside, target in waiting:
            beside.replace(target)
    except OSError as error:
        raise unwritable(folder, error) from None
    finally:
        for beside, _ in waiting:
            beside.unlink(missing_ok=True)
