import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import {
  SIDE, centred, fitted, fromHex, isEmpty, raster, shifted,
} from "../../docs/js/lib/digit_images.js";
import { answers as read, decode as unpacked, paced, tuning } from "../../docs/js/lib/last_layer.js";
import { decode, evidence, forward, half, softmax } from "../../docs/js/lib/tiny_cnn.js";
import {
  answer, certain, certainties, describe, initial, input, mapsInWords,
} from "../../docs/js/widgets/edge_digit.js";
import {
  NONE, forgotten, forgottenInWords, learned, sampleInWords, score, scoreInWords, withJudgement,
  withLesson,
} from "../../docs/js/widgets/edge_digit_lessons.js";

const figures = new URL("../../figures/", import.meta.url);
const { data } = JSON.parse(readFileSync(new URL("edge_digit.json", figures), "utf8"));
const bytesOf = (name) => new Uint8Array(readFileSync(new URL(name, figures))).buffer;
const bytes = bytesOf("edge_digit.weights.bin");
const network = decode(bytes, data);
const shipped = network.at(-1);
const examples = unpacked(bytesOf("edge_digit.kept.bin"), data.kept);

const close = (found, expected, tolerance = 1e-12) =>
  assert.ok(Math.abs(found - expected) <= tolerance, `${found} is not ${expected}`);
const plain = (text) => text.replaceAll("\u202F", " ");
const text = (pieces) => plain(pieces.map((piece) => piece.strong ?? piece).join(""));
const at = (image, i, j) => image[i * SIDE + j];

// Against the Python twin

test("its scores are those of the Python twin on the same digits, to six digits", () => {
  assert.ok(data.example_pixels.length >= 20);
  data.example_pixels.forEach((pixels, k) => {
    const scores = forward(network, centred(fromHex(pixels), data.frame), data.image);
    // the published scores have six significant digits: half a unit of the last is at most 5e-6
    data.example_scores[k].forEach((expected, digit) => {
      close(scores[digit], expected, 5.001e-6 * Math.abs(expected) + 1e-12);
    });
    const p = softmax(scores);
    assert.equal(p.indexOf(Math.max(...p)), data.example_answer[k]);
    close(Math.max(...p), data.example_certainty[k], 1e-6);
  });
});

test("drawings are read as the Python twin reads them, from the strokes on", () => {
  assert.equal(data.drawn.length, data.drawn_label.length);
  data.drawn.forEach((strokes, k) => {
    const state = { ...initial(data), strokes };
    const scores = forward(network, input(data, state), data.image);
    data.drawn_scores[k].forEach((expected, digit) => {
      close(scores[digit], expected, 5.001e-6 * Math.abs(expected) + 1e-9);
    });
    const low = Math.log(data.drawn_scores[k].reduce((sum, score) => sum + Math.exp(score), 0));
    assert.equal(answer(network, data, state).none, low < data.none_below);
  });
});

test("every weight is a small whole number times the scale of its row", () => {
  for (const { weights, n_rows: rows, n_columns: columns } of network) {
    assert.equal(weights.length, rows * columns);
    for (let row = 0; row < rows; row++) {
      const own = weights.slice(row * columns, (row + 1) * columns).map(Math.abs);
      const most = Math.max(...own);
      own.forEach((w) => close((7 * w) / most, Math.round((7 * w) / most), 1e-9));
    }
  }
  const count = network.reduce((sum, layer) => sum + layer.weights.length + layer.biases.length, 0);
  assert.equal(count, data.n_params);
});

test("a file of another length is refused", () => {
  assert.throws(() => decode(bytes.slice(1), data), /bytes/);
  assert.throws(() => decode(bytes, { ...data, bits: 2 }), /2 bits/);
});

// The network

test("16-bit floats are read as the standard says", () => {
  assert.equal(half(0x3c00), 1);
  assert.equal(half(0xc000), -2);
  assert.equal(half(0x3555), 0.333251953125);
  assert.equal(half(0x0001), 2 ** -24);
  assert.equal(half(0x7bff), 65504);
  assert.equal(half(0x7c00), Infinity);
  assert.ok(Number.isNaN(half(0x7e00)));
});

