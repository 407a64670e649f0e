import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { cakeWords, INGREDIENTS } from "../../docs/js/lib/cake.js";
import { seeded } from "../../docs/js/lib/random.js";
import {
  agreed, bestTaken, called, expects, initial, knobsOf, ofTaster, parted,
} from "../../docs/js/widgets/taste.js";
import {
  endsOf, favourite, gains, isHeld, liking, placeOf, questions, rewards, served, TIE,
} from "../../docs/js/widgets/taste_model.js";
import { coin, decided, expecting, heading, pattern, reasons, serving } from "../../docs/js/widgets/taste_words.js";

const page = new URL("../../figures/taste.page.txt", import.meta.url);
const { data } = JSON.parse(readFileSync(page));
const said = (pieces) => pieces.map((p) => p.strong ?? p).join("").replaceAll("\u202F", " ");

/** What it says after these choices. */
function after(choices, { seed = 1, ...more } = {}) {
  const asked = questions(seed);
  const { learned, held } = parted(asked, choices);
  const knobs = knobsOf(learned, data);
  const i = choices.length;
  return said(expecting({
    choices, score: agreed(asked, choices, data), undone: false,
    learned: called(knobs, learned, data), held: called(knobs, held, data),
    expects: i >= 4 && i < 20 ? expects(knobs, asked[i], data) : null, ...more,
  }));
}

/** Who loves cocoa and hates sugar. */
const byTaste = (seed, n = 20) => questions(seed).slice(0, n).map(([a, b]) => {
  const good = ([sugar, , cocoa]) => 2 * cocoa - sugar;
  return good(a) === good(b) ? TIE : good(a) > good(b) ? 0 : 1;
});

test("twelve of the first twenty teach, eight are held back, and from the fifth on it expects", () => {
  const { learned, held } = parted(questions(1), byTaste(1));
  assert.equal(learned.choices.length, 12);
  assert.equal(held.choices.length, 8);
  for (let n = 0; n < 20; n += 1) {
    const words = after(byTaste(1, n));
    assert.equal(/It expects|It has no idea/.test(words), n >= 4 && !isHeld(n), `${n}: ${words}`);
    assert.equal(/kept from it: it says nothing/.test(words), n >= 4 && isHeld(n), words);
    assert.match(heading(n), new RegExp(`^Choice ${n + 1} of 20: ${isHeld(n) ? "test" : "lesson"} `));
  }
  assert.equal(heading(18), "Choice 19 of 20: lesson 12 of 12");
  assert.equal(heading(19), "Choice 20 of 20: test 8 of 8, kept from it");
  assert.deepEqual([20, 21, 22].map(heading), [
    "20 are made. One more: 1 of 2", "20 are made. One more: 2 of 2", "That was the last one",
  ]);
});

test("who has a taste that it can express is known", () => {
  let [right, of, signs, fitted] = [0, 0, 0, 0];
  for (let seed = 1; seed <= 20; seed += 1) {
    const { learned, held } = parted(questions(seed), byTaste(seed));
    const knobs = knobsOf(learned, data);
    const found = called(knobs, held, data);
    right += found.right;
    of += found.n;
    signs += Number(knobs[2] > 0) + Number(knobs[0] < 0); // more cocoa, less sugar
    fitted += called(knobs, learned, data).right / called(knobs, learned, data).n;
  }
  assert.ok(signs >= 34, `${signs} of 40`);
  assert.ok(fitted / 20 > 0.95, `${fitted / 20}`);
  assert.ok(right / of > 0.62, `${right} of ${of}`);
});

test("its score counts what it expected before each choice, not what it knows now", () => {
  const asked = questions(3);
  const choices = byTaste(3);
  const score = agreed(asked, choices, data);
  assert.equal(score.n, 10);
  const before = agreed(asked, choices.slice(0, 12), data);
  const other = [...choices.slice(0, 12), ...choices.slice(12).map((c) => 1 - c)];
  assert.deepEqual(agreed(asked, other.slice(0, 12), data), before);
});

test("a pattern of sides is no taste, and that is said", () => {
  const left = new Array(20).fill(0);
  assert.equal(pattern(left), "the left one");
  assert.equal(pattern(new Array(9).fill(1)), "the right one");
  assert.equal(pattern(left.map((_, i) => i % 2)), "turns");
  assert.equal(pattern(new Array(20).fill(TIE)), "none");
  assert.equal(pattern(left.slice(0, 7)), "", "that may be chance");
  for (const choices of [left, left.map((_, i) => (i + 1) % 2), left.map(() => 1)]) {
    for (const n of [10, 15, 20]) {
      assert.match(after(choices.slice(0, n)), /a side is no amount, and so no taste it can express/);
    }
  }
  assert.match(after(new Array(20).fill(TIE)), /nothing to learn/);
  for (let seed = 1; seed <= 30; seed += 1) assert.equal(pattern(byTaste(seed)), "");
});

