// Where the name of a curve stands: beside it, off every curve, inside the frame.
//
// All places along a curve are tried, above it and below; the one that lies on the fewest things wins,
// and among equals the one nearest to where the widget would have it. A name stays where it was for as
// long as nothing runs into it, so that it does not jump about while a curve is turned.

const STEP = 8; // px between places that are tried, and between points of a curve that are in the way
const OFF = 5; // px between a curve and its name
const AROUND = 3; // px that stay free around a name

/** Points every few px along a line; gaps stay gaps. [[x, y], ...] */
export function sampled(xs, ys, step = STEP) {
  const found = [];
  for (let i = 0; i < xs.length; i += 1) {
    if (!Number.isFinite(ys[i])) continue;
    found.push([xs[i], ys[i]]);
    if (i + 1 >= xs.length || !Number.isFinite(ys[i + 1])) continue;
    const [dx, dy] = [xs[i + 1] - xs[i], ys[i + 1] - ys[i]];
    const pieces = Math.min(200, Math.floor(Math.hypot(dx, dy) / step));
    for (let k = 1; k < pieces; k += 1) {
      found.push([xs[i] + (dx * k) / pieces, ys[i] + (dy * k) / pieces]);
    }
  }
  return found;
}

/** Where a name may stand: straight above or below a point, or to a side of that. */
const ALONG = ["above", "below", "above right", "above left", "below right", "below left"];

const boxAt = ([x, y], { width, height, off: far = OFF }, side) => {
  const [above, below] = [side.includes("above"), side.includes("below")];
  const top = above ? y - far - height : below ? y + far : y - height / 2;
  const off = above || below ? 0 : far;
  const left = side.includes("right") ? x + off
    : side.includes("left") ? x - off - width : x - width / 2;
  return { left, top, right: left + width, bottom: top + height };
};

const hits = (box, points) =>
  points.reduce(
    (n, [x, y]) =>
      n + (x > box.left - AROUND && x < box.right + AROUND &&
           y > box.top - AROUND && y < box.bottom + AROUND ? 1 : 0),
    0,
  );

const overlap = (a, b) =>
  a.left < b.right + AROUND && b.left < a.right + AROUND &&
  a.top < b.bottom && b.top < a.bottom;

const inside = (box, frame) =>
  box.left >= frame.left && box.right <= frame.right &&
  box.top >= frame.top && box.bottom <= frame.bottom;

/**
 * A box for each name, in order; earlier names choose first.
 *
 *   names   [{ points, width, height, at, sides, before }]: the curve's points in px, the size of its
 *           name, where along the frame it would best stand (0 to 1), the sides it may stand on, and
 *           the place it had, { x, side }; `off`, px between it and its point
 *   blocks  points of everything a name should not cover
 *   frame   { left, right, top, bottom }
 *
 * Gives { left, top, place } each; null for a curve with no point in the frame.
 */
export function placed(names, blocks, frame) {
  const taken = [];
  return names.map(({ points, width, height, off, at = 0.7, sides = ALONG, before }) => {
    const there = points.filter(
      ([x, y]) => x >= frame.left && x <= frame.right && y >= frame.top && y <= frame.bottom,
    );
    if (!there.length) return null;
    const cost = (point, side) => {
      const box = boxAt(point, { width, height, off }, side);
      return (
        1000 * hits(box, blocks) +
        1e6 * taken.filter((other) => overlap(box, other)).length +
        (inside(box, frame) ? 0 : 20_000)
      );
    };
    const wish = frame.left + at * (frame.right - frame.left);
    let best = null;
    const stays = before && there.reduce(
      (a, b) => (Math.abs(b[0] - before.x) < Math.abs(a[0] - before.x) ? b : a),
    );
    if (stays && cost(stays, before.side) === 0) best = { point: stays, side: before.side };
    else {
      let least = Infinity;
      for (const point of there) {
        for (const side of sides) {
          const all = cost(point, side) + Math.abs(point[0] - wish);
          if (all < least) [least, best] = [all, { point, side }];
        }
      }
    }
    const box = boxAt(best.point, { width, height, off }, best.side);
    // What fits nowhere is at least pushed into the frame.
    const left = Math.max(frame.left, Math.min(frame.right - width, box.left));
    const top = Math.max(frame.top, Math.min(frame.bottom - height, box.top));
    taken.push({ left, top, right: left + width, bottom: top + height });
    return { left, top, place: { x: best.point[0], side: best.side } };
  });
}
