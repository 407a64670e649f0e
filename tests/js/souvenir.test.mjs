import assert from "node:assert/strict";
import test from "node:test";

import { keeper } from "../../docs/js/guess/record.js";
import { keep } from "../../docs/js/lib/keepsake.js";
import { anything, made, measuredFrom } from "../../docs/js/souvenir/made.js";
import { spaced } from "../../docs/js/souvenir/picture.js";
import { headline, saysParts, saysPicture, saysShared } from "../../docs/js/souvenir/words.js";
import { published } from "./published.mjs";

const BASE = "/repo/";
const SWEEP = "guess:/repo/capacity.html:knob_sweep";
const line = { xs: [10, 30, 200], ys: [10.3, 40, 0.5] };
const cake = [8, 0, 4, 2, 1];
const record = (value, right) => JSON.stringify({ value, right });

/** A device on which these entries are kept. */
function device(entries = {}) {
  const all = new Map(Object.entries(entries));
  return keeper(() => ({
    get length() { return all.size; },
    key: (i) => [...all.keys()][i],
    getItem: (name) => all.get(name) ?? null,
    setItem: (name, text) => all.set(name, text),
    removeItem: (name) => all.delete(name),
  }));
}

test("nothing that was not done is in it", () => {
  const nothing = { guesses: { right: 0, compared: 0, open: 0 }, curve: null, cake: null };
  assert.deepEqual(made(BASE, device()), nothing);
  assert.deepEqual(made(BASE, device({ "guess:/other/a.html:knob_sweep": record(line, true) })), nothing);
  assert.equal(anything(nothing), false);
  assert.deepEqual(saysParts(nothing), { guesses: null, curve: null, cake: null });
  assert.match(saysPicture(saysParts(nothing)), /No guess .* No curve .* No perfect cake/);
});

test("guesses of all pages are counted, those not compared apart", () => {
  const { guesses } = made(BASE, device({
    "guess:/repo/fit.html:tenth": record("gain", true),
    "guess:/repo/trends.html:a": record(3, false),
    "guess:/repo/trends.html:b": "middle", // the first edition's
    "guess:/repo/trends.html:c": "{}",
    [SWEEP]: record(line, true),
  }));
  assert.deepEqual(guesses, { right: 2, compared: 3, open: 1 });
  assert.equal(saysParts({ guesses }).guesses,
    "The measurement agreed with 2 of your 3 guesses. 1 more has not been compared yet.");
});

test("the curve is the one drawn past ten knobs, wherever its figure stands", () => {
  assert.deepEqual(made(BASE, device({ [SWEEP]: record(line, false) })).curve, line);
  assert.deepEqual(made(BASE, device({ "guess:/repo/new.html:knob_sweep": record(line, null) })).curve, line);
  assert.equal(made(BASE, device({ "guess:/repo/a.html:best": record(line, true) })).curve, null);
});

for (const [why, value] of Object.entries({
  "a word": "up", "a number": 3, "a list": [1, 2], "no heights": { xs: [1, 2] }, "one point": { xs: [10], ys: [1] },
  "texts": { xs: ["10", "20"], ys: ["1", "2"] }, "a gap": { xs: [10, 20], ys: [1, null] },
  "zero": { xs: [10, 20], ys: [0, 1] }, "backwards": { xs: [20, 10], ys: [1, 2] },
  "unequal": { xs: [10, 20, 30], ys: [1, 2] },
})) {
  test(`${why} is no curve`, () => {
    assert.equal(made(BASE, device({ [SWEEP]: record(value, false) })).curve, null);
  });
}

test("an endless height is no curve", () => {
  const text = '{"value": {"xs": [10, 20], "ys": [1, 1e999]}, "right": true}';
  assert.equal(made(BASE, device({ [SWEEP]: text })).curve, null);
});

