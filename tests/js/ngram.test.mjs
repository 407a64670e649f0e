import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import {
  ALPHABET, bitsPerCharacter, codeOf, distribution, folded, reach, sample, surprises, unpack, unpacking,
} from "../../docs/js/lib/ngram.js";
import { seeded } from "../../docs/js/lib/random.js";

// After anything: a weighs 3, b weighs 1, back 4. After "a": b weighs 9, back 1.
const tiny = {
  levels: [
    { contexts: [0], starts: [0, 2], back: [4], symbols: [0, 1], weights: [3, 1] },
    { contexts: [0], starts: [0, 1], back: [1], symbols: [1], weights: [9] },
  ],
};
const bytesOf = (name) =>
  Uint8Array.from(readFileSync(new URL(`../../figures/specialisation.${name}.bin`, import.meta.url)));

const close = (found, wanted) => assert.ok(Math.abs(found - wanted) < 1e-12, `${found} ${wanted}`);
const sum = (values) => values.reduce((a, b) => a + b, 0);

const shipped = ["law", "mixed"].map((name) => unpack(bytesOf(name).buffer));

test("a code is a number to the base of 27, as in Python", () => {
  assert.equal(codeOf(""), 0);
  assert.equal(codeOf("ba"), 27);
  assert.equal(codeOf(" z"), 26 * 27 + 25);
});

test("probabilities are what a hand works out from the file's whole numbers", () => {
  const model = tiny;
  assert.equal(reach(model), 1);
  const first = distribution(model, "");
  close(first[0], 0.5 / 27 + 3 / 8);
  close(first[1], 0.5 / 27 + 1 / 8);
  close(first[2], 0.5 / 27);
  const after = distribution(model, "a");
  close(after[1], 0.1 * first[1] + 0.9);
  close(after[0], 0.1 * first[0]);
  assert.deepEqual(distribution(model, "z"), first, "a context it never met is left to the shorter");
  close(sum(after), 1);
});

test("bits per character are the mean of what each character costs, the first after a space", () => {
  const model = tiny;
  const p = distribution(model, "");
  const expected = -(Math.log2(p[0]) + Math.log2(distribution(model, "a")[1])) / 2;
  close(bitsPerCharacter(model, "ab"), expected);
});

test("each letter has its own bits, after whatever stands before it", () => {
  const [first, second] = surprises(tiny, "ab");
  close(first, -Math.log2(distribution(tiny, "")[0]));
  close(second, -Math.log2(distribution(tiny, "a")[1]));
  close(surprises(tiny, "b", " a")[0], second);
  assert.deepEqual(surprises(tiny, ""), []);
});

test("bytes that are no model are refused, and so is one byte too many or too few", () => {
  assert.throws(() => unpack(new ArrayBuffer(0)), /not a packed/);
  assert.throws(() => unpack(new TextEncoder().encode("GIF89a..").buffer), /not a packed/);
  const content = bytesOf("law");
  const longer = new Uint8Array(content.length + 1);
  longer.set(content);
  assert.throws(() => unpack(longer.buffer), /announced/);
  assert.throws(() => unpack(content.slice(0, -1).buffer), /announced/);
});

test("a model is read in pieces, each a small share of the work", () => {
  let pieces = 0;
  for (const _ of unpacking(bytesOf("mixed").buffer)) pieces += 1;
  assert.ok(pieces > 50, String(pieces));
});

test("the shipped models give probabilities that sum to one after anything", () => {
  for (const model of shipped) {
    assert.equal(reach(model), 4);
    for (const context of ["", " ", "q", "the ", "licen", "zzzz", "xqjw", "shall be"]) {
      const p = distribution(model, context);
      assert.equal(p.length, ALPHABET.length);
      assert.ok(Math.min(...p) > 0);
      close(sum(p), 1);
    }
  }
});

test("each knows its own texts better", () => {
  const [law, mixed] = shipped;
  const licence = "this license does not grant you any rights to use the licensed work";
  const sport = "the goalkeeper kicked the ball over the bar";
  assert.ok(bitsPerCharacter(law, licence) < bitsPerCharacter(mixed, licence));
  assert.ok(bitsPerCharacter(mixed, sport) < bitsPerCharacter(law, sport) - 1);
});

test("one seed writes one text, another another, and the models differ", () => {
  const texts = shipped.map((model) => sample(model, 150, seeded(3), " the "));
  assert.equal(sample(shipped[0], 150, seeded(3), " the "), texts[0]);
  assert.notEqual(sample(shipped[0], 150, seeded(4), " the "), texts[0]);
  assert.notEqual(texts[0], texts[1]);
  assert.match(texts[0], /^[a-z ]{150}$/);
});

test("a draw follows the probabilities: the smallest number takes the first symbol", () => {
  const model = tiny;
  assert.equal(sample(model, 1, () => 0, " "), "a");
  assert.equal(sample(model, 1, () => 0.45, " "), "b");
  assert.equal(sample(model, 1, () => 0.999999, " "), " ");
});

test("a text is folded to the symbols the models know", () => {
  assert.equal(folded("Section 1. The Court's!"), "section the court s");
  assert.equal(folded("123 …"), "");
  assert.equal(folded("Café naïve, Übergröße!"), "cafe naive ubergrosse");
  assert.equal(folded("e\u0301t\u00e9 œuvre ŁÓDŹ Ørsted Þór"), "ete oeuvre lodz orsted thor");
  assert.equal(folded("日本 \ud83c \ufb01sh"), "fish");
});

test("seeded numbers are even enough and lie in [0, 1)", () => {
  const random = seeded(1);
  const drawn = Array.from({ length: 20000 }, random);
  assert.ok(drawn.every((x) => x >= 0 && x < 1));
  const counts = new Array(10).fill(0);
  for (const x of drawn) counts[Math.floor(10 * x)] += 1;
  assert.ok(Math.min(...counts) > 1850 && Math.max(...counts) < 2150, counts.join());
  assert.notEqual(seeded(2)(), seeded(1)());
});
