"""Small learners: NumPy in, NumPy out; no plotting, no files."""
