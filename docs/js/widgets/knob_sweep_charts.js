// The two charts of the knob sweep: the curve among its points, and the miss at every size seen.

import { chart } from "../lib/chart.js";
import { OVEN } from "../lib/oven.js";
import { within } from "../lib/scale.js";
import { basis, heights, MOST_KNOBS, truth } from "./knob_sweep_data.js";

const grid = (n) => Float64Array.from({ length: n + 1 }, (_, i) => -1 + (2 * i) / n);
const FINE = grid(300);
export const COARSE = grid(120); // of the curves of other kitchens

const plain = (value) => String(value).replace("-", "−");
const KNOBS = {
  domain: [1, MOST_KNOBS], log: true, ticks: [1, 3, 10, 30, MOST_KNOBS],
  text: (value) => (value === MOST_KNOBS ? `${value} knobs` : String(value)),
};
const MISS = {
  domain: [0.003, 1000], log: true,
  ticks: { wide: [0.01, 0.1, 1, 10, 100], narrow: [0.01, 1, 100] },
};
const NEW = "squared miss on new cakes";
const OTHERS = "squared miss on the dots; always saying the average is 1";

/** Numbers a person would write at an axis from low to high, about n of them. */
export function roundTicks(low, high, n) {
  const rough = (high - low) / n;
  const ten = 10 ** Math.floor(Math.log10(rough));
  const step = ten * [1, 2, 5, 10].find((by) => by * ten >= rough);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)));
}

const compact = new Intl.NumberFormat("en-GB", { notation: "compact", maximumSignificantDigits: 4 });
const written = (value) => plain(compact.format(value));

/** Axes of a table: as far as its rows reach, and a little more. */
function axesOf({ middle, half, shift, y, held }, [across, up]) {
  const ys = [...y, ...held.y].map((value) => value + shift);
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  const [left, right, more] = [middle - half, middle + half, 0.2 * (high - low)];
  return {
    x: { domain: [left, right], ticks: roundTicks(left, right, 7), text: written },
    y: {
      domain: [low - more, high + more], ticks: roundTicks(low, high, 5), text: written,
      name: `${up}, by ${across}; squares are fitted, dots are not`,
    },
  };
}

/** Both charts; `behind()` gives { set, at, known, kitchens } for what is painted behind the marks. */
export function charts(signal, behind) {
  const upper = chart({ ...OVEN, height: { wide: 300, narrow: 184 } }, signal);
  const lower = chart({ x: KNOBS, y: { ...MISS, name: NEW }, height: { wide: 130, narrow: 90 } }, signal);
  const rows = basis(FINE);

  upper.layer((context, { x, y, frame }, color) => {
    const { set, at, kitchens } = behind();
    const place = (value) => x(set.middle + set.half * value);
    clip(context, frame);
    context.fillStyle = color("test");
    context.globalAlpha = 0.75;
    set.held?.x.forEach((value, i) => {
      context.fillRect(place(value) - 2, y(set.shift + set.held.y[i]) - 2, 4, 4);
    });
    context.strokeStyle = color("muted");
    context.globalAlpha = 0.5;
    for (const { curves } of kitchens) line(context, COARSE.map(place), curves[at], y);
    context.restore();
  });
  lower.layer((context, { x, y, frame }, color) => {
    const { known, kitchens } = behind();
    clip(context, frame);
    context.strokeStyle = color("test");
    context.globalAlpha = 0.45;
    for (const { misses } of kitchens) line(context, known.map(x), misses, y);
    context.restore();
  });

  /** Another set of data, and what its columns are called. */
  function look(set, names) {
    upper.set(set.held ? axesOf(set, names) : OVEN);
    lower.set({ y: { ...MISS, name: set.held ? OTHERS : NEW } });
  }

  /** Height of the upper picture in units of y. */
  const tall = () => (upper.domain ? upper.domain.y[1] - upper.domain.y[0] : 1);

  function drawCurve(set, fitted, free, hint) {
    const real = (xs) => Array.from(xs, (x) => set.middle + set.half * x);
    const [xs, cakes, ys] = [real(FINE), real(set.x), Array.from(set.y, (y) => set.shift + y)];
    const curve = (knobs) => [xs, Array.from(heights(rows, knobs), (y) => set.shift + y)];
    const lowest = ys.indexOf(Math.min(...ys.slice(0, ys.length / 2)));
    upper.draw([
      ...free.map((knobs) => ({ line: curve(knobs), role: "muted", thin: true })),
      ...(set.held ? [] : [
        { line: [xs, FINE.map(truth)], role: "theory", label: "truth", at: 0.9 },
      ]),
      { line: curve(fitted), role: "ink" },
      { dots: [cakes, ys], role: "train" },
      ...(hint ? [
        { dots: [[cakes[lowest]], [ys[lowest]]], role: "train", label: "drag me", at: 0.3 },
      ] : []),
    ]);
  }

  function drawErrors(known, errors, guess, [knobs, miss]) {
    lower.draw([
      { line: [known, errors], role: "test" },
      ...(guess ? [{ line: [guess.xs, guess.ys], role: "yours", label: "your guess", at: 0.75 }] : []),
      { dot: [knobs, miss], role: "test" },
    ]);
  }
  return { upper, lower, look, tall, drawCurve, drawErrors };
}

function clip(context, { left, top, right, bottom }) {
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
}

function line(context, xs, values, y) {
  context.beginPath();
  xs.forEach((x, i) => context.lineTo(x, within(y(values[i]), [-4000, 4000])));
  context.stroke();
}