test("who chooses by a coin is not called better than a coin does, and half right is called so", () => {
  const random = seeded(5);
  let [right, of] = [0, 0];
  for (let seed = 1; seed <= 120; seed += 1) {
    const choices = Array.from({ length: 20 }, () => Math.floor(2 * random()));
    const { learned, held } = parted(questions(seed), choices);
    const found = called(knobsOf(learned, data), held, data);
    right += found.right;
    of += found.n;
    const words = after(choices, { seed });
    if (!pattern(choices)) assert.equal(/fit no taste it can express/.test(words), found.right <= 4, words);
    assert.ok(words.includes(`it calls ${found.right} rightly`));
  }
  assert.ok(Math.abs(right / of - 0.5) < 0.06, `${right} of ${of}`);
});

test("how often a coin does as well", () => {
  const all = { right: 8, n: 8 };
  const words = said(expecting({ choices: byTaste(3), score: all, held: all, learned: all }));
  assert.match(words, /a coin does as well in 0\.4 % of tries/);
  assert.equal(coin(0, 8), 1);
  assert.equal(coin(8, 8), 1 / 256);
  assert.equal(coin(6, 8), 37 / 256);
  assert.equal(coin(4, 8) + coin(5, 8), 1);
});

test("the same pair twice with opposite answers teaches nothing", () => {
  const [one] = questions(1);
  const twice = { asked: [one, one], choices: [0, 1] };
  const knobs = knobsOf(twice, data);
  assert.ok(knobs.every((knob) => knob === 0));
  assert.equal(expects(knobs, one, data), null);
  assert.equal(favourite(rewards(knobs, data)), null);
  assert.match(said(serving({ knobs, found: { perfect: null }, push: 3, mine: true })), /no difference that you/);
  assert.equal(said(serving({ knobs, found: null, push: 3, mine: true })), "It is baking.");
  const tied = { asked: [one, one], choices: [TIE, TIE] };
  assert.ok(knobsOf(tied, data).every((knob) => knob === 0));
});

test("the pair that comes twice is compared, with its sides changed", () => {
  const first = byTaste(1);
  assert.equal(first[0] === TIE, false);
  assert.match(after([...first, 1 - first[0]]), /came twice: you took the same cake.*A last one/);
  assert.match(after([...first, first[0]]), /came twice: you took the other cake/);
  assert.doesNotMatch(after([...first, TIE]), /came twice/);
});

test("undo says that it is unlearned, and a change of mind leaves no trace", () => {
  const choices = byTaste(2, 9);
  assert.match(after(choices, { undone: true }), /^Taken back, and unlearned/);
  const other = [...choices.slice(0, 8), 1 - choices[8]];
  const back = [...other.slice(0, 8), choices[8]];
  assert.equal(after(back), after(choices));
});

test("the last pair sets what it is sure of against the best that was taken before", () => {
  const asked = questions(4);
  const choices = byTaste(4);
  const knobs = knobsOf(parted(asked, choices).learned, data);
  const values = rewards(knobs, data);
  const perfect = favourite(values);
  const own = bestTaken(knobs, asked, choices, perfect, data);
  assert.ok(choices.some((choice, i) => choice !== TIE && asked[i][choice] === own));
  assert.ok(endsOf(perfect) >= 1);
  assert.equal(bestTaken(knobs, asked, new Array(20).fill(TIE), perfect, data), null);
  assert.match(said(decided(0, 0)), /took the cake that it is sure of/);
  assert.match(said(decided(1, 0)), /the reward is not the taste/);
});

test("an address is believed where it makes sense", () => {
  const start = { seed: 1, push: 0, taster: null, n: 12, choices: [], came: 0, linked: false };
  assert.deepEqual(initial(data, {}), start);
  const wild = ["NaN", "-1", "1e9", "", "<script>", "٣", "1,5", "9".repeat(400), "__proto__", "2.5"];
  for (const text of wild) {
    const names = ["seed", "push", "taster", "n", "choices"];
    assert.deepEqual(initial(data, Object.fromEntries(names.map((name) => [name, text]))), start, text);
  }
  const asked = { seed: "7", push: "21", taster: "3", n: "1000", choices: "0121" };
  assert.deepEqual(initial(data, asked), {
    seed: 7, push: 21, taster: 2, n: 1000, choices: [0, 1, 2, 1], came: 4, linked: true,
  });
  assert.equal(initial(data, { choices: "0".repeat(23) }).choices.length, 0);
  assert.equal(initial(data, { taster: "21" }).taster, null);
});

