"""Signs of polynomials in sines, cosines and arctangents.

All angles in a polynomial, and in what is known of others, are written by common parts; where it is 0, that shows it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from fractions import Fraction
from math import ceil, gcd, lcm
from typing import TYPE_CHECKING

from symact.kernel import polynomial as poly
from symact.kernel.angles import (
    CIRCULAR,
    HALF_TURN,
    MAX_MULTIPLE,
    SURDS,
    Pair,
    circular,
    multiple,
    of_turns,
    product,
    tangent_of,
    turn,
)  # fmt: skip
from symact.kernel.linear import ANY, NULL, POSITIVE, Signs
from symact.kernel.polynomial import Polynomial, Rational
from symact.kernel.ring import NOUGHT, UNITY, Quotient, name_of
from symact.kernel.terms import PI

if TYPE_CHECKING:
    from symact.kernel.normal import Normaliser

MAX_TERMS, MAX_PARTS = 60, 5


def signs_of_angles(p: Polynomial, n: Normaliser) -> Signs:
    """What the addition theorems, ranges of angles and sums of arctangents say."""
    kinds = {n.ring.generators[i].kind for i in poly.generators(p)}
    found = ANY
    if kinds & CIRCULAR:
        found = _of_quarter(p, n) & _of_amplitude(p, n)
        if len(found) > 1:
            other = _by_common_parts(p, n)
            found &= n.signs.by_facts(p) if other is None else n.signs.of_quotient(other) & n.signs.by_facts(p)
    if "atan" in kinds:
        found &= _of_arctangents(p, n)
    return found


def _of_arctangents(p: Polynomial, n: Normaliser) -> Signs:
    """Signs of S = Σ cₖ·atan uₖ + c·π: where −π < S < π, that of the imaginary part of ∏ (1 + i·uₖ)^cₖ·e^(iπc).

    The product has the argument S up to whole turns, and whole multiples of S have its sign. Where −2π < S < 2π, S is 0
    if the imaginary part is 0 and the real part positive.
    """
    turns = Fraction(p.get(turn(n), 0))
    parts = {m: Fraction(c) for m, c in p.items() if m != turn(n)}
    if not parts or not all(tangent_of(n, m) for m in parts):
        return ANY
    k = lcm(*(c.denominator for c in parts.values()))
    if any(abs(c * k) > MAX_MULTIPLE for c in parts.values()):
        return ANY
    low = high = turns * k  # of S/π
    low_met = high_met = True  # −π/2 and π/2 are no arctangents
    z = of_turns(n, turns * k)
    for m, c in parts.items():
        u = tangent_of(n, m)
        assert u is not None
        signs, c = n.signs.of_quotient(u), c * k
        ends = (-HALF_TURN if -1 in signs else 0, HALF_TURN if 1 in signs else 0)
        down, up = min(c * e for e in ends), max(c * e for e in ends)
        low, high = low + down, high + up
        low_met, high_met = low_met and not down, high_met and not up
        z = product(n, z, multiple(n, (UNITY, u), int(c)))

    def within(bound: int) -> bool:
        return (low > -bound or (low == -bound and not low_met)) and (high < bound or (high == bound and not high_met))

    if not within(2):
        return ANY
    across = n.signs.of_quotient(z[1])
    if within(1):
        return across
    return NULL if across == NULL and n.signs.of_quotient(z[0]) == POSITIVE else ANY


def _of_amplitude(p: Polynomial, n: Normaliser) -> Signs:
    """A·cos w + B·sin w + C has the sign of C where C² > A² + B² (Cauchy), that or 0 where C² = A² + B².

    So has A·cos²u + B·cos u·sin u + C = (A/2)·cos 2u + (B/2)·sin 2u + C + A/2.
    """
    used = [i for i in poly.generators(p) if n.ring.generators[i].kind in CIRCULAR]
    i = used[-1] if n.ring.generators[used[-1]].kind == "sin" else used[-1] + 1  # sine, and cosine before it
    parts: dict[tuple[Rational, ...], Polynomial] = {}
    for m, c in p.items():
        rest = poly.trimmed(0 if j in (i - 1, i) else k for j, k in enumerate(m))
        parts.setdefault(tuple(m[j] if len(m) > j else 0 for j in (i - 1, i)), {})[rest] = c
    level = parts.pop((0, 0), {})
    if parts.keys() <= {(1, 0), (0, 1)}:
        swings = list(parts.values())
    elif parts.keys() <= {(2, 0), (1, 1)}:
        swings = [poly.scale(q, Fraction(1, 2)) for q in parts.values()]
        level = poly.plus(level, poly.scale(parts.get((2, 0), {}), Fraction(1, 2)))
    else:
        return ANY
    if not level:
        return ANY
    gap = poly.times(level, level)
    for q in swings:
        gap = poly.plus(gap, poly.scale(poly.times(q, q), -1))
    signs = n.signs.of_quotient(n.ring.quotient(gap))
    return ANY if -1 in signs else n.signs.of(level) | (NULL if 0 in signs else frozenset())


def _of_quarter(p: Polynomial, n: Normaliser) -> Signs:
    """sin w where kπ ≤ w ≤ (k + 1)π, and cos w = sin(w + π/2): the sign of (−1)^k·(w − kπ)·((k + 1)π − w)."""
    (m, c), *others = p.items()
    if others or c != 1 or not m or m[-1] != 1 or any(m[:-1]) or not n.region.constraints[1:]:
        return ANY
    g = n.ring.generators[len(m) - 1]
    if g.kind not in CIRCULAR or g.argument is None:
        return ANY
    w = n.ring.plus(g.argument, n.ring.scaled(n.of(PI), HALF_TURN if g.kind == "cos" else 0))
    for k in (0, -1, 1, -2):
        low, high = n.ring.scaled(n.of(PI), k), n.ring.scaled(n.of(PI), k + 1)
        above = n.signs.of_quotient(n.ring.minus(w, low))
        if -1 in above:
            continue
        below = n.signs.of_quotient(n.ring.minus(high, w))
        if -1 not in below:
            return frozenset((-1 if k % 2 else 1) * a * b for a in above for b in below)
    return ANY


def _by_common_parts(p: Polynomial, n: Normaliser) -> Quotient | None:
    """`p` times an even power of cosines and sines, its angles written by parts; None where that is no news.

    The parts are common to what is known of other polynomials, which are then rewritten and known too.
    """
    facts = [dict(k) for k in n.signs.facts if isinstance(k, frozenset) and k != poly.key(p)]
    facts = [f for f in facts if _angles(n, f)]
    angles = _angles(n, p, *facts)
    units: dict[Hashable, list[Rational]] = {}
    special = False
    for u in angles.values():
        for name, part, c in _parts(n, u):
            units.setdefault(name, []).append(c)
            special |= _is_turn(n, part) or tangent_of(n, next(iter(part.numerator))) is not None
    single = all(len(u.numerator) == 1 for u in angles.values()) and all(len(c) == 1 for c in units.values())
    if single or (len(angles) < 2 and not special) or len(p) > MAX_TERMS:
        return None
    steps = {name: _common_measure(c) for name, c in units.items()}
    pairs = {key: pair for key, u in angles.items() if (pair := _pair_by_parts(n, u, steps)) is not None}
    for f in facts:
        _know(n, f, _replaced(n, f, pairs))
    return _replaced(n, p, pairs)


def _know(n: Normaliser, f: Polynomial, rewritten: Quotient | None) -> None:
    if rewritten is not None and rewritten.numerator and not rewritten.denominator and rewritten.numerator != f:
        n.signs.learn(rewritten.numerator, n.signs.facts[poly.key(f)])


def _angles(n: Normaliser, *polynomials: Polynomial) -> dict[Hashable, Quotient]:
    found = (n.ring.generators[i] for p in polynomials for i in poly.generators(p))
    return {name_of(g.argument): g.argument for g in found if g.kind in CIRCULAR and g.argument is not None}


def _common_measure(parts: list[Rational]) -> Fraction:
    """The largest number of which all are whole multiples."""
    fractions = [Fraction(c) for c in parts]
    below = lcm(*(c.denominator for c in fractions))
    return Fraction(gcd(*(int(c * below) for c in fractions)), below)


def _pair_by_parts(n: Normaliser, u: Quotient, steps: dict[Hashable, Fraction]) -> Pair | None:
    pair: Pair = (UNITY, NOUGHT)
    if len(u.numerator) > MAX_PARTS:
        return None
    for name, part, c in _parts(n, u):
        step = steps[name]
        if _is_turn(n, part) and any((unit * step).denominator == 1 for unit in SURDS):
            made = of_turns(n, Fraction(c))
        elif abs(c / step) > MAX_MULTIPLE:
            return None
        else:
            base = n.ring.scaled(part, step)
            made = multiple(n, (circular(n, "cos", base), circular(n, "sin", base)), int(c / step))
        pair = product(n, pair, made)
    return pair


def _is_turn(n: Normaliser, part: Quotient) -> bool:
    return part.numerator.keys() == {turn(n)} and not part.denominator


def _parts(n: Normaliser, u: Quotient) -> Iterator[tuple[Hashable, Quotient, Rational]]:
    """u as a sum of c·part, with a name for each part."""
    for m, c in u.numerator.items():
        part = n.ring.quotient({m: 1}, u.denominator)
        scale = part.numerator[next(iter(part.numerator))]
        part = n.ring.scaled(part, 1 / Fraction(scale))
        yield name_of(part), part, poly.rational(Fraction(c) * Fraction(scale))


def _replaced(n: Normaliser, p: Polynomial, pairs: dict[Hashable, Pair]) -> Quotient | None:
    values: dict[int, Quotient] = {}
    for i in poly.generators(p):
        g = n.ring.generators[i]
        if g.kind not in CIRCULAR or g.argument is None:
            continue
        if name_of(g.argument) not in pairs:
            return None
        values[i] = pairs[name_of(g.argument)][g.kind == "sin"]
        low = min(m[i] if len(m) > i else 0 for m in p)
        if low < 0:  # what is divided by is not 0, and an even power of it is positive
            p = poly.scale(p, 1, poly.monomial(i, 2 * ceil(Fraction(-low) / 2)))
    total = NOUGHT
    for m, c in p.items():
        kept = poly.trimmed(0 if i in values else e for i, e in enumerate(m))
        piece = n.ring.quotient({kept: c})
        for i, value in values.items():
            e = m[i] if len(m) > i else 0
            if e.denominator != 1 or e > MAX_MULTIPLE:
                return None
            piece = n.ring.times(piece, n.ring.power(value, int(e)))
        total = n.ring.plus(total, piece)
    return total
