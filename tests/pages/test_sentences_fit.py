"""Words of chapter 3 that no bound number carries: its titles, its headings, its strong sentences.

Each test is named after the sentence and reads the published results.
"""

import numpy as np
import pytest

from scripts.compute.results import FIGURES
from scripts.markdown.pages import DOCS

LAW, SPORT, FASHION, COOKING = 0, 2, 3, 4


@pytest.fixture
def read(published):
    """Data of a result, its lists as arrays."""

    def of(stem: str) -> dict:
        data = published(stem)["data"]
        return {k: np.array(v) if isinstance(v, list) else v for k, v in data.items()}

    return of


def verdicts(data: dict, headline: str) -> dict[str, str]:
    """What became of a sentence for each choice of other_data."""
    row = data["verdict"][list(data["headline"]).index(headline)]
    return dict(zip(data["choice"], row, strict=True))


def test_the_page_and_its_figures_still_say_these_things():
    page = (DOCS / "fit-evidence.md").read_text(encoding="utf-8")
    for heading in (
        "Too little, too much, contradictory",
        "Long training hurts most when labels lie",
        "The lawyer is not overfitted",
        "The cure is a mixed diet",
        "More data hurt only without a brake",
        "Two cakes, tasted over and over, overfit",
        "Do not aim for the middle",
        "Not everything here survives other data",
    ):
        assert f"\n## {heading}\n" in page
    for stem, title in {
        "practice": "Too little, right, too much",
        "early_stopping": "Trained too long, it learns the mistakes too",
        "specialisation_two_gaps": "One gap closes with more law. The other narrows, and stays",
        "specialisation_memory": "A longer memory for law buys little else",
        "specialisation": "Whatever it begins with, the lawyer writes law",
        "specialisation_diet": "A little of everything costs the lawyer little",
        "specialisation_topics": "Even in one style, every topic is best known by its own model",
        "specialisation_forgetting": "It learns law and forgets sport. "
        "A little of the old diet helps",
        "learning_curve": "Here more data hurt only without a brake",
        "learning_curve_gap": "More images close the gap; more knobs lower the floor",
        "other_data_differences": "Without a brake, who wins depends on the data, the waves "
        "and the labels",
    }.items():
        assert f'--8<-- "{stem}.md"' in page
        drawn = (FIGURES / f"{stem}.md").read_text(encoding="utf-8")
        assert f'<p class="figure-title">{title}</p>' in drawn


def test_each_of_the_three_can_do_harm(read):
    size, time, amount = read("double_descent"), read("early_stopping"), read("learning_curve")
    clean = size["test_error_mean"][0]
    assert clean.max() > 4 * clean[: clean.argmax()].min()  # too complex: knobs as many as examples
    assert np.all(time["difference"] > 3 * time["difference_se"])  # trained too long
    assert np.all(amount["more_difference"] > 5 * amount["more_difference_se"])  # fed too much


# Long training hurts most when labels lie


def test_long_training_hurts_most_when_labels_lie_and_with_wrong_labels_on_every_set(read):
    digits = read("early_stopping")
    assert np.all(np.diff(digits["difference"]) > 5 * digits["difference_se"][1:])
    data = read("other_data")
    assert data["step_noise"].tolist() == [0, 0.2, 0.4]
    hurt = data["end_error"] - data["stop_error"]  # (choice, share of wrong labels)
    se = np.hypot(data["stop_error_se"], data["end_error_se"])
    assert np.all(hurt[:, 1:] > 5 * se[:, 1:]) and hurt[:, 1:].min() > 0.05
    assert np.all(hurt[:, 1:] > 2 * hurt[:, :1])


def test_after_a_million_steps_the_model_agrees_with_every_label_and_misreads_about_half(read):
    data = read("early_stopping")
    assert data["quoted"]["last_step"] == 1_000_000
    assert np.all(data["train_error_mean"][:, -1] == 0)
    end = data["error_at_end"][2]
    assert 0.45 < end < 0.55 and end > data["noise"][2] == 0.4  # more than the wrong labels


def test_by_its_mark_on_new_digits_most_of_the_labels_it_disagrees_with_are_the_wrong_ones(read):
    data = read("early_stopping")
    wrong, missed, doubted = (
        data[key][2] for key in ("noise", "error_at_best", "train_error_at_best")
    )
    # It misreads a training image with a right label no more often than a new one.
    assert (doubted - (1 - wrong) * missed) / doubted > 0.8


def test_right_labels_do_not_make_long_training_harmless_everywhere(read):
    data = read("other_data")
    assert verdicts(data, "long_training")["cell_nuclei"] == "reversed"
    said = data["quoted"]
    stop, end = (said[f"{name}_error_cell_nuclei_noise_0"] for name in ("stop", "end"))
    assert end > 3 * stop


