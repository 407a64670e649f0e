// Where a number comes from: a bound number names its figure, its seeds and its spread.
//
//   shut --pointer rests on it--> open --pointer leaves--> shut
//     |                            | press
//     +--focus by key, press----> pinned --press, Escape, focus or press elsewhere--> shut
//
// A page has a hundred such numbers. They are one tab stop for each section or open fold, not a
// hundred: arrow keys go on from there to the next and the previous number, and Tab goes from a
// number to the link in its card. So nobody has to walk through all of them to get past them, the
// reading order is kept, and every number can still be reached.

const SHUT = { at: null, pinned: false };

/** The state after an event of `type` on number `at`. */
export function after(state, type, at = null) {
  switch (type) {
    case "point":
      return state.pinned ? state : { at, pinned: false };
    case "leave":
      return state.pinned ? state : SHUT;
    case "focus":
      return { at, pinned: true };
    case "press":
      return state.pinned && state.at === at ? SHUT : { at, pinned: true };
    default:
      return SHUT; // Escape, focus or press elsewhere
  }
}

/** Indexes of the first number of each group; `groups` names the group of each number. */
export function stops(groups) {
  return groups.flatMap((group, i) => (groups.indexOf(group) === i ? [i] : []));
}

/** Index of the next number to the right (1) or left (-1) that can be seen, or the same. */
export function step(visible, from, by) {
  for (let i = from + by; i >= 0 && i < visible.length; i += by) if (visible[i]) return i;
  return from;
}

/**
 * Where the card goes, in the window: as wide as the text block and at least to the number's end,
 * under the number, above it where there is no room below. `room` is the free part of the window.
 */
export function place(number, block, height, room, { least = 260, most = 590, gap = 5 } = {}) {
  const wanted = Math.max(Math.min(block.width, most), number.right - block.left, least);
  const width = Math.min(wanted, room.right - room.left);
  const left = Math.max(room.left, Math.min(block.left, room.right - width));
  const below = number.bottom + gap;
  const above = number.top - gap - height;
  const top = below + height > room.bottom && above >= room.top ? above : below;
  return { left, top, width };
}

/** The line of facts: the spread of this number, if it is known, and the seeds of its figure. */
export function facts(note, seeds) {
  const line = [note, seeds].filter(Boolean).join(" · ");
  return line.charAt(0).toUpperCase() + line.slice(1);
}

const CLOSED = "a, button, label, summary"; // a control inside a control reaches nobody
const REST = 150; // ms until a resting pointer opens the card
const AWAY = 300; // ms to come back, or to get from the number to its card

let state = SHUT;
let numbers = [];
let timer = 0;
let card = null;
let listening = false;

export function explainNumbers(root = document) {
  shut();
  numbers = [...root.querySelectorAll("em[data-origin]")].filter((n) => !n.closest(CLOSED));
  const groups = [];
  let section = null;
  for (const node of root.querySelectorAll(".page :is(h1, h2, em[data-origin])")) {
    if (!node.matches("em")) section = node;
    else if (numbers.includes(node)) groups.push(node.closest("details") ?? section);
  }
  const first = new Set(stops(groups));
  numbers.forEach((number, i) => {
    number.setAttribute("role", "button");
    number.setAttribute("aria-expanded", "false");
    number.tabIndex = first.has(i) ? 0 : -1;
    number.group = groups[i];
  });
  reveal(location.hash);
  if (!listening) listen(root);
  listening = true;
}

