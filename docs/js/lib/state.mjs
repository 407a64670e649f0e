// What a widget shows, in the address: ?double_descent.width=432, so that a reader can share it.

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

/** Write them without a new entry in the history, and without losing what the theme keeps there. */
export function write(stem, values) {
  const search = withState(stem, values, location.search);
  history.replaceState(history.state, "", location.pathname + search + location.hash);
}