test("a convolution looks around every second pixel, and outside is zero", () => {
  const layer = {
    kind: "conv", size: 3, stride: 2, n_rows: 1, n_columns: 9,
    weights: Float64Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9]), biases: Float64Array.from([100]),
  };
  const image = Float64Array.from([1, 0, 0, 0, 0, 0, 0, 0, 10]); // 3 x 3
  // at (0, 0) the 1 lies in the middle: 5; at (2, 2) the 10 does
  assert.deepEqual([...forward([layer], image, [1, 3, 3])], [105, 100, 100, 150]);
  const moved = Float64Array.from([0, 1, 0, 0, 0, 0, 0, 0, 0]); // seen from both its sides
  assert.deepEqual([...forward([layer], moved, [1, 3, 3])], [106, 104, 100, 100]);
});

test("channels are summed, and all layers but the last are rectified", () => {
  const pointwise = (weights, biases) => ({
    kind: "conv", size: 1, stride: 1, n_rows: biases.length, n_columns: 2,
    weights: Float64Array.from(weights), biases: Float64Array.from(biases),
  });
  const last = {
    kind: "linear", n_rows: 2, n_columns: 2,
    weights: Float64Array.from([1, 0, 0, 1]), biases: new Float64Array(2),
  };
  const first = pointwise([1, 1, -1, 0], [0, 1]);
  assert.deepEqual([...forward([first, last], Float64Array.from([3, 4]), [2, 1, 1])], [7, 0]);
  assert.deepEqual([...forward([first], Float64Array.from([3, 4]), [2, 1, 1])], [7, -2]);
});

test("evidence is the log of the summed exp of scores, however large they are", () => {
  close(evidence([Math.log(2), Math.log(3)]), Math.log(5));
  close(evidence([1000, 1000]), 1000 + Math.log(2), 1e-9);
  close(evidence([-1000, -2000]), -1000, 1e-9);
});

test("probabilities sum to one, however large the scores are", () => {
  const p = softmax([1000, 999, 0]);
  close(p[0] + p[1] + p[2], 1);
  close(p[0] / p[1], Math.E, 1e-9);
});

// Pictures

test("fitted strokes fill the box with their pen, in the middle, whatever their size", () => {
  const strokes = [[[9, 8], [18, 8], [12, 20]], [[10, 14], [15, 14]]];
  const { box, pen } = data.frame;
  const found = fitted(strokes, data.frame);
  const [xs, ys] = [0, 1].map((axis) => found.flat().map((point) => point[axis]));
  close(Math.max(...ys) - Math.min(...ys), box - pen);
  close(Math.max(...ys) + Math.min(...ys), SIDE);
  close(Math.max(...xs) + Math.min(...xs), SIDE);
  close((Math.max(...xs) - Math.min(...xs)) / (box - pen), 9 / 12);
  const small = strokes.map((stroke) => stroke.map(([x, y]) => [1 + x / 2, 15 + y / 2]));
  fitted(small, data.frame).flat(2).forEach((place, k) => close(place, found.flat(2)[k], 1e-9));
});

test("fitted, a dot stays a dot and no stroke grows beyond what is allowed", () => {
  assert.deepEqual(fitted([[[3, 20]]], data.frame), [[[14, 14]]]);
  const [[a, b]] = fitted([[[3, 20], [4, 20]]], data.frame);
  close(b[0] - a[0], data.frame.most_scale);
  assert.deepEqual(fitted([], data.frame), []);
});

test("centring undoes a move", () => {
  const image = raster([[[9, 8], [18, 8], [12, 20]]], 3);
  const before = centred(image, data.frame);
  centred(shifted(image, 6, -7), data.frame).forEach((ink, k) => close(ink, before[k], 1e-9));
});

test("a small square grows to the box, its mass in the middle", () => {
  const image = new Float64Array(SIDE * SIDE);
  for (let i = 2; i < 12; i++) for (let j = 5; j < 15; j++) image[i * SIDE + j] = 1;
  const found = centred(image, data.frame);
  const inked = [...found.keys()].filter((k) => found[k] > 0.5);
  const rows = inked.map((k) => Math.floor(k / SIDE));
  const { box, middle } = data.frame;
  assert.equal(Math.max(...rows) - Math.min(...rows) + 1, box - 1); // ends between two pixels
  const mass = found.reduce((a, b) => a + b, 0);
  close(found.reduce((sum, ink, k) => sum + ink * Math.floor(k / SIDE), 0) / mass, middle, 1e-6);
  close(found.reduce((sum, ink, k) => sum + ink * (k % SIDE), 0) / mass, middle, 1e-6);
});

