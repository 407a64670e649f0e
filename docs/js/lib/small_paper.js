// A pen drawing as 8 x 8 pixels, as scripts/models/small_paper.py makes it: straightened, stretched into
// a box that is higher than wide, and drawn with a round pen. A drawing is a list of strokes, a stroke a
// list of [x, y] in units of a pixel, the paper 8 x 8 of them.

import { raster } from "./digit_images.js";
import { within } from "./scale.js";

export const SIDE = 8;
const MOST_SLANT = 0.8; // columns a row: what is taken out at most
const MOST_SCALE = 6; // a dot is not blown up to a digit
const MOST_TALL = 2.5; // a level line grows upwards at most this many times as much as sideways

/** Take out the slant: the slope of x on y along the ink. */
export function straightened(strokes, share) {
  const parts = strokes.flatMap((stroke) =>
    stroke.slice(1).map(([x, y], i) => {
      const [left, top] = stroke[i];
      return { length: Math.hypot(x - left, y - top), x: (x + left) / 2, y: (y + top) / 2 };
    }),
  );
  const total = parts.reduce((sum, { length }) => sum + length, 0) || 1;
  const mean = (of) => parts.reduce((sum, part) => sum + part.length * of(part), 0) / total;
  const [mx, my] = [mean(({ x }) => x), mean(({ y }) => y)];
  const along = mean(({ y }) => (y - my) ** 2);
  const across = mean(({ x, y }) => (x - mx) * (y - my));
  const slope = within(across / Math.max(along, 1e-9), [-MOST_SLANT, MOST_SLANT]);
  return strokes.map((stroke) => stroke.map(([x, y]) => [x - share * slope * (y - my), y]));
}

/** Stretch it into the box, in the middle of the paper. */
export function fitted(strokes, { wide, pen, most_wide: mostWide }) {
  const [left, top] = [0, 1].map((axis) => ends(strokes, axis));
  const scale = ([low, high], room) => Math.min((room - pen) / Math.max(high - low, 1e-9), MOST_SCALE);
  let up = scale(top, SIDE);
  const across = Math.min(scale(left, wide), mostWide * up);
  up = Math.min(up, MOST_TALL * across);
  const middle = ([low, high]) => (low + high) / 2;
  return strokes.map((stroke) =>
    stroke.map(([x, y]) => [
      across * (x - middle(left)) + SIDE / 2, up * (y - middle(top)) + SIDE / 2,
    ]),
  );
}

function ends(strokes, axis) {
  let [low, high] = [Infinity, -Infinity];
  for (const point of strokes.flat()) {
    low = Math.min(low, point[axis]);
    high = Math.max(high, point[axis]);
  }
  return [low, high];
}

/** Where the machine has the strokes, and the 64 pixels that it reads. */
export function small(strokes, paper) {
  const placed = fitted(straightened(strokes, paper.upright), paper);
  return { strokes: placed, image: raster(placed, paper.pen, SIDE) };
}
