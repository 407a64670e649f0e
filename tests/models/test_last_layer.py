"""Tuning a last layer: many draws at once are the same as one by one, with the right gradient."""

import numpy as np
import pytest

from scripts.models import last_layer, softmax
from tests.javascript import answered

SCRIPT = """
import { answers, decode, paced, tuning } from "./docs/js/lib/last_layer.js";
import { readFileSync } from "node:fs";
const { start, x, labels, lr, steps, packed, layout } = JSON.parse(readFileSync(0, "utf8"));
const layer = {
  weights: Float64Array.from(start.flatMap((row) => row.slice(0, -1))),
  biases: Float64Array.from(start.map((row) => row.at(-1))),
};
const examples = x.map((row, i) => ({ features: Float64Array.from(row), label: labels[i] }));
const way = tuning(layer, examples, paced(lr, labels, start.length));
let found;
for (let i = 0; i < steps; i++) found = way.next().value;
const n = x[0].length;
console.log(JSON.stringify({
  layer: start.map((_, k) => [...found.weights.slice(k * n, (k + 1) * n), found.biases[k]]),
  answers: answers(found, examples),
  unpacked: decode(Uint8Array.from(packed).buffer, layout)
    .map(({ features, label }) => [...features, label]),
}));
"""


@pytest.fixture
def draws():
    rng = np.random.default_rng(0)
    x = np.ones((3, 20, 6))
    x[..., :-1] = rng.standard_normal((3, 20, 5))
    return rng.standard_normal((4, 6)), x, rng.integers(4, size=(3, 20))


def test_a_step_follows_the_gradient_of_the_loss_of_each_draw(draws):
    layer, x, labels = draws
    [found] = last_layer.tuned(layer, x, labels, 0.3, (1,))
    for draw in range(3):
        _, gradient = softmax.loss_and_gradient(
            layer.ravel(), x[draw, :, :-1], np.eye(4)[labels[draw]], 0.0
        )
        assert found[draw] == pytest.approx(layer - 0.3 * gradient.reshape(4, 6), abs=1e-12)


def test_stops_lie_on_one_path_and_the_start_stays_as_it_was(draws):
    layer, x, labels = draws
    before = layer.copy()
    fifth, tenth = last_layer.tuned(layer, x, labels, 0.3, (5, 10))
    assert np.array_equal(layer, before)
    assert np.array_equal(last_layer.tuned(layer, x, labels, 0.3, (5,))[0], fifth)
    again = last_layer.tuned(fifth[0], x[:1], labels[:1], 0.3, (5,))[0][0]
    assert again == pytest.approx(tenth[0], abs=1e-12)


def test_it_learns_its_examples(draws):
    layer, x, _ = draws
    labels = (x @ np.arange(24.0).reshape(6, 4)[::-1]).argmax(axis=2)  # a rule it can learn
    [found] = last_layer.tuned(layer, x, labels, 1.0, (500,))
    before = last_layer.accuracy(np.repeat(layer[None], 3, axis=0), x, labels)
    assert np.all(last_layer.accuracy(found, x, labels) > 0.95)
    assert np.all(before < 0.9)


def test_accuracy_is_counted_draw_by_draw(draws):
    layer, x, labels = draws
    layers = np.stack([layer, -layer, 0 * layer])
    expected = [
        np.mean((x[draw] @ layers[draw].T).argmax(axis=1) == labels[draw]) for draw in range(3)
    ]
    assert np.array_equal(last_layer.accuracy(layers, x, labels), expected)
    shared = last_layer.accuracy(layers, x[0], labels[0])
    assert shared[0] == expected[0]


def test_a_column_of_ones_carries_the_biases():
    found = last_layer.with_ones(np.zeros((2, 3), dtype=np.float32))
    assert found.dtype == np.float32
    assert found.tolist() == [[0, 0, 0, 1], [0, 0, 0, 1]]


def test_examples_are_drawn_evenly_and_never_tested_on():
    labels = np.random.default_rng(0).integers(10, size=900)
    taken, rest = last_layer.drawn(labels, 30, 4, np.random.default_rng(1))
    for examples, left in zip(taken, rest, strict=True):
        assert np.array_equal(labels[examples], np.tile(np.arange(10), (30, 1)))
        assert not set(examples.ravel().tolist()) & set(left.tolist())
        assert len(left) + examples.size == len(labels)
    assert len({examples.tobytes() for examples in taken}) == 4


def test_the_search_is_what_each_setting_achieves_on_what_was_not_learned_from():
    rng = np.random.default_rng(0)
    x, labels = last_layer.with_ones(rng.standard_normal((90, 5))), np.arange(90) % 3
    x[np.arange(90), labels] += 1.0
    layer = np.zeros((3, 6))
    taken, left = last_layer.drawn(labels, 4, 3, rng)
    found = last_layer.searched(layer, x, labels, taken, left, (1, 4), (0.1, 1.0), (2, 5))
    for i, lr in enumerate((0.1, 1.0)):
        for j, steps in enumerate((2, 5)):
            rates = []
            for n in (1, 4):
                for examples, rest in zip(taken[:, :n], left, strict=True):
                    rows = examples.ravel()
                    [own] = last_layer.tuned(layer, x[None, rows], labels[None, rows], lr, (steps,))
                    rates.append(np.mean((x[rest] @ own[0].T).argmax(axis=1) == labels[rest]))
            assert found[i, j] == pytest.approx(np.mean(rates))


