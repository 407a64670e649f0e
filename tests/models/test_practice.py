import numpy as np
import pytest

from scripts.models import legendre, page_cakes, practice
from scripts.models.gradient_path import gradient_path, loss_and_gradient
from scripts.models.oven import goals, kitchen
from tests.javascript import answered

STEPS = [1, 2, 3, 10, 40]
GRID = np.linspace(-1, 1, 101)


@pytest.fixture
def sets():
    """Sets of 7, 12 and 40 cakes: x and y, three kitchens of each."""
    rng = np.random.default_rng(5)
    found = []
    for n in (7, 12, 40):
        x, noise = practice.rounds(3, n, rng)
        found.append((x, kitchen(x) + 0.2 * noise))
    return found


def test_it_is_where_steps_taken_one_by_one_would_be(sets):
    for x, y in sets:
        designs = practice.design(x, 12)
        found = practice.coefficients(designs, y, STEPS)
        for features, targets, knobs in zip(designs.features, y, found, strict=True):
            rate = len(targets) / np.linalg.norm(features, 2) ** 2
            b = np.zeros((12, 1))
            for step in range(1, max(STEPS) + 1):
                b = b - rate * loss_and_gradient(b, features, targets[:, None])[1]
                if step in STEPS:
                    assert np.allclose(knobs[STEPS.index(step)], b[:, 0], rtol=1e-9, atol=1e-12)


def test_it_is_the_path_through_the_gram_matrix_without_its_rounding(sets):
    steps = [1, 100, 10_000]
    for x, y in sets:
        designs = practice.design(x, 12)
        found = practice.coefficients(designs, y, steps)
        for features, targets, knobs in zip(designs.features, y, found, strict=True):
            duals = gradient_path(features @ features.T, targets[:, None], steps)[..., 0]
            assert np.allclose(knobs, duals @ features, rtol=1e-6, atol=1e-8)


def test_it_ends_at_the_least_squares_fit_of_the_smallest_knobs(sets):
    for x, y in sets:
        designs = practice.design(x, 12)
        end = practice.coefficients(designs, y, [10**15])[:, 0]
        for features, targets, knobs in zip(designs.features, y, end, strict=True):
            best = np.linalg.lstsq(features, targets, rcond=1e-12)[0]
            assert np.allclose(features @ knobs, features @ best, atol=1e-7)
            if len(targets) < 12:
                assert np.allclose(knobs, best, rtol=1e-6, atol=1e-6 * np.abs(best).max())


def test_her_own_miss_is_that_of_the_curve_and_falls_with_every_step(sets):
    steps = practice.stops(1e8, 8)
    for x, y in sets:
        designs = practice.design(x, 12)
        own = practice.own_miss(designs, y, steps)
        fitted = practice.coefficients(designs, y, steps)
        off = np.einsum("mnp,mtp->mtn", designs.features, fitted) - y[:, None]
        assert np.allclose(own, np.sqrt(np.mean(off**2, axis=2)), atol=1e-7)
        assert np.all(np.diff(own, axis=1) <= 1e-12)


def test_the_miss_on_new_cakes_is_what_many_of_them_give(sets):
    rng = np.random.default_rng(1)
    x, y = sets[0]
    fitted = practice.coefficients(practice.design(x, 12), y, [1, 30, 1000])
    found = practice.new_miss(fitted, goals()["kitchen"], 0.2)
    fresh = rng.uniform(-1, 1, 200_000)
    taste = kitchen(fresh) + 0.2 * rng.standard_normal(fresh.shape)
    heights = fitted @ legendre.features(fresh, 12, practice.SCALING).T
    assert np.allclose(found, np.sqrt(np.mean((heights - taste) ** 2, axis=2)), rtol=0.01)
    assert np.all(found > 0.2)


def test_a_round_has_a_cake_of_every_part_of_the_time_in_a_chance_order():
    x, noise = practice.rounds(500, 25, np.random.default_rng(0))
    assert x.shape == noise.shape == (500, 25)
    cells = np.floor((x[:, :20] + 1) * 5).reshape(-1, 10)
    assert np.array_equal(np.sort(cells, axis=1), np.tile(np.arange(10), (1000, 1)))
    assert abs(cells[:, 0].mean() - 4.5) < 0.3  # the first is any of them
    assert abs(noise.mean()) < 0.03 and noise.std() == pytest.approx(1, rel=0.02)


