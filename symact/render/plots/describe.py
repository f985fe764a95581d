"""A picture in sentences: the alt text of files, and what the command prints. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator

from symact.render.plots.record import Curve, Panel, Picture

DIGITS = 4


def describe(picture: Picture) -> str:
    """Title, then a paragraph per panel: ranges, marked points, lines, the worst errors and the regimes."""
    rows = [picture.title]
    for panel in picture.panels:
        rows += ["", panel.title, *(f"  {row}" for row in _rows(panel))]
    return "\n".join(rows)


def _rows(panel: Panel) -> Iterator[str]:
    low, high = (number(v) for v in panel.x_range)
    if panel.curves:
        yield f"{panel.x_label} from {low} to {high}"
    for curve in panel.curves:
        yield _range(curve)
        for mark in (m for m in panel.marks if m.style == curve.style):
            kinds, _, place = mark.label.rpartition("\n")
            yield f"  {kinds.replace(chr(10), ' ')} at {place}"
    for dot in panel.dots:
        yield f"{'closed' if dot.filled else 'open'} end at ({number(dot.x)}, {number(dot.y)})"
    for line in panel.lines:
        yield f"line {line.label}"
        yield from (f"  {claim}" for claim in line.because.split("; ") if claim)
    for cloud in panel.clouds:
        worst = f"up to {number(cloud.worst[1])} ulp, at x = {cloud.worst[0]!r}" if cloud.worst else "none is finite"
        broken = sum(map(math.isinf, cloud.y))
        yield f"{cloud.label}: {worst}" + (f"; {broken} results are inf or nan" if broken else "")
    for regime in panel.regimes:
        yield f"{regime.label} {regime.where}"
    yield from panel.notes


def _range(curve: Curve) -> str:
    known = [y for y in curve.y if math.isfinite(y)]
    if not known:
        return f"{curve.label}: no values"
    low, high = min(known), max(known)
    return f"{curve.label}: from {number(low)} to {number(high)}" if low < high else f"{curve.label}: {number(low)}"


def number(x: float) -> str:
    """Four digits with a minus sign that is one."""
    return f"{x:.{DIGITS}g}".replace("-", "−")
