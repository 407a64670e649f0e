// Curves made of Legendre polynomials, fitted with any number of knobs: what
// scripts/models/legendre.py does for many training sets, for one and in a page.
//
// Feature k, counted from 0, is the Legendre polynomial of degree k divided by (k + 1)^scaling. With
// fewer knobs than different x this is plain least squares; from there on the fit is the smallest of
// all that pass through every point. Keep x in [-1, 1]: outside, features grow exponentially and one
// point drowns all others.

import { dot, svd } from "./linear_algebra.js";

export const CUTOFF = 1e-12; // singular values below this share of the largest count as zero

/** Scaled polynomials of degree 0 to nKnobs - 1 at one x. */
export function features(x, nKnobs, scaling = 1) {
  const found = new Float64Array(nKnobs);
  let [value, before] = [1, 0];
  for (let k = 0; k < nKnobs; k += 1) {
    found[k] = value / (k + 1) ** scaling;
    [value, before] = [((2 * k + 1) * x * value - k * before) / (k + 1), value];
  }
  return found;
}

/** n points seen through P knobs: the decomposition of X, or of X^T if there are more knobs. */
export function design(x, nKnobs, scaling = 1) {
  const rows = Array.from(x, (value) => features(value, nKnobs, scaling));
  const wide = nKnobs > rows.length;
  const columns = (_, k) => Float64Array.from(rows, (row) => row[k]);
  const parts = svd(wide ? rows : Array.from({ length: nKnobs }, columns));
  const least = CUTOFF * Math.max(...parts.values);
  const values = parts.values.map((value) => (value > least ? value : 0)); // 0 counts as zero
  return { ...parts, values, wide, nPoints: x.length, nKnobs };
}

/**
 * Coefficients b, P of them, with the smallest |y - X b|^2 + penalty |b|^2; without a penalty the
 * smallest of those that fit best.
 */
export function coefficients({ left, right, values, turn, wide, nKnobs }, y, penalty = 0) {
  const [seen, given] = wide ? [right, left] : [left, right]; // singular vectors: of y, of b
  const heights = wide ? y : turn(Float64Array.from(y), true);
  const found = new Float64Array(nKnobs);
  values.forEach((value, j) => {
    if (value === 0) return;
    const share = (value / (value ** 2 + penalty)) * dot(seen[j], heights);
    for (let k = 0; k < given[j].length; k += 1) found[k] += share * given[j][k];
  });
  return wide ? turn(found) : found;
}

/** Mean squared error at each point of the ridge fit to all the others, exactly: Allen (1974). */
export function leaveOneOut({ left, right, values, turn, wide, nPoints }, y, penalty) {
  const residual = Float64Array.from(y);
  const rest = new Float64Array(nPoints).fill(1); // 1 - H_ii
  values.forEach((value, j) => {
    if (value === 0) return;
    const vector = new Float64Array(nPoints);
    vector.set(wide ? right[j] : left[j]);
    if (!wide) turn(vector);
    const kept = value ** 2 / (value ** 2 + penalty);
    const share = kept * dot(vector, y);
    for (let i = 0; i < nPoints; i += 1) {
      residual[i] -= share * vector[i];
      rest[i] -= kept * vector[i] ** 2;
    }
  });
  const errors = residual.map((value, i) => value / rest[i]);
  return dot(errors, errors) / nPoints;
}

/** The curve's height at each x. */
export const predict = (fitted, x, scaling = 1) =>
  Float64Array.from(x, (value) => dot(features(value, fitted.length, scaling), fitted));

/**
 * Mean squared distance on [-1, 1] between a curve and a function given by its coefficients of the
 * unscaled polynomials: exact, by Parseval.
 */
export function squaredDistance(fitted, goal, scaling = 1) {
  let sum = 0;
  for (let k = 0; k < Math.max(fitted.length, goal.length); k += 1) {
    const own = k < fitted.length ? fitted[k] / (k + 1) ** scaling : 0;
    sum += (own - (goal[k] ?? 0)) ** 2 / (2 * k + 1);
  }
  return sum;
}
