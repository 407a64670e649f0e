import assert from "node:assert/strict";
import test from "node:test";

import { fallsTo, setting as settingOf } from "../../docs/js/widgets/label_noise.js";
import { everywhere, published, sentence } from "./published.mjs";

const data = published("label_noise");
const setting = settingOf(data);
const clean = data.minnorm_accuracy_mean[0][0];

test("it starts where the biggest model is about to lose its lead", () => {
  assert.equal(
    sentence(setting, setting.start),
    "With 10 % of the labels wrong, 1,280 knobs and no brake read 87 % of new digits rightly. " +
      "40 knobs with clean labels read 86 %, and are ahead only from 11 % wrong labels on.",
  );
});

test("a falling curve is met on the straight line between two that were tried", () => {
  assert.equal(fallsTo(0.5, [0, 0.1, 0.2], [1, 0.6, 0.4]).toFixed(6), "0.150000");
  assert.equal(fallsTo(0.1, [0, 0.1], [1, 0.6]), null);
  assert.equal(fallsTo(1.5, [0, 0.1], [1, 0.6]), 0);
});

test("the shares at which the lead ends are those that the page quotes", () => {
  const even = ({ brake }) => Number(sentence(setting, { ...setting.start, brake }).match(/from (\d+) %/)[1]);
  assert.equal(even({ brake: 0 }), Math.round(100 * data.quoted.minnorm_break_even));
  assert.equal(even({ brake: 1 }), Math.round(100 * data.quoted.tuned_break_even));
});

test("who is ahead is as the means have it, before the share it names and after", () => {
  everywhere(setting, ({ at, knobs, brake }, share, text) => {
    const right = data[["minnorm_accuracy_mean", "tuned_accuracy_mean"][brake]][knobs + 1];
    const lead = right[at] - clean;
    const even = Number(text.match(/from (\d+) %/)[1]) / 100;
    assert.ok(Number.isFinite(even), text);
    if (/ahead only from/.test(text)) assert.ok(lead >= 0.005 && share < even + 0.005, text);
    else if (/have been ahead/.test(text)) assert.ok(lead <= -0.005 && share > even - 0.005, text);
    else assert.ok(/about level/.test(text) && Math.abs(lead) < 0.005, text);
    // It never comes back: "from ... on" is true of all that was tried.
    const after = data.noise.findIndex((q) => q > even + 0.005);
    assert.ok(right.slice(after).every((accuracy) => accuracy < clean), text);
  });
});
