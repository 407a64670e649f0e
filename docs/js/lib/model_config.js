// From the config.json of a published model to its shape: what is read, what is assumed, what is left.
//
// A family is a `model_type` of Hugging Face's code. Below stands what that code does where a file is
// silent (its defaults) and what it always does (biases, norms). Nothing is guessed over silently:
// every default that is used is named, every field that is not understood is listed, and a part that
// a shape cannot express stops the count.

import { faults } from "./transformer.js";

// ---- Families ---------------------------------------------------------------------------------------

// `sizes`: defaults of [vocabulary, width, layers, heads, heads of keys and values, MLP, width of a
// head]; 0 for keys and values: as many as heads; for the MLP: four times the width; for the head: the
// width divided by the heads. A switch is a constant, or [its names, the default].
const no = false;
const yes = true;
const has = (name, is = no) => [[name], is];
const BIAS = has("attention_bias");
const RMS = { norm: "rms", gated: yes, tied: no, bias: no, norms: 2 };
const LAYER = { norm: "layer", gated: no, tied: yes, bias: yes, norms: 2, old: yes };
const ATTENTION = { ...RMS, qkv: BIAS, out: BIAS };
const LLAMA = { ...ATTENTION, called: "Llama", sizes: [32000, 4096, 32, 32, 0, 11008, 0], mlp: has("mlp_bias") };
const MISTRAL = { ...RMS, called: "Mistral", sizes: [32000, 4096, 32, 32, 8, 14336, 0], window: ["all", 4096] };
const QWEN3 = { ...ATTENTION, called: "Qwen3", sizes: [151936, 4096, 32, 32, 32, 22016, 128], qk: "head", window: ["asked", 4096] };
const GEMMA = { ...ATTENTION, called: "Gemma", sizes: [256000, 3072, 28, 16, 16, 24576, 256], tied: yes };
const OLMO2 = { ...ATTENTION, called: "OLMo 2", sizes: [50304, 4096, 32, 32, 0, 11008, 0], qk: "width" };
const GPT_J = {
  ...LAYER, called: "GPT-J", sizes: [50400, 4096, 28, 16, 0, 0, 0], tied: no, qkv: no, out: no, norms: 1, head_bias: yes,
  ignores: ["n_positions"],
};
const COHERE = {
  ...ATTENTION, called: "Command R", sizes: [256000, 8192, 40, 64, 0, 22528, 0], tied: yes, norm: "layer", norm_bias: no,
  norms: 1, qk: (r) => (r.flag(["use_qk_norm"], no) ? "width" : "no"),
};
const mixture = (n, each, more = {}) => ({ n, each, width: [["moe_intermediate_size"]], ...more });
const QWEN_EXPERTS = { dense: "listed" };
const DEEPSEEK_EXPERTS = { dense: "first", shared: [["n_shared_experts"], 1], router_bias: yes };
const EXPERTS = ["n_routed_experts", "num_local_experts", "num_experts"];
const EACH = ["num_experts_per_tok", "num_experts_per_token", "experts_per_token"];
const DEEPSEEK_V2 = {
  ...ATTENTION, called: "DeepSeek-V2", sizes: [32000, 4096, 32, 32, 0, 11008, 0], latent: yes,
  experts: mixture(64, 0, { width: [["moe_intermediate_size"], 1407], ...DEEPSEEK_EXPERTS, shared: [["n_shared_experts"], 2], first: 0, router_bias: no }),
};
const DEEPSEEK_V3 = {
  ...DEEPSEEK_V2, called: "DeepSeek-V3", sizes: [129280, 7168, 61, 128, 128, 18432, 0],
  experts: mixture(256, 8, { width: [["moe_intermediate_size"], 2048], ...DEEPSEEK_EXPERTS, first: 3 }),
};

