"""What chapter 4 says in words, titles and headings holds in the published results."""

import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from scripts.markdown.pages import DOCS, INCLUDE

STORY, PAGE = DOCS / "trends.md", DOCS / "trends-evidence.md"
BILLION, TRILLION = 1e9, 1e12


@pytest.fixture
def sizes(published):
    return published("model_sizes")["data"]


@pytest.fixture
def law(published):
    return published("scaling_law")["data"]


@pytest.fixture
def cut(published):
    data = published("compression")["data"]
    fields = ("bytes", "test_accuracy", "difference", "difference_se", "validation_difference")
    return {key: dict(zip(fields, row, strict=True)) for key, *row in _rows(data, "key", *fields)}


@pytest.fixture
def owners(published):
    return published("federated")["data"]


def _rows(data, *names):
    return zip(*(data[name] for name in names), strict=True)


def says(sentence: str, page: Path = PAGE) -> bool:
    """Whether a page has the sentence, however its lines break and its numbers are bound."""
    text = INCLUDE.sub("", page.read_text(encoding="utf-8"))
    text = re.sub(r"\{[^}]*data-from[^}]*\}|<[^>]+>|\]\([^)]*\)|[*\[]", "", text)
    return sentence in " ".join(text.replace("\xa0", " ").replace("\u202f", " ").split())


def finished(sizes):
    """Name, day, year as a fraction, largest size and kind of every finished model with a size."""
    names = ("name", "date", "year", "smallest", "largest", "kind", "standing")
    return [row[:-1] for row in _rows(sizes, *names) if row[-1] == "finished" and row[4]]


# What the makers tell


def test_the_giants_stay_the_small_get_better(sizes):
    by_year = dict(_rows(sizes, "annual_year", "annual_largest"))
    assert all(by_year[year] > 500 * BILLION for year in range(2021, 2027)), "none without a giant"
    image = dict(zip(sizes["image_name"], _rows(sizes, "image_params", "image_acc1"), strict=False))
    (small, better), (big, worse) = image["EfficientNet_B0"], image["VGG16"]
    assert small < big / 26 and better > worse + 6


def test_the_largest_model_of_a_year_fell_after_2021_and_rose_past_it(sizes):
    assert says("the largest model of a year fell after 2021 and rose past it")
    by_year = dict(_rows(sizes, "annual_year", "annual_largest"))
    assert max(by_year[year] for year in (2022, 2023, 2024)) < by_year[2021] == 1.75 * TRILLION
    assert min(by_year[year] for year in range(2021, 2027)) == by_year[2022]
    assert by_year[2021] < by_year[2025] < by_year[2026]
    peaks = {name: kind for name, *_, size, kind in finished(sizes) if size in (1.75e12, 2.8e12)}
    assert set(peaks) == {"Wu Dao 2.0", "Kimi K3", "Kimi K3.1"}
    assert set(peaks.values()) == {"mixture of experts"}
    assert 0.5 < by_year[2026] / by_year[2021] < 2, "the answer to the guess"


def test_in_2021_alone_the_largest_had_grown_tenfold_as_in_no_year_since(sizes):
    assert says("In 2021 alone the largest had grown tenfold, as in no year since.")
    growth = {
        year: after / before
        for (_, before), (year, after) in pairwise(_rows(sizes, "annual_year", "annual_largest"))
    }
    assert growth[2021] == pytest.approx(10)
    assert max(factor for year, factor in growth.items() if year > 2021) < 5


def test_what_works_in_the_largest_is_fewer_than_gpt3_has(sizes):
    assert says("of all and fewer than GPT-3 has")
    active = dict(_rows(sizes, "name", "active"))["Kimi K3"]
    assert active == 104 * BILLION < 175 * BILLION
    assert active / 2.8e12 == pytest.approx(sizes["quoted"]["largest_active_share"], rel=1e-3)


