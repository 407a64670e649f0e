"""Compute the numbers: one file an experiment, whose stem names everything that comes from it.

May import `models` and `compute`.
Never imports Matplotlib, a drawing, a colour or another experiment.
"""
