"""Run an experiment: input files, processes here or elsewhere, results and where they are from.

May import NumPy, SciPy, scikit-learn and joblib, and nothing else of this project.
Never knows a model, a picture or a page.
"""
