// What a term of the glossary means. Without this the style sheet shows it on hover and focus, and a
// click follows the link; with it a tap stays on the page, and the card holds the link.

import { element } from "./lib/dom.js";

export const terms = {
  selector: ".term",
  label: "What this word means",
  content(term) {
    const meaning = document.getElementById(`meaning-${term.hash.slice(1)}`);
    if (!meaning) return null;
    return [meaning.textContent, " ", element("a", { href: term.href }, "In the glossary")];
  },
};