def test_the_largest_model_of_chapter_2_matches_its_labels_and_beat_every_small_one(read):
    data = read("double_descent")
    error = data["test_error_mean"][0]
    assert data["train_error_mean"][0][-1] == 0
    small = data["width"] < data["n_train"]
    assert error[-1] < error[small].min() and error[-1] == error.min()
    assert -data["difference"][0] > 5 * data["difference_se"][0]


# The lawyer is not overfitted


def test_the_lawyer_is_not_overfitted_and_still_fails(read):
    data = read("specialisation")
    said = data["quoted"]
    assert abs(said["law_gap_all"]) < 2 * said["law_gap_all_se"]
    assert said["sport_gap_all"] > 50 * said["sport_gap_all_se"]
    train, law, sport = data["gap_bits"].T
    assert np.all(np.diff(law - train) < 0)  # the gap that is overfitting closes with data
    assert law[0] > said["random_guess"]
    assert sport[-1] - law[-1] > 0.5 * (sport - law).max()  # the other stays


def test_on_the_right_hardly_any_character_is_met_twice(read):
    said = read("specialisation")["quoted"]
    assert said["n_read"] / said["n_law"] < 0.15  # looks at each; about half of it meets an old one


def test_more_knobs_were_no_cure_and_other_text_was(read):
    said = read("specialisation")["quoted"]
    assert 2.9 < said["big_params"] / said["n_params"] < 3.1
    assert said["mixed_gain_sport"] > 10 * said["big_gain_sport"]


def test_a_longer_memory_for_law_buys_little_else_and_cooking_gets_worse(read):
    bits = read("specialisation")["bits"]
    gain = bits[0] - bits[-1]
    assert gain[LAW] > 4 * max(gain[SPORT], gain[FASHION], gain[COOKING])
    assert gain[COOKING] < 0


def test_definitions_are_harder_for_a_network_that_read_nothing_else(read):
    said = read("specialisation")["quoted"]
    assert min(said[f"{topic}_share_0"] for topic in ("sport", "fashion", "cooking")) > (
        said["law_held_out_share_100"] + 0.5
    )


# The cure is a mixed diet


def test_up_to_half_and_half_every_step_buys_more_sport_than_it_costs_law(read):
    data = read("specialisation")
    falling = np.argsort(-data["share"])
    share, bits = data["share"][falling], data["share_bits"][falling]
    bought = -np.diff(bits[:, SPORT])
    cost = np.diff(bits[:, LAW])
    assert np.array_equal(bought > cost, share[1:] >= 0.5)  # beyond that the bargain turns
    assert bought[0] > 10 * cost[0]  # the first tenth: much sport for little law


def test_most_of_the_gain_on_fashion_needs_no_fashion(read):
    said = read("specialisation")["quoted"]
    without, error = (said[f"fashion_gain_without_fashion{end}"] for end in ("", "_se"))
    assert without - 3 * error > said["fashion_gain"] / 2
    assert said["n_seeds"] == 3  # which is few


def test_both_readings_of_the_example_have_the_same_remedy(read):
    said = read("specialisation")["quoted"]
    never_read = said["sport_share_100"] - said["sport_share_50"]
    forgot = said["sport_replay_0"] - said["sport_replay_50"]
    assert never_read > 1 and forgot > 0.5
    assert said["sport_replay_0"] > said["sport_replay_10"] > said["sport_replay_50"]
    assert said["law_replay_50"] > said["law_replay_0"]  # the price


def test_in_one_style_every_topic_is_best_known_by_its_own_model(read):
    table = read("specialisation")["table_bits"]  # (model of, tested on)
    assert np.array_equal(table.argmin(axis=0), range(4))
    assert np.array_equal(table.argmin(axis=1), range(4))


# More data hurt only without a brake


def test_more_data_hurt_only_without_a_brake(read):
    data = read("learning_curve")
    assert np.all(data["tuned_rise"] < 2 * data["tuned_rise_se"])  # never clearly
    assert data["quoted"]["tuned_steps_up"] == np.sum(data["tuned_rise"] > 0)
    assert np.all(data["more_difference"] > 5 * data["more_difference_se"])
    for width, free in zip(data["width"][:2], data["ridgeless_error_mean"][:2], strict=True):
        assert data["n_train"][free.argmax()] == width  # peaks where images are as many as knobs
    middle = list(data["width"]).index(400), list(data["n_train"]).index(400)
    free, braked = (data[f"{kind}_error_mean"][middle] for kind in ("ridgeless", "tuned"))
    assert free > 0.8 and braked < 0.06  # here, too, a brake removes it


