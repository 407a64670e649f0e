"""Handwritten digits of MNIST."""

import numpy as np

from scripts.compute.datasets.files import checked


def load_mnist() -> dict[str, np.ndarray]:
    """12,000 handwritten digits of MNIST in 16 levels of grey.

    Returns
    -------
    train_images : (10000, 28, 28) uint8, 0 to 15
    train_labels : (10000,) int, 0 to 9
    test_images : (2000, 28, 28) uint8, 0 to 15
    test_labels : (2000,) int, 0 to 9

    Source: LeCun and Cortes; see ``scripts/data/README.md``.
    """
    with np.load(checked("mnist_q4_10k_2k.npz")) as file:
        return {
            "train_images": _unpacked(file["train_x"]),
            "train_labels": file["train_y"].astype(int),
            "test_images": _unpacked(file["test_x"]),
            "test_labels": file["test_y"].astype(int),
        }


def _unpacked(pairs: np.ndarray) -> np.ndarray:
    pixels = np.stack([pairs >> 4, pairs & 15], axis=-1)  # two pixels a byte, the first one high
    return pixels.reshape(-1, 28, 28)
