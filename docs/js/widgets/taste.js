// You are the taster: choose between two cakes, and twenty knobs learn what you like.
//
//   question --1, 2, 0, a press, a swipe--> next question --...--> the last: its perfect cake, or yours
//       \--> the fit, at once, and what it expects of the next one
//       \--> what it would serve at every push: a worker, over all recipes
//
// The same with a simulated taster, whose taste is known: then the truth is drawn beside it.

import { chart } from "../lib/chart.js";
import { cakeShape, cakeWords, INGREDIENTS, MOST } from "../lib/cake.js";
import { button, element, useful, words } from "../lib/dom.js";
import { forget, keep, kept } from "../lib/keepsake.js";
import { slider } from "../lib/slider.js";
import { read, write } from "../lib/state.js";
import { share } from "../lib/sweep.js";
import { hire } from "../lib/worker.js";
import {
  AGAIN, difference, DUEL, fitReward, isHeld, lessons, liking, MIXED, N_SERVED, placeOf, PUSHES, questions,
  sigmoid, TIE, TOTAL,
} from "./taste_model.js";
import { decided, expecting, heading, serving, simulated } from "./taste_words.js";

const STEM = "taste";
const KEPT = "perfect cake";
const FIRST_EXPECTED = 4; // choices before it says what it expects
const SWIPE = 40; // px
const GUESS = "model’s guess"; // the cake that it is sure of
const END = PUSHES.length; // of the slider: only the cake of the highest reward is left
const AMOUNTS = Array.from({ length: MOST + 1 }, (_, amount) => amount);
const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);

/** What an address asks for, where it makes sense. */
export function initial(data, asked = {}) {
  const like = (pattern, text) => (pattern.test(text ?? "") ? Number(text) : NaN);
  const taster = like(/^\d{1,2}$/, asked.taster) - 1;
  const [seed, push, n] = ["seed", "push", "n"].map((name) => like(/^\d{1,9}$/, asked[name]));
  const choices = /^[012]{1,22}$/.test(asked.choices ?? "") ? [...asked.choices].map(Number) : [];
  return {
    seed: seed >= 0 ? seed : 1,
    push: push <= END ? push : 0,
    taster: data.tastes[taster] ? taster : null,
    n: data.choices.includes(n) ? n : data.choices[0],
    choices,
    came: choices.length, // how many of them came with the link
    linked: choices.length > 0,
  };
}

/** The questions that teach, and the others, with their choices. */
export function parted(asked, choices) {
  const made = choices.slice(0, asked.length); // the last two teach nothing
  const of = (held) => made.map((_, i) => i).filter((i) => isHeld(i) === held);
  const pick = (list) => ({ asked: list.map((i) => asked[i]), choices: list.map((i) => choices[i]) });
  return { learned: pick(of(false)), held: pick(of(true)) };
}

/** Knobs fitted to choices; null if there are none. */
export function knobsOf({ asked, choices }, data) {
  if (!choices.length) return null;
  const { rows, penalty } = lessons(asked, choices, data);
  return fitReward(rows, penalty);
}

/** What it expects of a pair: { choice, chance }, or null if it sees no difference. */
export function expects(knobs, pair, data) {
  const margin = knobs ? dot(difference(pair, 0, data), knobs) : 0;
  if (Math.abs(margin) < 1e-9) return null;
  return { choice: margin > 0 ? 0 : 1, chance: sigmoid(Math.abs(margin)) };
}

/** Of the choices that were one, how many it calls rightly; where it has no idea, none. */
export function called(knobs, { asked, choices }, data) {
  const made = choices.map((_, i) => i).filter((i) => choices[i] !== TIE);
  const right = made.filter((i) => expects(knobs, asked[i], data)?.choice === choices[i]);
  return { right: right.length, n: made.length };
}

/** How often it expected rightly, each time with what it had learned until then. */
export function agreed(asked, choices, data) {
  const turns = choices.slice(0, MIXED).map((_, i) => i);
  const expected = turns.filter((i) => i >= FIRST_EXPECTED && !isHeld(i) && choices[i] !== TIE);
  const before = expected.map((i) => {
    const knobs = knobsOf(parted(asked, choices.slice(0, i)).learned, data);
    return expects(knobs, asked[i], data)?.choice;
  });
  const right = expected.filter((i, k) => before[k] === choices[i]).length;
  return { right, n: expected.length };
}

/** The cake that it rates highest among those that were taken, other than one. */
export function bestTaken(knobs, asked, choices, other, data) {
  const taken = choices.slice(0, MIXED).flatMap((choice, i) => (choice === TIE ? [] : [asked[i][choice]]));
  const differs = taken.filter((cake) => placeOf(cake) !== placeOf(other));
  const value = (cake) => dot(difference([cake, other], 0, data), knobs);
  return differs.reduce((best, cake) => (best && value(best) >= value(cake) ? best : cake), null);
}

