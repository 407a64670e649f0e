// The one chart of all widgets: scales, axes with units, lines, bands and dots, and names beside them.
//
//   const plot = chart({ x, y, height: { wide: 260, narrow: 220 } }, signal);
//   parent.append(plot.node);
//   plot.draw([{ line: [xs, ys], role: "test", label: "new digits" }, { dot: [10, 0.3], role: "test" }]);
//
// It is drawn in the pixels it has, so that text keeps its size and lines their width, and again when
// its box changes. Colours are the roles of css/tokens.css; the style is css/widgets.css. A chart is
// silent: what it shows is also said in words beside it.
//
// A mark is an object with one of these, in units of the axes:
//   line: [xs, ys]         with `label`, `at` (where along the frame the label would best stand, 0 to
//                          1), `sides` it may stand on, `thin`; missing values break it
//   band: [xs, lows, highs] its label stands at the upper edge
//   dots: [xs, ys]         small, in the shape of their role
//   dot: [x, y]            large, with `label`
//   sticks: [xs, from, to] upright
//   rule: x                an upright hairline from the bottom to `to`, or to the top
//   level: y               a level line across
// and `role`: a role of the tokens, or "ink", "muted", "grid", "yours" (what the reader guessed, in ink).

import { element, shape } from "./dom.js";
import { placed, sampled } from "./labels.js";
import { linePath, scale, within } from "./scale.js";

export const NARROW = 560; // px: a chart below this has fewer ticks
const LEFT = 42; // px that y labels may take before the first value
const BELOW = 22; // px for x labels
const ABOVE = 10; // px for the top y label, which stands on its line
const FONT = 13; // px
const DOT = 5.5; // px, radius
const AROUND = ["above", "right", "left", "below", "above left", "below left"]; // of a dot
const BEYOND = 4000; // px outside the frame where a path stops being worth its digits

/**
 * Chart of two axes.
 *
 * An axis is { domain: [low, high], log, ticks: [numbers] or { wide, narrow }, text: value to words,
 * name: what it is, with its unit }. `height` is in px, or { wide, narrow }, or a function of the width,
 * for a chart that stands beside something. The chart goes with `signal`.
 */
export function chart(spec, signal) {
  const svg = shape("svg", { "aria-hidden": "true" });
  const overlay = element("div", { class: "chart-overlay" });
  const name = element("p", { class: "chart-name" }, spec.y.name ?? "");
  const box = element("div", { class: "chart-box" }, svg, overlay);
  const node = element("div", { class: "chart" }, ...(spec.y.name ? [name] : []), box);
  const plot = { node, svg, overlay, width: 0, height: 0, narrow: false, draw, set, at, layer };
  const layers = [];
  const stood = new Map(); // label to where it stood
  let marks = [];
  let { x: across, y: up } = spec;

  /** Other axes from now on: { x, y }, either. */
  function set(axes) {
    across = axes.x ?? across;
    up = axes.y ?? up;
    name.textContent = up.name ?? "";
    stood.clear();
    if (plot.width) lay(plot.width);
  }

  function lay(width) {
    plot.width = width;
    plot.narrow = width < NARROW;
    const { height } = spec;
    plot.height = typeof height === "function" ? height(width)
      : typeof height === "number" ? height : plot.narrow ? height.narrow : height.wide;
    plot.frame = { left: LEFT, right: width - 8, top: ABOVE, bottom: ABOVE + plot.height };
    plot.x = scale(across.domain, [plot.frame.left, plot.frame.right], across);
    plot.y = scale(up.domain, [plot.frame.bottom, plot.frame.top], up);
    plot.domain = { x: across.domain, y: up.domain };
    const total = plot.frame.bottom + BELOW + (across.name ? 20 : 0);
    svg.setAttribute("width", width);
    svg.setAttribute("height", total);
    box.style.height = `${total}px`;
    for (const layer of layers) layer.resize();
    stood.clear();
    render();
    node.dispatchEvent(new CustomEvent("laid"));
  }

  function draw(next) {
    marks = next;
    if (plot.width) render();
  }

  function render() {
    svg.replaceChildren(...axes(plot, across, up), ...marksOf(plot, marks, stood));
    for (const layer of layers) layer.paint();
  }

  /** Where a pointer is, in units of the axes; what lies outside the frame counts as its edge. */
  function at({ clientX, clientY }) {
    const { left, top } = box.getBoundingClientRect();
    const { frame } = plot;
    return {
      x: plot.x.back(within(clientX - left, [frame.left, frame.right])),
      y: plot.y.back(within(clientY - top, [frame.top, frame.bottom])),
    };
  }

  /** A canvas under the drawing, for many marks that move: `paint(context, plot, color)`. */
  function layer(paint) {
    const sheet = canvas((context, color) => plot.width && paint(context, plot, color), signal);
    const { frame } = plot;
    sheet.node.classList.add("chart-layer");
    box.prepend(sheet.node);
    const own = { resize: () => sheet.resize(plot.width, plot.frame.bottom), paint: sheet.paint };
    layers.push(own);
    if (frame) own.resize();
    return sheet;
  }

  /** Take the width there is: at once when it is told that it is placed, and at every change. */
  function fit() {
    const width = Math.round(box.clientWidth);
    if (width && width !== plot.width) lay(width);
  }

  const watch = new ResizeObserver(fit);
  watch.observe(box);
  node.addEventListener("placed", fit);
  signal?.addEventListener("abort", () => watch.disconnect());
  return plot;
}

