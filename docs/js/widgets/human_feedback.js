// Push a model towards what its reward model likes, and read what was promised and what is tasted.
//
// Win rates are of the pushed model against itself unpushed, means over the repeats, as the caption
// quotes them. Tasters are simulated.

import { percent, thousands } from "../lib/scale.js";
import { share, sweep } from "../lib/sweep.js";

const [ABOVE, BELOW] = ["above", "below"].map((side) => [side, `${side} left`, `${side} right`]);
const whole = (x) => percent(x, 0);

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

export function setting(data) {
  const { kl, n_comparisons: counts, promised_rate: promised, win_rate: won } = data;

  /** What is tasted: each repeat where the file has it, the lowest named; else the middle 80 %. */
  function tasted(q) {
    const each = data.seed_win_rate[data.world_comparisons.indexOf(counts[q])];
    const mean = { line: [kl, won[q]], role: "test" };
    const name = { label: "tasted", at: 0.7 };
    if (!each) {
      const band = [kl, data.win_rate_p10[q], data.win_rate_p90[q]];
      return [{ band, role: "test" }, { ...mean, ...name }];
    }
    const lowest = each.reduce((a, b) => (b.at(-1) < a.at(-1) ? b : a));
    const thin = each.map((one) => ({
      line: [kl, one], role: "test", thin: true, ...(one === lowest && { ...name, sides: BELOW }),
    }));
    return [...thin, mean];
  }

  function marks({ at, comparisons: q }) {
    return [
      { line: [[kl[0], kl.at(-1)], [0.5, 0.5]], role: "muted", thin: true },
      {
        band: [kl, data.promised_rate_p10[q], data.promised_rate_p90[q]], role: "train",
        label: "promised", at: 0.3, sides: ABOVE,
      },
      ...tasted(q),
      { line: [kl, promised[q]], role: "train" },
      { rule: kl[at], to: Math.max(promised[q][at], won[q][at]), role: "muted" },
      { dot: [kl[at], promised[q][at]], role: "train" },
      { dot: [kl[at], won[q][at]], role: "test" },
    ];
  }

  function remark({ at, comparisons: q }) {
    const best = kl.indexOf(data.peak_kl[q]);
    if (won[q][best] - won[q][at] > 0.005) {
      const more = at > best ? "less" : "further";
      return `Pushed ${more}, to ${kl[best]}, it wins ${whole(won[q][best])}.`;
    }
    return promised[q][at] - won[q][at] > 0.03
      ? "It promises more than it keeps, even where it is at its best."
      : "The promise is kept.";
  }

  function describe(state) {
    const { at, comparisons: q } = state;
    if (kl[at] === 0) {
      return [
        "Not pushed at all, the model bakes what it learned from recipes. Against itself it wins ",
        { strong: whole(won[q][at]) },
        " of the tastings, and the reward model expects no more.",
      ];
    }
    return [
      "At push ",
      { strong: String(kl[at]) },
      `, like serving only the best of ${about(bestOf(kl[at]))} cakes, it is promised `,
      { strong: whole(promised[q][at]) },
      " of the tastings against itself as it was. The simulated tasters give it ",
      { strong: whole(won[q][at]) },
      `. ${remark(state)}`,
    ];
  }

  return {
    stem: "human_feedback",
    slider: { axis: "push", label: "Push", values: () => kl },
    choices: [{ axis: "comparisons", label: "Comparisons", values: counts, text: thousands }],
    start: { at: kl.length - 1, comparisons: 0 },
    x: { domain: [kl[0], kl.at(-1)], ticks: [0, 3, 6, 9], name: "push" },
    y: {
      domain: [0, 1.06], ticks: [0.25, 0.5, 0.75, 1], text: share,
      name: "tastings won against itself as it was",
    },
    height: { wide: 300, narrow: 200 },
    marks,
    describe,
    spoken: ({ at, comparisons: q }) =>
      `push ${kl[at]}, ${whole(promised[q][at])} promised, ${whole(won[q][at])} tasted`,
    // The question is what is tasted after the fewest comparisons.
    guess: { asks: ({ comparisons }) => !comparisons, place: (value) => [kl.at(-1), value] },
  };
}

export const widget = (data, life) => sweep(setting(data), life);
