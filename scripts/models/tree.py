"""Regression tree: split the data in two, again and again, and predict the mean of each piece.

Grown greedily (CART, squared error) and one level at a time, so that one tree answers for every
depth: the tree of depth d is the first d levels of a deeper one. Left out: pruning, minimum leaf
sizes, missing values. Ties go to the first input and the lowest threshold; scikit-learn picks among
them at random, which makes two trees differ where two splits are equally good.

Source: Breiman, Friedman, Olshen and Stone (1984), Classification and Regression Trees, chapter 8.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass
class Tree:
    """Nodes in the order they were made; node 0 is the root."""

    feature: np.ndarray  # (nodes,) input that is compared; -1: a leaf
    threshold: np.ndarray  # (nodes,) go left if the input is at most this
    left: np.ndarray  # (nodes,) index of the left child; the right child is the next one
    value: np.ndarray  # (nodes,) mean of the training targets
    depth: np.ndarray  # (nodes,) 0 for the root

    def predict_path(self, x: np.ndarray, max_depth: int) -> np.ndarray:
        """Predict with the first 0, 1, ..., max_depth levels.

        Parameters
        ----------
        x : (n, p) array
        max_depth : int

        Returns
        -------
        (max_depth + 1, n) array
        """
        rows, node = np.arange(len(x)), np.zeros(len(x), dtype=int)
        predictions = [self.value[node]]
        for _ in range(max_depth):
            inner = self.feature[node] >= 0
            right = x[rows, self.feature[node]] > self.threshold[node]
            node = np.where(inner, self.left[node] + right, node)
            predictions.append(self.value[node])
        return np.array(predictions)

    def leaves_path(self, max_depth: int) -> np.ndarray:
        """Count the leaves of the first 0, 1, ..., max_depth levels.

        Returns
        -------
        (max_depth + 1,) int array: the knobs of each tree, not counting where it splits
        """
        inner = self.depth[self.feature >= 0]  # each split turns one leaf into two
        return np.array([1 + np.sum(inner < d) for d in range(max_depth + 1)])


def grow_tree(x: np.ndarray, y: np.ndarray, max_depth: int) -> Tree:
    """Grow a tree, splitting every node that is not pure and has two different inputs.

    Parameters
    ----------
    x : (n, p) array
    y : (n,) array
    max_depth : int
        Levels of splits; 0 is the mean.

    Returns
    -------
    Tree
    """
    y = np.asarray(y, dtype=float)
    rows, size = np.arange(len(y)), 2 * len(y)  # a full tree has fewer than 2 n nodes
    feature, left, depth = np.full(size, -1), np.full(size, -1), np.zeros(size, dtype=int)
    threshold, value = np.zeros(size), np.full(size, y.mean())
    node, n_nodes = np.zeros(len(y), dtype=int), 1  # node: where each row is now
    for level in range(1, max_depth + 1):
        split, split_feature, split_threshold = _best_splits(x, y, node)
        if len(split) == 0:
            break
        feature[split], threshold[split] = split_feature, split_threshold
        left[split] = n_nodes + 2 * np.arange(len(split))
        right = x[rows, feature[node]] > threshold[node]
        node = np.where(feature[node] >= 0, left[node] + right, node)
        children = np.arange(n_nodes, n_nodes + 2 * len(split))
        sums, counts = np.bincount(node, y, size), np.bincount(node, minlength=size)
        value[children], depth[children] = sums[children] / counts[children], level
        n_nodes += len(children)
    return Tree(*(array[:n_nodes] for array in (feature, threshold, left, value, depth)))


def _best_splits(
    x: np.ndarray, y: np.ndarray, node: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Find the best split of every node at once.

    Returns
    -------
    node, feature, threshold : (splits,) arrays, sorted by node
    """
    candidates = []  # of each input: node, feature, threshold, gain
    for j in range(x.shape[1]):
        order = np.lexsort((x[:, j], node))
        xs, ys, nodes = x[order, j], y[order], node[order]
        starts = np.flatnonzero(np.diff(nodes, prepend=-1))
        segment = np.cumsum(np.diff(nodes, prepend=nodes[0]) != 0)  # (n,) which node, as 0, 1, ...
        running = np.cumsum(ys)
        before = (running - ys)[starts][segment]  # sum over earlier nodes
        total = np.add.reduceat(ys, starts)[segment]
        count = np.diff(starts, append=len(ys))[segment]
        left_sum = running - before
        left_count = np.arange(len(ys)) - starts[segment] + 1
        pure = np.minimum.reduceat(ys, starts) == np.maximum.reduceat(ys, starts)
        cut = np.flatnonzero(
            (nodes[1:] == nodes[:-1]) & (xs[1:] > xs[:-1]) & ~pure[segment][:-1]
        )  # between a row and the next
        a, n_a, n_b = left_sum[cut], left_count[cut], (count - left_count)[cut]
        # What squared error falls by, up to the node's own constant.
        gain = a**2 / n_a + (total[cut] - a) ** 2 / n_b
        low, high = xs[cut], xs[cut + 1]
        middle = (low + high) / 2
        threshold = np.where(middle < high, middle, low)  # between neighbours there is no number
        candidates.append((nodes[cut], np.full(len(cut), j), threshold, gain))
    nodes, features, thresholds, gains = map(np.concatenate, zip(*candidates, strict=True))
    ranked = np.lexsort((-gains, nodes))  # stable: ties keep the order of inputs and thresholds
    best = ranked[np.unique(nodes[ranked], return_index=True)[1]]
    return nodes[best], features[best], thresholds[best]
