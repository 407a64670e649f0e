"""What drawings are made of: colours, marks, the words around them, numbers as they are set.

May import Matplotlib, and of `compute` only what it says when it cannot go on.
Never imports an experiment, a model or a drawing.
"""
