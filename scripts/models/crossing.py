"""Where a mean curve crosses a level, and how sure that place is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np


def crossing(x: Sequence[float], y: np.ndarray, level: float) -> float:
    """Where y first reaches a level from below, by straight lines between the points.

    nan if it does not; the first x if it begins there.

    >>> crossing([1, 2, 3], [0.0, 0.5, 1.0], 0.75)
    2.5
    """
    reached = np.flatnonzero(np.asarray(y) >= level)
    if not len(reached):
        return np.nan
    i = reached[0]
    if i == 0:
        return float(x[0])
    return float(x[i - 1] + (x[i] - x[i - 1]) * (level - y[i - 1]) / (y[i] - y[i - 1]))


def jackknife(statistic: Callable, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Statistic of the mean over seeds, the first axis, and its standard error.

    The standard error comes from leaving out one seed after the other: the level that a mean curve
    crosses is no mean of what single seeds cross. nan stays nan.

    Source: Efron (1982), The Jackknife, the Bootstrap and Other Resampling Plans, chapter 3.
    """
    n, total = len(values), values.sum(axis=0)
    without = np.array([statistic((total - one) / (n - 1)) for one in values])
    variance = (n - 1) / n * np.sum((without - without.mean(axis=0)) ** 2, axis=0)
    return np.asarray(statistic(total / n)), np.sqrt(variance)
