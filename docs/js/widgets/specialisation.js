// Two small models, one that read only law and one on a mixed diet, write text and weigh the
// reader's own, letter by letter.
//
//   asleep --Another, Write or Measure--> loading --> awake --type--> (a pause) --> measured
//     ^                                      |
//     +-------------- it failed -------------+
//
// What is there at first was written and weighed beforehand; nothing large is fetched before that
// press, or for a link that asks for another text. What a reader types is not in the address, unless
// it is put there.

import { button, element, touching, useful, words } from "../lib/dom.js";
import { loaded, nameOf } from "../lib/load.js";
import { folded, sample, surprises, unpacking } from "../lib/ngram.js";
import { seeded } from "../lib/random.js";
import { percent } from "../lib/scale.js";
import { read, write } from "../lib/state.js";
import { letters, scale } from "./specialisation_letters.js";

const STEM = "specialisation";
const NAMES = { law: "Law only", mixed: "Mixed diet" };
export const PROMPTS = ["the player", "this license", "a dress", "the sauce"];
const EXAMPLE = "the goalkeeper kicked the ball over the bar";
const LENGTH = 160; // characters that each model writes
export const MOST = { prompt: 40, text: 120 }; // characters that are read of what is typed
const PAUSE = 400; // ms after the last key
const SEEDS = 9999;
const CLEARLY = 0.1; // share of bits by which a model has to be better, the same for both
const BUSY = 8; // ms of work between two frames

/** Beginning, seed and sentence: as the page has them, or as the address says. */
export function initial({ prompt = "", seed, text } = {}) {
  const number = Number(seed);
  const known = Number.isInteger(number) && number >= 1 && number <= SEEDS;
  return {
    prompt: beginning(prompt) || PROMPTS[0],
    seed: known ? number : 1,
    text: text === undefined ? EXAMPLE : text.slice(0, MOST.text),
  };
}

/** A beginning as the models read it. */
export const beginning = (text) => folded(text.slice(0, MOST.prompt)).slice(0, MOST.prompt);

/** What a model writes after a beginning; whole words, the same for the same seed. */
export function written(model, { prompt, seed }) {
  // With one seed for all beginnings their texts would soon run alike: the memory is short.
  const own = [...prompt].reduce((sum, letter) => (31 * sum + letter.charCodeAt(0)) % 2 ** 31, seed);
  const text = sample(model, LENGTH, seeded(own), ` ${prompt} `);
  return (text.includes(" ") ? text.slice(0, text.lastIndexOf(" ")) : text).trim();
}

/** A text as both models read it: { plain, typed, law, mixed }, with the bits of each letter. */
export function measured(models, typed) {
  const plain = folded(typed.slice(0, MOST.text)).slice(0, MOST.text);
  const [law, mixed] = Object.keys(NAMES).map((name) => surprises(models[name], plain));
  return { plain, typed, law, mixed };
}

const mean = (bits) => bits.reduce((sum, each) => sum + each, 0) / bits.length;

/** Sentence on how hard a text is for both models, as pieces; { strong } is set in bold. */
export function compare({ plain, typed, law, mixed }, guess) {
  if (!plain) return ["The models know a to z and the space. Type a few letters."];
  const [own, other] = [mean(law), mean(mixed)];
  const tidy = typed.trim().replace(/\s+/g, " ");
  return [
    ...(typed.length > MOST.text ? [`Only the first ${MOST.text} characters are read. `] : []),
    ...(plain === tidy || typed.length > MOST.text ? [] : [`They read “${plain}”. `]),
    "The model that read only law needs ",
    { strong: own.toFixed(2) },
    " bits per character, the one on a mixed diet ",
    { strong: other.toFixed(2) },
    `; a random guess needs ${guess.toFixed(2)}. ${verdict(own, other, guess)}`,
  ];
}

function verdict(law, mixed, guess) {
  if (Math.min(law, mixed) > guess) return "Both would do better to guess blindly.";
  if (law > guess) return "The lawyer would do better to guess blindly.";
  if (mixed > guess) return "The mixed diet would do better to guess blindly.";
  if (law < (1 - CLEARLY) * mixed) return "It is a sentence for the lawyer.";
  if (mixed < (1 - CLEARLY) * law) return "To the lawyer it is the stranger of the two.";
  const both = Math.min(law, mixed) > guess / 2 ? "strange" : "familiar";
  return `It is ${both} to both: neither needs clearly less, by ${percent(CLEARLY, 0)}.`;
}

