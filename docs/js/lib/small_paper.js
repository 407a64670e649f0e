// A pen drawing as 8 x 8 pixels, as scripts/models/small_paper.py makes it: straightened, stretched into
// a box that is higher than wide, and drawn with a round pen. A drawing is a list of strokes, a stroke a
// list of [x, y] in units of a pixel, the paper 8 x 8 of them.

import { within } from "./scale.js";

export const SIDE = 8;
const MOST_SLANT = 0.8; // columns a row: what is taken out at most
const MOST_SCALE = 6; // a dot is not blown up to a digit
const MOST_TALL = 2.5; // a level line grows upwards at most this many times as much as sideways

/** Every line of the drawing: [from, to]; a stroke of one point is a line of no length. */
const lines = (strokes) =>
  strokes.flatMap((stroke) => stroke.map((point, i) => [stroke[Math.max(i - 1, 0)], point]));

/** Take out the slant: the slope of x on y along the ink. */
export function straightened(strokes, share) {
  const parts = lines(strokes).map(([[ax, ay], [bx, by]]) => ({
    length: Math.hypot(bx - ax, by - ay), x: (ax + bx) / 2, y: (ay + by) / 2,
  }));
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

/** 64 numbers, 0 for paper and 1 for ink; the pen's edge is one pixel soft. */
export function raster(strokes, pen) {
  const all = lines(strokes);
  return Float64Array.from({ length: SIDE * SIDE }, (_, i) => {
    const [x, y] = [(i % SIDE) + 0.5, Math.floor(i / SIDE) + 0.5];
    let nearest = Infinity;
    for (const [[ax, ay], [bx, by]] of all) {
      const [dx, dy] = [bx - ax, by - ay];
      const squared = dx * dx + dy * dy;
      const share = squared ? within(((x - ax) * dx + (y - ay) * dy) / squared, [0, 1]) : 0;
      nearest = Math.min(nearest, (x - ax - share * dx) ** 2 + (y - ay - share * dy) ** 2);
    }
    return within(pen / 2 + 0.5 - Math.sqrt(nearest), [0, 1]);
  });
}

/** Where the machine has the strokes, and the 64 pixels that it reads. */
export function small(strokes, paper) {
  const placed = fitted(straightened(strokes, paper.upright), paper);
  return { strokes: placed, image: raster(placed, paper.pen) };
}
