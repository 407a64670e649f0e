// The sizes of language models: which dot is which, found by a tap, arrow keys or its name.
//
// What is set is { model, kind, measure }: the number of the chosen model, which kinds are shown, and
// whether a dot stands at all knobs or at those that work on a word.

import { chart } from "../lib/chart.js";
import { button, element, reserve, sentence, words } from "../lib/dom.js";
import { picker } from "../lib/picker.js";
import { large } from "../lib/scale.js";
import { read, write } from "../lib/state.js";

const STEM = "model_sizes";
const UNKNOWN = 3e5; // where models without a size stand
const TICK = [2e5, 4.5e5];
const NAMED = { // in the drawing, in the order in which their names find room
  narrow: ["GPT-3", "PaLM", "Kimi K3", "GPT-2"],
  wide: ["GPT-3", "PaLM", "Kimi K3", "GPT-2", "GPT-1", "Switch Transformer", "BaGuaLu", "Llama 3.1", "Gemma 3 270M", "TinyStories"],
};
const AROUND = ["above", "left", "right", "below", "above left", "below right", "above right", "below left"];
const OVER = ["above", "above left", "above right"];
export const KINDS = { // name in the address, what a reader is told, which models
  all: ["all", () => true],
  dense: ["dense: every knob works", ({ kind }) => kind === "dense"],
  mixture: ["mixtures of experts", ({ kind }) => kind === "mixture of experts"],
  test: ["tests, not finished models", ({ standing }) => standing === "demonstration"],
  announced: ["only announced", ({ basis }) => basis === "announcement"],
  undisclosed: ["without a size", ({ standing }) => standing === "undisclosed"],
};
export const MEASURES = { all: "all knobs", working: "those that work on a word" };
const UP = { // names of the axis
  all: "knobs (parameters)",
  working: "knobs that work on a word, where somebody says",
};
const FIRST = { model: "GPT-3", kind: "all", measure: "all" };

const UNITS = { M: 1e6, B: 1e9, T: 1e12 };
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
const MONTH = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
const BASIS = {
  weights: "The weights are out, and anybody can count.",
  document: "A document of the maker says so.",
  announcement: "Said at a launch; we found no document with the number.",
  demonstration: "A test of what a computer can hold, not a finished model.",
  none: "No document of its maker gives one.",
};

/** The models of the table, one object each. */
export const modelsOf = (data) =>
  data.name.map((name, i) => {
    const keys = ["developer", "date", "precision", "basis", "standing", "source", "reference",
      "smallest", "largest", "active", "kind", "year"];
    const guesses = estimates(data.said[i]);
    return { i, name, guesses, ...Object.fromEntries(keys.map((key) => [key, data[key][i]])) };
  });

/** "1T Semafor (March 2023); 1.8T X" as [{ size, by }]. */
export function estimates(said) {
  return (said ?? "").split("; ").filter(Boolean).map((one) => {
    const [, number, unit, by] = one.match(/^([\d.]+)([MBT]) (.+)$/);
    return { size: Number(number) * UNITS[unit], by };
  });
}

/** Height of a model: null if it has none by this measure. */
export function height({ largest, active, kind }, measure) {
  if (largest === null) return null;
  return measure === "all" || kind === "dense" ? largest : active;
}

/** Models of a kind that have a place by this measure. */
export const shownOf = (models, { kind, measure }) =>
  models.filter((model) => KINDS[kind][1](model) && (model.largest === null || height(model, measure)));

/** Where a model stands, its ring first: all of this chooses it. */
export function placesOf(model, measure) {
  const { i, year: x, smallest, largest, guesses } = model;
  if (largest === null) return [UNKNOWN, ...guesses.map(({ size }) => size)].map((y) => ({ i, x, y }));
  const ends = measure === "all" ? [largest, smallest] : [height(model, measure)];
  return ends.map((y) => ({ i, x, y }));
}

/** A model by what was typed: its whole name, then how it begins, then any part, of it or of its maker. */
export function found(models, typed) {
  const wanted = typed.trim().toLowerCase();
  if (!wanted) return null;
  const name = (model) => model.name.toLowerCase();
  return models.find((model) => name(model) === wanted)
    ?? models.find((model) => name(model).startsWith(wanted))
    ?? models.find((model) => name(model).includes(wanted))
    ?? models.find(({ developer }) => developer.toLowerCase().includes(wanted)) ?? null;
}

