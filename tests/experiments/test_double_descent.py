from dataclasses import replace

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from scripts.compute.datasets.digits import load_digits
from scripts.experiments import double_descent
from scripts.experiments.double_descent import Config
from scripts.models.random_features import flip_labels, random_features, scaled_inputs

NOISES = (0, 10, 20, 40)
KINDS = ("", "_relu", "_cos_gamma_0_5", "_cos_gamma_2")


@pytest.fixture
def data(published):
    found = published("double_descent")["data"]
    return {k: np.array(v) if isinstance(v, list) else v for k, v in found.items()}


def test_the_widths_grow_and_meet_n_train():
    for cfg in (Config(), double_descent.QUICK, Config(n_train=300, largest_width=1000)):
        widths = double_descent.widths_of(cfg)
        assert len(widths) == cfg.n_widths
        assert np.all(np.diff(widths) > 0)
        assert {cfg.smallest_width, cfg.n_train, cfg.largest_width} <= set(widths.tolist())


def test_the_peak_sits_where_width_equals_n_train(data):
    assert np.all(data["setting_width"] == data["n_train"])
    assert np.all(data["width"][data["test_error"][:, 20:].argmax(axis=1) + 20] == data["n_train"])


def test_from_n_train_on_every_label_is_fitted(data):
    assert np.all(data["train_error_p90"][:, data["width"] >= data["n_train"]] == 0)


def test_error_falls_again_past_the_peak(data):
    past = data["test_error"][:, data["width"] >= data["n_train"]]
    assert np.all(past[:, -1] < 0.6 * past[:, 0])
    assert np.all(np.diff(data["test_mse"][:, data["width"] >= data["n_train"]]) < 0)


def test_with_clean_labels_the_largest_model_beats_the_best_small_one(data):
    assert np.all(data["setting_difference"][:, 0] < -3 * data["setting_difference_se"][:, 0])


def test_with_two_labels_in_five_wrong_the_best_small_model_wins(data):
    assert data["noise"][-1] == 0.4
    assert data["difference"][-1] > 3 * data["difference_se"][-1]


def test_whether_the_largest_wins_depends_on_the_features_too(data):
    names = data["setting_name"].tolist()
    difference, se = data["setting_difference"][:, 2], data["setting_difference_se"][:, 2]
    assert data["noise"][2] == 0.2
    assert difference[names.index("cos, gamma 1")] > 3 * se[names.index("cos, gamma 1")]
    assert difference[names.index("cos, gamma 2")] < -3 * se[names.index("cos, gamma 2")]


def test_more_wrong_labels_hurt_the_largest_model_more_than_the_best_small_one(data):
    assert np.all(np.diff(data["error_at_largest"]) > 0)
    assert np.all(np.diff(data["difference"]) > 0)


def test_the_best_small_model_is_small_and_the_count_of_widths_tried_is_told(data):
    small = data["width"] < 0.8 * data["n_train"]
    assert data["small_widths_tried"] == small.sum()
    assert set(data["best_small_width"].tolist()) <= set(data["width"][small].tolist())
    best = data["test_error_mean"][:, small].min(axis=1)
    assert np.allclose(best, data["best_small_error"], rtol=1e-5)
    assert np.allclose(
        data["difference"], data["error_at_largest"] - data["best_small_error"], atol=1e-5
    )


def test_one_seed_equals_a_loop_of_lstsq():
    cfg = replace(double_descent.QUICK, settings=Config().settings[:1])
    widths = double_descent.widths_of(cfg)
    with threadpool_limits(1):
        free, ridge = double_descent.one_seed(cfg, np.random.default_rng(3), braked=False)
    found = free[0]  # (3, q, width)
    assert np.all(np.isnan(ridge))

    rng = np.random.default_rng(3)  # the same draws in the same order, every step spelt out
    images, labels = load_digits()
    order = rng.permutation(len(images))
    train, test = order[: cfg.n_train], order[cfg.n_train :]
    inputs = scaled_inputs(images / 16, train)
    noisy = flip_labels(labels[train], cfg.label_noise_rates, 10, rng)
    weights = rng.standard_normal((64, cfg.largest_width))
    features = random_features(inputs, weights, rng.uniform(0, 2 * np.pi, cfg.largest_width))
    means = np.eye(10)[noisy].mean(axis=1)  # (q, 10)
    targets = np.concatenate(np.eye(10)[noisy] - means[:, None], axis=1)  # (n, 10 q)
    truth = np.eye(10)[labels[test]]
    for w, width in enumerate(widths):
        with threadpool_limits(1):
            fit = np.linalg.lstsq(features[train][:, :width], targets, rcond=1e-15)[0]
        scores = features[:, :width] @ fit
        for q, given in enumerate(noisy):
            own = scores[:, 10 * q : 10 * (q + 1)] + means[q]
            expected = (
                np.mean(own[train].argmax(axis=1) != given),
                np.mean(own[test].argmax(axis=1) != labels[test]),
                np.mean((own[test] - truth) ** 2),
            )
            assert found[:, q, w] == pytest.approx(expected, rel=1e-6), (q, width)


