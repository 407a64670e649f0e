// Terms of the glossary: the style sheet shows what they mean; this adds what it cannot do.
// Escape puts a definition away until the reader comes back to the term, and one that would end
// below the window stands above its line instead.

let listening = false;

/** Whether a box of this height goes above a line: only if it fits there and not below. */
export function goesAbove({ top, bottom }, height, { from, to }) {
  return bottom + height > to && top - height >= from;
}

export function explainTerms(root = document) {
  if (listening) return; // the listeners outlive a change of page
  listening = true;
  const of = (node) => {
    const found = node?.closest?.(".term, .definition");
    return found?.matches(".definition") ? found.previousElementSibling : found;
  };
  for (const type of ["pointerover", "focusin"]) {
    root.addEventListener(type, ({ target }) => {
      if (target.closest?.(".term")) settle(target.closest(".term"));
    });
  }
  for (const type of ["pointerout", "focusout"]) {
    root.addEventListener(type, ({ target, relatedTarget }) => {
      const term = of(target);
      if (term && of(relatedTarget) !== term) delete term.dataset.dismissed;
    });
  }
  root.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape") return;
    for (const term of root.querySelectorAll(".term")) {
      if (getComputedStyle(term.nextElementSibling).display !== "none") term.dataset.dismissed = "";
    }
  });
}

function settle(term) {
  const box = term.nextElementSibling;
  box.style.translate = "";
  const { height } = box.getBoundingClientRect();
  const header = document.querySelector(".md-header")?.getBoundingClientRect().bottom ?? 0;
  const room = { from: Math.max(0, header), to: document.documentElement.clientHeight };
  if (!goesAbove(term.getBoundingClientRect(), height, room)) return;
  const line = parseFloat(getComputedStyle(term).lineHeight);
  box.style.translate = `0 ${-height - line}px`;
}
