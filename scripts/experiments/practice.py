"""Too little, too much, contradictory: one baker, her own cakes and new ones.

Question: how far is a curve off on the cakes it learned from, and on new ones, as it practises
longer, has more cakes, or notes that contradict each other?
Sources: Yao, Rosasco and Caponnetto (2007), Constructive Approximation 26, 289-315 (early stopping
as regularisation); Ali, Kolter and Tibshirani (2019), AISTATS, arXiv:1810.10082 (the path of
gradient descent, step by step or at once); Belkin et al. (2019), arXiv:1812.11118 (as many knobs as
examples is the worst number).

The kitchen is that of `knob_sweep`, so are the features; here the number of knobs stays and the
practice changes. A miss is the root of a mean square, in units of how good a cake is, so that two
bars and the curve above them have one unit; `knob_sweep` gives squares, without the error of a
taste. Left out: mini-batches, momentum, a rate that changes; a brake other than stopping.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scripts.compute.parallel import spread
from scripts.models import legendre, page_cakes, practice
from scripts.models.least_squares import minimum_norm_path
from scripts.models.oven import goals, kitchen
from scripts.models.summary import with_ends, with_se

KINDS = ("true", "contradictory")  # notes


@dataclass(frozen=True)
class Config:
    """The published run."""

    seed: int = 0
    n_kitchens: int = 1000
    chunk: int = 250  # kitchens per task
    noise_std: float = 0.2  # of a taste, in units of how good a cake is
    n_cakes: tuple[int, ...] = (
        *range(2, 21),
        *(22, 25, 30, 35, 40, 50, 60, 70, 85, 100, 120, 150, 200),
    )
    shown_cakes: tuple[int, ...] = (5, 10, 20, 50, 200)  # whose every step is kept
    last_step: float = 1e8
    stops_per_decade: int = 8
    few_steps: int = 10  # too short; the last step is too long
    # Chosen in kitchens of their own: how many knobs, and after how many steps to stop.
    n_validation: int = 300  # kitchens
    most_knobs: int = 30
    other_knobs: tuple[int, ...] = (6, 8, 12, 15)  # is it the number of knobs?
    n_held: int = 40  # of the cakes of a kitchen that are most
    n_page_seeds: int = 400  # kitchens as a page bakes them, among which the shown one is chosen
    n_grid: int = 201  # points of its curves


QUICK = Config(
    n_kitchens=40, chunk=20, n_validation=40, n_page_seeds=20, stops_per_decade=4, n_grid=41
)
DATA = ()
# The floor is for what is left of a miss when practice ends, which rounding decides.
TOLERANCE = {"default": (1e-3, 2e-6)}
NO_MISS = 1e-6  # her own miss below this is nothing


def validated_knobs(cfg: Config, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Mean squared miss on held-out cakes of the best fit with 1, 2, ... knobs.

    Parameters
    ----------
    x, y : (n_validation, n) array

    Returns
    -------
    (n_validation, most_knobs) array
    """
    n_fitted = x.shape[1] - cfg.n_held
    everything = legendre.features(x, cfg.most_knobs, practice.SCALING)
    knobs = range(1, cfg.most_knobs + 1)
    found = np.empty((len(x), len(knobs)))
    for i, (rows, heights) in enumerate(zip(everything, y, strict=True)):
        path = minimum_norm_path(rows[:n_fitted], heights[:n_fitted, None], knobs)
        for n_knobs, fit in path:
            off = rows[n_fitted:, :n_knobs] @ fit[:, 0] - heights[n_fitted:]
            found[i, n_knobs - 1] = np.mean(off**2)
    return found


