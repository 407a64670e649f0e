// Any transformer: a published one, one of your own, or one whose config.json you paste; counted to the unit.
//
// What is set is { base, changes, tokens }: a published or pasted shape, what was changed in it, and the
// length of a conversation. The fields behind "More fields" and the reader of configurations come when they
// are asked for.

import { button, element, sentence, useful, words } from "../lib/dom.js";
import { nearest, thousands } from "../lib/scale.js";
import { slider } from "../lib/slider.js";
import { read, write } from "../lib/state.js";
import { bytes, count, faults, kept, PARTS } from "../lib/transformer.js";
import { address, changed, initial, looksBack, TOKENS, typed } from "./parameter_count_state.js";
import { conversation, describe, digits, flag, holder, refused, share, size } from "./parameter_count_words.js";

const STEM = "parameter_count";
const BITS = [16, 8, 4, 2];
const CACHE_BITS = 16; // of each number that is kept of a conversation
const PAUSE = 1000; // ms after which a change is one of its own for Undo
const ROWS = {
  n_layers: { label: "Layers", choices: Array.from({ length: 128 }, (_, i) => i + 1) },
  d_model: { label: "Width", choices: [64, 128, 256, 384, 512, 640, 896, 1280, 1792, 2560, 3584, 6144, 10240, 16384] },
  vocab_size: { label: "Vocabulary", choices: [27, 256, 1000, 2000, 4000, 8000, 16000, 64000, 100000, 200000] },
  n_positions: { label: "Learned positions", choices: [0, 64, 128, 256, 2048, 4096, 8192, 16384, 32768, 65536, 131072] },
};
const NAMES = {
  embedding: "embedding", attention: "attention", mlp: "MLP", norm: "norms", router: "router", head: "output",
};
const GROUPS = [
  ["GPT", /^(GPT|nanoGPT|gpt|Pythia)/], ["OPT, BLOOM, Falcon", /^(OPT|BLOOM|Falcon)/], ["Llama", /^Llama/], ["Mistral", /^Mi[sx]t/],
  ["Gemma", /^Gemma/], ["Qwen", /^Qwen/], ["Phi, OLMo, SmolLM", /^(phi|Phi|OLMo|SmolLM)/],
  ["DeepSeek, Kimi, GLM", /^(DeepSeek|Kimi|GLM)/], ["Others", /./],
];

/** Values of a slider: round ones, and those of every published model. */
function choicesOf(name, presets) {
  const theirs = presets.map(({ shape }) => shape[name] ?? 0);
  return [...new Set([...ROWS[name].choices, ...theirs])].sort((a, b) => a - b);
}

/** Place of a value on a slider, or the place it has where the value makes no sense. */
export function place(choices, value, before) {
  if (!Number.isFinite(value) || value < 0) return before;
  if (value < choices.find((x) => x > 0)) return value > 0 && choices[0] === 0 ? 1 : 0;
  const from = choices[0] === 0 ? 1 : 0;
  return from + nearest(choices.slice(from), value);
}

