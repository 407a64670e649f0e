from collections import Counter, defaultdict
from dataclasses import replace

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from scripts.compute.results import differences
from scripts.experiments import compression
from scripts.experiments.compression import QUICK, Config
from scripts.models import mlp, quantize, sparse, tiny_cnn
from scripts.models.comparison import Split


@pytest.fixture
def data(published):
    return published("compression")["data"]


@pytest.fixture
def said(data):
    return data["quoted"]


@pytest.fixture
def of(data):
    """Number of a version by its key: of("bytes", "big")."""
    return lambda what, key: data[what][data["key"].index(key)]


# What the chapter says


def test_three_quarters_of_the_bits_and_half_of_the_weights_can_go_for_nothing(of):
    for key in ("after_8", "pruned_after_50", "pruned_after_60"):
        assert abs(of("difference", key)) < 0.002
    assert of("bytes", "big") / of("bytes", "after_8") == pytest.approx(4, abs=0.05)


def test_two_thirds_of_the_weights_can_go_untrained_and_nine_tenths_cannot(of):
    assert of("validation_difference", "pruned_after_70") > -0.01
    assert of("validation_difference", "pruned_after_90") < -0.03
    assert of("difference", "pruned_after_90") < -3 * of("difference_se", "pruned_after_90")


def test_pruned_and_rounded_without_any_training_it_is_a_fifteenth(of, said):
    key = "pruned_after_75_rounded"
    assert said[f"{key}_times"] == pytest.approx(of("bytes", "big") / of("bytes", key), rel=1e-5)
    assert said[f"{key}_times"] > 15
    assert -0.015 < of("difference", key) < 0
    assert of("bytes", key) < of("bytes", "pruned_after_75") / 4


def test_what_is_cut_too_deep_afterwards_is_lost(data):
    for name, least in (("after", 0.01), ("pruned_after", 0.01)):
        read = np.array(data[f"{name}_accuracy"])
        assert np.all(np.diff(read) < least)
        assert read[0] - read[-1] > 0.05
    assert data["pruned_after_accuracy"][-1] < 0.5


def test_the_line_is_missed_where_it_is_drawn_on_validation_digits(data, of):
    line = -Config().allowed_loss
    for i, route in enumerate(data["route"]):
        own = [k for k, f in zip(data["key"], data["family"], strict=True) if f == route]
        smaller = [k for k in own if of("bytes", k) < data["route_bytes"][i]]
        assert all(of("validation_difference", k) < line for k in smaller), route
        assert (of("validation_difference", data["route_key"][i]) >= line) == data["route_enough"][
            i
        ]
    big = data["validation_accuracy"][0]
    for validation, difference in zip(
        data["validation_accuracy"], data["validation_difference"], strict=True
    ):
        assert difference == pytest.approx(validation - big, abs=2e-6)


def test_cut_while_it_trains_the_same_network_survives(data, said):
    for gain in ("rounding_gain_1", "pruning_gain_95", "pruning_gain_98"):
        assert said[gain] > 5 * said[f"{gain}_se"]
    big = data["test_accuracy"][0]
    assert big - data["during_accuracy"][-1] < 0.02, "one bit a weight"
    assert big - data["pruned_accuracy"][-1] < 0.02, "two weights in a hundred"


def test_the_big_network_can_be_cut_to_a_thirtieth(said):
    assert said["route_pruned_rounded_enough"] == 1
    assert said["cut_times"] > 30
    assert said["route_pruned_rounded_difference"] > -0.02


def test_a_designed_network_beats_what_was_cut_at_a_seventh_of_the_bytes(of, said):
    assert of("bytes", "conv_3_rounded") < of("bytes", "pruned_95_rounded") / 6
    assert said["conv_over_pruned_95"] > 2 * said["conv_over_pruned_95_se"]
    assert of("bytes", "conv_2_rounded") < of("bytes", "pruned_98_rounded") / 4
    assert said["conv_over_pruned_98"] > 2 * said["conv_over_pruned_98_se"]


def test_neither_design_nor_cutting_is_most_of_the_saving_whichever_comes_first(said):
    assert said["both_times"] > 4 * max(said["cut_times"], said["design_times"])
    for what in ("cut", "design"):
        assert said[f"{what}_share_first"] > 0.5 > said[f"{what}_share_last"] > 0.2
    assert said["cut_share_first"] + said["design_share_last"] == pytest.approx(1, abs=1e-5)
    assert said["both_times"] < said["cut_times"] * said["design_times"], "they overlap"


