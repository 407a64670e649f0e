from dataclasses import replace

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from scripts.experiments import scaling_law
from scripts.experiments.scaling_law import QUICK, Config
from scripts.models import chinchilla
from scripts.models.power_teacher import unseen, variances
from scripts.models.scaling_fit import ScalingLaw
from tests.javascript import answered


@pytest.fixture
def data(published):
    found = published("scaling_law")["data"]
    return {k: np.array(v) if isinstance(v, list) else v for k, v in found.items()}


def test_the_grid_is_fourteen_sizes_by_sixteen_amounts(data):
    assert data["test_error"].shape == (3, 14, 16)
    assert np.all(np.diff(data["n_params"]) > 0)
    assert np.all(np.diff(data["n_train"]) > 0)


def test_more_knobs_and_more_examples_never_hurt_the_best_pupil(data):
    error = data["test_error"]
    assert np.all(np.diff(error, axis=2) < 0)
    assert np.all(np.diff(error, axis=1) < 1e-3 * error[:, 1:]), "but for the luck of a sample"
    assert np.mean(np.diff(error, axis=1) < 0) > 0.95


def test_simulation_and_formula_agree(data):
    ratio = data["test_error"] / data["formula_error"]
    assert np.abs(ratio - 1).max() < 0.05, "16 examples are few for a formula of large samples"
    assert np.abs(ratio[..., data["n_train"] >= 100] - 1).max() < 0.02
    assert np.abs(ratio[..., data["n_train"] >= 1000] - 1).max() < 0.005


def test_at_a_fixed_budget_too_small_and_too_big_both_lose(data):
    for curve, best in zip(data["budget_error"][0], data["best_error"][0], strict=True):
        error = np.array([v for v in curve if v is not None], dtype=float)
        low = error.argmin()
        assert 0 < low < len(error) - 1
        assert np.all(np.diff(error[: low + 1]) < 0)
        assert np.all(np.diff(error[low:]) > 0)
        assert best <= error[low]
    quoted = data["quoted"]
    assert min(quoted["four_times_too_big"], quoted["four_times_too_small"]) > 2


def test_without_label_noise_the_best_size_grows_as_the_root_of_the_budget(data):
    slope, se = data["direct_exponent"][0], data["direct_exponent_se"][0]
    assert data["limit_exponent"][0] == 0.5
    assert abs(slope - 0.5) < 0.01
    assert abs(slope - data["formula_exponent"][0]) < 3 * se
    doubled = data["best_params"][0][2:] / data["best_params"][0][:-2]  # four times the budget
    assert np.allclose(doubled, 2, rtol=0.06)


def test_label_noise_moves_the_budget_from_knobs_to_examples(data):
    assert np.all(np.diff(data["best_params"][:, -1]) < 0)
    assert np.all(np.diff(data["direct_exponent"]) < -10 * data["direct_exponent_se"][1:])
    assert np.all(data["direct_exponent"] > data["limit_exponent"] - 0.01), "on the way down to it"


def test_the_fit_is_further_from_the_truth_than_its_standard_error_says(data):
    off = np.abs(data["fit_exponent"] - data["direct_exponent"])
    assert np.all(off > 3 * np.hypot(data["fit_exponent_se"], data["direct_exponent_se"]))
    assert np.all(off < 0.05)
    # chance is not why: the formula's errors, without any, give the same fit
    same = np.abs(data["fit_exponent"] - data["formula_fit_exponent"])
    assert np.all(same < 3 * data["fit_exponent_se"])


def test_with_label_noise_the_fit_invents_a_floor(data):
    assert data["fit_E"][0] == 0
    assert np.all(data["fit_E"][1:] > 10 * data["fit_E_se"][1:])
    lowest = data["test_error"].min(axis=(1, 2))
    assert np.all(data["fit_E"][1:] > 0.25 * lowest[1:])


def test_bigger_models_go_below_the_floor_that_was_invented(data):
    error, se = (data[f"beyond_error{end}"][1:, -1].astype(float) for end in ("", "_se"))
    assert np.all(error + 5 * se < data["fit_E"][1:])
    assert np.all(data["beyond_fit"][1:, -1] > 1.3 * error)
    largest = data["n_params"][-1] * data["n_train"][-1]
    assert np.all(data["beyond_budget"] > largest)
    spent = data["beyond_params"][1:] * data["beyond_train"][1:]
    assert np.allclose(spent, data["beyond_budget"], rtol=0.01)


