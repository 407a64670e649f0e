import assert from "node:assert/strict";
import test from "node:test";

import { placed, sampled } from "../../docs/js/lib/labels.js";

const frame = { left: 40, right: 400, top: 10, bottom: 200 };
const size = { width: 60, height: 16 };
const along = (f, from = 40, to = 400) => {
  const xs = Array.from({ length: 50 }, (_, i) => from + ((to - from) * i) / 49);
  return sampled(xs, xs.map(f));
};
const covers = ({ left, top }, points) =>
  points.filter(([x, y]) => x > left && x < left + size.width && y > top && y < top + size.height);

test("a line is sampled every few pixels, and gaps stay gaps", () => {
  assert.deepEqual(sampled([0, 16], [0, 0]), [[0, 0], [8, 0], [16, 0]]);
  assert.deepEqual(sampled([0, 8, 16], [0, NaN, 0]), [[0, 0], [16, 0]]);
});

for (const [name, curves] of Object.entries({
  "two level lines": [() => 60, () => 120],
  "two that cross": [(x) => x / 2, (x) => 200 - x / 2],
  "a peak": [(x) => 150 - 130 * Math.exp(-(((x - 220) / 12) ** 2)), () => 170],
  "a wave": [(x) => 100 + 60 * Math.sin(x / 25), (x) => 150 + x / 20],
  "a steep fall": [(x) => Math.min(195, 8000 / x), () => 195],
})) {
  test(`names of ${name} cover no curve and stay in the frame, off each other`, () => {
    const lines = curves.map((f) => along(f));
    const places = placed(lines.map((points) => ({ points, ...size })), lines.flat(), frame);
    for (const place of places) {
      assert.deepEqual(covers(place, lines.flat()), []);
      assert.ok(place.left >= frame.left && place.left + size.width <= frame.right);
      assert.ok(place.top >= frame.top && place.top + size.height <= frame.bottom);
    }
    const [a, b] = places;
    const apart = Math.abs(a.left - b.left) >= size.width || Math.abs(a.top - b.top) >= size.height;
    assert.ok(apart);
  });
}

test("a name stays where it stood until something runs into it", () => {
  const line = along(() => 100);
  const [first] = placed([{ points: line, ...size, at: 0.3 }], line, frame);
  const again = (blocks) =>
    placed([{ points: line, ...size, at: 0.9, before: first.place }], [...line, ...blocks], frame)[0];
  assert.equal(again([]).left, first.left);
  const hit = [first.left + 30, first.top + 8];
  const moved = again([hit]);
  assert.deepEqual(covers(moved, [hit]), []);
});

test("a curve that never enters the frame has no name", () => {
  assert.deepEqual(placed([{ points: along(() => 900), ...size }], [], frame), [null]);
});
