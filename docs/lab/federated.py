# ---
# jupyter:
#   description: >-
#     A notebook: ten owners of digits who average after every single step, where chapter 4 let them
#     take six. It no longer matters who owns what.
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
# # One step alone, and it does not matter who owns what
#
# This is code, in Python: the experiment behind [the evidence for chapter
# 4](../trends-evidence.html), in which a setting is turned to where no figure goes. In a clone of
# the repository of Billions of Knobs two commands run it, or open the file in Jupyter after the
# first:
#
# ```sh
# make site    # once: installs what is needed
# .venv/bin/python docs/lab/federated.py
# ```

# %%
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

here = Path.cwd().resolve()
clones = [p for p in (here, *here.parents) if (p / "scripts" / "experiments").is_dir()]
if not clones:
    raise SystemExit("This notebook needs a clone of the repository: start it inside one.")
sys.path.insert(0, str(clones[0]))

from scripts.compute import results
from scripts.experiments import federated
from scripts.plotting import lab, marks

# %% [markdown]
# ## The claim on trial
#
# In the chapter ten owners train one model together. Each takes a few steps on its own images,
# their knobs are averaged, and again. The less their digits were alike, the longer they had to
# talk. Here are the rounds that the chapter’s run needed until the shared model read 90 % of new
# digits, from its result.

# %%
chapter = results.read_result(results.FIGURES / "federated.json")["data"]
kinds = (1, 2, 10)
row = [chapter["classes_per_client"].index(k) for k in kinds]
needed = [chapter["rounds_needed"][r] for r in row]
steps = federated.Config().n_images // federated.Config().batch_size
for k, rounds in zip(kinds, needed, strict=True):
    print(f"kinds of digit each: {k:>2}  rounds needed with {steps} steps alone: {rounds}")

# %% [markdown]
# Is that the price of having only one kind of digit? Between two averages the owners took six steps
# alone, each on 10 of their 60 images. We make the batch all 60, so that they take one step, of the
# same learning rate. Six seeds.

# %%
config = replace(
    federated.Config(),
    batch_size=federated.Config().n_images,
    classes_per_client=kinds,
    n_seeds=6,
    n_pilots=1,
    rates=(chapter["lr"],),
)
data = federated.run(config)

# %% [markdown]
# Before you look on: a sixth of the steps in each round. How many rounds do the owners of one kind
# need now, and how many do those of all ten?

# %%
for s, k in enumerate(kinds):
    before = f"{chapter['fedavg'][row[s]]:.1%} ± {chapter['fedavg_se'][row[s]]:.1%}"
    now = f"{data['fedavg'][s]:.1%} ± {data['fedavg_se'][s]:.1%}"
    print(
        f"kinds of digit each: {k:>2}  rounds needed: {data['rounds_needed'][s]}  "
        f"at the end {now}, with {steps} steps {before}"
    )
apart = np.abs(data["curve"] - data["curve"][0]).max()
print(f"largest difference between them in any of the {config.n_rounds} rounds: {apart:.2%}")

# %%
one, two, ten = data["rounds_needed"]
assert steps == 6 and apart < 1e-3 and one == two == ten
assert abs(one - needed[0]) <= 8 and ten > 3.3 * needed[-1]
assert data["fedavg"][0] > chapter["fedavg"][row[0]] - 0.02
assert data["fedavg"][-1] < chapter["fedavg"][row[-1]] - 0.02

# %% [markdown]
# The drawing shows how many new digits the shared model reads rightly, round by round. Thin: the
# chapter’s six steps alone, for owners of one kind and of ten. Thick: one step, and three curves in
# one. Bands hold the middle 80 % of the seeds.


# %%
def draw(color):
    narrow, rounds = marks.is_narrow(), chapter["round"]
    fig, ax = marks.chart(
        (rounds[0], rounds[-1]),
        (0, 1.04),
        {t: str(t) for t in ((1, 3, 10, 60) if narrow else (1, 3, 10, 30, 60))},
        {0.25: "25", 0.5: "50", 0.75: "75", 1: marks.percent(1)},
        "rounds of training and averaging",
        color,
        xlog=True,
        right=14,
    )
    for r in (row[0], row[-1]):
        marks.band(ax, rounds, chapter["curve_p10"][r], chapter["curve_p90"][r], color["muted"])
        marks.line(ax, rounds, chapter["curve"][r], "muted", color)
    marks.band(ax, rounds, data["curve_p10"][0], data["curve_p90"][0], color["ink"])
    for curve in data["curve"]:
        marks.line(ax, rounds, curve, "ink", color, linewidth=2.6)
    marks.label(ax, 2.2, 0.86, "ten kinds", color["muted"], ha="right")
    marks.label(ax, 4.6, 0.66, "one kind", color["muted"], ha="center")
    marks.label(ax, 9, 0.3, "one step", color["ink"])
    return fig


lab.Shown(
    draw,
    "Share of new digits read rightly against the rounds, on a log scale. With six steps alone, "
    "owners of ten kinds of digit are far ahead of owners of one. With one step, the curves of "
    "owners of one, two and ten kinds are the same line, close to the slower of the two.",
)

# %% [markdown]
# ## What it means
#
# With one step alone it does not matter who owns what: not nearly, but to the last digit. Every
# step is a mean over images. The mean of the steps of ten owners with 60 images each is the mean
# over all their images, and that is the step one model would take with everything in one place,
# however the images are divided.
#
# So owners of unlike digits do not need longer because their digits are unlike. They need longer
# because they walk alone for a while, each towards its own digits, and averaging undoes much of it.
# For owners of one kind the five further steps were for nothing, or nearly: they need about as many
# rounds without. For owners of all ten kinds they saved three rounds of talk in four.
#
# That is the limit of the method. Work done at home replaces talk as far as the homes are alike.
# Where they are not, there is only talk, and it costs as much as the chapter says.
#
# Things to try: `batch_size=2`, thirty steps alone: who suffers? And `rates=(0.9,)` with one step:
# how much of the talk does a longer step save?
