// What widgets compute, on whatever a reader's hands give them: finite numbers, or an error that is
// a sentence. Thousands of cases from seeds, the same in every run; MANY=1 tries twenty times more.

import assert from "node:assert/strict";
import test from "node:test";

import { centred, fitted as fittedStrokes, raster } from "../../docs/js/lib/digit_images.js";
import { readJson } from "../../docs/js/lib/json_text.js";
import { coefficients, design, leaveOneOut } from "../../docs/js/lib/knob_sweep.js";
import { FAMILIES, shapeOf } from "../../docs/js/lib/model_config.js";
import { seeded } from "../../docs/js/lib/random.js";
import { large, percent, scale } from "../../docs/js/lib/scale.js";
import { read } from "../../docs/js/lib/state.js";
import { count, faults, FIELDS } from "../../docs/js/lib/transformer.js";
import { divided, fit, missOf } from "../../docs/js/widgets/knob_sweep_data.js";
import { columns } from "../../docs/js/widgets/knob_sweep_paste.js";
import { parsed, report } from "../../docs/js/widgets/parameter_count_paste.js";
import { fitReward } from "../../docs/js/widgets/taste_model.js";

const TIMES = process.env.MANY ? 20 : 1;
const SENTENCE = /^[A-Z].*[.:!?]$|^Line \d+/su;

const any = (random, list) => list[Math.floor(random() * list.length)];
const whole = (random, low, high) => low + Math.floor(random() * (high - low + 1));
const many = (random, most, one) => Array.from({ length: whole(random, 0, most) }, () => one(random));

/** A number of any size, often one that others are too. */
function number(random, most = 100) {
  if (random() < 0.3) return any(random, [0, 1, -1, 0.5, 10]);
  const sign = random() < 0.5 ? -1 : 1;
  return sign * 10 ** ((2 * random() - 1) * most);
}

const finite = (numbers, words) =>
  assert.ok([...numbers].every(Number.isFinite), `${words}: ${[...numbers].join(" ")}`);

/** Run a case for each seed; what fails is named by its seed. */
function cases(name, times, one) {
  test(name, () => {
    for (let seed = 1; seed <= times * TIMES; seed += 1) {
      try {
        one(seeded(seed));
      } catch (error) {
        error.message = `seed ${seed}: ${error.message}`;
        throw error;
      }
    }
  });
}

/** What a function gives, or null if it refuses in a sentence. */
function orRefused(run) {
  try {
    return run();
  } catch (error) {
    assert.equal(error.constructor, Error, error.stack);
    assert.match(error.message, SENTENCE);
    return null;
  }
}

const PIECES = ["\t", ",", ";", " ", "\n", "\r\n", "x", "time", '"', "-", "+", "1e3", "1e400", "3,5", "\u2212", "\uFEFF", "\u00A0", "NaN", "Infinity", "0x10", "--1", "é", "\u2028"];

cases("a pasted table is read as finite rows and fitted, or refused in a sentence", 1500, (random) => {
  const row = () => `${number(random)}${any(random, ["\t", ", ", ";", " "])}${number(random)}\n`;
  const text = many(random, 12, () => (random() < 0.97 ? row() : any(random, PIECES))).join("");
  const found = orRefused(() => columns(text));
  if (!found) return;

  finite(found.rows.flat(), "rows");
  const set = divided(found.rows, whole(random, 1, 9));
  for (const knobs of [1, 2, set.x.length, 40]) {
    for (const brake of [0, 1, "auto"]) {
      const { fitted } = fit(set, knobs, brake);
      finite(fitted, `${knobs} knobs, brake ${brake}, of ${JSON.stringify(text)}`);
      finite([missOf(set, fitted)], `miss of ${knobs} knobs of ${JSON.stringify(text)}`);
    }
  }
});

cases("a curve through any points is finite, however many knobs it has", 600, (random) => {
  const n = whole(random, 1, 12);
  const x = Array.from({ length: n }, () => any(random, [2 * random() - 1, 0, 1, -1]));
  const y = x.map(() => number(random, 50));
  const points = design(x, whole(random, 1, 60));
  finite(coefficients(points, y), "no brake");
  const penalty = 10 ** (8 * random() - 5);
  finite(coefficients(points, y, penalty), "with a brake");
  finite([leaveOneOut(points, y, penalty)], "left out");
});

