import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { count, faults, FIELDS, kept, PARTS } from "../../docs/js/lib/transformer.js";
import { place } from "../../docs/js/widgets/parameter_count.js";
import { headline, parsed, report } from "../../docs/js/widgets/parameter_count_paste.js";
import {
  address, changed, initial, looksBack, MAIN, typed,
} from "../../docs/js/widgets/parameter_count_state.js";
import {
  conversation, counted, describe, digits, holder, refused, share as rawShare, size as rawSize,
} from "../../docs/js/widgets/parameter_count_words.js";
import { read, withState } from "../../docs/js/lib/state.js";

const figures = new URL("../../figures/", import.meta.url);
const { data } = JSON.parse(readFileSync(new URL("parameter_count.json", figures)));
const { presets } = data;
const plain = (pieces) => pieces.map((p) => p.strong ?? p).join("").replaceAll(/[\u202F\u00A0]/g, " ");
const size = (bytes) => rawSize(bytes).replace("\u00A0", " ");
const named = (name) => presets.find((preset) => preset.name === name);
const shapeOf = (name, changes = {}) => changed(named(name).shape, changes);
const gpt3 = named("GPT-3 175B");

test("the page loads no more than it needs, and it is the result's own", () => {
  const part = JSON.parse(readFileSync(new URL("parameter_count.page.txt", figures))).data;
  for (const [key, value] of Object.entries(part)) assert.deepEqual(value, data[key]);
});

test("all eight sizes of GPT-3 are counted as Python counts them, part by part, to the unit", () => {
  data.name.forEach((name, i) => {
    const found = count(shapeOf(name));
    for (const part of PARTS) assert.equal(found[part], BigInt(data[part][i]), `${part} of ${name}`);
    assert.equal(found.total, BigInt(data.exact[i]));
  });
});

test("every published model has its published number, and a source", () => {
  assert.ok(presets.length > 55);
  for (const { name, params, active, source, shape } of presets) {
    assert.ok(source.length > 8, name);
    assert.deepEqual(faults(changed(shape, {})), {}, name);
    if (name.startsWith("GPT-3 ")) continue;
    const found = count(changed(shape, {}));
    assert.equal(found.total, BigInt(params), name);
    assert.equal(found.active, BigInt(active), name);
  }
});

test("the families that were asked for are there", () => {
  for (const family of [
    "GPT-1", "GPT-2", "GPT-3", "Llama-2", "Llama-3-", "Llama-3.2", "Mistral", "Mixtral", "Gemma-2-", "Gemma-3", "Qwen2.5", "Qwen3",
    "phi", "OLMo-2", "SmolLM", "Falcon", "BLOOM", "OPT", "gpt-oss", "DeepSeek-V3", "Kimi-K2",
  ]) assert.ok(presets.some(({ name }) => name.startsWith(family)), family);
});

test("numbers beyond 2^53 are exact too", () => {
  const huge = { ...shapeOf("GPT-3 175B"), n_layers: 1e9, d_model: 1e9, n_heads: 1, n_kv_heads: 1, d_head: 1e9, d_ff: 1e9, vocab_size: 1 };
  const [L, d] = [10n ** 9n, 10n ** 9n];
  assert.equal(count(huge).total, L * (4n * d * d + 4n * d + 2n * d * d + 2n * d + 4n * d) + (1n + 2048n) * d + 2n * d);
  assert.deepEqual(Object.keys(faults({ ...huge, n_layers: 1e9 + 1 })), ["n_layers"]);
  assert.match(size(count(huge).total * 2n), /^\d+ YB$/);
});

test("a word more is a row of the embedding more", () => {
  const more = shapeOf("GPT-3 175B", { vocab_size: 50258 });
  assert.equal(count(more).total - count(shapeOf("GPT-3 175B")).total, 12288n);
});

