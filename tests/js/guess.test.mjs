import assert from "node:assert/strict";
import test from "node:test";

import { keepGuesses } from "../../docs/js/guess.js";
import { joined, measured, perCent, short } from "../../docs/js/guess/curve.js";
import { columnsOf } from "../../docs/js/guess/kinds.js";
import { counted, keeper, key, parsed } from "../../docs/js/guess/record.js";
import {
  amount, decimalsOf, saysChoice, saysCurve, saysNumber, saysTally, written,
} from "../../docs/js/guess/words.js";

test("a page without guesses is left alone", () => {
  keepGuesses({ querySelectorAll: () => [] }, { path: "/", store: {} });
});

// Records

test("a guess is kept per page and per question", () => {
  assert.equal(key("/capacity.html", "best-degree"), "guess:/capacity.html:best-degree");
  assert.notEqual(key("/a.html", "x"), key("/b.html", "x"));
  assert.equal(key("/repo/index.html", "x"), key("/repo/", "x"));
});

test("a record says what was guessed and whether it was right", () => {
  assert.deepEqual(parsed('{"value":40,"right":false}'), { value: 40, right: false });
  assert.deepEqual(parsed('{"value":[1,null],"right":true}'), { value: [1, null], right: true });
});

test("what the first edition kept is read, and not yet compared", () => {
  assert.deepEqual(parsed("middle"), { value: "middle", right: null });
  assert.deepEqual(parsed("2"), { value: "2", right: null });
});

test("garbage is no record, or one that no question takes", () => {
  for (const text of [null, "", "{}", "[]", '{"value":null}']) assert.equal(parsed(text), null);
  assert.deepEqual(parsed('{"value":1,"right":"yes"}'), { value: 1, right: null });
  assert.deepEqual(parsed("{"), { value: "{", right: null });
});

/** A storage of a browser; `refuses` makes every call throw. */
function storage(entries = {}, refuses = () => false) {
  const map = new Map(Object.entries(entries));
  const guard = (work) => (...given) => {
    if (refuses()) throw new Error("refused");
    return work(...given);
  };
  return {
    get length() { return map.size; },
    key: (i) => [...map.keys()][i],
    getItem: guard((name) => map.get(name) ?? null),
    setItem: guard((name, value) => map.set(name, value)),
    removeItem: guard((name) => map.delete(name)),
  };
}

test("records of this site are found, those of its neighbours are not", () => {
  const kept = keeper(() => storage({ "guess:/repo/a.html:x": "1", "guess:/other/a.html:x": "1", "theme": "1" }));
  assert.deepEqual(kept.names("/repo/"), ["guess:/repo/a.html:x"]);
});

test("a guess lasts for the visit where storage is forbidden, and can be taken back", () => {
  const kept = keeper(() => { throw new Error("forbidden"); });
  assert.equal(kept.get("guess:/a:x"), null);
  kept.set("guess:/a:x", "1");
  assert.equal(kept.get("guess:/a:x"), "1");
  assert.deepEqual(kept.names("/"), ["guess:/a:x"]);
  assert.equal(kept.lasts(), false);
  kept.set("guess:/a:x", null);
  assert.equal(kept.get("guess:/a:x"), null);
  assert.deepEqual(kept.names("/"), []);
});

test("what a full storage refuses is newer than what it holds, and gives way when there is room", () => {
  let full = false;
  const own = storage({}, () => full);
  const kept = keeper(() => own);
  kept.set("guess:/a:x", "old");
  full = true;
  kept.set("guess:/a:x", "new");
  full = false;
  assert.equal(kept.get("guess:/a:x"), "new");
  assert.deepEqual(kept.names("/"), ["guess:/a:x"]);
  kept.set("guess:/a:x", "newer");
  assert.equal(own.getItem("guess:/a:x"), "newer");
  assert.equal(kept.lasts(), true);
});

test("guesses are counted, and those that were right", () => {
  assert.deepEqual(counted([{ right: true }, null, { right: false }, { right: null }]), { made: 3, right: 1 });
});

// Words

test("a choice is compared without praise or blame", () => {
  assert.equal(saysChoice("Degree 6", true), "You said “Degree 6”. The measurement agrees.");
  assert.equal(saysChoice("Degree 3", false), "You said “Degree 3”. The measurement says otherwise.");
  assert.equal(saysChoice("Degree 3", null), "You said “Degree 3”.");
});

test("amounts are written as on the pages", () => {
  assert.equal(amount(40, "%"), "40\u202F%");
  assert.equal(amount(1200, "knobs"), "1,200\u00A0knobs");
  assert.equal(amount(2.5, "", 1), "2.5");
  assert.equal(decimalsOf("0.25"), 2);
  assert.equal(decimalsOf("1"), 0);
});

test("a truth is read as the page writes it", () => {
  assert.equal(written("1.9\u202F%"), 1.9);
  assert.equal(written("4,000"), 4000);
  assert.equal(written("\u22120.5"), -0.5);
});

