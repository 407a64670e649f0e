"""What the digit reader learns from, is validated on and is tested on, each named for what it is.

MNIST; another collection of real hands (scikit-learn's copy of the UCI test set of handwritten
digits, Alpaydin and Kaynak 1998), by which nothing is trained; and generated strokes, of families
of shapes that are learned from, and of one for validation and one for testing that are not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from scripts.compute.datasets.digits import load_digits
from scripts.compute.datasets.mnist import load_mnist
from scripts.models import digit_images, glyphs, last_layer, scrawls, strokes
from scripts.models.digit_reader import N_CLASSES, NONE, centred
from scripts.models.last_layer import Pupils

CONDITION = (*digit_images.CHANGES, "other collection")
VALIDATED = ("as they are", "thick pen", "thin pen")  # of MNIST
OTHER_SCALE = 2.5  # 8 x 8 pixels of the other collection fill the box of 20 x 20
SHADES = 15  # of grey in the MNIST file
FAMILIES = {"learned": glyphs.TRAINED, "validation": (glyphs.VALIDATION,), "new": (glyphs.TEST,)}

Trial = tuple[np.ndarray, np.ndarray]  # images as the network reads them, labels


@dataclass(frozen=True)
class Sample:
    """How many of each, and how they are varied."""

    seed: int = 0
    n_train: int = 8_500  # digits of MNIST
    n_val: int = 1_500  # of the same 10,000: settings and the network that ships are chosen here
    n_test: int = 2_000  # official test digits
    n_strokes: int = 12_000  # generated digits to learn from beside them
    n_scrawls: int = 3_000  # and drawings that are no digit; best of 1,200, 1,800, 3,000
    n_pool: int = 2  # variants of every digit, drawn once and shared by all seeds: a matter of time
    turn: float = 10.0  # degrees either way; best of 5, 10, 15 on the validation digits
    shift: float = 1.0  # pixels, before centring; best of 1, 2, 3
    stretch: float = 0.25  # of rows, columns and slant; best of 0.06, 0.12, 0.2, 0.25
    pen: float = 0.33  # share with a thicker, and with a thinner pen; best of 0.15, 0.25, 0.33
    as_pixels: float = 0.5  # share of strokes seen small or tiny, as pixels; best of 0, 0.3, 0.5
    moved: float = 0.7  # of control points, by this deviation of a height of 14; best of 0.5, 0.7
    n_stroke_val: int = 400  # generated digits of each size, of the validation family
    n_stroke_test: int = 1_000  # of each size, of the families learned, and of the new one
    n_other_val: int = 597  # digits of the other collection that settings are chosen on
    n_scrawl_test: int = 200  # of each kind
    examples: tuple[int, ...] = (1, 2, 3, 5, 10, 20, 30)  # of each class, from the other collection
    n_draws: int = 10  # of those examples
    n_tuning_draws: int = 3  # to choose the two settings with
    n_hands: int = 16  # generated hands that the last layer learns, one at a time
    n_val_hands: int = 4  # others, to choose rate and steps with
    hand_examples: tuple[int, ...] = (1, 3, 10, 30)  # of each digit
    n_hand_test: int = 20  # of each digit of each hand


@cache
def mnist(sample: Sample) -> dict[str, np.ndarray]:
    """Digits of MNIST, 0 to 1, split at random: `train`, `val`, `test` and `*_labels`."""
    found = load_mnist()
    order = np.random.default_rng([sample.seed, 1]).permutation(len(found["train_images"]))
    rows = {
        "train": order[: sample.n_train],
        "val": order[sample.n_train : sample.n_train + sample.n_val],
        "test": np.arange(sample.n_test),
    }
    digits = {}
    for part, chosen in rows.items():
        source = "test" if part == "test" else "train"
        digits[part] = found[f"{source}_images"][chosen] / np.float32(SHADES)
        digits[f"{part}_labels"] = found[f"{source}_labels"][chosen]
    return digits


@cache
def other_collection(sample: Sample) -> dict[str, np.ndarray]:
    """Digits of scikit-learn, enlarged to 20 x 20 in 28 x 28: `val`, `test` and `*_labels`."""
    images, labels = load_digits()
    small = (images.reshape(-1, 8, 8) / 16).astype(np.float32)
    large = digit_images.resized(small, OTHER_SCALE)
    order = np.random.default_rng([sample.seed, 4]).permutation(len(labels))
    rows = {"val": order[: sample.n_other_val], "test": order[sample.n_other_val :]}
    images = {part: large[chosen] for part, chosen in rows.items()}
    return images | {f"{part}_labels": labels[chosen] for part, chosen in rows.items()}


@cache
def trials(sample: Sample) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Test digits of every condition: images, the same centred, labels."""
    digits, other = mnist(sample), other_collection(sample)
    pictures = [digit_images.changed(digits["test"], condition) for condition in CONDITION[:-1]]
    labels = [digits["test_labels"]] * len(pictures)
    pairs = zip([*pictures, other["test"]], [*labels, other["test_labels"]], strict=True)
    return [(images, centred(images), y) for images, y in pairs]


