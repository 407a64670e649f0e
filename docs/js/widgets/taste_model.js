// What somebody's choices between two cakes teach, and what a model that pleases them would serve.
//
// A cake is five amounts from 0 to 8; a recipe's place among all counts them, the last varying fastest.
// A choice is 0 or 1, the cake that was taken, or TIE. The twin of scripts/models/cake_choices.py, with
// the fit of preference.py and the tasters of kitchen.py.

import { seeded } from "../lib/random.js";

export const N_AMOUNTS = 9;
export const N_RECIPES = N_AMOUNTS ** 5;
const HELD = [1, 3, 6, 9, 12, 15, 17, 19]; // of the first twenty questions
export const MIXED = 20;
export const TIE = 2;
export const AGAIN = MIXED; // the first pair, its sides changed
export const DUEL = MIXED + 1; // what the model is sure of, against a cake that was taken before
export const TOTAL = MIXED + 2;
// How far the model is pushed, in nats; then only the cake that it rates highest is left.
export const PUSHES = Array.from({ length: 21 }, (_, i) => i / 2);
export const N_SERVED = 6;
// Which two amounts each product is of, in the order of the knobs after the first five.
export const PAIRS = [0, 1, 2, 3, 4].flatMap((i, _, all) => all.slice(i).map((j) => [i, j]));

export const isHeld = (i) => HELD.includes(i);

/** Two different cakes a question, the same for the same seed. */
export function questions(seed, n = MIXED) {
  const random = seeded(seed);
  const cake = () => Array.from({ length: 5 }, () => Math.floor(N_AMOUNTS * random()));
  return Array.from({ length: n }, () => {
    const first = cake();
    let second = cake();
    while (second.every((amount, k) => amount === first[k])) second = cake();
    return [first, second];
  });
}

export const placeOf = (amounts) => amounts.reduce((place, amount) => N_AMOUNTS * place + amount, 0);

export function amountsOf(place) {
  const amounts = [0, 0, 0, 0, 0];
  for (let k = 4, rest = place; k >= 0; k -= 1) {
    amounts[k] = rest % N_AMOUNTS;
    rest = Math.floor(rest / N_AMOUNTS);
  }
  return amounts;
}

/** How many amounts stand at an end of their scale. */
export const endsOf = (amounts) => amounts.filter((a) => a === 0 || a === N_AMOUNTS - 1).length;

const level = (amount) => (2 * amount) / (N_AMOUNTS - 1) - 1; // -1 to 1

/** Amounts, and their products in pairs: what the model sees of a cake, not yet standardised. */
function surface(amounts) {
  const x = amounts.map(level);
  return [...x, ...PAIRS.map(([i, j]) => x[i] * x[j])];
}

/** Mean of the same over all recipes: of a square it is not 0. */
const SQUARES = Array.from({ length: N_AMOUNTS }, (_, amount) => level(amount) ** 2);
const SQUARE = SQUARES.reduce((sum, square) => sum + square) / N_AMOUNTS;
const MEAN = [0, 0, 0, 0, 0, ...PAIRS.map(([i, j]) => (i === j ? SQUARE : 0))];

/** Features of the cake that was taken minus those of the other. */
export function difference([first, second], taken, { feature_std: std }) {
  const [a, b] = taken ? [second, first] : [first, second];
  const [one, other] = [surface(a), surface(b)];
  return one.map((value, k) => (value - other[k]) / std[k]); // their means cancel
}

/** Rows for the fit, and its penalty. With ties, half a choice each way, all others are two halves. */
export function lessons(asked, choices, { choice_penalty: penalty, ...data }) {
  const tied = choices.includes(TIE);
  const rows = choices.flatMap((choice, i) => {
    const ways = choice === TIE ? [0, 1] : tied ? [choice, choice] : [choice];
    return ways.map((taken) => difference(asked[i], taken, data));
  });
  return { rows, penalty: tied ? 2 * penalty : penalty };
}

/** log(1 + e^x), for any x. */
const softplus = (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
export const sigmoid = (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x)));
const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);

