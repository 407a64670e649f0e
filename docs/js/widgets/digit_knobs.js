// A machine of 640 knobs that reads a drawn digit, can be scrambled, and learns before your eyes.
//
//   drawing -> 8 x 8 squares -> times 640 knobs -> ten counts of votes
//   idle --Train--> fetching --> training --Pause, or after 60 steps--> idle
//
// Every change makes a new state, so that Undo needs no more than the old one. What is painted is
// `shown`: its knobs are on their way to those of the state. What a reader draws or turns by hand is
// never in the address.

import { button, element, still, useful, words } from "../lib/dom.js";
import { SLICES, accuracy, decode, learner, scores, scrambled } from "../lib/lesson.js";
import { loaded, nameOf, strange } from "../lib/load.js";
import { percent, within } from "../lib/scale.js";
import { SIDE } from "../lib/small_paper.js";
import { read, write } from "../lib/state.js";
import { dials } from "./digit_knobs_dials.js";
import { MOST, angleInWords, hand } from "./digit_knobs_hand.js";
import { drawn, paperToDrawOn } from "./digit_knobs_paper.js";

const STEM = "digit_knobs";
const CLASSES = 10;
const SQUARE = SIDE * SIDE;
const DARK = new Float64Array(SQUARE);
const STEP = 1000 / 12; // ms that a step of training takes
const MOST_STEPS = 300;
const STILLS = [4, 8, 15, 30, 60]; // steps, where motion is not wanted
const TURNING = 450; // ms that a scramble takes
const NONSENSE = 900; // ms from a scramble to the training that follows: let the nonsense be seen
const MANY_VOTES = 10; // fill a bar
const MOST_UNDO = 100;
const BAR = 6; // px
// A three to begin with: a stroke, in squares of the paper.
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
    return { drawing, machine, seed: Number(seed), steps: 0, knob: null, wanted };
  }
  const weights = Float64Array.from(data.weights.flat(2));
  const machine = { weights, biases: Float64Array.from(data.biases) };
  return { drawing, machine, seed: null, steps: data.recipe.n_steps, knob: null, wanted: 0 };
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

/** How far a knob is turned, in degrees. */
export const angle = ({ weights }, knob, full) => (MOST * within(weights[knob], [-full, full])) / full;

/** The sentences, as pieces; `rate` is the share of unseen digits, or null. */
export function describe({ machine, steps, knob, redrawn }, full, found, rate, about = false) {
  const pieces = [];
  const how = steps ? `after ${steps} step${steps > 1 ? "s" : ""} of training` : "with every knob at random";
  if (rate === null) pieces.push("It cannot be tested before its digits are here. ");
  else {
    pieces.push({ strong: `${about ? "About " : ""}${percent(rate, 0)}` });
    pieces.push(` of digits it has never seen, read correctly${knob === null ? ` ${how}` : ""}. `);
  }
  if (found) pieces.push("Most votes: ", { strong: String(found.most) }, ". ");
  if (knob !== null && !redrawn) {
    const words = angleInWords(angle(machine, knob, full));
    pieces.push(`You turned a knob of ${Math.floor(knob / SQUARE)}: ${words}.`);
  } else if (knob === null && steps) pieces.push("Nobody turned a knob.");
  return pieces;
}

/** The digits, with word of how many of their bytes are here; an error says what is missing. */
export async function fetched(url, layout, signal, progress) {
  const reply = await loaded(url, signal);
  const content = new Uint8Array(layout.bytes);
  const reader = reply.body.getReader();
  for (let at = 0; ; ) {
    const { done, value } = await reader.read().catch(() => {
      throw new Error(`${nameOf(url)} could not be loaded: the line broke`);
    });
    if (done && at === layout.bytes) return decode(content.buffer, layout);
    if (done || at + value.length > layout.bytes) throw strange(url);
    content.set(value, at);
    at += value.length;
    progress(at / layout.bytes);
  }
}

