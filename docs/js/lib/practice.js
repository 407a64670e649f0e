// A baker who practises: gradient descent on one curve, seen after any number of steps. What
// scripts/models/practice.py does for many sets of cakes, for one and in a page.
//
// Descent starts with every knob at zero, at half of the largest stable rate. A singular direction of
// the cakes with the value S keeps the share (1 - S^2 / S_1^2)^t of what it misses after t steps, so a
// thousand million steps cost as much as one.

import { design, squaredDistance } from "./knob_sweep.js";
import { dot } from "./linear_algebra.js";
import { truth } from "./oven.js";
import { normal, seeded } from "./random.js";

const ROUND = 10; // cakes, one at a chance moment of each as many equal parts of the time
const LEVEL = 1e-6; // misses as near to each other are equal
export const EVERY = 3; // which note is about another cake

/** n cakes, baked round after round, each in a chance order: more leave the first ones as they are. */
export function rounds(seed, n, noise) {
  const random = seeded(seed);
  const cakes = [];
  while (cakes.length < n) {
    const cells = Array.from({ length: ROUND }, (_, i) => i);
    for (let last = ROUND - 1; last > 0; last -= 1) {
      const other = Math.floor(random() * (last + 1));
      [cells[last], cells[other]] = [cells[other], cells[last]];
    }
    for (const cell of cells) {
      const x = -1 + (2 * (cell + random())) / ROUND;
      cakes.push({ x, y: truth(x) + noise * normal(random) });
    }
  }
  return cakes.slice(0, n);
}

/** Whether a note is about another cake, where notes are contradictory. */
export const isWrong = (i) => i % EVERY === EVERY - 1;

/** The same cakes, every third noted to have turned out as the one before it. */
export const contradictory = (cakes) =>
  cakes.map(({ x, y }, i) => ({ x, y: isWrong(i) ? cakes[i - 1].y : y }));

/**
 * Descent on these cakes: a function from a number of steps, 1 or more, to { fitted, own }. `own` is the
 * root of the mean squared miss on them, by projection, so that rounding does not hide a miss of nothing.
 */
export function practice(cakes, nKnobs) {
  const { left, right, values, turn, wide } = design(cakes.map(({ x }) => x), nKnobs);
  const y = Float64Array.from(cakes, (cake) => cake.y);
  const [seen, given] = wide ? [right, left] : [left, right]; // singular vectors: of y, of the knobs
  const heights = wide ? y : turn(y, true);
  const shares = seen.map((vector) => dot(vector, heights));
  const rest = Float64Array.from(heights); // what no knob reaches
  seen.forEach((vector, j) => vector.forEach((value, i) => (rest[i] -= shares[j] * value)));
  const outside = dot(rest, rest);
  const largest = Math.max(...values);

  return function after(steps) {
    const fitted = new Float64Array(nKnobs);
    let missed = outside;
    values.forEach((value, j) => {
      const pace = steps * Math.log1p(-((value / largest) ** 2)); // the first is learnt at once
      missed += (Math.exp(pace) * shares[j]) ** 2;
      if (value === 0) return;
      const by = (-Math.expm1(pace) / value) * shares[j];
      given[j].forEach((entry, k) => (fitted[k] += by * entry));
    });
    return { fitted: wide ? turn(fitted) : fitted, own: Math.sqrt(missed / cakes.length) };
  };
}

/**
 * How far off a curve is on new cakes: the root of the expected squared miss. They come out at any moment
 * with the same chance and are tasted with the same error; exact, no cake is drawn for it.
 */
export const newMiss = (fitted, goal, noise) => Math.sqrt(squaredDistance(fitted, goal) + noise ** 2);

/** The first number of steps, of some, after which new cakes turn out best, and how far off they are. */
export function bestOf(after, steps, goal, noise) {
  const off = steps.map((n) => newMiss(after(n).fitted, goal, noise));
  const least = Math.min(...off);
  return { steps: steps[off.findIndex((miss) => miss <= least + LEVEL)], miss: least };
}