/** The choices of a simulated taster: n that teach, eight that are held back. */
export function ofTaster(taster, n, data) {
  const asked = questions(taster + 1, n + 8);
  const choices = asked.map((pair) => {
    const [first, second] = pair.map((cake) => liking(data.tastes[taster], cake));
    return first > second ? 0 : 1;
  });
  return parted(asked, choices);
}

export function widget(data, { signal }) {
  let state = initial(data, read(STEM));
  let found = null; // what was baked last, for the choices named by its `order`
  let order = ""; // what is being baked
  let trouble = "";
  let undone = false;
  let keeping = false; // somebody has chosen here since the last cake was forgotten
  let lasts = true; // what is kept outlasts the visit
  const past = [];
  const known = { feature_std: data.feature_std };

  const ask = hire(new URL("./taste.worker.js", import.meta.url), signal);
  const title = element("p", { class: "taste-title" }, "Which would you rather eat?");
  const count = element("span", { class: "taste-count" });
  const plates = [plate("1", () => choose(0)), plate("2", () => choose(1))];
  const pair = element("div", { class: "taste-pair" }, ...plates.map(({ node: own }) => own));
  const says = words({ rows: "taste-says" });
  const same = button("No difference", "act", () => choose(TIE));
  const undo = button("Undo", "undo", () => {
    if (!past.length) return;
    undone = past.at(-1).choices.length < state.choices.length;
    change(past.pop(), { undoable: false });
  });
  const others = button("Other cakes", "undo", () => {
    if (state.taster === null) begin({ seed: (state.seed + 1) % 1e9 });
    else change({ taster: (state.taster + 1) % data.tastes.length });
  });
  const reset = button("Reset", "reset", () => begin({}));
  const link = button("Put my choices into the link", "undo", () =>
    change({ linked: !state.linked }, { undoable: false }));
  const { input, set: turn } = slider(`${STEM}-push`, { max: END });
  const cakes = element("div", { class: "taste-cakes" });
  const note = words({ id: input.id, rows: "taste-note" });
  const plot = chart(
    {
      x: {
        domain: [0, 11], ticks: [0, 3, 6, 9], name: "push",
      },
      y: {
        domain: [0, 1.06], ticks: [0.25, 0.5, 0.75, 1], text: share,
        name: "better than this share of all cakes",
      },
      height: 150,
    },
    signal,
  );
  const who = choice("who", "Who tastes", ["you", "a simulated taster"], (i) =>
    change({ taster: i ? data.shown : null }));
  const many = choice("n", "Choices", data.choices.map((n) => n.toLocaleString("en-GB")), (i) =>
    change({ n: data.choices[i] }));
  const keeps = element("p", { class: "taste-kept" });
  const gone = button("Forget it", "undo", () => {
    forget(KEPT);
    keeping = false; // until the next choice
    show();
  });
  let there = Boolean(kept(KEPT));
  document.addEventListener("keeps", () => {
    if (there === Boolean(kept(KEPT))) return;
    there = !there;
    if (!there) keeping = false; // all of it was forgotten at the end of the page
    show({ again: false });
  }, { signal });
  const node = element(
    "div",
    { class: "widget taste", tabindex: -1 },
    element(
      "div",
      { class: "taste-table" },
      element("div", { class: "taste-head" }, title, count),
      pair,
      element("div", { class: "widget-fields" }, same, many.node, others, undo, reset),
      says.node,
    ),
    who.node,
    element(
      "div",
      { class: "taste-oven" },
      element("label", { class: "taste-title", for: input.id }, "Please me more"),
      input, cakes, note.node, plot.node,
    ),
    element("div", { class: "taste-keep" }, keeps, gone, link),
  );

  // What follows from the choices

  const mine = () => state.taster === null;
  const group = () => (mine() ? `you ${state.seed}` : `taster ${state.taster}`);
  let memo = {};
  /** Everything that the choices decide, worked out once. */
  function learnt() {
    const { taster, n, seed, choices } = state;
    const key = `${group()} ${mine() ? choices.join("") : n}`;
    if (memo.key === key) return memo;
    const asked = mine() ? questions(seed) : null;
    const { learned, held } = mine() ? parted(asked, choices) : ofTaster(taster, n, data);
    const knobs = knobsOf(learned, data);
    memo = {
      key, asked, knobs, order: `${group()} ${mine() ? learned.choices.join("") : n}`,
      learned: called(knobs, learned, data), held: called(knobs, held, data),
      score: mine() ? agreed(asked, choices, data) : null,
    };
    return memo;
  }
  /** What is baked for this very model. */
  const fresh = () => (found?.order === learnt().order ? found : null);

  /** The two cakes of a question; null if there are none, or not yet. */
  function cakesOf(i) {
    const { asked, knobs } = learnt();
    if (i < MIXED) return asked[i];
    if (i === AGAIN) return [...asked[0]].reverse();
    const perfect = fresh()?.perfect;
    const taken = perfect && bestTaken(knobs, asked, state.choices, perfect, data);
    if (!taken) return null;
    return sureSide() ? [taken, perfect] : [perfect, taken];
  }
  /** On which side of the last pair the cake stands that it is sure of. */
  const sureSide = () => state.seed % 2;
  const over = () => {
    const i = state.choices.length;
    return i >= TOTAL || (i === DUEL && Boolean(fresh()) && !cakesOf(DUEL));
  };

  /** Let the worker bake, if what it has baked is not for these knobs. */
  async function bake() {
    const { knobs, order: wanted } = learnt();
    if (!knobs || order === wanted) return;
    order = wanted;
    const taste = mine() ? null : data.tastes[state.taster];
    const of = group();
    try {
      const baked = await ask({ knobs, seed: state.seed, taste, data: known });
      if (signal.aborted || order !== wanted) return;
      found = { ...baked, order, of };
      trouble = "";
    } catch (error) {
      order = "";
      trouble = `Nothing is baked: ${error.message}. Choose again to try again.`;
    }
    show({ again: false });
  }

  // What a reader does

  function choose(taken) {
    const { choices, came } = state;
    if (!mine() || over() || !cakesOf(choices.length)) return;
    const followed = came > 0 && choices.length === came; // a link that was followed does not take up one's own
    keeping = true;
    change({ choices: [...choices, taken], linked: state.linked && !followed });
  }

  function change(patch, { undoable = true } = {}) {
    if (undoable) {
      past.push(state);
      undone = false;
    }
    state = { ...state, ...patch };
    show();
  }

  /** No choices; those that came with a link leave the link. */
  function begin(patch) {
    change({ ...patch, choices: [], came: 0, linked: state.linked && !state.came });
  }

  node.addEventListener("keydown", (event) => {
    const { key, ctrlKey, metaKey, altKey, repeat } = event;
    if ((ctrlKey || metaKey) && key === "z") undo.click();
    else if (ctrlKey || metaKey || altKey || repeat) return;
    else if (["1", "2", "0"].includes(key)) choose({ 1: 0, 2: 1, 0: TIE }[key]);
    else return;
    event.preventDefault();
  });
  let finger = null; // where a finger came down on the cakes
  let swiped = 0; // when, or a press would follow
  pair.addEventListener("pointerdown", ({ pointerType, clientX, clientY }) => {
    finger = pointerType === "mouse" ? null : { clientX, clientY };
  });
  pair.addEventListener("pointerup", ({ clientX, clientY, timeStamp }) => {
    if (!finger) return;
    const [dx, dy] = [clientX - finger.clientX, clientY - finger.clientY];
    finger = null;
    if (Math.abs(dx) < SWIPE || Math.abs(dx) < 2 * Math.abs(dy)) return;
    swiped = timeStamp;
    choose(dx < 0 ? 0 : 1);
  });
  pair.addEventListener("pointercancel", () => (finger = null));
  pair.addEventListener("click", (event) => {
    if (event.timeStamp - swiped < 300 && swiped) event.stopPropagation();
  }, true);
  input.addEventListener("input", () => change({ push: Number(input.value) }, { undoable: false }));

  // What is seen

  const said = new Map();
  /** Say something that has not just been said. */
  function tell(where, pieces) {
    const text = JSON.stringify(pieces);
    if (said.get(where) !== text) where.say(pieces);
    said.set(where, text);
  }

  function show({ again = true } = {}) {
    const { choices, push, taster, n, seed, linked, came } = state;
    const { knobs, asked, learned, held, score } = learnt();
    const i = choices.length;
    const now = knobs && found?.of === group() ? found : null; // of the choice before, until it is baked
    if (mine()) {
      const ended = over();
      title.textContent = "Which would you rather eat?";
      count.textContent = heading(ended ? TOTAL : i);
      const next = cakesOf(Math.min(i, DUEL));
      plates.forEach((side, k) => {
        const sure = next && (k === sureSide() ? GUESS : "picked before");
        side.show(next?.[k] ?? null, ended ? sure ?? "" : String(k + 1), !ended && Boolean(next));
      });
      const pieces = expecting({
        choices, score, held, learned, undone, came, ended,
        expects: i < MIXED && i >= FIRST_EXPECTED ? expects(knobs, asked[i], data) : null,
      });
      if (i === TOTAL && next) pieces.push(...decided(choices[DUEL], sureSide()));
      tell(says, pieces);
      const done = keeping && !came && i >= MIXED && fresh()?.perfect;
      if (done) lasts = keep(KEPT, { amounts: done });
    } else {
      title.textContent = `Taster ${taster + 1} of ${data.tastes.length}`;
      count.textContent = "simulated";
      plates[0].show(now?.best ?? null, "its favourite", false);
      plates[1].show(now?.perfect ?? null, GUESS, false);
      tell(says, simulated({ n, taster, held, learned, data }));
    }
    const served = now?.perfect ? now.cakes.map((all) => all[push]) : new Array(N_SERVED).fill(null);
    cakes.replaceChildren(...served.map((cake) =>
      cake ? cakeShape(cake, { width: 96 }) : element("span", { class: "taste-empty" })));
    tell(note, trouble ? [trouble] : serving({ knobs, found: now, push, mine: mine() }));
    plot.draw(marks(now, push));
    turn(push, push === END ? "to the end" : `push ${PUSHES[push]}`);
    who.set(mine() ? 0 : 1);
    many.set(data.choices.indexOf(n));
    many.node.hidden = mine();
    node.dataset.stage = !mine() || i >= MIXED ? "told" : i ? "going" : "first";
    same.hidden = reset.hidden = !mine();
    others.textContent = mine() ? "Other cakes" : "Another taster";
    useful(same, !over());
    useful(reset, i > 0);
    useful(undo, past.length > 0);
    const cake = kept(KEPT)?.amounts;
    const usable = Array.isArray(cake) && cake.length === 5 && cake.every((a) => AMOUNTS.includes(a));
    keeps.textContent = usable
      ? `Your perfect cake is kept ${lasts ? "on this device" : "until you leave"}: ${cakeWords(cake)}.`
      : came ? "These choices began with a link, so their cake is not kept. Reset begins with your own."
        : "When you have chosen, your perfect cake is kept on this device, and sent nowhere.";
    useful(gone, usable);
    link.textContent = linked ? "Take my choices out of the link" : "Put my choices into the link";
    useful(link, mine() && i > 0);
    write(STEM, {
      seed: seed === 1 ? null : seed,
      push: push || null,
      taster: mine() ? null : taster + 1,
      n: mine() || n === data.choices[0] ? null : n,
      choices: linked && i ? choices.join("") : null,
    }, node);
    if (again) bake();
  }

  function marks(now, push) {
    if (!now?.perfect) return [{ line: [[0, 11], [0.5, 0.5]], role: "muted", thin: true, label: "cakes at random" }];
    const xs = [...PUSHES, 11];
    const line = (ys, role, label, at) => [
      { line: [xs, ys], role, label, at },
      { dot: [xs[push], ys[push]], role },
    ];
    return [
      { line: [[0, 11], [0.5, 0.5]], role: "muted", thin: true },
      { rule: xs[push], to: now.thought[push], role: "muted" },
      ...line(now.thought, "train", "what it thinks", 0.4),
      ...(now.liked ? line(now.liked, "human", "what the taster finds", 0.6) : []),
    ];
  }

  show();
  return node;
}