def test_the_floor_does_not_come_from_the_way_of_fitting(data):
    assert data["squares_E"][0] == 0
    assert np.all(data["squares_E"][1:] > 0.25 * data["test_error"].min(axis=(1, 2))[1:])


def test_a_slower_spectrum_makes_the_fit_invent_a_floor_even_with_clean_labels(data):
    decays = data["other_decay"].tolist()
    share = data["other_E"] / data["other_lowest"]
    assert share[decays.index(0.5), 0] > 0.2
    assert share[decays.index(1.5), 0] == 0
    assert np.all(share[:, 1:] > 0.2)


def test_the_drawn_law_is_the_fitted_one(data):
    for q in range(3):
        law = ScalingLaw(*(data[f"fit_{name}"][q] for name in ("A", "alpha", "B", "beta", "E")))
        own = [law.loss(*law.optimum(budget)) for budget in data["line_budget"]]
        assert np.allclose(own, data["line_fit"][q], rtol=1e-4)
        assert law.exponent == pytest.approx(data["fit_exponent"][q], rel=1e-5)


def test_one_seed_equals_ridge_by_lstsq():
    cfg = replace(QUICK, n_sizes=3, n_amounts=3, most=60)
    grid = scaling_law.grid_of(cfg)
    sizes, amounts = grid.sizes, grid.amounts
    none = np.zeros((len(cfg.noise_std), 0, 2), dtype=int)
    errors, _ = scaling_law.one_seed(cfg, np.random.default_rng(4), none)

    rng = np.random.default_rng(4)
    rows = np.vstack(
        [rng.standard_normal((m, sizes[-1])) for m in np.diff(amounts, prepend=0)]
    ) * np.sqrt(variances(sizes[-1], cfg.decay))
    for q, std in enumerate(cfg.noise_std):
        for i, n in enumerate(sizes):
            for j, d in enumerate(amounts):
                hidden = unseen(n, cfg.decay) + std**2
                stacked = np.vstack([rows[:d, :n], np.sqrt(hidden) * np.eye(n)])
                with threadpool_limits(1):  # columns: answer to each coin, then to each label
                    fit = np.linalg.lstsq(stacked, np.eye(d + n)[:, :d], rcond=None)[0]  # (n, d)
                seen = fit @ rows[:d, :n] - np.eye(n)  # error of the estimate for each coin
                spread = np.sum(seen**2, axis=1) + hidden * np.sum(fit**2, axis=1)
                expected = unseen(n, cfg.decay) + variances(n, cfg.decay) @ spread
                assert errors[q, i, j] == pytest.approx(expected, rel=1e-9)


def row(data, name):
    return data["fit_name"].tolist().index(name)


def ratio_of(theta):
    """Tokens for each parameter of a law, by trying sizes: log A, alpha, log B, beta, log E."""
    a, alpha, b, beta, _ = theta
    n = np.linspace(np.log(1e9), np.log(1e13), 200_001)
    d = np.log(Config().flop / 6) - n
    best = (np.exp(a - alpha * n) + np.exp(b - beta * d)).argmin()
    return np.exp(d[best] - n[best])


def test_the_five_fits_disagree_by_a_factor_of_more_than_ten(data):
    ratio = dict(zip(data["fit_name"].tolist(), data["tokens_per_param"], strict=True))
    assert list(ratio) == ["eq10", "tex", "besiroglu", "refit", "all_runs"]
    assert ratio["eq10"] > ratio["tex"] > 2.5 * ratio["besiroglu"]
    assert 4.5 < ratio["eq10"] / ratio["besiroglu"] < 5.5
    assert abs(ratio["refit"] / ratio["besiroglu"] - 1) < 0.05
    assert ratio["eq10"] > 10 * ratio["all_runs"]


