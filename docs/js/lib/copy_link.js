// A button that copies an address, and what to do where copying is not allowed.

import { button, element } from "./dom.js";

const BY_HAND =
  "Copying is not allowed here. The link is selected: press Ctrl and C (⌘ and C on a Mac), or hold it and choose Copy.";

/**
 * Button and field of an address.
 *
 * `address()` gives it when it is wanted, `say(work)` shows what `work()` tells; `label` names the field.
 */
export function copyLink(address, say, label) {
  const field = element("input", { type: "text", readonly: "", "aria-label": label, hidden: "" });
  const copy = async () => {
    const link = address();
    try {
      await navigator.clipboard.writeText(link);
      return `Copied: ${link}`;
    } catch {
      field.value = link;
      field.hidden = false;
      field.focus({ preventScroll: true });
      field.select();
      return BY_HAND;
    }
  };
  return { copying: button("Copy link", "act", () => say(copy)), field };
}
