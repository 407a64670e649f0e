import hashlib
import re
import struct

import numpy as np
import pytest
from scipy.special import logsumexp

from scripts.compute import results
from scripts.experiments import edge_digit
from scripts.experiments.edge_digit import Config
from scripts.models import (
    digit_images,
    digit_reader,
    digit_trials,
    glyphs,
    last_layer,
    scrawls,
    strokes,
    tiny_cnn,
)
from scripts.models.digit_reader import IMAGE, LAYERS
from scripts.models.digit_trials import CONDITION

PLAIN, MOVED_2, MOVED_4, SMALL, THICK, THIN, OTHER = range(len(CONDITION))
LEARNED, NEW = 0, 1
COMFORTABLE, ROOM_FOR_LITTLE, TINY = range(3)


@pytest.fixture
def data(published):
    found = published("edge_digit")["data"]
    return {
        k: np.array(v) if isinstance(v, list) and k != "drawn" else v for k, v in found.items()
    }  # strokes are of any length


@pytest.fixture(scope="module")
def packed():
    from scripts.compute.results import FIGURES

    return (FIGURES / "edge_digit.weights.bin").read_bytes()


@pytest.fixture
def network(packed):
    return digit_reader.unpacked(packed)


@pytest.fixture
def kept(data):
    content = (results.FIGURES / "edge_digit.kept.bin").read_bytes()
    return last_layer.unpacked(content, data["kept"])


# The file


def test_the_whole_network_fits_in_2100_bytes(data, packed):
    assert len(packed) == data["bytes"] == tiny_cnn.bytes_of(LAYERS, IMAGE, 4) <= 2_100
    assert hashlib.sha256(packed).hexdigest() == data["binaries"]["weights"]["sha256"]
    assert 7 * len(packed) < 4 * data["n_params"]  # beside 32-bit floats


