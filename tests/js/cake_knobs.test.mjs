import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { clipped, degrees, describe, initial, loss, step } from "../../docs/js/widgets/cake_knobs.js";

const figures = new URL("../../figures/", import.meta.url);
const { data } = JSON.parse(readFileSync(new URL("cake_knobs.json", figures)));
const text = (knobs) => describe(data, knobs).map((p) => p.strong ?? p).join("");
const near = (found, expected, within) =>
  assert.ok(Math.abs(found - expected) <= within, `${found} is not ${expected}`);

test("it starts where the walk of the figure starts", () => {
  assert.deepEqual(initial(data), { intercept: data.path_intercept[0], slope: data.path_slope[0] });
});

test("the address decides where it starts, and nonsense in it does not", () => {
  assert.deepEqual(initial(data, { intercept: "32.5", slope: "0" }), { intercept: 32.5, slope: 0 });
  const start = initial(data);
  assert.deepEqual(initial(data, { intercept: "hot", slope: "1e9" }), start);
  assert.deepEqual(initial(data, { intercept: "", slope: "NaN" }), start);
});

test("sixty steps in the browser are the sixty steps in Python", () => {
  let knobs = initial(data);
  data.path_mse.forEach((mse, i) => {
    near(knobs.intercept, data.path_intercept[i], 1e-4);
    near(knobs.slope, data.path_slope[i], 1e-4);
    near(loss(data, knobs).mse / mse, 1, 1e-5);
    knobs = step(data, knobs);
  });
});

test("the miss of the best line is the published one, and its valley is flat", () => {
  const { mse, gradient } = loss(data, data);
  near(Math.sqrt(mse), data.rmse, 1e-4);
  near(gradient.intercept, 0, 1e-3);
  near(gradient.slope, 0, 1e-3);
});

test("every point of the map is the miss of its two knobs", () => {
  for (const [row, column] of [[0, 0], [10, 50], [64, 3]]) {
    const knobs = { slope: data.grid_slope[row], intercept: data.grid_intercept[column] };
    near(loss(data, knobs).mse / data.grid_mse[row][column], 1, 1e-5);
  }
});

test("the gradient points uphill", () => {
  const at = { intercept: 50, slope: 20 };
  const tiny = 1e-5;
  for (const name of ["intercept", "slope"]) {
    const [up, down] = [tiny, -tiny].map((d) => loss(data, { ...at, [name]: at[name] + d }).mse);
    near((up - down) / (2 * tiny), loss(data, at).gradient[name], 1e-3);
  }
});

test("the sentence says the knobs, the miss and how far it is from the best", () => {
  assert.match(text(initial(data)), /^At 200 °C this line says 4\.0°, and 21\.0° less for every 25 °C/);
  assert.match(text(initial(data)), /misses the cakes by 33\.8°, root mean square\. That is 26\.0° more/);
  assert.match(text({ intercept: 32, slope: 4 }), /4\.0° more .* No line does better/);
});

test("it says which way is down, and says nothing of a knob that is right", () => {
  assert.match(text(initial(data)), /Downhill: the first knob up, the second knob up\.$/);
  assert.match(text({ intercept: 60, slope: 30 }), /the first knob down, the second knob down\.$/);
  assert.match(text({ intercept: data.intercept, slope: 30 }), /Downhill: the second knob down\.$/);
});

test("the best position of the sliders counts as the best", () => {
  const knobs = { intercept: Math.round(2 * data.intercept) / 2, slope: Math.round(2 * data.slope) / 2 };
  assert.match(text(knobs), /No line does better/);
});

test("a line that leaves the picture ends at its edge", () => {
  assert.deepEqual(clipped(30, 5, [-1, 1], [0, 70]), [[-1, 25], [1, 35]]);
  assert.deepEqual(clipped(10, -20, [-1, 1], [0, 70]), [[-1, 30], [0.5, 0]]);
  assert.deepEqual(clipped(60, 20, [-1, 1], [0, 70]), [[-1, 40], [0.5, 70]]);
  assert.deepEqual(clipped(0, 0, [-1, 1], [0, 70]), [[-1, 0], [1, 0]]);
});

test("negative degrees have a minus sign, not a hyphen", () => {
  assert.equal(degrees(-21), "−21.0°");
});