export function widget(data) {
  const { presets } = data;
  const devices = data.device_name.map((name, i) => ({ name, bytes: BigInt(data.device_gb[i]) * 2n ** 30n }));
  let state = initial(presets, read(STEM));
  let good = null; // what was counted last
  let refusal = null; // why a pasted configuration has no total
  let own = false; // the list says "a shape of your own"
  let past = [];
  let last = { name: "", at: 0 }; // of the changes, for Undo
  const parts = {}; // the fold and the pasting, once they are here

  const select = element("select", { id: `${STEM}-model` });
  const of = (name) => GROUPS.findIndex(([, pattern]) => pattern.test(name));
  GROUPS.forEach(([label], i) => {
    const inside = presets.filter(({ name }) => of(name) === i);
    select.append(element("optgroup", { label }, ...inside.map(({ name }) => element("option", { value: name }, name))));
  });
  const mine = element("option", { value: "own" }, "a shape of your own");
  select.append(mine);

  const rows = Object.fromEntries(
    Object.keys(ROWS).map((name) => {
      const choices = choicesOf(name, presets);
      const { input, set } = slider(`${STEM}-${name}`, { max: choices.length - 1 });
      const label = element("label", { class: "widget-label", for: input.id }, ROWS[name].label);
      const box = element("input", {
        type: "text", inputmode: "numeric", autocomplete: "off", id: `${STEM}-${name}-exact`, "aria-label": `${ROWS[name].label}, exactly`,
      });
      const fault = element("p", { class: "count-fault", id: `${STEM}-${name}-fault` });
      box.setAttribute("aria-describedby", fault.id);
      input.addEventListener("input", () => change(name, choices[Number(input.value)]));
      box.addEventListener("input", () => change(name, typed(name, box.value)));
      box.addEventListener("change", show);
      return [name, { node: element("div", { class: "count-row" }, label, input, box, fault), input, set, box, fault, choices }];
    }),
  );

  const says = words({ id: Object.values(rows).map(({ input }) => input.id).join(" "), rows: "count-says" });
  const bars = { all: bar(), one: bar() };
  const cap = element("p", { class: "count-cap" });
  const partRows = Object.fromEntries(PARTS.map((part) => [part, cells(4)]));
  const sums = cells(4);
  const tokens = slider(`${STEM}-tokens`, { max: TOKENS.length - 1 });
  const long = element("span");
  const keeps = element("p", { class: "count-note" });
  const memoryRows = Object.fromEntries([...BITS, "train"].map((kind) => [kind, cells(4)]));
  const fold = element("div", { class: "count-fold", hidden: "" });
  const panel = element("div", { class: "count-paste", hidden: "" });
  const more = button("More fields", "undo", () => toggle(more, fold, "fields"));
  const paste = button("Paste a config.json", "undo", () => toggle(paste, panel, "paste"));
  for (const it of [more, paste]) it.setAttribute("aria-expanded", "false");
  const undo = button("Undo", "undo", () => restore(past.pop()));
  const reset = button("Reset", "reset", () => {
    own = false;
    act(initial(presets));
  });
  const found = element(
    "div", { class: "count-found" },
    element("p", { class: "chart-name", "aria-hidden": "true" }, "share of the parameters in each part"),
    bars.all.node, says.node,
  );
  // What is behind a fold is counted too: it turns grey with the rest.
  const shaping = folded(
    "Turn its shape", ...Object.values(rows).map((row) => row.node), element("div", { class: "count-doors" }, more, paste), fold, panel,
  );
  const byPart = folded(
    "Count each part", cap, bars.one.node,
    table("Parameters by part", "count-parts", ["part", "parameters", "share", "one token uses"], [...PARTS.map((part) => partRows[part]), sums]),
  );
  const inMemory = folded(
    "What it takes in memory",
    element(
      "div", { class: "count-talk" },
      element("label", { class: "widget-label", for: tokens.input.id }, "A conversation of ", long), tokens.input,
    ),
    keeps,
    table("Memory", "count-memory", ["bits of a weight", "weights", "with the conversation", "fits on"], [...BITS, "train"].map((kind) => memoryRows[kind])),
    element("p", { class: "count-note" }, room(data)),
  );
  const node = element(
    "div", { class: "widget count" },
    element(
      "div", { class: "count-head" },
      element("label", { class: "widget-label", for: select.id }, "Model"), select,
      element("div", { class: "count-acts" }, undo, reset),
    ),
    found, shaping, byPart, inMemory,
  );

  const shape = () => changed(state.base.shape, state.changes);

  function change(name, value) {
    const told = { ...state.changes, [name]: value };
    if (value === undefined) delete told[name];
    const now = performance.now();
    if (last.name !== name || now - last.at > PAUSE) past.push({ state, refusal, own });
    last = { name, at: now };
    refusal = null;
    state = { ...state, changes: told };
    show();
  }

  /** Set everything anew; Undo takes it back. */
  function act(next, why = null) {
    past.push({ state, refusal, own });
    last = { name: "", at: 0 };
    refusal = why;
    state = next;
    show();
  }

  function restore(before) {
    ({ state, refusal, own } = before);
    last = { name: "", at: 0 };
    show();
  }

  /** Open a part that may have to come first; it is loaded once. */
  async function toggle(door, place, kind) {
    place.hidden = !place.hidden;
    door.setAttribute("aria-expanded", String(!place.hidden));
    if (place.hidden || parts[kind]) return show();
    place.replaceChildren(element("p", { class: "count-note" }, "One moment."));
    try {
      const part = await import(`./${STEM}_${kind}.js`);
      parts[kind] = kind === "fields" ? part.fields(STEM, change) : part.pasting(STEM, { act: taken, link: linked });
      place.replaceChildren(parts[kind].node);
      show();
    } catch {
      place.replaceChildren(element("p", { class: "widget-failed" }, "This part could not be loaded. Close it, and open it again."));
    }
  }

  /** A pasted configuration: its shape, or why there is none. */
  function taken(base, why) {
    own = Boolean(base);
    act(base ? { ...state, base, changes: {}, linked: false } : state, why);
  }

  function linked() {
    state = { ...state, linked: true };
    show();
  }

  function show() {
    const now = shape();
    const wrong = faults(now);
    showFields(now, wrong);
    const fine = !Object.keys(wrong).length;
    if (fine) good = { base: state.base, shape: now, changes: state.changes, found: count(now) };
    showFound(fine && !refusal);
    if (refusal) says.say(refusal);
    else if (!fine) says.say(refused(Object.entries(wrong).map(([name, why]) => [labelOf(name), why])));
    else says.say(describe(good.base, good.found, Object.keys(state.changes).map((name) => labelOf(name, true))));
    useful(undo, past.length > 0);
    if (fine) write(STEM, address(state), node);
  }

  function showFields(now, wrong) {
    const untouched = !own && !Object.keys(state.changes).length && !state.base.pasted && state.base.name !== "own";
    select.value = untouched ? state.base.name : "own";
    mine.textContent = state.base.pasted ? state.base.label : "a shape of your own";
    for (const [name, row] of Object.entries(rows)) {
      const value = now[name] ?? 0;
      row.set(place(row.choices, value, Number(row.input.value)), Number.isFinite(value) ? thousands(value) : String(value));
      if (document.activeElement !== row.box) row.box.value = Number.isFinite(value) ? thousands(value) : value;
      flag(row.box, row.fault, wrong[name]);
    }
    tokens.set(TOKENS.indexOf(state.tokens), `${thousands(state.tokens)} tokens`);
    long.textContent = `${thousands(state.tokens)} tokens`;
    parts.fields?.show(now, wrong);
    parts.paste?.show(state, !refusal);
  }

  function showFound(fine) {
    for (const part of [found, byPart, inMemory]) part.classList.toggle("stale", !fine);
    if (!good) return;
    const { total, active, idle } = good.found;
    const used = { ...good.found, mlp: good.found.mlp - idle };
    bars.all.show(good.found, total, total);
    bars.one.show(used, total, active);
    cap.textContent = active === total ? "One token uses all of it." : `One token uses ${share(active, total)} of it:`;
    for (const part of PARTS) {
      const named = part === "mlp" && idle ? "MLP, experts" : NAMES[part];
      fill(partRows[part], [swatch(part, named), digits(good.found[part]), share(good.found[part], total), digits(used[part])]);
    }
    fill(sums, ["all", digits(total), "", digits(active)]);
    showMemory(total);
  }

  function showMemory(total) {
    const back = looksBack(good.base, good.shape.n_layers);
    const numbers = kept(good.shape, state.tokens, back);
    const talk = bytes(numbers, CACHE_BITS);
    keeps.textContent = `It takes ${size(talk)} at ${CACHE_BITS} bits a number. ${conversation(good.shape, state.tokens, back)}`;
    for (const kind of BITS) {
      const alone = bytes(total, kind);
      fill(memoryRows[kind], [String(kind), size(alone), size(alone + talk), holder(alone + talk, devices)]);
    }
    const training = total * BigInt(data.train_bytes);
    fill(memoryRows.train, ["training", size(training), "", holder(training, devices)]);
  }

  const labelOf = (name, short) => {
    const label = ROWS[name]?.label ?? parts.fields?.label(name) ?? name;
    return short ? label.toLowerCase() : label;
  };

  select.addEventListener("change", () => {
    const base = presets.find(({ name }) => name === select.value);
    own = !base;
    if (base) return act({ ...state, base, changes: {}, linked: false });
    shaping.open = true;
    if (fold.hidden) more.click();
    show();
  });
  tokens.input.addEventListener("input", () => {
    state = { ...state, tokens: TOKENS[Number(tokens.input.value)] };
    show();
  });
  show();
  return node;
}