def test_models_that_use_every_knob_have_not_grown_since_2022(sizes):
    assert says("those that use every knob for every word have not grown since 2022")
    dense = [row for row in finished(sizes) if row[5] == "dense"]
    largest = max(dense, key=lambda row: row[4])
    assert largest[0] == "PaLM" and largest[1].startswith("2022") and largest[4] == 540.35e9
    of_2026 = max(row[4] for row in dense if row[1].startswith("2026"))
    assert of_2026 == sizes["quoted"]["largest_dense_2026_billion"] * BILLION


def test_models_of_at_most_500_million_knobs_are_there_in_every_year_to_2025(sizes):
    assert says("models of at most 500 million knobs are there in every year to 2025")
    small = {int(row[1][:4]) for row in finished(sizes) if row[3] <= 500e6}
    assert small == set(range(2018, 2026))
    for first, counted in (("2018", (6, 9)), ("2021", (7, 32)), ("2024", (9, 57))):
        years = [str(int(first) + i) for i in range(3)]
        announced = _rows(sizes, "name", "date", "year", "smallest", "standing")
        rows = [row for row in finished(sizes) if row[1][:4] in years]
        rows += [row for row in announced if row[1][:4] in years and row[4] == "unreleased"]
        assert (sum(row[3] <= 500e6 for row in rows), len(rows)) == counted


def test_open_circles_are_what_others_say_and_at_most_3_trillion(sizes):
    said = list(_rows(sizes, "estimate_name", "estimate_params"))
    assert {name for name, size in said if size == max(s for _, s in said)} == {"Grok 3", "Grok 4"}
    assert max(size for _, size in said) == 3 * TRILLION
    gpt4 = [size for name, size in said if name == "GPT-4"]
    assert (min(gpt4), max(gpt4)) == (1 * TRILLION, 1.8 * TRILLION)
    assert dict(said)["GPT-4o"] == 200 * BILLION
    assert dict(said)["Claude 3.5 Sonnet"] == 400 * BILLION < min(gpt4) / 2, "far below GPT-4"


def test_tests_go_further_than_every_finished_model_and_one_further_than_the_rumour(sizes):
    tested = [
        s for s, standing in _rows(sizes, "largest", "standing") if standing == "demonstration"
    ]
    assert len(tested) == 2 and min(tested) > max(row[4] for row in finished(sizes))
    assert max(tested) > 100 * TRILLION


def test_chatgpt_is_the_first_without_a_size(sizes):
    hidden = [
        (date, name) for name, date, size in _rows(sizes, "name", "date", "largest") if not size
    ]
    assert min(hidden)[1].startswith("ChatGPT") and len(hidden) == 20


def test_size_helps_and_across_recipes_design_and_training_hide_it(sizes):
    quoted = sizes["quoted"]
    assert 0.2 < quoted["correlation_squared"] < 0.3 and quoted["correlation"] > 0, "size helps"
    assert quoted["correlation_squared_second_recipe"] > 3 * quoted["correlation_squared"]
    assert min(sizes["retrained_gain"]) > 0, "so does training, with no knob more"


def test_a_knob_of_a_small_model_now_learns_from_thousands_of_tokens(sizes):
    fed = list(_rows(sizes, "tokens_params", "tokens_date", "tokens_per_param"))
    small = [ratio for size, date, ratio in fed if size < 3.5e9 and date > "2023-12"]
    assert len(small) == 4 and min(small) > 2000
    assert max(ratio for _, date, ratio in fed if date < "2023") == 20


def test_a_mixture_has_two_ratios(sizes):
    ratios = {
        n: r for n, *r in _rows(sizes, "tokens_name", "tokens_per_param", "tokens_per_active")
    }
    assert ratios["Kimi K2"] == pytest.approx([15.5e12 / 1.04e12, 15.5e12 / 32e9], rel=1e-4)
    assert (
        "Qwen3-0.6B" in ratios
        and dict(_rows(sizes, "tokens_name", "tokens_of"))["Qwen3-0.6B"] == "family"
    )


# How big? Ask the budget