export const FAMILIES = {
  llama: LLAMA,
  mistral: MISTRAL,
  ministral: MISTRAL,
  ministral3: { ...MISTRAL, called: "Ministral 3", sizes: [131072, 4096, 34, 32, 8, 14336, 128], window: ["all", null] },
  mixtral: {
    ...MISTRAL, called: "Mixtral", window: ["all", null],
    experts: mixture(8, 2, { width: [["intermediate_size"], 14336] }),
  },
  qwen2: {
    ...RMS, called: "Qwen2", sizes: [151936, 4096, 32, 32, 32, 22016, 0], qkv: yes, out: no, window: ["asked", 4096],
  },
  qwen2_moe: {
    ...RMS, called: "Qwen2 with experts", sizes: [151936, 2048, 24, 16, 16, 5632, 0], qkv: has("qkv_bias", yes), out: no,
    window: ["asked", 4096],
    experts: mixture(60, 4, {
      ...QWEN_EXPERTS, width: [["moe_intermediate_size"], 1408], shared_width: [["shared_expert_intermediate_size"], 5632],
      shared_gate: yes,
    }),
  },
  qwen3: QWEN3,
  qwen3_moe: {
    ...QWEN3, called: "Qwen3 with experts", sizes: [151936, 2048, 24, 32, 4, 6144, 0],
    experts: mixture(128, 8, { ...QWEN_EXPERTS, width: [["moe_intermediate_size"], 768] }),
  },
  gemma: GEMMA,
  gemma2: { ...GEMMA, called: "Gemma 2", sizes: [256000, 2304, 26, 8, 4, 9216, 256], norms: 4, window: [2, 4096] },
  gemma3_text: {
    ...GEMMA, called: "Gemma 3", sizes: [262208, 2304, 26, 8, 4, 9216, 256], norms: 4, qk: "head", window: [6, 4096],
  },
  phi: {
    ...LAYER, called: "Phi-2", sizes: [51200, 2048, 24, 32, 0, 8192, 0], tied: no, norms: 1, head_bias: yes,
    qk: (r) => (r.flag(["qk_layernorm"], no) ? "head" : "no"),
  },
  phi3: { ...RMS, called: "Phi-3", sizes: [32064, 3072, 32, 32, 0, 8192, 0], window: ["all", null] },
  phimoe: {
    ...ATTENTION, called: "Phi-3.5 with experts", sizes: [32064, 4096, 32, 32, 8, 6400, 0], norm: "layer", norm_bias: yes,
    head_bias: has("lm_head_bias"), window: ["all", null], experts: mixture(16, 2, { width: [["intermediate_size"], 6400] }),
  },
  olmo: { ...ATTENTION, called: "OLMo", sizes: [50304, 4096, 32, 32, 0, 11008, 0], norms: 0, final: no },
  olmo2: OLMO2,
  olmo3: { ...OLMO2, called: "OLMo 3", window: [4, 4096] },
  olmoe: {
    ...OLMO2, called: "OLMoE", sizes: [50304, 2048, 16, 16, 0, 2048, 0],
    experts: mixture(64, 8, { width: [["intermediate_size"], 2048] }),
  },
  smollm3: { ...LLAMA, called: "SmolLM3", sizes: [128256, 2048, 36, 16, 4, 11008, 0], tied: yes },
  granite: { ...LLAMA, called: "Granite" },
  ernie4_5: { ...RMS, called: "ERNIE 4.5", sizes: [103424, 1024, 18, 16, 2, 3072, 128], tied: yes, bias: has("use_bias") },
  seed_oss: {
    ...RMS, called: "Seed-OSS", sizes: [155136, 4096, 64, 80, 8, 27648, 128], qkv: has("attention_bias", yes),
    out: has("attention_out_bias"), mlp: has("mlp_bias"),
  },
  exaone4: { ...RMS, called: "EXAONE 4", sizes: [102400, 4096, 32, 32, 32, 16384, 0], qk: "head", window: [4, 4096] },
  nemotron: {
    ...ATTENTION, called: "Nemotron-4", sizes: [256000, 6144, 32, 48, 0, 24576, 0], gated: no, norm: "layer",
    norm_bias: yes, mlp: has("mlp_bias"),
  },
  arcee: { ...LLAMA, called: "Arcee", sizes: [32000, 2560, 32, 32, 0, 18432, 0], gated: no },
  gpt2: {
    ...LAYER, called: "GPT-2", sizes: [50257, 768, 12, 12, 0, 0, 0], positions: [["n_positions", "n_ctx"], 1024],
  },
  "openai-gpt": {
    ...LAYER, called: "GPT-1", sizes: [40478, 768, 12, 12, 0, 0, 0], positions: [["n_positions", "n_ctx"], 512], final: no,
  },
  gpt_bigcode: {
    ...LAYER, called: "StarCoder", sizes: [50257, 768, 12, 12, 0, 0, 0], positions: [["n_positions", "n_ctx"], 1024],
    kv: (r, heads) => (r.flag(["multi_query"], yes) ? 1 : heads),
  },
  gpt_neo: {
    ...LAYER, called: "GPT-Neo", sizes: [50257, 2048, 24, 16, 0, 0, 0], positions: [["max_position_embeddings"], 2048],
    qkv: no, out: yes, window: [2, 256],
  },
  gptj: GPT_J,
  codegen: { ...GPT_J, called: "CodeGen" },
  gpt_neox: {
    ...LAYER, called: "GPT-NeoX", sizes: [50432, 6144, 44, 64, 0, 24576, 0], tied: no, qkv: has("attention_bias", yes),
    out: has("attention_bias", yes), ignores: ["use_parallel_residual"],
  },
  bloom: { ...LAYER, called: "BLOOM", sizes: [250880, 64, 2, 8, 0, 0, 0], embedding_norm: yes },
  mpt: { ...LAYER, called: "MPT", sizes: [50368, 2048, 24, 16, 0, 0, 0], bias: no, norm_bias: no, own: mpt },
  opt: { ...LAYER, called: "OPT", sizes: [50272, 768, 12, 12, 0, 3072, 0], bias: has("enable_bias", yes), own: opt },
  falcon: {
    ...LAYER, called: "Falcon", sizes: [65024, 4544, 32, 71, 0, 0, 0], bias: has("bias"), norm_bias: yes, kv: falconKeys,
    norms: falconNorms, tied: no, tied_words: "no, its published files hold both",
  },
  stablelm: {
    ...RMS, called: "StableLM", sizes: [50304, 2560, 32, 32, 32, 6912, 0], norm: "layer", norm_bias: yes,
    qkv: has("use_qkv_bias"), out: no, norms: (r) => (r.flag(["use_parallel_residual"], no) ? 1 : 2),
    stops: { qk_layernorm: "norms without a bias for every head, beside norms with one" },
  },
  starcoder2: {
    ...LAYER, called: "StarCoder2", sizes: [49152, 3072, 30, 24, 2, 12288, 0], bias: has("use_bias", yes), norm_bias: yes,
    window: ["all", null],
  },
  cohere: COHERE,
  cohere2: { ...COHERE, called: "Command R7B", qk: "no", window: [4, 4096] },
  dbrx: { ...RMS, called: "DBRX", sizes: [32000, 2048, 24, 16, 0, 0, 0], norm: "layer", norm_bias: no, own: dbrx },
  gpt_oss: {
    ...RMS, called: "gpt-oss", sizes: [201088, 2880, 36, 64, 8, 2880, 64], bias: yes, qkv: has("attention_bias", yes),
    out: has("attention_bias", yes), sinks: yes, window: [2, 128],
    experts: mixture(128, 4, { width: [["intermediate_size"], 2880], router_bias: yes }),
  },
  deepseek: {
    ...ATTENTION, called: "DeepSeekMoE", sizes: [102400, 4096, 30, 32, 0, 11008, 0],
    experts: mixture(64, 6, { width: [["moe_intermediate_size"], 1407], ...DEEPSEEK_EXPERTS, first: 0, router_bias: no }),
  },
  deepseek_v2: DEEPSEEK_V2,
  deepseek_v3: DEEPSEEK_V3,
  kimi_k2: { ...DEEPSEEK_V3, called: "Kimi K2" },
  mistral4: { ...DEEPSEEK_V3, called: "Mistral 4", experts: { ...DEEPSEEK_V3.experts, router_bias: no } },
  glm4_moe_lite: { ...DEEPSEEK_V3, called: "GLM-4.7-Flash" },
  glm: { ...RMS, called: "GLM-4", sizes: [151552, 4096, 40, 32, 2, 13696, 128], qkv: BIAS, out: no },
  glm4: { ...RMS, called: "GLM-4-0414", sizes: [151552, 4096, 40, 32, 2, 13696, 128], qkv: BIAS, out: no, norms: 4 },
  glm4_moe: {
    ...RMS, called: "GLM-4.5", sizes: [151552, 4096, 46, 96, 8, 10944, 0], qkv: BIAS, out: no,
    qk: (r) => (r.flag(["use_qk_norm"], no) ? "head" : "no"),
    experts: mixture(128, 8, { width: [["moe_intermediate_size"], 1408], ...DEEPSEEK_EXPERTS, first: 1 }),
  },
  dots1: {
    ...ATTENTION, called: "dots.llm1", sizes: [152064, 4608, 62, 32, 32, 10944, 0], qk: "head",
    experts: mixture(0, 0, { ...DEEPSEEK_EXPERTS, first: 0 }),
  },
  minimax_m2: {
    ...RMS, called: "MiniMax-M2", sizes: [200064, 3072, 62, 48, 8, 1536, 128], qk: "width",
    experts: mixture(256, 8, { width: [["intermediate_size"], 1536], router_bias: yes }),
    ignores: ["use_qk_norm", "qk_norm_type", "use_routing_bias"],
  },
  granitemoe: { ...ATTENTION, called: "Granite with experts", sizes: LLAMA.sizes, experts: mixture(8, 2, { width: [["intermediate_size"], 11008] }) },
  llama4_text: {
    ...ATTENTION, called: "Llama 4", sizes: [202048, 5120, 48, 40, 8, 16384, 128], window: [4, 8192], own: llama4,
    ignores: ["use_qk_norm"],
  },
  openelm: { ...RMS, called: "OpenELM", sizes: [32000, 2048, 16, 0, 0, 0, 128], tied: yes, own: openelm },
};