/** What the address asks for; what it names wrongly is as at first. */
export function initial(models, asked = {}) {
  const number = (name) => models.findIndex((model) => model.name === name);
  const kind = Object.hasOwn(KINDS, asked.kind ?? "") ? asked.kind : FIRST.kind;
  const measure = Object.hasOwn(MEASURES, asked.measure ?? "") ? asked.measure : FIRST.measure;
  const model = number(asked.model) < 0 ? number(FIRST.model) : number(asked.model);
  return seen(models, { model, kind, measure });
}

/** The same with a model that is shown. Of tests nobody says what works: they stand at all knobs. */
export function seen(models, state) {
  const shown = shownOf(models, state);
  if (!shown.length) return seen(models, { ...state, measure: "all" });
  const there = shown.some(({ i }) => i === state.model);
  return there ? state : { ...state, model: shown.at(-1).i };
}

/** What is known of a model, as pieces. */
export function describe(model) {
  const { name, developer, date, precision, basis, standing, smallest, largest, active, kind, guesses } = model;
  const when = (precision === "month" ? MONTH : DAY).format(new Date(date));
  const about = [{ strong: name }, ` (${developer}, ${when}): `];
  if (largest === null) {
    const said = guesses.map(({ size, by }) => `${large(size)}, by ${by}`).join("; ");
    return [...about, { strong: "size unknown" }, `. ${BASIS.none}${said ? ` Said or guessed: ${said}.` : ""}`];
  }
  const size = smallest < largest ? `${large(smallest)} to ${large(largest)} knobs` : `${large(largest)} knobs`;
  const works = kind === "dense" ? "all at work on every word"
    : active ? `a mixture of experts, with ${large(active)} at work on a word`
      : "a mixture of experts; how many work on a word, we do not know";
  const end = standing === "unreleased" ? " It was never released." : "";
  return [...about, { strong: size }, `, ${works}. ${BASIS[basis]}${end}`];
}

/** What is said when no model is called as somebody typed. */
export const missing = (typed, { name }) => {
  const short = typed.trim().length > 24 ? `${typed.trim().slice(0, 24)}…` : typed.trim();
  return [`No model or maker in our list is called “${short}”. Still shown: `, { strong: name }, "."];
};

export function widget(data, { url, signal }) {
  const models = modelsOf(data);
  let state = initial(models, read(STEM));
  const up = (measure) => ({
    domain: [1.2e5, 4e14], log: true, ticks: [UNKNOWN, 1e6, 1e8, 1e10, 1e12],
    text: (n) => (n === UNKNOWN ? "no size" : large(n)), name: `${UP[measure]}, log scale`,
  });
  let measured = state.measure; // by what the axis is named
  const plot = chart({
    height: (width) => (width < 620 ? 340 : 420),
    x: {
      domain: [2017.2, 2027], text: String,
      ticks: { wide: [2019, 2020, 2021, 2022, 2023, 2024, 2025, 2026], narrow: [2020, 2022, 2024, 2026] },
    },
    y: up(measured),
  }, signal);
  plot.node.classList.add("sizes-chart");
  const says = words({ id: `${STEM}-name`, rows: "sizes-says" });
  const source = element("p", { class: "sizes-source" });
  const room = element("div", { class: "sizes-words" }, says.node, source);
  const list = element("datalist", { id: `${STEM}-names` });
  const search = element("input", {
    type: "text", id: `${STEM}-name`, list: list.id, autocomplete: "off", spellcheck: "false",
  });
  const kinds = select("kind", Object.entries(KINDS).map(([name, [text]]) => [name, text]));
  const measures = select("measure", Object.entries(MEASURES));
  const node = element(
    "div",
    { class: "widget sizes" },
    element("div", { class: "sizes-fields" },
      field("Find", search), list, field("Show", kinds), field("By", measures),
      button("Reset", "reset", () => {
        search.value = "";
        change(initial(models));
      })),
    plot.node,
    room,
  );

  function change(patch) {
    state = seen(models, { ...state, ...patch });
    show();
    const kept = { ...state, model: models[state.model].name };
    for (const [name, value] of Object.entries(FIRST)) if (kept[name] === value) kept[name] = null;
    write(STEM, kept, node);
  }

  function show() {
    const model = models[state.model];
    const there = shownOf(models, state);
    if (measured !== state.measure) {
      measured = state.measure;
      return plot.set({ y: up(measured) }); // lays it, and that shows
    }
    plot.draw(marksOf(there, model, state.measure, plot.narrow ? NAMED.narrow : NAMED.wide, data.rumour_params));
    dots.show();
    kinds.value = state.kind;
    measures.value = state.measure;
    says.say(describe(model));
    source.replaceChildren(...sourceOf(model, url));
    list.replaceChildren(...there.map(({ name }) => element("option", { value: name })));
  }

  const dots = picker(plot, {
    places: () => shownOf(models, state).flatMap((model) => placesOf(model, state.measure)),
    name: "Model",
    says: (i) => describe(models[i]).map((piece) => piece.strong ?? piece).join(""),
    chosen: () => state.model,
    choose(model) {
      search.value = "";
      change({ model });
    },
  });
  search.addEventListener("input", () => {
    const model = found(shownOf(models, state), search.value) ?? found(models, search.value);
    search.setAttribute("aria-invalid", String(!model && search.value.trim() !== ""));
    if (!model) return says.say(search.value.trim() ? missing(search.value, models[state.model]) : describe(models[state.model]));
    // What the filter hides is shown again when it is asked for by its name.
    const hidden = !shownOf(models, state).includes(model);
    change({ model: model.i, ...(hidden && { kind: "all", measure: "all" }) });
  });
  kinds.addEventListener("change", () => change({ kind: kinds.value }));
  measures.addEventListener("change", () => change({ measure: measures.value }));
  plot.node.addEventListener("laid", () => {
    show();
    reserve(room, models.map((model) => element("div", {},
      element("p", { class: "widget-says" }, ...sentence(describe(model))),
      element("p", { class: "sizes-source" }, ...sourceOf(model, url)))));
  });

  show();
  return node;
}

