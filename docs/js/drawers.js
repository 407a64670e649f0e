// What goes in which drawer: the reader sorts, and each answer explains itself.
//
//   <div class="drawers"> a table: thing, drawer, why </div>
//
// The table is what a reader without a script has, and paper. Nothing is kept when the page is left.

import { button, element, useful } from "./lib/dom.js";

export function drawers(place) {
  if (!place || place.dataset.live) return;
  const things = [...place.querySelectorAll("tbody tr")].map(({ cells }) =>
    [...cells].map((cell) => cell.textContent.trim()));
  if (!things.length || things.some((cells) => cells.length !== 3)) return;
  place.dataset.live = "";
  const names = [...new Set(things.map(([, drawer]) => drawer))];
  const counts = element("p", { class: "drawers-count" });
  const spoken = element("output", { class: "spoken" });
  const rows = things.map(([thing, drawer, why]) => row(thing, drawer, why));
  const again = button("Start again", "act", () => {
    for (const { choose } of rows) choose(null);
    told("");
    rows[0].first.focus();
  });
  place.append(...rows.map(({ node }) => node), element("div", { class: "drawers-foot" }, counts, again), spoken);
  told("");

  function row(thing, drawer, why) {
    const right = element("p", { class: "drawer-says" }, `Yes. ${why}`);
    const wrong = element("p", { class: "drawer-says" }, `It is ${drawer}. ${why}`);
    const buttons = names.map((name) =>
      button(name, "drawer", () => {
        choose(name);
        told(`${thing}: ${(name === drawer ? right : wrong).textContent}`);
      }));
    let chosen = null;
    function choose(name) {
      chosen = name;
      buttons.forEach((one, i) => one.setAttribute("aria-pressed", String(names[i] === name)));
      right.toggleAttribute("data-shown", name === drawer);
      wrong.toggleAttribute("data-shown", name !== null && name !== drawer);
    }
    choose(null);
    const node = element(
      "div", { class: "drawer-row", role: "group", "aria-label": thing },
      element("p", { class: "drawer-thing" }, thing), element("div", { class: "drawer-choices" }, ...buttons),
      element("div", { class: "drawer-words" }, right, wrong),
    );
    return { node, choose, first: buttons[0], made: () => chosen !== null, agrees: () => chosen === drawer };
  }

  function told(words) {
    const made = rows.filter((one) => one.made()).length;
    const agreed = rows.filter((one) => one.agrees()).length;
    counts.textContent = made ? `${agreed} of ${made} in the right drawer${made < rows.length ? " so far" : ""}.` : "Nothing sorted yet.";
    useful(again, made > 0);
    spoken.textContent = words;
  }
}
