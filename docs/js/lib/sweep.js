// A curve and a slider along it: what one setting does, with rows of choices that change the curve.
//
//   chart        the curves, and a dot on each at the chosen value
//   slider       over the values that were tried; where a setting has `play`, a button walks along it
//   sentence     what happened there
//   choices      radio knobs, and Reset
//
// A state is { at, ... }: the index of the slider's value, and for each choice, by its name in the
// address, the index of what is chosen. While it walks it also has `place`: `at` with its fraction.

import { chart } from "./chart.js";
import { button, element, reserve, sentence, still, words } from "./dom.js";
import { onGuess } from "./figure.js";
import { percent, within } from "./scale.js";
import { labelled, slider } from "./slider.js";
import { read, write } from "./state.js";

/** Text of a tick that is a share: the unit on the top one only. */
export const share = (x, top) => (top ? percent(x, 0) : String(Math.round(100 * x)));

/** An error to a tenth of a percent; what is not quite nothing is not called nothing. */
export const points = (x) =>
  x > 0 && x < 0.0005 ? `under ${percent(0.001, 1)}` : percent(x, x ? 1 : 0);

/** Index of the value that stands nearest on the axis. */
export function closest(values, target, { log = false } = {}) {
  const place = log ? Math.log : (x) => x;
  const off = (value) => Math.abs(place(value) - place(target));
  return values.reduce((best, value, i) => (off(value) < off(values[best]) ? i : best), 0);
}

/** The state that the address asks for; what it does not name, or names wrongly, is as at first. */
export function asked({ slider: { axis, values }, choices, x, start }, given) {
  const state = { ...start };
  for (const { axis: name, values: options } of choices) {
    const i = options.findIndex((option) => String(option) === given[name]);
    if (i >= 0) state[name] = i;
  }
  const value = Number(given[axis] || NaN);
  const there = values(state);
  const known = Number.isFinite(value) && (value > 0 || there.includes(value));
  const wished = known ? value : values(start)[start.at];
  return { ...state, at: closest(there, wished, x) };
}

/** Every state there is: for what has to hold in each of them. */
export function states({ slider: { values }, choices }) {
  const picked = choices.reduce(
    (all, { axis, values: options }) =>
      all.flatMap((state) => options.map((_, i) => ({ ...state, [axis]: i }))),
    [{}],
  );
  return picked.flatMap((state) => values(state).map((_, at) => ({ at, ...state })));
}

/** What a reader guessed, as marks: `place` says where a number belongs. */
export function guessed({ guess, x, y }, made, state) {
  if (!made || !guess?.asks(state)) return [];
  const { kind, value, xs, ys } = made;
  if (kind === "curve") return [{ line: [xs, ys], role: "yours", label: "your guess", at: 0.6 }];
  if (kind !== "number" || !Number.isFinite(value)) return [];
  const [across, up] = guess.place(value);
  const dot = [within(across, x.domain), within(up, y.domain)];
  return [{ dot, role: "yours", label: "your guess" }];
}

/**
 * The widget.
 *
 *   stem      of the experiment; names the parameters in the address
 *   slider    { axis, label, values }: its name in the address, its label, its steps from a state
 *   choices   [{ axis, label, values, text }]
 *   start     the state without an address
 *   x, y      axes of the chart
 *   height    of the chart
 *   marks     state to what is drawn
 *   describe  state to a sentence, as pieces; { strong } is a value to set in bold
 *   play      { label, ms }: a button that walks the slider from end to end in so long; if wanted
 *   spoken    state to what a screen reader says of the slider
 *   guess     { asks, place }: whether a state is what the question was about, and where on the
 *             chart a number that was guessed belongs, in units of the axes
 */
