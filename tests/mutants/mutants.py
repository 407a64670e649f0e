"""Mistakes somebody could make, one a line: the tests of the module must see each of them.

Twelve of the twenty that a reviewer made in experiments were not seen; those are among these.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """A mistake: in a module (room/name), a piece of its text and what stands there instead."""

    module: str
    old: str
    new: str

    @property
    def path(self) -> str:
        """File of the module, from the root."""
        return f"scripts/{self.module}.py"

    @property
    def tests(self) -> tuple[str, ...]:
        """Tests that must see it, as arguments of pytest."""
        room, name = self.module.split("/")
        own = f"tests/{room}/test_{name}.py"
        return (own, "tests/test_quoted.py", "-k", name) if room == "experiments" else (own,)


MUTANTS = [
    # Models
    Mutant("models/summary", "/ np.sqrt(len(values))", "/ len(values)"),
    Mutant(
        "models/ridge", "float(penalties[int(errors.argmin())])", "penalties[errors.argmin()] / 3"
    ),
    Mutant("models/ridge", "self.centred / (n - 1)", "self.centred / n"),
    Mutant("models/least_squares", "gram + penalty * np.eye(n)", "gram + penalty / 3 * np.eye(n)"),
    Mutant("models/random_features", "rng.integers(1, n_classes", "rng.integers(0, n_classes"),
    Mutant("models/random_features", "np.sum(centred[train] ** 2", "np.sum(centred**2"),
    Mutant("models/random_features", "features *= np.sqrt(2)", "features *= 2"),
    Mutant("models/stieltjes", "centre = _dot(x * basis, basis)", "centre = 0 * _dot(x, basis)"),
    Mutant("models/softmax", "(penalty / 2 * np.sum", "(penalty * np.sum"),
    Mutant("models/tree", "(xs[cut] + xs[cut + 1]) / 2", "xs[cut]"),
    Mutant("models/gradient_path", "(1 - share[~slow]) ** t", "(1 - share[~slow]) ** (t + 1)"),
    Mutant("models/federated", "n_images / np.sum(n_images)", "n_images**0 / len(n_images)"),
    Mutant("models/federated", "np.sqrt(2 / self.n_hidden)", "np.sqrt(1 / self.n_hidden)"),
    Mutant("models/scaling_fit", "return self.beta / (", "return self.alpha / ("),
    Mutant("models/quantize", "max(1, 2 ** (bits - 1) - 1)", "2 ** (bits - 1)"),
    Mutant("models/ngram", "once / (once + 2 * twice)", "once / (once + twice)"),
    Mutant("models/preference", "penalty / 2 * (reward @ reward)", "penalty * (reward @ reward)"),
    Mutant("models/kitchen", "recipes[:, j] >= limit", "recipes[:, j] > limit"),
    # Experiments
    Mutant("experiments/cake_knobs", 'data["temperature_rmse"][-1]', 'data["temperature_rmse"][0]'),
    Mutant("experiments/cake_knobs", "lines[:, i], (0.1, 0.9)", "lines[:, i], (0.25, 0.75)"),
    Mutant("experiments/cake_knobs", "replicate >= cfg.n_first", "replicate > cfg.n_first"),
    Mutant("experiments/cake_knobs", "keepdims=True) - sums", "keepdims=True)"),
    Mutant(
        "experiments/cake_tree",
        'data["grouped_cv_rmse"][-1] / data["grouped_cv_rmse"][0]',
        'data["grouped_cv_rmse"][0] / data["grouped_cv_rmse"][-1]',
    ),
    Mutant("experiments/cake_tree", "rmse[:, 1] - rmse[:, 0]", "rmse[:, 0] - rmse[:, 1]"),
    Mutant("experiments/capacity_sweep", "ddof=1) / np.sqrt(cfg.n_sets)", "ddof=1) / cfg.n_sets"),
    Mutant("experiments/capacity_sweep", "(within + between)", "within"),
    Mutant("experiments/capacity_sweep", "np.sqrt(real[real_best])", "np.sqrt(real[best])"),
    Mutant("experiments/double_descent", "values, (0.1, 0.9)", "values, (0.25, 0.75)"),
    Mutant(
        "experiments/double_descent",
        "difference.std(axis=0, ddof=1) / np.sqrt(",
        "difference.std(axis=0, ddof=1) / (",
    ),
    Mutant("experiments/double_descent", "error[at_n] / error[-1]", "error[-1] / error[at_n]"),
    Mutant(
        "experiments/double_descent",
        "widths < cfg.small_below * cfg.n_train",
        "widths <= cfg.n_train",
    ),
    Mutant("experiments/ridgeless_theory", "penalties = [w * cfg", "penalties = [w / 3 * cfg"),
    Mutant(
        "experiments/early_stopping", "errors[:, 3].argmin(axis=2)", "errors[:, 2].argmin(axis=2)"
    ),
    Mutant("experiments/early_stopping", "< 0.005)", "< 0.05)"),
    Mutant("experiments/learning_curve", "(1 - q * N_CLASSES / (N_CLASSES - 1))", "(1 - q)"),
    Mutant("experiments/label_noise", "np.sum(lead < -2 * se)", "np.sum(lead < 2 * se)"),
    Mutant("experiments/digit_knobs", "accuracy[:, :, 1].argmax", "accuracy[:, :, 2].argmax"),
    Mutant("experiments/human_feedback", "[:, i, -1] < 0)", "[:, i, -1] > 0)"),
    Mutant("experiments/parameter_count", "np.ceil(gpt3[16] / gpu)", "np.floor(gpt3[16] / gpu)"),
    Mutant("experiments/compression", "min(able if len(able)", "max(able if len(able)"),
    Mutant("experiments/compression", '"cut_share_first": np', '"cut_share_first": 1 - np'),
    Mutant("experiments/model_sizes", "line.rvalue**2", "line.rvalue"),
    Mutant("experiments/model_sizes", "gain.mean()", "np.median(gain)"),
    Mutant(
        "experiments/scaling_law", '("big", 4), ("small", 1 / 4)', '("big", 1 / 4), ("small", 4)'
    ),
    Mutant("experiments/scaling_law", "floor / lowest", "lowest / floor"),
    Mutant(
        "experiments/federated",
        'each["pooled"] - each["fedavg"]',
        'each["fedavg"] - each["pooled"]',
    ),
    Mutant("experiments/federated", "[name], (0.1, 0.9)", "[name], (0.25, 0.75)"),
    Mutant("experiments/specialisation", "- big[1, :, LAW]", "+ big[1, :, LAW]"),
    Mutant("experiments/specialisation", "ddof=1) / np.sqrt(cfg.n_seeds)", "ddof=1) / cfg.n_seeds"),
    Mutant(
        "compute/results", "relative * abs(before), floor", "relative * max(map(abs, a)), floor"
    ),
]
