// A machine of 640 knobs that reads a drawn digit, can be scrambled, and learns before your eyes.
//
//   drawing -> 8 x 8 squares -> times 640 knobs -> ten counts of votes
//   training: idle --Train--> fetching --> moving <--Pause, Train--> idle, at 60 steps: done
//
// Every change makes a new state, so that Undo needs no more than the old one. The knobs are painted at
// `shown`, which runs after the machine. What is drawn or turned by hand is never in the address.

import { canvas } from "../lib/chart.js";
import { button, element, still, useful, words } from "../lib/dom.js";
import { accuracy, decode, learner, scores, scrambled } from "../lib/lesson.js";
import { percent } from "../lib/scale.js";
import { SIDE } from "../lib/small_paper.js";
import { read, write } from "../lib/state.js";
import { paintBar, paintSquare } from "./digit_knobs_dials.js";
import { hand } from "./digit_knobs_hand.js";
import { drawn, paperToDrawOn } from "./digit_knobs_paper.js";

const STEM = "digit_knobs";
const CLASSES = 10;
const SQUARE = SIDE * SIDE;
const MOST = 135; // degrees of a knob at full turn
const STEPS_A_SECOND = 12;
const SLICES = 5; // of a step's work, spread over its frames
const MOST_STEPS = 300;
const STILLS = [4, 8, 15, 30, 60]; // steps, where motion is not wanted
const TURNING = 450; // ms that a scramble takes
const MANY_VOTES = 10; // fill a bar
const MOST_UNDO = 100;
const BAR = 6; // px
// A three to begin with; a stroke in squares of the paper.
export const SAMPLE = [[
  [2, 1.2], [3.2, 0.7], [4.6, 0.9], [5.2, 1.9], [4.6, 3.1], [3.4, 3.7], [4.8, 4.2], [5.5, 5.4],
  [4.9, 6.7], [3.5, 7.3], [2, 6.8],
]];

/** The trained machine of the figure, or the scramble and steps that the address tells. */
export function initial(data, { seed, steps } = {}) {
  const drawing = { ...drawn(SAMPLE, null, data.paper), sample: true };
  if (/^\d{1,6}$/.test(seed)) {
    const machine = scrambled(Number(seed), data.recipe.scramble);
    const wanted = /^\d{1,3}$/.test(steps) ? Math.min(Number(steps), MOST_STEPS) : 0;
    return { drawing, machine, seed: Number(seed), steps: 0, turned: false, wanted };
  }
  const weights = Float64Array.from(data.weights.flat(2));
  const machine = { weights, biases: Float64Array.from(data.biases) };
  return { drawing, machine, seed: null, steps: data.recipe.n_steps, turned: false, wanted: 0 };
}

/** The machine with one knob at another angle, in degrees; `full` is the setting at full turn. */
export function turned({ weights, biases }, knob, degrees, full) {
  const next = weights.slice();
  next[knob] = (degrees / MOST) * full;
  return { weights: next, biases };
}

/** Digits with the most votes, and how many each has; null for empty paper. */
export function vote(machine, image) {
  if (!image.some((ink) => ink > 0)) return null;
  const votes = scores(machine, image);
  return { votes, most: votes.indexOf(Math.max(...votes)) };
}

/** The sentences, as pieces; `rate` is the share of unseen digits, or null. */
export function describe({ seed, steps, turned: byHand }, found, rate, about = false) {
  const pieces = [];
  const count = steps === 1 ? "1 step" : `${steps} steps`;
  if (rate !== null) {
    pieces.push({ strong: `${about ? "About " : ""}${percent(rate, 0)}` });
    pieces.push(" of digits it has never seen, read correctly");
    pieces.push(steps ? ` after ${count} of training. ` : ` with every knob at random. `);
  }
  if (found) pieces.push("Most votes for yours: ", { strong: String(found.most) }, ". ");
  if (byHand) pieces.push(rate === null ? "You turned a knob: nobody has tested this setting." : "You turned a knob.");
  else if (steps) pieces.push("Nobody turned a knob.");
  return pieces;
}

