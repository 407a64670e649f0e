import assert from "node:assert/strict";
import test from "node:test";

import { after, place, step, stops } from "../../docs/js/lib/card.js";

const shut = { at: null, pinned: false };
const play = (...events) => events.reduce((state, [type, at]) => after(state, type, at), shut);

test("a resting pointer opens a card, and leaving shuts it", () => {
  assert.deepEqual(play(["point", "a"]), { at: "a", pinned: false });
  assert.deepEqual(play(["point", "a"], ["leave"]), shut);
  assert.deepEqual(play(["point", "a"], ["point", "b"]), { at: "b", pinned: false });
});

test("a press on a card opened by the pointer keeps it, the next one shuts it", () => {
  assert.deepEqual(play(["point", "a"], ["press", "a"]), { at: "a", pinned: true });
  assert.deepEqual(play(["point", "a"], ["press", "a"], ["leave"]), { at: "a", pinned: true });
  assert.deepEqual(play(["point", "a"], ["press", "a"], ["press", "a"]), shut);
});

test("a tap opens, a second one shuts, one on another word moves the card", () => {
  assert.deepEqual(play(["press", "a"]), { at: "a", pinned: true });
  assert.deepEqual(play(["press", "a"], ["press", "a"]), shut);
  assert.deepEqual(play(["press", "a"], ["press", "b"]), { at: "b", pinned: true });
});

test("focus by key opens, Enter shuts and opens again, a passing pointer changes nothing", () => {
  assert.deepEqual(play(["focus", "a"]), { at: "a", pinned: true });
  assert.deepEqual(play(["focus", "a"], ["press", "a"]), shut);
  assert.deepEqual(play(["focus", "a"], ["press", "a"], ["press", "a"]), { at: "a", pinned: true });
  assert.deepEqual(play(["focus", "a"], ["point", "b"], ["leave"]), { at: "a", pinned: true });
});

test("Escape and a press elsewhere shut whatever is open", () => {
  for (const type of ["escape", "elsewhere"]) {
    assert.deepEqual(play(["point", "a"], [type]), shut);
    assert.deepEqual(play(["press", "a"], [type]), shut);
  }
});

test("each group has one tab stop, its first word", () => {
  assert.deepEqual(stops(["one", "one", "fold", "one", "two", "fold"]), [0, 2, 4]);
  assert.deepEqual(stops([]), []);
});

test("arrow keys pass over words in closed folds and stop at the ends", () => {
  const visible = [true, false, false, true];
  assert.equal(step(visible, 0, 1), 3);
  assert.equal(step(visible, 3, -1), 0);
  assert.equal(step(visible, 3, 1), 3);
  assert.equal(step([true, false], 0, 1), 0);
});

const room = { left: 16, right: 304, top: 48, bottom: 900 };

test("a card stands under its word, as wide as the text", () => {
  const block = { left: 16, width: 288 };
  assert.deepEqual(place({ top: 300, bottom: 320, right: 90 }, block, 90, room), { left: 16, top: 325, width: 288 });
});

test("a card goes above its word where it would end below the window", () => {
  const block = { left: 16, width: 288 };
  assert.equal(place({ top: 860, bottom: 880, right: 90 }, block, 90, room).top, 765);
  assert.equal(place({ top: 100, bottom: 120, right: 90 }, block, 90, { ...room, bottom: 150 }).top, 125);
});

test("a card beside a narrow or far block stays in the window", () => {
  const { left, width } = place({ top: 300, bottom: 320, right: 300 }, { left: 280, width: 40 }, 90, room);
  assert.equal(width, 260);
  assert.ok(left >= room.left && left + width <= room.right);
  assert.equal(place({ top: 0, bottom: 9, right: 9 }, { left: 0, width: 900 }, 9, room).width, 288);
});

test("a card reaches a word at the right end of a wide table", () => {
  const wide = { left: 16, right: 1264, top: 48, bottom: 900 };
  const word = { top: 300, bottom: 320, right: 1000 };
  assert.equal(place(word, { left: 318, width: 720 }, 90, wide).width, 682);
});
