// A budget of computing: the reader splits it into size and text, then sees what five fits advise.
//
//   setting --"What do the fits say?"--> told: losses, best splits, real models --"Reset"--> setting
//
// What is set is { budget, ratio, told, model }: steps of both sliders, whether the fits are shown, and
// the number of the real model that is chosen, or -1.

import { chart } from "../lib/chart.js";
import { button, element, reserve, sentence, touching, useful, words } from "../lib/dom.js";
import { handles } from "../lib/handles.js";
import { picker } from "../lib/picker.js";
import { large, thousands, within } from "../lib/scale.js";
import { slider } from "../lib/slider.js";
import { read, write } from "../lib/state.js";
import {
  beyond, budgetOf, laws, leastBudget, loss, lossBand, optimum, ratioBand, split, textFor,
} from "./scaling_law_fits.js";

const STEM = "scaling_law";
const BESIDE = "(min-width: 45em)"; // as in widgets.css: from here on words stand beside the map
const CHINCHILLA = 5.76e23; // operations, as in the figure below
const steps = (first, last, value) => Array.from({ length: last - first + 1 }, (_, i) => value(first + i));
export const BUDGETS = steps(-28, 32, (k) => CHINCHILLA * 10 ** (k / 10));
export const RATIOS = steps(-20, 100, (k) => 10 ** (k / 20)).reverse(); // a bigger model to the right
const TALL = 200; // px
const SHARE = 0.8; // of the fits of runs drawn again that a band holds
const PATH = steps(20, 28, (k) => 10 ** k); // budgets along which the best splits are drawn
// Axes of the map: every split that can be set is on it.
export const SIZES = { domain: [3.5e7, 4.5e13], log: true, ticks: [1e8, 1e10, 1e12], text: large };
export const TEXTS = { domain: [3.5e9, 4.5e15], log: true, ticks: [1e10, 1e12, 1e14], text: large };
const NAMES = { // in the table, and beside a curve
  eq10: ["as printed", "printed"],
  tex: ["not rounded", "not rounded"],
  besiroglu: ["again, 2024", "2024"],
  refit: ["our refit", "our refit"],
  all_runs: ["our refit, all runs", "all runs"],
};
const NAMED = ["GPT-3", "Chinchilla", "Qwen3-0.6B"]; // where there is little room
const POWERS = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

const nearestStep = (values, text, otherwise) => {
  const wanted = text?.trim() ? Number(text) : NaN;
  if (!(wanted > 0) || !Number.isFinite(wanted)) return otherwise;
  const off = values.map((value) => Math.abs(Math.log(value / wanted)));
  return off.indexOf(Math.min(...off));
};
const START = { budget: BUDGETS.indexOf(CHINCHILLA), ratio: RATIOS.indexOf(1), told: false, model: -1 };

/** What the address asks for; what it names wrongly is as at first. */
export function initial(data, asked = {}) {
  return {
    budget: nearestStep(BUDGETS, asked.budget, START.budget),
    ratio: nearestStep(RATIOS, asked.ratio, START.ratio),
    told: asked.told === "1",
    model: asked.told === "1" ? data.model_name.indexOf(asked.model) : -1,
  };
}

/** The same as the address has it; null: as at first. */
export function address(data, state) {
  const short = (x) => x.toPrecision(3).replace("+", "");
  return {
    budget: state.budget === START.budget ? null : short(BUDGETS[state.budget]),
    ratio: state.ratio === START.ratio ? null : short(RATIOS[state.ratio]),
    told: state.told ? "1" : null,
    model: data.model_name[state.model] ?? null,
  };
}

/** 5.76e23 as "5.8 × 10²³". */
export function operations(flop) {
  const [digits, power] = flop.toExponential(1).split("e");
  return `${digits} × 10${[...power.replace("+", "")].map((c) => POWERS[c]).join("")}`;
}

/** Tokens for each knob: two digits, or as many as stand before the point. */
export const each = (ratio) =>
  ratio < 100 ? String(Number(ratio.toPrecision(2))) : thousands(Number(ratio.toPrecision(3)));

const knobs = (n) => `${large(n)} knobs`;