/** Knobs of the lowest loss, Σ log(1 + e^(-d θ)) + penalty / 2 |θ|², by Newton's method. */
export function fitReward(rows, penalty, size = 20) {
  const lossOf = (knobs) =>
    rows.reduce((sum, d) => sum + softplus(-dot(d, knobs)), (penalty / 2) * dot(knobs, knobs));
  let knobs = new Array(size).fill(0);
  let loss = lossOf(knobs);
  for (let i = 0; i < 100; i += 1) {
    const gradient = knobs.map((knob) => penalty * knob);
    const hessian = knobs.map((_, j) => knobs.map((_, k) => (j === k ? penalty : 0)));
    for (const d of rows) {
      const lost = sigmoid(-dot(d, knobs));
      for (let j = 0; j < size; j += 1) {
        gradient[j] -= lost * d[j];
        const weight = lost * (1 - lost) * d[j];
        for (let k = 0; k <= j; k += 1) hessian[j][k] += weight * d[k];
      }
    }
    const step = solved(hessian, gradient);
    const promise = dot(gradient, step) / 2;
    const moved = (share) => knobs.map((knob, k) => knob - share * step[k]);
    if (promise <= 1e-10 * loss) return moved(1);
    let share = 1;
    while (lossOf(moved(share)) > loss - 1e-4 * share * promise && share > 1e-8) share /= 2;
    knobs = moved(share);
    loss = lossOf(knobs);
  }
  throw new Error("the fit did not come to an end");
}

/** Solve A x = b for a positive matrix, of which the lower half is given: Cholesky. */
function solved(matrix, right) {
  const lower = matrix.map((row) => row.slice());
  const x = right.slice();
  for (let j = 0; j < x.length; j += 1) {
    for (let k = 0; k <= j; k += 1) {
      let sum = lower[j][k];
      for (let i = 0; i < k; i += 1) sum -= lower[j][i] * lower[k][i];
      lower[j][k] = j === k ? Math.sqrt(sum) : sum / lower[k][k];
    }
    for (let i = 0; i < j; i += 1) x[j] -= lower[j][i] * x[i];
    x[j] /= lower[j][j];
  }
  for (let j = x.length - 1; j >= 0; j -= 1) {
    for (let i = j + 1; i < x.length; i += 1) x[j] -= lower[i][j] * x[i];
    x[j] /= lower[j][j];
  }
  return x;
}

/** By how much each knob rates a cake above the mean of all: together, its reward above the mean reward. */
export function gains(knobs, amounts, { feature_std: std }) {
  return surface(amounts).map((value, k) => (knobs[k] * (value - MEAN[k])) / std[k]);
}

/** Value of something for every recipe. */
function everywhere(valueOf) {
  return Float64Array.from({ length: N_RECIPES }, (_, place) => valueOf(amountsOf(place)));
}

/** What the model thinks of every recipe. */
export function rewards(knobs, { feature_std: std }) {
  const per = knobs.map((knob, k) => knob / std[k]);
  return everywhere((amounts) => {
    const x = amounts.map(level);
    let sum = 0;
    for (let i = 0, k = 5; i < 5; i += 1) {
      let inner = per[i];
      for (let j = i; j < 5; j += 1, k += 1) inner += per[k] * x[j];
      sum += x[i] * inner;
    }
    return sum;
  });
}

/** How much a simulated taster likes a cake. */
export function liking({ best, plateau, steepness, balance, limits, ruin }, amounts) {
  const x = amounts.map(level);
  let sum = 0;
  for (let i = 0; i < 5; i += 1) {
    sum -= steepness[i] * Math.max(Math.abs(x[i] - best[i]) - plateau[i], 0) ** 2;
  }
  for (const [i, j, strength] of balance) sum += strength * x[i] * x[j];
  const past = limits.some(([i, sign, j, other, limit]) => sign * x[i] + other * x[j] >= limit);
  return past ? sum - ruin : sum;
}

export const likings = (taste) => everywhere((amounts) => liking(taste, amounts));

