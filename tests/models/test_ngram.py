"""Character n-grams: probabilities, the published formula, and the packed form of the page."""

import itertools
from collections import Counter
from math import log2

import numpy as np
import pytest

from scripts.data.make_text_counts import counts_of
from scripts.models import ngram

TEXT = (
    "the court may order the party to pay the costs of the other party and the other party may "
    "ask the court to hear the case again if the order was made when the party was not there "
)


@pytest.fixture(scope="module")
def table():
    return ngram.merge([counts_of(TEXT)])


def every_next(context: str) -> np.ndarray:
    """Codes of a context of five characters with each of the 27 symbols after it."""
    return ngram.code_of(context) * 27 + np.arange(27)


def kneser_ney(text: str, order: int, context: str, symbol: str) -> float:
    """Interpolated Kneser-Ney from strings, by its definition and without a shortcut."""
    highest = Counter(text[i : i + order] for i in range(6 - order, len(text) - order + 1))
    levels = {order: highest}
    for k in range(order - 1, 0, -1):
        levels[k] = Counter(gram[1:] for gram in levels[k + 1])  # different symbols before it

    def p(k: int) -> float:
        if k == 0:
            return 1 / 27
        counts = levels[k]
        seen = Counter(counts.values())
        discount = seen[1] / (seen[1] + 2 * seen[2]) if seen[1] else 0.5
        before = context[len(context) - (k - 1) :]
        after = {g[-1]: n for g, n in counts.items() if g[:-1] == before}
        total = sum(after.values())
        if not total:
            return p(k - 1)
        kept = after[symbol] - discount if symbol in after else 0.0
        return kept / total + discount * len(after) / total * p(k - 1)

    return p(order)


@pytest.mark.parametrize("order", range(1, 7))
@pytest.mark.parametrize("context", ["court", " the ", "party", "zzzzz", "qu th"])
def test_it_equals_the_formula_written_out_over_strings(table, order, context):
    model = ngram.fit(table, order)
    reference = [kneser_ney(TEXT, order, context, s) for s in ngram.ALPHABET]
    assert model.probability(every_next(context)) == pytest.approx(reference, rel=1e-12)


@pytest.mark.parametrize("order", range(1, 7))
def test_probabilities_of_every_context_sum_to_one(table, order):
    model = ngram.fit(table, order)
    contexts = {TEXT[i : i + 5] for i in range(len(TEXT) - 4)} | {"zzzzz", "     ", "xqthe"}
    for context in contexts:
        p = model.probability(every_next(context))
        assert p.min() > 0
        assert p.sum() == pytest.approx(1, abs=1e-12)


def test_bits_per_character_are_what_reading_the_text_character_by_character_gives(table):
    other = "the party may pay the court if there was no other order in this case "
    for order in (2, 4, 6):
        model = ngram.fit(table, order)
        read = [
            -log2(model.probability(np.array([ngram.code_of(other[i - 5 : i + 1])]))[0])
            for i in range(5, len(other))
        ]
        assert model.bits(counts_of(other)) == pytest.approx(np.mean(read), rel=1e-12)


def test_a_model_that_saw_nothing_useful_needs_the_bits_of_a_random_guess():
    model = ngram.fit(counts_of("abcdefghijklmnopqrstuvwxyz " * 3), 1)
    assert model.bits(counts_of(TEXT)) == pytest.approx(log2(27), abs=0.1)


def test_merging_adds_counts_and_thinning_takes_exactly_so_many(table):
    codes, counts = ngram.merge([table, table])
    assert np.array_equal(codes, table[0])
    assert np.array_equal(counts, 2 * table[1])
    thinned = ngram.thin((codes, counts), 100, np.random.default_rng(0))
    assert thinned[1].sum() == 100
    assert np.all(thinned[1] <= counts[np.searchsorted(codes, thinned[0])])
    again = ngram.thin((codes, counts), 100, np.random.default_rng(0))
    assert all(np.array_equal(a, b) for a, b in zip(thinned, again, strict=True))


def test_shorter_counts_are_those_of_the_text(table):
    codes, counts = ngram.shortened(table, 3)
    expected = Counter(TEXT[i : i + 3] for i in range(3, len(TEXT) - 2))
    assert dict(zip(codes.tolist(), counts.tolist(), strict=True)) == {
        ngram.code_of(gram): n for gram, n in expected.items()
    }


# The packed form


@pytest.fixture(scope="module")
def packed(table):
    return ngram.unpack(ngram.pack(table, 5, (1, 1, 1, 2, 2)))


