"""What a build survives: another build, a full disk, a killed worker, Ctrl-C, its own end.

Files are written beside their targets and then renamed (`experiment.replace`), so that each is
whole whenever a build ends. Here is the rest: one build at a time, what a killed one left is
cleared away, and what went wrong is told in two lines.
"""

import os
import re
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from scripts.compute.problem import Problem
from scripts.compute.results import ROOT

BESIDE = re.compile(r"\..+\.\d+")  # what `experiment.replace` writes before it renames
FAR = 1 << 30  # Windows lets nobody read what is locked: the byte is one that nobody reads


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder, or raise a `Problem` that names who does.

    The system gives it back when a process ends, however it ends. What an earlier one left behind
    is deleted.
    """
    path = folder.with_name(f".{folder.name}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("r+b" if path.exists() else "w+b")
    except OSError as error:
        raise unwritable(path.parent, error) from None
    with file:
        try:
            _take(file)
        except OSError:
            raise Problem(
                f"another build is at work: {file.read(200).decode('utf-8', 'replace')}.\n"
                "Wait until it ends, or end it; then run this again."
            ) from None
        command = " ".join(["python -m scripts.build", *sys.argv[1:]])
        file.truncate()
        file.write(f"process {os.getpid()}, since {time.strftime('%H:%M:%S')}, {command}".encode())
        file.flush()
        clear(folder)
        yield
        file.truncate(0)


def _take(file: IO[bytes]) -> None:
    """Lock a file until it is closed, or raise an `OSError`."""
    if os.name == "nt":
        import msvcrt

        file.seek(FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        file.seek(0)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def clear(folder: Path) -> None:
    """Delete what a build that was killed had written and not yet renamed."""
    for path in folder.glob(".*") if folder.is_dir() else ():
        if BESIDE.fullmatch(path.name):
            path.unlink(missing_ok=True)


def unwritable(folder: Path, error: OSError) -> Problem:
    """Say that nothing can be written, and why."""
    shown = folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else folder
    return Problem(
        f"{shown} cannot be written to ({error.strerror or error}).\n"
        "Every file in it is whole. Make room or give yourself the right, and run this again."
    )


def writable(folder: Path) -> None:
    """Raise a `Problem` where nothing can be written, before hours are spent on computing it."""
    probe = folder / f".probe.{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(bytes(100_000))
    except OSError as error:
        raise unwritable(folder, error) from None
    finally:
        if probe.exists():
            probe.unlink()


@contextmanager
def told(stem: str) -> Iterator[None]:
    """Turn what a machine may do to a computation into a `Problem`."""
    again = f"Nothing of {stem} was written. Run it with fewer processes: --jobs 1"
    try:
        yield
    except MemoryError:
        raise Problem(f"{stem}: there is not enough memory.\n{again}.") from None
    except Exception as error:
        if type(error).__name__ not in ("TerminatedWorkerError", "BrokenProcessPool"):
            raise
        says = f"{stem}: a process that computed was ended from outside, perhaps for its memory"
        raise Problem(f"{says}.\n{again}.") from None


@contextmanager
def stoppable(written: list[str]) -> Iterator[None]:
    """Let Ctrl-C and a polite end from outside say what had been written until then."""
    before = signal.getsignal(signal.SIGTERM)
    with suppress(ValueError):  # of a thread that is not the main one
        # Ctrl-C by name: a shell's background job ignores the signal of that key.
        signal.signal(signal.SIGTERM, _ended)
    try:
        yield
    except KeyboardInterrupt:
        end_workers()
        done = ", ".join(written)
        says = f"{done} written, all else is" if written else "every figure is"
        print(f"stopped; {says} as it was before", file=sys.stderr)
        raise SystemExit(130) from None
    finally:
        with suppress(ValueError, TypeError):
            signal.signal(signal.SIGTERM, before)


def _ended(*_: object) -> None:
    raise KeyboardInterrupt


def end_workers() -> None:
    """End the processes that compute, at once, if there are any."""
    loky = sys.modules.get("joblib.externals.loky.reusable_executor")
    executor = getattr(loky, "_executor", None)
    if executor is not None:
        executor.shutdown(wait=True, kill_workers=True)
