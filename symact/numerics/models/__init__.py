"""Tier 1 of the oracle: certified piecewise Taylor models, evaluated by NumPy on whole arrays of floats."""
