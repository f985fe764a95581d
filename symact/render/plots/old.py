"""Pictures of a function and of its implementations: value, derivative, and ulp error by ordinal and zoomed. Pure.

A record goes in, a matplotlib figure comes out; matplotlib is imported when the first one is drawn.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

# Okabe and Ito's colours, told apart by every kind of colour blindness; markers differ, too.
STYLES = (("#D55E00", "o"), ("#0072B2", "s"), ("#009E73", "^"), ("#CC79A7", "D"))
INK, FAINT = "#222222", "#999999"
SETTINGS: dict[Any, Any] = {
    "pdf.fonttype": 42, "ps.fonttype": 42, "svg.fonttype": "path", "svg.hashsalt": "symact",  # no Type 3 fonts
    "font.size": 9, "axes.titlesize": 10, "axes.spines.top": False, "axes.spines.right": False,
    "axes.edgecolor": INK, "axes.grid": True, "grid.color": "#e6e6e6", "grid.linewidth": 0.6, "legend.frameon": False,
}  # fmt: skip
LOWEST = 2.0**-7  # smaller errors, and none, are drawn at this height


@dataclass(frozen=True)
class Curve:
    """Points (x, y) of a function; y is nan where it has no value."""

    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True)
class Errors:
    """Ulp errors of an implementation at `x`, inf where the result is not finite; `position` is x or the ordinal."""

    implementation: str
    position: tuple[float, ...]
    ulp: tuple[float, ...]


@dataclass(frozen=True)
class Picture:
    """What is drawn of one function: two curves, and errors over all numbers of a format and over a range of x.

    `ticks` are (position, label) pairs for the axis of ordinals.
    """

    name: str
    formula: str
    dtype: str
    value: Curve
    derivative: Curve
    by_ordinal: tuple[Errors, ...]
    zoomed: tuple[Errors, ...]
    ticks: tuple[tuple[float, str], ...]


def figure(picture: Picture) -> Any:
    """A matplotlib figure with four panels."""
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(SETTINGS):
        made = Figure(figsize=(9.6, 6.4), layout="constrained")
        value, slope, whole, zoom = made.subplots(2, 2).flat
        made.suptitle(picture.formula, fontsize=11, color=INK)
        _curve(value, picture.value, "value")
        _curve(slope, picture.derivative, "derivative")
        _errors(whole, picture.by_ordinal, f"error in ulp over all of {picture.dtype}, by ordinal")
        whole.set_xticks([p for p, _ in picture.ticks], [label for _, label in picture.ticks])
        _errors(zoom, picture.zoomed, "error in ulp, zoomed")
        zoom.set_xlabel("x")
        whole.set_xlabel("x, at the place of its ordinal")
        _same_height(whole, zoom)
        zoom.legend(loc="upper right", fontsize=8)
        return made


def image(picture: Picture, form: str = "png", dpi: int = 130) -> bytes:
    """The figure as a file of this form: png, svg or pdf; the same bytes for the same record."""
    import matplotlib

    dated = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}
    made, out = figure(picture), BytesIO()
    with matplotlib.rc_context(SETTINGS):  # fonts are chosen when a figure is written
        made.savefig(out, format=form, dpi=dpi, metadata=dated.get(form))
    return out.getvalue()


def _curve(axes: Any, curve: Curve, title: str) -> None:
    axes.set_title(title, loc="left")
    axes.axhline(0, color=FAINT, linewidth=0.8)
    axes.axvline(0, color=FAINT, linewidth=0.8)
    axes.plot(curve.x, curve.y, color=STYLES[1][0], linewidth=1.8)
    axes.set_xlabel("x")


def _errors(axes: Any, found: Sequence[Errors], title: str) -> None:
    axes.set_title(title, loc="left")
    axes.set_yscale("log", base=10)
    axes.axhline(0.5, color=INK, linewidth=0.8, linestyle="--")
    axes.annotate(
        "½ ulp", (1, 0.5), xycoords=axes.get_yaxis_transform(), ha="right", va="bottom", fontsize=7, color=INK
    )
    for (color, marker), errors in zip(STYLES, found, strict=False):
        finite = [(p, max(u, LOWEST)) for p, u in zip(errors.position, errors.ulp, strict=True) if math.isfinite(u)]
        broken = [p for p, u in zip(errors.position, errors.ulp, strict=True) if math.isinf(u)]
        axes.plot(
            [p for p, _ in finite], [u for _, u in finite], marker, color=color, markersize=2.2, alpha=0.7,
            markeredgewidth=0, label=errors.implementation, rasterized=True,
        )  # fmt: skip
        if broken:
            axes.plot(
                broken, [0.985] * len(broken), "|", color=color, markersize=7, transform=axes.get_xaxis_transform(),
                label=f"{errors.implementation}: inf or nan", rasterized=True,
            )  # fmt: skip


def _same_height(*panels: Any) -> None:
    """One scale for all panels, with room at the top for what is not finite."""
    top = max(100.0, *(axes.get_ylim()[1] for axes in panels))
    for axes in panels:
        axes.set_ylim(LOWEST / 2, top * 10)
