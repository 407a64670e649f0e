// What is wider than its place scrolls sideways. Keys can scroll it too: it is a stop of the Tab key for
// as long as it is wider.

const NAMES = [
  [".formula", "Formula"],
  [".jp-OutputArea pre", "What the code says"],
  [".jp-Notebook pre", "Code"],
];
let watch = null;

/** Let formulas and a notebook's code be reached, now and whenever the page changes its width. */
export function scrollable(root) {
  watch?.disconnect(); // those of the page we came from
  watch = new ResizeObserver((entries) => entries.forEach(({ target }) => reach(target)));
  for (const [selector] of NAMES) for (const node of root.querySelectorAll(selector)) watch.observe(node);
}

function reach(node) {
  const name = NAMES.find(([selector]) => node.matches(selector))[1];
  const wide = node.scrollWidth > node.clientWidth;
  for (const [key, value] of [["tabindex", 0], ["role", "group"], ["aria-label", name]]) {
    if (wide) node.setAttribute(key, value);
    else node.removeAttribute(key);
  }
}

/** The theme puts its copy button into a landmark without a name, as soon as its code comes near. */
export function plainButtons(root) {
  const mend = (code) => code.querySelector("nav.md-code__nav")?.setAttribute("role", "presentation");
  const added = new MutationObserver((changes) => changes.forEach(({ target }) => mend(target)));
  for (const code of root.querySelectorAll("pre:has(> code)")) {
    mend(code);
    added.observe(code, { childList: true });
  }
}
