// Two knobs of a line, turned by hand, or rolling downhill by themselves.
//
//   by hand --"Let it roll"--> rolling --lowest point, burnt, 120 steps, "Stop", a hand--> by hand
//
// It starts where the walk of the second figure starts. Where it stands is { knobs, way, end }: the
// setting, the settings it came through since a hand last moved it, and how the last roll ended:
//
//   arrived   no line does better          tired    120 steps, and more to go
//   burnt     the steps were too long       null     a hand was on it, or it was stopped

import { button, element, still, useful, words } from "../lib/dom.js";
import { within } from "../lib/scale.js";
import { slider } from "../lib/slider.js";
import { read, write } from "../lib/state.js";
import { gradient, miss, step, valley } from "../lib/valley.js";
import { cakes, map } from "./cake_knobs_pictures.js";

const STEM = "cake_knobs";
const FINE = 0.5; // degrees from one position of a slider to the next
const BEST = 0.005; // degrees of miss above the best that count as the best
const MOST = 120; // steps of one roll
const LEVEL = 0.3; // degrees² per unit: a slope of the valley too small to speak of
export const BURNT = 50; // degrees: no setting on the map misses by as much
// Lengths of a step, in units of the slope: the positions of the third slider.
export const LENGTHS = [
  0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1, 1.02, 1.05, 1.1,
  1.2,
];
const STRIDE = [30, 320]; // ms that a step takes on the map, from the smallest to the longest
const WAY = 11; // ms for each degree of it

/** Degrees as a person reads them: "−21.0°". */
export const degrees = (x) => `${x.toFixed(1).replace("-0.0", "0.0").replace("-", "−")}°`;

/** The valley of the published cakes: temperatures count from the middle, in units of 25 °C. */
export const valleyOf = ({ temperature, angle, quoted }) =>
  valley(temperature.map((t) => (t - quoted.middle) / quoted.unit), angle);

const ends = (grid) => [grid[0], grid.at(-1)];

/** The bad start of the figure, or what the address says; the first edition said other names. */
export function initial(data, asked = {}) {
  const { start_intercept, start_slope, lr } = data.quoted;
  return {
    height: number(asked.height ?? asked.intercept, ends(data.grid_intercept)) ?? start_intercept,
    tilt: number(asked.tilt ?? asked.slope, ends(data.grid_slope)) ?? start_slope,
    length: LENGTHS.find((length) => length === number(asked.length, ends(LENGTHS))) ?? lr,
  };
}

function number(text, [low, high]) {
  const value = text?.trim() ? Number(text) : NaN;
  return value >= low && value <= high ? value : undefined;
}

/** How a roll ends here, or null if it goes on: `left` is how many steps it may still take. */
export function ended(hill, knobs, left) {
  if (miss(hill, knobs) > BURNT) return "burnt";
  const there = (name) => degrees(knobs[name]) === degrees(hill.best[name]); // as it is written
  if (there("height") && there("tilt")) return "arrived";
  return left > 0 ? null : "tired";
}

/** The sentences, as pieces; { strong } is a value to set in bold. */
export function describe(data, hill, { knobs, way, end }, length) {
  const { middle, unit } = data.quoted;
  const missed = miss(hill, knobs);
  const over = missed - Math.sqrt(hill.least);
  const more = `${degrees(Math.abs(knobs.tilt))} ${knobs.tilt < 0 ? "less" : "more"}`;
  const off = { strong: degrees(missed) };
  const steps = { strong: way.length === 1 ? "1 step" : `${way.length} steps` };
  if (end === "burnt") {
    return [
      "The steps are too long: every one lands further up the other side. ",
      { strong: "The cake is burnt." },
      " Undo brings it back.",
    ];
  }
  if (end === "arrived" && way.length) {
    return [
      "Arrived after ", steps, ": ", { strong: degrees(knobs.height) }, ` at ${middle} °C, `,
      { strong: more }, ` for every ${unit} °C on top. It misses by `, off, ", and no line misses by less.",
    ];
  }
  if (end === "tired") {
    return [
      "After ", steps, " it misses by ", off, ", ", over < 0.05 ? "hardly" : degrees(over),
      " more than the best. ", tired(hill, length),
    ];
  }
  return [
    "This line says ", { strong: degrees(knobs.height) }, ` at ${middle} °C, and `, { strong: more },
    ` for every ${unit} °C on top. It misses by `, off, ". ",
    over < BEST ? "No line misses by less." : `Downhill: ${downhill(gradient(hill, knobs))}.`,
  ];
}

