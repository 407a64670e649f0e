import base64

import numpy as np
import pytest

from scripts.compute.datasets.digits import load_digits
from scripts.models import lesson
from scripts.models.lesson import LEVELS, Learner, Recipe, scrambled
from scripts.models.softmax import Softmax, fit_softmax, loss_and_gradient
from tests.javascript import answered

RECIPE = Recipe(lr=0.25, momentum=0.9, brake=0.02, rest=0.5, moved=0.5, scramble=0.3)
SCRIPT = """
import { readFileSync } from "node:fs";
import { accuracy, decode, learner, scores, scrambled } from "./docs/js/lib/lesson.js";
const { bytes, layout, recipe, seed, n_steps, machines } = JSON.parse(readFileSync(0));
const content = Uint8Array.from(Buffer.from(bytes, "base64"));
const { train, test } = decode(content.buffer, layout);
const learning = learner(train, recipe, scrambled(seed, recipe.scramble));
for (let i = 0; i < n_steps; i++) learning.step();
const { weights, biases } = learning.machine;
const read = machines.map((machine, i) => [...scores(
  { weights: Float64Array.from(machine), biases: new Float64Array(10) },
  test.x.slice(i * 64, i * 64 + 64),
)]);
console.log(JSON.stringify({
  start: [...scrambled(seed, recipe.scramble).weights], weights: [...weights],
  biases: [...biases], accuracy: accuracy(learning.machine, test), read,
  x: [...train.x], labels: [...test.labels],
}));
"""


@pytest.fixture(scope="module")
def digits():
    images, labels = load_digits()
    order = np.random.default_rng(5).permutation(len(labels))[:400]
    return images[order], labels[order]


def test_a_page_takes_the_same_hundred_steps_and_reads_a_hundred_settings_alike(digits):
    images, labels = digits
    content = lesson.packed(images, labels)
    layout = {"n_train": 250, "n_test": 150, "n_pixels": 64, "bytes": len(content)}
    settings = np.random.default_rng(0).standard_normal((100, 640))
    found = answered(
        SCRIPT,
        {
            "bytes": base64.b64encode(content).decode(),
            "layout": layout,
            "recipe": vars(RECIPE),
            "seed": 7,
            "n_steps": 100,
            "machines": settings.tolist(),
        },
    )
    x = images / LEVELS
    start = scrambled(7, 10, 64, RECIPE.scramble)
    learner = Learner(x[:250], labels[:250], RECIPE, start)
    for _ in range(100):
        learner.step()
    assert found["start"] == pytest.approx(start.weights.ravel(), abs=1e-12)
    assert found["weights"] == pytest.approx(learner.machine.weights.ravel(), abs=1e-9)
    assert found["biases"] == pytest.approx(learner.machine.biases, abs=1e-9)
    assert found["accuracy"] == learner.machine.accuracy(x[250:], labels[250:])
    assert found["x"] == x[:250].ravel().tolist()
    assert found["labels"] == labels[250:].tolist()
    votes = np.einsum("nkd,nd->nk", settings.reshape(100, 10, 64), x[250:350])
    assert np.array(found["read"]) == pytest.approx(votes, abs=1e-10)


def test_after_many_steps_it_stands_where_the_other_solver_ends(digits):
    images, labels = digits
    x, recipe = images / LEVELS, Recipe(0.5, 0.9, 0.02, 0.0, 0.0, 0.3)
    learner = Learner(x, labels, recipe, scrambled(1, 10, 64, 0.3))
    for _ in range(2000):
        learner.step()
    best = fit_softmax(x, labels, 10, penalty=0.02 * len(x), tolerance=1e-9)
    assert np.abs(learner.machine.weights - best.weights).max() < 1e-6
    bias = learner.machine.biases - best.biases
    assert np.ptp(bias) < 1e-5  # only their differences matter


def test_without_momentum_a_step_goes_down_the_slope_of_the_loss(digits):
    images, labels = digits
    x, start = images / LEVELS, scrambled(3, 10, 64, 0.3)
    learner = Learner(x, labels, Recipe(0.1, 0.0, 0.02, 0.0, 0.0, 0.3), start)
    learner.step()
    knobs = np.column_stack([start.weights, start.biases]).ravel()
    _, slope = loss_and_gradient(knobs, x, np.eye(10)[labels], 0.02 * len(x))
    found = np.column_stack([learner.machine.weights, learner.machine.biases]).ravel()
    assert found == pytest.approx(knobs - 0.1 * slope, abs=1e-12)


def test_momentum_keeps_nine_tenths_of_the_last_step(digits):
    images, labels = digits
    one, two = (
        Learner(
            images / LEVELS, labels, Recipe(0.1, m, 0.0, 0.0, 0.0, 0.3), scrambled(1, 10, 64, 1)
        )
        for m in (0.0, 0.9)
    )
    begin = one.machine.weights
    for learner in (one, two):
        learner.step()
    first = one.machine.weights - begin
    for learner in (one, two):
        learner.step()
    assert two.machine.weights - one.machine.weights == pytest.approx(0.9 * first, abs=1e-12)


def test_where_the_brake_pulls_to_changes_the_knobs_and_no_answer(digits):
    images, labels = digits
    x, start = images / LEVELS, Softmax(np.zeros((10, 64)), np.zeros(10))
    learners = [
        Learner(x, labels, Recipe(0.25, 0.9, 0.02, rest, 0.5, 0.3), start) for rest in (0.0, 0.5)
    ]
    for learner in learners:
        for _ in range(60):
            learner.step()
    to_zero, to_ink = (learner.machine.weights for learner in learners)
    added = to_ink - to_zero
    assert np.abs(added - added[0]).max() < 1e-12 < np.abs(added).max()
    resting = 0.5 * learners[1].x.mean(axis=0)
    assert added[0] == pytest.approx(resting, abs=0.1 * resting.max())


def test_an_image_moved_by_half_a_column_is_the_mean_of_two():
    x = np.zeros((1, 16))
    x[0, [1, 7]] = 1.0  # row 0, column 1; row 1, column 3 of 4 x 4
    assert lesson.moved(x, 1.0)[0].nonzero()[0].tolist() == [2]  # the other has left the paper
    assert lesson.moved(x, -0.5)[0].reshape(4, 4)[:2].tolist() == [
        [0.5, 0.5, 0, 0],
        [0, 0, 0.5, 0.5],
    ]
    y = np.array([3])
    x3, y3 = lesson.seen(x, y, 0.5)
    assert x3.shape == (3, 16) and y3.tolist() == [3, 3, 3]
    assert np.array_equal(lesson.seen(x, y, 0.0)[0], x)


def test_what_is_packed_comes_back_in_five_bits_a_pixel(digits):
    images, labels = digits
    content = lesson.packed(images, labels)
    assert len(content) == 400 * (64 * 5 // 8) + 200
    back, back_labels = lesson.unpacked(content, 400, 64)
    assert np.array_equal(back, images) and np.array_equal(back_labels, labels)


def test_scrambles_differ_by_seed_and_are_as_wide_as_asked():
    one, two = scrambled(1, 10, 64, 0.3), scrambled(2, 10, 64, 0.3)
    assert not np.allclose(one.weights, two.weights)
    assert one.weights.std() == pytest.approx(0.3, rel=0.1)
    assert not one.biases.any()
