import numpy as np
import pytest

from scripts.compute.datasets.cake import load_cake
from scripts.experiments import cake_knobs
from scripts.experiments.cake_knobs import Config
from tests.javascript import answered


@pytest.fixture
def data(published):
    found = published("cake_knobs")["data"]
    return {k: np.array(v) if isinstance(v, list) else v for k, v in found.items()}


@pytest.fixture(scope="module")
def cakes():
    return cake_knobs.cakes(Config())


def test_temperature_explains_a_ninth_of_what_makes_cakes_differ(data):
    assert data["r"] == pytest.approx(0.33, abs=0.005)
    assert data["r2"] == pytest.approx(0.11, abs=0.005)
    assert data["rmse"] / data["rmse_of_the_mean"] == pytest.approx(np.sqrt(1 - data["r2"]))


def test_hotter_cakes_bend_further_in_nearly_every_resample(data):
    assert data["slope"] > 3 * data["slope_se"]
    assert data["slope_p10"] > 0
    assert np.all(np.diff(data["line_angle"]) > 0)


def test_the_knobs_equal_scikit_learns_and_scipys():
    from scipy.stats import linregress
    from sklearn.linear_model import LinearRegression

    heat, angle, _ = cake_knobs.cakes(Config())
    found = cake_knobs.run(cake_knobs.QUICK)
    model = LinearRegression(tol=np.finfo(float).eps).fit(heat[:, None], angle)
    assert found["intercept"] == pytest.approx(model.intercept_, rel=1e-12)
    assert found["slope"] == pytest.approx(model.coef_[0], rel=1e-12)
    line = linregress(heat, angle)
    assert found["r"] == pytest.approx(line.rvalue, rel=1e-12)
    assert found["slope_naive"] == pytest.approx(line.stderr, rel=1e-12)
    assert found["intercept_naive"] == pytest.approx(line.intercept_stderr, rel=1e-12)
    missed = angle - model.predict(heat[:, None])
    assert found["rmse"] == pytest.approx(np.sqrt(np.mean(missed**2)), rel=1e-12)


def test_the_gradient_equals_finite_differences(cakes):
    heat, angle, _ = cakes
    step = 1e-5
    for knobs in np.random.default_rng(0).normal(scale=30, size=(20, 2)):
        _, gradient = cake_knobs.loss_and_gradient(knobs, heat, angle)
        for i, direction in enumerate(step * np.eye(2)):
            up, down = (
                cake_knobs.loss_and_gradient(knobs + s * direction, heat, angle)[0] for s in (1, -1)
            )
            assert (up - down) / (2 * step) == pytest.approx(gradient[i], rel=1e-6, abs=1e-6)


def test_descent_rolls_downhill_to_the_fitted_knobs(data):
    assert np.all(np.diff(data["path_mse"]) < 0)
    assert data["path_mse"][0] > 15 * data["rmse"] ** 2
    assert data["path_intercept"][-1] == pytest.approx(data["intercept"], abs=0.01)
    assert data["path_slope"][-1] == pytest.approx(data["slope"], abs=0.1)


def test_every_step_is_the_one_that_theory_gives(cakes):
    # Temperatures are balanced around 200 °C, so each knob nears its goal by a constant factor.
    cfg = Config()
    heat, angle, _ = cakes
    path, _ = cake_knobs.descend(cfg, heat, angle)
    best = np.linalg.lstsq(np.stack([np.ones_like(heat), heat], axis=1), angle, rcond=None)[0]
    factor = 1 - 2 * cfg.lr * np.array([1, np.mean(heat**2)])
    steps = np.arange(cfg.n_steps + 1)[:, None]
    assert np.allclose(path, best + (path[0] - best) * factor**steps, rtol=0, atol=1e-10)


def test_steps_that_are_too_long_climb_out_of_the_valley(cakes):
    heat, angle, _ = cakes
    _, loss = cake_knobs.descend(Config(lr=1.01, n_steps=100), heat, angle)
    assert loss[-1] > loss[0]
    _, loss = cake_knobs.descend(Config(lr=0.99, n_steps=1000), heat, angle)
    assert loss[-1] < loss[0] / 15


def test_the_map_is_a_bowl_with_the_line_at_its_bottom(data):
    away = np.meshgrid(
        data["grid_intercept"] - data["intercept"], data["grid_slope"] - data["slope"]
    )
    heat, _, _ = cake_knobs.cakes(Config())
    bowl = data["rmse"] ** 2 + away[0] ** 2 + np.mean(heat**2) * away[1] ** 2
    assert np.allclose(data["grid_mse"], bowl, rtol=2e-5)
    inside = (
        (data["path_intercept"], data["grid_intercept"]),
        (data["path_slope"], data["grid_slope"]),
    )
    assert all(grid[0] < path.min() and path.max() < grid[-1] for path, grid in inside)


