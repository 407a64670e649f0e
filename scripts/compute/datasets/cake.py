"""270 chocolate cakes, and how far a slice bends."""

import numpy as np

from scripts.compute.datasets.files import columns


def load_cake() -> dict[str, np.ndarray]:
    """270 real chocolate cakes: 15 replicates of 3 recipes at 6 oven temperatures.

    Returns
    -------
    replicate : (270,) int
        Which of the 15 rounds of baking: one mix of each recipe, divided over six temperatures.
    recipe : (270,) str
        "A", "B" or "C".
    temperature : (270,) int, °C
    angle : (270,) int, degrees
        How far a slice bends before it breaks.

    Source: Cook (1938), Iowa State; see ``scripts/data/README.md``.
    """
    table = columns("cake.csv")
    return {
        "replicate": np.array(table["replicate"], dtype=int),
        "recipe": np.array(table["recipe"]),
        "temperature": np.array(table["temp"], dtype=int),
        "angle": np.array(table["angle"], dtype=int),
    }
