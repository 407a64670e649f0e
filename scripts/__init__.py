"""Billions of Knobs: experiments, figures, and what turns them into a site.

Here at the top stand the commands, and only they; each is run as ``python -m scripts.<name>``. They
may import every room below. No room imports a command.
"""
