// Ten owners of digits who average the knobs of small machines, as scripts/models/owners.py does: the
// same deal, the same rounds, the same masks.
//
// Knobs stand in one row: 64 weights a class, class after class, then ten biases. A message is whole
// numbers modulo 2^32, so that masks cancel to the last bit.

import { SIDE } from "./small_paper.js";
import { seeded } from "./random.js";

export const CLASSES = 10;
export const OWNERS = 10;
export const KNOBS = CLASSES * (SIDE * SIDE + 1);
const UNIT = 2 ** 24; // whole numbers of a message to one of a knob

/** Who has what: { held, rows }, classes and images of each owner. */
export function deal(labels, kinds, seed) {
  const draw = seeded(seed);
  const circle = Array.from({ length: CLASSES }, (_, k) => k);
  for (let i = CLASSES - 1; i > 0; i--) {
    const k = Math.floor(draw() * (i + 1));
    [circle[i], circle[k]] = [circle[k], circle[i]];
  }
  const byClass = circle.map(() => []);
  labels.forEach((label, row) => byClass[label].push(row));
  const held = circle.map((_, i) =>
    Array.from({ length: kinds }, (__, m) => circle[(i + m) % CLASSES]));
  const rows = held.map((classes) =>
    classes.flatMap((c, m) => {
      const [from, to] = [m, m + 1].map((part) => Math.floor((byClass[c].length * part) / kinds));
      return byClass[c].slice(from, to);
    }));
  return { held, rows };
}

/** Images of some rows, as one set. */
export function chosen({ x, labels, nPixels }, rows) {
  const own = new Float64Array(rows.length * nPixels);
  rows.forEach((row, i) => own.set(x.subarray(row * nPixels, (row + 1) * nPixels), i * nPixels));
  return { x: own, labels: Uint8Array.from(rows, (row) => labels[row]), nPixels };
}

/** Ten scores of the image that begins at `from`, into `found`. */
function score(knobs, x, from, nPixels, found) {
  const biases = CLASSES * nPixels;
  for (let k = 0; k < CLASSES; k++) {
    let sum = knobs[biases + k];
    for (let i = 0, at = k * nPixels; i < nPixels; i++) sum += knobs[at + i] * x[from + i];
    found[k] = sum;
  }
}

/** Knobs after some steps of gradient descent on all images at once. */
export function trained(start, { x, labels, nPixels }, { lr, n_steps: nSteps }) {
  const knobs = start.slice();
  const slope = new Float64Array(knobs.length);
  const p = new Float64Array(CLASSES);
  const n = labels.length;
  for (let step = 0; step < nSteps; step++) {
    slope.fill(0);
    for (let row = 0; row < n; row++) {
      score(knobs, x, row * nPixels, nPixels, p);
      let most = p[0];
      for (let k = 1; k < CLASSES; k++) most = Math.max(most, p[k]);
      let total = 0;
      for (let k = 0; k < CLASSES; k++) total += p[k] = Math.exp(p[k] - most);
      for (let k = 0; k < CLASSES; k++) {
        const error = (p[k] / total - (labels[row] === k ? 1 : 0)) / n;
        for (let i = 0, at = k * nPixels; i < nPixels; i++) slope[at + i] += error * x[row * nPixels + i];
        slope[CLASSES * nPixels + k] += error;
      }
    }
    for (let i = 0; i < knobs.length; i++) knobs[i] -= lr * slope[i];
  }
  return knobs;
}

/** Share of images that get the most votes for something else. */
export function misread(knobs, { x, labels, nPixels }) {
  const votes = new Float64Array(CLASSES);
  let wrong = 0;
  for (let row = 0; row < labels.length; row++) {
    score(knobs, x, row * nPixels, nPixels, votes);
    let best = 0;
    for (let k = 1; k < CLASSES; k++) if (votes[k] > votes[best]) best = k;
    if (best !== labels[row]) wrong += 1;
  }
  return wrong / labels.length;
}

/** Whole numbers modulo 2^32 of how far knobs have moved, times a weight. */
export const message = (before, after, weight) =>
  Uint32Array.from(after, (knob, i) => Math.floor(weight * (knob - before[i]) * UNIT + 0.5));

/** A mask for each owner; place by place they add up to 0 modulo 2^32. */
export function masks(seed, n) {
  const draw = seeded(seed);
  const found = Array.from({ length: OWNERS }, () => new Uint32Array(n));
  for (let first = 0; first < OWNERS; first++) {
    for (let second = first + 1; second < OWNERS; second++) {
      for (let i = 0; i < n; i++) {
        const number = draw() * 2 ** 32;
        found[first][i] += number;
        found[second][i] -= number;
      }
    }
  }
  return found;
}

/** Sum of messages modulo 2^32. */
export function added(messages) {
  const sum = new Uint32Array(messages[0].length);
  for (const each of messages) for (let i = 0; i < sum.length; i++) sum[i] += each[i];
  return sum;
}

/** What whole numbers modulo 2^32 say about knobs: those from 2^31 on are negative. */
export const told = (numbers) => Float64Array.from(numbers, (number) => (number | 0) / UNIT);

/** Common knobs after a round. */
export const averaged = (server, sum) => {
  const moved = told(sum);
  return server.map((knob, i) => knob + moved[i] / OWNERS);
};

/** Classes whose bias a message raised: what the server may take for what its owner has. */
export function raised(numbers) {
  const biases = told(numbers.slice(-CLASSES));
  return [...biases.keys()].filter((k) => biases[k] > 0);
}

/** Everything before the first round. */
export function begun(train, kinds, seed) {
  const { held, rows } = deal(train.labels, kinds, seed);
  const nothing = new Float64Array(CLASSES * (train.nPixels + 1));
  return {
    held,
    sets: rows.map((own) => chosen(train, own)),
    weights: rows.map((own) => (OWNERS * own.length) / train.labels.length),
    round: 0,
    common: nothing,
    alone: rows.map(() => nothing),
    messages: null,
    trained: null,
  };
}

/**
 * A round in pieces, between which a frame can pass: first every owner's training, then what it would
 * know alone. Gives the state after it.
 */
export function* rounded(state, pace) {
  const { common, sets } = state;
  const after = [];
  const alone = [];
  for (const own of sets) {
    after.push(trained(common, own, pace));
    yield;
  }
  for (const [i, own] of sets.entries()) {
    alone.push(trained(state.alone[i], own, pace));
    yield;
  }
  const messages = after.map((knobs, i) => message(common, knobs, state.weights[i]));
  return {
    ...state,
    round: state.round + 1,
    common: averaged(common, added(messages)),
    before: common,
    trained: after,
    alone,
    messages,
  };
}
