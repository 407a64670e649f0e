# ---
# jupyter:
#   description: >-
#     A notebook: training is stopped in time, as in chapter 3, at six numbers of knobs. What is
#     left of chapter 2’s peak, and where does it pay nothing?
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
# # Stopped in time, there is no peak
#
# This is code, in Python: the experiment behind [the evidence for chapter 3](../fit-evidence.html),
# in which a setting is turned to where no figure goes. In a clone of the repository of Billions of
# Knobs two commands run it, or open the file in Jupyter after the first:
#
# ```sh
# make site    # once: installs what is needed
# .venv/bin/python docs/lab/early_stopping.py
# ```

# %%
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

here = Path.cwd().resolve()
clones = [p for p in (here, *here.parents) if (p / "scripts" / "experiments").is_dir()]
if not clones:
    raise SystemExit("This notebook needs a clone of the repository: start it inside one.")
sys.path.insert(0, str(clones[0]))

from scripts.experiments import early_stopping
from scripts.plotting import lab, marks

# %% [markdown]
# ## The claim on trial
#
# Chapter 3 trained one model, with 1,200 knobs for each answer, and stopping in time saved it from
# its wrong labels. Chapter 2 trained many models, never stopped one, and found that the worst has
# as many knobs as examples. Here we do both at once: 400 images, from 50 knobs to 2,000, with every
# label right and with one in five wrong.
#
# When to stop is read off 80 of the 400 images, as in the chapter, so the test images have no say.
# The model is then trained again on all 400, for as many steps. Four seeds, and fewer checkpoints,
# so that it runs in seconds.

# %%
widths = (50, 100, 200, 400, 800, 2000)
noises = (0.0, 0.2)
config = replace(early_stopping.Config(), n_seeds=4, n_checkpoints=20, label_noise_rates=noises)
results = {width: early_stopping.run(replace(config, width=width)) for width in widths}

# %% [markdown]
# Before you look on: with one label in five wrong and 400 knobs, a million steps end at 65 % of the
# new digits misread. How much of that does stopping in time undo? And what does it gain for the
# smallest and the largest model, where every label is right? Each line has the error at the end,
# the error where it stopped, and what that gained.

# %%
for q, noise in enumerate(noises):
    print(f"{noise:.0%} of the labels wrong")
    for width, data in results.items():
        print(
            f"{width:>6,} knobs: {data['error_at_end'][q]:5.1%} misread at the end, "
            f"{data['error_at_validated'][q]:5.1%} at step {data['validated_step'][q]:5,.0f}: "
            f"{100 * data['validated_difference'][q]:4.1f} "
            f"± {100 * data['validated_difference_se'][q]:.1f} points"
        )


# %%
clean, noisy = 0, 1
end, stopped, gained, se = (
    {width: data[name] for width, data in results.items()}
    for name in (
        *("error_at_end", "error_at_validated"),
        *("validated_difference", "validated_difference_se"),
    )
)
for q in (clean, noisy):
    assert max(widths, key=lambda width: end[width][q]) == config.n_train
    assert all(stopped[a][q] > stopped[b][q] for a, b in pairwise(widths))
assert 0.63 < end[400][noisy] < 0.67 and stopped[400][noisy] < 0.11 * end[400][noisy]
for width in (50, 2000):
    assert abs(gained[width][clean]) < 2 * se[width][clean]
assert gained[50][noisy] < 0.02
assert stopped[2000][noisy] < 0.5 * stopped[50][clean]
assert stopped[50][clean] > 5 * stopped[2000][clean]

# %% [markdown]
# The drawing has the models with one label in five wrong: the share of new digits misread, after a
# million steps (median, band from 10 to 90 % of the seeds) and stopped in time (mean, band of two
# standard errors).


# %%
def draw(color):
    narrow = marks.is_narrow()
    ticks = (50, 100, 200, 400, 2000) if narrow else widths
    fig, ax = marks.chart(
        (widths[0], widths[-1]),
        (0, 0.75),
        {t: f"{t:,}" for t in ticks},
        {0.2: "20", 0.4: "40", 0.6: marks.percent(0.6)},
        "knobs",
        color,
        xlog=True,
        right=64 if narrow else 112,
    )
    marks.upright(ax, config.n_train, (0, 0.72), color)
    runs = list(results.values())
    at_end = [data["test_error"][noisy][-1] for data in runs]
    ends = ([data[f"test_error_{p}"][noisy][-1] for data in runs] for p in ("p10", "p90"))
    marks.band(ax, widths, *ends, color["test"])
    marks.line(ax, widths, at_end, "test", color)
    best = [data["error_at_validated"][noisy] for data in runs]
    bars = [2 * data["error_at_validated_se"][noisy] for data in runs]
    ends = ([error + sign * bar for error, bar in zip(best, bars, strict=True)] for sign in (-1, 1))
    marks.band(ax, widths, *ends, color["test"])
    marks.line(ax, widths, best, "test", color, marker=True)
    names = ("to the end", "stopped") if narrow else ("never stopped", "stopped in time")
    for name, error in zip(names, (at_end[-1], best[-1]), strict=True):
        marks.label(ax, widths[-1] * 1.08, error, name, color["test"])
    text = "knobs = images" if narrow else "as many knobs as images"
    ax.text(config.n_train * 0.95, 0.72, text, ha="right", va="top")
    return fig


lab.Shown(
    draw,
    "Error on new digits against the number of knobs, one label in five wrong. Never stopped, it "
    "climbs to two thirds at 400 knobs, as many as images, and comes back to a quarter at 2,000. "
    "Stopped in time, it only falls, and there is no peak.",
)

# %% [markdown]
# ## What it means
#
# The peak of chapter 2 is gone, with wrong labels and without. A model with as many knobs as images
# can just barely fit them all, and has to turn some of its knobs far to do it. Those turns come
# last. Before them it is a good model, and stopping leaves it there.
#
# Stopped in time, more knobs never did harm here. The worst number of knobs is no longer the one in
# the middle. It is the smallest, even with every label right: 50 knobs with correct labels misread
# twice as many new digits as 2,000 that learned from labels of which one in five was wrong.
#
# And here is the limit. Where every label is right, stopping gains nothing that four seeds could
# show at either end: 50 knobs cannot memorise, and 2,000 have room to do it without harm. With
# wrong labels it gains little at 50 knobs either: they are too few to learn many wrong labels by
# heart. Stopping in time is a cure, and those models are well. All of this is on one set of digits:
# chapter 3 has a table of cell nuclei on which long training harms a large model with every label
# right.
#
# Things to try: `noises = (0.4, 0.6)`; `n_train=100` with `n_validation=20`. And
# `last_step=10_000`: does the peak need the million?
