// The guess before the slider goes past ten: the reader draws what the miss will do.
//
//   free (up to ten) --past ten, "All sizes"--> asked --drawn, "Just show me"--> told

import { element, button } from "../lib/dom.js";
import { drawnCurve } from "../lib/handles.js";
import { amount } from "./knob_sweep_words.js";

const N_COLUMNS = 16;

/** Columns of the drawing: from the first size beyond `from` to `to`, even on the axis. */
export const columnsOf = (from, to) =>
  Array.from({ length: N_COLUMNS + 1 }, (_, i) => from * (to / from) ** (i / N_COLUMNS)).slice(1);

/** Whether something that was kept can be a drawn line. */
export const isCurve = ({ xs, ys } = {}) =>
  [xs, ys].every((list) => Array.isArray(list) && list.length > 1 && list.every((v) => v > 0)) &&
  xs.length === ys.length;

/** What was drawn as a whole line from [x, y] on: between columns by ratio, level at the end. */
export function wholeCurve(xs, heights, [x, y]) {
  const drawn = xs.map((value, i) => [value, heights[i]]).filter(([, height]) => height !== null);
  const points = [[x, y], ...drawn];
  if (drawn.length && points.at(-1)[0] < xs.at(-1)) points.push([xs.at(-1), points.at(-1)[1]]);
  return { xs: points.map((point) => point[0]), ys: points.map((point) => point[1]) };
}

/**
 * Ask on a chart. `told(guess, pressed)` is called once, with { xs, ys } or null for "just show me", and
 * whether by the button; `start()` gives [knobs, miss], where the drawing begins.
 */
export function asking(plot, { from, to, start, changed, told }) {
  const xs = columnsOf(from, to);
  const heights = xs.map(() => null);
  const hint = element("p", { class: "chart-hint" }, "draw here");
  const show = button("Just show me", "act", () => finish(true));
  const row = element("div", { class: "widget-fields" }, show);
  plot.overlay.append(hint);
  const pen = drawnCurve(plot, {
    xs,
    heights,
    name: "Your guess of the miss; left and right choose a number of knobs, up and down draw",
    says: (i, y) => `${Math.round(xs[i])} knobs: ${y === null ? "nothing drawn" : amount(y)}`,
    first: start()[1],
    step: (y, presses) => y * 1.25 ** presses,
    changed: () => {
      hint.hidden = true;
      show.textContent = "That is my guess: show me";
      changed();
    },
  });
  /** What is drawn so far, or null. */
  const guess = () => (heights.some((y) => y !== null) ? wholeCurve(xs, heights, start()) : null);
  function close() {
    pen.done();
    hint.remove();
    row.remove();
  }
  function finish(pressed = false) {
    close();
    told(guess(), pressed);
  }
  return { row, guess, finish, close };
}
