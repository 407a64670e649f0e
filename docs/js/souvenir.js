// The souvenir at the end of the last chapter: one picture of what a reader did, to keep or to send.
//
//   what the device keeps --now, at every change, here or in another tab--> picture and words
//
// The page holds an element of class `souvenir` with a list of links, `data-for` a part each: where to
// fill what is empty. It is drawn from what is kept (souvenir/made.js) and goes nowhere unless pressed.

import { button, element, useful } from "./lib/dom.js";
import { copyLink } from "./lib/copy_link.js";
import { result } from "./lib/load.js";
import { anything, made, measuredFrom } from "./souvenir/made.js";
import { picture } from "./souvenir/picture.js";
import { canShare, save, share } from "./souvenir/share.js";
import { saysParts, saysPicture, saysShared } from "./souvenir/words.js";

const SITE = new URL("../", import.meta.url);
const MEASURED = new URL("../figures/knob_sweep_error.page.txt", import.meta.url);
const COLORS = ["paper", "ink", "muted", "grid", "test"];

let data = null; // the measured curve, once it is wanted
let life = null; // of the souvenir on the page

export function souvenir(place) {
  life?.abort();
  const own = new AbortController();
  const { signal } = own;
  life = own;
  let state = null;
  let shown = null; // the picture
  let drawn = ""; // what is on the page: what has not changed keeps the focus
  let trouble = ""; // why the measured curve is missing
  let [due, loading] = [0, false];

  const frame = element("div", { class: "souvenir-picture", "data-md-color-scheme": "default" });
  const list = element("ul", { class: "souvenir-parts" });
  const saving = button("Save as PNG", "act", () =>
    act(async () => `Saved as ${await save(shown, look().paper)}.`));
  const sharing = button("Share", "act", () =>
    act(async () => ((await share(shown, look().paper, told())) ? "Shared." : "Not shared.")));
  const says = element("p", { class: "souvenir-says", role: "status" });
  const { copying, field } = copyLink(() => SITE.href, act, "Link to this site");
  sharing.hidden = !canShare();
  for (const old of place.querySelectorAll(":scope > section")) old.remove();
  place.append(
    element(
      "section",
      { "aria-labelledby": "souvenir" },
      element("h2", { id: "souvenir" }, "Your card"),
      element("p", { class: "souvenir-lead" }, "It is drawn here, from what this device keeps. Nothing leaves the page unless you press."),
      frame, list,
      element("div", { class: "souvenir-acts" }, saving, sharing, copying),
      says, field,
    ),
  );

  // The picture

  const told = () => ({ text: saysShared(state), url: SITE.href });

  /** Colours and fonts as they are in the light theme, where the picture stands. */
  function look() {
    const style = getComputedStyle(frame);
    const value = (name) => style.getPropertyValue(`--${name}`).trim();
    return Object.fromEntries([...COLORS, "serif", "sans"].map((name) => [name, value(name)]));
  }

  function draw() {
    due = 0;
    state = made(SITE.pathname);
    const measured = state.curve && data ? measuredFrom(state.curve.xs[0], data) : null;
    const now = JSON.stringify([state, measured, trouble]);
    if (now === drawn) return;
    drawn = now;
    const parts = saysParts(state, measured);
    shown = picture(state, measured, look(), `${SITE.host}${SITE.pathname}`.replace(/\/$/, ""));
    shown.setAttribute("role", "img");
    shown.setAttribute("aria-label", saysPicture(parts));
    frame.replaceChildren(shown);
    list.replaceChildren(...Object.entries(parts).map(([name, words]) => part(name, words)));
    frame.toggleAttribute("data-empty", !anything(state));
    for (const act of [saving, sharing]) useful(act, anything(state));
    if (state.curve && !data && !trouble) measure();
  }

  /** A line of the list: what there is, or where to get it. */
  function part(name, words) {
    if (words && name === "curve" && trouble) {
      const again = button("Try again", "undo", () =>
        act(async () => {
          await measure();
          if (trouble) return "It is still missing.";
          frame.tabIndex = -1; // the button is gone: the focus goes where the curve is
          frame.focus({ preventScroll: true });
          return "Here it is.";
        }));
      return element("li", {}, `${words} What came is missing: ${trouble}. `, again);
    }
    if (words) return element("li", {}, words);
    const where = place.querySelector(`a[data-for="${name}"]`).cloneNode(true);
    return element("li", { class: "souvenir-empty" }, where);
  }

  async function measure() {
    if (loading) return;
    loading = true;
    try {
      data = await result(MEASURED, signal);
      trouble = "";
    } catch (error) {
      trouble = error.message;
    }
    loading = false;
    if (!signal.aborted) draw();
  }

  function later() {
    if (place.isConnected) due ||= requestAnimationFrame(draw);
    else own.abort();
  }
  document.addEventListener("keeps", later, { signal });
  addEventListener("storage", later, { signal });
  addEventListener("pageshow", later, { signal });
  signal.addEventListener("abort", () => cancelAnimationFrame(due));
  draw();

  // Ways out

  async function act(work) {
    field.hidden = true;
    says.textContent = "";
    try {
      says.textContent = await work();
    } catch (error) {
      says.textContent = `That was refused here: ${error.message}. A screenshot of the card works everywhere.`;
    }
  }
}
