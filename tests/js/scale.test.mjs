import assert from "node:assert/strict";
import test from "node:test";

import { linePath, nearest, percent, scale, thousands } from "../../docs/js/lib/scale.js";
import { turn } from "../../docs/js/lib/slider.js";
import { anchored, read, withState } from "../../docs/js/lib/state.js";

test("a scale maps the ends of its domain to the ends of its range", () => {
  const y = scale([0, 1], [110, 0]);
  assert.equal(y(0), 110);
  assert.equal(y(1), 0);
  assert.equal(y(0.5), 55);
});

test("a log scale puts the geometric mean in the middle", () => {
  const x = scale([5, 3000], [0, 100], { log: true });
  assert.ok(Math.abs(x(Math.sqrt(5 * 3000)) - 50) < 1e-9);
});

test("a path breaks where a value is missing", () => {
  assert.equal(linePath([0, 1, 2, 3], [0, null, 2, 3.456]), "M0 0M2 2L3 3.46");
  assert.equal(linePath([0, 1], [Infinity, 1]), "M1 1");
});

test("the nearest width is nearest by ratio", () => {
  assert.equal(nearest([10, 100, 1000], 300), 1);
  assert.equal(nearest([10, 100, 1000], 320), 2);
  assert.equal(nearest([10, 100, 1000], 1), 0);
});

test("shares read as a person would say them", () => {
  assert.equal(percent(0.304), "30\u202F%");
  assert.equal(percent(0), "0\u202F%");
  assert.equal(percent(0.004), "0.4\u202F%");
  assert.equal(percent(0.0472), "4.7\u202F%");
  assert.equal(percent(0.0996), "10\u202F%");
  assert.equal(thousands(3000), "3,000");
});

test("a widget reads its own parameters and no others", () => {
  assert.deepEqual(read("a", "?a.width=432&b.width=7&a=1"), { width: "432" });
  assert.deepEqual(read("a", ""), {});
});

test("state is written beside the parameters of others and taken out again", () => {
  const search = withState("a", { width: 432, noise: 0.2 }, "?b.x=1");
  assert.deepEqual(read("a", search), { width: "432", noise: "0.2" });
  assert.deepEqual(read("b", search), { x: "1" });
  assert.equal(withState("a", { width: null, noise: null }, search), "?b.x=1");
  assert.equal(withState("a", { width: null }, "?a.width=3"), "");
});

test("an address leads to the figure that was changed last, until it is as it was", () => {
  assert.equal(anchored("a", "?a.width=3", ""), "#a");
  assert.equal(anchored("a", "?a.width=3&b.x=1", "#b"), "#a");
  assert.equal(anchored("a", "?b.x=1", "#a"), "");
  assert.equal(anchored("a", "", "#a-section"), "#a-section");
  assert.equal(anchored("a", "?ab.x=1", "#b"), "#b");
});

test("the knob of a slider turns from -135 to 135 degrees", () => {
  assert.equal(turn(0), -135);
  assert.equal(turn(1), 135);
  assert.equal(turn(0.5), 0);
});
