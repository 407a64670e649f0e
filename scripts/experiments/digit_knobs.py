"""640 knobs you can see: a reader of handwritten digits that learns before your eyes.

Question: what does a trained parameter look like, and who turned it?
Sources: scikit-learn's copy of the UCI handwritten digits (Alpaydin and Kaynak 1998); Brown et al.
(2020), arXiv:2005.14165, for the size of GPT-3; IFAB, Laws of the Game, for a football pitch of an
international match (105 x 68 m is what most competitions ask for).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import product

import numpy as np

from scripts.compute.datasets.digits import load_digits
from scripts.compute.parallel import spread
from scripts.models import glyphs, lesson, small_paper, strokes
from scripts.models.digit_images import SIDE as STROKES_SIDE
from scripts.models.lesson import LEVELS, Learner, Recipe, scrambled
from scripts.models.small_paper import Paper
from scripts.models.softmax import Softmax
from scripts.models.summary import mean_se, with_ends

N_CLASSES = 10
GPT3_PARAMS = 175e9  # Brown et al. (2020), table 2.1
DIAL = 0.01  # m from dial to dial, for the field that GPT-3's would fill
PITCH = (105.0, 68.0)  # m
WALKING = 5.0  # km an hour
# People who wrote the test set of the UCI digits, of which scikit-learn has a copy: its ``DESCR``.
# Who wrote which is not in the data, so the same hands wrote training and test images here.
N_HANDS = 13


@dataclass(frozen=True)
class Config:
    """The published run."""

    seed: int = 0
    n_splits: int = 20  # random divisions into training, test and validation; the first is shipped
    n_train: int = 600  # images
    n_test: int = 500  # images; the other 697 are for validation
    n_scrambles: int = 20  # beginnings, on the shipped division
    n_steps: int = 60
    scramble: float = 0.3  # standard deviation of a scrambled knob, score per unit of ink
    momentum: float = 0.9
    # Of the rates tried, the slowest that has arrived after n_steps: half of it has not, twice as
    # fast ends no better on the validation images.
    lr: float = 0.25
    # Half of it reads one image of a hundred more; this much lets go of the scramble within
    # n_steps, and neighbouring knobs agree, so that the shapes show.
    brake: float = 0.02
    rest: float = 0.5  # by eye, of 0.3, 0.4, 0.5, 0.6; the answers are the same with any
    moved: float = 0.5  # columns; chosen on generated strokes, like the three below
    wide: float = 5.5  # pixels
    pen: float = 1.4  # pixels
    upright: float = 1.0
    tried_lr: tuple[float, ...] = (0.0625, 0.125, 0.25, 0.5, 1.0)
    tried_brake: tuple[float, ...] = (0.005, 0.01, 0.02, 0.04, 0.08)
    tried_moved: tuple[float, ...] = (0.0, 0.5)
    tried_wide: tuple[float, ...] = (5.0, 5.5, 6.0)
    tried_pen: tuple[float, ...] = (1.0, 1.2, 1.4, 1.6)
    tried_upright: tuple[float, ...] = (0.0, 0.5, 1.0)
    n_pens: int = 200  # generated drawings of each family that the paper is chosen on
    n_pens_test: int = 1000  # of the family that is kept for the end

    def recipe(self, **changes: float) -> Recipe:
        """How it learns, or would with other settings."""
        names = ("lr", "momentum", "brake", "rest", "moved", "scramble")
        return Recipe(**{name: getattr(self, name) for name in names} | changes)

    def paper(self, **changes: float) -> Paper:
        """How drawings become pixels, or would with other settings."""
        names = ("wide", "pen", "upright")
        return Paper(**{name: getattr(self, name) for name in names} | changes)


QUICK = Config(
    n_splits=3,
    n_scrambles=3,
    tried_lr=(0.0625, 0.25),
    tried_brake=(0.01, 0.02),
    tried_wide=(5.5,),
    tried_pen=(1.4,),
    n_pens=20,
    n_pens_test=50,
)
DATA = ()
# Sums in another order move a knob by 1e-13, so an image changes sides only at a tie: by one of
# 500, which moves a mean over 20 by 1e-4 and a spread over 20 by some per cent.
TOLERANCE = {
    "default": (1e-3, 2.1e-3),
    "weights": (1e-6, 1e-6),
    "biases": (1e-6, 1e-6),
    "full_turn": 1e-6,
    **dict.fromkeys(("before_sd", "after_sd", "split_sd", "split_se"), 5e-2),
}

Images = tuple[np.ndarray, np.ndarray]  # pixels from 0 to 1, labels


def divided(cfg: Config, rng: np.random.Generator) -> list[np.ndarray]:
    """Rows of the collection to learn from, to test on, and to choose settings on."""
    _, labels = load_digits()
    order = rng.permutation(len(labels))
    return np.split(order, [cfg.n_train, cfg.n_train + cfg.n_test])


def parts(rows: list[np.ndarray]) -> list[Images]:
    """Images and labels of such a division."""
    images, labels = load_digits()
    return [(images[chosen] / LEVELS, labels[chosen]) for chosen in rows]


def taught(
    cfg: Config, recipe: Recipe, learned: Images, tested: Images, seed: int
) -> tuple[Softmax, np.ndarray]:
    """Scramble, take all steps, and after each of them read what was not learned from.

    Returns
    -------
    machine : Softmax, after the last step
    accuracy : (1 + n_steps,) share of the tested images, from before the first step
    """
    x, labels = learned
    start = scrambled(seed, N_CLASSES, x.shape[1], recipe.scramble)
    learner, accuracy = Learner(x, labels, recipe, start), [start.accuracy(*tested)]
    for _ in range(cfg.n_steps):
        learner.step()
        accuracy.append(learner.machine.accuracy(*tested))
    return learner.machine, np.array(accuracy)


def by_step(cfg: Config, rows: list[np.ndarray], seed: int) -> np.ndarray:
    """Accuracy by step on the test images of one division, from one scramble."""
    learned, tested, _ = parts(rows)
    return taught(cfg, cfg.recipe(), learned, tested, seed)[1]


def drawn(n: int, families: tuple[str, ...], rng: np.random.Generator) -> strokes.Strokes:
    """Generate drawings of a comfortable size, in units of a small paper's pixels."""
    made = strokes.digits(np.arange(n) % N_CLASSES, families, rng)
    points = strokes.placed(made, "comfortable", rng).points
    return strokes.Strokes(points * (small_paper.SIDE / STROKES_SIDE), made.down)


