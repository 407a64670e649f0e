// The sentences of the knob sweep: what is true of a curve, said in words.

import { thousands } from "../lib/scale.js";

/** 0.0408 as "0.041", 10.3 as "10", 26,480 as "26,000". */
export function amount(value) {
  if (value >= 1e6) return value < 1e9 ? `${amount(value / 1e6)} million` : "more than a thousand million";
  if (value < 1e-4) return "less than 0.0001";
  const short = Number(value.toPrecision(2));
  return value >= 1000 ? thousands(short) : String(short);
}

const KINDS = { kitchen: ["cake", "new cakes"], crash: ["reading"], own: ["row"] };

const some = (n, word) => `${n} ${word}${n === 1 ? "" : "s"}`;

/**
 * What a curve does, as pieces; { strong } is a value to set in bold.
 *
 *   kind       "kitchen", "crash" or "own"
 *   knobs, n, distinct    of the points: how many, and at how many different x
 *   through    whether the curve goes through all of them
 *   penalty    the brake, 0 for none
 *   miss       on new cakes, or as a share of what the average misses on the `held` rows
 */
export const describe = (facts) =>
  ["With ", { strong: thousands(facts.knobs) }, ...does(facts), ...misses(facts)];

function does({ kind, knobs, n, distinct, through, penalty }) {
  const [word] = KINDS[kind];
  const all = `all ${some(n, word)}`;
  const own = knobs === 1 ? " knob" : " knobs";
  if (penalty) return [`${own} and the brake on, the curve need not touch every ${word}. It misses `];
  if (knobs < distinct) {
    if (through) return [`${own} the curve happens to go through ${all}. It misses `];
    if (knobs === 1) return [`${own} the curve can only be level. It misses `];
    return [`${own} no curve reaches ${all}; this one comes nearest. It misses `];
  }
  if (distinct < n) {
    return [`${own} the curve passes between ${word}s that share their place. It misses `];
  }
  if (!through) {
    return [`${own} the curve ought to go through ${all}, but 16 digits are too few to find it. It misses `];
  }
  if (knobs === distinct) {
    return [`${own} and ${some(n, word)} there is only one curve, and it is forced. It misses `];
  }
  return [`${own} endlessly many curves go through ${all}. The one with the smallest knobs misses `];
}

function misses({ kind, miss, held }) {
  if (kind === "kitchen") return ["new cakes by ", { strong: amount(miss) }, "."];
  return [
    `the ${thousands(held)} others `,
    { strong: amount(miss) },
    " times as badly as always saying the average.",
  ];
}

const LIKE = 2; // a factor of two on such an axis is about right

const way = (start, to) =>
  to > LIKE * start ? "rise" : to < start / LIKE ? "fall" : "stay about level";

/** Whether a drawn guess goes the way that the miss went, from where it starts. */
export const agrees = ({ start, guess, miss }) => way(start, guess) === way(start, miss);

/** How a drawn guess compares with what came, both at the largest size. */
export function compared({ start, guess, miss, knobs }) {
  const [wanted, came] = [way(start, guess), way(start, miss)];
  const far = guess > miss ? guess / miss : miss / guess;
  const same = wanted === came;
  return [
    `You drew it to ${wanted}, to `,
    { strong: amount(guess) },
    ` at ${thousands(knobs)} knobs; it `,
    same ? "did" : came === "stay about level" ? "stayed about level" : came === "rise" ? "rose" : "fell",
    ", to ",
    { strong: amount(miss) },
    far <= LIKE ? ": well guessed." : `. You were ${amount(far)} times too ${guess > miss ? "high" : "low"}.`,
  ];
}

/** What other kitchens did with as many knobs. */
export const spread = (misses, knobs) =>
  `In ${misses.length} more kitchen${misses.length === 1 ? "" : "s"} the miss at ` +
  `${some(knobs, "knob")} goes from ${amount(Math.min(...misses))} to ${amount(Math.max(...misses))}.`;

/** That new cakes do not follow what a hand has done to some of ours. */
export const touched = (n) =>
  `You baked ${n === 1 ? "one of these cakes" : `${n} of these cakes`}. New ones come from the kitchen as it was.`;

/** What the other curves show. */
export function alternatives({ knobs, distinct, penalty, count }) {
  if (penalty) return "With the brake on, a curve need not go through anything: there is no choice to show.";
  if (knobs < distinct) return "With fewer knobs than points there is one best curve, and no other.";
  if (knobs === distinct) return "There is no other curve: this one is forced.";
  return `The thin lines are ${count} of the others through the same points.`;
}

/** What stands instead of a sentence while a guess is asked for. */
export const question = (n) => [
  { strong: "Your guess:" },
  ` what will the miss do from ${n} knobs to 200? Draw it in the lower chart, then turn on.`,
];