function tired({ limit }, length) {
  if (length > limit) return "The steps are too long: every one lands further up the other side.";
  if (length === limit) return "It goes from side to side: every step lands as high as the last.";
  return "The steps are short. Let it roll on, or make them longer.";
}

/** What a step does, while it is walked. */
export function stepping({ limit }, n, length) {
  const way = length > limit / 2 ? "downhill, and up the other side." : "both knobs a little downhill.";
  return ["Step ", { strong: String(n) }, `: ${way}`];
}

function downhill(up) {
  const ways = ["height", "tilt"]
    .filter((name) => Math.abs(up[name]) > LEVEL)
    .map((name) => `${name} ${up[name] > 0 ? "down" : "up"}`);
  return ways.join(", ") || "a hair’s breadth";
}

const between = (from, to, share) => ({
  height: from.height + share * (to.height - from.height),
  tilt: from.tilt + share * (to.tilt - from.tilt),
});

export function widget(data, { signal }) {
  const hill = valleyOf(data);
  const { middle, unit } = data.quoted;
  const bounds = { height: ends(data.grid_intercept), tilt: ends(data.grid_slope) };
  const first = initial(data);
  let { length, ...knobs } = initial(data, read(STEM));
  let at = { knobs, way: [], end: null };
  let roll = null; // the step being walked: { next, ms, done, left }, `done` from 0 to 1
  let beat = 0; // the frame that is asked for
  let before = null; // where it stood when a hand took hold of it
  let past = [];

  const row = (name, text, spec) => {
    const { input, set } = slider(`${STEM}-${name}`, spec);
    const value = element("span", { class: "cake-value", "aria-hidden": "true" });
    const label = element("label", { class: "widget-label", for: input.id }, text);
    return { node: element("div", { class: "cake-row" }, label, input, value), input, set, value };
  };
  const range = (name) => ({ min: bounds[name][0], max: bounds[name][1], step: FINE });
  const rows = {
    height: row("height", "Height", range("height")),
    tilt: row("tilt", "Tilt", range("tilt")),
    length: row("length", "Step length", { min: 0, max: LENGTHS.length - 1 }),
  };
  const big = element("b");
  const says = words({ id: Object.values(rows).map(({ input }) => input.id).join(" ") });
  const rolls = button("Let it roll", "act rolls", () => (roll ? stop() : start()));
  const one = button("One step", "act", () => act(stepped(at)));
  const undo = button("Undo", "undo", () => {
    halt();
    at = past.pop();
    show();
  });
  const reset = button("Reset", "reset", () => {
    length = first.length;
    act({ knobs: { height: first.height, tilt: first.tilt }, way: [], end: null });
  });
  const line = cakes(data, signal);
  const ground = map(hill, bounds, signal, {
    says: ({ height, tilt }) => `height ${degrees(height)}, tilt ${degrees(tilt)}`,
    move: byHand,
    ended: letGo,
  });
  const node = element(
    "div",
    { class: "widget cake-knobs" },
    element("p", { class: "cake-miss", "aria-hidden": "true" }, big,
      element("span", {}, "the line’s typical miss")),
    line.node,
    element("div", { class: "cake-hands" }, rows.height.node, rows.tilt.node),
    element("div", { class: "cake-walk" }, rows.length.node,
      element("div", { class: "cake-buttons" }, rolls, one, undo, reset)),
    says.node,
    ground.node,
  );

  function show() {
    const rolling = roll !== null;
    const now = rolling ? between(at.knobs, roll.next.knobs, roll.done) : at.knobs;
    big.textContent = degrees(miss(hill, now));
    line.show(now);
    ground.show(now, rolling ? [...at.way, at.knobs] : at.way);
    for (const name of ["height", "tilt"]) {
      const per = name === "height" ? `at ${middle} °C` : `for every ${unit} °C`;
      rows[name].set(within(now[name], bounds[name]), `${degrees(now[name])} ${per}`);
      rows[name].value.textContent = degrees(now[name]);
    }
    rows.length.set(LENGTHS.indexOf(length), `${length} times the slope`);
    rows.length.value.textContent = String(length);
    rolls.textContent = rolling ? "Stop" : "Let it roll";
    useful(one, at.end !== "burnt");
    useful(undo, past.length > 0);
    if (rolling) return says.say(stepping(hill, at.way.length + 1, length), { later: true });
    says.say(describe(data, hill, at, length));
    if (at.end !== "burnt") keep(); // what has left the map is no place to come back to
  }

  function keep() {
    const short = (name, value) => (value === first[name] ? null : String(Number(value.toFixed(2))));
    const { height, tilt } = at.knobs;
    const now = { height: short("height", height), tilt: short("tilt", tilt), length: short("length", length) };
    write(STEM, { ...now, intercept: null, slope: null }, node);
  }

  /** One step further on the way; how it ends, a roll says. */
  function stepped({ knobs: from, way }, left = 1) {
    const to = step(hill, from, length);
    return { knobs: to, way: [...way, from], end: ended(hill, to, left) };
  }

  /** Remember where it stands, then go there. */
  function act(next) {
    halt();
    past.push(at);
    at = next;
    show();
  }

  function start() {
    past.push(at);
    // What has come to an end begins again where it began: the same way with other steps.
    if (["arrived", "burnt"].includes(at.end) && at.way.length) at = { knobs: at.way[0], way: [], end: null };
    at = { ...at, end: ended(hill, at.knobs, MOST) };
    if (!at.end && still()) for (let left = MOST; !at.end;) at = stepped(at, (left -= 1));
    if (at.end) return show();
    roll = { left: MOST, then: performance.now() };
    stride();
    beat ||= requestAnimationFrame(frame);
    show();
  }

  function stride() {
    const next = stepped(at, roll.left - 1);
    const far = Math.hypot(next.knobs.height - at.knobs.height, next.knobs.tilt - at.knobs.tilt);
    Object.assign(roll, { next, ms: within(WAY * far, STRIDE), done: 0, left: roll.left - 1 });
  }

  function frame(now) {
    beat = 0;
    if (!roll || signal.aborted) return;
    // The first frame may have begun before the button was pressed; a page that slept does not jump.
    let time = within(now - roll.then, [0, 100]);
    roll.then = now;
    while (roll && time >= roll.ms * (1 - roll.done)) {
      time -= roll.ms * (1 - roll.done);
      at = roll.next;
      if (at.end) roll = null;
      else stride();
    }
    if (roll) {
      roll.done += time / roll.ms;
      beat ||= requestAnimationFrame(frame);
    }
    show();
  }

  /** Stop where it is seen to be, between two steps too. */
  function halt() {
    if (!roll) return;
    const knobs = between(at.knobs, roll.next.knobs, roll.done);
    at = { knobs, way: [...at.way, at.knobs], end: null };
    roll = null;
  }

  function stop() {
    halt();
    show();
  }

  function byHand(next) {
    halt();
    before ??= at;
    const inside = (name) => within(next[name], bounds[name]);
    at = { knobs: { height: inside("height"), tilt: inside("tilt") }, way: [], end: null };
    show();
  }

  function letGo() {
    if (before) past.push(before);
    before = null;
    show();
  }

  for (const name of ["height", "tilt"]) {
    const { input } = rows[name];
    input.addEventListener("input", () => byHand({ ...at.knobs, [name]: Number(input.value) }));
    input.addEventListener("change", letGo);
  }
  rows.length.input.addEventListener("input", () => {
    length = LENGTHS[rows.length.input.value];
    show();
  });
  show();
  return node;
}
