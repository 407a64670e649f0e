"""What the digit reader is trained and tested on: nothing is in two places."""

import numpy as np

from scripts.compute.datasets.mnist import load_mnist
from scripts.models import digit_trials, glyphs, scrawls, strokes
from scripts.models.digit_trials import FAMILIES, Sample

WHOLE = Sample()
SMALL = Sample(
    n_train=400,
    n_val=100,
    n_strokes=300,
    n_scrawls=60,
    n_pool=2,
    n_stroke_val=30,
    n_stroke_test=50,
    n_scrawl_test=10,
    n_hands=2,
    n_val_hands=1,
    n_hand_test=3,
)


def test_no_digit_is_in_two_parts_and_nothing_held_out_is_learned_from():
    digits, found = digit_trials.mnist(WHOLE), load_mnist()
    parts = {part: {image.tobytes() for image in digits[part]} for part in ("train", "val")}
    assert len(digits["train"]) + len(digits["val"]) == len(found["train_images"])
    assert not parts["train"] & parts["val"]
    assert np.array_equal(np.rint(15 * digits["test"]), found["test_images"])
    other = digit_trials.other_collection(WHOLE)
    assert len(other["val"]) + len(other["test"]) == 1797
    assert not {i.tobytes() for i in other["val"]} & {i.tobytes() for i in other["test"]}
    shapes = {
        part: {
            text for family in families for own in glyphs.FAMILIES[family].values() for text in own
        }
        for part, families in FAMILIES.items()
    }
    assert not shapes["learned"] & shapes["validation"]
    assert not (shapes["learned"] | shapes["validation"]) & shapes["new"]
    assert not set(scrawls.LEARNED) & set(scrawls.NEW)


def test_it_learns_from_variants_of_digits_from_strokes_and_from_what_is_no_digit():
    variants, labels = digit_trials.pool(SMALL)
    train = digit_trials.mnist(SMALL)["train"]
    assert variants.shape[:2] == (SMALL.n_pool, len(labels))
    own = variants[0, : SMALL.n_train] / 255.0
    close = np.abs(own - train).mean(axis=(1, 2))
    other = np.abs(own - train[::-1]).mean(axis=(1, 2))
    assert np.median(close) < 0.6 * np.median(other)  # variants of their own digit
    assert np.bincount(labels[SMALL.n_train :]).tolist() == [30] * 10 + [60]


def test_no_pupil_is_tested_on_what_it_learned():
    for lessons in (digit_trials.other_lessons(WHOLE), digit_trials.hand_lessons(SMALL)):
        for _, labels, taken, left in lessons:
            for examples, rest in zip(taken, left, strict=True):
                assert not set(examples.ravel().tolist()) & set(rest.tolist())
                assert np.array_equal(labels[examples], np.tile(np.arange(10), (len(examples), 1)))
    left = len(digit_trials.other_collection(WHOLE)["test"]) - 10 * max(WHOLE.examples)
    assert digit_trials.other_lessons(WHOLE)[1].left.shape == (WHOLE.n_draws, left)


def test_trials_come_in_the_order_of_their_names():
    tested = digit_trials.stroke_trials(SMALL, "new")
    assert len(tested) == len(strokes.SIZES)
    for (scaled, labels), (pixels, again) in tested:
        assert scaled.shape == pixels.shape == (50, 28, 28)
        assert labels.tolist() == again.tolist() == [*range(10)] * 5
    ink = [pixels[0].sum() for _, pixels in tested]
    assert ink == sorted(ink)  # the smaller the drawing, the thicker its pen when it is blown up
    kinds = digit_trials.scrawl_trials(SMALL)
    assert len(kinds) == len(scrawls.LEARNED) + len(scrawls.NEW)
    assert kinds[scrawls.LEARNED.index("black paper")].sum() == max(k.sum() for k in kinds)


def test_validation_has_seven_trials_and_none_of_them_is_a_test():
    checks, tests = digit_trials.checks(SMALL), digit_trials.trials(SMALL)
    assert len(checks) == 7
    seen = {image.tobytes() for images, _ in checks for image in images}
    for _, centred, _ in tests:
        assert not seen & {image.tobytes() for image in centred}
