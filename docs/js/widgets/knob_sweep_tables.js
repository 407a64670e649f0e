// Which data the knob sweep looks at: our kitchen, a motorcycle crash, or what a reader pastes.

import { button, element } from "../lib/dom.js";
import { loaded } from "../lib/load.js";
import { seeded } from "../lib/random.js";

const N_CRASH = 20; // readings that are fitted
const KINDS = { kitchen: "our kitchen", crash: "a crash", own: "your own" };

const divisionOf = ({ x, held }) =>
  `${x.length} rows are fitted, and the fit is tried on ${held.y.length} others.`;

/**
 * Choice of the data. `chosen(name, table)` is called with { rows, names, most } or null for the
 * kitchen, and gives the set made from it. `url` is where figures lie.
 */
export function tables({ url, signal, chosen }) {
  const known = { kitchen: null };
  const status = element("output", { class: "short", for: "knob_sweep-own" });
  const say = (text) => (status.textContent = text);
  const radios = Object.entries(KINDS).map(([value, text]) => {
    const input = element("input", { type: "radio", class: "knob", name: "knob_sweep-data", value });
    input.addEventListener("change", () => choose(value));
    return { input, label: element("label", {}, input, text) };
  });
  const paper = element("textarea", {
    id: "knob_sweep-own", rows: 5, spellcheck: "false", autocomplete: "off",
    placeholder: "minutes; score\n20; 1.5\n25; 2.5\n…",
  });
  const panel = element(
    "div",
    { class: "knob-sweep-own" },
    element("label", { class: "widget-label", for: "knob_sweep-own" }, "Two columns, x and y"),
    element("p", {}, "They stay in this page: nothing that you paste is sent or kept."),
    paper,
    element("div", { class: "widget-fields" }, button("Draw it", "act", draw)),
  );
  panel.hidden = true;
  let current = "kitchen";

  const reader = () => import("./knob_sweep_paste.js"); // only for who wants other data

  async function choose(name) {
    panel.hidden = name !== "own";
    say("");
    if (name === "own" && !known.own) return;
    try {
      if (name === "crash") known.crash ??= await crash();
      const set = chosen(name, known[name]);
      if (name === "crash") say(`A crash staged to test helmets (Silverman 1985). ${divisionOf(set)}`);
    } catch {
      say("The measurements could not be loaded. Choose them again to try again.");
      show(current);
    }
  }

  async function crash() {
    const reply = await loaded(new URL("../code/data/mcycle.csv", url), signal);
    const names = ["milliseconds", "the head’s acceleration in g"];
    const { columns } = await reader();
    return { ...columns(await reply.text()), names, most: N_CRASH };
  }

  async function draw() {
    try {
      const { columns, sampled } = await reader();
      const { rows, names, note } = columns(paper.value);
      const few = sampled(rows, seeded(1));
      known.own = { rows: few.rows, names: names ?? ["x", "y"] };
      say(`${few.note} ${divisionOf(chosen("own", known.own))} ${note}`.trim());
    } catch (error) {
      say(error.message);
    }
  }

  /** Which radio is on: what is shown, unless rows are being pasted. */
  function show(name) {
    current = name;
    for (const { input } of radios) input.checked = input.value === (panel.hidden ? name : "own");
  }
  const legend = element("legend", { class: "widget-label" }, "Data");
  const choice = element("fieldset", { class: "widget-choices" }, legend, ...radios.map((r) => r.label));
  return { node: element("div", {}, choice, panel, status), choose, show };
}
