// Things a reader made that another page may show: kept on this device and nowhere else.
//
//   keep("perfect cake", { amounts: [8, 0, 4, 2, 1] });   kept("perfect cake");   forget("perfect cake");
//
// Names that are in use: "perfect cake", { amounts: five whole numbers from 0 to 8, in the order
// sugar, butter, cocoa, eggs, salt }.

import { device } from "../guess/record.js";

const PREFIX = "knobs.";

/** Keep a value that JSON can hold; whether it lasts longer than the visit. */
export function keep(name, value, store = device) {
  store.set(PREFIX + name, JSON.stringify(value));
  return store.lasts();
}

/** What was kept under a name, or null. */
export function kept(name, store = device) {
  try {
    return JSON.parse(store.get(PREFIX + name));
  } catch {
    return null; // something else wrote there
  }
}

/** Keep nothing under a name. */
export const forget = (name, store = device) => store.set(PREFIX + name, null);
