"""Ridge regression for a whole grid of penalties, and the penalty it would choose itself.

Minimises `|targets - mean - X b|^2 + penalty |b|^2`. One eigendecomposition of the smaller of
`X X^T` and `X^T X` serves every penalty, and every example can be left out without a single refit:
the fit is linear in the targets, `fitted = H targets`, so the error at example i of the model that
never saw it is its residual divided by `1 - H_ii`. Leaving example i out also changes the mean of
the targets; that is linear too, and it is part of the formula here.

Rounding: results carry a relative error of about eps times the largest eigenvalue of X X^T divided
by the penalty. Left out: a penalty of zero (use `least_squares`, which does not square X), one
penalty per target, weights.

Sources: Allen (1974), Technometrics 16, 125-127 (the leave-one-out identity); Golub, Heath and
Wahba (1979), Technometrics 21, 215-223; Hastie, Tibshirani and Friedman (2009), The Elements of
Statistical Learning, sections 3.4.1 and 7.10.1.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

# Not imported lazily: a limit on BLAS threads only reaches libraries that are already loaded.
from scipy.linalg import eigh


class Ridge:
    """All ridge fits of one design and one table of targets.

    Parameters
    ----------
    features : (n, p) array
        Used as it is: neither centred nor scaled, for the penalty is meant for these columns.
    targets : (n, k) array
        One column per score; all share the penalty.
    centre : bool
        Whether the mean of the targets is part of the model, unpenalised. Without it the model is
        `X b` and the mean is taken to be zero.
    gram : (n, n) array, optional
        `X X^T`, if the caller has it; used when p is at least n.
    """

    def __init__(
        self,
        features: np.ndarray,
        targets: np.ndarray,
        centre: bool = True,
        gram: np.ndarray | None = None,
    ) -> None:
        n, p = features.shape
        if n < 2 or len(targets) != n:
            raise ValueError(
                f"{n} rows of features and {len(targets)} of targets: need two or more"
            )
        self.features = features
        self.mean = targets.mean(axis=0) * centre  # (k,)
        self.centre = centre
        self.centred = targets - self.mean  # (n, k)
        self.wide = p >= n
        if not self.wide:
            gram = features.T @ features
        elif gram is None:
            gram = features @ features.T
        self.eigenvalues, self.vectors = eigh(gram, check_finite=False)  # (r,), (r, r)
        self.eigenvalues = np.maximum(self.eigenvalues, 0)  # rounding leaves some below
        # Wide: 1 - H = penalty Q diag(1 / (s + penalty)) Q^T. Narrow: 1 - Q diag(...) Q^T.
        self.basis = self.vectors if self.wide else features @ self.vectors  # Q, (n, r)

    def coefficients(self, penalty: float) -> np.ndarray:
        """Fitted coefficients, (p, k), for one positive penalty (units of features squared)."""
        _positive(penalty)
        rotated = self.basis.T @ self.centred / (self.eigenvalues + penalty)[:, None]  # (r, k)
        fit = self.vectors @ rotated
        return self.features.T @ fit if self.wide else fit

    def predict(self, features: np.ndarray, penalty: float) -> np.ndarray:
        """Scores, (m, k) in units of the targets, of (m, p) new rows."""
        return self.mean + features @ self.coefficients(penalty)

    def leave_one_out(self, penalties: Sequence[float]) -> np.ndarray:
        """Errors at every example of the model that was trained on all the others.

        Exact: equal to n refits, each with the mean of its own n - 1 targets.

        Parameters
        ----------
        penalties : sequence of L positive floats, units of features squared

        Returns
        -------
        (L, n, k) array, units of the targets: target minus prediction
        """
        _positive(*penalties)
        n, k = self.centred.shape
        right = np.column_stack([self.centred, np.ones(n)])  # (n, k + 1)
        shrunk = 1 / (self.eigenvalues + np.asarray(penalties, dtype=float)[:, None])  # (L, r)
        scaled = shrunk[:, :, None] * (self.basis.T @ right)  # (L, r, k + 1)
        residual = self.basis @ scaled  # (L, n, k + 1)
        kept = (self.basis**2 @ shrunk.T).T  # (L, n)
        if not self.wide:
            residual, kept = right - residual, 1 - kept
        if self.centre:
            # Without example i the mean is lower by centred_i / (n - 1), for every example.
            residual[..., :k] += residual[..., k:] * self.centred / (n - 1)
        return residual[..., :k] / kept[..., None]

    def best_penalty(self, penalties: Sequence[float]) -> float:
        """Penalty with the lowest mean squared leave-one-out error among those given."""
        errors = np.mean(self.leave_one_out(penalties) ** 2, axis=(1, 2))  # (L,)
        return float(penalties[int(errors.argmin())])


def _positive(*penalties: float) -> None:
    if not min(penalties) > 0:
        raise ValueError(f"a penalty must be positive, not {min(penalties)}")
