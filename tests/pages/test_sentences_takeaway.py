"""What chapter 5 says in words, borne out by the published results."""

import numpy as np
import pytest

NAMES = (
    "choice",
    "headline",
    "sentence",
    "unit",
    "verdict",
    "ingredient",
    "policy",
    "feature",
    "tastes",
)


@pytest.fixture
def labels(published):
    return arrays(published("label_noise")["data"])


@pytest.fixture
def kitchen(published):
    return arrays(published("human_feedback")["data"])


@pytest.fixture
def others(published):
    return arrays(published("other_data")["data"])


def arrays(data):
    """Series of numbers as arrays, in which None is NaN; all else as it is."""
    found = dict(data)
    for key, value in data.items():
        if isinstance(value, list) and key not in NAMES:
            found[key] = np.array(value, dtype=float)
    return found


def after(data, n):
    """Place of n comparisons."""
    return data["n_comparisons"].tolist().index(n)


def headline(data, key):
    """Effects of a headline over all choices, their standard errors, and its margin."""
    h = data["headline"].index(key)
    return data["effect"][h], data["effect_se"][h], data["margin"][h]


# Titles


def test_taste_does_not_come_with_size(kitchen):
    size = 0.5 - kitchen["world_unpushed"]  # what 300 times the knobs buy, without feedback
    feedback = kitchen["world_small_beats_big"][:, after(kitchen, 300)] - kitchen["world_unpushed"]
    assert kitchen["n_params"][1] > 300 * kitchen["n_params"][0]
    assert size.mean() < 0.06
    assert feedback.mean() > 5 * size.mean()
    assert np.all(feedback > size)


def test_a_model_that_cannot_doubt_needs_clean_labels(labels, others):
    assert np.all(np.diff(labels["minnorm_accuracy_mean"][-1]) < 0)
    assert np.all(np.diff(others["large_error"], axis=1) > 0), "on every set, with every wave"


def test_quantity_can_stand_in_for_quality_at_a_price(labels):
    needed = labels["labels_needed"]  # (target, noise)
    assert np.all(np.isfinite(needed[:, labels["noise"] <= 0.5]))
    assert np.all(np.diff(needed[:, labels["noise"] <= 0.5], axis=1) > 0)


def test_to_imitate_people_is_not_to_please_them(kitchen):
    assert kitchen["imitation"][1] < kitchen["imitation"][0], "the big one imitates better"
    assert kitchen["small_beats_big"][after(kitchen, 300)] > 0.5, "and pleases less"


def test_the_reward_is_not_the_taste(kitchen):
    few = after(kitchen, 30)
    assert np.all(np.diff(kitchen["proxy"][few]) > 0)
    assert not np.all(np.diff(kitchen["gold"][few]) > 0)


# Titles of the figures


def test_better_data_beats_a_bigger_model_unless_it_can_doubt_its_data(labels):
    clean_small = labels["minnorm_accuracy_mean"][0, 0]
    many_wrong = (labels["noise"] >= 0.2) & (labels["noise"] <= 0.4)
    assert np.all(labels["minnorm_accuracy_mean"][-1, many_wrong] < clean_small)
    assert np.all(labels["tuned_accuracy_mean"][-1, many_wrong] > clean_small)


def test_eighty_knobs_with_clean_labels_beat_1280_with_two_in_five_wrong(labels):
    width, noise = labels["width"].tolist(), labels["noise"].tolist()
    accuracy, se = labels["tuned_accuracy_mean"], labels["tuned_accuracy_se"]
    few, many = (width.index(80), 0), (width.index(1280), noise.index(0.4))
    assert accuracy[few] - accuracy[many] > 2 * np.hypot(se[few], se[many])
    assert accuracy[0, 0] < accuracy[many], "forty are not enough"


def test_where_one_label_in_five_is_wrong_a_clean_one_is_worth_more_than_two(labels):
    assert np.nanmin(labels["worth"]) > 2
    assert labels["label_worth"][1, labels["noise"].tolist().index(0.2)] > 2


