import numpy as np
import pytest
from scipy import stats

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


# How far it holds for other rounds


def test_the_deepest_tree_loses_to_the_best_depth_in_nearly_every_round(data):
    lost = data["round_mse"][:, -1] - data["round_mse"][:, data["round_best_depth"]]
    assert np.sum(lost > 0) >= 12
    assert lost.mean() > 3 * stats.sem(lost)


def test_whether_the_deepest_tree_beats_the_average_hangs_on_the_first_two_rounds(data):
    gain, se = data["round_gain"][-1], data["round_gain_se"][-1]
    assert abs(gain) < 2 * se
    assert data["later_gain"][-1] < -2 * data["later_gain_se"][-1]
    assert data["round_mse"][:2, 0].min() > 2 * data["round_mse"][2:, 0].max()


def test_no_tree_beats_the_average_clearly_where_rounds_are_counted(data):
    for name in ("round", "later"):
        gain, se = data[f"{name}_gain"][1:], data[f"{name}_gain_se"][1:]
        assert np.all(gain < 2 * se)


def test_quoted_numbers_of_rounds_are_those_of_their_errors(data):
    said, best = data["quoted"], data["round_best_depth"]
    assert best == np.argmin(np.mean(data["round_mse"], axis=0))
    for name in ("round", "later"):
        mse = data[f"{name}_mse"]
        for end, depth in (("depth_0", 0), ("best", best), ("max_depth", 12)):
            assert said[f"{name}_rmse_{end}"] == pytest.approx(
                mse[:, depth].mean() ** 0.5, rel=1e-5
            )
        for end, depth in (("best", best), ("max_depth", 12)):
            gain = mse[:, 0] - mse[:, depth]
            assert said[f"{name}_gain_{end}"] == pytest.approx(gain.mean(), abs=1e-3)
            assert said[f"{name}_gain_{end}_se"] == pytest.approx(stats.sem(gain), rel=1e-4)
            assert said[f"{name}_wins_{end}"] == sum(d > 0 for d in gain)
        lost = mse[:, 12] - mse[:, best]
        assert said[f"{name}_lost_max_depth"] == pytest.approx(lost.mean(), rel=1e-4)
        assert said[f"{name}_lost_max_depth_se"] == pytest.approx(stats.sem(lost), rel=1e-4)
        assert said[f"{name}_lost_max_depth_rounds"] == sum(d > 0 for d in lost)
    assert len(data["later_mse"]) == said["n_later_rounds"] == len(data["round_mse"]) - 2


def test_the_bars_are_those_of_leaving_out_one_round_after_the_other(data):
    for name in ("round", "later"):
        mse, found = data[f"{name}_mse"], []
        for i in range(len(mse)):
            rest = np.delete(mse, i, axis=0).mean(axis=0) ** 0.5
            found.append(rest - rest[0])
        n = len(found)
        se = np.sqrt((n - 1) * np.var(found, axis=0))
        assert data[f"{name}_against_mean_se"] == pytest.approx(se, abs=1e-4)
        rmse = data[f"{name}_rmse"]
        assert data[f"{name}_against_mean"] == pytest.approx(rmse - rmse[0], abs=1e-4)


def test_quoted_rises_and_gains_are_ratios_of_the_curves(data):
    said, plain, grouped = data["quoted"], data["cv_rmse"], data["grouped_cv_rmse"]
    assert said["grouped_max_depth_over_mean"] == pytest.approx(grouped[12] / grouped[0], rel=1e-5)
    assert said["grouped_rise_percent"] == pytest.approx(
        100 * (grouped[12] - grouped.min()) / grouped.min(), rel=1e-4
    )
    assert said["cv_rise_percent"] == pytest.approx(
        100 * (plain[12] - plain.min()) / plain.min(), rel=1e-4
    )
    assert said["grouped_gain_percent"] == pytest.approx(
        100 * (grouped[0] - grouped.min()) / grouped[0], rel=1e-4
    )
    assert said["plain_gain_percent"] == pytest.approx(
        100 * (plain[0] - plain.min()) / plain[0], rel=1e-4
    )


def test_with_its_thresholds_the_deepest_tree_has_more_numbers_than_cakes(data):
    said = data["quoted"]
    inputs, angle, _ = cake_tree.cakes()
    tree = grow_tree(inputs, angle, said["max_depth"])
    assert np.sum(tree.feature >= 0) == said["thresholds_max_depth"]
    both = said["leaves_max_depth"] + said["thresholds_max_depth"]
    assert both == said["leaves_and_thresholds_max_depth"] > said["n_cakes"]


def test_one_division_differs_from_the_next_by_far_more_than_their_mean_is_unsure(data):
    said = data["quoted"]
    spread = said["optimism_se_grouped_best"] * said["n_repeats"] ** 0.5
    assert said["optimism_sd_grouped_best"] == pytest.approx(spread, rel=1e-4)


def test_a_round_held_out_is_predicted_as_scikit_learns_trees_do():
    from sklearn.model_selection import LeaveOneGroupOut, cross_val_predict
    from sklearn.tree import DecisionTreeRegressor

    inputs, angle, replicate = cake_tree.cakes()
    for rounds in (np.arange(1, 16), np.arange(3, 16)):
        rows = np.isin(replicate, rounds)
        mse = cake_tree.leave_a_round_out(Config(max_depth=3), rounds)
        x, y, groups = inputs[rows], angle[rows], replicate[rows]
        for depth in (1, 2, 3):
            model = DecisionTreeRegressor(max_depth=depth, random_state=0)
            predicted = cross_val_predict(model, x, y, groups=groups, cv=LeaveOneGroupOut())
            each = [np.mean((predicted - y)[groups == r] ** 2) for r in rounds]
            assert mse[:, depth] == pytest.approx(each, rel=0.02)