test("a new width takes the MLP and the heads with it, a new depth the dense layers", () => {
  const wide = shapeOf("Llama-3-8B", { d_model: 8192 });
  assert.equal(wide.d_ff, 2 * 14336);
  assert.equal(wide.d_head, 256);
  assert.equal(shapeOf("Llama-3-8B", { d_model: 8192, d_ff: 5 }).d_ff, 5);
  assert.equal(shapeOf("DeepSeek-V3", { n_layers: 2 }).n_dense_layers, 2);
  const uneven = changed({ ...shapeOf("Llama-3-8B"), n_heads: [8, 16], n_kv_heads: [4, 8], n_layers: 2 }, { n_layers: 3 });
  assert.deepEqual([uneven.n_heads, uneven.n_kv_heads], [[8, 16, 16], [4, 8, 8]]);
  for (const width of [64, 1600, 4096, 16384]) {
    assert.equal(count(shapeOf("GPT-3 175B", { d_model: width })).attention, 96n * (4n * BigInt(width) ** 2n + 4n * BigInt(width)));
  }
});

test("an impossible shape says what is wrong, field by field", () => {
  const wrong = (changes, base = "Llama-3-8B") => faults(shapeOf(base, changes));
  assert.match(wrong({ n_kv_heads: 7 }).n_kv_heads, /must divide the 32 heads: 7 does not/);
  assert.match(wrong({ d_head: 2.1 }).d_head, /32 heads of it would be 67\.2/);
  assert.match(wrong({ n_experts: 4, experts_per_token: 5 }).experts_per_token, /at most the number of experts, 4/);
  assert.match(wrong({ n_kv_heads: 64 }, "DeepSeek-V3").n_kv_heads, /as many as the heads, 128/);
  assert.match(wrong({ q_lora_rank: 4 }).q_lora_rank, /needs latent attention/);
  assert.match(wrong({ n_layers: 0 }).n_layers, /from 1 to a billion/);
  assert.match(wrong({ n_layers: "" }).n_layers, /whole number/);
  assert.match(wrong({ router_bias: true }).router_bias, /more than one expert/);
  for (const bad of [-1, 0.5, NaN, Infinity, "many", [], [1, 2], null, {}]) {
    assert.deepEqual(Object.keys(wrong({ vocab_size: bad })), ["vocab_size"], String(bad));
  }
  assert.equal(Object.keys(faults({})).length, 7); // those without a default
});

test("what is kept of a conversation: heads that share, windows, latent vectors", () => {
  assert.equal(kept(shapeOf("GPT-3 175B"), 2048), 96n * 2n * 12288n * 2048n);
  assert.equal(kept(shapeOf("Llama-3-8B"), 8192), 32n * 2n * 8n * 128n * 8192n);
  assert.equal(kept(shapeOf("DeepSeek-V3"), 10), 61n * 576n * 10n);
  const { window, windowed } = named("gpt-oss-20b");
  assert.equal(kept(shapeOf("gpt-oss-20b"), 1000, { window, windowed }), 2n * 8n * 64n * (12n * 128n + 12n * 1000n));
  assert.deepEqual(looksBack(named("gpt-oss-20b"), 48), { window: 128, windowed: 24 });
  assert.match(conversation(shapeOf("gpt-oss-20b"), 1024, { window, windowed }), /12 of 24 layers keep the last 128/);
  assert.match(conversation(shapeOf("DeepSeek-V3"), 1024, {}), /keeping all of it\. Of each token a layer keeps 576/);
  assert.match(conversation(shapeOf("GPT-3 175B"), 8192, {}), /places for 2,048 tokens only/);
});