def test_feedback_beats_size_and_then_size_hardly_matters(kitchen):
    many = kitchen["n_comparisons"] >= 300
    assert np.all(kitchen["world_small_beats_big"][:, many] > 0.5)
    assert np.all(np.abs(kitchen["other_big_beats_small"][many] - 0.5) < 0.02), "on average"


def test_a_few_hundred_comparisons_teach_most_of_the_taste(kitchen):
    learned = kitchen["reward_accuracy"][after(kitchen, 300)] - 0.5
    assert learned > 0.75 * (kitchen["best_accuracy"] - 0.5)


def test_with_few_tastings_the_reward_model_promises_more_than_it_keeps(kitchen):
    few = after(kitchen, 30)
    end, promised = kitchen["win_rate"][few, -1], kitchen["promised_rate"][few, -1]
    assert promised - end > 3 * kitchen["win_rate_se"][few, -1]
    gap = kitchen["world_promised_rate"][:, 0] - kitchen["world_win_rate"][:, 0]
    assert gap.mean() > 3 * gap.std(ddof=1) / np.sqrt(len(gap)), "with other tastes as well"


def test_thirty_comparisons_can_be_pushed_too_far_a_thousand_hardly_can(kitchen):
    gold = kitchen["world_gold"]  # (world, comparisons, push)
    fallen = np.sum(gold.max(axis=2) - gold[..., -1] > 0.1, axis=0)
    assert fallen[0] > len(gold) / 2
    assert fallen[1] < fallen[0] / 4
    assert np.all(gold[:, 1, -1] > 0), "none ends below where it began"


# Labels


def test_about_one_in_ten_holds_for_these_digits_and_these_waves(labels, others):
    assert 0.09 < labels["quoted"]["minnorm_break_even"] < 0.13
    elsewhere = dict(zip(others["choice"], others["break_even"], strict=True))
    assert elsewhere["cell_nuclei"] == 0, "the big one was behind from the start"
    clean = [
        others[f"{size}_error"][others["choice"].index("cell_nuclei"), 0]
        for size in ("small", "large")
    ]
    assert clean[0] < clean[1]
    assert elsewhere["finer_waves"] > 0.3 and elsewhere["mnist"] > 0.3, "there it can be a third"


def test_it_fits_every_label_it_is_given(labels):
    # As many random features as that span 400 images: the smallest norm fits them all.
    assert labels["width"][-1] > labels["n_train"] + 1


@pytest.mark.parametrize(("key", "wins", "losses"), [("clean_small", 6, 2), ("noisy_big", 7, 0)])
def test_one_label_in_five_wrong_over_the_trials(others, key, wins, losses):
    effect, se, margin = headline(others, key)
    assert np.sum(effect - margin > 2 * se) == wins
    assert np.sum(effect - margin < -2 * se) == losses
    assert len(effect) == 8


def test_for_mnist_the_brake_gave_out_at_no_share_that_we_tried(others):
    where = others["choice"].index("mnist")
    assert np.isnan(others["braked_break_even"][where])
    # The last share is above one half, and there it still beat the small one with clean labels.
    assert others["noise"][-1] > 0.5


def test_a_clean_label_is_mostly_worth_two_to_two_and_a_half(labels, others):
    worth = others["labels_for_one"]
    known = worth[np.isfinite(worth)]
    assert len(known) == len(worth) - 1
    assert known.min() > 1.95 and known.max() < 2.6
    assert np.nanmin(labels["worth"]) > 2 and np.nanmax(labels["worth"]) < 2.6
    by_key = dict(zip(others["choice"], worth, strict=True))
    assert by_key["mnist"] == known.min() and by_key["wine"] == known.max()


def test_for_cell_nuclei_a_clean_label_is_worth_more_than_four(others):
    where = others["choice"].index("cell_nuclei")
    assert others["label_size"][-1] / others["label_size"][0] == 4
    clean, noisy = others["label_error"][where]
    assert noisy[-1] > clean[0], "four times as many were not enough"