def test_small_alone_is_not_enough_the_cut_network_reads_as_well_at_a_tenth_of_the_bytes(of, said):
    assert said["route_small_enough"] == 0
    assert of("bytes", "pruned_95_rounded") < of("bytes", "small_64") / 10
    assert said["pruned_over_small"] > -2 * said["pruned_over_small_se"]


def test_a_teacher_helps_a_little_at_most(data):
    gain, se = np.array(data["taught_gain"]), np.array(data["taught_gain_se"])
    assert np.all(gain > -2 * se)
    assert np.all(gain < 0.025)
    taught, alone = np.array(data["taught_accuracy"]), np.array(data["small_accuracy"])
    assert gain == pytest.approx(taught - alone, abs=1e-5)
    assert np.all(taught < data["test_accuracy"][0]), "it does not become its teacher"


# What the numbers are


def test_bytes_are_those_of_the_formats(data, of):
    big = [((300, 784), 300), ((100, 300), 100), ((10, 100), 10)]
    for bits in data["bits"]:
        assert of("bytes", f"after_{bits}") == quantize.packed_size(big, bits)
    for key, family, n_bytes, n_params in zip(
        *(data[k] for k in ("key", "family", "bytes", "params")), strict=True
    ):
        if family in {"big", "small", "small, taught", "convolutional"}:
            assert n_bytes == 4 * n_params
        if "pruned" in family:
            left, n_weights = int(key.split("_")[-2 if "rounded" in family else -1]), 266_200
            share = 1 - left / 100
            kept = share * n_weights + 410  # no bias is pruned
            assert n_params <= kept + 1
            assert n_params > 0.9 * kept  # a weight left can be rounded to zero
            value = 0.5 if "rounded" in family else 4
            assert n_bytes > value * n_params, "and the places"
            bitmap = n_weights / 8
            assert n_bytes < value * kept + 4 * 410 + bitmap + 100


def test_versions_that_are_kept_are_chosen_on_validation_digits(data):
    enough = data["validation_accuracy"][0] - Config().allowed_loss
    families = np.array(data["family"])
    for i, route in enumerate(data["route"]):
        own = np.flatnonzero(families == route)
        able = [j for j in own if data["validation_accuracy"][j] >= enough]
        assert data["route_enough"][i] == bool(able)
        if able:
            smallest = min(able, key=lambda j: data["bytes"][j])
            assert data["route_key"][i] == data["key"][smallest]


def test_the_number_of_settings_tried_is_told_for_every_family(data):
    families = {family.removesuffix(", rounded") for family in data["family"]}
    assert families == set(data["tried_family"])
    assert len(data["tried"]) == len(data["tried_family"])


def test_what_hangs_on_the_machine_is_compared_by_its_standard_errors(data, said):
    tolerance = compression.TOLERANCE
    counts = tolerance["standard errors"]
    assert set(tolerance) - {"default", "standard errors"} <= set(data) | set(said)
    assert set(counts) - {"default"} <= set(data) | set(said)
    wider = {key for key in counts if key in said}
    assert wider <= {key for key in said if "_98" in key or key.endswith("_validation_difference")}
    for where in (data, said):
        moved = [key for key in where if f"{key}_se" in where]
        assert len(moved) > 8
        for key in moved:
            old = {key: where[key], f"{key}_se": where[f"{key}_se"]}
            if isinstance(where[key], list):
                new = old | {key: [v and v + 0.15 for v in where[key]]}
            else:
                new = old | {key: where[key] + 0.15}
            assert differences(old, new, tolerance), key
            assert not differences(old, old, tolerance)


def test_quoted_numbers_of_each_version_are_those_of_the_table(data, of, said):
    big = of("bytes", "big")
    for key in data["key"]:
        assert said[f"{key}_kb"] == of("bytes", key) / 1000
        assert said[f"{key}_times"] == pytest.approx(big / of("bytes", key), rel=1e-5)
        assert said[f"{key}_error"] + of("test_accuracy", key) == pytest.approx(1, abs=2e-6)
        for what in ("difference", "difference_se", "validation_difference"):
            assert said[f"{key}_{what}"] == of(what, key)
        for what in ("accuracy_se", "error_se"):
            assert said[f"{key}_{what}"] == of("test_accuracy_se", key)
        gone = of("test_accuracy", key) - of("test_accuracy", "big")
        assert of("difference", key) == pytest.approx(gone, abs=3e-6)


