import numpy as np
import pytest

from scripts.models.least_squares import minimum_norm_path, ridge_path
from scripts.models.random_features import flip_labels, random_features, scaled_inputs
from scripts.models.softmax import fit_softmax, loss_and_gradient
from scripts.models.stieltjes import polynomial_path
from scripts.models.tree import grow_tree

EPS = np.finfo(float).eps


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def relative(found, reference):
    return np.abs(found - reference).max() / np.abs(reference).max()


# Least squares for every prefix of the columns


@pytest.mark.parametrize("widths", [range(1, 121), (3, 40, 120), (5, 39), (41, 120), (40,)])
def test_every_prefix_has_the_least_squares_fit_of_smallest_norm(rng, widths):
    features, targets = rng.standard_normal((40, 120)), rng.standard_normal((40, 3))
    found = dict(minimum_norm_path(features, targets, widths))
    assert list(found) == list(widths)
    for width, coefficients in found.items():
        reference = np.linalg.lstsq(features[:, :width], targets, rcond=None)[0]
        assert relative(coefficients, reference) < 1e-10, width


def test_prefixes_of_ill_conditioned_features_agree_with_lstsq(rng):
    inputs = rng.standard_normal((100, 8)) / 3
    features = random_features(inputs, rng.standard_normal((8, 400)), rng.uniform(0, 6, 400))
    targets = rng.standard_normal((100, 2))
    for width, coefficients in minimum_norm_path(features, targets, (20, 80, 130, 250, 400)):
        block = features[:, :width]
        reference = np.linalg.lstsq(block, targets, rcond=EPS)[0]
        # A backward stable fit may differ by the condition number times the rounding error.
        assert relative(coefficients, reference) < 100 * np.linalg.cond(block) * EPS, width


def test_beyond_n_the_fit_goes_through_every_target(rng):
    features, targets = rng.standard_normal((30, 90)), rng.standard_normal((30, 2))
    for width, coefficients in minimum_norm_path(features, targets, (30, 31, 60, 90)):
        assert np.allclose(features[:, :width] @ coefficients, targets, atol=1e-9)


def test_the_prefix_solver_leaves_its_inputs_alone(rng):
    features, targets = rng.standard_normal((20, 60)), rng.standard_normal((20, 1))
    copies = features.copy(), targets.copy()
    list(minimum_norm_path(features, targets, (10, 20, 30, 60)))
    list(ridge_path(features, targets, (10, 60), (1.0, 2.0)))
    assert np.array_equal(features, copies[0])
    assert np.array_equal(targets, copies[1])


def test_ridge_in_the_dual_equals_the_normal_equations(rng):
    features, targets = rng.standard_normal((30, 80)), rng.standard_normal((30, 2))
    widths, penalties = (5, 30, 80), (0.5, 2.0, 7.0)
    path = ridge_path(features, targets, widths, penalties)
    for (width, coefficients), penalty in zip(path, penalties, strict=True):
        x = features[:, :width]
        reference = np.linalg.solve(x.T @ x + penalty * np.eye(width), x.T @ targets)
        assert relative(coefficients, reference) < 1e-11


# Polynomials


@pytest.fixture
def samples(rng):
    x = np.sort(rng.uniform(-1, 1, (6, 40)), axis=1)
    x = -1 + 2 * (np.arange(40) + (x + 1) / 2) / 40  # one point a cell
    return x, np.sin(5 * x) + 0.2 * rng.standard_normal(x.shape), np.linspace(-1, 1, 50)


def test_polynomials_of_every_degree_equal_lstsq_in_a_legendre_basis(samples):
    x, y, grid = samples
    vander = np.polynomial.legendre.legvander
    for degree, residual, prediction in polynomial_path(x, y, grid, 20):
        tolerance = 1e-9 if degree <= 16 else 1e-7
        for row in range(len(x)):
            fit = np.linalg.lstsq(vander(x[row], degree), y[row], rcond=None)[0]
            assert relative(prediction[row], vander(grid, degree) @ fit) < tolerance
            left_over = y[row] - vander(x[row], degree) @ fit
            assert np.abs(residual[row] - left_over).max() < tolerance


