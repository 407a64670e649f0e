"""What is said of repeats: a mean and how sure it is, a middle and how wide; and under which name.

A repeat is whatever was drawn anew: a seed, a split, a sample. A standard error says how well the
repeats settle their own mean, and nothing about what all of them share.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np


def mean_se(values: np.ndarray, axis: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Mean over the repeats and its standard error.

    Parameters
    ----------
    values : array, at least 2 repeats along the axis

    Returns
    -------
    mean, standard_error : array without that axis, in the unit of the values
    """
    error = values.std(axis=axis, ddof=1) / np.sqrt(values.shape[axis])
    return values.mean(axis=axis), error


def with_se(name: str, values: np.ndarray, axis: int = 0) -> dict[str, np.ndarray]:
    """Mean under a name, and its standard error under the name with `_se`."""
    mean, error = mean_se(values, axis)
    return {name: mean, f"{name}_se": error}


def with_ends(name: str, values: np.ndarray, axis: int = 0) -> dict[str, np.ndarray]:
    """Median under a name, and the ends of the middle 80 % with `_p10` and `_p90`."""
    low, middle, high = np.quantile(values, (0.1, 0.5, 0.9), axis=axis)
    return {name: middle, f"{name}_p10": low, f"{name}_p90": high}


def jackknife(statistic: Callable, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Statistic of the mean over seeds, the first axis, and its standard error.

    The standard error comes from leaving out one seed after the other: a level that the mean curve
    crosses is no mean of what single seeds cross. nan stays nan.

    Source: Efron (1982), The Jackknife, the Bootstrap and Other Resampling Plans, chapter 3.
    """
    n = len(values)
    total = values.sum(axis=0)
    without = np.array([statistic((total - one) / (n - 1)) for one in values])
    spread = np.sqrt((n - 1) / n * np.sum((without - without.mean(axis=0)) ** 2, axis=0))
    return np.asarray(statistic(total / n)), spread


def crossing(x: Sequence[float], y: np.ndarray, level: float) -> float:
    """Where y first reaches a level, by straight lines between the points; nan if it does not.

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


def percent(share: float) -> int:
    """Share as it stands in a name: 0.2 is 20."""
    return round(100 * share)


def tabled(
    columns: Mapping[str, Sequence], rows: Sequence[str], form: str = "{column}_{row}"
) -> dict[str, Any]:
    """Scalars of a table by name: `error_noise_20` of the column `error`, the row `noise_20`.

    Parameters
    ----------
    columns : mapping of str to (n_rows,) sequence
    rows : (n_rows,) sequence of str
    form : str
        How a name is made of the two.
    """
    return {
        form.format(column=column, row=row): values[i]
        for i, row in enumerate(rows)
        for column, values in columns.items()
    }
