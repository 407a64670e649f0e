// More kitchens: for each the miss at every size, and the curve at every size for the upper chart.

import { serve } from "../lib/worker.js";
import { basis, cakes, fit, heights, kitchenSet, missOf } from "./knob_sweep_data.js";

serve(({ seeds, noise, n, brake, sizes, grid, goal }, tell) => {
  const rows = basis(grid);
  for (const seed of seeds) {
    const set = kitchenSet(cakes(seed, noise, n));
    const fits = sizes.map((knobs) => fit(set, knobs, brake).fitted);
    tell({
      misses: fits.map((fitted) => missOf(set, fitted, goal)),
      curves: fits.map((fitted) => Float32Array.from(heights(rows, fitted))),
    });
  }
});
