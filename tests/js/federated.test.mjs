import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { decode } from "../../docs/js/lib/lesson.js";
import { OWNERS, begun } from "../../docs/js/lib/owners.js";
import { describe, givenAway, initial, judged, seen } from "../../docs/js/widgets/federated.js";
import { laid } from "../../docs/js/widgets/federated_board.js";
import { published } from "./published.mjs";

const data = published("federated");
const bytes = readFileSync(new URL("../../figures/digit_knobs.lesson.bin", import.meta.url));
const digits = decode(Uint8Array.from(bytes).buffer, data.lesson);
const said = (pieces) => pieces.map((p) => p.strong ?? p).join("").replaceAll("\u202f", " ");
const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;

/** Errors after 0, 1, ... n rounds, and the last state. */
function path(kinds, dealt, n) {
  let state = begun(digits.train, kinds, dealt);
  const found = [];
  for (let k = 0; k < n; k += 1) {
    const work = judged(state, data.recipe, digits.test);
    let piece = work.next();
    while (!piece.done) piece = work.next();
    ({ state } = piece.value);
    found.push(piece.value);
  }
  return { state, found };
}

test("the address decides kinds, deal, masks and rounds, and nonsense in it does not", () => {
  const start = { kinds: 2, deal: 1, secure: false, rounds: 0 };
  assert.deepEqual(initial(data), start);
  assert.deepEqual(initial(data, { kinds: "5", deal: "12", secure: "on", rounds: "30" }), {
    kinds: 5, deal: 12, secure: true, rounds: 30,
  });
  for (const wild of ["4", "0", "-1", "1e1", "0x2", "NaN", "", "99999", "__proto__", "٣"]) {
    const found = initial(data, { kinds: wild, deal: wild, secure: wild, rounds: wild });
    assert.equal(found.kinds, 2, wild);
    assert.equal(found.secure, false);
    assert.ok(found.deal >= 1 && found.deal <= 9999 && found.rounds >= 0 && found.rounds <= 30);
  }
});

test("the rounds of the page are those of the experiment", () => {
  for (const kinds of [1, 2, 10]) {
    const k = data.classes_per_client.indexOf(kinds);
    const { state, found } = path(kinds, 1, kinds === 2 ? data.recipe.n_rounds : 4);
    found.forEach(({ average, alone }, i) => {
      // A digit at a tie may fall to either side: one of five hundred.
      assert.ok(Math.abs(average - data.owners_average[k][i + 1]) < 0.0021, `${kinds} ${i}`);
      assert.ok(Math.abs(mean(alone) - data.owners_alone[k][i + 1]) < 0.0021);
    });
    assert.equal(state.round, found.length);
  }
});

test("with masks the server sees noise, and the same sum", () => {
  const { state } = path(2, 1, 1);
  const plain = seen(state, 1, false);
  const hidden = seen(state, 1, true);
  assert.deepEqual(hidden.sum, plain.sum);
  assert.ok(hidden.same);
  hidden.messages.forEach((message, i) => {
    const equal = message.filter((number, n) => number === plain.messages[i][n]).length;
    assert.ok(equal < 5);
    const high = message.filter((number) => number >= 2 ** 31).length / message.length;
    assert.ok(Math.abs(high - 0.5) < 0.1);
  });
  assert.notDeepEqual(seen({ ...state, round: 2 }, 1, true).messages[0], hidden.messages[0]);
});

test("what a message gives away is read off it, and masked it gives away nothing", () => {
  const { state } = path(2, 1, 1);
  const [a, b] = [...state.held[0]].sort((x, y) => x - y);
  const plain = said(givenAway(state, seen(state, 1, false), 0, false));
  assert.match(plain, new RegExp(`raises the biases of ${a} and ${b}; it has ${a} and ${b}\\.`));
  assert.match(plain, new RegExp(`name ${data.owners_named[1][0]} of 10 owners exactly`));
  const hidden = said(givenAway(state, seen(state, 1, true), 0, true));
  assert.match(hidden, /numbers are noise.*the same to the last bit/);
  const broken = { ...seen(state, 1, true), same: false };
  assert.match(said(givenAway(state, broken, 0, true)), /not the same/);
  assert.match(said(givenAway({}, null, 0, false)), /No message/);
});

test("the sentence of a round has both errors, and before the first says so", () => {
  const errors = { average: 0.1234, alone: [0.8, 0.9] };
  const text = said(describe({ kinds: 2, round: 3, ...errors }, data.recipe));
  assert.match(text, /After 3 rounds .* misreads 12\.3 % .* 85\.0 % on average, the best 80\.0 %\.$/);
  assert.match(said(describe({ kinds: 1, round: 0, average: 0.9 }, data.recipe)), /one kind of digit/);
});

test("the board keeps everything inside itself, apart, and large enough for a finger", () => {
  for (const width of [288, 343, 512, 590, 720, 840]) {
    const { owners, common, height } = laid(width);
    assert.equal(owners.length, OWNERS);
    for (const box of [...owners, common]) {
      assert.ok(box.x >= 0 && box.x + box.width <= width + 1e-9 && box.y + box.height < height);
    }
    assert.ok(owners[0].width >= 44 && owners[1].x >= owners[0].x + owners[0].width);
    assert.ok(common.y > owners[0].y + owners[0].height + 30);
    assert.ok(owners[5].y > common.y + common.height + 20);
  }
});