test("a number within reach agrees, its edge included", () => {
  const setting = { near: 3, unit: "%" };
  assert.deepEqual(saysNumber(4, "1.9\u202F%", setting), {
    right: true, text: "You said 4\u202F%. The measurement agrees: 1.9\u202F%.",
  });
  assert.equal(saysNumber(5, "2\u202F%", setting).right, true);
  assert.equal(saysNumber(6, "2\u202F%", setting).right, false);
  assert.equal(saysNumber(0, "2\u202F%").right, false);
});

test("a number beyond it is said to be more or less, and by how much", () => {
  const setting = { near: 3, unit: "%" };
  assert.match(saysNumber(40, "1.9\u202F%", setting).text, /says otherwise: 1\.9\u202F%, which is 38\u00A0points less\.$/);
  assert.match(saysNumber(1, "7.5", { near: 1 }).text, /7\.5, which is 6\.5 more\.$/);
});

test("a curve is compared by where it is lowest, where it ends and how far off it runs", () => {
  const xs = [0, 1, 2];
  const { right, text } = saysCurve({
    xs, yours: [10, 1, 1], truth: [1, 0.1, 1], near: 5, log: true, at: (x) => `degree ${x}`, high: short,
  });
  assert.equal(right, false); // a factor of exp(sqrt(2/3) ln 10) = 6.6
  assert.match(text, /^Your line is lowest at degree 1 and ends at 1\. The measurement says otherwise/);
  assert.match(text, /a factor of 6\.6 apart\.$/);
  assert.equal(saysCurve({ xs, yours: [1, 2, 3], truth: [1, 2, null], near: 0 }).right, true);
  assert.match(saysCurve({ xs, yours: [1, 2, 3], truth: [2, 3, 4], near: 0.5 }).text, /are 1 apart\.$/);
});

test("a curve of shares is known by its top, and is some points away", () => {
  const [yours, truth] = [[0.5, 0.6, 0.8], [0.5, 0.66, 0.53]];
  const { right, text } = saysCurve({
    xs: [0, 3, 9], yours, truth, near: 0.06, at: (x) => `push ${x}`, extreme: "highest",
    high: (y) => perCent(y).replace("\u202F", " "), apart: (off) => `${Math.round(100 * off)} points`,
  });
  assert.equal(right, false);
  assert.equal(
    text,
    "Your line is highest at push 9 and ends at 80 %. The measurement says otherwise: it is highest at " +
      "push 3 and ends at 53 %. On average the two are 16 points apart.",
  );
  assert.deepEqual([perCent(0.25, false), perCent(0.75, true)], ["25", "75\u202F%"]);
});

test("the tally is one or two plain sentences", () => {
  const none = { made: 0, right: 0 };
  assert.equal(saysTally({ ...none, all: 4 }, none), "You have not guessed yet. This page asks four.");
  assert.equal(
    saysTally({ made: 1, right: 1, all: 4 }, { made: 1, right: 1 }),
    "You made one of the four guesses on this page, and the measurement agreed.",
  );
  assert.equal(
    saysTally({ made: 3, right: 2, all: 4 }, { made: 12, right: 5 }),
    "You made three of the four guesses on this page, and the measurement agreed with two. " +
      "Over all pages you made 12, and the measurement agreed with five.",
  );
  assert.match(saysTally({ made: 2, right: 2, all: 2 }, { made: 2, right: 2 }), /agreed with both\.$/);
  assert.match(saysTally({ made: 2, right: 0, all: 2 }, { made: 2, right: 0 }), /agreed with none\.$/);
  assert.match(saysTally({ ...none, all: 4 }, { made: 1, right: 0 }), /^You made none .* you made one, and the measurement said otherwise\.$/);
});

// Curves

test("columns go evenly from end to end, by ratios on an axis of ratios", () => {
  assert.deepEqual(columnsOf({ x: "0 24", columns: "5" }), [0, 6, 12, 18, 24]);
  const ratios = columnsOf({ x: "1 100", columns: "3", xLog: "" });
  assert.ok(Math.abs(ratios[1] - 10) < 1e-12);
});

test("a drawn line is joined where the pen was lifted, and goes on level to an end that is near", () => {
  assert.deepEqual(joined([1, null, 3]), [1, 2, 3]);
  assert.ok(Math.abs(joined([1, null, 100], true)[1] - 10) < 1e-12);
  const nearly = [null, ...Array(18).fill(2), null];
  assert.deepEqual(joined(nearly), Array(20).fill(2));
});

test("what is not drawn far enough stays open", () => {
  assert.ok(joined([1, 1, 1, null, null, null, null, null, null, null]).includes(null));
  assert.ok(joined([null, null, null, null, null]).every((y) => y === null));
});

test("the measurement is read at the columns, between its own points and not beyond them", () => {
  assert.deepEqual(measured([0, 1, 2, 3], [0, 2], [1, 3]), [1, 2, 3, null]);
  assert.ok(Math.abs(measured([1], [0, 2], [1, 100], true)[0] - 10) < 1e-9);
  assert.deepEqual(measured([0, 1], [0, 1], [null, 5]), [null, 5]);
});

test("heights are written with the digits that a hand can mean", () => {
  assert.equal(short(0.04823), "0.048");
  assert.equal(short(76.56), "77");
  assert.equal(short(5769), "5,800");
});
