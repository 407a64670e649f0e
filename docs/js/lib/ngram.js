// Packed character models: what `pack` of scripts/models/ngram.py writes, read and used in a page.
//
// A model guesses the next of 27 symbols from the last few. It keeps, for each length of context,
// the contexts it met; what it does not know of a long one it leaves to the shorter ones.

import { reader } from "./bit_coder.js";

export const ALPHABET = "abcdefghijklmnopqrstuvwxyz ";
const N = ALPHABET.length;
const MAGIC = "KNOB\u0002";

const LATIN = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", þ: "th", ł: "l", ħ: "h", ı: "i" };

/**
 * A text in the 27 symbols: lower case, letters without their accents, everything else a space, runs
 * of spaces squeezed.
 */
export const folded = (text) =>
  text
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[ßæœøđðþłħı]/g, (letter) => LATIN[letter])
    .replace(/[^a-z]+/g, " ")
    .trim();

/** A text of the 27 symbols as a number to the base of 27, the first symbol the highest digit. */
export const codeOf = (text) =>
  [...text].reduce((code, symbol) => N * code + ALPHABET.indexOf(symbol), 0);

const RUN = 0; // kinds of decision
const SYMBOL = 1;
const BACK = 2;
const WEIGHT = 3;
const PIECE = 64; // contexts whose longer ones are read in one piece
// Below the shortest context: every symbol, equally likely.
const ANY = { contexts: [0], starts: [0, N], weights: new Array(N).fill(255), symbols: [...Array(N).keys()] };

const bits = (weight) => 32 - Math.clz32(weight);

/**
 * The model in a file: levels, by length of context from 0. Entries starts[i] to starts[i + 1]
 * belong to context i.
 */
export function unpack(buffer) {
  const work = unpacking(buffer);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/**
 * The same in pieces, between which a frame can pass.
 *
 * A context of a level is a run of the level below, and a symbol that follows it also follows what is
 * left of it without its first symbol: so only these are asked for.
 */
export function* unpacking(buffer) {
  const bytes = new Uint8Array(buffer);
  if (String.fromCharCode(...bytes.subarray(0, 5)) !== MAGIC || bytes[6] !== N) {
    throw new Error("not a packed n-gram model of version 2");
  }
  const coder = reader(bytes, 8);
  let below = ANY;
  const levels = [];
  for (let length = 0; length < bytes[5]; length += 1) {
    const group = (kind, a, b) => ((kind * 8 + length) * 16 + a) * 16 + b;
    const level = { contexts: [], starts: [0], back: [], symbols: [], weights: [] };
    const read = (context, weight) => {
      if (!coder.bit(group(RUN, 0, bits(weight)))) return;
      const i = length ? find(below.contexts, context % N ** (length - 1)) : 0;
      const [from, to] = [below.starts[i] ?? 0, below.starts[i + 1] ?? 0];
      const first = level.symbols.length;
      for (let k = from; k < to; k += 1) {
        const follows = group(SYMBOL, Math.min(8, to - from), bits(below.weights[k]));
        if (coder.bit(follows)) level.symbols.push(below.symbols[k]);
      }
      const n = level.symbols.length - first;
      const back = coder.byte(group(BACK, 0, Math.min(3, n)));
      let full = back === 255; // the largest part of every context is 255
      for (let k = 0; k < n; k += 1) {
        const part = coder.byte(group(WEIGHT, Math.min(4, n), full ? 1 : 0));
        level.weights.push(part);
        full ||= part === 255;
      }
      level.contexts.push(context);
      level.back.push(back);
      level.starts.push(level.symbols.length);
    };
    if (!length) read(0, 255);
    else {
      for (let i = 0; i < below.contexts.length; i += 1) {
        for (let k = below.starts[i]; k < below.starts[i + 1]; k += 1) {
          read(N * below.contexts[i] + below.symbols[k], below.weights[k]);
        }
        if (i % PIECE === 0) yield;
      }
    }
    levels.push(level);
    below = level;
  }
  if (coder.at !== bytes.length) {
    throw new Error(`${bytes.length} bytes where ${coder.at} were announced`);
  }
  return { levels };
}

/** Characters that a model looks back. */
export const reach = (model) => model.levels.length - 1;

/** Probabilities of the 27 symbols after a text of them; they sum to one. */
export function distribution(model, context) {
  const p = new Float64Array(N).fill(1 / N);
  for (const [length, level] of model.levels.entries()) {
    if (length > context.length) break;
    const i = find(level.contexts, codeOf(context.slice(context.length - length)));
    if (i < 0) continue;
    const [from, to] = [level.starts[i], level.starts[i + 1]];
    let total = level.back[i];
    for (let k = from; k < to; k += 1) total += level.weights[k];
    for (let s = 0; s < N; s += 1) p[s] *= level.back[i] / total;
    for (let k = from; k < to; k += 1) p[level.symbols[k]] += level.weights[k] / total;
  }
  return p;
}

/** Place of a value in an increasing array, or -1. */
function find(values, wanted) {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return values[low] === wanted ? low : -1;
}

/** Write n symbols after a text, one guess and one number of `random` for each. */
export function sample(model, n, random, start = " ") {
  let text = start;
  for (let i = 0; i < n; i += 1) {
    const p = distribution(model, text.slice(-reach(model)));
    const drawn = random();
    let [symbol, sum] = [0, p[0]];
    while (symbol < N - 1 && sum <= drawn) sum += p[(symbol += 1)];
    text += ALPHABET[symbol];
  }
  return text.slice(start.length);
}

/** Bits that each symbol of a text costs the model; the text stands after `before`. */
export function surprises(model, text, before = " ") {
  const whole = before + text;
  return Array.from(text, (symbol, i) => {
    const at = before.length + i;
    const p = distribution(model, whole.slice(Math.max(0, at - reach(model)), at));
    return -Math.log2(p[ALPHABET.indexOf(symbol)]);
  });
}

/** Bits that each symbol of a text costs the model, on average. */
export const bitsPerCharacter = (model, text) =>
  surprises(model, text).reduce((sum, bits) => sum + bits, 0) / text.length;
