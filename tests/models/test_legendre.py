import numpy as np
import pytest

from scripts.models import legendre
from tests.javascript import answered

EPS = float(np.finfo(float).eps)
EVERYWHERE = np.linspace(-1, 1, 41)


def points(n, m, seed=0):
    rng = np.random.default_rng(seed)
    return -1 + 2 * (np.arange(n) + rng.uniform(size=(m, n))) / n, rng.standard_normal((m, n, 2))


def designs(x, n_knobs, scaling=1.0):
    ((_, found),) = legendre.sweep(np.atleast_2d(x), [n_knobs], scaling)
    return found


@pytest.mark.parametrize(("n", "scaling"), [(5, 1.0), (10, 0.5), (12, 1.0), (20, 1.5)])
def test_every_step_of_the_sweep_equals_lstsq_with_the_same_cutoff(n, scaling):
    x, y = points(n, 4)
    knobs = sorted({1, 2, n - 1, n, n + 1, n + 2, n + 7, 3 * n, 200})
    for n_knobs, found in legendre.sweep(x, knobs, scaling):
        fits = found.coefficients(y)  # (m, P, k)
        for fit, own_x, own_y in zip(fits, x, y, strict=True):
            slow = np.polynomial.legendre.legvander(own_x, n_knobs - 1)
            slow /= (1 + np.arange(n_knobs)) ** scaling
            expected, _, rank, values = np.linalg.lstsq(slow, own_y, rcond=legendre.CUTOFF)
            assert rank == min(n, n_knobs)
            allowed = 100 * EPS * values[0] / values[-1] * np.abs(expected).max()
            assert np.abs(fit - expected).max() < allowed, n_knobs


def test_with_fewer_knobs_than_points_the_scaling_changes_nothing():
    x, y = points(12, 3)
    for n_knobs in (3, 8, 11):
        plain = [designs(x, n_knobs, s).coefficients(y) for s in (0.0, 0.5, 1.5)]
        curves = [
            legendre.features(EVERYWHERE, n_knobs, s) @ fit
            for s, fit in zip((0.0, 0.5, 1.5), plain, strict=True)
        ]
        assert np.allclose(curves[0], curves[1], rtol=1e-9, atol=1e-9)
        assert np.allclose(curves[0], curves[2], rtol=1e-9, atol=1e-9)


def test_past_as_many_knobs_as_points_it_does():
    x, y = points(8, 1)
    curves = [
        legendre.features(EVERYWHERE, 60, s) @ designs(x, 60, s).coefficients(y)[0]
        for s in (0.5, 1.5)
    ]
    assert np.abs(curves[0] - curves[1]).max() > 0.01