/** A cake to press, with its five amounts below it. */
function plate(key, pressed) {
  const drawn = element("span", { class: "taste-cake" });
  const label = element("span", { class: "taste-label" });
  const scales = INGREDIENTS.map((name) => {
    const bar = element("span", { class: "taste-scale" });
    return { bar, row: element("span", { class: "taste-row" }, name, bar) };
  });
  const amounts = element("span", { class: "taste-amounts" }, ...scales.map(({ row }) => row));
  const node = button("", "taste-plate", pressed);
  node.append(drawn, amounts, label);
  return {
    node,
    show(cake, text, open) {
      label.textContent = text;
      drawn.replaceChildren(...(cake ? [cakeShape(cake)] : []));
      scales.forEach(({ bar }, k) => {
        bar.style.setProperty("--at", cake ? cake[k] / MOST : 0);
        bar.classList.toggle("none", !cake);
      });
      const said = cake ? cakeWords(cake) : "no cake yet";
      const called = open ? `Cake ${key}` : text;
      node.setAttribute("aria-label", called ? `${called}. ${said}` : "No cake");
      useful(node, open);
    },
  };
}

/** A row of radio knobs. */
function choice(name, label, options, chosen) {
  const id = `${STEM}-${name}-label`;
  const inputs = options.map((_, i) =>
    element("input", { type: "radio", class: "knob", name: `${STEM}-${name}`, value: i }));
  for (const [i, own] of inputs.entries()) own.addEventListener("change", () => chosen(i));
  const node = element(
    "div",
    { class: "widget-choices", role: "radiogroup", "aria-labelledby": id },
    element("span", { class: "widget-label taste-radio", id }, label),
    ...options.map((text, i) => element("label", {}, inputs[i], text)),
  );
  return { node, set: (at) => inputs.forEach((own, i) => (own.checked = i === at)) };
}
