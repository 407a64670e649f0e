// What a guess says: how it compares, in words, without praise or blame.

const THIN = "\u202F"; // a narrow space that does not break

/** 40 with "%" as "40 %", 1200 with "knobs" as "1,200 knobs". */
export function amount(value, unit = "", decimals = 0) {
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const text = value.toLocaleString("en-GB", digits);
  return unit ? `${text}${unit === "%" ? THIN : "\u00A0"}${unit}` : text;
}

/** The number that a text such as "1.9 %" or "−4,000" writes. */
export const written = (text) => parseFloat(text.replace(/[,\s]/g, "").replace("\u2212", "-"));

/** Decimals of a number as it is written. */
export const decimalsOf = (text) => text.match(/\.(\d+)/)?.[1].length ?? 0;

/** What is said of a choice. `right` is null where a question has no marked answer. */
export function saysChoice(choice, right) {
  if (right === null) return `You said “${choice}”.`;
  return `You said “${choice}”. The measurement ${right ? "agrees" : "says otherwise"}.`;
}

/** Of a number: `shown` is the truth as the page writes it. Within `near` of it is right. */
export function saysNumber(guess, shown, { near = 0, unit = "", decimals = 0 } = {}) {
  const off = guess - written(shown);
  const right = Math.abs(off) <= near + 1e-9;
  const you = `You said ${amount(guess, unit, decimals)}.`;
  if (right) return { right, text: `${you} The measurement agrees: ${shown}.` };
  const fine = Math.abs(off) < 10 ? decimalsOf(shown) : 0;
  const by = amount(Math.abs(off), unit === "%" ? "points" : unit, Math.max(decimals, fine));
  const way = off > 0 ? "less" : "more";
  return { right, text: `${you} The measurement says otherwise: ${shown}, which is ${by} ${way}.` };
}

/**
 * Of a curve: where its extreme is and where it ends, beside the measured one, and how far the two lie
 * apart: the root of the mean square, on a scale of ratios as a factor. Within `near` is right.
 *
 *   xs, yours, truth   one each a column; where one of the two is missing nothing is compared
 *   log                whether the heights go by ratios
 *   at, high           write a place and a height
 *   extreme            "lowest" or "highest"
 *   apart              writes how far they lie apart, which is no ratio
 */
export function saysCurve({
  xs, yours, truth, near, log = false, at = String, high = String, extreme = "lowest", apart = high,
}) {
  const both = xs.map((_, i) => i).filter((i) => yours[i] !== null && truth[i] !== null);
  const bend = log ? Math.log : (y) => y;
  const squares = both.map((i) => (bend(yours[i]) - bend(truth[i])) ** 2);
  const mean = Math.sqrt(squares.reduce((sum, s) => sum + s, 0) / both.length);
  const off = log ? Math.exp(mean) : mean;
  const sign = extreme === "lowest" ? 1 : -1;
  const turn = (ys) => both.reduce((best, i) => (sign * (ys[i] - ys[best]) < 0 ? i : best), both[0]);
  const last = both.at(-1);
  const shape = (ys) => `${extreme} at ${at(xs[turn(ys)])} and ends at ${high(ys[last])}`;
  const right = off <= near;
  const text = `Your line is ${shape(yours)}. The measurement ${right ? "agrees" : "says otherwise"}: it is ` +
    `${shape(truth)}. On average the two are ${log ? `a factor of ${high(off)}` : apart(off)} apart.`;
  return { right, text };
}

const NUMBERS = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
const count = (n) => NUMBERS[n] ?? String(n);

/** The tally: { made, right, all } of this page, { made, right } of all pages. */
export function saysTally(page, site) {
  if (!site.made) return `You have not guessed yet. This page asks ${count(page.all)}.`;
  const agreed = ({ made, right }) => {
    if (made === 1) return right ? "the measurement agreed" : "the measurement said otherwise";
    return `the measurement agreed with ${right === made ? (made === 2 ? "both" : "all of them") : count(right)}`;
  };
  const here = page.made
    ? `You made ${count(page.made)} of the ${count(page.all)} guesses on this page, and ${agreed(page)}.`
    : `You made none of the ${count(page.all)} guesses on this page.`;
  if (site.made === page.made) return here;
  return `${here} Over all pages you made ${count(site.made)}, and ${agreed(site)}.`;
}
