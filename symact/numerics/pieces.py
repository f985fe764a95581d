"""A function on an interval as smooth pieces: cut where a condition changes and where a subterm is not defined."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from flint import fmpq

from symact.kernel.errors import Undefined
from symact.kernel.terms import Term, sub
from symact.numerics.branches import Leaf, Node, grow, select, walk_conditions
from symact.numerics.closed_forms import simplest_between
from symact.numerics.errors import UndecidedPoint
from symact.numerics.exact import exact_value, to_fmpq, to_fraction
from symact.numerics.obligations import Obligation, obligations, refuse_undefined
from symact.numerics.taylor import Root, Smooth

Interval = tuple[Fraction, Fraction]


@dataclass(frozen=True)
class Piece:
    """`smooth` equals the function strictly between `low` and `high`."""

    low: Fraction
    high: Fraction
    smooth: Smooth


@dataclass
class _Cutter:
    """Cuts intervals at the zeros of terms; remembers terms, and the cells in which zeros may hide."""

    variable: Term
    terms: dict[Term, Smooth] = field(default_factory=dict)
    open: list[Interval] = field(default_factory=list)

    def smooth(self, t: Term) -> Smooth:
        if t not in self.terms:
            self.terms[t] = Smooth(t, self.variable)
        return self.terms[t]

    def sign(self, t: Term, x: fmpq) -> int | None:
        """The sign of a term at a rational point."""
        return self.smooth(t).sign(to_fraction(x), 0)

    def cut(self, t: Term, intervals: Iterable[Interval]) -> list[Interval]:
        """The intervals without the zeros of t, which is defined in them, and without cells in which some may be."""
        if t.op in ("div", "neg"):  # zeros of a divisor have been cut out before
            return self.cut(t.args[0], intervals)
        if t.op == "mul":
            for factor in t.args:
                intervals = self.cut(factor, intervals)
            return list(intervals)
        made: list[Interval] = []
        for low, high in intervals:
            roots = self.smooth(t).roots(low, high, 0)
            self.open += roots.open
            gaps = sorted([self.place(t, r) for r in roots.found] + list(roots.open))
            for start, end in gaps:
                if start > low:
                    made.append((low, start))
                low = end
            if low < high:
                made.append((low, high))
        return made

    def place(self, t: Term, root: Root) -> Interval:
        """The zero exactly, where it is a simple fraction; else the interval that holds it."""
        q = simplest_between(root.low, root.high)
        return (q, q) if exact_value(t, self.variable, to_fmpq(q)) == 0 else (root.low, root.high)


def pieces(term: Term, variable: Term, low: Fraction, high: Fraction) -> tuple[tuple[Piece, ...], tuple[Interval, ...]]:
    """The smooth pieces between low and high, ascending, and the cells in which a cut may have been missed.

    Where pieces do not meet the function has no value, or it is not known to have one.
    """
    tree, cutter = grow(term, variable, 0), _Cutter(variable)
    intervals = [(low, high)]
    for condition in dict.fromkeys(walk_conditions(tree)):
        intervals = cutter.cut(sub(condition.args[1], condition.args[2]), intervals)
    found: list[Piece] = []
    for a, b in intervals:
        try:
            leaf = select(tree, to_fmpq((a + b) / 2), cutter.sign).leaf
        except Undefined:
            continue
        except UndecidedPoint:
            cutter.open.append((a, b))
            continue
        found += _defined(leaf, (a, b), cutter)
    return tuple(_joined(found, tree, cutter)), tuple(cutter.open)


def _defined(leaf: Leaf, interval: Interval, cutter: _Cutter) -> list[Piece]:
    """The parts of an interval on which every subterm of the leaf is defined."""
    intervals = [interval]
    for duty in obligations(leaf.terms[0]):
        intervals = [i for i in cutter.cut(duty.term, intervals) if _met(duty, i, cutter)]
    return [Piece(a, b, cutter.smooth(leaf.terms[0])) for a, b in intervals]


def _met(duty: Obligation, interval: Interval, cutter: _Cutter) -> bool:
    sign = cutter.sign(duty.term, to_fmpq(sum(interval, Fraction(0)) / 2))
    if sign is None:
        cutter.open.append(interval)
        return False
    try:
        refuse_undefined(duty.kind, sign, duty.term)
    except Undefined:
        return False
    except UndecidedPoint:
        cutter.open.append(interval)
        return False
    return True


def _joined(found: list[Piece], tree: Node, cutter: _Cutter) -> list[Piece]:
    """Neighbours that are one and the same term, at the point between them too, are one piece."""
    made: list[Piece] = []
    for piece in found:
        last = made[-1] if made else None
        if last and last.high == piece.low and last.smooth is piece.smooth and _same_at(piece, tree, cutter):
            made[-1] = Piece(last.low, piece.high, piece.smooth)
        else:
            made.append(piece)
    return made


def _same_at(piece: Piece, tree: Node, cutter: _Cutter) -> bool:
    """Whether the function is this piece's term at its lower end, where that term is defined."""
    x = to_fmpq(piece.low)
    try:
        leaf = select(tree, x, cutter.sign).leaf
        for duty in obligations(leaf.terms[0]):
            sign = cutter.sign(duty.term, x)
            if sign is None:
                return False
            refuse_undefined(duty.kind, sign, duty.term)
    except (Undefined, UndecidedPoint):
        return False
    return leaf.terms[0] is piece.smooth.term
