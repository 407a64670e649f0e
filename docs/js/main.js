// Brings a page to life: guesses are kept, figures get their widget when they come near, and terms
// and numbers explain themselves. A page works without this file.

import { keepGuesses } from "./guess.js";
import { explain } from "./lib/card.js";
import { addressed, element, near } from "./lib/dom.js";
import { enliven } from "./lib/figure.js";
import { numbers, openDrawers } from "./number.js";
import { sharing } from "./share.js";
import { terms } from "./term.js";

function start() {
  keepGuesses(document); // first: covers lie on their figures before they come to life
  enliven(document);
  explain(document, [terms, numbers]);
  openDrawers();
  sharing(document);
  moved();
  sorting(document.querySelector(".drawers"));
  lastPage(document.querySelector(".souvenir"));
  if (wanted?.href === location.href) requestAnimationFrame(arrive);
  wanted = null;
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
