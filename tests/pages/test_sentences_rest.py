"""What glossary, changes, home and the page on doing it again say in words that no number binds."""

import csv
import html
import re

import numpy as np
import pytest

from scripts.build import agreement
from scripts.building.experiment import discover
from scripts.compute.datasets.files import FOLDER
from scripts.compute.results import FIGURES, differences
from scripts.markdown import notebooks
from scripts.markdown.pages import DOCS, INCLUDE, front_matter, pages

SPREAD = re.compile(
    r"bands?\b|bars?\b|middle 80 %|10 to 90 %|standard (error|deviation)|percentile|intervals?"
)
ONE_OF_MANY = {  # shows one repeat, or each of them, and says so
    "capacity_sweep_examples": "One training set",
    "edge_digit": "One network",
    "federated_message": "in the first of 8 seeds",
    "human_feedback_worlds": "one seed each",
    "specialisation": "by chance, seed 1",
    "knob_sweep": "Of 1,000 such kitchens this is the most typical",
    "practice": "Of 400 such kitchens the first shown is the most typical",
}
NO_CHANCE = {  # counts, exact walks, and what others published
    "cake_knobs_surface": "No chance",
    "cake_knobs_kept": "no chance",
    "specialisation_memory": "no seed, no luck",
    "model_sizes_imagenet": "no seeds, no spread",
    "model_sizes": "",
    "model_sizes_years": "",
    "model_sizes_read": "",
    "model_sizes_tokens_per_parameter": "",
    "parameter_count": "",
    "parameter_count_ladder": "",
    "parameter_count_memory": "",
}


@pytest.fixture
def data(published):
    return lambda stem: published(stem)["data"]


