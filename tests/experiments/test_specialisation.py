import io
from math import log2

import numpy as np
import pytest

from scripts.compute.datasets import files
from scripts.compute.datasets.text_counts import load_text_counts, pack_text_counts
from scripts.compute.results import FIGURES
from scripts.experiments import specialisation
from scripts.experiments.specialisation import DOMAIN, GENERAL, Config
from scripts.models import ngram
from tests.javascript import answered

LAW, LAW_GLOSS, SPORT, FASHION, COOKING = range(5)


@pytest.fixture
def data(published):
    found = published("specialisation")["data"]
    return {k: np.array(v) if isinstance(v, list) else v for k, v in found.items()}


@pytest.fixture
def packed():
    return {
        name: ngram.unpack((FIGURES / f"specialisation.{name}.bin").read_bytes())
        for name in ("law", "mixed")
    }


def test_a_longer_memory_makes_law_easier_and_sport_hardly(data):
    assert np.all(np.diff(data["bits"][:, LAW]) < 0)
    gain = data["bits"][0] - data["bits"][-1]
    assert gain[LAW] > 4 * gain[SPORT]
    assert abs(gain[FASHION]) < 0.3 and abs(gain[COOKING]) < 0.3


def test_text_is_the_harder_the_further_it_is_from_what_was_read(data):
    law, law_gloss, *others = data["bits"][-1]
    assert law < data["constitution_bits"][-1] < law_gloss < min(others)
    assert max(others) < data["quoted"]["random_guess"] == pytest.approx(log2(27), rel=1e-5)


def test_the_first_gap_is_overfitting_and_data_closes_it(data):
    train, law, _ = data["gap_bits"].T
    assert np.all(np.diff(law - train) < 0)
    assert law[0] - train[0] > 4
    assert law[-1] - train[-1] < 0.03


def test_the_second_gap_is_not_and_data_does_not_close_it(data):
    _, law, sport = data["gap_bits"].T
    error = np.hypot(*data["gap_bits_se"][-1, 1:])
    assert sport[-1] - law[-1] > 1.5
    assert sport[-1] - law[-1] > 30 * error
    assert sport[-2] - sport[-1] < 0.15  # the last step nearly trebles the legal text


def test_a_little_law_read_to_death_is_worse_than_a_random_guess_on_anything_else(data):
    assert data["gap_bits"][0, 0] < 1
    assert data["gap_bits"][0, 1:].min() > data["quoted"]["random_guess"]


def test_a_mixed_diet_of_the_same_length_closes_most_of_what_can_be_closed(data):
    share, bits = data["share"], data["share_bits"]
    law_only, half, none = (bits[np.flatnonzero(share == s)[0]] for s in (1, 0.5, 0))
    closed = (law_only - half) / (law_only - none)
    assert np.all(closed[[SPORT, FASHION, COOKING]] > 0.8)
    assert half[LAW] - law_only[LAW] < 0.3 * (none[LAW] - law_only[LAW])


def test_a_tenth_of_other_text_buys_more_sport_than_it_costs_law(data):
    law_only, tenth = data["share_bits"][-1], data["share_bits"][-2]
    assert law_only[SPORT] - tenth[SPORT] > 10 * (tenth[LAW] - law_only[LAW]) > 0


def test_definitions_of_law_gain_from_definitions_of_anything(data):
    half = data["share_bits"][data["share"] == 0.5][0]
    assert half[LAW_GLOSS] < data["share_bits"][-1, LAW_GLOSS] - 0.1


def test_without_fashion_in_the_diet_more_than_half_of_the_gain_on_fashion_remains(data):
    kept, error = data["kept_share"], data["kept_share_se"]
    assert 0.4 < kept - 3 * error < kept + 3 * error < 0.8
    law_only, without, half = data["control_bits"]
    assert half[FASHION] < without[FASHION] < law_only[FASHION]
    assert without[SPORT] < half[SPORT]  # it read more sport instead


