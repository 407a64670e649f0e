// At the foot of a page: copy its link, or hand it to the system's own sheet. The four services stand
// behind these in a fold, and alone where there is no script. Who came to a figure shares that figure.

import { button, element } from "./lib/dom.js";
import { copyLink } from "./lib/copy_link.js";

/** Title and address of what is shared: the figure that the address bar names, or the page. */
export function what({ title, address }, here, figures) {
  const page = address ?? here.href.replace(/[?#].*$/, "");
  const figure = figures(here.hash.slice(1));
  return figure ? { title: figure, url: page + here.search + here.hash } : { title, url: page };
}

/** Address of a service that is told of a page, for something else on it. */
export function retold(href, before, now) {
  const service = new URL(href);
  for (const [name, value] of [...service.searchParams]) {
    service.searchParams.set(name, value.replace(before.url, () => now.url).replace(before.title, () => now.title));
  }
  return service.href.replaceAll("+", "%20"); // a mail shows the plus
}

const figureTitle = (id) =>
  (id && document.getElementById(id)?.querySelector(":scope > .figure-title")?.textContent.trim()) || null;

export function shared(place) {
  if ("kept" in place.dataset) return;
  place.dataset.kept = "";
  const says = element("p", { class: "share-says", role: "status" });
  const say = async (work) => {
    field.hidden = true;
    says.textContent = "";
    says.textContent = await work();
  };
  const now = () => what(place.dataset, location, figureTitle);
  const { copying, field } = copyLink(() => now().url, say, "Link to this page");
  const sheet = button("Share", "act", () =>
    say(async () => {
      try {
        await navigator.share(now());
        return "Shared.";
      } catch (error) {
        return error.name === "AbortError" ? "Not shared." : `That was refused here: ${error.message}.`;
      }
    }));
  sheet.hidden = typeof navigator.share !== "function";
  const page = what(place.dataset, { href: location.href, hash: "" }, () => null);
  const links = [...place.querySelectorAll("li a")].map((link) => [link, link.href]);
  place.addEventListener("toggle", () => {
    for (const [link, href] of links) link.href = retold(href, page, now());
  }, true);
  place.prepend(element("div", { class: "share-acts" }, copying, sheet), says, field);
}