test("empty paper stays empty, and a dot is blown up no more than is allowed", () => {
  assert.ok(isEmpty(centred(new Float64Array(SIDE * SIDE), data.frame)));
  const dot = new Float64Array(SIDE * SIDE);
  dot[3 * SIDE + 20] = 1;
  const found = centred(dot, data.frame);
  assert.equal(at(found, 14, 14), 1);
  close(at(found, 14, 15), 1 - 1 / data.frame.most_scale);
  assert.equal(at(found, 14, 14 + data.frame.most_scale), 0);
});

test("a move loses what leaves the frame", () => {
  const image = new Float64Array(SIDE * SIDE).fill(1);
  const found = shifted(image, 4, -4);
  assert.equal(at(found, 3, 0), 0);
  assert.equal(at(found, 4, 23), 1);
  assert.equal(at(found, 4, 24), 0);
  assert.equal(found.reduce((a, b) => a + b, 0), 24 * 24);
});

test("a stroke is as wide as the pen, with soft edges and round ends", () => {
  const image = raster([[[5, 14.5], [20, 14.5]]], 3);
  assert.equal(at(image, 14, 10), 1); // the middle of the stroke lies on the middle of this row
  assert.equal(at(image, 13, 10), 1);
  assert.equal(at(image, 12, 10), 0);
  assert.equal(at(image, 14, 25), 0);
  const column = [...Array(SIDE).keys()].map((i) => at(raster([[[10, 14], [20, 14]]], 3), i, 15));
  close(column.reduce((a, b) => a + b, 0), 3); // half a pixel off, the edges share the ink
  const dot = raster([[[10.5, 10.5]]], 3);
  assert.equal(at(dot, 10, 10), 1);
  assert.equal(at(dot, 10, 11), 1);
  close(at(dot, 11, 11), 2 - Math.SQRT2);
});

test("a stroke over the edge of the paper stays on it", () => {
  const image = raster([[[-5, -5], [3, 3], [40, 3]]], 3);
  assert.equal(image.length, SIDE * SIDE);
  assert.equal(at(image, 2, 27), 1);
  assert.ok(image.every((ink) => ink >= 0 && ink <= 1));
});

// The widget's words

const state = (change) => ({ ...initial(data), ...change });
const said = (change) =>
  text(describe(data, state(change), certainties(network, data, state(change))));
const answers = data.example_answer;
const right = data.example_label.findIndex((label, k) => label === 7 && answers[k] === 7);
const wrong = data.example_label.findIndex(
  (label, k) => label !== answers[k] && data.example_certainty[k] < 0.9,
);

test("the paper is empty at first; the address may decide otherwise, nonsense in it not", () => {
  const rest = { label: null, judged: [], lessons: NONE };
  assert.deepEqual(initial(data), { strokes: [], example: null, moved: "no", centre: true, ...rest });
  assert.deepEqual(initial(data, { example: "3", moved: "left", centre: "no" }), {
    strokes: [], example: 3, moved: "left", centre: false, ...rest,
  });
  assert.deepEqual(initial(data, { example: "99", moved: "toString", centre: "?" }), initial(data));
  for (const example of ["", "-1", "1.5", "7x"]) {
    assert.equal(initial(data, { example }).example, null);
  }
});

test("empty paper gets an invitation and no answer", () => {
  assert.equal(certainties(network, data, initial(data)), null);
  assert.match(said({}), /^Draw a digit/);
});

test("a digit read rightly is named, with its certainty and its label", () => {
  const words = said({ example: right });
  assert.match(words, /^It reads a 7, (over )?9\d\.\d % certain\. That is its label\./);
  assert.match(words, /Where it was this sure of new digits, it was right on 9/);
});

test("a digit read wrongly is called wrong, and the second guess is told", () => {
  const words = said({ example: wrong });
  assert.match(words, /^It reads an? \d, .* certain; next comes an? \d with /);
  assert.match(words, new RegExp(`^It reads an? ${answers[wrong]},`));
  assert.ok(words.includes(`It is wrong: the label says ${data.example_label[wrong]}.`));
});

