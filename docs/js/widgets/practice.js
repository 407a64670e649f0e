// Too little, too much, contradictory: how long she practises, on how many cakes, with which notes.
//
//   change: what is set --a frame later--> one descent, one curve, two bars, one sentence
//
// The distance between the bars is overfitting.

import { chart } from "../lib/chart.js";
import { button, element, words } from "../lib/dom.js";
import { features } from "../lib/knob_sweep.js";
import { dot } from "../lib/linear_algebra.js";
import { minutes, OVEN, truth } from "../lib/oven.js";
import { bestOf, contradictory, isWrong, newMiss, practice, rounds } from "../lib/practice.js";
import { nearest } from "../lib/scale.js";
import { slider } from "../lib/slider.js";
import { read, write } from "../lib/state.js";
import { describe, off, remark, rounded, steps as inSteps } from "./practice_words.js";

const STEM = "practice";
const WIDEST = 1.2; // of the bars, in units of how good a cake is
const MANY = 40; // cakes from which on they are drawn small
const beside = globalThis.matchMedia?.("(min-width: 45em)"); // the chart, of what is said and turned
const grid = (n) => Array.from({ length: n + 1 }, (_, i) => -1 + (2 * i) / n);
const FINE = grid(300);
const COARSE = grid(60); // its name is looked for at each of these
const TRUTH = { line: [COARSE.map(minutes), COARSE.map(truth)], role: "theory", label: "truth", at: 0.9 };

/** What it starts with: too little practice, on one round of cakes. */
export const start = ({ shown }) => ({
  steps: shown.few_steps, cakes: shown.n_cakes, notes: false, seed: shown.seed,
});

/** What an address asks for, where it makes sense. */
export function initial(data, asked = {}) {
  const like = (pattern, text) => (pattern.test(text ?? "") ? Number(text) : NaN);
  const near = (values, n) => values[nearest(values, n)];
  const [steps, cakes, seed] = [
    like(/^[1-9]\d{0,9}$/, asked.steps), like(/^\d{1,3}$/, asked.cakes), like(/^\d{1,9}$/, asked.seed),
  ];
  return {
    ...start(data),
    ...(steps <= data.steps.at(-1) && { steps: near(data.steps, steps) }),
    ...(cakes >= data.cakes[0] && cakes <= data.cakes.at(-1) && { cakes: near(data.cakes, cakes) }),
    ...(seed >= 0 && { seed }),
    notes: asked.notes === "1",
  };
}

/** What goes into it. */
export function address(data, state) {
  const first = start(data);
  const unless = (name) => (state[name] === first[name] ? null : state[name]);
  return {
    steps: unless("steps"), cakes: unless("cakes"), notes: state.notes ? "1" : null, seed: unless("seed"),
  };
}

/** What she has learned from: her cakes as noted, and her descent on them. */
export function learned(data, { seed, cakes, notes }) {
  const { n_knobs: nKnobs, noise_std: taste } = data.shown;
  const baked = rounds(seed, cakes, taste);
  const noted = notes ? contradictory(baked) : baked;
  const after = practice(noted, nKnobs);
  return { noted, after, best: bestOf(after, data.steps, data.goal, taste) };
}

/** Everything that is said of a state. */
export function facts(data, state, { after, best }) {
  const { fitted, own } = after(state.steps);
  const taste = data.shown.noise_std;
  return { ...state, own, fresh: newMiss(fitted, data.goal, taste), best, taste, fitted };
}