export function sweep(setting, { figure, signal }) {
  const { stem, choices, start, x, y, marks, describe } = setting;
  const { axis, label, values } = setting.slider;
  let state = asked(setting, read(stem));
  let guess = null;
  let walk = null; // { since, place } of a walk along the slider
  let beat = 0;

  const plot = chart({ x, y, height: setting.height }, signal);
  const { input, set } = slider(`${stem}-${axis}`, { max: values(state).length - 1 });
  const says = words({ id: input.id });
  const rows = choices.map((choice) => radios(stem, choice, (i) => change({ [choice.axis]: i })));
  const { play } = setting;
  const walks = play && button(play.label, "act walks", () => (walk ? change({}) : go()));
  const row = labelled(label, input);
  if (play) {
    row.classList.add("walked");
    row.append(walks);
  }
  const node = element(
    "div",
    { class: "widget sweep" },
    plot.node,
    row,
    says.node,
    element(
      "div",
      { class: "sweep-choices" },
      ...rows.map((row) => row.node),
      button("Reset", "reset", () => change(start)),
    ),
  );

  function show() {
    const seen = walk ? { ...state, place: walk.place } : state;
    plot.draw([...marks(seen), ...guessed(setting, guess, state)]);
    input.max = values(state).length - 1;
    set(state.at, setting.spoken(state));
    rows.forEach(({ set: choose }, i) => choose(state[choices[i].axis]));
    says.say(describe(state), { later: Boolean(walk) });
    if (play) walks.textContent = walk ? "Stop" : play.label;
  }

  /** From the first value to the last; at once, for who asked for little motion. */
  function go() {
    if (still()) return change({ at: values(state).length - 1 });
    walk = { since: performance.now(), place: 0 };
    beat = requestAnimationFrame(frame);
  }

  function frame(now) {
    if (!walk || signal.aborted) return;
    const last = values(state).length - 1;
    walk.place = within(((now - walk.since) / play.ms) * last, [0, last]);
    if (walk.place === last) return change({ at: last });
    state = { ...state, at: Math.floor(walk.place) };
    show();
    beat = requestAnimationFrame(frame);
  }

  function change(next) {
    walk = null;
    const value = values(state)[state.at];
    state = { ...state, ...next };
    // Another choice may have other steps: the value stays as near as it can.
    if (next.at === undefined) state.at = closest(values(state), value, x);
    show();
    const [kept, first] = [told(state), told(start)];
    for (const name of Object.keys(kept)) if (kept[name] === first[name]) kept[name] = null;
    write(stem, kept, node);
  }

  /** A state as the address has it. */
  const told = (from) => ({
    [axis]: String(values(from)[from.at]),
    ...Object.fromEntries(choices.map((c) => [c.axis, String(c.values[from[c.axis]])])),
  });

  input.addEventListener("input", () => change({ at: Number(input.value) }));
  const point = (event) => change({ at: closest(values(state), plot.at(event).x, x) });
  plot.overlay.addEventListener("click", point);
  plot.overlay.addEventListener("pointermove", (event) => {
    if (event.buttons && event.pointerType === "mouse") point(event);
  });
  signal.addEventListener("abort", () => cancelAnimationFrame(beat));
  plot.node.addEventListener("laid", () => {
    setting.sentences ??= states(setting)
      .map((each) => element("p", { class: "widget-says" }, ...sentence(describe(each))));
    reserve(says.node, setting.sentences);
  });
  onGuess(figure, signal, (next) => {
    guess = next;
    show();
  });
  return node;
}

/** A choice as a row of radio knobs. */
function radios(stem, { axis, label, values, text = String }, chosen) {
  const id = `${stem}-${axis}-label`;
  const inputs = values.map((_, i) =>
    element("input", { type: "radio", class: "knob", name: `${stem}-${axis}`, value: i }),
  );
  for (const input of inputs) {
    input.addEventListener("change", () => chosen(Number(input.value)));
  }
  const node = element(
    "div",
    { class: "sweep-choice", role: "radiogroup", "aria-labelledby": id },
    element("span", { class: "widget-label", id }, label),
    element(
      "div",
      { class: "widget-choices" },
      ...values.map((value, i) =>
        element("label", {}, inputs[i], text(value, i === values.length - 1)),
      ),
    ),
  );
  return { node, set: (at) => inputs.forEach((input, i) => (input.checked = i === at)) };
}