function listen(root) {
  const numberAt = (target) => {
    const found = target?.closest?.("em[data-origin], .origin-card");
    return found === card && card ? state.at : numbers.includes(found) ? found : null;
  };
  const inCard = (target) => Boolean(card?.contains(target));
  const later = (type, number, wait) => {
    clearTimeout(timer);
    timer = setTimeout(() => set(after(state, type, number)), wait);
  };

  root.addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType === "touch") return;
    const number = numberAt(target);
    if (number && number === state.at) clearTimeout(timer);
    else if (number) later("point", number, REST);
  });
  root.addEventListener("pointerout", ({ target, relatedTarget, pointerType }) => {
    if (pointerType === "touch" || !numberAt(target)) return;
    if (numberAt(relatedTarget) !== numberAt(target)) later("leave", null, AWAY);
  });
  root.addEventListener("click", ({ target }) => {
    if (inCard(target)) {
      const link = target.closest("a");
      if (link) followed(link);
      return;
    }
    const number = numberAt(target);
    set(after(state, number ? "press" : "elsewhere", number));
  });
  root.addEventListener("focusin", ({ target }) => {
    if (inCard(target)) return;
    const number = numberAt(target);
    if (!number) return;
    for (const other of numbers) if (other.group === number.group) other.tabIndex = -1;
    number.tabIndex = 0;
    if (number.matches(":focus-visible")) set(after(state, "focus", number), { keys: true });
  });
  root.addEventListener("focusout", ({ target, relatedTarget }) => {
    const number = numberAt(target);
    if (number && number === state.at && numberAt(relatedTarget) !== number) {
      set(after(state, "elsewhere"));
    }
  });
  root.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (key === "Escape" && state.at) {
      if (inCard(target)) state.at.focus();
      set(after(state, "escape"));
      return;
    }
    const at = numbers.indexOf(target);
    if (at < 0 || event.ctrlKey || event.altKey || event.metaKey) return;
    if (key === "Enter" || key === " ") {
      set(after(state, "press", target), { keys: true });
      event.preventDefault();
    } else if (key === "ArrowRight" || key === "ArrowLeft") {
      const visible = numbers.map((n) => n.checkVisibility?.() ?? n.offsetParent !== null);
      numbers[step(visible, at, key === "ArrowRight" ? 1 : -1)].focus();
      event.preventDefault();
    }
  });
  addEventListener("hashchange", () => reveal(location.hash));
}

function set(next, { keys = false } = {}) {
  clearTimeout(timer);
  const before = state;
  state = next;
  if (before.at && before.at !== next.at) shut(before.at);
  if (next.at && before.at !== next.at) show(next.at, keys);
}

function shut(number = state.at) {
  clearTimeout(timer);
  if (number === state.at) state = SHUT;
  number?.setAttribute("aria-expanded", "false");
  number?.removeAttribute("aria-describedby");
  if (card) card.hidden = true;
}

function show(number, keys) {
  const { origin, note } = number.dataset;
  const template = document.querySelector(`template.origin[data-origin="${origin}"]`);
  if (!template) return;
  card ??= Object.assign(document.createElement("span"), {
    className: "origin-card", id: "origin-card", tabIndex: -1,
  });
  card.setAttribute("role", "group");
  card.setAttribute("aria-label", "Where this number comes from");
  card.replaceChildren(template.content.cloneNode(true));
  const line = card.querySelector(".facts");
  line.textContent = facts(note, line.textContent);
  const hint = Object.assign(document.createElement("span"), {
    className: "keys", textContent: "← → other numbers",
  });
  card.append(hint);
  card.toggleAttribute("data-keys", keys);
  card.hidden = false;
  number.after(card);
  number.setAttribute("aria-expanded", "true");
  number.setAttribute("aria-describedby", card.id);
  move(number);
}

function move(number) {
  const table = number.closest("table");
  const block = table?.closest(".table-box, .md-typeset__scrollwrap") ?? table
    ?? number.closest("p, li, dd, dt, legend, figcaption") ?? number.parentElement;
  const window = document.documentElement;
  const side = parseFloat(getComputedStyle(window).getPropertyValue("--side")) || 0.8;
  const rem = parseFloat(getComputedStyle(window).fontSize);
  const room = {
    left: side * rem,
    right: window.clientWidth - side * rem,
    top: Math.max(0, document.querySelector(".md-header")?.getBoundingClientRect().bottom ?? 0),
    bottom: window.clientHeight,
  };
  const [at, around] = [number, block].map((node) => node.getBoundingClientRect());
  Object.assign(card.style, { left: "0px", top: "0px", width: "" });
  const { width } = place(at, around, 0, room);
  card.style.width = `${width}px`;
  const now = card.getBoundingClientRect();
  const { left, top } = place(at, around, now.height, room);
  card.style.left = `${left - now.left}px`;
  card.style.top = `${top - now.top}px`;
}

/** After a click on the card's link: the drawer may be on this page, even in the address already. */
function followed(link) {
  const { pathname, hash } = new URL(link.href);
  set(SHUT);
  if (pathname === location.pathname && hash) setTimeout(() => reveal(hash), 0);
}

/** Open the drawer that an address points into, as browsers do that know folds. */
function reveal(hash) {
  if (!hash.endsWith("-made")) return;
  const drawer = document.getElementById(decodeURIComponent(hash.slice(1)))?.closest("details");
  if (!drawer) return;
  drawer.open = true;
  drawer.querySelector("summary").focus({ preventScroll: true });
  drawer.scrollIntoView({ block: "center" });
}
