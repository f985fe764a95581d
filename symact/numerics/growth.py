"""How fast a term grows: |f(x)| <= C·|x|^k for all |x| >= T on one side, by balls over the whole unbounded cell.

Every subterm is enclosed on y = ±x >= T >= 1 as e^L(y)·y^k·[ball], with L an exact polynomial, and where it is one, as
an exact polynomial plus a ball. The larger of two exponentials is taken out of a sum, the quotient of both being
bounded by its value at T where it is shown to fall. What cannot be shown raises `UndecidedPoint`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from symact.kernel.terms import ONE, TRUE, Term, div, free_symbols, text
from symact.numerics.errors import UndecidedPoint
from symact.numerics.exact import to_fmpq
from symact.numerics.tape import compile_tape, constant_value
from symact.numerics.view import precision

BITS = 128
ZERO = arb(0)
MOST_DOUBLINGS = 12
# (power of y, irrational constants) -> coefficient: differences of equal polynomials vanish exactly
Polynomial = dict[tuple[int, tuple[Term, ...]], Fraction]


@dataclass(frozen=True)
class Bound:
    """|f(x)| <= factor·|x|^power for every |x| >= start, on the side of `sign`."""

    sign: int
    start: Fraction
    factor: arb
    power: int


@dataclass(frozen=True)
class Far:
    """e^exponent·y^power·ball; where `poly` is not None the value is also poly + rest."""

    exponent: Polynomial
    power: int
    ball: arb
    poly: Polynomial | None = None
    rest: arb = ZERO


def growth(term: Term, variable: Term, sign: int, start: Fraction) -> Bound:
    """A bound on one side from the first of start, 2·start, … at which one is found."""
    with precision(BITS):
        said, at = "", max(start, Fraction(1))
        for _ in range(MOST_DOUBLINGS):
            try:
                side = _Side(variable, sign, at)
                factor, power = side.bound(side.far(term))
                return Bound(sign, at, factor, power)
            except UndecidedPoint as error:
                said, at = str(error), 2 * at
    raise UndecidedPoint(f"no bound for large |x| was found: {said}")


@dataclass
class _Side:
    variable: Term
    sign: int
    start: Fraction

    def __post_init__(self) -> None:
        self.memo: dict[Term, Far] = {}
        self.t = arb(to_fmpq(self.start))
        self.below_one = _to(1 / self.t)  # contains 1/y
        self.far_rules: dict[str, Callable[[Term, list[Far]], Far]] = {
            "add": lambda t, a: self._fold(self.add, a),
            "mul": lambda t, a: self._fold(self.mul, a),
            "neg": lambda t, a: self.mul(self.constant(Fraction(-1)), a[0]),
            "div": lambda t, a: self._quotient(t, a[0], a[1]),
            "guarded": lambda t, a: a[0],
            "exp": lambda t, a: self.exp(t, a[0]),
            "log": lambda t, a: self.log(t, a[0]),
            "erf": lambda t, a: self.plain(self.within(a[0], arb.erf, arb(0, 1))),
            "sin": lambda t, a: self.plain(self.within(a[0], arb.sin, arb(0, 1))),
            "cos": lambda t, a: self.plain(self.within(a[0], arb.cos, arb(0, 1))),
            "atan": lambda t, a: self.plain(self.within(a[0], arb.atan, arb(0, 2))),
        }

    # ---------------------------------------------------------------- forms

    def plain(self, ball: arb) -> Far:
        return Far({}, 0, ball, {}, ball)

    def constant(self, q: Fraction) -> Far:
        return self.sum_of({(0, ()): q} if q else {}, arb(0))

    def sum_of(self, poly: Polynomial, rest: arb) -> Far:
        degree = max((k for k, _ in poly), default=0)
        ball = rest * self.below_one**degree if degree else rest
        for (k, names), q in poly.items():
            ball += _coefficient(names, q) * (self.below_one ** (degree - k) if k < degree else 1)
        return Far({}, degree, ball, poly, rest)

    def bound(self, a: Far) -> tuple[arb, int]:
        """C and k >= 0 with |value| <= C·y^k."""
        if a.exponent:
            a = self.plain(self.bounded(a))
        if not a.ball.is_finite():
            raise UndecidedPoint("a ball is not finite")
        return arb(a.ball.abs_upper()), max(a.power, 0)

    def bounded(self, a: Far) -> arb:
        """A ball that contains the value for every y >= T."""
        if a.exponent:
            return a.ball * _to(self._falls({key: -q for key, q in a.exponent.items()}, a.power))
        if a.power > 0:
            raise UndecidedPoint("a subterm is not bounded")
        return a.ball * (self.below_one**-a.power if a.power else 1)

    def _falls(self, poly: Polynomial, power: int) -> arb:
        """The value at T of e^-poly·y^power, after showing that it falls from there on: y·poly′ > power."""
        degree = max((k for k, _ in poly), default=0)
        if degree == 0:
            raise UndecidedPoint("an exponent is constant")
        slope = arb(0)
        for (k, names), q in poly.items():
            if k:
                slope += k * _coefficient(names, q) * (self.below_one ** (degree - k) if k < degree else 1)
        if not (slope > 0 and slope * self.t**degree > power):
            raise UndecidedPoint("an exponential is not shown to fall")
        at = sum((_coefficient(names, q) * self.t**k for (k, names), q in poly.items()), arb(0))
        return (-at).exp() * self.t**power

    # ---------------------------------------------------------------- arithmetic

    def _fold(self, f: Callable[[Far, Far], Far], found: list[Far]) -> Far:
        result = found[0]
        for a in found[1:]:
            result = f(result, a)
        return result

    def add(self, a: Far, b: Far) -> Far:
        if a.poly is not None and b.poly is not None:
            return self.sum_of(_plus(a.poly, b.poly), a.rest + b.rest)
        gap = _plus(a.exponent, {key: -q for key, q in b.exponent.items()})
        if not gap:
            power = max(a.power, b.power)
            parts = [f.ball * (self.below_one ** (power - f.power) if f.power < power else 1) for f in (a, b)]
            return Far(a.exponent, power, parts[0] + parts[1])
        try:
            ratio = _to(self._falls(gap, b.power - a.power))
        except UndecidedPoint:
            a, b = b, a
            ratio = _to(self._falls({key: -q for key, q in gap.items()}, b.power - a.power))
        return Far(a.exponent, a.power, a.ball + b.ball * ratio)

    def mul(self, a: Far, b: Far) -> Far:
        poly, rest = None, arb(0)
        if a.poly is not None and b.poly is not None:
            if a.rest == 0 and b.rest == 0:
                poly = _times(a.poly, b.poly)
            else:
                for c, d in ((a, b), (b, a)):
                    if c.rest == 0 and c.power == 0 and d.poly is not None and c.poly is not None:
                        poly, rest = _times(c.poly, d.poly), d.rest * c.ball
                        break
        if poly is not None:
            return self.sum_of(poly, rest)
        return Far(_plus(a.exponent, b.exponent), a.power + b.power, a.ball * b.ball)

    def _quotient(self, t: Term, a: Far, b: Far) -> Far:
        if not free_symbols(t.args[1]):
            return self.mul(a, self.closed(div(ONE, t.args[1])))
        if not (b.ball > 0 or b.ball < 0):
            raise UndecidedPoint(f"{text(t.args[1])} may vanish")
        return Far(
            _plus(a.exponent, {key: -q for key, q in b.exponent.items()}), a.power - b.power, a.ball / b.ball
        )  # fmt: skip

    def exp(self, t: Term, a: Far) -> Far:
        if a.poly is not None:
            constant = sum((_coefficient(n, q) for (k, n), q in a.poly.items() if k == 0), arb(0))
            return Far({key: q for key, q in a.poly.items() if key[0]}, 0, (constant + a.rest).exp())
        if a.ball <= 0:
            return self.plain(_to(arb(1)))
        return self.plain(self.bounded(a).exp())

    def log(self, t: Term, a: Far) -> Far:
        if not a.ball > 0:
            raise UndecidedPoint(f"{text(t)} may have no value")
        if a.power == 0:
            return self.sum_of(a.exponent, a.ball.log())
        if a.exponent:
            raise UndecidedPoint(f"{text(t)} is not bounded here")
        return Far({}, 1, a.power * _to(arb(1)) + a.ball.log() * self.below_one)  # 0 <= log y <= y

    def within(self, a: Far, f: Callable[[arb], arb], otherwise: arb) -> arb:
        try:
            return f(self.bounded(a))
        except UndecidedPoint:
            return otherwise

    # ---------------------------------------------------------------- terms

    def far(self, t: Term) -> Far:
        if t not in self.memo:
            self.memo[t] = self._far(t)
        return self.memo[t]

    def _far(self, t: Term) -> Far:
        if t == self.variable:
            return self.sum_of({(1, ()): Fraction(self.sign)}, arb(0))
        if not free_symbols(t):
            return self.closed(t)
        if t.op == "piecewise":
            return self._piecewise(t)
        if t.op == "pow":
            return self._power(t)
        if t.op not in self.far_rules:
            raise UndecidedPoint(f"{text(t)} is not bounded here")
        return self.far_rules[t.op](t, [self.far(a) for a in t.args])

    def closed(self, t: Term) -> Far:
        q = constant_value(t)
        return self.constant(q) if q is not None else self.sum_of({(0, (t,)): Fraction(1)}, arb(0))

    def _power(self, t: Term) -> Far:
        base, exponent = self.far(t.args[0]), constant_value(t.args[1])
        if exponent is not None and exponent.denominator == 1:
            one = self.constant(Fraction(1))
            made = self._fold(self.mul, [one, *[base] * abs(int(exponent))])
            return made if exponent >= 0 else self._quotient(div(ONE, t.args[0]), one, made)
        if exponent != Fraction(1, 2) or not base.ball >= 0:
            raise UndecidedPoint(f"{text(t)} is not bounded here")
        half = {key: q / 2 for key, q in base.exponent.items()}
        odd = base.power % 2
        return Far(half, (base.power + odd) // 2, base.ball.sqrt() * (self.below_one.sqrt() if odd else 1))

    def _piecewise(self, t: Term) -> Far:
        for condition, value in zip(t.args[::2], t.args[1::2], strict=True):
            if self._holds(condition):
                return self.far(value)
        raise UndecidedPoint(f"no condition of {text(t)} is true for large |x|")

    def _holds(self, c: Term) -> bool:
        if c is TRUE:
            return True
        if c.op in ("and", "or"):
            parts = [self._holds(a) for a in c.args]
            return all(parts) if c.op == "and" else any(parts)
        relation, a, b = c.args
        difference = self.add(self.far(a), self.mul(self.constant(Fraction(-1)), self.far(b)))
        if difference.ball > 0:
            return relation in (">", ">=", "!=")
        if difference.ball < 0:
            return relation in ("<", "<=", "!=")
        raise UndecidedPoint(f"the condition {text(c)} is not decided for large |x|")


def _to(high: arb) -> arb:
    """The ball from 0 to the upper end of `high`."""
    return arb(0).union(arb(high.abs_upper()))


def _coefficient(names: tuple[Term, ...], q: Fraction) -> arb:
    value = arb(to_fmpq(q))
    for name in names:
        value *= _closed_ball(name)
    return value


def _closed_ball(t: Term) -> arb:
    return compile_tape(t, Term("variable", "x")).ball(arb(0))


def _plus(a: Polynomial, b: Polynomial) -> Polynomial:
    made = dict(a)
    for key, q in b.items():
        made[key] = made.get(key, Fraction(0)) + q
    return {key: q for key, q in made.items() if q}


def _times(a: Polynomial, b: Polynomial) -> Polynomial:
    made: Polynomial = {}
    for (k, names), q in a.items():
        for (m, others), r in b.items():
            made = _plus(made, {(k + m, tuple(sorted((*names, *others), key=text))): q * r})
    return made
