"""The value of a term at a point, enclosed in an interval: the semantics, computed.

`evaluate` returns an interval that contains the value, or raises `Undefined` when the term certainly has none, or
`Indeterminate` when the precision does not tell, or `Stuck` where no rule applies. It never guesses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from symact.kernel.ball import Arithmetic, Indeterminate, Interval
from symact.kernel.differentiate import depends
from symact.kernel.errors import Stuck, Undefined
from symact.kernel.germ import Germs, Side, germs, holds, sign_beside
from symact.kernel.naturals import without_value
from symact.kernel.point import Point
from symact.kernel.special_values import elementary_form, enclosure, exact_value
from symact.kernel.terms import Term, is_constant, number, sub, sum_level, text

MAX_POWER, MAX_EXACT, MAX_SUMMANDS = 10**12, 20_000, 1000


def evaluate(
    t: Term, point: Point, arithmetic: Arithmetic, is_zero: Callable[[Term], bool] = lambda t: False
) -> Interval:
    """The enclosure of `t`; `is_zero` may show exactly that a term vanishes at the point."""
    return _Evaluator(point, arithmetic, is_zero).of(t)


def _bits(q: Fraction) -> int:
    return max(q.numerator.bit_length(), q.denominator.bit_length())


class _UndefinedNearby(Undefined):
    """A term that is differentiated has no value at points as near as one likes."""


class _Evaluator:
    def __init__(
        self, point: Point, arithmetic: Arithmetic, is_zero: Callable[[Term], bool],
        beside: tuple[Term, Side] | None = None,
    ) -> None:  # fmt: skip
        self.point, self.arithmetic, self.is_zero, self._open = point, arithmetic, is_zero, beside
        self._memo: dict[Term, Interval] = {}
        self._exact: dict[Term, Fraction | None] = {}

    def of(self, t: Term) -> Interval:
        if t not in self._memo:
            q = self.exact(t)
            self._memo[t] = self._of(t) if q is None else self.arithmetic.number(q)
        return self._memo[t]

    def exact(self, t: Term) -> Fraction | None:
        """The value of `t` where rational arithmetic alone gives it."""
        if t not in self._exact:
            self._exact[t] = self._rational(t)
        return self._exact[t]

    def _rational(self, t: Term) -> Fraction | None:
        match t.op:
            case "number":
                return Fraction(t.args[0])
            case "variable" | "component" | "count" | "delta":
                value = self._leaf(t)
                return value if isinstance(value, Fraction) else self.exact(value)
            case "add" | "mul" | "neg":
                values = [self.exact(a) for a in t.args]
                if None in values:
                    return None
                total = values[0]
                for v in values[1:]:
                    assert total is not None and v is not None
                    total = total * v if t.op == "mul" else total + v
                assert total is not None
                return -total if t.op == "neg" else total
            case "div":
                a, b = self.exact(t.args[0]), self.exact(t.args[1])
                if b == 0:
                    raise Undefined(f"division by zero: {text(t.args[1])} is 0")
                return None if a is None or b is None else a / b
            case "pow":
                a, b = self.exact(t.args[0]), self.exact(t.args[1])
                if self._open is not None and not is_constant(t.args[1]):
                    return None  # near the point the exponent is no integer
                if a is None or b is None or b.denominator != 1 or abs(b) * _bits(a) > MAX_EXACT:
                    return None
                if a == 0 and b < 0:
                    raise Undefined(f"division by zero: {text(t.args[0])} is 0")
                return a ** int(b)
            case "piecewise":
                return self.exact(self._selected(t))
            case "guarded":
                for a in t.args[1:]:
                    self.of(a)
                return self.exact(t.args[0])
            case "subs":
                return self._inside(t).exact(t.args[0])
            case "opaque" if len(t.args) == 2 and (self._open is None or is_constant(t)):
                return exact_value(t, self.exact(t.args[1]))
        return None

    def _selected(self, t: Term) -> Term:
        for c, e in zip(t.args[::2], t.args[1::2], strict=True):
            if self.condition(c):
                return e  # type: ignore[no-any-return]
        raise Undefined(f"no condition of {text(t)} is true")

    def _leaf(self, t: Term) -> Fraction | Term:
        if t.op == "variable" and t.args[0] in self.point.values:
            return self.point.values[t.args[0]]
        if t.op == "count" and self.point.length:
            return Fraction(self.point.length)
        if t.op == "component" and t.args[0] in self.point.vectors:
            return self.point.vectors[t.args[0]][self._index(t.args[1]) - 1]
        if t.op == "delta":
            return Fraction(self._index(t.args[0]) == self._index(t.args[1]))
        raise Stuck(f"the point gives no value for {text(t)}")

    def _index(self, name: str) -> int:
        if name not in self.point.indices:
            raise Stuck(f"the point gives no value for the index {name}")
        return self.point.indices[name]

    # ------------------------------------------------------------ enclosures

    def _of(self, t: Term) -> Interval:
        match t.op:
            case "variable" | "component":
                value = self._leaf(t)
                assert isinstance(value, Term)
                return self.of(value)
            case "pi":
                return self.arithmetic.pi()
            case "pow":
                return self._power(t)
            case "sum":
                return self._sum(t)
            case "piecewise":
                return self.of(self._selected(t))
            case "derivative":
                return self._derivative(t)
            case "subs":
                return self._inside(t).of(t.args[0])
            case "guarded":
                for a in t.args[1:]:
                    self.of(a)
                return self.of(t.args[0])
            case "iterated" | "opaque" if (reason := without_value(t)) is not None:
                raise Undefined(f"{text(t)} has no value: {reason}")
            case "opaque" if (unfolded := elementary_form(t)) is not None:
                return self.of(unfolded)
            case "opaque":
                beside = self._open is not None and not is_constant(t)
                return enclosure(t, self.of(t.args[-1]), self.arithmetic, self.is_zero, beside)
        if t.op not in _METHODS:
            raise Stuck(f"no rule to evaluate {t.op}")
        return self._apply(t)

    def _apply(self, t: Term) -> Interval:
        a = [self.of(s) for s in t.args]
        ball = self.arithmetic
        if t.op in ("add", "mul"):
            total = a[0]
            for b in a[1:]:
                total = ball.add(total, b) if t.op == "add" else ball.mul(total, b)
            return total
        try:
            if t.op == "div":
                self._nonzero(t.args[1], a[1])
                return ball.div(a[0], a[1])
            return -a[0] if t.op == "neg" else _METHODS[t.op](ball, a[0])  # type: ignore[operator]
        except Undefined as error:
            raise Undefined(f"{text(t)} has no value: {error}") from None

    def _nonzero(self, t: Term, value: Interval) -> None:
        if value.contains_zero and not value.is_exact_zero and self.is_zero(t):
            raise Undefined(f"{text(t)} is 0")

    def _power(self, t: Term) -> Interval:
        base_term, exponent_term = t.args
        base, q, ball = self.of(base_term), self.exact(exponent_term), self.arithmetic
        exponent = self.of(exponent_term)
        if self._open is not None and not is_constant(exponent_term) and not base.is_positive:
            raise Indeterminate(f"{text(base_term)} is not positive under a power that varies")
        if q is not None and q.denominator == 1:
            if abs(q) > MAX_POWER:
                raise Stuck(f"the power {q} is too large to evaluate")
            if q < 0:
                self._nonzero(base_term, base)
            return ball.power(base, int(q))
        if base.is_positive:
            if q is not None and q.denominator <= 64 and abs(q) <= 64:
                return ball.power(base, q)
            return ball.exp(ball.mul(exponent, ball.log(base)))
        if q is None:
            raise Indeterminate(f"{text(exponent_term)} may be an integer")
        if base.is_negative:
            raise Undefined(f"{text(t)} has no value: {text(base_term)} is negative")
        if base.is_exact_zero or self.is_zero(base_term):
            return self._power_of_zero(t, q)
        raise Indeterminate(f"the sign of {text(base_term)} is not clear")

    def _power_of_zero(self, t: Term, q: Fraction) -> Interval:
        if q < 0:
            raise Undefined(f"{text(t)} has no value: {text(t.args[0])} is 0")
        if not is_constant(t.args[1]):
            raise Indeterminate("0 to a fractional power that is not a constant")
        if self._open is not None:
            x, side = self._open
            try:
                beside = sign_beside(t.args[0], x, side, self.sign)
            except Undefined as error:
                raise Indeterminate(str(error)) from error
            if beside < 0:
                raise _UndefinedNearby(f"{text(t)} is not defined next to the point: {text(t.args[0])} turns negative")
            raise Indeterminate(f"{text(t.args[0])} is 0 under a root that is differentiated")
        return self.arithmetic.number(0)

    def _sum(self, t: Term) -> Interval:
        if not self.point.length:
            raise Stuck("the point gives no length n")
        bound, body = t.args
        if self.point.length ** sum_level(t) > MAX_SUMMANDS:
            raise Stuck("sums within sums, of too many terms")
        total = self.arithmetic.number(0)
        for m in range(1, self.point.length + 1):
            inner = replace(self.point, indices={**self.point.indices, bound: m})
            part = _Evaluator(inner, self.arithmetic, lambda s: False, self._open)
            total = self.arithmetic.add(total, part.of(body))
        return total

    # ------------------------------------------------------------ conditions and derivatives

    def sign(self, t: Term) -> int:
        """The exact sign of `t` at the point."""
        q = self.exact(t)
        if q is not None:
            return (q > 0) - (q < 0)
        value = self.of(t)
        if not value.contains_zero:
            return 1 if value.is_positive else -1
        if value.is_exact_zero or self.is_zero(t):
            return 0
        raise Indeterminate(f"the sign of {text(t)} is not clear")

    def condition(self, c: Term) -> bool:
        if c.op == "true":
            return True
        if c.op in ("and", "or"):
            values = [self.condition(a) for a in c.args]
            return all(values) if c.op == "and" else any(values)
        rel, a, b = c.args
        self.of(a), self.of(b)
        return holds(str(rel), self.sign(sub(a, b)))

    def _inside(self, t: Term) -> _Evaluator:
        """The evaluator at the point of `Subs(f, x, value)`; it does not look beside the point."""
        _, x, value = t.args
        if self._open is not None and depends(t, self._open[0]):
            raise Indeterminate(f"{text(t)} is differentiated, and its value is taken at the point only")
        self.of(value)
        if (q := self.exact(value)) is None:
            raise Stuck(f"the value of {text(value)} is not rational here")
        values = {**self.point.values, x.args[0]: number(q)}
        return _Evaluator(replace(self.point, values=values), self.arithmetic, lambda s: False)

    def _derivative(self, t: Term) -> Interval:
        self.of(t.args[0])  # undefined operand, undefined derivative
        try:
            g = germs(t, self.sign, self._floor)
            self._defined_nearby(g)
            pairs = [(self.of(right), self.of(left)) for right, left in g.derivatives()]
        except Undefined as error:
            raise (error if isinstance(error, _UndefinedNearby) else Indeterminate(str(error))) from error
        for a, b in ((g.here, g.right), (g.here, g.left)):
            if self._differ(a, b):
                raise Undefined(f"{text(t.args[0])} jumps here along {text(g.x)}")
        for k, (a, b) in enumerate(g.derivatives(), 1):
            if self._differ(a, b):
                right, left = (side.text(6) for side in pairs[k - 1])
                raise Undefined(
                    f"{text(t.args[0])} has one-sided derivatives of order {k} in {text(g.x)} that differ here:"
                    f" {right} on the right, {left} on the left"
                )
        return pairs[-1][0]

    def _floor(self, t: Term) -> int | None:
        """The value of ⌊u⌋ where it is known; u itself may be undefined in a branch that is not chosen."""
        try:
            value = self.of(t)
        except (Undefined, Indeterminate, Stuck):
            return None
        return int(value.lower) if value.is_exact else None

    def _defined_nearby(self, g: Germs) -> None:
        """Every operand is defined around the point; `Undefined` when the differentiated term certainly is not."""
        unclear: Indeterminate | None = None
        for term, side in ((g.right, Side.RIGHT), (g.left, Side.LEFT), *((o, Side.RIGHT) for o in g.operands)):
            try:
                _Evaluator(self.point, self.arithmetic, self.is_zero, (g.x, side)).of(term)
            except _UndefinedNearby as error:
                if g.here is g.right is g.left and term is g.here:
                    raise
                unclear = Indeterminate(str(error))
            except Undefined as error:
                unclear = Indeterminate(f"{text(term)} has no value at the point itself: {error}")
            except Indeterminate as error:
                unclear = error
        if unclear:
            raise unclear

    def _differ(self, a: Term, b: Term) -> bool:
        """True when a and b certainly differ, False when they are certainly equal."""
        return a is not b and self.sign(sub(a, b)) != 0


_METHODS: dict[str, object] = {
    "add": None, "mul": None, "div": None, "neg": None, "exp": Arithmetic.exp, "log": Arithmetic.log,
    "erf": Arithmetic.erf, "sin": Arithmetic.sin, "cos": Arithmetic.cos, "atan": Arithmetic.atan,
}  # fmt: skip
