"""Values of LambertW, polylog, floor, factorial and gamma, and the polylogarithms that are elementary.

LambertW is the inverse of w·eʷ on [−1, ∞), where that increases (DLMF 4.13): a bracket lo·e^lo ≤ a ≤ hi·e^hi with
lo ≥ −1 holds W(a). polylog(s, z) for s ≥ 2 increases on (−∞, 1], since z·d/dz Li_s = Li_(s−1) has the sign of z.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import comb, factorial, floor

from symact.kernel.ball import ORDER, Arithmetic, Dyadic, Indeterminate, Interval, OutsideDomain
from symact.kernel.errors import LimitExceeded, Stuck, Undefined
from symact.kernel.inverse_erf import inverse_of_erf
from symact.kernel.terms import ONE, Term, add, div, mul, neg, number, power, sub, text

MAX_STEPS, MAX_ORDER, MAX_FACTORIAL = 200, 40, 1000
_ONE, _MINUS_ONE = Interval.point(1), Interval.point(-1)


def lambert(ball: Arithmetic, u: Interval) -> Interval:
    """W(u) for u ≥ −1/e."""
    fine = Arithmetic(ball.precision + 32)
    edge = -fine.exp(_MINUS_ONE)
    if fine.sub(u, edge).is_negative:
        raise OutsideDomain("LambertW of a number below -1/e")
    if not fine.sub(Interval(u.lo, u.lo), edge).is_positive:
        raise Indeterminate("perhaps LambertW of a number below -1/e")
    low = _lambert_at(fine, u.lo)
    return ball.round(low if u.is_exact else Interval(low.lo, _lambert_at(fine, u.hi).hi))


def _lambert_at(fine: Arithmetic, a: Dyadic) -> Interval:
    """A bracket of W(a) for a > −1/e. Newton's iteration finds the place; only the bracket is relied on."""
    at = Interval(a, a)
    if at.is_exact_zero:
        return at
    w = fine.log(fine.add(_ONE, at)) if at.is_positive else Interval.point(0)  # above W(a)
    for _ in range(MAX_STEPS):
        power = fine.exp(w)
        slope = fine.mul(power, fine.add(w, _ONE))
        if slope.contains_zero:
            break
        step = _point(fine.div(fine.sub(fine.mul(w, power), at), slope))
        moved = _point(fine.sub(w, step))
        if moved == w or _tiny(step, w, fine.precision):
            w = moved
            break
        w = moved
    gap = max(_top(w), _top(at)) - fine.precision + 4
    for widening in range(gap, gap + 4 * fine.precision, 4):
        delta = Interval.point(1, widening)
        low, high = fine.sub(w, delta), fine.add(w, delta)
        if _at_most(fine, low, at) and _at_least(fine, high, at):
            return Interval(max(low.lo, (-1, 0), key=ORDER), high.hi)
    raise Indeterminate("no bracket of LambertW was found at this precision")


def _at_most(fine: Arithmetic, w: Interval, a: Interval) -> bool:
    """Whether w ≤ −1, which is never above W, or w·eʷ ≤ a."""
    below = fine.add(w, _ONE)
    if below.is_negative or below.is_exact_zero:
        return True
    if not below.is_positive:
        return False
    gap = fine.sub(a, fine.mul(w, fine.exp(w)))
    return gap.is_positive or gap.is_exact_zero


def _at_least(fine: Arithmetic, w: Interval, a: Interval) -> bool:
    if not fine.add(w, _ONE).is_positive:
        return False
    gap = fine.sub(fine.mul(w, fine.exp(w)), a)
    return gap.is_positive or gap.is_exact_zero


def _point(x: Interval) -> Interval:
    return Interval(x.lo, x.lo)


def _top(x: Interval) -> int:
    return x.lo[0].bit_length() + x.lo[1] if x.lo[0] else -(10**6)


def _tiny(step: Interval, w: Interval, bits: int) -> bool:
    return _top(step) < _top(w) - bits // 2 - 8 and _top(step) < -bits // 2


# ------------------------------------------------------------ polylogarithms


