// Every field of a shape that is not one of the four main ones, each with what is wrong with it beside it.

import { element } from "../lib/dom.js";
import { thousands } from "../lib/scale.js";
import { FIELDS } from "../lib/transformer.js";
import { typed } from "./parameter_count_state.js";
import { flag } from "./parameter_count_words.js";

const ASK = { true: "yes", false: "no", null: "as all matrices" };
const GROUPS = [
  ["Attention", {
    n_heads: "Heads", n_kv_heads: "Heads of keys and values", d_head: "Width of a head", d_value: "Width of a head of values",
    qk_norm: "Norms of queries and keys", attention_sinks: "A sink for every head",
  }],
  ["Latent attention", {
    kv_lora_rank: "Rank of keys and values", q_lora_rank: "Rank of queries", d_rope: "Width for positions",
  }],
  ["MLP and experts", {
    d_ff: "Width inside the MLP", gated_mlp: "Three matrices and not two", n_experts: "Experts",
    experts_per_token: "Experts that a token visits", d_ff_shared: "Width of shared experts", shared_gate: "A gate on them",
    router_bias: "Bias of the router", n_dense_layers: "Layers without experts", d_ff_dense: "Width inside their MLP",
  }],
  ["Biases", {
    linear_bias: "Of all matrices", qkv_bias: "Of queries, keys, values", out_bias: "Of attention’s output",
    mlp_bias: "Of the MLP", lm_head_bias: "Of the output", norm_bias: "Of the norms",
  }],
  ["Norms, embedding, output", {
    norm: "Kind of norm", norms_per_layer: "Norms in a layer", final_norm: "A norm at the end",
    embedding_norm: "A norm after the embedding", tied: "The output is the embedding again",
    d_embedding: "Width of the embedding",
  }],
];
const LABELS = Object.fromEntries(GROUPS.flatMap(([, fields]) => Object.entries(fields)));
const WORDS = { no: "none", head: "alike for all heads", width: "of all heads together", layer: "layer norms", rms: "RMS norms" };
const EMPTY = { d_value: "as a head", d_ff_dense: "none", d_embedding: "as the width" };

/** A value as a reader would type it. */
function written(value) {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.join(" ");
  return Number.isInteger(value) ? thousands(value) : String(value);
}

/** The fields; `change(name, value)` is called with what a reader sets. */
export function fields(stem, change) {
  const hands = {};
  const groups = GROUPS.map(([title, inside]) =>
    element(
      "fieldset", {}, element("legend", {}, title),
      ...Object.entries(inside).map(([name, text]) => {
        hands[name] = hand(stem, name, text, change);
        return hands[name].node;
      }),
    ),
  );
  const hint = element("p", { class: "count-note" }, "Where layers differ, type one number for each: 4 4 5 5.");
  return {
    node: element("div", { class: "count-fields" }, hint, ...groups),
    label: (name) => LABELS[name],
    show(shape, wrong) {
      for (const [name, { set, input, fault }] of Object.entries(hands)) {
        set(shape[name] === undefined ? FIELDS[name].is : shape[name]);
        flag(input, fault, wrong[name]);
      }
    },
  };
}

function hand(stem, name, text, change) {
  const { kind, is, of } = FIELDS[name];
  const id = `${stem}-${name}`;
  const fault = element("p", { class: "count-fault", id: `${id}-fault` });
  const label = element("label", { for: id }, text);
  const described = { id, "aria-describedby": fault.id };
  let input;
  let set;
  if (kind === "switch" || kind === "one") {
    const values = of ?? [...(is === null ? [null] : []), true, false];
    input = element("select", described, ...values.map((value, i) => element("option", { value: i }, WORDS[value] ?? ASK[value])));
    input.addEventListener("change", () => change(name, values[Number(input.value)]));
    set = (value) => (input.value = Math.max(0, values.indexOf(value)));
  } else {
    input = element("input", {
      ...described, type: "text", inputmode: kind === "whole" ? "numeric" : "text", autocomplete: "off",
      placeholder: EMPTY[name] ?? "",
    });
    input.addEventListener("input", () => change(name, typed(name, input.value)));
    set = (value) => {
      if (document.activeElement !== input) input.value = typeof value === "string" ? value : written(value);
    };
  }
  return { node: element("div", { class: "count-field" }, label, input, fault), input, fault, set };
}
