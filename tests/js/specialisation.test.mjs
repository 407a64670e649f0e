import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { surprises, unpack } from "../../docs/js/lib/ngram.js";
import {
  MOST, PROMPTS, beginning, compare, initial, measured, promptWords, written,
} from "../../docs/js/widgets/specialisation.js";
import { letterInWords, odds } from "../../docs/js/widgets/specialisation_letters.js";
import { published } from "./published.mjs";

const data = published("specialisation");
const models = Object.fromEntries(
  ["law", "mixed"].map((name) => {
    const bytes = readFileSync(new URL(`../../figures/specialisation.${name}.bin`, import.meta.url));
    return [name, unpack(Uint8Array.from(bytes).buffer)];
  }),
);
const guess = Math.log2(27);
const said = (text) =>
  compare(measured(models, text), guess).map((p) => p.strong ?? p).join("").replaceAll("\u202f", " ");

test("the address decides beginning, seed and sentence, and nonsense in it does not", () => {
  const start = initial();
  assert.deepEqual(initial({ prompt: "a dress", seed: "7", text: "my own" }), {
    prompt: "a dress", seed: 7, text: "my own",
  });
  assert.deepEqual(initial({ prompt: "٣ <>", seed: "-3.5" }), start);
  assert.deepEqual(initial({ seed: "1e9" }), start);
  assert.equal(initial({ prompt: "Une crème brûlée" }).prompt, "une creme brulee");
  assert.equal(initial({ prompt: "x".repeat(500) }).prompt.length, MOST.prompt);
  assert.equal(initial({ text: "x".repeat(500) }).text.length, MOST.text);
  assert.equal(initial({ text: "" }).text, "", "an emptied field stays empty");
});

test("what the page shows before anything is loaded is what the models write and weigh", () => {
  const state = initial();
  assert.equal(state.prompt, data.beginning);
  assert.equal(state.text, data.example);
  data.packed_name.forEach((name, k) => {
    assert.equal(written(models[name], state), data.written[k]);
    data.packed_name.forEach((reader, i) => {
      const bits = surprises(models[reader], data.written[k], ` ${data.beginning} `);
      assert.equal(bits.length, data.written_bits[name][i].length);
      bits.forEach((each, n) => assert.ok(Math.abs(each / data.written_bits[name][i][n] - 1) < 1e-5));
    });
    measured(models, data.example)[name].forEach((each, n) =>
      assert.ok(Math.abs(each / data.example_bits[k][n] - 1) < 1e-5));
  });
});

test("what is written depends on seed, beginning and model, and ends with a whole word", () => {
  const at = (prompt, seed, name = "law") => written(models[name], { prompt, seed });
  const first = at("the player", 1);
  assert.equal(at("the player", 1), first);
  assert.notEqual(at("the player", 2), first);
  assert.notEqual(at("the player", 1, "mixed"), first);
  assert.match(first, /^[a-z][a-z ]{100,160}[a-z]$/);
  const own = [...PROMPTS, "my own words", "q", "zzzz xq", "a".repeat(40)];
  const ends = new Set(own.map((prompt) => at(prompt, 1).slice(-40)));
  assert.equal(ends.size, own.length, "texts of different beginnings do not run alike");
});

test("a beginning of one's own is folded, cut where it is too long, and what is read is said", () => {
  assert.equal(beginning("  Señor Núñez "), "senor nunez");
  assert.equal(beginning("a".repeat(10_000)).length, MOST.prompt);
  const words = (typed) => promptWords(typed).join("");
  assert.match(words("Señor"), /begin with “senor”/);
  assert.match(words("x".repeat(41)), /^Only the first 40/);
  assert.match(words("42 …"), /a to z.*begin with “the player”/);
});

test("the sentence on a text names both models, and what a random guess needs", () => {
  const text = said("the goalkeeper kicked the ball over the bar");
  assert.match(text, /read only law needs 3\.\d\d bits per character, the one on a mixed diet 1\.\d\d;/);
  assert.match(text, /a random guess needs 4\.75\. To the lawyer it is the stranger of the two\.$/);
  assert.match(said("this license does not grant any rights"), /It is a sentence for the lawyer\.$/);
  assert.match(said("zqxj kvwq"), /guess blindly\.$/);
});

test("a verdict asks for the same margin on both sides, or there is none", () => {
  for (const text of ["the", "leading and trailing", "e", "sh", "copyright notice"]) {
    assert.match(said(text), /(strange|familiar) to both: neither needs clearly less, by 10 %\.$/, text);
  }
  const verdict = (law, mixed) =>
    compare({ plain: "ab", typed: "ab", law: [law, law], mixed: [mixed, mixed] }, guess).at(-1);
  for (const bits of [1, 2, 3, 4]) {
    assert.match(verdict(0.89 * bits, bits), /for the lawyer/);
    assert.match(verdict(bits, 0.89 * bits), /stranger/);
    assert.match(verdict(0.91 * bits, bits), /to both/);
    assert.match(verdict(bits, 0.91 * bits), /to both/);
  }
  assert.match(verdict(4, 5), /mixed diet would do better to guess/);
  assert.match(verdict(5, 4), /lawyer would do better to guess/);
});

test("what the models cannot read is said, not dropped in silence", () => {
  assert.match(said("Goal! 2:1"), /^They read “goal”\. /);
  assert.match(said("café naïve"), /^They read “cafe naive”\. /);
  assert.match(said("42"), /Type a few letters/);
  assert.match(said(""), /Type a few letters/);
  assert.doesNotMatch(said("goal"), /They read/);
  const long = said("the goal ".repeat(1200));
  assert.match(long, /^Only the first 120 characters are read\. /);
  assert.ok(measured(models, "ﬃ".repeat(200)).plain.length <= MOST.text, "one letter may become three");
});

test("a letter is told with what stands before it, its bits and its odds for both", () => {
  const found = measured(models, "the goal");
  const words = letterInWords({ text: "the goal", ...found }, 5);
  assert.match(words, /^“o” after “the g”: \d+\.\d bits \(1 in [\d.,]+\) for the lawyer, \d+\.\d bits/);
  assert.match(letterInWords({ text: "the goal", ...found }, 0), /^“t” at the start/);
  assert.match(letterInWords({ text: "the goal", ...found }, 3), /^The space after “the”/);
  assert.match(letterInWords({ given: "a dress", text: "is", law: [1], mixed: [2] }, 0), /after “a dress ”/);
  assert.equal(odds(0), "1 in 1.0");
  assert.equal(odds(1), "1 in 2.0");
  assert.equal(odds(Math.log2(9.97)), "1 in 10");
  assert.equal(odds(14), "1 in 16,000");
});
