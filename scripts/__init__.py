"""Billions of Knobs: experiments, figures, and what turns them into a site."""
