"""What is said of repeats, by SciPy: for tests of what experiments make of theirs."""

from collections.abc import Callable

import numpy as np
from scipy import stats


def summary(name: str, values: np.ndarray, endings: str = "_p10 _p90 _mean _se") -> dict:
    """Median under a name, and its endings, over the first axis of (n_repeats, ...) values."""
    values = np.asarray(values, dtype=float)
    known = {
        "_p10": np.percentile(values, 10, axis=0),
        "_p90": np.percentile(values, 90, axis=0),
        "_mean": values.sum(axis=0) / len(values),
        "_se": stats.sem(values, axis=0),
        "_median": np.median(values, axis=0),
    }
    return {name: known["_median"]} | {name + end: known[end] for end in endings.split()}


def first_reached(x: list[float], y: np.ndarray, level: float) -> float:
    """Where straight lines through the points first come up to a level; nan if they do not."""
    if y[0] >= level:
        return float(x[0])
    for k in range(1, len(x)):
        if y[k] >= level:
            return float(np.interp(level, y[k - 1 : k + 1], x[k - 1 : k + 1]))
    return np.nan


def jackknifed(statistic: Callable, values: np.ndarray) -> np.ndarray:
    """Standard error of a statistic of means over the first axis, from pseudo-values.

    Source: Tukey (1958), Ann. Math. Statist. 29, 614.
    """
    n, whole = len(values), statistic(values.mean(axis=0))
    pseudo = [
        n * whole - (n - 1) * statistic(np.delete(values, i, axis=0).mean(axis=0)) for i in range(n)
    ]
    return stats.sem(pseudo, axis=0)


def mean(name: str, values: np.ndarray) -> dict:
    """Mean under a name, and its standard error, over the first axis of (n_repeats, ...) values."""
    values = np.asarray(values, dtype=float)
    return {name: values.sum(axis=0) / len(values), f"{name}_se": stats.sem(values, axis=0)}
