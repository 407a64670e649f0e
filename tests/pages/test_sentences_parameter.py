"""Titles and sentences of chapter 1 that no bound number decides are borne out here."""

import numpy as np


def test_the_rumour_stands_one_and_a_half_factors_of_ten_above_the_top(published):
    said = published("parameter_count")["data"]["quoted"]
    assert 1.4 < np.log10(said["rumour_trillion"] / said["ladder_last_trillion"]) < 1.6
    assert 1 < np.log10(said["largest_over_gpt3"]) < 1.3


def test_from_two_knobs_to_the_largest_is_twelve_steps_of_ten(published):
    data = published("parameter_count")["data"]
    assert 12 < np.log10(data["ladder_count"][-1] / data["ladder_count"][0]) < 13


def test_two_thirds_of_the_175_billion_are_in_the_mlps(published):
    assert abs(published("parameter_count")["data"]["quoted"]["mlp_share_175b"] - 2 / 3) < 0.01


def test_the_rings_far_off_are_the_first_two_rounds_and_the_hottest_oven_is_the_worst(published):
    cakes = published("cake_knobs")["data"]
    assert int(np.argmax(cakes["temperature_rmse"])) == len(cakes["temperature_rmse"]) - 1
    assert set(np.argsort(cakes["round_rmse"])[-2:]) == {0, 1}  # the first two
    rest = [*cakes["recipe_rmse"], *cakes["temperature_rmse"], *cakes["round_rmse"][2:]]
    assert min(cakes["round_rmse"][:2]) > 1.5 * max(rest)


def test_the_largest_uses_fewer_parameters_for_a_token_than_gpt_3_has(published):
    said = published("parameter_count")["data"]["quoted"]
    assert said["ladder_last_active_billion"] < said["exact_175b_billion"]


def test_no_finished_language_model_has_come_near_the_rumour(published):
    said = published("model_sizes")["data"]["quoted"]
    assert said["rumour_over_largest"] > 30
    assert said["bagualu_tested_trillion"] > 100


def test_two_knobs_say_a_little_about_every_cake(published):
    said = published("cake_knobs")["data"]["quoted"]
    assert 0.05 < said["r2"] < 0.2 and said["slope_in_se"] > 5


def test_a_new_recipe_is_easy_and_two_of_the_rounds_are_not(published):
    data = published("cake_knobs")["data"]
    said = data["quoted"]
    assert said["unseen_recipe_rmse"] < 1.02 * said["rmse"]
    assert said["worst_round_rmse"] > 1.9 * said["rmse"]
    assert said["worst_round_rmse"] > 1.4 * said["shuffled_worst"]


def test_even_at_four_bits_gpt_3_does_not_fit_on_one_gpu(published):
    said = published("parameter_count")["data"]["quoted"]
    assert 80 < said["gpt3_gb_4_bits"] < 100


def test_the_embedding_is_small_and_most_parameters_are_in_the_mlps(published):
    said = published("parameter_count")["data"]["quoted"]
    assert said["mlp_share_175b"] > 0.5 > said["attention_share_175b"]
    assert said["embedding_share_175b"] < 0.01


def test_a_walk_of_sixty_steps_ends_in_the_valley(published):
    said = published("cake_knobs")["data"]["quoted"]
    assert said["steps_to_one_percent"] < said["n_steps"]
    assert said["lr"] < said["largest_lr"]
