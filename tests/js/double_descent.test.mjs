import assert from "node:assert/strict";
import test from "node:test";

import { setting as settingOf } from "../../docs/js/widgets/double_descent.js";
import { everywhere, published, sentence } from "./published.mjs";

const data = published("double_descent");
const setting = settingOf(data);
const at = (width, brake) => [data.width, data.ridge_width][brake].indexOf(width);

test("it starts as the picture is: no wrong label, no brake, at the largest model", () => {
  assert.equal(data.width[setting.start.at], data.quoted.largest_width);
  assert.equal(
    sentence(setting, setting.start),
    "With 4,000 knobs, no wrong labels and no brake the model misreads 1.9 % of new digits. " +
      "It learned every label, and beats the best small model (257 knobs, 4.7 %).",
  );
});

test("with a brake it says what there is without one", () => {
  const state = { at: at(4000, 1), noise: 2, brake: 1 };
  assert.equal(
    sentence(setting, state),
    "With 4,000 knobs, 20 % wrong labels and a brake the model misreads 4.4 % of new digits. " +
      "Without the brake: 21.7 %.",
  );
});

test("the peak is named where the error is the highest, and nowhere else", () => {
  for (const noise of data.noise.keys()) {
    const errors = data.test_error_mean[noise];
    assert.equal(data.width[errors.indexOf(Math.max(...errors))], data.n_train);
  }
  everywhere(setting, ({ brake }, width, text) => {
    assert.equal(/this is the peak/i.test(text), width === data.n_train, text);
    assert.equal(text.includes("Without the brake"), brake === 1);
  });
});

test("a model is said to have learned every label only where no repeat missed one", () => {
  everywhere(setting, ({ noise, brake, at: i }, width, text) => {
    if (brake || width === data.n_train) return;
    const own = data.train_error_mean[noise][i];
    assert.equal(text.includes("It learned every label"), own === 0, text);
    assert.equal(text.includes("It disagrees with"), own > 0, text);
    assert.equal(text.includes("wrong ones too"), own === 0 && data.noise[noise] > 0);
  });
});

test("who beats whom is as the means have it", () => {
  let told = 0;
  everywhere(setting, ({ noise, at: i }, width, text) => {
    if (!text.includes("the best small model")) return;
    told += 1;
    const wins = data.test_error_mean[noise][i] < data.best_small_error[noise];
    assert.equal(/, and beats the best small model/.test(text), wins, text);
    assert.equal(/the best small model \(.*\) beats it\.$/.test(text), !wins, text);
    assert.ok(width > data.n_train && text.includes(`(${data.best_small_width[noise]} knobs, `));
  });
  assert.ok(told > 40);
});

test("the brake shows both curves, the one without it thin", () => {
  const lines = (brake) =>
    setting.marks({ at: 0, noise: 1, brake }).filter(({ line }) => line).map((m) => [m.label, !!m.thin]);
  assert.deepEqual(lines(1), [["no brake", true], ["brake", false]]);
  assert.deepEqual(lines(0), [["its own digits", false], ["new digits", false]]);
});
