import assert from "node:assert/strict";
import test from "node:test";

import { describe, heapsOf, startOf, wrong } from "../../docs/js/widgets/label_noise_heaps.js";
import { published } from "./published.mjs";

const data = published("label_noise");
const heaps = heapsOf(data);
const said = (at) => describe(heaps, at).map((piece) => piece.strong ?? piece).join("").replaceAll("\u202F", " ");

test("the heaps are those of the goal that the page quotes", () => {
  for (const { share, labels, worth } of heaps) {
    const name = `noise_${Math.round(100 * share)}`;
    assert.equal(labels, data.quoted[`labels_needed_90_${name}`]);
    assert.equal(worth, data.quoted[`label_worth_90_${name}`]);
  }
  assert.equal(heaps[0].share, 0);
  assert.ok(heaps.length >= 5 && heaps.every(({ worth }) => worth <= 6), "all fit into the picture");
});

test("it starts at the share that the question is about", () => {
  assert.equal(heaps[startOf(heaps)].share, 0.2);
  assert.equal(heaps[startOf(heaps, { noise: "0.4" })].share, 0.4);
  for (const noise of ["0.7", "NaN", "", "__proto__", "-1", "0.20"]) {
    assert.equal(heaps[startOf(heaps, { noise })].share, 0.2, noise);
  }
});

test("as many labels are drawn as wrong ones as there are, and they are scattered", () => {
  for (const [n, share] of [[102, 0], [248, 0.2], [530, 0.4], [7, 0.5]]) {
    const bad = wrong(n, share);
    assert.equal(bad.length, n);
    assert.equal(bad.filter(Boolean).length, Math.round(share * n));
  }
  const rows = Array.from({ length: 12 }, (_, i) => wrong(248, 0.2).slice(18 * i, 18 * i + 18));
  for (const row of rows) {
    const here = row.filter(Boolean).length;
    assert.ok(here >= 3 && here <= 5, `${here} in a row of eighteen`);
  }
});

test("the sentence has the numbers of its heap", () => {
  assert.equal(
    said(startOf(heaps)),
    "With 20 % wrong, 248 labels teach as much as 102 clean ones. One clean label is worth 2.4 of them.",
  );
  assert.match(said(0), /^With none wrong .* 102 labels either way\.$/);
});
