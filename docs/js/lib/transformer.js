// How many parameters a transformer has, counted from its shape: exact to the unit.
//
// The twin of scripts/models/transformer.py, which says what each field means: the same fields, the
// same defaults, the same shapes refused. Counts are BigInt, so that no shape is too large to be exact.

/** Every field: its kind, its default (none: it has to be given), the least it may be. */
export const FIELDS = {
  n_layers: { kind: "whole", least: 1 },
  d_model: { kind: "whole", least: 1 },
  n_heads: { kind: "each", least: 1 },
  n_kv_heads: { kind: "each", least: 1 },
  d_head: { kind: "width" },
  d_ff: { kind: "each", least: 1 },
  vocab_size: { kind: "whole", least: 1 },
  n_positions: { kind: "whole", least: 0, is: 0 },
  tied: { kind: "switch", is: true },
  gated_mlp: { kind: "switch", is: false },
  linear_bias: { kind: "switch", is: true },
  qkv_bias: { kind: "switch", is: null },
  out_bias: { kind: "switch", is: null },
  mlp_bias: { kind: "switch", is: null },
  lm_head_bias: { kind: "switch", is: false },
  norm: { kind: "one", of: ["layer", "rms"], is: "layer" },
  norm_bias: { kind: "switch", is: null },
  norms_per_layer: { kind: "whole", least: 0, is: 2 },
  qk_norm: { kind: "one", of: ["no", "head", "width"], is: "no" },
  final_norm: { kind: "switch", is: true },
  embedding_norm: { kind: "switch", is: false },
  attention_sinks: { kind: "switch", is: false },
  n_experts: { kind: "whole", least: 1, is: 1 },
  experts_per_token: { kind: "whole", least: 1, is: 1 },
  router_bias: { kind: "switch", is: false },
  d_ff_shared: { kind: "whole", least: 0, is: 0 },
  shared_gate: { kind: "switch", is: false },
  n_dense_layers: { kind: "whole", least: 0, is: 0 },
  d_ff_dense: { kind: "whole", least: 1, is: null },
  d_embedding: { kind: "whole", least: 1, is: null },
  d_value: { kind: "width", is: null },
  kv_lora_rank: { kind: "whole", least: 0, is: 0 },
  d_rope: { kind: "whole", least: 0, is: 0 },
  q_lora_rank: { kind: "whole", least: 0, is: 0 },
};
export const MOST = 1e9; // of any number in a shape: a billion layers would be no mistake of ours
export const PARTS = ["embedding", "attention", "mlp", "norm", "router", "head"];

/** The shape with every field, absent ones at their defaults. */
export const whole = (shape) =>
  Object.fromEntries(Object.entries(FIELDS).map(([name, { is }]) => [name, shape[name] ?? is ?? null]));

const listed = (value) => (Array.isArray(value) ? value : [value]);
const isWhole = (x, least) => Number.isInteger(x) && x >= least && x <= MOST;

/** Numbers in so many heads as BigInt, or null if that is not whole: 2048 / 24 in 24 heads is. */
export function product(width, heads) {
  if (Number.isInteger(width)) return BigInt(width) * BigInt(heads);
  const exact = width * heads;
  const near = Math.round(exact);
  return near > 0 && Math.abs(exact - near) < 1e-6 ? BigInt(near) : null;
}

/** What is wrong with a shape, by field: { n_kv_heads: "must divide ..." }; empty if nothing is. */
export function faults(given) {
  const s = whole(given);
  const found = {};
  const say = (name, words) => (found[name] ??= words);
  for (const [name, field] of Object.entries(FIELDS)) {
    const wrong = fault(s, name, field);
    if (wrong) say(name, wrong);
  }
  if (Object.keys(found).length) return found;
  attention(s, say);
  if (s.norm === "rms" && s.norm_bias) say("norm_bias", "RMS norms have no bias");
  experts(s, say);
  return found;
}