/** Fetch and read both models; an error says which could not be had. */
async function load(url, signal) {
  const pairs = Object.keys(NAMES).map(async (name) => {
    const file = new URL(`${STEM}.${name}.bin`, url);
    const content = await (await loaded(file, signal)).arrayBuffer();
    try {
      return [name, await unhurried(unpacking(content))];
    } catch (error) {
      throw new Error(`${nameOf(file)} is ${error.message}`, { cause: error });
    }
  });
  return Object.fromEntries(await Promise.all(pairs));
}

/** The end of work in pieces, with frames between them. */
async function unhurried(work) {
  for (;;) {
    const start = performance.now();
    while (performance.now() - start < BUSY) {
      const { done, value } = work.next();
      if (done) return value;
    }
    await new Promise((resolve) => setTimeout(resolve));
  }
}

export function widget(data, { url, signal }) {
  const guess = Math.log2(27);
  const names = Object.keys(NAMES);
  const byName = (values) => Object.fromEntries(names.map((name, k) => [name, values[k]]));
  // Written and weighed beforehand, while it is what the state asks for.
  const first = {
    texts: byName(data.written.map((text, k) => ({ text, ...byName(data.written_bits[names[k]]) }))),
    found: { plain: data.example, typed: data.example, ...byName(data.example_bits) },
  };
  let state = initial(read(STEM));
  let linked = state.text !== EXAMPLE || !PROMPTS.includes(state.prompt);
  let models = null;
  let loading = null;
  let shown = null; // { prompt, seed } of the texts that are seen
  let waiting = 0; // timer of the pause after typing
  const size = Math.round(data.packed_bytes / 1000);

  const prompt = field("prompt", "Begin with");
  const another = button("Another", "act wide", () => act(said, writeOn));
  const said = words();
  const about = element("p", { class: "letters-about", "aria-hidden": "true" });
  const point = (words) => (about.textContent = words);
  const texts = byName(names.map((name) => letters(`Letters that ${NAMES[name]} wrote`, point)));
  const text = field("text", "Your text");
  const measure = button("Measure", "act wide", () => act(bits, showBits));
  const rows = byName(names.map((name) => letters(`Your text, as ${NAMES[name]} reads it`, point)));
  const bits = words({ id: text.input.id });
  const link = button("Put my words into the link", "undo", () => {
    linked = true;
    keep();
    showButtons();
  });
  const reset = button("Reset", "reset", () => {
    clearTimeout(waiting);
    state = initial();
    linked = false;
    fill();
    keep();
  });
  const chips = PROMPTS.map((words) =>
    button(words, "undo", () => {
      prompt.input.value = words;
      state.prompt = words;
      act(said, writeOn);
    }),
  );

  /** Do something that needs the models; `told` says if they could not be had. */
  async function act(told, then) {
    clearTimeout(waiting);
    if (!models) {
      told.say([`Both models are on their way, ${size} kB.`], { later: true });
      loading ??= load(url, signal);
      try {
        models = await loading;
      } catch (error) {
        loading = null; // the next press tries again
        if (!signal.aborted) told.say([`The models could not be had: ${error.message}.`]);
      }
    }
    if (models && !signal.aborted) then();
  }

  /** The asked text, or the next one if it is there already. */
  function writeOn() {
    const { prompt: seenPrompt, seed } = shown ?? {};
    if (seenPrompt === state.prompt && seed === state.seed) state.seed = (state.seed % SEEDS) + 1;
    showTexts();
    keep();
  }

  function showTexts() {
    const start = initial();
    const isFirst = state.prompt === start.prompt && state.seed === start.seed;
    shown = { prompt: state.prompt, seed: state.seed };
    for (const name of names) {
      const before = ` ${state.prompt} `;
      const made = isFirst ? first.texts[name] : { text: written(models[name], state) };
      if (!isFirst) for (const by of names) made[by] = surprises(models[by], made.text, before);
      texts[name].show({ given: state.prompt, ...made, own: made[name], more: true });
    }
    said.say([`Text ${state.seed}. Each letter was drawn after a look at the last four.`]);
    showButtons();
  }

  function showBits() {
    const isFirst = state.text === EXAMPLE;
    const found = isFirst ? first.found : measured(models, state.text);
    const { plain, law, mixed } = found;
    for (const name of names) rows[name].show({ text: plain, law, mixed, own: found[name] });
    bits.say(compare(found, guess));
    showButtons();
  }

  function showButtons() {
    const fresh = shown?.prompt === state.prompt;
    another.textContent = fresh ? "Another" : "Write";
    const own = state.text !== EXAMPLE || !PROMPTS.includes(state.prompt);
    useful(link, own && !linked);
  }

  /** What is typed is measured by itself once the models are here. */
  function typed(kind, then) {
    state[kind] = kind === "prompt" ? beginning(prompt.input.value) || PROMPTS[0] : text.input.value;
    linked = false;
    showButtons();
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      if (signal.aborted) return;
      keep();
      then();
    }, PAUSE);
  }
  prompt.input.addEventListener("input", () =>
    typed("prompt", () => said.say(promptWords(prompt.input.value))),
  );
  text.input.addEventListener("input", () =>
    typed("text", () => {
      if (models || state.text === EXAMPLE) showBits();
      else bits.say([`“Measure” loads both models, ${size} kB, and weighs it.`]);
    }),
  );

  function keep() {
    const { prompt: ofPage, seed, text: sentence } = initial();
    const mayTell = linked || PROMPTS.includes(state.prompt);
    write(STEM, {
      prompt: state.prompt === ofPage || !mayTell ? null : state.prompt,
      seed: state.seed === seed ? null : state.seed,
      text: state.text === sentence || !linked ? null : state.text.slice(0, MOST.text),
    }, node);
  }

  function fill() {
    prompt.input.value = state.prompt;
    text.input.value = state.text;
    const start = initial();
    if (models || (state.prompt === start.prompt && state.seed === start.seed)) showTexts();
    else act(said, showTexts);
    if (models || state.text === EXAMPLE) showBits();
    else act(bits, showBits);
    point(touching() ? "Tap a letter." : "Point at a letter, or go through them with the arrow keys.");
  }

  const pair = (parts) =>
    element("div", { class: "widget-pair" }, ...names.map((name) =>
      element("div", {}, element("p", { class: "widget-label" }, NAMES[name]), ...parts[name].nodes)));
  const form = ({ label, input }, does, pressed, ...more) => {
    const row = element("form", { class: "widget-row" }, label,
      element("div", { class: "widget-fields" }, input, does), ...more);
    row.addEventListener("submit", (event) => {
      event.preventDefault();
      pressed.click();
    });
    return row;
  };
  const own = element(
    "details",
    { class: "fold writer-own" },
    element("summary", {}, "Weigh a sentence of your own"),
    form(text, measure, measure),
    scale(),
    pair(rows),
    bits.node,
  );
  const node = element(
    "div",
    { class: "widget writer" },
    form(prompt, another, another, element("div", { class: "writer-chips" }, ...chips)),
    said.node,
    pair(texts),
    about,
    own,
    element("div", { class: "widget-choices" }, link, reset),
  );
  fill();
  own.open = state.text !== EXAMPLE;
  return node;
}

function field(kind, name) {
  const input = element("input", {
    type: "text", id: `${STEM}-${kind}`, autocomplete: "off", autocapitalize: "off", spellcheck: "false",
  });
  const label = element("label", { class: "widget-label", for: input.id }, `${name} `,
    element("span", {}, `at most ${MOST[kind]} letters`));
  return { input, label };
}

/** What the models will begin with, where it is not what was typed. */
export function promptWords(typed) {
  const read = beginning(typed);
  if (!read) return [`The models know a to z and the space. They begin with “${PROMPTS[0]}”.`];
  return [
    typed.length > MOST.prompt ? `Only the first ${MOST.prompt} characters are read. ` : "",
    `They will begin with “${read}”, as whole words.`,
  ];
}
