"""How many parameters a transformer has, counted from its shape: exact to the unit.

Counts the decoder that most language models are: token embedding, blocks of attention and MLP, a
head that is either the embedding again (tied) or a matrix of its own. An encoder without its pooler
counts the same way. Nothing is built, so 175 billion parameters cost as little as two.

Blocks may differ in heads and in width (OpenELM), some may be dense among mixtures of experts
(DeepSeek, Llama 4), keys and values may come from a latent vector (DeepSeek-V2, Kimi K2).

Left out: encoder-decoder models; token types of encoders (BERT); blocks that share weights
(ALBERT) or keys and values (Hunyuan-Large, Gemma 3n); blocks without attention or with another
kind of it (linear attention, state spaces, convolutions, gates on the output); embeddings of each
layer (Gemma 3n); modules for guessing further tokens ahead (DeepSeek-V3's holds 11.5 billion beside
the 671); pictures; low-rank adapters.

Sources: Vaswani et al. (2017), arXiv:1706.03762; Brown et al. (2020), arXiv:2005.14165, section
2.1; Shazeer (2020), arXiv:2002.05202 (gated MLP); Ainslie et al. (2023), arXiv:2305.13245 (shared
keys and values); Fedus et al. (2021), arXiv:2101.03961 (experts); DeepSeek-AI (2024),
arXiv:2405.04434, section 2.1 (latent attention, shared experts); Mehta et al. (2024),
arXiv:2404.14619 (blocks of different shape).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import inf
from numbers import Integral, Real

LEAST = {  # of every field that is a whole number
    **dict.fromkeys(("n_layers", "d_model", "vocab_size", "n_experts", "experts_per_token"), 1),
    **dict.fromkeys(("n_positions", "norms_per_layer", "q_lora_rank", "kv_lora_rank"), 0),
    **dict.fromkeys(("d_rope", "d_ff_shared", "n_dense_layers"), 0),
}
OF_EXPERTS = ("router_bias", "d_ff_shared", "shared_gate", "n_dense_layers")


@dataclass(frozen=True)
class TransformerShape:
    """Sizes and switches that decide how many parameters there are.

    Parameters
    ----------
    n_layers : int
        Blocks.
    d_model : int
        Width of the stream that runs through the blocks.
    n_heads, n_kv_heads : int or tuple of int
        Query heads, and the heads of keys and values that they share; n_kv_heads divides n_heads.
        A tuple has one for each block.
    d_head : int or fraction
        Width of a head. Queries have ``n_heads * d_head`` numbers, which need not be d_model but
        must be whole: 2048 / 24 is allowed for a table that prints 24 heads at width 2048.
    d_ff : int or tuple of int
        Width inside the MLP, of each expert if there are several. A tuple has one for each block.
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
    qkv_bias, out_bias, mlp_bias : bool, optional
        The same for queries, keys and values, for the output of attention, and for the MLP alone;
        None: as linear_bias.
    lm_head_bias : bool
        A bias of vocab_size for the head.
    norm : {"layer", "rms"}
        Layer norms have a scale and perhaps a bias, RMS norms only a scale.
    norm_bias : bool, optional
        None: as linear_bias for layer norms; never for RMS norms.
    norms_per_layer : int
        Norms of width d_model in a block: 1 where attention and MLP run side by side, 2 usually,
        4 where outputs are normalised too.
    qk_norm : bool or {"head", "width"}
        Two more norms in every block, for queries and for keys: of width d_head, shared by the
        heads ("head" or True), or of all heads together, ``n_heads * d_head`` and
        ``n_kv_heads * d_head`` ("width"; also if every head has a norm of its own).
    final_norm, embedding_norm : bool
        A norm before the head; one after the embedding.
    attention_sinks : bool
        One learned number per query head in every block.
    n_experts, experts_per_token : int
        Copies of the MLP in every block, and how many of them a token visits. More than one expert
        brings a router of ``d_model * n_experts``.
    router_bias : bool
        A bias of n_experts for the router, also one that only balances the load (DeepSeek-V3).
    d_ff_shared : int
        Width of the MLP that every token visits beside its experts; several shared experts are one
        as wide as all of them. 0: none.
    shared_gate : bool
        A row of d_model that weighs this MLP (Qwen1.5-MoE).
    n_dense_layers, d_ff_dense : int, int or None
        Blocks with one MLP of width d_ff_dense in place of experts, and without a router; the first
        ones if d_ff is a tuple.
    d_embedding : int, optional
        Width of the token embedding, if it is not d_model: then a matrix leads to d_model, and
        before the head one leads back. Learned positions are d_model wide.
    d_value : int or fraction, optional
        Width of a head of values; None: d_head.
    kv_lora_rank, d_rope, q_lora_rank : int
        Latent attention, if kv_lora_rank is not 0: keys and values of all heads come from a
        normalised vector of kv_lora_rank numbers and d_rope shared ones for positions, queries from
        one of q_lora_rank (0: from the stream). A head then has ``d_head + d_rope`` numbers for
        queries, and biases of qkv_bias belong to the matrices that lead to the latent vectors.

    Raises
    ------
    ValueError
        No transformer has this shape; the message names the field.
    """

    n_layers: int
    d_model: int
    n_heads: int | tuple[int, ...]
    n_kv_heads: int | tuple[int, ...]
    d_head: float
    d_ff: int | tuple[int, ...]
    vocab_size: int
    n_positions: int = 0
    tied: bool = True
    gated_mlp: bool = False
    linear_bias: bool = True
    qkv_bias: bool | None = None
    out_bias: bool | None = None
    mlp_bias: bool | None = None
    lm_head_bias: bool = False
    norm: str = "layer"
    norm_bias: bool | None = None
    norms_per_layer: int = 2
    qk_norm: bool | str = False
    final_norm: bool = True
    embedding_norm: bool = False
    attention_sinks: bool = False
    n_experts: int = 1
    experts_per_token: int = 1
    router_bias: bool = False
    d_ff_shared: int = 0
    shared_gate: bool = False
    n_dense_layers: int = 0
    d_ff_dense: int | None = None
    d_embedding: int | None = None
    d_value: float | None = None
    kv_lora_rank: int = 0
    d_rope: int = 0
    q_lora_rank: int = 0

    def __post_init__(self) -> None:
        for name, least in LEAST.items():
            _whole(name, getattr(self, name), least)
        for name in ("d_ff_dense", "d_embedding"):
            if getattr(self, name) is not None:
                _whole(name, getattr(self, name), 1)
        for name in ("n_heads", "n_kv_heads", "d_ff"):
            for value in self._each(name):
                _whole(name, value, 1)
        self._check_attention()
        if self.norm not in ("layer", "rms"):
            raise ValueError(f"norm must be 'layer' or 'rms': {self.norm!r}")
        if self.norm == "rms" and self.norm_bias:
            raise ValueError("norm_bias must not be set for RMS norms, which have no bias")
        self._check_experts()

    def _check_attention(self) -> None:
        for heads, kv in zip(self._each("n_heads"), self._each("n_kv_heads"), strict=True):
            if heads % kv:
                raise ValueError(f"n_kv_heads must divide n_heads = {heads}: {kv}")
            if self.kv_lora_rank and heads != kv:
                raise ValueError(f"n_kv_heads must be n_heads = {heads} in latent attention: {kv}")
        if self.qk_norm not in (False, True, "head", "width"):
            raise ValueError(f"qk_norm must be False, True, 'head' or 'width': {self.qk_norm!r}")
        for name in ("d_head", "d_value"):
            width = getattr(self, name)
            if name == "d_value" and width is None:
                continue
            number = isinstance(width, Real) and not isinstance(width, bool)
            if not (number and 0 < width < inf):
                raise ValueError(f"{name} must be a positive number: {width!r}")
            alone = name == "d_head" and self.qk_norm in (True, "head")
            for heads in {
                *self._each("n_heads"),
                *self._each("n_kv_heads"),
                *([1] if alone else []),
            }:
                if _product(width, heads) is None:
                    raise ValueError(f"{name} times {heads} must be whole: {width!r}")
        if not self.kv_lora_rank:
            for name in ("d_rope", "q_lora_rank"):
                if getattr(self, name):
                    raise ValueError(f"{name} needs latent attention, a kv_lora_rank above 0")
        elif self.qk_norm:
            raise ValueError("qk_norm must not be set for latent attention, which has its own")

    def _check_experts(self) -> None:
        if self.experts_per_token > self.n_experts:
            raise ValueError(
                f"experts_per_token must be at most n_experts = {self.n_experts}: "
                f"{self.experts_per_token}"
            )
        for name in OF_EXPERTS:
            if getattr(self, name) and self.n_experts == 1:
                raise ValueError(f"{name} must not be set for a single expert: it has no router")
        if self.n_dense_layers > self.n_layers:
            raise ValueError(
                f"n_dense_layers must be at most n_layers = {self.n_layers}: {self.n_dense_layers}"
            )
        if (self.d_ff_dense is None) != (self.n_dense_layers == 0):
            raise ValueError("d_ff_dense must be set exactly if there are n_dense_layers")
        if self.shared_gate and not self.d_ff_shared:
            raise ValueError("shared_gate needs a d_ff_shared to weigh")

    def _each(self, name: str) -> tuple[int, ...]:
        """Value of a field in each block."""
        value = getattr(self, name)
        if not isinstance(value, tuple):
            return (value,) * self.n_layers
        if len(value) != self.n_layers:
            raise ValueError(f"{name} must be one or as many as n_layers: {len(value)}")
        return value

    def _bias(self, name: str) -> bool:
        own = getattr(self, name)
        return self.linear_bias if own is None else own


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
    norm_bias = s.linear_bias if s.norm_bias is None else s.norm_bias
    per_norm = 2 if s.norm == "layer" and norm_bias else 1  # numbers per unit of width
    attention = norm = mlp = router = idle = 0
    blocks = zip(*(s._each(name) for name in ("n_heads", "n_kv_heads", "d_ff")), strict=True)
    for layer, (n_heads, n_kv_heads, d_ff) in enumerate(blocks):
        weights, normed = (_latent if s.kv_lora_rank else _grouped)(s, n_heads, n_kv_heads)
        attention += weights + s.attention_sinks * n_heads
        norm += normed + s.norms_per_layer * s.d_model
        if layer < s.n_dense_layers:
            mlp += _mlp(s, s.d_ff_dense)
            continue
        expert = _mlp(s, d_ff)
        mlp += s.n_experts * expert + (_mlp(s, s.d_ff_shared) if s.d_ff_shared else 0)
        idle += (s.n_experts - s.experts_per_token) * expert
        if s.n_experts > 1:
            router += (s.d_model + s.router_bias) * s.n_experts + s.shared_gate * s.d_model
    norm += (s.final_norm + s.embedding_norm) * s.d_model
    width = s.d_embedding or s.d_model
    between = width * s.d_model if width != s.d_model else 0  # leads from one to the other
    parts = {
        "embedding": s.vocab_size * width + s.n_positions * s.d_model + between,
        "attention": attention,
        "mlp": mlp,
        "norm": per_norm * norm,
        "router": router,
        "head": between + (not s.tied) * s.vocab_size * width + s.lm_head_bias * s.vocab_size,
    }
    total = sum(parts.values())
    return ParameterCount(total=total, active=total - idle, **parts)


def _grouped(s: TransformerShape, n_heads: int, n_kv_heads: int) -> tuple[int, int]:
    """Weights and widths of norms of attention in which heads share keys and values."""
    queries, keys = _product(s.d_head, n_heads), _product(s.d_head, n_kv_heads)
    d_value = s.d_head if s.d_value is None else s.d_value
    values, answer = _product(d_value, n_kv_heads), _product(d_value, n_heads)
    weights = (s.d_model + s._bias("qkv_bias")) * (queries + keys + values)
    weights += (answer + s._bias("out_bias")) * s.d_model
    normed = {"width": queries + keys}.get(s.qk_norm, 0)
    if s.qk_norm in (True, "head"):
        normed = 2 * _product(s.d_head, 1)
    return weights, normed


def _latent(s: TransformerShape, n_heads: int, _: int) -> tuple[int, int]:
    """Weights and widths of norms of attention whose keys and values come from a latent vector."""
    queries = _product(s.d_head, n_heads) + n_heads * s.d_rope
    answer = _product(s.d_head if s.d_value is None else s.d_value, n_heads)
    into = s.q_lora_rank + s.kv_lora_rank + s.d_rope
    weights = (s.d_model + s._bias("qkv_bias")) * into
    weights += (s.q_lora_rank or s.d_model) * queries
    weights += s.kv_lora_rank * (_product(s.d_head, n_heads) + answer)
    weights += (answer + s._bias("out_bias")) * s.d_model
    return weights, s.q_lora_rank + s.kv_lora_rank


def _mlp(s: TransformerShape, width: int) -> int:
    inward = 2 if s.gated_mlp else 1  # matrices from d_model to the width inside
    weights = (inward + 1) * s.d_model * width
    return weights + s._bias("mlp_bias") * (inward * width + s.d_model)


def cached_numbers(
    shape: TransformerShape, tokens: int, window: int | None = None, windowed: int = 0
) -> int:
    """Numbers that a model keeps of a text while it continues it, in all blocks.

    Keys and values of every head that has its own; with latent attention the vector that they come
    from. Nothing that is computed on the way is kept.

    Parameters
    ----------
    tokens : int
        Of the text.
    window, windowed : int
        So many blocks keep no more than the last `window` tokens. If blocks differ in heads, which
        of them that are is not known, and all are counted as keeping everything.
    """
    s = shape
    heads = s._each("n_kv_heads")
    alike = not isinstance(s.n_kv_heads, tuple)
    full = s.n_layers - windowed if window is not None and alike else s.n_layers
    d_value = s.d_head if s.d_value is None else s.d_value
    numbers = 0
    for layer, kv in enumerate(heads):
        length = tokens if layer < full else min(tokens, window)
        own = _product(s.d_head, kv) + _product(d_value, kv)
        numbers += length * (s.kv_lora_rank + s.d_rope if s.kv_lora_rank else own)
    return numbers


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


def _product(width: float, heads: int) -> int | None:
    """Numbers in so many heads, or None if that is not whole."""
    product = Fraction(width).limit_denominator(10**6) * heads
    return int(product) if product.denominator == 1 else None


def _whole(name: str, value: object, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
        raise ValueError(f"{name} must be a whole number from {least} up: {value!r}")
