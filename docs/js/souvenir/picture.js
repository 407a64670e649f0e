// The souvenir as one SVG of 1200 x 630 that needs nothing of the page: its colours and its fonts are
// written into it, so that it looks the same where it is saved. An image cannot load fonts.
//
//   site name                                  address
//   "7 of 12 guesses were right"
//   a knob for each guess
//   the drawn curve beside the measured    the perfect cake

import { cakeShape, INGREDIENTS, MOST } from "../lib/cake.js";
import { shape } from "../lib/dom.js";
import { linePath, scale, within } from "../lib/scale.js";
import { turn } from "../lib/slider.js";
import { headline } from "./words.js";

export const [WIDTH, HEIGHT] = [1200, 630];
const [LEFT, RIGHT] = [60, 1140];
const PLOT = { left: 60, right: 600, top: 372, bottom: 552 };
const KNOBS = { domain: [10, 200], ticks: [[10, "10"], [30, "30"], [100, "100"], [200, "200 knobs"]] };
const MISS = { domain: [0.003, 1000], ticks: [[0.01, "0.01"], [1, "1"], [100, "100"]] };
const FIRST = 52; // from the edge to the first place: the numbers of the axis stand there
const APART = 30; // between two labels at the end of the curves
const CAKE = { left: 850, top: 348, width: 290 };
const PITCH = 36; // from knob to knob
const ANSWERED = 0.5; // share of its way of a knob that is turned upright
const OPEN = 0.05; // and of one that is left as it was

/**
 * The picture. `look` has the colours { paper, ink, muted, grid, test } and the fonts { serif, sans },
 * `address` is where the site is.
 */
export function picture({ guesses, curve, cake }, measured, look, address) {
  const text = writer(look);
  return shape(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT,
    },
    shape("rect", { width: WIDTH, height: HEIGHT, fill: look.paper }),
    text("Billions of Knobs", LEFT, 76, { size: 34, serif: true, bold: true }),
    text(address, RIGHT, 76, { size: 24, fill: look.muted, end: true }),
    ...(guesses.compared ? counted(guesses, text, look) : noGuess(text, look)),
    ...(curve ? drawn(curve, measured, text, look) : noCurve(text, look)),
    ...(cake ? baked(cake, text, look) : noCake(text, look)),
  );
}

/** What writes: text(words, x, y, { size, fill, serif, bold, end, middle }). */
const writer = (look) =>
  (words, x, y, { size = 24, fill = look.ink, serif = false, bold = false, end = false, middle = false } = {}) =>
    shape(
      "text",
      {
        x, y, fill, "font-size": size, "font-family": serif ? look.serif : look.sans,
        "font-weight": bold ? 600 : 400, "text-anchor": end ? "end" : middle ? "middle" : "start",
      },
      words,
    );

// Guesses: a headline, and a knob for each

function counted(guesses, text, look) {
  const { right, compared } = guesses;
  const pitch = Math.min(PITCH, (RIGHT - LEFT) / compared);
  const knob = (_, i) => knobShape(LEFT + pitch * (i + 0.5), 228, 0.38 * pitch, i < right, look);
  return [
    text(headline(guesses), LEFT, 176, { size: 74, serif: true, bold: true }),
    ...Array.from({ length: compared }, knob),
  ];
}

/** A knob: turned upright and filled, or left as it was. */
function knobShape(x, y, r, turned, { ink, paper }) {
  const angle = turn(turned ? ANSWERED : OPEN);
  return shape(
    "g",
    { transform: `translate(${short(x)} ${y}) rotate(${angle})` },
    shape("circle", { r: short(r), fill: turned ? ink : paper, stroke: ink, "stroke-width": 2 }),
    shape("path", {
      d: `M0 ${short(-r / 3)}V${short(2 - r)}`, stroke: turned ? paper : ink, "stroke-width": 3,
    }),
  );
}

const noGuess = (text, { muted }) => [
  text("No guesses yet", LEFT, 176, { size: 74, serif: true, bold: true, fill: muted }),
  text("Each chapter asks some.", LEFT, 236, { fill: muted }),
];

// The curve past ten knobs