test("less than sure, it quotes how often it was right when it doubted", () => {
  const p = [0.6, 0.4, 0, 0, 0, 0, 0, 0, 0, 0];
  const words = text(describe(data, state({ strokes: [[[1, 1]]] }), p));
  assert.match(words, /^It reads a 0, 60 % certain; next comes a 1 with 40 %\. /);
  assert.match(words, /than 90 % certain of generated strokes .*, it was right on \d\d %\. $/);
});

test("a dot and black paper may be no digit, and are called so", () => {
  const hatched = Array.from({ length: 29 }, (_, y) => [[0, y], [28, y]]).flat();
  for (const strokes of [[[[14, 14]]], [[[3, 25]]], [hatched]]) {
    const { p, none } = answer(network, data, state({ strokes }));
    assert.ok(none);
    const words = text(describe(data, state({ strokes }), p, none));
    assert.match(words, /^This may be no digit\. If it is one: it reads an? \d, .* certain.*\. $/);
  }
});

test("its own digits are hardly ever called no digit, small and in a corner no more often", () => {
  const digits = data.drawn.slice(0, 10);
  const called = (all) =>
    all.filter((strokes) => answer(network, data, state({ strokes })).none).length;
  assert.ok(called(digits) <= 1);
  const small = digits.map((all) => all.map((one) => one.map(([x, y]) => [x / 4, y / 4])));
  assert.equal(called(small), called(digits));
});

test("of a drawing it says what it was tested on", () => {
  const strokes = [[[9, 6], [18, 6], [12, 22]]];
  const p = Array(10).fill(0);
  p[7] = 1;
  const words = text(describe(data, state({ strokes }), p));
  assert.match(words, /this sure of generated strokes in a style new to it, it was right on 9/);
});

test("eight takes another article, and nothing is certain to 100 %", () => {
  const p = Array(10).fill(0);
  p[8] = 1;
  assert.match(text(describe(data, state({}), p)), /^It reads an 8, over 99\.9 % certain\. /);
  assert.equal(plain(certain(0.9961)), "99.6 %");
  assert.equal(plain(certain(0.42)), "42 %");
  assert.equal(plain(certain(0.042)), "4.2 %");
  assert.equal(plain(certain(1e-9)), "below 0.1 %");
});

test("moved and not centred, what it reads is the moved paper", () => {
  const plain = input(data, state({ example: right, centre: false }));
  const moved = input(data, state({ example: right, centre: false, moved: "down" }));
  assert.deepEqual(moved, shifted(plain, 4, 0));
  assert.match(said({ example: right, centre: false }), /not centred\. $/);
  const strokes = [[[9, 8], [18, 8], [12, 20]]];
  const mended = input(data, state({ strokes, moved: "left" }));
  input(data, state({ strokes })).forEach((ink, k) => close(ink, mended[k], 1e-9));
});

test("a seven drawn with a pen in a corner is read once it is centred", () => {
  const strokes = [[[2, 3], [11, 3], [6, 14]]];
  const p = certainties(network, data, state({ strokes }));
  assert.equal(p.indexOf(Math.max(...p)), 7);
});

// Lessons

const last = (way) => {
  let layer = null;
  for (const next of way) layer = next;
  return layer;
};
const lesson = (k, label = data.drawn_label[k]) => {
  const strokes = data.drawn[k];
  return { strokes, label, features: answer(network, data, state({ strokes })).features };
};
const reads = (layer, lessons) => read(layer, lessons);

test("the kept test digits are read as Python read them, from the same bytes", () => {
  assert.equal(examples.length, data.kept.n);
  assert.deepEqual(read(shipped, examples), data.kept_answer);
  const right = examples.filter(({ label }, i) => label === data.kept_answer[i]).length;
  close(right / examples.length, data.kept_accuracy, 1e-6);
  assert.throws(() => unpacked(new ArrayBuffer(7), data.kept), /7 bytes/);
});

test("what is taught is read as it was taught, whatever it was before", () => {
  for (let k = 0; k < 10; k++) {
    const wrong = lesson(k, (k + 5) % 10);
    assert.deepEqual(reads(last(learned(shipped, [wrong], data)), [wrong]), [wrong.label]);
  }
  const all = Array.from({ length: 10 }, (_, k) => lesson(k));
  assert.deepEqual(reads(last(learned(shipped, all, data)), all), all.map(({ label }) => label));
});

