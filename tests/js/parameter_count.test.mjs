import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import {
  count, describe, initial, known, memory, presets, size as rawSize,
} from "../../docs/js/widgets/parameter_count.js";

const figures = new URL("../../figures/", import.meta.url);
const { data } = JSON.parse(readFileSync(new URL("parameter_count.json", figures)));
const text = (shape) => describe(data, shape).map((p) => p.strong ?? p).join("").replaceAll(/[\u202F\u00A0]/g, " ");
const largest = presets(data).at(-1).shape;

test("all eight sizes of GPT-3 are counted as Python counts them, part by part, to the unit", () => {
  assert.equal(presets(data).length, 8);
  presets(data).forEach(({ shape }, i) => {
    const counted = count(shape);
    for (const part of ["embedding", "attention", "mlp", "norm"]) {
      assert.equal(counted[part], data[part][i], `${part} of ${data.name[i]}`);
    }
    assert.equal(counted.total, data.exact[i]);
  });
});

test("GPT-2 has another context and is counted to the unit too", () => {
  const gpt2 = data.ladder_count[data.ladder_name.indexOf("GPT-2")];
  assert.equal(count({ layers: 48, width: 1600, vocabulary: 50257, context: 1024 }).total, gpt2);
});

test("a word more is a row of the embedding more", () => {
  const more = { ...largest, vocabulary: largest.vocabulary + 1 };
  assert.equal(count(more).total - count(largest).total, largest.width);
});

test("the largest shape the sliders reach is still exact", () => {
  const { total } = count({ layers: 128, width: 16384, vocabulary: 256000, context: 131072 });
  assert.ok(Number.isSafeInteger(total));
  const [L, d] = [128n, 16384n];
  assert.equal(BigInt(total), 12n * L * d * d + 13n * L * d + (256000n + 131072n) * d + 2n * d);
});

test("the memory is the one in the figure", () => {
  data.memory.at(-1).forEach((bytes, i) => {
    const found = memory(data.exact.at(-1), data.bits[i]);
    assert.ok(Math.abs(found / bytes - 1) < 1e-5);
  });
});

test("sizes read as a person would say them", () => {
  const size = (bytes) => rawSize(bytes).replace("\u00A0", " ");
  assert.equal(size(349208518656), "349 GB");
  assert.equal(size(87302129664), "87.3 GB");
  assert.equal(size(3.355e12), "3.35 TB");
  assert.equal(size(999_900_000), "1.00 GB");
  assert.equal(size(240_000_000), "240 MB");
  assert.equal(size(812), "812 bytes");
});

test("it starts at the largest GPT-3, or where the address says", () => {
  assert.deepEqual(initial(data), largest);
  assert.deepEqual(initial(data, { layers: "12", width: "768" }), { ...largest, layers: 12, width: 768 });
  assert.deepEqual(initial(data, { layers: "0", width: "7.5", context: "many", vocabulary: "9e9" }), largest);
});

test("a shape is known by all four numbers", () => {
  assert.equal(known(data, largest).name, "GPT-3 175B");
  assert.equal(known(data, { ...largest, context: 4096 }), undefined);
});

test("the sentence says the count, the parts, the printed size and the memory", () => {
  const said = text(largest);
  assert.match(said, /^174,604,259,328 parameters, counted as GPT-3 is built: 0\.4 % in the embedding, 33 % in attention, 66 % in the MLP\./);
  assert.match(said, /The paper prints 175 billion for this size\./);
  assert.match(said, /16 bits each they fill 349 GB, with 8 bits 175 GB, with 4 bits 87\.3 GB\.$/);
  assert.doesNotMatch(text({ ...largest, layers: 97 }), /The paper prints/);
});

test("a shape of one's own is told that it is counted as GPT-3 is built, and what came later", () => {
  const said = text({ layers: 28, width: 3584, vocabulary: 152064, context: 32768 });
  assert.match(said, /^4,979,688,448 parameters, counted as GPT-3 is built: /);
  assert.match(said, /third matrix in the MLP\. With 16 bits each/);
  assert.doesNotMatch(text(largest), /third matrix/);
});
