"""A motorcycle crash, measured at the head."""

import numpy as np

from scripts.compute.datasets.files import columns


def load_mcycle() -> tuple[np.ndarray, np.ndarray]:
    """Head acceleration in a simulated motorcycle crash.

    Returns
    -------
    times : (133,) float, milliseconds after the impact
    accel : (133,) float, g

    Source: Silverman (1985); see ``scripts/data/README.md``.
    """
    table = columns("mcycle.csv")
    return np.array(table["times"], dtype=float), np.array(table["accel"], dtype=float)