/** Names that a file says, and the family whose code it runs. */
const SAME = {
  gemma3: "gemma3_text", llama4: "llama4_text", kimi_k25: "deepseek_v3", qwen2_vl: "qwen2", qwen2_5_vl: "qwen2",
  qwen2_vl_text: "qwen2", qwen2_5_vl_text: "qwen2", qwen3_vl: "qwen3", qwen3_vl_text: "qwen3", qwen3_vl_moe: "qwen3_moe",
  qwen3_vl_moe_text: "qwen3_moe", glm4v: "glm4", glm4v_text: "glm4", glm4v_moe: "glm4_moe", glm4v_moe_text: "glm4_moe",
  smollm: "llama", yi: "llama", mistral3: "mistral", llava: "llama", gpt: "gpt2",
};

const LINEAR = "blocks with another kind of attention, or with none";
const STOPS = [ // by model_type
  [/mamba|rwkv|jamba|zamba|bamba|falcon_h1|hybrid|^lfm|recurrent|xlstm|nemotron_h|plamo2/, LINEAR],
  [/qwen3_next|qwen3_5|qwen3_[6-9]|kimi_linear|kimi_k3|^minimax$|minimax_text|ling_2_5|bailing.*linear/, LINEAR],
  [/deepseek_v32|deepseek_v4|_dsa|minimax_m3/, "a part that chooses which tokens to look at (an indexer), or compressed attention"],
  [/gemma3n|gemma4/, "embeddings of every layer, or blocks with other heads and keys that are values too"],
  [/t5|bart|pegasus|marian|whisper|m2m|switch_transformers|blenderbot|prophetnet/, "an encoder and a decoder"],
  [/bert|electra|^xlm|mpnet|^ernie$|layoutlm/, "an encoder with token types"],
  [/muse_glimmer|afmoe/, "a gate on what attention gives"],
  [/mllama/, "blocks that look at pictures"],
  [/apertus/, "an activation that learns"],
];
const UNLIKE = "blocks that are not all built alike";
const MOST_LAYERS = 10_000;
const TIED = "tie_word_embeddings";
const STOP_FIELDS = [ // by the name of a field that is not empty
  [/linear_(attn|num|key|value|conv)|mamba|ssm|conv_|conv1d|delta|kda|lightning|rwkv|recurrent|lru_width|state_size|time_step/, LINEAR],
  [/^(full_attention_interval|full_attn_|layers_block_type|_?block_types|attn_type_list|attn_layer_|layer_group_size|hybrid_|block_configs)/, UNLIKE],
  [/per_layer_input|altup|laurel/, "embeddings of every layer"],
  [/kv_shared|cla_share|share_kv|num_kv_shared/, "blocks that share keys and values"],
  [/^index_(n_heads|head_dim|topk)|compress_ratio|^hc_|engram|o_lora_rank|sparse_attention/, "an indexer or compressed attention"],
  [/global_head_dim|num_global_key_value_heads|attention_k_eq_v|swa_num_|swa_head_dim/, "blocks with other heads than the rest"],
  [/output_gate|gated_attention|head_wise_attn_gate|use_head_wise/, "a gate on what attention gives"],
  [/cross_attention|is_encoder_decoder|encoder_layers/, "attention to another text"],
  [/^(vision|speech|audio)_lora|^lora_|adapter/, "low-rank adapters"],
];

