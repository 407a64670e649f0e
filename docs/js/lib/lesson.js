// A machine of ten squares of knobs that learns step by step, as scripts/models/lesson.py does: softmax
// regression by gradient descent with momentum, and a brake that pulls each knob to its resting place.

import { normal, seeded } from "./random.js";

const BITS = 5; // of a packed pixel
const LEVELS = 16; // a pixel is a whole number from 0 to this
const SIDE = 8;
const CLASSES = 10;
export const SLICES = 5; // of a step: none of them takes a frame's time on a phone

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
  return { x: all, labels: Uint8Array.from({ length: 3 * labels.length }, (_, i) => labels[i % labels.length]), nPixels };
}

/** Weights pixel by pixel: ten in a row, so that a pixel without ink costs nothing. */
function byPixel(weights) {
  const nPixels = weights.length / CLASSES;
  return Float64Array.from(weights, (_, i) => weights[(i % CLASSES) * nPixels + Math.floor(i / CLASSES)]);
}

/** Ten scores of the image that begins at `from`, into `found`. */
function add(knobs, biases, x, from, found) {
  found.set(biases);
  for (let i = 0, at = 0; at < knobs.length; i++, at += CLASSES) {
    const ink = x[from + i];
    if (ink) for (let k = 0; k < CLASSES; k++) found[k] += knobs[at + k] * ink;
  }
}

/** Ten scores of an image. */
export function scores({ weights, biases }, image) {
  const found = new Float64Array(CLASSES);
  add(byPixel(weights), biases, image, 0, found);
  return found;
}

const best = (votes) => {
  let most = 0;
  for (let k = 1; k < CLASSES; k++) if (votes[k] > votes[most]) most = k;
  return most;
};

/** Share of images that get the most votes for what they are. */
export function accuracy({ weights, biases }, { x, labels, nPixels }) {
  const knobs = byPixel(weights);
  const votes = new Float64Array(CLASSES);
  let right = 0;
  for (let row = 0; row < labels.length; row++) {
    add(knobs, biases, x, row * nPixels, votes);
    if (best(votes) === labels[row]) right += 1;
  }
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
  const slope = new Float64Array(CLASSES * nPixels); // pixel by pixel, like the knobs of `byPixel`
  const biasSlope = new Float64Array(CLASSES);
  const resting = new Float64Array(nPixels);
  for (let i = 0; i < x.length; i++) resting[i % nPixels] += (rest * x[i]) / n;
  const p = new Float64Array(CLASSES);

  function gather(knobs, from, to) {
    for (let row = from; row < to; row++) {
      add(knobs, machine.biases, x, row * nPixels, p);
      const most = p[best(p)];
      let total = 0;
      for (let k = 0; k < CLASSES; k++) total += p[k] = Math.exp(p[k] - most);
      for (let k = 0; k < CLASSES; k++) {
        p[k] = (p[k] / total - (labels[row] === k ? 1 : 0)) / n;
        biasSlope[k] += p[k];
      }
      for (let i = 0, at = 0; i < nPixels; i++, at += CLASSES) {
        const ink = x[row * nPixels + i];
        if (ink) for (let k = 0; k < CLASSES; k++) slope[at + k] += p[k] * ink;
      }
    }
  }
  function turn() {
    const { weights, biases } = machine;
    for (let i = 0; i < weights.length; i++) {
      const pixel = i % nPixels;
      const down = slope[pixel * CLASSES + Math.floor(i / nPixels)];
      speed.weights[i] = momentum * speed.weights[i] - lr * (down + brake * (weights[i] - resting[pixel]));
      weights[i] += speed.weights[i];
    }
    for (let k = 0; k < CLASSES; k++) {
      speed.biases[k] = momentum * speed.biases[k] - lr * biasSlope[k];
      biases[k] += speed.biases[k];
    }
    slope.fill(0);
    biasSlope.fill(0);
  }
  function* slices() {
    const knobs = byPixel(machine.weights);
    for (let k = 0; k < SLICES; k++) {
      gather(knobs, Math.round((n * k) / SLICES), Math.round((n * (k + 1)) / SLICES));
      if (k < SLICES - 1) yield;
    }
    turn();
  }
  function step() {
    for (const _ of slices());
  }
  return { machine, step, slices };
}
