// What an experiment found, and what a widget says of it.

import { readFileSync } from "node:fs";

import { states } from "../../docs/js/lib/sweep.js";

export function published(stem) {
  return JSON.parse(readFileSync(new URL(`../../figures/${stem}.json`, import.meta.url))).data;
}

/** Sentence of a state, with plain spaces. */
export function sentence(setting, state) {
  const pieces = setting.describe(state).map((piece) => piece.strong ?? piece);
  return pieces.join("").replaceAll("\u202F", " ");
}

/** Call `check(state, value, sentence)` for every state there is. */
export function everywhere(setting, check) {
  for (const state of states(setting)) {
    check(state, setting.slider.values(state)[state.at], sentence(setting, state));
  }
}
