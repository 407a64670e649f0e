"""How far repeats lie apart: the middle 80 % of them, around their mean or their median."""

import numpy as np

from scripts.models.summary import mean_se


def bands(name: str, values: np.ndarray) -> dict[str, np.ndarray]:
    """Mean, standard error and 10-90 % band over the first axis, the repeats, by their keys."""
    mean, se = mean_se(values)
    p10, p90 = np.quantile(values, (0.1, 0.9), axis=0)
    return {name: mean, f"{name}_se": se, f"{name}_p10": p10, f"{name}_p90": p90}


def middle(name: str, values: np.ndarray) -> dict[str, np.ndarray]:
    """Median and 10-90 % band over the first axis, the repeats, by their keys."""
    p10, median, p90 = np.quantile(values, (0.1, 0.5, 0.9), axis=0)
    return {name: median, f"{name}_p10": p10, f"{name}_p90": p90}