/** What a budget buys, what it would reach, and how far to trust that, as pieces. */
export function describe(data, state, { all, refit }) {
  const flop = BUDGETS[state.budget];
  const yours = split(flop, RATIOS[state.ratio]);
  const buys = [
    state.told ? `${operations(flop)} operations buy ` : "This budget buys ", { strong: knobs(yours.size) }, " and ",
    { strong: `${large(yours.text)} tokens` }, ", ", { strong: each(yours.ratio) }, " for each knob. ",
  ];
  if (!state.told) return [...buys, "Five fits of the same training runs have an answer each. First set yours."];
  const reached = loss(refit, yours);
  const least = leastBudget(refit, reached) / flop;
  const ratios = all.map((law) => optimum(law, flop).ratio);
  const out = beyond(data, yours);
  return [
    ...buys, "Loss, by our refit: ", { strong: reached.toFixed(3) }, ` (${banded(refit, yours)}). `,
    least > 0.995 ? "No split does better. " : `The best split has it for ${saved(least)} of the budget. `,
    `The five ask for ${each(Math.min(...ratios))} to ${each(Math.max(...ratios))} tokens. `,
    out.budget ? `All extrapolated: ${each(out.times)} times the largest run they saw.`
      : out.split ? "They saw runs of this budget, none so split." : "They saw runs like it.",
  ];
}

const MOST = `${100 * SHARE}\u202F%`;
const banded = (law, yours) =>
  `${MOST} of refits: ${lossBand(law, yours, SHARE).map((x) => x.toFixed(3)).join(" to ")}`;
const saved = (share) => (share < 0.01 ? "under a hundredth" : `${Math.round(100 * share)}\u202F%`);

/** A real model beside what our refit would have made of its budget. */
export function realModel(data, i, { refit }) {
  if (i < 0) return [
    `The dots are real models: ${touching() ? "tap one." : "click one, or go through them with arrow keys."}`,
  ];
  const [size, total, text] = ["params", "total", "tokens"].map((key) => data[`model_${key}`][i]);
  const flop = budgetOf(size, text);
  const of = data.model_of[i];
  return [
    { strong: data.model_name[i] }, `: ${knobs(size)}`,
    size === total ? "" : ` (of ${large(total)}; what works on a token counts)`,
    `, ${of === "at least" ? "at least " : ""}${large(text)} tokens`,
    of === "family" ? " (if it read all that its family did)" : "", ", ", { strong: each(text / size) },
    ` for each knob. For its ${operations(flop)} operations our refit asks for ${each(optimum(refit, flop).ratio)}.`,
  ];
}

/** Words that are said again only if they are others: what has not changed is not spoken. */
function speaker(place) {
  let before = null;
  return (pieces) => {
    const text = pieces.map((piece) => piece.strong ?? piece).join("");
    if (text !== before) place.say(pieces);
    before = text;
  };
}