// Names that change no count, and names of what is not text.
const HARMLESS = new RegExp(
  "^(_|architectures$|auto_map$|model_type$|name_or_path$|transformers|torch_|dtype$|id2label|label2id|num_labels|finetuning|" +
  "task_|problem_type|use_(cache|flash|bfloat|mrope|return|fused|parallel_emb)|return_|output_(att|hid|router)|chunk_size|gradient|pretraining_tp|" +
  "quantization|compression|rope|rotary|partial_rot|no_rope|mrope|yarn|longrope|original_max|max_pos|max_seq|max_model|seq_len|n_ctx$|seq_aux|" +
  "bos_|eos_|pad_|sep_|unk_|cls_|mask_token|decoder_start|forced_|suppress|begin_|" +
  "summary_|scale_attn|reorder_|attn_(impl|pdrop|logit)|query_pre_attn|final_logit|logit|embedding_mult|residual_mult|attention_mult|" +
  "hidden_act|activation|afn$|act_fn|hidden_act|mlp_hidden_act|cache_impl|initializer|init_|layer_norm_eps|norm_eps|alibi|apply_residual|" +
  "slow_but|skip_bias|masked_soft|offset_alibi|training|unk|clip_qkv|norm_topk|n_group|topk_group|topk_method|scoring_func|routed_scaling|" +
  "ep_size|aux_loss|norm_head|qk_head_dim$|attention_types$|tokenizer|prefix|temperature|top_[kp]$|do_sample|max_length|min_length|num_beams|" +
  "is_decoder|language$|unsloth|sliding_window_pattern$|_sliding|window_size$|resid_pdrop$|embd_pdrop$|" +
  "initial_context_length$|experts_implementation|swiglu_limit|router_(aux|jitter|z)|image_|video_|audio_|vision_|mm_|boi_|eoi_|boa_|eoa_|" +
  "projector|multimodal|spatial_|num_nextn|mtp|use_mtp|num_mtp|rescale|version$|pruned|tf_|torchscript|remove_invalid|no_repeat|bad_words|" +
  "output_past|attention_softmax|layerdrop|n_special|predict_special|input_jitter|norm_type$|mlp_type$|emb_pdrop|verbose$|normalization_layer|num_gqa_groups|qkv_multipliers|attn_temp|floor_scale|for_llm|use_bidir|" +
  "typical_p|repetition|length_pen|early_stop|diversity|exponential|encoder_no|cross_attention_hidden|add_cross_attention$|is_encoder_decoder$)",
);
const HARMLESS_END = /(_token_(id|index|ids)|dropout|_drop|_prob|_eps|_epsilon|_coef|_scale|_scaling|_range|_std|_theta|_multiplier|_factor|softcap(ping)?|_dtype|_beta)$/;
// Names that end like these, and make a part larger or smaller.
const RESIZED = /(dim|size|width|ffn|mlp|expansion|hidden|inner)s?_(factor|multiplier|scale|scaling|range)$/;
// Where the sizes may stand.
const NAMES = {
  vocab: ["vocab_size", "n_vocab", "padded_vocab_size"],
  width: ["hidden_size", "n_embd", "d_model", "n_embed", "model_dim"],
  layers: ["num_hidden_layers", "n_layer", "num_layers", "n_layers", "num_transformer_layers"],
  heads: ["num_attention_heads", "n_head", "num_heads", "n_heads"],
  kv: ["num_key_value_heads", "num_kv_heads", "n_head_kv", "kv_n_heads", "n_kv_heads"],
  ff: ["intermediate_size", "ffn_dim", "n_inner", "ffn_hidden_size", "d_ff"],
  head: ["head_dim", "kv_channels"],
  tied: ["tie_word_embeddings", "share_input_output_layers"],
};
// Names that some family reads: no strangers, even where another family does not use them.
const STRUCTURE = new Set([
  ...Object.values(NAMES).flat(), ...EXPERTS, ...EACH, "moe_top_k", "moe_num_experts",
  "moe_intermediate_size", "n_shared_experts", "num_shared_experts", "shared_expert_intermediate_size", "first_k_dense_replace", "moe_layer_freq",
  "decoder_sparse_step", "mlp_only_layers", "mlp_layer_types", "layer_types", "sliding_window", "use_sliding_window", "max_window_layers",
  "q_lora_rank", "kv_lora_rank", "qk_nope_head_dim", "qk_rope_head_dim", "v_head_dim", "attention_bias", "mlp_bias", "use_bias", "bias",
  "qkv_bias", "use_qkv_bias", "use_qk_norm", "qk_layernorm", "multi_query", "parallel_attn", "use_parallel_residual", "lm_head_bias",
  "new_decoder_architecture", "n_positions",
]);

