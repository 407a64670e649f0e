// What the taste machine says, as pieces; { strong } is a value to set in bold.

import { cakeWords, INGREDIENTS, MOST } from "../lib/cake.js";
import { touching } from "../lib/dom.js";
import { percent } from "../lib/scale.js";
import { AGAIN, DUEL, endsOf, isHeld, MIXED, PAIRS, PUSHES, TIE, TOTAL } from "./taste_model.js";

const MANY = 8; // choices of which a pattern is more than chance
const side = (choice) => ["the left one", "the right one"][choice];
const whole = (x) => percent(x, 0);
const rare = (x) => percent(x, x < 0.01 ? 1 : 0); // what happens is not told as 0 %
const several = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;

/** What a knob sees of a cake. */
function trait(k, amounts) {
  const sizes = (i) => (INGREDIENTS[i] === "eggs" ? ["few", "many"] : ["little", "much"]);
  const amount = (i) => `${sizes(i)[Number(amounts[i] > MOST / 2)]} ${INGREDIENTS[i]}`;
  if (k < 5) return amount(k);
  const [i, j] = PAIRS[k - 5];
  if (i !== j) return `${amount(i)} and ${amount(j)}`;
  return Math.abs(2 * amounts[i] - MOST) > MOST / 2 ? `${INGREDIENTS[i]} near an end` : `${INGREDIENTS[i]} near the middle`;
}

/**
 * Why a cake is rated so high: the three knobs that raise it most, by what they see of this cake, and the
 * one that speaks most against it, if it weighs as much as the third.
 */
export function reasons(amounts, gained) {
  const order = gained.map((_, k) => k).sort((a, b) => gained[b] - gained[a]);
  const best = order.slice(0, 3).filter((k) => gained[k] > 0);
  const worst = order.at(-1);
  const against = -gained[worst] >= gained[best.at(-1)] ? ` It puts up with ${trait(worst, amounts)}.` : "";
  return `${best.map((k) => trait(k, amounts)).join("; ")}.${against}`;
}

/** How often a coin calls at least this many of n. */
export function coin(right, n) {
  let [ways, all] = [1, 0];
  for (let k = 0; k <= n; k += 1) {
    if (k >= right) all += ways;
    ways = (ways * (n - k)) / (k + 1);
  }
  return all / 2 ** n;
}

/** A pattern of sides that the choices follow, or "". */
export function pattern(choices) {
  const first = choices.slice(0, MIXED);
  const taken = first.filter((choice) => choice !== TIE);
  if (first.length >= MANY && taken.length <= first.length / 4) return "none";
  if (taken.length < MANY) return "";
  for (const choice of [0, 1]) {
    const others = taken.filter((other) => other !== choice).length;
    if (others <= taken.length / 20) return side(choice);
  }
  const turns = taken.filter((choice, i) => i && choice !== taken[i - 1]).length;
  return turns >= taken.length - 2 ? "turns" : "";
}

const PATTERNS = {
  none: "You saw hardly any difference. Then there is nothing to learn, and any cake will do. ",
  turns: "Left and right in turns: a side is no amount, and so no taste it can express. ",
};
const remark = (found) =>
  PATTERNS[found] ??
  (found && `${found[0].toUpperCase()}${found.slice(1)}, over and over: a side is no amount, and so no taste it can express. `);

/** Under the cakes: what it expects, and how it has done. */
export function expecting({ choices, expects, score, held, learned, undone, came = 0, ended = false }) {
  const i = choices.length;
  const pieces = came ? [`${came < i ? `The first ${came} of these` : "These"} choices came with the link. `] : [];
  if (undone) pieces.push("Taken back, and unlearned: it is fitted anew without that choice. ");
  const found = pattern(choices);
  if (i >= MIXED) return [...pieces, ...verdict({ choices, held, learned, found, ended })];
  if (found) pieces.push(remark(found));
  if (i < 4) {
    pieces.push(i ? `You have made ${several(i, "choice")}. ` : `Press it, or ${touching() ? "swipe to its side" : "use the keys 1 and 2"}. `);
    pieces.push("From the fifth on it says what it expects.");
    return pieces;
  }
  if (isHeld(i)) pieces.push("This choice is kept from it: it says nothing. ");
  else if (expects === null) pieces.push("It has no idea which one you will take. ");
  else {
    pieces.push("It expects ", { strong: side(expects.choice) }, `, ${whole(expects.chance)} sure. `);
  }
  if (score.n) pieces.push("So far you agreed: ", { strong: `${score.right} of ${score.n}` }, ". ");
  if (held.n) {
    pieces.push(`Of the ${held.n} it has not seen, it would get `, { strong: String(held.right) }, " right.");
  }
  return pieces;
}

