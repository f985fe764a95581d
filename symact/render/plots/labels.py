"""Labels of marked points, put where they cover neither curves nor each other; a point without room has none."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from symact.render.plots.record import Line, Mark, Panel
from symact.render.plots.style import STYLES

DISTANCES = (7.0, 14.0, 24.0, 38.0, 56.0)  # points
DIRECTIONS = tuple((math.cos(math.pi * k / 6), math.sin(math.pi * k / 6)) for k in range(12))
STEP = 6.0  # pixels between the places of a curve that labels avoid
MOST = 20  # labels in one panel
COVERED, TOO_MUCH = 120.0, 100.0  # what a covered label costs, and what is too much
SMALLER, SPACING = 0.8, 1.1  # letters and lines of labels
Box = tuple[float, float, float, float]


def place_labels(made: Any, axes: Any, panel: Panel, letters: float) -> list[str]:
    """Writes the labels of the marks; returns those for which there is no room."""
    marks = shown_marks(panel, axes.get_ylim())
    if not marks:
        return []
    frame = axes.get_window_extent()
    field = (frame.x0, frame.y0, frame.x1, frame.y1)
    ink = _ink(axes, panel, field)
    points = [tuple(axes.transData.transform((m.x, m.y))) for m in marks]
    boxes: list[Box] = [(x - 5, y - 5, x + 5, y + 5) for x, y in points]
    missing = []
    ranked = sorted(zip(marks, points, strict=True), key=lambda pair: pair[0].rank)
    missing += [mark.label for mark, _ in ranked[MOST:]]
    for mark, (x, y) in ranked[:MOST]:
        width, height = _extent(made, mark.label, letters * SMALLER)
        places = _places(x, y, width, height, made.dpi / 72)
        cost, best = min((_cost(place, (x, y), field, boxes, ink), place) for place in places)
        if cost >= TOO_MUCH:
            missing.append(mark.label)
            continue
        boxes.append(best[0])
        _write(axes, mark, best, ((best[0][0] + best[0][2]) / 2 - x, (best[0][1] + best[0][3]) / 2 - y), letters)
    return missing


def shown_marks(panel: Panel, ends: tuple[float, float]) -> list[Mark]:
    """The marks within the axes, which end at these values of y."""
    return [m for m in panel.marks if ends[0] <= m.y <= ends[1]]


def _ink(axes: Any, panel: Panel, field: Box) -> Any:
    """Places of the curves in pixels, a few pixels apart."""
    found: list[tuple[float, float]] = []
    lines = [
        (ends, [line.slope * x + line.intercept for x in ends])
        for line in panel.lines if line.sides and line.at is None for ends in [reach(line, panel.x_range)]
    ]  # fmt: skip
    for xs, ys in [*((c.x, c.y) for c in panel.curves), *lines]:
        before: tuple[float, float] | None = None
        for across, up in axes.transData.transform(list(zip(xs, ys, strict=True))) if xs else ():
            if not math.isfinite(up):
                before = None
                continue
            here = float(across), min(max(float(up), field[1] - STEP), field[3] + STEP)
            if before is not None:
                parts = int(math.dist(before, here) / STEP) + 1
                found += [(before[0] + (here[0] - before[0]) * k / parts, before[1] + (here[1] - before[1]) * k / parts)
                          for k in range(parts)]  # fmt: skip
            before = here
    return np.asarray([(x, y) for x, y in found if field[1] <= y <= field[3]], dtype=float).reshape(-1, 2)


def reach(line: Line, ends: tuple[float, float]) -> tuple[float, float]:
    """From where to where a line is drawn."""
    low = ends[0] if "-" in line.sides else max(0.0, ends[0])
    return low, max(ends[1] if "+" in line.sides else min(0.0, ends[1]), low)


def _places(x: float, y: float, width: float, height: float, scale: float) -> list[tuple[Box, float]]:
    """Where a label of this size can stand around a point: its box and its distance."""
    found = []
    for distance in DISTANCES:
        for dx, dy in DIRECTIONS:
            middle_x = x + dx * (distance * scale + width / 2)
            middle_y = y + dy * (distance * scale + height / 2)
            box = (middle_x - width / 2, middle_y - height / 2, middle_x + width / 2, middle_y + height / 2)
            found.append((box, distance))
    return found


def _cost(
    place: tuple[Box, float], point: tuple[float, float], field: Box, boxes: list[Box], ink: Any
) -> float:  # fmt: skip
    (left, bottom, right, top), distance = place
    outside: float = (
        max(field[0] - left, 0) + max(right - field[2], 0) + max(field[1] - bottom, 0) + max(top - field[3], 0)
    )
    covered = 1.0 * sum(a < right and left < c and b < top and bottom < d for a, b, c, d in boxes)
    x, y = ink[:, 0], ink[:, 1]
    crossed = int(np.count_nonzero((left - 2 < x) & (x < right + 2) & (bottom - 2 < y) & (y < top + 2)))
    covered += sum(_crosses(((left + right) / 2, (bottom + top) / 2), point, box) for box in boxes) / 4
    return 10 * outside + COVERED * covered + 4 * crossed + distance * 0.35


def _crosses(a: tuple[float, float], b: tuple[float, float], box: Box) -> bool:
    """Whether a line from a to b meets a box that b is not in."""
    inside = [(a[0] + (b[0] - a[0]) * k / 12, a[1] + (b[1] - a[1]) * k / 12) for k in range(13)]
    hits = [box[0] < x < box[2] and box[1] < y < box[3] for x, y in inside]
    return any(hits) and not hits[-1]


def _extent(made: Any, label: str, letters: float) -> tuple[float, float]:
    """Width and height of a label in pixels."""
    words = made.text(0, 0, label, fontsize=letters, linespacing=SPACING)
    extent = words.get_window_extent()
    words.remove()
    return float(extent.width), float(extent.height)


def _write(axes: Any, mark: Mark, place: tuple[Box, float], offset: tuple[float, float], letters: float) -> None:
    """The label, with a thin line to its point where it stands far off."""
    scale = 72 / axes.get_figure().dpi
    color = STYLES[mark.style][0]
    lead = {"arrowstyle": "-", "color": color, "linewidth": 0.6, "alpha": 0.8, "shrinkA": 0, "shrinkB": 3}
    words = axes.annotate(
        mark.label, (mark.x, mark.y), xytext=(offset[0] * scale, offset[1] * scale), textcoords="offset points",
        fontsize=letters * SMALLER, color=color, linespacing=SPACING, ha="center", va="center", zorder=8,
        annotation_clip=False, arrowprops=lead if place[1] > DISTANCES[1] else None,
        bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.8},
    )  # fmt: skip
    words.set_in_layout(False)
