// "Your guess": the reader guesses, and then sees.
//
//   open --choose, "That is my guess"--> made: answer and figures open, and the words compare
//    |  ^                                  |
//    |  +-----------take it back-----------+
//    +--"Just show me", a link to the figure--> seen: open for now, still to be guessed
//
// A fieldset may name the figures that answer it: data-figure="cake_tree other". They are covered until
// it is made or seen. A figure is told what was guessed about it: `figure.guess`, and an event "guess".

import { kindOf } from "./guess/kinds.js";
import "./guess/paper.js";
import { ownGuesses, restoreOwn } from "./guess/own.js";
import { device, key, parsed } from "./guess/record.js";
import { tally } from "./guess/tally.js";
import { addressed, button, element } from "./lib/dom.js";
import { read } from "./lib/state.js";

let guesses = []; // of the page
let listening = false;

export function keepGuesses(root, { path = location.pathname, store = device } = {}) {
  for (const { life, fieldset } of guesses) if (!fieldset.isConnected) life.abort();
  guesses = guesses.filter(({ fieldset }) => fieldset.isConnected);
  const found = [...root.querySelectorAll("fieldset.guess:not([data-kept])")];
  if (!found.length) return;

  let count = null;
  const recount = () =>
    count?.([...guesses.map(({ state }) => state.record), ...ownGuesses(root)]);
  const changed = () => {
    cover();
    recount();
  };
  for (const fieldset of found) {
    fieldset.dataset.kept = ""; // also ends the waiting of css/widgets.css
    const own = guess(fieldset, path, store, changed);
    if (own) guesses.push(own);
  }
  if (!guesses.length) return;
  lift(location);
  cover();
  const again = () => {
    for (const { restore } of guesses) restore();
    restoreOwn(root);
  };
  count = tally(root, { again, store });
  changed();
  const { signal } = guesses[0].life; // the page's
  for (const told of ["guessed", "keeps"]) document.addEventListener(told, recount, { signal });
  if (!listening) listen();
  listening = true;
}

function guess(fieldset, path, store, changed) {
  const output = fieldset.querySelector("output");
  const answer = fieldset.querySelector("details.answer");
  const life = new AbortController();
  const state = { record: null, seen: false };
  const say = (text) => (output.textContent = text);
  const kind = output && kindOf(fieldset, { made, ask: say, signal: life.signal });
  if (!kind) return null;

  const name = key(path, fieldset.id.replace(/^guess-/, ""));
  const figures = (fieldset.dataset.figure ?? "").split(/\s+/).filter(Boolean)
    .map((id) => document.getElementById(id)).filter(Boolean);
  const undo = button("Take it back", "undo", () => {
    made(null);
    kind.focus();
  });

  /** The reader guesses `value`, or takes the guess back: null. */
  function made(value) {
    store.set(name, value === null ? null : JSON.stringify({ value, right: null }));
    settle(value === null ? null : { value, right: null });
  }

  function settle(record) {
    const value = record && record.value;
    state.record = record;
    state.seen = false;
    kind.show(value);
    fieldset.toggleAttribute("data-made", value !== null);
    if (answer) answer.open = value !== null;
    if (value === null) undo.remove();
    else output.after(undo);
    for (const figure of figures) {
      figure.guess = value === null ? null : kind.told(value);
      figure.dispatchEvent(new CustomEvent("guess"));
    }
    if (value === null) say("");
    else compare(record);
    changed();
  }

  function compare(record) {
    const told = (judged) => {
      if (state.record !== record || !judged) return;
      record.right = judged.right;
      store.set(name, JSON.stringify(record));
      say(judged.text);
      changed();
    };
    const judged = kind.judged(record.value);
    if (judged instanceof Promise) judged.then(told, () => say("The measurement could not be loaded."));
    else told(judged);
  }

  /** Be as what is kept says, which may be nothing, or nonsense. */
  function restore() {
    const record = parsed(store.get(name));
    const valid = record && kind.valid(record.value);
    if (record && !valid) store.set(name, null);
    settle(valid ? record : null);
  }
  restore();

  function see() {
    state.seen = true;
    if (answer) answer.open = true;
  }
  answer?.addEventListener("toggle", () => {
    if (!answer.open || state.record) return; // it has been opened by hand, and says it all
    state.seen = true;
    cover();
  });
  return { fieldset, figures, life, state, restore, see };
}

/** Cover the figures that answer an open guess, and no others. */
function cover() {
  const waits = ({ state }) => !state.record && !state.seen;
  for (const figure of new Set(guesses.flatMap(({ figures }) => figures))) {
    const open = guesses.find((own) => own.figures.includes(figure) && waits(own));
    const sheet = figure.querySelector(":scope > .cover");
    figure.toggleAttribute("data-covered", Boolean(open));
    if (open && !sheet) figure.prepend(sheetOver(figure, open.fieldset));
    else if (!open) sheet?.remove();
  }
}

function sheetOver(figure, { id }) {
  const link = element("a", { href: `#${id}` }, "Guess first");
  const show = button("Just show me", "act", () => {
    for (const own of guesses) if (own.figures.includes(figure)) own.see();
    cover();
    figure.tabIndex = -1; // the button is gone: the focus stays here
    figure.focus({ preventScroll: true });
  });
  return element(
    "div", { class: "cover" },
    element("div", { class: "cover-words" }, element("p", {}, link, ": the answer is under here."), show),
  );
}

/** Lift the covers of what an address shows: a figure, something in it, or a state of it. */
function lift({ hash, search }) {
  const target = addressed(hash);
  for (const { figures, state } of guesses) {
    const meant = figures.some(
      (figure) => figure.contains(target) || Object.keys(read(figure.id, search)).length,
    );
    if (meant) state.seen = true;
  }
  cover();
}

function listen() {
  addEventListener("hashchange", () => lift({ hash: location.hash, search: "" }));
  // The theme follows a link within the page without a hashchange.
  document.addEventListener("click", ({ target }) => {
    const link = target.closest?.("a[href*='#']");
    if (!link || link.pathname !== location.pathname) return;
    lift({ hash: link.hash, search: link.search === location.search ? "" : link.search });
  });
}
