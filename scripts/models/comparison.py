"""Networks compared: how well each reads, by how much one beats another, which is small enough.

Every network is trained from several seeds, and every seed of it reads the same test images, so
differences are paired by seed and by image.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from scripts.models.shrinking import Course, Shipped
from scripts.models.summary import mean_se

Images = tuple[np.ndarray, np.ndarray]  # (n, pixels) and labels (n,)


@dataclass(frozen=True)
class Version:
    """A trained network as it would ship, and how it reads."""

    n_bytes: int
    n_params: int  # of a pruned one: those left
    validation: np.ndarray  # (n_validation,) bool: which validation images it reads correctly
    right: np.ndarray  # (n_test,) bool: which test images


@dataclass(frozen=True)
class Split:
    """Images to learn from, to choose by and, once for each version, to test on."""

    course: Course
    validation: Images
    test: Images

    def tried(self, made: Mapping[str, Shipped]) -> dict[str, Version]:
        """Let what would ship, by its key, read the images that it has not learnt from."""
        return {
            key: Version(
                shipped.n_bytes,
                shipped.n_params,
                shipped.right(*self.validation),
                shipped.right(*self.test),
            )
            for key, shipped in made.items()
        }


@dataclass(frozen=True)
class Comparison:
    """The same versions from every seed, by their keys."""

    key: list[str]
    n_bytes: np.ndarray  # (n_versions,) int, mean over seeds
    n_params: np.ndarray  # (n_versions,) int, mean over seeds
    validation: np.ndarray  # (n_seeds, n_versions, n_validation) 0 or 1, other images every seed
    right: np.ndarray  # (n_seeds, n_versions, n_test) 0 or 1

    @classmethod
    def of(cls, seeds: Sequence[Mapping[str, Version]]) -> Comparison:
        """Gather versions by key, one mapping for each seed."""
        keys = list(seeds[0])
        n_bytes, n_params, validation, right = (
            np.array([[getattr(versions[key], what) for key in keys] for versions in seeds])
            for what in ("n_bytes", "n_params", "validation", "right")
        )
        sizes = (np.rint(counts.mean(axis=0)).astype(int) for counts in (n_bytes, n_params))
        return cls(keys, *sizes, validation.astype(float), right.astype(float))

    def _rows(self, keys: Sequence[str]) -> np.ndarray:
        return self.right[:, [self.key.index(key) for key in keys]]

    def accuracy(self, keys: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Share of the test images that these versions read correctly, and its standard error."""
        return crossed_se(self._rows(keys))

    def gain(self, keys: Sequence[str], over: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
        """Accuracy of versions less that of others, one by one, and its standard error."""
        return crossed_se(self._rows(keys) - self._rows(over))

    def columns(self, against: str) -> dict[str, list | np.ndarray]:
        """Build a table of all versions, with their distance to one of them."""
        accuracy, error = self.accuracy(self.key)
        difference, difference_se = self.gain(self.key, over=[against] * len(self.key))
        behind = self.validation - self.validation[:, [self.key.index(against)]]
        validation, validation_se = nested_se(behind)
        return {
            "key": self.key,
            "bytes": self.n_bytes,
            "params": self.n_params,
            "validation_accuracy": self.validation.mean(axis=(0, 2)),
            "validation_difference": validation,
            "validation_difference_se": validation_se,
            "test_accuracy": accuracy,
            "test_accuracy_se": error,
            "difference": difference,
            "difference_se": difference_se,
        }

    def smallest_enough(self, keys: Sequence[str], least: float) -> tuple[str, bool]:
        """Fewest bytes among the versions whose validation accuracy is enough, and if there is one.

        If there is none, the most accurate on validation images stands in.
        """
        accuracy = dict(zip(self.key, self.validation.mean(axis=(0, 2)), strict=True))
        size = dict(zip(self.key, self.n_bytes, strict=True))
        able = [key for key in keys if accuracy[key] >= least]
        return min(able, key=size.get) if able else max(keys, key=accuracy.get), bool(able)


def crossed_se(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean over seeds and over the images that all of them read, and its standard error.

    Both were drawn, so both vary: the root of the sum of the two squares.

    Parameters
    ----------
    values : (n_seeds, m, n_images) array

    Returns
    -------
    mean, standard_error : (m,) arrays
    """
    mean, over_seeds = mean_se(values.mean(axis=2))
    _, over_images = mean_se(values.mean(axis=0).T)
    return mean, np.hypot(over_seeds, over_images)


def nested_se(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean over seeds that each read images of their own, and its standard error.

    The spread over seeds holds that of their images, but few seeds may agree by luck: what the
    images alone would give is added, as in `crossed_se`.

    Parameters
    ----------
    values : (n_seeds, m, n_images) array

    Returns
    -------
    mean, standard_error : (m,) arrays
    """
    n_seeds, _, n_images = values.shape
    mean, over_seeds = mean_se(values.mean(axis=2))
    over_images = np.sqrt(np.sum(values.var(axis=2, ddof=1), axis=0) / n_images) / n_seeds
    return mean, np.hypot(over_seeds, over_images)
