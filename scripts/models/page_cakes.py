"""The cakes that a page bakes for a seed.

The twin of ``cakes`` in docs/js/widgets/knob_sweep_data.js.
"""

from __future__ import annotations

import numpy as np

from scripts.models.oven import kitchen
from scripts.models.seeded import normal, seeded


def cakes(seed: int, n_train: int, noise_std: float) -> tuple[np.ndarray, np.ndarray]:
    """Bake cakes of our kitchen, one at a chance moment of each equal part of the time.

    As `scripts.models.oven.training_sets`, by a generator that a browser has too.

    Returns
    -------
    x, y : (n_train,) array
    """
    draw = seeded(seed)
    drawn = np.array([(draw(), normal(draw)) for _ in range(n_train)])
    x = -1 + 2 * (np.arange(n_train) + drawn[:, 0]) / n_train
    return x, kitchen(x) + noise_std * drawn[:, 1]
