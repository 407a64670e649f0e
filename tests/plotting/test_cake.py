import itertools
import json

import numpy as np
import pytest

from scripts.plotting import cake, style
from tests.javascript import answered

AMOUNTS = [list(a) for a in itertools.product((0, 1, 4, 8), repeat=5)]
SCRIPT = """
import { readFileSync } from "node:fs";
import { cakeParts } from "./docs/js/lib/cake.js";
console.log(JSON.stringify(JSON.parse(readFileSync(0)).map(cakeParts)));
"""


def numbers(part):
    return [n for step in part["steps"] for n in step[1:]]


def test_a_page_draws_the_same_cake():
    there = answered(SCRIPT, AMOUNTS)
    for amounts, page in zip(AMOUNTS, there, strict=True):
        here = json.loads(json.dumps([part._asdict() for part in cake.parts(amounts)]))
        for ours, theirs in zip(here, page, strict=True):
            assert numbers(ours) == pytest.approx(numbers(theirs), abs=1e-9)
            for part in (ours, theirs):
                part["steps"] = [step[0] for step in part["steps"]]
            assert ours | {"opacity": 0} == theirs | {"opacity": 0}
            assert ours["opacity"] == pytest.approx(theirs["opacity"])


def test_every_amount_is_seen_and_each_in_its_own_way():
    plain = {p.name: p for p in cake.parts([4] * 5)}
    changes = (
        ("sugar", {"sugar"}),
        ("butter", {"icing", "shine"}),
        ("cocoa", {"cocoa", "bubbles"}),
        ("eggs", {"crumb", "cocoa", "bubbles", "edge", "icing", "shine", "sugar"}),
        ("salt", {"salt"}),
    )
    for i, (_, expected) in enumerate(changes):
        for amount in set(range(9)) - {4}:
            other = cake.parts([amount if k == i else 4 for k in range(5)])
            seen = {part.name for part in other if part != plain[part.name]}
            assert seen - {"bubbles"} == expected - {"bubbles"}, (i, amount)


@pytest.mark.parametrize("amounts", [a for a in AMOUNTS if set(a) <= {0, 8}])
def test_a_cake_stays_inside_its_picture(amounts):
    for part in cake.parts(amounts):
        for kind, *places in part.steps:
            ends = (
                places[-2:] if kind == "C" else places
            )  # a curve's other points are no part of it
            assert all(0 <= x <= cake.WIDTH for x in ends[::2])
            assert all(0 <= y <= cake.HEIGHT for y in ends[1::2])


@pytest.mark.parametrize("theme", style.COLORS)
def test_dark_cocoa_is_darker_than_no_cocoa_in_both_themes(theme):
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with style.themed(theme) as color:
        shades = []
        for cocoa in (0, 8):
            fig = Figure(figsize=(2.4, 1.8), facecolor=color["paper"])
            ax = fig.add_axes((0, 0, 1, 1), xlim=(0, 240), ylim=(180, 0))
            ax.set_axis_off()
            cake.draw(ax, (0, 0, cocoa, 8, 0), 0, 0, 240, color)
            canvas = FigureCanvasAgg(fig)
            canvas.draw()
            image = np.asarray(canvas.buffer_rgba())
            inside = image[int(0.4 * len(image)) : int(0.8 * len(image)), len(image[0]) // 2, 0]
            shades.append(np.median(inside))
        assert shades[0] > shades[1] + 100
