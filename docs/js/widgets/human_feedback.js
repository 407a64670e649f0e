// Push a model towards what its reward model likes, and read what was promised and what is tasted.
//
// Win rates are of the pushed model against itself unpushed, means over the seeds, as the caption
// quotes them. Tasters are simulated.

import { percent, thousands } from "../lib/scale.js";
import { twoErrors } from "../lib/two_errors.js";

/** Push and comparisons by index: as far as it goes, after the fewest comparisons. */
export const start = (data) => ({ at: data.kl.length - 1, q: 0 });

/** Of how many draws the best is `nats` away from one draw: log n - (n - 1) / n = nats. */
export function bestOf(nats) {
  let n = Math.exp(nats + 1);
  for (let i = 0; i < 60; i++) {
    const slope = 1 / n - 1 / (n * n);
    if (slope === 0) break;
    n = Math.max(1, n - (Math.log(n) - (n - 1) / n - nats) / slope);
  }
  return n;
}

/** To two significant digits, for it is a comparison and no measurement. */
function about(n) {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(n)) - 1);
  return thousands(Math.round(n / unit) * unit);
}

const nats = (kl) => `${kl} ${kl === 1 ? "nat" : "nats"}`;

/** The sentences, as pieces; { strong } is a value to set in bold. */
export function describe(data, { at, q }) {
  const kl = data.kl[at];
  const comparisons = `after ${thousands(data.n_comparisons[q])} comparisons`;
  if (kl === 0) {
    return [
      "Not pushed at all, the model serves what it learned from recipes. Against itself it wins ",
      { strong: percent(data.win_rate[q][at]) },
      ` of the tastings, and ${comparisons} the reward model expects no more.`,
    ];
  }
  return [
    "Pushed ",
    { strong: nats(kl) },
    `, about as far as serving the best of ${about(bestOf(kl))} recipes: ${comparisons} the ` +
      "reward model promises ",
    { strong: percent(data.promised_rate[q][at]) },
    " of the tastings against itself unpushed. The simulated tasters give it ",
    { strong: percent(data.win_rate[q][at]) },
    `. ${remark(data, { at, q })}`,
  ];
}

function remark(data, { at, q }) {
  const won = data.win_rate[q][at];
  const best = data.kl.indexOf(data.peak_kl[q]);
  if (data.win_rate[q][best] - won > 0.005) {
    const more = at > best ? "less" : "further";
    return (
      `Pushed ${more}, ${nats(data.kl[best])}, it wins ${percent(data.win_rate[q][best])}` +
      (at > best ? ": from there on it pleases the reward model and not the tasters." : ".")
    );
  }
  return data.promised_rate[q][at] - won > 0.03
    ? "It promises more than it keeps, even where it is at its best."
    : "The promise is kept.";
}

/** Where the words stand: what is promised above its curve, what is tasted below. */
export const words = (data) => {
  const middle = Math.floor(data.kl.length / 2);
  return { train: middle, test: middle, above: true, below: true };
};

export const widget = (data) =>
  twoErrors({
    stem: "human_feedback",
    axis: "push",
    label: "Push",
    values: data.kl,
    noise: data.n_comparisons,
    choice: { axis: "comparisons", label: "Comparisons", text: thousands },
    train: data.promised_rate,
    test: data.win_rate,
    bottom: 0.5, // not better than unpushed
    names: { train: "promised", test: "tasted" },
    start: start(data),
    describe: (state) => describe(data, state),
    valueText: ({ at, q }) =>
      `${nats(data.kl[at])}, ${percent(data.promised_rate[q][at])} promised, ` +
      `${percent(data.win_rate[q][at])} tasted`,
    long: true,
    words: () => words(data),
  });
