"""Notebooks and the navigation: each page is in it, each notebook is a script without outputs."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from scripts.checking.page import SettingsLoader, Site
from scripts.markdown.pages import Fault, read_text, shown

NEEDED = ("description", "kernelspec")
TARGET = re.compile(r":\s*[\"']?(?P<file>[\w./-]+\.(?:md|py|ipynb))[\"']?\s*(?:#.*)?$")


def navigation(site: Site) -> Iterator[Fault]:
    """Pages that the navigation does not have, and what it has that is no page."""
    text, name = read_text(site.config), shown(site.config)
    try:
        yaml.load(text, SettingsLoader)
    except (yaml.YAMLError, ValueError, ImportError, AttributeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        says = f"the settings are not YAML: {getattr(error, 'problem', None) or error}"
        yield Fault(f"{name}:{mark.line + 1 if mark else 1}", says, "look for a colon or an indent")
        return
    listed: dict[str, int] = {}
    inside = re.search(r"^nav:\n(?:[ #].*\n|\n)*", text, re.MULTILINE)
    start = text.count("\n", 0, inside.start()) if inside else 0
    for n, line in enumerate(inside[0].split("\n") if inside else (), start=start + 1):
        target = TARGET.search(line)
        if not target or line.lstrip().startswith("#"):
            continue
        if target["file"] in listed:
            says = f"{target['file']} stands in the navigation twice"
            yield Fault(f"{name}:{n}", says, f"keep this or line {listed[target['file']]}")
        elif not (site.docs / target["file"]).is_file():
            says = f"the navigation names {target['file']}, which is not there"
            yield Fault(f"{name}:{n}", says, "write the page, or take the line out")
        listed[target["file"]] = n
    sources = [p.path for p in site.pages] + sorted(site.docs.glob("lab/*.py"))
    for path in sources:
        address = path.relative_to(site.docs).as_posix()
        if address not in listed:
            says = f"{address} is not in the navigation"
            yield Fault(f"{shown(path)}:1", says, f"add a line for it to nav in {name}")


def check(site: Site) -> Iterator[Fault]:
    """Faults of the notebooks."""
    for path in sorted(site.docs.glob("lab/*.py")):
        yield from _script(path)
    folders = [site.docs, site.figures]
    for path in sorted(p for folder in folders for p in folder.rglob("*.ipynb")):
        yield from _with_outputs(path)


def _script(path: Path) -> Iterator[Fault]:
    """Faults of a notebook in percent format."""
    text = read_text(path)
    head = re.match(r"# ---\n(?P<lines>(?:#.*\n)*?)# ---\n", text)
    try:
        settings = yaml.safe_load(re.sub(r"^# ?", "", head["lines"], flags=re.MULTILINE))["jupyter"]
        missing = [name for name in NEEDED if not settings.get(name)]
    except (TypeError, KeyError, AttributeError, yaml.YAMLError, ValueError):
        missing = list(NEEDED)
    for name in missing:
        says = f"the notebook has no {name} in its first lines"
        yield Fault(f"{shown(path)}:1", says, "write them as docs/lab/double_descent.py has them")
    try:
        ast.parse(text)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        yield Fault(f"{shown(path)}:{line}", f"the notebook is not Python: {error}", "mend it")
    for n, line in enumerate(text.split("\n"), start=1):
        if re.match(r"# (?:Out\[\d*\]|\+? ?\{\"?outputs)|# %%.*\boutputs?=", line):
            says = "the notebook holds an output"
            yield Fault(f"{shown(path)}:{n}", says, "take it out: the build runs the notebook")


def _with_outputs(path: Path) -> Iterator[Fault]:
    """Faults of a notebook that is kept as JSON."""
    text = path.read_text(encoding="utf-8", errors="replace")
    convert = f"keep it as a script: `jupytext --to py:percent {path.name}`, and delete this file"
    try:
        cells = json.loads(text)["cells"]
        ran = [n for n, cell in enumerate(cells, start=1) if cell.get("outputs")]
    except (ValueError, KeyError, TypeError, AttributeError):
        ran = []
    says = "the notebook is kept as JSON"
    line = 1
    if ran:
        says = f"the notebook has outputs (cell {', '.join(map(str, ran[:5]))})"
        held = re.search(r'"outputs": *\[\s*\{', text)
        line = text.count("\n", 0, held.start()) + 1 if held else 1
    yield Fault(f"{shown(path)}:{line}", says, convert)
