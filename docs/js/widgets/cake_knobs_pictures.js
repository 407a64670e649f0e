// The two pictures of cake_knobs: the cakes with the line, and the map of all settings with the dot.

import { chart } from "../lib/chart.js";
import { handles } from "../lib/handles.js";
import { miss, ring } from "../lib/valley.js";

const BESIDE = "(min-width: 45em)"; // as in widgets.css: from here on the map stands beside the cakes
const ANGLES = [0, 70]; // degrees
const OVENS = [171, 229]; // °C
const COLUMN = 6.4; // °C over which the cakes of one temperature are spread
const STRIDE = 17; // places from one of them to the next that was baked; shares no factor with 45
const LEVELS = [10, 15, 20, 25, 30, 35, 40]; // degrees, of the rings
const NAMED = -Math.PI / 6; // direction in which rings are named: no walk comes from there
const FINE = 0.5; // degrees that a key moves the dot
const LATELY = 400; // steps of which the trail is drawn
// px, where they stand side by side and where they do not. The number above the cakes takes 46.
const HEIGHTS = { cakes: [290, 186], map: [336, 240] };

const heightOf = (name) => () => HEIGHTS[name][matchMedia(BESIDE).matches ? 0 : 1];

/** Cakes, and the stick from each to the line. */
export function cakes(data, signal) {
  const { middle, unit } = data.quoted;
  const [xs, ys] = [spread(data), data.angle];
  const plot = chart(
    {
      x: {
        domain: OVENS, ticks: [...new Set(data.temperature)].sort((a, b) => a - b),
        name: "oven temperature, °C",
      },
      y: {
        domain: ANGLES, ticks: [20, 40, 60], text: (v, top) => (top ? `${v}°` : String(v)),
        name: "angle at which a slice breaks, degrees",
      },
      height: heightOf("cakes"),
    },
    signal,
  );
  plot.node.classList.add("cakes");
  // The name of all cakes stands at one of them, the highest of a cold oven.
  const named = ys.reduce((best, y, i) => (xs[i] < 190 && y > (ys[best] ?? 0) ? i : best), -1);

  function show({ height, tilt }) {
    const says = (t) => height + (tilt * (t - middle)) / unit;
    plot.draw([
      { sticks: [xs, ys, xs.map(says)], role: "train" },
      { dots: [xs, ys], role: "train" },
      { dots: [[xs[named]], [ys[named]]], role: "train", label: "cakes", sides: ["above"] },
      { line: [OVENS, OVENS.map(says)], role: "small", label: "line", at: 0.97 },
    ]);
  }
  return { node: plot.node, show };
}

/**
 * Temperatures drawn apart: cakes of one oven stand side by side. They are mixed: which rounds of baking
 * were odd, a reader guesses further down.
 */
export function spread({ temperature, quoted }) {
  const side = quoted.n_recipes * quoted.n_rounds;
  const seen = new Map();
  return temperature.map((t) => {
    const i = seen.get(t) ?? 0;
    seen.set(t, i + 1);
    return t + COLUMN * (((i * STRIDE) % side) / (side - 1) - 0.5);
  });
}

/** All settings from above; `says`, `move` and `ended` as in `handles`, for the setting it stands on. */
export function map(hill, bounds, signal, { says, move, ended }) {
  const { best } = hill;
  const plot = chart(
    {
      x: { domain: bounds.height, ticks: [0, 20, 40, 60], name: "height, degrees at 200 °C" },
      y: {
        domain: bounds.tilt, ticks: [-20, -10, 0, 10, 20, 30],
        text: (v) => (v > 0 ? `+${v}` : String(v).replace("-", "−")),
        name: "tilt, degrees per 25 °C",
      },
      height: heightOf("map"),
    },
    signal,
  );
  plot.node.classList.add("cake-map");
  const sheet = plot.layer((context, place, color) => rings(context, place, color, hill, font()));
  let family = "";
  const font = () => {
    family ||= getComputedStyle(sheet.node).fontFamily;
    return `12px ${family}`;
  };
  let knobs = best;
  let held = false; // whether a hand has been on the dot: then it need not be asked
  const dot = handles(plot, {
    points: () => [{ x: knobs.height, y: knobs.tilt }],
    name: () => "Height and tilt, on the map",
    says: () => says(knobs),
    step: { x: FINE, y: FINE },
    move(_, { x, y }) {
      held = true;
      move({ height: x, tilt: y });
    },
    ended,
    kind: "setting small",
  });
  const onMap = ({ height, tilt }) =>
    [[height, bounds.height], [tilt, bounds.tilt]].every(([v, [low, high]]) => v >= low && v <= high);

  const columns = (all) => [all.map(({ height }) => height), all.map(({ tilt }) => tilt)];

  function show(now, way) {
    knobs = now;
    const lately = way.slice(-LATELY);
    const trail = way.length ? [
      { line: columns([...lately, now]), role: "small", thin: true },
      { dots: columns(lately.filter(onMap)), role: "small" },
      { dots: columns([way[0]]), role: "small", label: "start", sides: ["below", "above"] },
    ] : held ? [] : [
      { dots: columns([now]), role: "small", label: "\u00a0\u00a0drag me\u00a0\u00a0", sides: ["right", "left"] },
    ];
    plot.draw([
      ...trail,
      { dot: [best.height, best.tilt], label: `lowest: ${miss(hill, best).toFixed(1)}°`, sides: ["above"] },
    ]);
    dot.show();
    dot.nodes[0].classList.toggle("away", !onMap(now));
  }
  return { node: plot.node, show };
}

/** Rings of settings that miss equally; the ground gets darker from ring to ring. */
function rings(context, { frame, x, y }, color, hill, font) {
  const { left, top, right, bottom } = frame;
  const { best } = hill;
  const lines = LEVELS.map((level) => {
    const [across, up] = ring(hill, level);
    const line = new Path2D();
    across.forEach((height, i) => line.lineTo(x(height), y(up[i])));
    return line;
  });
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
  context.fillStyle = color("ink");
  context.strokeStyle = color("muted");
  for (const line of lines) {
    const beyond = new Path2D();
    beyond.rect(left, top, right - left, bottom - top);
    beyond.addPath(line);
    context.globalAlpha = 0.035;
    context.fill(beyond, "evenodd");
    context.globalAlpha = 0.75;
    context.stroke(line);
  }
  context.globalAlpha = 1;
  context.font = font;
  Object.assign(context, { textAlign: "center", textBaseline: "middle", lineWidth: 4, lineJoin: "round" });
  for (const level of LEVELS) {
    const [across, up] = ring(hill, level, 12); // the last but one piece lies in the direction NAMED
    const place = [x(across[11]), y(up[11])];
    if (place[0] > right - 10 || place[1] > bottom - 8) continue;
    const text = level === LEVELS[0] ? `${level}° off` : `${level}°`;
    context.strokeStyle = color("paper");
    context.strokeText(text, ...place);
    context.fillStyle = color("muted");
    context.fillText(text, ...place);
  }
  context.restore();
}
