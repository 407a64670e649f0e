// Stop the training after any number of steps, or watch it, and read the two errors.
//
// All errors are means over the repeats, as the picture, the page and the caption have them.

import { percent, thousands } from "../lib/scale.js";
import { points, share, sweep } from "../lib/sweep.js";

const steps = (n) => `${thousands(n)} ${n === 1 ? "step" : "steps"}`;

/** A line up to a place between two of its points: [xs, ys], straight where x goes by ratios. */
export function until(place, xs, ys) {
  const i = Math.floor(place);
  const share = place - i;
  const drawn = [xs.slice(0, i + 1), ys.slice(0, i + 1)];
  if (!share) return drawn;
  drawn[0].push(xs[i] * (xs[i + 1] / xs[i]) ** share);
  drawn[1].push(ys[i] + share * (ys[i + 1] - ys[i]));
  return drawn;
}

export function setting(data) {
  const { step, noise: rates, train_error_mean: train, test_error_mean: test } = data;
  const last = rates.length - 1;
  const best = (q) => step.indexOf(data.best_step[q]); // by test error, and said so
  const wrong = (q) => `${percent(rates[q], 0)} wrong`;
  const band = (role, q) => ({
    band: [step, data[`${role}_error_p10`][q], data[`${role}_error_p90`][q]], role,
  });

  // While it trains, the lines that are to come stand thin under those that are drawn so far.
  function marks({ at, noise, place = at }) {
    const walks = place !== at; // place is whole only by chance
    const [known, fresh] = [train[noise], test[noise]].map((errors) => until(place, step, errors));
    const here = known[0].at(-1);
    const ends = [known, fresh].map(([, errors]) => errors.at(-1));
    const others = rates.flatMap((_, q) =>
      q === noise
        ? []
        : [{ line: [step, test[q]], role: "test", thin: true, label: wrong(q), at: 0.95 }],
    );
    return [
      ...others,
      band("train", noise),
      band("test", noise),
      { line: [step, train[noise]], role: "train", label: "notes", at: 0.25, thin: walks },
      { line: [step, test[noise]], role: "test", label: "new digits", at: 0.8, thin: walks },
      ...(walks ? [{ line: known, role: "train" }, { line: fresh, role: "test" }] : []),
      { rule: here, to: Math.max(...ends), role: "muted" },
      { dot: [here, ends[0]], role: "train" },
      { dot: [here, ends[1]], role: "test" },
    ];
  }

  function remark({ at, noise }) {
    const top = best(noise);
    const least = points(data.error_at_best[noise]);
    if (at === top) {
      return (
        `Of the ${step.length} moments to stop this is the best, found with the test digits. ` +
        `Held-out training images would stop it after ${steps(data.validated_step[noise])}.`
      );
    }
    if (at < top) {
      return `It has not learned enough yet: after ${steps(step[top])} it misreads ${least}.`;
    }
    if (rates[noise] === 0) {
      return `No label is wrong, so training on costs little: the best it had was ${least}.`;
    }
    if (train[noise][at] === 0) {
      return `It has learned every label, the wrong ones too. The best it had was ${least}.`;
    }
    return train[noise][at] < 0.005
      ? `It has learned nearly every label, the wrong ones too. The best it had was ${least}.`
      : `It is learning the wrong labels now. The best it had was ${least}.`;
  }

  return {
    stem: "early_stopping",
    slider: { axis: "step", label: "Steps", values: () => step },
    play: { label: "Train", ms: 6000 },
    choices: [{ axis: "noise", label: "Wrong labels", values: rates, text: share }],
    start: { at: step.length - 1, noise: last },
    x: {
      domain: [step[0], step.at(-1)], log: true, ticks: [1, 100, 10_000, 1_000_000],
      text: (n) => (n === 1_000_000 ? "1 million" : thousands(n)), name: "training steps",
    },
    y: {
      domain: [0, 0.68], ticks: [0, 0.2, 0.4, 0.6], text: share,
      name: `digits read wrongly, mean of ${data.quoted.n_seeds} repeats`,
    },
    height: { wide: 300, narrow: 220 },
    marks,
    describe: (state) => [
      "After ",
      { strong: thousands(step[state.at]) },
      `${steps(step[state.at]).replace(/^\S+/, "")} with ` +
        `${state.noise ? percent(rates[state.noise], 0) : "no"} wrong labels the model misreads, ` +
        "on average, ",
      { strong: points(test[state.noise][state.at]) },
      " of new digits and disagrees with ",
      { strong: points(train[state.noise][state.at]) },
      ` of the labels it learns from. ${remark(state)}`,
    ],
    spoken: ({ at, noise }) =>
      `${steps(step[at])}, ${points(test[noise][at])} of new digits misread`,
    // The question is about the most wrong labels, at the end.
    guess: { asks: ({ noise }) => noise === last, place: (value) => [step.at(-1), value] },
  };
}

export const widget = (data, life) => sweep(setting(data), life);
