// Brings a page to life: guesses are kept, figures get their widget when they come near, and terms
// and numbers explain themselves. A page works without this file.

import { explain } from "./lib/card.js";
import { addressed, element, near } from "./lib/dom.js";
import { enliven } from "./lib/figure.js";
import { plainButtons, scrollable } from "./lib/wide.js";
import { numbers, openDrawers } from "./number.js";
import { terms } from "./term.js";

let pages = 0;

function start() {
  if (pages++) land();
  guesses().finally(() => enliven(document)); // covers lie on figures before these come to life
  explain(document, [terms, numbers]);
  openDrawers();
  sharing(document.querySelector(".share"));
  scrollable(document);
  plainButtons(document);
  moved();
  sorting(document.querySelector(".drawers"));
  lastPage(document.querySelector(".souvenir"));
  if (wanted?.href === location.href) requestAnimationFrame(arrive);
  wanted = null;
}

/** On a page that came without loading, the focus would be nowhere, and a screen reader silent. */
function land() {
  const place = addressed(location.hash) ?? document.querySelector(".page h1");
  if (!place) return;
  if (place.tabIndex < 0) place.tabIndex = -1;
  place.focus({ preventScroll: true });
}

let guessing = null; // the module, from the first page that has a guess

async function guesses() {
  if (document.querySelector("fieldset.guess")) guessing ??= import("./guess.js");
  try {
    (await guessing)?.keepGuesses(document);
  } catch (error) {
    console.warn("Guesses:", error);
  }
}

/** A place that was in the first edition of a chapter is on the page of its evidence. */
async function moved() {
  const name = location.hash.slice(1);
  if (!name || !document.querySelector(".page.story") || addressed(location.hash)) return;
  const there = new URL(location.href); // with what a widget was set to
  there.pathname = there.pathname.replace(/\.html$/, "-evidence.html");
  const from = location.href;
  const page = await fetch(there).then((answer) => answer.text(), () => "");
  if (location.href === from && page.includes(`id="${name}"`)) location.replace(there);
}

/** Chapter 1 has things to sort; without this there is a table. */
async function sorting(place) {
  if (!place) return;
  await near(place);
  const { drawers } = await import("./drawers.js");
  drawers(place);
}

/** The foot of a page is far away. */
async function sharing(place) {
  await near(place);
  const { shared } = await import("./share.js");
  shared(place);
}

/** The last chapter ends in a souvenir, fetched when a reader comes there. */
async function lastPage(place) {
  if (!place) return;
  await near(place);
  try {
    const { souvenir } = await import("./souvenir.js");
    souvenir(place);
  } catch (error) {
    console.warn("Souvenir:", error);
    const missing = "Your card of this site could not be loaded. Loading the page again may help.";
    place.append(element("p", { class: "widget-failed", role: "status" }, missing));
  }
}

// The theme forgets where a link leads if the page is scrolled while the next one is on its way.
let wanted = null;
function arrive() {
  const place = document.getElementById(location.hash.slice(1));
  if (place) place.scrollIntoView();
  else window.scrollTo(0, 0);
}
function follow({ target }) {
  const link = target.closest?.("a[href]");
  wanted = link && link.pathname !== location.pathname ? new URL(link.href) : null;
}
document.addEventListener("click", follow, true); // before the theme changes the address

// Instant navigation replaces the page without loading this module again; `document$` tells.
if (window.document$) window.document$.subscribe(start);
else start();
