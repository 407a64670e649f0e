// Give a transformer a shape, and count its parameters to the unit.
//
// Counted as GPT-3 is built; `scripts/models/transformer.py` knows the shapes that came later.
// Every count is a whole number far below 2^53, so plain numbers are exact.

import { element, sentence } from "../lib/dom.js";
import { nearest, thousands } from "../lib/scale.js";
import { slider } from "../lib/slider.js";
import { read, write } from "../lib/state.js";

const STEM = "parameter_count";
const FIELDS = {
  layers: { label: "Layers", choices: Array.from({ length: 128 }, (_, i) => i + 1) },
  width: {
    label: "Width",
    choices: [64, 128, 256, 384, 512, 640, 768, 896, 1024, 1280, 1536, 1792, 2048, 2560, 3072, 3584,
      4096, 5120, 6144, 7168, 8192, 10240, 12288, 14336, 16384],
  },
  vocabulary: {
    label: "Vocabulary",
    choices: [27, 256, 1000, 2000, 4000, 8000, 16000, 32000, 50257, 64000, 100000, 128000, 200000,
      256000],
  },
  context: {
    label: "Context",
    choices: [64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072],
  },
};
const NAMES = Object.keys(FIELDS);
const PARTS = ["embedding", "attention", "mlp"];

/** Parameters of a GPT-like transformer, by part; `count_parameters` in Python is its twin. */
export function count({ layers, width, vocabulary, context }) {
  const parts = {
    embedding: (vocabulary + context) * width, // a row for each token and for each position
    attention: layers * (4 * width * width + 4 * width), // query, key, value, output; biases
    mlp: layers * (8 * width * width + 5 * width), // to four times the width and back; biases
    norm: layers * 4 * width + 2 * width, // two in each layer, one at the end: scale and shift
  };
  return { ...parts, total: Object.values(parts).reduce((a, b) => a + b) };
}

/** Bytes that the weights take, at so many bits each. */
export const memory = (parameters, bits) => (parameters * bits) / 8;

/** 349208518656 as "349 GB": three digits, and a billion bytes to the gigabyte. */
export function size(bytes) {
  const units = ["bytes", "kB", "MB", "GB", "TB"];
  let power = 0;
  while (power < units.length - 1 && bytes >= 999.5 * 1000 ** power) power += 1;
  const value = bytes / 1000 ** power;
  const digits = power === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)}\u00A0${units[power]}`;
}

/** Shapes of GPT-3's sizes, as the paper prints them. */
export function presets(data) {
  const { vocab_size: vocabulary, n_positions: context } = data.quoted;
  return data.name.map((name, i) => ({
    name,
    shape: { layers: data.n_layers[i], width: data.d_model[i], vocabulary, context },
    published: data.published[i],
  }));
}

/** The preset of this shape, if it is one. */
export const known = (data, shape) =>
  presets(data).find((preset) => NAMES.every((name) => preset.shape[name] === shape[name]));

/** The largest GPT-3, or what the address says: whole numbers from 1 to the end of the slider. */
export function initial(data, asked = {}) {
  const shape = { ...presets(data).at(-1).shape };
  for (const name of NAMES) {
    const value = Number(asked[name]);
    const most = FIELDS[name].choices.at(-1);
    if (Number.isInteger(value) && value >= 1 && value <= most) shape[name] = value;
  }
  return shape;
}

/** A share as "33 %", and as "0.4 %" where there is little of it. */
const share = (x) => `${(100 * x).toFixed(x > 0 && x < 0.0095 ? 1 : 0)}\u202F%`;

/** The sentences, as pieces; { strong } is a value to set in bold. */
export function describe(data, shape) {
  const counted = count(shape);
  const parts = PARTS.map((part) => share(counted[part] / counted.total));
  const stored = [16, 8, 4].map((bits) => size(memory(counted.total, bits)));
  const preset = known(data, shape);
  const printed = preset
    ? ` The paper prints ${millions(preset.published)} for this size.`
    : " Later models share keys and values between heads and have a third matrix in the MLP.";
  return [
    { strong: thousands(counted.total) },
    ` parameters, counted as GPT-3 is built: ${parts[0]} in the embedding, ${parts[1]} in attention, ${parts[2]} in the MLP.`,
    `${printed} With 16 bits each they fill `,
    { strong: stored[0] },
    `, with 8 bits ${stored[1]}, with 4 bits ${stored[2]}.`,
  ];
}

/** 1300000000 as "1.3 billion". */
function millions(n) {
  return n >= 1e9 ? `${n / 1e9} billion` : `${n / 1e6} million`;
}

export function widget(data) {
  const all = presets(data);
  const own = all.length; // index of "a shape of your own"
  let shape = initial(data, read(STEM));

  const choices = Object.fromEntries(
    NAMES.map((name) => {
      const needed = all.map((preset) => preset.shape[name]);
      return [name, [...new Set([...FIELDS[name].choices, ...needed])].sort((a, b) => a - b)];
    }),
  );
  const sliders = Object.fromEntries(
    NAMES.map((name) => [name, slider(`${STEM}-${name}`, { max: choices[name].length - 1 })]),
  );
  const values = Object.fromEntries(NAMES.map((name) => [name, element("span")]));
  const select = element(
    "select",
    { id: `${STEM}-size` },
    ...[...all.map((preset) => preset.name), "a shape of your own"].map((text, i) =>
      element("option", { value: i }, text),
    ),
  );
  const output = element("output", {
    for: NAMES.map((name) => `${STEM}-${name}`).join(" "), class: "long", "aria-live": "polite",
  });
  const reset = element("button", { type: "button", class: "reset" }, "Reset");
  const bar = PARTS.map((part) => element("span", { class: part }));
  const words = ["embedding", "attention", "MLP"].map((text) => element("span", {}, text));

  function show() {
    const counted = count(shape);
    for (const name of NAMES) {
      const text = thousands(shape[name]);
      values[name].textContent = text;
      sliders[name].set(nearest(choices[name], shape[name]), text);
    }
    const preset = known(data, shape);
    select.value = preset ? all.findIndex(({ name }) => name === preset.name) : own;
    PARTS.forEach((part, i) => {
      for (const piece of [bar[i], words[i]]) piece.style.flexGrow = counted[part] / counted.total;
    });
    output.replaceChildren(...sentence(describe(data, shape)));
  }

  function change(next) {
    shape = { ...shape, ...next };
    show();
    const start = initial(data);
    write(
      STEM,
      Object.fromEntries(NAMES.map((n) => [n, shape[n] === start[n] ? null : shape[n]])),
      output,
    );
  }

  for (const name of NAMES) {
    const { input } = sliders[name];
    input.addEventListener("input", () => change({ [name]: choices[name][Number(input.value)] }));
  }
  select.addEventListener("change", () => change(all[Number(select.value)]?.shape ?? {}));
  reset.addEventListener("click", () => change(initial(data)));
  show();

  return element(
    "div",
    { class: "widget wordy beside" },
    element(
      "div",
      { class: "widget-row" },
      element("label", { class: "widget-label", for: select.id }, "Size"),
      element("div", { class: "widget-fields" }, select, reset),
    ),
    ...NAMES.map((name) =>
      element(
        "div",
        { class: "widget-row" },
        element(
          "label",
          { class: "widget-label", for: `${STEM}-${name}` },
          `${FIELDS[name].label} `,
          values[name],
        ),
        sliders[name].input,
      ),
    ),
    element("div", { class: "widget-bar", "aria-hidden": "true" }, ...bar),
    element("div", { class: "widget-parts", "aria-hidden": "true" }, ...words),
    output,
  );
}
