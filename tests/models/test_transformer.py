import dataclasses
import json
from fractions import Fraction

import numpy as np
import pytest

from scripts.compute.datasets.param_counts import load_param_counts, sizes
from scripts.compute.results import ROOT
from scripts.models.transformer import (
    TransformerShape,
    cached_numbers,
    count_parameters,
    memory_bytes,
)
from tests.javascript import answered

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
    found = count_parameters(TransformerShape(**sizes(row)))
    assert (found.total, found.active) == (row["params"], row["active"])


PUBLISHED = {
    # An encoder: a norm after the embedding, none at the end. Sanh et al. (2019), arXiv:1910.01108,
    # table 3: 66 million.
    "DistilBERT": (
        66_362_880,
        shape(
            6, 768, 12, 12, 64, 3072, 30522, n_positions=512, embedding_norm=True, final_norm=False
        ),
    ),
    # Biderman et al. (2023), arXiv:2304.01373, and the model card: total params.
    "Pythia-12B": (11_846_072_320, shape(36, 5120, 40, 40, 128, 20480, 50688, tied=False)),
    # Zhang et al. (2024), arXiv:2401.02385, and its checkpoints.
    "TinyLlama-1.1B": (1_100_048_384, shape(22, 2048, 32, 4, 64, 5632, 32000, **LLAMA)),
}


LATENT = {"kv_lora_rank": 512, "d_rope": 64, **LLAMA}
SIDE_BY_SIDE = {"norms_per_layer": 1, "tied": False, "lm_head_bias": True}
PUBLISHED |= {
    # No bias at all in attention, biases in the MLP. Salesforce/codegen-350M-mono.
    "CodeGen-350M": (
        356_712_448,
        shape(*(20, 1024, 16, 16, 64, 4096, 51200), qkv_bias=False, out_bias=False, **SIDE_BY_SIDE),
    ),
    # The other way round. internlm/internlm-7b.
    "InternLM-7B": (
        7_321_948_160,
        shape(32, 4096, 32, 32, 128, 11008, 103168, qkv_bias=True, out_bias=True, **LLAMA),
    ),
    # Biases in attention and of the head, none in the experts. microsoft/Phi-3.5-MoE-instruct.
    "Phi-3.5-MoE": (
        41_873_153_344,
        shape(
            *(32, 4096, 32, 8, 128, 6400, 32064),
            tied=False,
            gated_mlp=True,
            mlp_bias=False,
            lm_head_bias=True,
            n_experts=16,
            experts_per_token=2,
        ),
    ),
    # allenai/OLMo-2-0425-1B, OLMo-2-1124-13B, OLMo-2-0325-32B: sums over their weights.
    "OLMo-2-1B": (
        1_484_916_736,
        shape(16, 2048, 16, 16, 128, 8192, 100352, qk_norm="width", **LLAMA),
    ),
    "OLMo-2-13B": (
        13_716_198_400,
        shape(40, 5120, 40, 40, 128, 13824, 100352, qk_norm="width", **LLAMA),
    ),
    # Qwen/Qwen2-57B-A14B and Qwen3-235B-A22B: totals of their weights on the Hub.
    "Qwen2-57B-A14B": (
        57_408_658_944,
        shape(
            *(28, 3584, 28, 4, 128, 2560, 151936),
            qkv_bias=True,
            n_experts=64,
            experts_per_token=8,
            d_ff_shared=20480,
            shared_gate=True,
            **LLAMA,
        ),
    ),
    # deepseek-ai/deepseek-moe-16b-base: shared experts and a dense block, usual attention.
    "DeepSeekMoE-16B": (
        16_375_728_128,
        shape(
            *(28, 2048, 16, 16, 128, 1408, 102400),
            n_experts=64,
            experts_per_token=6,
            d_ff_shared=2 * 1408,
            n_dense_layers=1,
            d_ff_dense=10944,
            **LLAMA,
        ),
    ),
    # deepseek-ai/DeepSeek-V2: latent attention, 160 experts and two shared ones.
    "DeepSeek-V2": (
        235_741_434_880,
        shape(
            *(60, 5120, 128, 128, 128, 1536, 102400),
            q_lora_rank=1536,
            n_experts=160,
            experts_per_token=6,
            d_ff_shared=2 * 1536,
            n_dense_layers=1,
            d_ff_dense=12288,
            **LATENT,
        ),
    ),
    # zai-org/GLM-4.5-Air and GLM-4.5, without their modules for guessing ahead; only the larger
    # one norms queries and keys.
    "GLM-4.5-Air": (
        106_852_251_264,
        shape(
            *(46, 4096, 96, 8, 128, 1408, 151552),
            qkv_bias=True,
            n_experts=128,
            experts_per_token=8,
            router_bias=True,
            d_ff_shared=1408,
            n_dense_layers=1,
            d_ff_dense=10944,
            **LLAMA,
        ),
    ),
}