test("sizes and shares read as a person would say them", () => {
  assert.equal(size(349208518656n), "349 GB");
  assert.equal(size(87302129664n), "87.3 GB");
  assert.equal(size(999_900_000n), "1.00 GB");
  assert.equal(size(240_000_000n), "240 MB");
  assert.equal(size(812n), "812 bytes");
  const share = (...n) => rawShare(...n).replace("\u202F", " ");
  assert.equal(share(1n, 3n), "33 %");
  assert.equal(share(4n, 1000n), "0.4 %");
  assert.equal(share(1n, 10n ** 9n), "under 0.1 %");
  assert.equal(share(0n, 0n), "0 %");
  assert.equal(digits(1026408232448n), "1,026,408,232,448");
});

test("the smallest device that has room is named, or how many of the largest it takes", () => {
  const devices = data.device_name.map((name, i) => ({ name, bytes: BigInt(data.device_gb[i]) * 2n ** 30n }));
  assert.equal(holder(8n * 2n ** 30n, devices), "a phone");
  assert.equal(holder(8n * 2n ** 30n + 1n, devices), "a laptop");
  assert.equal(holder(80n * 2n ** 30n, devices), "one GPU");
  assert.equal(holder(349208518656n, devices), `${data.quoted.gpus_for_gpt3_16_bits} GPUs`);
  assert.equal(data.device_example.length, data.device_source.length);
});

test("the sentence says the count, the parts and how it is counted", () => {
  const said = plain(describe(gpt3, count(shapeOf("GPT-3 175B")), []));
  assert.match(said, /^174,604,259,328 parameters, counted as GPT-3 is built: 0\.4 % in the embedding, 33 % in attention and 66 % in the MLP\./);
  assert.match(said, /The paper prints 175 billion for this size\.$/);
  const mixed = plain(describe(named("DeepSeek-V3"), count(shapeOf("DeepSeek-V3")), []));
  assert.match(mixed, /^671,026,419,200 parameters, of which one token uses 37,552,297,472, counted as DeepSeek-V3 is built: /);
  assert.match(mixed, /Its shape: deepseek-ai\/DeepSeek-V3, config\.json/);
  const own = plain(describe(gpt3, count(shapeOf("GPT-3 175B", { n_layers: 97 })), ["layers"]));
  assert.match(own, /counted as GPT-3 is built, but with your layers:/);
  assert.doesNotMatch(own, /The paper prints/);
  assert.equal(counted({ name: "own" }, []), "counted as these fields say");
  assert.match(plain(refused([["Heads", "must be fewer"], ["Width", "is odd"]])), /^No total\. Heads must be fewer\. One more field is wrong\./);
});

test("it starts at the largest GPT-3, or where the address says; the first edition's links still hold", () => {
  assert.equal(initial(presets).base.name, "GPT-3 175B");
  const old = initial(presets, { layers: "12", width: "768", context: "1024" });
  assert.equal(count(changed(old.base.shape, old.changes)).total, 124439808n);
  const wild = initial(presets, { layers: "0", width: "7.5", context: "many", vocabulary: "9e9", model: "__proto__", tied: "constructor" });
  assert.deepEqual([wild.base.name, wild.changes], ["GPT-3 175B", {}]);
  assert.deepEqual(initial(presets, { n_kv_heads: "7" }).changes, {});
  assert.equal(initial(presets, { model: "own", layers: "3" }).base.name, "GPT-3 175B");
});

test("what is set comes back from the address: every model, every kind of field, and what was pasted if it is wanted", () => {
  const back = (state) => initial(presets, read("x", withState("x", address(state), "")));
  const total = (state) => count(changed(state.base.shape, state.changes)).total;
  for (const base of presets) {
    const state = { base, changes: { n_layers: base.shape.n_layers + 1, vocab_size: 77 }, tokens: 2048 };
    assert.equal(total(back(state)), total(state), base.name);
    assert.equal(back(state).tokens, 2048);
  }
  const fancy = { qkv_bias: null, tied: false, norm: "rms", qk_norm: "width", d_embedding: 512 };
  assert.deepEqual(back({ base: gpt3, changes: fancy, tokens: 8192 }).changes, fancy);
  const uneven = { ...changed(named("Gemma-7B").shape, {}), n_layers: 2, n_heads: [4, 8], n_kv_heads: [2, 4] };
  const pasted = { base: { name: "pasted", pasted: true, shape: uneven, window: 128, windowed: 1 }, changes: {}, tokens: 8192 };
  assert.deepEqual(Object.values(address(pasted)).filter((x) => x !== null), []);
  assert.equal(total(back({ ...pasted, linked: true })), total(pasted));
  assert.equal(back({ ...pasted, linked: true }).base.window, 128);
});

