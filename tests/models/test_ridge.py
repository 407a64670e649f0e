import numpy as np
import pytest

from scripts.models.ridge import Ridge, tuned_path

PENALTIES = np.geomspace(1e-3, 1e3, 9)
shapes = pytest.mark.parametrize("p", [5, 29, 30, 31, 80], ids=lambda p: f"30x{p}")


def design(p, n=30, k=3):
    rng = np.random.default_rng(p)
    return rng.standard_normal((n, p)), rng.standard_normal((n, k)) + np.arange(k)


@shapes
def test_its_coefficients_solve_the_normal_equations(p):
    x, y = design(p)
    for penalty in (1e-2, 1.0, 100.0):
        expected = np.linalg.solve(x.T @ x + penalty * np.eye(p), x.T @ (y - y.mean(axis=0)))
        assert np.allclose(Ridge(x, y).coefficients(penalty), expected, rtol=1e-9, atol=1e-12)
        assert np.allclose(Ridge(x, y).predict(x[:4], penalty), y.mean(axis=0) + x[:4] @ expected)


@shapes
@pytest.mark.parametrize("centre", [True, False])
def test_leaving_one_out_equals_refitting_without_it(p, centre):
    x, y = design(p)
    found = Ridge(x, y, centre).leave_one_out(PENALTIES)
    assert found.shape == (len(PENALTIES), 30, 3)
    for i in range(len(x)):
        others = np.arange(len(x)) != i
        mean = y[others].mean(axis=0) * centre
        for penalty, errors in zip(PENALTIES, found, strict=True):
            gram = x[others].T @ x[others] + penalty * np.eye(p)
            fit = np.linalg.solve(gram, x[others].T @ (y[others] - mean))
            assert np.allclose(errors[i], y[i] - mean - x[i] @ fit, rtol=1e-9, atol=1e-10)


@shapes
def test_it_chooses_the_penalty_that_scikit_learn_chooses(p):
    from sklearn.linear_model import RidgeCV

    x, y = design(p)
    ours = Ridge(x, y, centre=False)
    theirs = RidgeCV(PENALTIES, fit_intercept=False, store_cv_results=True).fit(x, y)
    squared = np.moveaxis(ours.leave_one_out(PENALTIES) ** 2, 0, -1)  # (n, k, L)
    assert np.allclose(squared, theirs.cv_results_, rtol=1e-8, atol=1e-12)
    assert ours.best_penalty(PENALTIES) == theirs.alpha_
    assert np.allclose(ours.coefficients(theirs.alpha_).T, theirs.coef_, rtol=1e-8, atol=1e-12)


@shapes
def test_one_dimensional_targets_give_what_scikit_learn_gives(p):
    from sklearn.linear_model import Ridge as Theirs
    from sklearn.linear_model import RidgeCV

    x, y = design(p, k=1)
    y = y[:, 0]
    ours, theirs = Ridge(x, y, centre=False), Theirs(3.0, fit_intercept=False).fit(x, y)
    assert ours.coefficients(3.0).shape == theirs.coef_.shape == (p,)
    assert np.allclose(ours.coefficients(3.0), theirs.coef_, rtol=1e-8, atol=1e-12)
    assert ours.predict(x[:4], 3.0).shape == (4,)
    assert np.allclose(ours.predict(x[:4], 3.0), theirs.predict(x[:4]), rtol=1e-8)
    search = RidgeCV(PENALTIES, fit_intercept=False, store_cv_results=True).fit(x, y)
    assert ours.leave_one_out(PENALTIES).shape == (len(PENALTIES), 30)
    assert np.allclose(ours.leave_one_out(PENALTIES).T ** 2, search.cv_results_, rtol=1e-8)
    assert ours.best_penalty(PENALTIES) == search.alpha_


@shapes
@pytest.mark.parametrize("centre", [True, False])
def test_one_dimensional_targets_are_a_single_column(p, centre):
    x, y = design(p, k=1)
    flat, column = Ridge(x, y[:, 0], centre), Ridge(x, y, centre)
    assert np.array_equal(flat.coefficients(2.0), column.coefficients(2.0)[:, 0])
    assert np.array_equal(flat.predict(x, 2.0), column.predict(x, 2.0)[:, 0])
    assert np.array_equal(flat.leave_one_out(PENALTIES), column.leave_one_out(PENALTIES)[..., 0])
    assert flat.best_penalty(PENALTIES) == column.best_penalty(PENALTIES)


@shapes
def test_each_group_of_targets_has_the_penalty_it_would_have_alone(p):
    x, y = design(p, k=6)
    y[:, 3:] += 30 * np.random.default_rng(1).standard_normal((30, 3))
    y[:, :3] = x[:, :3] + 0.1 * y[:, :3]
    best = Ridge(x, y).best_penalties(PENALTIES, 2)
    assert best.tolist() == [
        Ridge(x, part).best_penalty(PENALTIES) for part in (y[:, :3], y[:, 3:])
    ]
    assert best[0] < best[1]
    fit = Ridge(x, y).coefficients(np.repeat(best, 3))
    for penalty, columns in zip(best, (np.s_[:3], np.s_[3:]), strict=True):
        alone = Ridge(x, y[:, columns]).coefficients(penalty)
        assert np.allclose(fit[:, columns], alone, rtol=1e-9, atol=1e-12)


def test_the_tuned_path_equals_a_search_at_every_width():
    from sklearn.linear_model import RidgeCV

    x, y = design(80, k=4)
    y -= y.mean(axis=0)
    y[:, 2:] *= np.random.default_rng(2).uniform(0, 9, (30, 1))
    y -= y.mean(axis=0)
    widths = (5, 29, 30, 31, 60, 80)
    path = list(tuned_path(x, y, widths, PENALTIES, groups=2))
    assert [w for w, _, _ in path] == list(widths)
    for width, penalty, coefficients in path:
        for g in range(2):
            part = y[:, 2 * g : 2 * g + 2]
            one = Ridge(x[:, :width], part)
            assert penalty[g] * width == pytest.approx(one.best_penalty(width * PENALTIES))
            theirs = RidgeCV([penalty[g] * width], fit_intercept=False).fit(x[:, :width], part)
            found = coefficients[:, 2 * g : 2 * g + 2]
            assert np.allclose(found.T, theirs.coef_, rtol=1e-8, atol=1e-12)


def test_a_gram_matrix_that_is_known_already_changes_nothing():
    x, y = design(80)
    known = Ridge(x, y, gram=x @ x.T)
    assert np.array_equal(known.coefficients(1.0), Ridge(x, y).coefficients(1.0))


def test_noise_asks_for_a_larger_penalty():
    rng = np.random.default_rng(0)
    x, truth = rng.standard_normal((60, 40)), rng.standard_normal((40, 1))
    noise = rng.standard_normal((60, 1))
    chosen = [Ridge(x, x @ truth + level * noise).best_penalty(PENALTIES) for level in (0.1, 10)]
    assert chosen[0] < chosen[1]


def test_a_penalty_of_zero_is_refused():
    model = Ridge(*design(5))
    for call in (lambda: model.coefficients(0), lambda: model.leave_one_out((1.0, 0.0))):
        with pytest.raises(ValueError, match="must be positive"):
            call()


def test_features_and_targets_of_different_lengths_are_refused():
    x, y = design(5)
    with pytest.raises(ValueError, match="30 rows of features and 29 of targets"):
        Ridge(x, y[:-1])