def test_the_diet_without_fashion_has_more_of_the_other_topics_instead():
    cfg = Config()
    fashion, sport = (
        set(specialisation.texts()[f"{topic}_train"][0].tolist()) for topic in ("fashion", "sport")
    )
    counts = []
    for topics in (GENERAL, ("sport", "cooking")):
        codes, n = specialisation.diet(cfg, 0.5, np.random.default_rng(0), topics)
        assert n.sum() == cfg.n_diet
        known = [code in sport and code not in fashion for code in codes.tolist()]
        counts.append(n[known].sum())
    assert counts[1] > 1.2 * counts[0]


def test_quoted_bits_are_those_of_the_tables(data):
    said = data["quoted"]
    tables = (
        (DOMAIN, data["bits"], [f"order_{order}" for order in data["order"]]),
        (DOMAIN, data["share_bits"], [f"share_{100 * s:.0f}" for s in data["share"]]),
        (("law", "sport"), data["replay_bits"][:, -1], ["replay_0", "replay_10"]),
        (("train", "law", "sport"), data["gap_bits"], ["chars_3000", "chars_10000"]),
        (("train", "law", "sport"), data["gap_bits"][-1:], ["chars_all"]),
    )
    for names, table, rows in tables:
        for row, values in zip(rows, table, strict=False):
            for name, value in zip(names, values, strict=True):
                assert said[f"{name}_{row}"] == value, (name, row)
    assert (said["law_before"], said["sport_before"]) == tuple(data["replay_bits"][0, 0])
    assert said["largest_se_share"] >= data["share_bits_se"].max() > said["largest_se_share"] - 0.01
    assert (said["law_big"], said["sport_big"]) == (
        data["big_bits"][1, LAW],
        data["big_bits"][1, SPORT],
    )


def test_quoted_differences_are_those_of_the_tables(data):
    said, control = data["quoted"], data["control_bits"]
    close = {"abs": 1e-4}
    assert said["kept_share"] == data["kept_share"]
    assert said["kept_share_se"] == data["kept_share_se"]
    gain = control[0, FASHION] - control[1:, FASHION]
    assert said["fashion_gain_without_fashion"] == pytest.approx(gain[0], **close)
    assert said["fashion_gain"] == pytest.approx(gain[1], **close)
    assert said["kept_share"] == pytest.approx(gain[0] / gain[1], rel=0.05)  # a mean of ratios
    assert said["mixed_gain_sport"] == pytest.approx(control[0, SPORT] - control[2, SPORT], **close)
    small, big = data["big_bits"]
    assert said["big_gain_sport"] == pytest.approx(small[SPORT] - big[SPORT], **close)
    assert said["big_gain_law"] == pytest.approx(small[LAW] - big[LAW], **close)
    for replay, path in zip(data["replay"], data["replay_bits"], strict=True):
        rise = path[-1, 1] - path[0, 1]
        assert said[f"sport_forgotten_replay_{100 * replay:.0f}"] == pytest.approx(rise, **close)
    for name, (train, law, sport) in zip(("3000", "10000"), data["gap_bits"], strict=False):
        assert said[f"law_gap_{name}"] == pytest.approx(law - train, **close)
        assert said[f"sport_gap_{name}"] == pytest.approx(sport - law, **close)
    train, law, sport = data["gap_bits"][-1]
    assert said["law_gap_all"] == pytest.approx(law - train, **close)
    assert said["sport_gap_all"] == pytest.approx(sport - law, **close)


def test_learning_law_forgets_sport_and_old_text_prevents_it(data):
    forgotten = data["replay_bits"][:, -1, 1] - data["replay_bits"][:, 0, 1]
    assert np.all(np.diff(forgotten) < 0)
    assert forgotten[0] > 5 * forgotten[-1] > 0
    assert np.all(data["replay_bits"][:, -1, 0] < data["replay_bits"][:, 0, 0] - 0.8)


def test_keeping_old_text_costs_some_law(data):
    assert np.all(np.diff(data["replay_bits"][:, -1, 0]) > 0)


def test_three_times_the_knobs_close_hardly_any_of_the_gap_to_sport(data):
    small, big = data["big_bits"][:, SPORT]
    mixed = data["share_bits"][data["share"] == 0.5][0, SPORT]
    assert small - big < 0.2 * (small - mixed)
    assert data["quoted"]["big_params"] > 2.9 * data["quoted"]["n_params"]


