"""Ridge regression for a whole grid of penalties, and the penalty it would choose itself.

Minimises `|targets - mean - X b|^2 + penalty |b|^2`. One eigendecomposition of the smaller of
`X X^T` and `X^T X` serves every penalty, and every example can be left out without a single refit:
the fit is linear in the targets, `fitted = H targets`, so the error at example i of the model that
never saw it is its residual divided by `1 - H_ii`. Leaving example i out also changes the mean of
the targets; that is linear too, and it is part of the formula here.

As in scikit-learn, one-dimensional targets give one-dimensional results.

Rounding: results carry a relative error of about eps times the largest eigenvalue of X X^T divided
by the penalty. Left out: a penalty of zero (use `least_squares`, which does not square X), weights.

Sources: Allen (1974), Technometrics 16, 125-127 (the leave-one-out identity); Golub, Heath and
Wahba (1979), Technometrics 21, 215-223; Hastie, Tibshirani and Friedman (2009), The Elements of
Statistical Learning, sections 3.4.1 and 7.10.1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

# Not imported lazily: a limit on BLAS threads only reaches libraries that are already loaded.
from scipy.linalg import eigh


class Ridge:
    """All ridge fits of one design and one table of targets.

    Parameters
    ----------
    features : (n, p) array
        Used as it is: neither centred nor scaled, for the penalty is meant for these columns.
    targets : (n, k) or (n,) array
        One column per score. Where a shape below ends in k, (n,) targets give no such axis.
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
        self.shape = targets.shape[1:]  # (k,), or () of one-dimensional targets
        self.mean = targets.mean(axis=0) * centre
        self.centred = (targets - self.mean).reshape(n, -1)  # (n, k)
        # With a mean in the model, what ridge leaves of ones says how an example moves it.
        self.right = np.column_stack([self.centred, np.ones((n, int(centre)))])  # (n, k + centre)
        self.wide = p >= n
        if not self.wide:
            gram = features.T @ features
        elif gram is None:
            gram = features @ features.T
        # Divide and conquer takes half as long as LAPACK's default for these sizes.
        eigenvalues, self.vectors = eigh(gram, driver="evd", check_finite=False)  # (r,), (r, r)
        self.eigenvalues = np.maximum(eigenvalues, 0)  # rounding leaves some below
        # Wide: 1 - H = penalty Q diag(1 / (s + penalty)) Q^T. Narrow: 1 - Q diag(...) Q^T.
        self.basis = self.vectors if self.wide else features @ self.vectors  # Q, (n, r)
        self.rotated = self.basis.T @ self.right  # (r, k + centre)

    def coefficients(self, penalty: float | np.ndarray) -> np.ndarray:
        """Fitted coefficients, (p, k), for a positive penalty, or for k of them, one a target."""
        _positive(penalty)
        rotated = self.rotated[:, : self.centred.shape[1]]  # (r, k)
        fit = self.vectors @ (rotated / (self.eigenvalues[:, None] + penalty))
        return (self.features.T @ fit if self.wide else fit).reshape(-1, *self.shape)

    def predict(self, features: np.ndarray, penalty: float | np.ndarray) -> np.ndarray:
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
        errors = np.array(list(self._errors(penalties)))
        return errors.reshape(len(errors), len(self.centred), *self.shape)

    def _errors(self, penalties: Sequence[float]) -> Iterator[np.ndarray]:
        """Leave-one-out errors, (n, k), of one penalty after the other."""
        _positive(penalties)
        n, k = self.centred.shape
        shrunk = 1 / (self.eigenvalues + np.asarray(penalties, dtype=float)[:, None])  # (L, r)
        kept = (self.basis**2 @ shrunk.T).T  # (L, n)
        kept = kept if self.wide else 1 - kept
        if not np.all(kept > 0):
            raise ValueError(f"penalties from {np.min(penalties):g} on are lost beside features")
        for shrink, keep in zip(shrunk, kept, strict=True):
            residual = self.basis @ (shrink[:, None] * self.rotated)  # (n, k + centre)
            if not self.wide:
                residual = self.right - residual
            if residual.shape[1] > k:
                # Without example i the mean is lower by centred_i / (n - 1), for every example.
                residual = residual[:, :k] + residual[:, k:] * self.centred / (n - 1)
            yield residual / keep[:, None]

    def best_penalty(self, penalties: Sequence[float]) -> float:
        """Penalty with the lowest mean squared leave-one-out error among those given."""
        return float(self.best_penalties(penalties, 1)[0])

    def best_penalties(self, penalties: Sequence[float], groups: int) -> np.ndarray:
        """Best penalty of each group of neighbouring targets: (groups,) array.

        The k targets are so many groups of k / groups columns, say the ten scores of one set of
        labels; the groups share this decomposition and nothing else.
        """
        squared = np.array([np.mean(e**2, axis=0) for e in self._errors(penalties)])  # (L, k)
        errors = squared.reshape(len(squared), groups, -1).mean(axis=2)  # (L, groups)
        return np.asarray(penalties, dtype=float)[errors.argmin(axis=0)]


def tuned_path(
    features: np.ndarray,
    targets: np.ndarray,
    widths: Sequence[int],
    penalties: Sequence[float],
    groups: int = 1,
    centre: bool = True,
) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """Yield the ridge fit of every width, with the penalty that leave-one-out chooses there.

    One eigendecomposition a width serves all penalties and all groups; beyond n features it is one
    of `X X^T`, which grows by the new columns.

    Parameters
    ----------
    features : (n, P) array
        Column j is feature j; model w uses the first w columns.
    targets : (n, k) array
        Groups of k / groups neighbouring columns; each group has its own penalty.
    widths : increasing sequence of int, each between 1 and P
    penalties : sequence of positive float, per feature: tried at every width, times the width
    centre : bool
        As of `Ridge`.

    Yields
    ------
    width : int
    penalty : (groups,) array, per feature
    coefficients : (width, k) array, for targets less their means where these are in the model
    """
    n, k = targets.shape
    gram, done = np.zeros((n, n)), 0
    for w in widths:
        if w >= n:
            block = features[:, done:w]  # (n, new columns)
            gram += block @ block.T
            done = w
        ridge = Ridge(features[:, :w], targets, centre, gram)
        best = ridge.best_penalties(w * np.asarray(penalties), groups)
        yield w, best / w, ridge.coefficients(np.repeat(best, k // groups))


def _positive(penalties: float | Sequence[float] | np.ndarray) -> None:
    if not np.min(penalties) > 0:
        raise ValueError(f"a penalty must be positive, not {np.min(penalties)}")
