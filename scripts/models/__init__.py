"""Small learners, and what is packed, drawn by chance or measured with them: NumPy in, NumPy out.

May import NumPy, SciPy, `compute` and each other.
Never writes a file, never draws; reads none but through a loader of `compute.datasets`.
"""
