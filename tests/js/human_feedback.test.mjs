import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { asked } from "../../docs/js/lib/two_errors.js";
import { bestOf, describe, start, words } from "../../docs/js/widgets/human_feedback.js";

// Four pushes, after few and after many comparisons.
const data = {
  kl: [0, 1, 4, 9],
  n_comparisons: [30, 1000],
  promised_rate: [[0.5, 0.66, 0.78, 0.83], [0.5, 0.75, 0.88, 0.92]],
  win_rate: [[0.5, 0.63, 0.67, 0.61], [0.5, 0.76, 0.88, 0.93]],
  peak_kl: [4, 9],
};
const said = (state, from = data) =>
  describe(from, state).map((p) => p.strong ?? p).join("").replaceAll("\u202F", " ");

test("it starts pushed as far as it goes, after the fewest comparisons", () => {
  assert.deepEqual(start(data), { at: 3, q: 0 });
});

test("the address can ask for no push at all, and nonsense asks for nothing", () => {
  const ask = (value, rate) => asked(data.kl, data.n_comparisons, { value, rate }, start(data));
  assert.deepEqual(ask("0", "1000"), { at: 0, q: 1 });
  assert.deepEqual(ask("3.5"), { at: 2, q: 0 });
  assert.deepEqual(ask("", "31"), { at: 3, q: 0 });
});

test("the best of n is as many nats away as the formula says", () => {
  for (const n of [2, 5, 150, 22026]) {
    assert.ok(Math.abs(bestOf(Math.log(n) - (n - 1) / n) / n - 1) < 1e-6);
  }
  assert.equal(bestOf(0), 1);
});

test("the sentence names the push, the comparisons, the promise and what is tasted", () => {
  assert.match(
    said({ at: 3, q: 0 }),
    /^Pushed 9 nats, about as far as serving the best of 22,000 recipes: after 30 comparisons the reward model promises 83 % of the tastings against itself unpushed\. The simulated tasters give it 61 %\./,
  );
  assert.match(said({ at: 1, q: 0 }), /^Pushed 1 nat,/);
  assert.match(said({ at: 0, q: 1 }), /^Not pushed at all, .* wins 50 % .* after 1,000 comparisons/);
});

test("the last sentence says whether the push went too far, not far enough or just right", () => {
  assert.match(said({ at: 3, q: 0 }), /Pushed less, 4 nats, it wins 67 %: from there on it pleases the reward model and not the tasters\.$/);
  assert.match(said({ at: 2, q: 0 }), /promises more than it keeps, even where it is at its best\.$/);
  assert.match(said({ at: 1, q: 1 }), /Pushed further, 9 nats, it wins 93 %\.$/);
  assert.match(said({ at: 3, q: 1 }), /The promise is kept\.$/);
});

test("every push of the published data has its sentence, and it reads the same numbers", () => {
  const whole = JSON.parse(readFileSync(new URL("../../figures/human_feedback.json", import.meta.url)));
  const published = whole.data;
  for (const q of published.n_comparisons.keys()) {
    for (const at of published.kl.keys()) {
      const text = said({ at, q }, published);
      assert.doesNotMatch(text, /undefined|NaN|null|Infinity/);
      assert.ok(text.includes(`${(100 * published.win_rate[q][at]).toFixed(0)} %`));
    }
  }
  const rates = [...published.win_rate, ...published.promised_rate].flat();
  assert.ok(Math.min(...rates) >= 0.5, "the curves stand on the line of the unpushed model");
  const last = published.kl.length - 1;
  assert.ok(Math.abs(bestOf(published.kl[last]) / published.quoted.best_of_at_end - 1) < 1e-3);
  assert.ok(Object.values(words(published)).every((place) => place <= last));
});
