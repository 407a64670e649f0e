import numpy as np
import pytest

from scripts.models import table_policy

SHAPE = (3, 4, 2, 3)


def corpus(n, seed=0):
    rng = np.random.default_rng(seed)
    probabilities = rng.dirichlet(np.full(np.prod(SHAPE), 0.3)).reshape(SHAPE)
    return probabilities, rng.multinomial(n, probabilities.ravel()).reshape(SHAPE)


def test_it_has_the_published_numbers_of_parameters():
    assert table_policy.n_params((9,) * 5, 0) == 40
    assert table_policy.n_params((9,) * 5, 3) == 12_392
    assert table_policy.n_params((9,) * 5, 4) == 9**5 - 1


@pytest.mark.parametrize("memory", range(4))
def test_its_probabilities_sum_to_one(memory):
    _, counts = corpus(50)
    fit = table_policy.fit(counts, memory, 2.5)
    assert fit.shape == SHAPE
    assert fit.sum() == pytest.approx(1)
    assert fit.min() > 0


def test_without_memory_it_is_the_product_of_the_margins():
    _, counts = corpus(500)
    found = table_policy.fit(counts, 0, 1e-9)
    margins = [counts.sum(axis=tuple(b for b in range(4) if b != a)) / 500 for a in range(4)]
    assert np.allclose(found, np.einsum("a,b,c,d->abcd", *margins), rtol=1e-6)


def test_with_all_the_memory_there_is_it_is_the_corpus():
    _, counts = corpus(500)
    assert np.allclose(table_policy.fit(counts, 3, 1e-9), counts / 500, atol=1e-7)


def test_a_memory_of_one_is_a_chain_of_conditional_counts():
    counts = corpus(5000)[1]
    found = table_policy.fit(counts, 1, 1e-9)
    second = counts.sum(axis=(2, 3)) / counts.sum(axis=(1, 2, 3))[:, None]
    assert np.allclose(found.sum(axis=(2, 3)), found.sum(axis=(1, 2, 3))[:, None] * second)
    third = counts.sum(axis=(0, 3)) / counts.sum(axis=(0, 2, 3))[:, None]
    given = found.sum(axis=3) / found.sum(axis=(2, 3))[..., None]
    assert np.allclose(given, np.broadcast_to(third, given.shape))


def test_the_prior_of_a_table_is_the_table_with_one_less_memory():
    counts = np.zeros((2, 2))
    counts[0, 0], counts[0, 1], counts[1, 0] = 6, 2, 1
    found = table_policy.fit(counts, 1, 3.0)
    first = (8 + 1.5) / (9 + 3)
    alone = (7 + 1.5) / (9 + 3)  # of a 0 in the second place, without memory
    assert found[0, 0] == pytest.approx(first * (6 + 3 * alone) / (8 + 3))
    assert found[1, 1] == pytest.approx((1 - first) * (0 + 3 * (1 - alone)) / (1 + 3))


def test_no_strength_that_was_tried_is_better_on_the_held_out_corpus():
    probabilities, counts = corpus(300)
    held_out = np.random.default_rng(1).multinomial(2000, probabilities.ravel()).reshape(SHAPE)
    strengths = (0.1, 1, 10, 100, 1000)
    best = table_policy.choose_strength(counts, held_out, 3, strengths)
    scores = {
        s: table_policy.log_likelihood(held_out, table_policy.fit(counts, 3, s)) for s in strengths
    }
    assert scores[best] == max(scores.values())
    assert best not in (strengths[0], strengths[-1])


def test_the_likelihood_is_the_mean_log_probability():
    counts, fit = np.array([[2, 0], [1, 1]]), np.array([[0.5, 0.1], [0.2, 0.2]])
    expected = (2 * np.log(0.5) + 2 * np.log(0.2)) / 4
    assert table_policy.log_likelihood(counts, fit) == pytest.approx(expected)