def table(name: str) -> list[dict[str, str]]:
    text = (FOLDER / f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def caption(figure: str) -> str:
    text = (FIGURES / f"{figure}.md").read_text(encoding="utf-8")
    found = re.search(r'<p class="caption">(.*?)</p>', text, re.DOTALL)[1]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", found)).replace("\u202f", " ").split())


# The glossary


def test_active_parameters_of_the_largest_are_fewer_than_gpt_3_has_in_all(data):
    models = data("model_sizes")
    finished = [i for i, s in enumerate(models["standing"]) if s == "finished"]
    row = max(finished, key=lambda i: models["largest"][i] or 0)
    assert models["name"][row] == "Kimi K3"
    assert models["active"][row] < models["largest"][models["name"].index("GPT-3")]


def test_a_tuned_brake_leaves_no_smaller_reader_clearly_ahead_on_these_digits(data):
    found = data("double_descent")
    assert np.shape(found["setting_ridge_difference"]) == (4, 4)  # kinds, shares of wrong labels
    lag = 100 * np.max(found["setting_ridge_difference"])
    assert 0 < lag <= 0.1 and found["quoted"]["ridge_comparisons"] == 16


def test_on_other_data_the_braked_largest_was_never_reversed(data):
    found = data("other_data")
    row = found["verdict"][found["headline"].index("braked_large")]
    assert "reversed" not in row and row.count("undecided") == 3 and len(row) == 8


def test_one_label_in_five_wrong_a_small_reader_beats_the_large_one_if_neither_has_a_brake(data):
    found = data("double_descent")
    at = found["noise"].index(0.2)
    assert found["difference"][at] > 2 * found["difference_se"][at]
    # and the large one with a brake beats both
    assert found["quoted"]["ridge_error_at_largest_noise_20"] < found["best_small_error"][at] / 2


def test_the_peak_is_where_knobs_of_all_answers_are_as_many_as_targets(data):
    found = data("double_descent")["quoted"]
    targets = found["n_train"] * found["n_answers"]
    assert found["peak_width_noise_0"] * found["n_answers"] == targets == found["n_targets"]
    assert found["peak_params"] - targets == found["n_answers"]  # the offsets


def test_the_peak_of_the_digit_reader_is_gone_with_a_tuned_brake(data):
    found = data("double_descent")
    braked = np.array(found["ridge_test_error"])
    at = found["ridge_width"].index(found["n_train"])
    assert (braked[:, at] < braked[:, :at].min(axis=1) + 0.001).all()
    assert (braked.argmax(axis=1) == 0).all()


def test_out_of_many_curves_through_ten_cakes_the_smallest_is_calm_and_the_only_one_is_not(data):
    found = data("knob_sweep")
    error = np.array(found["test_mse"][0])
    knobs = found["knobs"]
    ten = error[knobs.index(10)]
    assert found["setting"][0]["truth"] == "kitchen" and found["setting"][0]["n_train"] == 10
    assert ten == error.max() and error[knobs.index(200)] < ten / 100


def test_after_thirty_comparisons_it_ends_worse_in_four_worlds_after_a_thousand_in_none(data):
    thirty, thousand = np.array(data("human_feedback")["world_gold"])[:, :, -1].T
    assert len(thirty) == 24 and np.sum(thirty < 0) == 4 and np.sum(thousand < 0) == 0


def test_pushing_too_far_happens_less_after_a_thousand_comparisons(data):
    found = data("human_feedback")["quoted"]
    assert found["worlds_fallen_1000"] < found["worlds_fallen_30"] / 2


def test_a_teacher_gained_little_and_not_far_out_of_the_reach_of_chance(data):
    found = data("compression")
    at = found["width"].index(64)
    assert 0 < found["taught_gain"][at] < 0.01
    assert 2 < found["taught_gain"][at] / found["taught_gain_se"][at] < 2.5


def test_a_new_round_is_missed_by_more_than_a_new_recipe_and_that_hardly_more_than_its_own(data):
    found = data("cake_knobs")["quoted"]
    new_recipe = found["unseen_recipe_rmse"] - found["rmse"]
    assert 0 < new_recipe < (found["unseen_round_rmse"] - found["rmse"]) / 5


def test_pruned_deep_it_reads_far_better_if_the_rest_trains_on(data):
    found = data("compression")["quoted"]
    assert found["pruned_95_accuracy"] > found["pruned_after_95_accuracy"] + 0.15


def test_of_its_own_digits_an_owner_reads_more_alone(data):
    found = data("federated")
    at = found["classes_per_client"].index(2)
    assert found["own_loss"][at] > 2 * found["own_loss_se"][at]


def test_the_deepest_tree_misses_new_rounds_by_more_than_a_small_one(data):
    found = data("cake_tree")["quoted"]
    assert found["round_lost_max_depth"] > 2 * found["round_lost_max_depth_se"]
    assert found["leaves_best"] == 8


def test_the_best_ratio_of_tokens_to_parameters_leaves_room_around_twenty(data):
    found = data("scaling_law")["quoted"]
    assert found["ratio_80_low_refit"] < 20 < found["ratio_80_high_refit"]


def test_llama_3_read_at_least_so_many_tokens_for_each_parameter(data):
    assert {r["name"]: r["tokens_of"] for r in table("train_tokens")}["Llama 3 8B"] == "at least"


# What changed


def test_five_verdicts_of_the_changes_are_those_of_the_fact_check():
    said = " ".join((DOCS / "changes.md").read_text(encoding="utf-8").split())
    checked = (DOCS / "fact-check.md").read_text(encoding="utf-8")
    for claim in (5, 8, 11, 13, 18):
        entry = checked.split(f"{{ #claim-{claim} }}")[1]
        verdict = re.search(r'class="verdict \w+">([^<]+)<', entry)[1]
        assert re.search(rf"Claim {claim} was “[^”]+” and is “{verdict}”", said), claim


def test_small_models_never_left_among_ever_more_families(data):
    found = data("model_sizes")
    assert min(found["period_small"]) > 0
    assert found["period_disclosed"] == sorted(found["period_disclosed"])


def test_what_holds_on_these_digits_turns_round_on_mnist_and_on_cell_nuclei(data):
    other = data("other_data")["quoted"]
    assert other["small_noise_20_digits_verdict"] == "survives"  # the small one wins
    assert other["small_noise_20_mnist_verdict"] == "reversed"
    assert other["long_training_digits_verdict"] == "survives"
    assert other["long_training_cell_nuclei_verdict"] == "reversed"


def test_a_tuned_largest_beats_the_best_small_one_that_the_first_edition_advised(data):
    found = data("double_descent")["quoted"]
    for noise in (10, 20, 40):
        large = found[f"ridge_error_at_largest_noise_{noise}"]
        assert large < found[f"best_small_error_noise_{noise}"] / 2


def test_on_curves_of_one_input_small_ones_with_a_brake_win_more_often(data):
    winners = data("knob_sweep")["grid_ridge_winner"]
    assert winners.count("small") > winners.count("giant") and len(winners) == 108


def test_larger_ones_were_out_before_the_first_edition(data):
    models = data("model_sizes")
    day = dict(zip(models["name"], models["date"], strict=True))
    assert day["Kimi K3"].startswith("2026-07") and day["ERNIE 5.0"].startswith("2025")
    assert day["Wu Dao 2.0"].startswith("2021")


def test_twenty_tokens_lie_inside_the_bar_and_59_and_93_outside(data):
    found = data("scaling_law")["quoted"]
    assert found["ratio_95_low_refit"] < found["ratio_80_low_refit"] < 20
    assert 20 < found["ratio_80_high_refit"] < found["ratio_95_high_refit"] < 59


def test_a_spread_of_the_first_edition_was_about_twenty_times_too_small(data):
    found = data("human_feedback")["quoted"]
    between_authors = found["unpushed_small_beats_big_se"] * found["n_seeds"] ** 0.5
    assert 15 < between_authors / 0.0004889 < 25  # what stood beside the 45 %


def test_without_the_first_two_rounds_the_deepest_tree_is_worse_than_the_average(data):
    found = data("cake_tree")["quoted"]
    assert found["later_gain_max_depth"] < -2 * found["later_gain_max_depth_se"]
    assert abs(found["round_gain_max_depth"]) < found["round_gain_max_depth_se"]


def test_on_the_crash_mean_and_median_name_other_degrees(data):
    found = data("capacity_sweep")["quoted"]
    assert found["real_best_degree"] != found["real_best_degree_median"]
    assert found["best_degree"] == found["best_degree_by_median"]  # on the wave they agree


def test_a_strange_collection_is_read_worse_than_mnist(data):
    found = data("edge_digit")["quoted"]
    assert found["other_centred"] < found["test_accuracy"] - 0.02


def test_ten_sentences_were_tried_on_other_data(data):
    found = data("other_data")
    assert len(found["headline"]) == 10
    assert sum("reversed" not in row for row in found["verdict"]) == 5


def test_small_models_read_thousands_of_tokens_for_each_parameter(data):
    found = data("model_sizes")
    small = [
        r for r, n in zip(found["tokens_per_param"], found["tokens_params"], strict=True) if n < 5e9
    ]
    assert np.median(small) > 1000


# The home page and its rebuilding


def test_where_chance_had_a_hand_the_figure_of_the_evidence_shows_the_spread_or_states_it():
    evidence = [p for p in pages() if front_matter(p).get("kind") == "evidence"]
    shown = {m["name"][:-3] for p in evidence for m in INCLUDE.finditer(p.read_text("utf-8"))}
    assert len(shown) > 30
    for figure in shown - {"ladder", "reproduce"}:
        says = {**ONE_OF_MANY, **NO_CHANCE}.get(figure)
        if says is None:
            assert SPREAD.search(caption(figure)), figure
        else:
            assert says in caption(figure), figure


def test_the_picture_of_the_home_page_states_its_spread():
    assert "standard deviation" in caption("digit_knobs")


def test_three_machines_of_this_site_and_then_three_that_are_famous(data):
    rungs = re.findall(r"<li\b([^>]*)>", (FIGURES / "ladder.md").read_text(encoding="utf-8"))
    assert ["ours" in rung for rung in rungs] == 3 * [True] + 3 * [False]
    assert len(data("parameter_count")["ladder_name"]) == 13  # more stand in the evidence
    rows = table("ladder")
    assert len(rows) == 9 and {row["basis"] for row in rows} == {"counted", "stated"}
    assert rows[-1]["name"] == "Kimi K3" == max(rows, key=lambda row: int(row["params"]))["name"]


def test_five_notebooks_one_for_each_chapter():
    chapters = [
        re.search(r"\]\(\.\./(\w+)-evidence\.html\)", source.read_text(encoding="utf-8"))[1]
        for source in notebooks.sources()
    ]
    assert sorted(chapters) == sorted(("parameter", "capacity", "fit", "trends", "takeaway"))


# Do it again


def test_check_compares_each_number_by_itself():
    tolerance = {"default": 1e-3}
    assert differences({"x": [1e9, 1.0]}, {"x": [1e9, 1.0]}, tolerance) == []
    assert differences({"x": [1e9, 1.0]}, {"x": [1e9, 1.01]}, tolerance) != []


def test_check_names_what_it_does_not_compare_and_why():
    said = agreement(discover(FIGURES)["edge_digit"])
    assert re.search(r"not compared: .*largest_se.* \(one network in single precision", said)
    said = agreement(discover(FIGURES)["compression"])
    assert "(a standard error of a few seeds" in said


def test_results_were_computed_in_one_process_or_two(published):
    found = {published(p.stem)["provenance"]["processes"] for p in FIGURES.glob("*.json")}
    assert found <= {1, 2}


def test_every_number_is_from_inputs_that_can_be_downloaded_chinchillas_runs_too(published):
    assert any(
        "chinchilla_runs.csv" in str(d) for d in published("scaling_law")["provenance"]["data"]
    )
    assert (FOLDER / "chinchilla_runs.csv").is_file()