def test_more_cakes_of_a_page_leave_the_first_ones_where_they_are():
    x, y = page_cakes.rounds(7, 200, 0.2)
    for n in (2, 10, 11, 55):
        fewer = page_cakes.rounds(7, n, 0.2)
        assert np.array_equal(fewer, (x[:n], y[:n]))
    cells = np.floor((x + 1) * 5).reshape(-1, 10)
    assert np.array_equal(np.sort(cells, axis=1), np.tile(np.arange(10), (20, 1)))
    assert (y - kitchen(x)).std() == pytest.approx(0.2, rel=0.15)


def test_every_third_note_is_that_of_the_cake_before():
    for n in (2, 3, 4, 10, 200):
        y = np.arange(2.0 * n).reshape(2, n)
        noted = practice.contradictory(y)
        for i in range(n):
            assert np.array_equal(noted[:, i], y[:, i - 1] if i % 3 == 2 else y[:, i])
        assert np.array_equal(y, np.arange(2.0 * n).reshape(2, n))  # hers stay as they were


def test_the_stops_are_said_in_two_digits_and_none_twice():
    steps = practice.stops(1e8, 8)
    assert steps[0] == 1 and steps[-1] == 10**8 and np.all(np.diff(steps) > 0)
    assert all(n == int(float(f"{n:.1e}")) for n in steps)
    ratios = steps[1:] / steps[:-1]
    assert np.all(ratios[steps[:-1] >= 10] < 1.45)


def test_of_moments_that_are_level_the_first_is_the_best():
    new = np.array([[0.5, 0.3 + 1e-9, 0.3, 0.4], [0.3, 0.2, 0.2 - 1e-3, 0.2 - 1e-3 + 1e-12]])
    assert practice.first_best(new, axis=1).tolist() == [1, 2]
    assert practice.first_best(new.T, axis=0).tolist() == [1, 2]


# The page

PAGE = """
import { readFileSync } from "node:fs";
import { dot } from "./docs/js/lib/linear_algebra.js";
import { features } from "./docs/js/lib/knob_sweep.js";
import { facts, initial, learned } from "./docs/js/widgets/practice.js";
const { states, page, grid } = JSON.parse(readFileSync(0));
const found = states.map((asked) => {
  const state = initial(page, asked);
  const lesson = learned(page, state);
  const { own, fresh, best, fitted } = facts(page, state, lesson);
  const curve = grid.map((x) => dot(features(x, fitted.length), fitted));
  const [x, y] = ["x", "y"].map((name) => lesson.noted.map((cake) => cake[name]));
  return { steps: state.steps, x, y, own, fresh, best, curve };
});
console.log(JSON.stringify(found));
"""


def states(n_states, page):
    """What a reader may set, as an address holds it."""
    rng = np.random.default_rng(12)
    for i in range(n_states):
        yield {
            "steps": str(rng.choice(page["steps"])),
            "cakes": str(rng.choice(page["cakes"]) if i % 3 else rng.integers(2, 16)),
            "notes": str(i % 2),
            "seed": str(rng.integers(0, 10_000)),
        }


def test_a_page_bakes_the_same_cakes_and_practises_on_them_alike(published):
    page = published("practice")["data"]
    told = list(states(60, page))
    answer = answered(PAGE, {"states": told, "page": page, "grid": GRID.tolist()})
    goal, n_knobs = np.array(page["goal"]), page["shown"]["n_knobs"]
    largest = 0.0
    for state, found in zip(told, answer, strict=True):
        n, steps = int(state["cakes"]), int(state["steps"])
        x, y = page_cakes.rounds(int(state["seed"]), n, 0.2)
        noted = practice.contradictory(y) if state["notes"] == "1" else y
        assert found["steps"] == steps
        assert found["x"] == pytest.approx(x, abs=1e-12)
        assert found["y"] == pytest.approx(noted, abs=1e-9)
        designs, every = practice.design(x[None], n_knobs), page["steps"]
        fitted = practice.coefficients(designs, noted[None], every)[0]
        own = practice.own_miss(designs, noted[None], every)[0]
        new = practice.new_miss(fitted, goal, 0.2)
        at = every.index(steps)
        curve = legendre.features(GRID, n_knobs, practice.SCALING) @ fitted[at]
        tall = max(np.abs(curve).max(), np.abs(noted).max())
        apart = np.abs(np.array(found["curve"]) - curve).max() / tall
        largest = max(largest, apart)
        assert apart <= 1e-7
        assert found["own"] == pytest.approx(own[at], rel=1e-7, abs=1e-9)
        assert found["fresh"] == pytest.approx(new[at], rel=1e-7)
        assert found["best"]["miss"] == pytest.approx(new.min(), rel=1e-9)
        assert found["best"]["steps"] == every[int(practice.first_best(new, axis=0))]
    assert largest < 1e-8
