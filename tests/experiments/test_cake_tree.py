import numpy as np
import pytest

from scripts.experiments import cake_tree
from scripts.experiments.cake_tree import Config
from scripts.models.tree import grow_tree


@pytest.fixture
def data(published):
    found = published("cake_tree")["data"]
    return {k: np.array(v) if isinstance(v, list) else v for k, v in found.items()}


def test_every_level_fits_the_cakes_it_has_seen_better(data):
    assert np.all(np.diff(data["train_rmse"]) < 0)
    assert np.all(np.diff(data["n_leaves"]) > 0)


@pytest.mark.parametrize("folds", ["cv_rmse", "grouped_cv_rmse"])
def test_a_few_levels_predict_best_and_more_predict_worse(data, folds):
    best = int(data[folds].argmin())
    assert 2 <= best <= 5
    assert data[folds][0] > 1.2 * data[folds][best]
    assert data[folds][-1] > 1.15 * data[folds][best]
    assert data[f"{folds}_p10"][-1] > data[f"{folds}_p90"][best]


def test_folds_that_share_a_baking_session_flatter_the_model(data):
    assert np.all(data["optimism"] > 3 * data["optimism_se"])


def test_the_training_error_flatters_it_far_more(data):
    assert data["train_rmse"][-1] < 0.2 * data["cv_rmse"][-1]


def test_depth_zero_is_the_mean(data):
    _, angle, _ = cake_tree.cakes()
    assert data["train_rmse"][0] == pytest.approx(angle.std(), rel=1e-5)
    assert data["n_leaves"][0] == 1


def test_grouped_folds_never_split_a_replicate_and_both_kinds_are_balanced():
    cfg = Config()
    _, _, replicate = cake_tree.cakes()
    for seed in range(5):
        plain, grouped = cake_tree.folds(cfg, replicate, np.random.default_rng(seed))
        assert np.bincount(plain).tolist() == [27] * 10
        assert sorted(np.bincount(grouped)) == [18] * 5 + [36] * 5
        assert all(len(set(grouped[replicate == r])) == 1 for r in np.unique(replicate))


def test_the_tree_fits_the_cakes_as_well_as_scikit_learns():
    from sklearn.tree import DecisionTreeRegressor

    inputs, angle, _ = cake_tree.cakes()
    fitted = grow_tree(inputs, angle, 12).predict_path(inputs, 12)
    for depth in range(1, 13):
        reference = DecisionTreeRegressor(max_depth=depth, random_state=0).fit(inputs, angle)
        ours, theirs = (
            np.sqrt(np.mean((p - angle) ** 2)) for p in (fitted[depth], reference.predict(inputs))
        )
        # Deeper down, equally good splits are common and either tree may be the lucky one.
        assert ours == pytest.approx(theirs, rel=1e-9 if depth <= 6 else 0.02), depth


def test_cross_validation_equals_scikit_learns_on_the_same_folds():
    from sklearn.model_selection import PredefinedSplit, cross_val_predict
    from sklearn.tree import DecisionTreeRegressor

    cfg = Config(max_depth=3)
    inputs, angle, replicate = cake_tree.cakes()
    found = cake_tree.one_repeat(cfg, np.random.default_rng(5))
    for kind, fold in enumerate(cake_tree.folds(cfg, replicate, np.random.default_rng(5))):
        for depth in (1, 2, 3):
            model = DecisionTreeRegressor(max_depth=depth, random_state=0)
            predicted = cross_val_predict(model, inputs, angle, cv=PredefinedSplit(fold))
            assert found[kind, depth] == pytest.approx(
                np.sqrt(np.mean((predicted - angle) ** 2)), rel=0.01
            )
