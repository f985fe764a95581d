"""Values in the complex plane: rectangles of intervals, principal branches, the strictness of `evaluate`.

A branch is chosen only where the rectangle lies off the negative real axis, or on it exactly; else `Indeterminate`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from symact.kernel.ball import Arithmetic, Indeterminate, Interval
from symact.kernel.conjugates import PARTS, in_two_variables
from symact.kernel.differentiate import differentiate
from symact.kernel.errors import Stuck, Undefined
from symact.kernel.germ import germs, has_conditional
from symact.kernel.normal import ALLOWED
from symact.kernel.point import Point
from symact.kernel.terms import Term, fresh, is_constant, sub, text, variable, walk

MAX_POWER, MAX_ERF = 1000, 400
STRICT = ("add", "mul", "neg", "div", "exp", "log", "erf", "atan", "sin", "cos", "opaque")


@dataclass(frozen=True, slots=True)
class Rectangle:
    re: Interval
    im: Interval

    @property
    def is_zero(self) -> bool:
        return self.re.is_exact_zero and self.im.is_exact_zero

    @property
    def excludes_zero(self) -> bool:
        return not (self.re.contains_zero and self.im.contains_zero)

    @property
    def is_real(self) -> bool:
        return self.im.is_exact_zero


def evaluate_complex(
    t: Term, point: Point, arithmetic: Arithmetic, is_zero: Callable[[Term], bool] = lambda t: False,
    names: frozenset[str] = frozenset(),
) -> Rectangle:  # fmt: skip
    """The enclosure of `t`, or `Undefined`, `Indeterminate`, `Stuck` as for `evaluate`, and `is_zero` as there.

    `names` are complex variables.
    """
    return _Plane(point, arithmetic, is_zero, names).of(t)


def meets_in_plane(c: Term, point: Point, arithmetic: Arithmetic) -> bool:
    """Whether the point certainly meets a condition; `Stuck` where that is not clear."""
    if c.op in ("and", "or", "true"):
        return (any if c.op == "or" else all)(meets_in_plane(a, point, arithmetic) for a in c.args)
    try:
        sides = [evaluate_complex(a, point, arithmetic) for a in c.args[1:]]
        difference = evaluate_complex(sub(*c.args[1:]), point, arithmetic)
    except Undefined:
        return False
    if c.args[0] == "!=" and difference.excludes_zero:
        return True
    if not all(side.is_real for side in sides) or (difference.re.contains_zero and not difference.is_zero):
        raise Stuck(f"whether the point meets {text(c)} is not clear")
    return difference.re.is_positive - difference.re.is_negative in ALLOWED[c.args[0]]


class _Plane:
    def __init__(
        self, point: Point, arithmetic: Arithmetic, is_zero: Callable[[Term], bool], names: frozenset[str]
    ) -> None:
        self.point, self.ball, self.is_zero, self.names = point, arithmetic, is_zero, names
        self.nought = arithmetic.number(0)
        self._memo: dict[Term, Rectangle] = {}

    def of(self, t: Term) -> Rectangle:
        if t not in self._memo:
            self._memo[t] = self._of(t)
        return self._memo[t]

    def real(self, value: Interval) -> Rectangle:
        return Rectangle(value, self.nought)

    def _of(self, t: Term) -> Rectangle:
        match t.op:
            case "number":
                return self.real(self.ball.number(t.args[0]))
            case "pi":
                return self.real(self.ball.pi())
            case "imaginary":
                return Rectangle(self.nought, self.ball.number(1))
            case "variable" if t.args[0] in self.point.values:
                return self.of(self.point.values[t.args[0]])
            case "guarded":
                for a in t.args[1:]:
                    self.of(a)
                return self.of(t.args[0])
            case "pow":
                return self._power(t)
            case "derivative":
                return self._derivative(t)
            case op if op not in STRICT:  # a bound variable is no coordinate, and a branch may not be chosen
                raise Stuck(f"no rule to evaluate {op} in the complex plane")
        return self._apply(t, [self.of(s) for s in t.args if isinstance(s, Term)])

    def _apply(self, t: Term, a: list[Rectangle]) -> Rectangle:
        match t.op:
            case "add" | "mul":
                total = a[0]
                for b in a[1:]:
                    total = self.plus(total, b) if t.op == "add" else self.times(total, b)
                return total
            case "neg":
                return Rectangle(-a[0].re, -a[0].im)
            case "div":
                return self.times(a[0], self.inverse(a[1], t.args[1]))
            case "exp":
                return self.exp(a[0])
            case "log":
                return self.log(a[0], t)
            case "erf" | "atan" | "sin" | "cos" if a[0].is_real:
                return self.real(getattr(self.ball, t.op)(a[0].re))
            case "sin" | "cos":
                return self.circular(t.op, a[0])
            case "erf":
                return self.erf(a[0])
            case "opaque" if t.args[0] in PARTS:
                return self.part(t.args[0], a[0])
        raise Stuck(f"no rule to evaluate {t.args[0] if t.op == 'opaque' else t.op} in the complex plane")

    # ------------------------------------------------------------ arithmetic

    def plus(self, a: Rectangle, b: Rectangle) -> Rectangle:
        return Rectangle(self.ball.add(a.re, b.re), self.ball.add(a.im, b.im))

    def times(self, a: Rectangle, b: Rectangle) -> Rectangle:
        ball = self.ball
        re = ball.sub(ball.mul(a.re, b.re), ball.mul(a.im, b.im))
        return Rectangle(re, ball.add(ball.mul(a.re, b.im), ball.mul(a.im, b.re)))

    def divided(self, a: Rectangle, k: int) -> Rectangle:
        return Rectangle(self.ball.div(a.re, self.ball.number(k)), self.ball.div(a.im, self.ball.number(k)))

    def inverse(self, a: Rectangle, t: Term) -> Rectangle:
        if a.is_zero or (not a.excludes_zero and self.is_zero(t)):
            raise Undefined(f"division by zero: {text(t)} is 0")
        if not a.excludes_zero:
            raise Indeterminate(f"{text(t)} may be 0")
        size = self.square_of_modulus(a)
        return Rectangle(self.ball.div(a.re, size), self.ball.div(-a.im, size))

    def square_of_modulus(self, a: Rectangle) -> Interval:
        return self.ball.add(self.ball.power(a.re, 2), self.ball.power(a.im, 2))

    def exp(self, a: Rectangle) -> Rectangle:
        size = self.ball.exp(a.re)
        if a.is_real:
            return self.real(size)
        return Rectangle(self.ball.mul(size, self.ball.cos(a.im)), self.ball.mul(size, self.ball.sin(a.im)))

    def log(self, a: Rectangle, t: Term) -> Rectangle:
        """log|a| + i·arg a, with −π < arg a ≤ π."""
        if a.is_zero or (not a.excludes_zero and self.is_zero(t.args[0])):
            raise Undefined(f"{text(t)} has no value: a logarithm of 0")
        if not a.excludes_zero:
            raise Indeterminate(f"the argument of {text(t)} may be 0")
        size = self.ball.div(self.ball.log(self.square_of_modulus(a)), self.ball.number(2))
        return Rectangle(size, self.argument(a))

    def circular(self, op: str, a: Rectangle) -> Rectangle:
        """sin(x + iy) = sin x·cosh y + i·cos x·sinh y; cos(x + iy) = cos x·cosh y − i·sin x·sinh y."""
        ball, sine, cosine = self.ball, self.ball.sin(a.re), self.ball.cos(a.re)
        up, down, two = ball.exp(a.im), ball.exp(-a.im), ball.number(2)
        even, odd = ball.div(ball.add(up, down), two), ball.div(ball.sub(up, down), two)
        if op == "sin":
            return Rectangle(ball.mul(sine, even), ball.mul(cosine, odd))
        return Rectangle(ball.mul(cosine, even), -ball.mul(sine, odd))

    def erf(self, a: Rectangle) -> Rectangle:
        """2/√π·Σ (−1)ᵏ z^(2k+1)/(k!(2k+1)) (DLMF 7.6.1); from where k ≥ 2|z|², terms at least halve."""
        ball = self.ball
        if a.is_real:
            return self.real(ball.erf(a.re))
        size = ceil(self.square_of_modulus(a).upper)
        if size > MAX_ERF:
            raise Indeterminate("erf of a large complex number")
        square = self.times(a, a)
        step, term, total = Rectangle(-square.re, -square.im), a, a
        for k in range(1, 2 * size + ball.precision):
            term = self.divided(self.times(term, step), k)
            total = self.plus(total, self.divided(term, 2 * k + 1))
            if k >= 2 * size and k % 8 == 0 and self.square_of_modulus(term).upper < Fraction(1, 4**ball.precision):
                break
        rest = ball.root(self.square_of_modulus(term), 2)
        margin = rest.hull(-rest)
        total = Rectangle(ball.add(total.re, margin), ball.add(total.im, margin))
        return self.times(total, self.real(ball.div(ball.number(2), ball.root(ball.pi(), 2))))

    def part(self, name: str, a: Rectangle) -> Rectangle:
        match name:
            case "re":
                return self.real(a.re)
            case "im":
                return self.real(a.im)
            case "conjugate":
                return Rectangle(a.re, -a.im)
        return self.real(self.ball.root(self.square_of_modulus(a), 2))

    def argument(self, a: Rectangle) -> Interval:
        ball, half = self.ball, self.ball.div(self.ball.pi(), self.ball.number(2))
        if a.re.is_positive:
            return self.nought if a.is_real else ball.atan(ball.div(a.im, a.re))
        if a.im.is_positive:
            return ball.sub(half, ball.atan(ball.div(a.re, a.im)))
        if a.im.is_negative:
            return ball.sub(-half, ball.atan(ball.div(a.re, a.im)))
        if a.is_real and a.re.is_negative:
            return ball.pi()
        raise Indeterminate("a value lies too near the branch cut")

    def _power(self, t: Term) -> Rectangle:
        base, exponent = self.of(t.args[0]), self.of(t.args[1])
        n = t.args[1].args[0] if t.args[1].op == "number" else None
        if n is None and exponent.is_real and exponent.re.is_exact:
            n = exponent.re.lower
        if n is not None and n.denominator == 1 and abs(n) <= MAX_POWER:
            return self._integer_power(base if n >= 0 else self.inverse(base, t.args[0]), abs(int(n)))
        if base.is_zero or (not base.excludes_zero and self.is_zero(t.args[0])):
            base = self.real(self.nought)
        if not is_constant(t.args[1]) and not base.excludes_zero:
            raise Indeterminate(f"{text(t.args[0])} may be 0 under a power that varies")
        if base.is_zero and exponent.is_real and exponent.re.is_positive:
            return self.real(self.nought)
        if base.is_zero and n is None and exponent.im.contains_zero and not exponent.re.is_negative:
            raise Indeterminate(f"{text(t.args[1])} may be a positive number")  # and 0 to that power is 0
        if base.is_zero:
            raise Undefined(f"{text(t)} has no value: {text(t.args[0])} is 0")
        return self.exp(self.times(exponent, self.log(base, t)))

    def _integer_power(self, base: Rectangle, n: int) -> Rectangle:
        result = self.real(self.ball.number(Fraction(1)))
        for _ in range(n):
            result = self.times(result, base)
        return result

    # ------------------------------------------------------------ conditionals and derivatives

    def sign(self, t: Term) -> int:
        value = self.of(t)
        if not value.is_real or (value.re.contains_zero and not value.re.is_exact_zero):
            raise Indeterminate(f"the sign of {text(t)} is not clear")
        return 1 if value.re.is_positive else -1 if value.re.is_negative else 0

    def _derivative(self, t: Term) -> Rectangle:
        """Derivatives of rational expressions in exponentials, which are analytic where they are defined."""
        self.of(t.args[0])
        f, x, _ = t.args
        if f.op == "opaque" and f.args[0] in PARTS and f.args[1] is x and x.args[0] in self.names:
            raise Undefined(f"{text(f)} has no complex derivative anywhere")  # against Cauchy and Riemann
        if has_conditional(t.args[0]):
            raise Stuck("a complex derivative of a conditional")
        if any(s.op == "opaque" and s.args[0] in PARTS for s in walk(f)) and x.args[0] in self.names:
            self._against_cauchy_riemann(f, x)
        g = germs(t, self.sign)
        if g.here is not g.right or g.right is not g.left or not _meromorphic(g.here):
            raise Stuck("a complex derivative of a function with branches or conditionals")
        for operand in g.operands:
            self.of(operand)
        return self.of(g.derivatives()[-1][0])

    def _against_cauchy_riemann(self, f: Term, z: Term) -> None:
        """Raises `Undefined` where ∂f/∂z̄ is not 0: a complex derivative would make it 0."""
        other = variable(fresh(z.args[0], self.point.values))
        value = self.point.values.get(z.args[0])
        if value is None:
            raise Stuck(f"the point gives no value for {text(z)}")
        near = replace(self.point, values={**self.point.values, other.args[0]: Term("opaque", "conjugate", value)})
        inside = _Plane(near, self.ball, self.is_zero, self.names)
        both, _ = in_two_variables(f, z, other, self.names)
        try:
            inside.of(both)
            slope = inside.of(differentiate(both, other))
        except Undefined as error:
            raise Stuck(f"the derivative of {text(f)}: {error}") from error
        if slope.excludes_zero:
            raise Undefined(f"{text(f)} has no complex derivative there: it depends on the conjugate of {text(z)}")


def _meromorphic(t: Term) -> bool:
    if t.op == "pow":
        n = t.args[1]
        return n.op == "number" and n.args[0].denominator == 1 and _meromorphic(t.args[0])
    leaves = ("number", "variable", "pi", "imaginary")
    inner = ("add", "mul", "neg", "div", "exp", "sin", "cos", "erf", "guarded")
    return t.op in leaves or (t.op in inner and all(map(_meromorphic, t.args)))
