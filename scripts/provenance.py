"""Where a number comes from: fingerprints of what computes and of what draws.

A fingerprint answers one question: would running this again give something else? It covers the
settings, the code and the data files, and ignores what cannot matter: comments, docstrings, blank
lines, and, for a computation, everything that only draws or only says how to test.
"""

import ast
import hashlib
import io
import json
import platform
import tokenize
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import cache
from importlib import metadata
from pathlib import Path
from types import ModuleType
from typing import Any

from scripts import datasets

ROOT = Path(__file__).parent.parent
DRAWING = {"scripts.marks"}  # imported by experiments, used only by their draw functions
LIBRARIES = ("numpy", "scipy", "scikit-learn", "matplotlib", "joblib")
NOTEBOOKS = ("ipykernel", "mkdocs-jupyter", "nbconvert", "pygments")  # what makes pages of them
REPEATS = ("seed", "n_seeds", "n_sets", "n_splits", "n_repeats")  # what Config calls its randomness


def computing(module: ModuleType) -> str:
    """Fingerprint of what an experiment's ``run(Config())`` depends on."""
    sources = {name: essence(_path(name), keep_drawing=False) for name in reach(module.__name__)}
    data = {name: datasets.sha256(name) for name in module.DATA}
    return _digest({"config": settings(module), "code": sources, "data": data})


def drawing(module: ModuleType, result: bytes) -> str:
    """Fingerprint of what an experiment's drawings and fragment depend on.

    Parameters
    ----------
    module : ModuleType
        The experiment.
    result : bytes
        The JSON file they are drawn from.
    """
    kept = ("scripts.marks", "scripts.style", "scripts.fragment")
    sources = {name: essence(_path(name), keep_drawing=True) for name in kept}
    own = _path(module.__name__).read_text(encoding="utf-8")
    tree = ast.parse(own)
    draws = [ast.get_source_segment(own, node) for node in tree.body if _draws(node)]
    matplotlib = metadata.version("matplotlib")
    json_digest = hashlib.sha256(result).hexdigest()
    return _digest({"code": sources, "own": draws, "json": json_digest, "matplotlib": matplotlib})


def showing(notebooks: Iterable[Path]) -> str:
    """Fingerprint of what notebooks depend on beside their own text.

    Every module that one of them reaches, its drawing included, all input data, all results if one
    of them reads results, and the versions of the libraries that compute, draw and lay out. All of
    them, because a notebook does not say which it reads.

    Parameters
    ----------
    notebooks : iterable of Path
        Scripts in percent format.
    """
    _imports.cache_clear()  # a server asks again and again, while files change
    essence.cache_clear()
    imported = {name for path in notebooks for name in _imports(path)}
    modules = DRAWING.union(*map(reach, imported))
    files = [p for p in datasets.FOLDER.iterdir() if p.is_file() and p.suffix != ".md"]
    if "scripts.results" in imported:
        files += ROOT.joinpath("figures").glob("*.json")
    return _digest(
        {
            "code": {name: essence(_path(name), keep_drawing=True) for name in sorted(modules)},
            "data": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
            "versions": {name: metadata.version(name) for name in (*LIBRARIES, *NOTEBOOKS)},
            "python": platform.python_version(),
        }
    )


def settings(module: ModuleType) -> dict[str, Any]:
    """Values of the published ``Config()``, as JSON would give them back."""
    return json.loads(json.dumps(asdict(module.Config())))


def record(
    module: ModuleType, stem: str, seconds: float, processes: int, where: str = ""
) -> dict[str, Any]:
    """Everything the provenance drawer of a figure says; ``where`` names a cluster, if one ran."""
    config = settings(module)
    return {
        "stem": stem,
        "fingerprint": computing(module),
        "config": config,
        "seeds": {name: config[name] for name in REPEATS if name in config},
        "versions": {"python": platform.python_version()}
        | {name: metadata.version(name) for name in LIBRARIES},
        "data": {name: datasets.sha256(name) for name in module.DATA},
        "seconds": round(seconds, 1),
        "processes": processes,
    } | ({"cluster": where} if where else {})


def _digest(parts: dict) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def _path(name: str) -> Path:
    path = ROOT.joinpath(*name.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def reach(name: str) -> list[str]:
    """All ``scripts.*`` modules that a module imports, itself and the imported's imports too."""
    found, waiting = set(), [name]
    while waiting:
        name = waiting.pop()
        if name not in found and name not in DRAWING:
            found.add(name)
            waiting += _imports(_path(name))
    return sorted(found)


@cache
def _imports(path: Path) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.append(node.module)
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return [name for name in names if name.startswith("scripts") and _path(name).is_file()]


@cache
def essence(path: Path, keep_drawing: bool) -> str:
    """Source without comments, docstrings, blank lines and, unless kept, what only draws or tests.

    Works on the text, not on a dump of the syntax tree, because that differs between versions of
    Python and a figure must not go stale with a new interpreter.
    """
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    tree = ast.parse(text)
    cut = list(_docstrings(tree))
    if not keep_drawing:
        cut += [node for node in tree.body if _draws(node) or _settles_nothing(node)]
    for node in cut:
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
        lines[first - 1 : node.end_lineno] = [""] * (node.end_lineno - first + 1)
    return "\n".join(line.rstrip() for line in lines if line.strip())


def _docstrings(tree: ast.AST) -> Iterator[ast.Expr]:
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, owners) and ast.get_docstring(node, clean=False) is not None:
            yield node.body[0]


def _draws(node: ast.stmt) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name.lstrip("_").startswith("draw")


def _settles_nothing(node: ast.stmt) -> bool:
    """Whether a statement only says how to test: the published run does not depend on it."""
    names = [target.id for target in getattr(node, "targets", []) if isinstance(target, ast.Name)]
    return bool({"QUICK", "TOLERANCE"} & set(names))
