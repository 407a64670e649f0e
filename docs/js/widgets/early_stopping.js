// Stop the training after any number of steps, and read the two errors.
//
// All errors are means over the seeds, as the page and the caption quote them.

import { percent, thousands } from "../lib/scale.js";
import { twoErrors } from "../lib/two_errors.js";

/** Step and noise by index: the most wrong labels, trained to the end. */
export const start = (data) => ({ at: data.step.length - 1, q: data.noise.length - 1 });

/** Index of the step with the lowest mean test error: picked on test error, and said so. */
export const best = (data, q) => data.step.indexOf(data.best_step[q]);

const steps = (n) => (n === 1 ? "step" : "steps");

/** The sentences, as pieces; { strong } is a value to set in bold. */
export function describe(data, { at, q }) {
  const step = data.step[at];
  const labels = data.noise[q] === 0 ? "no" : percent(data.noise[q]);
  return [
    "After ",
    { strong: thousands(step) },
    ` ${steps(step)} with ${labels} wrong labels the model misreads `,
    { strong: percent(data.test_error_mean[q][at], 1) },
    ` of new digits and disagrees with `,
    { strong: percent(data.train_error_mean[q][at], 1) },
    ` of the labels it learns from. ${remark(data, { at, q })}`,
  ];
}

function remark(data, { at, q }) {
  const top = best(data, q);
  const least = percent(data.error_at_best[q], 1);
  if (at === top) {
    return (
      `Of the ${data.step.length} moments to stop this is the best, found with the test digits. ` +
      `Held-out training images would stop it after ${thousands(data.validated_step[q])}.`
    );
  }
  if (at < top) {
    return (
      "It has not learned enough yet: " +
      `after ${thousands(data.step[top])} ${steps(data.step[top])} it misreads ${least}.`
    );
  }
  if (data.noise[q] === 0) {
    return `No label is wrong, so training on costs little: the best it had was ${least}.`;
  }
  return data.train_error_mean[q][at] < 0.005
    ? `It has learned nearly every label, the wrong ones too. The best it had was ${least}.`
    : `It is learning the wrong labels now. The best it had was ${least}.`;
}

/** Where the words stand. With correct labels both curves lie too low for two. */
export const words = (data, { q }) =>
  data.noise[q] === 0 ? { train: null, test: 12 } : { train: 12, test: 44, above: true };

export const widget = (data) =>
  twoErrors({
    stem: "early_stopping",
    axis: "step",
    label: "Steps",
    values: data.step,
    noise: data.noise,
    train: data.train_error_mean,
    test: data.test_error_mean,
    top: 0.65,
    start: start(data),
    describe: (state) => describe(data, state),
    valueText: ({ at, q }) =>
      `${thousands(data.step[at])} ${steps(data.step[at])}, ` +
      `${percent(data.test_error_mean[q][at], 1)} of new digits wrong`,
    long: true,
    words: (state) => words(data, state),
  });