def test_four_times_the_budget_buys_twice_the_knobs_and_twice_the_data(law):
    for before, after in zip(law["best_params"][0], law["best_params"][0][2:], strict=False):
        assert after / before == pytest.approx(2, rel=0.06)


def test_each_curve_has_a_bottom_with_too_few_knobs_on_its_left_and_too_few_examples_on_its_right(
    law,
):
    for curve in law["budget_error"][0][::2]:
        curve = [error for error in curve if error is not None]
        assert 0 < int(np.argmin(curve)) < len(curve) - 1


def test_with_the_examples_held_fixed_the_bigger_model_is_in_theory_never_worse_here(law):
    assert np.all(np.diff(np.array(law["formula_error"][0]), axis=0) <= 1e-12)


def test_with_noise_more_than_half_of_the_growth_belongs_in_examples(law):
    assert law["direct_exponent"][-1] < 0.5 < law["direct_exponent"][0] + 0.01


def test_the_fitted_law_is_14_standard_errors_from_what_was_measured_and_its_floor_is_not_there(
    law,
):
    off = law["fit_exponent"][0] - law["direct_exponent"][0]
    spread = np.hypot(law["fit_exponent_se"][0], law["direct_exponent_se"][0])
    assert off / spread == pytest.approx(13.6, abs=0.5)
    assert law["fit_E"][-1] > 10 * law["fit_E_se"][-1]
    assert law["beyond_error"][-1][-1] < law["fit_E"][-1], "a larger model lies below it"


def test_20_is_inside_59_and_93_are_outside_and_with_the_five_runs_it_is_less(law):
    assert says("20 is inside, 59 and 93 are outside")
    at = law["fit_name"].index
    refit = at("refit")
    low, high = law["ratio_95_low"][refit], law["ratio_95_high"][refit]
    assert (
        low < 20 < high < law["tokens_per_param"][at("tex")] < law["tokens_per_param"][at("eq10")]
    )
    assert low < law["ratio_80_low"][refit] < 20 < law["ratio_80_high"][refit] < high
    assert np.exp(law["ratio_se"][refit]) == pytest.approx(1.5, abs=0.05)
    assert law["tokens_per_param"][at("all_runs")] < low, "what is left out decides more"
    assert law["quoted"]["n_dropped"] == 5


def test_gopher_was_too_big_for_its_budget_and_ended_further_above_the_floor(law):
    quoted = law["quoted"]
    floor = law["published_E"][law["fit_name"].index("besiroglu")]
    cost = (quoted["gopher_loss"] - floor) / (quoted["gopher_best_loss"] - floor) - 1
    assert cost == pytest.approx(quoted["gopher_cost"], abs=2e-3)
    assert quoted["gopher_over_best"] == pytest.approx(
        280 / quoted["billion_params_besiroglu"], rel=1e-3
    )


# Cutting a big one, or drawing a small one


def test_seven_knobs_in_ten_can_go_with_no_further_training(cut):
    for gone in ("50", "60", "70"):
        row = cut[f"pruned_after_{gone}"]
        assert abs(row["difference"]) < row["difference_se"], gone
        assert row["validation_difference"] >= -0.0055, "half a point at the most"
    assert cut["pruned_after_80"]["validation_difference"] < -0.01, "eight in ten cost a point"


def test_our_best_cut_within_one_point_saves_60_times_and_the_next_misses_that_line(cut):
    whole = cut["big"]["bytes"]
    times = {key: whole / row["bytes"] for key, row in cut.items()}
    is_cut = [key for key in cut if key.startswith(("after", "during", "pruned"))]
    enough = [key for key in is_cut if cut[key]["validation_difference"] >= -0.01]
    best = max(enough, key=times.get)
    assert best == "pruned_95_rounded" and round(times[best]) == 60
    smaller = sorted((key for key in is_cut if times[key] > times[best]), key=times.get)
    assert smaller == ["pruned_98_rounded"] and round(times[smaller[0]]) == 122


