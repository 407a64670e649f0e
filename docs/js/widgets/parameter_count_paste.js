// Paste a config.json: what was read, what was assumed, what is not counted. Nothing of it leaves the page.

import { button, element, useful, words } from "../lib/dom.js";
import { readJson } from "../lib/json_text.js";
import { shapeOf } from "../lib/model_config.js";

const MOST = 40; // names in a list

const quoted = (names) => {
  const more = names.length > MOST ? ` and ${names.length - MOST} more` : "";
  return names.slice(0, MOST).map((name) => name.slice(0, 60)).join(", ") + more;
};

/** What a text says: { found } or { error }; names that stand twice are in `twice`. */
export function parsed(text) {
  try {
    const { value, twice } = readJson(text);
    return { found: shapeOf(value), twice };
  } catch (error) {
    return { error: error.message, twice: [] };
  }
}

/** Lines of what was read: [[what, which]]. */
export function report({ found, twice }) {
  const { wrong, stops, assumed, strangers, idle, beside, notes } = found;
  return [
    ["Cannot be counted", stops],
    ["Wrong", wrong.map(([name, why]) => `${name} ${why}`)],
    ["Said twice; the last one counts", [...new Set(twice)]],
    ["Not counted", beside],
    ["Not given, taken as the family’s code has it", assumed.map(([name, value]) => `${name}: ${value}`)],
    ["Not understood, and left out", strangers],
    ["Not used by this family", idle],
    ["Note", notes],
  ].filter(([, lines]) => lines.length).map(([what, lines]) => [what, what === "Not understood, and left out" || what === "Not used by this family" ? quoted(lines) : lines.slice(0, MOST).join("; ")]);
}

/** One sentence: counted, or why not. */
export function headline({ error, found }) {
  if (error) return [{ strong: "This cannot be read. " }, error];
  if (found.shape) {
    const silent = found.assumed.length;
    return [
      { strong: `Read as ${found.called}` }, found.type ? ` (model_type ${found.type.slice(0, 40)}). ` : ". ",
      silent ? `${silent === 1 ? "One field is" : `${silent} fields are`} not given and taken as the family’s code has ${silent === 1 ? "it" : "them"}. ` : "",
      found.strangers.length ? `${found.strangers.length} not understood. ` : "", "The count stands below.",
    ];
  }
  const name = found.type || "this model";
  if (found.stops.length) return [{ strong: "No total. " }, `${name.slice(0, 40)} has what these fields cannot express: ${found.stops[0]}.`];
  if (found.wrong.length) return [{ strong: "No total. " }, [`${found.wrong[0][0]} ${found.wrong[0][1]}.`, ...found.notes].join(" ")];
  return [{ strong: "No total. " }, found.notes.join(" ")];
}

/** The panel: `act(base, why)` is told of a shape, or of why there is none; `link()` puts it into the address. */
export function pasting(stem, { act, link }) {
  const area = element("textarea", {
    id: `${stem}-config`, rows: 8, spellcheck: "false", autocapitalize: "off", placeholder: '{ "model_type": "llama", "hidden_size": 4096, … }',
  });
  const says = words({ id: area.id });
  const list = element("dl", { class: "count-report" });
  const go = button("Count it", "act", read);
  const guess = button("Count it as a Llama", "act", () => take(result.found.guess, true));
  const into = button("Put it into the link", "undo", () => {
    link();
    says.say(["It is in the address now: whoever has the link sees these numbers."]);
  });
  const clear = button("Clear", "reset", () => {
    area.value = "";
    list.replaceChildren();
    says.say([""]);
    guess.hidden = true;
    area.focus();
  });
  let result = null;

  function read() {
    result = parsed(area.value);
    says.say(headline(result));
    list.replaceChildren(
      ...(result.error ? [] : report(result)).flatMap(([what, lines]) => [element("dt", {}, what), element("dd", {}, lines)]),
    );
    guess.hidden = !result.found?.guess;
    if (result.found?.shape) take(result.found.shape, false);
    else act(null, [...headline(result), " In grey: the last one that was counted."]);
  }

  function take(shape, guessed) {
    const { found } = result;
    const label = `pasted: ${found.name || found.type || "config.json"}`;
    act({
      name: "pasted", label, pasted: true, guessed, called: found.called, shape, window: found.window, windowed: found.windowed,
    });
  }

  // What is pasted is read at once; what is typed, when it is asked for.
  area.addEventListener("paste", () => setTimeout(read));
  guess.hidden = true;
  const node = element(
    "div", {},
    element("label", { class: "widget-label", for: area.id }, "The text of a config.json, as Hugging Face has it"),
    area,
    element("div", { class: "count-doors" }, go, guess, into, clear),
    says.node, list,
    element("p", { class: "count-note" }, "Read here, in your browser: nothing you paste leaves this page, and nothing is kept."),
  );
  return {
    node,
    show: ({ base, linked }, counted) => useful(into, counted && Boolean(base.pasted) && !linked),
  };
}