function verdict({ choices, held, learned, found, ended }) {
  const pieces = [];
  if (found !== "none" && !held.n) pieces.push("You saw no difference in any pair kept from it: nothing says how well it knows you. ");
  else if (found !== "none" && !learned.n) pieces.push("You saw no difference in any pair it learns from: it knows nothing of you. ");
  else if (held.n) {
    pieces.push(
      `Of the ${held.n} kept from it, it calls `, { strong: String(held.right) },
      ` rightly; a coin does as well in ${rare(coin(held.right, held.n))} of tries. `,
      `Of the ${learned.n} it learned from: ${learned.right}. `,
    );
  }
  if (found) pieces.push(remark(found));
  else if (held.n && learned.n && held.right <= held.n / 2) {
    pieces.push("Either your choices fit no taste it can express, or twelve are too few to show one. ");
  }
  const again = choices[AGAIN];
  if (again !== undefined && again !== TIE && choices[0] !== TIE) {
    const other = again === choices[0]; // its sides were changed
    pieces.push(`One pair came twice: you took the ${other ? "other" : "same"} cake. `);
  }
  if (choices.length === DUEL && !ended) pieces.push("A last one: which of these two?");
  return pieces;
}

/** How the last pair was decided: `first` says on which side the cake stood that it was sure of. */
export function decided(choice, first) {
  if (choice === TIE) return ["The cake it is sure of is no better to you than one you took before."];
  return choice === first
    ? ["You took the cake that it is sure of."]
    : ["You left the cake that it is sure of for one you had taken before: the reward is not the taste."];
}

/** Above the cakes. */
export function heading(n) {
  if (n >= TOTAL) return "That was the last one";
  if (n >= MIXED) return `${MIXED} are made. One more: ${n - MIXED + 1} of ${TOTAL - MIXED}`;
  const held = isHeld(n);
  const kind = [...Array(MIXED).keys()].filter((i) => isHeld(i) === held);
  const place = `${kind.indexOf(n) + 1} of ${kind.length}`;
  return `Choice ${n + 1} of ${MIXED}: ${held ? `test ${place}, kept from it` : `lesson ${place}`}`;
}

/** Under the cakes that it bakes. */
export function serving({ knobs, found, push, mine }) {
  if (!knobs) return ["Choose, and it bakes what it thinks you like."];
  const who = mine ? "you" : "the taster";
  if (!found) return ["It is baking."];
  if (!found.perfect) return [`It has found no difference that ${who} cared for: all cakes are alike to it.`];
  const pieces = [`It thinks ${who} like${mine ? "" : "s"}: ${reasons(found.perfect, found.gained)} `];
  const at = push === PUSHES.length;
  if (at) {
    const ends = endsOf(found.perfect);
    pieces.push(
      { strong: mine ? "Your perfect cake" : "The cake it is sure of" }, `: ${cakeWords(found.perfect)}. `,
      { strong: `${ends} of its five` }, ` amounts ${ends === 1 ? "is" : "are"} at an end of the scale. `,
    );
  } else {
    pieces.push(
      push ? `At push ${PUSHES[push]} it` : "Not pushed, it", " thinks its cakes better than ",
      { strong: whole(found.thought[push]) }, " of all. ",
    );
  }
  const [it, is] = at ? ["it", "it is"] : ["them", "they are"];
  if (!found.liked) pieces.push(`How good ${is}, only you know.`);
  else pieces.push(`The taster finds ${it} better than `, { strong: whole(found.liked[push]) }, " of all.");
  return pieces;
}

/** Under the cakes of a simulated taster. */
export function simulated({ n, taster, held, learned, data }) {
  const i = data.choices.indexOf(n);
  return [
    `Taster ${taster + 1} is simulated and never wavers. From `, { strong: n.toLocaleString("en-GB") },
    " choices the model has learned this. Of the ", { strong: String(held.n) }, " kept from it, it calls ",
    { strong: String(held.right) }, ` rightly, of those it learned from ${whole(learned.right / learned.n)}. `,
    `Over many tasters it calls ${whole(data.choice_accuracy[i])} of fresh choices.`,
  ];
}
