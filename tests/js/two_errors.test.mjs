import assert from "node:assert/strict";
import test from "node:test";

import { asked } from "../../docs/js/lib/two_errors.js";

const values = [10, 40, 100, 200, 4000];
const noise = [0, 0.2];
const otherwise = { at: 4, q: 0 };

test("the address decides where a widget starts, and nonsense in it does not", () => {
  assert.deepEqual(asked(values, noise, { value: "45", rate: "0.2" }, otherwise), { at: 1, q: 1 });
  assert.deepEqual(asked(values, noise, { value: "many", rate: "0.3" }, otherwise), otherwise);
  assert.deepEqual(asked(values, noise, { value: "-5" }, otherwise), otherwise);
  assert.deepEqual(asked(values, noise, {}, otherwise), otherwise);
});
