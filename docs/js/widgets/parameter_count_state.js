// A shape as a reader sets it: a published one, and what was changed in it; and its way into the address.

import { FIELDS, MOST, faults } from "../lib/transformer.js";

/** The four that stand in front, by the names they have in an address since the first edition. */
export const MAIN = { layers: "n_layers", width: "d_model", vocabulary: "vocab_size", context: "n_positions" };
const SHORT = Object.fromEntries(Object.entries(MAIN).map(([short, name]) => [name, short]));
const SCALED = ["d_ff", "d_ff_shared", "d_ff_dense"]; // grow with the width
const LONGEST = 1000; // characters of a list in an address
export const TOKENS = Array.from({ length: 11 }, (_, i) => 1024 * 2 ** i); // of a conversation
export const START = { model: "GPT-3 175B", tokens: 8192 };

/** The shape with what follows from the width, where it is not told: the head and the MLP. */
export function complete(given) {
  const alone = Array.isArray(given.n_heads);
  return {
    ...given,
    d_head: given.d_head ?? (alone ? undefined : given.d_model / given.n_heads),
    d_ff: given.d_ff ?? 4 * given.d_model,
  };
}

/** As many entries as there are layers: cut, or the last one again. */
const fitted = (list, n) => Array.from({ length: n }, (_, i) => list[Math.min(i, list.length - 1)]);

/**
 * A shape with changes in it. A new width takes the MLPs with it, a new number of layers those blocks that
 * are told one by one; whatever is changed by hand stays as it is.
 */
export function changed(base, changes) {
  const next = { ...base };
  const { d_model: width, n_layers: layers } = changes;
  if (width !== undefined) {
    const times = width / base.d_model;
    const grown = (x) => Math.max(1, Math.round(x * times));
    for (const name of SCALED) {
      if (base[name]) next[name] = Array.isArray(base[name]) ? base[name].map(grown) : grown(base[name]);
    }
  }
  if (Number.isInteger(layers) && layers > 0 && layers <= 1e4) {
    for (const name of ["n_heads", "n_kv_heads", "d_ff"]) {
      if (Array.isArray(base[name])) next[name] = fitted(base[name], layers);
    }
    if (base.n_dense_layers > layers) next.n_dense_layers = layers;
  }
  return complete({ ...next, ...changes });
}

/** How many blocks look back no further than the window, when the number of blocks has changed. */
export function looksBack({ window = null, windowed = 0, shape }, layers) {
  const all = shape.n_layers;
  return window === null ? {} : { window, windowed: Math.round((windowed * Math.min(layers, 1e9)) / all) };
}

/** What a reader typed, as a value of the field: a number, a list, or the text where it is neither. */
export function typed(name, text) {
  const { kind, is } = FIELDS[name];
  const bare = text.replaceAll(/[\s\u00A0\u202F]+/g, " ").trim();
  if (bare === "") return is === undefined ? "" : is;
  if (kind === "each" && /[ ,;]/.test(bare) && !/^\d{1,3}(,\d{3})+$/.test(bare)) {
    return bare.split(/[ ,;]+/).filter(Boolean).map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  }
  const plain = bare.replaceAll(/(?<=\d)[ ,](?=\d{3}(\D|$))/g, "");
  const [top, below] = plain.split("/");
  if (kind === "width" && /^\d+\/\d+$/.test(plain)) return Number(top) / Number(below);
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : bare.slice(0, 40);
}

// ---- The address ----------------------------------------------------------------------------------------

const coded = (value) => (Array.isArray(value) ? value.join("-") : value === null ? "none" : String(value));

function decoded(name, text) {
  const { kind, of } = FIELDS[name];
  const number = (part) => (/^\d{1,10}(\.\d{1,12})?$/.test(part) && Number(part) <= MOST ? Number(part) : NaN);
  if (text === "none") return null;
  if (kind === "switch") return { true: true, false: false }[text];
  if (kind === "one") return of.includes(text) ? text : undefined;
  if (kind === "each" && text.includes("-") && text.length <= LONGEST) {
    const list = text.split("-").map(number);
    return list.some(Number.isNaN) ? undefined : list;
  }
  const value = number(text);
  return Number.isNaN(value) ? undefined : value;
}

/** The window of an address, whole numbers both of them. */
function window({ window, windowed }) {
  const given = [window, windowed].every((text) => /^\d{1,9}$/.test(text ?? ""));
  return given ? { window: Number(window), windowed: Number(windowed) } : {};
}

/** { model, changes, tokens } of an address, as far as they make sense together. */
export function initial(presets, asked = {}) {
  const own = asked.model === "own";
  const preset = presets.find(({ name }) => name === asked.model) ?? presets.find(({ name }) => name === START.model);
  const changes = {};
  for (const name of Object.keys(FIELDS)) {
    const text = asked[SHORT[name] ?? name];
    const value = text === undefined ? undefined : decoded(name, text);
    if (value !== undefined) changes[name] = value;
  }
  const tokens = TOKENS.find((n) => String(n) === asked.tokens) ?? START.tokens;
  const base = own ? { name: "own", shape: {} } : preset;
  const possible = Object.keys(faults(changed(base.shape, changes))).length === 0;
  if (possible && own) return { base: { name: "own", shape: changes, ...window(asked) }, changes: {}, tokens };
  return { base: own ? preset : base, changes: possible && !own ? changes : {}, tokens };
}

/** What goes into the address; a pasted shape is not in it, unless it is asked for. */
export function address({ base, changes, tokens, linked }) {
  const found = Object.fromEntries(Object.keys(FIELDS).map((name) => [SHORT[name] ?? name, null]));
  found.tokens = tokens === START.tokens ? null : tokens;
  found.model = base.name === START.model ? null : base.name;
  Object.assign(found, { window: null, windowed: null });
  if (base.pasted && !linked) return { ...found, model: null };
  const back = base.window ? { window: base.window, windowed: base.windowed } : {};
  const told = base.pasted || base.name === "own" ? changed(base.shape, changes) : changes;
  if (told !== changes) Object.assign(found, { model: "own", ...back });
  for (const [name, value] of Object.entries(told)) {
    if (value === undefined || typeof value === "string" && FIELDS[name].kind !== "one") continue;
    found[SHORT[name] ?? name] = coded(value);
  }
  return found;
}