def test_the_drawn_one_loses_no_accuracy_that_we_could_measure(cut):
    whole = cut["big"]["bytes"]
    for key, times in (("conv_2", 85), ("conv_2_rounded", 631)):
        assert round(whole / cut[key]["bytes"]) == times
        assert cut[key]["difference"] > -cut[key]["difference_se"]


def test_a_network_designed_for_pictures_beats_one_cut_down_to_size_and_can_be_cut_too(cut):
    designed, cut_down = cut["conv_3"], cut["pruned_95_rounded"]
    assert designed["bytes"] < 1.06 * cut_down["bytes"]
    assert designed["test_accuracy"] > cut_down["test_accuracy"] + 2 * cut_down["difference_se"]
    assert cut["conv_3_rounded"]["bytes"] < designed["bytes"] / 7
    assert cut["conv_3_rounded"]["test_accuracy"] > cut_down["test_accuracy"]


def test_a_teacher_helped_less_than_cutting(published, cut):
    data = published("compression")["data"]
    assert data["width"] == [16, 32, 64]
    for gain, spread in _rows(data, "taught_gain", "taught_gain_se"):
        assert 0 < gain < 2.5 * spread, "within reach of chance, at each of three sizes"
    assert cut["taught_64"]["bytes"] > 10 * cut["pruned_95_rounded"]["bytes"]


def test_a_big_network_can_lose_most_of_itself_if_it_may_go_on_learning_meanwhile(cut):
    assert cut["pruned_95"]["test_accuracy"] - cut["pruned_after_95"]["test_accuracy"] > 0.15
    assert cut["pruned_98"]["test_accuracy"] - cut["pruned_after_98"]["test_accuracy"] > 0.7
    assert cut["during_1"]["test_accuracy"] - cut["after_1"]["test_accuracy"] > 0.08


def test_tuning_was_uneven(published):
    tried = dict(_rows(published("compression")["data"], "tried_family", "tried"))
    assert (
        tried["pruned"] > tried["convolutional"] > tried["small"] > tried["rounded in training"] > 0
    )


# It runs inside this page


def test_ours_is_several_hundred_thousand_times_smaller_than_three_billion(published):
    assert says("Ours is several hundred thousand times smaller than those three billion")
    assert 300_000 < 3e9 / published("edge_digit")["data"]["n_params"] < 1_000_000


# Models that learn from each other


def test_alone_a_model_reads_only_its_own_two_kinds_and_the_shared_one_over_90_percent(owners):
    two = owners["classes_per_client"].index(2)
    assert owners["local"][two] < 0.2 and owners["fedavg"][two] > 0.9
    assert (
        owners["local"][two]
        < owners["averaged"][two]
        < owners["ensemble"][two]
        < owners["fedavg"][two]
    )


def test_the_price_of_keeping_images_at_home_is_anything_from_nothing_to_2_8_percent(owners):
    two = owners["classes_per_client"].index(2)
    shared = owners["fedavg"][two]
    prices = [owners[name][two] - shared for name in ("pooled", "pooled_wide", "pooled_short")]
    assert prices[0] == max(prices) == pytest.approx(0.028, abs=5e-4)
    assert abs(prices[2]) < owners["fedavg_loss_short_se"][two], "within chance"
    quoted = owners["quoted"]
    assert (quoted["steps_pooled"], quoted["steps_alone"]) == (3600, 360)


def test_for_what_it_knew_already_an_owner_of_two_kinds_pays_and_owners_of_five_kinds_gain(owners):
    lost = {
        k: own - shared
        for k, own, shared in _rows(owners, "classes_per_client", "local_own", "fedavg_own")
    }
    spread = dict(_rows(owners, "classes_per_client", "own_loss_se"))
    assert lost[2] == pytest.approx(0.054, abs=5e-4)
    assert lost[5] < -3 * spread[5]


def test_the_less_their_digits_are_alike_the_longer_they_have_to_talk(owners):
    assert np.all(np.diff(owners["rounds_needed"]) < 0)


def test_the_first_message_says_which_digits_an_owner_has(owners):
    named = dict(_rows(owners, "classes_per_client", "named"))
    assert named[2][0] > 0.95 and named[5][0] == 0.5
    assert not np.any(owners["named_wrongly"]), "a bias that rises betrays its class"


