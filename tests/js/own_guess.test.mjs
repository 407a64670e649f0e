import assert from "node:assert/strict";
import test from "node:test";

import { ownGuess, ownGuesses } from "../../docs/js/guess/own.js";
import { agrees } from "../../docs/js/widgets/knob_sweep_words.js";
import { isCurve } from "../../docs/js/widgets/knob_sweep_guess.js";

const kept = (entries = {}) => {
  const all = new Map(Object.entries(entries));
  return { get: (name) => all.get(name) ?? null, set: (name, value) => all.set(name, value), all };
};
const figure = () => Object.assign(new EventTarget(), { id: "sweep" });
const path = "/repo/capacity.html";
const place = `guess:${path}:sweep`;
globalThis.document = new EventTarget();

test("what a widget asks for itself is kept, counted and given back", () => {
  const store = kept();
  const [own, seen] = [figure(), []];
  let told = 0;
  document.addEventListener("guessed", () => (told += 1));
  const keep = ownGuess(own, undefined, (value) => seen.push(value), { path, store });
  assert.equal(own.ownGuess, null);
  assert.deepEqual(seen, []); // nothing was kept: nothing to put back
  keep({ xs: [1, 2], ys: [3, 4] }, true);
  assert.deepEqual(JSON.parse(store.all.get(place)), { value: { xs: [1, 2], ys: [3, 4] }, right: true });
  assert.deepEqual(ownGuesses({ querySelectorAll: () => [own, figure()] }), [own.ownGuess]);
  assert.equal(told, 2);

  const again = figure();
  ownGuess(again, undefined, (value) => seen.push(value), { path, store });
  assert.deepEqual(seen.at(-1), { xs: [1, 2], ys: [3, 4] });
  assert.equal(again.ownGuess.right, true);
});

test("what is forgotten is taken back, and what is nonsense is not counted", () => {
  const store = kept({ [place]: '{"value": "a curve", "right": true}' });
  const own = figure();
  ownGuess(own, undefined, (value) => value === null || isCurve(value), { path, store });
  assert.equal(own.ownGuess, null);
  store.all.set(place, '{"value": {"xs": [10, 200], "ys": [1, 2]}, "right": false}');
  own.dispatchEvent(new Event("kept"));
  assert.equal(own.ownGuess.right, false);
  const seen = [];
  const other = figure();
  ownGuess(other, undefined, (value) => seen.push(value), { path, store });
  store.all.delete(place);
  other.dispatchEvent(new Event("kept"));
  assert.deepEqual([seen.at(-1), other.ownGuess], [null, null]);
});

test("a drawn line is right if it goes the way that the miss went", () => {
  assert.equal(agrees({ start: 10, guess: 0.1, miss: 0.03 }), true);
  assert.equal(agrees({ start: 10, guess: 300, miss: 0.03 }), false);
  assert.equal(agrees({ start: 10, guess: 9, miss: 0.03 }), false);
  assert.equal(agrees({ start: 10, guess: 9, miss: 11 }), true);
});

test("only pairs of positive numbers can be a drawn line", () => {
  assert.ok(isCurve({ xs: [10, 200], ys: [1, 2] }));
  for (const bad of [{}, "line", { xs: [1, 2], ys: [1] }, { xs: [1, 2], ys: [1, -1] }, { xs: [1, 2], ys: [1, "a"] }]) {
    assert.ok(!isCurve(bad));
  }
});