def test_polynomials_equal_scikit_learn(samples):
    from sklearn.linear_model import LinearRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import PolynomialFeatures

    x, y, grid = samples
    for degree, _, prediction in polynomial_path(x, y, grid, 16):
        model = make_pipeline(PolynomialFeatures(degree), LinearRegression(tol=EPS)).fit(
            x[0][:, None], y[0]
        )
        assert relative(prediction[0], model.predict(grid[:, None])) < 1e-9, degree


def test_the_highest_degree_equals_qr_where_lstsq_would_cut_off_directions(samples):
    x, y, grid = samples
    vander = np.polynomial.legendre.legvander
    *_, (degree, _, prediction) = polynomial_path(x, y, grid, 24)
    for row in range(len(x)):
        q, r = np.linalg.qr(vander(x[row], degree))
        reference = vander(grid, degree) @ np.linalg.solve(r, q.T @ y[row])
        assert relative(prediction[row], reference) < 1e-7


def test_each_training_set_may_have_its_own_grid(samples):
    x, y, grid = samples
    shared = [p.copy() for _, _, p in polynomial_path(x, y, grid, 5)]
    own = [p.copy() for _, _, p in polynomial_path(x, y, np.tile(grid, (len(x), 1)), 5)]
    assert np.array_equal(shared, own)


# Random features and label noise


def test_cosine_features_approximate_the_gaussian_kernel(rng):
    x = rng.standard_normal((20, 5)) / 2
    features = random_features(
        x, rng.standard_normal((5, 200_000)), rng.uniform(0, 2 * np.pi, 200_000), gamma=1.5
    )
    distance2 = ((x[:, None] - x[None]) ** 2).sum(axis=2)
    kernel = features @ features.T / features.shape[1]
    assert np.abs(kernel - np.exp(-(1.5**2) * distance2 / 2)).max() < 0.02


def test_relu_features_have_the_stated_scale(rng):
    x = rng.standard_normal((50, 5))
    features = random_features(x, rng.standard_normal((5, 100_000)), np.zeros(100_000), "relu")
    assert np.allclose(np.mean(features**2, axis=1), np.sum(x**2, axis=1), rtol=0.05)
    assert features.min() == 0


def test_an_unknown_kind_of_feature_is_refused(rng):
    with pytest.raises(ValueError, match="tanh"):
        random_features(np.ones((1, 1)), np.ones((1, 1)), np.ones(1), "tanh")


def test_inputs_are_scaled_without_a_look_at_the_test_rows(rng):
    images, train = rng.uniform(size=(50, 8)), np.arange(30)
    scaled = scaled_inputs(images, train)
    assert np.allclose(scaled[train].mean(axis=0), 0)
    assert np.isclose(np.mean(np.sum(scaled[train] ** 2, axis=1)), 1)
    images[40:] += 100
    assert np.array_equal(scaled_inputs(images, train)[train], scaled[train])


def test_label_noise_flips_exactly_the_stated_share_to_another_class(rng):
    labels, rates = rng.integers(10, size=501), (0.0, 0.1, 0.25, 0.4, 1.0)
    noisy = flip_labels(labels, rates, 10, rng)
    wrong = noisy != labels
    assert wrong.sum(axis=1).tolist() == [round(rate * 501) for rate in rates]
    assert noisy.min() >= 0
    assert noisy.max() <= 9
    for less, more in zip(range(4), range(1, 5), strict=True):  # nested
        assert np.array_equal(noisy[less][wrong[less]], noisy[more][wrong[less]])


# Trees


