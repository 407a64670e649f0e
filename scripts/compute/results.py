"""Result files: what an experiment found, as JSON with its provenance.

Floats have six significant digits; nan and infinity are refused when written. Two results agree
when every number is within the tolerance that its experiment states.
"""

import hashlib
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scripts.compute.problem import Problem

ROOT = Path(__file__).parents[2]
FIGURES = ROOT / "figures"


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
    old: Any, new: Any, tolerance: Mapping[str, float | None], key: str = "", error: Any = None
) -> list[str]:
    """Where a new result leaves the committed one by more than its tolerance.

    Numbers are compared relative to the old one, or to a thousandth of the largest in the same
    array where that is more, so that a value next to zero need not agree to the last digit.

    A tolerance of "standard errors" is for results that depend on the machine as they depend on a
    seed. What has a standard error beside it (the same name with `_se`) and no tolerance of its own
    may move by that many of them; the standard errors themselves, of a few seeds, are not compared.
    """
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        found = [f"{name}: only in one of the two" for name in sorted(set(old) ^ set(new))]
        for name in old:
            if name in new:
                error = old.get(f"{name}_se")
                found += differences(old[name], new[name], tolerance, name, error)
        return found
    n_errors = tolerance.get("standard errors")
    if n_errors is not None and key not in tolerance:
        if key.endswith("_se"):
            return []
        if error is not None:
            return _beyond(old, new, error, n_errors, key)
    allowed = tolerance.get(key, tolerance["default"])
    if allowed is None:
        return []
    a, b = leaves(old), leaves(new)
    if len(a) != len(b):
        return [f"{key}: {len(a)} values before, {len(b)} now"]
    numbers = [abs(v) for v in a if _is_number(v)]
    floor = 1e-3 * max(numbers, default=0.0)
    worst, example = 0.0, ""
    for before, now in zip(a, b, strict=True):
        if _is_number(before) and _is_number(now):
            scale = max(abs(before), floor) or 1.0
            off = abs(now - before) / scale
        else:
            off = 0.0 if before == now else math.inf
        if off > worst:
            worst, example = off, f"{before} before, {now} now"
    return [f"{key}: off by {worst:.2g}, allowed {allowed:g} ({example})"] * (worst > allowed)


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