def test_what_counts_is_how_many_points_differ():
    # Ten points at six places: plain least squares through the means, from six knobs on.
    x, y = points(6, 1)
    places = np.r_[x[0], x[0, :4]]
    tasted = np.r_[y[0], -y[0, :4] + 1.0]
    means = np.r_[(tasted[:4] + tasted[6:]) / 2, tasted[4:6]]
    for n_knobs in (6, 7, 10, 30):
        found = designs(places, n_knobs)
        assert np.count_nonzero(found.values) == 6
        at_places = legendre.features(x[0], n_knobs, 1.0) @ found.coefficients(tasted[None])[0]
        assert np.allclose(at_places, means, rtol=1e-8, atol=1e-8)
        slow = legendre.features(places, n_knobs, 1.0)
        expected = np.linalg.lstsq(slow, tasted, rcond=legendre.CUTOFF)[0]
        assert np.allclose(found.coefficients(tasted[None])[0], expected, rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize("n_knobs", [3, 9, 10, 11, 80])
def test_ridge_equals_the_normal_equations_and_leaving_out_equals_refitting(n_knobs):
    x, y = points(10, 2)
    found = designs(x, n_knobs)
    penalties = [1e-4, 1e-2, 1.0]
    left_out = found.leave_one_out(y, penalties)  # (L, m, k)
    for i, own in enumerate(legendre.features(x, n_knobs, 1.0)):

        def fit(penalty, rows, own=own, i=i):
            kept = own[rows]
            square = kept.T @ kept + penalty * np.eye(n_knobs)
            return np.linalg.solve(square, kept.T @ y[i, rows])

        for penalty, errors in zip(penalties, left_out, strict=True):
            expected = fit(penalty, slice(None))
            assert np.allclose(found.coefficients(y, penalty)[i], expected, rtol=1e-7, atol=1e-8)
            residuals = [y[i, j] - own[j] @ fit(penalty, np.arange(10) != j) for j in range(10)]
            assert np.allclose(errors[i], np.mean(np.square(residuals), axis=0), rtol=1e-6)


def test_each_table_of_targets_may_have_its_own_penalty():
    x, y = points(10, 3)
    found = designs(x, 40)
    penalty = np.array([[0.1, 1.0], [0.2, 2.0], [0.3, 3.0]])
    together = found.coefficients(y, penalty)
    for i, j in np.ndindex(3, 2):
        alone = found.coefficients(y, penalty[i, j])
        assert np.allclose(together[i, :, j], alone[i, :, j], rtol=1e-12)


def test_the_distance_is_the_integral_whichever_has_more_terms():
    rng = np.random.default_rng(0)
    nodes, weights = np.polynomial.legendre.leggauss(80)
    for n_knobs, n_goal in ((5, 30), (30, 30)):
        fit, goal = rng.standard_normal(n_knobs), rng.standard_normal(n_goal)
        curve = legendre.features(nodes, n_knobs, 0.7) @ fit
        truth = np.polynomial.legendre.legval(nodes, goal)
        basis = np.polynomial.legendre.legvander(nodes, n_goal - 1)
        assert np.allclose(legendre.expansion(truth, weights, basis), goal, atol=1e-12)
        expected = weights @ (curve - truth) ** 2 / 2
        assert legendre.squared_distance(fit, goal, 0.7) == pytest.approx(expected, rel=1e-12)


JAVASCRIPT = """
import { readFileSync } from "node:fs";
import {
  coefficients, design, leaveOneOut, predict, squaredDistance,
} from "./docs/js/lib/knob_sweep.js";
const { asked, grid, goal } = JSON.parse(readFileSync(0));
const found = asked.map(({ x, y, knobs, scaling, penalty }) => {
  const points = design(x, knobs, scaling);
  const [plain, braked] = [0, penalty].map((value) => coefficients(points, y, value));
  return {
    rank: points.values.filter((value) => value > 0).length,
    plain: [...predict(plain, [...grid, ...x], scaling)],
    braked: [...predict(braked, [...grid, ...x], scaling)],
    leftOut: leaveOneOut(points, y, penalty),
    distance: squaredDistance(braked, goal, scaling),
  };
});
console.log(JSON.stringify(found));
"""


def inputs(n_inputs):
    """What a hand may do to points: drag them together, on top of each other, out of the range."""
    rng = np.random.default_rng(5)
    for i in range(n_inputs):
        n = 1 if i % 20 == 0 else int(rng.integers(2, 61))
        x = rng.uniform(-1, 1, n)
        if i % 5 == 1:  # together
            x[1::2] = x[: n - n % 2 : 2] + 10.0 ** -rng.uniform(1, 9)
        elif i % 5 == 2:  # repeated
            x = rng.choice(x[: n // 2 + 1], n)
        elif i % 5 == 3:  # outside
            x *= rng.uniform(1, 1.1)
        elif i % 5 == 4:  # in cells, as the figure draws them
            x = -1 + 2 * (np.arange(n) + rng.uniform(size=n)) / n
        knobs = n if i % 7 == 0 else int(rng.integers(1, 201))
        y = rng.standard_normal(n)
        scaling, penalty = float(rng.choice([0.5, 1, 1.5])), 10.0 ** rng.uniform(-4, 1)
        yield {"x": x, "y": y, "knobs": knobs, "scaling": scaling, "penalty": penalty}


def test_in_a_page_the_curves_are_the_same():
    asked = list(inputs(200))
    goal = np.random.default_rng(1).standard_normal(40)
    as_lists = [{k: getattr(v, "tolist", lambda v=v: v)() for k, v in a.items()} for a in asked]
    told = {"asked": as_lists, "grid": EVERYWHERE.tolist(), "goal": goal.tolist()}
    told = answered(JAVASCRIPT, told)
    conditions = []
    for case, found in zip(asked, told, strict=True):
        x, y, knobs, scaling = (case[name] for name in ("x", "y", "knobs", "scaling"))
        slow = legendre.features(x, knobs, scaling)
        plain, _, rank, values = np.linalg.lstsq(slow, y, rcond=legendre.CUTOFF)
        assert found["rank"] == rank
        conditions.append(values[0] / values[rank - 1])
        allowed = max(1e-6, 1000 * EPS * conditions[-1])
        u, _, vt = np.linalg.svd(slow, full_matrices=False)
        kept = values[:rank] / (values[:rank] ** 2 + case["penalty"])
        braked = vt[:rank].T @ (kept * (u[:, :rank].T @ y))
        rows = legendre.features(np.r_[EVERYWHERE, x], knobs, scaling)
        for name, fit in (("plain", plain), ("braked", braked)):
            curve = rows @ fit
            assert np.abs(found[name] - curve).max() <= allowed * np.abs(curve).max(), (name, case)
        if knobs < len(goal):
            expected = legendre.squared_distance(braked, goal, scaling)
            assert found["distance"] == pytest.approx(expected, rel=allowed)
        sure = max(1e-6, 1000 * EPS * values[0] ** 2 / case["penalty"])  # of 1 - H_ii
        if sure < 0.1:  # not outside the range
            own = designs(x, knobs, scaling)
            expected = own.leave_one_out(y[None, :, None], [case["penalty"]])[0, 0, 0]
            assert found["leftOut"] == pytest.approx(expected, rel=sure)
    assert min(conditions) == 1 and max(conditions) > 1e10  # the easiest and the hardest