test("what a reader types is a number, a list, a part of the width, or left as it is", () => {
  assert.equal(typed("vocab_size", " 128,256 "), 128256);
  assert.equal(typed("vocab_size", "128 256"), 128256);
  assert.deepEqual(typed("n_heads", "4 4 5"), [4, 4, 5]);
  assert.equal(typed("n_heads", "12,288"), 12288);
  assert.equal(typed("d_head", "2048/24"), 2048 / 24);
  assert.equal(typed("d_ff_dense", ""), null);
  for (const bad of ["many", "1e400", "-3", "0x10", "٣"]) {
    assert.notDeepEqual(faults(shapeOf("GPT-3 175B", { n_layers: typed("n_layers", bad) })), {}, bad);
  }
  assert.ok(Object.values(MAIN).every((name) => name in FIELDS));
});

test("a slider shows the nearest of its values, and stays where a value makes no sense", () => {
  assert.equal(place([0, 64, 128], 0, 1), 0);
  assert.equal(place([0, 64, 128], 70, 0), 1);
  assert.equal(place([64, 128], NaN, 1), 1);
  assert.equal(place([0, 64, 128], 1, 2), 1);
});

const said = (text) => plain(headline(parsed(text)));

test("broken JSON is told by line, with the remedy", () => {
  const cases = {
    "": /nothing here yet/, '{"a": 1,}': /Line 1: a comma stands before }/, '{\n"a": True}': /Line 2: True is Python\. JSON writes true/,
    "{'a': 1}": /double quotes/, '{"a": 1e400}': /larger than any number/, '{"a": [1': /still open/, '{"a": NaNa}': /no value of JSON/,
    '{"a": 1} {"b": 2}': /one configuration at a time/, "<html>": /a web page/, "https://huggingface.co/x": /nothing is fetched/,
    '{"a": 1 // x\n}': /no comments/, '{"a": "x\n"}': /does not end/, ["[".repeat(1e5)]: /nested too deeply/, "[1]": /one configuration in/,
    "7": /one configuration in/, "```json\n{}\n```": /marks of a code block/, '{"weight_map": {"a": "b"}}': /index of the weights/, [" ".repeat(1_000_001)]: /a config\.json has a few thousand/,
  };
  for (const [text, pattern] of Object.entries(cases)) assert.match(said(text), pattern, text.slice(0, 30));
});

test("wrong types, doubles and strangers are told; nothing is counted over a wrong one", () => {
  const lines = (text) => Object.fromEntries(report(parsed(text)));
  const bad = '{"model_type": "llama", "hidden_size": "4096", "num_attention_heads": -3, "vocab_size": 0, "num_hidden_layers": [1]}';
  const wrong = lines(bad).Wrong;
  for (const part of ["hidden_size must be a whole number from 1 to a billion, and is the text “4096”", "num_attention_heads", "and is -3", "vocab_size", "and is [1]"]) {
    assert.ok(wrong.includes(part), part);
  }
  assert.match(said(bad), /^No total\./);
  const twice = lines('{"model_type": "gpt2", "n_layer": 12, "n_layer": 24, "strange_thing": 3}');
  assert.equal(twice["Said twice; the last one counts"], "n_layer");
  assert.match(twice["Not understood, and left out"], /strange_thing/);
  assert.match(twice["Not given, taken as the family’s code has it"], /tie_word_embeddings: yes/);
  assert.match(lines('{"model_type": "gpt2", "n_layer": 12, "num_hidden_layers": 13}').Wrong, /n(um_hidden)?_layers? says 1\d, and/);
  assert.match(lines('{"model_type": "llama", "num_attention_heads": 30}').Wrong, /must divide the width 4096: 30 heads do not/);
  assert.equal(parsed('{"__proto__": {"vocab_size": 3}}').found.shape, null);
});

