// Paper of 28 x 28 pixels: drawn on by a pen, or by keys on a grid of 14 x 14 points.
//
//   pen up --space or enter--> pen down, a dot --arrows--> a line --space, enter, Escape or blur--> pen up
//
// Escape leaves the paper; so does Tab.

import { element } from "../lib/dom.js";
import { canvas } from "../lib/chart.js";
import { SIDE, fromHex } from "../lib/digit_images.js";
import { ARROWS, foreign, penOn } from "../lib/pen.js";
import { within } from "../lib/scale.js";

const NEAR = 0.25; // pixels between two points of a stroke
export const GRID = 14; // points that keys reach, across and down
const STEP = SIDE / GRID; // pixels
const AS_IT_IS = [0, 0];

/** Point of the paper that a place of the grid stands for. */
const point = ([column, row]) => [(column + 0.5) * STEP, (row + 0.5) * STEP];

/** Ink of an image, pixel by pixel, in a square of `size` px. */
export function paintPixels(context, color, image, side, [x, y], size, most = 1) {
  const pitch = size / side;
  context.fillStyle = color("ink");
  image.forEach((ink, i) => {
    if (ink <= 0) return;
    context.globalAlpha = Math.min(1, ink / most);
    const [left, top] = [x + (i % side) * pitch, y + Math.floor(i / side) * pitch];
    context.fillRect(left, top, pitch + 0.3, pitch + 0.3); // no seams between pixels
  });
  context.globalAlpha = 1;
}

/**
 * The paper as a node, and what paints it.
 *
 *   drawing  () => { strokes, pixels, moved }: strokes, or the hex digits of an example; `sample` if it
 *            waits to be drawn over
 *   began()  => strokes that a new one joins; moved(strokes) there is more of it; ended() it is whole
 *   spoken   (words) => said, and not shown; left() the reader leaves it by Escape
 */
export function paperOf({ pen, drawing, began, moved, ended, spoken, left, signal }) {
  const sheet = canvas(paint, signal);
  const hint = element("p", { class: "reader-hint", "aria-hidden": "true" }, "draw a digit here");
  const node = element(
    "div",
    {
      class: "reader-paper", role: "application", tabindex: 0,
      "aria-label": "Paper to draw a digit on, a grid of 14 by 14. Arrow keys move, space puts the pen "
        + "down or up, Escape leaves.",
    },
    sheet.node,
    hint,
  );
  let cell = [5, 3];
  let down = null; // strokes, the last of which keys draw
  let keyed = false; // keys were used last: who draws by hand needs no cursor

  function paint(context, color) {
    const { strokes, pixels, sample, moved: way = AS_IT_IS } = drawing();
    const { width: size } = sheet.size;
    const unit = size / SIDE;
    context.save();
    context.translate(way[1] * unit, way[0] * unit);
    if (pixels) paintPixels(context, color, fromHex(pixels), SIDE, [0, 0], size);
    context.strokeStyle = color("ink");
    Object.assign(context, { lineWidth: pen * unit, lineCap: "round", lineJoin: "round" });
    context.beginPath();
    for (const stroke of strokes) {
      stroke.forEach(([x, y], i) => context[i ? "lineTo" : "moveTo"](x * unit, y * unit));
      context.lineTo(stroke.at(-1)[0] * unit + 0.01, stroke.at(-1)[1] * unit);
    }
    context.stroke();
    context.restore();
    hint.hidden = !sample && (Boolean(pixels) || strokes.length > 0 || Boolean(penned()));
    hint.textContent = sample ? "draw here" : "draw a digit here";
    hint.classList.toggle("over", Boolean(sample));
    if (keyed && node.matches(":focus-visible")) paintCursor(context, color, unit);
  }
  function paintCursor(context, color, unit) {
    const [x, y] = point(cell).map((place) => place * unit);
    for (const [token, width] of [["paper", 6], ["ink", 2]]) {
      context.strokeStyle = color(token);
      context.lineWidth = width;
      context.beginPath();
      context.arc(x, y, unit * (down ? 0.9 : 1.6), 0, 2 * Math.PI);
      context.stroke();
    }
  }

  const penned = penOn(node, sheet.node, { side: SIDE, near: NEAR }, {
    began() {
      keyed = false;
      lift();
      return began();
    },
    moved: (strokes) => moved([...strokes]),
    ended,
  });

  function lift() {
    if (!down) return false;
    down = null;
    ended();
    return true;
  }
  function press() {
    if (lift()) return;
    down = [...began(), [point(cell)]];
    moved(down);
  }
  function go([right, below]) {
    cell = [cell[0] + right, cell[1] + below].map((place) => within(place, [0, GRID - 1]));
    if (!down) return;
    const [x, y] = point(cell);
    const stroke = down.at(-1);
    const [lastX, lastY] = stroke.at(-1);
    if (x === lastX && y === lastY) return; // at the edge
    down = [...down.slice(0, -1), [...stroke, [x, y]]];
    moved(down);
  }
  node.addEventListener("keydown", (event) => {
    if (foreign(event) || penned()) return;
    const { key } = event;
    keyed = true;
    if (key === "Escape") {
      lift();
      left();
    } else if (ARROWS[key]) go(ARROWS[key]);
    else if ((key === " " || key === "Enter") && !event.repeat) press();
    else return;
    event.preventDefault();
    sheet.paint();
    if (key === "Escape") return;
    spoken(`Row ${cell[1] + 1}, column ${cell[0] + 1}, pen ${down ? "down" : "up"}`);
  });
  node.addEventListener("blur", lift);
  node.addEventListener("focus", () => (keyed = !penned()));
  for (const type of ["focus", "blur"]) node.addEventListener(type, () => sheet.paint());

  /** Nothing that keys have begun goes on: the paper has changed from elsewhere. */
  function forget() {
    down = null;
  }
  const resize = () => sheet.resize(node.clientWidth, node.clientWidth);
  return { node, show: sheet.paint, forget, resize };
}
