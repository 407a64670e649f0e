// A text whose letters stand on the darker ground the more bits they cost, and the number of each: by
// pointing, by tapping, by arrow keys.

import { element } from "../lib/dom.js";
import { thousands, within } from "../lib/scale.js";

const MOST_BITS = 10; // of the darkest ground, as in scripts/drawings/specialisation.py
const LEVELS = [0, 2, 4, 6, 8, 10];
const BEFORE = 14; // letters shown before the one that is told about
const GO = {
  ArrowLeft: (i) => i - 1, ArrowRight: (i) => i + 1, ArrowDown: (i) => i + 1, ArrowUp: (i) => i - 1,
  PageUp: (i) => i - 10, PageDown: (i) => i + 10, Home: () => 0, End: () => Infinity,
};

/** "1 in 70" of a letter's bits. */
export function odds(bits) {
  const one = 2 ** bits;
  return `1 in ${one < 9.95 ? one.toFixed(1) : thousands(Number(one.toPrecision(2)))}`;
}

/** What a letter costs both models. */
export function letterInWords({ given = "", text, law, mixed }, i) {
  const before = `${given ? `${given} ` : ""}${text.slice(0, i)}`;
  const tail = before.length > BEFORE ? `…${before.slice(-BEFORE)}` : before;
  const letter = text[i] === " " ? "the space" : `“${text[i]}”`;
  const costs = (bits) => `${bits.toFixed(1)} bits (${odds(bits)})`;
  return (
    `${letter}${tail ? ` after “${tail}”` : " at the start"}: ` +
    `${costs(law[i])} for the lawyer, ${costs(mixed[i])} for the mixed diet.`
  ).replace(/^t/, "T");
}

/** An element on the ground of so many bits. */
function shaded(bits, attributes, text) {
  const node = element("span", attributes, text);
  node.style.setProperty("--bits", within(bits, [0, MOST_BITS]).toFixed(1));
  return node;
}

/** One text: `nodes`, and `show({ given, text, law, mixed, own, more })`; `told` gets words. */
export function letters(label, told) {
  // A slider hides its text from a screen reader, which therefore reads it in one piece before.
  const plain = element("p", { class: "spoken" });
  const node = element("div", { class: "letters", "aria-label": label });
  let text = null;
  let cells = [];
  let at = -1;

  function show(next) {
    text = next;
    const { given, own, more } = text;
    plain.textContent = `${given ? `${given} ` : ""}${text.text}`;
    cells = [...text.text].map((letter, i) => shaded(own[i], { "data-i": i }, letter));
    const all = [];
    if (given) all.push(element("b", {}, given), " ");
    let word = [];
    cells.forEach((cell, i) => {
      word.push(cell);
      if (text.text[i] !== " " && i < cells.length - 1) return;
      all.push(element("span", { class: "word" }, ...word));
      word = [];
    });
    node.replaceChildren(...all, more ? " …" : "");
    at = -1;
    const any = cells.length > 0;
    for (const [name, value] of Object.entries({
      role: "slider", tabindex: 0, "aria-valuemin": 1, "aria-valuemax": cells.length,
      "aria-valuenow": 1, "aria-valuetext": any ? letterInWords(text, 0) : "",
    })) {
      if (any) node.setAttribute(name, value);
      else node.removeAttribute(name);
    }
  }

  function choose(i) {
    cells[at]?.classList.remove("chosen");
    at = within(i, [0, cells.length - 1]);
    cells[at].classList.add("chosen");
    const words = letterInWords(text, at);
    node.setAttribute("aria-valuenow", at + 1);
    node.setAttribute("aria-valuetext", words);
    told(words);
  }

  const pointed = ({ target }) => {
    const i = target.closest("[data-i]")?.dataset.i;
    if (i !== undefined) choose(Number(i));
  };
  node.addEventListener("pointerover", pointed);
  node.addEventListener("click", pointed);
  node.addEventListener("focus", () => cells.length && at < 0 && choose(0));
  node.addEventListener("keydown", (event) => {
    if (!GO[event.key] || !cells.length || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    choose(GO[event.key](at));
  });
  return { nodes: [plain, node], show };
}

/** What the grounds mean. */
export function scale() {
  const steps = LEVELS.map((bits, i) =>
    shaded(bits, {}, `${bits}${i === LEVELS.length - 1 ? " or more" : ""}`));
  return element("p", { class: "letters-scale" }, "bits a letter ", ...steps);
}
