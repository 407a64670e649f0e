// Brings a page to life: guesses are kept, figures get their widget when they come near, and terms
// and numbers explain themselves. A page works without this file.

import { keepGuesses } from "./guess.js";
import { explain } from "./lib/card.js";
import { enliven } from "./lib/figure.js";
import { numbers, openDrawers } from "./number.js";
import { terms } from "./term.js";

function start() {
  keepGuesses(document); // first: covers lie on their figures before they come to life
  enliven(document);
  explain(document, [terms, numbers]);
  openDrawers();
  if (wanted?.href === location.href) requestAnimationFrame(arrive);
}

// The theme forgets where a link leads if the page is scrolled while the next one is on its way.
let wanted = null;
function arrive() {
  const place = document.getElementById(wanted.hash.slice(1));
  if (place) place.scrollIntoView();
  else window.scrollTo(0, 0);
  wanted = null;
}
function follow({ target }) {
  const link = target.closest?.("a[href]");
  wanted = link && link.pathname !== location.pathname ? new URL(link.href) : null;
}
document.addEventListener("click", follow, true); // before the theme changes the address

// Instant navigation replaces the page without loading this module again; `document$` tells.
if (window.document$) window.document$.subscribe(start);
else start();