export function widget(data, { signal }) {
  let state = initial(data, read(STEM));
  let lesson = learned(data, state);
  let [due, held] = [0, false];

  const plot = chart({ ...OVEN, height: () => (beside.matches ? 320 : 150) }, signal);
  const bars = twoBars(data.shown.noise_std);
  const long = slider(`${STEM}-steps`, { max: data.steps.length - 1 });
  const many = slider(`${STEM}-cakes`, { max: data.cakes.length - 1 });
  const [longSays, manySays] = [element("span"), element("span")];
  const says = words({ id: `${STEM}-steps ${STEM}-cakes`, rows: "practice-says" });
  const note = element("p", { class: "practice-note", id: `${STEM}-note` });
  const box = element("input", { type: "checkbox", "aria-describedby": note.id });
  const acts = element(
    "div",
    { class: "widget-choices" },
    element("label", {}, box, "contradictory notes"),
    button("Bake again", "act", () => change({ seed: state.seed + 1 })),
    button("Reset", "reset", () => change(start(data))),
  );
  const hands = [row("Practice", longSays, long.input), row("Her cakes", manySays, many.input), acts];
  const node = element(
    "div",
    { class: "widget practice" },
    plot.node,
    element("div", { class: "practice-side" }, bars.node, says.node, ...hands, note),
  );

  function change(patch) {
    const before = state;
    state = { ...state, ...patch };
    if (["seed", "cakes", "notes"].some((name) => before[name] !== state[name])) {
      lesson = learned(data, state);
    }
    write(STEM, address(data, state), node);
    later();
  }

  function later() {
    if (!signal.aborted) due ||= requestAnimationFrame(frame);
  }

  function frame() {
    due = 0;
    const found = facts(data, state, lesson);
    const { steps, cakes, notes } = state;
    plot.draw(marks(lesson.noted, found));
    bars.show(found);
    says.say(describe(found), { later: held });
    note.textContent = remark(found);
    longSays.textContent = inSteps(steps);
    manySays.textContent = cakes;
    long.set(data.steps.indexOf(steps), inSteps(steps));
    many.set(data.cakes.indexOf(cakes), `${cakes} cakes`);
    box.checked = notes;
  }

  const setting = (input, patch) => {
    input.addEventListener("input", () => {
      held = true;
      change(patch(Number(input.value)));
    });
    input.addEventListener("change", () => {
      held = false;
      later();
    });
  };
  setting(long.input, (i) => ({ steps: data.steps[i] }));
  setting(many.input, (i) => ({ cakes: data.cakes[i] }));
  box.addEventListener("change", () => change({ notes: box.checked }));
  signal.addEventListener("abort", () => cancelAnimationFrame(due));
  frame();
  return node;
}

/** A slider with its name and its value before it. */
function row(name, value, input) {
  const label = element("label", { class: "widget-label", for: input.id }, `${name} `, value);
  return element("div", { class: "widget-row" }, label, input);
}

const rows = new Map(); // number of knobs to the features along the chart

/** What the chart shows. */
function marks(noted, { fitted, notes }) {
  if (!rows.has(fitted.length)) {
    rows.set(fitted.length, FINE.map((x) => features(x, fitted.length)));
  }
  const small = noted.length > MANY ? " many" : "";
  const dots = (role, some) => ({
    dots: [some.map(({ x }) => minutes(x)), some.map(({ y }) => y)], role: role + small,
  });
  const wrong = noted.filter((_, i) => notes && isWrong(i));
  return [
    TRUTH,
    dots("train", noted.filter((_, i) => !notes || !isWrong(i))),
    dots("noise wrong", wrong),
    dots("hole wrong", wrong),
    { line: [FINE.map(minutes), rows.get(fitted.length).map((row) => dot(fitted, row))], role: "ink" },
  ];
}

/** Two bars, and between them what one is longer than the other. */
function twoBars(taste) {
  const names = ["own cakes", "overfitting", "new cakes"].map((name) => element("span", {}, name));
  const texts = names.map(() => element("b"));
  const parts = ["own", "gap", "fresh"].map((kind, i) =>
    element("div", { class: `practice-${kind}` }, texts[i]));
  const tick = (value, kind = "") => {
    const found = element("span", { class: kind }, String(value));
    found.style.setProperty("--at", value / WIDEST);
    return found;
  };
  const scale = element("div", { class: "practice-scale" }, tick(0), tick(taste, "floor"), tick(0.5), tick(1));
  const node = element(
    "div",
    { class: "practice-bars", "aria-hidden": "true" },
    element("div", { class: "practice-names" }, ...names, element("span", {}, "off by")),
    element("div", { class: "practice-area" }, ...parts, scale),
  );

  function show({ own, fresh, notes }) {
    const gap = rounded(fresh) - rounded(own); // of what stands there
    const none = gap < 0.005;
    names[0].textContent = notes ? "own notes" : "own cakes";
    [off(own), none ? "none" : off(gap), off(fresh)].forEach((text, i) => {
      texts[i].textContent = text;
    });
    for (const [name, value] of [["own", own], ["fresh", fresh]]) {
      node.style.setProperty(`--${name}`, Math.min(1, value / WIDEST));
      node.classList.toggle(`${name}-beyond`, value > WIDEST);
    }
    node.classList.toggle("none", none);
  }
  return { node, show };
}
