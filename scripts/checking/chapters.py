"""What a story and its evidence have to have, in the length that they have it."""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag

from scripts.building.experiment import WIDGETS
from scripts.checking.page import Page
from scripts.compute.problem import Problem
from scripts.compute.results import read_result
from scripts.markdown.pages import INCLUDE, Fault, words

SHORTEST, LONGEST = 1050, 1700  # words of a story that are read without opening a fold
PARTS = ("When it is not true", "## What would change our mind", "<summary>Sources</summary>")
GUESS = re.compile(r"<fieldset\b[^>]*class=\"guess\".*?</fieldset>", re.DOTALL)


def story(page: Page) -> Iterator[Fault]:
    """Faults of a page of the story."""
    if page.head.get("kind") != "story":
        return
    text, first = page.source, page.at(0)
    n = words(page.path, page.site.figures)
    if not SHORTEST <= n <= LONGEST:
        does = "shorten it, or move a part to the evidence" if n > LONGEST else "write more"
        yield Fault(first, f"the story has {n} words", f"{does}: {SHORTEST} to {LONGEST}")
    figures = [name.removesuffix(".md") for name in page.includes]
    widgets = {path.stem for path in WIDGETS.glob("*.js")} & set(figures)
    guesses = text.count('class="guess"') + ("knob_sweep" in figures)
    yield from _between(first, "figures", len(figures), 4, 8)
    yield from _between(first, "figures that can be turned", len(widgets), 2, 4)
    yield from _between(first, "guesses", guesses, 3, 4)
    for sign in ("±", "When it is not true"):
        if sign in text:
            where = page.at(text.index(sign))
            yield Fault(where, f"{sign!r} belongs into the evidence", "move it there")
    ends = len(re.findall(r"^## You can now say$", text, re.MULTILINE))
    if ends != 1:
        yield Fault(first, f"the story has {ends} headings `You can now say`", "write one")
    yield from _one_number_each(page)


def _between(place: str, what: str, n: int, least: int, most: int) -> Iterator[Fault]:
    if not least <= n <= most:
        yield Fault(place, f"the story has {n} {what}", f"let it have {least} to {most}")


def _one_number_each(page: Page) -> Iterator[Fault]:
    """Paragraphs of a story with more than one bound number."""
    start = max(page.source.find("{ .meta }"), 0)
    text = re.sub(r"<fieldset.*?</fieldset>", _blank, page.source, flags=re.DOTALL)
    for match in re.finditer(r"(?:[^\n]+\n?)+", text[start:]):
        if (n := match[0].count("data-from=")) > 1:
            place = page.at(start + match.start())
            remedy = "keep one, and leave the others to the evidence"
            yield Fault(place, f"the paragraph has {n} numbers of ours", remedy)


def _blank(match: re.Match) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def evidence(page: Page) -> Iterator[Fault]:
    """Faults of a page of the evidence, and of a story whose figures it does not have."""
    first = page.at(0)
    if page.head.get("kind") == "story":
        other = page.site.page(f"{page.path.stem}-evidence.md")
        for name in page.includes if other else ():
            if name not in other.includes:
                remedy = f"include it in {other.name} too"
                place = page.find(f'--8<-- "{name}"')
                yield Fault(place, f"the evidence does not show {name.removesuffix('.md')}", remedy)
    if page.head.get("kind") != "evidence":
        return
    if (n := len(page.includes)) < 5:
        yield Fault(first, f"the evidence has {n} figures", "show five or more")
    if (n := page.source.count('class="mathematics"')) < 2:
        remedy = 'write two: <details class="mathematics" markdown="1">'
        yield Fault(first, f"the evidence has {n} folds of mathematics", remedy)
    if 'class="guess"' in page.source:
        where = page.at(page.source.index('class="guess"'))
        yield Fault(where, "a guess stands in the evidence", "move it to the story")
    for part in (
        "When it is not true",
        "## What would change our mind",
        "<summary>Sources</summary>",
    ):
        if part not in page.source:
            yield Fault(first, f"the evidence has no part {part!r}", "write it")


def guesses(page: Page) -> Iterator[Fault]:
    """Faults of the questions of a page."""
    names: dict[str, str] = {}
    for match in GUESS.finditer(page.source):
        guess = BeautifulSoup(match[0], "html.parser").fieldset
        place = page.at(match.start())
        name = guess.get("id") or ""
        for says, remedy in _of_guess(page, guess, name, match.start()):
            yield Fault(place, f"{name or 'a guess'} {says}", remedy)
        if name in names:
            yield Fault(place, f"{name} is asked twice", "give one of the two another id")
        names[name] = place