def test_we_trained_42_versions(cut):
    assert len(cut) == 42


# The story


def test_the_story_of_sizes_is_that_of_the_table(sizes):
    assert says("The giants, then and now, are mixtures of experts", STORY)
    assert says("those that use every knob for every word have not grown since 2022", STORY)
    assert says("every year before had smaller ones", STORY)
    least = {}
    for _, date, _, smallest, *_ in finished(sizes):
        least[date[:4]] = min(smallest, least.get(date[:4], smallest))
    assert min(least) == "2018"
    assert all(size < least["2026"] == 800e6 for year, size in least.items() if year != "2026")


def test_twice_in_a_row_all_into_knobs_costs_nearly_three_times_the_error(law):
    assert says("the error is nearly three times what it need be", STORY)
    assert 2.7 < law["quoted"]["four_times_too_big"] < 3
    assert says("where they are noisy, more belongs in cakes", STORY)
    assert law["direct_exponent"][-1] < 0.5


def test_small_models_now_read_thousands_of_tokens_for_each_knob(sizes):
    assert says("Small models now read thousands", STORY)
    fed = _rows(sizes, "tokens_params", "tokens_date", "tokens_per_param")
    assert sum(ratio > 1000 for size, date, ratio in fed if size < 1e10 and date > "2023") >= 4


def test_the_squares_are_the_smallest_of_their_kind_and_a_tenth_of_each_other(cut, published):
    assert says("took a tenth of our best cut", STORY)
    whole, pruned, drawn = (cut[key] for key in ("big", "pruned_95_rounded", "conv_2_rounded"))
    assert 9 < pruned["bytes"] / drawn["bytes"] < 11
    assert round(whole["bytes"] / pruned["bytes"], -1) == 60  # the title of the figure
    assert round(whole["bytes"] / drawn["bytes"], -2) == 600
    assert says("lost nothing that we could measure", STORY)
    assert abs(drawn["difference"]) < drawn["difference_se"]
    assert says("three in four could go", STORY)
    allowed = -published("compression")["data"]["quoted"]["allowed_loss"]
    lost = {left: cut[f"pruned_after_{left}"]["validation_difference"] for left in (75, 80)}
    assert lost[75] > allowed > lost[80]


def test_the_kitchen_that_travels_is_smaller_than_its_page(published):
    assert says("in fewer bytes than this page has letters", STORY)
    letters = re.sub(r"[^a-zA-Z]", "", STORY.read_text(encoding="utf-8").split("{ .meta }")[1])
    assert published("edge_digit")["data"]["quoted"]["bytes"] < len(letters) / 2


def test_it_learns_the_new_hands_and_forgets_a_little_of_the_old(published):
    assert says("It learns the new hands and forgets a little of the old.", STORY)
    quoted = published("edge_digit")["data"]["quoted"]
    assert says("One example of each digit did not help.", STORY)
    assert quoted["personal_1"] < quoted["personal_0"] + quoted["personal_1_se"]
    assert quoted["personal_30"] > quoted["personal_0"] + 5 * quoted["personal_0_se"]
    assert 0.01 < quoted["personal_old_0"] - quoted["personal_old_30"] < 0.03


def test_every_evening_of_ten_bakers_is_better_than_none(owners):
    quoted = owners["quoted"]
    assert quoted["owners_average_2"] < 0.1 < 0.8 < quoted["owners_alone_2"]
    assert says("One evening’s average already says much", STORY)
    two = owners["classes_per_client"].index(2)
    assert owners["owners_average"][two][1] < owners["owners_alone"][two][1] / 2


def test_after_2021_the_largest_fell_back_and_grew_again(sizes):
    large = dict(zip(sizes["annual_year"], sizes["annual_largest"], strict=True))
    assert max(large[2022], large[2023], large[2024]) < large[2021] < large[2026]
    assert all(large[before] < large[2021] for before in (2018, 2019, 2020))