def test_the_published_layout_is_enough_to_read_the_file(data, packed, network):
    """As the docstring of `run` describes it, with nothing of this repository's code."""
    end = 0
    for layer, (weights, biases) in zip(data["layers"], network.parts(), strict=True):
        rows, columns = layer["n_rows"], layer["n_columns"]
        assert layer["codes_at"] == end
        scales = struct.unpack_from(f"<{rows}e", packed, layer["scales_at"])
        for k in range(rows * columns):
            byte = packed[layer["codes_at"] + k // 2]
            code = byte >> 4 if k % 2 else byte & 15
            assert weights.flat[k] == np.float32(scales[k // columns] * (code - 7))
        assert biases.tolist() == list(struct.unpack_from(f"<{rows}e", packed, layer["biases_at"]))
        end = layer["biases_at"] + 2 * rows
    assert end == len(packed)


def test_the_file_achieves_what_is_published(data, network):
    found = [
        [network.accuracy(images, labels) for images in pair]
        for *pair, labels in digit_trials.trials(Config())
    ]
    # with other BLAS kernels a digit or two may change sides
    assert np.array(found) == pytest.approx(data["robustness"], abs=2.1e-3)
    assert data["quoted"]["test_accuracy"] == data["robustness"][PLAIN, 1]


def test_the_file_achieves_what_is_published_on_strokes_too(data, network):
    for k, family in enumerate(("learned", "new")):
        found = [
            [network.accuracy(*way) for way in ways]
            for ways in digit_trials.stroke_trials(Config(), family)
        ]
        assert np.array(found) == pytest.approx(data["strokes"][k], abs=2.1e-3)


def test_the_file_reads_fresh_strokes_as_well_as_published(data, network):
    rng = np.random.default_rng(2026)  # a seed that nothing was chosen with
    labels = np.arange(1000) % 10
    for k, size in enumerate(strokes.SIZES):
        drawings = strokes.digits(labels, (glyphs.TEST,), rng)
        images = strokes.pictures(strokes.placed(drawings, size, rng))
        wrong = 1 - data["strokes"][NEW, k, 0]
        assert 1 - network.accuracy(images, labels) < 1.7 * wrong + 0.005
    black = np.ones((1, 28, 28))
    dot = digit_images.rastered(np.full((1, 2, 2), 9.0), np.ones((1, 1), dtype=bool))
    for image in (black, dot):
        scores = network.scores(digit_reader.centred(image))
        assert digit_reader.evidence(scores)[0] < data["none_below"]


def test_the_network_that_ships_was_chosen_on_validation_digits(data, network):
    assert data["shipped"] == data["seed_val_accuracy"].argmax()
    assert np.array_equal(data["robustness"], data["robustness_seeds"][data["shipped"]])
    assert edge_digit.validated(Config(), network) == pytest.approx(
        data["seed_val_accuracy"].max(), abs=1e-3
    )


# What breaks it


def test_moved_by_four_pixels_it_fails_and_centring_mends_it(data):
    raw, mended = data["robustness"][MOVED_4]
    assert raw < 0.75
    assert mended > data["robustness"][PLAIN, 1] - 0.01
    raw, mended = data["robustness_mean"][MOVED_4]
    assert mended - raw > 3 * np.hypot(*data["robustness_mean_se"][MOVED_4])


@pytest.mark.parametrize("condition", [MOVED_2, SMALL])
def test_centring_mends_what_moves_or_shrinks_a_digit(data, condition):
    raw, mended = data["robustness_mean"][condition]
    assert mended - raw > 3 * np.hypot(*data["robustness_mean_se"][condition])
    assert mended > data["robustness_mean"][PLAIN, 1] - 0.01


@pytest.mark.parametrize("condition", [PLAIN, THICK, THIN])
def test_centring_changes_little_where_the_place_was_never_wrong(data, condition):
    raw, mended = data["robustness_mean"][condition]
    assert abs(mended - raw) < 0.02


def test_another_pen_costs_a_few_digits(data):
    plain, thick, thin = data["robustness_mean"][[PLAIN, THICK, THIN], 1]
    assert 0.01 < plain - thick < 0.06
    assert 0.01 < plain - thin < 0.08


def test_errors_of_one_network_hold_its_digits_and_the_choice_of_seed(data):
    for key, n in (("robustness", data["condition_n"][:, None]), ("strokes", 1000)):
        seeds, p = data[f"{key}_seeds"], data[key]
        expected = np.sqrt(p * (1 - p) / n + seeds.var(axis=0, ddof=1))
        assert data[f"{key}_se"] == pytest.approx(expected, rel=1e-4)
        assert data[f"{key}_mean"] == pytest.approx(seeds.mean(axis=0), rel=1e-5)


# Strokes


def test_scaled_as_strokes_the_size_of_a_drawing_hardly_matters(data):
    for family in (LEARNED, NEW):
        scaled, pixels = data["strokes_mean"][family].T
        assert np.ptp(scaled) < 0.02
        assert scaled.min() > 0.95
        assert pixels[TINY] < pixels[COMFORTABLE] - 0.08


def test_shapes_it_never_saw_are_read_nearly_as_well_as_those_it_learned(data):
    learned, new = data["strokes_mean"][..., 0]
    assert np.all(np.abs(learned - new) < 0.03)


def test_its_certainty_is_the_share_of_right_answers_within_two_points(data, network):
    for key in ("certainty", "strokes_certainty"):
        right, wrong = data[f"{key}_right"], data[f"{key}_wrong"]
        accuracy = right.sum() / (right.sum() + wrong.sum())
        assert data[f"{key}_mean"] == pytest.approx(accuracy, abs=0.02)
    trials = digit_trials.stroke_trials(Config(), "new")
    p = [digit_reader.probabilities(network.scores(scaled[0])) for scaled, _ in trials]
    certainty = np.concatenate(p).max(axis=1)
    answers, labels = np.concatenate(p).argmax(axis=1), np.concatenate([t[0][1] for t in trials])
    assert certainty.mean() == pytest.approx(data["strokes_certainty_mean"], abs=1e-3)
    quoted = data["quoted"]
    sure = certainty >= edge_digit.SURE
    assert np.mean(answers[sure] == labels[sure]) == pytest.approx(
        quoted["strokes_sure_accuracy"], abs=2e-3
    )
    assert np.mean(sure) == pytest.approx(quoted["strokes_sure_share"], abs=3e-3)
    by_digit = [np.mean(answers[labels == c] == c) for c in range(10)]
    assert by_digit == pytest.approx(data["strokes_certainty_digit"], abs=7e-3)
    assert quoted["strokes_hardest"] == np.argmin(data["strokes_certainty_digit"])
    assert quoted["strokes_lowest_digit"] == min(data["strokes_certainty_digit"])


def test_dots_and_black_paper_are_called_no_digit_and_digits_hardly_ever(data, network):
    found = dict(zip(data["none_kind"], data["none_found"], strict=True))
    assert tuple(data["none_kind"]) == (*scrawls.LEARNED, *scrawls.NEW)
    assert min(found["dot"], found["black paper"], found["line"]) > 0.95
    assert np.all(data["alarms"] < 0.05)
    trials = digit_trials.scrawl_trials(Config())
    again = [digit_reader.evidence(network.scores(i)) < data["none_below"] for i in trials]
    assert [np.mean(k) for k in again] == pytest.approx(data["none_found"], abs=0.011)
    quoted = data["quoted"]
    assert quoted["found_learned"] == pytest.approx(data["none_found"][:6].mean(), rel=1e-5)
    assert quoted["found_new"] == pytest.approx(data["none_found"][6:].mean(), rel=1e-5)
    assert quoted["alarms_mnist"] == data["alarms"][0]


def test_the_bar_was_set_by_false_alarms_on_validation_digits(data, network):
    checks = digit_trials.checks(Config())
    seen = [network.scores(checks[k][0]) for k in (0, 3, 4, 5, 6)]
    alarms = digit_reader.evidence(np.concatenate(seen)) < data["none_below"]
    assert alarms.mean() == pytest.approx(Config().false_alarms, abs=2e-3)


def test_the_temperature_is_the_best_for_hands_it_did_not_learn_from(data, network):
    """What ships has been divided by it: nothing is gained by dividing again."""
    new_hands = [(network.scores(images), y) for images, y in digit_trials.checks(Config())[3:]]
    assert digit_reader.temperature(new_hands) == pytest.approx(1, abs=0.03)
    assert data["temperature"] == data["seed_temperature"][data["shipped"]]


def test_the_drawings_shown_are_ten_digits_and_three_that_are_none(data, network):
    assert data["drawn_label"].tolist() == [*range(10), 10, 10, 10]
    found = []
    for drawing in data["drawn"]:
        points = np.concatenate([np.array(stroke) for stroke in drawing])[None]
        ends = np.cumsum([len(stroke) for stroke in drawing])
        down = ~np.isin(np.arange(1, points.shape[1]), ends[:-1])[None]
        images = digit_images.rastered(digit_images.fitted(points), down)
        found.append(digit_reader.exact_scores(network, digit_images.centred(images))[0])
    assert np.array(found) == pytest.approx(data["drawn_scores"], rel=1e-5, abs=1e-5)


def test_it_reads_new_digits_and_its_mistakes_are_mostly_doubted(data):
    assert data["robustness_mean"][PLAIN, 1] > 0.965
    right, wrong = data["certainty_right"], data["certainty_wrong"]
    quoted = data["quoted"]
    assert right.sum() + wrong.sum() == data["condition_n"][PLAIN]
    assert wrong.sum() == quoted["test_wrong"]
    sure = data["certainty_from"] >= 0.9
    assert quoted["wrong_unsure"] == pytest.approx(wrong[~sure].sum() / wrong.sum(), rel=1e-5)
    assert quoted["right_unsure"] == pytest.approx(right[~sure].sum() / right.sum(), rel=1e-5)
    assert quoted["wrong_unsure"] > 0.6
    assert quoted["right_unsure"] < 0.1


def test_the_examples_are_the_first_of_their_kind(data, network):
    digits = digit_trials.mnist(Config())
    images = np.array([[int(shade, 16) for shade in text] for text in data["example_pixels"]])
    images = images.reshape(-1, 28, 28)
    answers = network.scores(digit_reader.centred(digits["test"])).argmax(axis=1)
    wrong = np.flatnonzero(answers != digits["test_labels"])
    n = Config().n_examples
    assert data["example_label"][:n].tolist() == data["example_answer"][:n].tolist() == [*range(10)]
    assert np.array_equal(images[n:], np.rint(15 * digits["test"][wrong[:n]]))
    exact = tiny_cnn.Network(LAYERS, IMAGE, network.values.astype(float))
    scores = exact.scores(digit_images.centred(images / 15))
    assert scores == pytest.approx(data["example_scores"], rel=1e-5, abs=1e-5)


# The last layer, tuned to another hand


@pytest.mark.parametrize("who", ["personal", "hand"])
def test_a_few_examples_make_it_read_another_hand_better(data, who):
    accuracy = data[f"{who}_accuracy"]
    assert np.all(np.diff(accuracy[1:]) > -0.001)  # one example of each may mislead
    assert np.all(accuracy[2:] - accuracy[0] > 0.01)
    assert data[f"{who}_accuracy_p10"][-1] > accuracy[0]
    each = data[f"{who}_each"]
    assert accuracy == pytest.approx(each.mean(axis=0), rel=1e-5)
    low, high = np.quantile(each, (0.1, 0.9), axis=0)
    assert data[f"{who}_accuracy_p10"] == pytest.approx(low, rel=1e-5)
    assert data[f"{who}_accuracy_p90"] == pytest.approx(high, rel=1e-5)
    for n, value in zip(data[f"{who}_examples"], accuracy, strict=True):
        assert data["quoted"][f"{who}_{n}"] == value


@pytest.mark.parametrize("who", ["personal", "hand"])
def test_what_it_learns_anew_it_pays_for_with_the_old_digits(data, who):
    old = data[f"{who}_old_accuracy"]
    assert old[0] == pytest.approx(data["robustness"][PLAIN, 1], abs=1e-3)
    assert old[0] > old[-1]
    assert data[f"{who}_old_each"].mean(axis=0) == pytest.approx(old, rel=1e-5)


@pytest.mark.parametrize("who", ["personal", "hand"])
def test_rounded_to_four_bits_again_the_taught_layer_loses_little(data, who):
    lost = data[f"{who}_accuracy"] - data[f"{who}_rounded_accuracy"]
    assert np.all(lost < 0.01)


@pytest.mark.parametrize("who", ["personal", "hand"])
def test_the_settings_of_the_teaching_are_the_best_on_digits_set_aside(data, who):
    cfg, tuning = Config(), data[f"{who}_tuning"]
    lr, steps = np.unravel_index(tuning.argmax(), tuning.shape)
    assert data[f"{who}_lr"] == cfg.tuning_lrs[lr]
    assert data[f"{who}_steps"] == cfg.tuning_steps[steps]


def test_the_bar_lies_where_few_digits_of_every_kind_that_it_validates_on_are_called_none():
    cfg = edge_digit.QUICK
    found = edge_digit.one_network(cfg, np.random.default_rng(0))
    network = digit_reader.unpacked(found["packed"])
    checks = digit_trials.checks(cfg)
    kinds = [checks[0], *checks[-4:]]  # MNIST, the other collection, strokes of three sizes
    known = np.concatenate([logsumexp(network.scores(images), axis=1) for images, _ in kinds])
    assert len(known) == cfg.n_val + cfg.n_other_val + 3 * cfg.n_stroke_val
    below = np.count_nonzero(known < found["none_below"])
    assert below == pytest.approx(cfg.false_alarms * len(known), abs=1)


def test_every_quoted_accuracy_is_compared_within_three_standard_errors_of_a_difference(data):
    quoted, tolerance = data["quoted"], edge_digit.TOLERANCE
    names = [k.removesuffix("_se") for k in quoted if k.endswith("_se") and k != "largest_se"]
    accuracies = [k for k in names if not re.match("found_|alarms_", k)]
    assert len(accuracies) > 60
    for key in accuracies:
        n_errors = results.counted(tolerance, key)
        share = n_errors is None and tolerance[key] * quoted[key] / quoted[f"{key}_se"]
        assert 0 < (n_errors / 2**0.5 if n_errors else share) <= 3.01, key


def test_the_kept_digits_are_a_choice_of_the_test_digits_and_are_read_as_they_were_before(
    data, network, kept
):
    features, labels = kept
    rows, cfg = data["kept_rows"], Config()
    assert len(set(rows.tolist())) == cfg.n_kept == len(features) and rows.max() < cfg.n_test
    assert np.array_equal(labels, digit_trials.mnist(cfg)["test_labels"][rows])
    assert data["kept"]["bytes"] <= 45_000
    exact = tiny_cnn.Network(network.layers, network.image, network.values.astype(float))
    images = digit_trials.trials(cfg)[0][1][rows].astype(float)
    assert np.abs(exact.features(images) - features).max() <= 0.51 * data["kept"]["scale"]
    changed = exact.scores(images).argmax(axis=1) != data["kept_answer"]
    assert changed.sum() <= 1  # by the packing
    low, high = (
        data["kept_accuracy"] + k * 3 * data["quoted"]["kept_accuracy_se"] for k in (-1, 1)
    )
    assert low < data["quoted"]["test_accuracy"] < high


def test_lessons_of_one_digit_cost_more_unpaced(data, network, kept):
    """A lonely lesson at the rate for one of each digit would ruin what was known."""
    cfg, (features, labels) = Config(), kept
    layer, old = np.column_stack(network.parts()[-1]), last_layer.with_ones(features)
    pupils = digit_trials.hand_lessons(cfg)[0]  # of the validation family
    x = last_layer.with_ones(network.features(pupils.x))
    ones = pupils.taken[:, :1, 1]  # a 1 of each hand
    lr, known = float(data["hand_lr"]), []
    for rate in (lr, last_layer.paced(lr, np.array([1]), 10)):
        [layers] = last_layer.tuned(layer, x[ones], pupils.labels[ones], rate, (300,))
        known.append(last_layer.accuracy(layers, old, labels).mean())
    assert known[1] > known[0] + 0.03 and known[1] > data["kept_accuracy"] - 0.02
