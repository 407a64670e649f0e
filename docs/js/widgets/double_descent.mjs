// Turn the number of knobs, and how many labels are wrong, and read the two errors.
//
// The readout shares its x axis with the slider below it: one step per model size, so the dot
// stands right above the thumb.

import { element, linePath, nearest, percent, scale, shape, thousands } from "../lib/chart.mjs";
import { slider } from "../lib/slider.mjs";
import { read, write } from "../lib/state.mjs";

const STEM = "double_descent";
const NOISE = 0; // share of wrong labels in the figure above the widget
const HEIGHT = 110; // of the readout, px

/** Width and noise by index: the figure's default, or what the address says. */
export function initial(data, { width, noise } = {}) {
  const asked = Number(width);
  const q = data.noise.findIndex((rate) => String(rate) === noise);
  return {
    at: nearest(data.width, asked > 0 && Number.isFinite(asked) ? asked : data.width.at(-1)),
    q: q < 0 ? data.noise.indexOf(NOISE) : q,
  };
}

/** Index of the width with the highest test error within a factor of two of `n_train`. */
export function peak(data, q) {
  const near = (i) => Math.abs(Math.log2(data.width[i] / data.n_train)) <= 1;
  return data.test_error[q].reduce(
    (best, error, i) => (near(i) && (best < 0 || error > data.test_error[q][best]) ? i : best),
    -1,
  );
}

/** The sentences, as pieces; { strong } is a value to set in bold. */
export function describe(data, { at, q }) {
  const error = data.test_error[q][at];
  const labels = data.noise[q] === 0 ? "with no" : percent(data.noise[q]);
  return [
    "At ",
    { strong: thousands(data.width[at]) },
    ` knobs and ${labels} wrong labels the model reads `,
    { strong: percent(error) },
    ` of new digits wrongly. ${remark(data, { at, q })}`,
  ];
}

function remark(data, { at, q }) {
  const own = data.train_error[q][at];
  const small = data.best_small_error[q]; // as the page quotes it
  if (at === peak(data, q)) {
    return `This is the peak: about as many knobs as the ${data.n_train} examples it learned from.`;
  }
  if (own >= 0.005) return `It still misreads ${percent(own)} of its own examples.`;
  if (data.width[at] > data.n_train) {
    const best = `the best small model (${data.best_small_width[q]} knobs, ${percent(small)})`;
    return data.test_error[q][at] < small
      ? `It has memorised every example it saw, and it beats ${best}.`
      : `It has memorised every example it saw${data.noise[q] ? ", wrong labels included" : ""}, ` +
          `and ${best} beats it.`;
  }
  return "It has already memorised every example it saw.";
}

export function widget(data) {
  const last = data.width.length - 1;
  let state = initial(data, read(STEM));

  const { input: range, set } = slider(`${STEM}-width`, { max: last });
  const radios = data.noise.map((rate, i) =>
    element("input", { type: "radio", class: "knob", name: `${STEM}-noise`, value: i }),
  );
  const output = element("output", { for: range.id, "aria-live": "polite" });
  const reset = element("button", { type: "button", class: "reset" }, "Reset");
  const readout = drawing(data);

  function show() {
    const { at, q } = state;
    const pieces = describe(data, state);
    output.replaceChildren(
      ...pieces.map((piece) => (piece.strong ? element("b", {}, piece.strong) : piece)),
    );
    set(
      at,
      `${thousands(data.width[at])} knobs, ${percent(data.test_error[q][at])} of new digits wrong`,
    );
    radios.forEach((radio, i) => (radio.checked = i === q));
    readout.show(state);
  }

  function change(next) {
    state = { ...state, ...next };
    show();
    const start = initial(data);
    write(STEM, {
      width: state.at === start.at ? null : data.width[state.at],
      noise: state.q === start.q ? null : data.noise[state.q],
    });
  }

  range.addEventListener("input", () => change({ at: Number(range.value) }));
  for (const radio of radios) {
    radio.addEventListener("change", () => change({ q: Number(radio.value) }));
  }
  reset.addEventListener("click", () => change(initial(data)));
  show();

  const noiseLabel = `${STEM}-noise-label`;
  return element(
    "div",
    { class: "widget" },
    element(
      "div",
      { class: "widget-row" },
      readout.node,
      element("label", { class: "widget-label", for: range.id }, "Knobs"),
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
        ...data.noise.map((rate, i) => element("label", {}, radios[i], percent(rate))),
        reset,
      ),
    ),
  );
}

/** The two curves, and a dot on each at the chosen width. Strokes do not scale with the box. */
function drawing(data) {
  const last = data.width.length - 1;
  const x = scale([0, last], [0, 1000]);
  const y = scale([0, 1], [HEIGHT, 0]);
  const xs = data.width.map((_, i) => x(i));
  const stroke = { "vector-effect": "non-scaling-stroke" };
  const part = (role, extra) => shape("path", { class: role, ...stroke, ...extra });

  const guide = part("guide");
  const parts = ["train", "test"].map((role) => ({
    errors: data[`${role}_error`],
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
  const words = parts.map(({ word }) => word);
  const node = element("div", { class: "widget-readout", "aria-hidden": "true" }, svg, ...words);

  function show({ at, q }) {
    for (const { errors, line, dot } of parts) {
      line.setAttribute("d", linePath(xs, errors[q].map(y)));
      dot.setAttribute("d", `M${x(at)} ${y(errors[q][at])}h0`);
    }
    guide.setAttribute("d", `M${x(at)} ${y(data.test_error[q][at])}V${HEIGHT}`);
    const top = peak(data, q);
    const [train, test] = [data.train_error[q], data.test_error[q]];
    const half = train.findIndex((error) => error < train[0] / 2);
    words[0].classList.toggle("above", train[half] > test[half]); // away from the other curve
    place(words[0], half, train);
    place(words[1], Math.min(last, top + 5), test);
  }
  function place(word, i, errors) {
    word.style.left = `${(100 * i) / last}%`;
    word.style.top = `${(100 * y(errors[i])) / HEIGHT}%`;
  }
  return { node, show };
}
