"""Write pages: what MkDocs loads, and what reads the Markdown of docs/.

May import `plotting` and `compute`.
Never computes a number and never starts an experiment: a notebook does, in a process of its own.
"""
