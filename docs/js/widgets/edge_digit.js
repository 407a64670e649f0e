// Draw a digit, or take one, and the network of two kilobytes reads it: here, in this page. Say what it
// was, and it keeps the score; teach it, and its last layer learns your hand, and tells what it forgot.
//
//   strokes, fitted, or an example, moved -> 28 x 28 pixels -> centred -> ten scores -> words, bars
//   drawing --a digit is pressed--> judged --Teach it--> lesson --> another last layer --Forget--> shipped
//
// Every change makes a new state, so that Undo needs no more than the old one. The weights are
// calibrated, and scores that are low together mean "this may be no digit". Nothing that is drawn leaves
// the page or outlives it.

import { canvas } from "../lib/chart.js";
import {
  SIDE, centred, fitted, fromHex, isEmpty, raster, shifted,
} from "../lib/digit_images.js";
import { button, element, useful, words } from "../lib/dom.js";
import { answers, decode as unpacked } from "../lib/last_layer.js";
import { loaded } from "../lib/load.js";
import { percent } from "../lib/scale.js";
import { read, write } from "../lib/state.js";
import { decode, evidence, outputs, softmax } from "../lib/tiny_cnn.js";
import {
  NONE, forgotten, forgottenInWords, learned, sampleInWords, scoreInWords, withJudgement, withLesson,
} from "./edge_digit_lessons.js";
import { paintPixels, paperOf } from "./edge_digit_paper.js";

const STEM = "edge_digit";
const WORK = 8; // ms of learning in a frame
const MOST_UNDO = 200;
const GAP = 4; // px between two maps
const SAMPLE = 5; // the test digit that lies on the paper until a reader draws
const MOVES = { no: [0, 0], left: [0, -4], right: [0, 4], up: [-4, 0], down: [4, 0] }; // pixels