def elementary_form(t: Term) -> Term | None:
    """polylog(s, z) for an integer s ≤ 1: Li₁(z) = −log(1 − z), and Li_(s−1)(z) = z·d/dz Li_s(z)."""
    s = order_of(t)
    if s is None or s > 1:
        return None
    z = t.args[2]
    if s == 1:
        return neg(Term("log", sub(ONE, z)))
    if -s > MAX_ORDER:
        raise Stuck(f"polylog of order {s}")
    # Li_(−n)(z) = Σ_k ⟨n, k⟩ z^(n−k) / (1 − z)^(n+1) with Eulerian numbers; Li₀(z) = z/(1 − z).
    n = -s
    top = [_scaled(c, z, n - k) for k, c in enumerate(_eulerian(n)) if c] if n else [z]
    return div(add(*top), power(sub(ONE, z), number(n + 1)))


def _scaled(c: int, z: Term, e: int) -> Term:
    raised = z if e == 1 else power(z, number(e))
    return raised if c == 1 else mul(number(c), raised)


def _eulerian(n: int) -> list[int]:
    """⟨n, 0⟩, …, ⟨n, n − 1⟩ (DLMF 26.14.6)."""
    return [sum((-1) ** j * comb(n + 1, j) * (k + 1 - j) ** n for j in range(k + 1)) for k in range(n)]


def order_of(t: Term) -> int | None:
    """The integer s of polylog(s, z), where it is written as one, and not so large that kˢ takes long."""
    if t.op != "opaque" or t.args[0] != "polylog" or len(t.args) != 3:
        return None
    s, sign = t.args[1], 1
    while s.op == "neg":
        s, sign = s.args[0], -sign
    whole = s.op == "number" and s.args[0].denominator == 1 and s.args[0] <= MAX_FACTORIAL
    return sign * int(s.args[0]) if whole else None


def polylog(ball: Arithmetic, s: int, z: Interval) -> Interval:
    """Li_s(z) for s ≥ 2 and z ≤ 1."""
    if ball.sub(z, _ONE).is_positive:
        raise OutsideDomain("polylog of a number above 1")
    if not (ball.sub(z, _ONE).is_negative or z == _ONE):
        raise Indeterminate("perhaps polylog of a number above 1")
    fine = Arithmetic(ball.precision + 32)
    low = _polylog_at(fine, s, Interval(z.lo, z.lo))
    return ball.round(low if z.is_exact else Interval(low.lo, _polylog_at(fine, s, Interval(z.hi, z.hi)).hi))


def _polylog_at(ball: Arithmetic, s: int, z: Interval) -> Interval:
    """By the series near 0; for s = 2 elsewhere by reflection, Landen's and the inversion formula (DLMF 25.12)."""
    if _below(ball, z, Fraction(5, 8)) and _below(ball, -z, Fraction(5, 8)):
        return _series(ball, s, z)
    if s != 2:
        if _below(ball, z, Fraction(15, 16)) and _below(ball, -z, Fraction(15, 16)):
            return _series(ball, s, z)
        raise Stuck(f"no enclosure of polylog({s}, z) for z below -15/16 or above 15/16")
    half, square = Interval.point(1, -1), ball.power(ball.pi(), 2)
    sixth = ball.div(square, Interval.point(6))
    if z == _ONE:
        return sixth
    if z.is_positive:  # Li₂(z) = π²/6 − log z·log(1 − z) − Li₂(1 − z)
        rest = ball.sub(_ONE, z)
        logs = ball.mul(ball.log(z), ball.log(rest))
        return ball.sub(ball.sub(sixth, logs), polylog(ball, 2, rest))
    if _below(ball, -z, Fraction(1)):  # Li₂(z) = −Li₂(z/(z − 1)) − log²(1 − z)/2
        inner = ball.div(z, ball.sub(z, _ONE))
        logs = ball.mul(half, ball.power(ball.log(ball.sub(_ONE, z)), 2))
        return -ball.add(polylog(ball, 2, inner), logs)
    logs = ball.mul(half, ball.power(ball.log(-z), 2))  # Li₂(z) = −π²/6 − log²(−z)/2 − Li₂(1/z)
    return -ball.add(ball.add(sixth, logs), polylog(ball, 2, ball.div(_ONE, z)))


