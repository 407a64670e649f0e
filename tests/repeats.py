"""What is said of repeats, by SciPy: for tests of what experiments make of theirs."""

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


def mean(name: str, values: np.ndarray) -> dict:
    """Mean under a name, and its standard error, over the first axis of (n_repeats, ...) values."""
    values = np.asarray(values, dtype=float)
    return {name: values.sum(axis=0) / len(values), f"{name}_se": stats.sem(values, axis=0)}
