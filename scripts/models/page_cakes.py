"""The cakes that a page bakes for a seed.

The twin of ``cakes`` in docs/js/widgets/knob_sweep_data.js, and of ``rounds`` in
docs/js/lib/practice.js.
"""

from __future__ import annotations

import numpy as np

from scripts.models.oven import kitchen
from scripts.models.practice import ROUND
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


def rounds(seed: int, n_cakes: int, noise_std: float) -> tuple[np.ndarray, np.ndarray]:
    """Bake cakes of our kitchen round after round: more leave the first ones as they are.

    As `scripts.models.practice.rounds`. A round is shuffled after Fisher and Yates.

    Returns
    -------
    x, y : (n_cakes,) array
    """
    draw, x, noise = seeded(seed), [], []
    while len(x) < n_cakes:
        cells = list(range(ROUND))
        for last in range(ROUND - 1, 0, -1):
            other = int(draw() * (last + 1))
            cells[last], cells[other] = cells[other], cells[last]
        for cell in cells:
            x.append(-1 + 2 * (cell + draw()) / ROUND)
            noise.append(normal(draw))
    baked = np.array(x[:n_cakes])
    return baked, kitchen(baked) + noise_std * np.array(noise[:n_cakes])
