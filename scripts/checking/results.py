"""Results and drawings: none is older than what it is made from, none was edited by hand.

Nothing is computed. Where a drawing does not agree with what is recorded of it, it is drawn again
in memory, to say which of its files was changed.
"""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from scripts.building import ladder, reproduce
from scripts.building.experiment import Experiment, discover, draw, sha256, titles
from scripts.checking.page import Site
from scripts.compute import provenance
from scripts.compute.problem import Problem
from scripts.compute.results import digest, read_result
from scripts.markdown.pages import Fault, shown

LEFT_BY_A_KILL = re.compile(r"\..+\.\d+")  # `experiment.replace` writes beside its targets


def check(site: Site) -> Iterator[Fault]:
    """Faults of everything in figures/."""
    experiments = discover(site.figures)
    owned = {".gitkeep", reproduce.NAME, ladder.NAME}
    for experiment in experiments.values():
        try:
            yield from _of_result(experiment)
            owned |= {experiment.result_file.name}
            owned |= {p.name for p in [*experiment.drawn_files(), *experiment.binary_files()]}
        except Problem as problem:
            yield as_fault(problem, experiment.result_file)
    for path in sorted(site.figures.iterdir()):
        if path.name not in owned and not LEFT_BY_A_KILL.fullmatch(path.name):
            says = "the file belongs to no experiment"
            yield Fault(f"{shown(path)}:1", says, "delete it, or write what makes it")
    try:
        wanted = {reproduce.NAME: reproduce.page(titles()), ladder.NAME: ladder.page()}
    except Problem:
        return  # named above
    for name, content in wanted.items():
        path = site.figures / name
        if not path.is_file() or path.read_bytes() != content:
            old = path.read_bytes() if path.is_file() else b""
            says = "the list is not what the results give"
            yield Fault(f"{shown(path)}:{_differs(old, content)}", says, "run `make figures`")


def _of_result(experiment: Experiment) -> Iterator[Fault]:
    """Faults of one result and of what is drawn from it."""
    stem, path = experiment.stem, experiment.result_file
    force = f"run `python -m scripts.build {stem} --force`"
    if not path.exists():
        yield Fault(f"{shown(path)}:1", "the result is not there", "run `make figures`")
        return
    result = read_result(path)
    recorded = result["provenance"]
    changed_by_hand = recorded.get("digest") != digest(result["data"])
    if changed_by_hand:
        says = "the result was changed by hand: its numbers are not those that were computed"
        yield Fault(f"{shown(path)}:{changed_line(path)}", says, force)
    if recorded["fingerprint"] != provenance.computing(stem):
        says = f"the result is older than the code, settings or data of {stem}"
        yield Fault(f"{shown(path)}:1", says, "run `make figures`, then `python -m scripts.prose`")
    for name, expected in recorded.get("binaries", {}).items():
        binary = path.parent / name
        if not binary.is_file() or sha256(binary.read_bytes()) != expected:
            yield Fault(f"{shown(binary)}:1", "the file is not the one that was computed", force)
    if experiment.undrawn():
        yield from _of_drawing(experiment, changed_by_hand)


def _of_drawing(experiment: Experiment, changed_by_hand: bool) -> Iterator[Fault]:
    """Faults of drawings and fragments: which is not what the result and the code give."""
    stem, content = experiment.stem, experiment.result_file.read_bytes()
    again = {} if changed_by_hand else draw(experiment, content)
    main = experiment.folder / f"{stem}.md"
    stamp = re.search(
        r'data-drawing="(\w+)-', main.read_text("utf-8", "replace") if main.exists() else ""
    )
    if stamp and stamp[1] == experiment.drawing_fingerprint(content):
        for name, drawn in again.items():
            path = experiment.folder / name
            old = path.read_bytes() if path.is_file() else b""
            if _unstamped(old) != _unstamped(drawn):
                says = "the file was changed by hand, or is not there"
                place = f"{shown(path)}:{_differs(_unstamped(old), _unstamped(drawn))}"
                yield Fault(place, says, "run `make figures`, which draws it")
        for path in experiment.drawn_files():
            if path.name not in again:
                says = "nothing draws this file any more"
                yield Fault(f"{shown(path)}:1", says, "delete it")
    elif not changed_by_hand:
        says = f"the drawings of {stem} are older than their result, their code or their widget"
        yield Fault(f"{shown(main)}:1", says, "run `make figures`")


def _unstamped(content: bytes) -> bytes:
    return re.sub(rb' data-drawing="[\w-]+"', b"", content)


def _differs(old: bytes, new: bytes) -> int:
    """First line in which two files differ."""
    before, after = old.split(b"\n"), new.split(b"\n")
    pairs = enumerate(zip(before, after, strict=False), start=1)
    return next((n for n, (a, b) in pairs if a != b), min(len(before), len(after)))


def changed_line(path: Path) -> int:
    """First line of a file that differs from what is committed, as far as git can say; else 1."""
    command = ["git", "diff", "--unified=0", "HEAD", "--", path.name]
    try:
        done = subprocess.run(command, cwd=path.parent, capture_output=True, text=True)
    except OSError:  # no git
        return 1
    hunk = re.search(r"^@@ -\S+ \+(\d+)", done.stdout, re.MULTILINE)
    return int(hunk[1]) if hunk else 1


def as_fault(problem: Problem, path: Path) -> Fault:
    """Fault of what another part of the project could not go on with."""
    says, _, remedy = str(problem).partition("\n")
    named = re.match(r"(\S+?:\d+): (.*)", says, re.DOTALL)
    place, says = named.groups() if named else (f"{shown(path)}:1", says)
    remedy = " ".join(remedy.split()).rstrip(".") or "mend it"
    return Fault(place, says.rstrip("."), remedy[0].lower() + remedy[1:])
