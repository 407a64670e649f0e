// What the model of one taste would serve, over all 59,049 recipes, at every push.

import { serve } from "../lib/worker.js";
import { likings, served } from "./taste_model.js";

serve(({ knobs, seed, taste, data }) =>
  served({ knobs, seed, liked: taste && likings(taste) }, data),
);