// ---- Reading ----------------------------------------------------------------------------------------

const isObject = (x) => typeof x === "object" && x !== null && !Array.isArray(x);
const filled = (x) =>
  !(x === null || x === undefined || x === false || x === 0 || x === "" || (typeof x === "object" && !Object.keys(x).length));
const plain = (x) =>
  typeof x === "string" ? `the text “${x.slice(0, 20)}”` : typeof x === "number" ? String(x) : JSON.stringify(x).slice(0, 30);
const few = (names) => names.slice(0, 4).join(", ") + (names.length > 4 ? ` and ${names.length - 4} more` : "");
const said = (x) => (x === true ? "yes" : x === false ? "no" : String(x));

/** Reads fields by any of their names; remembers what was read, assumed, and wrong. */
function reader(config) {
  const [used, assumed, wrong] = [new Set(), new Map(), []];
  function get(names) {
    const there = names.filter((name) => Object.hasOwn(config, name));
    for (const name of there) used.add(name);
    const given = there.filter((name) => config[name] !== null);
    const values = new Set(given.map((name) => JSON.stringify(config[name])));
    if (values.size > 1) wrong.push([given[0], `says ${plain(config[given[0]])}, and ${given[1]} says ${plain(config[given[1]])}`]);
    return there.length ? { name: given[0] ?? there[0], value: given.length ? config[given[0]] : null } : null;
  }
  function fallen(names, is, found) {
    if (is === undefined) wrong.push([names[0], found ? "is empty, and is needed" : "is missing"]);
    else if (is !== null) assumed.set(found?.name ?? names[0], said(is));
    return is;
  }
  /** Whether a field says that there is nothing: null, where the family's code means none by it. */
  function none(names) {
    const there = names.filter((name) => Object.hasOwn(config, name));
    for (const name of there) used.add(name);
    return there.length > 0 && there.every((name) => config[name] === null);
  }
  /** A whole number; a default of null, or in words, is for whoever asks to make sense of. */
  function whole(names, is, least = 1, words = "") {
    const found = get(names);
    if (!found && words) assumed.set(names[0], words);
    if (found === null || found.value === null) return fallen(names, is, found);
    if (!Number.isInteger(found.value) || found.value < least || found.value > 1e9) {
      wrong.push([found.name, `must be a whole number from ${least} to a billion, and is ${plain(found.value)}`]);
      return least;
    }
    return found.value;
  }
  function flag(names, is, words) {
    const found = get(names);
    if (found === null || found.value === null) {
      fallen(names, is, found);
      if (!found && words) assumed.set(names[0], words);
      return is;
    }
    if (typeof found.value === "boolean") return found.value;
    wrong.push([found.name, `must be true or false, and is ${plain(found.value)}`]);
    return is;
  }
  function list(names, length) {
    const found = get(names);
    if (!found || found.value === null) return null;
    if (Array.isArray(found.value) && (length === undefined || found.value.length === length)) return found.value;
    wrong.push([found.name, `must be a list${length === undefined ? "" : ` of ${length}, one for each layer`}`]);
    return null;
  }
  const within = (name) => {
    const found = get([name]);
    if (isObject(found?.value)) return reader(found.value);
    if (filled(found?.value)) wrong.push([name, "must be a group of fields in { }"]);
    return null;
  };
  return { config, get, none, whole, flag, list, within, used, assumed, wrong };
}

const choice = (r, spec) => (Array.isArray(spec) ? r.flag(...spec) : spec);

/** Width of a head: as given, or the width shared out. */
function headOf(r, f, width, heads) {
  const shared = !f.sizes[6] || r.none(NAMES.head);
  const given = r.whole(NAMES.head, shared ? null : f.sizes[6], 1, shared ? "the width, divided by the heads" : "");
  if (given !== null) return given;
  if (width % heads) r.wrong.push(["num_attention_heads", `must divide the width ${width}: ${heads} heads do not`]);
  return width / heads;
}

/** The fields that most families have. */
function basics(r, f) {
  const [vocab, width, layers, heads, kv, ff] = f.sizes;
  const s = {
    vocab_size: r.whole(NAMES.vocab, vocab), d_model: r.whole(NAMES.width, width), n_layers: r.whole(NAMES.layers, layers),
    tied: r.flag(NAMES.tied, f.tied, f.tied_words), gated_mlp: f.gated, norm: f.norm, linear_bias: choice(r, f.bias),
    norms_per_layer: typeof f.norms === "function" ? f.norms(r) : f.norms,
  };
  if (s.n_layers > MOST_LAYERS) {
    r.wrong.push(["num_hidden_layers", `must be at most ${MOST_LAYERS}, and is ${s.n_layers}`]);
    s.n_layers = 1;
  }
  if (f.own !== openelm) {
    s.n_heads = r.whole(NAMES.heads, heads);
    const as = kv ? "" : "as many as heads";
    if (f.latent) s.n_kv_heads = s.n_heads;
    else if (f.kv) s.n_kv_heads = f.kv(r, s.n_heads);
    else s.n_kv_heads = r.none(NAMES.kv) ? s.n_heads : r.whole(NAMES.kv, kv || null, 1, f.old ? "" : as) ?? s.n_heads;
    if (!f.latent) s.d_head = headOf(r, f, s.d_model, s.n_heads);
  }
  if (!f.own || ff) s.d_ff = r.whole(NAMES.ff, ff || null, 1, ff ? "" : "four times the width") ?? 4 * s.d_model;
  if (f.qkv !== undefined) s.qkv_bias = choice(r, f.qkv);
  if (f.out !== undefined) s.out_bias = choice(r, f.out);
  if (f.mlp !== undefined) s.mlp_bias = choice(r, f.mlp);
  if (f.norm_bias !== undefined) s.norm_bias = f.norm_bias;
  if (f.head_bias !== undefined) s.lm_head_bias = choice(r, f.head_bias);
  if (f.positions) s.n_positions = r.whole(...f.positions);
  if (f.final === no) s.final_norm = no;
  if (f.embedding_norm) s.embedding_norm = yes;
  if (f.sinks) s.attention_sinks = yes;
  if (f.qk) s.qk_norm = typeof f.qk === "function" ? f.qk(r) : f.qk;
  return s;
}

