// The sentences of the souvenir: what the picture shows, and where a part is still to be had.

import { cakeWords } from "../lib/cake.js";
import { amount } from "../widgets/knob_sweep_words.js";

/** What the picture says largest. */
export const headline = ({ right, compared }) =>
  compared === 1
    ? `My one guess was ${right ? "right" : "wrong"}`
    : `${right} of ${compared} guesses were right`;

/** What is to be said of each part; null where there is nothing yet. */
export function saysParts({ guesses, curve, cake }, measured = null) {
  return {
    guesses: guesses.compared ? saysGuesses(guesses) : null,
    curve: curve && saysCurve(curve, measured),
    cake: cake && `Your perfect cake, as the model sees your taste: ${cakeWords(cake)}.`,
  };
}

function saysGuesses({ right, compared, open }) {
  const waits = open ? ` ${open} more ${open === 1 ? "has" : "have"} not been compared yet.` : "";
  if (compared > 1) return `The measurement agreed with ${right || "none"} of your ${compared} guesses.${waits}`;
  return `You made one guess, and the measurement ${right ? "agreed" : "said otherwise"}.${waits}`;
}

function saysCurve({ xs, ys }, measured) {
  const drew = `From ${amount(xs[0])} knobs on you drew the miss to end at ${amount(ys.at(-1))}`;
  if (!measured) return `${drew}.`;
  const [low, high] = [measured.low.at(-1), measured.high.at(-1)].map(amount);
  return (
    `${drew}. With ${measured.xs.at(-1)} knobs and no brake it ended at ${amount(measured.ys.at(-1))} in the middle one of our ` +
    `kitchens, and in eight of ten between ${low} and ${high}.`
  );
}

/** What goes with the picture when it is shared. */
export function saysShared({ guesses, curve, cake }) {
  const pieces = [
    guesses.compared && headline(guesses),
    curve && "I drew what happens past ten knobs",
    cake && "a model baked my perfect cake",
  ].filter(Boolean);
  if (!pieces.length) return "How many knobs does a language model need? See, guess and try:";
  const text = pieces.join("; ");
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}

/** All of the picture, for who does not see it. */
export const saysPicture = (parts) =>
  ["A card to share.", parts.guesses ?? "No guess is made yet.", parts.curve ?? "No curve is drawn yet.",
    parts.cake ?? "No perfect cake is baked yet."].join(" ");
