// A guess that a widget asks for itself: kept on the device and counted like those of the page.
//
//   const keep = ownGuess(figure, signal, (value) => put it back, or take it away: null);
//   keep(value, right);

import { device, key, parsed } from "./record.js";

/** `show` is called with what is kept, now and when the reader forgets it all or wants it back. */
export function ownGuess(figure, signal, show, { path = location.pathname, store = device } = {}) {
  const name = key(path, figure.id);
  const put = (record) => {
    figure.ownGuess = record;
    document.dispatchEvent(new CustomEvent("guessed"));
  };
  function restore() {
    const record = parsed(store.get(name));
    const usable = record && show(record.value) !== false;
    if (!usable && figure.ownGuess) show(null);
    put(usable ? record : null);
  }
  figure.addEventListener("kept", restore, { signal });
  restore();
  return (value, right) => {
    store.set(name, JSON.stringify({ value, right }));
    put({ value, right });
  };
}

/** Records of the widgets of a page that ask for themselves; null where one waits for its guess. */
export const ownGuesses = (root) =>
  [...root.querySelectorAll("figure")].filter((f) => f.ownGuess !== undefined).map((f) => f.ownGuess);

/** Let them be as what is kept says. */
export function restoreOwn(root) {
  for (const figure of root.querySelectorAll("figure")) figure.dispatchEvent(new CustomEvent("kept"));
}
