"""Expansions of terms as x goes to a point: x is ±X or a ± 1/X, and X tends to infinity (see `expansion`)."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import factorial

from symact.kernel.differentiate import depends, differentiate
from symact.kernel.errors import Stuck
from symact.kernel.expansion import ONE, Expansion, Expansions, Nowhere, X
from symact.kernel.germ import BINDERS, holds
from symact.kernel.linear import Region, combined, scaled
from symact.kernel.normal import Normaliser
from symact.kernel.polynomial import Rational
from symact.kernel.ring import UNITY, Quotient
from symact.kernel.special_values import order_of
from symact.kernel.terms import ONE as ONE_TERM
from symact.kernel.terms import (
    PI,
    TWO,
    Term,
    div,
    free_symbols,
    is_constant,
    mul,
    neg,
    rebuild,
    sqrt,
    substitute,
    text,
    variable,
)

NEAR = 10**6
_Y = variable("#")


class Expander(Expansions):
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
            case "limit":
                return self.of(self._inner_limit(t))
            case "opaque" if t.args[0] == "floor" and len(t.args) == 2:
                return self._floor(self.of(t.args[1]))
            case "opaque" if t.args[0] == "LambertW":
                return self._near_zero(
                    lambda k: Fraction((-k) ** (k - 1), factorial(k)) if k else 0, self.of(t.args[1])
                )
            case "opaque" if t.args[0] == "polylog" and (s := order_of(t)) is not None:
                return self._polylog(s, self.of(t.args[2]))
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

    def _near_zero(self, coefficient: Callable[[int], Rational], u: Expansion) -> Expansion:
        """The Taylor series at 0 of a function that is analytic there."""
        if u.bound is not None and self.compare(u.bound, ONE) >= 0:
            raise Stuck("no expansion of a special function but where its argument tends to 0")
        return self.series(lambda k: self._rational(coefficient(k)), u)

    def _polylog(self, s: int, u: Expansion) -> Expansion:
        """Li_s(u) = Σ uᵏ/kˢ for u → 0; for s = 2, inversion where u → −∞, and reflection where u → 1 from below.

        These are Li₂(u) + Li₂(1/u) = −π²/6 − log²(−u)/2 and Li₂(u) + Li₂(1 − u) = π²/6 − log u·log(1 − u).
        """
        rest = self.plus(self.number(UNITY), self.scaled(u, self._rational(-1)))
        if s > 0 and rest.terms and self.sign(rest) < 0:
            raise Nowhere("a polylogarithm beyond 1")
        sixth = self.number(self.ring.scaled(self.normaliser.of(mul(PI, PI)), Fraction(1, 6)))
        grows = u.bound is not None and self.compare(u.bound, ONE) > 0
        if s == 2 and grows and self.sign(u) < 0:
            log = self.logarithm(self.scaled(u, self._rational(-1)))
            known = self.plus(sixth, self.scaled(self.times(log, log), self._rational(Fraction(1, 2))))
            known = self.plus(known, self._polylog(2, self.inverse(u)))
            return self.scaled(known, self._rational(-1))
        if s == 2 and not grows and not self.at_one(rest)[0].numerator and self.sign(rest) > 0:
            known = self.plus(self.times(self.logarithm(u), self.logarithm(rest)), self._polylog(2, rest))
            return self.plus(sixth, self.scaled(known, self._rational(-1)))
        return self._near_zero(lambda k: Fraction(1, k) ** s if k else 0, u)

    def _floor(self, u: Expansion) -> Expansion:
        """⌊u⌋ is constant where u tends to no integer, or to one from a side; it is u + O(1) always."""
        if u.bound is None or self.compare(u.bound, ONE) > 0 or (u.rest and self.compare(u.rest, ONE) >= 0):
            return u if u.bound is None else self.plus(u, Expansion((), ONE))
        level, small = self.at_one(u)
        value = self.normaliser.of(Term("opaque", "floor", self.ring.term(level)))
        gap = self.normaliser.sign(self.ring.minus(level, value), self.ring.term(level))
        below = not gap and self.sign(small) < 0
        return self.number(self.ring.minus(value, UNITY) if below else value)

    def _inner_limit(self, t: Term) -> Term:
        """The value of a limit at every x near enough to the point, which a new variable is."""
        from symact.kernel.limits import limit  # which expands terms by means of this class

        near = self._new_name(t)
        normaliser = Normaliser(self._nearby(near), lambda f, refinable: None, self.ring.tick, self.normaliser.indices)
        try:
            value = limit(substitute(t, {self.x: near}), normaliser, False)
        except Stuck as error:  # what it says of the new variable means nothing outside
            raise Stuck(f"an inner limit: {error.reason.replace('#', '')}") from None
        if normaliser.open_obligations():
            raise Stuck("an inner limit is not shown to exist")
        self.normaliser.signs.used_balls |= normaliser.signs.used_balls
        found = normaliser.ring.term(value)
        if depends(found, self.x):
            raise Stuck(f"a variable {text(self.x)} beside the bound one in the value of an inner limit")
        return substitute(found, {near: self.x})

    def _new_name(self, t: Term) -> Term:
        region = self.normaliser.region
        forms = [*(f for f, _ in region.constraints), *region.nonzero, *region.solved.values()]
        atoms = {t, *region.solved, *(k for f in forms for k in f if k is not None)}
        name = f"{self.x.args[0]}#"
        while any(name in free_symbols(k) for k in atoms):
            name += "#"
        return variable(name)

    def _nearby(self, x: Term) -> Region:
        """The region of the normaliser, and that `x` is far out, or near a rational number, on the side of `place`."""
        (m, c), start = self.place.terms[-1], self.place.terms[:-1]
        region, way = self.normaliser.region, self.ring.rational_value(c)
        at = self.ring.rational_value(start[0][1]) if start else 0
        if way is None or at is None:
            return region
        gap = combined({x: way}, {None: -way * at} if at else {})
        if m.key == X.key:
            return region.where(combined(gap, {None: -NEAR}), 1)
        return region.where(gap, 1).where(combined(scaled(-NEAR, gap), {None: 1}), 1)

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
        if t.op == "opaque" and self.of(t).rest is not None:
            raise Stuck("a derivative of a floor that jumps beside the point")
        return rebuild(t, self._settled)
