import assert from "node:assert/strict";
import test from "node:test";

import { facts } from "../../docs/js/number.js";

test("the facts are the spread, where it is known, and the seeds", () => {
  assert.equal(facts("± 0.13, one standard error", "20 seeds"), "± 0.13, one standard error · 20 seeds");
  assert.equal(facts("a setting", "20 seeds"), "A setting · 20 seeds");
  assert.equal(facts(undefined, "20 seeds"), "20 seeds");
});
