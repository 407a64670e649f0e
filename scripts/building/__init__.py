"""Bring results, figures and lists up to date: what the commands share.

May import `compute`, `plotting` and `markdown`, and by its stem an experiment and its drawing.
Never computes a result and never draws a mark itself: those are found, run and written whole.
"""