function drawn(curve, measured, text, look) {
  const x = scale(KNOBS.domain, [PLOT.left + FIRST, PLOT.right], { log: true });
  const y = scale(MISS.domain, [PLOT.bottom, PLOT.top], { log: true });
  const across = (values) => values.map((value) => x(within(value, KNOBS.domain)));
  const up = (values) => values.map((value) => y(within(value, MISS.domain)));
  const line = (xs, ys, attributes) =>
    shape("path", {
      d: linePath(across(xs), up(ys)), fill: "none", "stroke-linejoin": "round", "stroke-width": 5, ...attributes,
    });
  const [mine] = up([curve.ys.at(-1)]);
  const ends = [{ at: mine, words: "my guess", fill: look.ink }];
  const real = [];
  if (measured) {
    const { xs, ys, low, high } = measured;
    const edge = linePath(across([...xs, ...xs.toReversed()]), up([...low, ...high.toReversed()]));
    real.push(
      shape("path", { d: `${edge}Z`, fill: look.test, "fill-opacity": 0.14 }),
      line(xs, ys, { stroke: look.test }),
    );
    ends.push({ at: up([ys.at(-1)])[0], words: "what came", fill: look.test });
  }
  return [
    ...frame(text, look, [x, y]),
    ...real,
    line(curve.xs, curve.ys, { stroke: look.ink, "stroke-dasharray": "15 10" }),
    ...spaced(ends).map(({ at, words, fill }) => text(words, PLOT.right + 14, at + 9, { size: 28, fill, bold: true })),
  ];
}

/** Title, axes and the lines of the grid, their numbers on them. */
function frame(text, { ink, muted, grid }, [x, y] = []) {
  const { left, right, bottom } = PLOT;
  const small = { size: 22, fill: muted };
  const axes = x && [
    ...MISS.ticks.flatMap(([value, words]) => [
      rule(left, y(value), right, grid),
      text(words, left, y(value) - 6, small),
    ]),
    ...KNOBS.ticks.map(([value, words], i) =>
      text(words, x(value), bottom + 32, { ...small, middle: i < KNOBS.ticks.length - 1 })),
  ];
  return [
    text("Past ten knobs: what I drew, what came", left, 316, { size: 28, bold: true, fill: x ? ink : muted }),
    ...(axes ? [text("squared miss on new cakes, eight of ten kitchens in the band", left, 348, small), ...axes] : []),
    rule(left, bottom, right, muted),
  ];
}

const rule = (left, y, right, stroke) =>
  shape("path", { d: `M${left} ${short(y)}H${right}`, stroke, "stroke-width": 1.5 });

/** Labels pushed apart where two curves end at nearly the same height, the higher one up. */
export function spaced(labels) {
  if (labels.length < 2) return labels;
  const [upper, lower] = [...labels].sort((a, b) => a.at - b.at);
  const missing = Math.max(0, APART - (lower.at - upper.at));
  return [{ ...upper, at: upper.at - missing / 2 }, { ...lower, at: lower.at + missing / 2 }];
}

const noCurve = (text, look) => [
  ...frame(text, look),
  text("Nothing drawn yet. Chapter 2 asks for it.", PLOT.left, 470, { fill: look.muted }),
];

// The cake

function baked(amounts, text, { ink, paper, muted }) {
  const { left, top, width } = CAKE;
  const cake = cakeShape(amounts, { width, colors: { ink, light: paper, dark: ink } });
  cake.setAttribute("x", left - 12);
  cake.setAttribute("y", top - 20);
  const list = INGREDIENTS.map((name, i) => `${name} ${amounts[i]}`);
  const small = { size: 22, fill: muted };
  return [
    text("My perfect cake", left, 316, { size: 28, bold: true }),
    cake,
    text(list.slice(0, 3).join(", "), left, 562, small),
    text(`${list.slice(3).join(", ")}, each of ${MOST}`, left, 590, small),
  ];
}

const noCake = (text, { muted }) => [
  text("My perfect cake", CAKE.left, 316, { size: 28, bold: true, fill: muted }),
  text("Not baked yet.", CAKE.left, 470, { fill: muted }),
  rule(CAKE.left, PLOT.bottom, RIGHT, muted),
];

const short = (v) => Math.round(100 * v) / 100;
