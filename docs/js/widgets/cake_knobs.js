// Turn the two knobs of the line by hand, or let gradient descent do it.
//
//   by hand --"Let gradient descent do it"--> walking --last step, "Stop"--> by hand
//
// It starts where the walk of the second figure starts, and takes the same steps.

import { element, shape } from "../lib/dom.js";
import { linePath, scale } from "../lib/scale.js";
import { slider } from "../lib/slider.js";
import { read, write } from "../lib/state.js";

const STEM = "cake_knobs";
const FINE = 0.5; // degrees from one position of a slider to the next
const BEST = 0.005; // degrees from the best that count as the best
const LEVEL = 0.3; // degrees² per unit: a slope of the valley too small to speak of
const PAUSE = 70; // ms between two steps
const HEIGHT = 180;
const BEYOND = 5; // °C that the line goes on beside the cakes, so that its name has room
const ANGLES = [0, 70]; // degrees, from the lower edge of the drawing to the upper

/** Temperature as the model sees it: -1 to 1. */
const heat = ({ quoted }, temperature) => (temperature - quoted.middle) / quoted.unit;

/** The bad start of the figure, or what the address says. */
export function initial(data, asked = {}) {
  const { start_intercept, start_slope } = data.quoted;
  const ends = (grid) => [grid[0], grid.at(-1)];
  return {
    intercept: within(asked.intercept, ends(data.grid_intercept)) ?? start_intercept,
    slope: within(asked.slope, ends(data.grid_slope)) ?? start_slope,
  };
}

function within(text, [low, high]) {
  const value = text?.trim() ? Number(text) : NaN;
  return value >= low && value <= high ? value : undefined;
}

/** Mean squared miss of a setting, and the way uphill: how it grows with each knob. */
export function loss(data, { intercept, slope }) {
  const n = data.angle.length;
  const sum = { mse: 0, intercept: 0, slope: 0 };
  data.temperature.forEach((temperature, i) => {
    const x = heat(data, temperature);
    const miss = intercept + slope * x - data.angle[i];
    sum.mse += miss * miss;
    sum.intercept += 2 * miss;
    sum.slope += 2 * miss * x;
  });
  return { mse: sum.mse / n, gradient: { intercept: sum.intercept / n, slope: sum.slope / n } };
}

/** Both knobs a little downhill. */
export function step(data, { intercept, slope }) {
  const { gradient } = loss(data, { intercept, slope });
  const { lr } = data.quoted;
  return { intercept: intercept - lr * gradient.intercept, slope: slope - lr * gradient.slope };
}

/** Degrees as a person reads them: "−21.0°". */
export const degrees = (x) => `${x.toFixed(1).replace("-", "−")}°`;

/** The sentences, as pieces; { strong } is a value to set in bold. */
export function describe(data, { intercept, slope }) {
  const { mse, gradient } = loss(data, { intercept, slope });
  const { middle, unit } = data.quoted;
  const rmse = Math.sqrt(mse);
  const more = `${degrees(Math.abs(slope))} ${slope < 0 ? "less" : "more"}`;
  return [
    `At ${middle} °C this line says `,
    { strong: degrees(intercept) },
    ", and ",
    { strong: more },
    ` for every ${unit} °C on top. It misses the cakes by `,
    { strong: degrees(rmse) },
    ", root mean square. ",
    rmse - data.rmse < BEST
      ? "No line does better: there is no way down from here."
      : `That is ${degrees(rmse - data.rmse)} more than the best line. ` +
        `Downhill: ${downhill(gradient)}.`,
  ];
}

function downhill({ intercept, slope }) {
  const way = (gradient) => (gradient > 0 ? "down" : "up");
  const ways = [["first", intercept], ["second", slope]]
    .filter(([, gradient]) => Math.abs(gradient) > LEVEL)
    .map(([name, gradient]) => `the ${name} knob ${way(gradient)}`);
  return ways.join(", ") || "a hair’s breadth";
}

/** Ends of the line y = a + b x inside the box, as [[x, y], [x, y]]. */
export function clipped(a, b, [left, right], [low, high]) {
  const at = (x) => [x, Math.min(high, Math.max(low, a + b * x))];
  const inside = ([x, y]) => (a + b * x === y ? [x, y] : [(y - a) / b, y]);
  return [inside(at(left)), inside(at(right))];
}

