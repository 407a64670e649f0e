import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { best, describe, start, words } from "../../docs/js/widgets/early_stopping.js";

// Five moments, without and with wrong labels.
const data = {
  step: [1, 10, 100, 1000, 1000000],
  noise: [0, 0.4],
  train_error_mean: [[0.2, 0.1, 0.01, 0, 0], [0.6, 0.4, 0.38, 0.1, 0]],
  test_error_mean: [[0.3, 0.1, 0.04, 0.024, 0.028], [0.5, 0.15, 0.103, 0.3, 0.487]],
  best_step: [1000, 100],
  error_at_best: [0.024, 0.103],
  validated_step: [1280, 40],
};
const said = (state) =>
  describe(data, state).map((p) => p.strong ?? p).join("").replaceAll("\u202F", " ");

test("it starts at the end of the training, with the most wrong labels", () => {
  assert.deepEqual(start(data), { at: 4, q: 1 });
});

test("the best step is the one the data name", () => {
  assert.equal(best(data, 0), 3);
  assert.equal(best(data, 1), 2);
});

test("the first sentence names the steps, the wrong labels and both errors", () => {
  assert.match(
    said({ at: 3, q: 1 }),
    /^After 1,000 steps with 40 % wrong labels the model misreads 30\.0 % of new digits and disagrees with 10\.0 % of the labels it learns from\./,
  );
  assert.match(said({ at: 0, q: 0 }), /^After 1 step with no wrong labels/);
});

test("the second says whether it learned too little, enough or too much", () => {
  assert.match(said({ at: 0, q: 1 }), /not learned enough yet: after 100 steps it misreads 10\.3 %/);
  assert.match(said({ at: 2, q: 1 }), /Of the 5 moments to stop this is the best, found with the test digits/);
  assert.match(said({ at: 2, q: 1 }), /Held-out training images would stop it after 40\./);
  assert.match(said({ at: 3, q: 1 }), /learning the wrong labels now\. The best it had was 10\.3 %/);
  assert.match(said({ at: 4, q: 1 }), /learned nearly every label, the wrong ones too/);
  assert.match(said({ at: 4, q: 0 }), /training on costs little: the best it had was 2\.4 %/);
});

test("every moment of the published data has its sentence, and the words stand on their curves", () => {
  const whole = JSON.parse(readFileSync(new URL("../../figures/early_stopping.json", import.meta.url)));
  const published = whole.data;
  for (const q of published.noise.keys()) {
    assert.equal(published.step[best(published, q)], published.best_step[q]);
    for (const at of published.step.keys()) {
      const text = describe(published, { at, q }).map((p) => p.strong ?? p).join("");
      assert.doesNotMatch(text, /undefined|NaN|null/);
    }
    const { train, test: seen } = words(published, { q });
    assert.ok(seen < published.step.length && (train === null || train < published.step.length));
  }
});
