"""Normal forms of polylogarithms, and how dilogarithms of related arguments depend on one another."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from symact.kernel.linear import POSITIVE
from symact.kernel.ring import NOUGHT, UNITY, Generator, Quotient, name_of
from symact.kernel.special_values import order_of
from symact.kernel.terms import ONE, Term, number, sub

if TYPE_CHECKING:
    from symact.kernel.normal import Normaliser

HALF = Fraction(1, 2)


def generator(t: Term, name: str, u: Quotient, n: Normaliser) -> Quotient:
    """The generator of the special function `t` at `u`."""

    def make() -> Generator:
        term = Term(t.op, *t.args[:-1], n.ring.term(u))
        return Generator(name, term, n.ring.quotient_indices(u), u)

    return n.ring.of_generator(n.ring.generator((name, order_of(t), name_of(u)), make))


def of_polylog(t: Term, n: Normaliser, strict: bool) -> Quotient:
    """Li_s(z) for s ≥ 2."""
    s, z = order_of(t), n.of(t.args[2], strict)
    assert s is not None
    n.owe(">" if strict else ">=", n.ring.minus(UNITY, z), sub(ONE, t.args[2]), necessary=not strict)
    if not z.numerator:
        return NOUGHT
    value = n.ring.rational_value(z)
    if value in (1, -1) and s % 2 == 0 and s <= 20:
        # ζ(s) = |B_s|·(2π)ˢ/(2·s!), and Li_s(−1) = −(1 − 2^(1−s))·ζ(s) (DLMF 25.6, 25.2)
        factor = 1 if value == 1 else Fraction(2, 2**s) - 1
        return n.ring.scaled(n.ring.power(n.of(Term("pi")), s), factor * _zeta_over_pi(s))
    if value == Fraction(1, 2) and s == 2:  # π²/12 − log²2/2 (reflection at 1/2)
        squares = n.ring.power(n.of(Term("pi")), 2), n.ring.power(n.of(Term("log", number(2))), 2)
        return n.ring.plus(n.ring.scaled(squares[0], Fraction(1, 12)), n.ring.scaled(squares[1], Fraction(-1, 2)))
    known = _related(z, n) if s == 2 else None
    return generator(t, "polylog", z, n) if known is None else known


def _related(z: Quotient, n: Normaliser) -> Quotient | None:
    """Li₂(z) by a dilogarithm that is there already: inversion, Landen's formula, reflection (DLMF 25.12)."""
    ring, signs = n.ring, n.signs.of_quotient
    rest = ring.minus(UNITY, z)
    sixth = ring.scaled(ring.power(n.of(Term("pi")), 2), Fraction(1, 6))
    for i, g in enumerate(tuple(ring.generators)):
        if g.kind != "polylog" or order_of(g.term) != 2 or g.argument is None or g.argument == z:
            continue
        w = g.argument
        other = ring.scaled(ring.of_generator(i), -1)
        if ring.times(z, w) == UNITY and signs(z) == {-1}:  # Li₂(z) + Li₂(1/z) = −π²/6 − log²(−z)/2
            square = ring.power(n.logarithm(ring.scaled(z, -1)), 2)
            return ring.minus(other, ring.plus(sixth, ring.scaled(square, HALF)))
        if ring.plus(z, w) == ring.times(z, w) and signs(rest) == POSITIVE:  # Li₂(z) + Li₂(z/(z − 1)) = −log²(1 − z)/2
            return ring.minus(other, ring.scaled(ring.power(n.logarithm(rest), 2), HALF))
        if w == rest and signs(z) == signs(rest) == POSITIVE:  # Li₂(z) + Li₂(1 − z) = π²/6 − log z·log(1 − z)
            return ring.plus(other, ring.minus(sixth, ring.times(n.logarithm(z), n.logarithm(rest))))
    return None


def _zeta_over_pi(s: int) -> Fraction:
    """ζ(s)/πˢ for even s, by (k + 1/2)·ζ(2k) = Σ ζ(2j)·ζ(2k − 2j) over 0 < j < k (DLMF 25.6), ζ(2) = π²/6."""
    values = [Fraction(1, 6)]
    for k in range(2, s // 2 + 1):
        total = sum((values[j - 1] * values[k - j - 1] for j in range(1, k)), Fraction(0))
        values.append(total / (k + Fraction(1, 2)))
    return values[-1]