/** Ticks for the width there is. */
const ticksOf = ({ ticks = [] }, narrow) =>
  Array.isArray(ticks) ? ticks : narrow ? ticks.narrow : ticks.wide;

function axes(plot, across, up) {
  const { frame, narrow, width } = plot;
  const word = (text, x, y, anchor) =>
    shape("text", { x, y, "text-anchor": anchor, class: "tick" }, text);
  const levels = ticksOf(up, narrow).flatMap((value, i, all) => {
    const y = Math.round(plot.y(value)) + 0.5;
    const text = up.text?.(value, i === all.length - 1) ?? String(value);
    const line = shape("path", { class: "grid", d: `M0 ${y}H${width}` });
    return [line, word(text, 0, y - 4, "start")];
  });
  const base = shape("path", { class: "base", d: `M0 ${frame.bottom + 0.5}H${width}` });
  const steps = ticksOf(across, narrow).map((value) => {
    const text = across.text?.(value) ?? String(value);
    const half = (text.length * FONT) / 4;
    const x = within(plot.x(value), [half, width - half]);
    return word(text, x, frame.bottom + 17, "middle");
  });
  const title = across.name ? [word(across.name, frame.right, frame.bottom + 37, "end")] : [];
  return [...levels, base, ...steps, ...title];
}

const CORNERS = [[-4, -4], [4, -4], [-4, 4], [4, 4]]; // px: names keep off the whole of a dot

// What each kind of mark becomes: [nodes, points in px that its name may stand at, points that no name
// should cover], the last if they are others.
const KINDS = {
  line(plot, { line: [xs, ys], role = "ink", thin }) {
    const [px, py] = pixels(plot, xs, ys);
    const d = linePath(px, py);
    return [[shape("path", { class: `line ${role}${thin ? " thin" : ""}`, d })], sampled(px, py)];
  },
  band(plot, { band: [xs, lows, highs], role }) {
    const [px, low] = pixels(plot, xs, lows);
    const [, high] = pixels(plot, xs, highs);
    const back = linePath([...px].reverse(), [...high].reverse()).replace("M", "L");
    const d = `${linePath(px, low)}${back}Z`;
    return [[shape("path", { class: `band ${role}`, d })], sampled(px, high), []];
  },
  dots(plot, { dots: [xs, ys], role }) {
    const [px, py] = pixels(plot, xs, ys);
    const d = linePath(px, py).replace(/[ML]([^ML]+)/g, "M$1h0");
    return [
      [shape("path", { class: `dots ${role}`, d })],
      px.flatMap((x, i) => CORNERS.map(([dx, dy]) => [x + dx, py[i] + dy])),
    ];
  },
  dot(plot, { dot: [x, y], role = "ink" }) {
    const [[cx], [cy]] = pixels(plot, [x], [y]);
    if (!Number.isFinite(cy)) return [[], []];
    const inside = within(cy, [plot.frame.top, plot.frame.bottom]);
    const around = [[0, 0], [DOT, 0], [-DOT, 0], [0, DOT], [0, -DOT]];
    return [
      [shape("circle", { class: `dot ${role}`, cx, cy: inside, r: DOT })],
      [[cx, inside]],
      around.map(([dx, dy]) => [cx + dx, inside + dy]),
    ];
  },
  sticks(plot, { sticks: [xs, from, to], role = "muted" }) {
    const [px, low] = pixels(plot, xs, from);
    const [, high] = pixels(plot, xs, to);
    const d = px.map((x, i) => linePath([x, x], [low[i], high[i]])).join("");
    return [[shape("path", { class: `sticks ${role}`, d })], []];
  },
  rule(plot, { rule, to, role = "rule" }) {
    const x = Math.round(plot.x(rule)) + 0.5;
    const top = to === undefined ? plot.frame.top : plot.y(to);
    const d = `M${x} ${plot.frame.bottom}V${top}`;
    return [[shape("path", { class: `hair ${role}`, d })], sampled([x, x], [top, plot.frame.bottom])];
  },
  level(plot, { level, role = "noise" }) {
    const y = plot.y(level);
    const d = `M${plot.frame.left} ${y}H${plot.frame.right}`;
    return [[shape("path", { class: `line ${role}`, d })], sampled(
      [plot.frame.left, plot.frame.right], [y, y],
    )];
  },
};