def test_a_rounded_layer_has_few_weights_and_biases_of_sixteen_bits():
    layer = np.random.default_rng(0).standard_normal((4, 30))
    found = last_layer.rounded(layer, 4)
    assert all(len(np.unique(np.abs(row))) <= 8 for row in found[:, :-1])
    assert np.array_equal(found[:, -1], layer[:, -1].astype(np.float16))
    assert np.abs(found - layer).max() < 0.3


def test_a_study_teaches_each_pupil_with_the_best_settings_of_others():
    rng = np.random.default_rng(1)
    x, labels = last_layer.with_ones(rng.standard_normal((240, 5))), np.arange(240) % 3
    x[np.arange(240), labels] += 1.5
    pupils = [
        last_layer.Pupils(x[part], labels[part], *last_layer.drawn(labels[part], 4, n, rng))
        for part, n in ((slice(120), 2), (slice(120, None), 5))
    ]
    layer, old = rng.standard_normal((3, 6)), (x[:50], labels[:50])
    found = last_layer.study(layer, *pupils, old, (1, 4), (0.01, 1.0), (2, 50), 4)
    tuning = last_layer.searched(layer, *pupils[0], (1, 4), (0.01, 1.0), (2, 50))
    best = np.unravel_index(tuning.argmax(), tuning.shape)
    assert (found["lr"], found["steps"]) == ((0.01, 1.0)[best[0]], (2, 50)[best[1]])
    assert found["examples"] == [0, 1, 4]
    _, _, taken, left = pupils[1]
    own, its = x[120:], labels[120:]
    rates = np.empty((5, 3))
    for k in range(5):
        for j, n in enumerate((0, 1, 4)):
            layers = layer
            if n:
                rows = taken[k, :n].ravel()
                [[layers]] = last_layer.tuned(
                    layer, own[None, rows], its[None, rows], found["lr"], (found["steps"],)
                )
            rates[k, j] = np.mean((own[left[k]] @ layers.T).argmax(axis=1) == its[left[k]])
    assert found["each"] == pytest.approx(rates)
    assert found["accuracy"] == pytest.approx(rates.mean(axis=0))
    assert found["accuracy_se"] == pytest.approx(rates.std(axis=0, ddof=1) / np.sqrt(5))
    assert found["accuracy_p10"] == pytest.approx(np.quantile(rates, 0.1, axis=0))
    before = np.mean((old[0] @ layer.T).argmax(axis=1) == old[1])
    assert found["old_each"][:, 0] == pytest.approx(before)
    assert found["n_test"] == left.shape[1] == 120 - 12


def test_lessons_of_each_class_alike_are_paced_as_they_are_and_lonely_ones_pull_less():
    assert last_layer.paced(0.3, np.arange(10), 10) == pytest.approx(0.3)
    assert last_layer.paced(0.3, np.tile(np.arange(10), 4), 10) == pytest.approx(0.3)
    assert last_layer.paced(0.3, np.array([7]), 10) == pytest.approx(0.03)
    assert last_layer.paced(0.3, np.array([7] * 10), 10) == pytest.approx(0.03)
    assert last_layer.paced(0.3, np.array([7, 7, 7, 1]), 10) == pytest.approx(0.04)


def test_what_is_packed_comes_back_within_half_a_step_and_zeros_stay_zero():
    rng = np.random.default_rng(1)
    features = np.maximum(rng.normal(0, 3, (6, 16)), 0)
    labels = rng.integers(10, size=6)
    content, layout = last_layer.packed(features, labels)
    assert len(content) == layout["bytes"] and np.log2(layout["scale"]) % 1 == 0
    again, same = last_layer.unpacked(content, layout)
    assert np.array_equal(same, labels)
    assert np.abs(again - features).max() <= layout["scale"] / 2 <= features.max() / 255
    assert not again[features == 0].any()


def test_a_page_tunes_to_the_same_layer_and_unpacks_the_same_digits():
    rng = np.random.default_rng(2)
    x = np.maximum(rng.normal(0, 2, (7, 24)), 0)
    labels = np.array([3, 3, 8, 1, 3, 0, 8])
    start = rng.normal(0, 0.3, (10, 25))
    content, layout = last_layer.packed(x[:6], labels[:6])
    told = {
        **{"start": start.tolist(), "x": x.tolist(), "labels": labels.tolist()},
        **{"lr": 0.3, "steps": 300, "packed": list(content), "layout": layout},
    }
    found = answered(SCRIPT, told)
    lr = last_layer.paced(0.3, labels, 10)
    [[layer]] = last_layer.tuned(start, last_layer.with_ones(x)[None], labels[None], lr, (300,))
    assert np.array(found["layer"]) == pytest.approx(layer, abs=1e-10)
    assert found["answers"] == (last_layer.with_ones(x) @ layer.T).argmax(axis=1).tolist()
    features, same = last_layer.unpacked(content, layout)
    assert np.array_equal(found["unpacked"], np.column_stack([features, same]))
