// What can be taken hold of on a chart: with a finger, a mouse or arrow keys.

import { element } from "./dom.js";
import { within } from "./scale.js";

const REACH = 26; // px around a handle that take hold of it: a finger is no needle
// What keys do to a drawn curve: presses up or down, and from column to column.
const RAISE = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 };
const GO = { ArrowLeft: (i) => i - 1, ArrowRight: (i) => i + 1, Home: () => 0, End: () => Infinity };

/**
 * Points of a chart that move. Each is a stop of the Tab key; arrow keys move it.
 *
 *   plot     from `chart`
 *   points   () => [{ x, y }], in units of the axes
 *   name     (i) => what it is called; says(i) => where it is, in words
 *   step     { x, y } one press of an arrow key; ten times that with Shift
 *   move     (i, { x, y }) moves it; called for every pixel of a drag
 *   ended    (i) the finger is lifted, the key is up
 *   remove   (i), if Delete takes a point away
 *   kind     class of the handle: the role whose shape it has
 */
export function handles(plot, { points, name, says, step, move, ended, remove, kind = "" }) {
  const nodes = [];
  let held = null; // { i, pointer }

  function show() {
    const places = points();
    while (nodes.length > places.length) nodes.pop().remove();
    while (nodes.length < places.length) {
      const node = element("div", { class: `handle ${kind}`, role: "slider", tabindex: 0 });
      node.addEventListener("keydown", keyed);
      node.addEventListener("keyup", () => ended?.(nodes.indexOf(node)));
      nodes.push(node);
      plot.overlay.append(node);
    }
    if (!plot.width) return;
    places.forEach(({ x, y }, i) => {
      const node = nodes[i];
      const { left, right, top, bottom } = plot.frame;
      node.style.left = `${within(plot.x(x), [left, right])}px`;
      node.style.top = `${within(plot.y(y), [top, bottom])}px`;
      node.setAttribute("aria-label", name(i));
      node.setAttribute("aria-valuenow", Number(y.toPrecision(4)));
      node.setAttribute("aria-valuetext", says(i));
    });
  }

  function keyed(event) {
    const i = nodes.indexOf(event.currentTarget);
    const far = event.shiftKey ? 10 : 1;
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1],
      PageUp: [0, 10], PageDown: [0, -10] };
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (remove && (event.key === "Delete" || event.key === "Backspace")) {
      event.preventDefault();
      remove(i);
      nodes[Math.min(i, nodes.length - 1)]?.focus();
      return;
    }
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    const { x, y } = points()[i];
    move(i, { x: x + way[0] * far * step.x, y: y + way[1] * far * step.y });
  }

  /** Index of the handle nearest to a pointer, or -1 if none is in reach. */
  function near({ clientX, clientY }) {
    const box = plot.overlay.getBoundingClientRect();
    const [px, py] = [clientX - box.left, clientY - box.top];
    const far = points().map(({ x, y }) => Math.hypot(plot.x(x) - px, plot.y(y) - py));
    const best = far.indexOf(Math.min(...far));
    return best >= 0 && far[best] <= REACH ? best : -1;
  }

  plot.overlay.addEventListener("pointerdown", (event) => {
    if (held || event.button > 0) return;
    const i = near(event);
    if (i < 0) return;
    held = { i, pointer: event.pointerId };
    nodes[i].focus({ preventScroll: true });
    plot.overlay.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  plot.overlay.addEventListener("pointermove", (event) => {
    if (held?.pointer === event.pointerId) move(held.i, plot.at(event));
  });
  const release = (event) => {
    if (held?.pointer !== event.pointerId) return;
    const { i } = held;
    held = null;
    ended?.(i);
  };
  plot.overlay.addEventListener("pointerup", release);
  plot.overlay.addEventListener("pointercancel", release);
  plot.node.addEventListener("laid", show);
  return { show, nodes, near };
}

/**
 * A curve that the reader draws: one height a column, by finger, mouse or keys.
 *
 * All columns are one stop of the Tab key: left and right go to the next column, up and down raise it.
 *
 *   xs       where the columns stand; heights: one each, null where nothing is drawn yet
 *   says     (i, y) => column and height in words; first: height a key gives to an empty column
 *   step     height of one press: (y, presses) => y, since an axis may go by ratios
 *   changed  (heights), at every change; ended(heights) when the finger is lifted
 */
export function drawnCurve(plot, { xs, heights, name, says, first, step, changed, ended }) {
  const cursor = element("div", { class: "handle column", role: "slider", tabindex: 0 });
  let at = 0;
  let last = null; // column of the last pointer event of this stroke, and its height
  plot.overlay.append(cursor);
  plot.overlay.classList.add("drawable");

  function show() {
    if (!plot.width) return;
    const y = heights[at] ?? first;
    cursor.style.left = `${plot.x(xs[at])}px`;
    cursor.style.top = `${plot.y(y)}px`;
    cursor.setAttribute("aria-label", name);
    cursor.setAttribute("aria-valuenow", Number(y.toPrecision(4)));
    cursor.setAttribute("aria-valuetext", says(at, heights[at]));
  }
  function put(i, y) {
    heights[i] = within(y, plot.domain.y);
  }
  function column({ x }) {
    const off = xs.map((value) => Math.abs(plot.x(value) - plot.x(x)));
    return off.indexOf(Math.min(...off));
  }

  function stroke(event) {
    const there = plot.at(event);
    const i = column(there);
    // A fast finger skips columns: fill them in between.
    const from = last ?? { i, y: there.y };
    const [low, high] = [Math.min(i, from.i), Math.max(i, from.i)];
    for (let k = low; k <= high; k += 1) {
      const share = i === from.i ? 1 : (k - from.i) / (i - from.i);
      const between = plot.y(from.y) + share * (plot.y(there.y) - plot.y(from.y));
      put(k, plot.y.back(between));
    }
    last = { i, y: there.y };
    at = i;
    changed(heights);
    show();
  }
  let pointer = null;
  const listeners = {
    pointerdown(event) {
      if (pointer !== null || event.button > 0) return;
      pointer = event.pointerId;
      plot.overlay.setPointerCapture(pointer);
      cursor.focus({ preventScroll: true });
      last = null;
      stroke(event);
      event.preventDefault();
    },
    pointermove(event) {
      if (pointer === event.pointerId) stroke(event);
    },
    pointerup(event) {
      if (pointer !== event.pointerId) return;
      pointer = null;
      ended?.(heights);
    },
    pointercancel(event) {
      listeners.pointerup(event);
    },
  };
  for (const [type, listener] of Object.entries(listeners)) {
    plot.overlay.addEventListener(type, listener);
  }
  cursor.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const { key, shiftKey } = event;
    if (GO[key]) at = within(GO[key](at), [0, xs.length - 1]);
    else if (RAISE[key]) {
      const presses = RAISE[key] * (shiftKey && key.startsWith("Arrow") ? 10 : 1);
      put(at, step(heights[at] ?? first, presses));
    } else return;
    event.preventDefault();
    changed(heights);
    show();
  });
  plot.node.addEventListener("laid", show);
  show();

  /** No more drawing: the curve is what it is. */
  function done() {
    for (const [type, listener] of Object.entries(listeners)) {
      plot.overlay.removeEventListener(type, listener);
    }
    plot.node.removeEventListener("laid", show);
    plot.overlay.classList.remove("drawable");
    cursor.remove();
  }
  return { show, done };
}