function select(name, options) {
  return element("select", { id: `${STEM}-${name}` },
    ...options.map(([value, text]) => element("option", { value }, text)));
}

const field = (text, input) =>
  element("div", { class: "sizes-field" }, element("label", { class: "widget-label", for: input.id }, text), input);

/** The source in the words of the table, and its entry in our references, if it has one. */
function sourceOf({ source, reference }, url) {
  if (!reference) return [`Source: ${source}`];
  const href = new URL(`../references.html#${reference}`, url).href;
  return [`Source: ${source}; `, element("a", { href }, "in our references")];
}

function marksOf(shown, chosen, measure, named, rumour) {
  const sized = shown.filter(({ largest }) => largest !== null);
  const hidden = shown.filter(({ largest }) => largest === null);
  const guesses = hidden.flatMap(({ year, guesses: all }) => all.map(({ size }) => [year, size]));
  const dots = (points, role) => ({ dots: [points.map(([x]) => x), points.map(([, y]) => y)], role });
  const sticks = (rows, from, to, role) =>
    ({ sticks: [rows.map(({ year }) => year), rows.map(from), rows.map(to)], role });
  const top = (model) => [model.year, height(model, measure)];
  const square = ({ kind }) => kind !== "dense";
  const [done, open] = [true, false].map((is) => sized.filter(({ standing }) => (standing === "finished") === is));
  const all = measure === "all";
  const families = all ? sized.filter(({ smallest, largest }) => smallest < largest) : [];
  const working = all ? sized.filter(({ active }) => active) : [];
  const [x, y] = placesOf(chosen, measure).map((place) => [place.x, place.y])[0];
  const names = sized.filter(({ name }) => named.includes(name) && name !== chosen.name)
    .sort((a, b) => named.indexOf(a.name) - named.indexOf(b.name));
  const label = (model) => ({
    ...dots([top(model)], `ink${square(model) ? " square" : ""}`), label: model.name, sides: AROUND,
  });
  return [
    { level: rumour, role: "rumour", label: `${large(rumour)}, a rumour`, at: 0, sides: ["above right"] },
    sticks(families, ({ smallest }) => smallest, ({ largest }) => largest, "muted"),
    sticks(working, ({ active }) => active, ({ largest }) => largest, "muted working"),
    sticks(hidden, () => TICK[0], () => TICK[1], "ink"),
    dots(families.map(({ year, smallest }) => [year, smallest]), "muted end"),
    dots(working.map(({ year, active }) => [year, active]), "muted square end"),
    dots(done.filter((model) => !square(model)).map(top), "muted"),
    dots(done.filter(square).map(top), "muted square"),
    dots(open.map(top), "ink square"), dots(open.map(top), "hole square"),
    dots(guesses, "ink"), dots(guesses, "hole"),
    ...names.map(label),
    ...(chosen.largest === null
      ? [{ ...dots([[x, y]], "ink none"), label: chosen.name, sides: OVER }] // beside it stand the ticks
      : [label(chosen)]),
  ];
}