def test_a_resample_is_the_line_through_the_cakes_of_the_rounds_drawn(cakes):
    heat, angle, replicate = cakes
    sums = cake_knobs.group_sums(heat, angle, replicate)
    rng = np.random.default_rng(3)
    for drawn in rng.integers(15, size=(20, 15)):
        rows = np.concatenate([np.flatnonzero(replicate == r) for r in drawn])
        times = np.bincount(drawn, minlength=15)
        found = cake_knobs.fit_lines(times @ sums)
        slope, intercept = np.polyfit(heat[rows], angle[rows], 1)
        assert found == pytest.approx([intercept, slope], rel=1e-10)


def test_the_spread_is_the_one_between_rounds(data, cakes):
    # Every round bakes every temperature, so the knobs are means of the rounds' own knobs.
    heat, angle, replicate = cakes
    own = cake_knobs.fit_lines(cake_knobs.group_sums(heat, angle, replicate))
    se = own.std(axis=0) / np.sqrt(len(own))
    assert [data["intercept_se"], data["slope_se"]] == pytest.approx(se, rel=0.05)


def test_taking_cakes_as_independent_is_wrong_both_ways(data):
    assert data["intercept_se"] > 2 * data["intercept_naive"]
    assert data["slope_se"] < 0.8 * data["slope_naive"]


def test_the_band_is_about_the_line_and_not_about_the_cakes(data):
    low, high = data["line_angle_p10"], data["line_angle_p90"]
    assert np.all((low < data["line_angle"]) & (data["line_angle"] < high))
    assert np.all(high - low < data["rmse"])


def test_all_cakes_are_there(data):
    table = load_cake()
    for name in ("temperature", "angle", "recipe"):
        assert data[name].tolist() == table[name].tolist()


def test_steps_may_be_as_long_as_the_curvature_allows(data):
    assert data["largest_lr"] == pytest.approx(1)
    assert data["quoted"]["lr"] < data["largest_lr"]


def test_what_is_held_out_is_predicted_by_a_line_that_never_saw_it(cakes):
    heat, angle, _ = cakes
    recipe = np.unique(load_cake()["recipe"], return_inverse=True)[1]
    each, rmse = cake_knobs.held_out(cake_knobs.group_sums(heat, angle, recipe))
    missed = np.empty_like(angle)
    for r in range(3):
        slope, intercept = np.polyfit(heat[recipe != r], angle[recipe != r], 1)
        missed[recipe == r] = angle[recipe == r] - intercept - slope * heat[recipe == r]
        assert each[r] == pytest.approx(np.sqrt(np.mean(missed[recipe == r] ** 2)), rel=1e-10)
    assert rmse == pytest.approx(np.sqrt(np.mean(missed**2)), rel=1e-10)


def test_leaving_out_one_cake_agrees_with_the_hat_matrix(data, cakes):
    heat, angle, _ = cakes
    design = np.stack([np.ones_like(heat), heat], axis=1)
    hat = design @ np.linalg.solve(design.T @ design, design.T)
    alone = (angle - hat @ angle) / (1 - np.diag(hat))
    assert data["held_out_rmse"][0] == pytest.approx(np.sqrt(np.mean(alone**2)), rel=1e-5)


def test_a_new_cake_a_new_recipe_and_a_new_temperature_cost_next_to_nothing(data):
    assert data["held_out"].tolist() == ["cake", "recipe", "temperature", "round"]
    assert np.all(data["held_out_rmse"][:3] < 1.01 * data["rmse"])
    assert data["recipe_rmse"].max() < 1.1 * data["rmse"]


def test_the_first_two_rounds_are_missed_by_far_more_than_bad_luck_explains(data):
    assert set(np.argsort(data["round_rmse"])[-2:]) == {0, 1}
    assert data["round_rmse"][:2].min() > 2 * data["rmse"]
    assert data["round_rmse"][:2].min() > 1.3 * data["shuffled_worst_p90"]
    assert data["round_rmse"][2:].max() < data["shuffled_worst_p10"]


def test_all_rounds_together_hide_the_two_that_are_bad(data):
    assert 1 < data["held_out_rmse"][3] / data["rmse"] < 1.1


def test_the_round_says_more_about_a_cake_than_the_oven_and_the_recipe_says_nothing(data):
    said = data["quoted"]
    assert said["round_explains"] > 4 * said["r2"]
    assert said["recipe_explains"] < 0.01


def test_what_groups_explain_is_adjusted_for_how_many_there_are(data, cakes):
    said, (heat, angle, replicate) = data["quoted"], cakes
    recipe = np.unique(load_cake()["recipe"], return_inverse=True)[1]
    designs = {
        "r2": heat[:, None],
        "round_explains": np.eye(15)[replicate][:, 1:],
        "recipe_explains": np.eye(3)[recipe][:, 1:],
    }
    rng = np.random.default_rng(0)
    for name, design in designs.items():
        knobs = np.column_stack([np.ones(len(angle)), design])

        def share(y, knobs=knobs):
            rest = y - knobs @ np.linalg.lstsq(knobs, y, rcond=None)[0]
            return 1 - np.sum(rest**2) / np.sum((y - y.mean()) ** 2), rest

        explained, rest = share(angle)
        free = len(angle) - knobs.shape[1]
        adjusted = 1 - np.sum(rest**2) / free / angle.var(ddof=1)
        assert said[name] == pytest.approx(explained, rel=1e-5)
        assert said[f"{name}_adjusted"] == pytest.approx(adjusted, rel=1e-4)
        shuffled = np.mean([share(rng.permutation(angle))[0] for _ in range(400)])
        assert said[f"{name}_by_chance"] == pytest.approx(shuffled, rel=0.15)
    assert said["round_explains_adjusted"] > 4 * said["r2_adjusted"]
    by_chance = said["recipe_explains_by_chance"]
    assert said["recipe_explains"] == pytest.approx(by_chance, rel=0.1), "the recipe says nothing"


