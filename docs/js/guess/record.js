// What a reader has guessed, kept on this device and nowhere else.
//
// One record a guess: "guess:/repo/capacity.html:past-peak" to {"value": 40, "right": false}, where
// `right` is null if nothing could be compared. (The first edition kept the bare value of a choice.)

/** Name under which a guess is kept; two pages may use the same name. */
export const key = (path, name) => `guess:${path.replace(/index\.html$/, "")}:${name}`;

/** A record from what was kept, or null. */
export function parsed(text) {
  if (!text) return null;
  try {
    const found = JSON.parse(text);
    if (found !== null && typeof found === "object") {
      const { value = null, right = null } = found;
      return value === null ? null : { value, right: typeof right === "boolean" ? right : null };
    }
  } catch {
    // the bare value of a choice
  }
  return { value: text, right: null };
}

/**
 * The place where records are kept. Storage may be forbidden, or full: then a guess lasts as long as
 * the visit, which goes on from page to page. `changed` is called after every change made here.
 */
export function keeper(storage = () => localStorage, changed = () => {}) {
  const visit = new Map(); // what the storage refused; null for what is taken back
  const attempt = (work, otherwise) => {
    try {
      return work(storage());
    } catch {
      return otherwise;
    }
  };
  function get(name) {
    return visit.has(name) ? visit.get(name) : attempt((kept) => kept.getItem(name), null);
  }
  function set(name, value) {
    const done = attempt((kept) => {
      if (value === null) kept.removeItem(name);
      else kept.setItem(name, value);
      return true;
    }, false);
    if (done) visit.delete(name);
    else visit.set(name, value);
    changed();
  }
  function beginning(start) {
    const kept = attempt((all) => Array.from({ length: all.length }, (_, i) => all.key(i)), []);
    const own = [...new Set([...kept, ...visit.keys()])].filter((name) => name.startsWith(start));
    return own.filter((name) => get(name) !== null);
  }
  /** Names of all guesses of the site that lies below the path `base`. */
  const names = (base) => beginning(`guess:${base}`);
  /** Names of all that readers made: their guesses, and what lib/keepsake.js keeps. */
  const made = (base) => [...names(base), ...beginning("knobs.")];
  /** Names of all that is kept: the theme keeps whether it is light or dark, asked or not. */
  const all = (base) => [...made(base), ...beginning(`${base}.__`)];
  return { get, set, names, made, all, lasts: () => visit.size === 0 };
}

/** This device; the document is told of every change by an event "keeps". */
export const device = keeper(undefined, () =>
  globalThis.document?.dispatchEvent(new CustomEvent("keeps")));

/** How many guesses were made, and how many of them were right. */
export function counted(records) {
  const made = records.filter(Boolean);
  return { made: made.length, right: made.filter(({ right }) => right).length };
}
