import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { unpack } from "../../docs/js/lib/ngram.js";
import { compare, initial, PROMPTS, written } from "../../docs/js/widgets/specialisation.js";

const models = Object.fromEntries(
  ["law", "mixed"].map((name) => {
    const bytes = readFileSync(new URL(`../../figures/specialisation.${name}.bin`, import.meta.url));
    return [name, unpack(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))];
  }),
);
const guess = Math.log2(27);
const said = (text) => compare(models, text, guess).map((p) => p.strong ?? p).join("");

test("the address decides prompt, seed and sentence, and nonsense in it does not", () => {
  const start = initial();
  assert.deepEqual(initial({ prompt: "a dress", seed: "7", text: "my own" }), {
    prompt: "a dress", seed: 7, text: "my own",
  });
  assert.deepEqual(initial({ prompt: "<b>", seed: "-3.5" }), start);
  assert.deepEqual(initial({ seed: "1e9" }), start);
  assert.equal(initial({ text: "x".repeat(500) }).text.length, 120);
  assert.equal(initial({ text: "" }).text, "", "an emptied field stays empty");
});

test("what is written depends on seed, prompt and model, and ends with a whole word", () => {
  const at = (prompt, seed, name = "law") => written(models[name], { prompt, seed });
  const first = at("the player", 1);
  assert.equal(at("the player", 1), first);
  assert.notEqual(at("the player", 2), first);
  assert.notEqual(at("the player", 1, "mixed"), first);
  assert.match(first, /^[a-z][a-z ]{150,240}[a-z]$/);
  const ends = new Set(PROMPTS.map((prompt) => at(prompt, 1).slice(-40)));
  assert.equal(ends.size, PROMPTS.length, "texts of different prompts do not run alike");
});

test("the sentence on a text names both models, and what a random guess needs", () => {
  const text = said("the goalkeeper kicked the ball over the bar");
  assert.match(text, /read only law needs 3\.\d\d bits per character, the one on a mixed diet 1\.\d\d;/);
  assert.match(text, /a random guess needs 4\.75\. To the lawyer it is half a foreign language\.$/);
  assert.match(said("this license does not grant any rights"), /This is a sentence for the lawyer\.$/);
  assert.match(said("zqxj kvwq"), /guess blindly\.$/);
  assert.match(said("my neighbour sings at night"), /strange to both\.$/);
});

test("what the models cannot read is said, not dropped in silence", () => {
  assert.match(said("Goal! 2:1"), /^They read “goal”\. /);
  assert.match(said("42"), /Type a few letters/);
  assert.doesNotMatch(said("goal"), /They read/);
});
