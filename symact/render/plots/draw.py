"""Panels drawn with matplotlib: curves, dots, lines, clouds of errors, and a strip of regimes under the axes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from symact.render.notation import SUPERSCRIPT
from symact.render.plots.labels import place_labels, reach, shown_marks
from symact.render.plots.record import Cloud, Panel, Picture, Regime
from symact.render.plots.style import FAINT, GRID, HEAD, INK, MARKERS, PANEL, SETTINGS, STRIP, STYLES, Size

LOWEST = 2.0**-7  # smaller errors, and none, are drawn at this height
FULL = 0.95  # of the width, for a title
ROOM = 0.12  # of the height of the curves, left above and below them
SMALL, GAP = 0.78, 0.62  # letters of regimes; what a line of them needs for its bar, in lines
DOTTED = (0, (1, 1.5))
CLIP = 8.0  # a curve that goes to infinity is shown so many times as high as most of it is


def figure(picture: Picture, size: Size | None = None) -> Any:
    """A matplotlib figure of the picture."""
    import matplotlib
    from matplotlib.figure import Figure

    size = size or Size()
    rows = [picture.panels[k : k + picture.across] for k in range(0, len(picture.panels), picture.across)]
    width, letters = size.inches, size.letters
    strips = [[_rows(p, width / picture.across, letters) for p in row] for row in rows]
    panel = PANEL * width / picture.across
    below = [max(map(_depth, row)) * STRIP * letters / 9 for row in strips]
    height = size.height or HEAD * letters / 9 + sum(panel + 0.45 * letters / 9 + strip for strip in below)
    with matplotlib.rc_context({**SETTINGS, "font.size": letters}):
        made = Figure(figsize=(width, height), layout="constrained")
        grid = made.add_gridspec(len(rows), picture.across, height_ratios=[panel + 0.4 + strip for strip in below])
        drawn = []
        for i, row in enumerate(rows):
            for j, one in enumerate(row):
                axes = _axes(made, grid[i, j], panel, strips[i][j], one, letters)
                _panel(axes, one, width / picture.across, letters)
                drawn.append((axes, one))
        _level([axes for axes, one in drawn if one.clouds])
        _title(made, picture.title, letters)
        made.draw_without_rendering()  # settles where everything is
        made.set_layout_engine("none")
        for axes, one in drawn:
            place_labels(made, axes, one, letters)
        return made


def _rows(panel: Panel, width: float, letters: float) -> list[list[str]]:
    """The text of each regime, in lines that fit."""
    fits = int(width * 0.95 * 72 / (letters * SMALL * 0.6))
    return [_wrapped(f"{regime.label} {regime.where}", fits) for regime in panel.regimes]


def _wrapped(label: str, fits: int) -> list[str]:
    rows = [""]
    for word in label.split(" "):
        if rows[-1] and len(rows[-1]) + 1 + len(word) > fits:
            rows.append(f"    {word}")
        else:
            rows[-1] += f" {word}" if rows[-1] else word
    return rows


def _depth(rows: list[list[str]]) -> float:
    """The height of a strip of regimes, in lines: its text and a bar under each."""
    return sum(len(lines) + GAP for lines in rows)


def _axes(made: Any, cell: Any, panel: float, strips: list[list[str]], one: Panel, letters: float) -> Any:
    """The axes of a panel, with those of its regimes below if it has some; the scale of x is that of both."""
    if not strips:
        axes = made.add_subplot(cell)
        _scale(axes, axes, one)
        return axes
    parts = cell.subgridspec(2, 1, height_ratios=[panel, _depth(strips) * STRIP * letters / 9], hspace=0.02)
    axes = made.add_subplot(parts[0])
    below = made.add_subplot(parts[1], sharex=axes)
    axes.tick_params(labelbottom=False, bottom=False)
    _scale(axes, below, one)
    _regimes(axes, below, one.regimes, strips, letters)
    return axes


def _scale(axes: Any, lowest: Any, one: Panel) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.set_xlim(*one.x_range)
    if not one.ticks:
        lowest.xaxis.set_major_locator(MaxNLocator(10, steps=[1, 2, 5, 10]))
    else:
        lowest.set_xticks([p for p, _ in one.ticks], [label for _, label in one.ticks])
    lowest.set_xlabel(one.x_label, labelpad=2)
    axes.set_ylabel(one.y_label)


def _panel(axes: Any, one: Panel, width: float, letters: float) -> None:
    if one.clouds:
        _clouds(axes, one.clouds, letters)
    else:
        axes.axhline(0, color=FAINT, linewidth=0.7, zorder=1)
        axes.axvline(0, color=FAINT, linewidth=0.7, zorder=1)
        _curves(axes, one, letters)
    rows = _legend(axes, width, letters)
    if not one.curves:  # the legend says what curves are
        axes.set_title(one.title, loc="left", fontsize=letters, pad=letters * (0.6 + 1.5 * rows))


def _legend(axes: Any, width: float, letters: float) -> int:
    """The legend above the axes, in as many columns as fit; returns its number of rows."""
    handles, labels = axes.get_legend_handles_labels()
    if not labels:
        return 0
    wide = [(len(label) * 0.6 + 4.8) * letters * 0.92 / 72 for label in labels]
    columns = len(labels) if sum(wide) < width * 0.92 else max(int(width * 0.9 / max(wide)), 1)
    axes.legend(
        handles, labels, loc="lower left", bbox_to_anchor=(0, 1.0), ncols=columns, fontsize=letters * 0.92,
        borderpad=0.1, borderaxespad=0.15, handlelength=2.4, columnspacing=1.4, handletextpad=0.5,
    )  # fmt: skip
    return -(-len(labels) // columns)


def _curves(axes: Any, one: Panel, letters: float) -> None:
    low, high = heights(one)
    for curve in one.curves:
        color, dashes, _ = STYLES[curve.style]
        axes.plot(
            curve.x, curve.y, color=color, linestyle=dashes, linewidth=0.19 * letters, label=curve.label, zorder=3
        )
    drawn = [line for line in one.lines if line.sides]
    for position, line in enumerate(drawn):
        words = ", ".join(each.label for each in drawn) if position == 0 else None
        style = {"color": FAINT, "linestyle": (0, (3, 3)), "linewidth": 0.9, "zorder": 2, "label": words}
        if line.at is not None:
            axes.axvline(line.at, **style)
        else:
            ends = reach(line, one.x_range)
            axes.plot(ends, [line.slope * x + line.intercept for x in ends], **style)
    axes.set_ylim(low, high)
    for dot in one.dots:
        color = STYLES[dot.style][0]
        axes.plot(dot.x, dot.y, "o", markersize=4.6, markeredgewidth=1.2, markeredgecolor=color, zorder=5,
                  markerfacecolor=color if dot.filled else "white")  # fmt: skip
    for mark in shown_marks(one, (low, high)):
        shape, big = MARKERS[mark.kinds[-1]]
        axes.plot(mark.x, mark.y, shape, markersize=big * letters / 9, color=STYLES[mark.style][0], zorder=6,
                  markeredgecolor="white", markeredgewidth=0.6, clip_on=False)  # fmt: skip


def heights(one: Panel) -> tuple[float, float]:
    """The range of y: that of the panel, or all of the curves, unless they go to infinity."""
    if one.y_range is not None:
        return one.y_range
    known = sorted(y for curve in one.curves for y in curve.y if math.isfinite(y))
    if not known:
        return -1.0, 1.0
    low, high = known[0], known[-1]
    inner = known[len(known) // 20], known[len(known) - 1 - len(known) // 20]
    span = max(inner[1] - inner[0], 1e-300)
    if high - low > CLIP * span and span > 1e-12 * max(1.0, abs(high)):
        low, high = max(low, inner[0] - span), min(high, inner[1] + span)
    lines = [line.intercept for line in one.lines if line.sides and line.at is None and line.slope == 0]
    low, high = min([low, *lines]), max([high, *lines])
    room = ROOM * (high - low) if high > low else max(abs(high), 1.0) / 2
    return low - room, high + room


def _clouds(axes: Any, clouds: Sequence[Cloud], letters: float) -> None:
    axes.set_yscale("log", base=10)
    axes.yaxis.set_major_formatter(lambda value, _: power_of_ten(value))
    axes.yaxis.set_minor_formatter("")
    axes.axhline(0.5, color=INK, linewidth=0.7, linestyle=(0, (3, 3)))
    for height, words in ((0.5, "½ ulp"), (LOWEST, "≤ 2⁻⁷ ulp")):
        axes.annotate(words, (1, height), (0, 2), xycoords=axes.get_yaxis_transform(), textcoords="offset points",
                      ha="right", va="bottom", fontsize=letters * 0.75, color=INK)  # fmt: skip
    for place, cloud in enumerate(clouds):
        color, _, marker = STYLES[cloud.style]
        pairs = list(zip(cloud.x, cloud.y, strict=True))
        finite = [(p, max(u, LOWEST)) for p, u in pairs if math.isfinite(u)]
        axes.plot([p for p, _ in finite], [u for _, u in finite], marker, color=color, alpha=0.8, markeredgewidth=0,
                  markersize=3.2 - 0.5 * min(place, 3), label=cloud.label, rasterized=True)  # fmt: skip
        broken = [p for p, u in pairs if math.isinf(u)]
        if broken:
            axes.plot(broken, [0.985 - 0.03 * place] * len(broken), "|", color=color, markersize=5,
                      transform=axes.get_xaxis_transform(), label=f"{cloud.label}: inf or nan",
                      rasterized=True)  # fmt: skip


def power_of_ten(value: float) -> str:
    """`10⁻²`, for the ticks of a logarithmic axis."""
    exponent = round(math.log10(value))
    return {0: "1", 1: "10"}.get(exponent, f"10{str(exponent).translate(SUPERSCRIPT)}")


def _level(panels: Sequence[Any]) -> None:
    """One scale of errors for all panels, with room at the top for what is not finite."""
    top = max([100.0, *(axes.get_ylim()[1] for axes in panels)])
    for axes in panels:
        axes.set_ylim(LOWEST / 2, top * 10)


def _regimes(axes: Any, below: Any, regimes: Sequence[Regime], strips: list[list[str]], letters: float) -> None:
    """A line of text and a bar per defect; a faint line through the errors above where a run begins."""
    below.set_ylim(_depth(strips), 0)
    below.set_yticks([])
    below.grid(False)
    below.spines["left"].set_visible(False)
    top = 0.0
    for regime, lines in zip(regimes, strips, strict=True):
        color = STYLES[regime.style][0]
        below.text(0, top + 0.1, "\n".join(lines), transform=below.get_yaxis_transform(), va="top",
                   fontsize=letters * SMALL, linespacing=1.15)  # fmt: skip
        bar = top + len(lines) + 0.25
        below.axhline(bar, color=GRID, linewidth=2.4, zorder=1)
        for first, last in regime.runs:
            below.plot([first, last], [bar, bar], color=color, linewidth=2.6, solid_capstyle="butt", zorder=2)
        for edge in regime.edges:
            below.plot([edge], [bar], "|", color=color, markersize=6, zorder=3)
            axes.axvline(edge, color=color, linestyle=DOTTED, linewidth=0.9, zorder=1)
        top += len(lines) + GAP


def _title(made: Any, title: str, letters: float) -> None:
    """The title, smaller where it is long."""
    words = made.suptitle(title, fontsize=letters * 1.15, x=0.01, ha="left")
    wide = words.get_window_extent().width / (made.get_figwidth() * made.dpi)
    if wide > FULL:
        words.set_fontsize(max(letters * 1.15 * FULL / wide, letters * 0.6))