/** What is on the paper at first, or what the address says. */
export function initial(data, { example, moved, centre } = {}) {
  const known = /^\d+$/.test(example) && Number(example) in data.example_pixels;
  return {
    strokes: [],
    example: known ? Number(example) : null,
    moved: Object.hasOwn(MOVES, moved) ? moved : "no",
    centre: centre !== "no",
    label: null, // of the drawing, as the reader says
    judged: [],
    lessons: NONE,
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

/**
 * Ten probabilities, whether this may be no digit, the picture, the maps of the first layer and what the
 * last one reads; null for empty paper.
 */
export function answer(network, data, state) {
  const image = input(data, state);
  if (isEmpty(image)) return null;
  const found = outputs(network, image, data.image);
  const scores = found.at(-1).values;
  const none = state.centre && evidence(scores) < data.none_below;
  return { p: softmax(scores), none, image, maps: found[0], features: found.at(-2).values };
}

/** Ten probabilities, or null for empty paper. */
export const certainties = (network, data, state) => answer(network, data, state)?.p ?? null;

/** Classes from the most to the least probable. */
const order = (p) => p.map((_, digit) => digit).sort((a, b) => p[b] - p[a]);

const named = (digit) => `${digit === 8 ? "an" : "a"} ${digit}`;

/** Where the ink of a map lies: "upper left" to "lower right". */
function whereabouts({ values, width }, from, size) {
  let [sum, down, across] = [0, 0, 0];
  for (let i = 0; i < size; i++) {
    sum += values[from + i];
    down += values[from + i] * Math.floor(i / width);
    across += values[from + i] * (i % width);
  }
  if (!sum) return "blank";
  const third = (total) => Math.min(2, Math.max(0, Math.floor((3 * (total / sum - 2)) / (width - 4))));
  const place = `${["upper ", "", "lower "][third(down)]}${["left", "middle", "right"][third(across)]}`;
  return place.replace(/^middle$/, "centre");
}

/** The maps of the first layer in words, for those who do not see them. */
export function mapsInWords(maps) {
  if (!maps) return "Maps of the first layer: blank, like the paper";
  const size = maps.height * maps.width;
  const places = Array.from({ length: maps.channels }, (_, k) =>
    `${k + 1} ${whereabouts(maps, k * size, size)}`,
  );
  return `Maps of the first layer, ${maps.channels} of ${maps.height} by ${maps.width}, and where each is `
    + `darkest on average: ${places.join(", ")}`;
}

/** A probability in words, finer near its ends; it is never quite 0 or 100 %. */
export function certain(p) {
  if (p < 0.0005) return "below 0.1\u202F%";
  if (p >= 0.9995) return "over 99.9\u202F%";
  return p < 0.95 ? percent(p) : `${(100 * p).toFixed(1)}\u202F%`;
}

/** The sentences, as pieces; { strong } is a value to set in bold. */
export function describe(data, state, p, none = false) {
  if (!p) return ["Draw a digit on the paper, or take one from the list. "];
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
  if (state.label !== null) {
    pieces.push(state.label === first ? "You say so too. " : `You say: ${named(state.label)}. `);
  }
  if (state.sample) return ["A test digit. ", ...pieces, "Draw a digit on the paper: this one makes room. "];
  if (none || state.label !== null || state.lessons.length) return pieces;
  const { quoted } = data;
  const { sure } = quoted;
  const own = state.example === null;
  const tested = own ? "generated strokes in a style new to it" : "new digits";
  const [high, low] = ["sure_accuracy", "unsure_accuracy"].map(
    (key) => quoted[own ? `strokes_${key}` : key],
  );
  if (!state.centre) {
    pieces.push("It sees the paper as it is, not centred. ");
  } else if (p[first] >= sure) {
    pieces.push(`Where it was this sure of ${tested}, it was right on ${certain(high)}. `);
  } else {
    const below = percent(sure);
    pieces.push(
      `Where it was less than ${below} certain of ${tested}, it was right on ${certain(low)}. `,
    );
  }
  return pieces;
}

/** Canvas of equal squares in a row, and a function that shows images in them. */
function pictures(n, side, attributes, signal) {
  let shown = [];
  const sheet = canvas((context, color) => {
    const size = (sheet.size.width - (n - 1) * GAP) / n;
    const most = Math.max(1e-9, ...shown.map((image) => Math.max(...image)));
    for (let k = 0; k < n; k++) {
      const left = k * (size + GAP);
      if (shown[k]) paintPixels(context, color, shown[k], side, [left, 0], size, most);
      context.strokeStyle = color("rule");
      context.strokeRect(left + 0.5, 0.5, size - 1, size - 1);
    }
  }, signal);
  for (const [name, value] of Object.entries(attributes)) sheet.node.setAttribute(name, value);
  function show(images) {
    shown = images;
    sheet.paint();
  }
  const resize = (width) => sheet.resize(width, (width - (n - 1) * GAP) / n);
  return { node: sheet.node, show, resize };
}

export async function widget(data, { url, signal }) {
  const reply = await loaded(new URL(`${STEM}.weights.bin`, url), signal);
  const network = decode(await reply.arrayBuffer(), data);
  const shipped = network.at(-1);
  const layers = new WeakMap([[NONE, shipped]]); // lessons to the layer they make
  let last = shipped; // the layer that reads now, perhaps still learning
  let learning = null; // lessons that are being learned
  let digits = null; // { examples, before: answers of the shipped layer }, once they are here
  let fetching = false;
  let failure = "";
  let found = null; // what it makes of the paper
  let state = initial(data, read(STEM));
  if (state.example === null) state = { ...state, example: SAMPLE, sample: true };
  let waiting = false;
  const past = [];

  // What is seen

  const said = words({ rows: "reader-says" });
  const speech = element("output", { class: "spoken" });
  const paper = paperOf({
    pen: data.frame.pen,
    signal,
    drawing: () => ({
      strokes: state.strokes,
      pixels: state.example === null ? null : data.example_pixels[state.example],
      moved: MOVES[state.moved],
      sample: state.sample,
    }),
    began() {
      remember();
      // On a drawing that has been judged, or an example, the next stroke is a new drawing.
      return state.example === null && state.label === null ? state.strokes : [];
    },
    moved(strokes) {
      state = { ...state, strokes, example: null, sample: false, moved: "no", label: null };
      soon();
    },
    ended: () => change({}),
    spoken: (text) => (speech.textContent = text),
    left: () => keys[0].node.focus(),
  });
  const seen = pictures(1, SIDE, { "aria-hidden": "true" }, signal);
  const maps = pictures(mapsOf(data), SIDE / 2, { role: "img" }, signal);
  const verdict = element("b", { class: "reader-answer" });
  const certainty = element("span");
  const keys = Array.from({ length: 10 }, (_, digit) => key(digit, () => judge(digit)));
  const yes = button("Right", "act", () => judge(order(found.p)[0]));
  const teach = button("Teach it", "act first", learnThis);
  const undo = button("Undo", "undo", () => {
    state = past.pop() ?? state;
    failure = "";
    paper.forget();
    settled();
  });
  const clear = button("Clear", "reset", () => {
    paper.forget();
    put({ strokes: [], example: null, sample: false, moved: "no", label: null });
  });
  const forget = button("Forget", "undo", () => put({ lessons: NONE }));
  const [example, moved] = selects(data);
  const centre = element("input", { type: "checkbox", id: `${STEM}-centre` });
  const note = element("p", { class: "reader-note" });
  const side = element(
    "div",
    { class: "reader-side", "aria-hidden": "true" },
    verdict, certainty, element("div", { class: "reader-seen" }, seen.node), "what it reads",
  );
  const node = element(
    "div",
    { class: "widget reader" },
    paper.node,
    side,
    element("p", { class: "reader-name" }, "certainty, 0 to 100\u202F%. Press the digit you drew"),
    element(
      "div",
      { class: "reader-keys", role: "group", "aria-label": "Which digit did you draw?" },
      ...keys.map((one) => one.node),
    ),
    element("div", { class: "reader-buttons" }, yes, teach, undo, clear, forget),
    said.node,
    element("div", { class: "reader-maps" }, maps.node, element(
      "p", { "aria-hidden": "true" }, `its first layer: ${mapsOf(data)} maps of the picture`,
    )),
    element(
      "div",
      { class: "widget-choices" },
      element("label", {}, "Paper", example),
      element("label", {}, "Moved", moved),
      element("label", {}, centre, "Centre it first"),
    ),
    note,
    speech,
  );

  /** Everything that follows from the paper and the layer; words are spoken when `later` is false. */
  function show(later = false) {
    const { weights, biases } = last;
    found = answer([...network.slice(0, -1), { ...shipped, weights, biases }], data, state);
    const p = found?.p;
    const first = p ? order(p)[0] : null;
    const own = state.example === null && Boolean(p);
    paper.show();
    seen.show(found ? [found.image] : []);
    const size = found ? found.maps.height * found.maps.width : 0;
    maps.show(found ? Array.from({ length: found.maps.channels }, (_, k) =>
      found.maps.values.subarray(k * size, (k + 1) * size)) : []);
    verdict.textContent = first ?? "–";
    certainty.textContent = !p ? "" : found.none ? "no digit?" : certain(p[first]);
    keys.forEach((one, digit) => one.show(p?.[digit], { most: digit === first, own, label: state.label }));
    useful(yes, own && state.label === null && !later);
    useful(teach, own && state.label !== null && !fetching);
    useful(undo, past.length > 0);
    useful(clear, state.example !== null || state.strokes.length > 0);
    useful(forget, state.lessons.length > 0);
    node.toggleAttribute("data-taught", fetching || state.lessons.length > 0);
    teach.textContent = fetching ? "Fetching" : "Teach it";
    example.value = state.example ?? "";
    moved.value = state.moved;
    centre.checked = state.centre;
    said.say(sentences(p), { later });
    if (later) return;
    maps.node.setAttribute("aria-label", mapsInWords(found?.maps));
    const lost = digits && tested();
    note.textContent = (lost ? sampleInWords(lost, data.quoted.n_test) : "")
      + "What you draw and teach never leaves this page, and is gone when you load it again.";
  }
  const tested = () => forgotten(digits.examples, digits.before, answers(last, digits.examples));
  function sentences(p) {
    const pieces = [...describe(data, state, p, found?.none), ...scoreInWords(state.judged)];
    const n = state.lessons.length;
    if (learning) pieces.push("It is learning. ");
    else if (n && digits) pieces.push(...forgottenInWords(n, tested()));
    else if (n) pieces.push(`${n} lesson${n > 1 ? "s" : ""} learned. `);
    return failure ? [...pieces, failure] : pieces;
  }
  /** Once a frame, however many points a pen reports; without words, which wait for its end. */
  function soon() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      if (!signal.aborted) show(true);
    });
  }

  // What changes

  function remember() {
    past.push(state);
    if (past.length > MOST_UNDO) past.shift();
  }
  function put(next) {
    remember();
    failure = "";
    change(next);
  }
  function change(next) {
    state = { ...state, ...next };
    settled();
  }
  function settled() {
    if (layers.has(state.lessons)) {
      last = layers.get(state.lessons);
      learning = null;
    } else if (learning !== state.lessons) learn(state.lessons);
    show(Boolean(learning));
    const kept = {
      example: state.sample ? null : state.example,
      moved: state.moved === "no" ? null : state.moved,
      centre: state.centre ? null : "no",
    };
    write(STEM, kept, node);
  }
  function judge(label) {
    const { strokes, judged, lessons } = state;
    const one = { strokes, answer: order(found.p)[0], label, lessons: lessons.length };
    put({ label, judged: withJudgement(judged, one) });
  }
  function learnThis() {
    const { strokes, label, lessons } = state;
    put({ lessons: withLesson(lessons, { strokes, features: found.features, label }) });
    fetchDigits();
  }
  /** A few milliseconds a frame, so that the page stays quick with a hundred lessons. */
  async function learn(lessons) {
    learning = lessons;
    for (const way = learned(shipped, lessons, data), steps = { done: false }; !steps.done;) {
      await new Promise(requestAnimationFrame);
      if (signal.aborted || learning !== lessons) return;
      for (const until = performance.now() + WORK; !steps.done && performance.now() < until;) {
        const { value, done } = way.next();
        if (value) last = value;
        steps.done = done;
      }
      if (!steps.done) show(true);
    }
    layers.set(lessons, last);
    learning = null;
    settled();
  }
  async function fetchDigits() {
    if (digits || fetching) return;
    fetching = true;
    try {
      const file = await loaded(new URL(`${STEM}.kept.bin`, url), signal);
      const examples = unpacked(await file.arrayBuffer(), data.kept);
      digits = { examples, before: answers(shipped, examples) };
    } catch (error) {
      failure = `What it has forgotten is not known: ${error.message}. The next lesson tries again.`;
    }
    fetching = false;
    if (!signal.aborted) settled();
  }

  example.addEventListener("change", () =>
    put({ example: example.value === "" ? null : Number(example.value), sample: false, label: null }),
  );
  moved.addEventListener("change", () => put({ moved: moved.value }));
  centre.addEventListener("change", () => put({ centre: centre.checked }));
  node.addEventListener("keydown", (event) => {
    if (event.key !== "z" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    undo.click();
  });
  const fit = () => {
    paper.resize();
    seen.resize(seen.node.parentElement.clientWidth);
    maps.resize(maps.node.parentElement.clientWidth);
  };
  const watch = new ResizeObserver(fit);
  watch.observe(node);
  node.addEventListener("placed", fit);
  signal.addEventListener("abort", () => watch.disconnect());
  show();
  return node;
}

/** How many maps the first layer makes. */
const mapsOf = ({ layers }) => layers[0].n_rows;

/** One digit with its certainty as a bar: pressed, it says what the drawing is. */
function key(digit, pressed) {
  const bar = element("span", { class: "reader-bar", "aria-hidden": "true" });
  const node = button("", "reader-key", pressed);
  node.append(bar, String(digit));
  function show(p, { most, own, label }) {
    bar.style.setProperty("--share", p ?? 0);
    node.classList.toggle("most", most);
    node.setAttribute("aria-label", p === undefined ? String(digit) : `${digit}, ${certain(p)} certain`);
    node.setAttribute("aria-pressed", String(label === digit));
    useful(node, own);
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
