"""Limits by expansion: x is written as ±X or a ± 1/X, and the term as a sum of monomials in X with a bounded remainder.

The expansion of a term exists only where the term is defined for all large X, so a limit found is the limit of a
function that is defined beside the point.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import factorial

from symact.kernel.differentiate import depends, differentiate
from symact.kernel.errors import Stuck
from symact.kernel.expansion import ONE, Expansion, Expansions, Monomial, X
from symact.kernel.germ import BINDERS, holds
from symact.kernel.normal import Normaliser
from symact.kernel.ring import UNITY, Quotient
from symact.kernel.terms import (
    INFINITY,
    PI,
    TWO,
    Term,
    div,
    is_constant,
    neg,
    rebuild,
    sqrt,
    substitute,
    text,
    variable,
    walk,
)
from symact.kernel.terms import ONE as ONE_TERM

ORDERS = (3, 6, 12)
_Y = variable("#")


@dataclass(frozen=True, slots=True)
class Tendency:
    """What a term tends to: a number, or +∞ or −∞ by `infinite`."""

    value: Quotient | None
    infinite: int = 0


def tendency(t: Term, normaliser: Normaliser) -> Tendency:
    """What `Limit(f, x, a, side)` is, at every point of the region; of both sides when they agree, else `Stuck`."""
    found = [_beside(t.args[0], t.args[1], place, normaliser) for place in _places(t, normaliser)]
    _agree(t, found[0], found[-1], normaliser)
    return found[0]


def _agree(t: Term, right: Tendency, left: Tendency, normaliser: Normaliser) -> None:
    if right.infinite != left.infinite:
        raise Disagreement(text(t), right, left)
    if right.value is not None and left.value is not None:
        if normaliser.ring.minus(right.value, left.value).numerator:
            raise Disagreement(text(t), right, left)


def limit(t: Term, normaliser: Normaliser, strict: bool) -> Quotient:
    """The number that a limit is; `strict` as in `Normaliser.of`."""
    if strict and not is_constant(t):
        raise Stuck("a derivative of a limit")
    found = tendency(t, normaliser)
    if found.value is None:
        raise Stuck(f"{text(t)} is {'oo' if found.infinite > 0 else '-oo'}, not a number")
    return found.value


class Disagreement(Stuck):
    """Not shown: the limits from both sides, or of a derivative those of its quotient, are the same number."""

    def __init__(self, what: str, right: Tendency, left: Tendency) -> None:
        super().__init__(f"not shown: {what} is the same number from the right and from the left")
        self.right, self.left = right, left


def is_infinite(t: Term) -> bool:
    return t in (INFINITY, neg(INFINITY))


def _places(t: Term, normaliser: Normaliser) -> list[Expansion]:
    """x as an expansion in X, for each side from which the point is approached."""
    point, side = t.args[2:]
    plain = Expansion(((X, UNITY),))
    minus = Expansion(((X, normaliser.ring.scaled(UNITY, -1)),))
    if is_infinite(point):
        if side:
            raise Stuck("a limit at infinity has no side")
        return [plain if point is INFINITY else minus]
    if any(s is INFINITY for s in walk(point)):
        raise Stuck(f"a limit at {text(point)}")
    return _around(normaliser.of(point), {"+": (1,), "-": (-1,), "": (1, -1)}[side], normaliser)


def _around(at: Quotient, ways: tuple[int, ...], normaliser: Normaliser) -> list[Expansion]:
    start = ((ONE, at),) if at.numerator else ()
    return [Expansion((*start, (Monomial(-1), normaliser.ring.scaled(UNITY, s)))) for s in ways]


def derivative_at(t: Term, normaliser: Normaliser) -> Quotient:
    """A derivative by its definition, order by order: the limit of (g(x + h) - g(x))/h, the same from both sides."""
    f, x, order = t.args
    while f.op == "derivative" and f.args[1] is x:
        f, order = f.args[0], order + f.args[2]
    if x.op != "variable":
        raise Stuck(f"a difference quotient along {text(x)}")
    value = normaliser.of(f)
    for k in range(order):
        g = Term("derivative", f, x, k) if k else f
        right, left = (
            _beside(g, x, place, normaliser, value) for place in _around(normaliser.of(x), (1, -1), normaliser)
        )
        _agree(t, right, left, normaliser)
        if right.value is None:
            raise Disagreement(text(t), right, left)
        value = right.value
    return value


def _beside(
    f: Term, x: Term, place: Expansion, normaliser: Normaliser, start: Quotient | None = None,
) -> Tendency:  # fmt: skip
    """What f tends to along `place`; with `start`, what (f - start)/(x - its value) tends to."""
    why = Stuck("no expansion was tried")
    for order in ORDERS:
        expander = _Expander(normaliser, order, x, place)
        try:
            found = expander.of(f)
            if start is not None:
                (_, step) = place.terms[-1]
                rise = expander.plus(found, expander.number(normaliser.ring.scaled(start, -1)))
                found = expander.scaled(rise, step, X)
            return _tendency(found, expander)
        except Stuck as error:
            why = error
            if error.split:
                break
    raise why


def _tendency(u: Expansion, expansions: Expansions) -> Tendency:
    if u.terms and expansions.compare(u.terms[0][0], ONE) > 0:
        return Tendency(None, expansions.sign(u))
    return Tendency(expansions.at_one(u)[0])


class _Expander(Expansions):
    """Expansions of terms in which `x` has the expansion `place`."""

    def __init__(self, normaliser: Normaliser, order: int, x: Term, place: Expansion) -> None:
        super().__init__(normaliser, order)
        self.x, self.place = x, place
        self._memo: dict[Term, Expansion] = {}

    def of(self, t: Term) -> Expansion:
        if t not in self._memo:
            self.ring.tick()
            self._memo[t] = self._of(t)
        return self._memo[t]

    def _of(self, t: Term) -> Expansion:
        if t is self.x:
            return self.place
        if not depends(t, self.x):
            return self.number(self.normaliser.of(t))
        match t.op:
            case "add":
                total = Expansion(())
                for a in t.args:
                    total = self.plus(total, self.of(a))
                return total
            case "mul":
                total = self.number(UNITY)
                for a in t.args:
                    total = self.times(total, self.of(a))
                return total
            case "neg":
                return self.scaled(self.of(t.args[0]), self._rational(-1))
            case "div":
                return self.times(self.of(t.args[0]), self.inverse(self.of(t.args[1])))
            case "pow":
                return self._power(t)
            case "exp":
                return self.exponential(self.of(t.args[0]))
            case "log":
                return self.logarithm(self.of(t.args[0]))
            case "erf" | "atan" | "sin" | "cos":
                return self._bounded(t.op, self.of(t.args[0]))
            case "piecewise":
                return self.of(self._chosen(t))
            case "derivative":
                return self.of(self._settled(t))
            case "guarded":
                for a in t.args[1:]:
                    self.of(a)
                return self.of(t.args[0])
        raise Stuck(f"no expansion of {t.op}")

    def _power(self, t: Term) -> Expansion:
        base, exponent = self.of(t.args[0]), self.of(t.args[1])
        q = None
        if exponent.is_zero:
            q = Fraction(0)
        elif exponent.rest is None and len(exponent.terms) == 1 and exponent.terms[0][0].key == ONE.key:
            value = self.ring.rational_value(exponent.terms[0][1])
            q = None if value is None else Fraction(value)
        if q is None:
            if self.sign(base) <= 0:  # the exponent may still be an integer
                raise Stuck(f"{text(t.args[0])} is not positive under a power that varies")
            return self.exponential(self.times(exponent, self.logarithm(base)))
        if q.denominator == 1:
            return self.whole_power(base, int(q))
        if base.is_zero and q > 0 and is_constant(t.args[1]):
            return base
        return self.fractional_power(base, q)

    # ------------------------------------------------------------ functions that are bounded

    def _bounded(self, op: str, u: Expansion) -> Expansion:
        """Taylor's series where u tends to a number; the known behaviour at infinity; else O(1)."""
        if u.terms and self.compare(u.terms[0][0], ONE) > 0 and op in ("erf", "atan"):
            sign = self.leading(u)[2]
            up = u if sign > 0 else self.scaled(u, self._rational(-1))
            beyond = self._erf_above(up) if op == "erf" else self._atan_above(up)
            return self.scaled(beyond, self._rational(sign))
        if u.bound is not None and self.compare(u.bound, ONE) > 0:
            return Expansion((), ONE)
        if u.rest is not None and self.compare(u.rest, ONE) >= 0:
            return Expansion((), ONE)
        level, small = self.at_one(u)
        at = self.ring.term(level)
        coefficients = []
        derivative = Term(op, _Y)
        for k in range(self.order):
            value = self.normaliser.of(substitute(derivative, {_Y: at}))
            coefficients.append(self.ring.scaled(value, Fraction(1, factorial(k))))
            derivative = differentiate(derivative, _Y)
        return self.series(lambda k: coefficients[k], small)

    def _erf_above(self, u: Expansion) -> Expansion:
        """erf u = 1 − exp(−u²)/(u·√π) · (Σ (−1)ᵏ (2k−1)!!/(2u²)ᵏ + O(u^(−2N))) for u → ∞ (DLMF 7.12.1)."""
        square = self.times(u, u)
        w = self.inverse(square)

        def coefficient(k: int) -> Quotient:
            double = factorial(2 * k) // (2**k * factorial(k))
            return self._rational(Fraction((-1) ** k * double, 2**k))

        tail = self.times(self.inverse(u), self.series(coefficient, w))
        tail = self.times(tail, self.exponential(self.scaled(square, self._rational(-1))))
        scale = self.normaliser.of(neg(div(ONE_TERM, sqrt(PI))))
        return self.plus(self.number(UNITY), self.scaled(tail, scale))

    def _atan_above(self, u: Expansion) -> Expansion:
        """atan u = π/2 − atan(1/u) for u > 0."""
        near = self._bounded("atan", self.inverse(u))
        return self.plus(self.number(self.normaliser.of(div(PI, TWO))), self.scaled(near, self._rational(-1)))

    # ------------------------------------------------------------ conditionals and derivatives

    def _chosen(self, t: Term) -> Term:
        """The expression that is selected for all large X."""
        for c, e in zip(t.args[::2], t.args[1::2], strict=True):
            if self._condition(c):
                return e  # type: ignore[no-any-return]
        raise Stuck("no condition of a Piecewise is true beside the point")

    def _condition(self, c: Term) -> bool:
        if c.op == "true":
            return True
        if c.op in ("and", "or"):
            values = [self._condition(a) for a in c.args]
            return all(values) if c.op == "and" else any(values)
        rel, a, b = c.args
        return holds(str(rel), self.sign(self.plus(self.of(a), self.scaled(self.of(b), self._rational(-1)))))

    def _settled(self, t: Term) -> Term:
        """A term without conditionals and derivatives that equals `t` for all large X: choices hold on an interval."""
        if not depends(t, self.x):
            return t
        if t.op == "piecewise":
            return self._settled(self._chosen(t))
        if t.op == "derivative":
            f, y, order = t.args
            if y is not self.x:
                raise Stuck(f"the limit along {text(self.x)} of a derivative by {text(y)}")
            settled = self._settled(f)
            self.of(settled)  # what is differentiated has to be defined
            for _ in range(order):
                settled = differentiate(settled, y)
            return settled
        if t.op in BINDERS:
            raise Stuck(f"a limit of a {t.op}")
        return rebuild(t, self._settled)
