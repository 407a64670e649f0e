import numpy as np
import pytest
from scipy import optimize
from threadpoolctl import threadpool_limits

from scripts.compute.datasets.digits import load_digits
from scripts.drawings.label_noise import wrong
from scripts.experiments import label_noise
from scripts.experiments.label_noise import Config
from scripts.models.random_features import flip_labels, random_features, scaled_inputs
from tests.javascript import answered


@pytest.fixture
def data(published):
    found = published("label_noise")["data"]
    unknown = {
        "labels_needed",
        "labels_needed_se",
        "label_worth",
        "label_worth_se",
        "worth",
        "worth_se",
    }
    return {
        k: np.array(v, dtype=float if k in unknown else None) if isinstance(v, list) else v
        for k, v in found.items()
    }


def test_every_wrong_label_costs_accuracy_at_every_size(data):
    for name in ("minnorm", "tuned"):
        assert np.all(np.diff(data[f"{name}_accuracy_mean"], axis=1) < 0)


def test_small_and_clean_beats_big_and_noisy_where_every_label_has_to_be_fitted(data):
    lead, se = data["minnorm_lead"][:, 1:], data["minnorm_lead_se"][:, 1:]
    assert np.mean(lead > 2 * se) > 0.9
    assert data["quoted"]["minnorm_break_even"] < 0.2


def test_the_brake_lets_the_big_model_stand_far_more_wrong_labels(data):
    numbers = data["quoted"]
    apart = numbers["tuned_break_even"] - numbers["minnorm_break_even"]
    se = np.hypot(numbers["tuned_break_even_se"], numbers["minnorm_break_even_se"])
    assert apart > 5 * se
    assert numbers["tuned_break_even"] > 2 * numbers["minnorm_break_even"]


def test_tuned_and_mildly_noisy_the_big_model_beats_much_smaller_clean_ones(data):
    much = data["pair_big_width"] >= 8 * data["pair_small_width"]
    mild = data["noise"] == 0.1
    lead, se = data["tuned_lead"][much][:, mild], data["tuned_lead_se"][much][:, mild]
    assert np.all(lead < -2 * se)


def test_with_two_wrong_labels_in_five_even_the_big_tuned_model_loses_to_80_clean_knobs(data):
    row = (data["pair_small_width"] == 80) & (data["pair_big_width"] == 1280)
    column = np.isclose(data["noise"], 0.4)
    lead, se = data["tuned_lead"][row, column], data["tuned_lead_se"][row, column]
    assert lead > 2 * se


def test_with_the_brake_more_knobs_never_hurt(data):
    same = data["tuned_accuracy_mean"]
    slack = 2 * np.hypot(data["tuned_accuracy_se"][1:], data["tuned_accuracy_se"][:-1])
    assert np.all(np.diff(same, axis=0) > -slack)


def test_without_a_brake_as_many_knobs_as_images_is_the_worst_size(data):
    assert np.all(data["peak_minnorm_accuracy"] < data["minnorm_accuracy_mean"].min(axis=0))
    assert np.all(data["peak_minnorm_accuracy"] < 0.2)


def test_a_clean_label_is_worth_more_than_the_lost_signal_says(data):
    noisy = (data["noise"] > 0) & np.isfinite(data["label_worth"])
    lost = np.broadcast_to(data["lost_signal"], noisy.shape)[noisy]
    worth, se = data["label_worth"][noisy], data["label_worth_se"][noisy]
    assert np.all(worth > lost + 1.96 * se)
    assert np.all(worth < 2 * lost)


def test_at_one_wrong_label_in_five_a_clean_one_is_worth_more_than_two(data):
    at = np.isclose(data["noise"], 0.2)
    assert np.all(data["label_worth"][:, at] - 1.96 * data["label_worth_se"][:, at] > 2)


def test_accuracy_grows_with_labels_so_that_a_target_is_reached_once(data):
    rise = np.diff(data["label_accuracy"], axis=0)
    se = np.hypot(data["label_accuracy_se"][1:], data["label_accuracy_se"][:-1])
    assert np.all(rise > -se)


def test_the_labels_needed_lie_on_the_learning_curve(data):
    for target, needed in zip(data["label_target"], data["labels_needed"], strict=True):
        for accuracy, n in zip(data["label_accuracy"].T, needed, strict=True):
            if np.isfinite(n):
                there = np.interp(np.log(n), np.log(data["label_size"]), accuracy)
                assert there == pytest.approx(target, abs=1e-4)
            else:
                assert accuracy[-1] < target + 0.01


