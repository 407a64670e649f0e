# ---
# jupyter:
#   description: >-
#     A notebook: as many wrong labels as in chapter 5, but all wrong in the same way. What is a
#     brake worth when the mistakes agree with each other?
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
# # Mistakes that agree are believed
#
# This is code, in Python: the experiment behind [the evidence for chapter
# 5](../takeaway-evidence.html), in which a setting is turned to where no figure goes. In a clone of
# the repository of Billions of Knobs two commands run it, or open the file in Jupyter after the
# first:
#
# ```sh
# make site    # once: installs what is needed
# .venv/bin/python docs/lab/label_noise.py
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

from scripts.experiments import label_noise
from scripts.plotting import lab, marks

# %% [markdown]
# ## The claim on trial
#
# In the chapter a big model shrugs off many wrong labels, as long as it has a brake. There, a wrong
# label is any of the nine others, by chance. People do not err like that. Whoever labels a 7 as a 1
# does it again with the next 7.
#
# So here are the same images with the same labels wrong, as many as before, but all wrong in the
# same way: every wrong 0 is called a 1, every wrong 1 a 2, and so on round to 9, which is called a
# 0. Two sizes, six seeds, so that it runs in seconds.

# %%
config = replace(label_noise.Config(), n_seeds=6, widths=(40, 1280), label_sizes=(40, 400))
scattered = label_noise.flip_labels


def in_step(labels, rates, n_classes, rng):
    """Labels as the chapter flips them, but every wrong one says the next digit."""
    noisy = scattered(labels, rates, n_classes, rng)
    return np.where(noisy == labels, labels, (labels + 1) % n_classes)


results = {}
for name, flip in (("scattered", scattered), ("in step", in_step)):
    label_noise.flip_labels = flip
    results[name] = label_noise.run(config)

# %% [markdown]
# Before you look on: with 40 % of the labels wrong, scattered, the big model with a brake reads
# nine new digits in ten rightly. How many when the wrong labels agree? And with 60 %?

# %%
accuracy = {
    (name, fit): np.array(data[f"{fit}_accuracy_mean"])
    for name, data in results.items()
    for fit in label_noise.FITS
}
se = {name: np.array(data["tuned_accuracy_se"]) for name, data in results.items()}
print("labels wrong       " + "".join(f"{rate:8.0%}" for rate in config.label_noise_rates))
for name in results:
    for fit, brake in (("tuned", "brake"), ("minnorm", "no brake")):
        row = "".join(f"{share:8.1%}" for share in accuracy[name, fit][-1])
        print(f"{name:>9}, {brake:<8}{row}")
even = {name: data["quoted"]["tuned_break_even"] for name, data in results.items()}
small = accuracy["scattered", "minnorm"][0][0]
print(f"{config.widths[0]} knobs with clean labels: {small:.1%}")
print(
    f"{config.widths[-1]:,} with a brake fall below that at {even['scattered']:.0%} wrong, "
    f"scattered, or {even['in step']:.0%}, in step"
)

# %%
at = {round(10 * rate): q for q, rate in enumerate(config.label_noise_rates)}
chance, agreed = (accuracy[name, "tuned"][-1] for name in results)
unbraked = accuracy["in step", "minnorm"][-1]
assert abs(chance[at[1]] - agreed[at[1]]) < 0.02  # one in ten: it hardly matters how
assert chance[at[4]] > 0.87 and 0.15 < chance[at[4]] - agreed[at[4]] < 0.25
assert chance[at[6]] > 0.7 > 0.3 > agreed[at[6]]
assert abs(agreed[at[5]] - unbraked[at[5]]) < 0.1
assert unbraked[at[6]] - agreed[at[6]] > 0.05
assert np.abs(unbraked - accuracy["scattered", "minnorm"][-1]).max() < 0.03
assert even["in step"] < 0.35 < 0.45 < even["scattered"]

# %% [markdown]
# The drawing has the big model: the share of new digits read rightly, against the share of training
# labels that are wrong. The level line is the small model with clean labels; bands are two standard
# errors.


# %%
def draw(color):
    narrow, rates = marks.is_narrow(), config.label_noise_rates
    ticks = rates[::2] if narrow else rates
    fig, ax = marks.chart(
        (rates[0], rates[-1]),
        (0, 1.04),
        {rate: f"{100 * rate:.0f}" for rate in ticks[:-1]} | {ticks[-1]: marks.percent(ticks[-1])},
        {0.25: "25", 0.5: "50", 0.75: "75", 1: marks.percent(1)},
        "training labels that are wrong",
        color,
        right=80 if narrow else 90,
    )
    ax.plot((rates[0], rates[-1]), (small, small), color=color["small"], linewidth=0.75)
    for name in results:
        mean, error = accuracy[name, "tuned"][-1], 2 * se[name][-1]
        marks.band(ax, rates, mean - error, mean + error, color["big"])
        marks.line(ax, rates, mean, "big", color, marker=True)
        marks.label(ax, rates[-1] + 0.02, mean[-1], name, color["big"])
    marks.line(ax, rates, unbraked, "big", color, linewidth=1.2)
    text = "in step,\nno brake"
    marks.label(ax, rates[-1] + 0.02, unbraked[-1] + 0.02, text, color["big"], va="bottom")
    text = f"{config.widths[0]} knobs,\nclean"
    marks.label(ax, rates[-1] + 0.02, small, text, color["small"])
    return fig


lab.Shown(
    draw,
    "Share of new digits read rightly against the share of wrong labels, for the big model with a "
    "brake. Scattered mistakes bend the curve slowly. Mistakes in step follow it at first, then "
    "fall off a cliff at one half, and end below the model without a brake.",
)

# %% [markdown]
# ## What it means
#
# With one label in ten wrong it makes no difference to speak of how they are wrong. With 40 % it
# does: in step, as many mistakes cost about twenty points more. With 60 % the model that read three
# digits in four reads one in four. Without a brake it makes no difference at any share: a model
# that learns every label by heart does not notice whether they agree.
#
# A brake is a vote. It keeps the model from turning its knobs for the sake of a single image, so
# that images which look alike decide together. Of 60 % scattered mistakes each wrong answer gets
# only a small share, and the truth wins with 40 % of the votes. Mistakes in step are one party.
# From one half on they win, the model learns their rule, and the brake does harm.
#
# So the chapter’s finding, that a big model with a brake gets over poor labels, has a limit that no
# number of seeds would have shown: the mistakes have to disagree. Ask how labels are wrong, not
# only how many.
#
# Things to try: mistakes on one digit only, `np.where((labels == 7) & (noisy != labels), 1,
# labels)`: what is the most that can cost? Or `n_train=1200` with `label_sizes=(40, 1200)`: do more
# images help, when their labels are wrong in the same way?
