// On paper the answers to the guesses stand in small type at the end of the page, not under each
// question; who prints without a script finds them there.

import { element } from "../lib/dom.js";

export function answerOnPaper() {
  const paper = matchMedia("print");
  let sheet = null;
  const lay = (down) => {
    sheet?.remove();
    sheet = down ? answers() : null;
  };
  // The event comes before the sheets are counted, the change of medium after.
  addEventListener("beforeprint", () => lay(true));
  addEventListener("afterprint", () => lay(false));
  paper.addEventListener("change", () => lay(paper.matches));
}

function answers() {
  const items = [...document.querySelectorAll("fieldset.guess > details.answer")].map((answer) => {
    const question = answer.parentElement.querySelector("legend").cloneNode(true);
    question.querySelector(".guess-kicker")?.remove();
    const said = [...answer.cloneNode(true).children].filter(({ tagName }) => tagName !== "SUMMARY");
    return element("li", {}, element("b", {}, question.textContent.trim()), ...said);
  });
  if (!items.length) return null;
  const title = element("p", { class: "kicker" }, "Answers");
  const list = element("section", { class: "paper-answers" }, title, element("ol", {}, ...items));
  document.querySelector(".page").append(list);
  return list;
}
