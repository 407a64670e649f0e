// The tally at the end of a page: how many guesses were made and agreed with, and "Forget it all".
//
//   kept --Forget it all--> forgotten --Undo, until the page is left--> kept

import { button, element, useful } from "../lib/dom.js";
import { counted, device, parsed } from "./record.js";
import { saysTally } from "./words.js";

const SITE = new URL("../../", import.meta.url).pathname;

/**
 * The tally, in the element of class `tally` or at the end of the page; gives the function that counts
 * anew. `again` makes the page read anew what is kept.
 */
export function tally(root, { again, store = device, base = SITE }) {
  const place = root.querySelector(".tally") ?? element("div", { class: "tally" });
  if (!place.isConnected) root.querySelector(".page")?.append(place);
  const said = element("p");
  const kept = element("span");
  const pressed = element("span", { class: "spoken", role: "status" });
  let forgotten = null; // what was kept before it was forgotten

  const act = button("Forget it all", "undo", () => {
    const { top } = act.getBoundingClientRect();
    if (forgotten) {
      // What has been guessed since then stands.
      for (const [name, value] of forgotten) if (store.get(name) === null) store.set(name, value);
      forgotten = null;
    } else {
      forgotten = store.all(base).map((name) => [name, store.get(name)]);
      for (const [name] of forgotten) store.set(name, null);
    }
    again();
    pressed.textContent = forgotten ? "All of it is forgotten." : "All of it is back.";
    // Answers have closed above: what was pressed stays under the finger.
    scrollBy({ top: act.getBoundingClientRect().top - top, behavior: "instant" });
  });
  place.replaceChildren(
    element("p", { class: "guess-kicker" }, "Your guesses"),
    said,
    element("p", { class: "tally-kept" }, kept, " ", act, pressed),
  );

  return (guesses) => {
    const site = counted(store.names(base).map((name) => parsed(store.get(name))));
    said.textContent = saysTally({ ...counted(guesses), all: guesses.length }, site);
    kept.textContent = forgotten
      ? "Forgotten, on all pages."
      : store.lasts()
        ? "It is kept on this device only."
        : "This device does not keep it: it goes when you leave.";
    act.textContent = forgotten ? "Undo" : "Forget it all";
    useful(act, forgotten || store.made(base).length > 0);
  };
}
