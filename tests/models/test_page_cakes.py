"""The page: the same cakes, the same division of a table, the same curves and misses."""

import math

import numpy as np
import pytest

from scripts.compute.datasets.mcycle import load_mcycle
from scripts.experiments.knob_sweep import Config
from scripts.models import legendre, oven, page_cakes
from scripts.models.seeded import seeded
from tests.javascript import answered

PAGE = """
import { readFileSync } from "node:fs";
import {
  basis, cakes, different, divided, figureCakes, fit, heights, kitchenSet, missOf, PENALTIES,
  sizesOf,
} from "./docs/js/widgets/knob_sweep_data.js";
import { initial, penaltyOf } from "./docs/js/widgets/knob_sweep_state.js";
const { states, tables, page, grid } = JSON.parse(readFileSync(0));
const rows = basis(grid);
const found = states.map((asked) => {
  const state = initial(asked);
  const table = tables[asked.table];
  const points = asked.seed ? cakes(state.seed, state.noise) : figureCakes(page, state.noise);
  const set = table ? divided(table, state.seed, asked.most) : kitchenSet(points);
  const { fitted, penalty } = fit(set, state.knobs, penaltyOf(state.brake));
  const { x, y, middle, half, shift, held } = set;
  return {
    x: [...x], y: [...y], middle, half, shift, penalty, held: held && [...held.x],
    curve: [...heights(rows, fitted)], miss: missOf(set, fitted, page.goal),
    sizes: sizesOf(page.knobs, set), different: different(set),
  };
});
console.log(JSON.stringify({ found, penalties: PENALTIES }));
"""
GRID = np.linspace(-1, 1, 101)


def divided(table, seed, most):
    """Divide a table as the page does: fitted x and y, held x and y, all scaled, and the scales."""
    draw = seeded(seed)
    groups = {}
    for x, y in sorted(table, key=lambda row: row[0]):
        groups.setdefault(x, []).append(y)
    low, high = min(groups), max(groups)
    n_parts = min(most, len(groups) // 2)
    parts = {}
    for x in groups:
        part = min(n_parts - 1, math.floor(n_parts * (x - low) / (high - low)))
        parts.setdefault(part, []).append(x)

    def one(values):
        return values[math.floor(draw() * len(values))]

    fitted = [(x, one(groups[x])) for x in map(one, parts.values())]
    taken = {x for x, _ in fitted}
    held = [(x, y) for x, y in table if x not in taken]
    middle, half = (low + high) / 2, (high - low) / 2
    shift = sum(y for _, y in fitted) / len(fitted)
    scaled = [
        ((np.array(rows)[:, 0] - middle) / half, np.array(rows)[:, 1] - shift)
        for rows in (fitted, held)
    ]
    return scaled[0], scaled[1], (middle, half, shift)


def states(n_states):
    """What a reader may set: data, seed, noise, brake and knobs, as an address holds them."""
    rng = np.random.default_rng(8)
    for i in range(n_states):
        yield {
            "knobs": str(rng.choice([10, 20, rng.integers(1, 27), rng.integers(1, 201)])),
            "seed": str(rng.integers(0, 10_000)) if i % 7 else "",
            "noise": f"{0.05 * rng.integers(0, 9):.2f}",
            "brake": ("", "auto", f"{rng.integers(-10, 7) / 2:g}")[i % 3],
            "table": ("", "", "crash", "own")[i % 4],
            "most": (20, 60)[i % 4 == 3],
        }


def test_a_page_bakes_the_same_cakes_and_draws_the_same_curves(published):
    page = published("knob_sweep")["data"]
    rng = np.random.default_rng(3)
    own = np.round(np.c_[rng.choice(np.arange(200.0), 500), 1000 + rng.standard_normal(500)], 3)
    tables = {"crash": np.c_[load_mcycle()].tolist(), "own": own.tolist()}
    told = list(states(100))
    answer = answered(PAGE, {"states": told, "tables": tables, "page": page, "grid": GRID.tolist()})
    penalties = np.geomspace(*Config().penalties)
    assert answer["penalties"] == pytest.approx(penalties, rel=1e-12)
    goal = np.array(page["goal"])
    kinds, allowances = set(), []
    for state, found in zip(told, answer["found"], strict=True):
        seed, noise, n_knobs = int(state["seed"] or 0), float(state["noise"]), int(state["knobs"])
        held = None
        if state["table"]:
            table = tables[state["table"]]
            (x, y), held, scales = divided(table, seed, state["most"])
            assert (found["middle"], found["half"], found["shift"]) == pytest.approx(scales)
            assert found["held"] == pytest.approx(held[0], abs=1e-12)
            assert len(set(x)) == len(x) <= state["most"] and not set(x) & set(held[0])
        elif seed:
            x, y = page_cakes.cakes(seed, 10, noise)
        else:
            x = np.array(page["example_x"])
            y = oven.kitchen(x) + (page["example_y"] - oven.kitchen(x)) * noise / 0.2
        assert found["x"] == pytest.approx(x, abs=1e-12)
        assert found["y"] == pytest.approx(y, abs=1e-9)
        assert found["different"] in found["sizes"] and found["sizes"] == sorted(found["sizes"])
        _, design = next(legendre.sweep(x[None], [n_knobs], 1.0))
        targets, penalty = y[None, :, None], found["penalty"]
        if state["brake"] == "auto":
            errors = design.leave_one_out(targets, penalties)[:, 0, 0]
            assert errors[np.argmin(np.abs(penalties - penalty))] <= errors.min() * (1 + 1e-6)
        else:
            expected = 10 ** float(state["brake"]) if state["brake"] else 0
            assert penalty == pytest.approx(expected, rel=1e-12)
        fit = design.coefficients(targets, penalty)[0, :, 0]
        values = design.values[0][design.values[0] > 0]
        allowed = max(1e-6, 1000 * np.finfo(float).eps * values[0] / values[-1])
        curve = legendre.features(GRID, n_knobs, 1.0) @ fit
        tall = max(np.abs(curve).max(), np.abs(y).max())
        assert np.abs(np.array(found["curve"]) - curve).max() <= allowed * tall
        if held is None:
            miss = legendre.squared_distance(fit, np.pad(goal, (0, 200)), 1.0)
        else:
            rows = legendre.features(held[0], n_knobs, 1.0)
            miss = np.mean((rows @ fit - held[1]) ** 2) / np.mean(held[1] ** 2)
        assert found["miss"] == pytest.approx(miss, rel=2 * allowed, abs=1e-9)
        kinds.add((state["table"], state["brake"] == "auto", penalty > 0, n_knobs > len(x)))
        allowances.append(allowed)
    assert len(kinds) >= 12 and np.median(allowances) == 1e-6


def test_new_points_or_another_seed_are_other_cakes_of_the_same_kitchen():
    x, y = page_cakes.cakes(1, 10, 0.0)
    assert np.array_equal(y, oven.kitchen(x))
    assert not np.allclose(x, page_cakes.cakes(2, 10, 0.0)[0])
    sets = [page_cakes.cakes(seed, 10, 0.2) for seed in range(1, 401)]
    off = np.array([y - oven.kitchen(x) for x, y in sets])
    assert off.std() == pytest.approx(0.2, rel=0.05) and abs(off.mean()) < 0.01
    assert all(np.array_equal(np.floor((x + 1) / 0.2), np.arange(10)) for x, _ in sets)
