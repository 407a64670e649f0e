import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { gradient, loss, miss, ring, step, valley } from "../../docs/js/lib/valley.js";
import {
  BURNT, LENGTHS, degrees, describe, ended, initial, stepping, valleyOf,
} from "../../docs/js/widgets/cake_knobs.js";
import { spread } from "../../docs/js/widgets/cake_knobs_pictures.js";

const figures = new URL("../../figures/", import.meta.url);
const { data } = JSON.parse(readFileSync(new URL("cake_knobs.json", figures)));
const hill = valleyOf(data);
const knobsOf = ({ height, tilt }) => ({ height, tilt });
const start = knobsOf(initial(data));
const text = (pieces) => pieces.map((p) => p.strong ?? p).join("");
const said = (at, length = 0.1) => text(describe(data, hill, { way: [], end: null, ...at }, length));
const near = (found, expected, within) =>
  assert.ok(Math.abs(found - expected) <= within, `${found} is not ${expected}`);

/** What a roll does: the settings, and how it ends. */
function rolled(from, length, most = 120) {
  const all = [from];
  for (let left = most; ; left -= 1) {
    const end = ended(hill, all.at(-1), left);
    if (end) return { all, end, steps: all.length - 1 };
    all.push(step(hill, all.at(-1), length));
  }
}

test("it starts where the walk of the figure starts, with its step", () => {
  const { lr } = data.quoted;
  assert.deepEqual(initial(data), { height: data.path_intercept[0], tilt: data.path_slope[0], length: lr });
});

test("the address decides where it starts, and nonsense in it does not", () => {
  const asked = initial(data, { height: "32.5", tilt: "0", length: "1.05" });
  assert.deepEqual(asked, { height: 32.5, tilt: 0, length: 1.05 });
  const first = initial(data);
  for (const odd of ["hot", "", " ", "NaN", "1e9", "-1e9", "Infinity", "0x10000", "١٢", "__proto__"]) {
    assert.deepEqual(initial(data, { height: odd, tilt: odd, length: odd }), first, odd);
  }
});

test("an address of the first edition still leads to its setting", () => {
  const { height, tilt } = initial(data, { intercept: "32.5", slope: "-3" });
  assert.deepEqual([height, tilt], [32.5, -3]);
});

test("the step of the figure is a position of the slider", () => {
  assert.ok(LENGTHS.includes(data.quoted.lr));
  assert.deepEqual(LENGTHS, [...LENGTHS].sort((a, b) => a - b));
});

test("sixty steps in the browser are the sixty steps in Python", () => {
  let knobs = start;
  data.path_mse.forEach((mse, i) => {
    near(knobs.height, data.path_intercept[i], 1e-4);
    near(knobs.tilt, data.path_slope[i], 1e-4);
    near(loss(hill, knobs) / mse, 1, 1e-5);
    knobs = step(hill, knobs, data.quoted.lr);
  });
});

test("the lowest point is the published line, and the valley is flat there", () => {
  near(hill.best.height, data.intercept, 1e-4);
  near(hill.best.tilt, data.slope, 1e-5);
  near(miss(hill, hill.best), data.rmse, 1e-5);
  assert.deepEqual(gradient(hill, hill.best), { height: 0, tilt: 0 });
});

test("every point of the map is the miss of its two knobs", () => {
  for (const [row, column] of [[0, 0], [10, 50], [64, 3]]) {
    const knobs = { tilt: data.grid_slope[row], height: data.grid_intercept[column] };
    near(loss(hill, knobs) / data.grid_mse[row][column], 1, 1e-5);
  }
});

test("the gradient points uphill", () => {
  const at = { height: 50, tilt: 20 };
  const tiny = 1e-5;
  for (const name of ["height", "tilt"]) {
    const [up, down] = [tiny, -tiny].map((d) => loss(hill, { ...at, [name]: at[name] + d }));
    near((up - down) / (2 * tiny), gradient(hill, at)[name], 1e-3);
  }
});

test("every setting of a ring misses equally, also where the valley lies askew", () => {
  const askew = valley([0, 1, 2, 5], [3, 1, 4, 1]); // temperatures that are not balanced
  for (const [where, missed] of [[hill, 10], [hill, 35], [askew, 3]]) {
    const [heights, tilts] = ring(where, missed);
    heights.forEach((height, i) => near(miss(where, { height, tilt: tilts[i] }), missed, 1e-12 * missed ** 2));
  }
});

test("the longest step that comes down is two over the steeper bend, and the published one", () => {
  near(hill.limit, data.quoted.largest_lr, 1e-12);
  near(hill.bends[0] * hill.bends[1], hill.curvature[0] * hill.curvature[2], 1e-12);
  for (const askew of [hill, valley([0, 1, 2, 5], [3, 1, 4, 1])]) {
    const walk = (length) => {
      let knobs = { height: 9, tilt: 5 };
      for (let i = 0; i < 4000; i += 1) knobs = step(askew, knobs, length);
      return loss(askew, knobs);
    };
    near(walk(0.99 * askew.limit), askew.least, 1e-9);
    assert.ok(walk(1.01 * askew.limit) > 1e6);
  }
});