def read_rate(machine: Softmax, drawings: strokes.Strokes, paper: Paper) -> float:
    """Share of generated drawings that the machine reads as what they are."""
    x = small_paper.pictures(drawings.points, drawings.down, paper)
    return machine.accuracy(x, np.arange(len(x)) % N_CLASSES)


def papers(cfg: Config, machines: dict[float, Softmax]) -> dict[str, list]:
    """Rate on generated strokes of every way to make pixels of them, and to move what is learned.

    None of these drawings is learned from, and the family of the last test is not among them. A
    rate is the mean over families, so that each style counts as much.
    """
    families = (*glyphs.TRAINED, glyphs.VALIDATION)
    rngs = np.random.default_rng([cfg.seed, 1]).spawn(len(families))
    drawings = [drawn(cfg.n_pens, (f,), rng) for f, rng in zip(families, rngs, strict=True)]
    ways = product(cfg.tried_moved, cfg.tried_wide, cfg.tried_pen, cfg.tried_upright)
    rows = []
    for moved, wide, pen, upright in ways:
        paper = cfg.paper(wide=wide, pen=pen, upright=upright)
        rates = [read_rate(machines[moved], each, paper) for each in drawings]
        rows.append((moved, wide, pen, upright, np.mean(rates)))
    names = ("moved", "wide", "pen", "upright", "rate")
    return {
        f"paper_{name}": list(column)
        for name, column in zip(names, zip(*rows, strict=True), strict=True)
    }


def field() -> dict[str, float]:
    """How large a field GPT-3's knobs would fill, a dial on every square centimetre."""
    area = GPT3_PARAMS * DIAL**2  # m^2
    side = area**0.5 / 1000  # km
    return {
        "dial_mm": 1000 * DIAL,
        "gpt3_km2": area / 1e6,
        "gpt3_pitches": 10 * round(area / (PITCH[0] * PITCH[1]) / 10),  # as one would say it
        "gpt3_side_km": side,
        "gpt3_side_minutes": 60 * side / WALKING,
    }


