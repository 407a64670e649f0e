// One family of curves from 1 knob to 200: drag the cakes, turn the slider, guess, and see.
//
//   change: what is set --a frame later--> one fit, one picture, one sentence
//                                    \--> the curve of errors catches up, a few sizes a frame
//
// A reader who has not guessed yet is asked before the slider goes past ten (knob_sweep_guess.js).

import { ownGuess } from "../guess/own.js";
import { button, element, still, useful, words } from "../lib/dom.js";
import { onGuess } from "../lib/figure.js";
import { handles } from "../lib/handles.js";
import { OVEN } from "../lib/oven.js";
import { nearest, within } from "../lib/scale.js";
import { labelled, slider } from "../lib/slider.js";
import { read, write } from "../lib/state.js";
import { hire } from "../lib/worker.js";
import { charts, COARSE } from "./knob_sweep_charts.js";
import {
  cakes, different, divided, figureCakes, fit, kitchenSet, missOf, MOST_KNOBS, others, PENALTIES,
  sizesOf, through, truth,
} from "./knob_sweep_data.js";
import { asking, isCurve } from "./knob_sweep_guess.js";
import { address, initial, MOST_NOISE, penaltyOf, START } from "./knob_sweep_state.js";
import { tables } from "./knob_sweep_tables.js";
import {
  agrees, alternatives, amount, compared, describe, question, spread, touched,
} from "./knob_sweep_words.js";

const STEM = "knob_sweep";
const GATE = 10; // knobs beyond which a guess is asked for
const BUDGET = 5; // ms of a frame for the curve of errors
const PAUSE = 60; // ms a size when all are run through
const N_KITCHENS = 20;
const N_OTHERS = 5;
const SWING = 0.1; // of the other curves, as a share of the picture's height
const [FEWEST, MOST] = [2, 30]; // cakes