def test_a_line_that_learned_from_the_first_rounds_fails_on_all_later_ones(data, cakes):
    heat, angle, replicate = cakes
    seen = replicate < Config().n_first
    slope, intercept = np.polyfit(heat[seen], angle[seen], 1)
    missed = angle - intercept - slope * heat
    assert data["first_train_rmse"] == pytest.approx(np.sqrt(np.mean(missed[seen] ** 2)), rel=1e-5)
    assert data["first_test_rmse"] == pytest.approx(np.sqrt(np.mean(missed[~seen] ** 2)), rel=1e-5)
    assert data["first_train_rmse"] < data["rmse"] < 0.5 * data["first_test_rmse"]


def test_the_coldest_oven_would_not_boil_water_if_its_degrees_were_fahrenheit(data):
    assert data["quoted"]["coldest_if_it_were_fahrenheit"] < 100


VALLEY = """
import { readFileSync } from "node:fs";
import { gradient, loss, ring, step, valley } from "./docs/js/lib/valley.js";
const { heat, angle, states } = JSON.parse(readFileSync(0, "utf8"));
const hill = valley(heat, angle);
const pair = ({ height, tilt }) => [height, tilt];
console.log(JSON.stringify({
  best: pair(hill.best), least: hill.least, bends: hill.bends, limit: hill.limit,
  states: states.map(({ height, tilt, length, steps, missed }) => {
    let knobs = { height, tilt };
    const begun = { loss: loss(hill, knobs), gradient: pair(gradient(hill, knobs)) };
    for (let i = 0; i < steps; i += 1) knobs = step(hill, knobs, length);
    return { ...begun, end: pair(knobs), endLoss: loss(hill, knobs), ring: ring(hill, missed, 12) };
  }),
}));
"""


@pytest.mark.parametrize("balanced", [True, False])
def test_the_valley_of_the_page_is_python_s(cakes, balanced):
    # The page knows the valley's bottom and its curvature; Python goes by the residuals.
    heat, angle, _ = cakes
    if not balanced:  # most of the hot cakes left out: the two knobs now disturb each other
        kept = (heat < 0) | (np.arange(len(heat)) % 5 == 0)
        heat, angle = heat[kept], angle[kept]
    rng = np.random.default_rng(0)
    states = [
        {
            "height": rng.uniform(0, 68),
            "tilt": rng.uniform(-26, 36),
            "length": rng.uniform(0.005, 1.2),
            "steps": int(rng.integers(1, 121)),
            "missed": rng.uniform(10, 60),
        }
        for _ in range(100)
    ]
    page = answered(VALLEY, {"heat": heat.tolist(), "angle": angle.tolist(), "states": states})

    best = cake_knobs.fit_lines(cake_knobs.group_sums(heat, angle, np.zeros(len(heat), int))[0])
    least, _ = cake_knobs.loss_and_gradient(best, heat, angle)
    bends = np.linalg.eigvalsh(cake_knobs.curvature(heat))[::-1]
    close = {"rtol": 1e-9, "atol": 0}
    assert np.allclose(page["best"], best, **close) and np.isclose(page["least"], least, **close)
    assert np.allclose(page["bends"], bends, **close)
    assert np.isclose(page["limit"], 2 / bends[0], **close)
    far = 0
    for state, told in zip(states, page["states"], strict=True):
        cfg = Config(
            start_intercept=state["height"],
            start_slope=state["tilt"],
            lr=state["length"],
            n_steps=state["steps"],
        )
        path, losses = cake_knobs.descend(cfg, heat, angle)
        _, uphill = cake_knobs.loss_and_gradient(path[0], heat, angle)
        assert np.isclose(told["loss"], losses[0], **close)
        assert np.allclose(told["gradient"], uphill, rtol=1e-9, atol=1e-9)  # a knob may be right
        # Where one knob has run far away, the other is lost in its rounding.
        assert np.allclose(told["end"], path[-1], rtol=0, atol=1e-9 * np.abs(path[-1]).max())
        assert np.isclose(told["endLoss"], losses[-1], **close)
        around = [
            cake_knobs.loss_and_gradient(knobs, heat, angle)[0]
            for knobs in np.array(told["ring"]).T
        ]
        assert np.allclose(np.sqrt(around), state["missed"], **close)
        far += losses[-1] > losses[0]
    assert 5 < far < 50  # some of the walks climb out of the valley
