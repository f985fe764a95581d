"""sin, cos and atan: addition theorems, special angles, sums of arctangents.

cos and sin of an angle are kept as a pair: the addition theorems multiply pairs as cos + i·sin multiplies (DLMF 4.21).
Only quarter turns, rational multiples of π and multiples of arctangents are taken out of an argument at once. What else
stands in a sum stays there, where the bounds −1 ≤ sin ≤ 1 are in sight, until `angle_signs` writes it by its parts.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from symact.kernel import polynomial as poly
from symact.kernel.errors import Stuck
from symact.kernel.linear import POSITIVE
from symact.kernel.polynomial import UNIT, Polynomial, Rational, constant
from symact.kernel.ring import NOUGHT, UNITY, Quotient
from symact.kernel.terms import PI, is_constant

if TYPE_CHECKING:
    from symact.kernel.normal import Normaliser

Pair = tuple[Quotient, Quotient]  # cosine and sine of an angle
MAX_MULTIPLE = 16
HALF_TURN = Fraction(1, 2)
CIRCULAR = frozenset({"sin", "cos"})
SURDS = (12, 8, 10)  # the angles π/12, π/8, π/10


def circular(n: Normaliser, kind: str, u: Quotient) -> Quotient:
    """sin u or cos u."""
    if not u.numerator:
        return NOUGHT if kind == "sin" else UNITY
    if u.denominator:
        return _plain(n, u)[kind == "sin"]
    turns = Fraction(u.numerator.get(turn(n), 0))
    rest: Polynomial = {m: c for m, c in u.numerator.items() if m != turn(n)}
    if all(tangent_of(n, m) and is_small(c) for m, c in rest.items()):
        try:
            pair = of_turns(n, turns)
            for m, c in rest.items():
                pair = product(n, pair, _of_arctangent(n, m, int(c)))
            return pair[kind == "sin"]
        except Stuck as why:
            if why.split:
                raise
    flip = rest[poly.leading(rest)] < 0 if rest else False
    if flip:
        turns, rest = -turns, poly.scale(rest, -1)
    quarters = floor(2 * turns)
    turns -= quarters * HALF_TURN
    angle = poly.plus(rest, {turn(n): poly.rational(turns)} if turns else {})
    cosine, sine = _turned(n, _plain(n, Quotient(angle, UNIT)), quarters)
    return cosine if kind == "cos" else n.ring.scaled(sine, -1) if flip else sine


def is_small(c: Rational) -> bool:
    return c.denominator == 1 and -MAX_MULTIPLE <= c <= MAX_MULTIPLE


def turn(n: Normaliser) -> poly.Monomial:
    """The monomial π."""
    return next(iter(n.of(PI).numerator))


def _plain(n: Normaliser, u: Quotient) -> Pair:
    """The generators cos u and sin u, numbered together, cosine first; cos is even and sin odd."""
    if not u.numerator:
        return UNITY, NOUGHT
    flip = u.numerator[poly.leading(u.numerator)] < 0
    argument = n.ring.scaled(u, -1) if flip else u
    cosine, sine = (n.ring.of_generator(n.function(kind, argument)) for kind in ("cos", "sin"))
    return cosine, n.ring.scaled(sine, -1) if flip else sine


def product(n: Normaliser, a: Pair, b: Pair) -> Pair:
    """cos and sin of the sum of two angles."""
    ring = n.ring
    cosine = ring.minus(ring.times(a[0], b[0]), ring.times(a[1], b[1]))
    return cosine, ring.plus(ring.times(a[0], b[1]), ring.times(a[1], b[0]))


def multiple(n: Normaliser, pair: Pair, k: int) -> Pair:
    """cos and sin of k times the angle."""
    if k < 0:
        pair, k = (pair[0], n.ring.scaled(pair[1], -1)), -k
    result: Pair = (UNITY, NOUGHT)
    for _ in range(k):
        result = product(n, result, pair)
    return result


def _turned(n: Normaliser, pair: Pair, quarters: int) -> Pair:
    """cos and sin of the angle and so many quarter turns."""
    for _ in range(quarters % 4):
        pair = (n.ring.scaled(pair[1], -1), pair[0])
    return pair


# ------------------------------------------------------------ special angles


def _surd(n: Normaliser, k: int) -> Quotient:
    return n.root(Quotient(constant(k), UNIT), HALF_TURN)


def of_turns(n: Normaliser, turns: Fraction) -> Pair:
    """cos and sin of turns·π: surds where the denominator divides 8, 10 or 12, else generators for [0, π/2]."""
    if turns < 0 or turns >= 1:
        return _turned(n, of_turns(n, turns % 1), 2 * floor(turns))
    if turns > HALF_TURN:
        cosine, sine = of_turns(n, 1 - turns)
        return n.ring.scaled(cosine, -1), sine
    for unit, made in zip(SURDS, (_twelfth, _eighth, _tenth), strict=True):
        if unit % turns.denominator == 0:
            return multiple(n, made(n), int(turns * unit))
    if turns.denominator % 4 == 2:  # π/2 − turns·π has half the denominator
        cosine, sine = of_turns(n, HALF_TURN - turns)
        return sine, cosine
    return _plain(n, Quotient({turn(n): poly.rational(turns)}, UNIT))


def _twelfth(n: Normaliser) -> Pair:
    """cos π/12 = (√6 + √2)/4, sin π/12 = (√6 − √2)/4."""
    a, b = n.ring.times(_surd(n, 2), _surd(n, 3)), _surd(n, 2)
    quarter = Fraction(1, 4)
    return n.ring.scaled(n.ring.plus(a, b), quarter), n.ring.scaled(n.ring.minus(a, b), quarter)


def _eighth(n: Normaliser) -> Pair:
    """cos π/8 = √(2 + √2)/2, and tan π/8 = √2 − 1."""
    two = Quotient(constant(2), UNIT)
    cosine = n.ring.scaled(n.root(n.ring.plus(two, _surd(n, 2)), HALF_TURN), HALF_TURN)
    return cosine, n.ring.times(cosine, n.ring.minus(_surd(n, 2), UNITY))


def _tenth(n: Normaliser) -> Pair:
    """sin π/10 = (√5 − 1)/4, and cos π/10 = √(10 + 2√5)/4."""
    five = _surd(n, 5)
    square = n.ring.plus(Quotient(constant(10), UNIT), n.ring.scaled(five, 2))
    quarter = Fraction(1, 4)
    return n.ring.scaled(n.root(square, HALF_TURN), quarter), n.ring.scaled(n.ring.minus(five, UNITY), quarter)


# ------------------------------------------------------------ arctangents


def arctangent(n: Normaliser, u: Quotient) -> Quotient:
    """atan u: a multiple of π for the tangents of special angles, w for tan w where |w| < π/2."""
    found = _angle_of_tangent(n, u)
    return found if found is not None else n.odd("atan", u)


def _angle_of_tangent(n: Normaliser, u: Quotient) -> Quotient | None:
    if not u.numerator or not _closed(n, u):
        return _inside_quarter(n, u)
    value = n.ring.rational_value(u)
    if value is not None:  # the only rational tangents of rational multiples of π are 0 and ±1 (Niven)
        return n.ring.scaled(n.of(PI), Fraction(value, 4)) if abs(value) == 1 else None
    for unit in SURDS:
        for k in range(1, ceil(unit / 2)):
            cosine, sine = of_turns(n, Fraction(k, unit))
            for sign in (1, -1):
                if not n.ring.minus(n.ring.times(u, cosine), n.ring.scaled(sine, sign)).numerator:
                    return n.ring.scaled(n.of(PI), Fraction(sign * k, unit))
    return None


def _closed(n: Normaliser, u: Quotient) -> bool:
    used = {i for p in (u.numerator, *(f for f, _ in n.ring.below(u)))
            for i in poly.generators(p)}  # fmt: skip
    return all(n.ring.generators[i].kind == "root" and is_constant(n.ring.generators[i].term) for i in used)


def _inside_quarter(n: Normaliser, u: Quotient) -> Quotient | None:
    """w, or w ± π, for u = sin w/cos w: what lies between −π/2 and π/2."""
    if len(u.numerator) != 1 or u.denominator:
        return None
    ((m, c),) = u.numerator.items()
    i = len(m) - 1  # sine, and cosine before it
    g = n.ring.generators[i] if m else None
    if g is None or g.kind != "sin" or abs(c) != 1 or m != (*[0] * (i - 1), -1, 1) or g.argument is None:
        return None
    w = g.argument
    quarter = n.ring.scaled(n.of(PI), HALF_TURN)
    for turns in (0, 1, -1):
        v = n.ring.plus(w, n.ring.scaled(n.of(PI), turns))
        if n.signs.of_quotient(n.ring.plus(quarter, v)) | n.signs.of_quotient(n.ring.minus(quarter, v)) == POSITIVE:
            return n.ring.scaled(v, c)
    return None


def tangent_of(n: Normaliser, m: poly.Monomial) -> Quotient | None:
    """u, for the monomial atan u."""
    if not m or m[-1] != 1 or any(m[:-1]):
        return None
    g = n.ring.generators[len(m) - 1]
    return g.argument if g.kind == "atan" else None


def _of_arctangent(n: Normaliser, m: poly.Monomial, k: int) -> Pair:
    """cos atan u = 1/√(1 + u²) and sin atan u = u/√(1 + u²); of k·atan u."""
    u = tangent_of(n, m)
    assert u is not None
    square = n.ring.plus(UNITY, n.ring.times(u, u))
    cosine = n.root(square, -HALF_TURN)
    return multiple(n, (cosine, n.ring.times(u, cosine)), k)
