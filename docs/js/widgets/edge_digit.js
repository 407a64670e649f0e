// Draw a digit, or take one, and the network of two kilobytes reads it: here, in this page.
//
//   strokes, fitted, or an example, moved -> 28 x 28 pixels -> centred -> ten scores -> words, bars
//
// The weights are calibrated, and scores that are low together mean "this may be no digit". Nothing
// that is drawn leaves the page. The network is tested against its Python twin on drawings and
// examples: tests/js/edge_digit.test.mjs.

import { element, sentence, shape, useful } from "../lib/dom.js";
import { loaded } from "../lib/load.js";
import { linePath, percent } from "../lib/scale.js";
import {
  SIDE, centred, fitted, fromHex, isEmpty, raster, shades, shifted,
} from "../lib/digit_images.js";
import { read, write } from "../lib/state.js";
import { decode, evidence, forward, softmax } from "../lib/tiny_cnn.js";

const STEM = "edge_digit";
const STEP = 0.25; // pixels between two points of a stroke
const MOVES = { no: [0, 0], left: [0, -4], right: [0, 4], up: [-4, 0], down: [4, 0] }; // pixels

/** What is on the paper at first, or what the address says. */
export function initial(data, { example, moved, centre } = {}) {
  const known = /^\d+$/.test(example) && Number(example) in data.example_pixels;
  return {
    strokes: [],
    example: known ? Number(example) : null,
    moved: Object.hasOwn(MOVES, moved) ? moved : "no",
    centre: centre !== "no",
  };
}

/**
 * What the network reads: the paper as pixels, moved, and centred if that is asked for. Strokes are
 * fitted first, so that wherever they were and however small, they are read as sharply.
 */
export function input(data, { strokes, example, moved, centre }) {
  const { frame } = data;
  const own = example === null;
  if (own && centre) return centred(raster(fitted(strokes, frame), frame.pen), frame);
  const paper = own ? raster(strokes, frame.pen) : fromHex(data.example_pixels[example]);
  const image = shifted(paper, ...MOVES[moved]);
  return centre ? centred(image, frame) : image;
}

/** Ten probabilities, and whether this may be no digit; null for empty paper. */
export function answer(network, data, state) {
  const image = input(data, state);
  if (isEmpty(image)) return null;
  const scores = forward(network, image, data.image);
  const none = state.centre && evidence(scores) < data.none_below;
  return { p: softmax(scores), none };
}

/** Ten probabilities, or null for empty paper. */
export const certainties = (network, data, state) => answer(network, data, state)?.p ?? null;

/** Classes from the most to the least probable. */
const order = (p) => p.map((_, digit) => digit).sort((a, b) => p[b] - p[a]);

const named = (digit) => `${digit === 8 ? "an" : "a"} ${digit}`;

/** A probability in words, finer near its ends; it is never quite 0 or 100 %. */
export function certain(p) {
  if (p < 0.0005) return "below 0.1\u202F%";
  if (p >= 0.9995) return "over 99.9\u202F%";
  return p < 0.95 ? percent(p) : `${(100 * p).toFixed(1)}\u202F%`;
}

/** The sentences, as pieces; { strong } is a value to set in bold. */
export function describe(data, state, p, none = false) {
  if (!p) return ["Draw a digit on the paper, or take one from the list."];
  const [first, second] = order(p);
  const next = p[second] < 0.01 ? "" : `; next comes ${named(second)} with ${certain(p[second])}`;
  const pieces = [
    ...(none ? [{ strong: "This may be no digit." }, " If it is one: it reads "] : ["It reads "]),
    { strong: named(first) },
    ", ",
    { strong: certain(p[first]) },
    ` certain${next}. `,
  ];
  if (state.example !== null) {
    const label = data.example_label[state.example];
    pieces.push(label === first ? "That is its label. " : `It is wrong: the label says ${label}. `);
  }
  if (none) return pieces;
  const { quoted } = data;
  const { sure } = quoted;
  const own = state.example === null;
  const tested = own ? "generated strokes in a style new to it" : "new digits";
  const [high, low] = ["sure_accuracy", "unsure_accuracy"].map(
    (key) => quoted[own ? `strokes_${key}` : key],
  );
  if (!state.centre) {
    pieces.push("It sees the paper as it is, not centred.");
  } else if (p[first] >= sure) {
    pieces.push(`Where it was this sure of ${tested}, it was right on ${certain(high)}.`);
  } else {
    const below = percent(sure);
    pieces.push(
      `Where it was less than ${below} certain of ${tested}, it was right on ${certain(low)}.`,
    );
  }
  return pieces;
}

/** Point of a pointer event, in pixels of the paper. */
function place(paper, event) {
  const { left, top, width, height } = paper.getBoundingClientRect();
  return [(SIDE * (event.clientX - left)) / width, (SIDE * (event.clientY - top)) / height];
}

const pixels = (image) =>
  shades(image).map(([level, d]) => shape("path", { d, "fill-opacity": (level / 15).toFixed(3) }));

