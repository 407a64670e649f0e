import hashlib

import numpy as np
import pytest
from scipy import stats
from threadpoolctl import threadpool_limits

from scripts.compute.datasets.digits import load_digits
from scripts.compute.results import FIGURES
from scripts.experiments import digit_knobs
from scripts.models import glyphs, lesson


@pytest.fixture
def data(published):
    return published("digit_knobs")["data"]


@pytest.fixture(scope="module")
def digits():
    """Training, test and validation images of the shipped division, with their labels."""
    cfg = digit_knobs.Config()
    return digit_knobs.parts(digit_knobs.divided(cfg, np.random.default_rng(0).spawn(1)[0]))


def test_there_are_640_knobs_and_gpt3_has_273_million_times_as_many(data):
    assert np.shape(data["weights"]) == (10, 8, 8)
    assert len(data["biases"]) == 10
    assert data["quoted"]["n_knobs"] == 640
    assert data["quoted"]["n_params"] == 650
    assert round(data["quoted"]["gpt3_times_million"]) == 273


def test_the_digits_show(data):
    images, labels = load_digits()
    means = np.array([images[labels == k].mean(axis=0) for k in range(10)])
    weights = np.reshape(data["weights"], (10, 64))
    alike = np.corrcoef(weights, means)[:10, 10:]
    assert np.all(alike.argmax(axis=1) == np.arange(10))
    assert np.all(np.diag(alike) > 0.6)


def test_two_scrambles_end_in_almost_the_same_machine(data, digits):
    cfg = digit_knobs.Config()
    start, end = [], []
    for seed in (1, 2):
        start.append(lesson.scrambled(seed, 10, 64, cfg.scramble).weights)
        end.append(digit_knobs.taught(cfg, cfg.recipe(), digits[0], digits[1], seed)[0].weights)
    assert np.std(end[1] - end[0]) < 0.1 * np.std(start[1] - start[0])
    assert end[0].ravel() == pytest.approx(np.ravel(data["weights"]), abs=1e-5)


def test_scrambled_it_reads_a_tenth_and_trained_nine_tenths_of_digits_it_has_never_seen(data):
    assert np.mean(data["before"]) == pytest.approx(0.1, abs=0.03)
    assert min(data["after"]) > 0.9 > 0.25 > max(data["before"])
    assert min(data["split_after"]) > 0.87


def test_the_rate_climbs_step_by_step_to_that_of_the_drawn_machine(data):
    rate = np.array(data["by_step"])
    assert len(rate) == data["quoted"]["n_steps"] + 1 == data["step"][-1] + 1
    assert np.all(np.diff(rate) > -0.03)
    assert rate[30] > 0.85 and rate[5] < 0.6  # it takes a while, and not too long
    assert np.all(np.array(data["by_step_p10"]) <= rate)
    assert data["accuracy"][-1] == data["quoted"]["end_accuracy"] == data["after"][0]
    assert data["accuracy"][0] == data["quoted"]["start_accuracy"] == data["before"][0]


def test_the_shipped_digits_are_the_first_division_and_none_is_in_two_parts(data, digits):
    content = (FIGURES / "digit_knobs.lesson.bin").read_bytes()
    assert len(content) == data["lesson"]["bytes"] <= 45_000
    assert hashlib.sha256(content).hexdigest() == data["binaries"]["lesson"]["sha256"]
    images, labels = lesson.unpacked(content, 1100, 64)
    for part, (x, y) in zip((slice(600), slice(600, None)), digits, strict=False):
        assert np.array_equal(images[part] / 16, x) and np.array_equal(labels[part], y)
    rows = digit_knobs.divided(digit_knobs.Config(), np.random.default_rng(0).spawn(1)[0])
    assert [len(r) for r in rows] == [600, 500, 697]
    assert len(set(np.concatenate(rows))) == 1797


def test_the_drawn_machine_reads_the_test_digits_at_the_published_rate(data, digits):
    x, labels = digits[1]
    scores = x @ np.reshape(data["weights"], (10, 64)).T + data["biases"]
    assert np.mean(scores.argmax(axis=1) == labels) == data["quoted"]["end_accuracy"]


