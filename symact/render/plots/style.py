"""How pictures look: colours, dashes, markers, fonts and sizes, as tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# Okabe and Ito's colours, told apart by every kind of colour blindness; dashes and markers differ too, for grey prints.
STYLES: tuple[tuple[str, Any, str], ...] = (
    ("#0072B2", "-", "o"),
    ("#D55E00", (0, (5, 2)), "s"),
    ("#009E73", (0, (5, 1.5, 1, 1.5)), "^"),
    ("#CC79A7", (0, (1, 1)), "D"),
    ("#56B4E9", (0, (8, 2)), "v"),
    ("#E69F00", (0, (3, 1, 1, 1, 1, 1)), "P"),
)
MARKERS = {
    "kink": ("X", 7.0), "minimum": ("v", 6.5), "maximum": ("^", 6.5), "inflection point": ("D", 5.0),
    "zero": ("o", 5.5), "value at 0": ("s", 4.8), "end": ("h", 5.5),
}  # fmt: skip
INK, FAINT, GRID = "#222222", "#8a8a8a", "#e9e9e9"
SETTINGS: dict[Any, Any] = {
    "pdf.fonttype": 42, "ps.fonttype": 42, "svg.fonttype": "path", "svg.hashsalt": "symact",  # no Type 3 fonts
    "font.family": "DejaVu Sans", "axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": INK,
    "axes.linewidth": 0.7, "axes.grid": True, "axes.axisbelow": True, "grid.color": GRID, "grid.linewidth": 0.6,
    "legend.frameon": False, "text.color": INK, "axes.labelcolor": INK, "xtick.color": INK, "ytick.color": INK,
    "xtick.major.width": 0.7, "ytick.major.width": 0.7, "figure.dpi": 100, "axes.unicode_minus": True,
    "text.usetex": False, "path.simplify": True,
}  # fmt: skip
# The width of a text block of one column, and of one of two, in inches; with the size of letters, in points.
COLUMNS = {1: (6.3, 9.0), 2: (3.35, 7.0)}
PANEL, STRIP, HEAD = 0.55, 0.19, 0.45  # height of a panel per width, of a line of regimes and of the title, in inches


@dataclass(frozen=True)
class Size:
    """Width and height in inches, None for what suits; `columns`: set for a page of one column, or of two."""

    width: float | None = None
    height: float | None = None
    columns: int = 1
    dpi: int = 200

    @property
    def inches(self) -> float:
        return self.width if self.width is not None else COLUMNS[self.columns][0]

    @property
    def letters(self) -> float:
        """The size of letters in points: that of the columns, smaller where a width makes little room."""
        return min(COLUMNS[self.columns][1], max(6.0, COLUMNS[self.columns][1] * self.inches / 4.5))
