import dataclasses
from fractions import Fraction

import numpy as np
import pytest

from scripts.compute.datasets.param_counts import load_param_counts
from scripts.models.transformer import TransformerShape, count_parameters, memory_bytes

COUNTS = load_param_counts()
LLAMA = {"tied": False, "gated_mlp": True, "linear_bias": False, "norm": "rms"}
SMALL = TransformerShape(
    n_layers=2, d_model=8, n_heads=4, n_kv_heads=2, d_head=2, d_ff=16, vocab_size=11
)


def shape(n_layers, d_model, n_heads, n_kv_heads, d_head, d_ff, vocab_size, **more):
    return TransformerShape(
        n_layers, d_model, n_heads, n_kv_heads, d_head, d_ff, vocab_size, **more
    )


@pytest.mark.parametrize("row", COUNTS, ids=[row["name"] for row in COUNTS])
def test_the_count_is_exact_for_models_of_the_table(row):
    sizes = {k: v for k, v in row.items() if k not in ("name", "params", "active")}
    found = count_parameters(TransformerShape(**sizes))
    assert (found.total, found.active) == (row["params"], row["active"])


PUBLISHED = {
    # GPT-1 ends without a norm. 116,534,784: transformers, OpenAIGPTModel with default config.
    "GPT-1": (
        116_534_784,
        shape(12, 768, 12, 12, 64, 3072, 40478, n_positions=512, final_norm=False),
    ),
    # An encoder: a norm after the embedding, none at the end. Sanh et al. (2019), arXiv:1910.01108,
    # table 3: 66 million.
    "DistilBERT": (
        66_362_880,
        shape(
            6, 768, 12, 12, 64, 3072, 30522, n_positions=512, embedding_norm=True, final_norm=False
        ),
    ),
    # Two more position rows than positions. facebook/opt-125m, sum over its weights.
    "OPT-125M": (125_239_296, shape(12, 768, 12, 12, 64, 3072, 50272, n_positions=2050)),
    # A norm after the embedding. BigScience model card: 176,247,271,424.
    "BLOOM": (176_247_271_424, shape(70, 14336, 112, 112, 128, 57344, 250880, embedding_norm=True)),
    # EleutherAI/gpt-neox-20b, model card: n_parameters 20554567680.
    "GPT-NeoX-20B": (20_554_567_680, shape(44, 6144, 64, 64, 96, 24576, 50432, tied=False)),
    # Biderman et al. (2023), arXiv:2304.01373, and the model card: total params.
    "Pythia-12B": (11_846_072_320, shape(36, 5120, 40, 40, 128, 20480, 50688, tied=False)),
    # One head of keys and values; attention and MLP side by side; norms with a bias, matrices
    # without. tiiuae/falcon-7b, sum over its weights, which hold embedding and head.
    "Falcon-7B": (
        7_217_189_760,
        shape(
            *(32, 4544, 71, 1, 64, 18176, 65024),
            tied=False,
            linear_bias=False,
            norm_bias=True,
            norms_per_layer=1,
        ),
    ),
    # Touvron et al. (2023), arXiv:2307.09288; meta-llama on Hugging Face, sum over its weights.
    "Llama-2-13B": (13_015_864_320, shape(40, 5120, 40, 40, 128, 13824, 32000, **LLAMA)),
    "Llama-2-70B": (68_976_648_192, shape(80, 8192, 64, 8, 128, 28672, 32000, **LLAMA)),
    "Llama-3.1-405B": (405_853_388_800, shape(126, 16384, 128, 8, 128, 53248, 128256, **LLAMA)),
    # Zhang et al. (2024), arXiv:2401.02385, and its checkpoints.
    "TinyLlama-1.1B": (1_100_048_384, shape(22, 2048, 32, 4, 64, 5632, 32000, **LLAMA)),
    # microsoft/Phi-3-mini-4k-instruct, sum over its weights; arXiv:2404.14219: 3.8 billion.
    "Phi-3-mini": (3_821_079_552, shape(32, 3072, 32, 32, 96, 8192, 32064, **LLAMA)),
    # Only queries, keys and values have a bias. Qwen/Qwen2.5-7B, sum over its weights: 7.62 B.
    "Qwen2.5-7B": (
        7_615_616_512,
        shape(28, 3584, 28, 4, 128, 18944, 152064, qkv_bias=True, **LLAMA),
    ),
    # Heads wider together than the model. google/gemma_pytorch: 8.54 B.
    "Gemma-7B": (
        8_537_680_896,
        shape(28, 3072, 16, 16, 256, 24576, 256000, **LLAMA | {"tied": True}),
    ),
    # Four norms a block. google/gemma-2-2b, sum over its weights: 2.61 B.
    "Gemma-2-2B": (
        2_614_341_888,
        shape(26, 2304, 8, 4, 256, 9216, 256000, norms_per_layer=4, **LLAMA | {"tied": True}),
    ),
    # Sinks, biases everywhere but in the norms, 128 experts. OpenAI (2025), arXiv:2508.10925,
    # table 1: 116.83 B.
    "gpt-oss-120b": (
        116_829_156_672,
        shape(
            *(36, 2880, 64, 8, 64, 2880, 201088),
            **LLAMA | {"linear_bias": True},
            attention_sinks=True,
            n_experts=128,
            experts_per_token=4,
            router_bias=True,
        ),
    ),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_count_is_exact_for_models_that_are_not_in_the_table(name):
    total, sizes = PUBLISHED[name]
    assert count_parameters(sizes).total == total


def test_active_counts_the_embedding_and_openais_figure_does_not():
    # arXiv:2508.10925, table 1, prints 5.13 B: without the embedding, with the head.
    found = count_parameters(PUBLISHED["gpt-oss-120b"][1])
    assert found.active - found.embedding == 5_132_849_472


def test_counting_equals_building_every_array_and_adding_up_their_sizes():
    rng = np.random.default_rng(0)
    for _ in range(200):
        s = random_shape(rng)
        arrays = every_array(s)
        found = dataclasses.asdict(count_parameters(s))
        for part in ("embedding", "attention", "mlp", "norm", "router", "head"):
            assert found[part] == sum(np.prod(a) for p, a in arrays if p == part), (part, s)
        assert found["total"] == sum(np.prod(a) for _, a in arrays)


def random_shape(rng):
    kv, group = rng.integers(1, 4, size=2)
    switch = iter(rng.integers(2, size=20).astype(bool).tolist())
    experts = int(rng.integers(1, 4))
    norm = "rms" if next(switch) else "layer"
    return TransformerShape(
        *rng.integers(1, 6, size=2).tolist(),
        *(int(kv * group), int(kv)),
        *rng.integers(1, 9, size=3).tolist(),
        n_positions=int(rng.integers(3)),
        tied=next(switch),
        gated_mlp=next(switch),
        linear_bias=next(switch),
        qkv_bias=(None, True, False)[rng.integers(3)],
        lm_head_bias=next(switch),
        norm=norm,
        norm_bias=None if norm == "rms" else (None, True, False)[rng.integers(3)],
        norms_per_layer=int(rng.integers(5)),
        qk_norm=next(switch),
        final_norm=next(switch),
        embedding_norm=next(switch),
        attention_sinks=next(switch),
        n_experts=experts,
        experts_per_token=int(rng.integers(1, experts + 1)),
        router_bias=experts > 1 and next(switch),
    )


def every_array(s):
    """Part and dimensions of each array of a model, written down one by one."""
    d, q, kv = s.d_model, s.n_heads * s.d_head, s.n_kv_heads * s.d_head
    qkv_bias = s.linear_bias if s.qkv_bias is None else s.qkv_bias
    norm_bias = s.norm == "layer" and (s.linear_bias if s.norm_bias is None else s.norm_bias)

    def norm(width):
        return [("norm", (width,))] * (1 + norm_bias)

    def linear(part, inward, outward, bias):
        return [(part, (inward, outward))] + [(part, (outward,))] * bias

    arrays = [("embedding", (s.vocab_size, d)), ("embedding", (s.n_positions, d))]
    arrays += norm(d) * (s.embedding_norm + s.final_norm)
    for _ in range(s.n_layers):
        arrays += linear("attention", d, q, qkv_bias)
        arrays += linear("attention", d, kv, qkv_bias) * 2
        arrays += linear("attention", q, d, s.linear_bias)
        arrays += [("attention", (s.n_heads,))] * s.attention_sinks
        arrays += norm(d) * s.norms_per_layer
        arrays += norm(s.d_head) * 2 * s.qk_norm
        if s.n_experts > 1:
            arrays += linear("router", d, s.n_experts, s.router_bias)
        for _ in range(s.n_experts):
            arrays += linear("mlp", d, s.d_ff, s.linear_bias) * (1 + s.gated_mlp)
            arrays += linear("mlp", s.d_ff, d, s.linear_bias)
    arrays += [("head", (d, s.vocab_size))] * (not s.tied)
    return arrays + [("head", (s.vocab_size,))] * s.lm_head_bias


def test_a_token_that_visits_every_expert_uses_everything():
    every = dataclasses.replace(SMALL, n_experts=4, experts_per_token=4)
    assert count_parameters(every).active == count_parameters(every).total
    one = count_parameters(dataclasses.replace(SMALL, n_experts=4))
    assert one.total - one.active == 3 * count_parameters(SMALL).mlp


@pytest.mark.parametrize("d_head", [2048 / 24, Fraction(2048, 24)])
def test_a_head_may_be_a_fraction_wide_if_all_heads_together_are_whole(d_head):
    sizes = shape(24, 2048, 24, 24, d_head, 8192, 50257, n_positions=2048)
    sixteen = dataclasses.replace(sizes, n_heads=16, n_kv_heads=16, d_head=128)
    assert count_parameters(sizes) == count_parameters(sixteen)


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("n_layers", {"n_layers": 0}),
        ("d_model", {"d_model": -8}),
        ("d_model", {"d_model": 8.0}),
        ("n_heads", {"n_heads": 0}),
        ("n_heads", {"n_heads": True}),
        ("n_kv_heads", {"n_kv_heads": 3}),
        ("n_kv_heads", {"n_kv_heads": 8}),
        ("d_head", {"d_head": 0}),
        ("d_head", {"d_head": "2"}),
        ("d_head", {"d_head": float("nan")}),
        ("d_head", {"d_head": float("inf")}),
        ("d_head", {"d_head": 2.1}),
        ("d_head", {"d_head": 2.25, "n_kv_heads": 1}),
        ("d_head", {"d_head": 2.5, "qk_norm": True}),
        ("d_ff", {"d_ff": 0}),
        ("vocab_size", {"vocab_size": 0}),
        ("n_positions", {"n_positions": -1}),
        ("norm", {"norm": "batch"}),
        ("norm_bias", {"norm": "rms", "norm_bias": True}),
        ("norms_per_layer", {"norms_per_layer": -1}),
        ("n_experts", {"n_experts": 0}),
        ("experts_per_token", {"experts_per_token": 0}),
        ("experts_per_token", {"n_experts": 2, "experts_per_token": 3}),
        ("router_bias", {"router_bias": True}),
    ],
)
def test_an_impossible_shape_says_which_field_is_wrong(field, values):
    with pytest.raises(ValueError, match=rf"^{field} "):
        dataclasses.replace(SMALL, **values)


def test_weights_take_count_times_bits_over_eight_bytes():
    assert memory_bytes(175e9, 16) == 350e9
    assert memory_bytes(175e9, 4) == 87.5e9
    assert memory_bytes(8_030_261_248, 16) == 16_060_522_496
    assert memory_bytes(3, 4) == 1.5
    assert memory_bytes(0, 16) == 0


@pytest.mark.parametrize(
    ("word", "count", "bits"),
    [("count", -1, 16), ("count", float("nan"), 16), ("bits", 10, 0), ("bits", 10, -4)],
)
def test_memory_of_less_than_nothing_is_refused(word, count, bits):
    with pytest.raises(ValueError, match=word):
        memory_bytes(count, bits)
