"""Pictures: records of curves, marked points, labelled lines and errors, and the figures that are drawn of them. Pure.

A record goes in, the bytes of a PNG, SVG or PDF file come out; matplotlib is imported when the first one is drawn.
"""

from __future__ import annotations

from symact.render.plots.file import FORMS, PlotError, form_of, image, missing
from symact.render.plots.record import Cloud, Curve, Dot, Line, Mark, Panel, Picture, Regime
from symact.render.plots.style import Size

__all__ = [
    "FORMS",
    "Cloud",
    "Curve",
    "Dot",
    "Line",
    "Mark",
    "Panel",
    "Picture",
    "PlotError",
    "Regime",
    "Size",
    "form_of",
    "image",
    "missing",
]