export function widget(data, { signal }) {
  const all = laws(data);
  const fits = { all, refit: all.find(({ name }) => name === "refit") };
  const path = pathOf(fits.refit);
  let state = initial(data, read(STEM));
  let drawn = BUDGETS[state.budget]; // whose axes the losses have
  const yours = () => split(BUDGETS[state.budget], RATIOS[state.ratio]);

  const map = chart({
    height: TALL,
    x: { ...SIZES, name: "knobs that work on a token" },
    y: { ...TEXTS, name: "tokens read in training, log scale" },
  }, signal);
  const curves = chart({ height: TALL, ...axes(fits, BUDGETS[state.budget]) }, signal);
  map.node.classList.add("budget-map");
  curves.node.classList.add("budget-loss");
  const veil = element("p", { class: "chart-hint" }, "what each size would reach: set yours first");
  curves.overlay.append(veil);
  const row = (name, text, max) => {
    const { input, set } = slider(`${STEM}-${name}`, { max });
    const label = element("label", { class: "widget-label", for: input.id }, text);
    return { node: element("div", { class: "widget-row" }, label, input), input, set };
  };
  const rows = {
    budget: row("budget", "Budget", BUDGETS.length - 1),
    ratio: row("ratio", "Size", RATIOS.length - 1),
  };
  const says = words({ id: `${STEM}-budget ${STEM}-ratio` });
  const about = words();
  const [say, sayModel] = [says, about].map(speaker);
  const tell = button("Ask the fits", "act", () => change({ told: true }));
  const same = button("Take its split", "act", () => {
    const [size, text] = [data.model_params[state.model], data.model_tokens[state.model]];
    change({
      budget: nearestStep(BUDGETS, String(budgetOf(size, text)), state.budget),
      ratio: nearestStep(RATIOS, String(text / size), state.ratio),
    });
  });
  about.node.classList.add("budget-about");
  const table = tableOf(fits);
  const five = element("details", { class: "fold budget-five" },
    element("summary", {}, "What each of the five fits says"),
    element("div", { class: "budget-each" }, curves.node, table.node));
  const node = element(
    "div",
    { class: "widget budget" },
    map.node,
    element("div", { class: "budget-hands" }, rows.budget.node, rows.ratio.node),
    element("div", { class: "budget-words" },
      element("div", { class: "widget-fields" }, tell, same, button("Reset", "reset", () => change(START))),
      says.node),
    about.node, five,
  );

  function change(patch) {
    const before = state;
    state = { ...state, ...patch };
    show();
    if (before.told !== state.told) keepRoom();
    write(STEM, address(data, state), node);
  }

  function show() {
    const flop = BUDGETS[state.budget];
    const own = yours();
    map.draw(mapMarks(data, state, own, fits, path, map.narrow));
    if (flop !== drawn) curves.set(axes(fits, flop));
    drawn = flop;
    curves.draw(state.told ? curveMarks(fits, flop, own) : []);
    veil.hidden = state.told;
    hand.show();
    dots.show();
    rows.budget.set(state.budget, `${operations(flop)} operations`);
    rows.ratio.set(state.ratio, `${knobs(own.size)}, ${each(own.ratio)} tokens for each`);
    say(describe(data, state, fits));
    sayModel(state.told ? realModel(data, state.model, fits) : []);
    useful(tell, !state.told);
    useful(same, state.model >= 0);
    table.show(state.told ? flop : null);
  }

  const hand = handles(map, {
    kind: "mine",
    points: () => [{ x: yours().size, y: yours().text }],
    name: () => "Your split of the budget",
    says: () => `${knobs(yours().size)}, ${large(yours().text)} tokens`,
    step: { get x() { return yours().size * 0.12; }, get y() { return yours().text * 0.12; } },
    move(_, { x, y }) { // along the budget: only what a hand does to the ratio counts
      const { size, text } = yours();
      // Ten presses at once would go below nothing: to a third then.
      const ratio = (y > 0 ? y : text / 3) / (x > 0 ? x : size / 3);
      change({ ratio: nearestStep(RATIOS, String(ratio), state.ratio) });
    },
  });
  const dots = picker(map, {
    places: () => (state.told ? data.model_name.map((_, i) => place(data, i)) : []),
    name: "Real model",
    says: (i) => `${data.model_name[i]}, ${each(data.model_tokens[i] / data.model_params[i])} tokens for each knob`,
    chosen: () => state.model,
    choose: (model) => change({ model }),
    free: (event) => hand.near(event) < 0,
  });
  rows.budget.input.addEventListener("input", () => change({ budget: Number(rows.budget.input.value) }));
  rows.ratio.input.addEventListener("input", () => change({ ratio: Number(rows.ratio.input.value) }));
  map.node.addEventListener("laid", () => {
    show();
    keepRoom();
  });
  /** Room for whatever may be said at this width; below the map, of the fits only when they are asked. */
  function keepRoom() {
    const told = state.told || matchMedia(BESIDE).matches;
    const paragraphs = (texts) =>
      texts.map((pieces) => element("p", { class: "widget-says" }, ...sentence(pieces)));
    const ends = BUDGETS.flatMap((_, budget) =>
      [0, 40, 80, RATIOS.length - 1].map((ratio) => ({ told, budget, ratio })));
    reserve(says.node, paragraphs(ends.map((end) => describe(data, end, fits))));
    const models = told ? [-1, ...data.model_name.keys()].map((i) => realModel(data, i, fits)) : [[]];
    reserve(about.node, paragraphs(models));
  }

  show();
  return node;
}

const place = (data, i) => ({ i, x: data.model_params[i], y: data.model_tokens[i] });

/** Size and text of the best split along the budgets, and of both ends of its band. */
function pathOf(refit) {
  const along = (ratio) => {
    const splits = PATH.map((flop, i) => split(flop, ratio(flop, i)));
    return [splits.map(({ size }) => size), splits.map(({ text }) => text)];
  };
  const bands = PATH.map((flop) => ratioBand(refit, flop, SHARE));
  return {
    best: along((flop) => optimum(refit, flop).ratio),
    ends: [0, 1].map((end) => along((_, i) => bands[i][end])),
  };
}

