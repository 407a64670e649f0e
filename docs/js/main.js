// Brings a page to life: guesses are kept, figures get their widget when they come near, and terms
// and numbers explain themselves. A page works without this file.

import { keepGuesses } from "./guess.js";
import { enliven } from "./lib/figure.js";
import { explainNumbers } from "./number.js";
import { explainTerms } from "./term.js";

function start() {
  keepGuesses(document); // before figures come to life: some stay covered until they are guessed
  enliven(document);
  explainTerms(document);
  explainNumbers(document);
}

// Instant navigation replaces the page without loading this module again; `document$` tells.
if (window.document$) window.document$.subscribe(start);
else start();
