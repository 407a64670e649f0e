// The board of federated: ten owners around the common machine, each a picture of its 640 knobs, and
// the copies that fly between them. A picture is ten squares of 8 x 8, the darker the more ink there
// speaks for the digit.

import { canvas } from "../lib/chart.js";
import { element } from "../lib/dom.js";
import { CLASSES, OWNERS } from "../lib/owners.js";

const SIDE = 8;
const ACROSS = 5; // squares, and owners, in a row
const GAP = 1; // of a knob, between squares
const WIDE = ACROSS * (SIDE + GAP) - GAP;
const HIGH = 2 * (SIDE + GAP) - GAP;
export const WORDS = 38; // px under a picture: what the owner has, and what it misreads alone

/** A small canvas that shows knobs; `show(knobs, full)`, where `full` is the darkest. */
function stamp() {
  const sheet = document.createElement("canvas");
  Object.assign(sheet, { width: WIDE, height: HIGH });
  const context = sheet.getContext("2d");
  const pixels = context.createImageData(WIDE, HIGH);
  const show = (knobs, full, shades) => {
    for (let k = 0; k < CLASSES; k++) {
      const left = (k % ACROSS) * (SIDE + GAP);
      const top = Math.floor(k / ACROSS) * (SIDE + GAP);
      for (let i = 0; i < SIDE * SIDE; i++) {
        const share = Math.max(-1, Math.min(1, knobs[k * SIDE * SIDE + i] / full));
        const at = 4 * ((top + (i >> 3)) * WIDE + left + (i & 7));
        const shade = 3 * Math.round(127 * (share + 1));
        for (let c = 0; c < 3; c++) pixels.data[at + c] = shades[shade + c];
        pixels.data[at + 3] = 255;
      }
    }
    context.putImageData(pixels, 0, 0);
  };
  return { sheet, show };
}

const ramps = new Map(); // colours of paper and ink to their shades: reading a colour back takes time

/** 255 shades from paper, over a light grey for a knob at zero, to ink. */
function ramp(color) {
  const key = `${color("paper")} ${color("ink")}`;
  if (ramps.has(key)) return ramps.get(key);
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const channels = (token) => {
    context.fillStyle = color(token);
    context.fillRect(0, 0, 1, 1);
    return context.getImageData(0, 0, 1, 1).data;
  };
  const [paper, ink] = [channels("paper"), channels("ink")];
  const shades = Uint8ClampedArray.from({ length: 255 * 3 }, (_, i) => {
    const share = Math.floor(i / 3) / 254; // 0.5 is a knob at zero
    const dark = share < 0.5 ? 0.4 * share : 0.2 + 1.6 * (share - 0.5);
    return paper[i % 3] + dark * (ink[i % 3] - paper[i % 3]);
  });
  ramps.set(key, shades);
  return shades;
}

/** A picture of knobs as wide as its place. */
export function picture(signal) {
  const own = stamp();
  let told = null;
  let shades = null;
  const sheet = canvas((context, color) => {
    shades = ramp(color);
    if (!told) return;
    own.show(...told, shades);
    context.imageSmoothingEnabled = false;
    context.drawImage(own.sheet, 0, 0, sheet.size.width, sheet.size.height);
  }, signal);
  return {
    node: sheet.node,
    resize: (width) => sheet.resize(width, Math.round((width * HIGH) / WIDE)),
    show(knobs, full) {
      told = [knobs, full];
      sheet.paint();
    },
  };
}

const ease = (share) => share * share * (3 - 2 * share);
const mix = (a, b, share) => a + (b - a) * share;

/** All places on a board of this width: { owners, common, height }, each { x, y, width, height }. */
export function laid(width) {
  const gap = width < 560 ? 6 : 16;
  const wide = (width - (ACROSS - 1) * gap) / ACROSS;
  const high = (wide * HIGH) / WIDE;
  const inner = Math.min(2 * wide + gap, 240);
  const middle = high + WORDS + gap;
  const common = {
    x: (width - inner) / 2, y: middle, width: inner, height: (inner * HIGH) / WIDE,
  };
  const below = middle + common.height + 24 + gap;
  const owners = Array.from({ length: OWNERS }, (_, i) => ({
    x: (i % ACROSS) * (wide + gap), y: i < ACROSS ? 0 : below, width: wide, height: high,
  }));
  return { owners, common, height: below + high + WORDS };
}

/**
 * The board. `chosen(i)` is called for the owner that is pressed; `show(view)` paints
 * { owners, common, full, flight }: a flight is { out, share }, from the middle or back to it.
 */
export function board(signal, chosen) {
  const buttons = Array.from({ length: OWNERS }, (_, i) => {
    const node = element("button", { type: "button", class: "owner", "aria-pressed": "false" },
      element("span", { class: "owner-has" }), element("span", { class: "owner-alone" }));
    node.addEventListener("click", () => chosen(i));
    return node;
  });
  const name = element("p", { class: "owners-common" }, "the common machine");
  const stamps = Array.from({ length: OWNERS + 1 }, stamp);
  let places = null;
  let view = null;
  let shades = null;
  let painted = []; // knobs and scale that each stamp has
  const sheet = canvas((context, color) => {
    shades = ramp(color);
    painted = [];
    if (view) paint(context);
  }, signal);
  const node = element("div", { class: "owners-board" }, sheet.node, ...buttons, name);

  function paint(context) {
    context.clearRect(0, 0, sheet.size.width, sheet.size.height);
    context.imageSmoothingEnabled = false;
    const all = [...view.owners, view.common];
    all.forEach((knobs, i) => {
      // Knobs that move are written into the same array: those are painted anew.
      if (!view.moving && painted[i]?.knobs === knobs && painted[i].full === view.full) return;
      painted[i] = { knobs, full: view.full };
      stamps[i].show(knobs, view.full, shades);
    });
    const put = (i, { x, y, width, height }) => context.drawImage(stamps[i].sheet, x, y, width, height);
    all.forEach((_, i) => put(i, places.owners[i] ?? places.common));
    if (!view.flight) return;
    const { out, share } = view.flight;
    const way = ease(out ? share : 1 - share);
    places.owners.forEach((place, i) => {
      const at = {};
      for (const side of ["x", "y", "width", "height"]) at[side] = mix(places.common[side], place[side], way);
      put(out ? OWNERS : i, at);
    });
  }
  function resize(width) {
    places = laid(width);
    node.style.height = `${places.height}px`;
    buttons.forEach((each, i) => {
      const { x, y, width: wide, height } = places.owners[i];
      Object.assign(each.style, {
        left: `${x}px`, top: `${y}px`, width: `${wide}px`, height: `${height + WORDS}px`,
        paddingTop: `${height}px`,
      });
    });
    name.style.top = `${places.common.y + places.common.height}px`;
    sheet.resize(width, places.height);
  }
  return {
    node,
    buttons,
    resize,
    show(next) {
      view = next;
      if (shades && places) paint(sheet.node.getContext("2d"));
    },
  };
}
