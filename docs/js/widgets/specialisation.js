// Two small models, one that read only law and one on a mixed diet, write text and weigh the
// reader's own.
//
//   asleep --Write or Measure--> loading --> awake --type--> (a pause) --> measured
//     ^                           |
//     +------- it failed ---------+
//
// Nothing is fetched before that click.

import { element, sentence } from "../lib/dom.js";
import { bitsPerCharacter, folded, reach, sample, unpack } from "../lib/ngram.js";
import { seeded } from "../lib/random.js";
import { read, write } from "../lib/state.js";

const STEM = "specialisation";
const NAMES = { law: "Law only", mixed: "Mixed diet" };
export const PROMPTS = ["the player", "this license", "a dress", "the sauce"];
const EXAMPLE = "the goalkeeper kicked the ball over the bar";
const LENGTH = 240; // characters that each model writes
const MOST = 120; // characters of the reader's sentence
const PAUSE = 400; // ms after the last key
const SEEDS = 9999;

/** Prompt, seed and sentence: as the page has them, or as the address says. */
export function initial({ prompt, seed, text } = {}) {
  const number = Number(seed);
  const known = Number.isInteger(number) && number >= 1 && number <= SEEDS;
  return {
    prompt: PROMPTS.includes(prompt) ? prompt : PROMPTS[0],
    seed: known ? number : 1,
    text: text === undefined ? EXAMPLE : text.slice(0, MOST),
  };
}

/** What a model writes after a prompt; whole words, the same for the same seed. */
export function written(model, { prompt, seed }) {
  // With one seed for all prompts their texts would soon run alike: the memory is short.
  const random = seeded(seed * PROMPTS.length + PROMPTS.indexOf(prompt));
  const text = sample(model, LENGTH, random, ` ${prompt} `);
  return text.slice(0, text.lastIndexOf(" ")).trim();
}

/** Sentence on how hard a text is for both models, as pieces; { strong } is set in bold. */
export function compare(models, text, guess) {
  const plain = folded(text);
  if (!plain) return ["The models know a to z and the space. Type a few letters."];
  const [law, mixed] = ["law", "mixed"].map((name) => bitsPerCharacter(models[name], plain));
  return [
    ...(plain === text.trim() ? [] : [`They read “${plain}”. `]),
    "The model that read only law needs ",
    { strong: law.toFixed(2) },
    " bits per character, the one on a mixed diet ",
    { strong: mixed.toFixed(2) },
    `; a random guess needs ${guess.toFixed(2)}. ${verdict(law, mixed, guess)}`,
  ];
}

function verdict(law, mixed, guess) {
  if (Math.min(law, mixed) > guess) return "Both would do better to guess blindly.";
  if (law > guess) return "The lawyer would do better to guess blindly.";
  if (law < mixed) return "This is a sentence for the lawyer.";
  if (mixed < 0.75 * law) return "To the lawyer it is half a foreign language.";
  return mixed > guess / 2 ? "It is strange to both." : "It is familiar to both.";
}

/** Fetch and read both models; an error says which could not be had. */
async function load() {
  const pairs = Object.keys(NAMES).map(async (name) => {
    const response = await fetch(new URL(`../../figures/${STEM}.${name}.bin`, import.meta.url));
    if (!response.ok) throw new Error(`${response.status} for the model “${NAMES[name]}”`);
    return [name, unpack(await response.arrayBuffer())];
  });
  return Object.fromEntries(await Promise.all(pairs));
}

export function widget(data) {
  let state = initial(read(STEM));
  let [models, loading] = [null, null];
  let waiting = 0; // timer of the pause after typing
  const size = Math.round((data.quoted.packed_law_bytes + data.quoted.packed_mixed_bytes) / 1000);

  const prompt = element("select", { id: `${STEM}-prompt` });
  prompt.append(...PROMPTS.map((text) => element("option", { value: text }, text)));
  const another = element("button", { type: "button", class: "act" }, "Write");
  const said = element("output", { class: "short", "aria-live": "polite" });
  const texts = Object.fromEntries(
    Object.keys(NAMES).map((name) => [name, element("p", { class: "widget-text" })]),
  );
  const text = element("input", {
    type: "text", id: `${STEM}-text`, maxlength: MOST, autocomplete: "off", spellcheck: "false",
  });
  const measure = element("button", { type: "submit", class: "act" }, "Measure");
  const bits = element("output", { class: "long", for: text.id, "aria-live": "polite" });
  const reset = element("button", { type: "button", class: "reset" }, "Reset");
  prompt.value = state.prompt;
  text.value = state.text;

  /** The models, fetched at the first call; null if they could not be had, which `output` says. */
  async function awake(output) {
    if (models) return models;
    output.textContent = "The models are on their way.";
    loading ??= load();
    try {
      models = await loading;
    } catch (error) {
      loading = null; // the next press tries again
      output.textContent = `The models could not be loaded: ${error.message}.`;
    }
    return models;
  }

  function keep() {
    const { prompt: first, seed, text: sentence } = initial();
    const kept = {
      prompt: state.prompt === first ? null : state.prompt,
      seed: state.seed === seed ? null : state.seed,
      text: state.text === sentence ? null : state.text,
    };
    write(STEM, kept, text);
  }

  function showTexts() {
    for (const [name, node] of Object.entries(texts)) {
      node.classList.remove("empty");
      node.replaceChildren(
        element("span", { class: "given" }, state.prompt), ` ${written(models[name], state)} …`,
      );
    }
    another.textContent = "Another";
    said.textContent =
      `Text ${state.seed}. Each character was drawn after a look at the last ${reach(models.law)}.`;
  }

  function showBits() {
    bits.replaceChildren(...sentence(compare(models, state.text, data.quoted.random_guess)));
  }

  function sleep() {
    for (const node of Object.values(texts)) {
      node.textContent = "Nothing written yet.";
      node.classList.add("empty");
    }
    another.textContent = "Write";
    said.textContent = models ? "" : `The first press loads both models, ${size} kB in all.`;
    bits.textContent = "";
  }

  another.addEventListener("click", async () => {
    const before = another.textContent;
    if (!(await awake(said))) return;
    if (before !== "Write") state.seed = (state.seed % SEEDS) + 1;
    showTexts();
    keep();
  });
  prompt.addEventListener("change", () => {
    state.prompt = prompt.value;
    if (another.textContent !== "Write") showTexts();
    keep();
  });
  text.addEventListener("input", () => {
    state.text = text.value;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      keep();
      if (models) showBits();
    }, PAUSE);
  });
  reset.addEventListener("click", () => {
    clearTimeout(waiting);
    state = initial();
    prompt.value = state.prompt;
    text.value = state.text;
    sleep();
    keep();
  });
  sleep();

  const form = element(
    "form",
    { class: "widget-row" },
    element("label", { class: "widget-label", for: text.id }, "Your text"),
    element("div", { class: "widget-fields" }, text, measure, reset),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (await awake(bits)) showBits();
  });

  return element(
    "div",
    { class: "widget beside" },
    element(
      "div",
      { class: "widget-row" },
      element("label", { class: "widget-label", for: prompt.id }, "Begin with"),
      element("div", { class: "widget-fields" }, prompt, another),
    ),
    said,
    element(
      "div",
      { class: "widget-pair" },
      ...Object.entries(texts).map(([name, node]) =>
        element("div", {}, element("p", { class: "widget-label" }, NAMES[name]), node),
      ),
    ),
    form,
    bits,
  );
}
