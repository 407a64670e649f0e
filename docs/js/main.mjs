// Brings a page to life: guesses are kept, and figures get their widget when they come near.
// A page works without this file; a widget that fails leaves the static figure as it is.

import { keepGuesses } from "./guess.mjs";
import { explainNumbers } from "./number.mjs";
import { explainTerms } from "./term.mjs";

const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      target.dataset.attached = "";
      attach(target).catch((error) => console.error(`Widget ${target.dataset.widget}:`, error));
    }
  },
  { rootMargin: "400px 0px" },
);

async function attach(figure) {
  const { widget: name, stem = name } = figure.dataset;
  const data = new URL(`${stem}.json`, figure.querySelector("img").src);
  const [{ widget }, json] = await Promise.all([
    import(new URL(`./widgets/${name}.mjs`, import.meta.url)),
    fetch(data).then((response) => {
      if (!response.ok) throw new Error(`${response.status} for ${data.pathname}`);
      return response.json();
    }),
  ]);
  figure.querySelector("figcaption").before(await widget(json.data, data));
}

function start() {
  near.disconnect(); // figures of the page we came from
  for (const figure of document.querySelectorAll("figure[data-widget]:not([data-attached])")) {
    near.observe(figure);
  }
  keepGuesses(document);
  explainTerms(document);
  explainNumbers(document);
}

// Instant navigation replaces the page without loading this module again; `document$` tells.
if (window.document$) window.document$.subscribe(start);
else start();
