// Packed character models: what `pack` of scripts/models/ngram.py writes, read and used in a page.
//
// A model guesses the next of 27 symbols from the last few. It keeps, for each length of context,
// the contexts it met; what it does not know of a long one it leaves to the shorter ones.

export const ALPHABET = "abcdefghijklmnopqrstuvwxyz ";
const N = ALPHABET.length;
const MAGIC = "KNOB\u0001";

/** A text in the 27 symbols: lower case, everything but a to z a space, runs of spaces squeezed. */
export const folded = (text) => text.toLowerCase().replace(/[^a-z]+/g, " ").trim();

/** A text of the 27 symbols as a number to the base of 27, the first symbol the highest digit. */
export const codeOf = (text) =>
  [...text].reduce((code, symbol) => N * code + ALPHABET.indexOf(symbol), 0);

/**
 * The model in a file: levels, by length of context from 0. Entries starts[i] to starts[i + 1]
 * belong to context i. Views on the buffer; nothing is copied but the starts.
 */
export function unpack(buffer) {
  const head = new Uint8Array(buffer, 0, Math.min(8, buffer.byteLength));
  if (String.fromCharCode(...head.subarray(0, 5)) !== MAGIC || head[6] !== N) {
    throw new Error("not a packed n-gram model of version 1");
  }
  let at = 8;
  const block = (Kind, length) => {
    const view = new Kind(buffer, at, length);
    at += Math.ceil(view.byteLength / 4) * 4; // every block is padded to four bytes
    return view;
  };
  const levels = [];
  for (let length = 0; length < head[5]; length += 1) {
    const [nContexts, nEntries] = block(Uint32Array, 2);
    const contexts = block(Uint32Array, nContexts);
    const sizes = block(Uint8Array, nContexts);
    const back = block(Uint8Array, nContexts);
    const starts = new Uint32Array(nContexts + 1);
    sizes.forEach((size, i) => (starts[i + 1] = starts[i] + size));
    const symbols = block(Uint8Array, nEntries);
    levels.push({ contexts, starts, back, symbols, weights: block(Uint8Array, nEntries) });
  }
  if (at !== buffer.byteLength) {
    throw new Error(`${buffer.byteLength} bytes where ${at} were announced`);
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

/** Bits that each symbol of a text costs the model, on average; the text stands after a space. */
export function bitsPerCharacter(model, text) {
  const whole = ` ${text}`;
  let bits = 0;
  for (let i = 1; i < whole.length; i += 1) {
    const p = distribution(model, whole.slice(Math.max(0, i - reach(model)), i));
    bits -= Math.log2(p[ALPHABET.indexOf(whole[i])]);
  }
  return bits / text.length;
}
