import assert from "node:assert/strict";
import test from "node:test";

import { seeded } from "../../docs/js/lib/random.js";
import { roundTicks } from "../../docs/js/widgets/knob_sweep_charts.js";
import {
  basis, cakes, different, divided, fit, heights, kitchenSet, missOf, others, sizesOf, through, truth,
} from "../../docs/js/widgets/knob_sweep_data.js";
import { columnsOf, wholeCurve } from "../../docs/js/widgets/knob_sweep_guess.js";
import { columns, sampled } from "../../docs/js/widgets/knob_sweep_paste.js";
import { address, initial, START } from "../../docs/js/widgets/knob_sweep_state.js";
import {
  alternatives, amount, compared, describe, spread, touched,
} from "../../docs/js/widgets/knob_sweep_words.js";

const text = (pieces) => pieces.map((piece) => piece.strong ?? piece).join("");
const GOAL = [1, 0.5, -0.25];

// What is pasted

const four = [[1, 2], [2, 3], [3, 5], [4, 4]];
const GOOD = {
  "commas": "1,2\n2,3\n3,5\n4,4",
  "commas and blanks": "1, 2\n2, 3\n3, 5\n4, 4",
  "tabs": "1\t2\n2\t3\n3\t5\n4\t4",
  "semicolons": "1;2\n2;3\n3;5\n4;4",
  "blanks": "1 2\n  2   3\n3 5  \n4 4",
  "a header": "minutes,score\n1,2\n2,3\n3,5\n4,4",
  "empty lines, and Windows": "\r\n1,2\r\n\r\n2,3\r\n3,5\r\n4,4\r\n\r\n",
  "old Mac": "1,2\r2,3\r3,5\r4,4",
  "a byte order mark": "\uFEFF1,2\n2,3\n3,5\n4,4",
  "quotation marks": '"1","2"\n"2","3"\n\'3\',\'5\'\n"4","4"',
  "a separator at the end": "1;2;\n2;3;\n3;5;\n4;4;",
  "plus signs and exponents": "+1,2e0\n2,3\n.3e1,5.\n4E0,4",
  "narrow blanks": "1\u202F2\n2\u00A03\n3 5\n4 4",
};
for (const [name, pasted] of Object.entries(GOOD)) {
  test(`two columns are read with ${name}`, () => assert.deepEqual(columns(pasted).rows, four));
}

test("a comma is a decimal comma where something else separates, and the note says so", () => {
  for (const by of ["\t", "; ", ";", " ", ", "]) {
    const found = columns([["1,5", "2"], ["2,5", "-3,25"], ["3", "1"], ["4", "0"]]
      .map((row) => row.join(by)).join("\n"));
    assert.deepEqual(found.rows.slice(0, 2), [[1.5, 2], [2.5, -3.25]], by);
    assert.match(found.note, /decimal comma/);
  }
  assert.equal(columns(GOOD.commas).note, "");
});
test("a minus sign as printers set it is one", () => {
  assert.deepEqual(columns("\u22121 2\n2 3\n3 4\n4 5").rows[0], [-1, 2]);
});
test("the header's words name the axes", () => {
  assert.deepEqual(columns("time (s)\tspeed\n1\t2\n2\t3\n3\t5\n4\t4").names, ["time (s)", "speed"]);
  assert.equal(columns(GOOD.commas).names, null);
});

