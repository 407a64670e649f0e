import assert from "node:assert/strict";
import test from "node:test";

import { setting as settingOf, until } from "../../docs/js/widgets/early_stopping.js";
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

test("a line up to a place between two points ends on the straight of ratios", () => {
  const [xs, ys] = [[1, 100, 10_000], [0.5, 0.1, 0.3]];
  assert.deepEqual(until(1, xs, ys), [[1, 100], [0.5, 0.1]]);
  assert.deepEqual(until(2, xs, ys), [xs, ys]);
  const [across, up] = until(1.5, xs, ys);
  assert.deepEqual(across, [1, 100, 1000]);
  assert.ok(Math.abs(up.at(-1) - 0.2) < 1e-12);
});

test("while it trains, what is to come stands thin under what is drawn, and the dots are at its end", () => {
  const seen = setting.marks({ at: 20, noise: 2, place: 20.5 });
  const own = seen.filter(({ line, label }) => line && ["notes", "new digits"].includes(label));
  assert.ok(own.length === 2 && own.every(({ thin }) => thin));
  const drawn = seen.filter(({ line, label }) => line && !label);
  const dots = seen.filter(({ dot }) => dot);
  assert.deepEqual(drawn.map(({ role }) => role), ["train", "test"]);
  drawn.forEach(({ line }, i) => assert.deepEqual(line.map((part) => part.at(-1)), dots[i].dot));
  const still = setting.marks({ at: 20, noise: 2 });
  assert.ok(still.filter(({ label }) => label === "new digits").every(({ thin }) => !thin));
  assert.equal(still.filter(({ line, label }) => line && !label).length, 0);
});
