import assert from "node:assert/strict";
import test from "node:test";

import { keeper } from "../../docs/js/guess/record.js";
import { forget, keep, kept } from "../../docs/js/lib/keepsake.js";

const cake = { amounts: [8, 0, 4, 2, 1] };

function shelf() {
  const all = new Map();
  return {
    getItem: (name) => all.get(name) ?? null,
    setItem: (name, text) => all.set(name, text),
    removeItem: (name) => all.delete(name),
    all,
  };
}

test("what is kept is found by its name, by another visit too, until it is forgotten", () => {
  const storage = shelf();
  assert.equal(keep("perfect cake", cake, keeper(() => storage)), true);
  assert.deepEqual(kept("perfect cake", keeper(() => storage)), cake);
  assert.deepEqual([...storage.all.keys()], ["knobs.perfect cake"]);
  assert.equal(kept("other", keeper(() => storage)), null);
  forget("perfect cake", keeper(() => storage));
  assert.equal(kept("perfect cake", keeper(() => storage)), null);
  assert.equal(storage.all.size, 0);
});

test("storage that is forbidden or full keeps it for the visit", () => {
  const forbidden = () => {
    throw new Error("SecurityError");
  };
  const full = { ...shelf(), setItem: forbidden };
  for (const storage of [forbidden, () => full]) {
    const store = keeper(storage);
    assert.equal(keep("perfect cake", cake, store), false);
    assert.deepEqual(kept("perfect cake", store), cake);
    forget("perfect cake", store);
    assert.equal(kept("perfect cake", store), null);
  }
});

test("what is no JSON is nothing", () => {
  const storage = shelf();
  storage.setItem("knobs.perfect cake", "{oh");
  assert.equal(kept("perfect cake", keeper(() => storage)), null);
});
