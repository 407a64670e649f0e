import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from scripts.models.power_teacher import (
    best_split,
    expected_error,
    expected_errors,
    growing_sample,
    random_gram,
    sample_error,
    unseen,
    variances,
)


def sample(n, d, decay, rng):
    return rng.standard_normal((d, n)) * np.sqrt(variances(n, decay))


@pytest.mark.parametrize("decay", [0.5, 1.0, 2.0])
def test_what_is_unseen_is_the_sum_of_all_that_follows(decay):
    many = 300_000
    rest = (many + 0.5) ** -decay / decay  # the integral beyond
    for n in (0, 1, 10, 300):
        assert unseen(n, decay) == pytest.approx(variances(many, decay)[n:].sum() + rest, rel=1e-6)
    assert unseen(10_000, decay) == pytest.approx(10_000.5**-decay / decay, rel=1e-6)


@pytest.mark.parametrize(("n", "d"), [(6, 30), (30, 6), (12, 12)])
def test_the_error_of_a_sample_is_the_mean_over_coins_and_noise_of_ridge_by_lstsq(n, d):
    rng, decay, noise_std = np.random.default_rng(n), 1.0, 0.3
    x = sample(n, d, decay, rng)
    hidden = unseen(n, decay) + noise_std**2
    expected = sample_error(x.T @ x, decay, noise_std**2)
    coins = rng.choice([-1.0, 1.0], size=(n, 20_000))
    y = x @ coins + np.sqrt(hidden) * rng.standard_normal((d, 20_000))
    # ridge as least squares: the penalty is n more examples of zero
    rows = np.vstack([x, np.sqrt(hidden) * np.eye(n)])
    with threadpool_limits(1):
        fits = np.linalg.lstsq(rows, np.vstack([y, np.zeros((n, 20_000))]), rcond=None)[0]
    errors = unseen(n, decay) + variances(n, decay) @ (fits - coins) ** 2
    assert abs(errors.mean() - expected) < 4 * errors.std() / np.sqrt(20_000)


def test_no_other_penalty_is_better():
    rng, n, d = np.random.default_rng(0), 20, 25
    x, hidden = sample(n, d, 1.0, rng), unseen(20, 1.0) + 0.01
    coins = rng.choice([-1.0, 1.0], size=(n, 4000))
    y = x @ coins + np.sqrt(hidden) * rng.standard_normal((d, 4000))
    error = [
        np.mean(
            variances(n, 1.0)
            @ (np.linalg.solve(x.T @ x + factor * hidden * np.eye(n), x.T @ y) - coins) ** 2
        )
        for factor in (0.3, 0.7, 1, 1.4, 3)
    ]
    assert np.argmin(error) == 2


def test_with_far_more_examples_than_features_only_the_unseen_is_left():
    rng = np.random.default_rng(1)
    for n in (5, 20):
        gram = random_gram(n, 10**7, 1.0, rng)
        assert sample_error(gram, 1.0, 0.0) == pytest.approx(unseen(n, 1.0), rel=1e-4)
        least_squares = unseen(n, 1.0) * (500 - 1) / (500 - n - 1)  # exact without a penalty
        assert expected_error(n, 500, 1.0) == pytest.approx(least_squares, rel=0.01)
        assert expected_error(n, 500, 1.0) < least_squares


@pytest.mark.parametrize(("n", "d", "noise_std"), [(60, 40, 0.0), (60, 200, 0.1), (25, 400, 0.3)])
def test_the_formula_is_the_mean_over_samples(n, d, noise_std):
    rng = np.random.default_rng(d)
    errors = []
    for _ in range(150):
        x = sample(n, d, 1.0, rng)
        errors.append(sample_error(x.T @ x, 1.0, noise_std**2))
    formula = expected_error(n, d, 1.0, noise_std**2)
    se = np.std(errors, ddof=1) / np.sqrt(len(errors))
    assert abs(np.mean(errors) - formula) < 4 * se + 0.015 * formula, "1.5 %: the sample is finite"


