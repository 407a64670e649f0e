"""Reading classes off scores: test errors of least squares, ridge and gradient descent.

Each class has a score, one-hot targets are fitted by squares, and the highest score is the answer.
Several sets of labels of the same examples (q of them, with more and more wrong ones, say) share
every decomposition. Whatever is chosen, a width, a penalty or a step, is chosen on training
examples with the labels given; test examples only mark.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from scripts.models.gradient_path import gradient_path
from scripts.models.least_squares import minimum_norm_path
from scripts.models.press import leave_one_out_path
from scripts.models.tuned_ridge import tuned_ridge

LEVEL = 1 + 1e-6  # times the lowest error: after convergence steps differ by rounding alone


def least_squares_errors(
    train: np.ndarray,
    test: np.ndarray,
    onehot: np.ndarray,
    truth: np.ndarray,
    widths: Sequence[int],
) -> tuple[np.ndarray, np.ndarray]:
    """Test errors of the least-squares fit of minimum norm for every width.

    Parameters
    ----------
    train, test : (n, P), (m, P) arrays
        Features; model w uses the first w columns.
    onehot : (q, n, k) array
        Sets of training labels.
    truth : (m,) int array
        Classes of the test examples.
    widths : increasing sequence of W int

    Returns
    -------
    error : (q, W) share of test examples
    squared : (q, W) squared error of the k scores, mean over test examples and classes
    """
    q, _, k = onehot.shape
    targets, means = _centred(onehot)
    error, squared = np.empty((2, q, len(widths)))
    for w, (width, fit) in enumerate(minimum_norm_path(train, targets, widths)):
        scores = (test[:, :width] @ fit).reshape(-1, q, k) + means  # (m, q, k)
        error[:, w] = np.mean(scores.argmax(axis=2) != truth[:, None], axis=0)
        squared[:, w] = np.mean((scores - np.eye(k)[truth][:, None]) ** 2, axis=(0, 2))
    return error, squared


def pick_width(train: np.ndarray, onehot: np.ndarray, widths: Sequence[int]) -> np.ndarray:
    """Width with the lowest squared leave-one-out error, without a penalty.

    Parameters
    ----------
    train : (n, P) array
        Features; model w uses the first w columns.
    onehot : (q, n, k) array
    widths : increasing sequence of int, all below n

    Returns
    -------
    (q,) int array
        Places in widths.
    """
    q, n, k = onehot.shape
    errors = leave_one_out_path(train, np.concatenate(onehot, axis=1), widths)
    squared = [np.mean(e.reshape(n, q, k) ** 2, axis=(0, 2)) for _, e in errors]  # (W, q)
    return np.argmin(squared, axis=0)


def ridge_errors(
    train: np.ndarray,
    test: np.ndarray,
    onehot: np.ndarray,
    truth: np.ndarray,
    penalties: Sequence[float],
    gram: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Test errors of ridge, its penalty tuned by leave-one-out for each set of labels.

    Parameters
    ----------
    train, test, onehot, truth
        As for `least_squares_errors`.
    penalties : sequence of positive floats, units of features squared
    gram : (n, n) array, optional
        `X X^T` of the training features, if the caller has it.

    Returns
    -------
    error : (q,) share of test examples
    chosen : (q,) int array
        Places in penalties.
    """
    means, fits, chosen = tuned_ridge(train, onehot, penalties, gram)
    scores = means[:, None] + test @ fits  # (q, m, k)
    return np.mean(scores.argmax(axis=2) != truth, axis=1), chosen


def descent_errors(
    gram: np.ndarray,
    cross: np.ndarray,
    onehot: np.ndarray,
    truth: np.ndarray,
    steps: np.ndarray,
    n_validation: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Test errors of gradient descent, where a validation split stops it and at its end.

    The last n_validation training examples are held out and a descent on the others tells the step
    of the lowest squared error on them, with the labels given; the first of several that are level.
    Then all are trained on.

    Parameters
    ----------
    gram, cross : (n, n), (m, n) arrays
        Inner products of the features of training and test examples with those of training ones.
    onehot, truth
        As for `least_squares_errors`.
    steps : increasing (T,) int array
        Candidates; the last is the end.
    n_validation : int

    Returns
    -------
    stop : (q,) int array, steps
    stop_error, end_error : (q,) share of test examples
    """
    q, n, k = onehot.shape

    def scores(size: int, rows: np.ndarray, steps: np.ndarray) -> np.ndarray:
        """Scores of kernel rows along the descent on the first examples: (step, rows, q, k)."""
        targets, means = _centred(onehot[:, :size])
        found = rows[:, :size] @ gradient_path(gram[:size, :size], targets, steps)
        return found.reshape(*found.shape[:2], q, k) + means

    fewer = n - n_validation
    held_out = scores(fewer, gram[fewer:], steps) - onehot[:, fewer:].swapaxes(0, 1)
    missed = np.mean(held_out**2, axis=(1, 3))  # (T, q)
    stop = steps[(missed <= LEVEL * missed.min(axis=0)).argmax(axis=0)]  # (q,)
    guess = scores(n, cross, np.append(stop, steps[-1])).argmax(axis=3)  # (q + 1, m, q)
    error = np.mean(guess != truth[:, None], axis=1)  # (q + 1, q)
    return stop, np.diagonal(error), error[-1]


def _centred(onehot: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Targets (n, q k) around the means (q, k) of (q, n, k) one-hot labels."""
    means = onehot.mean(axis=1)
    return np.concatenate(onehot - means[:, None], axis=1), means