test("short steps crawl, the right ones arrive, long ones bounce to the bottom, too long ones burn", () => {
  const crawl = rolled(start, LENGTHS[0]);
  assert.deepEqual([crawl.end, crawl.steps], ["tired", 120]);
  assert.ok(miss(hill, crawl.all.at(-1)) > 1.2 * data.rmse);
  const [walk, best, bounce] = [0.1, 0.7, 0.95].map((length) => rolled(start, length));
  for (const { end } of [walk, best, bounce]) assert.equal(end, "arrived");
  assert.ok(best.steps < 15 && walk.steps > 5 * best.steps && bounce.steps > 5 * best.steps);
  for (const length of LENGTHS.filter((l) => l > hill.limit)) {
    const burnt = rolled(start, length);
    assert.equal(burnt.end, "burnt", String(length));
    assert.ok(burnt.steps >= 2);
  }
});

test("a step that is not too long never burns a cake, from any corner of the map", () => {
  for (const length of LENGTHS.filter((l) => l <= hill.limit)) {
    for (const height of [data.grid_intercept[0], data.grid_intercept.at(-1)]) {
      for (const tilt of [data.grid_slope[0], data.grid_slope.at(-1)]) {
        const { all, end } = rolled({ height, tilt }, length);
        assert.notEqual(end, "burnt");
        all.slice(1).forEach((knobs, i) => assert.ok(loss(hill, knobs) <= loss(hill, all[i]) * (1 + 1e-12)));
      }
    }
  }
});

test("no setting on the map counts as burnt, and what is burnt is still a number one can read", () => {
  for (const row of data.grid_mse) for (const mse of row) assert.ok(Math.sqrt(mse) < BURNT);
  for (const length of LENGTHS) {
    for (const from of [start, { height: 68, tilt: 36 }, { height: 0, tilt: 36 }]) {
      assert.match(degrees(miss(hill, rolled(from, length).all.at(-1))), /^\d{1,2}\.\d°$/);
    }
  }
});

test("where it has arrived, its knobs read as the best line's do", () => {
  for (const length of [0.1, 0.3, 0.5, 0.95]) {
    const { height, tilt } = rolled(start, length).all.at(-1);
    assert.equal(degrees(height), degrees(data.intercept));
    assert.equal(degrees(tilt), degrees(data.slope));
  }
});

test("the sentence says the knobs and the miss", () => {
  assert.match(said({ knobs: start }), /^This line says 4\.0° at 200 °C, and 21\.0° less for every 25 °C/);
  assert.match(said({ knobs: start }), /It misses by 33\.8°\. Downhill: height up, tilt up\.$/);
});

test("it says which way is down, and says nothing of a knob that is right", () => {
  assert.match(said({ knobs: { height: 60, tilt: 30 } }), /Downhill: height down, tilt down\.$/);
  assert.match(said({ knobs: { ...hill.best, tilt: 30 } }), /Downhill: tilt down\.$/);
});

test("the best position of the sliders counts as the best", () => {
  const half = (x) => Math.round(2 * x) / 2;
  const knobs = { height: half(data.intercept), tilt: half(data.slope) };
  assert.match(said({ knobs }), /It misses by 7\.7°\. No line misses by less\.$/);
});

test("the words tell how a roll ended", () => {
  const told = (length) => {
    const { all, end } = rolled(start, length);
    return said({ knobs: all.at(-1), way: all.slice(0, -1), end }, length);
  };
  assert.match(told(0.1), /^Arrived after \d+ steps: 32\.1° at 200 °C, 4\.0° more for every 25 °C on top/);
  assert.match(told(0.01), /^After 120 steps it misses by 9\.\d°, \d\.\d° more than the best\. The steps are short/);
  assert.match(told(0.07), /hardly more than the best/);
  assert.match(told(1), /^After 120 steps .* every step lands as high as the last/);
  assert.equal(
    told(1.05),
    "The steps are too long: every one lands further up the other side. The cake is burnt. Undo brings it back.",
  );
});

test("a step that passes the lowest point is not called a little downhill", () => {
  assert.equal(text(stepping(hill, 3, 0.5)), "Step 3: both knobs a little downhill.");
  assert.equal(text(stepping(hill, 3, 0.6)), "Step 3: downhill, and up the other side.");
});

test("negative degrees have a minus sign, not a hyphen", () => {
  assert.equal(degrees(-21), "−21.0°");
  assert.equal(degrees(-0.01), "0.0°");
});

test("cakes of one oven stand side by side, none on another, no round beside itself", () => {
  const xs = spread(data);
  const ovens = [...new Set(data.temperature)];
  for (const oven of ovens) {
    const own = xs.filter((_, i) => data.temperature[i] === oven);
    assert.equal(new Set(own).size, data.quoted.n_cakes / ovens.length);
    const place = own.map((x) => [...own].sort((a, b) => a - b).indexOf(x));
    assert.ok(place.every((at, i) => !i || Math.abs(at - place[i - 1]) > 10), "what was baked in turn stands apart");
    near(own.reduce((sum, x) => sum + x, 0) / own.length, oven, 1e-9);
    assert.ok(Math.max(...own) - Math.min(...own) < 7);
  }
});
