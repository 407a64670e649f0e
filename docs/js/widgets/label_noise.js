// Spoil the labels of a big model, and see when a small one with clean labels reads better.
//
// All shares are means over the repeats, as in the picture.

import { percent, thousands } from "../lib/scale.js";
import { share, sweep } from "../lib/sweep.js";

const whole = (x) => percent(x, 0);
const behind = (role) => ({ role, thin: true });
const LEVEL = 0.005; // half a point: what is less is called level

/** Where a falling curve comes down to `level`, on straight lines between what was tried. */
export function fallsTo(level, xs, ys) {
  const i = ys.findIndex((y) => y < level);
  if (i < 1) return i < 0 ? null : xs[0];
  return xs[i - 1] + ((ys[i - 1] - level) / (ys[i - 1] - ys[i])) * (xs[i] - xs[i - 1]);
}

export function setting(data) {
  const { noise: rates } = data;
  const big = data.width.slice(1);
  const names = ["minnorm", "tuned"]; // without and with a brake
  const labels = ["no brake", "brake"];
  const right = ({ brake, knobs }) => data[`${names[brake]}_accuracy_mean`][knobs + 1];
  const small = data.minnorm_accuracy_mean[0];
  const clean = small[0];
  const few = `${data.width[0]} knobs`;

  function marks(state) {
    const { at, knobs, brake } = state;
    const name = names[brake];
    const other = { ...state, brake: 1 - brake };
    const ends = ["p10", "p90"].map((end) => data[`${name}_accuracy_${end}`][knobs + 1]);
    const [x, y] = [rates[at], right(state)[at]];
    return [
      { band: [rates, ...ends], role: "big" },
      { line: [rates, small], ...behind("small"), label: "spoilt", at: 0.7, sides: ["below left", "below"] },
      { line: [[rates[0], rates.at(-1)], [clean, clean]], role: "small", label: "small, clean", at: 0.95 },
      { line: [rates, right(other)], ...behind("big"), label: labels[1 - brake], at: 0.6 },
      { line: [rates, right(state)], role: "big", label: labels[brake], at: 0.4 },
      { rule: x, to: y, role: "muted" },
      { dot: [x, y], role: "big" },
    ];
  }

  function remark(state) {
    const lead = right(state)[state.at] - clean;
    const even = whole(fallsTo(clean, rates, right(state)));
    const them = `${few} with clean labels read ${whole(clean)}`;
    if (Math.abs(lead) < LEVEL) return `${them}: about level, and ahead from ${even} on.`;
    if (lead > 0) return `${them}, and are ahead only from ${even} wrong labels on.`;
    return `${them}, and have been ahead from ${even} on.`;
  }

  return {
    stem: "label_noise",
    slider: { axis: "noise", label: "Wrong labels", values: () => rates },
    choices: [
      { axis: "knobs", label: "Knobs", values: big, text: thousands },
      { axis: "brake", label: "Brake", values: ["off", "tuned"] },
    ],
    start: { at: 1, knobs: big.length - 1, brake: 0 },
    x: {
      domain: [rates[0], rates.at(-1)], name: "training labels that are wrong",
      ticks: { wide: rates, narrow: rates.filter((_, i) => i % 2) },
      text: (q) => (q === rates.at(-1) ? whole(q) : String(Math.round(100 * q))),
    },
    y: {
      domain: [0, 1.06], ticks: [0.25, 0.5, 0.75, 1], text: share,
      name: `new digits read rightly, mean of ${data.quoted.n_seeds} repeats`,
    },
    height: { wide: 300, narrow: 220 },
    marks,
    describe: (state) => [
      "With ",
      { strong: state.at ? whole(rates[state.at]) : "none" },
      ` of the labels wrong, ${thousands(big[state.knobs])} knobs and ` +
        `${state.brake ? "a brake" : "no brake"} read `,
      { strong: whole(right(state)[state.at]) },
      ` of new digits rightly. ${remark(state)}`,
    ],
    spoken: (state) =>
      `${whole(rates[state.at])} wrong, ` +
      `${whole(right(state)[state.at])} of new digits read rightly`,
    // The question is where the biggest model, without a brake, comes down to the small one.
    guess: {
      asks: ({ knobs, brake }) => knobs === big.length - 1 && !brake,
      place: (value) => [value, clean],
    },
  };
}

export const widget = (data, life) => sweep(setting(data), life);
