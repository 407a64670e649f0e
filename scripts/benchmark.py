"""Our code beside the library a user would pick: same work, same process, one BLAS thread.

Results are compared before times. Runs alternate, and the median of five counts. Times are CPU
time, which other programs disturb least; only two processes beside one are timed on the clock, and
need two idle cores. Prints one table, writes nothing, takes about three minutes, and exits with 1
if a ratio misses its target.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from statistics import median

import numpy as np
from threadpoolctl import threadpool_limits

from scripts.compute import parallel
from scripts.compute.datasets.digits import load_digits
from scripts.compute.problem import Problem, exit_code
from scripts.experiments import capacity_sweep, double_descent, early_stopping
from scripts.models.gradient_path import gradient_path, largest_rate
from scripts.models.least_squares import minimum_norm_path
from scripts.models.random_features import flip_labels, random_features, scaled_inputs
from scripts.models.ridge import tuned_path
from scripts.models.stieltjes import polynomial_path

REPEATS = 5
EPS = float(np.finfo(float).eps)
SLOWING = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")  # set for another machine, they slow BLAS down


@dataclass
class Row:
    """One line of the table; times in seconds."""

    work: str
    ours: float
    beside: float
    ratio: float
    target: float
    at_most: bool = False  # the ratio has to stay below the target, not above it

    @property
    def ok(self) -> bool:
        """Whether the ratio meets its target."""
        return self.ratio <= self.target if self.at_most else self.ratio >= self.target


def medians(
    *functions: Callable[[], object], clock: Callable[[], float] = time.process_time
) -> list[float]:
    """Time functions in turn, five rounds, and give the median seconds of each."""
    seconds: list[list[float]] = [[] for _ in functions]
    for _ in range(REPEATS):
        for times, function in zip(seconds, functions, strict=True):
            start = clock()
            function()
            times.append(clock() - start)
    return [median(times) for times in seconds]


def agree(what: str, found: np.ndarray, expected: np.ndarray, tolerance: float) -> None:
    """Stop unless two results agree, relative to the largest expected value."""
    off = np.abs(found - expected).max() / np.abs(expected).max()
    if not off <= tolerance:
        raise Problem(f"{what}: results differ by {off:.1e}, allowed {tolerance:g}; no times then.")


def polynomial_rows() -> Iterator[Row]:
    """Degrees 0 to 24 on training sets of 40 points, with train error and error at 64 points."""
    from sklearn.linear_model import LinearRegression
    from sklearn.model_selection import validation_curve
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import PolynomialFeatures

    cfg, few = capacity_sweep.Config(), 20
    nodes = np.polynomial.legendre.leggauss(cfg.n_nodes)[0]
    goal = capacity_sweep.truth(nodes)
    x, y = capacity_sweep.training_sets(cfg, cfg.n_sets, np.random.default_rng(0))
    degrees = np.arange(cfg.max_degree + 1)

    def ours(n_sets: int) -> np.ndarray:
        chunks = []
        for first in range(0, n_sets, cfg.chunk):
            part = slice(first, min(first + cfg.chunk, n_sets))
            path = polynomial_path(x[part], y[part], nodes, cfg.max_degree)
            chunks.append(
                [(np.mean(r**2, axis=1), np.mean((p - goal) ** 2, axis=1)) for _, r, p in path]
            )
        return np.concatenate(chunks, axis=2)  # (degree, 2, n_sets)

    def library() -> np.ndarray:
        model = make_pipeline(PolynomialFeatures(), LinearRegression(tol=EPS))
        split = [(np.arange(cfg.n_train), cfg.n_train + np.arange(cfg.n_nodes))]
        scores = [
            validation_curve(
                model,
                np.concatenate((x[i], nodes))[:, None],
                np.concatenate((y[i], goal)),
                param_name="polynomialfeatures__degree",
                param_range=degrees,
                cv=split,
                scoring="neg_mean_squared_error",
            )
            for i in range(few)
        ]
        return -np.moveaxis(np.array(scores)[..., 0], 0, 2).swapaxes(0, 1)  # (degree, 2, few)

    found, expected = ours(few), library()
    for first, last, tolerance in ((0, 16, 1e-9), (17, 20, 1e-7), (21, 24, 1e-4)):
        agree("capacity_sweep", found[first : last + 1], expected[first : last + 1], tolerance)
    seconds, beside = medians(lambda: ours(cfg.n_sets), library)
    each, other = seconds / (cfg.n_sets * len(degrees)), beside / (few * len(degrees))
    yield Row("capacity_sweep, per fit | validation_curve", each, other, other / each, 1000)


def design() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features, targets and widths as double_descent has them, features to twice as wide.

    Returns
    -------
    features : (500, 8000) array
    targets : (500, 10) array: one-hot labels, a fifth of them wrong, centred
    widths : (60,) int array, 5 to 4,000
    """
    cfg, rng = double_descent.Config(), np.random.default_rng(0)
    images, labels = load_digits()
    train = rng.permutation(len(images))[: cfg.n_train]
    inputs = scaled_inputs(images / 16, train)[train]
    onehot = np.eye(10)[flip_labels(labels[train], (0.2,), 10, rng)[0]]
    width = 2 * cfg.largest_width
    weights, phases = rng.standard_normal((64, width)), rng.uniform(0, 2 * np.pi, width)
    features = random_features(inputs, weights, phases)
    return features, onehot - onehot.mean(axis=0), double_descent.widths_of(cfg)


