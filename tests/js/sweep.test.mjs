import assert from "node:assert/strict";
import test from "node:test";

import { asked, closest, guessed, points, share, states } from "../../docs/js/lib/sweep.js";

// A slider of five sizes, of which a brake has three.
const sizes = [[10, 40, 100, 200, 4000], [10, 100, 4000]];
const setting = {
  slider: { axis: "width", values: ({ brake }) => sizes[brake] },
  choices: [
    { axis: "noise", values: [0, 0.2] },
    { axis: "brake", values: ["off", "tuned"] },
  ],
  start: { at: 4, noise: 0, brake: 0 },
  x: { domain: [10, 4000], log: true },
  y: { domain: [0, 1] },
  guess: { asks: ({ noise }) => noise === 0, place: (value) => [4000, value] },
};

test("the address decides where a widget starts", () => {
  assert.deepEqual(asked(setting, { width: "40", noise: "0.2" }), { at: 1, noise: 1, brake: 0 });
  assert.deepEqual(asked(setting, { width: "45" }), { at: 1, noise: 0, brake: 0 });
  assert.deepEqual(asked(setting, { brake: "tuned" }), { at: 2, noise: 0, brake: 1 });
});

test("nonsense in the address decides nothing", () => {
  for (const width of ["many", "-5", "", "NaN", "1e309", "٣", "<b>", "0"]) {
    assert.deepEqual(asked(setting, { width }), setting.start, width);
  }
  for (const noise of ["0.3", "__proto__", "length", "1", ""]) {
    assert.deepEqual(asked(setting, { noise, brake: noise }), setting.start, noise);
  }
});

test("a value that a choice does not have gives way to the nearest it has", () => {
  assert.deepEqual(asked(setting, { width: "200", brake: "tuned" }), { at: 1, noise: 0, brake: 1 });
});

test("nearest is by ratio on a log axis, by distance on an even one, and nothing has its place there", () => {
  assert.equal(closest([10, 100, 1000], 40, { log: true }), 1);
  assert.equal(closest([10, 100, 1000], 40), 0);
  assert.equal(closest([0, 0.5, 1], 0), 0);
  const even = { ...setting, slider: { axis: "push", values: () => [0, 1, 2] }, x: { domain: [0, 2] } };
  assert.equal(asked({ ...even, start: { at: 2, noise: 0, brake: 0 } }, { push: "0" }).at, 0);
});

test("every state is listed once", () => {
  const all = states(setting).map((state) => JSON.stringify(state));
  assert.equal(all.length, 2 * (5 + 3));
  assert.equal(new Set(all).size, all.length);
});

test("a guessed number is a mark at the place that the question asks about, inside the frame", () => {
  const [mark] = guessed(setting, { kind: "number", value: 0.1 }, setting.start);
  assert.deepEqual(mark, { dot: [4000, 0.1], role: "yours", label: "your guess" });
  assert.deepEqual(guessed(setting, { kind: "number", value: 7 }, setting.start)[0].dot, [4000, 1]);
});

test("a guessed curve is a line of the reader's own", () => {
  const [mark] = guessed(setting, { kind: "curve", xs: [10, 4000], ys: [0.5, 0.1] }, setting.start);
  assert.deepEqual([mark.line, mark.role], [[[10, 4000], [0.5, 0.1]], "yours"]);
});

test("no guess, a choice, another question's state or nonsense is not drawn", () => {
  const none = (guess, state = setting.start) => assert.deepEqual(guessed(setting, guess, state), []);
  none(null);
  none({ kind: "choice", value: "ahead" });
  none({ kind: "number", value: NaN });
  none({ kind: "number", value: 0.1 }, { ...setting.start, noise: 1 });
  assert.deepEqual(guessed({ ...setting, guess: undefined }, { kind: "number", value: 1 }, setting.start), []);
});

test("shares are written with the unit at the top, errors to a tenth of a percent", () => {
  assert.deepEqual([share(0.25, false), share(1, true)], ["25", "100\u202F%"]);
  assert.deepEqual([0, 0.0001, 0.047, 0.217].map(points), [
    "0\u202F%", "under 0.1\u202F%", "4.7\u202F%", "21.7\u202F%",
  ]);
});
