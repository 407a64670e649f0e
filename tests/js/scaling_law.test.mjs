import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { address, BUDGETS, describe, each, initial, operations, RATIOS, realModel, SIZES, TEXTS } from "../../docs/js/widgets/scaling_law.js";
import {
  beyond, budgetOf, laws, leastBudget, loss, lossBand, optimum, quantile, ratioBand, split, textFor,
} from "../../docs/js/widgets/scaling_law_fits.js";

const part = readFileSync(new URL("../../figures/scaling_law.page.txt", import.meta.url));
const { data } = JSON.parse(part);
const all = laws(data);
const fits = { all, refit: all.find(({ name }) => name === "refit") };
const words = (pieces) => pieces.map((piece) => piece.strong ?? piece).join("").replaceAll("\u202F", " ");
const told = { ...initial(data), told: true };

test("at the best split a step to either side costs, under every law and every budget", () => {
  for (const flop of [...BUDGETS, 1e15, 1e35]) {
    for (const law of all) {
      const best = optimum(law, flop);
      assert.ok(Math.abs(budgetOf(best.size, best.text) / flop - 1) < 1e-9);
      for (const step of [0.99, 1.01]) {
        assert.ok(loss(law, split(flop, best.ratio * step)) > loss(law, best));
      }
    }
  }
});

test("every split that can be set is on the map, and every real model", () => {
  const inside = ({ domain: [low, high] }, x) => x > low && x < high;
  const splits = BUDGETS.flatMap((flop) => RATIOS.map((ratio) => split(flop, ratio)));
  const models = data.model_params.map((size, i) => ({ size, text: data.model_tokens[i] }));
  for (const { size, text } of [...splits, ...models]) {
    assert.ok(inside(SIZES, size) && inside(TEXTS, text), `${size} knobs, ${text} tokens`);
  }
});

test("a curve of equal loss has that loss, and ends where size alone cannot reach it", () => {
  const own = split(1e23, 5);
  const wanted = loss(fits.refit, own);
  for (const size of [1e9, 1e10, 1e12]) {
    const text = textFor(fits.refit, size, wanted);
    if (Number.isNaN(text)) assert.ok(fits.refit.A * size ** -fits.refit.alpha + fits.refit.E >= wanted);
    else assert.ok(Math.abs(loss(fits.refit, { size, text }) - wanted) < 1e-9);
  }
  assert.ok(Number.isNaN(textFor(fits.refit, 1e6, wanted)));
});

test("the least budget for a loss is the one whose best split has it, and never more than was spent", () => {
  for (const flop of BUDGETS) {
    for (const ratio of RATIOS) {
      const reached = loss(fits.refit, split(flop, ratio));
      const least = leastBudget(fits.refit, reached);
      assert.ok(least <= flop * (1 + 1e-9));
      assert.ok(Math.abs(loss(fits.refit, optimum(fits.refit, least)) - reached) < 1e-9);
    }
  }
});

test("bands lie around what they are of, wider ones around narrower ones", () => {
  for (const flop of BUDGETS) {
    for (const law of all.filter(({ again }) => again)) {
      const { ratio } = optimum(law, flop);
      const [[a, d], [b, c]] = [0.95, 0.8].map((share) => ratioBand(law, flop, share));
      assert.ok(a < b && b < ratio && ratio < c && c < d, `${law.name} at ${flop}`);
    }
    const [low, high] = lossBand(fits.refit, split(flop, 20), 0.8);
    assert.ok(low < high);
  }
  assert.equal(ratioBand(all[0], 1e23, 0.8), null); // the paper's own have no runs drawn again
});

test("a quantile is on the straight line between two numbers", () => {
  assert.equal(quantile([3, 1, 2], 0.5), 2);
  assert.equal(quantile([0, 10], 0.25), 2.5);
  assert.equal(quantile([7, 1, 4], 0), 1);
  assert.equal(quantile([7, 1, 4], 1), 7);
});

test("every state has a sentence, and what is not known yet is not told", () => {
  for (let budget = 0; budget < BUDGETS.length; budget += 1) {
    for (let ratio = 0; ratio < RATIOS.length; ratio += 1) {
      const text = words(describe(data, { ...told, budget, ratio }, fits));
      assert.doesNotMatch(text, /NaN|Infinity|undefined/);
      assert.match(text, /Loss, by our refit: \d\.\d{3} \(80 % of refits: \d\.\d{3} to \d\.\d{3}\)/);
      assert.doesNotMatch(words(describe(data, { ...told, told: false, budget, ratio }, fits)), /[Ll]oss|best/);
    }
  }
  assert.match(words(describe(data, { ...told, told: false }, fits)), /First set yours/);
});

test("beyond the runs the words say so, and only there", () => {
  BUDGETS.forEach((flop, budget) => {
    const text = words(describe(data, { ...told, budget }, fits));
    assert.equal(/extrapolated/.test(text), flop > data.run_flop[1], String(flop));
  });
  const odd = { ...told, budget: 0, ratio: 0 }; // a small budget, nearly all of it text
  assert.match(words(describe(data, odd, fits)), /none so split/);
  const usual = { ...told, budget: 0, ratio: RATIOS.findIndex((ratio) => ratio < 20) };
  assert.match(words(describe(data, usual, fits)), /They saw runs like it/);
  const small = split(1e17, 20);
  assert.deepEqual(beyond(data, small), { times: 1e17 / data.run_flop[1], budget: true, split: true });
});

test("the eight models are told with their tokens for each knob, mixtures by the knobs that work", () => {
  data.model_name.forEach((name, i) => {
    const text = words(realModel(data, i, fits));
    assert.ok(text.startsWith(`${name}: `));
    assert.ok(text.includes(`${each(data.model_tokens[i] / data.model_params[i])} for each knob`));
    assert.equal(text.includes("what works on a token counts"), data.model_total[i] !== data.model_params[i]);
  });
  assert.ok(data.model_name.length >= 8);
  const said = (name) => words(realModel(data, data.model_name.indexOf(name), fits));
  assert.match(said("DeepSeek-V3"), /37 billion knobs \(of 671 billion;/);
  assert.match(said("Llama 3 8B"), /at least 15 trillion/);
  assert.match(said("Qwen3-0.6B"), /if it read all that its family did/);
});

test("what is written into the address comes back, and nonsense does not", () => {
  for (const [budget, ratio] of [[0, 0], [60, 120], [28, 74], [13, 99]]) {
    for (const model of [-1, 3]) {
      const state = { budget, ratio, told: true, model };
      const kept = Object.entries(address(data, state)).filter(([, value]) => value !== null);
      assert.deepEqual(initial(data, Object.fromEntries(kept)), state);
    }
  }
  for (const wild of ["NaN", "1e309", "-1", "", " ", "<b>", "__proto__", "0", "null", "1,5"]) {
    assert.deepEqual(initial(data, { budget: wild, ratio: wild, told: wild, model: wild }), initial(data));
  }
  assert.equal(initial(data, { budget: "1e60" }).budget, BUDGETS.length - 1);
});

test("numbers are written as one would say them", () => {
  assert.equal(operations(5.76e23), "5.8 × 10²³");
  assert.equal(operations(9.1e8), "9.1 × 10⁸");
  assert.deepEqual([0.1, 1.714, 18.4, 93.2, 148.4, 60398].map(each), ["0.1", "1.7", "18", "93", "148", "60,400"]);
});