def test_a_brake_is_tuned_by_refitting_without_each_example():
    cfg = Config(
        n_train=30,
        n_widths=12,
        largest_width=90,
        label_noise_rates=(0.0, 0.4),
        settings=Config().settings[:1],
        n_penalties=7,
    )
    widths, where = double_descent.widths_of(cfg), double_descent.braked_widths(cfg, 0)
    with threadpool_limits(1):
        _, ridge = double_descent.one_seed(cfg, np.random.default_rng(5), braked=True)
    draw = double_descent.draw_of(cfg, np.random.default_rng(5))
    features = random_features(draw.inputs, draw.weights, draw.phases)

    def fit(x, labels, penalty):  # scores of rows to come, from the normal equations
        onehot = np.eye(10)[labels]
        gram = x.T @ x + penalty * np.eye(x.shape[1])
        slope = np.linalg.solve(gram, x.T @ (onehot - onehot.mean(axis=0)))
        return lambda rows: onehot.mean(axis=0) + rows @ slope

    for w in where[::3]:
        train, test = np.split(features[:, : widths[w]], [30])
        for q, labels in enumerate(draw.noisy):
            losses = []
            for penalty in widths[w] * double_descent.penalties_of(cfg):
                out = [np.arange(30) != i for i in range(30)]
                left = [
                    fit(train[rest], labels[rest], penalty)(train[i]) - np.eye(10)[labels[i]]
                    for i, rest in enumerate(out)
                ]
                losses.append(np.mean(np.square(left)))
            best = double_descent.penalties_of(cfg)[np.argmin(losses)]
            assert ridge[0, 1, q, w] == pytest.approx(best), (widths[w], q)
            guess = fit(train, labels, widths[w] * best)(test).argmax(axis=1)
            assert ridge[0, 0, q, w] == np.mean(guess != draw.answers)


def test_what_gets_a_brake_holds_every_small_width_the_old_peak_and_the_end():
    for cfg in (Config(), double_descent.QUICK, Config(n_widths=24)):
        widths = double_descent.widths_of(cfg)
        for setting in (0, 1):
            tried = widths[double_descent.braked_widths(cfg, setting)].tolist()
            assert tried == sorted(set(tried))
            assert {cfg.n_train, cfg.largest_width} <= set(tried)
            assert {int(w) for w in widths if w < 0.8 * cfg.n_train} <= set(tried)
            assert any(abs(np.log2(w / cfg.n_train) - 1) < 0.2 for w in tried)


def test_with_a_brake_there_is_no_peak(data):
    width, error, se = (data[f"ridge_{k}"] for k in ("width", "test_error_mean", "test_error_se"))
    at_n = np.flatnonzero(width == data["n_train"])[0]
    free = data["test_error_mean"][:, data["width"] == data["n_train"]][:, 0]
    assert np.all(error[:, at_n] < free / 8)
    lowest_before = np.minimum.accumulate(error, axis=1)
    assert np.all(error < lowest_before + 3 * se)
    late = width[1:] >= 0.8 * data["n_train"]
    assert np.all(data["ridge_rise"][:, late] < 3 * data["ridge_rise_se"][:, late])


def test_with_a_brake_the_largest_model_beats_the_best_small_one_at_every_noise(data):
    lead = data["setting_ridge_best_small_error"] - data["setting_ridge_largest_error"]
    assert lead.shape == (4, 4)
    assert np.all(lead > 0)
    assert np.all(data["setting_brake_lead"] > 5 * data["setting_brake_lead_se"])


def test_the_rival_of_the_largest_braked_model_is_the_best_of_all_the_others(data):
    mean, se = data["ridge_test_error_mean"], data["ridge_test_error_se"]
    best = mean[:, :-1].argmin(axis=1)
    assert np.array_equal(data["setting_ridge_rival_width"][0], data["ridge_width"][best])
    rivals = mean[np.arange(4), best]
    assert np.allclose(data["setting_ridge_difference"][0], mean[:, -1] - rivals, atol=2e-6)
    assert np.all(data["setting_ridge_difference_se"][0] < se[:, -1] + se[np.arange(4), best])
    small = data["ridge_width"] < 0.8 * data["n_train"]
    assert np.allclose(data["setting_ridge_best_small_error"][0], mean[:, small].min(axis=1))


def test_more_wrong_labels_ask_for_a_stronger_brake(data):
    assert np.all(np.diff(data["ridge_penalty"][:, data["ridge_width"] > 20], axis=0) >= 0)
    assert data["ridge_penalty_at_edge"] < data["ridge_fits"] / 100


