// The slider whose thumb is a knob: its pointer turns with the value, and ink fills the track.

import { element } from "./chart.mjs";

/** Angle of the knob at a share of its way: -135 degrees at 0, 135 at 1. */
export const turn = (share) => -135 + 270 * share;

/** Share of the track to the left of the thumb's centre, as CSS; the thumb stays inside. */
const filled = (share) => `calc(${share * 100}% + ${(0.5 - share).toFixed(4)} * var(--thumb))`;

/** Range input, and a function that sets its value, its knob and what a screen reader says. */
export function slider(id, { min = 0, max, step = 1 }) {
  const input = element("input", { type: "range", id, min, max, step });
  function set(value, text) {
    const share = Math.min(1, Math.max(0, (value - min) / (max - min)));
    input.value = value;
    input.setAttribute("aria-valuetext", text);
    input.style.setProperty("--turn", `${turn(share)}deg`);
    input.style.setProperty("--at", filled(share));
  }
  return { input, set };
}
