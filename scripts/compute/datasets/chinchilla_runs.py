"""The training runs behind Chinchilla's law, as others read them off its figure."""

import numpy as np

from scripts.compute.datasets.files import columns

FLOP_PER_PRODUCT = 6.0  # for each parameter and token: two forward, four backward


def load_chinchilla_runs() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give the runs of Hoffmann et al. (2022), figure 4, each at its last step.

    Returns
    -------
    n_params : (245,) float, knobs
    n_tokens : (245,) float, tokens read: compute over 6 n_params, for the figure shows compute
    loss : (245,) float, nats per token, read off a colour: 99 different values

    Source: Besiroglu et al. (2024); see ``scripts/data/README.md``.
    """
    table = columns("chinchilla_runs.csv")
    params, flop, loss = (np.array(table[key], dtype=float) for key in ("params", "flop", "loss"))
    return params, flop / (FLOP_PER_PRODUCT * params), loss
