// Squares of 8 x 8 dials on a canvas, as scripts/drawings/digit_knobs.py draws them: a dial turned right
// is filled, one turned left is open. Dials of one shade are one path, so that all 640 of them can be
// painted in every frame.

import { SIDE } from "../lib/small_paper.js";

const RADIUS = 0.43; // of a dial, from dial to dial
const LEVELS = 10; // shades
const FACELESS = 7; // px from dial to dial below which a dial has no pointer
export const LIT = 0.3; // ink that lights up the dials under it
const FULL = (135 * Math.PI) / 180;

/**
 * One square.
 *
 *   turns  at [from] and the 63 after it: -1 (full left) to 1 (full right)
 *   size   px; ink: 64 numbers, or null
 */
export function paintSquare(context, color, { turns, from, size, ink }) {
  const pitch = size / SIDE;
  const radius = RADIUS * pitch;
  const thick = Math.min(1, pitch / 20);
  const shades = Array.from({ length: LEVELS + 1 }, () => []);
  for (let i = 0; i < SIDE * SIDE; i++) {
    shades[Math.round(LEVELS * Math.max(0, turns[from + i]))].push(i);
  }
  const x = (i) => ((i % SIDE) + 0.5) * pitch;
  const y = (i) => (Math.floor(i / SIDE) + 0.5) * pitch;
  const circles = (dials) => {
    context.beginPath();
    for (const i of dials) {
      context.moveTo(x(i) + radius, y(i));
      context.arc(x(i), y(i), radius, 0, 2 * Math.PI);
    }
  };
  const rims = (dials, token, width) => {
    if (!dials.length) return;
    circles(dials);
    context.strokeStyle = color(token);
    context.lineWidth = width;
    context.stroke();
  };

  context.fillStyle = color("ink");
  shades.forEach((dials, level) => {
    if (!level || !dials.length) return;
    context.globalAlpha = level / LEVELS;
    circles(dials);
    context.fill();
  });
  context.globalAlpha = 1;
  const all = shades.flatMap((dials, level) => dials.map((i) => [i, level]));
  const lit = ([i]) => ink && ink[i] > LIT;
  rims(all.filter((d) => !lit(d) && d[1] <= 2).map(([i]) => i), "rule", Math.max(0.6, 1.2 * thick));
  rims(all.filter((d) => !lit(d) && d[1] > 2).map(([i]) => i), "muted", Math.max(0.6, 1.2 * thick));
  if (pitch < FACELESS) return;
  rims(all.filter(lit).map(([i]) => i), "ink", Math.max(1.5, 2.4 * thick));

  const quiet = (i) => Math.abs(turns[from + i]) < 0.2;
  const pointers = (dials, token, width) => {
    context.beginPath();
    for (const i of dials) {
      const angle = FULL * turns[from + i];
      const [dx, dy] = [radius * Math.sin(angle), -radius * Math.cos(angle)];
      context.moveTo(x(i) + 0.25 * dx, y(i) + 0.25 * dy);
      context.lineTo(x(i) + 0.8 * dx, y(i) + 0.8 * dy);
    }
    context.strokeStyle = color(token);
    context.lineWidth = width;
    context.stroke();
  };
  const light = all.filter(([, level]) => level < LEVELS / 2).map(([i]) => i);
  const dark = all.filter(([, level]) => level >= LEVELS / 2).map(([i]) => i);
  pointers(light.filter(quiet), "muted", Math.max(0.8, 1.3 * thick));
  pointers(light.filter((i) => !quiet(i)), "ink", Math.max(1, 1.9 * thick));
  pointers(dark, "paper", Math.max(1, 1.9 * thick));
}

/** How many votes a digit has, as a bar from the left; less than none is no bar. */
export function paintBar(context, color, { share, top, width, height, most }) {
  context.fillStyle = color("grid");
  context.fillRect(0, top + height - 1, width, 1);
  context.fillStyle = color(most ? "ink" : "muted");
  context.fillRect(0, top, width * Math.min(1, Math.max(0, share)), height);
}

/** The paper: ink by squares, faint lines, and strokes on their way to becoming squares. */
export function paintPaper(context, color, { image, strokes, size, pen, shrunk, cell }) {
  const pitch = size / SIDE;
  context.fillStyle = color("ink");
  image?.forEach((ink, i) => {
    if (ink < 0.02) return;
    context.globalAlpha = ink * shrunk;
    context.fillRect((i % SIDE) * pitch, Math.floor(i / SIDE) * pitch, pitch, pitch);
  });
  context.globalAlpha = 1;
  context.fillStyle = color("grid");
  for (let k = 1; k < SIDE; k++) {
    context.fillRect(Math.round(k * pitch), 0, 1, size);
    context.fillRect(0, Math.round(k * pitch), size, 1);
  }
  if (shrunk < 1) {
    context.globalAlpha = 1 - shrunk;
    context.strokeStyle = color("ink");
    Object.assign(context, { lineWidth: pen * pitch * 0.8, lineCap: "round", lineJoin: "round" });
    context.beginPath();
    for (const stroke of strokes) {
      stroke.forEach(([x, y], i) => context[i ? "lineTo" : "moveTo"](x * pitch, y * pitch));
      context.lineTo(stroke.at(-1)[0] * pitch + 0.01, stroke.at(-1)[1] * pitch);
    }
    context.stroke();
    context.globalAlpha = 1;
  }
  if (cell === null) return;
  const [left, top] = [(cell % SIDE) * pitch, Math.floor(cell / SIDE) * pitch];
  context.strokeStyle = color("paper");
  context.lineWidth = 6;
  context.strokeRect(left + 2, top + 2, pitch - 4, pitch - 4);
  context.strokeStyle = color("ink");
  context.lineWidth = 2;
  context.strokeRect(left + 2, top + 2, pitch - 4, pitch - 4);
}
