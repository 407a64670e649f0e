// Where a number comes from: a bound number names its figure, its seeds and its spread.

import { addressed } from "./lib/dom.js";

/** The line of facts: the spread of this number, if it is known, and the seeds of its figure. */
export function facts(note, seeds) {
  const line = [note, seeds].filter(Boolean).join(" · ");
  return line.charAt(0).toUpperCase() + line.slice(1);
}

export const numbers = {
  selector: "em[data-origin]",
  label: "Where this number comes from",
  content({ dataset: { origin, note } }) {
    const template = document.querySelector(`template.origin[data-origin="${origin}"]`);
    if (!template) return null;
    const parts = template.content.cloneNode(true);
    const line = parts.querySelector(".facts");
    line.textContent = facts(note, line.textContent);
    // The title of a figure answers the guess that it is covered for.
    if (document.getElementById(origin)?.matches("[data-covered]")) {
      parts.querySelector("strong")?.remove();
    }
    return parts.childNodes;
  },
  /** The drawer may be on this page, even in the address already. */
  followed(link) {
    const { pathname, hash } = new URL(link.href);
    if (pathname === location.pathname && hash) setTimeout(() => reveal(hash), 0);
  },
};

let listening = false;

/** Open the drawer that the address points into, now and later, as browsers do that know folds. */
export function openDrawers() {
  reveal(location.hash);
  if (!listening) addEventListener("hashchange", () => reveal(location.hash));
  listening = true;
}

function reveal(hash) {
  if (!hash.endsWith("-made")) return;
  const drawer = addressed(hash)?.closest("details");
  if (!drawer) return;
  drawer.open = true;
  drawer.querySelector("summary").focus({ preventScroll: true });
  drawer.scrollIntoView({ block: "center" });
}
