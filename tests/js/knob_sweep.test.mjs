import assert from "node:assert/strict";
import test from "node:test";

import {
  coefficients, design, features, leaveOneOut, predict, squaredDistance,
} from "../../docs/js/lib/knob_sweep.js";
import { dot, svd, triangle } from "../../docs/js/lib/linear_algebra.js";
import { seeded } from "../../docs/js/lib/random.js";

const EPS = 2 ** -52;
const random = seeded(1);
const close = (found, wanted, allowed = 1e-10, what = "") =>
  assert.ok(Math.abs(found - wanted) <= allowed, `${what} ${found} is not ${wanted}`);
const drawn = (c, t) => Array.from({ length: c }, () => Float64Array.from({ length: t }, random));
const hilbert = (c, t) =>
  Array.from({ length: c }, (_, j) => Float64Array.from({ length: t }, (_, i) => 1 / (i + j + 1)));
const copy = (columns) => columns.map((column) => column.slice());
const largest = (columns) => Math.max(...columns.map((column) => Math.sqrt(dot(column, column))));
const points = (n) => Array.from({ length: n }, (_, i) => -1 + (2 * (i + random())) / n);

const matrices = {
  square: drawn(7, 7),
  tall: drawn(9, 40),
  "one column": drawn(1, 5),
  "one number": drawn(1, 1),
  "Hilbert, 8 x 8": hilbert(8, 8),
  "Hilbert, 12 x 12, condition 1e16": hilbert(12, 12),
  "Hilbert, 30 x 10": hilbert(10, 30),
  "two equal columns": (([a, b]) => [a, b, a.slice()])(drawn(2, 6)),
  "a column of nothing": [...drawn(2, 6), new Float64Array(6)],
  "columns a million million times each other": drawn(4, 6).map((c, k) => c.map((v) => v * 1e12 ** k)),
};

for (const [name, matrix] of Object.entries(matrices)) {
  const allowed = 50 * EPS * largest(matrix) * matrix[0].length;

  test(`the triangle and the reflections give the matrix back: ${name}`, () => {
    const { rows, order, turn } = triangle(copy(matrix));
    order.forEach((k, place) => {
      const column = new Float64Array(matrix[0].length);
      rows.forEach((row, i) => (column[i] = row[place]));
      turn(column).forEach((value, i) => close(value, matrix[k][i], allowed));
      const back = turn(matrix[k].slice(), true);
      back.forEach((value, i) => close(value, rows[i]?.[place] ?? 0, allowed));
    });
    const diagonal = rows.map((row, i) => Math.abs(row[i]));
    for (let i = 1; i < diagonal.length; i += 1) {
      assert.ok(diagonal[i] <= diagonal[i - 1] * (1 + 1e-6) + allowed);
    }
  });

  test(`so do the singular vectors and values, and the vectors are orthogonal: ${name}`, () => {
    const { left, right, values, turn } = svd(copy(matrix));
    matrix.forEach((column, k) => {
      const found = new Float64Array(column.length);
      values.forEach((value, j) => {
        for (let i = 0; i < left.length; i += 1) found[i] += left[j][i] * value * right[j][k];
      });
      turn(found).forEach((value, i) => close(value, column[i], allowed));
    });
    for (const j of values.keys()) {
      for (const k of values.keys()) {
        close(dot(left[j], left[k]), j === k ? 1 : 0, 1e-13 * left.length);
        const sure = Math.min(values[j], values[k]) > 1e-300; // else the vector is nothing
        if (sure) close(dot(right[j], right[k]), j === k ? 1 : 0, 1e-13 * left.length);
      }
    }
  });
}

test("the singular values of a Hilbert matrix multiply to its determinant", () => {
  // Known exactly: (1! 2! ... 5!)^4 / (1! 2! ... 11!).
  const superfactorial = (n) => {
    let [product, factorial] = [1, 1];
    for (let i = 1; i < n; i += 1) product *= factorial *= i;
    return product;
  };
  const { values } = svd(hilbert(6, 6));
  const wanted = superfactorial(6) ** 4 / superfactorial(12);
  close(values.reduce((a, b) => a * b) / wanted, 1, 1e-8);
});

test("features are Legendre polynomials over a power of their place", () => {
  const x = 0.3;
  const plain = [1, x, (3 * x * x - 1) / 2, (5 * x ** 3 - 3 * x) / 2];
  for (const scaling of [0, 0.5, 1]) {
    features(x, 4, scaling).forEach((v, k) => close(v, plain[k] / (k + 1) ** scaling, 1e-15));
  }
  features(1, 200, 0).forEach((value) => close(value, 1, 1e-12));
  features(-1, 200, 0).forEach((value, k) => close(value, (-1) ** k, 1e-12));
});

