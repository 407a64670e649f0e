// The valley of a line: how far each setting of its two knobs, height and tilt, misses the points.
//
// The mean squared miss of the line height + tilt x is exactly quadratic, so its lowest point, its depth
// there and its curvature C say everything, far away and close by:
//
//   loss(knobs) = least + (knobs - best)' C (knobs - best) / 2
//
// scripts/experiments/cake_knobs.py finds the same from the residuals.

const mean = (values, of = (x) => x) =>
  values.reduce((sum, value, i) => sum + of(value, i), 0) / values.length;

/**
 * The valley of the points. Gives { best, least, curvature, bends, turn, limit }:
 *
 *   best       { height, tilt } that misses least; least: its mean squared miss
 *   curvature  [height twice, height and tilt, tilt twice]: second derivatives of the loss
 *   bends      its two eigenvalues, the steeper way first; turn: angle of that way to the height's axis
 *   limit      length from which on steps no longer come down: 2 over the larger eigenvalue
 */
export function valley(xs, ys) {
  const [x, y] = [mean(xs), mean(ys)];
  const [xx, xy] = [mean(xs, (v) => v * v), mean(xs, (v, i) => v * ys[i])];
  const tilt = (xy - x * y) / (xx - x * x);
  const best = { height: y - tilt * x, tilt };
  const least = mean(xs, (v, i) => (best.height + tilt * v - ys[i]) ** 2);
  const curvature = [2, 2 * x, 2 * xx];
  const middle = (curvature[0] + curvature[2]) / 2;
  const apart = (curvature[0] - curvature[2]) / 2;
  const half = Math.hypot(apart, curvature[1]);
  const bends = [middle + half, middle - half];
  const turn = Math.atan2(curvature[1], apart) / 2;
  return { best, least, curvature, bends, turn, limit: 2 / bends[0] };
}

/** The way uphill: how the mean squared miss grows with each knob. */
export function gradient({ best, curvature: [hh, ht, tt] }, { height, tilt }) {
  const [dh, dt] = [height - best.height, tilt - best.tilt];
  return { height: hh * dh + ht * dt, tilt: ht * dh + tt * dt };
}

/** Mean squared miss of a setting. */
export function loss(valley, knobs) {
  const { best, least } = valley;
  const up = gradient(valley, knobs);
  return least + ((knobs.height - best.height) * up.height + (knobs.tilt - best.tilt) * up.tilt) / 2;
}

/** The same as a distance, in degrees: root mean square. */
export const miss = (valley, knobs) => Math.sqrt(loss(valley, knobs));

/** Both knobs downhill, by `length` times the slope. */
export function step(valley, knobs, length) {
  const up = gradient(valley, knobs);
  return { height: knobs.height - length * up.height, tilt: knobs.tilt - length * up.tilt };
}

/** Settings that miss by `missed`, around an ellipse: [heights, tilts], the first again at the end. */
export function ring({ best, least, bends, turn }, missed, pieces = 72) {
  const [steep, flat] = bends.map((bend) => Math.sqrt((2 * (missed ** 2 - least)) / bend));
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const angles = Array.from({ length: pieces + 1 }, (_, i) => (2 * Math.PI * i) / pieces);
  const [across, along] = [angles.map((a) => steep * Math.cos(a)), angles.map((a) => flat * Math.sin(a))];
  return [
    across.map((u, i) => best.height + cos * u - sin * along[i]),
    across.map((u, i) => best.tilt + sin * u + cos * along[i]),
  ];
}
