// What is true of a baker who practises, and the sentences that say it.
//
// Misses are roots of mean squares, in units of how good a cake is. `best` is the least that any length
// of practice on the same notes gives on new cakes: this page knows the truth, she does not.

import { thousands } from "../lib/scale.js";

export const MARGIN = 0.05; // off by so much more than at best is too much, or too little
const HEART = 0.3; // times the error of a taste: an own miss below which she knows them by heart
const FAR = 1.4; // times the error of a taste: a miss from which on it is not just that

const knows = ({ own, taste }) => own < HEART * taste;

/**
 * What has happened, as one word.
 *
 *   steps, cakes, notes   what is set; notes are contradictory or not
 *   own, fresh            the miss on her own cakes, as noted, and on new ones
 *   best                  { steps, miss } where new cakes turn out best
 *   taste                 the error of a taste
 */
export function verdict({ steps, notes, own, fresh, best, taste }) {
  if (fresh - best.miss > MARGIN) {
    if (steps < best.steps) return "little";
    return knows({ own, taste }) ? "heart" : "much";
  }
  if (notes && own - fresh > MARGIN) return "better";
  return best.miss < FAR * taste ? "right" : notes ? "contradictory" : "few";
}

const SAYS = {
  little: ({ own, taste }) => own > FAR * taste
    ? "too little practice, she misses even her own."
    : "too little practice, more would still help.",
  much: ({ notes }) => notes
    ? "too much practice, she is learning the contradictions."
    : "too much practice, she is learning the accidents of hers.",
  heart: ({ notes }) => notes
    ? "she has learned her notes by heart, the contradictions too."
    : "she has learned these cakes by heart.",
  better: () => "her notes contradict each other, and she bakes better than they say.",
  right: () => "what she has learned holds for cakes she never saw.",
  contradictory: (facts) => knows(facts)
    ? "she knows her notes by heart, and they contradict each other."
    : "her notes contradict each other, and practice cannot mend them.",
  few: (facts) => knows(facts)
    ? "she knows them by heart, and so few teach her no more."
    : "so few cakes teach her no more, however long she practises.",
};

/** A miss as it is written, below ten. */
export const rounded = (miss) => (miss < 9.995 ? Math.round(100 * miss) / 100 : miss);

/** How far off: 0.31, 12, 26,000. */
export function off(miss) {
  if (miss < 0.005) return "less than 0.01";
  if (miss < 9.995) return rounded(miss).toFixed(2);
  return miss < 1e6 ? thousands(Number(miss.toPrecision(2))) : "more than a million";
}

/** The sentence, as pieces; { strong } is a value to set in bold. */
export function describe(facts) {
  const { cakes, notes, own, fresh } = facts;
  return [
    "Off by ", { strong: off(own) }, ` on her own ${cakes} ${notes ? "notes" : "cakes"} and by `,
    { strong: off(fresh) }, ` on new ${notes ? "cakes" : "ones"}: ${SAYS[verdict(facts)](facts)}`,
  ];
}

/** What the switch does, or what the dotted line is. */
export const remark = ({ notes, taste }) => notes
  ? "Every third note, an open square, tells how the cake before it turned out."
  : `The dotted line: a taste errs by ${taste}, so on new cakes nobody gets below it.`;

/** 1,000 steps; 1.3 million steps. */
export function steps(n) {
  const [size, name] = n < 1e6 ? [1, ""] : n < 1e9 ? [1e6, " million"] : [1e9, " billion"];
  return `${thousands(n / size)}${name} step${n === 1 ? "" : "s"}`;
}
