import hashlib
import struct

import numpy as np
import pytest

from scripts.compute.datasets.mnist import load_mnist
from scripts.experiments import edge_digit
from scripts.experiments.edge_digit import CONDITION, Config
from scripts.models import digit_images, digit_reader, tiny_cnn
from scripts.models.digit_reader import IMAGE, LAYERS

PLAIN, MOVED_2, MOVED_4, SMALL, THICK, THIN, OTHER = range(len(CONDITION))


@pytest.fixture
def data(published):
    found = published("edge_digit")["data"]
    return {k: np.array(v) if isinstance(v, list) else v for k, v in found.items()}


@pytest.fixture(scope="module")
def packed():
    from scripts.compute.results import FIGURES

    return (FIGURES / "edge_digit.weights.bin").read_bytes()


@pytest.fixture
def network(packed):
    return digit_reader.unpacked(packed)


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
        for *pair, labels in edge_digit.trials(Config())
    ]
    # with other BLAS kernels a digit or two may change sides
    assert np.array(found) == pytest.approx(data["robustness"], abs=2.1e-3)
    assert data["test_accuracy"] == data["robustness"][PLAIN, 1]


def test_the_network_that_ships_was_chosen_on_validation_digits(data, network):
    assert data["shipped"] == data["seed_val_accuracy"].argmax()
    assert data["test_accuracy"] == data["seed_test_accuracy"][data["shipped"]]
    assert edge_digit.validated(Config(), network) == pytest.approx(
        data["seed_val_accuracy"].max(), abs=1e-3
    )


def test_no_digit_is_in_two_parts_and_none_of_the_official_test_digits_is_learned_from():
    digits, found = edge_digit.mnist(Config()), load_mnist()
    parts = {part: {image.tobytes() for image in digits[part]} for part in ("train", "val")}
    assert len(digits["train"]) + len(digits["val"]) == len(found["train_images"])
    assert not parts["train"] & parts["val"]
    assert np.array_equal(np.rint(15 * digits["test"]), found["test_images"])
    pool = edge_digit.pool(Config())
    assert pool.shape == (Config().n_pool, *digits["train"].shape)
    close = np.abs(pool[0] / 255.0 - digits["train"]).mean(axis=(1, 2))
    other = np.abs(pool[0] / 255.0 - digits["train"][::-1]).mean(axis=(1, 2))
    assert np.median(close) < 0.6 * np.median(other)  # variants of their own digit


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


def test_another_pen_costs_a_few_digits_and_another_collection_many(data):
    plain, thick, thin, other = data["robustness_mean"][[PLAIN, THICK, THIN, OTHER], 1]
    assert 0.01 < plain - thick < 0.06
    assert 0.01 < plain - thin < 0.06
    assert plain - other > 0.06


def test_it_reads_new_digits_and_its_mistakes_are_mostly_doubted(data):
    assert data["robustness_mean"][PLAIN, 1] > 0.97
    right, wrong = data["certainty_right"], data["certainty_wrong"]
    assert right.sum() + wrong.sum() == data["condition_n"][PLAIN]
    assert wrong.sum() == data["quoted"]["test_wrong"]
    sure = data["certainty_from"] >= 0.9
    assert wrong[~sure].sum() / wrong.sum() > 0.6
    assert right[~sure].sum() / right.sum() < 0.1


def test_the_examples_are_the_first_of_their_kind(data, network):
    digits = edge_digit.mnist(Config())
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


def test_a_few_examples_make_it_read_the_other_collection_better(data):
    accuracy = data["personal_accuracy"]
    assert np.all(np.diff(accuracy) > 0)
    assert accuracy[-1] - accuracy[0] > 0.05
    assert data["personal_accuracy_p10"][-1] > accuracy[0]
    assert np.all(data["personal_accuracy_p10"] <= data["personal_accuracy_p90"])


def test_what_it_learns_anew_it_pays_for_with_the_old_digits(data):
    old, error = data["personal_old_accuracy"], data["personal_old_accuracy_se"]
    assert old[0] == pytest.approx(data["test_accuracy"], abs=1e-3)
    assert old[0] - old[-1] > 3 * error[-1]


def test_rounded_to_four_bits_again_the_tuned_layer_loses_little(data):
    lost = data["personal_accuracy"] - data["personal_rounded_accuracy"]
    assert np.all(lost < 0.01)


def test_the_settings_of_the_tuning_are_the_best_on_digits_set_aside(data):
    cfg = Config()
    lr, steps = np.unravel_index(data["personal_tuning"].argmax(), data["personal_tuning"].shape)
    assert data["personal_lr"] == cfg.tuning_lrs[lr]
    assert data["personal_steps"] == cfg.tuning_steps[steps]
    left = len(edge_digit.other_collection()[1]) - cfg.n_other_val - 10 * max(cfg.examples)
    assert data["n_personal_test"] == left
