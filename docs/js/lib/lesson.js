// A machine of ten squares of knobs that learns step by step, as scripts/models/lesson.py does: softmax
// regression by gradient descent with momentum, and a brake that pulls each knob to its resting place.

import { normal, seeded } from "./random.js";

const BITS = 5; // of a packed pixel
const LEVELS = 16; // a pixel is a whole number from 0 to this
const SIDE = 8;
const CLASSES = 10;
const SLICES = 5; // of a step: none of them takes a frame's time on a phone

/** Digits from their packed bytes: { train: { x, labels }, test: { x, labels } }, pixels 0 to 1. */
export function decode(buffer, { n_train: nTrain, n_test: nTest, n_pixels: nPixels, bytes }) {
  if (buffer.byteLength !== bytes) throw new Error(`${buffer.byteLength} bytes, not ${bytes}`);
  const content = new Uint8Array(buffer);
  const n = nTrain + nTest;
  const x = Float64Array.from({ length: n * nPixels }, (_, i) => {
    const bit = i * BITS; // a pixel lies in one byte or in two
    const two = (content[bit >> 3] << 8) | (content[(bit >> 3) + 1] ?? 0);
    return ((two >> (16 - BITS - (bit & 7))) & 31) / LEVELS;
  });
  const at = (n * nPixels * BITS) >> 3;
  const labels = Uint8Array.from({ length: n }, (_, i) => {
    const pair = content[at + (i >> 1)];
    return i & 1 ? pair >> 4 : pair & 15; // the first of two in the low half
  });
  const part = (from, to) => ({
    x: x.slice(from * nPixels, to * nPixels), labels: labels.slice(from, to), nPixels,
  });
  return { train: part(0, nTrain), test: part(nTrain, n) };
}

/** Every knob at a random setting, class after class; biases are zero. */
export function scrambled(seed, spread, nPixels = SIDE * SIDE) {
  const random = seeded(seed);
  return {
    weights: Float64Array.from({ length: CLASSES * nPixels }, () => spread * normal(random)),
    biases: new Float64Array(CLASSES),
  };
}

/** Images in place, then moved left, then right by a share of a column; linear between pixels. */
export function seen({ x, labels, nPixels }, columns) {
  if (!columns) return { x, labels, nPixels };
  const beside = (way) =>
    x.map((ink, i) => {
      const column = (i % SIDE) + way;
      return (1 - columns) * ink + columns * (column < 0 || column >= SIDE ? 0 : x[i + way]);
    });
  const ways = [x, beside(1), beside(-1)];
  const all = new Float64Array(ways.length * x.length);
  ways.forEach((way, k) => all.set(way, k * x.length));
  return { x: all, labels: [...labels, ...labels, ...labels], nPixels };
}

/** Ten scores of the image that begins at `from`. */
export function scores({ weights, biases }, x, from = 0) {
  const nPixels = weights.length / CLASSES;
  return biases.map((bias, k) => {
    let sum = bias;
    for (let i = 0; i < nPixels; i++) sum += weights[k * nPixels + i] * x[from + i];
    return sum;
  });
}

/** Share of images that get the most votes for what they are. */
export function accuracy(machine, { x, labels, nPixels }) {
  let right = 0;
  labels.forEach((label, n) => {
    const votes = scores(machine, x, n * nPixels);
    if (votes.indexOf(Math.max(...votes)) === label) right += 1;
  });
  return right / labels.length;
}

/**
 * Something that learns, from `start` on. `step` turns all knobs once and `slices` does the same in a
 * few pieces, so that a frame can pass between two of them; the knobs turn with the last.
 */
export function learner(train, { lr, momentum, brake, rest, moved }, start) {
  const { x, labels, nPixels } = seen(train, moved);
  const n = labels.length;
  const machine = { weights: start.weights.slice(), biases: start.biases.slice() };
  const speed = { weights: new Float64Array(CLASSES * nPixels), biases: new Float64Array(CLASSES) };
  const slope = { weights: new Float64Array(CLASSES * nPixels), biases: new Float64Array(CLASSES) };
  const resting = new Float64Array(nPixels);
  x.forEach((ink, i) => (resting[i % nPixels] += (rest * ink) / n));

  function add(from, to) {
    for (let row = from; row < to; row++) {
      const p = scores(machine, x, row * nPixels);
      const most = Math.max(...p);
      let total = 0;
      for (let k = 0; k < CLASSES; k++) total += p[k] = Math.exp(p[k] - most);
      for (let k = 0; k < CLASSES; k++) {
        const error = (p[k] / total - (labels[row] === k)) / n;
        slope.biases[k] += error;
        for (let i = 0; i < nPixels; i++) slope.weights[k * nPixels + i] += error * x[row * nPixels + i];
      }
    }
  }
  function turn() {
    machine.weights.forEach((w, i) => {
      const pull = brake * (w - resting[i % nPixels]);
      speed.weights[i] = momentum * speed.weights[i] - lr * (slope.weights[i] + pull);
      machine.weights[i] = w + speed.weights[i];
    });
    machine.biases.forEach((b, k) => {
      speed.biases[k] = momentum * speed.biases[k] - lr * slope.biases[k];
      machine.biases[k] = b + speed.biases[k];
    });
    slope.weights.fill(0);
    slope.biases.fill(0);
  }
  function* slices() {
    for (let k = 0; k < SLICES; k++) {
      add(Math.round((n * k) / SLICES), Math.round((n * (k + 1)) / SLICES));
      if (k < SLICES - 1) yield k;
    }
    turn();
  }
  function step() {
    for (const _ of slices());
  }
  return { machine, step, slices };
}