export function widget(data, { url, figure, signal }) {
  let state = initial(read(STEM));
  let told = state.knobs > GATE; // who follows a link to a state sees it
  let yours = null; // { xs, ys } that the reader drew
  let asked = null; // while a guess is asked for
  let reached = state.knobs; // sizes up to here have been seen
  let [set, sizes] = [null, []];
  let pass = null; // { set, brake, map } of errors that are being worked out
  let shown = new Map(); // size to error, all of one set
  let kitchens = []; // { misses, curves } by size
  let goesOn = false; // and more are coming
  let trouble = ""; // why they are not
  let held = false; // something is held: a cake, a slider
  let [due, timer, picked] = [0, 0, -1];
  const past = [];

  const known = () => sizes.filter((size) => size <= reached);
  const { upper, lower, ...plots } = charts(signal, () => ({
    set, kitchens, known: known(), at: sizes.indexOf(state.knobs),
  }));
  const knob = slider(`${STEM}-knobs`, { max: data.knobs.length - 1 });
  const brake = slider(`${STEM}-brake`, { max: PENALTIES.length });
  const noise = slider(`${STEM}-noise`, { max: MOST_NOISE, step: 0.05 });
  const says = words({ id: `${STEM}-knobs`, rows: "knob-sweep-says" });
  const note = words({ rows: "knob-sweep-note" });
  const all = button("All sizes", "act", () => (timer ? stop() : run(sizes[0])));
  const twenty = button("Twenty more kitchens", "act", bakeTwenty);
  const fresh = button("New sample", "act", () => change({ seed: state.seed + 1, points: null }));
  const undo = button("Undo", "undo", () => restore(past.pop()));
  const reset = button("Reset", "reset", () => change(START));
  const add = button("Add a cake", "undo", () => addCake(gap()));
  const take = button("Take one away", "undo", () => takeCake(picked));
  const more = check("other curves through the same points", (on) => change({ others: on }));
  const auto = check("let the points choose it", (on) => change({ brake: on ? "auto" : 0 }));
  const baking = element("div", { class: "widget-choices" }, labelled("Noise", noise.input), add, take);
  const choice = tables({
    url, signal,
    chosen(name, table) {
      change({ data: name, table, points: null });
      return set;
    },
  });
  const acts = element("div", { class: "widget-fields" }, all, twenty, fresh, undo, reset);
  // Open from the start for who follows a link to what is set in it.
  const further = element(
    "details", { class: "fold knob-sweep-more" },
    element("summary", {}, "More to turn"),
    element("div", { class: "widget-choices" }, more.label),
    element("div", { class: "widget-choices" }, labelled("Brake", brake.input), auto.label),
    baking,
    choice.node,
  );
  further.open = ["others", "brake", "noise", "data"].some((name) => state[name] !== START[name]);
  const node = element(
    "div",
    { class: "widget knob-sweep" },
    upper.node, lower.node, labelled("Knobs", knob.input), says.node, acts, note.node, further,
  );

  // What is set, and what follows from it

  const ours = () => state.data === "kitchen";
  const baked = () => (ours() ? state.points : []);

  /** Set something; `undoable` if Undo takes it back. */
  function change(patch, undoable = true) {
    if (undoable) past.push(state);
    restore({ ...state, ...patch });
  }

  function restore(next) {
    const before = state;
    state = next;
    const same = (...names) => names.every((name) => before[name] === state[name]);
    if (!same("seed", "noise", "points", "table")) sample();
    if (!same("seed", "noise", "brake", "table") || before.points?.length !== state.points?.length) {
      noKitchens();
    }
    if (!same("table")) {
      shown = new Map();
      pass = null;
      plots.look(set, state.table?.names);
    }
    if (!ours() || (state.knobs < GATE && !asked?.guess())) noGuess();
    state.knobs = sizes[nearest(sizes, state.knobs)];
    reached = Math.max(reached, state.knobs);
    write(STEM, address(state), node);
    later();
  }

  function sample() {
    const { seed, table } = state;
    if (table) set = divided(table.rows, seed, table.most);
    else {
      state.points ??= seed ? cakes(seed, state.noise) : figureCakes(data, state.noise);
      set = kitchenSet(state.points);
    }
    sizes = sizesOf(data.knobs, set);
    knob.input.max = sizes.length - 1;
  }

  const missAt = (own, knobs, setting) =>
    missOf(own, fit(own, knobs, penaltyOf(setting)).fitted, data.goal);

  /** Turn the knob, unless a guess is wanted first. */
  function turn(knobs) {
    if (knobs > GATE && ours() && !told) {
      if (asked?.guess()) asked.finish();
      else return ask();
    }
    change({ knobs }, false);
  }

  // A frame

  function later() {
    if (!signal.aborted) due ||= requestAnimationFrame(frame);
  }

  function frame() {
    due = 0;
    const { knobs } = state;
    const found = fit(set, knobs, penaltyOf(state.brake));
    const miss = missOf(set, found.fitted, data.goal);
    const tall = plots.tall();
    const free = state.others && !state.brake ? others(found, set, N_OTHERS, SWING * tall) : [];
    catchUp();
    plots.drawCurve(set, found.fitted, free, ours() && !past.length);
    const done = known().filter((size) => shown.has(size));
    const guess = ours() ? asked?.guess() ?? yours : null;
    plots.drawErrors(done, done.map((size) => shown.get(size)), guess, [knobs, miss]);
    hand.show();
    tell({
      kind: state.data, knobs, miss, n: set.x.length, distinct: different(set), held: set.held?.y.length,
      through: through(set, found.fitted, tall), penalty: found.penalty, count: free.length,
    });
  }

  /** Work out a few more errors. While a cake is dragged, one set is finished before the next. */
  function catchUp() {
    const old = pass?.set !== set || pass.brake !== state.brake;
    if (!pass || (old && pass.map === shown)) pass = { set, brake: state.brake, map: new Map() };
    const end = performance.now() + BUDGET;
    const todo = known().filter((size) => !pass.map.has(size));
    while (todo.length) {
      const size = todo.shift();
      pass.map.set(size, missAt(pass.set, size, pass.brake));
      if (performance.now() > end) break;
    }
    if (!todo.length) shown = pass.map;
    if (todo.length || pass.set !== set || pass.brake !== state.brake) later();
  }

  /** Sentences, spoken when nothing moves any more, and what every control says of itself. */
  function tell(facts) {
    const { knobs, miss, n, penalty } = facts;
    const moving = { later: Boolean(timer) || held };
    says.say(asked ? question(GATE) : describe(facts), moving);
    note.say(remark(facts), moving);
    knob.set(sizes.indexOf(knobs), `${knobs} knob${knobs === 1 ? "" : "s"}, a miss of ${amount(miss)}`);
    brake.set(PENALTIES.indexOf(penalty) + 1, penalty ? `a penalty of ${amount(penalty)}` : "off");
    noise.set(state.noise, String(state.noise));
    auto.input.checked = state.brake === "auto";
    more.input.checked = state.others;
    choice.show(state.data);
    all.textContent = timer ? "Stop" : "All sizes";
    twenty.textContent = goesOn ? `Stop at ${kitchens.length} of ${N_KITCHENS}` : "Twenty more kitchens";
    useful(undo, past.length > 0);
    useful(twenty, ours());
    useful(add, ours() && n < MOST);
    useful(take, ours() && n > FEWEST);
    baking.hidden = !ours();
  }

  function remark(facts) {
    const moved = baked().filter((cake) => cake.moved).length;
    if (asked || trouble) return [trouble];
    if (state.others) return [alternatives(facts)];
    if (kitchens.length) {
      const at = sizes.indexOf(facts.knobs);
      return [spread(kitchens.map(({ misses }) => misses[at]), facts.knobs)];
    }
    if (moved) return [touched(moved)];
    if (!yours || !ours() || !shown.has(MOST_KNOBS)) return [];
    return compared(facing(yours, shown.get(MOST_KNOBS)));
  }

  /** A guess beside what came, at its ends. */
  function facing({ ys }, miss = missAt(set, MOST_KNOBS, state.brake)) {
    return { start: ys[0], guess: ys.at(-1), miss, knobs: MOST_KNOBS };
  }

  // Hands

  const hand = handles(upper, {
    kind: "train",
    points: () => baked().map(({ x, y }) => ({ x: 40 + 20 * x, y })),
    name: (i) => `Cake ${i + 1} of ${baked().length}`,
    says: (i) => `${(40 + 20 * baked()[i].x).toFixed(1)} minutes, ${baked()[i].y.toFixed(2)} good`,
    step: { x: 0.5, y: 0.05 },
    move(i, { x, y }) {
      const to = {
        x: within((x - 40) / 20, [-1, 1]), y: within(y, OVEN.y.domain), moved: true,
      };
      change({ points: baked().map((cake, k) => (k === i ? to : cake)) }, !held);
      held = true;
      picked = i;
    },
    ended: release,
    remove: takeCake,
  });
  function release() {
    held = false;
    later();
  }
  upper.overlay.addEventListener("focusout", release);
  upper.overlay.addEventListener("dblclick", (event) => {
    const i = ours() ? hand.near(event) : -1;
    const { x, y } = upper.at(event);
    if (i >= 0) takeCake(i);
    else addCake({ x: (x - 40) / 20, y });
  });
  function addCake(cake) {
    if (!ours() || baked().length >= MOST) return;
    change({ points: [...baked(), { ...cake, moved: true }] });
  }
  function takeCake(i) {
    if (!ours() || baked().length <= FEWEST) return;
    const gone = i < 0 ? baked().length - 1 : i;
    picked = -1;
    change({ points: baked().filter((_, k) => k !== gone) });
    hand.show();
  }
  /** A cake in the middle of the longest time without one, as good as the truth. */
  function gap() {
    const xs = [-1, ...set.x, 1].sort((a, b) => a - b);
    const gaps = xs.slice(1).map((x, i) => x - xs[i]);
    const i = gaps.indexOf(Math.max(...gaps));
    const x = (xs[i] + xs[i + 1]) / 2;
    return { x, y: truth(x) };
  }

  knob.input.addEventListener("input", () => {
    stop();
    turn(sizes[knob.input.value]);
  });
  const setting = (input, patch) => {
    input.addEventListener("input", () => {
      change(patch(Number(input.value)), !held);
      held = true;
    });
    input.addEventListener("change", release);
  };
  setting(brake.input, (value) => ({ brake: value }));
  setting(noise.input, (value) => ({ noise: value, points: null }));

  /** All sizes from one on; at once for who wants no motion. */
  function run(from) {
    if (!told && ours()) return ask();
    if (still()) return turn(MOST_KNOBS);
    timer = setInterval(() => {
      const next = sizes.find((size) => size > state.knobs);
      if (next) turn(next);
      else stop();
    }, PAUSE);
    turn(from);
  }
  function stop() {
    clearInterval(timer);
    timer = 0;
    later();
  }

  function ask() {
    if (!asked) {
      asked = asking(lower, {
        from: GATE, to: MOST_KNOBS, changed: later,
        start: () => [GATE, missAt(set, GATE, state.brake)],
        told(guess, pressed) {
          [told, yours, asked] = [true, guess, null];
          acts.hidden = false;
          if (guess) keep(guess, agrees(facing(guess)));
          if (!pressed) return;
          all.focus({ preventScroll: true });
          run(GATE);
        },
      });
      acts.before(asked.row);
      acts.hidden = true;
    }
    change({ knobs: GATE }, false);
  }
  function noGuess() {
    asked?.close();
    asked = null;
    acts.hidden = false;
  }
  onGuess(figure, signal, (guess) => {
    if (guess?.kind !== "curve") return;
    noGuess();
    [told, yours] = [true, guess];
    later();
  });
  const keep = ownGuess(figure, signal, (value) => {
    if (value !== null && !isCurve(value)) return false;
    noGuess();
    [told, yours] = [value !== null || state.knobs > GATE, value];
    later();
    return true;
  });

  const bake = hire(new URL("./knob_sweep.worker.js", import.meta.url), signal);
  async function bakeTwenty() {
    if (goesOn) return noMore();
    if (!told) return ask();
    noKitchens();
    [goesOn, trouble] = [true, ""];
    const seeds = Array.from({ length: N_KITCHENS }, (_, i) => state.seed + 1 + i);
    const task = {
      seeds, sizes, n: set.x.length, noise: state.noise, brake: penaltyOf(state.brake), grid: COARSE,
      goal: data.goal,
    };
    try {
      await bake(task, (part) => {
        kitchens.push(part);
        later();
      });
    } catch (error) {
      trouble = `The other kitchens stay closed: ${error.message}. Press again to try again.`;
    }
    noMore();
  }
  function noMore() {
    if (goesOn) bake.stop();
    goesOn = false;
    later();
  }
  function noKitchens() {
    if (goesOn) noMore();
    kitchens = [];
  }

  sample();
  if (state.data === "crash") {
    state.data = "kitchen"; // until its readings are here
    choice.choose("crash");
  }
  signal.addEventListener("abort", () => {
    cancelAnimationFrame(due);
    clearInterval(timer);
  });
  for (const plot of [upper, lower]) plot.node.addEventListener("laid", later);
  later();
  return node;
}

/** A box to tick. */
function check(text, changed) {
  const input = element("input", { type: "checkbox" });
  input.addEventListener("change", () => changed(input.checked));
  return { input, label: element("label", {}, input, text) };
}