def openelm(n_layers, d_model, d_head):
    """Shape by its paper's rule: heads from half to all, MLPs from half to four times the width."""

    def rounded(number, unit):  # never down by more than a tenth
        near = max(unit, int(number + unit / 2) // unit * unit)
        return near + unit if near < 0.9 * number else near

    heads = [
        rounded(d_model * round(share, 2), 4 * d_head) // d_head
        for share in np.linspace(0.5, 1, n_layers)
    ]
    widths = [rounded(d_model * round(m, 2), 256) for m in np.linspace(0.5, 4, n_layers)]
    return shape(
        *(n_layers, d_model, tuple(heads), tuple(h // 4 for h in heads), d_head, tuple(widths)),
        32000,
        **LLAMA | {"tied": True},
        qk_norm=True,
    )


# Mehta et al. (2024), arXiv:2404.14619, table 9, and the configurations of apple/OpenELM.
PUBLISHED |= {
    "OpenELM-270M": (271_527_168, openelm(16, 1280, 64)),
    "OpenELM-3B": (3_036_647_424, openelm(36, 3072, 128)),
}


def test_openelm_has_the_heads_of_its_configuration():
    heads = openelm(28, 2048, 64).n_kv_heads  # apple/OpenELM-1_1B, config.json: num_kv_heads
    assert heads == (4,) * 3 + (5,) * 7 + (6,) * 8 + (7,) * 6 + (8,) * 4


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_count_is_exact_for_models_that_are_not_in_the_table(name):
    total, published = PUBLISHED[name]
    assert count_parameters(published).total == total


def test_active_counts_the_embedding_and_openais_figure_does_not():
    # arXiv:2508.10925, table 1, prints 5.13 B: without the embedding, with the head.
    row = next(row for row in COUNTS if row["name"] == "gpt-oss-120b")
    found = count_parameters(TransformerShape(**sizes(row)))
    assert found.active - found.embedding == 5_132_849_472


def test_what_a_token_uses_is_told_for_published_mixtures():
    # Counted by others from the published weights, embedding and head included.
    assert count_parameters(PUBLISHED["DeepSeekMoE-16B"][1]).active == 2_828_650_496
    # DeepSeek-V3, README.md: 37 billion; Kimi K2, README.md: 32 billion
    active = {row["name"]: row["active"] for row in COUNTS}
    assert round(active["DeepSeek-V3"] / 1e9) in (37, 38)
    assert round(active["Kimi-K2"] / 1e9) in (32, 33)
    assert active["Qwen3-30B-A3B"] == 3_353_032_704


def test_the_module_for_guessing_ahead_is_what_the_shape_leaves_out():
    # DeepSeek-V3, README_WEIGHTS.md: 11.5 billion beside embedding and head, which it shares
    row = next(row for row in COUNTS if row["name"] == "DeepSeek-V3")
    longer = count_parameters(TransformerShape(**sizes(row) | {"n_layers": row["n_layers"] + 1}))
    module = longer.total - row["params"] + 2 * 7168**2 + 3 * 7168  # a matrix and three norms
    assert module == pytest.approx(11.5e9, rel=0.01)


def test_counting_equals_building_every_array_and_adding_up_their_sizes():
    rng = np.random.default_rng(0)
    for _ in range(600):
        s = random_shape(rng)
        arrays = every_array(s)
        found = dataclasses.asdict(count_parameters(s))
        for part in ("embedding", "attention", "mlp", "norm", "router", "head"):
            assert found[part] == sum(np.prod(a) for p, a, _ in arrays if p == part), (part, s)
        assert found["total"] == sum(np.prod(a) for _, a, _ in arrays)
        assert found["active"] == sum(np.prod(a) for _, a, used in arrays if used), s


def random_shape(rng):
    def maybe(*values):
        return values[rng.integers(len(values))]

    def each(values):
        """One for all blocks, or one for each of them."""
        return maybe(values[0], tuple(values))

    n_layers = int(rng.integers(1, 6))
    kv = rng.integers(1, 4, size=n_layers)
    if rng.integers(2):
        kv[:] = kv[0]
    latent, group = bool(rng.integers(2)), 1
    if not latent:
        group = int(rng.integers(1, 4))
    same = len(set(kv.tolist())) == 1
    keys, heads = kv.tolist(), (group * kv).tolist()
    experts = int(rng.integers(1, 4))
    several, norm = experts > 1, maybe("rms", "layer")
    dense = several * int(rng.integers(n_layers + 1))
    shared = several * int(rng.integers(3))
    return TransformerShape(
        n_layers,
        int(rng.integers(1, 6)),
        heads[0] if same else tuple(heads),
        keys[0] if same else tuple(keys),
        int(rng.integers(1, 9)),
        each(rng.integers(1, 9, size=n_layers).tolist()),
        int(rng.integers(1, 9)),
        n_positions=int(rng.integers(3)),
        tied=maybe(True, False),
        gated_mlp=maybe(True, False),
        linear_bias=maybe(True, False),
        qkv_bias=maybe(None, True, False),
        out_bias=maybe(None, True, False),
        mlp_bias=maybe(None, True, False),
        lm_head_bias=maybe(True, False),
        norm=norm,
        norm_bias=None if norm == "rms" else maybe(None, True, False),
        norms_per_layer=int(rng.integers(5)),
        qk_norm=False if latent else maybe(False, True, "head", "width"),
        final_norm=maybe(True, False),
        embedding_norm=maybe(True, False),
        attention_sinks=maybe(True, False),
        n_experts=experts,
        experts_per_token=int(rng.integers(1, experts + 1)),
        router_bias=several and maybe(True, False),
        d_ff_shared=shared,
        shared_gate=shared > 0 and maybe(True, False),
        n_dense_layers=dense,
        d_ff_dense=int(rng.integers(1, 9)) if dense else None,
        d_embedding=maybe(None, 1, 3),
        d_value=maybe(None, 1, 3),
        kv_lora_rank=latent * int(rng.integers(1, 5)),
        d_rope=latent * int(rng.integers(4)),
        q_lora_rank=latent * int(rng.integers(4)),
    )


def every_array(s):
    """Part and dimensions of each array of a model, and whether a token uses it, one by one."""
    d, dv = s.d_model, s.d_head if s.d_value is None else s.d_value
    norm_bias = s.norm == "layer" and (s.linear_bias if s.norm_bias is None else s.norm_bias)
    bias = {
        name: s.linear_bias if getattr(s, name) is None else getattr(s, name)
        for name in ("qkv_bias", "out_bias", "mlp_bias")
    }

    def norm(width):
        return [("norm", (width,), True)] * (1 + norm_bias)

    def linear(part, inward, outward, bias, used=True):
        return [(part, (inward, outward), used)] + [(part, (outward,), used)] * bias

    def mlp(width, used=True):
        inward = linear("mlp", d, width, bias["mlp_bias"], used) * (1 + s.gated_mlp)
        return inward + linear("mlp", width, d, bias["mlp_bias"], used)

    def latent(heads):
        down = linear("attention", d, s.kv_lora_rank + s.d_rope, bias["qkv_bias"])
        up = linear("attention", s.kv_lora_rank, heads * (s.d_head + dv), False)
        source = d
        found = down + norm(s.kv_lora_rank) + up
        if s.q_lora_rank:
            found += linear("attention", d, s.q_lora_rank, bias["qkv_bias"]) + norm(s.q_lora_rank)
            source = s.q_lora_rank
        return found + linear("attention", source, heads * (s.d_head + s.d_rope), False)

    def grouped(heads, kv):
        found = linear("attention", d, heads * s.d_head, bias["qkv_bias"])
        found += linear("attention", d, kv * s.d_head, bias["qkv_bias"])
        found += linear("attention", d, kv * dv, bias["qkv_bias"])
        if s.qk_norm == "width":
            found += norm(heads * s.d_head) + norm(kv * s.d_head)
        elif s.qk_norm:
            found += norm(s.d_head) * 2
        return found

    def block(layer):
        heads, kv, width = (
            value[layer] if isinstance(value, tuple) else value
            for value in (s.n_heads, s.n_kv_heads, s.d_ff)
        )
        found = latent(heads) if s.kv_lora_rank else grouped(heads, kv)
        found += linear("attention", heads * dv, d, bias["out_bias"])
        found += [("attention", (heads,), True)] * s.attention_sinks
        found += norm(d) * s.norms_per_layer
        if s.n_experts == 1:
            return found + mlp(width)
        if layer < s.n_dense_layers:
            return found + mlp(s.d_ff_dense)
        found += linear("router", d, s.n_experts, s.router_bias)
        found += [("router", (d, 1), True)] * s.shared_gate
        found += mlp(s.d_ff_shared) * (s.d_ff_shared > 0)
        for expert in range(s.n_experts):
            found += mlp(width, used=expert < s.experts_per_token)
        return found

    narrow = s.d_embedding or d
    arrays = [("embedding", (s.vocab_size, narrow), True)]
    arrays += [("embedding", (s.n_positions, d), True)]
    if narrow != d:
        arrays += [("embedding", (narrow, d), True), ("head", (d, narrow), True)]
    arrays += norm(d) * (s.embedding_norm + s.final_norm)
    for layer in range(s.n_layers):
        arrays += block(layer)
    arrays += [("head", (narrow, s.vocab_size), True)] * (not s.tied)
    return arrays + [("head", (s.vocab_size,), True)] * s.lm_head_bias


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


IMPOSSIBLE = pytest.mark.parametrize(
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
        ("qk_norm", {"qk_norm": "both"}),
        ("qk_norm", {"qk_norm": True, "kv_lora_rank": 4, "n_kv_heads": 4}),
        ("n_heads", {"n_heads": (4, 4, 4)}),
        ("n_heads", {"n_heads": (4, 0)}),
        ("n_kv_heads", {"n_kv_heads": (2, 3)}),
        ("n_kv_heads", {"kv_lora_rank": 4}),
        ("d_ff", {"d_ff": (16,)}),
        ("d_value", {"d_value": 0}),
        ("d_value", {"d_value": 2.1}),
        ("d_embedding", {"d_embedding": 0}),
        ("kv_lora_rank", {"kv_lora_rank": -1}),
        ("d_rope", {"d_rope": 4}),
        ("q_lora_rank", {"q_lora_rank": 4}),
        ("d_ff_shared", {"d_ff_shared": 8}),
        ("shared_gate", {"n_experts": 2, "shared_gate": True}),
        ("n_dense_layers", {"n_dense_layers": 1, "d_ff_dense": 8}),
        ("n_dense_layers", {"n_experts": 2, "n_dense_layers": 3, "d_ff_dense": 8}),
        ("d_ff_dense", {"n_experts": 2, "n_dense_layers": 1}),
        ("d_ff_dense", {"n_experts": 2, "d_ff_dense": 8}),
    ],
)


@IMPOSSIBLE
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


COUNTED = """
import { readFileSync } from "node:fs";
import { count, faults, kept } from "./docs/js/lib/transformer.js";
const told = JSON.parse(readFileSync(0));
console.log(JSON.stringify(told.map(({ shape, tokens, ...back }) => {
  const wrong = Object.keys(faults(shape));
  if (wrong.length) return { wrong };
  return { ...count(shape), kept: kept(shape, tokens, back) };
}), (_, value) => (typeof value === "bigint" ? String(value) : value)));
"""


def in_a_page(shape):
    """The same shape as JSON; what norms queries and keys have is a word."""
    values = dataclasses.asdict(shape)
    return values | {"qk_norm": {False: "no", True: "head"}.get(shape.qk_norm, shape.qk_norm)}


def test_the_page_counts_600_random_shapes_as_here_part_by_part_and_what_they_keep():
    rng = np.random.default_rng(13)
    shapes = [random_shape(rng) for _ in range(600)]
    for i, s in enumerate(shapes[:300]):  # as wide as real ones, and beyond 2^53
        wide = int(rng.integers(1, 10**9))
        shapes[i] = dataclasses.replace(s, vocab_size=wide, d_model=int(rng.integers(1, 10**9)))
    asked = [
        {
            "shape": in_a_page(s),
            "tokens": 40,
            "window": 7,
            "windowed": int(rng.integers(s.n_layers + 1)),
        }
        for s in shapes
    ]
    found = answered(COUNTED, asked)
    assert max(int(counted["total"]) for counted in found) > 2**53
    for s, back, counted in zip(shapes, asked, found, strict=True):
        assert "wrong" not in counted, (s, counted)
        assert int(counted.pop("kept")) == cached_numbers(s, 40, 7, back["windowed"]), s
        idle = int(counted.pop("idle"))
        own = count_parameters(s)
        assert {k: int(v) for k, v in counted.items()} == dataclasses.asdict(own), s
        assert own.total - own.active == idle


@IMPOSSIBLE
def test_the_page_finds_the_same_field_wrong(field, values):
    if any(isinstance(v, Fraction) for v in values.values()):
        return
    told = {
        k: v if v == v and v not in (float("inf"),) else "no number"
        for k, v in (in_a_page(SMALL) | values).items()
    }
    told["qk_norm"] = {False: "no", True: "head"}.get(told["qk_norm"], told["qk_norm"])
    if field == "d_model" and values == {"d_model": 8.0}:
        return  # to a page 8.0 is 8
    assert field in answered(COUNTED, [{"shape": told, "tokens": 1}])[0]["wrong"]


def test_what_is_kept_of_a_text_is_keys_and_values_of_every_head_that_has_its_own():
    llama = shape(32, 4096, 32, 8, 128, 14336, 128256, **LLAMA)
    assert cached_numbers(llama, 8192) * 2 == 2**30  # a gigabyte at 16 bits
    assert cached_numbers(llama, 8192, 4096, 32) == cached_numbers(llama, 4096)
    assert cached_numbers(llama, 10, 4096, 32) == cached_numbers(llama, 10)
    v3 = next(row for row in COUNTS if row["name"] == "DeepSeek-V3")
    assert cached_numbers(TransformerShape(**sizes(v3)), 10) == 61 * 10 * (512 + 64)
    uneven = dataclasses.replace(SMALL, n_heads=(4, 2), n_kv_heads=(4, 1), d_value=3)
    assert cached_numbers(uneven, 10, 2, 1) == 10 * (4 + 1) * (2 + 3)


# Published configurations, as far as they decide something, and how many parameters their files
# hold; "seen" says where from.
CONFIGS = json.loads((ROOT / "tests/data/model_configs.json").read_bytes())
READ = """
import { readFileSync } from "node:fs";
import { shapeOf } from "./docs/js/lib/model_config.js";
import { whole } from "./docs/js/lib/transformer.js";
console.log(JSON.stringify(JSON.parse(readFileSync(0)).map((config) => {
  const found = shapeOf(config);
  return { ...found, shape: found.shape && whole(found.shape) };
})));
"""


@pytest.fixture(scope="module")
def read_in_a_page():
    found = answered(READ, [row["config"] for row in CONFIGS])
    return {row["model"]: read for row, read in zip(CONFIGS, found, strict=True)}


@pytest.mark.parametrize("row", CONFIGS, ids=[row["model"] for row in CONFIGS])
def test_the_page_reads_a_published_configuration_as_a_shape_with_its_number(row, read_in_a_page):
    read = read_in_a_page[row["model"]]
    assert not read["wrong"] and not read["stops"] and not read["strangers"], read
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in read["shape"].items()}
    values["qk_norm"] = {"no": False}.get(values["qk_norm"], values["qk_norm"])
    found = count_parameters(TransformerShape(**values))
    assert found.total == row["total"]
    assert found.active == row.get("active", found.active)


def test_a_configuration_and_the_table_say_the_same_of_windows(read_in_a_page):
    known = {row["name"]: (row.get("window"), row.get("windowed", 0)) for row in COUNTS}
    both = known.keys() & read_in_a_page.keys()
    assert len(both) > 30
    for name in both:
        read = read_in_a_page[name]
        assert (read["window"], read["windowed"]) == known[name], name