export function widget(data) {
  const { n_steps, middle, unit } = data.quoted;
  let knobs = initial(data, read(STEM));
  let timer = 0;
  let before = null; // knobs when a slider was first touched
  const past = [];

  const sliders = {
    intercept: slider(`${STEM}-intercept`, range(data.grid_intercept)),
    slope: slider(`${STEM}-slope`, range(data.grid_slope)),
  };
  const output = element("output", {
    for: `${STEM}-intercept ${STEM}-slope`, class: "long", "aria-live": "polite",
  });
  const button = (text, name = "act") => element("button", { type: "button", class: name }, text);
  const one = button("One step downhill");
  const walk = button("Let gradient descent do it");
  const undo = button("Undo", "undo");
  const reset = button("Reset", "reset");
  const readout = drawing(data);
  const node = element(
    "div",
    { class: "widget wordy" },
    readout.node,
    ...[["intercept", "First knob"], ["slope", "Second knob"]].map(([name, text]) =>
      element(
        "div",
        { class: "widget-row" },
        element("label", { class: "widget-label", for: `${STEM}-${name}` }, text),
        sliders[name].input,
      ),
    ),
    output,
    element("div", { class: "widget-fields" }, walk, one, undo, reset),
  );

  function show() {
    const { intercept, slope } = knobs;
    sliders.intercept.set(intercept, `${degrees(intercept)} at ${middle} °C`);
    sliders.slope.set(slope, `${degrees(slope)} for every ${unit} °C`);
    readout.show(knobs);
    walk.textContent = timer ? "Stop" : "Let gradient descent do it";
    undo.setAttribute("aria-disabled", past.length === 0);
    if (timer) return; // a sentence at every step would be too much to listen to
    const pieces = describe(data, knobs);
    output.replaceChildren(
      ...pieces.map((piece) => (piece.strong ? element("b", {}, piece.strong) : piece)),
    );
    const start = initial(data);
    const short = (name) => (knobs[name] === start[name] ? null : Number(knobs[name].toFixed(2)));
    write(STEM, { intercept: short("intercept"), slope: short("slope") }, node);
  }

  function stop() {
    clearInterval(timer);
    timer = 0;
  }

  /** Remember where the knobs are, then turn them. */
  function act(next) {
    stop();
    past.push(knobs);
    knobs = next;
    show();
  }

  function start() {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      let end = knobs;
      for (let i = 0; i < n_steps; i++) end = step(data, end);
      return act(end);
    }
    past.push(knobs);
    let left = n_steps;
    timer = setInterval(() => {
      knobs = step(data, knobs);
      left -= 1;
      if (left === 0 || !node.isConnected) stop();
      if (node.isConnected) show();
    }, PAUSE);
    show();
  }

  for (const [name, { input }] of Object.entries(sliders)) {
    input.addEventListener("input", () => {
      stop();
      before ??= knobs;
      knobs = { ...knobs, [name]: Number(input.value) };
      show();
    });
    input.addEventListener("change", () => {
      if (before) past.push(before);
      before = null;
      show();
    });
  }
  one.addEventListener("click", () => act(step(data, knobs)));
  walk.addEventListener("click", () => {
    if (!timer) return start();
    stop();
    show();
  });
  undo.addEventListener("click", () => {
    stop();
    knobs = past.pop() ?? knobs;
    show();
  });
  reset.addEventListener("click", () => act(initial(data)));
  show();
  return node;
}

const range = (grid) => ({ min: grid[0], max: grid.at(-1), step: FINE });

/** The cakes and the line. Strokes do not scale with the box. */
function drawing(data) {
  const temperatures = [...new Set(data.temperature)].sort((a, b) => a - b);
  const ends = [temperatures[0], temperatures.at(-1)];
  const x = scale(ends, [150, 800]);
  const y = scale(ANGLES, [HEIGHT, 0]);
  const stroke = { "vector-effect": "non-scaling-stroke" };
  const path = (role, d) => shape("path", { class: role, d, ...stroke });

  const line = path("small", "");
  const grid = [20, 40, 60];
  const svg = shape(
    "svg",
    { viewBox: `0 0 1000 ${HEIGHT}`, preserveAspectRatio: "none" },
    ...grid.map((angle) => path("grid", `M0 ${y(angle)}H1000`)),
    path("base", `M0 ${HEIGHT}H1000`),
    path("cakes", beside(data).map(([t, away, angle]) => `M${x(t) + away} ${y(angle)}h0`).join("")),
    line,
  );
  function word(text, role, left, top) {
    const span = element("span", { class: `widget-tick ${role}` }, text);
    span.style.left = `${left / 10}%`;
    span.style.top = `${(100 * top) / HEIGHT}%`;
    return span;
  }
  const name = word("line", "small", 0, 0);
  const node = element(
    "div",
    { class: "widget-readout cakes", "aria-hidden": "true" },
    svg,
    ...grid.map((angle) => word(`${angle}${angle === 60 ? "°" : ""}`, "angle", 0, y(angle))),
    ...temperatures
      .filter((_, i) => i % 2 === 0)
      .map((t, i) => word(i === 2 ? `${t} °C` : `${t}`, "oven", x(t), HEIGHT)),
    word("cakes", "train", x(185), y(54)),
    name,
  );

  function show({ intercept, slope }) {
    const sides = ends.map((t, i) => heat(data, t + (i ? BEYOND : -BEYOND)));
    const points = clipped(intercept, slope, sides, ANGLES);
    const at = (h) => x(data.quoted.middle + data.quoted.unit * h);
    line.setAttribute("d", linePath(points.map(([h]) => at(h)), points.map(([, a]) => y(a))));
    const [h, angle] = points[1];
    name.style.left = `${at(h) / 10}%`;
    name.style.top = `${(100 * y(angle)) / HEIGHT}%`;
  }
  return { node, show };
}

/** [temperature, shift, angle] of each cake; equal cakes stand side by side. */
function beside(data) {
  const apart = 8; // thousandths of the width
  const key = (i) => `${data.temperature[i]} ${data.angle[i]}`;
  const seen = new Map();
  const places = data.angle.map((_, i) => {
    const place = seen.get(key(i)) ?? 0;
    seen.set(key(i), place + 1);
    return place;
  });
  return data.angle.map((angle, i) => {
    const shift = apart * (places[i] - (seen.get(key(i)) - 1) / 2);
    return [data.temperature[i], shift, angle];
  });
}