test("a simulated taster teaches as many as are asked for, and is the one of the figure", () => {
  const published = JSON.parse(readFileSync(new URL("../../figures/human_feedback.json", import.meta.url))).data;
  for (const n of data.choices) {
    const { learned, held } = ofTaster(data.shown, n, data);
    assert.equal(learned.choices.length, n);
    assert.equal(held.choices.length, 8);
  }
  const { learned } = ofTaster(data.shown, 12, data);
  assert.deepEqual(favourite(rewards(knobsOf(learned, data), data)), published.shown_perfect);
});

test("amounts are said in words", () => {
  assert.equal(
    cakeWords([0, 8, 4, 1, 7]),
    "sugar: none, butter: the most, cocoa: a medium amount, eggs: hardly any, salt: nearly the most",
  );
});

/** What a reader can see of an amount that words speak of. */
const SEEN = {
  much: (a) => a > 4, many: (a) => a > 4, little: (a) => a < 4, few: (a) => a < 4, end: (a) => a < 2 || a > 6, middle: (a) => a > 1 && a < 7,
};
function untrue(words, cake) {
  const amount = (name) => cake[INGREDIENTS.indexOf(name)];
  const said = [...words.matchAll(/(much|many|little|few) (\w+)|(\w+) near (?:an|the) (end|middle)/g)];
  assert.ok(said.length >= words.split(/; |\. /).length, `${words}: not all of it is understood`);
  return said.filter(([, how, of, name, where]) => !SEEN[how ?? where](amount(of ?? name)));
}

test("what it says you like is to be seen in the cake that it bakes", () => {
  let against = 0;
  for (let taster = 0; taster < 20; taster += 1) {
    for (const seed of [1, 2, 3]) {
      const choices = questions(seed).map(([a, b]) =>
        Number(liking(data.tastes[taster], a) < liking(data.tastes[taster], b)));
      const knobs = knobsOf(parted(questions(seed), choices).learned, data);
      const cake = favourite(rewards(knobs, data));
      const words = reasons(cake, gains(knobs, cake, data));
      assert.deepEqual(untrue(words, cake), [], `${words} But: ${cakeWords(cake)}`);
      against += words.includes("puts up with");
    }
  }
  assert.ok(against > 3, "a taste that is given up for others is told");
});

test("reasons add up to what a cake is rated above the mean", () => {
  const knobs = knobsOf(parted(questions(2), byTaste(2)).learned, data);
  const values = rewards(knobs, data);
  const mean = values.reduce((sum, value) => sum + value) / values.length;
  for (const cake of [[0, 8, 4, 1, 7], [4, 4, 4, 4, 4], favourite(values)]) {
    const sum = gains(knobs, cake, data).reduce((all, one) => all + one);
    assert.ok(Math.abs(sum - (values[placeOf(cake)] - mean)) < 1e-9);
  }
});

test("the three best reasons are told, and what is put up with for them", () => {
  const gained = new Array(20).fill(0);
  Object.assign(gained, { 2: 3, 9: 2, 5: 1, 4: -1 });
  assert.equal(
    reasons([8, 0, 7, 4, 8], gained),
    "much cocoa; much sugar and much salt; sugar near an end. It puts up with much salt.",
  );
  gained[4] = -0.9;
  assert.doesNotMatch(reasons([8, 0, 7, 4, 8], gained), /puts up/);
  assert.match(reasons([4, 0, 7, 4, 0], gained), /sugar near the middle\.$/);
  assert.equal(reasons([0, 0, 0, 0, 8], Object.assign(new Array(20).fill(0), { 3: 1 })), "few eggs.");
  assert.match(said(serving({
    knobs: gained, push: 0, mine: true, found: served({ knobs: [0, 0, 1, ...new Array(17).fill(0)], seed: 1 }, data),
  })), /It thinks you like: much cocoa\. Not pushed, it thinks its cakes better than 50 % of all\./);
});

test("no difference in what teaches, or in what is kept, is said as it is", () => {
  const chosen = byTaste(1).map((choice) => (choice === TIE ? 0 : choice));
  const [noTest, noLesson] = [true, false].map((held) => chosen.map((choice, i) => (isHeld(i) === held ? TIE : choice)));
  assert.match(after(noTest), /^You saw no difference in any pair kept from it: nothing says how well/);
  assert.match(after(noLesson), /^You saw no difference in any pair it learns from: it knows nothing/);
  for (const choices of [noTest, noLesson]) assert.doesNotMatch(after(choices), /coin|Either your choices/);
});

test("whose choices they are is told", () => {
  assert.match(after(byTaste(1, 6), { came: 6 }), /^These choices came with the link/);
  assert.match(after(byTaste(1, 6), { came: 2 }), /^The first 2 of these choices came with the link/);
  assert.doesNotMatch(after(byTaste(1, 6)), /link/);
});
