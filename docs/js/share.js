// At the foot of a page: copy its link, or hand it to the system's own sheet. The four services stand
// behind these in a fold, and alone where there is no script.

import { button, element } from "./lib/dom.js";
import { copyLink } from "./lib/copy_link.js";

export function shared(place) {
  if ("kept" in place.dataset) return;
  place.dataset.kept = "";
  const says = element("p", { class: "share-says", role: "status" });
  const say = async (work) => {
    field.hidden = true;
    says.textContent = "";
    says.textContent = await work();
  };
  const { copying, field } = copyLink(() => place.dataset.address, say, "Link to this page");
  const sheet = button("Share", "act", () =>
    say(async () => {
      try {
        await navigator.share({ title: document.title, url: place.dataset.address });
        return "Shared.";
      } catch (error) {
        return error.name === "AbortError" ? "Not shared." : `That was refused here: ${error.message}.`;
      }
    }));
  sheet.hidden = typeof navigator.share !== "function";
  place.prepend(element("div", { class: "share-acts" }, copying, sheet), says, field);
}
