import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { accuracy, decode, learner, scores, scrambled, seen } from "../../docs/js/lib/lesson.js";
import { small, straightened } from "../../docs/js/lib/small_paper.js";
import {
  SAMPLE, angle, describe, fetched, initial, turned, vote,
} from "../../docs/js/widgets/digit_knobs.js";
import { angleInWords, neighbour, notched } from "../../docs/js/widgets/digit_knobs_hand.js";
import { drawn } from "../../docs/js/widgets/digit_knobs_paper.js";

const { data } = JSON.parse(readFileSync("figures/digit_knobs.json"));
const file = readFileSync("figures/digit_knobs.lesson.bin");
const bytes = () => file.buffer.slice(file.byteOffset, file.byteOffset + file.length);
const digits = decode(bytes(), data.lesson);
const text = (pieces) => pieces.map((piece) => piece.strong ?? piece).join("");
const close = (found, wanted, allowed) => {
  assert.equal(found.length, wanted.length);
  found.forEach((value, i) => assert.ok(Math.abs(value - wanted[i]) <= allowed, `${i}: ${value} ${wanted[i]}`));
};

test("the shipped digits are those that were published: sizes, levels, every label", () => {
  assert.equal(digits.train.labels.length, data.quoted.n_train);
  assert.equal(digits.test.labels.length, data.quoted.n_test);
  assert.ok(digits.train.x.every((ink) => ink >= 0 && ink <= 1 && Number.isInteger(16 * ink)));
  assert.equal(new Set(digits.test.labels).size, 10);
  assert.throws(() => decode(bytes().slice(1), data.lesson), /bytes/);
});

test("sixty steps from the first scramble give the machine of the figure and its rate", () => {
  const start = scrambled(1, data.recipe.scramble);
  assert.equal(accuracy(start, digits.test), data.quoted.start_accuracy);
  const learning = learner(digits.train, data.recipe, start);
  for (let i = 0; i < data.recipe.n_steps; i++) {
    learning.step();
    assert.equal(accuracy(learning.machine, digits.test), data.accuracy[i + 1]);
  }
  close(learning.machine.weights, data.weights.flat(2), 1e-5); // published to six digits
  close(learning.machine.biases, data.biases, 1e-5);
});

test("a step in slices is the same step", () => {
  const [one, two] = [0, 1].map(() => learner(digits.train, data.recipe, scrambled(2, 0.3)));
  one.step();
  let pieces = 1;
  for (const _ of two.slices()) pieces += 1;
  assert.ok(pieces >= 4);
  close(two.machine.weights, one.machine.weights, 0);
});

test("the learner leaves alone what it began with", () => {
  const start = scrambled(3, 0.3);
  const before = start.weights.slice();
  learner(digits.train, data.recipe, start).step();
  close(start.weights, before, 0);
});

test("moved images lose nothing but what leaves the paper", () => {
  const image = { x: new Float64Array(64).fill(1), labels: Uint8Array.of(4), nPixels: 64 };
  const { x, labels } = seen(image, 0.5);
  assert.deepEqual([...labels], [4, 4, 4]);
  assert.equal(x.slice(64, 128).reduce((a, b) => a + b), 60); // half of one column has left
  assert.equal(x[64 + 7], 0.5);
  assert.equal(x[128], 0.5);
});

test("the sample on the paper is read as the three it is", () => {
  const state = initial(data);
  assert.equal(vote(state.machine, state.drawing.image).most, 3);
  assert.deepEqual(state.drawing.strokes.length, SAMPLE.length);
});

test("votes are raw scores, and empty paper has none", () => {
  const { machine } = initial(data);
  assert.equal(vote(machine, new Float64Array(64)), null);
  const image = digits.test.x.slice(0, 64);
  close(vote(machine, image).votes, scores(machine, image), 0);
});

test("the address brings back a scramble and its steps, and nothing that is malformed", () => {
  const there = initial(data, { seed: "7", steps: "30" });
  assert.equal(there.seed, 7);
  assert.equal(there.wanted, 30);
  assert.equal(there.steps, 0);
  close(there.machine.weights, scrambled(7, data.recipe.scramble).weights, 0);
  assert.equal(initial(data, { seed: "7", steps: "999" }).wanted, 300);
  for (const seed of ["", "-1", "1e9", "1234567", "x", "NaN", "0x1", "٣", "<script>", "1.5"]) {
    assert.equal(initial(data, { seed, steps: "3" }).seed, null, seed);
    assert.equal(initial(data, { seed, steps: "3" }).steps, data.recipe.n_steps);
  }
  for (const steps of ["-1", "", "1e3", "x", undefined]) {
    assert.equal(initial(data, { seed: "3", steps }).wanted, 0);
  }
});