def test_what_is_quoted_of_the_peak_comes_from_the_series(data):
    quoted = data["quoted"]
    at_n = data["width"].tolist().index(500)
    for q, noise in enumerate(NOISES):
        end = data["test_mse"][q][-1]
        for ending, name in (("", "test_mse"), ("_p10", "test_mse_p10"), ("_p90", "test_mse_p90")):
            ratio = quoted[f"peak_mse_over_largest{ending}_noise_{noise}"]
            assert ratio == pytest.approx(data[name][q][at_n] / end, rel=1e-4)
        exact = quoted[f"peak_mse_over_largest_noise_{noise}"]
        rounded = quoted[f"peak_mse_over_largest_rounded_noise_{noise}"]
        assert rounded % 10 ** int(np.log10(exact)) == 0
        assert abs(rounded - exact) <= 10 ** int(np.log10(exact)) / 2
    assert quoted["n_images"] == 1797 == quoted["n_train"] + quoted["n_test"]
    assert quoted["n_targets"] == 10 * 500
    assert quoted["peak_params"] == 10 * 500 + 10
    assert quoted["largest_params"] == 10 * 4000 + 10


def test_what_is_quoted_of_the_brake_comes_from_the_series(data):
    quoted, width = data["quoted"], data["ridge_width"].tolist()
    for q, noise in enumerate(NOISES):
        mean, se = data["ridge_test_error_mean"][q], data["ridge_test_error_se"][q]
        small = data["best_small_width"][q]
        for key, at in (
            ("best_small", small),
            ("n_train", 500),
            ("middle", quoted["ridge_middle_width"]),
            ("largest", 4000),
        ):
            i = width.index(at)
            assert quoted[f"ridge_error_at_{key}_noise_{noise}"] == pytest.approx(mean[i], 1e-5)
            assert quoted[f"ridge_error_at_{key}_se_noise_{noise}"] == pytest.approx(se[i], 1e-5)
        assert quoted[f"ridge_penalty_at_largest_noise_{noise}"] == data["ridge_penalty"][q][-1]
        for s, kind in enumerate(KINDS):
            for key, series in (
                ("ridge_error_at_best_small", "ridge_small_error"),
                ("ridge_best_small_error", "ridge_best_small_error"),
                ("ridge_best_small_width", "ridge_best_small_width"),
                ("ridge_error_at_middle", "ridge_middle_error"),
                ("ridge_error_at_largest", "ridge_largest_error"),
                ("ridge_rival_width", "ridge_rival_width"),
                ("ridge_difference", "ridge_difference"),
                ("ridge_difference_se", "ridge_difference_se"),
                ("brake_lead", "brake_lead"),
                ("brake_lead_se", "brake_lead_se"),
            ):
                key = key.removesuffix("_se") + "_se" * key.endswith("_se") + kind
                assert quoted[f"{key}_noise_{noise}"] == data[f"setting_{series}"][s][q], key


def test_what_is_counted_of_the_brake_is_so(data):
    quoted, z = data["quoted"], []
    for difference, se in zip(
        data["setting_ridge_difference"].flat, data["setting_ridge_difference_se"].flat, strict=True
    ):
        z.append(difference / se)
    assert quoted["ridge_comparisons"] == len(z) == 16
    assert quoted["ridge_largest_ahead"] == sum(value < -2 for value in z)
    assert quoted["ridge_largest_behind"] == sum(value > 2 for value in z)
    assert quoted["ridge_largest_level"] == sum(-2 <= value <= 2 for value in z)
    assert quoted["ridge_largest_lag_in_se"] == pytest.approx(max(z), rel=1e-3)
    worst = 100 * max(data["setting_ridge_difference"].flat)
    assert quoted["ridge_largest_lag_points"] == pytest.approx(worst, rel=1e-4)
    steps = [
        (after - before, rise, se)
        for mean, rises, errors in zip(
            data["ridge_test_error_mean"], data["ridge_rise"], data["ridge_rise_se"], strict=True
        )
        for before, after, rise, se, width in zip(
            mean, mean[1:], rises, errors, data["ridge_width"][1:], strict=False
        )
        if width > 400
    ]
    assert quoted["ridge_late_steps"] == len(steps)
    assert quoted["ridge_late_steps_up"] == sum(step > 1e-7 for step, _, _ in steps)
    assert all(step == pytest.approx(rise, abs=2e-6) for step, rise, _ in steps)
    highest = max(step for step, _, _ in steps)
    assert quoted["ridge_late_largest_rise_points"] == pytest.approx(100 * highest, abs=2e-4)
    in_se = max(rise / se for _, rise, se in steps)
    assert quoted["ridge_late_largest_rise_in_se"] == pytest.approx(in_se, rel=1e-3)
    fits = 4 * quoted["n_ridge_seeds"]  # four noises
    assert data["ridge_fits"] == fits * (len(data["ridge_width"]) + 3 * (36 + 3))
    assert data["small_widths_tried"] == 36


def test_where_every_seed_has_a_brake_the_lead_is_the_difference_of_the_means():
    data = double_descent.run(double_descent.QUICK)
    lead = data["setting_best_small_error"] - data["setting_ridge_largest_error"]
    assert np.allclose(data["setting_brake_lead"], lead)
    assert data["ridge_test_error_mean"].shape == (4, len(data["ridge_width"]))
    assert not np.any(np.isnan(data["ridge_test_error_mean"]))