const BAD = {
  "": /nothing here yet/,
  "  \n\t\n": /nothing here yet/,
  "x,y": /no number below/,
  "1,2": /One row makes no curve/,
  "1,2\n1,3\n1,4\n1,5": /Every x is 1/,
  "1,2\n1,3\n2,4\n3,5": /Only 3 different x/,
  "1,7\n2,7\n3,7\n4,7": /Every y is 7/,
  "1,2\n2,x\n3,4\n4,5": /^Line 2 says “x”, which is no number\.$/,
  "1,2\nb,x\n3,4\nc,5": /^Line 2 says “b”.* 2 lines cannot be read\.$/,
  "a,b\n1,2\n\n2,\n3,4": /^Line 4 has nothing in its second column/,
  "1,2\n,3\n3,4": /^Line 2 has nothing in its first column/,
  "1,2\n2\n3,4": /^Line 2 has one column/,
  "1,2,3\n2,3,4": /^Line 1 has 3 columns/,
  "1,5,2,5\n2,5,3,5": /^Line 1 has 4 columns/,
  "x,2\n2,3": /^Line 1 says “x”/,
  "1,Infinity\n2,3": /^Line 1 says “Infinity”, which is no number/,
  "1,-inf\n2,3": /^Line 1 says “-inf”/,
  "1,NaN\n2,3": /^Line 1 says “NaN”/,
  "1,1e999\n2,3": /^Line 1 says “1e999”, which is too large/,
  "1,1e101\n2,3": /too large/,
  "1,0x10\n2,3": /“0x10”, which is no number/,
  "1;1.000.000\n2;3": /“1\.000\.000”, which is no number/,
  "1;1,000,000\n2;3": /“1,000,000”, which is no number/,
  "1,2%\n2,3": /“2%”/,
  "2026-11-27,1\n2026-11-28,2": /“2026-11-27”/,
  "<script>alert(1)</script>,2\n1,2": /“<script>alert\(1\)<\/scr?…?/,
  "one two three": /no number below|3 columns/,
  [`${"9".repeat(400)},1\n1,2`]: /too large/,
  [`1,${"y".repeat(400)}\n1,2`]: /^Line 1 says “y{20}…”, which is no number\.$/,
};
for (const [pasted, says] of Object.entries(BAD)) {
  test(`one clear line is said of ${JSON.stringify(pasted.slice(0, 30))}`, () => {
    assert.throws(() => columns(pasted), ({ message }) => {
      assert.match(message, says);
      return message.length < 140 && !message.includes("\n");
    });
  });
}

test("10,000 rows are read quickly, sampled by a seed, and that is said", () => {
  const pasted = Array.from({ length: 10_000 }, (_, i) => `${i};${Math.sin(i)}`).join("\n");
  const { rows } = columns(pasted);
  const few = sampled(rows, seeded(1));
  assert.equal(few.rows.length, 1000);
  assert.equal(few.note, "Of 10,000 rows 1,000 were taken by chance.");
  assert.deepEqual(few.rows, sampled(rows, seeded(1)).rows);
  assert.equal(new Set(few.rows.map(([x]) => x)).size, 1000);
  const mean = few.rows.reduce((sum, [x]) => sum + x, 0) / 1000;
  assert.ok(mean > 4500 && mean < 5500);
  assert.deepEqual(sampled(rows.slice(0, 1000), seeded(1)), { rows: rows.slice(0, 1000), note: "" });
});

// What is fitted

test("at most sixty rows are fitted, each x once, and what is tried on has other x", () => {
  const random = seeded(4);
  for (let round = 0; round < 60; round += 1) {
    const n = 4 + Math.floor(random() * 400);
    const far = 10 ** (12 * random() - 6);
    const spot = () => Math.floor(random() * n) * far;
    const rows = [[0, 1], [far, 2], [2 * far, 3], [3 * far, 0]];
    while (rows.length < n) rows.push([spot() ** (round % 3 ? 1 : 3) / far ** (round % 3 ? 0 : 2), random()]);
    const set = divided(rows, round);
    assert.equal(different(set), set.x.length);
    assert.ok(set.x.length >= 2 && set.x.length <= 60 && set.held.y.length >= 1);
    assert.ok([...set.x, ...set.held.x].every((x) => x >= -1 && x <= 1));
    const fitted = new Set(set.x);
    assert.ok(set.held.x.every((x) => !fitted.has(x)));
    assert.ok(set.held.average > 0);
    for (const knobs of [1, set.x.length, 200]) {
      assert.ok(Number.isFinite(missOf(set, fit(set, knobs, knobs === 200 ? "auto" : 0).fitted, [])));
    }
  }
});
test("always saying the average of the fitted rows misses by exactly 1", () => {
  const set = divided(four.concat([[5, 9], [6, 1]]), 2);
  assert.ok(Math.abs(missOf(set, Float64Array.of(0), []) - 1) < 1e-12);
});
test("the slider stops at as many knobs as different x, wherever that is", () => {
  const set = kitchenSet(cakes(1, 0.2, 29));
  assert.deepEqual(sizesOf([1, 2, 30, 200], set), [1, 2, 29, 30, 200]);
  assert.deepEqual(sizesOf([1, 2, 29], set), [1, 2, 29]);
});
test("other curves pass through the same points, differ elsewhere, and there is none at ten", () => {
  const set = kitchenSet(cakes(3, 0.2));
  const everywhere = basis(Float64Array.from({ length: 101 }, (_, i) => i / 50 - 1));
  for (const knobs of [3, 10]) assert.deepEqual(others(fit(set, knobs), set, 5, 0.3), []);
  for (const knobs of [11, 20, 200]) {
    const found = fit(set, knobs);
    const more = others(found, set, 5, 0.3);
    assert.equal(more.length, 5);
    const own = heights(everywhere, found.fitted);
    for (const fitted of more) {
      assert.ok(through(set, fitted, 3.6), `${knobs}`);
      const away = heights(everywhere, fitted).map((y, i) => Math.abs(y - own[i]));
      assert.ok(Math.max(...away) > 0.2);
      const norm = (b) => b.reduce((sum, v) => sum + v * v, 0);
      assert.ok(norm(fitted) > norm(found.fitted)); // of all, ours has the smallest knobs
    }
  }
});
test("cakes without noise lie on the truth", () => {
  for (const { x, y } of cakes(5, 0)) assert.equal(y, truth(x));
});

