// What can be set in the knob sweep, and what of it an address holds.

import { PENALTIES } from "./knob_sweep_data.js";

export const MOST_NOISE = 0.4;
const HALVES = 11; // place of a penalty among all: twice its power of ten, and this

/**
 * The stiff curve of the figure. `brake` is 0 for none, the place of a penalty counted from 1, or
 * "auto"; `points` are cakes as a hand has left them, `table` is what somebody pasted or measured.
 */
export const START = {
  knobs: 3, seed: 0, noise: 0.2, brake: 0, data: "kitchen", others: false, points: null, table: null,
};

/** What an address asks for, where it makes sense. */
export function initial(asked = {}) {
  const like = (pattern, text) => (pattern.test(text ?? "") ? Number(text) : NaN);
  const knobs = like(/^\d{1,3}$/, asked.knobs);
  const seed = like(/^\d{1,9}$/, asked.seed);
  const noise = like(/^0(\.\d{1,2})?$/, asked.noise);
  const brake = 2 * like(/^-?[0-5](\.5)?$/, asked.brake) + HALVES;
  return {
    ...START,
    ...(knobs >= 1 && knobs <= 200 && { knobs }),
    ...(seed >= 0 && { seed }),
    ...(noise <= MOST_NOISE && { noise }),
    ...(brake >= 1 && brake <= PENALTIES.length && { brake }),
    ...(asked.brake === "auto" && { brake: "auto" }),
    ...(asked.data === "crash" && { data: "crash" }),
    others: asked.others === "1",
  };
}

/** What goes into the address: settings and the seed, nothing that a hand has made. */
export function address({ brake, others, data, ...state }) {
  const unless = (name) => (state[name] === START[name] ? null : state[name]);
  return {
    knobs: unless("knobs"), seed: unless("seed"), noise: unless("noise"),
    brake: brake === "auto" ? brake : brake ? (brake - HALVES) / 2 : null,
    data: data === "crash" ? data : null,
    others: others ? 1 : null,
  };
}

/** The penalty of a brake; "auto" stays. */
export const penaltyOf = (brake) => (brake > 0 ? PENALTIES[brake - 1] : brake);
