"""Small handwritten digits, as scikit-learn ships them."""

import numpy as np


def load_digits() -> tuple[np.ndarray, np.ndarray]:
    """1,797 handwritten digits of 8 x 8 pixels, as scikit-learn ships them.

    Returns
    -------
    images : (1797, 64) float, 0 to 16
    labels : (1797,) int, 0 to 9
    """
    from sklearn.datasets import load_digits  # a second to import: only when needed

    return load_digits(return_X_y=True)