// What is said

const facts = {
  kind: "kitchen", knobs: 10, n: 10, distinct: 10, through: true, penalty: 0, miss: 26.9, held: 109,
};
const SAID = {
  "With 10 knobs and 10 cakes there is only one curve, and it is forced. It misses new cakes by 27.": {},
  "With 3 knobs no curve reaches all 10 cakes; this one comes nearest. It misses new cakes by 0.12.":
    { knobs: 3, through: false, miss: 0.12035 },
  "With 3 knobs the curve happens to go through all 10 cakes. It misses new cakes by 0.3.":
    { knobs: 3, miss: 0.3 },
  "With 1 knob the curve can only be level. It misses new cakes by 0.31.":
    { knobs: 1, through: false, miss: 0.308 },
  "With 200 knobs endlessly many curves go through all 10 cakes. The one with the smallest knobs misses new cakes by 0.041.":
    { knobs: 200, miss: 0.0408 },
  "With 10 knobs and the brake on, the curve need not touch every cake. It misses new cakes by 0.032.":
    { penalty: 0.01, through: false, miss: 0.0324 },
  "With 10 knobs the curve passes between cakes that share their place. It misses new cakes by 0.5.":
    { distinct: 9, through: false, miss: 0.5 },
  "With 43 knobs the curve ought to go through all 43 rows, but 16 digits are too few to find it. It misses the 57 others more than a thousand million times as badly as always saying the average.":
    { kind: "own", knobs: 43, n: 43, distinct: 43, through: false, miss: 3e12, held: 57 },
  "With 5 knobs no curve reaches all 20 readings; this one comes nearest. It misses the 109 others 0.66 times as badly as always saying the average.":
    { kind: "crash", knobs: 5, n: 20, distinct: 20, through: false, miss: 0.661 },
  "With 2 knobs and 2 cakes there is only one curve, and it is forced. It misses new cakes by 1,200.":
    { knobs: 2, n: 2, distinct: 2, miss: 1234 },
};
for (const [says, change] of Object.entries(SAID)) {
  test(says, () => assert.equal(text(describe({ ...facts, ...change })), says));
}
test("amounts have two digits and stay short", () => {
  const said = [0.00003, 0.0408, 0.1, 1, 10.3, 104, 1234, 999_999, 2.34e6, 8e8, 1e12].map(amount);
  assert.deepEqual(said, ["less than 0.0001", "0.041", "0.1", "1", "10", "100", "1,200", "1,000,000",
    "2.3 million", "800 million", "more than a thousand million"]);
});
test("a guess is compared by its way and by its end", () => {
  const end = (guess, miss) => text(compared({ start: 10, guess, miss, knobs: 200 }));
  assert.equal(end(330, 0.041), "You drew it to rise, to 330 at 200 knobs; it fell, to 0.041. You were 8,000 times too high.");
  assert.equal(end(10, 0.04), "You drew it to stay about level, to 10 at 200 knobs; it fell, to 0.04. You were 250 times too high.");
  assert.equal(end(0.05, 0.04), "You drew it to fall, to 0.05 at 200 knobs; it did, to 0.04: well guessed.");
  assert.match(end(0.01, 0.04), /it did, to 0\.04\. You were 4 times too low\.$/);
  assert.match(end(1, 30), /to fall.*it rose/);
  assert.match(end(1, 12), /to fall.*it stayed about level/);
});
test("other kitchens, other curves and moved cakes are said as they are", () => {
  assert.equal(spread([3, 0.4, 26900], 10), "In 3 more kitchens the miss at 10 knobs goes from 0.4 to 27,000.");
  assert.equal(spread([3], 1), "In 1 more kitchen the miss at 1 knob goes from 3 to 3.");
  assert.match(alternatives({ ...facts, count: 0 }), /no other curve: this one is forced/);
  assert.match(alternatives({ ...facts, knobs: 3, count: 0 }), /one best curve, and no other/);
  assert.match(alternatives({ ...facts, knobs: 30, count: 5 }), /5 of the others/);
  assert.match(alternatives({ ...facts, penalty: 1, count: 0 }), /brake/);
  assert.match(touched(1), /one of these cakes\. New ones come from the kitchen as it was/);
});

