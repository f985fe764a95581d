"""The shape of a function on an interval: its curves, its zeros, extrema, inflection points and kinks, and its tails.

Every landmark is certified: a Taylor model shows that a derivative has exactly one zero in the enclosure and changes
its sign there, and closed forms are proved by the kernel. Where that fails, the cell is listed as open.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from symact.kernel.errors import Undefined
from symact.kernel.terms import Term, variable
from symact.numerics.closed_forms import Number, closed_form, holds, rational
from symact.numerics.errors import UndecidedPoint
from symact.numerics.exact import to_fraction
from symact.numerics.joints import Jump, beside, jumps_at, meet
from symact.numerics.oracle import Oracle
from symact.numerics.pieces import Interval, Piece, pieces
from symact.numerics.taylor import BITS, Root
from symact.numerics.view import Enclosure, enclosure_of, precision

KINDS = ("zero", "value at 0", "minimum", "maximum", "inflection point", "kink")  # in the order of a label
EXTREMA = {(-1, 1): "minimum", (1, -1): "maximum"}
MANY = 24  # landmarks: more are told by their digits, not in closed form
X = variable("x")
BEYOND = 2**1024  # what no double reaches


@dataclass(frozen=True)
class Subject:
    """A function of x: how claims write it, and its term without calls and parameters."""

    claim: str
    term: Term

    def derivative(self, order: int) -> str:
        """The claim-language text of f, f′, …"""
        return f"Derivative({self.claim}, (x, {order}))" if order else self.claim

    def at(self, order: int, point: str) -> str:
        return f"Subs({self.derivative(order)}, x, {point})"


@dataclass(frozen=True)
class Landmark:
    """A point of the curve of the `order`-th derivative, and what it is there: `zero`, `minimum`, `kink`, …"""

    order: int
    kinds: tuple[str, ...]
    x: Number
    y: Number


@dataclass(frozen=True)
class Sampled:
    """Points of the `order`-th derivative, ascending; y is nan where a piece ends."""

    order: int
    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True)
class Shape:
    """What is known on [low, high]. `open` are the intervals in which there may be more landmarks than are listed."""

    subject: Subject
    low: Fraction
    high: Fraction
    curves: tuple[Sampled, ...]
    landmarks: tuple[Landmark, ...]
    jumps: tuple[Jump, ...]
    open: tuple[Interval, ...]


def shape(
    subject: Subject, orders: int, low: Fraction, high: Fraction, points: int = 481, closed: bool = True
) -> Shape:  # fmt: skip
    """The curves of f, f′, … up to `orders` between low and high, with what stands out on them.

    `closed`: closed forms of numbers are looked for, and proved.
    """
    parts, open_ = pieces(subject.term, X, low, high)
    search = _Search(subject, orders, low, high, parts, list(open_), closed)
    curves = tuple(_sampled(parts, k, low, high, points) for k in range(orders + 1))
    landmarks = search.landmarks()
    return Shape(subject, low, high, curves, landmarks, search.jumps, tuple(_shown(search.open, low, high)))


def _sampled(parts: tuple[Piece, ...], order: int, low: Fraction, high: Fraction, points: int) -> Sampled:
    xs: list[float] = []
    ys: list[float] = []
    for piece in parts:
        count = max(3, math.ceil(points * (piece.high - piece.low) / (high - low)))
        width = piece.high - piece.low
        for k in range(count):
            # ends of pieces are limits, which the term's own value gives where it is continuous
            x = (piece.low + width * k / (count - 1)).limit_denominator(1 << 40) if 0 < k < count - 1 else None
            at = x if x is not None else (piece.low if k == 0 else piece.high)
            y = piece.smooth.values(at, order)[order]
            xs.append(float(at))
            ys.append(float(y.mid()) if y.is_finite() else math.nan)
        xs.append(xs[-1])
        ys.append(math.nan)
    return Sampled(order, tuple(xs[:-1]), tuple(ys[:-1]))


def _shown(cells: list[Interval], low: Fraction, high: Fraction) -> list[Interval]:
    """Without repetitions, ascending, neighbours joined."""
    made: list[Interval] = []
    for a, b in sorted(set(cells)):
        if made and a - made[-1][1] <= (high - low) / 1000:
            made[-1] = (made[-1][0], max(b, made[-1][1]))
        else:
            made.append((a, b))
    return made


@dataclass
class _Search:
    subject: Subject
    orders: int
    low: Fraction
    high: Fraction
    parts: tuple[Piece, ...]
    open: list[Interval]
    closed: bool

    def __post_init__(self) -> None:
        joints = [(a, b) for a, b in pairwise(self.parts) if a.high == b.low]
        self.jumps = tuple(jump for pair in joints for jump in jumps_at(self.subject.term, pair, self.orders + 1))
        self.at: dict[tuple[int, Fraction, Fraction], tuple[Number, list[str]]] = {}

    def landmarks(self) -> tuple[Landmark, ...]:
        for piece in self.parts:
            self._prepare(piece)
            self._of_piece(piece)
        for left, right in pairwise(self.parts):
            if left.high == right.low:
                self._of_joint(left, right)
        if self.low <= 0 <= self.high:
            for order in range(self.orders + 1):
                self._note(order, Root(Fraction(0), Fraction(0), 0, 0), "value at 0", order)
        made = [
            Landmark(order, tuple(sorted(set(kinds), key=KINDS.index)), x, y)
            for (order, _, _), (x, kinds) in self.at.items()
            if (y := self._height(order, x)) is not None
        ]
        return tuple(sorted(made, key=lambda m: (m.order, m.x.low)))

    def _prepare(self, piece: Piece) -> None:
        """Has the kernel settle zeros at 0 that are not plain, as that of gelu‴."""
        if piece.low < 0 < piece.high:
            for order in range(self.orders + 2):
                if piece.smooth.sign(Fraction(0), order) is None and holds(f"{self.subject.at(order, '0')} == 0"):
                    piece.smooth.vanishes(Fraction(0), order)

    def _of_piece(self, piece: Piece) -> None:
        for order in range(max(self.orders + 2, 3)):
            roots = piece.smooth.roots(piece.low, piece.high, order)
            self.open += roots.open
            for root in roots.found:
                if order == 0:
                    self._note(0, root, "zero", 0)
                if (root.before, root.after) in EXTREMA and 1 <= order <= self.orders + 1:
                    self._note(order - 1, root, EXTREMA[root.before, root.after], order)
                if order == 2 and root.before * root.after < 0:
                    self._note(0, root, "inflection point", 2)

    def _of_joint(self, left: Piece, right: Piece) -> None:
        """What is at a point where two pieces meet, if it is known exactly."""
        x, root = left.high, Root(left.high, left.high, 0, 0)
        broken = {jump.order for jump in self.jumps if jump.x == x}
        for order in range(self.orders + 1):
            if order in broken or not meet(left, right, order):
                break
            around = [[beside(p, x, k) for p in (left, right)] for k in range(order, max(order + 2, 3))]
            if order == 0 and left.smooth.sign(x, 0) == 0 and 0 not in around[0]:
                self._note(0, root, "zero", 0)
            if tuple(around[1]) in EXTREMA:
                self._note(order, root, EXTREMA[around[1][0], around[1][1]], order + 1)
            if order + 1 in broken:
                self._note(order, root, "kink", order)
            elif order == 0 and meet(left, right, 1) and around[2][0] * around[2][1] < 0:
                self._note(0, root, "inflection point", 2)

    def _note(self, order: int, root: Root, kind: str, vanishing: int) -> None:
        key = (order, root.low, root.high)
        if key not in self.at:
            self.at[key] = (self._place(root, vanishing), [])
        self.at[key][1].append(kind)

    def _place(self, root: Root, vanishing: int) -> Number:
        """The abscissa, in closed form where one is proved."""
        if root.exact:
            return rational(root.low)
        few = self.closed and len(self.at) < MANY
        form = closed_form(root.low, root.high, lambda c: f"{self.subject.at(vanishing, c)} == 0") if few else ""
        return Number(root.low, root.high, form)

    def _height(self, order: int, x: Number) -> Number | None:
        """The value at a landmark; None where the derivative has none, or none among doubles."""
        found = value_at(self.subject, self.parts, order, x)
        if found is None or not all(-BEYOND < v < BEYOND for v in (found.lo, found.hi)):
            return None
        low, high = Fraction(found.lo), Fraction(found.hi)
        if low == high:
            return rational(low)
        form = (
            closed_form(low, high, lambda c: f"{self.subject.at(order, x.closed)} == {c}")
            if self.closed and x.closed
            else ""
        )
        return Number(low, high, form)


def value_at(subject: Subject, parts: tuple[Piece, ...], order: int, x: Number) -> Enclosure | None:
    """The value of a derivative at x, from the piece that x is in, or from the oracle where pieces meet."""
    for piece in parts:
        if piece.low < x.low and x.high < piece.high:
            exact = piece.smooth.exactly(x.low, order) if x.low == x.high else None
            if exact is not None:
                q = to_fraction(exact)
                return Enclosure(q, q, (q > 0) - (q < 0))
            with precision(BITS):
                y = piece.smooth.value(x.low, x.high, order)
                if y.is_finite():
                    return enclosure_of(y)
    if x.low != x.high:
        return None
    try:
        return Oracle(subject.term, derivative=order).enclose(x.low, 100)
    except (Undefined, UndecidedPoint):
        return None
