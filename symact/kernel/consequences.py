"""What follows for simpler quantities from the sign of a quotient.

A product with all signs known but one gives that one. An increasing function compares as its arguments do: exp, log,
erf, atan, powers of what is not negative, odd powers.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import reduce
from itertools import product as choices
from math import gcd

from symact.kernel import polynomial as poly
from symact.kernel.bounds import power_difference
from symact.kernel.errors import Stuck
from symact.kernel.linear import ANY, NONZERO, POSITIVE, Constraint, Signs, feasible, scaled, sign_of
from symact.kernel.normal import ALLOWED, Normaliser
from symact.kernel.polynomial import UNIT, Polynomial, constant
from symact.kernel.principal import PlaneNormaliser
from symact.kernel.ring import NOUGHT, UNITY, Quotient
from symact.kernel.signs import product, raised

MAX_DEPTH, MAX_UNKNOWN, MAX_COEFFICIENT = 5, 4, 1000
Piece = tuple[Polynomial, int]


def consequences(
    normaliser: Normaliser, value: Quotient, allowed: Signs, met: frozenset[object] = frozenset()
) -> Iterator[tuple[Polynomial, Signs]]:
    """(p, signs): where `value` is defined and has an allowed sign, p has one of `signs`."""
    if not value.numerator or not normaliser.ring.quotient_is_real(value):
        return
    for p, found in _of_product(normaliser, value, allowed):
        yield p, found
        name = poly.key(poly.primitive(p)[2])
        simpler = _compared(normaliser, p) if len(met) < MAX_DEPTH and name not in met else None
        if simpler is not None:
            yield from consequences(normaliser, simpler[0], product(found, sign_of(simpler[1])), met | {name})


# ------------------------------------------------------------ products


def _of_product(normaliser: Normaliser, value: Quotient, allowed: Signs) -> list[tuple[Polynomial, Signs]]:
    """What each piece of a product may be, when the product has an allowed sign and no point contradicts the region."""
    c, pieces = _pieces(normaliser, value.numerator)
    below = normaliser.ring.below(value)
    known, unknown, settled = sign_of(c), [], []
    for (p, e), zeros in [*((x, True) for x in pieces), *((x, False) for x in below)]:
        s = normaliser.signs.of(p) & (ANY if zeros else NONZERO)
        if s in ({1}, {-1}):
            known = product(known, raised(s, e))
            settled.append((p, s))
        else:
            unknown.append((p, e, s))
    if not unknown or len(unknown) > MAX_UNKNOWN:
        return settled
    found: list[set[int]] = [set() for _ in unknown]
    for signs in choices(*(sorted(s) for _, _, s in unknown)):
        total = reduce(product, (raised(frozenset({s}), e) for s, (_, e, _) in zip(signs, unknown, strict=True)), known)
        if total & allowed and _possible(normaliser, [(p, s) for s, (p, _, _) in zip(signs, unknown, strict=True)]):
            for k, one in enumerate(signs):
                found[k].add(one)
    return settled + [(p, frozenset(f)) for f, (p, _, _) in zip(found, unknown, strict=True) if f < ANY]


def _possible(normaliser: Normaliser, signs: list[tuple[Polynomial, int]]) -> bool:
    """Whether linear pieces of these signs are compatible with each other and with the region."""
    rows: list[Constraint] = list(normaliser.region.constraints)
    for p, s in signs:
        form = normaliser.signs.linear(p)
        if form is not None:
            rows += [(scaled(s, form), True)] if s else [(form, False), (scaled(-1, form), False)]
            rows += [
                ({normaliser.ring.generators[i].term: 1}, True)
                for i in poly.generators(p)
                if normaliser.signs.of_generator(i) == POSITIVE
            ]
    return feasible(rows)


def _pieces(normaliser: Normaliser, p: Polynomial) -> tuple[poly.Rational, list[Piece]]:
    """c and pieces with whole exponents whose product is `p`; powers of what is positive left out."""
    c, m, f = poly.primitive(p)
    pieces: list[Piece] = [
        ({poly.monomial(i): 1}, int(e)) for i, e in enumerate(m) if e and Fraction(e).denominator == 1
    ]
    while len(f) > 1:
        root = _linear_factor(f)
        if root is None:
            break
        rest = poly.exact_quotient(f, root)
        assert rest is not None
        pieces.append((root, 1))
        f = rest
    if len(f) == 1:
        return c * f.get(UNIT, 1), pieces
    return c, [*pieces, *_surds(normaliser, f)]


def _linear_factor(f: Polynomial) -> Polynomial | None:
    """q·t - p that divides `f`, a polynomial in one generator t; found among small coefficients."""
    used = poly.generators(f)
    if len(used) != 1 or any(m and m[-1].denominator != 1 for m in f):
        return None
    (i,) = used
    low, high = min(f, key=len), poly.leading(f)
    a, b = abs(int(f.get(UNIT, f[low]))), abs(int(f[high]))
    if low != UNIT or a > MAX_COEFFICIENT or b > MAX_COEFFICIENT or high == poly.monomial(i):
        return None
    for q in (d for d in range(1, b + 1) if b % d == 0):
        for p in (d for d in range(1, a + 1) if a % d == 0):
            for s in (p, -p):
                factor: Polynomial = {poly.monomial(i): q, UNIT: -s}
                if gcd(p, q) == 1 and poly.exact_quotient(f, factor) is not None:
                    return factor
    return None


def _surds(normaliser: Normaliser, f: Polynomial) -> list[Piece]:
    """a·t² - b = a·(t - √(b/a))·(t + √(b/a)) for positive a and b."""
    used = poly.generators(f)
    if len(used) != 1 or len(f) != 2 or f.keys() != {UNIT, poly.monomial(used[0], 2)}:
        return [(f, 1)]
    ratio = Fraction(f[UNIT]) / Fraction(f[poly.monomial(used[0], 2)])
    if ratio > 0:
        return [(f, 1)]
    root = normaliser.root(Quotient(constant(-ratio), UNIT), Fraction(1, 2))
    t: Polynomial = {poly.monomial(used[0]): 1}
    if root.denominator:
        return [(f, 1)]
    sign = 1 if f[poly.monomial(used[0], 2)] > 0 else -1
    return [(poly.scale(poly.plus(t, poly.scale(root.numerator, -1)), sign), 1), (poly.plus(t, root.numerator), 1)]


# ------------------------------------------------------------ increasing functions


def _compared(normaliser: Normaliser, p: Polynomial) -> tuple[Quotient, int] | None:
    """(u, s) such that `p` has the sign s·u wherever it is defined."""
    try:
        return (
            _exponentials(normaliser, p)
            or _odd_functions(normaliser, p)
            or _powers(normaliser, p)
            or _logarithms(normaliser, p)
        )
    except Stuck:
        return None


def _exponentials(normaliser: Normaliser, p: Polynomial) -> tuple[Quotient, int] | None:
    """c·e^a - d·e^b has the sign of a - b + log(c/d), for positive c and d."""
    difference = normaliser.signs.exponents(p, equal=False)
    if difference is None:
        return None
    c, d = p.values()
    if c != -d:
        ratio = normaliser.logarithm(Quotient(constant(-Fraction(c) / Fraction(d)), UNIT))
        difference = normaliser.ring.plus(difference, ratio)
    return difference, 1 if c > 0 else -1


def _odd_functions(normaliser: Normaliser, p: Polynomial) -> tuple[Quotient, int] | None:
    """c·(f(a) - f(b)), and c·f(a), for an odd increasing function f: erf or atan."""
    form: list[tuple[poly.Rational, Quotient]] = []
    kinds = set()
    for m, c in p.items():
        g = normaliser.ring.generators[len(m) - 1] if m else None
        if g is None or m[-1] != 1 or any(m[:-1]) or g.kind not in ("erf", "atan") or g.argument is None:
            return None
        kinds.add(g.kind)
        form.append((c, g.argument))
    if len(kinds) != 1 or len(form) > 2 or len({abs(c) for c, _ in form}) != 1:
        return None
    total = NOUGHT  # f(a) + f(b) = f(a) - f(-b)
    for c, u in form:
        total = normaliser.ring.plus(total, normaliser.ring.scaled(u, 1 if c > 0 else -1))
    return total, 1


def _powers(normaliser: Normaliser, p: Polynomial) -> tuple[Quotient, int] | None:
    """Powers of what is not negative, and odd powers, compare as what is raised."""
    simpler = power_difference(p, lambda m: normaliser.signs.of({m: 1}) <= {0, 1})
    return None if simpler is None else (normaliser.ring.quotient(simpler), 1)


def _logarithms(normaliser: Normaliser, p: Polynomial) -> tuple[Quotient, int] | None:
    """What is linear in logarithms has the sign of e^p - 1."""
    if not normaliser.signs.is_linear_in_logarithms(p):
        return None
    return normaliser.ring.minus(normaliser.exponential(Quotient(p, UNIT)), UNITY), 1


# ------------------------------------------------------------ what is learnt


def learn(normaliser: Normaliser, value: Quotient, allowed: Signs) -> None:
    """`value` has one of the signs: so has its numerator, up to the sign of the denominator where that is known."""
    below = normaliser.signs.of_quotient(Quotient(constant(1), value.denominator))
    if len(below) == 1 and below <= ALLOWED["!="]:
        normaliser.signs.assume(value.numerator, frozenset(s * next(iter(below)) for s in allowed))
    elif allowed in (ALLOWED["!="], ALLOWED["=="]):
        normaliser.signs.assume(value.numerator, allowed)
    if not isinstance(normaliser, PlaneNormaliser) and not _is_plain(normaliser, value):
        for p, signs in list(consequences(normaliser, value, allowed)):
            normaliser.signs.assume(p, signs)


def _is_plain(normaliser: Normaliser, value: Quotient) -> bool:
    """Whether `value` is linear in variables: then it says all that follows from it."""
    form = None if value.denominator else normaliser.signs.linear(value.numerator)
    return form is not None and all(k is None or k.op in ("variable", "component") for k in form)
