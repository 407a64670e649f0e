// Laws of the loss against size and text: what scripts/models/chinchilla.py computes, in the page.
//
//   loss = A / size^alpha + B / text^beta + E,    budget = 6 * size * text operations
//
// A law that was fitted here has `again`, the fits of its runs drawn again: [log A, alpha, log B, beta,
// log E] each. How sure a number is, is how far it lies apart among them.

const FLOP = 6; // for each knob and token

/** The five laws that the experiment publishes, in its order. */
export function laws(data) {
  const [refit, all] = data.law_resample;
  const again = { refit, all_runs: all, besiroglu: refit }; // theirs fits the runs of "refit" too
  const found = data.fit_name.map((name, i) => ({
    name,
    A: data.published_A[i], alpha: data.published_alpha[i],
    B: data.published_B[i], beta: data.published_beta[i],
    E: data.published_E[i],
    again: again[name] ?? null,
  }));
  const center = found.find(({ name }) => name === "refit");
  // An interval that is borrowed lies around the borrower's own value.
  return found.map((law) => ({ ...law, center: law.name === "besiroglu" ? center : law }));
}

export const budgetOf = (size, text) => FLOP * size * text;

/** Size and text of a budget with so many tokens for each knob. */
export function split(flop, ratio) {
  const size = Math.sqrt(flop / FLOP / ratio);
  return { size, text: size * ratio, ratio };
}

export const loss = ({ A, alpha, B, beta, E }, { size, text }) =>
  A * size ** -alpha + B * text ** -beta + E;

/** Split of a budget with the lowest loss: the slope of the law along the budget is zero there. */
export function optimum(law, flop) {
  return split(flop, Math.exp(logRatio([Math.log(law.A), law.alpha, Math.log(law.B), law.beta], flop)));
}

function logRatio([logA, alpha, logB, beta], flop) {
  const product = Math.log(flop / FLOP);
  const logSize = (Math.log(alpha / beta) + logA - logB + beta * product) / (alpha + beta);
  return product - 2 * logSize;
}

/** Value below which a share q of the numbers lies, on straight lines between them, as NumPy does. */
export function quantile(numbers, q) {
  const sorted = Float64Array.from(numbers).sort();
  const place = q * (sorted.length - 1);
  const i = Math.min(Math.floor(place), sorted.length - 2);
  return sorted[i] + (place - i) * (sorted[i + 1] - sorted[i]);
}

const middle = (numbers, share) => [(1 - share) / 2, (1 + share) / 2].map((q) => quantile(numbers, q));

/** Tokens for each knob between which a share of the fits of runs drawn again lie; null: not known. */
export function ratioBand(law, flop, share) {
  if (!law.again) return null;
  const moved = optimum(law, flop).ratio / optimum(law.center, flop).ratio;
  return middle(law.again.map((theta) => logRatio(theta, flop)), share).map((x) => Math.exp(x) * moved);
}

/** The same of the loss of one model, for a law with fits of its own. */
export function lossBand({ again }, { size, text }, share) {
  const [logSize, logText] = [Math.log(size), Math.log(text)];
  const losses = again.map(([logA, alpha, logB, beta, logE]) =>
    Math.exp(logA - alpha * logSize) + Math.exp(logB - beta * logText) + Math.exp(logE));
  return middle(losses, share);
}

/** Text that a model of this size needs for a loss; NaN if none is enough. */
export function textFor({ A, alpha, B, beta, E }, size, wanted) {
  const left = wanted - E - A * size ** -alpha;
  return left > 0 ? (B / left) ** (1 / beta) : NaN;
}

/** The least budget that reaches a loss: what the best split leaves above E is a power of it. */
export function leastBudget(law, wanted) {
  const { alpha, beta, E } = law;
  const some = 1e23;
  const above = loss(law, optimum(law, some)) - E;
  return some * (above / (wanted - E)) ** (1 / alpha + 1 / beta);
}

/** What the data cannot vouch for: { times } as large as the largest run, and whether size or text is beyond. */
export function beyond({ run_flop, run_params, run_tokens }, { size, text }) {
  const outside = (value, [least, most]) => value < least || value > most;
  const flop = budgetOf(size, text);
  return {
    times: flop / run_flop[1],
    budget: outside(flop, run_flop),
    split: outside(size, run_params) || outside(text, run_tokens),
  };
}