function fault(s, name, { kind, least, is, of }) {
  const value = s[name];
  if (value === null) return is === null ? "" : "is missing";
  if (kind === "switch") return typeof value === "boolean" ? "" : "must be yes or no";
  if (kind === "one") return of.includes(value) ? "" : `must be one of ${of.join(", ")}`;
  if (kind === "width") {
    const fits = typeof value === "number" && value > 0 && value <= MOST;
    return fits ? "" : "must be a number above 0, and at most a billion";
  }
  if (Array.isArray(value) && kind === "each" && value.length !== s.n_layers) {
    return `must be one number, or as many as there are layers: here are ${value.length}`;
  }
  const good = kind === "each" ? listed(value).every((x) => isWhole(x, least)) : isWhole(value, least);
  return good ? "" : `must be a whole number from ${least} to a billion`;
}

function attention(s, say) {
  for (const [heads, kv] of pairs(s)) {
    if (heads % kv) say("n_kv_heads", `must divide the ${heads} heads: ${kv} does not`);
    if (s.kv_lora_rank && heads !== kv) {
      say("n_kv_heads", `must be as many as the heads, ${heads}, with latent attention`);
    }
  }
  const counts = new Set([...listed(s.n_heads), ...listed(s.n_kv_heads)]);
  for (const name of ["d_head", "d_value"]) {
    if (s[name] === null) continue;
    if (name === "d_head" && s.qk_norm === "head") counts.add(1);
    for (const heads of counts) {
      if (product(s[name], heads) !== null) continue;
      const all = heads === 1 ? "it" : `${heads} heads of it`;
      say(name, `must make a whole number: ${all} would be ${Number((s[name] * heads).toFixed(4))}`);
    }
  }
  if (s.kv_lora_rank) {
    if (s.qk_norm !== "no") say("qk_norm", "must be no with latent attention, which has its own norms");
    return;
  }
  for (const name of ["d_rope", "q_lora_rank"]) {
    if (s[name]) say(name, "needs latent attention: a rank of keys and values above 0");
  }
}

function experts(s, say) {
  if (s.experts_per_token > s.n_experts) {
    say("experts_per_token", `must be at most the number of experts, ${s.n_experts}`);
  }
  for (const name of ["router_bias", "d_ff_shared", "shared_gate", "n_dense_layers"]) {
    if (s[name] && s.n_experts === 1) say(name, "needs more than one expert");
  }
  if (s.n_dense_layers > s.n_layers) {
    say("n_dense_layers", `must be at most the number of layers, ${s.n_layers}`);
  }
  if ((s.d_ff_dense === null) !== (s.n_dense_layers === 0)) {
    say("d_ff_dense", s.n_dense_layers ? "is missing: there are dense layers" : "needs dense layers");
  }
  if (s.shared_gate && !s.d_ff_shared) say("shared_gate", "needs a shared expert");
}

/** Heads and heads of keys and values, of each block, or once if all are alike. */
function pairs({ n_heads, n_kv_heads }) {
  const many = Math.max(listed(n_heads).length, listed(n_kv_heads).length);
  const at = (value, i) => (Array.isArray(value) ? value[i] : value);
  return Array.from({ length: many }, (_, i) => [at(n_heads, i), at(n_kv_heads, i)]);
}

/** Kinds of block: [{ n_heads, n_kv_heads, d_ff, dense, times }]; alike ones are counted together. */
function blocks(s) {
  const some = [s.n_heads, s.n_kv_heads, s.d_ff].some(Array.isArray);
  const at = (value, i) => (Array.isArray(value) ? value[i] : value);
  const block = (i, dense, times) => ({
    n_heads: at(s.n_heads, i), n_kv_heads: at(s.n_kv_heads, i), d_ff: at(s.d_ff, i), dense, times,
  });
  if (some) return Array.from({ length: s.n_layers }, (_, i) => block(i, i < s.n_dense_layers, 1));
  return [block(0, true, s.n_dense_layers), block(0, false, s.n_layers - s.n_dense_layers)];
}

/**
 * Parameters of a shape in which `faults` finds nothing, by part, and `active`: those that one token
 * uses. BigInt throughout.
 */