def run(cfg: Config) -> dict:
    """Let the machine learn, from many scrambles and on many divisions, and let it read strokes.

    Returns
    -------
    digit : (10,) int
    weights : (10, 8, 8) score per unit of ink; after the last step from scramble 1
    biases : (10,) score; not drawn
    full_turn : float, score per unit of ink that turns a dial by 135 degrees: 97 % turn less
    step : (1 + n_steps,) int
    accuracy : (1 + n_steps,) share of the test images read correctly, from scramble 1
    by_step : (1 + n_steps,) median over scrambles, with `_p10` and `_p90`
    before, after : (n_scrambles,) accuracy before the first and after the last step, by scramble
    split_before, split_after : (n_splits,) the same by division, each from a scramble of its own
    tried_validation : (n_lr, n_brake) share of validation images after the last step, scramble 1
    paper_moved, paper_wide, paper_pen, paper_upright, paper_rate : (n_papers,) settings tried on
        generated strokes, and the share of strokes read correctly
    recipe, paper : settings that the page needs
    lesson : how the binary is laid out
    binaries : the training and test digits
    quoted : dict of scalars
    """
    divisions = [divided(cfg, rng) for rng in np.random.default_rng(cfg.seed).spawn(cfg.n_splits)]
    each = [(cfg, rows, 1 + k) for k, rows in enumerate(divisions)]
    by_split = np.array(spread(by_step, each, label="splits"))
    rows = divisions[0]
    scrambled_so = [(cfg, rows, 1 + k) for k in range(cfg.n_scrambles)]
    scrambles = np.array(spread(by_step, scrambled_so, label="scrambles"))
    learned, tested, validation = parts(rows)
    machine, accuracy = taught(cfg, cfg.recipe(), learned, tested, 1)
    tried = [
        [
            taught(cfg, cfg.recipe(lr=lr, brake=brake), learned, validation, 1)[1][-1]
            for brake in cfg.tried_brake
        ]
        for lr in cfg.tried_lr
    ]
    moved = {
        columns: taught(cfg, cfg.recipe(moved=columns), learned, tested, 1)[0]
        for columns in cfg.tried_moved
    }
    pens = papers(cfg, moved)
    held = drawn(cfg.n_pens_test, (glyphs.TEST,), np.random.default_rng([cfg.seed, 2]))
    pens_accuracy = read_rate(machine, held, cfg.paper())

    images, labels = load_digits()
    shipped = np.concatenate(rows[:2])
    content = lesson.packed(images[shipped], labels[shipped])
    before, after = scrambles[:, 0], scrambles[:, -1]
    split_after, split_se = mean_se(by_split[:, -1])
    data = {
        "digit": np.arange(N_CLASSES),
        "weights": machine.weights.reshape(N_CLASSES, small_paper.SIDE, small_paper.SIDE),
        "biases": machine.biases,
        "full_turn": np.quantile(np.abs(machine.weights), 0.97),
        "step": np.arange(cfg.n_steps + 1),
        "accuracy": accuracy,
        **with_ends("by_step", scrambles),
        "before": before,
        "after": after,
        "split_before": by_split[:, 0],
        "split_after": by_split[:, -1],
        "tried_validation": tried,
        **pens,
        "recipe": asdict(cfg.recipe()) | {"n_steps": cfg.n_steps},
        "paper": asdict(cfg.paper()),
        "lesson": {
            "n_train": cfg.n_train,
            "n_test": cfg.n_test,
            "n_pixels": images.shape[1],
            "bytes": len(content),
        },
        "binaries": {"lesson": content},
    }
    n_knobs = machine.weights.size
    data["quoted"] = {
        "n_knobs": n_knobs,
        "n_biases": N_CLASSES,
        "n_params": n_knobs + N_CLASSES,
        "n_pixels": images.shape[1],
        "n_images": len(labels),
        "gpt3_params": GPT3_PARAMS,
        "gpt3_times_million": GPT3_PARAMS / n_knobs / 1e6,
        **field(),
        "n_train": cfg.n_train,
        "n_validation": len(rows[2]),
        "n_test": cfg.n_test,
        "n_splits": cfg.n_splits,
        "n_scrambles": cfg.n_scrambles,
        "n_steps": cfg.n_steps,
        "n_hands": N_HANDS,
        "n_tried": len(cfg.tried_lr) * len(cfg.tried_brake),
        "n_papers": len(pens["paper_rate"]),
        "start_accuracy": accuracy[0],
        "end_accuracy": accuracy[-1],
        "before_mean": before.mean(),
        "before_sd": before.std(ddof=1),
        "after_mean": after.mean(),
        "after_sd": after.std(ddof=1),
        "split_accuracy": split_after,
        "split_se": split_se,
        "split_sd": by_split[:, -1].std(ddof=1),
        "pens_accuracy": pens_accuracy,
        "pens_se": (pens_accuracy * (1 - pens_accuracy) / cfg.n_pens_test) ** 0.5,
        "n_pens_test": cfg.n_pens_test,
        "pens_validation": max(pens["paper_rate"]),
        "largest_weight": np.abs(machine.weights).max(),
        "positive_knobs": int(np.sum(machine.weights > 0)),
    }
    return data