# Two cakes, tasted over and over, overfit


def test_two_cakes_are_where_these_models_overfit_most(read):
    data = read("learning_curve")
    assert data["n_train"][0] == 20 and 20 / 10 == 2
    assert np.all(data["tuned_gap"].argmax(axis=1) == 0)
    by_heart = data["tuned_train_error_mean"][:, 0]
    assert by_heart[0] < 0.05 and np.all(by_heart[1:] < 0.03)  # the smallest one nearly
    assert data["tuned_gap"][0, 0] > data["tuned_gap"][2, 0] + 2 * data["tuned_gap_se"][0, 0]


def test_more_images_close_the_gap_and_more_knobs_lower_the_floor(read):
    data = read("learning_curve")
    assert np.all(data["tuned_gap"][:, -1] < 0.06 * data["tuned_gap"][:, 0])
    assert np.all(np.diff(data["tuned_train_error_mean"][:, -1]) < 0)


def test_fifty_knobs_are_too_few_and_neither_training_nor_the_brake_is_to_blame(read):
    said = read("learning_curve")["quoted"]
    assert said["train_error_at_largest_small"] > said["share_wrong"] + 0.05
    assert abs(said["error_at_largest_small"] - said["tuned_error_at_largest_small"]) < 0.005


# Do not aim for the middle


def test_the_best_place_moves(read):
    data = read("early_stopping")
    assert np.all(np.diff(data["best_step"]) < 0)
    size = read("double_descent")
    assert size["test_error_mean"][0].argmin() == len(size["width"]) - 1
    assert size["test_error_mean"][3].argmin() < len(size["width"]) / 2


def test_a_validation_split_came_close_on_these_digits_after_training_again_on_all(read):
    data = read("early_stopping")
    assert np.all(data["error_at_validated"] - data["error_at_best"] < 0.005)
    assert np.all(data["error_of_fewer"] > data["error_at_validated"])
    assert data["n_train"] - data["quoted"]["n_validation"] == data["quoted"]["n_fewer"]


# Not everything here survives other data


def test_two_hold_everywhere_the_peak_and_the_earlier_stop(read):
    data = read("other_data")
    whole = [key for key in data["headline"] if set(verdicts(data, key).values()) == {"survives"}]
    assert sorted(whole) == ["earlier_stop", "peak"]
    assert np.all(np.diff(data["log_stop_step"], axis=1) < 0)  # 20 % lies between none and 40 %
    assert data["quoted"]["n_choices"] - 1 == 7  # with one thing changed


def test_a_validation_split_stops_8_to_110_times_earlier(read):
    data = read("other_data")
    times = {c: data["quoted"][f"earlier_stop_{c}"] for c in data["choice"]}
    assert min(times, key=times.get) == "wine" and max(times, key=times.get) == "slower_waves"


def test_a_million_steps_hardly_hurt_on_these_digits_and_not_on_cell_nuclei(read):
    found = verdicts(read("other_data"), "long_training")
    on_digits = {c for c, told in found.items() if told == "survives"}
    assert on_digits == {"digits", "other_hands", "slower_waves", "finer_waves", "ramps"}
    assert {c for c, told in found.items() if told == "undecided"} == {"mnist", "wine"}
    assert found["cell_nuclei"] == "reversed"


def test_levels_move_and_the_order_stays_with_other_hands(read):
    data = read("other_data")
    said = data["quoted"]
    there, here = (said[f"large_error_{c}_noise_0"] for c in ("other_hands", "digits"))
    assert there - here > 2 * np.hypot(
        *(said[f"large_error_{c}_noise_0_se"] for c in ("other_hands", "digits"))
    )
    assert verdicts(data, "large_clean")["other_hands"] == "survives"


def test_who_wins_depends_on_the_data_the_waves_and_the_labels_unless_there_is_a_brake(read):
    data = read("other_data")
    for key in ("large_clean", "small_noise_10", "small_noise_20"):
        assert {"survives", "reversed"} <= set(verdicts(data, key).values())
    wins = verdicts(data, "small_noise_20")
    assert wins["digits"] == "survives" and wins["mnist"] == "reversed"  # the data
    assert wins["finer_waves"] == "reversed"  # the waves
    assert verdicts(data, "large_clean")["digits"] == "survives"  # the labels
    assert "reversed" not in verdicts(data, "braked_large").values()


# The story

TRUE, CONTRADICTORY = 0, 1
SHORT, GOOD, LONG = 0, 1, 2


