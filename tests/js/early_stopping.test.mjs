import assert from "node:assert/strict";
import test from "node:test";

import { setting as settingOf } from "../../docs/js/widgets/early_stopping.js";
import { everywhere, published, sentence } from "./published.mjs";

const data = published("early_stopping");
const setting = settingOf(data);

test("it starts at the end of the training, with the most wrong labels", () => {
  assert.equal(
    sentence(setting, setting.start),
    "After 1,000,000 steps with 40 % wrong labels the model misreads, on average, 48.7 % of new " +
      "digits and disagrees with 0 % of the labels it learns from. " +
      "It has learned every label, the wrong ones too. The best it had was 10.3 %.",
  );
});

test("one step is one step", () => {
  assert.match(sentence(setting, { at: 0, noise: 0 }), /^After 1 step with no wrong labels /);
});

test("what it says of the moment is true of that moment", () => {
  everywhere(setting, ({ noise, at }, step, text) => {
    const errors = data.test_error_mean[noise];
    const own = data.train_error_mean[noise][at];
    const best = data.best_step[noise];
    assert.equal(/this is the best/.test(text), step === best, text);
    if (step === best) assert.equal(errors[at], Math.min(...errors));
    assert.equal(/not learned enough yet/.test(text), step < best, text);
    assert.equal(/training on costs little/.test(text), step > best && data.noise[noise] === 0);
    const late = step > best && data.noise[noise] > 0;
    assert.equal(/is learning the wrong labels now/.test(text), late && own >= 0.005, text);
    assert.equal(/learned nearly every label/.test(text), late && own > 0 && own < 0.005, text);
    assert.equal(/learned every label/.test(text), late && own === 0, text);
    if (late) assert.ok(errors[at] > data.error_at_best[noise]);
  });
});

test("with no label wrong, a million steps cost less than half a point", () => {
  assert.ok(data.error_at_end[0] - data.error_at_best[0] < 0.005);
});

test("the other shares of wrong labels stand behind, thin and named", () => {
  const behind = setting.marks({ at: 3, noise: 1 }).filter(({ thin }) => thin);
  assert.deepEqual(behind.map(({ label }) => label), ["0\u202F% wrong", "40\u202F% wrong"]);
});