def test_quoted_routes_and_gains_are_those_of_the_versions_they_name(data, of, said):
    for route, key in zip(data["route"], data["route_key"], strict=True):
        name = route.replace(", ", "_").replace(" ", "_")
        assert said[f"route_{name}_times"] == pytest.approx(said[f"{key}_times"], rel=1e-5)
        assert said[f"route_{name}_difference"] == of("difference", key)
    times = dict(zip(data["route"], data["route_times"], strict=True))
    cut = ("rounded in training", "pruned", "pruned, rounded")
    assert said["cut_times"] == max(times[route] for route in cut)
    assert said["design_times"] == times["convolutional"]
    assert said["both_times"] == times["convolutional, rounded"]
    logs = {k: np.log(said[f"{k}_times"]) for k in ("cut", "design", "both")}
    for what, other in (("cut", "design"), ("design", "cut")):
        assert said[f"{what}_share_first"] == pytest.approx(logs[what] / logs["both"], rel=1e-4)
        last = (logs["both"] - logs[other]) / logs["both"]
        assert said[f"{what}_share_last"] == pytest.approx(last, rel=1e-4)
    for name, better, worse in compression.comparisons(Config()):
        gain = of("test_accuracy", better) - of("test_accuracy", worse)
        assert said[name] == pytest.approx(gain, abs=3e-6)
    for family, tried in zip(data["tried_family"], data["tried"], strict=True):
        assert said["tried_" + family.replace(", ", "_").replace(" ", "_")] == tried


# How they were made


def test_no_digit_is_in_two_of_the_three_sets():
    cfg = Config()
    order = np.random.default_rng(0).permutation(10_000)
    digits = compression.split(cfg, order)
    assert len(digits.course.labels) == cfg.n_train
    assert len(digits.validation[1]) == cfg.n_validation
    assert len(digits.test[1]) == 2000
    rows = [{row.tobytes() for row in x} for x in (digits.course.images, digits.validation[0])]
    tests = {row.tobytes() for row in digits.test[0]}
    assert not rows[0] & rows[1]
    assert not (rows[0] | rows[1]) & tests


@pytest.fixture
def watched(monkeypatch):
    """One seed of a small run: epochs trained by each task, and what each version was tried as."""
    epochs, tried, task = defaultdict(list), [], [""]

    def call(function, *arguments):
        task[0] = f"{function.__name__} {arguments[-1]}" if len(arguments) > 3 else "big"
        return function(*arguments)

    def train(original):
        def watch(network, images, labels, n_epochs, *rest, **settings):
            epochs[task[0]].append(n_epochs)
            assert len(images) == QUICK.n_train
            return original(network, images, labels, n_epochs, *rest, **settings)

        return watch

    def try_all(self, made):
        tried.extend(made.items())
        return original(self, made)

    original = Split.tried
    monkeypatch.setattr(compression, "call", call)
    monkeypatch.setattr(Split, "tried", try_all)
    for module in (mlp, tiny_cnn):
        monkeypatch.setattr(module, "train", train(module.train))
    with threadpool_limits(1):
        compression.all_versions(replace(QUICK, n_seeds=1, n_epochs=2, n_more=3))
    return epochs, tried


def test_every_version_has_seen_as_many_digits_as_the_big_network(watched):
    epochs, tried = watched
    assert epochs["big"] == [2, 3]
    for task, n in epochs.items():
        kind = task.split()[0]
        if kind == "round_big":
            assert n == [3]
        elif kind == "prune_big":
            assert sum(n) == pytest.approx(3)
        elif kind == "small_network":
            assert n == [2, 3, 3, 2, 3], "alone, the same rounded, taught"
        elif kind == "conv_network":
            assert n == [2, 3, 3], "as it is, the same rounded"
    kinds = Counter(task.split()[0] for task in epochs)
    assert kinds["prune_big"] == len(QUICK.pruned)
    assert len(tried) == 1 + 5 + 8 + 1 + 4 + 2 * 4 + 3 * 3 + 2 * 3


def test_what_is_tried_is_what_its_bytes_hold(watched):
    _, tried = watched
    for key, shipped in tried:
        _, family = compression.described(QUICK, key)
        network, content = shipped.network, shipped.content
        if isinstance(network, tiny_cnn.Network):
            shapes = tiny_cnn.shapes(network.layers, network.image)
        else:
            shapes = mlp.shapes(network.sizes)
        if content is None:
            assert family in {"big", "small", "small, taught", "convolutional"}
            continue
        digits = [int(part) for part in key.split("_") if part.isdigit()]
        bits = digits[0] if key.startswith(("after", "during")) else QUICK.small_bits
        if family in {"pruned", "pruned afterwards"}:
            bits = None
        unpack = sparse.unpack if "pruned" in family else quantize.unpack
        held = mlp.joined(unpack(content, shapes, bits))
        assert np.array_equal(held, network.values), key