def test_first_both_bars_are_long_then_both_shrink_then_one_shrinks_and_the_other_grows(read):
    data = read("practice")
    ten = data["sizes"].tolist().index(10)
    own, new = data["own"][TRUE, ten], data["new"][TRUE, ten]
    best = new.argmin()
    assert min(own[0], new[0]) > 0.4
    assert own[best] < own[0] / 2 and new[best] < 0.6 * new[0]
    assert np.all(np.diff(new[best:]) > -0.002) and new[-1] > 5 * new[best]
    assert np.all(np.diff(own[best:]) <= 0)


def test_with_two_hundred_cakes_the_bars_stay_almost_level_however_long_she_practises(read):
    data = read("practice")
    assert np.abs(data["gap"][TRUE, data["sizes"].tolist().index(200)]).max() < 0.02


def test_with_contradictory_notes_she_bakes_better_than_they_say(read):
    data = read("practice")
    many = data["sizes"].tolist().index(200)
    own, new = data["own"][CONTRADICTORY, many], data["new"][CONTRADICTORY, many]
    practised = data["steps"] >= 200
    assert np.all(new[practised] < own[practised] - 0.05)


def test_of_two_cakes_tasted_over_and_over_the_own_bar_vanishes_and_the_other_stays(read):
    data = read("practice")
    assert data["cakes"][0] == 2
    own, new = (data[f"{kind}_by_cakes"][TRUE, 0] for kind in ("own", "new"))
    assert own[LONG] < 0.01 and new[LONG] > 0.4
    assert new[LONG] > 0.7 * new[SHORT]


def test_complexity_can_do_harm_and_need_not(read):
    data = read("double_descent")
    clean = data["test_error_mean"][0]
    peak = clean.argmax()
    assert clean[peak] > 4 * clean[:peak].min() and clean[-1] < clean[:peak].min()


def test_at_her_first_steps_she_misses_even_her_own_cakes(read):
    data = read("practice")
    assert data["own"][TRUE, :, 0].min() > 2 * data["quoted"]["noise_std"]


def test_the_best_moment_came_after_dozens_of_steps_where_two_notes_in_five_were_wrong(read):
    data = read("early_stopping")
    assert data["noise"][2] == 2 / 5 and 24 <= data["best_step"][2] < 100
    assert data["best_step"][0] > 1000


def test_what_held_back_notes_said_was_half_a_point_from_the_best(read):
    data = read("early_stopping")
    assert np.all(data["error_at_validated"] - data["error_at_best"] <= 0.005)


def test_a_licence_costs_hardly_more_than_before_and_sport_much_less(read):
    said = read("specialisation")["quoted"]
    gained = said["sport_share_100"] - said["sport_share_90"]
    lost = said["law_held_out_share_90"] - said["law_held_out_share_100"]
    assert 0 < lost < 0.05 and gained > 0.5


def test_sport_is_harder_anyway(read):
    said = read("specialisation")["quoted"]
    assert said["sport_share_0"] > said["law_held_out_share_100"] + 0.5


def test_too_few_knobs_underfit_however_long_one_practises(read):
    data = read("learning_curve")
    best, wrong = data["tuned_train_error_mean"][0, -1], data["label_noise_rate"]
    assert best > 1.5 * wrong  # the fit is exact: no practice is missing


def test_with_little_law_sport_is_worse_than_a_blind_guess(published):
    quoted = published("specialisation")["data"]["quoted"]
    assert quoted["sport_chars_3000"] > quoted["sport_chars_10000"] > quoted["random_guess"]
    assert quoted["sport_chars_all"] < quoted["random_guess"]


def test_the_validated_stop_ends_a_third_of_a_point_from_the_best(published):
    quoted = published("early_stopping")["data"]["quoted"]
    behind = quoted["error_at_validated_noise_40"] - quoted["error_at_best_noise_40"]
    assert round(100 * behind, 1) == 0.3


def test_whatever_it_begins_with_the_lawyer_writes_law(read):
    data = read("specialisation")
    law, mixed = (text.split() for text in data["written"])
    assert list(data["packed_name"]) == ["law", "mixed"] and "player" in data["beginning"]
    assert {"license", "rules", "parties"} <= set(law) and "skate" in mixed


def test_of_eighty_trials_eight_came_out_the_other_way(read):
    other = read("other_data")
    quoted = other["quoted"]
    assert quoted["n_headlines"] == 10 and quoted["n_choices"] == 8
    assert quoted["n_cells"] == 80 and quoted["n_reversed"] == 8
    held = [key for key in other["headline"] if quoted[f"survives_{key}"] == 8]
    assert len(held) == quoted["everywhere"]