function mapMarks(data, { told: shown, model }, own, { refit }, path, narrow) {
  const flop = budgetOf(own.size, own.text);
  const line = (budget) => [SIZES.domain, SIZES.domain.map((size) => split(budget, budget / 6 / size ** 2).text)];
  const [few, much] = [3e4, 0.01].map((ratio) => split(flop, ratio));
  const end = ({ size, text }, label, sides) => ({ dots: [[size], [text]], role: "muted none", label, sides });
  const grid = [21, 22, 23, 24, 25, 26, 27].map((k) => ({ line: line(10 ** k), role: "grid", thin: true }));
  const budget = { line: line(flop), role: "ink", label: "your budget", at: shown ? 0.95 : 0.5 };
  if (!shown) return [budget, end(few, "small, reads much", ["right"]), end(much, "big, reads little", ["left"])];
  const models = data.model_name.map((label, i) => {
    const { x, y } = place(data, i);
    const mixture = data.model_total[i] > x ? " square" : "";
    const named = !narrow || NAMED.includes(label) || i === model;
    return { dots: [[x], [y]], role: `ink${mixture}`, ...(named && { label, sides: AROUND }) };
  });
  const reached = loss(refit, own);
  const sizes = steps(-4, 56, (k) => 10 ** (8 + k / 10));
  const best = optimum(refit, flop);
  const ends = ratioBand(refit, flop, SHARE).map((ratio) => split(flop, ratio));
  return [
    ...grid,
    ...path.ends.map((edge) => ({ line: edge, role: "theory edge", thin: true })),
    { line: path.best, role: "theory", label: "best split", at: 0.95 },
    { line: [sizes, sizes.map((size) => textFor(refit, size, reached))], role: "muted", thin: true, label: "same loss", at: 0.2 },
    budget,
    { line: [ends.map(({ size }) => size), ends.map(({ text }) => text)], role: "theory bar" },
    { dots: [[best.size], [best.text]], role: "theory" },
    ...models,
  ];
}
const AROUND = ["right", "left", "above", "below", "above left", "below left", "above right", "below right"];

/** Axes of the losses at a budget: every size that the slider gives, and the losses near the best. */
function axes({ all }, flop) {
  const ends = [RATIOS[0], RATIOS.at(-1)].map((ratio) => split(flop, ratio).size);
  const best = all.map((law) => loss(law, optimum(law, flop)));
  const low = Math.min(...best);
  const high = Math.max(...best) + 0.5 * Math.max(...all.map((law, i) => best[i] - law.E)) + 0.1;
  const bottom = low - 0.12 * (high - low);
  const step = [0.05, 0.1, 0.2, 0.5, 1].find((s) => (high - bottom) / s <= 5) ?? 2;
  const first = Math.ceil(bottom / step);
  const powers = steps(6, 14, (k) => 10 ** k).filter((size) => size > ends[0] * 1.2 && size < ends[1] / 1.2);
  return {
    x: { domain: ends, log: true, ticks: powers, text: large, name: "knobs, at this budget" },
    y: {
      domain: [bottom, high], ticks: steps(first, Math.floor(high / step), (k) => k * step),
      text: (x) => x.toFixed(step < 0.1 ? 2 : 1), name: "expected loss, nats; bars: 80 and 95\u202F% of refits",
    },
  };
}

function curveMarks({ all, refit }, flop, own) {
  const splits = steps(0, 40, (k) => split(flop, RATIOS[k * 3]));
  const xs = splits.map(({ size }) => size);
  const bands = splits.map((one) => lossBand(refit, one, SHARE));
  const marks = all.flatMap((law) => {
    const best = optimum(law, flop);
    const y = loss(law, best);
    const curve = { line: [xs, splits.map((one) => loss(law, one))], role: "theory", thin: law !== refit };
    const bars = [0.95, 0.8].map((share) => ratioBand(law, flop, share)).map((ends, i) => ends && {
      line: [ends.map((ratio) => split(flop, ratio).size), [y, y]], role: `theory ${["whisker", "bar"][i]}`,
    });
    const dot = { dots: [[best.size], [y]], role: "theory", label: NAMES[law.name][1], sides: ["below", "above", ...AROUND] };
    return [curve, ...bars.filter(Boolean), dot];
  });
  return [
    { band: [xs, bands.map(([low]) => low), bands.map(([, high]) => high)], role: "theory" },
    ...marks,
    { rule: own.size, role: "muted" },
    { dot: [own.size, loss(refit, own)], role: "ink", label: "yours" },
  ];
}

/** Best splits as a table; before the reader has set one, its cells are empty. */
function tableOf({ all }) {
  const cell = (text) => element("td", {}, text);
  const rows = all.map(({ name }) => {
    const cells = [cell("?"), cell("?")];
    return { cells, node: element("tr", {}, element("th", { scope: "row" }, NAMES[name][0]), ...cells) };
  });
  const heads = ["best split by", "knobs", `tokens for each (${MOST})`];
  const node = element("table", { class: "budget-table" },
    element("thead", {}, element("tr", {}, ...heads.map((text) => element("th", { scope: "col" }, text)))),
    element("tbody", {}, ...rows.map((row) => row.node)));
  const span = ([low, high]) => ` (${each(low)} to ${each(high)})`;
  function show(flop) {
    all.forEach((law, i) => {
      const best = flop && optimum(law, flop);
      const band = flop && ratioBand(law, flop, SHARE);
      const texts = best ? [large(best.size), each(best.ratio) + (band ? span(band) : "")] : ["?", "?"];
      rows[i].cells.forEach((td, k) => (td.textContent = texts[k]));
    });
  }
  return { node, show };
}