/** The digits, with word of how many of their bytes are here; an error says what is missing. */
export async function fetched(url, layout, signal, progress) {
  const name = url.pathname.split("/").pop();
  const missing = (why) => new Error(`${name} could not be loaded${why}`);
  const reply = await fetch(url, { signal }).catch((cause) => {
    throw Object.assign(missing(""), { cause });
  });
  if (!reply.ok) throw missing(` (${reply.status})`);
  const content = new Uint8Array(layout.bytes);
  const reader = reply.body.getReader();
  for (let at = 0; ; ) {
    const { done, value } = await reader.read().catch(() => {
      throw missing(": the line broke");
    });
    if (done && at === layout.bytes) return decode(content.buffer, layout);
    if (done || at + value.length > layout.bytes) throw new Error(`${name} is not the file it should be`);
    content.set(value, at);
    at += value.length;
    progress(at / layout.bytes);
  }
}

export function widget(data, { url, signal }) {
  const full = data.full_turn;
  let state = initial(data, read(STEM));
  const past = [];
  let digits = null; // what it learns from, once it is here
  let pupil = null; // { learner, steps, machine }: goes on from that machine
  let motion = null; // { from, to, start, time } of knobs that turn at once
  let training = null; // { from, to, phase, work } of knobs that turn by themselves
  let fetching = false;
  let failure = "";
  let last = 0;
  let asked = 0;
  let chosen = 3;
  let tested = { machine: null, rate: null };
  const shown = { weights: state.machine.weights.slice(), biases: state.machine.biases };
  const turns = new Float64Array(shown.weights.length);

  // What is seen

  const squares = Array.from({ length: CLASSES }, (_, digit) => {
    const sheet = canvas((context, color) => paintOne(context, color, sheet, digit), signal);
    const name = button(String(digit), "knobs-name", () => choose(digit));
    name.tabIndex = -1;
    return { sheet, name, node: element("div", { class: "knobs-square" }, sheet.node, name) };
  });
  const large = canvas((context, color) => paintOne(context, color, large, chosen), signal);
  const speech = element("output", { class: "spoken" });
  const said = words({});
  const paper = paperToDrawOn({
    paper: data.paper,
    signal,
    drawing: () => state.drawing,
    began: () => {
      remember();
      if (state.drawing.sample) state = { ...state, drawing: drawn([], null, data.paper) };
    },
    changed: (drawing) => change({ drawing }),
    spoken: (text) => (speech.textContent = text),
  });
  const knob = hand({
    angle: (i) => (MOST * Math.max(-full, Math.min(full, state.machine.weights[i]))) / full,
    began: () => {
      pause();
      remember();
    },
    turn: (i, degrees) =>
      change({ machine: turned(state.machine, i, degrees, full), turned: true, seed: null }),
    chosen: (i) => choose(Math.floor(i / SQUARE)),
  });
  squares.forEach(({ sheet }, digit) => {
    sheet.node.addEventListener("click", () => choose(digit));
    knob.turnable(sheet.node, () => digit);
  });
  knob.turnable(large.node, () => chosen);

  const train = button("Train", "act", press);
  const step = button("Step", "act", oneStep);
  const scramble = button("Scramble", "act", () => {
    pause();
    remember();
    scrambleTo(nextSeed());
  });
  const undo = button("Undo", "undo", () => {
    pause();
    restore(past.pop());
  });
  const clear = button("Clear", "reset", () => {
    remember();
    change({ drawing: drawn([], null, data.paper) });
  });
  train.classList.add("first");

  const board = element(
    "div",
    { class: "knobs-board" },
    paper.node,
    element("div", { class: "knobs-large" }, large.node),
    element("div", { class: "knobs-squares" }, ...squares.map(({ node }) => node)),
    knob.node,
  );
  const node = element(
    "div",
    { class: "widget knobs" },
    board,
    element("div", { class: "knobs-buttons" }, train, step, scramble, undo, clear),
    said.node,
    speech,
  );

  function paintOne(context, color, { size }, digit) {
    const { image } = state.drawing;
    const found = read10();
    paintSquare(context, color, { turns, from: digit * SQUARE, size: size.width, ink: image });
    if (size.height === size.width) return;
    const share = found ? found.votes[digit] / Math.max(MANY_VOTES, found.votes[found.most]) : 0;
    const most = found?.most === digit;
    const top = size.height - BAR;
    paintBar(context, color, { share, top, width: size.width, height: BAR, most });
  }
  let counted = null; // votes of the knobs as they are shown, once a frame
  const read10 = () => (counted ??= { found: vote(shown, state.drawing.image) }).found;

  /** Paint everything; the words too, silently while something moves. */
  function show() {
    const moving = Boolean(training || motion);
    counted = null;
    shown.weights.forEach((w, i) => (turns[i] = Math.max(-1, Math.min(1, w / full))));
    for (const { sheet } of squares) sheet.paint();
    if (large.size.width) large.paint();
    const most = read10()?.most;
    squares.forEach(({ name }, digit) => {
      if (name.classList.contains("most") !== (digit === most)) name.classList.toggle("most", digit === most);
    });
    say(moving);
  }
  let before = "";
  function say(later) {
    const [rate, about] = rated();
    const pieces = failure ? [failure] : describe(state, read10(), rate, about);
    const text = JSON.stringify(pieces) + later;
    if (text !== before) said.say(pieces, { later });
    before = text;
  }
  /** Share of unseen digits that this machine reads, and whether that is only a mean. */
  function rated() {
    const { machine, seed, steps, turned: byHand } = state;
    if (digits) {
      if (tested.machine !== machine) tested = { machine, rate: accuracy(machine, digits.test) };
      return [tested.rate, false];
    }
    if (byHand) return [null, false];
    if (steps) return [data.quoted.end_accuracy, false];
    const known = data.before[seed - 1];
    return [known ?? data.quoted.before_mean, known === undefined];
  }

  // What changes

  function remember() {
    past.push(state);
    if (past.length > MOST_UNDO) past.shift();
  }
  function restore(old) {
    if (!old) return;
    state = old;
    glide(state.machine, 150);
    settled();
  }
  function change(next) {
    state = { ...state, ...next };
    failure = "";
    if (next.machine && !training) Object.assign(shown, { weights: next.machine.weights.slice(), biases: next.machine.biases });
    settled();
  }
  function settled() {
    useful(undo, past.length > 0);
    useful(clear, state.drawing.image.some((ink) => ink > 0));
    useful(step, !fetching && state.steps < MOST_STEPS);
    train.textContent = training ? "Pause" : fetching ? "Fetching" : failure ? "Try again" : "Train";
    knob.say();
    paper.show();
    show();
    const { seed, steps } = state;
    write(STEM, { seed, steps: seed === null || !steps || training ? null : steps }, node);
  }
  function choose(digit) {
    chosen = digit;
    if (Math.floor(knob.knob() / SQUARE) !== digit) knob.choose(digit * SQUARE + (knob.knob() % SQUARE));
    squares.forEach(({ name }, k) => name.setAttribute("aria-pressed", String(k === digit)));
    placeCursor();
    if (large.size.width) large.paint();
  }

  const nextSeed = () => ((state.seed ?? 0) % 999_999) + 1;
  function scrambleTo(seed) {
    const machine = scrambled(seed, data.recipe.scramble);
    state = { ...state, machine, seed, steps: 0, turned: false };
    failure = "";
    glide(machine, TURNING);
    settled();
  }

  // What moves

  function glide({ weights, biases }, time) {
    shown.biases = biases;
    const from = shown.weights.slice();
    motion = { from, to: weights, start: performance.now(), time: still() ? 0 : time };
    ask();
  }
  function ask() {
    if (!asked) asked = requestAnimationFrame(frame);
  }
  function frame(now) {
    asked = 0;
    if (signal.aborted) return;
    const passed = Math.min(100, now - last); // a tab that was away does not jump
    last = now;
    if (motion) {
      const part = motion.time ? Math.min(1, (now - motion.start) / motion.time) : 1;
      mix(motion.from, motion.to, part < 0 ? 0 : part);
      if (part >= 1) motion = null;
    } else if (training) advance(passed / 1000);
    if (motion || training) ask();
    show();
  }
  function mix(from, to, part) {
    for (let i = 0; i < to.length; i++) shown.weights[i] = from[i] + part * (to[i] - from[i]);
  }

  /** The learner that goes on from the machine there is. */
  function taught() {
    if (pupil?.machine !== state.machine) {
      pupil = { learner: learner(digits.train, data.recipe, state.machine), machine: state.machine };
    }
    return pupil.learner;
  }
  function arrived(machine, more) {
    state = { ...state, machine, steps: state.steps + more };
    if (pupil) pupil.machine = machine;
    shown.biases = machine.biases;
  }
  const copy = ({ weights, biases }) => ({ weights: weights.slice(), biases: biases.slice() });

  function begin() {
    const learning = taught();
    learning.step();
    training = { from: state.machine, to: copy(learning.machine), phase: 0, done: 0 };
    training.work = learning.slices();
    last = performance.now();
    settled();
    ask();
  }
  /** Some of the next step is worked out while the knobs turn by this one. */
  function advance(seconds) {
    training.phase += Math.min(1, seconds * STEPS_A_SECOND);
    while (training.work && training.done < SLICES * training.phase) slice();
    if (training.phase >= 1) {
      while (training.work) slice();
      arrived(training.to, 1);
      if (state.steps >= data.recipe.n_steps) {
        Object.assign(shown, { weights: state.machine.weights.slice() });
        training = null;
        settled();
        return;
      }
      const { learner: learning } = pupil;
      training = { from: state.machine, to: copy(learning.machine), phase: training.phase - 1, done: 0 };
      if (state.steps + 1 < data.recipe.n_steps) training.work = learning.slices();
    }
    mix(training.from.weights, training.to.weights, training.phase);
  }
  function slice() {
    training.done += 1;
    if (training.work.next().done) training.work = null;
  }
  function pause() {
    if (!training) return;
    const more = training.work ? 2 : 1; // what was begun is ended
    while (training.work) slice();
    training = null;
    arrived(copy(pupil.learner.machine), more);
    glide(state.machine, 150);
    settled();
  }

  /** Steps at once, shown as one turn. */
  function jump(steps) {
    const learning = taught();
    for (let i = 0; i < steps; i++) learning.step();
    arrived(copy(learning.machine), steps);
    state = { ...state, wanted: 0 };
    glide(state.machine, 1000 / STEPS_A_SECOND);
    settled();
  }

  async function press() {
    if (fetching) return;
    if (training) {
      pause();
      return;
    }
    if (!(await ready())) return;
    remember();
    const done = state.steps >= data.recipe.n_steps;
    if (done) scrambleTo(nextSeed());
    if (still()) {
      if (!done) jump(STILLS.find((steps) => steps > state.steps) - state.steps);
      return;
    }
    if (done) {
      const scrambledOne = state.machine;
      await new Promise((resolve) => setTimeout(resolve, TURNING + 400)); // let the nonsense be seen
      if (signal.aborted || training || state.machine !== scrambledOne) return;
    }
    begin();
  }
  async function oneStep() {
    if (fetching || state.steps >= MOST_STEPS) return;
    pause();
    if (!(await ready())) return;
    remember();
    jump(1);
  }
  /** Whether the digits are here now. */
  async function ready() {
    if (digits) return true;
    fetching = true;
    failure = "";
    settled();
    try {
      digits = await fetched(new URL(`${STEM}.lesson.bin`, url), data.lesson, signal, (share) => {
        said.say([`${percent(share, 0)} of its 1,100 digits are here.`], { later: true });
      });
    } catch (error) {
      if (signal.aborted) return false;
      failure = `It has nothing to learn from: ${error.message}. The button tries again.`;
    }
    fetching = false;
    settled();
    return Boolean(digits) && !signal.aborted;
  }

  // Where it stands

  function placeCursor() {
    const i = knob.knob() % SQUARE;
    const own = large.size.width ? large : squares[Math.floor(knob.knob() / SQUARE)].sheet;
    const [outer, box] = [board, own.node].map((each) => each.getBoundingClientRect());
    const pitch = box.width / SIDE;
    Object.assign(knob.node.style, {
      left: `${box.left - outer.left + ((i % SIDE) + 0.5) * pitch}px`,
      top: `${box.top - outer.top + (Math.floor(i / SIDE) + 0.5) * pitch}px`,
    });
  }
  function lay() {
    const width = ({ node: each }) => each.parentElement.clientWidth;
    paper.resize(paper.node.clientWidth);
    for (const { sheet } of squares) sheet.resize(width(sheet), width(sheet) + BAR + 4);
    large.resize(width(large), width(large));
    show();
    placeCursor();
  }
  const watch = new ResizeObserver(lay);
  watch.observe(board);
  signal.addEventListener("abort", () => {
    watch.disconnect();
    cancelAnimationFrame(asked);
  });
  node.addEventListener("keydown", (event) => {
    if (event.key !== "z" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    undo.click();
  });
  choose(chosen);
  settled();
  if (state.wanted) ready().then((here) => here && jump(state.wanted));
  return node;
}
