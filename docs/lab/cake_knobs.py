# ---
# jupyter:
#   description: >-
#     A notebook: the same cakes, the same two knobs and the same start as in chapter 1, the oven
#     written in plain degrees, and the walk takes millions of steps.
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # In plain degrees, no step suits both knobs
#
# This is code, in Python: the experiment behind [the evidence for chapter
# 1](../parameter-evidence.html), in which some settings are turned to where no figure goes. In a
# clone of the repository of Billions of Knobs two commands run it, or open the file in Jupyter
# after the first:
#
# ```sh
# make site    # once: installs what is needed
# .venv/bin/python docs/lab/cake_knobs.py
# ```

# %%
import sys
from bisect import bisect_left
from dataclasses import replace
from pathlib import Path

import numpy as np

here = Path.cwd().resolve()
clones = [p for p in (here, *here.parents) if (p / "scripts" / "experiments").is_dir()]
if not clones:
    raise SystemExit("This notebook needs a clone of the repository: start it inside one.")
sys.path.insert(0, str(clones[0]))

from scripts.experiments import cake_knobs
from scripts.plotting import lab, marks

# %% [markdown]
# ## The claim on trial
#
# In the chapter the two knobs roll downhill by themselves. A person chooses how long each step is,
# `lr`, and that looked easy: anything below 1 arrives. Is it easy?
#
# First the edge. Here are 60 steps from the chapter’s bad start, four times, with longer and longer
# steps. The miss is how far the line is off the cakes, root mean square.

# %%
config = cake_knobs.Config()
heat, angle, _ = cake_knobs.cakes(config)
edge = 2 / np.linalg.eigvalsh(cake_knobs.curvature(heat)).max()
lengths = (0.1, 0.5, 0.99, 1.01)
misses = {}
for length in lengths:
    walk = replace(config, lr=length * edge)
    _, loss = cake_knobs.descend(walk, heat, angle)
    misses[length] = np.sqrt(loss)
    print(
        f"steps of {length:<4g}  miss after 10: {misses[length][10]:5.2f} degrees, "
        f"after {config.n_steps}: {misses[length][-1]:5.2f}"
    )

# %% [markdown]
# Five times the chapter’s step arrives much sooner. Just before the edge every step jumps across
# the valley and lands nearly as high on the other side; just beyond it, higher. The first step
# hardly tells the two apart.
#
# So take nine tenths of the edge and be done? Now change one thing that ought not to matter. The
# chapter told the model each temperature as a number from −1 to 1. We tell it what the dial says,
# 175 to 225 °C. The cakes are the same. The second knob now counts degrees of angle for each °C, so
# every line of before can be said as well as before, and we start from the very same one.

# %%
slope = config.start_slope / config.unit  # degrees of angle per °C
dial = replace(
    config,
    middle=0.0,
    unit=1.0,
    start_intercept=config.start_intercept - slope * config.middle,
    start_slope=slope,
    n_steps=30_000,
)

# %% [markdown]
# Before you look on: each walk takes nine tenths of its own longest step. The chapter’s walk then
# needs 15 steps to come within one per cent of the best line. How many does the one in plain
# degrees need? A hundred? Ten thousand?


# %%
def walked(config):
    """Miss at every step of a walk at nine tenths of its edge, and at any step by a formula."""
    heat, angle, _ = cake_knobs.cakes(config)
    curvature, ways = np.linalg.eigh(cake_knobs.curvature(heat))  # (2,), (2, 2)
    lr = 0.9 * 2 / curvature.max()
    path, loss = cake_knobs.descend(replace(config, lr=lr), heat, angle)
    best = np.polyfit(heat, angle, 1)[::-1]
    lowest, _ = cake_knobs.loss_and_gradient(best, heat, angle)

    def miss(step):
        """Along each way the distance to the best shrinks by a factor of its own at each step."""
        away = ways.T @ (path[0] - best) * (1 - lr * curvature) ** np.asarray(step)[..., None]
        return np.sqrt(lowest + 0.5 * (away**2) @ curvature)

    def close(step):
        return bool(miss(step) <= 1.01 * np.sqrt(lowest))

    return {
        "lr": lr,
        "per_degree": path[-1, 1] / config.unit,
        "walked": np.sqrt(loss),
        "formula": miss,
        "arrived": bisect_left(range(10**9), True, key=close),  # it only ever comes nearer
        "best": np.sqrt(lowest),
    }