export function count(given) {
  const s = whole(given);
  const n = (x) => BigInt(x ?? 0); // numbers and switches
  const own = (name) => n(s[name] ?? s.linear_bias);
  const d = n(s.d_model);
  const perNorm = s.norm === "layer" && (s.norm_bias ?? s.linear_bias) ? 2n : 1n;
  const mlp = (width) => {
    const inward = s.gated_mlp ? 2n : 1n; // matrices from d_model to the width inside
    return (inward + 1n) * d * n(width) + own("mlp_bias") * (inward * n(width) + d);
  };
  const found = { embedding: 0n, attention: 0n, mlp: 0n, norm: 0n, router: 0n, head: 0n };
  let idle = 0n;
  for (const { n_heads, n_kv_heads, d_ff, dense, times } of blocks(s)) {
    const { weights, normed } = (s.kv_lora_rank ? latent : grouped)(s, n_heads, n_kv_heads, own);
    const t = n(times);
    found.attention += t * (weights + n(s.attention_sinks) * n(n_heads));
    found.norm += t * (normed + n(s.norms_per_layer) * d);
    if (dense) {
      found.mlp += t * mlp(s.d_ff_dense);
      continue;
    }
    const expert = mlp(d_ff);
    found.mlp += t * (n(s.n_experts) * expert + (s.d_ff_shared ? mlp(s.d_ff_shared) : 0n));
    idle += t * n(s.n_experts - s.experts_per_token) * expert;
    if (s.n_experts > 1) found.router += t * ((d + n(s.router_bias)) * n(s.n_experts) + n(s.shared_gate) * d);
  }
  found.norm = perNorm * (found.norm + (n(s.final_norm) + n(s.embedding_norm)) * d);
  const width = n(s.d_embedding ?? s.d_model);
  const between = width === d ? 0n : width * d; // leads from one width to the other
  found.embedding = n(s.vocab_size) * width + n(s.n_positions) * d + between;
  found.head = between + n(!s.tied) * n(s.vocab_size) * width + n(s.lm_head_bias) * n(s.vocab_size);
  const total = PARTS.reduce((sum, part) => sum + found[part], 0n);
  return { ...found, total, active: total - idle, idle };
}

function grouped(s, heads, kv, own) {
  const d = BigInt(s.d_model);
  const value = s.d_value ?? s.d_head;
  const [queries, keys] = [product(s.d_head, heads), product(s.d_head, kv)];
  const [values, answer] = [product(value, kv), product(value, heads)];
  const weights = (d + own("qkv_bias")) * (queries + keys + values) + (answer + own("out_bias")) * d;
  const normed = { no: () => 0n, head: () => 2n * product(s.d_head, 1), width: () => queries + keys };
  return { weights, normed: normed[s.qk_norm]() };
}

function latent(s, heads, _, own) {
  const n = BigInt;
  const d = n(s.d_model);
  const inside = product(s.d_head, heads);
  const queries = inside + n(heads) * n(s.d_rope);
  const answer = product(s.d_value ?? s.d_head, heads);
  const ranks = n(s.q_lora_rank) + n(s.kv_lora_rank);
  const weights = (d + own("qkv_bias")) * (ranks + n(s.d_rope)) +
    (s.q_lora_rank ? n(s.q_lora_rank) : d) * queries +
    n(s.kv_lora_rank) * (inside + answer) +
    (answer + own("out_bias")) * d;
  return { weights, normed: ranks };
}

/**
 * Numbers that are kept of a text of so many tokens, in all blocks: keys and values of each head that
 * has its own, or, with latent attention, the vector they come from. `windowed` blocks keep no more
 * than `window` tokens.
 */
export function kept(given, tokens, { window = null, windowed = 0 } = {}) {
  const s = whole(given);
  const short = BigInt(window === null ? tokens : Math.min(tokens, window));
  const heads = Array.isArray(s.n_kv_heads) ? s.n_kv_heads : null;
  const each = (kv) =>
    s.kv_lora_rank
      ? BigInt(s.kv_lora_rank) + BigInt(s.d_rope)
      : product(s.d_head, kv) + product(s.d_value ?? s.d_head, kv);
  const few = BigInt(Math.min(windowed, s.n_layers));
  if (!heads) return each(s.n_kv_heads) * (few * short + (BigInt(s.n_layers) - few) * BigInt(tokens));
  // Which of unlike blocks see less is not told: all are counted as seeing everything.
  return heads.reduce((sum, kv) => sum + each(kv), 0n) * BigInt(tokens);
}

/** Bytes that so many numbers take, at so many bits each; a half byte at the end counts as one. */
export const bytes = (numbers, bits) => (numbers * BigInt(bits) + 7n) / 8n;
