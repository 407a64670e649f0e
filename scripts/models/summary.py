"""What is said of repeats: a mean, and how sure it is."""

import numpy as np


def mean_se(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean over the first axis, the repeats, and its standard error.

    Parameters
    ----------
    values : (n_seeds, ...) array, n_seeds at least 2

    Returns
    -------
    mean, standard_error : (...) array, in the unit of the values
    """
    return values.mean(axis=0), values.std(axis=0, ddof=1) / np.sqrt(len(values))