def _below(ball: Arithmetic, z: Interval, bound: Fraction) -> bool:
    return not ball.sub(z, ball.number(bound)).is_positive


def _series(ball: Arithmetic, s: int, z: Interval) -> Interval:
    """Σ zᵏ/kˢ for |z| ≤ 15/16; after N terms at most |z|^(N+1)/(1 − |z|) is left, which is at most 16·|z|^(N+1)."""
    far = max(z.hi, (-z.lo[0], z.lo[1]), key=ORDER)
    size = Interval(far, far)
    total, term, k = Interval.point(0), _ONE, 0
    while True:
        k += 1
        term = ball.mul(term, z)
        total = ball.add(total, ball.div(term, Interval.point(k**s)))
        if k % 16 == 0:
            left = ball.mul(Interval.point(16), ball.power(size, k + 1))
            if left.is_exact_zero or _top(Interval(left.hi, left.hi)) < _top(size) - ball.precision:
                return ball.add(total, left.hull(-left))


# ------------------------------------------------------------ integers


def exact_value(t: Term, argument: Fraction | None) -> Fraction | None:
    """The rational value of floor, factorial or gamma at a rational number, or None where there is no rule for one."""
    name = t.args[0]
    if argument is None or len(t.args) != 2 or name not in ("floor", "factorial", "gamma"):
        return None
    if name == "floor":
        return Fraction(floor(argument))
    n = argument - (name == "gamma")  # Γ(n + 1) = n!, and Γ has poles at 0, −1, −2, … (DLMF 5.2.1, 5.4.1)
    if n.denominator != 1:
        return None
    if n < 0:
        raise Undefined(f"{text(t)} has no value: {name} of {argument}")
    if n > MAX_FACTORIAL:
        raise LimitExceeded(f"{name} of a number above {MAX_FACTORIAL}")
    return Fraction(factorial(int(n)))


def gamma_over_root_of_pi(q: Fraction) -> Fraction | None:
    """Γ(q)/√π for half-integers: Γ(1/2) = √π and Γ(q + 1) = q·Γ(q) (DLMF 5.4.6, 5.5.1)."""
    if q.denominator != 2 or abs(q) > MAX_FACTORIAL:
        return None
    found = Fraction(1)
    while q > Fraction(1, 2):
        q -= 1
        found *= q
    while q < Fraction(1, 2):
        found /= q
        q += 1
    return found


def enclosure(t: Term, u: Interval, ball: Arithmetic, is_zero: Callable[[Term], bool], beside: bool) -> Interval:
    """LambertW, polylog, erfinv or floor where the last argument lies in `u`; `is_zero` may show that a term vanishes.

    `beside`: the term has to be defined, and smooth, in a neighbourhood of the point.
    """
    name, a, s = t.args[0], t.args[-1], order_of(t)
    try:
        if s is not None:
            if beside and not ball.sub(u, _ONE).is_negative:
                raise Indeterminate(f"{text(a)} may be 1")
            return polylog(ball, s, u)
        if name == "LambertW" and len(t.args) == 2:
            at_edge = not beside and is_zero(add(a, Term("exp", neg(ONE))))
            return _MINUS_ONE if at_edge else lambert(ball, u)
        halves = gamma_over_root_of_pi(u.lower) if name == "gamma" and u.is_exact and not beside else None
        if halves is not None:
            return ball.mul(ball.number(halves), ball.root(ball.pi(), 2))
        if name == "erfinv" and len(t.args) == 2:
            return inverse_of_erf(ball, u)
    except Undefined as error:
        raise Undefined(f"{text(t)} has no value: {error}") from None
    if name != "floor" or len(t.args) != 2:
        raise Stuck(f"no rule to evaluate {name}")
    low, high = floor(u.lower), floor(u.upper)
    if high == low + 1 and not beside and is_zero(sub(a, number(high))):
        low = high
    found = Interval.point(low).hull(Interval.point(high))
    if beside and not (low == high and ball.sub(u, found).is_positive):
        raise Indeterminate(f"{text(t)} may jump here")
    return found