def misses(cfg: Config, designs: legendre.Designs, y: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """How far off she is on her own cakes and on new ones after each number of steps.

    Parameters
    ----------
    designs : of m sets of cakes
    y : (m, n) array
    steps : (T,) int array

    Returns
    -------
    (2, T, m) array, units of y
    """
    fitted = practice.coefficients(designs, y, steps)
    own = practice.own_miss(designs, y, steps)
    new = practice.new_miss(fitted, goals()["kitchen"], cfg.noise_std)
    return np.array([np.where(own < NO_MISS, 0, own).T, new.T])


def one_chunk(
    cfg: Config, n_knobs: int, n_kitchens: int, rng: np.random.Generator
) -> dict[int | tuple[int, int], np.ndarray]:
    """Let her practise in some kitchens, with true and with contradictory notes.

    Returns
    -------
    number of cakes to (2 kinds of notes, 2, T, n_kitchens) array
        As `misses`; under (cakes, knobs) a (2, n_kitchens) array: with other knobs, true notes, at
        the last step.
    """
    x, noise = practice.rounds(n_kitchens, max(cfg.n_cakes), rng)
    y = kitchen(x) + cfg.noise_std * noise
    notes, steps = (y, practice.contradictory(y)), steps_of(cfg)
    found = {}
    for n in cfg.n_cakes:
        designs = practice.design(x[:, :n], n_knobs)
        found[n] = np.array([misses(cfg, designs, noted[:, :n], steps) for noted in notes])
    for n in ends_of(cfg):
        for other in cfg.other_knobs:
            designs = practice.design(x[:, :n], other)
            found[n, other] = misses(cfg, designs, y[:, :n], steps[-1:])[:, 0]
    return found


def ends_of(cfg: Config) -> tuple[int, int]:
    """Few cakes, one of each part of the time, and as many as there are."""
    return practice.ROUND, max(cfg.n_cakes)


def steps_of(cfg: Config) -> np.ndarray:
    """Numbers of steps that are looked at; the slider of the page stops at the same."""
    return practice.stops(cfg.last_step, cfg.stops_per_decade)


def run(cfg: Config) -> dict:
    """Choose the knobs and when to stop, then see both misses grow apart.

    Returns
    -------
    validation_mse : (most_knobs,) units of y squared, with `_se` over kitchens: the best fit to the
        cakes that are not held out, on those that are
    steps : (n_steps,) int
    cakes : (n_cakes,) int
    sizes : (n_sizes,) int, numbers of cakes whose every step is kept
    lengths : (3,) int, numbers of steps: too short, chosen in other kitchens, too long
    own, new, gap : (2, n_sizes, n_steps) units of y, median over kitchens, with `_p10` and `_p90`.
        Root mean squared miss on her own notes, and on new cakes (their taste included), and how
        much more the second is. First with true notes, then with contradictory ones, of which every
        third tells of the cake before; new cakes are never contradictory
    own_by_cakes, new_by_cakes, gap_by_cakes : (2, n_cakes, 3) the same at the three lengths
    best_step : (2, n_cakes) first number of steps after which a kitchen is best on new cakes,
        median, with `_p10` and `_p90`; found with the truth known, for each kitchen alone
    best_new : (2, n_cakes) units of y, the miss on new cakes there
    other_knobs : (n,) int
    other_gap : (2, n) units of y, median with `_p10` and `_p90`: the gap on 10 and on all cakes
        after the longest practice, with as many knobs, true notes
    shown : {seed, n_knobs, n_cakes, noise_std, few_steps, good_steps}: for the page; the seed is
        the one of n_page_seeds whose misses at the three lengths lie nearest to the medians
    example_x, example_y : (10,) its first cakes
    example_grid, example_truth : (n_grid,)
    example_fit : (3, n_grid), example_own, example_new : (3,) at the three lengths
    goal : (64,) Legendre coefficients of the truth, those above 1e-8
    quoted : dict of scalars
    """
    choose, test = np.random.default_rng(cfg.seed).spawn(2)
    x, noise = practice.rounds(cfg.n_validation, max(cfg.n_cakes), choose)
    y = kitchen(x) + cfg.noise_std * noise
    held = validated_knobs(cfg, x, y)
    n_knobs = int(held.mean(axis=0).argmin()) + 1
    steps = steps_of(cfg)
    n_few = practice.ROUND
    few = practice.design(x[:, :n_few], n_knobs)
    _, chosen = misses(cfg, few, y[:, :n_few], steps)  # (T, n_validation)
    good = int(np.median(chosen, axis=1).argmin())
    ends = [int(np.searchsorted(steps, cfg.few_steps)), good, len(steps) - 1]

    sizes = [min(cfg.chunk, cfg.n_kitchens - done) for done in range(0, cfg.n_kitchens, cfg.chunk)]
    rngs = test.spawn(len(sizes))
    tasks = [(cfg, n_knobs, m, rng) for m, rng in zip(sizes, rngs, strict=True)]
    chunks = spread(one_chunk, tasks, label="chunks")
    found = {key: np.concatenate([chunk[key] for chunk in chunks], axis=-1) for key in chunks[0]}

    data = {
        **with_se("validation_mse", held),
        "steps": steps,
        "cakes": list(cfg.n_cakes),
        "sizes": list(cfg.shown_cakes),
        "lengths": steps[ends],
    }
    data |= _spreads("", np.array([found[n] for n in cfg.shown_cakes]))
    data |= _spreads("_by_cakes", np.array([found[n][:, :, ends] for n in cfg.n_cakes]))
    new = np.array([found[n][:, 1] for n in cfg.n_cakes])  # (n_cakes, 2, T, kitchens)
    data |= with_ends("best_step", steps[practice.first_best(new, axis=2)].swapaxes(0, 1), axis=-1)
    data["best_new"] = np.median(new.min(axis=2), axis=-1).T
    data["other_knobs"] = list(cfg.other_knobs)
    other = np.array([[found[n, knobs] for knobs in cfg.other_knobs] for n in ends_of(cfg)])
    data |= with_ends("other_gap", other[:, :, 1] - other[:, :, 0], axis=-1)
    data |= _example(cfg, n_knobs, steps[ends], found[n_few][0, 1][ends])
    data["goal"] = goals()["kitchen"][:64]
    data["quoted"] = quoted(cfg, data)
    return data


def _spreads(ending: str, found: np.ndarray) -> dict[str, np.ndarray]:
    """Both misses and the gap, from (n, 2 kinds, 2, T, kitchens), as (2 kinds, n, T)."""
    own, new = found.transpose(2, 1, 0, 3, 4)
    named = {"own": own, "new": new, "gap": new - own}
    return {
        key: value
        for name, values in named.items()
        for key, value in with_ends(f"{name}{ending}", values, axis=-1).items()
    }


def _example(cfg: Config, n_knobs: int, lengths: np.ndarray, new: np.ndarray) -> dict:
    """Find the page's most typical kitchen and its curves; new is (3, kitchens)."""
    n = practice.ROUND
    seeds = range(1, cfg.n_page_seeds + 1)
    baked = [page_cakes.rounds(seed, n, cfg.noise_std) for seed in seeds]
    x, y = (np.array(part) for part in zip(*baked, strict=True))  # (n_page_seeds, n)
    own, here = misses(cfg, practice.design(x, n_knobs), y, lengths)  # (3, n_page_seeds)
    off = np.log(here / np.median(new, axis=1)[:, None])
    typical = int(np.sum(off**2, axis=0).argmin())
    grid = np.linspace(-1, 1, cfg.n_grid)
    designs = practice.design(x[[typical]], n_knobs)
    fitted = practice.coefficients(designs, y[[typical]], lengths)[0]  # (3, P)
    return {
        "shown": {
            "seed": seeds[typical],
            "n_knobs": n_knobs,
            "n_cakes": n,
            "noise_std": cfg.noise_std,
            "few_steps": int(lengths[0]),
            "good_steps": int(lengths[1]),
        },
        "example_x": x[typical],
        "example_y": y[typical],
        "example_grid": grid,
        "example_truth": kitchen(grid),
        "example_fit": fitted @ legendre.features(grid, n_knobs, practice.SCALING).T,
        "example_own": own[:, typical],
        "example_new": here[:, typical],
    }


def quoted(cfg: Config, data: dict) -> dict:
    """Scalars that prose may quote, by miss, cakes, length and notes: `gap_10_long`."""
    n_knobs = data["shown"]["n_knobs"]
    found = {
        "n_kitchens": cfg.n_kitchens,
        "n_knobs": n_knobs,
        "noise_std": cfg.noise_std,
        "n_few": practice.ROUND,
        "most_cakes": max(cfg.n_cakes),
        "note_every": practice.EVERY,
        "few_steps": data["lengths"][0],
        "good_steps": data["lengths"][1],
        "last_step": data["lengths"][2],
        "last_step_million": data["lengths"][2] // 10**6,
        "validation_mse": data["validation_mse"][n_knobs - 1],
        "validation_mse_se": data["validation_mse_se"][n_knobs - 1],
        "seed": data["shown"]["seed"],
    }
    at = {n: i for i, n in enumerate(data["cakes"])}
    for k, kind in enumerate(("", "_contradictory")):
        for size in data["sizes"]:
            for i, length in enumerate(("short", "good", "long")):
                for name in ("own", "new", "gap"):
                    for p in ("", "_p10", "_p90"):
                        series = data[f"{name}_by_cakes{p}"]
                        found[f"{name}_{size}_{length}{kind}{p}"] = series[k, at[size], i]
            found[f"best_step_{size}{kind}"] = data["best_step"][k, at[size]]
            found[f"best_new_{size}{kind}"] = data["best_new"][k, at[size]]
    for size, row in zip(ends_of(cfg), data["other_gap"], strict=True):
        for knobs, gap in zip(cfg.other_knobs, row, strict=True):
            found[f"gap_{size}_with_{knobs}"] = gap
    for i, length in enumerate(("short", "good", "long")):
        found[f"example_new_{length}"] = data["example_new"][i]
    found["example_own_short"], found["example_own_good"] = data["example_own"][:2]
    return found
