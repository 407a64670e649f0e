"""Titles and sentences of chapter 2 that no bound number decides are borne out here."""

import numpy as np
import pytest


@pytest.fixture
def digits(published):
    return published("double_descent")["data"]


@pytest.fixture
def kitchen(published):
    return published("knob_sweep")["data"]


@pytest.fixture
def other(published):
    return published("other_data")["data"]["quoted"]


def test_the_error_comes_back_down(digits):
    said = digits["quoted"]
    assert said["error_at_largest_noise_0"] < said["best_small_error_noise_0"]
    assert said["peak_error_noise_0"] > 10 * said["best_small_error_noise_0"]


def test_six_degrees_help_the_next_six_cost_little_and_the_rest_ruin_it(published):
    data = published("capacity_sweep")["data"]
    error = dict(zip(data["degree"], data["test_mse"], strict=True))
    assert all(error[k + 1] < error[k] for k in range(6))
    assert error[12] < 1.5 * error[6] and error[24] > 100 * error[6]


def test_one_part_of_the_error_falls_and_the_other_climbs(published):
    data = published("capacity_sweep")["data"]
    assert data["bias2"][6] < 0.05 * data["bias2"][0]
    assert np.all(np.diff(data["variance"]) > 0)


def test_on_crash_data_high_degrees_are_often_better_and_now_and_then_absurd(published):
    said = published("capacity_sweep")["data"]["quoted"]
    assert said["real_test_rmse_best_median"] < said["real_test_rmse_best"]
    assert said["real_worse_share_best_median"] > 4 * said["real_worse_share_best"]
    assert said["real_test_rmse_max_degree"] >= 1000
    assert said["real_train_rmse_max_degree"] < said["real_train_rmse_best"]


def test_the_deepest_tree_is_worse_than_a_small_one_in_nearly_every_round(published):
    said = published("cake_tree")["data"]["quoted"]
    assert said["round_lost_max_depth_rounds"] >= said["n_replicates"] - 1
    assert said["round_lost_max_depth"] > 3 * said["round_lost_max_depth_se"]


def test_with_a_brake_the_giant_beats_the_best_small_one(published):
    said = published("double_descent")["data"]["quoted"]
    braked, small = said["ridge_error_at_largest_noise_20"], said["best_small_error_noise_20"]
    assert braked < small / 2 and said["flipped_labels_noise_20"] == said["n_train"] / 5


def test_only_two_bad_rounds_make_the_deepest_tree_better_than_the_average(published):
    said = published("cake_tree")["data"]["quoted"]
    assert said["round_rmse_max_depth"] < said["round_rmse_depth_0"]
    assert said["later_rmse_max_depth"] > said["later_rmse_depth_0"]
    assert said["later_gain_max_depth"] < -2 * said["later_gain_max_depth_se"]


def test_with_its_questions_a_deep_tree_has_more_parameters_than_there_are_cakes(published):
    said = published("cake_tree")["data"]["quoted"]
    assert said["leaves_max_depth"] < said["n_cakes"] < said["leaves_and_thresholds_max_depth"]


def test_stiff_wild_calm(kitchen):
    said = kitchen["quoted"]
    assert said["example_200"] < said["example_3"]
    assert said["peak"] > 50 * said["stiff"] and said["peak_knobs"] == said["n_train"]
    assert said["at_largest"] < said["stiff"]


def test_who_wins_depends_on_the_kitchen(kitchen):
    said = kitchen["quoted"]
    assert said["wins_giant"] > 20 and said["wins_small"] > said["n_grid"] / 2
    assert said["chosen_wins_giant"] > said["n_grid"] / 2


def test_the_worst_number_of_knobs_is_exactly_enough(digits, kitchen, other):
    for rate in (0, 10, 20, 40):
        assert digits["quoted"][f"peak_width_noise_{rate}"] == digits["quoted"]["n_train"]
    assert kitchen["quoted"]["peaks_at_n_train"] == kitchen["quoted"]["n_settings"]
    assert other["survives_peak"] == other["n_choices"]


