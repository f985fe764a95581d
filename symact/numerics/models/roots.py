"""Square roots that are nearly lines, and sums in which such a line cancels; values are those of `wide`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from flint import arb, arb_series, fmpq

from symact.numerics.models.series import head, series

if TYPE_CHECKING:
    from symact.numerics.models.wide import Wide

ZERO = fmpq(0)


class Root(NamedTuple):
    """A value is sign·√radicand."""

    sign: int
    radicand: Wide


class Beside(NamedTuple):
    """√(slope²·w² + rest), which is nearly slope·w; the slope is 0 where it is no rational number."""

    s: arb_series
    w: Wide
    slope: fmpq
    rest: fmpq


def rationalised(a: Wide, root: Wide) -> arb_series | None:
    """a + root as (a² - root²)/(a - root), where that is a number over what does not cancel."""
    if root.root_of is None:
        return None
    (atom, q), *others = a.form.items() if a.form else ((None, ZERO),)
    if others or atom is None or not head(a.s) * head(root.s) < 0:
        return None
    form = dict(root.root_of.radicand.form)
    square = next((w for w in form if w is not None and w.square_of is atom), None)
    if square is None or form.pop(square) != q * q or form.keys() - {None}:
        return None
    return series(arb(-form.get(None, ZERO)) / (a.s - root.s))


def beside_a_square(radicand: Wide) -> Beside | None:
    """√(q·w² + r) as |w|·√(q + r/w²), where r is a number below q·w²: far out this is nearly a line, and looks so."""
    form = dict(radicand.form)
    square = next((w for w in form if w is not None and w.square_of is not None), None)
    if square is None or square.square_of is None:
        return None
    q, w = form.pop(square), square.square_of
    if form.keys() - {None} or not q > 0 or w.s.length() == 0:
        return None
    rest, first = form.get(None, ZERO), head(w.s)
    size = abs(first).lower()
    if not size * size * arb(q) > abs(arb(rest)):
        return None
    inverse = series(1 / w.s)
    root = series((series(inverse * inverse * arb(rest)) + arb(q)).sqrt()) * w.s
    slope = q.sqrt() if q.p.is_square() and q.q.is_square() else ZERO
    return Beside(root, w, slope, rest) if first > 0 else Beside(-root, w, -slope, rest)
