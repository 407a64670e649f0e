// A slider with two curves above it, seen while learning and not, and a choice of curves below it:
// mostly the train and the test error, and the share of wrong labels.
//
// The readout shares its x axis with the slider: one step of it for each value, so the dot stands
// right above the thumb. A state is { at, q }: the index of the value and that of the choice.

import { element, shape } from "./dom.js";
import { linePath, nearest, percent, scale } from "./scale.js";
import { slider } from "./slider.js";
import { read, write } from "./state.js";

const HEIGHT = 110; // of the readout, px

/** Indices that the address asks for; `otherwise` where it asks for nothing, or for nonsense. */
export function asked(values, noise, { value, rate } = {}, otherwise) {
  const number = Number(value);
  const q = noise.findIndex((share) => String(share) === rate);
  const zero = value === "0" ? values.indexOf(0) : -1; // nearest() goes by ratios
  const known = number > 0 && Number.isFinite(number);
  return {
    at: zero >= 0 ? zero : known ? nearest(values, number) : otherwise.at,
    q: q < 0 ? otherwise.q : q,
  };
}

/**
 * The widget.
 *
 *   stem        of the experiment; names the parameters in the address
 *   axis        name of the slider's parameter in the address
 *   label       of the slider
 *   values      of the slider's steps, increasing
 *   noise       shares of wrong labels, or whatever the choice is of
 *   choice      if it is of something else: its name in the address, its label and a function that
 *               writes a value
 *   train, test errors by noise and value, from `bottom` (0) to `top`
 *   names       what the two curves are called, if not "train" and "test"
 *   start       the state without an address
 *   describe    state to the sentences, as pieces; { strong } is a value to set in bold
 *   valueText   state to what a screen reader says of the slider
 *   long        whether the sentences may need three lines
 *   words       state to { train, test, above, below }: the indices at which the two words stand,
 *               null where there is no room for one; whether "train" stands above its curve, and
 *               whether "test" stands below
 */
export function twoErrors(setting) {
  const { stem, axis, label, values, noise, start, describe, valueText, long } = setting;
  const { choice = { axis: "noise", label: "Wrong labels", text: percent } } = setting;
  const last = values.length - 1;
  const { [axis]: value, [choice.axis]: rate } = read(stem);
  let state = asked(values, noise, { value, rate }, start);

  const { input: range, set } = slider(`${stem}-${axis}`, { max: last });
  const radios = noise.map((_, i) =>
    element("input", { type: "radio", class: "knob", name: `${stem}-${choice.axis}`, value: i }),
  );
  const output = element("output", {
    for: range.id, class: long ? "long" : "", "aria-live": "polite",
  });
  const reset = element("button", { type: "button", class: "reset" }, "Reset");
  const readout = drawing(setting);

  function show() {
    output.replaceChildren(
      ...describe(state).map((piece) => (piece.strong ? element("b", {}, piece.strong) : piece)),
    );
    set(state.at, valueText(state));
    radios.forEach((radio, i) => (radio.checked = i === state.q));
    readout.show(state);
  }

  function change(next) {
    state = { ...state, ...next };
    show();
    const kept = {
      [axis]: state.at === start.at ? null : values[state.at],
      [choice.axis]: state.q === start.q ? null : noise[state.q],
    };
    write(stem, kept, range);
  }

  range.addEventListener("input", () => change({ at: Number(range.value) }));
  for (const radio of radios) {
    radio.addEventListener("change", () => change({ q: Number(radio.value) }));
  }
  reset.addEventListener("click", () => change(start));
  show();

  const choiceLabel = `${stem}-${choice.axis}-label`;
  return element(
    "div",
    { class: "widget" },
    element(
      "div",
      { class: "widget-row" },
      readout.node,
      element("label", { class: "widget-label", for: range.id }, label),
      range,
    ),
    output,
    element(
      "div",
      { class: "widget-row", role: "radiogroup", "aria-labelledby": choiceLabel },
      element("span", { class: "widget-label", id: choiceLabel }, choice.label),
      element(
        "div",
        { class: "widget-choices" },
        ...noise.map((share, i) => element("label", {}, radios[i], choice.text(share))),
        reset,
      ),
    ),
  );
}

/** The two curves, and a dot on each at the chosen value. Strokes do not scale with the box. */
function drawing({ values, train, test, bottom = 0, top = 1, words, names = {} }) {
  const last = values.length - 1;
  const x = scale([0, last], [0, 1000]);
  const y = scale([bottom, top], [HEIGHT, 0]);
  const xs = values.map((_, i) => x(i));
  const stroke = { "vector-effect": "non-scaling-stroke" };
  const part = (role, extra) => shape("path", { class: role, ...stroke, ...extra });

  const guide = part("guide");
  const parts = Object.entries({ train, test }).map(([role, errors]) => ({
    role,
    errors,
    line: part(role),
    dot: part(`${role} dot`), // a line of no length with round ends: a circle at any size
    word: element("span", { class: `widget-word ${role}` }, names[role] ?? role),
  }));
  const svg = shape(
    "svg",
    { viewBox: `0 0 1000 ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" },
    shape("path", { class: "base", d: `M0 ${HEIGHT}H1000`, ...stroke }),
    guide,
    ...parts.flatMap(({ line, dot }) => [line, dot]),
  );
  const node = element(
    "div",
    { class: "widget-readout", "aria-hidden": "true" },
    svg,
    ...parts.map(({ word }) => word),
  );

  function show(state) {
    const { at, q } = state;
    const places = words(state);
    for (const { role, errors, line, dot, word } of parts) {
      line.setAttribute("d", linePath(xs, errors[q].map(y)));
      dot.setAttribute("d", `M${x(at)} ${y(errors[q][at])}h0`);
      word.hidden = places[role] === null;
      word.style.left = `${(100 * places[role]) / last}%`;
      word.style.top = `${(100 * y(errors[q][places[role]])) / HEIGHT}%`;
      word.classList.toggle("above", Boolean(role === "train" && places.above));
      word.classList.toggle("below", Boolean(role === "test" && places.below));
    }
    guide.setAttribute("d", `M${x(at)} ${y(test[q][at])}V${HEIGHT}`);
  }
  return { node, show };
}