def test_20_lies_inside_the_bar_of_the_refit_and_59_and_93_outside(data):
    for name in ("besiroglu", "refit"):
        i = row(data, name)
        assert data["ratio_80_low"][i] < 20 < data["ratio_80_high"][i]
        assert data["ratio_95_high"][i] < data["tokens_per_param"][row(data, "tex")]
        assert data["tokens_per_param"][row(data, "tex")] < data["tokens_per_param"][0]


def test_five_runs_move_the_ratio_by_more_than_one_standard_error(data):
    moved = np.log(data["tokens_per_param"][3] / data["tokens_per_param"][4])
    assert moved > 2 * data["ratio_se"][3]
    assert data["ratio_se"][4] > data["ratio_se"][3], "and it is less sure with them"


def test_bars_lie_in_order_and_are_as_wide_as_their_standard_error_says(data):
    for name in ("besiroglu", "refit", "all_runs"):
        i = row(data, name)
        places = [data[f"ratio_{q}"][i] for q in ("95_low", "80_low", "80_high", "95_high")]
        assert np.all(np.diff([*places[:2], data["tokens_per_param"][i], *places[2:]]) > 0)
        half = np.log(places[2] / places[1]) / 2
        assert half == pytest.approx(1.28 * data["ratio_se"][i], rel=0.2)
    assert data["ratio_se"][:2].tolist() == [None, None]


def test_the_covariance_gives_the_standard_error_of_the_ratio(data):
    for i, name in enumerate(("refit", "all_runs")):
        mean, covariance = data["law_mean"][i], data["law_covariance"][i]
        assert np.all(np.linalg.eigvalsh(covariance) > -1e-6)
        draws = np.random.default_rng(0).multivariate_normal(mean, covariance, 300)
        logs = np.log([ratio_of(theta) for theta in draws])
        assert logs.std(ddof=1) == pytest.approx(data["ratio_se"][row(data, name)], rel=0.15)


def test_what_is_quoted_of_chinchilla_is_what_the_series_say(data):
    quoted = data["quoted"]
    for name in ("besiroglu", "refit", "all_runs"):
        i = row(data, name)
        law = [data[f"published_{t}"][i] for t in ("A", "alpha", "B", "beta", "E")]
        theta = np.array([np.log(law[0]), law[1], np.log(law[2]), law[3], np.log(law[4])])
        assert quoted[f"tokens_per_param_{name}"] == pytest.approx(ratio_of(theta), rel=2e-3)
        assert quoted[f"exponent_{name}"] == pytest.approx(law[3] / (law[1] + law[3]), rel=1e-4)
        assert quoted[f"exponent_tokens_{name}"] == pytest.approx(
            law[1] / (law[1] + law[3]), rel=1e-4
        )
        assert np.log(quoted[f"ratio_se_factor_{name}"]) == pytest.approx(
            data["ratio_se"][i], rel=1e-4
        )
        for end in ("80_low", "80_high", "95_low", "95_high"):
            assert quoted[f"ratio_{end}_{name}"] == data[f"ratio_{end}"][i]
    covariance = data["law_covariance"][0]
    for key, i, j in (("log_A_alpha", 0, 1), ("log_B_beta", 2, 3)):
        correlation = covariance[i, j] / np.sqrt(covariance[i, i] * covariance[j, j])
        assert quoted[f"correlation_{key}"] == pytest.approx(correlation, abs=1e-4)
    assert quoted["n_fitted"] == quoted["n_runs"] - quoted["n_dropped"] == 240