walks = {"−1 to 1": walked(config), "175 to 225": walked(dial)}
for name, walk in walks.items():
    print(f"{name}: steps of {walk['lr']:.2g}, within one per cent after {walk['arrived']:,}")
    print(
        f"    after {len(walk['walked']) - 1:,} the miss is {walk['walked'][-1]:.2f} degrees "
        f"and each °C adds {walk['per_degree']:+.2f}"
    )

# %% [markdown]
# No computer walked those millions of steps. A step is the same straight rule everywhere, so there
# is a formula for where the walk is after any number of them; along the 30,000 steps that we did
# walk, the two agree. The drawing shows the miss of both walks, in degrees.

# %%
scaled, plain = walks.values()
mean_miss = angle.std()  # of the model with one knob: always say the mean
assert np.isclose(edge, 1) and np.isclose(misses[0.99][1], misses[1.01][1], rtol=0.05)
assert misses[0.5][10] < 1.001 * scaled["best"] < misses[0.1][10]
assert scaled["arrived"] == 15 and plain["arrived"] > 8e6
assert np.allclose(plain["formula"](np.arange(30_001)), plain["walked"])
assert plain["walked"][-1] > 1.9 * mean_miss and plain["per_degree"] < 0 < scaled["per_degree"]
assert plain["walked"][30] - plain["walked"][-1] < 0.15
print(f"always saying the mean: {mean_miss:.2f}; best line: {scaled['best']:.2f}")


# %%
def draw(color):
    last = 100_000_000
    ticks = {1: "1", 100: "100", 10**4: "10,000", 10**6: "1 million", 10**8: "100 million"}
    if marks.is_narrow():
        ticks = {1: "1", 100: "100", 10**4: "10⁴", 10**6: "10⁶", 10**8: "10⁸"}
    fig, ax = marks.chart(
        (1, last),
        (0, 33),
        ticks,
        {10: "10", 20: "20", 30: "30°"},
        "training steps",
        color,
        xlog=True,
        right=30,
    )
    later = np.unique(np.geomspace(len(plain["walked"]) - 1, last, 200).astype(int))
    marks.line(ax, later, plain["formula"](later), "theory", color)
    for walk in (scaled, plain):
        steps = np.unique(np.geomspace(1, len(walk["walked"]) - 1, 200).astype(int))
        marks.line(ax, steps, walk["walked"][steps], "train", color)
    there = plain["arrived"], plain["formula"](plain["arrived"])
    marks.dot(ax, *there, "theory", color)
    marks.note(ax, *there, f"{there[0] / 1e6:.0f} million steps", color, dy=-22)
    marks.label(ax, 400, 18, "175 to 225 °C", color["train"], ha="center", va="bottom")
    marks.label(ax, 30, 5.6, "−1 to 1", color["train"], ha="center", va="top")
    marks.label(ax, 3e6, 19, "formula", color["theory"], ha="center")
    return fig


lab.Shown(
    draw,
    "Miss of the line against training steps on a log scale. Told the oven as −1 to 1, the walk is "
    "at the best line after 15 steps. In plain degrees it falls to a miss of 16 degrees within 30 "
    "steps, stays flat for a hundred thousand, and comes down after millions.",
)

# %% [markdown]
# ## What it means
#
# In plain degrees the walk takes eight million steps, and longer ones climb out of the valley. From
# 0 °C all the cakes lie far to one side. There both knobs do nearly the same: they lift the line.
# The valley is steep where they lift it together and almost flat where one lifts what the other
# lowers. One length of step has to serve both: no length is right, as long as there is only one.
# (There are ways of training that keep a step for each knob. This walk, like the chapter’s, has
# none of that.)
#
# Worse is what it looks like from inside. After 30 steps the curve is flat, and whoever watches it
# would say that training is done. The line is then off by nearly twice as much as if it always said
# the mean, and it has the sign wrong: a hotter oven, it says, makes cakes that break sooner.
#
# So a flat curve does not say that nothing is left to learn. And a person turns more knobs than the
# ones that are named: how the inputs are written down is one of them. That is why inputs are
# centred and scaled before training, as the chapter did.
#
# Things to try: `middle=200.0` with `unit=1.0`, then `middle=0.0` with `unit=25.0` (the start has
# to move too). Which of the two did the harm? And does °F make it better or worse?