function latentOf(r, s) {
  s.q_lora_rank = r.none(["q_lora_rank"]) ? 0 : r.whole(["q_lora_rank"], 1536, 0);
  s.kv_lora_rank = r.whole(["kv_lora_rank"], 512);
  s.d_head = r.whole(["qk_nope_head_dim"], 128);
  s.d_rope = r.whole(["qk_rope_head_dim"], 64, 0);
  const value = r.whole(["v_head_dim"], 128);
  if (value !== s.d_head) s.d_value = value;
  for (const name of [...NAMES.kv, ...NAMES.head]) r.used.add(name); // what they say follows from the others
}

/** Blocks without experts, of all: by a list, by a rule, or the first ones. */
function denseOf(r, s, e) {
  const { n_layers } = s;
  const all = Array.from({ length: n_layers }, (_, i) => i);
  const types = r.list(["mlp_layer_types"], n_layers);
  if (e.dense === "first") {
    const first = r.whole(["first_k_dense_replace"], e.first ?? 0, 0);
    const each = r.get(["moe_layer_freq"])?.value;
    if (types) return types.filter((type) => type === "dense").length;
    if (Array.isArray(each)) return each.filter((x) => !x).length;
    const step = each === undefined ? 1 : r.whole(["moe_layer_freq"], 1);
    return all.filter((i) => i < first || i % step).length;
  }
  if (e.dense !== "listed") return 0;
  const [only, step] = [r.list(["mlp_only_layers"]) ?? [], r.whole(["decoder_sparse_step"], 1)];
  if (!only.every((i) => all.includes(i))) r.wrong.push(["mlp_only_layers", `must name layers from 0 to ${n_layers - 1}`]);
  if (types) return types.filter((type) => type === "dense").length;
  return all.filter((i) => only.includes(i) || (i + 1) % step).length;
}

function expertsOf(r, s, e) {
  const n = r.none(EXPERTS) ? 0 : r.whole(EXPERTS, e.n, 0);
  if (n <= 1) return;
  const dense = denseOf(r, s, e);
  const ff = s.d_ff;
  const each = r.whole(EACH, e.each || undefined);
  const width = r.whole(...e.width);
  const shared = e.shared_width ? r.whole(e.shared_width[0], e.shared_width[1], 0) : e.shared && !r.none(e.shared[0]) ? r.whole(...e.shared, 0) * width : 0;
  if (dense === s.n_layers) return; // a rule that leaves none of them
  Object.assign(s, { n_experts: n, experts_per_token: each, d_ff: width });
  if (shared) s.d_ff_shared = shared;
  if (shared && e.shared_gate) s.shared_gate = yes;
  if (e.router_bias) s.router_bias = yes;
  if (dense) Object.assign(s, { n_dense_layers: dense, d_ff_dense: ff });
}

function falconKeys(r, heads) {
  const newer = r.flag(["new_decoder_architecture"], no);
  const kv = r.whole(["num_kv_heads", "n_head_kv"], null);
  const single = r.flag(["multi_query"], yes);
  return newer ? kv ?? heads : single ? 1 : heads;
}

function falconNorms(r) {
  const newer = r.get(["new_decoder_architecture"])?.value === true;
  const besides = r.flag(["parallel_attn"], yes);
  const two = r.whole(["num_ln_in_parallel_attn"], null);
  return newer ? two ?? 2 : besides ? 1 : 2;
}

function opt(r, s) {
  s.n_positions = r.whole(["max_position_embeddings"], 2048) + 2; // its code keeps two rows more
  const narrow = r.whole(["word_embed_proj_dim"], null);
  if (narrow !== null && narrow !== s.d_model) s.d_embedding = narrow;
  const before = r.flag(["do_layer_norm_before"], yes);
  if (!before || r.flag(["_remove_final_layer_norm"], no)) s.final_norm = no;
  if (!r.flag(["layer_norm_elementwise_affine"], yes)) Object.assign(s, { norms_per_layer: 0, final_norm: no });
}

function mpt(r, s) {
  s.d_ff = r.whole(["expansion_ratio"], 4) * s.d_model;
  const inside = r.within("attn_config");
  const kv = inside?.whole(["kv_n_heads"], null) ?? null;
  if (kv !== null) s.n_kv_heads = kv;
  if (!r.flag(["no_bias"], yes)) Object.assign(s, { linear_bias: yes, norm_bias: yes });
}

