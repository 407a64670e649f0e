// Turn the number of knobs, spoil labels, set a brake, and read the error on new digits.
//
// All errors are means over the repeats, as the page quotes them. With a brake, fewer sizes were
// fitted, and fewer repeats.

import { percent, thousands } from "../lib/scale.js";
import { points, share, sweep } from "../lib/sweep.js";

export function setting(data) {
  const { n_train: n } = data;
  const [free, braked] = [data.width, data.ridge_width];
  const widths = ({ brake }) => (brake ? braked : free);
  const width = (state) => widths(state)[state.at];
  const error = ({ at, noise, brake }) =>
    (brake ? data.ridge_test_error_mean : data.test_error_mean)[noise][at];
  const unbraked = (state) => data.test_error_mean[state.noise][free.indexOf(width(state))];
  const band = (name, role, xs, q) => ({
    band: [xs, data[`${name}_p10`][q], data[`${name}_p90`][q]], role,
  });

  function marks(state) {
    const { at, noise, brake } = state;
    const [x, y] = [width(state), error(state)];
    const test = data.test_error_mean[noise];
    const curves = brake
      ? [
          band("ridge_test_error", "test", braked, noise),
          { line: [free, test], role: "test", thin: true, label: "no brake", at: 0.8 },
          {
            line: [braked, data.ridge_test_error_mean[noise]], role: "test", label: "brake",
            at: 0.25,
          },
          { rule: x, to: y, role: "muted" },
        ]
      : [
          band("train_error", "train", free, noise),
          band("test_error", "test", free, noise),
          { line: [free, data.train_error_mean[noise]], role: "train", label: "its own digits", at: 0.02 },
          { line: [free, test], role: "test", label: "new digits", at: 0.85 },
          { rule: x, to: y, role: "muted" },
          { dot: [x, data.train_error_mean[noise][at]], role: "train" },
        ];
    return [
      { rule: n, role: "rule", label: "knobs = examples", sides: ["left", "right"] },
      ...curves,
      { dot: [x, y], role: "test" },
    ];
  }

  function remark(state) {
    const { at, noise, brake } = state;
    const there = width(state);
    if (brake) {
      const peak = there === n ? "Without the brake this is the peak" : "Without the brake";
      return `${peak}: ${points(unbraked(state))}.`;
    }
    if (there === n) return `This is the peak: as many knobs as the ${n} examples it learned from.`;
    const own = data.train_error_mean[noise][at];
    if (own > 0) return `It disagrees with ${points(own)} of the labels it learned from.`;
    const all = `It learned every label${noise ? ", wrong ones too" : ""}`;
    if (there < n) return `${all}.`;
    const small = data.best_small_error[noise];
    const rival = `the best small model (${data.best_small_width[noise]} knobs, ${points(small)})`;
    return error(state) < small ? `${all}, and beats ${rival}.` : `${all}; ${rival} beats it.`;
  }

  return {
    stem: "double_descent",
    slider: { axis: "width", label: "Knobs", values: widths },
    choices: [
      { axis: "noise", label: "Wrong labels", values: data.noise, text: share },
      { axis: "brake", label: "Brake", values: ["off", "tuned"] },
    ],
    start: { at: free.length - 1, noise: 0, brake: 0 },
    x: {
      domain: [free[0], free.at(-1)], log: true, text: thousands, name: "knobs per answer",
      ticks: { wide: [5, 20, 100, 500, 1000, 4000], narrow: [5, 50, 500, 4000] },
    },
    y: {
      domain: [0, 1], ticks: [0.25, 0.5, 0.75, 1], text: share,
      name: "digits read wrongly, on average",
    },
    height: { wide: 300, narrow: 210 },
    marks,
    describe: (state) => [
      "With ",
      { strong: thousands(width(state)) },
      ` knobs, ${state.noise ? percent(data.noise[state.noise], 0) : "no"} wrong labels and ` +
        `${state.brake ? "a brake" : "no brake"} the model misreads `,
      { strong: points(error(state)) },
      ` of new digits. ${remark(state)}`,
    ],
    spoken: (state) =>
      `${thousands(width(state))} knobs, ${points(error(state))} of new digits misread`,
    // The question is about the largest model, with no wrong labels and no brake.
    guess: { asks: ({ noise, brake }) => !noise && !brake, place: (value) => [free.at(-1), value] },
  };
}

export const widget = (data, life) => sweep(setting(data), life);
