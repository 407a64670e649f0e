import numpy as np
import pytest
from scipy import stats
from threadpoolctl import threadpool_limits

from scripts.compute.datasets.digits import load_digits
from scripts.experiments import digit_knobs


@pytest.fixture
def data(published):
    return published("digit_knobs")["data"]


def test_there_are_640_knobs_and_gpt3_has_273_million_times_as_many(data):
    assert np.shape(data["weights"]) == (10, 8, 8)
    assert len(data["biases"]) == 10
    assert data["quoted"]["n_knobs"] == 640
    assert data["quoted"]["n_params"] == 650
    assert round(data["quoted"]["gpt3_times_million"]) == 273


def test_the_digits_show(data):
    images, labels = load_digits()
    means = np.array([images[labels == k].mean(axis=0) for k in range(10)])
    contrast = means - means.mean(axis=0)  # ink that a digit has and the others lack
    alike = np.corrcoef(np.reshape(data["weights"], (10, 64)), contrast)[:10, 10:]
    assert np.all(alike.argmax(axis=1) == np.arange(10))
    assert np.all(np.diag(alike) > 0.7)


def test_pixels_that_never_hold_ink_keep_their_knobs_at_zero(data):
    images, _ = load_digits()
    blank = images.max(axis=0) == 0
    assert blank.any()
    assert np.all(np.reshape(data["weights"], (10, 64))[:, blank] == 0)


def test_it_reads_most_digits_it_has_never_seen(data):
    assert data["test_accuracy"] > 0.75
    assert data["train_accuracy"] > data["test_accuracy"]


def test_a_weaker_penalty_reads_better_and_shows_less(data):
    quoted = data["quoted"]
    assert data["better_penalty"] < data["penalty"] / 10
    assert quoted["gain"] > 3 * quoted["gain_se"]
    assert quoted["n_penalties_tried"] == len(data["all_penalty"])


def test_the_better_penalty_is_not_at_the_end_of_those_tried(data):
    assert min(data["all_penalty"]) < data["better_penalty"] < max(data["all_penalty"])


def test_the_shown_model_is_scikit_learns():
    from sklearn.linear_model import LogisticRegression

    cfg = digit_knobs.QUICK
    with threadpool_limits(1):
        shown, accuracy, sizes = digit_knobs.one_split(cfg, np.random.default_rng(0))
    images, labels = load_digits()
    order = np.random.default_rng(0).permutation(len(labels))
    train, test = order[: cfg.n_train], order[cfg.n_train + cfg.n_validation :]
    model = LogisticRegression(C=1 / cfg.penalty, tol=1e-8, solver="newton-cholesky")
    with threadpool_limits(1):
        model.fit(images[train] / 16, labels[train])
    assert np.abs(shown.weights - model.coef_).max() < 1e-4
    assert accuracy[0, 0] == model.score(images[train] / 16, labels[train])
    assert accuracy[0, 2] == pytest.approx(model.score(images[test] / 16, labels[test]), abs=0.005)
    assert sizes.tolist() == [1000, 300, 497]


def test_the_better_strength_is_chosen_on_validation_images_whatever_the_test_images_say(
    monkeypatch,
):
    cfg = digit_knobs.QUICK  # three penalties: rows of training, validation and test rates
    shown, _, sizes = digit_knobs.one_split(cfg, np.random.default_rng(0))
    made_up = (
        [[0.5, 0.5, 0.9], [0.6, 0.8, 0.7], [0.9, 0.7, 0.8]],
        [[0.9, 0.5, 0.4], [0.5, 0.6, 0.3], [0.7, 0.5, 0.9]],
    )
    splits = [(shown, np.array(rates), sizes) for rates in made_up]
    monkeypatch.setattr(digit_knobs, "spread", lambda *_, **__: splits)
    data = digit_knobs.run(cfg)
    assert data["better_penalty"] == cfg.other_penalties[0]
    assert data["better_test_accuracy"] == pytest.approx((0.7 + 0.3) / 2)
    assert data["quoted"]["better_chosen_in_splits"] == 2
    assert data["quoted"]["gain"] == pytest.approx((0.7 - 0.9 + 0.3 - 0.4) / 2)


def test_quoted_accuracies_and_their_spread_are_those_of_the_splits(data):
    said = data["quoted"]
    for name, key in (("test_accuracy", "by_split"), ("better_test_accuracy", "better_by_split")):
        each = np.array(data[key])
        assert len(each) == said["n_splits"]
        assert said[name] == data[name] == pytest.approx(each.mean(), rel=1e-5)
        assert said[f"{name}_se"] == pytest.approx(stats.sem(each), rel=1e-4)
        assert said[f"{name}_sd"] == pytest.approx(np.std(each, ddof=1), rel=1e-4)
    gain = np.subtract(data["better_by_split"], data["by_split"])
    assert said["gain"] == pytest.approx(gain.mean(), rel=1e-4)
    assert said["gain_se"] == pytest.approx(stats.sem(gain), rel=1e-3)
    assert said["shown_test_accuracy"] == data["by_split"][0]
    assert said["better_chosen_in_splits"] > said["n_splits"] / said["n_penalties_tried"]


def test_thirteen_hands_wrote_the_digits():
    from sklearn import datasets

    text = " ".join(datasets.load_digits().DESCR.split())
    assert "different 13 to the test set" in text
    assert "copy of the test set" in text
    assert digit_knobs.N_HANDS == 13


def test_what_a_vote_decides_is_not_compared_and_all_else_is(data):
    votes = {key for key, allowed in digit_knobs.TOLERANCE.items() if isinstance(allowed, str)}
    assert votes == {"better_penalty", "better_penalty_c", "better_chosen_in_splits"}
    assert set(digit_knobs.TOLERANCE) - {"default"} <= set(data) | set(data["quoted"])