test("the cake is five whole amounts from 0 to 8", () => {
  const kept = (amounts) => {
    const store = device();
    keep("perfect cake", { amounts }, store);
    return made(BASE, store).cake;
  };
  assert.deepEqual(kept(cake), cake);
  for (const bad of [null, "cake", [], [1, 2, 3, 4], [9, 0, 0, 0, 0], [0.5, 0, 0, 0, 0], [..."12345"], [1, 2, 3, 4, 5, 6]]) {
    assert.equal(kept(bad), null);
  }
  for (const text of ["null", "3", "[]", "{oh"]) assert.equal(made(BASE, device({ "knobs.perfect cake": text })).cake, null);
});

test("all that is made is found, to be forgotten and given back", () => {
  const store = device({ [SWEEP]: record(line, true), theme: "dark", "guess:/other/a.html:x": "1" });
  keep("perfect cake", { amounts: cake }, store);
  assert.deepEqual(store.all(BASE).sort(), [SWEEP, "knobs.perfect cake"]);
  for (const name of store.all(BASE)) store.set(name, null);
  assert.equal(anything(made(BASE, store)), false);
});

test("whoever listens is told of every change", () => {
  let told = 0;
  const store = keeper(() => { throw new Error("forbidden"); }, () => (told += 1));
  store.set("guess:/repo/a.html:x", "1");
  store.get("guess:/repo/a.html:x");
  store.set("guess:/repo/a.html:x", null);
  assert.equal(told, 2);
});

test("the measured curve begins where the drawn one does, in its band, as published", async () => {
  const data = await published("knob_sweep");
  const { xs, ys, low, high } = measuredFrom(10, data);
  assert.deepEqual([xs[0], xs.at(-1)], [10, data.quoted.max_knobs]);
  assert.deepEqual([ys[0], low[0], high[0]], [data.quoted.peak, data.quoted.peak_p10, data.quoted.peak_p90]);
  assert.deepEqual([ys.at(-1), low.at(-1), high.at(-1)],
    [data.quoted.at_largest, data.quoted.at_largest_p10, data.quoted.at_largest_p90]);
  assert.ok(ys.every((y, i) => low[i] <= y && y <= high[i]));
  const { curve } = saysParts({ guesses: { compared: 0 }, curve: line, cake: null }, measuredFrom(10, data));
  assert.equal(curve, "From 10 knobs on you drew the miss to end at 0.5. With 200 knobs and no brake it ended at 0.041 " +
    "in the middle one of our kitchens, and in eight of ten between 0.019 and 0.082.");
});

test("without the measurement nothing is said of it", () => {
  assert.equal(saysParts({ guesses: { compared: 0 }, curve: line }).curve, "From 10 knobs on you drew the miss to end at 0.5.");
});

test("numbers of guesses are said as one says them", () => {
  const said = (right, compared) => saysParts({ guesses: { right, compared, open: 0 } }).guesses;
  assert.equal(said(1, 1), "You made one guess, and the measurement agreed.");
  assert.equal(said(0, 1), "You made one guess, and the measurement said otherwise.");
  assert.equal(said(0, 3), "The measurement agreed with none of your 3 guesses.");
  assert.equal(headline({ right: 7, compared: 12 }), "7 of 12 guesses were right");
  assert.equal(headline({ right: 0, compared: 1 }), "My one guess was wrong");
});

test("what is shared says what is in the picture and no more", () => {
  const guesses = { right: 7, compared: 12, open: 0 };
  const none = { right: 0, compared: 0, open: 0 };
  assert.equal(saysShared({ guesses, curve: line, cake }),
    "7 of 12 guesses were right; I drew what happens past ten knobs; a model baked my perfect cake.");
  assert.equal(saysShared({ guesses: none, curve: null, cake }), "A model baked my perfect cake.");
});

test("labels at the end of two curves stay apart, the higher one above", () => {
  assert.deepEqual(spaced([{ at: 400 }]), [{ at: 400 }]);
  for (const pair of [[500, 510], [510, 500], [500, 500], [400, 550]]) {
    const [upper, lower] = spaced(pair.map((at) => ({ at })));
    assert.ok(lower.at - upper.at >= 30);
    assert.ok(Math.abs((upper.at + lower.at) / 2 - (pair[0] + pair[1]) / 2) < 1e-9);
  }
});