def test_a_flip_shrinks_the_signal_of_a_label_and_leaves_its_variance_alone():
    rng = np.random.default_rng(0)
    labels = np.repeat(np.arange(10), 30_000)
    for q, noisy in zip((0.2, 0.4), flip_labels(labels, (0.2, 0.4), 10, rng), strict=True):
        onehot = np.eye(10)[noisy]
        s = 1 - 10 * q / 9
        for digit in (0, 7):
            own, other = onehot[labels == digit, digit], onehot[labels != digit, digit]
            assert own.mean() - other.mean() == pytest.approx(s, abs=0.01)
            assert onehot[:, digit].var() == pytest.approx(0.09, rel=0.02)


def test_the_lost_signal_is_what_the_published_theory_line_shows(data):
    s = 1 - 10 * data["noise"] / 9
    assert np.allclose(data["lost_signal"] * s**2, 1, rtol=1e-5)


def test_the_penalties_reach_far_enough(data):
    assert data["penalty_at_edge"] < 0.01 * data["tuned_penalty"].size * Config().n_seeds


def test_one_seed_equals_fits_spelt_out():
    cfg = label_noise.QUICK
    with threadpool_limits(1):
        by_width, peak, by_size, worth = label_noise.one_seed(cfg, np.random.default_rng(3))

    rng = np.random.default_rng(3)  # the same draws in the same order, every step spelt out
    images, labels = load_digits()
    order, rates = rng.permutation(len(images)), cfg.label_noise_rates
    images, labels, most = images[order], labels[order], cfg.label_sizes[-1]
    noisy = np.empty((len(rates), most), dtype=int)
    for first in range(0, most, 10):
        part = slice(first, first + 10)
        noisy[:, part] = flip_labels(labels[part], rates, 10, rng)
        assert np.array_equal(np.sum(noisy[:, part] != labels[part], axis=1), np.arange(8))
    inputs = scaled_inputs(images / 16, np.arange(cfg.label_sizes[0]))
    weights = rng.standard_normal((64, 200))
    features = random_features(inputs, weights, rng.uniform(0, 2 * np.pi, 200))
    penalties = np.geomspace(cfg.smallest_penalty, cfg.largest_penalty, cfg.n_penalties)

    def accuracies(n, width, given, first):
        x, onehot = features[:, :width], np.eye(10)[given[:n]]
        mean = onehot.mean(axis=0)

        def refit(rows, penalty):
            y = onehot[rows] - onehot[rows].mean(axis=0)
            gram = x[:n][rows].T @ x[:n][rows] + penalty * np.eye(width)
            return onehot[rows].mean(axis=0), np.linalg.solve(gram, x[:n][rows].T @ y)

        def left_out(penalty):
            total = 0.0
            for i in range(n):
                centre, fit = refit(np.arange(n) != i, penalty)
                total += np.sum((onehot[i] - centre - x[i] @ fit) ** 2)
            return total

        best = min(width * penalties, key=left_out)
        free = np.linalg.lstsq(x[:n], onehot - mean, rcond=1e-15)[0]
        for fit in (free, refit(np.arange(n), best)[1]):
            guess = (mean + x[first:] @ fit).argmax(axis=1)
            yield np.mean(guess == labels[first:])
        yield best / width

    # Near width = n an image may change sides with the order of the arithmetic.
    close = {"abs": 1.5 / (len(images) - most)}
    with threadpool_limits(1):
        for w, q in ((1, 2), (4, 0)):  # fewer knobs than images, and more
            expected = list(accuracies(cfg.n_train, cfg.widths[w], noisy[q], cfg.n_train))
            assert by_width[:, w, q] == pytest.approx(expected, **close)
        free, _, _ = accuracies(cfg.n_train, cfg.n_train, noisy[4], cfg.n_train)
        assert peak[4] == pytest.approx(free, **close)
        _, tuned, _ = accuracies(cfg.label_sizes[1], cfg.label_width, noisy[3], most)
        assert by_size[1, 3] == pytest.approx(tuned, **close)
        for w, column in ((0, 1), (1, 0)):  # another width than that of the labels, and the same
            given = noisy[cfg.label_noise_rates.index(0.2) if column else 0]
            n, width = cfg.label_sizes[2], cfg.worth_widths[w]
            _, tuned, _ = accuracies(n, width, given, most)
            assert worth[w, 2, column] == pytest.approx(tuned, **close)


