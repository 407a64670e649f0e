// What a reader did, as the device keeps it: guesses, the curve past ten knobs, the perfect cake.

import { counted, device, parsed } from "../guess/record.js";
import { INGREDIENTS, MOST } from "../lib/cake.js";
import { kept } from "../lib/keepsake.js";

const SWEEP = ":knob_sweep"; // ends the name of the guess that is drawn past ten knobs

/**
 * { guesses: { right, compared, open }, curve: { xs, ys } or null, cake: five amounts or null }.
 * An open guess has not been compared: its measurement could not be loaded, or has changed since.
 */
export function made(base, store = device) {
  const names = store.names(base);
  const records = names.map((name) => parsed(store.get(name)));
  const compared = records.filter((record) => record && record.right !== null);
  const open = records.filter(Boolean).length - compared.length;
  const drawn = names.flatMap((name, i) => (name.endsWith(SWEEP) ? [records[i]?.value] : []));
  const cake = kept("perfect cake", store)?.amounts;
  return {
    guesses: { right: counted(compared).right, compared: compared.length, open },
    curve: drawn.find(isLine) ?? null,
    cake: isCake(cake) ? cake : null,
  };
}

/** Whether a reader has anything to show. */
export const anything = ({ guesses, curve, cake }) => Boolean(guesses.compared || curve || cake);

const positive = (v) => Number.isFinite(v) && v > 0;

function isLine({ xs, ys } = {}) {
  const lists = [xs, ys].every((list) => Array.isArray(list) && list.length > 1 && list.every(positive));
  return lists && xs.length === ys.length && xs.every((x, i) => !i || x > xs[i - 1]);
}

const isCake = (amounts) =>
  Array.isArray(amounts) && amounts.length === INGREDIENTS.length &&
  amounts.every((amount) => Number.isInteger(amount) && amount >= 0 && amount <= MOST);

/**
 * The measured curve from the first place of a drawn one on: { xs, ys, low, high }, of the published
 * kitchen without a brake. The band holds the middle eight of ten kitchens.
 */
export function measuredFrom(start, { knobs, test_mse, test_mse_p10, test_mse_p90 }) {
  const first = knobs.findIndex((n) => n >= start);
  const lists = [knobs, test_mse[0], test_mse_p10[0], test_mse_p90[0]];
  const [xs, ys, low, high] = lists.map((list) => list.slice(first));
  return { xs, ys, low, high };
}
