// The life of a figure: its picture, then its widget in the picture's place, and its end.
//
//   picture --comes near--> starting --widget is there--> live --page is left--> gone
//                              |  ^
//                              |  +---"Try again"---+
//                              +--something missing--> failed: one line says what; the picture stays
//
// A widget is docs/js/widgets/<id>.js: widget(data, { url, figure, signal }) gives its node. `data` is
// what the experiment found, or the part of it that the figure names (data-result), `url` where that
// file lies, and everything the widget has set going ends with `signal`.

import { button, element } from "./dom.js";
import { result } from "./load.js";

const lives = new Map(); // figure to what ends it
let near = null;

/** Start the widgets of figures that come near, and end those whose figure has left the page. */
export function enliven(root) {
  near ??= new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        start(target);
      }
    },
    { rootMargin: "400px 0px" },
  );
  near.disconnect(); // figures of the page we came from
  for (const [figure, life] of lives) {
    if (figure.isConnected) continue;
    life.abort();
    lives.delete(figure);
  }
  for (const figure of root.querySelectorAll("figure[data-widget]:not([data-live])")) {
    near.observe(figure);
  }
}

async function start(figure, tries = 1) {
  const life = new AbortController();
  lives.set(figure, life);
  figure.dataset.live = "starting";
  try {
    const node = await made(figure, life.signal, tries);
    await breath();
    if (life.signal.aborted) return;
    // What shows something else than the picture stands beside it.
    const beside = node.classList.contains("beside");
    figure.querySelector(beside ? "figcaption" : "picture").before(node);
    figure.dataset.live = beside ? "beside" : "live";
    // A page that was left is kept by the theme's instant navigation; its widgets need not be.
    life.signal.addEventListener("abort", () => node.remove());
    // Sizes are taken before anything is painted: what stands below does not move twice.
    for (const part of [...node.querySelectorAll(".chart"), node]) part.dispatchEvent(new CustomEvent("placed"));
  } catch (error) {
    if (life.signal.aborted) return;
    life.abort();
    console.warn(`Widget ${figure.dataset.widget}:`, error);
    failed(figure, error, tries);
  }
}

/** Let what a reader does meanwhile have its turn between two long pieces of work. */
const breath = () => globalThis.scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve));

async function made(figure, signal, tries) {
  const { widget: name, stem = name, result: file = `${stem}.json` } = figure.dataset;
  const url = new URL(file, figure.querySelector("img").src);
  // A browser may remember that a module could not be had: another address asks again.
  const again = tries > 1 ? `?try=${tries}` : "";
  const [{ widget }, data] = await Promise.all([
    import(new URL(`../widgets/${name}.js${again}`, import.meta.url)).catch((error) => {
      throw new Error(`${name}.js could not be loaded`, { cause: error });
    }),
    result(url, signal),
  ]);
  return widget(data, { url, figure, signal });
}

function failed(figure, error, tries) {
  figure.dataset.live = "failed";
  const line = element(
    "p",
    { class: "widget-failed", role: "status" },
    `The knobs of this figure are missing: ${error.message}. The picture stays. `,
    tries > 2 ? "Loading the page again may help. " : "",
    button("Try again", "undo", () => {
      line.remove();
      start(figure, tries + 1);
    }),
  );
  figure.querySelector("figcaption").before(line);
}

/** Follow the guess that a reader makes about a figure: called now, and at every change. */
export function onGuess(figure, signal, show) {
  figure.addEventListener("guess", () => show(figure.guess ?? null), { signal });
  show(figure.guess ?? null);
}
