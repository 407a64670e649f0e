// What a widget shows, in the address: ?double_descent.width=432#double_descent, so that a reader can
// share it, and who follows it comes to the figure that was changed last.
//
// It is written once, when a reader has stopped turning: browsers drop or refuse calls that come too
// fast (Chromium beyond 200 in 10 s, Safari throws). What has left the page writes nothing, or it
// would end up in the address of another page; with instant navigation the address changes first.

const WAIT = 250; // ms without a change after which it is written
const waiting = new Map(); // stem to { values, node }
const pages = new WeakMap(); // node to the page it first wrote on
let timer = 0;

/** Parameters of one widget: { width: "432" } from "?double_descent.width=432&other.x=1". */
export function read(stem, search = location.search) {
  const prefix = `${stem}.`;
  return Object.fromEntries(
    [...new URLSearchParams(search)]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  );
}

/** The search part with the values of one widget set; null takes a parameter out. */
export function withState(stem, values, search) {
  const parameters = new URLSearchParams(search);
  for (const [name, value] of Object.entries(values)) {
    if (value === null) parameters.delete(`${stem}.${name}`);
    else parameters.set(`${stem}.${name}`, value);
  }
  const text = parameters.toString();
  return text ? `?${text}` : "";
}

/** The anchor once the state of a widget has changed: its figure, or no longer its figure. */
export function anchored(stem, search, hash) {
  const own = `#${stem}`;
  if (Object.keys(read(stem, search)).length) return own;
  return hash === own ? "" : hash;
}

/** Write them, soon, for as long as `node` is on the page. */
export function write(stem, values, node) {
  if (!pages.has(node)) pages.set(node, location.pathname);
  waiting.set(stem, { values: { ...waiting.get(stem)?.values, ...values }, node });
  clearTimeout(timer);
  timer = setTimeout(flush, WAIT);
}

/** Write what waits now, without a new entry in the history, keeping what the theme keeps there. */
export function flush() {
  clearTimeout(timer);
  let { search, hash } = location;
  for (const [stem, { values, node }] of waiting) {
    const here = node.isConnected && pages.get(node) === location.pathname;
    const next = here ? withState(stem, values, search) : search;
    if (next !== search) hash = anchored(stem, next, hash);
    search = next;
  }
  waiting.clear();
  if (search === location.search) return;
  try {
    history.replaceState(history.state, "", location.pathname + search + hash);
  } catch {
    // refused: the address is old, the page is not
  }
}

globalThis.addEventListener?.("pagehide", flush);