function dbrx(r, s) {
  const [attention, mlp] = [r.within("attn_config") ?? reader({}), r.within("ffn_config") ?? reader({})];
  s.n_kv_heads = attention.whole(["kv_n_heads"], 1);
  s.d_ff = mlp.whole(["ffn_hidden_size"], 3584);
  s.n_experts = mlp.whole(["moe_num_experts"], 4);
  s.experts_per_token = mlp.whole(["moe_top_k"], 1);
  for (const inside of [attention, mlp]) {
    r.wrong.push(...inside.wrong);
    for (const [name, value] of inside.assumed) r.assumed.set(name, value);
  }
}

function llama4(r, s) {
  const width = r.whole(["intermediate_size"], 8192);
  const [n, each] = [r.whole(EXPERTS, 16), r.whole(EACH, 1)];
  const step = r.whole(["interleave_moe_layer_step"], 1);
  const listed = r.list(["moe_layers"]);
  const dense = s.n_layers - (listed ?? Array.from({ length: Math.floor(s.n_layers / step) })).length;
  const plainWidth = r.whole(["intermediate_size_mlp"], 16384);
  Object.assign(s, { n_experts: n, experts_per_token: each, d_ff: width, d_ff_shared: width });
  if (dense) Object.assign(s, { n_dense_layers: dense, d_ff_dense: plainWidth });
}

function openelm(r, s) {
  const many = s.n_layers;
  s.n_heads = r.list(["num_query_heads"], many) ?? 1;
  s.n_kv_heads = r.list(["num_kv_heads"], many) ?? 1;
  s.d_head = r.whole(["head_dim"], 128);
  const times = r.list(["ffn_multipliers"], many);
  const unit = r.whole(["ffn_dim_divisor"], 256);
  if (!times) r.wrong.push(["ffn_multipliers", "is missing: a number for each layer"]);
  s.d_ff = (times ?? []).map((m) => divisible(m * s.d_model, unit));
  s.qk_norm = r.flag(["normalize_qk_projections"], yes) ? "head" : "no";
  s.gated_mlp = r.flag(["ffn_with_glu"], yes);
}

/** Rounded to a multiple of the unit, never down by more than a tenth: the rule of OpenELM's code. */
function divisible(number, unit) {
  const near = Math.max(unit, Math.floor((number + unit / 2) / unit) * unit);
  return near < 0.9 * number ? near + unit : near;
}

// ---- What is kept of a conversation -----------------------------------------------------------------

/** { window, windowed } of the layers that keep no more than so many tokens. */
function windowOf(r, f, layers) {
  const none = { window: null, windowed: 0 };
  const types = r.list(["layer_types"], layers);
  const asked = f.window?.[0] === "asked" || Object.hasOwn(r.config, "use_sliding_window") ? (r.get(["use_sliding_window"])?.value ?? no) === yes : yes;
  const from = r.get(["max_window_layers"])?.value;
  const names = ["sliding_window", "window_size", "attention_chunk_size"];
  for (const name of names) r.used.add(name);
  if (!asked || r.none(names)) return none;
  const window = r.whole(names, f.window?.[1] ?? null, 0);
  if (!window || (!f.window && !types)) return none;
  if (types) {
    const windowed = types.filter((type) => /sliding|chunked|local/.test(type)).length;
    return windowed ? { window, windowed } : none;
  }
  const [way] = f.window;
  if (way === "all") return { window, windowed: layers };
  if (way === "asked") return { window, windowed: Number.isInteger(from) ? Math.max(0, layers - from) : 0 };
  const pattern = r.get(["sliding_window_pattern", "_sliding_window_pattern"])?.value;
  const step = Number.isInteger(pattern) && pattern > 0 ? pattern : typeof pattern === "string" ? pattern.length : way;
  return { window, windowed: layers - Math.floor(layers / step) };
}

// ---- The whole --------------------------------------------------------------------------------------

/** The part of a configuration that speaks of text, with what stands beside it. */
function unwrapped(config) {
  const parts = ["text_config", "language_config", "llm_config", "thinker_config"];
  const inner = parts.find((name) => isObject(config[name]));
  if (!inner) return { text: config, outer: null, path: "" };
  const { text, path } = unwrapped(config[inner]);
  return { text, outer: config, path: path ? `${inner}.${path}` : inner };
}

/** The model_type that is meant, and how it is known. */
function typeOf(text, outer) {
  const named = (config) => (typeof config?.model_type === "string" ? config.model_type : null);
  const type = named(text) ?? named(outer);
  if (type) return { type, note: "" };
  const [first] = Array.isArray(text.architectures) ? text.architectures : [];
  const made = typeof first === "string" ? first.replace(/(ForCausalLM|LMHeadModel|Model)$/, "") : "";
  const found = Object.keys(FAMILIES).find((name) => name.replaceAll(/[_-]/g, "") === made.toLowerCase());
  return { type: found ?? null, note: found ? `It names no model_type; “${first}” was taken for ${found}.` : "" };
}

/**
 * What a configuration says, as a shape:
 *
 *   shape      the shape, or null if there is none to count
 *   guess      the shape it would have if it were built like a Llama, where its family is not known
 *   called     the family it is counted as; `type` its model_type, `name` the model's own name or ""
 *   wrong      [[field, what is wrong]]: then there is no shape
 *   stops      parts that a shape cannot express: then there is none either
 *   assumed    [[field, value]] that the file does not give
 *   strangers  fields that are not understood; `idle` fields that this family does not use
 *   beside     parts that are not counted; `notes` sentences
 *   window, windowed   layers that keep no more than so many tokens of a conversation
 */
