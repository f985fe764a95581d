"""The trusted kernel: claims, their meaning, and the only place that makes theorems.

Everything in this package uses the standard library alone.
"""
