import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { large } from "../../docs/js/lib/scale.js";
import {
  describe, estimates, found, height, initial, KINDS, MEASURES, modelsOf, placesOf, seen, shownOf,
} from "../../docs/js/widgets/model_sizes.js";

const { data } = JSON.parse(readFileSync(new URL("../../figures/model_sizes.page.txt", import.meta.url)));
const models = modelsOf(data);
const words = (model) => describe(model).map((piece) => piece.strong ?? piece).join("");
const by = (name) => models.find((model) => model.name === name);

test("each of the models is found by its name, and by the beginning of it if no other begins so", () => {
  for (const model of models) {
    assert.equal(found(models, model.name), model);
    assert.equal(found(models, `  ${model.name.toUpperCase()} `), model);
  }
  assert.equal(found(models, "chinch").name, "Chinchilla");
  assert.equal(found(models, "behemoth").name, "Llama 4 Behemoth");
  assert.equal(found(models, "moonshot").developer, "Moonshot AI");
  for (const nothing of ["", "  ", "no such model", "((", "\\", ".*"]) assert.equal(found(models, nothing), null);
});

test("what is said of a model has its name, its maker, its day and its size, or that there is none", () => {
  for (const model of models) {
    const text = words(model);
    assert.ok(text.startsWith(`${model.name} (${model.developer}, `), text);
    assert.ok(text.includes(model.date.slice(0, 4)));
    assert.doesNotMatch(text, /NaN|null|undefined|Invalid/);
    if (model.largest === null) assert.match(text, /size unknown/);
    else assert.ok(text.includes(large(model.largest)), text);
    if (model.active) assert.ok(text.includes(`${large(model.active)} at work`), text);
  }
  assert.match(words(by("GPT-3")), /28 May 2020\): 125 million to 175 billion knobs, all at work on every word/);
  assert.match(words(by("GPT-4")), /1 trillion, by Semafor.*1\.8 trillion, by SemiAnalysis/);
  assert.match(words(by("BaGuaLu")), /, March 2022\).*not a finished model/);
  assert.match(words(by("Llama 4 Behemoth")), /never released/);
});

test("the kinds hold every model, and each shows those it names", () => {
  const n = (kind, measure = "all") => shownOf(models, { kind, measure }).length;
  assert.equal(n("all"), models.length);
  assert.equal(n("dense") + n("mixture") + n("undisclosed"), models.length);
  assert.equal(n("test"), data.standing.filter((s) => s === "demonstration").length);
  assert.equal(n("announced"), data.basis.filter((s) => s === "announcement").length);
  assert.ok(Object.keys(KINDS).every((kind) => n(kind) > 0));
  // By what works, a mixture whose part is not known has no place; a dense model stays where it is.
  assert.equal(n("mixture", "working"), models.filter(({ active }) => active).length);
  assert.equal(n("dense", "working"), n("dense"));
  assert.equal(height(by("DeepSeek-V3"), "working"), by("DeepSeek-V3").active);
  assert.equal(height(by("PaLM"), "working"), by("PaLM").largest);
});

test("whatever is set, one model that is shown is chosen, and its ring has a place", () => {
  for (const kind of Object.keys(KINDS)) {
    for (const measure of Object.keys(MEASURES)) {
      for (const { i } of models) {
        const state = seen(models, { model: i, kind, measure });
        const shown = shownOf(models, state);
        assert.ok(shown.some((model) => model.i === state.model));
        assert.ok(placesOf(models[state.model], state.measure).every(({ x, y }) => x > 2018 && y > 0));
      }
    }
  }
});

test("an address that names nothing known is the first one", () => {
  const first = initial(models);
  assert.equal(models[first.model].name, "GPT-3");
  for (const wild of ["", "NaN", "__proto__", "constructor", "toString", "<b>", "\u0663", "9".repeat(400)]) {
    assert.deepEqual(initial(models, { model: wild, kind: wild, measure: wild }), first);
  }
  const asked = initial(models, { model: "Mixtral 8x7B", kind: "mixture", measure: "working" });
  assert.deepEqual(asked, { model: by("Mixtral 8x7B").i, kind: "mixture", measure: "working" });
});

test("estimates are numbers with whose they are", () => {
  assert.deepEqual(estimates("1T Semafor (March 2023); 1.76T G. Hotz"), [
    { size: 1e12, by: "Semafor (March 2023)" }, { size: 1.76e12, by: "G. Hotz" },
  ]);
  assert.deepEqual(estimates(null), []);
});

test("large numbers have three digits and their unit", () => {
  assert.deepEqual(
    [116534784, 174600000000, 173.9e12, 999.9e9, 1e6, 64000, 37e9].map(large),
    ["117 million", "175 billion", "174 trillion", "1 trillion", "1 million", "64,000", "37 billion"],
  );
});