test("a knob turned by hand moves that knob alone, and words say which way", () => {
  const { machine } = initial(data);
  const next = turned(machine, 100, -90, data.full_turn);
  next.weights.forEach((w, i) => i === 100 || assert.equal(w, machine.weights[i]));
  assert.ok(Math.abs(angle(next, 100, data.full_turn) + 90) < 1e-9);
  assert.match(angleInWords(-90), /90° to the left.*against/);
  assert.match(angleInWords(0.2), /upright/);
  const state = { ...initial(data), machine: next, knob: 100 };
  assert.match(text(describe(state, data.full_turn, null, 0.9)), /90\s% .*You turned a knob of 1: 90° to the left/s);
  assert.match(text(describe(state, data.full_turn, null, null)), /cannot be tested/);
  assert.doesNotMatch(text(describe({ ...state, redrawn: true }, data.full_turn, null, 0.9)), /turned/);
});

test("a setting beyond full turn is drawn at full turn", () => {
  const machine = { weights: Float64Array.of(9, -9), biases: [] };
  assert.equal(angle(machine, 0, 0.5), 135);
  assert.equal(angle(machine, 1, 0.5), -135);
});

test("words name the number that climbs, and never call scores probabilities", () => {
  const found = { votes: [], most: 3 };
  const trained = text(describe(initial(data), data.full_turn, found, 0.922));
  assert.match(trained, /^92\s% of digits it has never seen, read correctly after 60 steps of training/);
  assert.match(trained, /Most votes: 3\. Nobody turned a knob\.$/);
  const wild = initial(data, { seed: "1" });
  assert.match(text(describe(wild, data.full_turn, null, 0.1, true)), /^About 10\s% .* every knob at random/);
  assert.match(text(describe({ ...wild, steps: 1 }, 1, null, 0.2)), /after 1 step of/);
  assert.ok(!/probab|certain|confiden/.test(trained));
});

test("a press turns right by a notch, and from the right end to the left one", () => {
  assert.equal(notched(0), 45);
  assert.equal(notched(100), 135);
  assert.equal(notched(135), -135);
  assert.equal(notched(-135), -90);
});

test("arrows go over the edges of squares as they stand, five in a row", () => {
  assert.equal(neighbour(7, [1, 0]), 64); // from the 0 to the 1
  assert.equal(neighbour(64, [-1, 0]), 7);
  assert.equal(neighbour(56, [0, 1]), 5 * 64); // from the 0 to the 5 below
  assert.equal(neighbour(0, [-1, 0]), 0);
  assert.equal(neighbour(639, [1, 0]), 639);
  assert.equal(neighbour(639, [0, 1]), 639);
});

test("strokes of any size become the same squares; a dot and a level line are no trouble", () => {
  const { image } = drawn(SAMPLE, null, data.paper);
  const tiny = SAMPLE.map((stroke) => stroke.map(([x, y]) => [5 + x / 4, 5 + y / 4]));
  close(drawn(tiny, null, data.paper).image, image, 1e-9);
  for (const strokes of [[[[3, 3]]], [[[1, 2], [7, 2]]], [[[1, 1]], [[6, 6]]], [[[2, 1], [2, 1]]]]) {
    const found = small(strokes, data.paper);
    assert.ok(found.image.every((ink) => ink >= 0 && ink <= 1));
    assert.ok(found.image.some((ink) => ink > 0.4));
    assert.ok(found.strokes.flat(2).every(Number.isFinite));
  }
  assert.deepEqual(straightened([[[3, 3]]], 1), [[[3, 3]]]);
});

test("what has shrunk stays where it is when it is read again", () => {
  const once = drawn(SAMPLE, null, data.paper);
  const twice = drawn(once.strokes, null, data.paper);
  close(twice.image, once.image, 0.08);
});

test("squares set by keys are the drawing", () => {
  const inked = new Array(64).fill(0);
  inked[9] = 1;
  const { image, strokes } = drawn([], inked, data.paper);
  assert.deepEqual([...image], inked);
  assert.deepEqual(strokes, []);
});

const reply = (chunks, status = 200) =>
  new Response(
    new ReadableStream({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(chunk);
        controller.close();
      },
    }),
    { status },
  );
const at = new URL("https://x.example/figures/digit_knobs.lesson.bin");
async function fetchedFrom(answer) {
  const before = globalThis.fetch;
  const shares = [];
  globalThis.fetch = async () => answer();
  try {
    return { found: await fetched(at, data.lesson, null, (share) => shares.push(share)), shares };
  } finally {
    globalThis.fetch = before;
  }
}

test("the digits are fetched with word of how many are here", async () => {
  const content = new Uint8Array(bytes());
  const { found, shares } = await fetchedFrom(() => reply([content.slice(0, 9000), content.slice(9000)]));
  close(found.test.x, digits.test.x, 0);
  assert.deepEqual(shares, [9000 / content.length, 1]);
});

test("an error says which file is missing and how", async () => {
  const content = new Uint8Array(bytes());
  const cases = [
    [() => reply([], 404), /digit_knobs\.lesson\.bin could not be loaded \(404\)/],
    [() => { throw new TypeError("down"); }, /could not be loaded/],
    [() => reply([content.slice(0, 100)]), /not the file it should be/],
    [() => reply([content, content]), /not the file it should be/],
  ];
  for (const [answer, says] of cases) await assert.rejects(fetchedFrom(answer), says);
});