def least_squares_rows() -> Iterator[Row]:
    """Coefficients of all 60 widths for ten scores: no features and no predictions are timed."""
    from sklearn.linear_model import LinearRegression

    wide, targets, widths = design()
    features = wide[:, : widths[-1]].copy()  # (n, P)
    n, p = features.shape

    def ours() -> list[np.ndarray]:
        return [fit for _, fit in minimum_norm_path(features, targets, widths)]

    def regression() -> list[np.ndarray]:
        model = LinearRegression(fit_intercept=False, tol=EPS)
        return [model.fit(features[:, :w], targets).coef_.T for w in widths]

    def lstsq() -> list[np.ndarray]:
        return [np.linalg.lstsq(features[:, :w], targets, rcond=EPS)[0] for w in widths]

    found = ours()
    for name, beside in (("LinearRegression", regression), ("lstsq", lstsq)):
        for fit, expected, w in zip(found, beside(), widths, strict=True):
            # At width = n the condition number takes several digits from either.
            agree(f"{name}, width {w}", fit, expected, 1e-9 if w != n else 1e-6)
    seconds, *others = medians(ours, regression, lstsq)
    for name, other in zip(("LinearRegression", "lstsq"), others, strict=True):
        work = f"double_descent, 60 widths, ten scores | loop of {name}"
        yield Row(work, seconds, other, other / seconds, 20)

    square = features.T.copy()
    product, seconds = medians(lambda: features @ square, ours)  # 2 n² P flops, and all we do
    work = "the same | its 2 n² P flops as one matrix product"
    yield Row(work, seconds, product, seconds / product, 2.5, at_most=True)

    more = np.append(widths, [4587, 5260, 6032, 6917, 2 * p])  # as far apart as those before
    again = dict(minimum_norm_path(wide, targets, more))
    agree("widths to 2 P", again[p], found[-1], 1e-12)
    seconds, double = medians(ours, lambda: list(minimum_norm_path(wide, targets, more)))
    yield Row("double_descent, widths to P | to 2 P", seconds, double, double / seconds, 2.3, True)


def ridge_rows() -> Iterator[Row]:
    """Ridge of every width, its penalty by leave-one-out, for four sets of noisy labels.

    Both give coefficients; neither features nor predictions are timed. RidgeCV shares one penalty
    among the targets of a fit or has one for each, so every set of ten scores is a fit of its own.
    """
    from sklearn.base import clone
    from sklearn.linear_model import RidgeCV

    cfg = double_descent.Config()
    draw, n = double_descent.draw_of(cfg, np.random.default_rng(0)), cfg.n_train
    features = random_features(draw.inputs[:n], draw.weights, draw.phases)  # (n, P)
    onehot = np.eye(10)[draw.noisy]  # (q, n, 10)
    targets = onehot - onehot.mean(axis=1, keepdims=True)
    together = np.concatenate(targets, axis=1)  # (n, 10 q)
    widths = double_descent.widths_of(cfg)[double_descent.braked_widths(cfg, 0)]
    penalties, rates = double_descent.penalties_of(cfg), len(targets)

    def ours() -> list[tuple[np.ndarray, np.ndarray]]:
        path = tuned_path(features, together, widths, penalties, rates, centre=False)
        return [(penalty, fit) for _, penalty, fit in path]

    def library() -> list[tuple[list[float], np.ndarray]]:
        found = []
        for w in widths:
            search = RidgeCV(w * penalties, fit_intercept=False)
            fits = [clone(search).fit(features[:, :w], y) for y in targets]
            fit = np.concatenate([each.coef_ for each in fits]).T  # (w, 10 q)
            found.append(([each.alpha_ / w for each in fits], fit))
        return found

    for (penalty, fit), (best, expected), w in zip(ours(), library(), widths, strict=True):
        agree(f"penalties, width {w}", penalty, np.array(best), 1e-12)
        agree(f"ridge, width {w}", fit, expected, 1e-10)
    seconds, beside = medians(ours, library)
    work = f"leave-one-out, {len(widths)} widths, four sets of labels | RidgeCV for each"
    yield Row(work, seconds, beside, beside / seconds, 10)


