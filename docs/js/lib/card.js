// A card that says more about a word or a number of the text: in place, by pointer, tap and key.
//
//   shut --pointer rests on it--> open --pointer leaves--> shut
//     |                            | press
//     +--focus by key, press----> pinned --press, Escape, focus or press elsewhere--> shut
//
// A page has a hundred words and numbers that have a card. They are one tab stop for each section or
// open fold, not a hundred: arrow keys go on from there to the next and the previous one, and Tab goes
// to the link in the card. So nobody has to walk through all of them to get past them, the reading
// order is kept, and every one can still be reached.

import { element } from "./dom.js";

const SHUT = { at: null, pinned: false };

/** The state after an event of `type` on the word or number `at`. */
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

/** Indexes of the first one of each group; `groups` names the group of each. */
export function stops(groups) {
  return groups.flatMap((group, i) => (groups.indexOf(group) === i ? [i] : []));
}

/** Index of the next one to the right (1) or left (-1) that can be seen, or the same. */
export function step(visible, from, by) {
  for (let i = from + by; i >= 0 && i < visible.length; i += by) if (visible[i]) return i;
  return from;
}

/**
 * Where the card goes, in the window: as wide as the text block and at least to the end of its word,
 * under the word, above it where there is no room below. `room` is the free part of the window.
 */
export function place(word, block, height, room, { least = 260, most = 590, gap = 5 } = {}) {
  const wanted = Math.max(Math.min(block.width, most), word.right - block.left, least);
  const width = Math.min(wanted, room.right - room.left);
  const left = Math.max(room.left, Math.min(block.left, room.right - width));
  const below = word.bottom + gap;
  const above = word.top - gap - height;
  const top = below + height > room.bottom && above >= room.top ? above : below;
  return { left, top, width };
}

const CLOSED = "a, button, label, summary"; // a control inside a control reaches nobody
const REST = 150; // ms until a resting pointer opens the card
const AWAY = 300; // ms to come back, or to get from the word to its card

let state = SHUT;
let kinds = [];
let triggers = [];
let timer = 0;
let card = null;
let listening = false;

/**
 * Give the words and numbers of a page their cards.
 *
 * A kind is { selector, label: what its cards are, content: (trigger) => nodes or null,
 * followed: (link) what else happens when the link in the card is pressed }.
 */
export function explain(root, given) {
  shut();
  kinds = given;
  const all = kinds.map(({ selector }) => selector).join();
  const own = [...root.querySelectorAll(all)].filter((n) => !n.parentElement.closest(CLOSED));
  triggers = own;
  const groups = [];
  let section = null;
  for (const node of root.querySelectorAll(`.page :is(h1, h2, ${all})`)) {
    if (node.matches("h1, h2")) section = node;
    else if (own.includes(node)) groups.push(node.closest("details") ?? section);
  }
  const first = new Set(stops(groups));
  triggers.forEach((trigger, i) => {
    trigger.setAttribute("role", "button");
    trigger.setAttribute("aria-expanded", "false");
    trigger.tabIndex = first.has(i) ? 0 : -1;
    trigger.group = groups[i];
  });
  if (!listening) listen(root);
  listening = true;
}

const modified = ({ ctrlKey, altKey, metaKey, shiftKey }) => ctrlKey || altKey || metaKey || shiftKey;

