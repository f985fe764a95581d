"""What a picture shows, as data: panels of curves, marked points, labelled lines, clouds of errors and regimes.

Nothing here knows what the curves are of: a softmax against one score, or the path of a descent, is a picture too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

NONE: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Curve:
    """Points of a line; y is nan where it is broken. `style` is a row of the table of styles."""

    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    style: int = 0

    def __post_init__(self) -> None:
        if len(self.x) != len(self.y):
            raise ValueError(f"the curve {self.label} has {len(self.x)} abscissas and {len(self.y)} values")

    def to_json(self) -> dict[str, Any]:
        known = [v for v in self.y if math.isfinite(v)]
        return {
            "label": self.label, "points": len(known),
            "x": [shown(min(self.x)), shown(max(self.x))] if self.x else None,
            "y": [shown(min(known)), shown(max(known))] if known else None,
        }  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """A point that stands out, with what it is and its label; `exact` is all that is known of it, for the record.

    `style` is that of its curve. Marks with a smaller `rank` are labelled first where there is no room for all.
    """

    x: float
    y: float
    kinds: tuple[str, ...]
    label: str
    style: int = 0
    rank: int = 0
    exact: Mapping[str, Any] = field(default_factory=lambda: NONE)

    def to_json(self) -> dict[str, Any]:
        return {"kinds": list(self.kinds), "label": self.label.split("\n"), "x": shown(self.x), "y": shown(self.y),
                **self.exact}  # fmt: skip


@dataclass(frozen=True)
class Dot:
    """The end of a curve at a jump: filled where the value is taken, open where it is only approached."""

    x: float
    y: float
    filled: bool
    style: int = 0

    def to_json(self) -> dict[str, Any]:
        return {"x": shown(self.x), "y": shown(self.y), "filled": self.filled}


@dataclass(frozen=True)
class Line:
    """y = slope·x + intercept, or x = `at`: an asymptote, or a place to be seen.

    `sides` says where the line is drawn: "-", "+" for one side of 0, "-+" for both, "" for nowhere, as where a curve
    hides it.
    """

    label: str
    slope: float = 0.0
    intercept: float = 0.0
    at: float | None = None
    sides: str = "-+"
    because: str = ""

    def to_json(self) -> dict[str, Any]:
        place = {"x": shown(self.at)} if self.at is not None else {"slope": self.slope, "intercept": self.intercept}
        return {"label": self.label, **place, "because": self.because}


@dataclass(frozen=True)
class Cloud:
    """Ulp errors, inf where a result is not finite; nan where there is nothing to be shown."""

    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    style: int = 0
    worst: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if len(self.x) != len(self.y):
            raise ValueError(f"the errors of {self.label} have {len(self.x)} inputs and {len(self.y)} values")

    def to_json(self) -> dict[str, Any]:
        worst = {"x": shown(self.worst[0]), "ulp": self.worst[1]} if self.worst else None
        broken = sum(map(math.isinf, self.y))
        return {"label": self.label, "points": len(self.y) - sum(map(math.isnan, self.y)), "not_finite": broken,
                "worst": worst}  # fmt: skip


@dataclass(frozen=True)
class Regime:
    """Where a defect is: its runs on the axis, and the places at which they begin; `where` gives those exactly."""

    label: str
    where: str
    runs: tuple[tuple[float, float], ...]
    edges: tuple[float, ...]
    style: int = 0
    exact: tuple[Mapping[str, Any], ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"label": self.label, "where": self.where, "runs": [dict(e) for e in self.exact]}


@dataclass(frozen=True)
class Panel:
    """One pair of axes. `ticks` are places with labels, in place of numbers; `notes` what the picture leaves out."""

    title: str
    x_label: str
    x_range: tuple[float, float]
    y_label: str = ""
    curves: tuple[Curve, ...] = ()
    marks: tuple[Mark, ...] = ()
    dots: tuple[Dot, ...] = ()
    lines: tuple[Line, ...] = ()
    clouds: tuple[Cloud, ...] = ()
    regimes: tuple[Regime, ...] = ()
    ticks: tuple[tuple[float, str], ...] = ()
    y_range: tuple[float, float] | None = None
    notes: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        made: dict[str, Any] = {"title": self.title, "x_label": self.x_label, "x_range": [*map(shown, self.x_range)]}
        for name in ("curves", "marks", "dots", "lines", "clouds", "regimes"):
            made[name] = [part.to_json() for part in getattr(self, name)]
        return {**made, "notes": list(self.notes)}


@dataclass(frozen=True)
class Picture:
    """A titled row or column of panels. `save` draws it; `across` says how many panels stand side by side."""

    name: str
    title: str
    panels: tuple[Panel, ...]
    across: int = 1

    @property
    def description(self) -> str:
        """What can be seen, in sentences, for those who cannot see it."""
        from symact.render.plots.describe import describe

        return describe(self)

    def to_json(self) -> dict[str, Any]:
        return {"name": self.name, "title": self.title, "description": self.description,
                "panels": [p.to_json() for p in self.panels]}  # fmt: skip

    def save(self, path: str | Path, **size: Any) -> None:
        """Draws the picture into a PNG, SVG or PDF file, as its ending says; `size` takes the fields of `Size`.

        Raises PlotError for another ending, and where matplotlib is not installed.
        """
        from symact.render.plots import Size, form_of, image

        Path(path).write_bytes(image(self, form_of(Path(path).name), Size(**size)))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        from base64 import b64encode

        from symact.render.plots import image, missing

        if missing():
            return {"text/plain": f"{self.description}\n\n({missing()})"}
        return {"text/plain": self.description, "image/png": b64encode(image(self, "png")).decode("ascii")}


def shown(x: float) -> dict[str, str]:
    """A float as every record gives one."""
    return {"hex": x.hex() if math.isfinite(x) else repr(x), "decimal": repr(x)}