def test_by_other_hands_about_twice_as_many_are_misread_in_the_same_order(other):
    ratio = other["large_error_other_hands_noise_0"] / other["large_error_digits_noise_0"]
    assert 1.5 < ratio < 2.5
    assert other["large_clean_other_hands"] > 2 * other["large_clean_other_hands_se"]


def test_the_more_wrong_labels_the_less_the_error_comes_back(digits):
    ends = [digits["quoted"][f"error_at_largest_noise_{rate}"] for rate in (0, 10, 20, 40)]
    assert np.all(np.diff(ends) > 0.05)
    peaks = [digits["quoted"][f"peak_error_noise_{rate}"] for rate in (0, 10, 20, 40)]
    assert all(end < 0.6 * peak for end, peak in zip(ends, peaks, strict=True))


def test_without_a_brake_a_small_model_is_ahead_on_these_digits_with_one_label_in_five_wrong(
    digits, other
):
    said = digits["quoted"]
    assert said["best_small_error_noise_20"] < said["error_at_largest_noise_20"]
    assert other["small_noise_20_digits"] > 2 * other["small_noise_20_digits_se"]


def test_with_one_in_ten_wrong_it_is_a_draw_on_these_digits(other):
    assert abs(other["small_noise_10_digits"]) < 2 * other["small_noise_10_digits_se"]


@pytest.mark.parametrize("choice", ["mnist", "finer_waves"])
@pytest.mark.parametrize("rate", [10, 20])
def test_on_other_digits_and_with_finer_waves_the_giant_stays_ahead(other, choice, rate):
    name = f"small_noise_{rate}_{choice}"
    assert other[name] < -2 * other[f"{name}_se"]


def test_with_a_brake_there_is_no_peak_and_no_size_in_the_middle_is_the_best(digits):
    widths = np.array(digits["ridge_width"])
    for error, free in zip(digits["ridge_test_error_mean"], digits["test_error_mean"], strict=True):
        error = np.array(error)
        at_n = error[widths == digits["quoted"]["n_train"]][0]
        assert at_n < 1.05 * error[widths < digits["quoted"]["n_train"]].min()
        assert error[-1] < error.min() + 0.0011
        assert error[-1] < min(free)


def test_the_largest_is_ahead_or_level_but_once_and_then_by_a_tenth_of_a_point(digits):
    said = digits["quoted"]
    counts = [said[f"ridge_largest_{how}"] for how in ("ahead", "level", "behind")]
    assert sum(counts) == said["ridge_comparisons"] == 16
    assert said["ridge_largest_behind"] == 1 and said["ridge_largest_lag_points"] < 0.15


def test_on_no_other_data_is_a_smaller_model_with_a_brake_clearly_better(other):
    assert other["reversed_braked_large"] == 0


def test_on_curves_of_one_input_small_ones_with_a_brake_win_more_often(kitchen):
    assert kitchen["quoted"]["ridge_wins_small"] > kitchen["quoted"]["ridge_wins_giant"]


def test_whether_the_giant_wins_depends_on_the_labels_and_on_the_features(digits):
    said = digits["quoted"]
    assert said["largest_wins_noise_0"] == said["n_settings"]
    assert 0 < said["largest_wins_noise_10"] < said["n_settings"]


def test_language_models_are_far_to_the_left_of_the_peak(published):
    said = published("model_sizes")["data"]["quoted"]
    assert 1 < said["tokens_gpt3"] < 2 and said["tokens_most"] > 50_000


def test_with_a_brake_the_largest_is_at_the_worst_a_tenth_of_a_point_behind(digits):
    behind = {
        key: value
        for key, value in digits["quoted"].items()
        if key.startswith("ridge_difference") and "_se_" not in key
    }
    assert len(behind) == digits["quoted"]["ridge_comparisons"]
    assert round(max(behind.values()), 3) == 0.001
