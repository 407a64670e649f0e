// Give a model more images, other knobs or a brake, and see whether more data hurt.
//
// All errors are means over the repeats, as in the picture. One training label in ten is wrong.

import { thousands } from "../lib/scale.js";
import { points, share, sweep } from "../lib/sweep.js";

const BESIDE = ["left", "right"];
const CLEARLY = 0.005; // half a point: what is less is no reason to speak of better or worse

export function setting(data) {
  const { n_train: sizes, width: widths } = data;
  const names = ["ridgeless", "tuned"]; // without and with a brake
  const errors = ({ brake, knobs }) => data[`${names[brake]}_error_mean`][knobs];
  const train = ({ brake, knobs }) => data[`${names[brake]}_train_error_mean`][knobs];
  const labels = ["no brake", "brake"];

  function marks(state) {
    const { at, knobs, brake } = state;
    const name = names[brake];
    const other = { ...state, brake: 1 - brake };
    const [x, y] = [sizes[at], errors(state)[at]];
    const ends = ["p10", "p90"].map((end) => data[`${name}_error_${end}`][knobs]);
    const full = { rule: widths[knobs], role: "rule", label: "images = knobs", sides: BESIDE };
    const behind = { role: "test", thin: true, label: labels[1 - brake], at: 0.3 };
    return [
      ...(sizes.includes(widths[knobs]) ? [full] : []),
      { band: [sizes, ...ends], role: "test" },
      { line: [sizes, errors(other)], ...behind },
      { line: [sizes, errors(state)], role: "test", label: labels[brake], at: 0.7 },
      { rule: x, to: y, role: "muted" },
      { dot: [x, y], role: "test" },
    ];
  }

  /** Index of the smaller set that did best, if clearly better than this one; else -1. */
  function before(state) {
    const own = errors(state);
    const earlier = own.slice(0, state.at);
    const best = earlier.indexOf(Math.min(...earlier));
    return earlier[best] < own[state.at] - CLEARLY ? best : -1;
  }

  function remark(state) {
    const { at, brake, knobs } = state;
    const less = before(state);
    if (less >= 0) {
      const full = !brake && sizes[at] === widths[knobs];
      return (
        `${full ? "As many images as knobs" : "Fewer images did better"}: ` +
        `with ${sizes[less]} it misread only ${points(errors(state)[less])}.`
      );
    }
    if (brake) return `Without the brake: ${points(errors({ ...state, brake: 0 })[at])}.`;
    const own = train(state)[at];
    return own === 0
      ? "It agrees with every label it learned from, wrong ones included."
      : `It disagrees with ${points(own)} of the labels it learned from.`;
  }

  return {
    stem: "learning_curve",
    slider: { axis: "images", label: "Images", values: () => sizes },
    choices: [
      { axis: "knobs", label: "Knobs", values: widths, text: thousands },
      { axis: "brake", label: "Brake", values: ["off", "tuned"] },
    ],
    start: { at: sizes.indexOf(widths[1]), knobs: 1, brake: 0 },
    x: {
      domain: [sizes[0], sizes.at(-1)], log: true, text: thousands, name: "training images",
      ticks: [20, 100, 400, 1400],
    },
    y: {
      domain: [0, 1.05], ticks: [0, 0.25, 0.5, 0.75, 1], text: share,
      name: `new digits read wrongly, mean of ${data.quoted.n_seeds} repeats`,
    },
    height: { wide: 300, narrow: 220 },
    marks,
    describe: (state) => [
      "With ",
      { strong: thousands(sizes[state.at]) },
      ` images, one label in ten wrong, a model with ${thousands(widths[state.knobs])} knobs and ` +
        `${state.brake ? "a brake" : "no brake"} misreads `,
      { strong: points(errors(state)[state.at]) },
      ` of new digits. ${remark(state)}`,
    ],
    spoken: (state) =>
      `${thousands(sizes[state.at])} images, ` +
      `${points(errors(state)[state.at])} of new digits misread`,
    // The question is about the middle model without a brake, with as many images as knobs.
    guess: {
      asks: ({ knobs, brake }) => knobs === 1 && !brake,
      place: (value) => [widths[1], value],
    },
  };
}

export const widget = (data, life) => sweep(setting(data), life);
