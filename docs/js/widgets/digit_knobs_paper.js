// The paper: drawn on by pen, or square by square with keys. When the pen has been lifted for a moment
// the strokes shrink to the 64 squares that the machine reads; the next stroke is drawn on those.

import { element, still } from "../lib/dom.js";
import { canvas } from "../lib/chart.js";
import { raster } from "../lib/digit_images.js";
import { ARROWS, foreign, penOn } from "../lib/pen.js";
import { SIDE, small } from "../lib/small_paper.js";
import { paintPaper } from "./digit_knobs_dials.js";

const NEAR = 0.06; // squares: points of a stroke lie at least this far apart
const REST = 900; // ms without the pen after which strokes shrink: a digit may have several
const SHRINKING = 250; // ms

/**
 * Drawing is { strokes, inked, image }: strokes of the pen, squares set by keys (1 ink, 0 paper,
 * null neither), and the 64 numbers that both make; `sample` if it waits to be drawn over.
 *
 *   paper    how strokes become squares
 *   drawing  () => the one that is on the paper; changed(drawing) when there is another
 *   spoken   (sentence) => said, and not shown
 */
export function paperToDrawOn({ paper, drawing, changed, began, spoken, signal }) {
  const hint = element("p", { class: "knobs-hint", "aria-hidden": "true" }, "draw here");
  const sheet = canvas(paint, signal);
  const node = element(
    "div",
    {
      class: "knobs-paper", role: "application", tabindex: 0,
      "aria-label": "Paper of 8 by 8 squares. Arrow keys move, space inks or erases a square.",
    },
    sheet.node,
    hint,
  );
  let alone = true; // what the pen draws is all there is: keys have set no squares
  let shrink = null; // { from, to, start } of strokes that become squares, or soon will
  let cell = 0;
  let timer = 0;

  function paint(context, color) {
    const { image, sample } = drawing();
    const pen = penned();
    const part = shrink?.start ? Math.min(1, (performance.now() - shrink.start) / SHRINKING) : 0;
    paintPaper(context, color, {
      image: pen && alone ? null : image,
      strokes: pen ?? (shrink ? between(shrink, part) : []),
      size: sheet.size.width,
      pen: paper.pen,
      shrunk: (pen && alone) || (shrink && !pen) ? part : 1,
      cell: node.matches(":focus-visible") ? cell : null,
    });
    hint.hidden = Boolean(pen) || (!sample && image.some((ink) => ink > 0));
    hint.classList.toggle("over", Boolean(sample));
  }
  const between = ({ from, to }, part) =>
    from.map((stroke, s) =>
      stroke.map(([x, y], i) => [x + part * (to[s][i][0] - x), y + part * (to[s][i][1] - y)]),
    );

  const penned = penOn(node, sheet.node, { side: SIDE, near: NEAR }, {
    began() {
      clearTimeout(timer);
      began();
      // Strokes that have not shrunk yet are drawn on where they are.
      const { strokes, inked } = drawing();
      const loose = shrink && strokes === shrink.to ? shrink.from : strokes;
      shrink = null;
      alone = !inked;
      return loose;
    },
    moved: () => sheet.paint(),
    ended(strokes) {
      const { inked } = drawing();
      if (inked) {
        // Squares that keys have set do not move, so neither do strokes beside them.
        changed(drawn([], merged(inked, raster(strokes, paper.pen, SIDE)), paper));
        return;
      }
      const now = small(strokes, paper);
      shrink = { from: strokes, to: now.strokes, start: 0 };
      changed({ strokes: now.strokes, inked: null, image: now.image });
      timer = setTimeout(begin, REST);
    },
  });

  function begin() {
    shrink.start = still() ? -SHRINKING : performance.now();
    shrinking();
  }
  function shrinking() {
    if (!shrink || signal.aborted) return;
    if (performance.now() - shrink.start >= SHRINKING) shrink = null;
    else requestAnimationFrame(shrinking);
    sheet.paint();
  }
  signal.addEventListener("abort", () => clearTimeout(timer));

  node.addEventListener("keydown", (event) => {
    if (foreign(event)) return;
    const way = ARROWS[event.key];
    const inks = event.key === " " || event.key === "Enter";
    if (!way && !inks) return;
    event.preventDefault();
    if (way) {
      const [x, y] = [(cell % SIDE) + way[0], Math.floor(cell / SIDE) + way[1]];
      if (x >= 0 && x < SIDE && y >= 0 && y < SIDE) cell = y * SIDE + x;
    } else {
      began();
      shrink = null;
      const { image } = drawing();
      const inked = [...image];
      inked[cell] = image[cell] > 0.5 ? 0 : 1;
      changed(drawn([], inked, paper));
    }
    const ink = drawing().image[cell] > 0.5 ? "ink" : "paper";
    spoken(`Row ${Math.floor(cell / SIDE) + 1}, column ${(cell % SIDE) + 1}: ${ink}`);
    sheet.paint();
  });
  for (const type of ["focus", "blur"]) node.addEventListener(type, () => sheet.paint());

  /** Paint what there is now; if it has come from elsewhere, nothing is on its way any more. */
  function show() {
    if (shrink?.to !== drawing().strokes) {
      clearTimeout(timer);
      shrink = null;
    }
    sheet.paint();
  }
  return { node, show, resize: (size) => sheet.resize(size, size) };
}

const merged = (one, other) => one.map((ink, i) => Math.max(ink, other[i]));

/** A drawing of strokes, or of squares. */
export function drawn(strokes, inked, paper) {
  if (inked) return { strokes: [], inked, image: Float64Array.from(inked) };
  if (!strokes.length) return { strokes, inked: null, image: new Float64Array(SIDE * SIDE) };
  const { strokes: placed, image } = small(strokes, paper);
  return { strokes: placed, inked: null, image };
}
