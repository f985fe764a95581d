"""The panel of a function and its derivatives: curves, marked points, jumps and limits."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from symact.derivation import reading
from symact.kernel.terms import number
from symact.numerics.closed_forms import Number
from symact.numerics.errors import UsageError
from symact.numerics.shape import Landmark, Shape, shape
from symact.numerics.tails import Tail, tails
from symact.pictures.subject import Plotted
from symact.render.plots.describe import number as digits
from symact.render.plots.record import Curve, Dot, Line, Mark, Panel, shown
from symact.render.pretty import pretty

WINDOWS = (3, 4, 6, 8, 10)  # half the width of a picture of the whole function
MARGIN = Fraction(4, 5)  # landmarks lie within so much of the half-width
CLOSE = 1 / 100  # how near to its limits a curve ends, in parts of its height
WIDEST = Fraction(12)
CROWDED = 8  # landmarks of f beyond which the window is the usual one
USUAL = Fraction(6)
RANKS = ("kink", "minimum", "maximum", "inflection point", "zero", "value at 0")
SAME = 1e-9
NARROW = 1e-3  # cells that are told by their middle
FAR_BEHIND = 50
HIGHEST = 1e300  # of what is drawn: axes need room above


def shape_panel(of: Plotted, orders: int, ends: tuple[Fraction, Fraction] | None, style: int = 0) -> Panel:
    """f, f′, … up to `orders` in one panel; without `ends` the window shows all that stands out.

    The curve of f has the style given, those of its derivatives the ones after it.
    """
    limits = tuple(t for t in tails(of.subject, orders) if max(abs(t.slope), abs(t.intercept)) <= HIGHEST)
    found = shape(of.subject, orders, *(ends or window(of, limits)))
    found, beyond = _drawn(found)
    if not any(math.isfinite(y) for y in found.curves[0].y):
        raise UsageError(f"{of.subject.claim} has no value from {float(found.low)} to {float(found.high)}")
    marks = tuple(_mark(of, m, style) for m in found.landmarks if _worth(m, found))
    names = " and ".join(of.label(k) for k in range(orders + 1)) if orders < 2 else f"{of.label(0)} and derivatives"
    return Panel(
        title=names, x_label="x", x_range=(float(found.low), float(found.high)),
        curves=tuple(Curve(of.label(c.order), c.x, c.y, c.order + style) for c in found.curves),
        marks=marks, dots=_dots(found, orders, style), lines=_lines(limits, found), notes=beyond + _notes(found),
        y_range=_heights(found),
    )  # fmt: skip


def _drawn(found: Shape) -> tuple[Shape, tuple[str, ...]]:
    """Without what is too high to be drawn, and a note that says so."""
    low = tuple(replace(c, y=tuple(y if abs(y) <= HIGHEST else math.nan for y in c.y)) for c in found.curves)
    marks = tuple(m for m in found.landmarks if abs(m.y.nearest) <= HIGHEST)
    beyond = len(marks) < len(found.landmarks) or any(abs(y) > HIGHEST for c in found.curves for y in c.y)
    note = (f"values beyond {HIGHEST:.0e} are not drawn".replace("+", ""),) if beyond else ()
    return replace(found, curves=low, landmarks=marks), note


def family_panel(family: Sequence[Plotted], ends: tuple[Fraction, Fraction] | None) -> Panel:
    """Several functions of x in one panel, such as the components of softmax."""
    panels = [shape_panel(of, 0, ends or (-USUAL, USUAL), style) for style, of in enumerate(family)]
    lines: dict[str, Line] = {}
    for line in (line for p in panels for line in p.lines):
        before = lines.get(line.label, replace(line, sides="", because=""))
        because = "; ".join(filter(None, (before.because, line.because)))
        lines[line.label] = replace(line, sides=before.sides + line.sides, because=because)
    return replace(
        panels[0], title=", ".join(p.title for p in panels), curves=tuple(c for p in panels for c in p.curves),
        marks=tuple(m for p in panels for m in p.marks), dots=tuple(d for p in panels for d in p.dots),
        lines=tuple(lines.values()), notes=tuple(n for p in panels for n in p.notes),
    )  # fmt: skip


def window(of: Plotted, limits: tuple[Tail, ...]) -> tuple[Fraction, Fraction]:
    """The least of the usual windows in which every landmark of f is, and f ends near its limits, if it has some."""
    found = shape(of.subject, 0, -WIDEST, WIDEST, 241, closed=False)
    half, ends = _half(found, limits), found.curves[0].x  # pieces of the curve end where the domain does
    low, high = max(-half, Fraction(min(ends, default=-half))), min(half, Fraction(max(ends, default=half)))
    if low >= high:
        return -USUAL, USUAL
    margin = (high - low) / 20
    return (low - margin if low > -half else low), (high + margin if high < half else high)


def _half(found: Shape, limits: tuple[Tail, ...]) -> Fraction:
    marks = [m for m in found.landmarks if m.order == 0]
    if len(marks) > CROWDED:
        return USUAL
    outermost = max((abs(m.x.nearest) for m in marks), default=0.0)
    for half in WINDOWS:
        if outermost <= half * MARGIN and all(_near(found, t, half) for t in limits if t.order == 0):
            return Fraction(half)
    return Fraction(WINDOWS[-1])


def _near(found: Shape, tail: Tail, half: int) -> bool:
    """Whether f is near this limit at the end of the window."""
    pairs = [(x, y) for x, y in zip(found.curves[0].x, found.curves[0].y, strict=True) if math.isfinite(y)]
    inside = [y for x, y in pairs if abs(x) <= half]
    if not inside:
        return True
    beyond = [abs(y - _at(tail, x)) for x, y in pairs if half <= (x if tail.sign == "+" else -x) <= half + 1]
    return not beyond or max(beyond) <= CLOSE * max(max(inside) - min(inside), 1e-300)


def _at(tail: Tail, x: float) -> float:
    return float(tail.slope) * x + float(tail.intercept)


def _worth(m: Landmark, found: Shape) -> bool:
    """A value at 0 is marked on derivatives where nothing else is; not where a curve is flat."""
    if m.order == 0 or m.kinds != ("value at 0",):
        return True
    return not any(o.order == m.order and o.kinds != ("value at 0",) for o in found.landmarks) and not _constant(
        found, m.order
    )


def _constant(found: Shape, order: int) -> bool:
    return len({y for y in found.curves[order].y if math.isfinite(y)}) <= 1


def _mark(of: Plotted, m: Landmark, style: int) -> Mark:
    kinds = " and ".join(", ".join(m.kinds).rsplit(", ", 1)) if len(m.kinds) > 1 else m.kinds[0]
    whose = f" of {of.label(m.order).removesuffix('(x)')}" if m.order else ""
    exact = {"of": of.label(m.order), "exact": [_exact(m.x), _exact(m.y)]}
    rank = 10 * m.order + min(RANKS.index(k) for k in m.kinds)
    return Mark(
        m.x.nearest, m.y.nearest, m.kinds, f"{kinds}{whose}\n({told(m.x)}, {told(m.y)})", m.order + style, rank, exact
    )


def told(n: Number) -> str:
    """A number in a label: its closed form where that is short, else four of its digits."""
    if n.closed:
        form = pretty(reading.expression(n.closed, {}))
        return form if len(form) <= 8 else f"{form} ≈ {digits(n.nearest)}"
    if n.low <= 0 <= n.high:
        return "≈ 0"
    return f"{n.nearest:#.4g}".rstrip(".").replace("-", "−")  # zeros at the end are digits, too


def _exact(n: Number) -> dict[str, object]:
    """Closed form, nearest float and the enclosure, whose ends are decimals rounded outwards."""
    ends = [_decimal(n.low, False), _decimal(n.high, True)]
    return {"closed": n.closed or None, "nearest": shown(n.nearest), "enclosure": ends}


def _decimal(q: Fraction, up: bool, places: int = 40) -> str:
    """A decimal of so many places on this side of q; q itself where it has no more."""
    scaled = q * 10**places
    whole = -((-scaled.numerator) // scaled.denominator) if up else scaled.numerator // scaled.denominator
    sign, digits_ = "-" if whole < 0 else "", f"{abs(whole):0{places + 1}d}"
    return f"{sign}{digits_[:-places]}.{digits_[-places:]}".rstrip("0").rstrip(".")


def _dots(found: Shape, orders: int, style: int) -> tuple[Dot, ...]:
    """Open ends where a curve jumps or has no value, and a closed dot where it has one."""
    made: dict[Dot, None] = {}
    for jump in found.jumps:
        if jump.order > orders or not found.low < jump.x < found.high:
            continue
        at = float(jump.x)
        taken = {jump.value.nearest} if jump.value is not None else set()
        for side in (jump.left, jump.right):
            if side is not None and side.nearest not in taken:
                made[Dot(at, side.nearest, False, jump.order + style)] = None
        made |= {Dot(at, y, True, jump.order + style): None for y in taken}
    return tuple(made)


def _lines(limits: tuple[Tail, ...], found: Shape) -> tuple[Line, ...]:
    """The asymptotes, one each; those that coincide with the curve or with the axis are not drawn."""
    made: dict[tuple[Fraction, Fraction], Line] = {}
    for tail in limits:
        key = (tail.slope, tail.intercept)
        ends = [
            abs(y - _at(tail, x)) for x, y in zip(found.curves[tail.order].x, found.curves[tail.order].y, strict=True)
            if math.isfinite(y) and (x > 0) == (tail.sign == "+")
        ]  # fmt: skip
        hidden = (
            (tail.slope == tail.intercept == 0)
            or not ends
            or min(ends[0 if tail.sign == "-" else -1], max(ends)) < SAME
        )
        before = made.get(key)
        because = f"{before.because}; {tail.claim}" if before else tail.claim
        sides = before.sides if before else ""
        sides += tail.sign if not hidden and tail.sign not in sides else ""
        made[key] = Line(_equation(tail), float(tail.slope), float(tail.intercept), None, sides, because)
    return tuple(made.values())


def _equation(tail: Tail) -> str:
    """`y = x`, `y = −1`, `y = x/100 + 1`."""
    m, c = tail.slope, tail.intercept
    if m == 0:
        return f"y = {pretty(number(c))}"
    slope = {1: "x", -1: "−x"}.get(int(m) if m.denominator == 1 else 0, f"{pretty(number(m))}·x")
    return f"y = {slope}" + (f" {'−' if c < 0 else '+'} {pretty(number(abs(c)))}" if c else "")


def _notes(found: Shape) -> tuple[str, ...]:
    """Where there may be more landmarks than are marked."""
    return tuple(f"not decided whether more stands out {_place(float(a), float(b))}" for a, b in found.open)


def _place(a: float, b: float) -> str:
    if b - a < NARROW:
        return f"within {digits(b - a)} of x = {digits((a + b) / 2)}"
    return f"for x between {digits(a)} and {digits(b)}"


def _heights(found: Shape) -> tuple[float, float] | None:
    """A range of y around the landmarks where a curve leaves them far behind."""
    marked = [0.0, *(m.y.nearest for m in found.landmarks)]
    low, high = min(marked), max(marked)
    reached = max((abs(y) for c in found.curves for y in c.y if math.isfinite(y)), default=0.0)
    span = high - low
    return (low - span, high + 2 * span) if 0 < FAR_BEHIND * span < reached else None