def _of_guess(page: Page, guess: Tag, name: str, at: int) -> Iterator[tuple[str, str]]:
    """Say what is wrong with one question, and what to do."""
    if not name.startswith("guess-"):
        yield "has no id of a guess", "write one that begins with guess-"
    for part, what in {
        "legend": "question",
        "output": "output",
        "details.answer p": "answer",
    }.items():
        found = guess.select_one(part)
        if found is None or (what != "output" and not found.get_text(strip=True)):
            yield f"has no {what}", 'write <legend>, <output> and <details class="answer">'
    for control in guess.select("input"):
        if control.get("name", "") != name.removeprefix("guess-"):
            says = f"has an input called {control.get('name')!r}"
            yield says, f"call it {name.removeprefix('guess-')}: it is kept by that name"
            break
    below = {m["name"].removesuffix(".md") for m in INCLUDE.finditer(page.source, at)}
    for figure in str(guess.get("data-figure") or "").split():
        if figure not in below:
            yield f"covers {figure}, which is not shown below it", "show it after the guess"
    radios, ranges = guess.select("input[type=radio]"), guess.select("input[type=range]")
    curves = guess.select(".guess-curve")
    if bool(radios) + len(ranges) + len(curves) != 1:
        yield "is not of one kind", "give it answers to choose from, or a range, or a curve"
    elif radios:
        if len(radios) < 3:
            yield f"has {len(radios)} answers", "write three or more"
        right = sum("data-answer" in radio.attrs for radio in radios)
        if right != 1:
            yield f"has {right} right answers", "mark one with data-answer"
    elif ranges:
        yield from _of_range(guess, ranges[0])
    else:
        yield from _of_curve(page, curves[0])


def _of_range(guess: Tag, control: Tag) -> Iterator[tuple[str, str]]:
    truths = guess.select(".answer em.truth[data-from]")
    if len(truths) != 1:
        yield f"has {len(truths)} answers to compare with", 'write one <em class="truth" data-from>'
        return
    try:
        value = float(re.sub(r"[^\d.]", "", truths[0].get_text()))
        low, high = float(control.get("min")), float(control.get("max"))
        near, start = float(guess.get("data-near")), float(control.get("value", (low + high) / 2))
    except (TypeError, ValueError):
        yield "has an end or a data-near that is no number", "write min, max and data-near"
        return
    if not low <= value <= high:
        yield f"cannot be answered: {value:g} is not between {low:g} and {high:g}", "move an end"
    elif not 0 < near < (high - low) / 10:
        yield f"counts {near:g} as near", "write less than a tenth of its range"
    elif abs(start - value) <= near:
        yield "begins at its answer", "let it begin somewhere else"


def series(data: dict, key: str) -> list[float]:
    """Numbers of a result by their key, which may name one row of many: ``test_error[2]``."""
    name, row = re.fullmatch(r"(\w+)(?:\[(\d+)\])?", key).groups()
    return data[name] if row is None else data[name][int(row)]


def _of_curve(page: Page, curve: Tag) -> Iterator[tuple[str, str]]:
    stem = curve.get("data-stem") or ""
    path = page.site.figures / f"{stem}.json"
    if not re.fullmatch(r"\w+", stem) or not path.is_file():
        yield f"draws {stem!r}, and there is no such result", "name a stem of figures/"
        return
    try:
        data = read_result(path)["data"]
        xs, ys = (series(data, key) for key in curve["data-truth"].split())
        (left, right), (low, high) = (map(float, curve[f"data-{axis}"].split()) for axis in "xy")
        inside = xs[0] <= left and right <= xs[-1] and all(low <= y <= high for y in ys)
    except Problem:
        return  # `results` names it
    except (KeyError, ValueError, AttributeError, IndexError, TypeError) as error:
        yield f"has a curve that cannot be read ({error})", "look at docs/js/guess/curve.js"
        return
    if len(xs) != len(ys) or not inside:
        yield "has a curve that leaves its chart", "widen data-x or data-y"
    if not curve.get_text(strip=True):
        yield "says nothing without a script", "write into it what such a reader does"