test("lessons leave the shipped layer as it was, and their order does not matter", () => {
  const [before, some] = [shipped.weights.slice(), [lesson(3, 8), lesson(1), lesson(7)]];
  const [there, back] = [some, some.toReversed()].map((order) => last(learned(shipped, order, data)));
  assert.deepEqual(shipped.weights, before);
  there.weights.forEach((w, i) => close(w, back.weights[i], 1e-9));
});

test("a lonely lesson pulls a tenth as hard as one of each digit, ten of it no harder", () => {
  close(paced(0.3, [7], 10), 0.03);
  close(paced(0.3, Array(10).fill(7), 10), 0.03);
  close(paced(0.3, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 10), 0.3);
});

test("a single lesson does not cost the test digits more than a few", () => {
  const before = read(shipped, examples);
  for (let k = 0; k < 10; k++) {
    const { now, before: old } = forgotten(examples, before, read(last(learned(shipped, [lesson(k)], data)), examples));
    assert.ok(now > old - 0.03 * examples.length, `${k}: ${old} to ${now}`);
  }
});

test("a picture taught twice has its last label; another picture of it is another lesson", () => {
  const lessons = withLesson(withLesson(NONE, lesson(3, 8)), lesson(3));
  assert.deepEqual(lessons.map(({ label }) => label), [3]);
  assert.equal(withLesson(lessons, lesson(8)).length, 2);
  assert.equal(NONE.length, 0);
});

test("contradictory lessons end in doubt between the two, and not in nonsense", () => {
  const [one, other] = [lesson(3, 8), lesson(3)];
  const layer = last(learned(shipped, [one, other], data));
  assert.ok([3, 8].includes(reads(layer, [one])[0]));
  assert.ok(layer.weights.every(Number.isFinite));
});

test("steps of one path lie on it", () => {
  const way = tuning(shipped, [lesson(2)], 0.1);
  const first = way.next().value.weights.slice();
  const [again] = [tuning(shipped, [lesson(2)], 0.1).next().value];
  assert.deepEqual(first, again.weights);
});

test("the score counts drawings, each with the answer it had then, and those after a lesson", () => {
  const [a, b, c] = [[[[1, 1]]], [[[2, 2]]], [[[3, 3]]]];
  let judged = withJudgement([], { strokes: a, answer: 7, label: 1, lessons: 0 });
  assert.deepEqual(score(judged), { all: [0, 1], since: [0, 0] });
  judged = withJudgement(judged, { strokes: a, answer: 1, label: 7, lessons: 0 }); // a slip corrected
  assert.deepEqual(score(judged), { all: [1, 1], since: [0, 0] });
  judged = withJudgement(judged, { strokes: b, answer: 4, label: 9, lessons: 0 });
  judged = withJudgement(judged, { strokes: c, answer: 9, label: 9, lessons: 1 });
  assert.equal(text(scoreInWords(judged)), "It has read 2 of your 3, 1 of 1 since you taught it. ");
  assert.deepEqual(scoreInWords([]), []);
});

test("what it forgot is counted digit by digit", () => {
  const some = [3, 5, 7, 9].map((label) => ({ label }));
  const found = forgotten(some, [3, 5, 1, 9], [3, 6, 7, 4]);
  assert.deepEqual(found, { n: 4, before: 3, now: 2, lost: 2, won: 1 });
  const words = text(forgottenInWords(1, found));
  assert.equal(words, "1 lesson: of 4 MNIST test digits it now reads 2, before 3 (2 lost, 1 won).");
  const sample = { n: 500, before: 484 }; // sqrt(484 * 16 / 500) = 3.9
  assert.match(sampleInWords(sample, 2000), /^The 500 are a random choice of 2,000; .* 4 more or fewer/);
});

test("after a lesson it no longer quotes rates that were measured before", () => {
  const p = Array(10).fill(0);
  p[7] = 1;
  const strokes = [[[1, 1]]];
  const words = text(describe(data, state({ strokes, lessons: [lesson(7)] }), p));
  assert.ok(!words.includes("right on"));
  assert.match(text(describe(data, state({ strokes, label: 1 }), p)), /You say: a 1\./);
});

test("the maps are put in words, and so is empty paper", () => {
  const strokes = [[[3, 3], [25, 3]]];
  const words = mapsInWords(answer(network, data, state({ strokes })).maps);
  assert.match(words, /^Maps of the first layer, 10 of 14 by 14, .*: 1 \w+.*, 10 \w+( \w+)?$/);
  assert.match(mapsInWords(null), /blank/);
});
