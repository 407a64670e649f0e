"""Small learners, and what is packed, drawn by chance or measured with them: NumPy in, NumPy out.

May import NumPy, SciPy and each other.
Never reads or writes a file, never draws.
"""