def test_with_seventy_per_cent_wrong_1400_labels_reached_neither_goal(labels):
    assert labels["noise"][-1] == 0.7 and labels["label_size"][-1] == 1400
    best = labels["label_accuracy"][-1].T[-1].max()
    assert best < labels["label_target"].min()


def test_every_further_tenth_of_wrong_labels_cost_accuracy_at_each_of_six_sizes(labels):
    assert len(labels["width"]) == 6
    for fit in ("minnorm", "tuned"):
        assert np.all(np.diff(labels[f"{fit}_accuracy_mean"], axis=1) < 0)


# The kitchen


def test_people_who_taste_write_few_ruined_cakes_down(kitchen):
    assert kitchen["ruined"][1] < 0.1, "the big one imitates them closely"
    assert kitchen["imitation"][1] < 0.1


def test_even_thirty_comparisons_turn_the_tables_in_most_worlds(kitchen):
    lost, won = kitchen["world_unpushed"] < 0.5, kitchen["world_small_beats_big"][:, 0] > 0.5
    assert np.mean(lost & won) > 0.6


def test_from_a_thousand_comparisons_on_the_two_are_nearly_equal_on_average(kitchen):
    many = kitchen["n_comparisons"] >= 1000
    for key in ("big_beats_small", "other_big_beats_small"):
        assert np.all(np.abs(kitchen[key][many] - 0.5) < 0.02)


def test_more_than_eight_in_ten(kitchen):
    won = kitchen["other_small_beats_big"][after(kitchen, 300)]
    assert won - 2 * kitchen["other_small_beats_big_se"][after(kitchen, 300)] > 0.8
    assert won < 0.9


# Pushed too far


def test_in_most_repeats_they_turn_away_and_in_some_the_end_is_worse_than_the_start(kitchen):
    gold = kitchen["seed_gold"][0]  # (seed, push) after 30 comparisons
    fallen = gold.max(axis=1) - gold[:, -1] > 0.1
    worse = gold[:, -1] < 0
    assert len(gold) / 2 < fallen.sum() < len(gold)
    assert 0 < worse.sum() < len(gold) / 2
    assert np.all(fallen[worse]), "those that end below the start have fallen"


def test_the_fall_is_more_than_two_standard_errors(kitchen):
    few = after(kitchen, 30)
    assert kitchen["fall"][few] > 2 * kitchen["fall_se"][few]
    assert len(kitchen["kl"]) == 19, "the peak is picked among nineteen pushes"


def test_one_logit_better_wins_nearly_three_tastings_in_four():
    assert 0.72 < 1 / (1 + np.exp(-1)) < 0.75


def test_after_a_thousand_the_taste_is_highest_at_the_very_end_in_every_repeat(kitchen):
    gold = kitchen["seed_gold"][1]
    assert np.all(gold.argmax(axis=1) == gold.shape[1] - 1)


def test_in_some_worlds_thirty_comparisons_are_enough(kitchen):
    gold = kitchen["world_gold"][:, 0]
    assert np.sum(gold.max(axis=1) - gold[:, -1] <= 0.1) >= 5


# What is left of the thread


def test_as_many_knobs_as_examples_was_the_worst_number_without_a_brake(others):
    effect, se, margin = headline(others, "peak")
    assert len(effect) == 8 and np.all(effect - margin > 2 * se)


def test_with_a_brake_no_smaller_model_beat_the_largest_clearly_by_more_than_a_point(others):
    effect, se, margin = headline(others, "braked_large")
    assert margin == -0.01
    assert np.all(effect - margin > -2 * se)


def test_more_images_narrowed_the_gap(published):
    gap = np.array(published("learning_curve")["data"]["tuned_gap"])
    assert np.all(gap[:, -1] < 0.1 * gap[:, 0])


def test_the_largest_finished_model_in_our_list_grew(published):
    quoted = published("model_sizes")["data"]["quoted"]
    assert quoted["largest_trillion"] > 1.5 * quoted["largest_2021_trillion"]


