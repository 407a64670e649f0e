// Dots of a chart, one of which is chosen: the nearest to a tap, or one after the other by arrow keys.

import { element } from "./dom.js";

const REACH = 26; // px around a dot that choose it: a finger is no needle

/**
 * All dots are one stop of the Tab key. Left and right go along the axis, up and down go by height.
 *
 *   places   () => [{ i, x, y }], in units of the axes: where thing number i stands. A thing may stand
 *            at several places; the ring lies around the first
 *   name     what such a thing is called; says(i) => one of them in words
 *   chosen   () => its number, or -1
 *   choose   (i), by a finger, the mouse or a key
 *   free     (event) => whether a click is meant for the dots
 */
export function picker(plot, { places, name, says, chosen, choose, free = () => true }) {
  const ring = element("div", {
    class: "handle ring", role: "slider", tabindex: 0, "aria-label": name, "aria-valuemin": 1,
  });
  plot.overlay.append(ring);
  const firsts = () => {
    const seen = new Set();
    return places().filter(({ i }) => !seen.has(i) && seen.add(i));
  };
  const along = (a, b) => a.x - b.x || a.y - b.y;
  const upwards = (a, b) => a.y - b.y || a.x - b.x;
  const moves = {
    ArrowLeft: [along, -1], ArrowRight: [along, 1], ArrowDown: [upwards, -1], ArrowUp: [upwards, 1],
    Home: [along, -Infinity], End: [along, Infinity],
  };

  function show() {
    const all = firsts().sort(along);
    const at = all.findIndex(({ i }) => i === chosen());
    ring.hidden = !all.length;
    ring.classList.toggle("none", at < 0);
    if (!all.length || !plot.width) return;
    const { x, y } = all[Math.max(0, at)];
    ring.style.left = `${plot.x(x)}px`;
    ring.style.top = `${plot.y(y)}px`;
    ring.setAttribute("aria-valuemax", all.length);
    ring.setAttribute("aria-valuenow", Math.max(0, at) + 1);
    ring.setAttribute("aria-valuetext", at < 0 ? "none chosen" : says(all[at].i));
  }

  ring.addEventListener("keydown", (event) => {
    const move = moves[event.key];
    if (!move || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const [order, step] = move;
    const all = firsts().sort(order);
    const at = all.findIndex(({ i }) => i === chosen());
    const next = at < 0 ? 0 : Math.max(0, Math.min(all.length - 1, at + step));
    choose(all[next].i);
  });
  plot.overlay.addEventListener("click", (event) => {
    const i = free(event) ? near(event) : -1;
    if (i < 0) return;
    ring.focus({ preventScroll: true });
    choose(i);
  });

  /** Number of what stands nearest to a pointer, or -1 if nothing is in reach. */
  function near({ clientX, clientY }) {
    const box = plot.overlay.getBoundingClientRect();
    const off = ({ x, y }) => Math.hypot(plot.x(x) - clientX + box.left, plot.y(y) - clientY + box.top);
    let [best, least] = [-1, REACH];
    for (const place of places()) {
      const far = off(place);
      if (far < least) [best, least] = [place.i, far];
    }
    return best;
  }
  plot.node.addEventListener("laid", show);
  return { show, near, ring };
}
