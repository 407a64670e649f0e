// The three kinds of guesses: an answer is chosen, a number is set, a curve is drawn.
//
// A kind takes the fieldset, and calls `made(value)` when the reader has guessed, `ask(text)` to say
// what is left to do. It gives
//   valid(value)   whether a value from the storage can be a guess of this kind
//   show(value)    put the controls where a guess was, or free them again: null
//   told(value)    what the figure is told, { kind, value | xs, ys }
//   judged(value)  { right, text }, or a promise of it
//   focus()        put the focus where a guess begins

import { button, element, near, useful } from "../lib/dom.js";
import { knob } from "../lib/slider.js";
import { amount, decimalsOf, saysChoice, saysNumber } from "./words.js";

const MINE = "That is my guess";

/** The kind of a fieldset by what is in it, or null. */
export function kindOf(fieldset, telling) {
  const curve = fieldset.querySelector(".guess-curve");
  if (curve) return drawing(curve, telling);
  const range = fieldset.querySelector("input[type=range]");
  if (range) return number(fieldset, range, telling);
  const options = [...fieldset.querySelectorAll("input[type=radio]")];
  return options.length ? choice(fieldset, options, telling) : null;
}

function choice(fieldset, options, { made, ask }) {
  const marked = options.some((option) => "answer" in option.dataset);
  const words = (option) => option.labels[0].textContent.trim();
  const of = (value) => options.find((option) => option.value === value);
  let guessed = null;
  let walking = false; // an arrow key is down: it chooses whatever it passes

  const pending = () => {
    const chosen = options.find((option) => option.checked);
    return chosen && chosen.value !== guessed ? chosen.value : null;
  };
  fieldset.addEventListener("click", ({ target }) => {
    if (!options.includes(target) || pending() === null) return;
    // The first guess shows the answer: a key that only passes must not.
    if (walking && guessed === null) ask(`“${words(target)}”: Enter makes it your guess.`);
    else made(target.value);
  });
  fieldset.addEventListener("keydown", ({ key, target }) => {
    if (!options.includes(target)) return;
    walking = key.startsWith("Arrow");
    if ((key === "Enter" || key === " " || key === "Tab") && pending() !== null) made(pending());
  });
  fieldset.addEventListener("keyup", () => (walking = false));
  return {
    valid: (value) => Boolean(of(value)),
    show(value) {
      guessed = value;
      for (const option of options) option.checked = option.value === value;
    },
    told: (value) => ({ kind: "choice", value }),
    judged(value) {
      const right = marked ? "answer" in of(value).dataset : null;
      return { right, text: saysChoice(words(of(value)), right) };
    },
    focus: () => options[0].focus(),
  };
}

/**
 * A number is set on a slider with `data-unit`; the truth is the bound number of class `truth` in the
 * answer, in the same unit, and a guess within `data-near` of it is right.
 */
function number(fieldset, range, { made }) {
  const { unit = "" } = range.dataset;
  const decimals = decimalsOf(range.step);
  const start = range.valueAsNumber;
  const say = (value) => amount(value, unit, decimals);
  const widest = [range.min, range.max].map((end) => say(Number(end)).length);
  const shown = element("b", { class: "guess-value", "aria-hidden": "true" });
  shown.style.minWidth = `${Math.max(...widest)}ch`;
  const turn = knob(range);
  const mine = button(MINE, "act", () => made(range.valueAsNumber));
  let guessed = null;
  function show(value) {
    turn(value, say(value));
    shown.textContent = say(value);
    useful(mine, value !== guessed);
  }
  range.after(shown);
  range.closest("label").after(mine);
  range.addEventListener("input", () => show(range.valueAsNumber));
  return {
    valid: (value) => Number.isFinite(value) && value >= range.min && value <= range.max,
    show(value) {
      guessed = value;
      show(value ?? start);
    },
    // In units of the data: a share where the page writes per cent.
    told: (value) => ({ kind: "number", value: unit === "%" ? value / 100 : value }),
    judged(value) {
      const truth = fieldset.querySelector(".truth").textContent.trim();
      return saysNumber(value, truth, { near: Number(fieldset.dataset.near ?? 0), unit, decimals });
    },
    focus: () => range.focus(),
  };
}

/** A curve is drawn on a chart, which is fetched when the reader comes near. */
function drawing(box, { made, ask, signal }) {
  let guessed = null;
  const chart = near(box, signal)
    .then(() => import("./curve.js"))
    .then(({ curve }) => {
      const made_ = curve(box, { made, ask, mine: MINE, signal });
      made_.show(guessed);
      return made_;
    });
  chart.catch((error) => ask(`There is no chart to draw on: ${error.message}`));
  const columns = Number(box.dataset.columns);
  return {
    valid: (value) =>
      Array.isArray(value) && value.length === columns &&
      value.every((y) => y === null || Number.isFinite(y)) && value.some(Number.isFinite),
    show(value) {
      guessed = value;
      chart.then(({ show }) => guessed === value && show(value), () => {});
    },
    told: (value) => ({ kind: "curve", xs: columnsOf(box.dataset), ys: value }),
    judged: (value) => chart.then(({ judged }) => judged(value)),
    focus: () => chart.then(({ focus }) => focus(), () => {}),
  };
}

/** Places of the columns, evenly from end to end of the axis. */
export function columnsOf({ x, columns, xLog }) {
  const [low, high] = x.split(" ").map(Number);
  const share = (i) => i / (Number(columns) - 1);
  return Array.from({ length: Number(columns) }, (_, i) =>
    xLog === undefined ? low + share(i) * (high - low) : low * (high / low) ** share(i),
  );
}
