// Turn the number of knobs, and how many labels are wrong, and read the two errors.

import { percent, thousands } from "../lib/scale.js";
import { twoErrors } from "../lib/two_errors.js";

const NOISE = 0; // share of wrong labels in the figure above the widget

/** Width and noise by index, as in the figure: the largest model. */
export const start = (data) => ({ at: data.width.length - 1, q: data.noise.indexOf(NOISE) });

/** Index of the width with the highest test error within a factor of two of `n_train`. */
export function peak(data, q) {
  const near = (i) => Math.abs(Math.log2(data.width[i] / data.n_train)) <= 1;
  return data.test_error[q].reduce(
    (best, error, i) => (near(i) && (best < 0 || error > data.test_error[q][best]) ? i : best),
    -1,
  );
}

/** The sentences, as pieces; { strong } is a value to set in bold. */
export function describe(data, { at, q }) {
  const error = data.test_error[q][at];
  const labels = data.noise[q] === 0 ? "with no" : percent(data.noise[q]);
  return [
    "At ",
    { strong: thousands(data.width[at]) },
    ` knobs and ${labels} wrong labels the model reads `,
    { strong: percent(error) },
    ` of new digits wrongly. ${remark(data, { at, q })}`,
  ];
}

function remark(data, { at, q }) {
  const own = data.train_error[q][at];
  const small = data.best_small_error[q]; // as the page quotes it
  if (at === peak(data, q)) {
    return `This is the peak: about as many knobs as the ${data.n_train} examples it learned from.`;
  }
  if (own >= 0.005) return `It still misreads ${percent(own)} of its own examples.`;
  if (data.width[at] > data.n_train) {
    const best = `the best small model (${data.best_small_width[q]} knobs, ${percent(small)})`;
    return data.test_error[q][at] < small
      ? `It has memorised every example it saw, and it beats ${best}.`
      : `It has memorised every example it saw${data.noise[q] ? ", wrong labels included" : ""}, ` +
          `and ${best} beats it.`;
  }
  return "It has already memorised every example it saw.";
}

/** Where the words stand: "train" where its curve has fallen by half, "test" past the peak. */
export function words(data, { q }) {
  const [train, test] = [data.train_error[q], data.test_error[q]];
  const half = train.findIndex((error) => error < train[0] / 2);
  return {
    train: half,
    test: Math.min(test.length - 1, peak(data, q) + 5),
    above: train[half] > test[half], // away from the other curve
  };
}

export const widget = (data) =>
  twoErrors({
    stem: "double_descent",
    axis: "width",
    label: "Knobs",
    values: data.width,
    noise: data.noise,
    train: data.train_error,
    test: data.test_error,
    start: start(data),
    describe: (state) => describe(data, state),
    valueText: ({ at, q }) =>
      `${thousands(data.width[at])} knobs, ${percent(data.test_error[q][at])} of new digits wrong`,
    words: (state) => words(data, state),
  });
