"""Check pages: everything that a person who edits the site can get wrong, found in seconds.

A rule is a function that yields faults, each with its line and its remedy. Rules about one thing
share a module; `report.py` calls them all. A rule takes a `Page`, or the whole `Site`.

May import every room but `experiments` and `models`.
Never writes a file, never starts an experiment and never opens a browser.
"""