def test_the_chosen_rate_of_learning_is_the_slowest_that_has_arrived(data):
    cfg = digit_knobs.Config()
    rates = np.array(data["tried_validation"])  # (lr, brake)
    assert data["quoted"]["n_tried"] == rates.size
    lr, brake = cfg.tried_lr.index(cfg.lr), cfg.tried_brake.index(cfg.brake)
    assert rates[lr, brake] > rates[:lr, brake].max() + 0.005
    assert rates[lr, brake] > rates[lr + 1 :, brake].max() - 0.005
    assert (
        rates[lr, brake] > rates[lr, :brake].max() - 0.015
    )  # half the brake reads a little better
    assert rates[lr, brake] > rates[lr, brake + 1 :].max()


def test_the_paper_is_the_best_of_those_tried_on_styles_that_are_not_the_last_test(data):
    cfg, said = digit_knobs.Config(), data["quoted"]
    best = int(np.argmax(data["paper_rate"]))
    for name in ("moved", "wide", "pen", "upright"):
        assert data[f"paper_{name}"][best] == getattr(cfg, name), name
    assert said["n_papers"] == len(data["paper_rate"]) == 72
    assert said["pens_validation"] == data["paper_rate"][best]
    plain = [r for r, u in zip(data["paper_rate"], data["paper_upright"], strict=True) if u == 0]
    assert max(data["paper_rate"]) > max(plain) + 0.1  # without the slant taken out


def test_the_last_test_is_of_a_style_that_nothing_was_chosen_on(monkeypatch):
    asked = []
    real = digit_knobs.drawn
    monkeypatch.setattr(
        digit_knobs, "drawn", lambda n, f, rng: asked.append((n, f)) or real(n, f, rng)
    )
    cfg = digit_knobs.QUICK
    with threadpool_limits(1):
        digit_knobs.run(cfg)
    assert asked[-1] == (cfg.n_pens_test, (glyphs.TEST,))
    assert all(glyphs.TEST not in families for _, families in asked[:-1])


def test_settings_are_chosen_without_the_test_digits(monkeypatch):
    cfg, seen = digit_knobs.QUICK, []
    real = digit_knobs.taught

    def watched(cfg, recipe, learned, tested, seed):
        seen.append((recipe, len(tested[1])))
        return real(cfg, recipe, learned, tested, seed)

    monkeypatch.setattr(digit_knobs, "taught", watched)
    monkeypatch.setattr(
        digit_knobs, "spread", lambda f, tasks, **_: [np.full(61, 0.5) for _ in tasks]
    )
    digit_knobs.run(cfg)
    tried = [n for recipe, n in seen if recipe.lr != cfg.lr or recipe.brake != cfg.brake]
    assert tried and set(tried) == {697}


def test_a_drawing_is_told_apart_better_than_before_the_slant_was_taken_out(data):
    assert data["quoted"]["pens_accuracy"] > 0.75
    assert data["quoted"]["pens_se"] < 0.02


def test_quoted_spreads_are_those_of_the_repeats(data):
    said = data["quoted"]
    assert (
        len(data["after"]) == said["n_scrambles"] and len(data["split_after"]) == said["n_splits"]
    )
    assert said["after_sd"] == pytest.approx(np.std(data["after"], ddof=1), rel=1e-4)
    assert said["before_sd"] == pytest.approx(np.std(data["before"], ddof=1), rel=1e-4)
    assert said["split_se"] == pytest.approx(stats.sem(data["split_after"]), rel=1e-4)
    assert said["split_sd"] == pytest.approx(np.std(data["split_after"], ddof=1), rel=1e-4)
    assert data["split_after"][0] == data["after"][0]  # the first division, the first scramble


def test_gpt3_would_fill_a_field_that_takes_most_of_an_hour_to_walk_along():
    field = digit_knobs.field()
    assert field["gpt3_km2"] == pytest.approx(17.5)  # 1.75e11 square centimetres
    assert 2400 < field["gpt3_pitches"] < 2500
    assert field["gpt3_side_minutes"] == pytest.approx(60 * 17.5**0.5 / 5)


def test_thirteen_hands_wrote_the_digits():
    from sklearn import datasets

    text = " ".join(datasets.load_digits().DESCR.split())
    assert "different 13 to the test set" in text
    assert "copy of the test set" in text
    assert digit_knobs.N_HANDS == 13


def test_every_tolerance_is_of_a_number_that_is_there(data):
    assert set(digit_knobs.TOLERANCE) - {"default"} <= set(data) | set(data["quoted"])
