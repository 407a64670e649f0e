// A cake drawn from its five amounts, each a whole number from 0 to 8: sugar, butter, cocoa, eggs, salt.
//
//   node.append(cakeShape([8, 2, 5, 4, 0], { width: 160 }));
//
// Eggs raise it, cocoa darkens it, butter makes its icing run and shine, sugar lies on it in crystals
// and salt beside it. The geometry is that of scripts/plotting/cake.py: 240 wide, 180 high.

import { shape } from "./dom.js";

export const INGREDIENTS = ["sugar", "butter", "cocoa", "eggs", "salt"];
export const MOST = 8;
const [WIDTH, HEIGHT] = [240, 180];
const [GROUND, LEFT, RIGHT] = [164, 34, 194];
const DRIPS = 6;
const [GOLDEN, SILVER] = [0.6180339887498949, 0.4142135623730951]; // steps that scatter without a dice
// Light stays light and dark dark in both themes: css/widgets.css.
const COLORS = { ink: "var(--ink)", light: "var(--cake-light)", dark: "var(--cake-dark)" };
const WORDS = [
  "none", "hardly any", "little", "rather little", "a medium amount", "rather a lot", "a lot",
  "nearly the most", "the most",
];

/** "sugar: the most, butter: little, ..." */
export const cakeWords = (amounts) =>
  INGREDIENTS.map((name, i) => `${name}: ${WORDS[amounts[i]]}`).join(", ");

/**
 * The cake as an <svg>. `colors` gives { ink, light, dark } where the page's tokens do not reach, as in
 * a picture that is saved.
 */
export function cakeShape(amounts, { width = WIDTH, colors = COLORS } = {}) {
  const size = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width, height: (width * HEIGHT) / WIDTH };
  const said = { role: "img", "aria-label": `A cake. ${cakeWords(amounts)}` };
  return shape(
    "svg",
    { class: "cake", ...size, ...said },
    ...cakeParts(amounts).map(({ steps, fill, line, opacity }) =>
      shape("path", {
        d: steps.map(([kind, ...numbers]) => kind + numbers.map(short).join(" ")).join(""),
        fill: fill ? colors[fill] : "none",
        ...(opacity < 1 && { "fill-opacity": short(opacity) }),
        ...(line && { stroke: colors[line], "stroke-width": 2 }),
        "stroke-linejoin": "round", "stroke-linecap": "round",
      }),
    ),
  );
}

const short = (x) => Math.round(100 * x) / 100;

/** Paths of a cake, from the back to the front: { name, steps, fill, line, opacity }. */
export function cakeParts([sugar, butter, cocoa, eggs, salt]) {
  const tall = 24 + 12 * eggs;
  const top = GROUND - tall;
  const shade = 0.11 * cocoa;
  const across = (i) => LEFT + 8 + scattered(i, GOLDEN) * (RIGHT - LEFT - 20);
  const side = (i) => 2 * scattered(i, GOLDEN) - 1; // of the heap of salt, -1 to 1
  const bubbles = several(3 * eggs, (i) =>
    square(
      across(i), top + 14 + scattered(i, SILVER) * (tall - 20), 2.5 + 2 * scattered(i, GOLDEN + SILVER),
    ));
  const crystals = several(3 * sugar, (i) => square(across(i), top - 19 - 9 * scattered(i, SILVER), 4.5));
  const grains = several(3 * salt, (i) =>
    square(
      214 + side(i) * (4 + 1.4 * salt),
      GROUND + 1 - 1.8 * salt * scattered(i, SILVER) * (1 - Math.abs(side(i))),
      3.2,
    ));
  const box = [["M", LEFT, GROUND], ["L", LEFT, top], ["L", RIGHT, top], ["L", RIGHT, GROUND], ["Z"]];
  const shine = butter ? [["M", 52, top - 7], ["L", 52 + 10 * butter, top - 7]] : [];
  const part = (name, steps, fill, line = null, opacity = 1) => ({ name, steps, fill, line, opacity });
  return [
    part("crumb", box, "light"),
    part("cocoa", box, "dark", null, shade),
    part("bubbles", bubbles, shade > 0.4 ? "light" : "dark", null, 0.4),
    part("edge", box, null, "ink"),
    part("icing", icing(butter, tall), "light", "dark"),
    part("shine", shine, null, "dark"),
    part("sugar", crystals, "light", "ink"),
    part("salt", grains, "ink"),
    part("plate", [["M", 12, GROUND + 5], ["L", 236, GROUND + 5]], null, "ink"),
  ];
}

/** Icing over the top; its drips are as long as it is buttery, and end on the plate. */
function icing(butter, tall) {
  const top = GROUND - tall;
  const [left, right, base] = [LEFT - 3, RIGHT + 3, top + 6];
  const width = (right - left) / DRIPS;
  const steps = [
    ["M", left, base],
    ["C", left, top - 10, left + 7, top - 14, left + 19, top - 14],
    ["L", right - 19, top - 14],
    ["C", right - 7, top - 14, right, top - 10, right, base],
  ];
  for (let i = 0; i < DRIPS; i += 1) {
    const long = Math.min(tall - 8, 4 + butter * (3 + 7 * scattered(i, GOLDEN)));
    const x = right - i * width;
    const low = base + (4 / 3) * long; // a curve whose lowest point is `long` below its ends
    steps.push(["C", x, low, x - width, low, x - width, base]);
  }
  return [...steps, ["Z"]];
}

const square = (x, y, side) =>
  [["M", x, y], ["L", x + side, y], ["L", x + side, y + side], ["L", x, y + side], ["Z"]];
const several = (n, shapeOf) => Array.from({ length: n }, (_, i) => shapeOf(i)).flat();
const scattered = (i, step) => ((i + 1) * step) % 1;