test("what a shape cannot express has no total, and says why", () => {
  const llama = { model_type: "llama", hidden_size: 64, num_hidden_layers: 2, num_attention_heads: 4, intermediate_size: 128, vocab_size: 100 };
  const cases = [
    [{ model_type: "qwen3_next" }, /another kind of attention/], [{ model_type: "mamba2" }, /another kind of attention/],
    [{ model_type: "gemma3n", text_config: { model_type: "gemma3n_text" } }, /embeddings of every layer/],
    [{ model_type: "deepseek_v32" }, /indexer/], [{ model_type: "t5" }, /an encoder and a decoder/], [{ model_type: "bert" }, /token types/],
    [{ ...llama, layer_types: ["linear_attention", "full_attention"] }, /linear_attention/], [{ ...llama, index_topk: 2048 }, /indexer/],
    [{ ...llama, hidden_size_per_layer_input: 256 }, /embeddings of every layer/], [{ ...llama, num_kv_shared_layers: 10 }, /share keys/],
    [{ ...llama, attn_output_gate: true }, /a gate/], [{ model_type: "muse_glimmer", text_config: { model_type: "muse_glimmer_text" } }, /a gate/],
    ...["full_attention_interval", "layers_block_type", "hybrid_override_pattern", "attn_type_list", "block_configs"]
      .map((name) => [{ ...llama, [name]: [4] }, /not all built alike/]),
    [{ ...llama, layer_types: [{ a: 1 }, null] }, /\{"a":1\}, null/],
    [{ model_type: "glm5_next", text_config: { hidden_size: 4096, index_topk: 2048 } }, /indexer/],
  ];
  for (const [config, pattern] of cases) {
    const { found } = parsed(JSON.stringify(config));
    assert.equal(found.shape ?? found.guess, null, JSON.stringify(config));
    assert.match(found.stops.join("; "), pattern);
    assert.match(said(JSON.stringify(config)), /^No total\./);
  }
});

test("null is none where its family means none, and is named where a default stands in for it", () => {
  const of = (config) => parsed(JSON.stringify(config)).found;
  const mistral = of({ model_type: "mistral", sliding_window: null, num_key_value_heads: null });
  assert.deepEqual([mistral.window, mistral.windowed, mistral.shape.n_kv_heads], [null, 0, 32]);
  const given = of({ model_type: "mistral" });
  assert.deepEqual([given.window, given.windowed, given.shape.n_kv_heads], [4096, 32, 8]);
  const { shape } = of({ model_type: "qwen3", head_dim: null, hidden_size: 2048, num_attention_heads: 32 });
  assert.equal(shape.d_head, 64);
  const plain = of({ model_type: "deepseek_v3", n_routed_experts: null, num_hidden_layers: 3 }).shape;
  assert.equal(plain.n_experts, undefined);
  assert.equal(of({ model_type: "deepseek_v3", n_shared_experts: null }).shape.d_ff_shared, undefined);
  assert.equal(of({ model_type: "deepseek_v3", n_shared_experts: 1 }).shape.d_ff_shared, 2048);
  const { assumed } = of({ model_type: "llama", hidden_size: null, tie_word_embeddings: null });
  assert.ok(assumed.some(([name, value]) => name === "hidden_size" && value === "4096"));
  assert.ok(assumed.some(([name, value]) => name === "tie_word_embeddings" && value === "no"));
});

