// Pictures of digits as scripts/models/digit_images.py makes them: 28 x 28 numbers, row by row,
// 0 for paper and 1 for ink.

export const SIDE = 28;

/** Picture from 784 digits, 0 to f. */
export const fromHex = (text) => Float64Array.from(text, (digit) => parseInt(digit, 16) / 15);

/** Whether there is nothing on the paper. */
export const isEmpty = (image) => image.every((ink) => ink === 0);

/** The picture moved by whole pixels; what leaves the frame is lost. */
export function shifted(image, down, right) {
  return image.map((_, k) => {
    const [i, j] = [Math.floor(k / SIDE) - down, (k % SIDE) - right];
    return i < 0 || i >= SIDE || j < 0 || j >= SIDE ? 0 : image[i * SIDE + j];
  });
}

/**
 * Strokes as pixels. A stroke is a list of [x, y], in pixels from the top left corner of the paper;
 * the pen is `width` pixels wide, its edge one pixel soft. The paper is `side` pixels wide and high.
 */
export function raster(strokes, width, side = SIDE) {
  const image = new Float64Array(side * side);
  const reach = width / 2 + 0.5;
  const inside = (pixel) => Math.min(Math.max(Math.floor(pixel), 0), side - 1);
  for (const stroke of strokes) {
    stroke.forEach((point, n) => {
      const before = stroke[Math.max(n - 1, 0)];
      const [left, top] = [0, 1].map((k) => inside(Math.min(before[k], point[k]) - reach));
      const [right, bottom] = [0, 1].map((k) => inside(Math.max(before[k], point[k]) + reach));
      for (let i = top; i <= bottom; i++) {
        for (let j = left; j <= right; j++) {
          const ink = Math.min(reach - distance([j + 0.5, i + 0.5], before, point), 1);
          image[i * side + j] = Math.max(image[i * side + j], ink);
        }
      }
    });
  }
  return image;
}

/** Distance of a point from the line between two others. */
function distance([x, y], [ax, ay], [bx, by]) {
  const [dx, dy] = [bx - ax, by - ay];
  const long = dx * dx + dy * dy;
  const share = long ? Math.min(Math.max(((x - ax) * dx + (y - ay) * dy) / long, 0), 1) : 0;
  return Math.hypot(x - ax - share * dx, y - ay - share * dy);
}

/**
 * Strokes scaled before they are pixels, so that a drawing of any size is as sharp as a large one:
 * with a pen of `pen` pixels the longer side takes `box`, but strokes grow at most `most_scale`
 * times. They come to lie in the middle of the frame.
 */
export function fitted(strokes, { box, pen, most_scale: most }) {
  const ends = [0, 1].map((axis) => {
    const places = strokes.flat().map((point) => point[axis]);
    return places.reduce(([a, b], x) => [Math.min(a, x), Math.max(b, x)], [Infinity, -Infinity]);
  });
  const longest = Math.max(...ends.map(([low, high]) => high - low));
  const scale = Math.min((box - pen) / Math.max(longest, 1e-9), most);
  const place = (x, [low, high]) => scale * (x - (low + high) / 2) + SIDE / 2;
  return strokes.map((stroke) => stroke.map(([x, y]) => [place(x, ends[0]), place(y, ends[1])]));
}

/**
 * Crop, scale and move a digit into the frame of MNIST: the smallest box with every pixel of at
 * least `ink` gets a longer side of `box` pixels, at most `most_scale` times its own, and the
 * centre of mass of all ink comes to lie on (`middle`, `middle`), counted from the first pixel's
 * middle. Between pixels the picture is linear.
 */
export function centred(image, { middle, box, ink, most_scale: most }) {
  let [top, bottom, left, right] = [SIDE, -1, SIDE, -1];
  let [mass, row, column] = [0, 0, 0];
  image.forEach((value, k) => {
    const [i, j] = [Math.floor(k / SIDE), k % SIDE];
    mass += value;
    row += value * i;
    column += value * j;
    if (value < ink) return;
    [top, bottom] = [Math.min(top, i), Math.max(bottom, i)];
    [left, right] = [Math.min(left, j), Math.max(right, j)];
  });
  if (bottom < 0) return image.slice();
  const scale = Math.min(box / (Math.max(bottom - top, right - left) + 1), most);
  [row, column] = [row / mass, column / mass];
  return image.map((_, k) => {
    const [i, j] = [Math.floor(k / SIDE), k % SIDE];
    return between(image, row + (i - middle) / scale, column + (j - middle) / scale);
  });
}

/** Value between four pixels; outside the frame is paper. */
function between(image, y, x) {
  const [i, j] = [Math.floor(y), Math.floor(x)];
  const at = (r, c) => (r < 0 || r >= SIDE || c < 0 || c >= SIDE ? 0 : image[r * SIDE + c]);
  const along = (r) => at(r, j) + (x - j) * (at(r, j + 1) - at(r, j));
  const above = along(i);
  return above + (y - i) * (along(i + 1) - above);
}