// The guess

test("what is drawn is a whole line: between columns by ratio, level at its end", () => {
  const xs = columnsOf(10, 200);
  assert.ok(xs[0] > 10 && Math.abs(xs.at(-1) - 200) < 1e-9 && xs.length === 16);
  const heights = xs.map((_, i) => (i === 4 ? 3 : i === 8 ? 1 : null));
  assert.deepEqual(wholeCurve(xs, heights, [10, 20]), {
    xs: [10, xs[4], xs[8], xs[15]], ys: [20, 3, 1, 1],
  });
  const all = wholeCurve(xs, xs.map(() => 2), [10, 20]);
  assert.equal(all.xs.length, 17);
});

// The address

test("an address is read back as it was written", () => {
  const random = seeded(2);
  for (let i = 0; i < 200; i += 1) {
    const brake = [0, "auto", 1 + Math.floor(17 * random())][i % 3];
    const state = {
      ...START, knobs: 1 + Math.floor(200 * random()), seed: Math.floor(1e6 * random()),
      noise: Math.round(8 * random()) / 20, brake, data: i % 2 ? "crash" : "kitchen", others: i % 5 === 0,
    };
    const written = Object.entries(address(state)).filter(([, value]) => value !== null);
    const asked = Object.fromEntries(written.map(([name, value]) => [name, String(value)]));
    assert.deepEqual(initial(asked), state);
  }
});
test("an address holds nothing that a hand has made, and nothing of a usual state", () => {
  const own = { ...START, data: "own", points: [{ x: 0.1, y: 2 }], table: { rows: [[7, 7]] } };
  assert.deepEqual(new Set(Object.values(address(own))), new Set([null]));
});
for (const wrong of [
  "", " ", "NaN", "-1", "0", "201", "1e9", "1e309", "0x10", "3.5", "٣", "__proto__", "<b>", "∞",
  "9999999999", "null", "auto ", "-5.25", "4", "1.5.5",
]) {
  test(`${JSON.stringify(wrong)} in an address falls back`, () => {
    const found = initial({ knobs: wrong, noise: wrong, brake: wrong, data: wrong, others: wrong });
    const allowed = { ...START, ...(wrong === "4" && { knobs: 4 }), ...(wrong === "0" && { noise: 0, brake: 11 }),
      ...(wrong === "-1" && { brake: 9 }), ...(wrong === "3.5" && { brake: 0 }) };
    assert.deepEqual(found, allowed);
    const { seed } = initial({ seed: wrong });
    assert.ok(Number.isInteger(seed) && seed >= 0 && seed < 1e9);
  });
}

test("ticks are numbers a person would write", () => {
  assert.deepEqual(roundTicks(2.4, 57.6, 7), [10, 20, 30, 40, 50]);
  assert.deepEqual(roundTicks(-134, 75, 5), [-100, -50, 0, 50]);
  assert.deepEqual(roundTicks(0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(roundTicks(1e-7, 4e-7, 4), [1e-7, 2e-7, 3e-7, 4e-7]);
});