@cache
def stroke_trials(sample: Sample, part: str) -> list[list[Trial]]:
    """Generate digits of one of FAMILIES, by size: scaled as strokes, and as pixels."""
    rng = np.random.default_rng([sample.seed, 6, list(FAMILIES).index(part)])
    n = sample.n_stroke_val if part == "validation" else sample.n_stroke_test
    labels, found = np.arange(n) % N_CLASSES, []
    for size in strokes.SIZES:
        on_paper = strokes.placed(strokes.digits(labels, FAMILIES[part], rng), size, rng)
        ways = (strokes.pictures(on_paper, fitted=fitted) for fitted in (True, False))
        found.append([(images, labels) for images in ways])
    return found


@cache
def checks(sample: Sample) -> list[Trial]:
    """Digits to validate on: MNIST with three pens, the other collection, strokes by size."""
    digits, other = mnist(sample), other_collection(sample)
    found = [
        (centred(digit_images.changed(digits["val"], condition)), digits["val_labels"])
        for condition in VALIDATED
    ]
    found += [(centred(other["val"]), other["val_labels"])]
    return found + [scaled for scaled, _ in stroke_trials(sample, "validation")]


@cache
def pool(sample: Sample) -> tuple[np.ndarray, np.ndarray]:
    """Everything learned from: (n_pool, n, 28, 28) uint8 variants, and (n,) labels."""
    rng = np.random.default_rng([sample.seed, 2])
    amounts = {
        "turn": sample.turn,
        "shift": sample.shift,
        "stretch": sample.stretch,
        "pen": sample.pen,
    }
    images, labels = mnist(sample)["train"], np.arange(sample.n_strokes) % N_CLASSES
    n_kind = sample.n_scrawls // len(scrawls.LEARNED)
    drawings = []
    for _ in range(sample.n_pool):
        digits = strokes.mixed(labels, glyphs.TRAINED, rng, sample.as_pixels, sample.moved)
        others = strokes.placed(scrawls.drawn(scrawls.LEARNED, n_kind, rng), "comfortable", rng)
        drawings.append(np.concatenate([digits, strokes.pictures(others)]))
    variants = digit_images.pool(images, sample.n_pool, rng, **amounts)
    none = np.full(n_kind * len(scrawls.LEARNED), NONE)
    variants = np.concatenate(
        [variants, np.rint(255 * np.array(drawings)).astype(np.uint8)], axis=1
    )
    return variants, np.concatenate([mnist(sample)["train_labels"], labels, none])


@cache
def scrawl_trials(sample: Sample) -> list[np.ndarray]:
    """Pictures of what is no digit, by kind: those learned from, then new ones."""
    rng = np.random.default_rng([sample.seed, 9])
    found = []
    for kind in (*scrawls.LEARNED, *scrawls.NEW):
        drawings = scrawls.drawn((kind,), sample.n_scrawl_test, rng)
        found.append(strokes.pictures(strokes.placed(drawings, "comfortable", rng)))
    return found


# To teach a last layer: x are images


@cache
def other_lessons(sample: Sample) -> list[Pupils]:
    """Draws of digits of the other collection: for validation, and to be tested."""
    rng, other, found = np.random.default_rng([sample.seed, 5]), other_collection(sample), []
    for part, n in (("val", sample.n_tuning_draws), ("test", sample.n_draws)):
        labels = other[f"{part}_labels"]
        taken, left = last_layer.drawn(labels, max(sample.examples), n, rng)
        found.append(Pupils(centred(other[part]), labels, taken, left))
    return found


@cache
def hand_lessons(sample: Sample) -> list[Pupils]:
    """Generate hands: of the validation family, and of the new one."""
    rng, most, found = np.random.default_rng([sample.seed, 8]), max(sample.hand_examples), []
    n_each = most + sample.n_hand_test
    for family, n in (("validation", sample.n_val_hands), ("new", sample.n_hands)):
        drawings = strokes.joined([strokes.hand(FAMILIES[family], n_each, rng) for _ in range(n)])
        images = strokes.pictures(strokes.placed(drawings, "comfortable", rng))
        rows = np.arange(len(images)).reshape(n, n_each, N_CLASSES)  # k-th of each digit of a hand
        taken, left = rows[:, :most], rows[:, most:].reshape(n, -1)
        found.append(Pupils(images, rows.ravel() % N_CLASSES, taken, left))
    return found