def descent_rows() -> Iterator[Row]:
    """Coefficients after each of 57 numbers of steps up to a million, for ten scores.

    The explicit steps are taken to 2,000 and their time is scaled up: a step costs what a step
    costs. Results are compared at every checkpoint up to there.
    """
    cfg, few = early_stopping.Config(), 2000
    wide, targets, _ = design()
    features, targets = wide[: cfg.n_train, : cfg.width].copy(), targets[: cfg.n_train]
    steps = early_stopping.steps_of(cfg)
    within = steps[steps <= few].tolist()
    rate = largest_rate(features @ features.T) / 2

    def ours() -> np.ndarray:
        return features.T @ gradient_path(features @ features.T, targets, steps)  # (step, p, k)

    def explicit() -> np.ndarray:
        found, coefficients = [], np.zeros((cfg.width, targets.shape[1]))
        for step in range(1, few + 1):
            residual = features @ coefficients - targets
            coefficients -= rate / len(features) * (features.T @ residual)
            if step in within:
                found.append(coefficients.copy())
        return np.array(found)

    agree("early_stopping", ours()[: len(within)], explicit(), 1e-11)
    seconds, taken = medians(ours, explicit)
    million = taken * steps[-1] / few
    work = "early_stopping, 57 checkpoints | a million steps, extrapolated from 2,000"
    yield Row(work, seconds, million, million / seconds, 1000)


def run_rows() -> Iterator[Row]:
    """Whole runs: two processes beside one, and twice the repeats beside once."""
    cfg = double_descent.Config()
    once = replace(cfg, n_seeds=4, settings=cfg.settings[:1])
    twice = replace(once, n_seeds=8)

    def with_processes(processes: int, config: double_descent.Config) -> dict:
        with parallel.using(processes):
            return double_descent.run(config)

    found, expected = with_processes(2, twice), with_processes(1, twice)
    agree("2 processes", found["test_mse"], expected["test_mse"], 0)
    two, one = medians(
        lambda: with_processes(2, twice),
        lambda: with_processes(1, twice),
        clock=time.perf_counter,
    )
    yield Row("double_descent, 8 seeds in 2 processes | in 1", two, one, one / two, 1.6)
    half, one = medians(lambda: with_processes(1, once), lambda: with_processes(1, twice))
    yield Row("double_descent, 4 seeds | 8 seeds", half, one, one / half, 2.3, at_most=True)

    base = capacity_sweep.Config()
    small, large = medians(
        lambda: capacity_sweep.run(base),
        lambda: capacity_sweep.run(replace(base, n_sets=2 * base.n_sets)),
    )
    work = "capacity_sweep, 5,000 training sets | 10,000"
    yield Row(work, small, large, large / small, 2.3, at_most=True)


def duration(seconds: float) -> str:
    """Write seconds with the unit that suits them."""
    for factor, unit in ((1, "s"), (1e3, "ms"), (1e6, "µs")):
        if seconds * factor >= 1 or unit == "µs":
            return f"{seconds * factor:.3g} {unit}"
    raise AssertionError


def table(rows: list[Row]) -> str:
    """Lay the rows out in columns."""
    lines = [("work | beside", "ours", "beside", "ratio", "target", "ok")]
    for row in rows:
        sign = "≤" if row.at_most else "≥"
        times = duration(row.ours), duration(row.beside)
        ratio = f"{row.ratio:,.3g}" if row.ratio < 1000 else f"{row.ratio:,.0f}"
        lines.append(
            (row.work, *times, ratio, f"{sign} {row.target:,g}", "yes" if row.ok else "NO")
        )
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(w) if i == 0 else cell.rjust(w)
            for i, (cell, w) in enumerate(zip(line, widths, strict=True))
        )
        for line in lines
    )


def main() -> int:
    """Run every row; 1 if a ratio misses its target."""
    parser = argparse.ArgumentParser(prog="python -m scripts.benchmark", description=__doc__)
    parser.parse_args()
    if slowing := [name for name in SLOWING if name in os.environ]:
        print(f"starting again without {' and '.join(slowing)}: they slow BLAS", file=sys.stderr)
        kept = {name: value for name, value in os.environ.items() if name not in SLOWING}
        os.execve(sys.executable, [sys.executable, "-m", "scripts.benchmark"], kept)
    if (load := os.getloadavg()[0]) > 0.5:
        print(f"this machine is busy (load {load:.1f}): ratios may come out low", file=sys.stderr)
    rows: list[Row] = []
    with threadpool_limits(1):
        for name, group in (
            ("polynomials", polynomial_rows),
            ("least squares", least_squares_rows),
            ("ridge", ridge_rows),
            ("gradient descent", descent_rows),
            ("whole runs", run_rows),
        ):
            print(f"… {name}", file=sys.stderr, flush=True)
            rows += group()
    print(table(rows))
    missed = [row.work for row in rows if not row.ok]
    for work in missed:
        print(f"missed its target: {work}", file=sys.stderr)
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(exit_code(main))
