// What the reader says of drawings, and what is taught: all of it stays in the page.
//
//   judged   [{ strokes, answer, label, lessons }]: what was read, what it was, how many lessons before
//   lessons  [{ strokes, features, label }]: what the last layer learns, all of them together
//
// Every layer is tuned anew from the one that shipped, on all lessons: their order does not matter, and
// a lesson taken back leaves no trace.

import { paced, tuning } from "../lib/last_layer.js";
import { thousands } from "../lib/scale.js";

const CLASSES = 10;
export const NONE = Object.freeze([]); // no lesson

/** Judgements with one more; one of the same drawing is corrected, with the answer it had then. */
export function withJudgement(judged, { strokes, answer, label, lessons }) {
  const before = judged.find((one) => one.strokes === strokes);
  if (!before) return [...judged, { strokes, answer, label, lessons }];
  return judged.map((one) => (one === before ? { ...one, label } : one));
}

/** Lessons with one more; the same picture has one label, the last that it was given. */
export function withLesson(lessons, lesson) {
  const same = ({ features }) => features.every((value, k) => value === lesson.features[k]);
  return [...lessons.filter((one) => !same(one)), lesson];
}

/** How many of the reader's drawings it read rightly, and how many since it was taught. */
export function score(judged) {
  const count = (some) => [some.filter(({ answer, label }) => answer === label).length, some.length];
  return { all: count(judged), since: count(judged.filter(({ lessons }) => lessons > 0)) };
}

/** The layers on the way to what lessons make of one: as many as the recipe has steps. */
export function* learned(layer, lessons, { hand_lr: lr, hand_steps: steps }) {
  const way = tuning(layer, lessons, paced(lr, lessons.map(({ label }) => label), CLASSES));
  for (let step = 0; step < steps; step++) yield way.next().value;
}

/** Test digits read rightly before and now, lost and won, from the answers of both. */
export function forgotten(kept, before, now) {
  const right = (answers) => kept.map(({ label }, i) => answers[i] === label);
  const [old, late] = [right(before), right(now)];
  const count = (of) => kept.filter((_, i) => of(i)).length;
  return {
    n: kept.length,
    before: count((i) => old[i]),
    now: count((i) => late[i]),
    lost: count((i) => old[i] && !late[i]),
    won: count((i) => late[i] && !old[i]),
  };
}

/** The score in words, as pieces; nothing before there is one. */
export function scoreInWords(judged) {
  const { all, since } = score(judged);
  if (!all[1]) return [];
  const pieces = ["It has read ", { strong: `${all[0]} of your ${all[1]}` }];
  const late = since[1] && since[1] < all[1] ? `, ${since[0]} of ${since[1]} since you taught it` : "";
  return [...pieces, `${late}. `];
}

/** What it has forgotten, in words, as pieces. */
export function forgottenInWords(n, { n: of, before, now, lost, won }) {
  return [
    `${n} lesson${n > 1 ? "s" : ""}: of ${of} MNIST test digits it now reads `,
    { strong: String(now) },
    `, before ${before} (${lost} lost, ${won} won).`,
  ];
}

/** Where the test digits come from and what their choice leaves open; `n` of `all`. */
export function sampleInWords({ n, before }, all) {
  const by = Math.round(Math.sqrt((before * (n - before)) / n));
  return `The ${n} are a random choice of ${thousands(all)}; other ${n} would give ${by} more or fewer. `;
}
