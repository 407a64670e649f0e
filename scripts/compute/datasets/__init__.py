"""Load the input tables, one file each: a change to one touches only the experiments that read it.

May import `scripts.compute.problem` and each other's checks in `files`.
Never computes anything from a table.
"""