def test_the_cake_that_it_is_sure_of_is_little_better_than_one_at_random(kitchen):
    rank, se = kitchen["choice_rank"][0], kitchen["choice_rank_se"][0]
    assert rank - se > 0.5 and rank + se < 0.65
    assert kitchen["taster_rank"].mean() == pytest.approx(rank)
    assert kitchen["choice_ends"][0] > 0.5, "it stands at the ends of the scale"
    assert kitchen["choice_accuracy"][0] > 0.6, "and yet its knobs know something"
    assert kitchen["choice_rank"][-1] > 0.95, "after many choices it is right"


# The story


def test_twelve_choices_name_the_cake_that_is_taken_in_two_of_three_cases(kitchen):
    assert kitchen["choice_accuracy"][0] == pytest.approx(2 / 3, abs=0.01)
    assert kitchen["quoted"]["n_tasters"] == 100


def test_most_amounts_of_a_perfect_cake_are_usually_extreme(kitchen):
    assert kitchen["choice_ends"][0] > 0.6, "of five amounts, three"


def test_the_small_one_misreads_one_in_seven_and_the_big_one_one_in_forty(labels):
    small, big = 1 - labels["minnorm_accuracy_mean"][[0, -1], 0]
    assert 1 / small == pytest.approx(7, abs=0.3)
    assert 1 / big == pytest.approx(40, abs=2)
    assert labels["width"][-1] == 32 * labels["width"][0]


def test_with_a_brake_it_took_from_a_fifth_to_more_than_we_tried(others):
    shares = others["braked_break_even"]
    assert np.nanmin(shares) == pytest.approx(0.2, abs=0.02)
    assert np.isnan(shares).any()


def test_the_price_of_a_clean_label_climbs_faster_than_the_dirt(labels):
    worth = labels["label_worth"][1][labels["noise"] <= 0.5]
    assert np.all(np.diff(worth, 2) > 0)


def test_it_takes_more_than_twice_as_many(labels):
    clean, dirty = labels["labels_needed"][1][[0, labels["noise"].tolist().index(0.2)]]
    assert dirty > 2 * clean


def test_the_big_baker_has_twelve_thousand_knobs_and_the_small_one_forty(kitchen):
    assert kitchen["n_params"].tolist() == [40, 12392]
    assert kitchen["ruined"][0] > 2 * kitchen["ruined"][1]
    assert kitchen["quoted"]["big_params"] > 200 * kitchen["quoted"]["tuned_small_params"]


def test_what_the_guests_say_rises_turns_and_ends_hardly_better_than_no_push(kitchen):
    tasted, promised = kitchen["win_rate"][0], kitchen["promised_rate"][0]
    top = int(tasted.argmax())
    assert 0 < top < len(tasted) - 1
    assert np.all(np.diff(tasted[: top + 1]) > 0) and np.all(np.diff(tasted[top:]) < 0)
    assert tasted[0] == 0.5 and tasted[-1] - 0.5 < 2 * kitchen["win_rate_se"][0][-1]
    assert np.all(np.diff(promised) > 0), "it expects ever more"


def test_after_a_thousand_the_promise_is_kept_and_in_other_kitchens_nearly(kitchen):
    many = after(kitchen, 1000)
    assert np.all(kitchen["win_rate"][many] > kitchen["promised_rate"][many] - 0.01)
    gap = kitchen["world_promised_rate"][:, 1] - kitchen["world_win_rate"][:, 1]
    assert 0 < gap.mean() < 0.04


def test_the_hardest_push_is_like_some_twenty_thousand_cakes(kitchen):
    assert 20_000 <= kitchen["quoted"]["best_of_at_end"] < 25_000


def test_wavering_tasters_leave_the_perfect_cake_no_better_than_a_blind_pick(kitchen):
    quoted = kitchen["quoted"]
    assert quoted["wavering_rank_12"] - 0.5 < 2 * quoted["wavering_rank_12_se"]