@pytest.mark.parametrize(("q", "name"), [(0, "0"), (1, "01"), (2, "03")])
def test_what_is_quoted_of_a_label_noise_is_what_the_series_say(data, q, name):
    def quoted(key):
        return data["quoted"][f"{key}_noise_{name}"]

    best, budget = data["best_params"][q], data["budget"]
    assert (quoted("best_params_first"), quoted("best_params_last")) == (best[0], best[-1])
    for end, i in (("first", 0), ("last", -1)):
        ratio = (budget[i] / best[i]) / best[i]  # examples over knobs
        assert quoted(f"examples_per_param_{end}") == pytest.approx(ratio, rel=1e-4)
    for key in ("direct_exponent", "fit_exponent"):
        assert quoted(key) == data[key][q] and quoted(f"{key}_se") == data[f"{key}_se"][q]
    lowest = min(data["test_error"][q].ravel())
    assert (quoted("floor"), quoted("floor_se")) == (data["fit_E"][q], data["fit_E_se"][q])
    assert quoted("floor_over_lowest") == pytest.approx(data["fit_E"][q] / lowest, abs=1e-5)
    std = data["noise_std"][q]
    y = data["quoted"]["y_std"] ** 2
    assert quoted("noise_share") == pytest.approx(std**2 / (std**2 + y), abs=1e-5)
    if std:
        assert quoted("floor_in_se") == pytest.approx(
            quoted("floor") / quoted("floor_se"), rel=1e-4
        )
        measured, law = data["beyond_error"][q][-1], data["beyond_fit"][q][-1]
        assert quoted("beyond_error") == measured
        assert quoted("beyond_fit_over_measured") == pytest.approx(law / measured, rel=1e-4)
        assert quoted("beyond_over_floor") == pytest.approx(measured / quoted("floor"), rel=1e-4)


def test_four_times_too_many_knobs_are_read_off_the_middle_curve(data):
    middle = len(data["budget"]) // 2
    assert data["quoted"]["budget_middle"] == data["budget"][middle]
    curve, best = data["budget_error"][0][middle], data["best_params"][0][middle]
    for name, size in (("big", 4 * best), ("small", best / 4)):
        right = int(np.searchsorted(data["n_params"], size))
        between = np.array([curve[right - 1], curve[right]], dtype=float)
        between /= data["best_error"][0][middle]
        assert between.min() < data["quoted"][f"four_times_too_{name}"] < between.max()


def test_the_fitted_exponent_is_many_standard_errors_from_the_one_read_off(data):
    fitted, direct = data["fit_exponent"][0], data["direct_exponent"][0]
    error = np.sqrt(data["fit_exponent_se"][0] ** 2 + data["direct_exponent_se"][0] ** 2)
    quoted = data["quoted"]
    assert quoted["fit_off_direct_in_se_noise_0"] == pytest.approx(
        (fitted - direct) / error, rel=1e-3
    )
    assert quoted["fit_off_direct_in_se_noise_0"] > 10


def test_20_tokens_do_not_follow_from_equation_10_in_either_form(data):
    quoted = data["quoted"]
    assert quoted["chinchilla_tokens_per_param"] == 20
    assert quoted["tokens_per_param_eq10"] > 4 * 20
    assert quoted["tokens_per_param_tex"] > 2.5 * 20
    assert abs(quoted["tokens_per_param_besiroglu"] - 20) < 3


def test_all_optima_spend_chinchillas_compute(data):
    spent = 6 * data["optimum_params"] * data["optimum_tokens"]
    assert np.allclose(spent, Config().flop, rtol=1e-5)
    ratios = data["optimum_tokens"] / data["optimum_params"]
    assert np.allclose(ratios, data["tokens_per_param"], rtol=1e-4)


def test_rounding_one_exponent_is_most_of_the_step_from_59_to_93(data):
    tex, eq10 = data["tokens_per_param"][1], data["tokens_per_param"][0]
    by_term = dict(
        zip(data["rounded_term"].tolist(), data["rounded_tokens_per_param"], strict=True)
    )
    step = {name: (ratio - tex) / (eq10 - tex) for name, ratio in by_term.items()}
    assert step["beta"] > 0.8
    assert step["alpha"] < 0.15


def test_the_resamples_are_what_the_means_and_intervals_sum_up(data):
    theta = data["law_resample"]
    assert theta.shape == (2, Config().n_resamples, 5)
    assert np.allclose(theta.mean(axis=1), data["law_mean"], rtol=1e-4)
    for own, covariance in zip(theta, data["law_covariance"], strict=True):
        assert np.allclose(np.cov(own, rowvar=False), covariance, rtol=1e-2, atol=1e-6)
    names = data["fit_name"].tolist()
    for own, name in zip(theta, ("refit", "all_runs"), strict=True):
        ratios = np.exp(chinchilla.log_ratios(own, Config().flop))
        for share, end, q in chinchilla.QUANTILES:
            published = data[f"ratio_{share}_{end}"][names.index(name)]
            assert np.quantile(ratios, q) == pytest.approx(published, rel=1e-3)


