"""Draw the figures of an experiment, and say what they show: one file each, by the same stem.

May import `plotting`. A drawing sees the published JSON and the colours it is given.
Never computes what is drawn: no model, no experiment, no input file, no other drawing.
"""
