// Our invented kitchen: how good a cake is after its minutes in the oven. x in [-1, 1] stands for 20
// to 60 minutes. scripts/models/oven.py knows more kitchens.

/** How good a cake is: best after 43 minutes. */
export const truth = (x) => 1.6 * Math.exp(-(((x - 0.15) / 0.38) ** 2)) - 0.6 - 0.35 * x;

/** The axes of its chart. */
export const OVEN = {
  x: {
    domain: [20, 60], ticks: [20, 30, 40, 50, 60],
    text: (value) => (value === 60 ? "60 min" : String(value)),
  },
  y: {
    domain: [-1.8, 1.8], ticks: [-1, 0, 1], name: "how good the cake is",
    text: (value) => String(value).replace("-", "−"),
  },
};

export const minutes = (x) => 40 + 20 * x;
