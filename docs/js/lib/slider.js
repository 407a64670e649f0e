// The slider whose thumb is a knob: its pointer turns with the value, and ink fills the track.
//
// A finger that scrolls the page may begin on a slider. Browsers turn it at the first touch, so here
// a touch counts only once it has moved sideways, or has ended where it began:
//
//   free --touch--> unknown --sideways, or lifted in place---> turned
//                      +----up or down, taken for scrolling--> as it was

import { element } from "./dom.js";
import { within } from "./scale.js";

const MOVED = 8; // px that show what a finger is after

/** Angle of the knob at a share of its way: -135 degrees at 0, 135 at 1. */
export const turn = (share) => -135 + 270 * share;

/** Share of the track to the left of the thumb's centre, as CSS; the thumb stays inside. */
const filled = (share) => `calc(${share * 100}% + ${(0.5 - share).toFixed(4)} * var(--thumb))`;

/** Range input, and a function that sets its value, its knob and what a screen reader says. */
export function slider(id, { min = 0, max, step = 1 }) {
  const input = element("input", { type: "range", id, min, max, step });
  return { input, set: knob(input) };
}

/** The same for a range input that stands in the page: the function that sets it. */
export function knob(input) {
  unmovedByScrolling(input);
  return function set(value, text) {
    const share = within((value - input.min) / (input.max - input.min), [0, 1]);
    input.value = value;
    input.setAttribute("aria-valuetext", text);
    input.style.setProperty("--turn", `${turn(share)}deg`);
    input.style.setProperty("--at", filled(share));
  };
}

/** A slider with its label before it, as one row. */
export function labelled(text, input) {
  return element(
    "div",
    { class: "widget-row" },
    element("label", { class: "widget-label", for: input.id }, text),
    input,
  );
}

function unmovedByScrolling(input) {
  let touch = null; // { x, y, before, wanted } of a finger that has not shown what it is after
  const hold = (event) => {
    if (!touch) return;
    event.stopImmediatePropagation();
    touch.wanted = input.value;
    input.value = touch.before;
  };
  const turned = () => {
    const { wanted, before } = touch;
    touch = null;
    if (wanted === undefined || wanted === before) return;
    input.value = wanted;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  input.addEventListener("input", hold);
  input.addEventListener("change", hold);
  input.addEventListener("pointerdown", ({ pointerType, clientX, clientY }) => {
    if (pointerType === "touch") touch = { x: clientX, y: clientY, before: input.value };
  });
  input.addEventListener("pointermove", ({ clientX, clientY }) => {
    if (!touch) return;
    const [dx, dy] = [Math.abs(clientX - touch.x), Math.abs(clientY - touch.y)];
    if (dx > MOVED && dx > dy) turned();
    else if (dy > MOVED) touch.scrolls = true;
  });
  const lifted = (scrolled) => {
    if (!touch) return;
    if (!scrolled && !touch.scrolls) return turned();
    input.value = touch.before;
    touch = null;
  };
  input.addEventListener("pointerup", () => lifted(false));
  input.addEventListener("pointercancel", () => lifted(true));
}
