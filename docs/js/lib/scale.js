// Where a value lies on a line, and how values are written.

/** Map `domain` to `range`, evenly or, with `log`, by ratios. `back` is the way back. */
export function scale(domain, range, { log = false } = {}) {
  const bend = log ? Math.log : (x) => x;
  const unbend = log ? Math.exp : (x) => x;
  const [low, high] = domain.map(bend);
  const [from, to] = range;
  const there = (x) => from + ((bend(x) - low) / (high - low)) * (to - from);
  there.back = (place) => unbend(low + ((place - from) / (to - from)) * (high - low));
  return there;
}

/** SVG path through the points; a null or infinite value breaks the line. */
export function linePath(xs, ys) {
  let pen = "M";
  let path = "";
  xs.forEach((x, i) => {
    if (ys[i] === null || !Number.isFinite(x) || !Number.isFinite(ys[i])) {
      pen = "M";
      return;
    }
    path += `${pen}${round(x)} ${round(ys[i])}`;
    pen = "L";
  });
  return path;
}

const round = (x) => Math.round(x * 100) / 100;

/** The value, or the end of the range that it lies beyond. */
export const within = (value, [low, high]) => Math.min(high, Math.max(low, value));

/** Index of the value nearest to `target`, by ratio: widths are spaced that way. */
export function nearest(values, target) {
  const distance = (x) => Math.abs(Math.log(x / target));
  return values.reduce((best, x, i) => (distance(x) < distance(values[best]) ? i : best), 0);
}

/** 0.304 as "30 %", 0.047 as "4.7 %", with a narrow space that does not break. */
export function percent(x, decimals = x > 0 && x < 0.0995 ? 1 : 0) {
  return `${(x * 100).toFixed(decimals)}\u202F%`;
}

/** 3000 as "3,000". */
export const thousands = (n) => n.toLocaleString("en-GB");

const LARGE = [[1e12, "trillion"], [1e9, "billion"], [1e6, "million"]];

/** 174600000000 as "175 billion": three digits, and no more than there are. */
export function large(n) {
  const rounded = Number(n.toPrecision(3));
  const [unit, name] = LARGE.find(([size]) => rounded >= size) ?? [1, ""];
  return `${thousands(rounded / unit)} ${name}`.trim();
}
