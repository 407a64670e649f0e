// A curve guess: a small chart on which the reader draws, and on which the measured curve then stands
// beside it.
//
//   <div class="guess-curve" data-stem="capacity_sweep" data-truth="degree test_mse" data-near="5"
//     data-columns="25" data-x="0 24" data-x-ticks="0 6 12 18 24" data-x-name="degree"
//     data-y="0.01 1000" data-y-ticks="0.01 1 100" data-y-name="miss on new points" data-y-log
//     data-label="new points" data-role="test">...</div>
//
// `data-truth` names the keys of the result that hold the measured x and y (`test_error[2]` for one row
// of many), `data-at` the word before a place ("degree"). Heights that are shares are written as per cent
// with `data-y-share`, and `data-extreme="highest"` is for a curve that is known by its top. What stands
// in the element is for readers without a script.

import { chart } from "../lib/chart.js";
import { button, element, useful } from "../lib/dom.js";
import { drawnCurve } from "../lib/handles.js";
import { result } from "../lib/load.js";
import { percent, thousands } from "../lib/scale.js";
import { columnsOf } from "./kinds.js";
import { saysCurve } from "./words.js";

const HEIGHT = { wide: 250, narrow: 220 }; // px
const ENDS = 0.15; // share of the columns that a line may fall short of at either end
const PRESSES = 50; // of an arrow key from the bottom to the top

/**
 * Heights with the gaps filled: straight between what was drawn, level to an end that is near.
 * Null where nothing is near enough to say.
 */
export function joined(heights, log = false) {
  const drawn = heights.flatMap((y, i) => (y === null ? [] : [i]));
  if (!drawn.length) return heights.slice();
  const reach = ENDS * heights.length;
  return heights.map((height, i) => {
    if (height !== null) return height;
    const before = drawn.findLast((k) => k < i);
    const next = drawn.find((k) => k > i);
    if (before === undefined) return next <= reach ? heights[next] : null;
    if (next === undefined) return heights.length - 1 - before <= reach ? heights[before] : null;
    const share = (i - before) / (next - before);
    const [a, b] = [heights[before], heights[next]];
    return log ? a * (b / a) ** share : a + share * (b - a);
  });
}

/** Measured heights at the columns, straight between measurements; null outside of them. */
export function measured(columns, xs, ys, log = false) {
  return columns.map((x) => {
    const next = xs.findIndex((there) => there >= x - 1e-9);
    if (next < 0 || ys[next] === null) return null;
    if (Math.abs(xs[next] - x) < 1e-9) return ys[next];
    if (next === 0 || ys[next - 1] === null) return null;
    const share = (x - xs[next - 1]) / (xs[next] - xs[next - 1]);
    const [a, b] = [ys[next - 1], ys[next]];
    return log ? a * (b / a) ** share : a + share * (b - a);
  });
}

/** A height with the digits that a drawn line can mean. */
export function short(y) {
  return Math.abs(y) >= 100 ? thousands(Number(y.toPrecision(2))) : String(Number(y.toPrecision(2)));
}

/** A share, the unit on the top one of a row of ticks, and on one that stands alone. */
export const perCent = (y, top = true) => (top ? percent(y, 0) : String(Math.round(100 * y)));

export function curve(box, { made, ask, mine, signal }) {
  const { stem, truth: keys, near, label, role = "test", at = "", extreme } = box.dataset;
  const shares = box.dataset.yShare !== undefined;
  const high = shares ? perCent : short;
  const axis = (name) => {
    const given = (part) => box.dataset[name + part];
    const numbers = (text) => text.split(" ").map(Number);
    return {
      domain: numbers(given("")), log: given("Log") !== undefined, ticks: numbers(given("Ticks")),
      name: given("Name"), text: name === "x" ? thousands : high,
    };
  };
  const [x, y] = [axis("x"), axis("y")];
  const xs = columnsOf(box.dataset);
  const heights = xs.map(() => null);
  const [bottom, top] = y.domain;
  const placed = (value) => [at, thousands(Math.round(value))].filter(Boolean).join("\u00A0");

  const plot = chart({ x, y, height: HEIGHT }, signal);
  const done = button(mine, "act", () => made(line().map((v) => v && Number(v.toPrecision(3)))));
  const again = button("Clear", "undo", () => {
    heights.fill(null);
    draw();
    pen.show();
  });
  box.append(plot.node, element("div", { class: "guess-row" }, done, again));
  plot.node.dispatchEvent(new CustomEvent("placed"));
  box.dataset.ready = "";

  let pen = null;
  let found = null; // the measured curve, once there is a guess
  const line = () => joined(heights, y.log);

  function draw() {
    const marks = [{ line: [xs, line()], role: "yours", label: "your guess", at: 0.35 }];
    if (found) marks.unshift({ line: found, role, label, at: 0.8 });
    const drawn = heights.some((height) => height !== null);
    plot.draw(drawn ? marks : []);
    useful(done, pen && !line().includes(null));
    useful(again, pen && drawn);
    box.toggleAttribute("data-empty", !drawn);
  }

  function take() {
    pen ??= drawnCurve(plot, {
      xs, heights, name: `Your line. ${box.dataset.yName}`,
      first: y.log ? Math.sqrt(bottom * top) : (bottom + top) / 2,
      says: (i, height) => `${placed(xs[i])}: ${height === null ? "nothing drawn" : high(height)}`,
      step: (height, n) =>
        y.log ? height * (top / bottom) ** (n / PRESSES) : height + (n * (top - bottom)) / PRESSES,
      changed: draw,
      ended: () => ask(line().includes(null) ? "Draw on, from edge to edge." : ""),
    });
  }

  async function judged(value) {
    const url = new URL(`../../figures/${stem}.json`, import.meta.url);
    const data = await result(url, signal);
    const [places, measurements] = keys.split(" ").map((name) =>
      name.split(/[[\].]+/).filter(Boolean).reduce((part, step) => part[step], data),
    );
    const truth = measured(xs, places, measurements, y.log);
    if (pen) return null; // taken back meanwhile
    found = [places, measurements];
    draw();
    return saysCurve({
      xs, yours: value, truth, near: Number(near), log: y.log, at: placed, high, extreme,
      ...(shares && { apart: (off) => `${Math.round(100 * off)} points` }),
    });
  }

  return {
    show(value) {
      found = null;
      heights.splice(0, heights.length, ...(value ?? xs.map(() => null)));
      if (value) {
        pen?.done();
        pen = null;
      } else take();
      draw();
    },
    judged,
    focus: () => plot.overlay.querySelector(".handle")?.focus(),
  };
}
