"""Leave one out for least squares, for every prefix of the columns at once.

The fit is linear in the targets, `fitted = H targets`, so the error at example i of the model that
never saw it is its residual divided by `1 - H_ii`. One QR of the columns holds the H of every
prefix: `H_w = Q_w Q_w^T`, with the first w columns of Q. Leaving example i out also changes the
mean of the targets, which is part of the model here; that is linear too.

Left out: as many columns as examples or more, where every residual is zero and so is `1 - H_ii`.

Source: Allen (1974), Technometrics 16, 125-127 (PRESS, the prediction sum of squares).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

# Not imported lazily: a limit on BLAS threads only reaches libraries that are already loaded.
from scipy.linalg import qr


def leave_one_out_path(
    features: np.ndarray, targets: np.ndarray, widths: Sequence[int]
) -> Iterator[tuple[int, np.ndarray]]:
    """Yield for every width the errors at examples that the least-squares fit did not see.

    Parameters
    ----------
    features : (n, P) array
        Column j is feature j; model w uses the first w columns, and the mean of the targets.
    targets : (n, k) array
    widths : increasing sequence of int, each between 1 and min(n - 1, P)

    Yields
    ------
    width : int
    errors : (n, k) array, units of the targets: target minus prediction
        Exact: equal to n refits, each with the mean of its own n - 1 targets.
    """
    n, k = targets.shape
    if widths[-1] >= n:
        raise ValueError(f"{widths[-1]} columns leave nothing over of {n} examples")
    centred = targets - targets.mean(axis=0)
    right = np.column_stack([centred, np.ones(n)])  # (n, k + 1)
    basis = qr(features[:, : widths[-1]], mode="economic", check_finite=False)[0]  # (n, P)
    along = basis.T @ right  # (P, k + 1)
    for w in widths:
        residual = right - basis[:, :w] @ along[:w]
        kept = 1 - np.sum(basis[:, :w] ** 2, axis=1)  # (n,)
        # Without example i the mean is lower by centred_i / (n - 1), for every example.
        yield w, (residual[:, :k] + residual[:, k:] * centred / (n - 1)) / kept[:, None]
