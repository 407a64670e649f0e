// A slider with the train and the test error above it, and the share of wrong labels below it.
//
// The readout shares its x axis with the slider: one step of it for each value, so the dot stands
// right above the thumb. A state is { at, q }: the index of the value and that of the noise.

import { element, linePath, nearest, percent, scale, shape } from "./chart.mjs";
import { slider } from "./slider.mjs";
import { read, write } from "./state.mjs";

const HEIGHT = 110; // of the readout, px

/** Indices that the address asks for; `otherwise` where it asks for nothing, or for nonsense. */
export function asked(values, noise, { value, rate } = {}, otherwise) {
  const number = Number(value);
  const q = noise.findIndex((share) => String(share) === rate);
  return {
    at: number > 0 && Number.isFinite(number) ? nearest(values, number) : otherwise.at,
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
 *   noise       shares of wrong labels
 *   train, test errors by noise and value, from 0 to `top`
 *   start       the state without an address
 *   describe    state to the sentences, as pieces; { strong } is a value to set in bold
 *   valueText   state to what a screen reader says of the slider
 *   long        whether the sentences may need three lines
 *   words       state to { train, test, above }: the indices at which the two words stand, null
 *               where there is no room for one, and whether "train" stands above its curve
 */
export function twoErrors(setting) {
  const { stem, axis, label, values, noise, start, describe, valueText, long } = setting;
  const last = values.length - 1;
  const { [axis]: value, noise: rate } = read(stem);
  let state = asked(values, noise, { value, rate }, start);

  const { input: range, set } = slider(`${stem}-${axis}`, { max: last });
  const radios = noise.map((_, i) =>
    element("input", { type: "radio", class: "knob", name: `${stem}-noise`, value: i }),
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
    write(stem, {
      [axis]: state.at === start.at ? null : values[state.at],
      noise: state.q === start.q ? null : noise[state.q],
    });
  }

  range.addEventListener("input", () => change({ at: Number(range.value) }));
  for (const radio of radios) {
    radio.addEventListener("change", () => change({ q: Number(radio.value) }));
  }
  reset.addEventListener("click", () => change(start));
  show();

  const noiseLabel = `${stem}-noise-label`;
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
      { class: "widget-row", role: "radiogroup", "aria-labelledby": noiseLabel },
      element("span", { class: "widget-label", id: noiseLabel }, "Wrong labels"),
      element(
        "div",
        { class: "widget-choices" },
        ...noise.map((share, i) => element("label", {}, radios[i], percent(share))),
        reset,
      ),
    ),
  );
}

/** The two curves, and a dot on each at the chosen value. Strokes do not scale with the box. */
function drawing({ values, train, test, top = 1, words }) {
  const last = values.length - 1;
  const x = scale([0, last], [0, 1000]);
  const y = scale([0, top], [HEIGHT, 0]);
  const xs = values.map((_, i) => x(i));
  const stroke = { "vector-effect": "non-scaling-stroke" };
  const part = (role, extra) => shape("path", { class: role, ...stroke, ...extra });

  const guide = part("guide");
  const parts = Object.entries({ train, test }).map(([role, errors]) => ({
    role,
    errors,
    line: part(role),
    dot: part(`${role} dot`), // a line of no length with round ends: a circle at any size
    word: element("span", { class: `widget-word ${role}` }, role),
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
    }
    guide.setAttribute("d", `M${x(at)} ${y(test[q][at])}V${HEIGHT}`);
  }
  return { node, show };
}