def test_the_formula_keeps_its_shape_when_size_and_data_double():
    for decay in (0.5, 1.0, 1.5):
        off = [
            expected_error(2 * n, 4 * n, decay) * 2**decay / expected_error(n, 2 * n, decay) - 1
            for n in (20, 200, 2000)
        ]
        assert abs(off[0]) > abs(off[1]) > abs(off[2])
        assert abs(off[2]) < 1e-3


@pytest.mark.parametrize("decay", [0.5, 1.0, 1.5])
def test_without_label_noise_the_best_size_grows_as_the_root_of_the_budget(decay):
    budgets = np.geomspace(1e4, 1e7, 5)
    sizes = [best_split(b, decay, 0.0)[0] for b in budgets]
    slope = np.polyfit(np.log(budgets), np.log(sizes), 1)[0]
    assert slope == pytest.approx(0.5, abs=0.02)


def test_with_label_noise_it_grows_more_slowly_towards_its_own_limit():
    slopes = []
    for low in (1e3, 1e6, 1e9):
        budgets = np.array([low, 1e3 * low])
        sizes = [best_split(b, 1.0, 0.09)[0] for b in budgets]
        slopes.append(np.diff(np.log(sizes))[0] / np.log(1e3))
    assert np.all(np.diff(slopes) < 0)
    assert slopes[-1] == pytest.approx(1 / 3, abs=0.015)


def test_label_noise_slows_learning_down_and_leaves_no_floor():
    amounts = np.geomspace(1e4, 1e7, 4)
    n, decay, noise_variance = 100_000, 1.0, 0.09
    errors = np.array([expected_error(n, d, decay, noise_variance) for d in amounts])
    slope = np.polyfit(np.log(amounts), np.log(errors - unseen(n, decay)), 1)[0]
    assert slope == pytest.approx(-decay / (1 + decay), abs=0.03)
    limit = np.pi / 2 * np.sqrt(noise_variance / amounts)
    assert np.allclose(errors - unseen(n, decay), limit, rtol=0.1)


def test_more_features_and_more_examples_never_hurt_the_best_pupil():
    grid = expected_errors((4, 16, 64, 256), (10, 50, 250, 1250), 1.0, 0.04)
    assert np.all(np.diff(grid, axis=0) < 0)
    assert np.all(np.diff(grid, axis=1) < 0)


def test_a_random_gram_has_the_mean_and_spread_of_a_real_one():
    rng, n, d, times = np.random.default_rng(2), 3, 8, 4000
    real = [x.T @ x for x in (sample(n, d, 1.0, rng) for _ in range(times))]
    drawn = [random_gram(n, d, 1.0, rng) for _ in range(times)]
    for moment in (np.mean, np.std):
        a, b = moment(real, axis=0), moment(drawn, axis=0)
        assert np.allclose(a, b, atol=5 * np.std(real, axis=0).max() / np.sqrt(times))
    with pytest.raises(ValueError, match="as many examples"):
        random_gram(4, 3, 1.0, rng)


def test_a_growing_sample_contains_the_smaller_ones():
    both = growing_sample((4, 9), (5, 12, 30), 1.0, (0.0, 0.2), np.random.default_rng(3))
    rng = np.random.default_rng(3)
    rows = np.vstack([rng.standard_normal((m, 9)) for m in (5, 7, 18)])
    x = rows * np.sqrt(variances(9, 1.0))
    for j, d in enumerate((5, 12, 30)):
        for i, n in enumerate((4, 9)):
            gram = x[:d, :n].T @ x[:d, :n]
            for q, std in enumerate((0.0, 0.2)):
                inverse = np.linalg.inv(np.eye(n) + gram / (unseen(n, 1.0) + std**2))
                expected = unseen(n, 1.0) + np.trace(np.diag(variances(n, 1.0)) @ inverse)
                assert both[q, i, j] == pytest.approx(expected, rel=1e-10)