export function shapeOf(config) {
  const found = {
    shape: null, guess: null, called: "", type: "", name: "", wrong: [], stops: [], assumed: [], strangers: [], idle: [], beside: [],
    notes: [], window: null, windowed: 0,
  };
  if (!isObject(config)) {
    const is = Array.isArray(config) ? "a list" : plain(config);
    found.wrong.push(["the text", `must be one configuration in { }, and is ${is}`]);
    return found;
  }
  if (isObject(config.weight_map)) {
    found.wrong.push(["weight_map", "belongs to the index of the weights; the shape stands in config.json"]);
    return found;
  }
  const { text, outer, path } = unwrapped(config);
  const { type, note } = typeOf(text, outer);
  found.type = type ?? "";
  found.name = nameOf(text) || nameOf(config);
  if (note) found.notes.push(note);
  if (path) found.notes.push(`Only ${path} is counted, the part that reads and writes text.`);
  beside(found, config, text);
  stopped(found, text, type);

  const key = Object.hasOwn(FAMILIES, type ?? "") ? type : Object.hasOwn(SAME, type ?? "") ? SAME[type] : null;
  if (key === null) {
    const is = type ? `The model_type “${type.slice(0, 40)}” is not known here` : "It names no model_type";
    found.notes.push(`${is}: how its blocks are built, the file does not tell.`);
    if (found.stops.length) {
      found.strangers.push(...Object.keys(text).filter(strange));
      return found;
    }
  }
  // Of a family that is not known no size is known either: it has to be given.
  const f = key === null ? { ...LLAMA, sizes: [undefined, undefined, undefined, undefined, 0, 0, 0] } : FAMILIES[key];
  found.called = f.called;
  const r = reader(Object.hasOwn(outer ?? {}, TIED) ? { [TIED]: outer[TIED], ...text } : text);
  const s = basics(r, f);
  if (f.latent) latentOf(r, s);
  if (f.experts) expertsOf(r, s, f.experts);
  f.own?.(r, s);
  const kept = windowOf(r, f, s.n_layers);
  for (const name of f.ignores ?? []) r.used.add(name);
  for (const [name, why] of Object.entries(f.stops ?? {})) {
    if (filled(text[name])) found.stops.push(`${why} (${name})`);
  }
  sorted(found, text, r.used);
  // Counted as a Llama it would lose what a Llama has not: experts, latent attention, norms of queries.
  if (key === null && found.idle.length) found.stops.push(`parts that no Llama has (${few(found.idle)})`);
  found.assumed.push(...r.assumed);
  found.wrong.push(...r.wrong);
  if (!found.wrong.length) {
    const names = { n_heads: "num_attention_heads", n_kv_heads: "num_key_value_heads", d_head: "head_dim", d_ff: "intermediate_size" };
    const more = { experts_per_token: "num_experts_per_tok", n_layers: "num_hidden_layers", d_model: "hidden_size" };
    for (const [name, why] of Object.entries(faults(s))) found.wrong.push([names[name] ?? more[name] ?? name, why]);
  }
  if (!found.wrong.length && !found.stops.length) Object.assign(found, kept, { [key === null ? "guess" : "shape"]: s });
  return found;
}

function nameOf(config) {
  const { _name_or_path: name } = config;
  return typeof name === "string" ? name.split("/").at(-1).slice(0, 60) : "";
}

/** Parts that are named and not counted. */
function beside(found, config, text) {
  for (const source of new Set([config, text])) {
    for (const [name, value] of Object.entries(source)) {
      if (value !== text && isObject(value) && /(vision|visual|audio|speech|image|video|projector|talker|code2wav|token2wav|draft|mtp).*config$|^(vision|audio)$/.test(name)) {
        found.beside.push(`${name}: what sees, hears or speaks`);
      }
      const ahead = /^(num_nextn_predict_layers|num_mtp_modules|mtp_num_layers|mtp_num_hidden_layers|n_predict)$/.test(name);
      if (ahead && filled(value)) found.beside.push(`${name}: a module that guesses further tokens ahead`);
    }
  }
}

function stopped(found, text, type) {
  for (const [pattern, why] of STOPS) {
    if (type && !Object.hasOwn(FAMILIES, type) && pattern.test(type)) found.stops.push(`${why} (${type})`);
  }
  for (const [name, value] of Object.entries(text)) {
    for (const [pattern, why] of STOP_FIELDS) {
      if (filled(value) && pattern.test(name) && !/cross_attention_hidden/.test(name)) found.stops.push(`${why} (${name})`);
    }
  }
  const types = Array.isArray(text.layer_types) ? text.layer_types : [];
  const odd = [...new Set(types.filter((kind) => !/^(full|sliding|chunked|local|global)_attention$/.test(kind)))];
  if (odd.length) found.stops.push(`${LINEAR} (layer_types: ${odd.map((kind) => (typeof kind === "string" ? kind : plain(kind))).join(", ").slice(0, 60)})`);
}

/** Whether a name is of a field that no family here reads, and that may change a count. */
const strange = (name) =>
  !STRUCTURE.has(name) && (RESIZED.test(name) || !(HARMLESS.test(name) || HARMLESS_END.test(name) || /config$/.test(name)));

/** Fields that were not read: harmless, of other families, or strangers. */
function sorted(found, text, used) {
  for (const name of Object.keys(text)) {
    if (used.has(name)) continue;
    if (STRUCTURE.has(name)) {
      if (filled(text[name])) found.idle.push(name);
    } else if (strange(name)) found.strangers.push(name);
  }
}
