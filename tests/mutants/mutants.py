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
        room, *package, name = self.module.split("/")
        own = f"tests/{room}/test_{package[0] if package else name}.py"
        return (own, "tests/test_quoted.py", "-k", name) if room == "experiments" else (own,)


MUTANTS = [
    # Models
    Mutant("models/summary", "values, (0.1, 0.5, 0.9)", "values, (0.25, 0.5, 0.75)"),
    Mutant("models/summary", "/ np.sqrt(values.shape[axis])", "/ values.shape[axis]"),
    Mutant("models/summary", "(n - 1) / n * np.sum((without", "1 / n * np.sum((without"),
    Mutant("models/ridge", "[errors.argmin(axis=0)]", "[errors.argmin(axis=0)] / 3"),
    Mutant("models/ridge", "yield w, best / w,", "yield w, best,"),
    Mutant("models/legendre", "left = 1 - np.einsum", "left = 1 - 0.5 * np.einsum"),
    Mutant("models/legendre", "* scales(n_knobs, scaling) - goal", "- goal"),
    Mutant("models/bands", "values, (0.1, 0.5, 0.9)", "values, (0.05, 0.5, 0.95)"),
    Mutant("models/comparison", "min(able, key=size.get)", "max(able, key=size.get)"),
    Mutant("models/comparison", "axis=0) / n_images) / n_seeds", "axis=0) / n_images)"),
    Mutant("models/chinchilla", '(95, "low", 0.025)', '(95, "low", 0.05)'),
    Mutant("models/chinchilla", "return product - 2 * log_n", "return product - log_n"),
    Mutant(
        "models/chinchilla",
        "rows = rng.integers(len(runs[0]), size=len(runs[0]))",
        "rows = rng.permutation(len(runs[0]))",
    ),
    Mutant("models/practice", "+ noise_std**2)", ")"),
    Mutant("models/practice", "y[..., EVERY - 2 :: EVERY]", "y[..., EVERY - 3 :: EVERY]"),
    Mutant("models/tasting", "np.sum(end == peak)", "np.sum(end >= 0)"),
    Mutant("models/lesson", "machine.weights - self.resting", "machine.weights"),
    Mutant("models/lesson", "recipe.momentum * speed.weights", "speed.weights"),
    Mutant("models/small_paper", "step[..., 1]) * down", "step[..., 1])"),
    Mutant("models/small_paper", "paper.most_wide * up", "up"),
    Mutant("models/strokes", "| ~own.lifts[:, None]", "| own.lifts[:, None]"),
    Mutant("models/strokes", "0.2 * share, 1 - 0.2 * (1 - share)", "share, share"),
    Mutant("models/digit_reader", "scores(images)) < none_below", "scores(images)) > none_below"),
    Mutant("models/ridge", "self.centred / (n - 1)", "self.centred / n"),
    Mutant("models/least_squares", "gram + penalty * np.eye(n)", "gram + penalty / 3 * np.eye(n)"),
    Mutant("models/random_features", "rng.integers(1, n_classes", "rng.integers(0, n_classes"),
    Mutant("models/random_features", "np.sum(centred[train] ** 2", "np.sum(centred**2"),
    Mutant("models/random_features", "features *= np.sqrt(2)", "features *= 2"),
    Mutant("models/stieltjes", "centre = _dot(x * basis, basis)", "centre = 0 * _dot(x, basis)"),
    Mutant("models/softmax", "(penalty / 2 * np.sum", "(penalty * np.sum"),
    Mutant("models/tree", "np.where(middle < high, middle, low)", "low"),
    Mutant("models/gradient_path", "(1 - share[~slow]) ** t", "(1 - share[~slow]) ** (t + 1)"),
    Mutant("models/owners", "found[second] -= pair", "found[second] += pair"),
    Mutant("models/owners", "raised == has", "raised >= has"),
    Mutant("models/bit_coder", "self.low -= TOP", "self.low -= TOP - 1"),
    Mutant("models/federated", "n_images / np.sum(n_images)", "n_images**0 / len(n_images)"),
    Mutant("models/federated", "np.sqrt(2 / self.n_hidden)", "np.sqrt(1 / self.n_hidden)"),
    Mutant("models/scaling_fit", "return self.beta / (", "return self.alpha / ("),
    Mutant("models/quantize", "max(1, 2 ** (bits - 1) - 1)", "2 ** (bits - 1)"),
    Mutant("models/ngram", "once / (once + 2 * twice)", "once / (once + twice)"),
    Mutant("models/preference", "penalty / 2 * (reward @ reward)", "penalty * (reward @ reward)"),
    Mutant("models/kitchen", "recipes[:, j] >= limit", "recipes[:, j] > limit"),
    # Experiments
    Mutant("experiments/cake_knobs", 'data["temperature_rmse"][-1]', 'data["temperature_rmse"][0]'),
    Mutant("experiments/cake_knobs", "(n - 1) / (n - n_knobs)", "n / (n - n_knobs)"),
    Mutant("experiments/cake_knobs", "replicate >= cfg.n_first", "replicate > cfg.n_first"),
    Mutant("experiments/cake_knobs", "keepdims=True) - sums", "keepdims=True)"),
    Mutant(
        "experiments/cake_tree",
        '"grouped_max_depth_over_mean": grouped[-1] / grouped[0]',
        '"grouped_max_depth_over_mean": grouped[0] / grouped[-1]',
    ),
    Mutant(
        "experiments/cake_tree",
        "np.isin(replicate, rounds) & (replicate != held_out)",
        "np.isin(replicate, rounds)",
    ),
    Mutant("experiments/cake_tree", "gain = mse[:, :1] - mse", "gain = mse[:, 1:2] - mse"),
    Mutant("experiments/cake_tree", "rmse[:, 1] - rmse[:, 0]", "rmse[:, 0] - rmse[:, 1]"),
    Mutant("experiments/capacity_sweep", "if size[k] <= room:", "if room > 0:"),
    Mutant(
        "experiments/capacity_sweep", "np.mean(test > test[0], axis=1)", "test[:, 0] > test[0, 0]"
    ),
    Mutant("experiments/capacity_sweep", "(within + between)", "within"),
    Mutant("experiments/capacity_sweep", "np.sqrt(real[best])", "np.sqrt(real[by_median])"),
    Mutant(
        "experiments/double_descent",
        "np.nanargmin(mean[..., :-1], axis=-1)",
        "np.nanargmin(mean, axis=-1)",
    ),
    Mutant("experiments/double_descent", "largest - at(rival)", "largest - at(best_small)"),
    Mutant("experiments/double_descent", "error[at_n] / error[-1]", "error[-1] / error[at_n]"),
    Mutant(
        "experiments/double_descent",
        "small = widths < cfg.small_below * cfg.n_train",
        "small = widths <= cfg.n_train",
    ),
    Mutant("experiments/ridgeless_theory", "penalties = [w * cfg", "penalties = [w / 3 * cfg"),
    Mutant(
        "experiments/early_stopping", "errors[:, 3].argmin(axis=2)", "errors[:, 2].argmin(axis=2)"
    ),
    Mutant("experiments/early_stopping", 'mean"] < 0.005', 'mean"] < 0.05'),
    Mutant("experiments/early_stopping", "fewer_error - at_picked", "at_picked - fewer_error"),
    Mutant("experiments/learning_curve", "(1 - q * N_CLASSES / (N_CLASSES - 1))", "(1 - q)"),
    Mutant("experiments/label_noise", "np.sum(lead < -2 * se)", "np.sum(lead < 2 * se)"),
    Mutant("experiments/digit_knobs", "learned, validation, 1)", "learned, tested, 1)"),
    Mutant("experiments/digit_knobs", "before.std(ddof=1)", "after.std(ddof=1)"),
    Mutant("experiments/label_noise", "np.array([noisy / clean", "np.array([clean / noisy"),
    Mutant("experiments/human_feedback", "np.sum(won < 0.5)", "np.sum(won > 0.5)"),
    Mutant(  # the same authors for every seed
        "experiments/human_feedback",
        "kitchen.random_taste(rng), rng), rng)",
        "kitchen.random_taste(rng), np.random.default_rng(0)), rng)",
    ),
    Mutant("experiments/practice", "held.mean(axis=0).argmin()", "held.mean(axis=0).argmax()"),
    Mutant("experiments/practice", '"gap": new - own', '"gap": new'),
    Mutant("experiments/practice", "first_best(new,", "first_best(-new,"),
    Mutant("experiments/knob_sweep", "share > 0.5 + beyond", "share > 0.5"),
    Mutant(
        "experiments/knob_sweep",
        "errors_left_out.argmin(axis=0)[None]",
        "errors_of_test[:9].argmin(axis=0)[None]",
    ),
    Mutant("experiments/other_data", "effect - margin > clearly * se", "effect > clearly * se"),
    Mutant(
        "experiments/other_data",
        "rival.mean(axis=0).argmin(axis=1)",
        "rival.mean(axis=0).argmax(axis=1)",
    ),
    Mutant("experiments/parameter_count", "np.ceil(gpt3[16] / gpu)", "np.floor(gpt3[16] / gpu)"),
    Mutant(
        "experiments/compression", '["validation_accuracy"][0] - cfg', '["test_accuracy"][0] - cfg'
    ),
    Mutant("experiments/compression", '"cut_share_first": np', '"cut_share_first": 1 - np'),
    Mutant("experiments/model_sizes", "line.rvalue**2", "line.rvalue"),
    Mutant("experiments/model_sizes", "gain.mean()", "np.median(gain)"),
    Mutant(
        "experiments/model_sizes",
        '("finished",), ("finished", "unreleased"), ("und',
        '("finished",), ("finished",), ("und',
    ),
    Mutant("compute/datasets/models", '"never released" in row["stated"]', "False"),
    Mutant(
        "experiments/scaling_law", '("big", 4), ("small", 1 / 4)', '("big", 1 / 4), ("small", 4)'
    ),
    Mutant("experiments/scaling_law", "floor / lowest", "lowest / floor"),
    Mutant(
        "experiments/federated",
        'each["pooled"] - each["fedavg"]',
        'each["fedavg"] - each["pooled"]',
    ),
    Mutant("experiments/edge_digit", "CERTAINTIES[:-1]) >= SURE", "CERTAINTIES[:-1]) > SURE"),
    Mutant(
        "experiments/edge_digit", "(seen)), cfg.false_alarms)", "(seen[:1])), cfg.false_alarms)"
    ),
    Mutant("experiments/specialisation", "- big[1, :, LAW]", "+ big[1, :, LAW]"),
    Mutant("experiments/specialisation", "1 + LAW] - size[:, 0]", "1 + SPORT] - size[:, 0]"),
    Mutant("compute/results", "> n_errors * se if both", "> n_errors if both"),
    Mutant("compute/results", "if len(a) != len(b):", "if len(a) > len(b):"),
    Mutant(
        "compute/results", "relative * abs(before), floor", "relative * max(map(abs, a)), floor"
    ),
]