def crossed(sizes, accuracy, target):
    """Where a curve first reaches a target, by bisection on straight lines over log(size)."""
    low = next(i for i, y in enumerate(accuracy) if y >= target)
    logs = np.log(sizes[low - 1 : low + 1])
    return np.exp(
        optimize.brentq(lambda x: np.interp(x, logs, accuracy[low - 1 : low + 1]) - target, *logs)
    )


def test_what_a_clean_label_is_worth_is_read_off_the_curves_of_every_width_and_target(data):
    sizes = data["label_size"][: Config().n_worth_sizes]
    for w, curves in enumerate(data["worth_accuracy"]):
        for t, target in enumerate(data["worth_target"]):
            clean, noisy = (crossed(sizes, curve, target) for curve in curves.T)
            assert data["worth"][w, t] == pytest.approx(noisy / clean, rel=1e-3)
    row = data["worth_width"].tolist().index(Config().label_width)
    column = data["worth_target"].tolist().index(0.9)
    at = np.flatnonzero(np.isclose(data["noise"], 0.2))[0]
    assert data["worth"][row, column] == pytest.approx(data["label_worth"][1, at], rel=1e-5)


def test_the_quoted_range_of_a_clean_labels_worth_is_that_of_its_table(data):
    said, worth = data["quoted"], data["worth"]
    assert said["worth_n"] == np.sum(np.isfinite(worth)) == 12
    for end, value in (("least", np.nanmin(worth)), ("most", np.nanmax(worth))):
        assert said[f"worth_{end}"] == value
        w = data["worth_width"].tolist().index(said[f"worth_{end}_width"])
        t = data["worth_target"].tolist().index(said[f"worth_{end}_target"])
        assert worth[w, t] == value
        assert said[f"worth_{end}_se"] == data["worth_se"][w, t]
    assert 1.5 < said["worth_least"] < said["label_worth_90_noise_20"] < said["worth_most"] < 3.5


def test_quoted_worths_and_needs_are_those_of_the_tables(data):
    said = data["quoted"]
    for t, target in enumerate(data["label_target"]):
        for q, rate in enumerate(data["noise"]):
            end = f"{100 * target:.0f}_noise_{100 * rate:.0f}"
            needed, worth = data["labels_needed"][t, q], data["label_worth"][t, q]
            if np.isfinite(needed):
                assert said[f"labels_needed_{end}"] == needed
                assert said[f"label_worth_{end}"] == worth
                assert worth == pytest.approx(needed / data["labels_needed"][t, 0], rel=1e-4)
            else:
                assert said[f"label_worth_{end}"] == "not reached"


def test_quoted_counts_of_wins_are_those_of_the_leads(data):
    said = data["quoted"]
    for name in ("minnorm", "tuned"):
        lead, se = data[f"{name}_lead"], data[f"{name}_lead_se"]
        cells = [(lead[p, q], se[p, q]) for p in range(15) for q in range(1, 8)]
        assert said["comparisons"] == len(cells)
        assert said[f"{name}_small_wins"] == sum(x > 0 for x, _ in cells)
        assert said[f"{name}_small_wins_clearly"] == sum(x / s > 2 for x, s in cells)
        assert said[f"{name}_big_wins_clearly"] == sum(x / s < -2 for x, s in cells)
        clean = data[f"{name}_accuracy_mean"][0, 0]
        biggest = data[f"{name}_accuracy_mean"][-1][::-1]  # rising
        even = np.interp(clean, biggest, data["noise"][::-1])
        assert said[f"{name}_break_even"] == pytest.approx(even, rel=1e-3)


def test_a_heap_has_its_wrong_labels_where_the_widget_has_them(data):
    needed = zip(data["labels_needed"][1], data["noise"], strict=True)
    cases = [[round(n), q] for n, q in needed if q < 0.5]
    script = """
      import { readFileSync } from "node:fs";
      import { wrong } from "./docs/js/widgets/label_noise_heaps.js";
      const cases = JSON.parse(readFileSync(0));
      console.log(JSON.stringify(cases.map(([n, share]) => wrong(n, share))));
    """
    for (n, share), found in zip(cases, answered(script, cases), strict=True):
        assert found == wrong(n, share).tolist()
        assert sum(found) == round(share * n)