def test_real_models_lie_beyond_the_runs_that_the_law_was_fitted_to(data):
    spent = 6.0 * data["model_params"] * data["model_tokens"]
    assert np.all(spent > data["run_flop"][1])
    assert np.all(data["model_params"] <= data["model_total"])
    sparse = data["model_name"][data["model_params"] < data["model_total"]]
    assert sparse.tolist() == ["DeepSeek-V3"]
    assert data["quoted"]["chinchilla_over_largest_run"] == pytest.approx(44.5, abs=0.1)


BUDGETS = """
import { readFileSync } from "node:fs";
import { laws, leastBudget, loss, lossBand, optimum, ratioBand, split, textFor }
  from "./docs/js/widgets/scaling_law_fits.js";
const { budgets, models } = JSON.parse(readFileSync(0, "utf8"));
const { data } = JSON.parse(readFileSync("figures/scaling_law.page.txt", "utf8"));
const all = laws(data);
console.log(JSON.stringify({
  best: all.map((law) => budgets.map((flop) => optimum(law, flop))),
  bands: all.map((law) => budgets.map((flop) => [0.8, 0.95].map((s) => ratioBand(law, flop, s)))),
  losses: all.map((law) => models.map(([size, text]) => loss(law, { size, text }))),
  lossBands: models.map(([size, text]) => lossBand(all[3], { size, text }, 0.8)),
  least: models.map(([size, text]) => leastBudget(all[3], loss(all[3], { size, text }))),
  texts: models.map(([size, text]) => textFor(all[3], size, loss(all[3], { size, text }))),
}));
"""


def test_the_page_computes_what_python_does_at_many_budgets(data):
    rng = np.random.default_rng(0)
    budgets = np.concatenate([10 ** rng.uniform(16, 30, 150), data["run_flop"], [Config().flop]])
    models = 10 ** rng.uniform((6, 8), (14, 16), (150, 2))
    page = answered(BUDGETS, {"budgets": budgets.tolist(), "models": models.tolist()})
    terms = ("A", "alpha", "B", "beta", "E")
    laws = [
        ScalingLaw(*(data[f"published_{term}"][i] for term in terms))
        for i in range(len(data["fit_name"]))
    ]
    exact = {"rel": 1e-9}
    for law, best, losses in zip(laws, page["best"], page["losses"], strict=True):
        for flop, told in zip(budgets, best, strict=True):
            size, text = chinchilla.best_for(law, flop)
            assert (told["size"], told["text"]) == pytest.approx((size, text), **exact)
        assert losses == pytest.approx(law.loss(*models.T), **exact)

    def ratios(fit: int, flop: float, share: float) -> np.ndarray:
        logs = chinchilla.log_ratios(data["law_resample"][fit], flop)
        return np.exp(np.quantile(logs, ((1 - share) / 2, (1 + share) / 2)))

    assert page["bands"][:2] == [[[None, None]] * len(budgets)] * 2  # of the paper's own: not known
    for i, flop in enumerate(budgets):
        moved = chinchilla.tokens_per_param(laws[2], flop) / chinchilla.tokens_per_param(
            laws[3], flop
        )
        for s, share in enumerate((0.8, 0.95)):
            for law, fit, factor in ((2, 0, moved), (3, 0, 1), (4, 1, 1)):
                expected = factor * ratios(fit, flop, share)
                assert page["bands"][law][i][s] == pytest.approx(expected, **exact)

    log_a, alpha, log_b, beta, log_e = data["law_resample"][0].T
    for (size, text), band in zip(models, page["lossBands"], strict=True):
        losses = np.exp(log_a) * size**-alpha + np.exp(log_b) * text**-beta + np.exp(log_e)
        assert band == pytest.approx(np.quantile(losses, (0.1, 0.9)), **exact)
    for (size, text), least, again in zip(models, page["least"], page["texts"], strict=True):
        reached = laws[3].loss(*chinchilla.best_for(laws[3], least))
        assert reached == pytest.approx(laws[3].loss(size, text), **exact)
        assert again == pytest.approx(text, rel=1e-3)  # what is left above two terms is rounded