/** What is seen when it is asked for. */
const folded = (name, ...parts) =>
  element("details", { class: "fold count-more" }, element("summary", {}, name), ...parts);

/** A bar of the parts; a name, and then its share, stands over its part, or not at all. */
function bar() {
  const shares = PARTS.map(() => element("em"));
  const word = (part, i) => element("span", {}, element("i"), element("em", {}, NAMES[part]), shares[i]);
  const pieces = PARTS.map((part, i) => element("div", { class: part }, word(part, i), element("b")));
  const node = element("div", { class: "count-bar", "aria-hidden": "true" }, ...pieces);
  return {
    node,
    show(found, total, sum) {
      node.style.width = `${(Number((sum * 1_000_000n) / total) / 10_000).toFixed(3)}%`;
      PARTS.forEach((part, i) => {
        pieces[i].style.flexGrow = sum ? Number((found[part] * 1_000_000n) / sum) / 1e6 : 0;
        pieces[i].hidden = found[part] === 0n;
        shares[i].textContent = share(found[part], sum);
      });
    },
  };
}

const swatch = (part, name) => [element("span", { class: `count-swatch ${part}`, "aria-hidden": "true" }), name];

/** A row whose first cell is a heading. */
function cells(n) {
  return [element("th", { scope: "row" }), ...Array.from({ length: n - 1 }, () => element("td"))];
}

function fill(row, values) {
  values.forEach((value, i) => row[i]?.replaceChildren(...[value].flat()));
}

function table(name, kind, heads, rows) {
  return element(
    "table", { class: `count-table ${kind}`, "aria-label": name },
    element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))),
    element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row))),
  );
}

/** Which devices are meant, and what is counted. */
function room({ device_name: names, device_example: examples, device_gb: gb, train_bytes: each }) {
  const devices = names.map((name, i) => `${name}: ${examples[i]}, ${gb[i]} GB`).join("; ");
  return (
    `${devices[0].toUpperCase()}${devices.slice(1)}. All of the memory is taken for the model; what else runs there needs some too. ` +
    `Training takes ${each} bytes a parameter with Adam in mixed precision (2 for the weight, 2 for its gradient, 12 for what ` +
    "Adam keeps in full; Rajbhandari and others 2020), without what is kept of the examples."
  );
}