def test_a_tree_predicts_as_scikit_learns_at_every_depth(rng):
    from sklearn.tree import DecisionTreeRegressor

    x = rng.uniform(size=(4000, 3))
    y = np.sin(9 * x[:, 0]) + 2 * x[:, 1] * x[:, 2] + 0.01 * rng.standard_normal(4000)
    new = rng.uniform(size=(500, 3))
    tree = grow_tree(x, y, 6)
    predictions, leaves = tree.predict_path(new, 6), tree.leaves_path(6)
    assert np.allclose(predictions[0], y.mean())
    for depth in range(1, 7):
        reference = DecisionTreeRegressor(max_depth=depth, random_state=0).fit(x, y)
        assert np.allclose(predictions[depth], reference.predict(new), rtol=0, atol=1e-12)
        assert leaves[depth] == reference.get_n_leaves()


def test_a_shallow_tree_is_the_top_of_a_deep_one(rng):
    x, y = rng.uniform(size=(200, 3)), rng.standard_normal(200)
    deep = grow_tree(x, y, 8).predict_path(x, 8)
    for depth in (0, 1, 4):
        assert np.array_equal(grow_tree(x, y, depth).predict_path(x, 8)[-1], deep[depth])


def test_a_deep_tree_remembers_rows_that_can_be_told_apart(rng):
    x, y = rng.uniform(size=(64, 1)), rng.standard_normal(64)
    tree = grow_tree(x, y, 63)
    assert np.allclose(tree.predict_path(x, 63)[-1], y)
    assert tree.leaves_path(63)[-1] == 64


def test_rows_that_cannot_be_told_apart_share_their_mean():
    x, y = np.array([[0.0], [0.0], [1.0]]), np.array([1.0, 3.0, 7.0])
    assert grow_tree(x, y, 5).predict_path(x, 5)[-1].tolist() == [2.0, 2.0, 7.0]
    assert grow_tree(x[:2], y[:2], 5).leaves_path(5).tolist() == [1] * 6
    assert grow_tree(x, np.ones(3), 5).leaves_path(5).tolist() == [1] * 6


# Softmax


@pytest.fixture
def classes(rng):
    labels = rng.integers(4, size=150)
    return rng.standard_normal((150, 6)) + rng.standard_normal((4, 6))[labels], labels


def test_the_softmax_gradient_equals_finite_differences(rng, classes):
    x, labels = classes
    onehot, knobs, step = np.eye(4)[labels], rng.standard_normal(4 * 7), 1e-6
    _, gradient = loss_and_gradient(knobs, x, onehot, 3.0)
    for i, direction in enumerate(step * np.eye(len(knobs))):
        up, down = (loss_and_gradient(knobs + s * direction, x, onehot, 3.0)[0] for s in (1, -1))
        assert abs((up - down) / (2 * step) - gradient[i]) < 1e-8


@pytest.mark.parametrize("penalty", [250.0, 1.0])
def test_softmax_knobs_equal_scikit_learns(classes, penalty):
    from sklearn.linear_model import LogisticRegression

    x, labels = classes
    model = fit_softmax(x, labels, 4, penalty, tolerance=1e-9)
    reference = LogisticRegression(C=1 / penalty, tol=1e-10, solver="newton-cholesky").fit(
        x, labels
    )
    assert np.abs(model.weights - reference.coef_).max() < 1e-6
    # Only differences between biases matter, and scikit-learn may pick another constant.
    shift = (model.biases - reference.intercept_).mean()
    assert np.abs(model.biases - shift - reference.intercept_).max() < 1e-6
    assert abs(model.biases.sum()) < 1e-9
    assert np.array_equal(model.predict(x), reference.predict(x))
    assert model.accuracy(x, labels) == np.mean(reference.predict(x) == labels)


def test_large_scores_do_not_overflow(classes):
    x, labels = classes
    loss, gradient = loss_and_gradient(np.full(28, 1e4), 1e3 * x, np.eye(4)[labels], 0.0)
    assert np.isfinite(loss)
    assert np.all(np.isfinite(gradient))