function listen(root) {
  const triggerAt = (target) => {
    if (inCard(target)) return state.at;
    const found = kinds.map(({ selector }) => target?.closest?.(selector)).find(Boolean);
    return triggers.includes(found) ? found : null;
  };
  const inCard = (target) => Boolean(card?.contains(target));
  const later = (type, trigger, wait) => {
    clearTimeout(timer);
    timer = setTimeout(() => set(after(state, type, trigger)), wait);
  };

  root.addEventListener("pointerover", ({ target, pointerType }) => {
    if (pointerType === "touch") return;
    const trigger = triggerAt(target);
    if (trigger && trigger === state.at) clearTimeout(timer);
    else if (trigger) later("point", trigger, REST);
  });
  root.addEventListener("pointerout", ({ target, relatedTarget, pointerType }) => {
    if (pointerType === "touch" || !triggerAt(target)) return;
    if (triggerAt(relatedTarget) !== triggerAt(target)) later("leave", null, AWAY);
  });
  // A term is a link. Its press is caught on the way down, before the theme follows the link.
  root.addEventListener(
    "click",
    (event) => {
      const trigger = inCard(event.target) ? null : triggerAt(event.target);
      if (!trigger || modified(event)) return;
      event.preventDefault();
      event.stopPropagation();
      set(after(state, "press", trigger));
    },
    true,
  );
  root.addEventListener("click", ({ target }) => {
    if (!inCard(target)) return set(after(state, "elsewhere"));
    const link = target.closest("a");
    if (!link) return;
    const { followed } = kindOf(state.at);
    set(SHUT);
    followed?.(link);
  });
  root.addEventListener("focusin", ({ target }) => {
    if (inCard(target)) return;
    const trigger = triggerAt(target);
    if (!trigger) return;
    for (const other of triggers) if (other.group === trigger.group) other.tabIndex = -1;
    trigger.tabIndex = 0;
    if (trigger.matches(":focus-visible")) set(after(state, "focus", trigger), { keys: true });
  });
  root.addEventListener("focusout", ({ target, relatedTarget }) => {
    const trigger = triggerAt(target);
    if (trigger && trigger === state.at && triggerAt(relatedTarget) !== trigger) {
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
    const at = triggers.indexOf(target);
    if (at < 0 || modified(event)) return;
    if (key === "Enter" || key === " ") {
      set(after(state, "press", target), { keys: true });
      event.preventDefault();
    } else if (key === "ArrowRight" || key === "ArrowLeft") {
      const visible = triggers.map(seen);
      triggers[step(visible, at, key === "ArrowRight" ? 1 : -1)].focus();
      event.preventDefault();
    }
  });
}

const seen = (node) =>
  node.checkVisibility?.({ visibilityProperty: true }) ?? node.offsetParent !== null;

const kindOf = (trigger) => kinds.find(({ selector }) => trigger.matches(selector));

function set(next, { keys = false } = {}) {
  clearTimeout(timer);
  const before = state;
  state = next;
  if (before.at && before.at !== next.at) shut(before.at);
  if (next.at && before.at !== next.at) show(next.at, keys);
}

function shut(trigger = state.at) {
  clearTimeout(timer);
  if (trigger === state.at) state = SHUT;
  if (!trigger || !card) return;
  trigger.setAttribute("aria-expanded", "false");
  if (trigger.getAttribute("aria-describedby") === card.id) {
    trigger.removeAttribute("aria-describedby");
  }
  card.hidden = true;
}

function show(trigger, keys) {
  const { label, content } = kindOf(trigger);
  const nodes = content(trigger);
  if (!nodes) return;
  card ??= element("span", { class: "word-card", id: "word-card", role: "group", tabindex: -1 });
  card.setAttribute("aria-label", label);
  card.replaceChildren(...nodes, element("span", { class: "keys" }, "← → others"));
  card.toggleAttribute("data-keys", keys);
  card.hidden = false;
  trigger.after(card);
  trigger.setAttribute("aria-expanded", "true");
  if (!trigger.hasAttribute("aria-describedby")) trigger.setAttribute("aria-describedby", card.id);
  move(trigger);
}

function move(trigger) {
  const table = trigger.closest("table");
  const block = table?.closest(".table-box, .md-typeset__scrollwrap") ?? table
    ?? trigger.closest("p, li, dd, dt, legend, figcaption") ?? trigger.parentElement;
  const window = document.documentElement;
  const side = parseFloat(getComputedStyle(window).getPropertyValue("--side")) || 0.8;
  const rem = parseFloat(getComputedStyle(window).fontSize);
  const room = {
    left: side * rem,
    right: window.clientWidth - side * rem,
    top: Math.max(0, document.querySelector(".md-header")?.getBoundingClientRect().bottom ?? 0),
    bottom: window.clientHeight,
  };
  const [at, around] = [trigger, block].map((node) => node.getBoundingClientRect());
  Object.assign(card.style, { left: "0px", top: "0px", width: "" });
  const { width } = place(at, around, 0, room);
  card.style.width = `${width}px`;
  const now = card.getBoundingClientRect();
  const { left, top } = place(at, around, now.height, room);
  card.style.left = `${left - now.left}px`;
  card.style.top = `${top - now.top}px`;
}
