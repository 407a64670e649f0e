import base64

import numpy as np
import pytest

from scripts.compute.datasets.digits import load_digits
from scripts.compute.results import FIGURES
from scripts.models import lesson, owners
from scripts.models.owners import N_CLASSES, N_OWNERS, WRAP, Owners, Pace, signed
from scripts.models.softmax import Softmax
from tests.javascript import answered

PACE = Pace(lr=1.0, n_steps=10)
SCRIPT = """
import { readFileSync } from "node:fs";
import { begun, masks, misread, raised, rounded, told } from "./docs/js/lib/owners.js";
import { decode } from "./docs/js/lib/lesson.js";
const { bytes, layout, cases, pace, n_rounds } = JSON.parse(readFileSync(0));
const content = Uint8Array.from(Buffer.from(bytes, "base64"));
const { train, test } = decode(content.buffer, layout);
const paths = cases.map(([kinds, seed]) => {
  let state = begun(train, kinds, seed);
  const { held } = state;
  for (let k = 0; k < n_rounds; k += 1) {
    const work = rounded(state, pace);
    for (let piece = work.next(); ; piece = work.next()) {
      if (piece.done) { state = piece.value; break; }
    }
  }
  return {
    held, common: [...state.common], alone: state.alone.map((knobs) => [...knobs]),
    messages: state.messages.map((numbers) => [...told(numbers)]),
    raised: state.messages.map(raised), wrong: misread(state.common, test),
  };
});
console.log(JSON.stringify({ paths, masks: masks(7, 20).map((mask) => [...mask]) }));
"""


@pytest.fixture(scope="module")
def digits():
    images, labels = load_digits()
    order = np.random.default_rng(3).permutation(len(labels))[:500]
    return images[order], labels[order]


@pytest.mark.parametrize("kinds", [1, 2, 3, 5, 10])
def test_every_image_has_one_owner_and_every_class_as_many_as_an_owner_has(digits, kinds):
    _, labels = digits
    held, rows = owners.deal(labels, kinds, 4)
    assert sorted(np.concatenate(rows)) == list(range(len(labels)))
    assert np.all(np.bincount(held.ravel()) == kinds)
    for classes, own in zip(held, rows, strict=True):
        assert set(labels[own]) == set(classes.tolist()) and len(set(classes.tolist())) == kinds
    assert kinds == 10 or not np.array_equal(held, owners.deal(labels, kinds, 5)[0])


def test_a_step_is_one_against_the_gradient_of_the_mean_loss(digits):
    x, labels = digits[0][:80] / 16, digits[1][:80]
    knobs = np.random.default_rng(0).normal(0, 0.3, 650)

    def loss(knobs):
        scores = x @ knobs[:-10].reshape(10, -1).T + knobs[-10:]
        scores -= scores.max(axis=1, keepdims=True)
        own = scores[np.arange(len(x)), labels]
        return np.mean(np.log(np.exp(scores).sum(axis=1)) - own)

    moved = owners.trained(knobs, x, labels, Pace(0.5, 1)) - knobs
    for i in (0, 70, 333, 600, 641, 649):
        up, down = knobs.copy(), knobs.copy()
        up[i] += 1e-5
        down[i] -= 1e-5
        slope = (loss(up) - loss(down)) / 2e-5
        assert moved[i] == pytest.approx(-0.5 * slope, abs=1e-8)
    machine = Softmax(knobs[:-10].reshape(10, -1), knobs[-10:])
    assert owners.misread(knobs, x, labels) == pytest.approx(1 - machine.accuracy(x, labels))


def test_one_step_each_and_an_average_are_one_step_on_all_images(digits):
    x, labels = digits[0] / 16, digits[1]
    for kinds in (1, 3):
        path = Owners(x, labels, kinds, 2, Pace(0.7, 1))
        together = np.zeros(650)
        for _ in range(3):
            path.round()
            together = owners.trained(together, x, labels, Pace(0.7, 1))
        assert path.common == pytest.approx(together, abs=1e-6)


def test_masks_are_noise_and_cancel_to_the_last_bit(digits):
    path = Owners(digits[0] / 16, digits[1], 2, 1, PACE)
    path.round()
    n = len(path.common)
    masks = owners.masks(5, n)
    assert np.all(masks.sum(axis=0) % WRAP == 0)
    hidden = (path.messages + masks) % WRAP
    before = np.zeros(n)
    assert np.array_equal(owners.averaged(before, hidden), owners.averaged(before, path.messages))
    for own, plain in zip(hidden, path.messages, strict=True):
        share = np.histogram(own, 8, (0, WRAP))[0] / n
        assert np.all(np.abs(share - 1 / 8) < 0.06)
        assert abs(np.corrcoef(signed(own), signed(plain))[0, 1]) < 0.15
    assert not np.array_equal(owners.masks(6, n), masks)


def test_the_first_message_of_an_owner_of_one_kind_names_it(digits):
    path = Owners(digits[0] / 16, digits[1], 1, 1, PACE)
    path.round()
    assert path.named().all()
    moved = signed(path.messages[:, -N_CLASSES:])
    assert [int(row.argmax()) for row in moved] == path.held[:, 0].tolist()


def test_a_page_deals_trains_sends_and_averages_alike(digits):
    images, labels = digits
    content = lesson.packed(images, labels)
    layout = {"n_train": 300, "n_test": 200, "n_pixels": 64, "bytes": len(content)}
    cases, n_rounds = [(1, 1), (2, 9), (10, 3)], 4
    told = {
        "bytes": base64.b64encode(content).decode(),
        **{"layout": layout, "cases": cases, "n_rounds": n_rounds},
        "pace": {"lr": PACE.lr, "n_steps": PACE.n_steps},
    }
    found = answered(SCRIPT, told)
    x = images / 16
    for (kinds, seed), page in zip(cases, found["paths"], strict=True):
        path = Owners(x[:300], labels[:300], kinds, seed, PACE)
        for _ in range(n_rounds):
            path.round()
            path.round_alone()
        assert page["held"] == path.held.tolist()
        assert page["common"] == pytest.approx(path.common, abs=1e-6)
        assert np.allclose(page["alone"], path.alone, rtol=0, atol=1e-9)
        assert np.allclose(page["messages"], signed(path.messages) / owners.UNIT, rtol=0, atol=2e-6)
        raised = [np.flatnonzero(row > 0).tolist() for row in signed(path.messages[:, -N_CLASSES:])]
        assert page["raised"] == raised
        assert page["wrong"] == owners.misread(path.common, x[300:], labels[300:])
    assert found["masks"] == owners.masks(7, 20).tolist()


def test_the_digits_of_the_page_are_those_that_the_opening_page_learns_from():
    images, labels = load_digits()
    order = np.random.default_rng(0).spawn(1)[0].permutation(len(labels))[:1100]
    content = (FIGURES / "digit_knobs.lesson.bin").read_bytes()
    shipped, names = lesson.unpacked(content, 1100, 64)
    assert np.array_equal(shipped, images[order]) and np.array_equal(names, labels[order])
    assert N_OWNERS == N_CLASSES == len(np.unique(names))
