"""How many parameters a transformer has, counted from its shape: exact to the unit.

Counts the decoder that most language models are: token embedding, blocks of attention and MLP, a
head that is either the embedding again (tied) or a matrix of its own. An encoder without its pooler
counts the same way. Nothing is built, so 175 billion parameters cost as little as two.

Left out: encoder-decoder models, latent attention and shared experts (DeepSeek), blocks that
alternate between dense and mixture-of-experts (Llama 4), low-rank adapters.

Sources: Vaswani et al. (2017), arXiv:1706.03762; Brown et al. (2020), arXiv:2005.14165, section
2.1; Shazeer (2020), arXiv:2002.05202 (gated MLP); Ainslie et al. (2023), arXiv:2305.13245 (shared
keys and values); Fedus et al. (2021), arXiv:2101.03961 (experts).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import inf
from numbers import Integral, Real

COUNTS = ("n_layers", "d_model", "n_heads", "n_kv_heads", "d_ff", "vocab_size", "n_experts")


@dataclass(frozen=True)
class TransformerShape:
    """Sizes and switches that decide how many parameters there are.

    Parameters
    ----------
    n_layers : int
        Blocks.
    d_model : int
        Width of the stream that runs through the blocks.
    n_heads, n_kv_heads : int
        Query heads, and the heads of keys and values that they share; n_kv_heads divides n_heads.
    d_head : int or fraction
        Width of a head. Queries have ``n_heads * d_head`` numbers, which need not be d_model but
        must be whole: 2048 / 24 is allowed for a table that prints 24 heads at width 2048.
    d_ff : int
        Width inside the MLP, of each expert if there are several.
    vocab_size : int
        Rows of the token embedding, padding included.
    n_positions : int
        Rows of a learned position embedding; 0 for rotary and other positions without parameters.
    tied : bool
        The head is the token embedding again.
    gated_mlp : bool
        Three matrices (gate, up, down) and not two.
    linear_bias : bool
        Every matrix of a block has a bias.
    qkv_bias : bool, optional
        The same for queries, keys and values alone; None: as linear_bias.
    lm_head_bias : bool
        A bias of vocab_size for the head.
    norm : {"layer", "rms"}
        Layer norms have a scale and perhaps a bias, RMS norms only a scale.
    norm_bias : bool, optional
        None: as linear_bias for layer norms; never for RMS norms.
    norms_per_layer : int
        Norms of width d_model in a block: 1 where attention and MLP run side by side, 2 usually,
        4 where outputs are normalised too.
    qk_norm : bool
        Two more norms of width d_head in every block, for queries and for keys.
    final_norm, embedding_norm : bool
        A norm before the head; one after the embedding.
    attention_sinks : bool
        One learned number per query head in every block.
    n_experts, experts_per_token : int
        Copies of the MLP in every block, and how many of them a token visits. More than one expert
        brings a router of ``d_model * n_experts``.
    router_bias : bool
        A bias of n_experts for the router.

    Raises
    ------
    ValueError
        No transformer has this shape; the message names the field.
    """

    n_layers: int
    d_model: int
    n_heads: int
    n_kv_heads: int
    d_head: float
    d_ff: int
    vocab_size: int
    n_positions: int = 0
    tied: bool = True
    gated_mlp: bool = False
    linear_bias: bool = True
    qkv_bias: bool | None = None
    lm_head_bias: bool = False
    norm: str = "layer"
    norm_bias: bool | None = None
    norms_per_layer: int = 2
    qk_norm: bool = False
    final_norm: bool = True
    embedding_norm: bool = False
    attention_sinks: bool = False
    n_experts: int = 1
    experts_per_token: int = 1
    router_bias: bool = False

    def __post_init__(self) -> None:
        for name in (*COUNTS, "experts_per_token"):
            _whole(name, getattr(self, name), least=1)
        for name in ("n_positions", "norms_per_layer"):
            _whole(name, getattr(self, name), least=0)
        if self.n_heads % self.n_kv_heads:
            raise ValueError(f"n_kv_heads must divide n_heads = {self.n_heads}: {self.n_kv_heads}")
        number = isinstance(self.d_head, Real) and not isinstance(self.d_head, bool)
        if not (number and 0 < self.d_head < inf):
            raise ValueError(f"d_head must be a positive number: {self.d_head!r}")
        for heads in (self.n_heads, self.n_kv_heads, *([1] if self.qk_norm else [])):
            if self._across(heads) is None:
                raise ValueError(f"d_head times {heads} must be whole: {self.d_head!r}")
        if self.norm not in ("layer", "rms"):
            raise ValueError(f"norm must be 'layer' or 'rms': {self.norm!r}")
        if self.norm == "rms" and self.norm_bias:
            raise ValueError("norm_bias must not be set for RMS norms, which have no bias")
        if self.experts_per_token > self.n_experts:
            raise ValueError(
                f"experts_per_token must be at most n_experts = {self.n_experts}: "
                f"{self.experts_per_token}"
            )
        if self.router_bias and self.n_experts == 1:
            raise ValueError("router_bias must not be set for a single expert: it has no router")

    def _across(self, heads: int) -> int | None:
        """Numbers in so many heads, or None if that is not whole."""
        product = Fraction(self.d_head).limit_denominator(10**6) * heads
        return int(product) if product.denominator == 1 else None


@dataclass(frozen=True)
class ParameterCount:
    """Parameters of a shape: the whole, what one token uses, and the parts.

    ``total = embedding + attention + mlp + norm + router + head``; `active` is `total` without the
    experts that a token does not visit, and counts embeddings.
    """

    total: int
    active: int
    embedding: int  # tokens and learned positions
    attention: int  # projections, their biases, sinks
    mlp: int  # all experts
    norm: int
    router: int
    head: int  # 0 if tied, apart from a bias


def count_parameters(shape: TransformerShape) -> ParameterCount:
    """Count the parameters of a shape.

    For GPT-3 this is ``12 L d² + 13 L d + (vocab_size + n_positions) d + 2 d``.

    Returns
    -------
    ParameterCount
        All in units of one parameter.
    """
    s = shape
    queries, keys = s._across(s.n_heads), s._across(s.n_kv_heads)
    qkv_bias = s.linear_bias if s.qkv_bias is None else s.qkv_bias
    norm_bias = s.linear_bias if s.norm_bias is None else s.norm_bias
    per_norm = 2 if s.norm == "layer" and norm_bias else 1  # numbers per unit of width

    attention = s.d_model * (queries + 2 * keys) + queries * s.d_model
    attention += qkv_bias * (queries + 2 * keys) + s.linear_bias * s.d_model
    attention += s.attention_sinks * s.n_heads
    inward = 2 if s.gated_mlp else 1  # matrices from d_model to d_ff
    expert = (inward + 1) * s.d_model * s.d_ff
    expert += s.linear_bias * (inward * s.d_ff + s.d_model)
    router = (s.d_model + s.router_bias) * s.n_experts if s.n_experts > 1 else 0
    normed = s.norms_per_layer * s.d_model
    if s.qk_norm:
        normed += 2 * s._across(1)
    parts = {
        "embedding": (s.vocab_size + s.n_positions) * s.d_model,
        "attention": s.n_layers * attention,
        "mlp": s.n_layers * s.n_experts * expert,
        "norm": per_norm * (s.n_layers * normed + (s.final_norm + s.embedding_norm) * s.d_model),
        "router": s.n_layers * router,
        "head": (not s.tied) * s.vocab_size * s.d_model + s.lm_head_bias * s.vocab_size,
    }
    total = sum(parts.values())
    idle = s.n_layers * (s.n_experts - s.experts_per_token) * expert
    return ParameterCount(total=total, active=total - idle, **parts)


def memory_bytes(count: float, bits: float) -> float:
    """Bytes that so many parameters take: weights alone, as ``count * bits / 8``.

    Parameters
    ----------
    count : float
        Parameters.
    bits : float
        Of each; 16 as most models are published, 8 or 4 after quantisation.

    Returns
    -------
    float, bytes
        Without what a running model adds: activations, the cache of keys and values, and the
        scales that quantised weights come with.

    Raises
    ------
    ValueError
        A negative count, or bits that are not positive.
    """
    if not count >= 0:
        raise ValueError(f"count must not be negative: {count!r}")
    if not bits > 0:
        raise ValueError(f"bits must be positive: {bits!r}")
    return count * bits / 8


def _whole(name: str, value: object, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
        raise ValueError(f"{name} must be a whole number from {least} up: {value!r}")
