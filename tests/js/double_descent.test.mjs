import assert from "node:assert/strict";
import test from "node:test";

import { describe, peak, start, words } from "../../docs/js/widgets/double_descent.js";

// Five widths around 100 examples, with and without wrong labels.
const data = {
  width: [10, 40, 100, 200, 4000],
  noise: [0, 0.2],
  n_train: 100,
  train_error: [[0.3, 0, 0, 0, 0], [0.5, 0.2, 0, 0, 0]],
  test_error: [[0.4, 0.2, 0.5, 0.25, 0.05], [0.7, 0.34, 0.87, 0.4, 0.16]],
  best_small_width: [40, 40],
  best_small_error: [0.2, 0.34],
};
const text = (state) => describe(data, state).map((p) => p.strong ?? p).join("").replaceAll("\u202F", " ");

test("the widget starts at the largest model, with correct labels as in the figure", () => {
  assert.deepEqual(start(data), { at: 4, q: 0 });
});

test("the words stand where train has fallen by half and past the peak of test", () => {
  assert.deepEqual(words(data, { q: 0 }), { train: 1, test: 4, above: false });
  const crossed = { ...data, train_error: [[0.9, 0.8, 0.4, 0, 0]], test_error: [[0.4, 0.2, 0.3, 0.2, 0]] };
  assert.equal(words(crossed, { q: 0 }).above, true);
});

test("the peak is looked for near the number of examples only", () => {
  assert.equal(peak(data, 0), 2);
  assert.equal(peak({ ...data, test_error: [[0.9, 0.2, 0.1, 0.3, 0.9]] }, 0), 3);
});

test("the sentence names the knobs, the wrong labels and the error", () => {
  assert.match(text({ at: 1, q: 1 }), /^At 40 knobs and 20 % wrong labels the model reads 34 % of new digits wrongly\./);
  assert.match(text({ at: 1, q: 0 }), /^At 40 knobs and with no wrong labels/);
});

test("the second sentence says what became of the examples it saw", () => {
  assert.match(text({ at: 0, q: 1 }), /still misreads 50 % of its own examples/);
  assert.match(text({ at: 1, q: 0 }), /already memorised every example/);
  assert.match(text({ at: 2, q: 1 }), /This is the peak/);
  assert.match(text({ at: 3, q: 1 }), /wrong labels included, and the best small model \(40 knobs, 34 %\) beats it/);
  assert.match(text({ at: 4, q: 1 }), /beats the best small model \(40 knobs, 34 %\)/);
});
