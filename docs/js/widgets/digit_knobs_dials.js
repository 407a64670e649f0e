// A square of 8 x 8 dials on a canvas, as scripts/drawings/digit_knobs.py draws them: a dial turned right
// is filled, one turned left is open. A dial is a stamp, drawn once for each of its positions, and only
// dials whose stamp has changed are stamped again: 640 of them turn in every frame, on a phone too.

import { canvas } from "../lib/chart.js";
import { SIDE } from "../lib/small_paper.js";

const RADIUS = 0.43; // of a dial, from dial to dial
const LEVELS = 10; // shades
const STEPS = 60; // positions from upright to full turn
const FACELESS = 8; // px from dial to dial below which a dial has no pointer
const FULL = (135 * Math.PI) / 180;
const LIT = 0.3; // ink that lights up the dials under it
const MOST_KEPT = 4; // sets of stamps
const kept = new Map(); // "size and colours" to a canvas: a column for each position, lit ones below

function stamps(cell, color, ratio) {
  const [ink, paper] = [color("ink"), color("paper")];
  const key = [cell, ratio, ink, paper].join();
  if (kept.has(key)) return kept.get(key);
  if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value);
  const sheet = document.createElement("canvas");
  Object.assign(sheet, { width: cell * (2 * STEPS + 1), height: 2 * cell });
  const context = sheet.getContext("2d");
  for (const lit of [0, 1]) {
    for (let step = 0; step <= 2 * STEPS; step++) {
      context.setTransform(1, 0, 0, 1, (step + 0.5) * cell, (lit + 0.5) * cell);
      dial(context, color, { turn: step / STEPS - 1, radius: RADIUS * cell, lit, ratio });
    }
  }
  kept.set(key, sheet);
  return sheet;
}

/** One dial about (0, 0). */
function dial(context, color, { turn, radius, lit, ratio }) {
  const level = Math.round(LEVELS * Math.max(0, turn));
  const thick = Math.max(0.6 * ratio, radius / 10);
  const faceless = radius < RADIUS * FACELESS * ratio;
  context.beginPath();
  context.arc(0, 0, radius, 0, 2 * Math.PI);
  context.fillStyle = color("ink");
  context.globalAlpha = level / LEVELS;
  context.fill();
  context.globalAlpha = 1;
  const bold = lit && !faceless;
  context.strokeStyle = color(bold ? "ink" : level > 2 ? "muted" : "rule");
  context.lineWidth = bold ? 1.5 * thick : thick;
  context.stroke();
  if (faceless) return;
  const [dx, dy] = [radius * Math.sin(FULL * turn), -radius * Math.cos(FULL * turn)];
  context.beginPath();
  context.moveTo(0.25 * dx, 0.25 * dy);
  context.lineTo(0.8 * dx, 0.8 * dy);
  const quiet = Math.abs(turn) < 0.2;
  context.strokeStyle = color(level >= LEVELS / 2 ? "paper" : quiet ? "muted" : "ink");
  context.lineWidth = (quiet ? 1.1 : 1.6) * thick;
  context.stroke();
}

/**
 * A square that shows 64 settings, and under it, `bar` px high, how many votes it has.
 *
 * `show(turns, from, image, share, most)`: turns from -1 to 1, `image` the ink that lights dials up, `share` of
 * the bar that is full.
 */
export function dials(bar, signal) {
  const shown = new Int16Array(SIDE * SIDE);
  let told = null;
  let colors = null;
  const sheet = canvas((_, color) => {
    colors = color;
    shown.fill(-1);
    if (told) show(...told);
  }, signal);
  const context = sheet.node.getContext("2d");

  function show(...now) {
    told = now;
    if (!colors) return;
    const [turns, from, image, share, most] = now;
    const ratio = sheet.node.width / sheet.size.width;
    const pitch = sheet.node.width / SIDE;
    const cell = Math.floor(pitch);
    const set = stamps(cell, colors, ratio);
    context.setTransform(1, 0, 0, 1, 0, 0);
    for (let i = 0; i < shown.length; i++) {
      const step = Math.round((turns[from + i] + 1) * STEPS);
      const lit = image[i] > LIT ? 1 : 0;
      const stamp = 2 * step + lit;
      if (shown[i] === stamp) continue;
      shown[i] = stamp;
      const [x, y] = [Math.round((i % SIDE) * pitch), Math.round(Math.floor(i / SIDE) * pitch)];
      context.clearRect(x, y, cell, cell);
      context.drawImage(set, step * cell, lit * cell, cell, cell, x, y, cell, cell);
    }
    if (!bar) return;
    const { width, height } = sheet.node;
    const high = Math.round(bar * ratio);
    context.clearRect(0, height - high, width, high);
    context.fillStyle = colors("grid");
    context.fillRect(0, height - ratio, width, ratio);
    context.fillStyle = colors(most ? "ink" : "muted");
    context.fillRect(0, height - high, width * Math.min(1, Math.max(0, share)), high);
  }
  return { node: sheet.node, size: sheet.size, resize: sheet.resize, show };
}

/** The paper: ink by squares, faint lines, strokes on their way to becoming squares, and the keys' square. */
export function paintPaper(context, color, { image, strokes, size, pen, shrunk, cell }) {
  const pitch = size / SIDE;
  context.fillStyle = color("ink");
  image?.forEach((ink, i) => {
    context.globalAlpha = ink * shrunk;
    context.fillRect((i % SIDE) * pitch, Math.floor(i / SIDE) * pitch, pitch, pitch);
  });
  context.globalAlpha = 1;
  context.fillStyle = color("grid");
  for (let k = 1; k < SIDE; k++) {
    context.fillRect(Math.round(k * pitch), 0, 1, size);
    context.fillRect(0, Math.round(k * pitch), size, 1);
  }
  context.globalAlpha = shrunk < 1 ? 1 - shrunk : 1;
  context.strokeStyle = color("ink");
  Object.assign(context, { lineWidth: 0.8 * pen * pitch, lineCap: "round", lineJoin: "round" });
  context.beginPath();
  for (const stroke of strokes) {
    stroke.forEach(([x, y], i) => context[i ? "lineTo" : "moveTo"](x * pitch, y * pitch));
    context.lineTo(stroke.at(-1)[0] * pitch + 0.01, stroke.at(-1)[1] * pitch);
  }
  context.stroke();
  context.globalAlpha = 1;
  if (cell === null) return;
  const [left, top] = [(cell % SIDE) * pitch + 2, Math.floor(cell / SIDE) * pitch + 2];
  for (const [token, width] of [["paper", 6], ["ink", 2]]) {
    context.strokeStyle = color(token);
    context.lineWidth = width;
    context.strokeRect(left, top, pitch - 4, pitch - 4);
  }
}
