import assert from "node:assert/strict";
import test from "node:test";

import { goesAbove } from "../../docs/js/term.js";

const room = { from: 48, to: 900 };

test("a definition stands below its line where there is room", () => {
  assert.equal(goesAbove({ top: 300, bottom: 322 }, 70, room), false);
  assert.equal(goesAbove({ top: 808, bottom: 830 }, 70, room), false);
});

test("one that would end below the window stands above", () => {
  assert.equal(goesAbove({ top: 809, bottom: 831 }, 70, room), true);
});

test("one that fits nowhere stays below, where it can be scrolled to", () => {
  assert.equal(goesAbove({ top: 100, bottom: 122 }, 70, { from: 48, to: 150 }), false);
});