const VALUES = [0, 1, -1, 2, 64, 4096, 1e9, 1e300, 0.5, null, true, false, "", "yes", "4096", [], [8, 16], {}, { a: 1 }];
const NAMES = ["hidden_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads", "vocab_size", "intermediate_size", "head_dim", "tie_word_embeddings", "num_local_experts", "sliding_window", "layer_types", "n_embd", "text_config", "quantization_config", "__proto__", "constructor"];

cases("any configuration is counted, or what is wrong with it is said", 4000, (random) => {
  const config = { model_type: any(random, [...Object.keys(FAMILIES), "unknown", 7, null]) };
  for (const name of many(random, 12, () => any(random, NAMES))) {
    Object.defineProperty(config, name, { value: any(random, VALUES), enumerable: true, configurable: true });
  }
  const found = shapeOf(config);
  if (found.shape) {
    assert.deepEqual(faults(found.shape), {}, JSON.stringify(config));
    for (const part of Object.values(count(found.shape))) {
      for (const value of Object.values(part)) assert.ok(value >= 0, JSON.stringify(config));
    }
  } else {
    const why = [...found.stops, ...found.wrong, ...found.notes];
    assert.ok(why.length, `no count, and no word why: ${JSON.stringify(config)}`);
  }
  report({ found, twice: [] });
});

const JSON_PIECES = ["{", "}", "[", "]", ",", ":", '"', "'", "true", "True", "None", "NaN", "1", "-", "1e5", "1e999", "//", "\n", "\\", '"a"', '"hidden_size"', "\u00A0", "\uD800", " "];

cases("any text is JSON, or the line that is none is named", 6000, (random) => {
  const text = many(random, 16, () => any(random, JSON_PIECES)).join("");
  orRefused(() => readJson(text));
  const { error, found } = parsed(text);
  assert.ok(error || found);
});

cases("any shape that has no fault has a count", 4000, (random) => {
  const shape = {};
  for (const [name, field] of Object.entries(FIELDS)) {
    if (random() < 0.3) continue;
    const known = field.of ?? (field.kind === "switch" ? [true, false] : [1, 2, 8, 64, 4096]);
    shape[name] = random() < 0.97 ? any(random, known) : any(random, VALUES);
  }
  if (Object.keys(faults(shape)).length) return;
  for (const part of Object.values(count(shape))) {
    for (const value of Object.values(part)) assert.ok(value >= 0, JSON.stringify(shape));
  }
});

cases("a taste fitted to any choices is finite", 60, (random) => {
  const rows = many(random, 20, () => Array.from({ length: 20 }, () => number(random, 3)));
  finite(fitReward(rows, 10 ** (4 * random() - 2)), `${rows.length} choices`);
});

cases("any strokes are a picture", 400, (random) => {
  const point = () => [number(random, 4), number(random, 4)];
  const strokes = many(random, 4, () => [point(), ...many(random, 6, point)]);
  const small = fittedStrokes(strokes, { box: 20, pen: 3, most_scale: 4 });
  const image = raster(small, 3);
  finite(image, "drawn");
  finite(centred(image, { middle: 13.5, box: 20, ink: 0.2, most_scale: 4 }), "centred");
});

cases("any number can be said", 3000, (random) => {
  const x = Math.abs(number(random, 100));
  const place = scale([0, x || 1], [0, 100]);
  for (const words of [large(x), percent(Math.min(x, 1)), String(place(1))]) {
    assert.doesNotMatch(words, /NaN|Infinity|undefined/u, `${x} is said ${words}`);
  }
});

cases("any address is read", 2000, (random) => {
  const pieces = ["?", "&", "=", "fit.", "width", "%", "%zz", "+", "é", "__proto__", "fit.__proto__"];
  const state = read("fit", many(random, 10, () => any(random, pieces)).join(""));
  assert.ok(Object.values(state).every((value) => typeof value === "string"));
});