test("what makes a part larger is no harmless factor, and a list of layers names layers", () => {
  const strangers = { ffn_dim_multiplier: 1.3, expansion_factor: 2, mlp_hidden_scale: 2 };
  const harmless = { rope_scaling_factor: 8, embedding_multiplier: 12, initializer_range: 0.02, aux_loss_factor: 1 };
  assert.deepEqual(parsed(JSON.stringify({ model_type: "llama", ...strangers, ...harmless })).found.strangers, Object.keys(strangers));
  for (const list of ["[24]", "[-1]", '["a"]', "[null]"]) {
    assert.match(said(`{"model_type": "qwen3_moe", "num_hidden_layers": 24, "mlp_only_layers": ${list}}`), /must name layers from 0 to 23/);
  }
});

test("numbers without an end are read as Python wrote them, and refused where a size should stand", () => {
  const { found } = parsed('{"model_type": "llama", "rope_theta": Infinity, "x": [-Infinity, NaN]}');
  assert.equal(count(found.shape).total, 6738415616n);
  assert.match(said('{"model_type": "llama", "hidden_size": Infinity}'), /hidden_size must be a whole number.*and is Infinity/);
  assert.match(said('{"model_type": "llama", "hidden_size": -InfinityX}'), /no value of JSON/);
});

test("what is not understood is listed, too, where nothing can be counted", () => {
  const config = { model_type: "qwen3_next", full_attention_interval: 4, linear_num_key_heads: 16, hidden_size: 2048, rope_theta: 1, novelty: 2 };
  const lines = Object.fromEntries(report(parsed(JSON.stringify(config))));
  assert.equal(lines["Not understood, and left out"], "full_attention_interval, linear_num_key_heads, novelty");
  assert.match(lines["Cannot be counted"], /linear_num_key_heads/);
});

test("a family that is not known has no total, unless a reader wants it counted as a Llama", () => {
  const { found } = parsed('{"model_type": "novel", "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 128, "vocab_size": 100}');
  assert.equal(found.shape, null);
  assert.equal(count(found.guess).total, 2n * 100n * 64n + 2n * (4n * 64n ** 2n + 3n * 64n * 128n + 128n) + 64n);
  assert.match(found.notes.join(" "), /“novel” is not known here/);
  for (const more of [{ n_routed_experts: 64 }, { kv_lora_rank: 512 }, { use_qk_norm: true }]) {
    const { found: odd } = parsed(JSON.stringify({ model_type: "novel", hidden_size: 64, num_attention_heads: 4, ...more }));
    assert.deepEqual([odd.shape, odd.guess], [null, null]);
    assert.match(odd.stops.join(), new RegExp(`parts that no Llama has \\(${Object.keys(more)[0]}\\)`));
  }
  // A file of Meta calls the width dim: a Llama's default would be a guess.
  const meta = '{"dim": 8192, "n_layers": 80, "n_heads": 64, "n_kv_heads": 8, "vocab_size": 128256}';
  assert.equal(parsed(meta).found.guess, null);
  assert.match(said(meta), /^No total\. hidden_size is missing\. It names no model_type/);
  assert.match(said("{}"), /is missing\. It names no model_type/);
  assert.match(counted({ name: "pasted", guessed: true, called: "Llama" }, []), /as if it were built like a Llama, which its file does not tell/);
});

test("what sees and what guesses ahead is named as not counted; the nested text is what counts", () => {
  const config = {
    model_type: "kimi_k25", vision_config: { hidden_size: 1152 }, tie_word_embeddings: false,
    text_config: { model_type: "deepseek_v3", num_nextn_predict_layers: 1, n_routed_experts: 384, num_attention_heads: 64, first_k_dense_replace: 1, vocab_size: 163840 },
  };
  const { found } = parsed(JSON.stringify(config));
  assert.equal(count(found.shape).total, 1026408232448n);
  assert.match(found.beside.join("; "), /vision_config.*guesses further tokens/);
  assert.match(found.notes.join(" "), /Only text_config is counted/);
});
