import assert from "node:assert/strict";
import test from "node:test";

import { contradictory, isWrong, newMiss, practice, rounds } from "../../docs/js/lib/practice.js";
import { predict } from "../../docs/js/lib/knob_sweep.js";
import { address, facts, initial, learned, start } from "../../docs/js/widgets/practice.js";
import { describe, MARGIN, off, remark, steps, verdict } from "../../docs/js/widgets/practice_words.js";
import { published } from "./published.mjs";

const data = published("practice");
const text = (pieces) => pieces.map((piece) => piece.strong ?? piece).join("");
const at = (asked) => {
  const state = initial(data, asked);
  return facts(data, state, learned(data, state));
};
const close = (found, wanted, allowed = 1e-9) =>
  assert.ok(Math.abs(found - wanted) <= allowed, `${found} is not ${wanted}`);

// What is learned

test("more cakes leave the first ones where they are", () => {
  const all = rounds(3, 200, 0.2);
  for (const n of [2, 9, 10, 11, 77]) assert.deepEqual(rounds(3, n, 0.2), all.slice(0, n));
  assert.notDeepEqual(rounds(4, 5, 0.2), rounds(3, 5, 0.2));
  for (let i = 0; i < 200; i += 10) {
    const cells = all.slice(i, i + 10).map(({ x }) => Math.floor((x + 1) * 5));
    assert.deepEqual(cells.sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  }
});

test("every third note is that of the cake before, and the cakes stay as they were", () => {
  const cakes = rounds(1, 11, 0.2);
  const before = structuredClone(cakes);
  const noted = contradictory(cakes);
  noted.forEach(({ x, y }, i) => {
    assert.equal(x, cakes[i].x);
    assert.equal(y, isWrong(i) ? cakes[i - 1].y : cakes[i].y);
    assert.equal(isWrong(i), i % 3 === 2);
  });
  assert.deepEqual(cakes, before);
});

test("her own miss is that of the curve, and falls with every stop", () => {
  for (const n of [2, 5, 10, 12, 40, 200]) {
    const cakes = rounds(n, n, 0.2);
    const after = practice(cakes, data.shown.n_knobs);
    let last = Infinity;
    for (const count of data.steps) {
      const { fitted, own } = after(count);
      const heights = predict(fitted, cakes.map(({ x }) => x));
      const sum = heights.reduce((total, height, i) => total + (height - cakes[i].y) ** 2, 0);
      close(own, Math.sqrt(sum / n), 1e-6);
      assert.ok(own <= last + 1e-12);
      last = own;
    }
  }
});

test("two cakes in one place are no trouble, nor is one alone", () => {
  const after = practice([{ x: 0.2, y: 1 }, { x: 0.2, y: 0 }, { x: -0.5, y: 0.3 }], 12);
  close(after(1e9).own, Math.sqrt(0.5 / 3), 1e-6);
  close(practice([{ x: 0.2, y: 1 }], 12)(1).own, 0);
});

test("nobody gets below the error of a taste", () => {
  assert.equal(newMiss(data.goal.map((value, k) => value * (k + 1)), data.goal, 0.2), 0.2);
});

// What an address holds

test("a state goes into the address and comes back; what it starts with is left out", () => {
  const first = start(data);
  assert.deepEqual(initial(data), first);
  assert.deepEqual(Object.values(address(data, first)), [null, null, null, null]);
  const other = { steps: 100_000_000, cakes: 200, notes: true, seed: 5 };
  assert.deepEqual(initial(data, address(data, other)), other);
  for (const count of data.steps) assert.equal(initial(data, { steps: String(count) }).steps, count);
  for (const n of data.cakes) assert.equal(initial(data, { cakes: String(n) }).cakes, n);
});

test("what lies between two stops goes to the nearer; what makes no sense is ignored", () => {
  assert.equal(initial(data, { steps: "1001" }).steps, 1000);
  assert.equal(initial(data, { cakes: "199" }).cakes, 200);
  const wild = ["", "0", "-1", "NaN", "1e9", "1e309", "0x10", "<b>", "٣", "1,5", "9".repeat(400), "null"];
  for (const value of wild) {
    const found = initial(data, { steps: value, cakes: value, notes: value, seed: value });
    assert.deepEqual({ ...found, seed: 0 }, { ...start(data), seed: 0 }, value);
    assert.ok(Number.isSafeInteger(found.seed));
  }
  for (const cakes of ["1", "201", "999"]) assert.equal(initial(data, { cakes }).cakes, start(data).cakes);
});

// What is said

const SAID = {
  little: { asked: { steps: "10" }, says: /: too little practice, she misses even her own\.$/ },
  right: { asked: { cakes: "200", steps: "100000000" }, says: /: what she has learned holds for cakes she never saw\.$/ },
  heart: { asked: { steps: "100000000" }, says: /on her own 10 cakes and by .* on new ones: she has learned these cakes by heart\.$/ },
  few: { asked: { cakes: "2", steps: "100000000" }, says: /: she knows them by heart, and so few teach her no more\.$/ },
  better: { asked: { cakes: "200", steps: "1000", notes: "1" }, says: /on her own 200 notes and by .* on new cakes: .* she bakes better than they say\.$/ },
};
for (const [kind, { asked, says }] of Object.entries(SAID)) {
  test(`${kind} is said where it is so`, () => {
    const found = at(asked);
    assert.equal(verdict(found), kind);
    assert.match(text(describe(found)), says);
  });
}

const SET = { taste: 0.2, cakes: 10, steps: 100, best: { steps: 100, miss: 0.25 }, notes: false };
test("a verdict has a margin", () => {
  const fresh = 0.25 + MARGIN;
  assert.equal(verdict({ ...SET, own: 0.1, fresh: fresh - 1e-9 }), "right");
  const over = { ...SET, fresh: fresh + 1e-9 };
  assert.equal(verdict({ ...over, steps: 10, own: 0.5 }), "little");
  assert.equal(verdict({ ...over, steps: 1000, own: 0.0599 }), "heart");
  assert.equal(verdict({ ...over, steps: 1000, own: 0.0601 }), "much");
  const far = { ...SET, best: { steps: 100, miss: 0.29 }, fresh: 0.3 };
  assert.equal(verdict({ ...far, own: 0.1 }), "few");
  assert.equal(verdict({ ...far, own: 0.1, notes: true }), "contradictory");
  assert.equal(verdict({ ...far, own: 0.38, notes: true }), "better");
  assert.equal(verdict({ ...far, own: 0.38 }), "few");
  assert.match(text(describe({ ...far, own: 0.1 })), /so few cakes teach her no more, however long/);
  assert.match(text(describe({ ...far, own: 0.01, notes: true })), /by heart, and they contradict each other/);
});

test("every sentence is short, has both numbers, and none is torn", () => {
  const seen = new Set();
  for (const notes of ["0", "1"]) {
    for (const cakes of data.cakes) {
      for (const seed of ["1", "2", "3"]) {
        const state = initial(data, { cakes: String(cakes), notes, seed });
        const lesson = learned(data, state);
        for (const count of data.steps) {
          const found = facts(data, { ...state, steps: count }, lesson);
          const said = text(describe(found));
          seen.add(verdict(found));
          assert.ok(said.length <= 140, said);
          assert.doesNotMatch(said, /NaN|undefined|Infinity|−|-/);
          assert.ok(said.includes(off(found.own)) && said.includes(off(found.fresh)));
        }
      }
    }
  }
  assert.equal(seen.size, 7, [...seen].join());
});

test("numbers are written as one would say them", () => {
  assert.deepEqual([0, 0.0049, 0.051, 0.309, 9.994, 9.996, 123.4, 26_480, 2e7].map(off), [
    "less than 0.01", "less than 0.01", "0.05", "0.31", "9.99", "10", "120", "26,000",
    "more than a million",
  ]);
  assert.deepEqual([1, 10, 1000, 560_000, 1_300_000, 1e9].map(steps), [
    "1 step", "10 steps", "1,000 steps", "560,000 steps", "1.3 million steps", "1 billion steps",
  ]);
  assert.match(remark({ notes: true, taste: 0.2 }), /Every third note/);
  assert.match(remark({ notes: false, taste: 0.2 }), /errs by 0\.2, so on new cakes/);
});
