// Elements, and the few kinds of them that every widget has.

/** Element with attributes and children: element("p", { class: "x" }, "text", node). */
export function element(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

/** The same for a part of a drawing. */
export function shape(name, attributes = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function fill(node, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

/** Button that acts; kinds are "act" (a frame), "undo" and "reset" (words with a line below). */
export function button(text, kind = "act", pressed = () => {}) {
  const node = element("button", { type: "button", class: kind }, text);
  node.addEventListener("click", () => {
    if (node.getAttribute("aria-disabled") !== "true") pressed();
  });
  return node;
}

/** Whether a button has a use now. It keeps the focus if not: `disabled` would drop it. */
export function useful(node, has) {
  node.setAttribute("aria-disabled", String(!has));
}

/** Pieces of a sentence as nodes; { strong } is a value to set in bold. */
export const sentence = (pieces) =>
  pieces.map((piece) => (piece.strong === undefined ? piece : element("b", {}, piece.strong)));

const PAUSE = 500; // ms without a change after which a sentence is spoken

/**
 * What happened, in words: seen at once, spoken once, when the change has ended.
 *
 * A reader who looks sees `shown`; a screen reader reads `output`, which is the same a little later.
 */
export function words({ id, rows = "" } = {}) {
  const shown = element("p", { class: `widget-says ${rows}`, "aria-hidden": "true" });
  const output = element("output", { class: "spoken", ...(id && { for: id }) });
  let timer = 0;
  /** `later` keeps it silent: something is moving, and the last call speaks. */
  function say(pieces, { later = false } = {}) {
    shown.replaceChildren(...sentence(pieces));
    clearTimeout(timer);
    if (later) return;
    // What is there before the reader comes is not news: it is read in its place, not spoken.
    if (output.isConnected) timer = setTimeout(speak, PAUSE);
    else speak();
  }
  function speak() {
    output.textContent = shown.textContent;
  }
  return { node: element("div", { class: "widget-words" }, shown, output), say };
}

const LONGEST = 20; // texts that are measured

/** Keep room in a node for the longest of these paragraphs, so that nothing below it moves. */
export function reserve(node, paragraphs) {
  const trials = paragraphs
    .sort((a, b) => b.textContent.length - a.textContent.length)
    .slice(0, LONGEST);
  for (const trial of trials) trial.classList.add("trial");
  node.append(...trials);
  const heights = trials.map((trial) => trial.getBoundingClientRect().height);
  for (const trial of trials) trial.remove();
  node.style.minHeight = `${Math.ceil(Math.max(...heights))}px`;
}

/** Whether the reader asked for as little motion as possible. */
export const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Whether the reader has fingers on the page, and no pointer that can hover; then keys are not spoken of. */
export const touching = () => globalThis.matchMedia?.("(hover: none) and (pointer: coarse)").matches ?? false;

/** What the part of an address after # points at, or null. */
export function addressed(hash) {
  try {
    return document.getElementById(decodeURIComponent(hash.slice(1)));
  } catch {
    return null; // a broken percent sign
  }
}

/** When an element comes near the screen; never, if the page is left before. */
export function near(node, signal) {
  return new Promise((resolve) => {
    const watch = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        watch.disconnect();
        resolve();
      },
      { rootMargin: "800px 0px" },
    );
    watch.observe(node);
    signal?.addEventListener("abort", () => watch.disconnect());
  });
}
