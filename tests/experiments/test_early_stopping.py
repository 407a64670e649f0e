from dataclasses import replace

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from scripts.compute.datasets.digits import load_digits
from scripts.experiments import early_stopping
from scripts.experiments.early_stopping import Config
from scripts.models.gradient_path import largest_rate, loss_and_gradient
from scripts.models.random_features import flip_labels, random_features, scaled_inputs


@pytest.fixture
def data(published):
    found = published("early_stopping")["data"]
    return {k: np.array(v) if isinstance(v, list) else v for k, v in found.items()}


def test_the_checkpoints_grow_from_one_step_to_the_last():
    for cfg in (Config(), early_stopping.QUICK, Config(last_step=2000)):
        steps = early_stopping.steps_of(cfg)
        assert len(steps) == cfg.n_checkpoints
        assert np.all(np.diff(steps) > 0)
        assert (steps[0], steps[-1]) == (1, cfg.last_step)


def test_training_error_only_falls_and_ends_at_zero(data):
    # The squared error falls with every step; the share of images may waver by a few of them.
    assert np.all(np.diff(data["train_error_mean"]) < 0.003)
    assert np.all(data["train_error_p90"][:, -1] == 0)


def test_with_wrong_labels_training_on_and_on_multiplies_the_error(data):
    noisy = data["noise"] > 0
    assert np.all(data["error_at_end"][noisy] > 4 * data["error_at_best"][noisy])
    assert np.all(data["difference"][noisy] > 10 * data["difference_se"][noisy])


def test_with_correct_labels_training_on_and_on_costs_less_than_one_image_in_a_hundred(data):
    assert data["noise"][0] == 0
    assert 0 <= data["difference"][0] < 0.01


def test_the_more_wrong_labels_the_earlier_the_best_step(data):
    assert np.all(np.diff(data["best_step"]) < 0)
    assert np.all(np.diff(data["validated_step"]) < 0)


def test_at_the_best_step_the_wrong_labels_are_not_learnt_yet(data):
    noisy = data["noise"] > 0
    assert np.all(data["train_error_at_best"][noisy] > 0.85 * data["noise"][noisy])


def test_a_validation_split_finds_a_step_nearly_as_good_as_the_best(data):
    lost = data["error_at_validated"] - data["error_at_best"]
    assert np.all(lost < 0.01)
    noisy = data["noise"] > 0
    assert np.all(data["validated_difference"] > 3 * data["validated_difference_se"])
    assert np.all(lost[noisy] < 0.05 * data["difference"][noisy])


def test_the_quoted_differences_are_those_of_the_quoted_errors(data):
    for name, at in (("difference", "best"), ("validated_difference", "validated")):
        assert np.allclose(data[name], data["error_at_end"] - data[f"error_at_{at}"], atol=1e-5)


def test_one_seed_equals_explicit_steps():
    cfg = replace(early_stopping.QUICK, last_step=2000, n_checkpoints=8)
    with threadpool_limits(1):
        found, alone = early_stopping.one_seed(cfg, np.random.default_rng(4))  # (4, q, step)

    rng = np.random.default_rng(4)  # the same draws in the same order, every step spelt out
    images, labels = load_digits()
    order, n = rng.permutation(len(images)), cfg.n_train
    inputs, labels = scaled_inputs(images / 16, order[:n])[order], labels[order]
    noisy = flip_labels(labels[:n], cfg.label_noise_rates, 10, rng)
    weights = rng.standard_normal((64, cfg.width))
    features = random_features(inputs, weights, rng.uniform(0, 2 * np.pi, cfg.width))

    def descend(x, y):
        coefficients, rate = np.zeros((cfg.width, 10)), largest_rate(x @ x.T) / 2
        for step in range(1, cfg.last_step + 1):
            coefficients -= rate * loss_and_gradient(coefficients, x, y)[1]
            if step in steps:
                yield coefficients

    steps, fewer = early_stopping.steps_of(cfg).tolist(), n - cfg.n_validation
    for q, given in enumerate(noisy[:2]):
        onehot, truth = np.eye(10)[given], np.eye(10)[labels[n:]]
        mean = onehot.mean(axis=0)
        with threadpool_limits(1):
            for i, fit in enumerate(descend(features[:n], onehot - mean)):
                scores = mean + features @ fit
                guess = scores.argmax(axis=1)
                expected = (
                    np.mean(guess[:n] != given),
                    np.mean(guess[n:] != labels[n:]),
                    np.mean((scores[n:] - truth) ** 2),
                )
                assert found[:3, q, i] == pytest.approx(expected, rel=1e-9), (q, steps[i])
            mean, best = onehot[:fewer].mean(axis=0), (np.inf, None)
            for i, fit in enumerate(descend(features[:fewer], onehot[:fewer] - mean)):
                squared = np.mean((mean + features[fewer:n] @ fit - onehot[fewer:]) ** 2)
                assert found[3, q, i] == pytest.approx(squared, rel=1e-9), steps[i]
                if squared < best[0]:
                    guess = (mean + features[n:] @ fit).argmax(axis=1)
                    best = squared, np.mean(guess != labels[n:])
            assert alone[q] == pytest.approx(best[1], abs=1e-9)


def test_a_model_on_fewer_images_is_worse_than_one_trained_again_on_all(data):
    assert np.all(data["retrained_gain"] > 0)
    gain = data["error_of_fewer"] - data["error_at_validated"]
    assert data["retrained_gain"] == pytest.approx(gain, abs=1e-6)
    assert np.all(data["error_of_fewer"] < data["error_at_end"] + 0.01)


def test_quoted_numbers_of_each_noise_are_those_of_the_curves(data):
    said, step = data["quoted"], data["step"].tolist()
    for q, rate in enumerate(data["noise"]):
        end = f"noise_{rate * 100:.0f}"
        train, test = data["train_error_mean"][q], data["test_error_mean"][q]
        at = step.index(said[f"best_step_{end}"])
        assert at == np.argmin(test)
        assert said[f"share_wrong_{end}"] == rate
        assert said[f"error_at_best_{end}"] == pytest.approx(test.min(), rel=1e-5)
        assert said[f"error_at_end_{end}"] == pytest.approx(test[-1], rel=1e-5)
        assert said[f"best_over_end_{end}"] == pytest.approx(test[-1] / test.min(), rel=1e-5)
        assert said[f"train_error_at_best_{end}"] == pytest.approx(train[at], rel=1e-5)
        assert said[f"train_error_at_end_{end}"] == train[-1]
        assert (said[f"error_at_first_{end}"], said[f"train_error_at_first_{end}"]) == (
            test[0],
            train[0],
        )
        mse = data["test_mse_mean"][q]
        assert said[f"test_mse_rise_{end}"] == pytest.approx(mse[-1] / mse[at], rel=1e-4)
        fitted = step.index(said[f"fitted_step_{end}"])
        assert train[fitted] < 0.005 <= train[fitted - 1]
        for name in ("error_of_fewer", "error_at_validated", "validated_difference", "difference"):
            assert said[f"{name}_{end}"] == data[name][q]
            assert said[f"{name}_se_{end}"] == data[f"{name}_se"][q]
