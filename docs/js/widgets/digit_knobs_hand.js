// The reader's hand on a knob: dragged sideways or up, pressed to turn by a notch, or turned with keys.
// All 640 knobs are one stop of the Tab key: arrows go from knob to knob, + and - turn it, a figure key
// goes to the square of that digit.

import { element } from "../lib/dom.js";
import { ARROWS, foreign } from "../lib/pen.js";
import { SIDE } from "../lib/small_paper.js";
import { within } from "../lib/scale.js";

export const MOST = 135; // degrees
const NOTCH = 45; // degrees a press
const KEY = 15; // degrees a key
const SLOW = 1.5; // degrees a px
const STILL = 4; // px that a press may slip
const KEYS = { "+": 1, "=": 1, "-": -1, PageUp: 3, PageDown: -3 };

/** Where a press turns it: right by a notch, and from the right end to the left one. */
export const notched = (angle) =>
  angle >= MOST ? -MOST : Math.min(MOST, (Math.floor(angle / NOTCH) + 1) * NOTCH);

/** How far a knob is turned, in words. */
export function angleInWords(angle) {
  const degrees = Math.round(Math.abs(angle));
  if (!degrees) return "upright, ink here counts for nothing";
  return angle > 0
    ? `${degrees}° to the right, ink here speaks for it`
    : `${degrees}° to the left, ink here speaks against it`;
}

/** Knob that lies `way` of `knob`, over the edges of squares that stand five in a row. */
export function neighbour(knob, [right, down]) {
  const [digit, i] = [Math.floor(knob / SIDE ** 2), knob % SIDE ** 2];
  const x = (digit % 5) * SIDE + (i % SIDE) + right;
  const y = Math.floor(digit / 5) * SIDE + Math.floor(i / SIDE) + down;
  if (x < 0 || x >= 5 * SIDE || y < 0 || y >= 2 * SIDE) return knob;
  const square = Math.floor(y / SIDE) * 5 + Math.floor(x / SIDE);
  return square * SIDE ** 2 + (y % SIDE) * SIDE + (x % SIDE);
}

/**
 * Makes squares of dials turnable, and gives the node that keys turn them with.
 *
 *   angle   (knob) => degrees; turn(knob, degrees); began() before the first turn of a drag
 *   chosen  (knob) another one has been chosen
 */
export function hand({ angle, turn, began, chosen }) {
  const node = element("div", {
    class: "knobs-cursor", role: "slider", tabindex: 0, "aria-label": "Knob",
    "aria-valuemin": -MOST, "aria-valuemax": MOST,
  });
  let at = 3 * SIDE ** 2 + 3 * SIDE + 4; // a knob in the middle of the 3
  let held = null; // { pointer, knob, x, y, from, slipped: it turns, aside: it scrolls }

  function say() {
    const [digit, i] = [Math.floor(at / SIDE ** 2), at % SIDE ** 2];
    const place = `digit ${digit}, row ${Math.floor(i / SIDE) + 1}, column ${(i % SIDE) + 1}`;
    node.setAttribute("aria-valuenow", Math.round(angle(at)));
    node.setAttribute("aria-valuetext", `${place}, ${angleInWords(angle(at))}`);
  }
  function choose(knob) {
    at = knob;
    chosen(at);
    say();
  }
  function put(knob, degrees) {
    turn(knob, within(degrees, [-MOST, MOST]));
    say();
  }
  node.addEventListener("keydown", (event) => {
    if (foreign(event)) return;
    const { key } = event;
    if (ARROWS[key]) choose(neighbour(at, ARROWS[key]));
    else if (/^\d$/.test(key)) choose(Number(key) * SIDE ** 2 + (at % SIDE ** 2));
    else if (KEYS[key]) {
      if (!event.repeat) began();
      put(at, angle(at) + KEY * KEYS[key]);
    } else return;
    event.preventDefault();
  });

  /** Let the dials on a surface be turned; `digit` says whose they are. */
  function turnable(surface, digit) {
    surface.addEventListener("pointerdown", (event) => {
      if (held || event.button > 0) return;
      const { left, top, width } = surface.getBoundingClientRect();
      const [x, y] = [event.clientX - left, event.clientY - top].map((p) =>
        Math.floor((SIDE * p) / width),
      );
      if (x < 0 || x >= SIDE || y < 0 || y >= SIDE) return;
      const knob = digit() * SIDE ** 2 + y * SIDE + x;
      const { clientX, clientY, pointerId: pointer } = event;
      held = { pointer, knob, x: clientX, y: clientY, from: angle(knob), slipped: false };
      surface.setPointerCapture(pointer);
      choose(knob);
      node.focus({ preventScroll: true });
      event.preventDefault();
    });
    surface.addEventListener("pointermove", (event) => {
      if (held?.pointer !== event.pointerId) return;
      const [dx, dy] = [event.clientX - held.x, held.y - event.clientY];
      const finger = event.pointerType === "touch"; // up or down it scrolls: only sideways counts
      if (!held.slipped) {
        if (Math.hypot(dx, dy) <= STILL) return;
        held.aside ||= finger && Math.abs(dy) >= Math.abs(dx);
        if (held.aside) return;
        began();
        held.slipped = true;
      }
      put(held.knob, held.from + SLOW * (finger ? dx : dx + dy));
    });
    surface.addEventListener("pointerup", (event) => {
      if (held?.pointer !== event.pointerId) return;
      const { knob, from, slipped, aside } = held;
      held = null;
      if (slipped || aside) return;
      began();
      put(knob, notched(from));
    });
    surface.addEventListener("pointercancel", (event) => {
      if (held?.pointer !== event.pointerId) return;
      const { knob, from, slipped } = held;
      held = null;
      if (slipped) put(knob, from); // the finger scrolls after all
    });
  }
  say();
  return { node, turnable, say, choose, knob: () => at };
}
