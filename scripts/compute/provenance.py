"""Where a number comes from: fingerprints of what computes and of what draws.

A fingerprint answers one question: would running this again give something else? It covers a file,
every file of this project that it imports, and the input data; it ignores what cannot matter:
comments, blank lines and, except where they are a figure's words, docstrings. It reads the sources
and runs none of them, so that a build with nothing to do is quick.
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

from scripts.compute.datasets import files

ROOT = Path(__file__).parents[2]
SHOWING = ("scripts.plotting.style", "scripts.plotting.fragment")  # shape every drawing
LIBRARIES = ("numpy", "scipy", "scikit-learn", "matplotlib", "joblib")
NOTEBOOKS = ("ipykernel", "mkdocs-jupyter", "nbconvert", "pygments")  # what makes pages of them
REPEATS = ("seed", "n_seeds", "n_sets", "n_splits", "n_repeats")  # what Config calls its randomness
TRIALS = {"QUICK", "TOLERANCE"}  # of an experiment: say how to test, not what is published


def computing(stem: str) -> str:
    """Fingerprint of what the published run of an experiment depends on."""
    name = f"scripts.experiments.{stem}"
    sources = {other: essence(_path(other), trials=False) for other in reach(name)}
    return _digest({"code": sources, "data": {file: files.sha256(file) for file in inputs(stem)}})


def drawing(stem: str, result: bytes) -> str:
    """Fingerprint of what the drawings and fragments of an experiment depend on.

    Parameters
    ----------
    stem : str
        Of the experiment.
    result : bytes
        The JSON file they are drawn from.
    """
    own = f"scripts.drawings.{stem}"
    names = {own}.union(*map(reach, (own, *SHOWING)))
    sources = {name: essence(_path(name), docstrings=name == own) for name in sorted(names)}
    matplotlib = metadata.version("matplotlib")
    json_digest = hashlib.sha256(result).hexdigest()
    return _digest({"code": sources, "json": json_digest, "matplotlib": matplotlib})


def showing(notebooks: Iterable[Path]) -> str:
    """Fingerprint of what notebooks depend on beside their own text.

    Every module that one of them reaches, all input data, all results if one of them reads results,
    and the versions of the libraries that compute, draw and lay out. All of them, because a
    notebook does not say which it reads.

    Parameters
    ----------
    notebooks : iterable of Path
        Scripts in percent format.
    """
    _imports.cache_clear()  # a server asks again and again, while files change
    essence.cache_clear()
    imported = {name for path in notebooks for name in _imports(path)}
    modules = set().union(*map(reach, imported))
    read = [p for p in files.FOLDER.iterdir() if p.is_file() and p.suffix != ".md"]
    if "scripts.compute.results" in imported:
        read += ROOT.joinpath("figures").glob("*.json")
    return _digest(
        {
            "code": {name: essence(_path(name)) for name in sorted(modules)},
            "data": {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in read},
            "versions": {name: metadata.version(name) for name in (*LIBRARIES, *NOTEBOOKS)},
            "python": platform.python_version(),
        }
    )


def inputs(stem: str) -> tuple[str, ...]:
    """Files of ``scripts/data/`` that an experiment says it reads: its ``DATA``."""
    for node in _tree(_path(f"scripts.experiments.{stem}")).body:
        if isinstance(node, ast.Assign) and "DATA" in _targets(node):
            return ast.literal_eval(node.value)
    return ()


def title(stem: str) -> str:
    """First sentence of an experiment."""
    text = ast.get_docstring(_tree(_path(f"scripts.experiments.{stem}"))) or stem
    return text.splitlines()[0].rstrip(".")


def record(
    module: ModuleType, stem: str, seconds: float, processes: int, where: str = ""
) -> dict[str, Any]:
    """Everything the provenance drawer of a figure says; ``where`` names a cluster, if one ran."""
    config = json.loads(json.dumps(asdict(module.Config())))
    return {
        "stem": stem,
        "fingerprint": computing(stem),
        "config": config,
        "seeds": {name: config[name] for name in REPEATS if name in config},
        "versions": {"python": platform.python_version()}
        | {name: metadata.version(name) for name in LIBRARIES},
        "data": {name: files.sha256(name) for name in module.DATA},
        "seconds": round(seconds, 1),
        "processes": processes,
    } | ({"cluster": where} if where else {})


def reach(name: str) -> list[str]:
    """All ``scripts.*`` modules that a module imports, itself and the imported's imports too."""
    found, waiting = set(), [name]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _imports(_path(name))
    return sorted(found)


@cache
def essence(path: Path, docstrings: bool = False, trials: bool = True) -> str:
    """Source without comments and blank lines.

    Works on the text, not on a dump of the syntax tree, because that differs between versions of
    Python and a figure must not go stale with a new interpreter.

    Parameters
    ----------
    path : Path
    docstrings : bool
        Whether to keep them.
    trials : bool
        Whether to keep ``QUICK`` and ``TOLERANCE``.
    """
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    tree = ast.parse(text)
    cut = [] if docstrings else list(_docstrings(tree))
    if not trials:
        cut += [n for n in tree.body if isinstance(n, ast.Assign) and TRIALS & _targets(n)]
    for node in cut:
        lines[node.lineno - 1 : node.end_lineno] = [""] * (node.end_lineno - node.lineno + 1)
    return "\n".join(line.rstrip() for line in lines if line.strip())


def _digest(parts: dict) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def _path(name: str) -> Path:
    path = ROOT.joinpath(*name.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def _imports(path: Path) -> list[str]:
    names = []
    for node in _statements(_tree(path)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.append(node.module)
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return [name for name in names if name.startswith("scripts") and _path(name).is_file()]


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """Yield all below a node, however deep; what stands inside of an expression is not walked."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.stmt, ast.ExceptHandler, ast.match_case)):
            yield child
            yield from _statements(child)


def _docstrings(tree: ast.AST) -> Iterator[ast.Expr]:
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in (tree, *_statements(tree)):
        if isinstance(node, owners) and ast.get_docstring(node, clean=False) is not None:
            yield node.body[0]


def _targets(node: ast.Assign) -> set[str]:
    return {target.id for target in node.targets if isinstance(target, ast.Name)}
