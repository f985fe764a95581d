"""Normal forms of LambertW, polylog, erfinv, floor, factorial and gamma, and what is known of their signs.

LambertW is the principal branch on [−1/e, ∞), the inverse of w·eʷ on [−1, ∞). polylog(s, z) is Li_s for an integer s
and real z: z ≠ 1 for s ≤ 0, z < 1 for s = 1, z ≤ 1 for s ≥ 2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from symact.kernel import polynomial as poly
from symact.kernel.angle_signs import signs_of_angles
from symact.kernel.ball import Arithmetic, Indeterminate
from symact.kernel.errors import LimitExceeded, Stuck, Undefined
from symact.kernel.evaluate import evaluate
from symact.kernel.linear import ANY, NULL, POSITIVE, Signs, sign_of
from symact.kernel.point import Point
from symact.kernel.polylogs import generator, of_polylog
from symact.kernel.polynomial import UNIT, Polynomial, constant
from symact.kernel.ring import NOUGHT, UNITY, Generator, Quotient, name_of
from symact.kernel.special_values import elementary_form, exact_value, gamma_over_root_of_pi, order_of
from symact.kernel.terms import ONE, PI, Term, add, is_constant, neg, sqrt, sub, text

if TYPE_CHECKING:
    from symact.kernel.normal import Normaliser

NOT_NEGATIVE: Signs = frozenset({0, 1})
NOT_POSITIVE: Signs = frozenset({-1, 0})
WHOLE = ("floor", "count", "delta")  # generators whose values are integers
NEAR, PRECISION = 4, 256


def of_special(t: Term, n: Normaliser, strict: bool) -> Quotient:
    """The normal form of `t`, an operator of the name `t.args[0]`; `strict` as in `Normaliser.of`."""
    if (unfolded := elementary_form(t)) is not None:
        return n.of(unfolded, strict)
    if order_of(t) is not None:
        return of_polylog(t, n, strict)
    rule = _RULES.get(t.args[0]) if len(t.args) == 2 else None
    if rule is None:
        raise Stuck(f"the kernel has no rule for {t.args[0]}")
    return rule(t, n, strict)


def _integral(t: Term, n: Normaliser, strict: bool) -> Quotient:
    """factorial and gamma at integers, gamma at half-integers too."""
    value = n.ring.rational_value(n.of(t.args[1], strict))
    if strict and not is_constant(t):
        raise Stuck(f"{t.args[0]} where a neighbourhood matters")
    try:
        found = exact_value(t, None if value is None else Fraction(value))
    except Undefined as error:
        raise Stuck(str(error)) from error
    if found is None and t.args[0] == "gamma" and value is not None:
        halves = gamma_over_root_of_pi(Fraction(value))
        if halves is not None:
            return n.ring.scaled(n.of(sqrt(PI)), halves)
    if found is None:
        raise Stuck(f"the kernel has no rule for {t.args[0]}")
    return Quotient(constant(found), UNIT)


# ------------------------------------------------------------ LambertW


def _edge(n: Normaliser, u: Quotient) -> Quotient:
    """u + 1/e."""
    return n.ring.plus(u, n.exponential(n.ring.scaled(UNITY, -1)))


def _over(n: Normaliser, v: Quotient) -> Quotient:
    """v·eᵛ."""
    return n.ring.times(v, n.exponential(v))


def _lambert(t: Term, n: Normaliser, strict: bool) -> Quotient:
    u = n.of(t.args[1], strict)
    if not u.numerator:
        return NOUGHT
    v = _preimage(n, u)
    if v is None:
        relation = ">" if strict else ">="
        n.owe(relation, _edge(n, u), add(t.args[1], Term("exp", neg(ONE))), necessary=not strict)
        return generator(t, "LambertW", u, n)
    # u = v·eᵛ ≥ −1/e for every v; W(u) = v where v ≥ −1.
    above = n.ring.plus(v, UNITY)
    if strict:
        n.owe("!=", above, t, necessary=False)
    signs = n.signs.of_quotient(above)
    if signs <= NOT_NEGATIVE:
        return v
    splits = n.splits(above)
    if 1 in signs and splits:
        raise Stuck(f"whether {text(n.ring.term(above))} is negative is not known here", splits)
    return generator(t, "LambertW", u, n)


def _preimage(n: Normaliser, u: Quotient) -> Quotient | None:
    """Some v with v·eᵛ = u."""
    for v in _candidates(n, u):
        try:
            if v.numerator and not n.ring.minus(_over(n, v), u).numerator:
                return v
        except Stuck:
            continue
    return None


def _candidates(n: Normaliser, u: Quotient) -> Iterator[Quotient]:
    """The exponents of the exponentials that are a factor of `u`, and multiples of logarithms in it."""
    _, m, _ = poly.primitive(u.numerator)
    total = NOUGHT
    for i, e in enumerate(m):
        g = n.ring.generators[i]
        if e and g.kind == "exp" and g.argument is not None:
            total = n.ring.plus(total, n.ring.scaled(g.argument, e))
    yield total
    for i in poly.generators(u.numerator):
        if n.ring.generators[i].kind == "log":
            for c in (1, -1, 2, -2):
                yield n.ring.scaled(n.ring.of_generator(i), c)


def exponential_of_lambert(g: Generator, c: Fraction, n: Normaliser) -> Quotient | None:
    """e^(c·W) = (u/W)^c for W = W(u) ≠ 0, since W·e^W = u; None where that does not help."""
    assert g.argument is not None
    u = g.argument
    if 0 in n.signs.of_quotient(u):
        splits = n.splits(u)
        if splits:
            raise Stuck(f"whether {text(n.ring.term(u))} is 0 is not known here", splits)
        return None
    w = n.ring.of_generator(n.ring.generator(("LambertW", None, name_of(u)), lambda: g))
    ratio = n.ring.times(u, n.ring.inverse(w))
    return n.ring.power(ratio, int(c)) if c.denominator == 1 else n.root(ratio, c)


def _of_lambert(p: Polynomial, n: Normaliser) -> Signs:
    """a·(W(u) − v) has the sign of a·(u − v·eᵛ) where v ≥ −1, as w·eʷ increases on [−1, ∞); W > v where v < −1."""
    for i in poly.generators(p):
        g = n.ring.generators[i]
        a, rest = _linear_in(p, i)
        if g.kind != "LambertW" or g.argument is None or a is None:
            continue
        v = Quotient(poly.scale(rest, -1 / Fraction(a)), UNIT)
        above = n.signs.of_quotient(n.ring.plus(v, UNITY))
        if above == {-1}:
            return sign_of(a)
        if above <= NOT_NEGATIVE:
            try:
                gap = n.signs.of_quotient(n.ring.minus(g.argument, _over(n, v)))
            except Stuck:
                continue
            return frozenset(s * d for s in gap for d in sign_of(a))
    return ANY


def _linear_in(p: Polynomial, i: int) -> tuple[poly.Rational | None, Polynomial]:
    """a and q with p = a·gᵢ + q for a number a and q without gᵢ; a is None when there are none."""
    alone = poly.monomial(i)
    rest = {m: c for m, c in p.items() if m != alone}
    return (None if i in poly.generators(rest) else p.get(alone)), rest


# ------------------------------------------------------------ erfinv


def _inverse_of_erf(t: Term, n: Normaliser, strict: bool) -> Quotient:
    """The inverse of erf on (−1, 1): odd, increasing, analytic."""
    u = n.of(t.args[1], strict)
    for s in (1, -1):
        side = n.ring.plus(UNITY, n.ring.scaled(u, s))
        n.owe(">", side, add(ONE, t.args[1]) if s > 0 else sub(ONE, t.args[1]))
    if not u.numerator:
        return NOUGHT
    if (inner := _argument(n, u, "erf")) is not None:
        return inner
    flip = -1 if u.numerator[poly.leading(u.numerator)] < 0 else 1
    return n.ring.scaled(generator(t, "erfinv", n.ring.scaled(u, flip), n), flip)


def error_function(n: Normaliser, u: Quotient) -> Quotient:
    """erf u, which undoes erfinv."""
    inner = _argument(n, u, "erfinv")
    return n.odd("erf", u) if inner is None else inner


def _argument(n: Normaliser, u: Quotient, kind: str) -> Quotient | None:
    """±v for u = ±f(v), f the odd function named `kind`."""
    ((m, c), *others) = u.numerator.items() or [(UNIT, 0)]
    if others or u.denominator or abs(c) != 1 or not m or m[-1] != 1 or any(m[:-1]):
        return None
    g = n.ring.generators[len(m) - 1]
    return n.ring.scaled(g.argument, c) if g.kind == kind and g.argument is not None else None


# ------------------------------------------------------------ floor


def _floor(t: Term, n: Normaliser, strict: bool) -> Quotient:
    """⌊u + k⌋ = ⌊u⌋ + k for what is certainly an integer k; a number where u is known to lie in [k, k + 1)."""
    u = n.of(t.args[1], strict)
    taken: Polynomial = {}
    if not u.denominator:
        taken = {m: c if m else floor(c) for m, c in u.numerator.items() if not m or _is_whole(m, n, c)}
    whole = Quotient({m: c for m, c in taken.items() if c}, UNIT)
    rest = n.ring.minus(u, whole)
    k = _known_floor(rest, n)
    value = n.ring.plus(whole, generator(t, "floor", rest, n) if k is None else Quotient(constant(k), UNIT))
    if strict:  # near a point where u is no integer, ⌊u⌋ is constant
        n.owe("!=", n.ring.minus(u, value), sub(t.args[1], t), necessary=False)
    return value


def _is_whole(m: poly.Monomial, n: Normaliser, c: poly.Rational) -> bool:
    """Whether c·m is certainly an integer."""
    powers = (e.denominator == 1 and e >= 0 and n.ring.generators[i].kind in WHOLE for i, e in enumerate(m) if e)
    return c.denominator == 1 and all(powers)


def _known_floor(u: Quotient, n: Normaliser) -> int | None:
    """The k with k ≤ u < k + 1 at all points of the region, where one is found."""
    value = n.ring.rational_value(u)
    if value is not None:
        return floor(value)
    t = n.ring.term(u)
    if is_constant(t):
        try:
            ball = evaluate(t, Point(), Arithmetic(PRECISION))
            low, high = floor(ball.lower), floor(ball.upper)
        except (Indeterminate, Undefined, LimitExceeded, Stuck):
            return None
        n.signs.used_balls = True
        return low if low == high else None
    signs = n.signs.of_quotient(u)
    for k in range(NEAR + 1):
        if signs <= NOT_NEGATIVE:  # k ≤ u
            signs = n.signs.of_quotient(n.ring.plus(u, Quotient(constant(-k - 1), UNIT)))
            if signs == {-1}:
                return k
        elif signs == {-1}:  # u < −k
            signs = n.signs.of_quotient(n.ring.plus(u, Quotient(constant(k + 1), UNIT)))
            if signs <= NOT_NEGATIVE:
                return -k - 1
        else:
            break
    return None


def signs_of_special(p: Polynomial, n: Normaliser) -> Signs:
    """The rules of this module and of `angle_signs`, for the generators that occur."""
    kinds = {n.ring.generators[i].kind for i in poly.generators(p)}
    found = signs_of_angles(p, n) if kinds & {"sin", "cos", "atan"} else ANY
    if "LambertW" in kinds:
        found &= _of_lambert(p, n)
    return found & _of_whole(p, n) & _of_floor(p, n) if "floor" in kinds else found


def _of_floor(p: Polynomial, n: Normaliser) -> Signs:
    """⌊u⌋ ≥ t where u ≥ ⌈t⌉, and ⌊u⌋ < t where u < ⌈t⌉; ⌊u⌋ > t where u ≥ ⌊t⌋ + 1, ⌊u⌋ ≤ t where u < ⌊t⌋ + 1."""
    for i in poly.generators(p):
        g = n.ring.generators[i]
        a, rest = _linear_in(p, i)
        c = poly.constant_value(rest)
        if g.kind != "floor" or g.argument is None or a is None or c is None:
            continue
        t = -Fraction(c) / Fraction(a)
        found = ANY
        for bound, below, above in ((ceil(t), frozenset({-1}), NOT_NEGATIVE), (floor(t) + 1, NOT_POSITIVE, POSITIVE)):
            signs = n.signs.of_quotient(n.ring.plus(g.argument, Quotient(constant(-bound), UNIT)))
            if signs == {-1}:
                found &= below
            elif signs <= NOT_NEGATIVE:
                found &= above
        if t.denominator != 1:
            found -= NULL
        return frozenset(s * d for s in found for d in sign_of(a))
    return ANY


def _of_whole(p: Polynomial, n: Normaliser) -> Signs:
    """An integer above −1 is at least 0."""
    if not all(_is_whole(m, n, c) for m, c in p.items()):
        return ANY
    up = n.signs.by_region(poly.plus(p, constant(1)))
    down = n.signs.by_region(poly.plus(p, constant(-1)))
    return (NOT_NEGATIVE if up == POSITIVE else ANY) & (NOT_POSITIVE if down == {-1} else ANY)


_RULES: dict[str, Callable[[Term, Normaliser, bool], Quotient]] = {
    "LambertW": _lambert, "floor": _floor, "factorial": _integral, "gamma": _integral, "erfinv": _inverse_of_erf,
}  # fmt: skip