/** Share of all other recipes that are valued less; equals count half. */
export function ranks(values) {
  const order = values.slice().sort();
  const below = (value, orEqual) => {
    let [low, high] = [0, order.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (order[middle] < value || (orEqual && order[middle] === value)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return values.map((v) => (below(v, false) + below(v, true) - 1) / 2 / (values.length - 1));
}

const highest = (values) => values.reduce((best, value, i) => (value > values[best] ? i : best), 0);

/** Amounts of the recipe with the highest value, or null if all are worth the same. */
export function favourite(values) {
  const best = highest(values);
  return values.some((value) => value < values[best]) ? amountsOf(best) : null;
}

/**
 * How strongly to tilt p(x) ∝ e^(strength · reward) for it to be as far from all alike as asked, in nats:
 * Newton's method on the root of the divergence, which is nearly linear, inside a bracket.
 */
export function strengths(reward, asked) {
  const most = reward[highest(reward)];
  const below = reward.map((value) => value - most);
  const equal = below.reduce((n, value) => n + (value === 0), 0);
  const furthest = 0.999 * Math.log(below.length / equal);
  const sums = (strength) => {
    let [total, first, second] = [0, 0, 0];
    for (const value of below) {
      const weight = Math.exp(strength * value);
      total += weight;
      first += weight * value;
      second += weight * value * value;
    }
    const mean = first / total;
    const apart = strength * mean - Math.log(total / below.length);
    return { apart: Math.max(apart, 0), variance: second / total - mean * mean };
  };
  let strength = 0;
  let found = 0;
  let slope = Math.sqrt(sums(0).variance / 2);
  return asked.map((wanted) => {
    const goal = Math.min(wanted, furthest);
    let [low, high] = [strength, Infinity];
    for (let i = 0; i < 60 && slope > 0 && Math.abs(found - goal) > 1e-7 * goal; i += 1) {
      if (found < goal) low = strength;
      else high = strength;
      const newton = strength + (Math.sqrt(goal) - Math.sqrt(found)) / slope;
      const ceiling = strength === 0 ? high : Math.min(high, 4 * strength);
      const middle = high < Infinity ? (low + high) / 2 : 2 * strength;
      strength = newton > low && newton < ceiling ? newton : middle;
      const { apart, variance } = sums(strength);
      found = apart;
      slope = (strength * variance) / (2 * Math.sqrt(found));
    }
    return strength;
  });
}

/** Mean of values over recipes, tilted. */
function meanOf(values, reward, strength, most) {
  let [total, sum] = [0, 0];
  for (let i = 0; i < reward.length; i += 1) {
    const weight = Math.exp(strength * (reward[i] - most));
    total += weight;
    sum += weight * values[i];
  }
  return sum / total;
}

/**
 * What is served as the push grows, to the end: the mean rank by the model, by a taste if it is known,
 * and six cakes each time, drawn with the same luck, so that they drift and do not jump.
 */
export function served({ knobs, seed, liked = null }, data) {
  const reward = rewards(knobs, data);
  const perfect = favourite(reward);
  if (!perfect) return { perfect: null };
  const end = placeOf(perfect);
  const path = strengths(reward, PUSHES);
  const mean = (values) => {
    const rank = ranks(values);
    return [...path.map((s) => meanOf(rank, reward, s, reward[end])), rank[end]];
  };
  const random = seeded(seed);
  const luck = () => Float32Array.from(reward, () => -Math.log(-Math.log(random() || 2 ** -33)));
  const cakes = Array.from({ length: N_SERVED }, luck).map((own) => {
    const draw = (s) => {
      let best = 0; // the highest of strength · reward + luck is a draw from the tilt: Gumbel (1954)
      for (let i = 1; i < own.length; i += 1) {
        if (s * (reward[i] - reward[best]) > own[best] - own[i]) best = i;
      }
      return best;
    };
    return [...path.map(draw), end].map(amountsOf);
  });
  const truth = liked && { liked: mean(liked), best: favourite(liked) };
  return { perfect, gained: gains(knobs, perfect, data), thought: mean(reward), cakes, ...truth };
}