/** Points in px; far outside the frame they stop, so that paths stay short and browsers exact. */
function pixels({ x, y, frame }, xs, ys) {
  const limits = [frame.top - BEYOND, frame.bottom + BEYOND];
  return [
    Array.from(xs, x),
    Array.from(ys, (value) => {
      if (value === null || Number.isNaN(value)) return NaN;
      const place = y(value);
      return Number.isNaN(place) ? NaN : within(place, limits);
    }),
  ];
}

function marksOf(plot, marks, stood) {
  const { frame, width } = plot;
  const inner = shape("svg", {
    x: 0, y: 0, width, height: frame.bottom + 0.5, overflow: "hidden", class: "marks",
  });
  const above = shape("g"); // a dot on the edge is whole
  const names = [];
  const blocks = [];
  for (const mark of marks) {
    const kind = Object.keys(KINDS).find((key) => mark[key] !== undefined);
    const [nodes, points, covered = points] = KINDS[kind](plot, mark);
    (kind === "dot" ? above : inner).append(...nodes);
    blocks.push(...covered);
    if (mark.label) names.push({ mark, points });
  }
  const places = placed(
    names.map(({ mark, points }) => ({
      points,
      width: measured(mark.label),
      height: FONT + 3,
      off: mark.dot ? DOT + 4 : undefined,
      at: mark.at,
      sides: mark.sides ?? (mark.dot ? AROUND : undefined),
      before: stood.get(mark.label),
    })),
    blocks,
    { ...frame, right: width },
  );
  names.forEach(({ mark }, i) => {
    if (!places[i]) return;
    stood.set(mark.label, places[i].place);
    const { left, top } = places[i];
    const text = shape("text", { x: left, y: top + FONT, class: `name ${mark.role ?? "ink"}` });
    text.textContent = mark.label;
    above.append(text);
  });
  return [inner, above];
}

let ruler = null;

/** Width of a name in px. */
function measured(text) {
  ruler ??= document.createElement("canvas").getContext("2d");
  ruler.font = `600 ${FONT}px ${getComputedStyle(document.body).fontFamily}`;
  return ruler.measureText(text).width;
}

/**
 * A canvas as sharp as the screen, painted again when its size or the theme changes:
 * `paint(context, color)`, where `color` gives the value of a token ("ink", "test").
 */
export function canvas(paint, signal) {
  const node = element("canvas", { "aria-hidden": "true" });
  const context = node.getContext("2d");
  const size = { width: 0, height: 0 };
  const forced = matchMedia("(forced-colors: active)");

  function again() {
    if (!size.width || !node.isConnected) return;
    const ratio = Math.min(3, devicePixelRatio || 1);
    const [width, height] = [size.width, size.height].map((side) => Math.round(side * ratio));
    if (node.width !== width || node.height !== height) Object.assign(node, { width, height });
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, size.width, size.height);
    paint(context, colors());
  }
  let known = null;
  function colors() {
    if (known) return known;
    const style = getComputedStyle(node);
    const found = new Map();
    known = (token) => {
      if (forced.matches) return token === "paper" ? "Canvas" : "CanvasText";
      if (!found.has(token)) found.set(token, style.getPropertyValue(`--${token}`).trim());
      return found.get(token);
    };
    return known;
  }
  const fresh = () => {
    known = null;
    again();
  };
  function resize(width, height) {
    Object.assign(size, { width, height });
    Object.assign(node.style, { width: `${width}px`, height: `${height}px` });
    again();
  }
  onTheme(fresh, signal);
  return { node, paint: again, resize, size };
}

/** Tell when the theme has changed: by the reader's button, or by the system. */
export function onTheme(changed, signal) {
  const watch = new MutationObserver(changed);
  watch.observe(document.body, { attributeFilter: ["data-md-color-scheme"] });
  signal?.addEventListener("abort", () => watch.disconnect());
  for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
    matchMedia(query).addEventListener("change", changed, { signal });
  }
}
