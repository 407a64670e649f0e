// Two heaps of labels that teach a model equally well: a clean one, and one with wrong labels in it.
//
//   heaps      on the same ground; what the reader guessed is a line in ink beside the second
//   slider     how many labels of the second are wrong
//   sentence   what a clean label is worth there

import { element, reserve, sentence, shape, words } from "../lib/dom.js";
import { onGuess } from "../lib/figure.js";
import { percent, thousands, within } from "../lib/scale.js";
import { labelled, slider } from "../lib/slider.js";
import { read, write } from "../lib/state.js";

const STEM = "label_noise_heaps";
const HEAP = 18; // labels in a row
const MOST = 6; // clean heaps that the picture is high
const TARGET = 1; // of the two: nine digits in ten
const ASKED = 0.2; // the share of wrong labels that the question is about
const GOLDEN = 0.6180339887498949; // a step that scatters without a dice

/** Which labels of a heap are drawn as wrong ones: as many as there are, scattered evenly. */
export function wrong(n, share) {
  const key = (i) => ((i + 1) * GOLDEN) % 1;
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => key(a) - key(b));
  const chosen = new Set(order.slice(0, Math.round(share * n)));
  return Array.from({ length: n }, (_, i) => chosen.has(i));
}

/** The shares that fit into the picture, each with its labels and what one clean label is worth. */
export function heapsOf({ noise, labels_needed: needed, label_worth: worth }) {
  return noise
    .map((share, i) => ({ share, labels: needed[TARGET][i], worth: worth[TARGET][i] }))
    .filter(({ worth: times }) => times !== null && times <= MOST);
}

/** What is said of one of them. */
export function describe(heaps, at) {
  const { share, labels, worth } = heaps[at];
  const clean = thousands(Math.round(heaps[0].labels));
  if (!share) return ["With none wrong there is nothing to make up for: ", { strong: clean }, " labels either way."];
  return [
    "With ", { strong: percent(share, 0) }, " wrong, ", { strong: thousands(Math.round(labels)) },
    ` labels teach as much as ${clean} clean ones. One clean label is worth `,
    { strong: worth.toFixed(1) }, " of them.",
  ];
}

/** Index of the share that an address names, or where it starts. */
export function startOf(heaps, { noise } = {}) {
  const of = (share) => heaps.findIndex((heap) => String(heap.share) === share);
  return of(noise) >= 0 ? of(noise) : of(String(ASKED));
}

export function widget(data, { figure, signal }) {
  const heaps = heapsOf(data);
  const start = startOf(heaps);
  const clean = heaps[0].labels;
  const rows = Math.ceil((MOST * clean) / HEAP);
  let at = startOf(heaps, read(STEM));
  let guess = null;

  const [left, right] = [heap(rows), heap(rows)];
  const yours = element("span", { class: "heap-yours" }, "your guess");
  right.box.append(yours);
  const { input, set } = slider(`${STEM}-noise`, { max: heaps.length - 1 });
  const says = words({ id: input.id });
  const node = element(
    "div",
    { class: "widget heaps" },
    element("div", { class: "heaps-ground" }, left.node, right.node),
    labelled("Wrong labels", input),
    says.node,
  );

  function show() {
    const { share, labels } = heaps[at];
    left.fill(Math.round(clean), 0);
    right.fill(Math.round(labels), share);
    set(at, percent(share, 0));
    says.say(describe(heaps, at));
    const told = guess?.kind === "number" && share === ASKED ? guess.value : NaN;
    yours.hidden = !Number.isFinite(told);
    if (!yours.hidden) yours.style.setProperty("--high", within((told * clean) / HEAP / rows, [0, 1]));
  }

  input.addEventListener("input", () => {
    at = Number(input.value);
    show();
    write(STEM, { noise: at === start ? null : String(heaps[at].share) }, node);
  });
  node.addEventListener("placed", () =>
    reserve(says.node, heaps.map((_, i) =>
      element("p", { class: "widget-says" }, ...sentence(describe(heaps, i))))));
  onGuess(figure, signal, (next) => {
    guess = next;
    show();
  });
  return node;
}

/** A heap with room for so many rows, and a function that fills it. */
function heap(rows) {
  const dots = shape("path", { class: "heap-right" });
  const crosses = shape("path", { class: "heap-wrong" });
  const svg = shape("svg", { viewBox: `0 0 ${HEAP} ${rows}`, "aria-hidden": "true" }, dots, crosses);
  const count = element("b", {});
  const kind = element("span", {});
  const box = element("div", { class: "heap-box" }, svg);
  const node = element("div", { class: "heap" }, box, element("p", {}, count, element("br"), kind));
  return {
    node,
    box,
    fill(n, share) {
      const bad = wrong(n, share);
      const paths = ["", ""];
      for (let i = 0; i < n; i += 1) {
        const [x, y] = [(i % HEAP) + 0.5, rows - Math.floor(i / HEAP) - 0.5];
        if (bad[i]) paths[1] += `M${x - 0.3} ${y - 0.3}l.6 .6m0-.6l-.6 .6`;
        else paths[0] += `M${x} ${y}h0`;
      }
      dots.setAttribute("d", paths[0]);
      crosses.setAttribute("d", paths[1]);
      count.textContent = `${thousands(n)} labels`;
      kind.textContent = share ? `${percent(share, 0)} wrong` : "all right";
    },
  };
}
