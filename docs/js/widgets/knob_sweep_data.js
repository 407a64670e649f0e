// What the knob sweep fits: cakes of our kitchen, readings of a crash, a reader's own rows. And how well.
//
// A set is { x, y, middle, half, shift, held }: x in [-1, 1] stands for middle + half x, y for
// shift + y. `held` are rows it was not fitted to, where no truth is known: their features, their y,
// and the squared miss of somebody who always says the average of the fitted.
// scripts/models/page_cakes.py bakes the same cakes, its test divides rows the same way.

import {
  coefficients, design, features, leaveOneOut, squaredDistance,
} from "../lib/knob_sweep.js";
import { dot } from "../lib/linear_algebra.js";
import { truth } from "../lib/oven.js";
import { normal, seeded } from "../lib/random.js";
import { within } from "../lib/scale.js";

export { truth };
export const MOST_KNOBS = 200;
export const MOST_FITTED = 60; // rows of a table: one fit stays below a frame
export const MOST_ROWS = 1000; // of a table: more are sampled
export const PENALTIES = Array.from({ length: 17 }, (_, i) => 10 ** (i / 2 - 5));
const SEEN = 0.01; // of the height of the picture: a curve that near to a point goes through it

const KITCHEN = { middle: 40, half: 20, shift: 0, held: null };

/** n cakes, one at a chance moment of each n-th part of the time, each tasted with an error. */
export function cakes(seed, noise, n = 10) {
  const random = seeded(seed);
  const points = Array.from({ length: n }, (_, i) => {
    const x = -1 + (2 * (i + random())) / n;
    return { x, y: truth(x) + noise * normal(random) };
  });
  return points;
}

/** The ten cakes of the figure, their errors as large as asked for. */
export const figureCakes = ({ example_x: xs, example_y: ys, setting }, noise) =>
  xs.map((x, i) => ({
    x, y: truth(x) + ((ys[i] - truth(x)) * noise) / setting[0].noise_std,
  }));

export const kitchenSet = (points) => ({
  ...KITCHEN, x: points.map(({ x }) => x), y: points.map(({ y }) => y),
});

/** Features of every row, as many as there may ever be, for curves that are drawn again and again. */
export const basis = (x) => Array.from(x, (value) => features(value, MOST_KNOBS));

/** Heights of a curve at the rows of a basis. */
export const heights = (rows, fitted) => Float64Array.from(rows, (row) => dot(fitted, row));

/**
 * A table as a set. The range of x is cut into at most 60 equal parts, half as many as different x,
 * and one row of each is fitted: one of its x by chance, one row at that x by chance. The rows at
 * all other x are held. Where all that is held is just the average of what is fitted, nobody can be
 * better than who always says the average: then they are divided anew.
 */
export function divided(rows, seed, most = MOST_FITTED, again = 9) {
  const random = seeded(seed);
  const groups = new Map();
  for (const [x, y] of [...rows].sort((a, b) => a[0] - b[0])) {
    groups.set(x, [...(groups.get(x) ?? []), y]);
  }
  const all = [...groups];
  const [low, high] = [all[0][0], all.at(-1)[0]];
  const [middle, half] = [low / 2 + high / 2, high / 2 - low / 2];
  const n = Math.min(most, Math.floor(all.length / 2));
  const parts = new Map();
  for (const group of all) {
    const part = Math.min(n - 1, Math.floor((n * (group[0] - low)) / (2 * half)));
    parts.set(part, [...(parts.get(part) ?? []), group]);
  }
  const one = (list) => list[Math.floor(random() * list.length)];
  const chosen = [...parts.values()].map((part) => {
    const [x, ys] = one(part);
    return [x, one(ys)];
  });
  const taken = new Set(chosen.map(([x]) => x));
  const rest = rows.filter(([x]) => !taken.has(x));
  const shift = chosen.reduce((sum, [, y]) => sum + y, 0) / chosen.length;
  const scaled = (list) => list.map(([x]) => within((x - middle) / half, [-1, 1]));
  const y = rest.map((row) => row[1] - shift);
  const average = dot(y, y) / y.length;
  if (!average && again) return divided(rows, seed + 1, most, again - 1);
  return {
    x: scaled(chosen), y: chosen.map((row) => row[1] - shift), middle, half, shift,
    held: { x: scaled(rest), rows: basis(scaled(rest)), y, average: average || 1 },
  };
}

/** The sizes that the slider goes through: the experiment's, and as many knobs as different x. */
export const sizesOf = (knobs, set) =>
  [...new Set([...knobs, different(set)])].sort((a, b) => a - b);

export const different = ({ x }) => new Set(x).size;

/**
 * Fit a set: { fitted, penalty, points }. The brake is a penalty, 0 for none, or "auto": what leaving
 * out one point at a time finds best.
 */
export function fit({ x, y }, knobs, brake = 0) {
  const points = design(x, knobs);
  let penalty = brake;
  if (brake === "auto") {
    const errors = PENALTIES.map((value) => leaveOneOut(points, y, value));
    penalty = PENALTIES[errors.indexOf(Math.min(...errors))];
  }
  return { fitted: coefficients(points, y, penalty), penalty, points };
}

/** Squared miss on what is new: from the truth, or, without one, as a share of the average's. */
export function missOf({ held }, fitted, goal) {
  if (!held) return squaredDistance(fitted, goal);
  const off = heights(held.rows, fitted).map((value, i) => value - held.y[i]);
  return dot(off, off) / off.length / held.average;
}

/** Whether a curve goes through all points, as far as an eye can tell. */
export const through = ({ x, y }, fitted, tall) =>
  heights(basis(x), fitted).every((value, i) => Math.abs(value - y[i]) < SEEN * tall);

/**
 * Other curves with as many knobs through the same points: what is added vanishes at each of them.
 * `swing` is its root mean square. None with as many knobs as different x, or fewer.
 */
export function others({ points, fitted }, set, count, swing) {
  if (fitted.length <= different(set)) return [];
  const random = seeded(1);
  const rows = basis(set.x);
  return Array.from({ length: count }, () => {
    const any = fitted.map(() => normal(random));
    const reached = coefficients(points, heights(rows, any));
    const free = any.map((value, k) => value - reached[k]);
    const size = swing / Math.sqrt(squaredDistance(free, []));
    return fitted.map((value, k) => value + size * free[k]);
  });
}
