"""Result files: what an experiment found, as JSON with its provenance.

Floats have six significant digits; nan and infinity are refused when written. Two results agree
when every number is within the tolerance that its experiment states, or is named as not compared.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from scripts.compute.problem import Problem

ROOT = Path(__file__).parents[2]
FIGURES = ROOT / "figures"

# By how much a number may move when an experiment is run again, by the name of its key; "default"
# holds for the others. A number allows a share of each entry; a pair (share, floor) allows the
# larger of that share and the floor, in the unit of the entry; words say why nothing is compared.
# "standard errors", itself a mapping, is for results that depend on the machine as they depend on a
# seed: what has an error beside it (the same name with `_se`) and no tolerance of its own may move
# by that many. Without a "default" in it, that holds for the names in it alone.
Tolerance = Mapping[str, float | tuple[float, float] | str | Mapping[str, float] | None]


def read_result(path: Path) -> dict[str, Any]:
    """Provenance and data of a result file, or a `Problem` that says how to mend it."""
    stem = path.stem
    remedy = (
        f"Bring it back with `git checkout {_shown(path)}`, or compute it again with "
        f"`python -m scripts.build {stem} --force`."
    )
    try:
        result = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise Problem(
            f"{_shown(path)} does not exist.\nCompute it with `python -m scripts.build {stem}`."
        ) from None
    except ValueError as error:
        raise Problem(f"{_shown(path)} is not whole JSON ({error}).\n{remedy}") from None
    if not isinstance(result, dict) or {"provenance", "data"} - set(result):
        raise Problem(f'{_shown(path)} has no "provenance" and "data".\n{remedy}')
    if {"stem", "fingerprint", "config", "seeds", "seconds"} - set(result["provenance"]):
        raise Problem(f"{_shown(path)} has a provenance with parts missing.\n{remedy}")
    return result


def rounded(value: Any, where: str) -> Any:
    """Value as JSON holds it: floats to six significant digits, none of them nan or infinite.

    Of bytes it holds their number and their checksum.
    """
    if hasattr(value, "tolist"):  # NumPy
        value = value.tolist()
    if isinstance(value, bytes):  # becomes a file of its own
        return {"bytes": len(value), "sha256": hashlib.sha256(value).hexdigest()}
    if isinstance(value, Mapping):
        return {str(k): rounded(v, f'{where}["{k}"]') for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(v, f"{where}[{i}]") for i, v in enumerate(value)]
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Problem(
                f"{where} is {value}: the run diverged, and nothing was written.\n"
                "Mend run() (a value that is infinite by theory is None)."
            )
        return float(f"{value:.6g}")
    return value


def as_json(result: Mapping[str, Any]) -> bytes:
    """Write a result as JSON with a line for each key: a diff that can be reviewed."""
    parts = []
    for name, part in result.items():
        lines = [f"  {json.dumps(k)}: {_dump(v, k)}" for k, v in part.items()]
        parts.append(f"{json.dumps(name)}: {{\n" + ",\n".join(lines) + "\n}")
    return ("{" + ",\n".join(parts) + "}\n").encode()


def _dump(value: Any, key: str) -> str:
    if key in {"quoted", "config"} and value:
        lines = [f"    {json.dumps(k)}: {json.dumps(v, allow_nan=False)}" for k, v in value.items()]
        return "{\n" + ",\n".join(lines) + "\n  }"
    return json.dumps(value, allow_nan=False, ensure_ascii=False)


def digest(data: Mapping[str, Any]) -> str:
    """Checksum of a result's data, which its provenance holds: a number changed by hand shows."""
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:16]


def differences(
    old: Any, new: Any, tolerance: Tolerance, key: str = "", error: Any = None
) -> list[str]:
    """Where a new result leaves the committed one by more than its tolerance.

    Every number is compared by itself, however large its neighbours in an array are.

    Parameters
    ----------
    old, new : data of a result, or a part of it
    tolerance : mapping
        See `Tolerance`.
    key : str
        Name of the part.
    error : like old, optional
        Standard errors of its numbers.
    """
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        found = [f"{name}: only in one of the two" for name in sorted(set(old) ^ set(new))]
        for name in old:
            if name in new:
                error = old.get(f"{name}_se")
                found += differences(old[name], new[name], tolerance, name, error)
        return found
    n_errors = counted(tolerance, key) if error is not None else None
    limits = allowed(tolerance, key)
    if limits is None and n_errors is None:
        return []
    a, b = leaves(old), leaves(new)
    if len(a) != len(b):
        return [f"{key}: {len(a)} values before, {len(b)} now"]
    if n_errors is not None:
        return _beyond(old, new, error, n_errors, key)
    relative, floor = limits
    outside = []
    for before, now in zip(a, b, strict=True):
        if _is_number(before) and _is_number(now):
            off, most = abs(now - before), max(relative * abs(before), floor)
        else:
            off, most = float(before != now), 0.0
        if off > most:
            outside.append((off / most if most else math.inf, off, most, before, now))
    if not outside:
        return []
    _, off, most, before, now = max(outside, key=lambda found: found[0])
    return [
        f"{key}: off by {off:.2g}, allowed {most:.2g} ({before} before, {now} now; "
        f"{len(outside)} of {len(a)} values)"
    ]


def allowed(tolerance: Tolerance, key: str) -> tuple[float, float] | None:
    """Relative and absolute tolerance of a number, or None where it is not compared."""
    stated = _stated(tolerance, key)
    if stated is None or isinstance(stated, str):
        return None
    return stated if isinstance(stated, tuple) else (stated, 0.0)


def counted(tolerance: Tolerance, key: str) -> float | None:
    """How many standard errors a number may move, or None where they do not decide."""
    counts = tolerance.get("standard errors", {})
    return None if key in tolerance else counts.get(key, counts.get("default"))


def _stated(tolerance: Tolerance, key: str) -> float | tuple[float, float] | str | None:
    if "standard errors" in tolerance and key not in tolerance and key.endswith("_se"):
        return "a standard error of a few seeds, which others are measured by"
    return tolerance.get(key, tolerance["default"])


def not_compared(names: Iterable[str], tolerance: Tolerance) -> dict[str, list[str]]:
    """Those of the names whose numbers are not compared, by the reason that is stated."""
    found: dict[str, list[str]] = {}
    for name in sorted(names):
        by_errors = not name.endswith("_se") and counted(tolerance, name) is not None
        if allowed(tolerance, name) is None and not by_errors:
            reason = _stated(tolerance, name) or "no reason is given"
            found.setdefault(reason, []).append(name)
    return found


def _beyond(old: Any, new: Any, error: Any, n_errors: float, key: str) -> list[str]:
    """Where numbers moved by more than so many standard errors; what is no number has to stay."""
    found = []
    for before, now, se in zip(leaves(old), leaves(new), leaves(error), strict=True):
        both = _is_number(before) and _is_number(now)
        if abs(now - before) > n_errors * se if both else before != now:
            found.append(f"{key}: {before} before, {now} now, allowed {n_errors:g} x {se}")
    return found[:1]


def leaves(value: Any) -> list:
    """All scalars of nested lists, in order."""
    if isinstance(value, list):
        return [leaf for v in value for leaf in leaves(v)]
    return [value]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
