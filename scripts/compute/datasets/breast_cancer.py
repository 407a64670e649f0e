"""Measurements of cell nuclei, as scikit-learn ships them."""

import numpy as np


def load_breast_cancer() -> tuple[np.ndarray, np.ndarray]:
    """569 samples of breast tissue: the shapes of their cell nuclei, and what the tumour was.

    Returns
    -------
    measurements : (569, 30) float
        Mean, standard error and worst of ten measures (radius, texture, ...), each in its own unit.
    labels : (569,) int, 0 malignant (212), 1 benign (357)

    Source: Street, Wolberg and Mangasarian (1993), SPIE 1905, 861-870; UCI, Breast Cancer Wisconsin
    (Diagnostic).
    """
    from sklearn.datasets import load_breast_cancer  # a second to import: only when needed

    return load_breast_cancer(return_X_y=True)
