import numpy as np
import pytest
from scipy.optimize import brentq, check_grad, minimize
from scipy.special import expit, log_expit, rel_entr

from scripts.models import preference

PENALTIES = (0.1, 1.0, 10.0)


def choices(n, p=4, seed=0):
    """Feature differences, winner minus loser, and the reward that made them."""
    rng = np.random.default_rng(seed)
    truth = rng.standard_normal(p)
    apart = rng.standard_normal((n, p))
    wins = rng.random(n) < expit(apart @ truth)
    return np.where(wins, 1, -1)[:, None] * apart, truth


def outcomes(n=400, seed=0):
    rng = np.random.default_rng(seed)
    base = rng.dirichlet(np.full(n, 0.5))
    return base, rng.standard_normal(n)


def test_its_gradient_is_that_of_finite_differences():
    differences, truth = choices(60)
    loss, gradient = (
        lambda x, i=i: preference.loss_and_gradient(x, differences, 2)[i] for i in (0, 1)
    )
    assert check_grad(loss, gradient, truth) < 1e-5


@pytest.mark.parametrize("penalty", PENALTIES)
@pytest.mark.parametrize(("n", "p"), [(3, 20), (30, 20), (1000, 5)])
def test_newton_finds_what_scipy_finds(n, p, penalty):
    differences, _ = choices(n, p, seed=n)
    found = preference.fit_reward(differences, penalty)

    def loss(reward):
        total = penalty / 2 * np.sum(reward**2)
        return total - np.sum(log_expit(differences @ reward))

    theirs = minimize(loss, np.zeros(p), method="BFGS", options={"gtol": 1e-7, "maxiter": 5000})
    assert np.allclose(found, theirs.x, atol=2e-5)
    assert loss(found) <= theirs.fun + 1e-9


def test_it_equals_logistic_regression_without_an_intercept():
    from sklearn.linear_model import LogisticRegression

    differences, _ = choices(200)
    both = np.concatenate([differences, -differences])  # every pair in both orders counts twice
    labels = np.repeat([1, 0], 200)
    model = LogisticRegression(C=1 / 6, fit_intercept=False, tol=1e-10, max_iter=1000)
    theirs = model.fit(both, labels).coef_[0]
    assert np.allclose(preference.fit_reward(differences, 3), theirs, rtol=1e-5)


def test_comparisons_that_all_agree_still_have_one_best_reward():
    differences = np.abs(choices(20)[0])  # separable: without a penalty the reward would run away
    found = preference.fit_reward(differences, 1e-6)
    assert np.all(np.isfinite(found))
    gradient = preference.loss_and_gradient(found, differences, 1e-6)[1]
    assert np.abs(gradient).max() < 1e-4


def test_a_start_changes_nothing_and_is_left_alone():
    differences, truth = choices(100)
    start = 20 * truth  # far out, where a full step overshoots
    before = start.copy()
    found = preference.fit_reward(differences, 1.0, start)
    assert np.allclose(found, preference.fit_reward(differences, 1.0), atol=1e-6)
    assert np.array_equal(start, before)


def test_many_comparisons_bring_back_the_reward_that_made_them():
    errors = []
    for n in (100, 1_000, 10_000):
        differences, truth = choices(n)
        errors.append(np.linalg.norm(preference.fit_reward(differences, 0.1) - truth))
    assert errors[0] > errors[1] > errors[2]
    assert errors[2] < 0.1


def test_the_penalty_is_the_one_of_explicit_folds():
    differences, _ = choices(47, 6)
    chosen, losses = preference.choose_penalty(differences, PENALTIES, n_folds=4)
    for penalty, loss in zip(PENALTIES, losses, strict=True):
        total = 0.0
        for fold in range(4):
            rest = [i for i in range(47) if i % 4 != fold]
            reward = preference.fit_reward(differences[rest], penalty)
            total -= sum(log_expit(d @ reward) for d in differences[fold::4])
        assert loss == pytest.approx(total / 47, rel=1e-4)
    assert chosen == PENALTIES[int(losses.argmin())]