def test_in_the_same_style_each_topic_is_still_best_known_by_its_own_model(data):
    table = data["table_bits"]
    own = np.eye(4, dtype=bool)
    assert table[own].max() < table[~own].min() - 0.5


def test_pruning_costs_less_than_a_tenth_of_a_bit(data):
    assert np.max(data["packed_bits"] - data["full_bits"]) < 0.1


def test_the_shipped_models_are_small_and_have_the_bits_that_are_quoted(data, packed):
    for name, bits in zip(("law", "mixed"), data["packed_bits"], strict=True):
        content = (FIGURES / f"specialisation.{name}.bin").read_bytes()
        assert len(content) <= 45_000
        found = [packed[name].bits(specialisation.held_out(domain)) for domain in DOMAIN]
        assert found == pytest.approx(bits, rel=1e-5)


def test_every_context_of_the_shipped_models_sums_to_one(packed):
    for model in packed.values():
        for length, (contexts, *_) in enumerate(model.levels):
            for code in contexts[:: max(1, len(contexts) // 300)]:
                digits = [int(code) // 27**k % 27 for k in reversed(range(length))]
                context = "".join(ngram.ALPHABET[d] for d in digits)
                assert model.distribution(context).sum() == pytest.approx(1, abs=1e-12)


def test_the_two_models_write_different_text_and_each_the_same_twice(packed):
    texts = {
        name: ngram.sample(model, 300, np.random.default_rng(1).random, " the ")
        for name, model in packed.items()
    }
    assert texts["law"] != texts["mixed"]
    again = ngram.sample(packed["law"], 300, np.random.default_rng(1).random, " the ")
    assert texts["law"] == again


JAVASCRIPT = """
import { readFileSync } from "node:fs";
import { bitsPerCharacter, distribution, sample, unpack } from "./docs/js/lib/ngram.js";
const { contexts, texts, drawn } = JSON.parse(readFileSync(0));
const found = {};
for (const name of ["law", "mixed"]) {
  const model = unpack(Uint8Array.from(readFileSync(`figures/specialisation.${name}.bin`)).buffer);
  const numbers = [...drawn];
  found[name] = {
    p: contexts.map((context) => [...distribution(model, context)]),
    bits: texts.map((text) => bitsPerCharacter(model, text)),
    written: sample(model, drawn.length, () => numbers.shift(), " the "),
  };
}
console.log(JSON.stringify(found));
"""


def test_in_a_page_the_models_guess_weigh_and_write_as_they_do_here(packed):
    rng = np.random.default_rng(0)
    met = [
        "".join(ngram.ALPHABET[int(code) // 27**k % 27] for k in reversed(range(length)))
        for model in packed.values()
        for length, (contexts, *_) in enumerate(model.levels)
        for code in rng.choice(contexts, min(len(contexts), 40), replace=False)
    ]
    contexts = [*met, "zzzz", "q", " xq ", "a longer one than they remember"]
    texts = ["the goalkeeper kicked the ball", "licensed work", "a", "zqx"]
    drawn = rng.random(300)
    asked = {"contexts": contexts, "texts": texts, "drawn": drawn.tolist()}
    found = answered(JAVASCRIPT, asked)

    def bits(model: ngram.Packed, text: str) -> float:
        whole = f" {text}"
        places = range(1, len(whole))
        p = [model.distribution(whole[max(0, i - 4) : i]) for i in places]
        return -np.mean([log2(p[i - 1][ngram.ALPHABET.index(whole[i])]) for i in places])

    assert len(contexts) > 250
    for name, model in packed.items():
        expected = np.array([model.distribution(context[-4:]) for context in contexts])
        assert np.allclose(found[name]["p"], expected, rtol=0, atol=1e-12)
        assert found[name]["bits"] == pytest.approx([bits(model, text) for text in texts])
        assert found[name]["written"] == ngram.sample(model, 300, iter(drawn).__next__, " the ")


def test_the_page_shows_what_the_shipped_models_write_and_what_each_letter_costs(data, packed):
    beginning, example = (str(data[key]) for key in ("beginning", "example"))
    assert data["packed_bytes"] == sum(data["quoted"][f"packed_{n}_bytes"] for n in packed)
    for k, name in enumerate(data["packed_name"]):
        text = str(data["written"][k])
        assert text == specialisation.written(packed[name], beginning, 1, Config().n_written)
        assert len(text) > 120 and not set(text) - set(ngram.ALPHABET)
        own, other = data["written_bits"][name][k], data["written_bits"][name][1 - k]
        assert np.mean(own) < np.mean(other)
        for model, bits in zip(packed.values(), data["written_bits"][name], strict=True):
            whole = f" {beginning} {text}"
            codes = [ngram.ALPHABET.index(letter) for letter in text]
            p = [model.distribution(whole[: i - len(text)][-4:])[c] for i, c in enumerate(codes)]
            assert bits == pytest.approx(-np.log2(p), rel=1e-4)
        found = ngram.surprises(packed[name], example)
        assert data["example_bits"][k] == pytest.approx(found, rel=1e-5)
        assert data["quoted"][f"example_{name}"] == pytest.approx(np.mean(found), rel=1e-5)
    assert data["quoted"]["example_mixed"] < 0.75 * data["quoted"]["example_law"]


# How it was done


def test_all_diets_have_the_same_number_of_characters_and_their_share_of_law():
    cfg, rng = Config(), np.random.default_rng(0)
    law = specialisation.texts()["law_train"][0]
    for share in (0.0, 0.5, 1.0):
        codes, counts = specialisation.diet(cfg, share, rng)
        assert counts.sum() == cfg.n_diet
        if share == 1:
            assert np.all(np.isin(codes, law))


def test_the_legal_subsets_are_nested_and_the_three_texts_are_different():
    pieces = specialisation.legal(3_000, 0), specialisation.legal(30_000, 0)
    small, large = (dict(zip(*(part.tolist() for part in table), strict=True)) for table in pieces)
    assert all(large[code] >= n for code, n in small.items())
    assert sum(large.values()) == pytest.approx(30_000, abs=5)
    everything = specialisation.legal(300_000, 0)[1].sum()
    assert everything == pytest.approx(300_000, abs=5)
    others = [set(specialisation.legal(3_000, s)[0].tolist()) for s in (0, 1, 2)]
    assert len(others[0] & others[1]) < 0.5 * len(others[0])
    assert others[1] != others[2]


def test_no_held_out_gloss_text_is_a_copy_of_its_training_text():
    # A near-copy would share nearly all; documents of one kind share common words.
    texts = load_text_counts()
    for topic in ("law_gloss", *GENERAL):
        train = texts[f"{topic}_train"][0]
        for part in ("val", "held_out"):
            codes, counts = texts[f"{topic}_{part}"]
            known = counts[np.isin(codes, train)].sum() / counts.sum()
            assert known < 0.75, (topic, part)


def test_near_copies_are_dropped_and_different_documents_kept():
    from scripts.data.make_text_counts import distinct

    first = " ".join(f"word{i}" for i in range(60))
    copy = first.replace("word30", "other")
    extract = " ".join(f"word{i}" for i in range(20, 40))
    third = " ".join(f"thing{i}" for i in range(60))
    assert distinct([first, copy, extract, third, "short", "short"]) == [first, third, "short"]


def test_parts_of_a_text_count_what_the_whole_counts():
    from scripts.data.make_text_counts import counts_of

    text = "the licensor grants the licensee a licence to use the licensed work "
    parts = ngram.merge([counts_of(text, 0, 30), counts_of(text, 30)])
    assert all(np.array_equal(a, b) for a, b in zip(parts, counts_of(text), strict=True))


def test_packing_the_counts_again_gives_the_committed_numbers():
    # Not the committed bytes: how a zip file is framed differs between releases of Python.
    pieces = load_text_counts()
    content = pack_text_counts(pieces)
    assert content == pack_text_counts(pieces)
    packed, committed = (
        dict(np.load(source)) for source in (io.BytesIO(content), files.FOLDER / "text_counts.npz")
    )
    assert list(packed) == list(committed)
    assert all(np.array_equal(packed[name], committed[name]) for name in packed)