test("with enough knobs a parabola is found again, whatever the scaling", () => {
  const x = points(12);
  const parabola = (v) => 1 - v + 2 * v * v;
  for (const nKnobs of [3, 5, 11]) {
    const curve = predict(coefficients(design(x, nKnobs, 1.5), x.map(parabola)), [-1, 0.1, 1], 1.5);
    [-1, 0.1, 1].forEach((v, i) => close(curve[i], parabola(v), 1e-9));
  }
});

test("fewer knobs than points leave what is at right angles to every feature", () => {
  const [x, y] = [points(20), drawn(1, 20)[0]];
  for (const nKnobs of [1, 4, 12]) {
    const curve = predict(coefficients(design(x, nKnobs), y), x);
    const left = y.map((value, i) => value - curve[i]);
    const columns = x.map((value) => features(value, nKnobs));
    for (let k = 0; k < nKnobs; k += 1) close(dot(left, columns.map((row) => row[k])), 0, 1e-10);
  }
});

test("from as many knobs as points on, the curve passes through all, and is the smallest", () => {
  const [x, y] = [points(10), drawn(1, 10)[0]];
  let before = Infinity;
  for (const nKnobs of [10, 11, 12, 30, 200]) {
    const fitted = coefficients(design(x, nKnobs), y);
    predict(fitted, x).forEach((value, i) => close(value, y[i], 1e-9));
    const size = dot(fitted, fitted); // a smaller model's curve is one of the larger's
    assert.ok(size < before, `${nKnobs} knobs: ${size}, before ${before}`);
    before = size;
  }
});

test("it passes through thirty points with thirty knobs, where the condition is a thousand million", () => {
  const [x, y] = [points(30), drawn(1, 30)[0]];
  predict(coefficients(design(x, 30), y), x).forEach((value, i) => close(value, y[i], 1e-5));
});

test("points on top of each other count once: the curve passes through their mean", () => {
  const fitted = coefficients(design([0.2, 0.2, -0.5], 40), [1, 3, 0]);
  predict(fitted, [0.2, -0.5]).forEach((value, i) => close(value, [2, 0][i]));
  const line = coefficients(design([0.2, 0.2, -0.5], 2), [1, 3, 0]); // plain least squares
  close(predict(line, [0.2])[0], 2);
});

test("one point gives the smallest curve through it", () => {
  for (const nKnobs of [1, 2, 200]) {
    close(predict(coefficients(design([0.4], nKnobs), [3]), [0.4])[0], 3);
  }
  close(coefficients(design([0.4], 1), [3])[0], 3);
});

test("a brake makes coefficients smaller; a very strong one leaves nothing", () => {
  const [x, y] = [points(10), drawn(1, 10)[0]];
  for (const nKnobs of [4, 10, 60]) {
    const seen = design(x, nKnobs);
    const sizes = [0, 1e-3, 0.1, 10].map((penalty) => {
      const fitted = coefficients(seen, y, penalty);
      return dot(fitted, fitted);
    });
    for (let i = 1; i < sizes.length; i += 1) assert.ok(sizes[i] < sizes[i - 1]);
    coefficients(seen, y, 1e12).forEach((value) => close(value, 0, 1e-9));
  }
});

test("leaving one out equals fitting again without it", () => {
  const [x, y] = [points(9), [...drawn(1, 9)[0]]];
  for (const nKnobs of [3, 9, 50]) {
    let sum = 0;
    for (let i = 0; i < 9; i += 1) {
      const without = (list) => list.filter((_, k) => k !== i);
      const fitted = coefficients(design(without(x), nKnobs), without(y), 0.01);
      sum += (y[i] - predict(fitted, [x[i]])[0]) ** 2;
    }
    close(leaveOneOut(design(x, nKnobs), y, 0.01), sum / 9, 1e-9);
  }
});

test("the distance is the mean over a fine grid, whichever has more terms", () => {
  const fitted = [0.5, -1, 0.3];
  const goal = [0.1, 0, 0.2, 0.4, -0.3];
  const steps = 20000;
  const [short, long] = [[fitted, goal], [goal, fitted]];
  for (const [curve, truth] of [short, long]) {
    let sum = 0;
    for (let i = 0; i < steps; i += 1) {
      const at = [-1 + (2 * i + 1) / steps];
      sum += (predict(curve, at, 0.5)[0] - predict(truth, at, 0)[0]) ** 2;
    }
    close(squaredDistance(curve, truth, 0.5), sum / steps, 1e-7);
  }
});

test("sixty points and two hundred knobs are fitted within a frame, even on a busy machine", () => {
  const [x, y] = [points(60), drawn(1, 60)[0]];
  let best = Infinity;
  for (let i = 0; i < 60; i += 1) {
    const start = performance.now();
    coefficients(design(x, 200), y);
    best = Math.min(best, performance.now() - start);
  }
  assert.ok(best < 16, `${best} ms`);
});