def test_few_comparisons_ask_for_a_stronger_brake():
    few, many = (
        np.mean(
            [
                np.log(preference.choose_penalty(choices(n, 10, s)[0], (0.1, 1, 10, 100))[0])
                for s in range(12)
            ]
        )
        for n in (12, 800)
    )
    assert few > many


def test_a_penalty_of_zero_is_refused():
    with pytest.raises(ValueError, match="must be positive"):
        preference.fit_reward(choices(5)[0], 0)


def test_the_divergence_is_scipys():
    base, reward = outcomes()
    policy = preference.tilt(base, reward, 1.5)
    assert preference.divergence(policy, base) == pytest.approx(rel_entr(policy, base).sum())
    assert preference.divergence(base, base) == 0
    alone = np.eye(len(base))[7]
    assert preference.divergence(alone, base) == pytest.approx(-np.log(base[7]))


def test_the_path_goes_exactly_as_far_as_asked():
    base, reward = outcomes()
    asked = [0, 0.001, 0.3, 1, 2.5, 0.999 * preference.furthest(base, reward)]
    before = -1.0
    for kl, (strength, policy) in zip(
        asked, preference.tilt_path(base, reward, asked), strict=True
    ):
        assert policy.sum() == pytest.approx(1)
        assert preference.divergence(policy, base) == pytest.approx(kl, rel=1e-6, abs=1e-12)
        assert np.allclose(policy, preference.tilt(base, reward, strength), rtol=1e-9, atol=1e-15)
        assert strength > before
        before = strength
        if kl in (0.3, 1):

            def off(s, kl=kl):
                return preference.divergence(preference.tilt(base, reward, s), base) - kl

            assert strength == pytest.approx(brentq(off, 0, 50), rel=1e-6)


@pytest.mark.parametrize("scale", [1e-3, 1, 1e3])
def test_the_unit_of_the_reward_does_not_matter(scale):
    base, reward = outcomes()
    [(one, plain)] = preference.tilt_path(base, reward, [1.7])
    [(other, scaled)] = preference.tilt_path(base, scale * reward + 5, [1.7])
    assert np.allclose(plain, scaled, rtol=1e-5)
    assert one == pytest.approx(scale * other, rel=1e-6)


def test_no_other_policy_as_near_earns_more():
    base, reward = outcomes(40)
    [(_, best)] = preference.tilt_path(base, reward, [0.5])
    rng = np.random.default_rng(1)
    for _ in range(200):
        other = preference.tilt(base, reward + rng.normal(0, 1, 40), rng.uniform(0, 3))
        share = 1.0  # towards the base until it is near enough
        while preference.divergence(share * other + (1 - share) * base, base) > 0.5:
            share *= 0.95
        assert (share * other + (1 - share) * base) @ reward <= best @ reward + 1e-9


def test_a_push_past_the_best_outcome_is_refused():
    base, reward = outcomes(30)
    end = preference.furthest(base, reward)
    assert end == pytest.approx(-np.log(base[reward.argmax()]))
    with pytest.raises(ValueError, match="is not between 0 and"):
        list(preference.tilt_path(base, reward, [end * 1.001]))


def test_the_choice_against_an_opponent_is_the_mean_over_all_pairs():
    opponent, taste = outcomes(300, seed=2)
    taste = 4 * taste
    expected = expit(taste[:, None] - taste) @ opponent
    assert np.abs(preference.choice_against(taste, opponent) - expected).max() < 1e-5
    other = expit(np.abs(taste[:, None] - taste)) @ opponent
    found = preference.choice_against(taste, opponent, lambda d: expit(np.abs(d)))
    assert np.abs(found - other).max() < 1e-3  # a kink at zero costs digits


def test_against_itself_a_policy_wins_half_of_the_time():
    base, taste = outcomes()
    assert base @ preference.choice_against(taste, base) == pytest.approx(0.5, abs=1e-9)
    assert np.all(preference.choice_against(np.full(5, 3.0), np.full(5, 0.2)) == 0.5)
