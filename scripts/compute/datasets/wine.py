"""Chemical analyses of wine, as scikit-learn ships them."""

import numpy as np


def load_wine() -> tuple[np.ndarray, np.ndarray]:
    """178 wines from one region of Italy: what is in them, and which of three growers made them.

    Returns
    -------
    measurements : (178, 13) float
        Alcohol, malic acid, ash, ..., each in its own unit.
    labels : (178,) int, 0 to 2 (59, 71 and 48 wines), in the order of the labels

    Source: Forina and others, PARVUS; Aeberhard, Coomans and de Vel (1992); UCI, Wine.
    """
    from sklearn.datasets import load_wine  # a second to import: only when needed

    return load_wine(return_X_y=True)
