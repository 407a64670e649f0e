import assert from "node:assert/strict";
import test from "node:test";

import { bestOf, setting as settingOf } from "../../docs/js/widgets/human_feedback.js";
import { everywhere, published, sentence } from "./published.mjs";

const data = published("human_feedback");
const setting = settingOf(data);

test("it starts pushed as far as it goes, after the fewest comparisons", () => {
  assert.equal(
    sentence(setting, setting.start),
    "At push 9, like serving only the best of 22,000 cakes, it is promised 83 % of the tastings " +
      "against itself as it was. The simulated tasters give it 53 %. Pushed less, to 3, it wins 66 %.",
  );
});

test("not pushed, it is itself", () => {
  assert.match(sentence(setting, { at: 0, comparisons: 2 }), /^Not pushed at all, .* wins 50 % /);
});

test("the best of n is as many nats away as the formula says", () => {
  for (const n of [2, 5, 150, 22026]) {
    assert.ok(Math.abs(bestOf(Math.log(n) - (n - 1) / n) / n - 1) < 1e-6);
  }
  assert.equal(bestOf(0), 1);
  assert.ok(Math.abs(bestOf(data.kl.at(-1)) / data.quoted.best_of_at_end - 1) < 1e-3);
});

test("the last sentence says whether the push went too far, not far enough or just right", () => {
  everywhere(setting, ({ at, comparisons: q }, kl, text) => {
    if (kl === 0) return;
    const won = data.win_rate[q];
    const most = Math.max(...won);
    const best = data.kl[won.indexOf(most)];
    const [promised, kept] = [data.promised_rate[q][at], won[at]];
    const off = most - kept > 0.005;
    assert.equal(/Pushed less/.test(text), off && kl > best, text);
    assert.equal(/Pushed further/.test(text), off && kl < best, text);
    if (off) assert.ok(text.includes(`, to ${best}, it wins`), text);
    assert.equal(/promises more than it keeps/.test(text), !off && promised - kept > 0.03, text);
    assert.equal(/The promise is kept/.test(text), !off && promised - kept <= 0.03, text);
  });
});

test("each repeat is drawn where the file has it, a band where it has not", () => {
  for (const [q, n] of data.n_comparisons.entries()) {
    const marks = setting.marks({ at: 4, comparisons: q });
    const thin = marks.filter(({ thin, role }) => thin && role === "test").length;
    assert.equal(thin, data.world_comparisons.includes(n) ? data.quoted.n_seeds : 0);
    assert.equal(marks.filter(({ band }) => band).length, thin ? 1 : 2);
  }
});