def test_after_pruning_every_context_still_sums_to_one_and_nothing_is_impossible(packed):
    contexts = {TEXT[i : i + 4] for i in range(len(TEXT) - 3)} | {"zzzz", "", "q", "xthe"}
    for context in contexts:
        p = packed.distribution(context)
        assert p.sum() == pytest.approx(1, abs=1e-12)
        assert p.min() > 0


def test_unpruned_the_packed_model_is_the_model_within_its_rounding(table):
    model, packed = ngram.fit(table, 5), ngram.unpack(ngram.pack(table, 5, (1,) * 5))
    for context in ("court", " the ", "party", "zzzzz"):
        exact = model.probability(every_next(context))
        assert packed.distribution(context[1:]) == pytest.approx(exact, abs=0.01)
    assert packed.bits(table) == pytest.approx(model.bits(table), abs=0.03)


def test_its_bits_are_those_of_its_distributions(table, packed):
    codes, counts = table
    symbols = codes[:, None] // 27 ** np.arange(5, -1, -1) % 27
    texts = ["".join(ngram.ALPHABET[s] for s in row) for row in symbols]
    p = [packed.distribution(text[1:5])[ngram.ALPHABET.index(text[5])] for text in texts]
    assert packed.bits(table) == pytest.approx(-np.sum(counts * np.log2(p)) / counts.sum())


def test_the_same_seed_writes_the_same_text_and_another_seed_another(packed):
    first, again = (ngram.sample(packed, 200, np.random.default_rng(3).random) for _ in range(2))
    assert first == again
    assert len(first) == 200 and set(first) <= set(ngram.ALPHABET)
    assert first != ngram.sample(packed, 200, np.random.default_rng(4).random)


def test_packing_twice_gives_the_same_bytes_and_fewer_than_two_for_a_run(table):
    content = ngram.pack(table, 5, (1,) * 5)
    assert content == ngram.pack(table, 5, (1,) * 5)
    runs = sum(len(symbols) for *_, symbols, _ in ngram.unpack(content).levels)
    assert runs > 300 and len(content) < 2 * runs


@pytest.mark.parametrize("seed", range(4))
def test_what_is_kept_has_its_beginning_and_its_end_in_the_order_below(seed):
    rng = np.random.default_rng(seed)
    text = "".join(rng.choice(list("abc e "), 3_000))
    levels = ngram.unpack(ngram.pack(counts_of(text), 5, (1, 1, 2, 2, 3))).levels
    kept = []
    for contexts, starts, back, symbols, weights in levels:
        kept.append(set((np.repeat(contexts, np.diff(starts)) * 27 + symbols).tolist()))
        assert back.min() >= 1 and weights.min() >= 1 and np.diff(starts).min() >= 1
        largest = [max(b, *w) for b, w in zip(back, np.split(weights, starts[1:-1]), strict=True)]
        assert set(largest) == {255}
    for k, (shorter, longer) in enumerate(itertools.pairwise(kept), start=1):
        assert longer and {c // 27 for c in longer} | {c % 27**k for c in longer} <= shorter


@pytest.mark.parametrize("bad", [b"", b"KNOB\x01\x05\x1b\x00", b"GIF89a..."])
def test_bytes_that_are_no_model_are_refused(bad):
    with pytest.raises(ValueError, match="not a packed"):
        ngram.unpack(bad)


def test_bytes_after_the_end_are_refused(table):
    with pytest.raises(ValueError, match="announced"):
        ngram.unpack(ngram.pack(table, 2, (1, 1)) + bytes(4))


def test_a_mixture_has_so_many_characters_of_every_text():
    rng = np.random.default_rng(0)
    first = np.array([3, 8, 20]), np.array([50, 30, 20])
    second = np.array([5, 8]), np.array([10, 40])
    codes, counts = ngram.mixed([(first, 60), (second, 30), (second, 0)], rng)
    assert counts.sum() == 90
    assert counts[codes == 5] <= 10 and counts[np.isin(codes, [3, 20])].sum() <= 60
    whole = ngram.mixed([(first, 100), (second, 50)], rng)
    assert dict(zip(*map(np.ndarray.tolist, whole), strict=True)) == {3: 50, 5: 10, 8: 70, 20: 20}


def test_the_best_order_is_the_one_with_the_fewest_bits_on_other_text():
    seen, new = (
        counts_of("the cat sat on the mat and the rat " * 9),
        counts_of("the cat and the mat"),
    )
    bits = {order: ngram.fit(seen, order).bits(new) for order in (1, 2, 3, 6)}
    assert ngram.best_order([(seen, new)], (1, 2, 3, 6)) == min(bits, key=bits.get)
    assert ngram.best_order(iter([(seen, new)] * 2), (1, 2)) == min((1, 2), key=bits.get)