export function widget(data, { url, signal }) {
  const { full_turn: full, paper: kind, recipe } = data;
  let state = initial(data, read(STEM));
  const past = [];
  let digits = null; // what it learns from and is tested on, once that is here
  let pupil = null; // { learner, machine }: the learner that goes on from that machine
  let motion = null; // { from, to, start, time, work, then }: knobs on their way
  let training = false;
  let fetching = false;
  let failure = "";
  let asked = 0;
  let chosen = 3;
  let tested = {};
  let before = "";
  const shown = { weights: state.machine.weights.slice(), biases: state.machine.biases };
  const turns = new Float64Array(shown.weights.length);

  // What is seen

  const faces = Array.from({ length: CLASSES }, () => dials(BAR, signal));
  const large = dials(0, signal);
  const names = faces.map((_, digit) => {
    const name = button(String(digit), "knobs-name", () => choose(digit));
    name.tabIndex = -1; // figure keys do the same
    return name;
  });
  const said = words();
  const speech = element("output", { class: "spoken" });
  const paper = paperToDrawOn({
    paper: kind,
    signal,
    drawing: () => state.drawing,
    began() {
      remember();
      if (state.drawing.sample) state = { ...state, drawing: drawn([], null, kind) };
    },
    changed(drawing) {
      change({ drawing, redrawn: true });
      choose(vote(shown, drawing.image)?.most ?? chosen);
    },
    spoken: (text) => (speech.textContent = text),
  });
  const fingers = hand({
    angle: (knob) => angle(state.machine, knob, full),
    began() {
      pause();
      remember();
      ready(); // a turned machine is tested
    },
    turn(knob, degrees) {
      const machine = turned(state.machine, knob, degrees, full);
      change({ machine, knob, redrawn: false, seed: null });
    },
    chosen: (knob) => choose(Math.floor(knob / SQUARE)),
  });
  faces.forEach(({ node }, digit) => fingers.turnable(node, () => digit));
  fingers.turnable(large.node, () => chosen);

  const train = button("Train", "act first", press);
  const step = button("Step", "act", oneStep);
  const scramble = button("Scramble", "act", () => {
    pause();
    remember();
    scrambleTo(nextSeed());
  });
  const undo = button("Undo", "undo", () => {
    pause();
    state = past.pop() ?? state;
    failure = "";
    turnTo(state.machine, 150);
    settled();
  });
  const clear = button("Clear", "reset", () => {
    remember();
    change({ drawing: drawn([], null, kind) });
  });
  const square = (face, k) => element("div", { class: "knobs-square" }, face.node, names[k]);
  const board = element(
    "div",
    { class: "knobs-board" },
    paper.node,
    element("div", { class: "knobs-large" }, large.node),
    element("div", { class: "knobs-squares" }, ...faces.map(square)),
    fingers.node,
  );
  const buttons = element("div", { class: "knobs-buttons" }, train, step, scramble, undo, clear);
  const node = element("div", { class: "widget knobs" }, board, buttons, said.node, speech);

  function show() {
    const { image } = state.drawing;
    const found = vote(shown, image);
    shown.weights.forEach((weight, i) => (turns[i] = within(weight / full, [-1, 1])));
    const most = Math.max(MANY_VOTES, found?.votes[found.most] ?? 0);
    const lit = training ? DARK : image; // the shapes are what is seen then
    faces.forEach((face, k) =>
      face.show(turns, k * SQUARE, lit, found ? found.votes[k] / most : 0, k === found?.most),
    );
    if (large.size.width) large.show(turns, chosen * SQUARE, lit);
    names.forEach((name, k) => name.classList.toggle("most", k === found?.most));
    const pieces = failure ? [failure] : describe(state, full, found, ...rated());
    const text = JSON.stringify([pieces, Boolean(motion)]);
    if (text !== before) said.say(pieces, { later: Boolean(motion) });
    before = text;
  }
  /** Share of unseen digits that this machine reads, and whether that is a mean over scrambles. */
  function rated() {
    const { machine, seed, steps, knob } = state;
    if (digits) {
      if (tested.machine !== machine) tested = { machine, rate: accuracy(machine, digits.test) };
      return [tested.rate];
    }
    if (knob !== null) return [null];
    if (steps) return [data.quoted.end_accuracy];
    const known = data.before[seed - 1];
    return [known ?? data.quoted.before_mean, known === undefined];
  }

  // What changes

  function remember() {
    past.push(state);
    if (past.length > MOST_UNDO) past.shift();
  }
  function change(next) {
    state = { ...state, ...next };
    failure = "";
    if (next.machine) turnTo(next.machine, 0);
    settled();
  }
  function settled() {
    useful(undo, past.length > 0);
    useful(clear, state.drawing.image.some((ink) => ink > 0));
    useful(step, !fetching && state.steps < MOST_STEPS);
    train.textContent = training ? "Pause" : fetching ? "Fetching" : failure ? "Try again" : "Train";
    fingers.say();
    paper.show();
    show();
    const { seed, steps } = state;
    write(STEM, { seed, steps: seed === null || !steps || training ? null : steps }, node);
  }
  function choose(digit) {
    chosen = digit;
    const i = fingers.knob() % SQUARE;
    if (fingers.knob() !== digit * SQUARE + i) fingers.choose(digit * SQUARE + i);
    names.forEach((name, k) => name.setAttribute("aria-pressed", String(k === digit)));
    const own = large.size.width ? large : faces[digit];
    const [outer, box] = [board, own.node].map((each) => each.getBoundingClientRect());
    const pitch = own.size.width / SIDE;
    Object.assign(fingers.node.style, {
      left: `${box.left - outer.left + ((i % SIDE) + 0.5) * pitch}px`,
      top: `${box.top - outer.top + (Math.floor(i / SIDE) + 0.5) * pitch}px`,
    });
    show();
  }
  const nextSeed = () => ((state.seed ?? 0) % 999_999) + 1;
  function scrambleTo(seed) {
    state = { ...state, machine: scrambled(seed, recipe.scramble), seed, steps: 0, knob: null };
    failure = "";
    turnTo(state.machine, TURNING);
    settled();
  }

  // What moves

  function turnTo({ weights, biases }, time, more) {
    shown.biases = biases;
    const start = performance.now();
    motion = { from: shown.weights.slice(), to: weights, start, time: still() ? 0 : time, ...more };
    asked ||= requestAnimationFrame(frame);
  }
  function frame(now) {
    asked = 0;
    if (signal.aborted || !motion) return;
    const { from, to, start, time, then } = motion;
    const part = time ? within((now - start) / time, [0, 1]) : 1;
    while (motion.work && motion.done < SLICES * part) slice();
    for (let i = 0; i < to.length; i++) shown.weights[i] = from[i] + part * (to[i] - from[i]);
    if (part < 1) asked = requestAnimationFrame(frame);
    else {
      motion = null;
      then?.(Math.max(start + time, now - time));
    }
    show();
  }
  /** A fifth of the step that comes after the one that is seen. */
  function slice() {
    motion.done += 1;
    if (motion.work.next().done) motion.work = null;
  }

  const copy = ({ weights, biases }) => ({ weights: weights.slice(), biases: biases.slice() });
  function taught() {
    if (pupil?.machine !== state.machine) {
      pupil = { learner: learner(digits.train, recipe, state.machine), machine: state.machine };
    }
    return pupil.learner;
  }
  function arrived(machine, steps) {
    state = { ...state, machine, steps: state.steps + steps, knob: null };
    pupil.machine = machine;
  }
  /** Show the step that is worked out, and work out the next one meanwhile. */
  function goOn(start) {
    const to = copy(pupil.learner.machine);
    const last = state.steps + 1 >= recipe.n_steps;
    turnTo(to, STEP, { start, done: 0, work: last ? null : pupil.learner.slices(), then });
    function then(end) {
      arrived(to, 1);
      training = !last;
      if (last) settled();
      else goOn(end);
    }
  }
  function pause() {
    if (!training) return;
    training = false;
    const steps = motion.work === null && state.steps + 1 >= recipe.n_steps ? 1 : 2;
    while (motion.work) slice(); // what was begun is ended
    arrived(copy(pupil.learner.machine), steps);
    turnTo(state.machine, STEP);
    settled();
  }
  /** Steps at once, shown as one turn. */
  function jump(steps) {
    const learning = taught();
    for (let i = 0; i < steps; i++) learning.step();
    arrived(copy(learning.machine), steps);
    turnTo(state.machine, STEP);
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
    const done = state.steps >= recipe.n_steps;
    if (done) scrambleTo(nextSeed());
    const { machine } = state;
    if (still()) {
      if (!done) jump(STILLS.find((steps) => steps > state.steps) - state.steps);
      return;
    }
    if (done) await new Promise((resolve) => setTimeout(resolve, NONSENSE));
    if (signal.aborted || training || state.machine !== machine) return;
    training = true;
    taught().step();
    goOn(performance.now());
    settled();
  }
  async function oneStep() {
    if (fetching) return;
    pause();
    if (!(await ready())) return;
    remember();
    jump(1);
  }
  /** Whether the digits are here now. */
  async function ready() {
    if (digits || fetching) return Boolean(digits);
    fetching = true;
    failure = "";
    settled();
    const progress = (share) =>
      said.say([`${percent(share, 0)} of the digits that it learns from are here.`], { later: true });
    try {
      digits = await fetched(new URL(`${STEM}.lesson.bin`, url), data.lesson, signal, progress);
    } catch (error) {
      failure = `It has nothing to learn from: ${error.message}. The button tries again.`;
    }
    fetching = false;
    if (signal.aborted) return false;
    settled();
    return Boolean(digits);
  }

  const fit = () => {
    const width = ({ node: each }) => each.parentElement.clientWidth;
    paper.resize(paper.node.clientWidth);
    for (const face of faces) face.resize(width(face), width(face) + BAR + 4);
    large.resize(width(large), width(large));
    choose(chosen);
  };
  const watch = new ResizeObserver(fit);
  watch.observe(board);
  node.addEventListener("placed", fit);
  signal.addEventListener("abort", () => watch.disconnect());
  node.addEventListener("keydown", (event) => {
    if (event.key !== "z" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    undo.click();
  });
  settled();
  if (state.wanted) ready().then((here) => here && jump(state.wanted));
  return node;
}