export async function widget(data, { url, signal }) {
  const reply = await loaded(new URL(`${STEM}.weights.bin`, url), signal);
  const network = decode(await reply.arrayBuffer(), data);
  let state = initial(data, read(STEM));
  let waiting = false;

  const square = { viewBox: `0 0 ${SIDE} ${SIDE}` };
  const ink = shape("g");
  const paper = shape(
    "svg",
    { class: "paper", ...square, role: "img", "aria-label": "Paper to draw a digit on" },
    ink,
  );
  const seen = shape("svg", { class: "seen", ...square, "aria-hidden": "true" });
  const bars = Array.from({ length: 10 }, (_, digit) => bar(digit));
  const output = element("output", { "aria-live": "polite" });
  const [example, moved] = selects(data);
  const centre = element("input", { type: "checkbox", id: `${STEM}-centre` });
  const undo = element("button", { type: "button", class: "undo" }, "Undo");
  const clear = element("button", { type: "button", class: "reset" }, "Clear");

  /** Paper, what the network sees, and the bars; the words only when `spoken`. */
  function show(spoken = true) {
    const found = answer(network, data, state);
    const p = found?.p;
    const [down, right] = MOVES[state.moved];
    ink.setAttribute("transform", `translate(${right} ${down})`);
    ink.replaceChildren(
      ...(state.example === null
        ? state.strokes.map((stroke) => line(stroke, data.frame.pen))
        : pixels(fromHex(data.example_pixels[state.example]))),
    );
    seen.replaceChildren(...pixels(input(data, state)));
    bars.forEach(({ show: set }, digit) => set(p?.[digit], p && p[digit] === Math.max(...p)));
    example.value = state.example ?? "";
    moved.value = state.moved;
    centre.checked = state.centre;
    const drawn = state.example !== null || state.strokes.length > 0;
    for (const node of [undo, clear]) useful(node, drawn);
    if (!spoken) return;
    const pieces = describe(data, state, p, found?.none);
    output.replaceChildren(...sentence(pieces));
  }

  function change(next) {
    state = { ...state, ...next };
    show();
    const kept = {
      example: state.example,
      moved: state.moved === "no" ? null : state.moved,
      centre: state.centre ? null : "no",
    };
    write(STEM, kept, paper);
  }

  /** Once a frame, however many points a pen reports; without words, which wait for its end. */
  function soon() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      show(false);
    });
  }

  let pen = null; // the pointer that draws; others are left alone
  paper.addEventListener("pointerdown", (event) => {
    if (pen !== null || event.button !== 0) return;
    pen = event.pointerId;
    paper.setPointerCapture(pen);
    const strokes = state.example === null ? state.strokes : [];
    state = { ...state, example: null, moved: "no", strokes: [...strokes, [place(paper, event)]] };
    soon();
  });
  paper.addEventListener("pointermove", (event) => {
    if (event.pointerId !== pen) return;
    const stroke = state.strokes.at(-1);
    const events = event.getCoalescedEvents?.() ?? [];
    for (const each of events.length ? events : [event]) {
      const [point, last] = [place(paper, each), stroke.at(-1)];
      if (Math.hypot(point[0] - last[0], point[1] - last[1]) > STEP) stroke.push(point);
    }
    soon();
  });
  const lift = (event) => {
    if (event.pointerId !== pen) return;
    pen = null;
    change({});
  };
  paper.addEventListener("pointerup", lift);
  paper.addEventListener("pointercancel", lift);

  example.addEventListener("change", () =>
    change({ example: example.value === "" ? null : Number(example.value) }),
  );
  moved.addEventListener("change", () => change({ moved: moved.value }));
  centre.addEventListener("change", () => change({ centre: centre.checked }));
  undo.addEventListener("click", () =>
    change(state.example === null ? { strokes: state.strokes.slice(0, -1) } : { example: null }),
  );
  clear.addEventListener("click", () => change({ strokes: [], example: null, moved: "no" }));
  show();

  return element(
    "div",
    { class: "widget beside" },
    element(
      "div",
      { class: "widget-digit" },
      paper,
      element("div", { class: "widget-seen" }, seen, "what it reads"),
      element(
        "ul",
        { class: "widget-bars", "aria-label": "How certain it is of each digit" },
        ...bars.map(({ node }) => node),
      ),
    ),
    output,
    element(
      "div",
      { class: "widget-choices" },
      element("label", {}, "Paper", example),
      element("label", {}, "Moved", moved),
      element("label", {}, centre, "Centre it first"),
      undo,
      clear,
    ),
  );
}

/** A stroke as it is drawn; a point is a line of no length with round ends. */
function line(stroke, pen) {
  const [xs, ys] = [0, 1].map((axis) => stroke.map((point) => point[axis]));
  return shape("path", { class: "stroke", "stroke-width": pen, d: `${linePath(xs, ys)}h0` });
}

/** One digit with its certainty, as a bar and in words. */
function bar(digit) {
  const length = element("span", { class: "bar", "aria-hidden": "true" });
  const words = element("span", { class: "share" });
  const node = element("li", {}, element("span", {}, String(digit)), length, words);
  function show(p, most) {
    length.style.setProperty("--share", p ?? 0);
    const text = p === undefined ? "–" : certain(p);
    words.textContent = text.replace("below ", "<\u202F").replace("over ", ">\u202F");
    node.classList.toggle("most", Boolean(most));
  }
  return { node, show };
}

function selects(data) {
  const option = (value, text) => element("option", { value }, text);
  const groups = [
    ["Test digits it reads rightly", (i) => data.example_answer[i] === data.example_label[i]],
    ["Test digits it reads wrongly", (i) => data.example_answer[i] !== data.example_label[i]],
  ].map(([label, belongs]) =>
    element(
      "optgroup",
      { label },
      ...data.example_label.flatMap((digit, i) => {
        const answer = data.example_answer[i];
        const text = digit === answer ? String(digit) : `${digit}, read as ${answer}`;
        return belongs(i) ? [option(i, text)] : [];
      }),
    ),
  );
  return [
    element("select", {}, option("", "your own drawing"), ...groups),
    element(
      "select",
      {},
      ...Object.keys(MOVES).map((to) => option(to, to === "no" ? "not at all" : `4 pixels ${to}`)),
    ),
  ];
}
