"""Sign rules that rest on one computation each: squares, bounds of a region, a sum above its terms, logarithms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import gcd, lcm

from symact.kernel import polynomial as poly
from symact.kernel.ball import Arithmetic, Indeterminate
from symact.kernel.errors import LimitExceeded, Stuck, Undefined
from symact.kernel.evaluate import evaluate
from symact.kernel.linear import ANY, POSITIVE, Constraint, Linear, Region, Signs, combined
from symact.kernel.point import Point
from symact.kernel.polynomial import Monomial, Polynomial, Rational
from symact.kernel.ring import Generator, Ring
from symact.kernel.terms import COUNT, Term, is_constant, substitute

MAX_SQUARES, CLOSED_PRECISION = 10, 32

# ------------------------------------------------------------ squares


def of_squares(p: Polynomial, positive: Callable[[int], bool], nonzero: Callable[[Monomial], bool]) -> Signs:
    """The sign of a quadratic form Σ Gᵢⱼ mᵢmⱼ in monomials, by completing squares: p = Σ dᵢ(mᵢ + …)² with all dᵢ >= 0.

    It is strict when the last square is that of a monomial alone which is not 0. `positive` says so of a generator.
    """
    if len(p) < 3:
        return ANY
    for s in (1, -1):
        form = _gram(poly.scale(p, s), positive)
        if form is None:
            continue
        basis, gram = form
        strict = [k for k, m in enumerate(basis) if nonzero(m)]
        for last in (*strict, None):
            order = [k for k in range(len(basis)) if k != last] + ([] if last is None else [last])
            pivots = _pivots(gram, order)
            if pivots is not None and (last is None or pivots[-1] > 0):
                return frozenset({s} if last is not None else {0, s})
    return ANY


def _gram(p: Polynomial, positive: Callable[[int], bool]) -> tuple[list[Monomial], list[list[Fraction]]] | None:
    """Monomials m and a symmetric G with p = Σ Gᵢⱼ mᵢmⱼ; the squares of the m have positive coefficients in p."""
    basis = [h for m, c in p.items() if c > 0 and (h := _half(m, positive)) is not None]
    if not 2 <= len(basis) <= MAX_SQUARES:
        return None
    where = {poly.monomial_product(a, b): (i, j) for i, a in enumerate(basis) for j, b in enumerate(basis) if i < j}
    where |= {poly.monomial_product(a, a): (i, i) for i, a in enumerate(basis) if poly.monomial_product(a, a) in p}
    gram = [[Fraction(0)] * len(basis) for _ in basis]
    for m, c in p.items():
        if m not in where:
            return None
        i, j = where[m]
        gram[i][j] += Fraction(c) if i == j else Fraction(c) / 2
        gram[j][i] = gram[i][j]
    return basis, gram


def _half(m: Monomial, positive: Callable[[int], bool]) -> Monomial | None:
    """The real number whose square `m` is: exponents halved, odd ones of positive generators only."""
    if all(not e or Fraction(e).denominator > 1 or e % 2 == 0 or positive(i) for i, e in enumerate(m)):
        return poly.monomial_power(m, Fraction(1, 2))
    return None


def _pivots(gram: list[list[Fraction]], order: list[int]) -> list[Fraction] | None:
    """The dᵢ of LDLᵀ in this order of rows; None when one is negative, or 0 beside an entry that is not."""
    a = [[gram[i][j] for j in order] for i in order]
    pivots = []
    for k in range(len(a)):
        d = a[k][k]
        if d < 0 or (d == 0 and any(a[k][j] for j in range(k + 1, len(a)))):
            return None
        pivots.append(d)
        for i in range(k + 1, len(a)):
            if d and a[i][k]:
                factor = a[i][k] / d
                for j in range(k, len(a)):
                    a[i][j] -= factor * a[k][j]
    return pivots


def power_difference(p: Polynomial, not_negative: Callable[[Monomial], bool]) -> Polynomial | None:
    """c·(A - B) for p = c·(Aʳ - Bʳ), r > 0: of the same sign where A and B are not negative, and for odd r.

    Of a monomial m that may be negative, m^(1/r) raised to r may be |m|: (x²)^(1/2) is x for x >= 0 only.
    """
    if len(p) != 2:
        return None
    (m, c), (k, d) = p.items()
    exponents = [Fraction(e) for e in (*m, *k) if e]
    if c != -d or any(e < 0 for e in exponents):
        return None
    below = lcm(*(e.denominator for e in exponents))
    r = Fraction(gcd(*(int(e * below) for e in exponents)), below)
    a, b = (poly.monomial_power(x, 1 / r) for x in (m, k))
    odd = r.denominator == 1 and r.numerator % 2 == 1
    return {a: c, b: d} if r != 1 and (odd or all(map(not_negative, (m, k, a, b)))) else None


def end_of(constraints: Sequence[Constraint], t: Term, side: int) -> tuple[Fraction, bool] | None:
    """The best lower (side 1) or upper (side -1) bound of `t` that one constraint states, and whether it is strict."""
    found: list[tuple[Fraction, bool]] = []
    for form, strict in constraints:
        if form.keys() <= {t, None} and form.get(t, 0) * side > 0:
            found.append((-Fraction(form.get(None, 0)) / Fraction(form[t]), strict))
    return max(found, key=lambda f: (side * f[0], f[1]), default=None)


# ------------------------------------------------------------ numbers


def closed_bounds(form: Linear) -> list[Constraint]:
    """Rational bounds of the numbers among the atoms, by enclosures."""
    rows: list[Constraint] = []
    for k in form:
        if k is not None and is_constant(k):
            try:
                ball = evaluate(k, Point(), Arithmetic(CLOSED_PRECISION))
                low, high = ball.lower, ball.upper
            except (Indeterminate, Undefined, LimitExceeded, Stuck):
                continue
            rows += [({k: 1, None: -low} if low else {k: 1}, False), ({k: -1, None: high} if high else {k: -1}, False)]
    return rows


# ------------------------------------------------------------ sums


def above_terms(
    p: Polynomial, generators: list[Generator], region: Region, body: Callable[[Generator], Signs]
) -> list[Constraint]:
    """Σ_k g(k) >= g(i) + g(j) + … for different indices, where g is not negative; > when n exceeds their number."""
    used = [generators[i] for i in poly.generators(p)]
    names = sorted({name for g in used for name in g.indices if not name.startswith("#")})
    rows: list[Constraint] = []
    for g in used:
        if g.kind != "sum" or not names or not (signs := body(g)) <= {0, 1}:
            continue
        bound, inner = g.term.args
        form: Linear = {g.term: 1}
        for name in names:
            form = combined(form, {substitute(inner, {Term("index", bound): Term("index", name)}): -1})
        more = region.signs(combined({COUNT: 1}, {None: -len(names)})) == POSITIVE
        rows.append((form, signs == POSITIVE and more))
        if len(names) > 1:
            rows += [
                (combined({g.term: 1}, {substitute(inner, {Term("index", bound): Term("index", n)}): -1}), False)
                for n in names
            ]
    return rows


# ------------------------------------------------------------ logarithms


def of_logarithms(p: Polynomial, ring: Ring, signs: Callable[[Polynomial], Signs]) -> list[Polynomial]:
    """Polynomials that are not negative, of logarithms that `p` is linear in: a·(log u - v) and a·(u - 1 - log u).

    For each factor a >= 0 of such a logarithm: log u >= v(i) where u is Σ_k exp(v(k)), and u - 1 >= log u where `p` has
    what u is made of, too.
    """
    found: list[Polynomial] = []
    used = poly.generators(p)
    names = sorted(k for k in ring.indices_of(p) if not k.startswith("#"))
    for i in used if ring.is_real(p) else ():
        base = ring.generators[i].base
        if ring.generators[i].kind != "log" or base is None or not all(m[i] in (0, 1) for m in p if len(m) > i):
            continue
        log, inner = poly.monomial(i), poly.generators(base)
        whole = ring.generators[inner[0]] if inner and base == {poly.monomial(inner[0]): 1} else None
        below = [_exponent(ring, whole, name) for name in names] if whole is not None and whole.kind == "sum" else []
        rows = [poly.plus({log: 1}, poly.scale(v, -1)) for v in below if v is not None]
        if not set(inner).isdisjoint(used) and (sign := signs(base)) in (POSITIVE, frozenset({-1})):
            size = poly.scale(base, next(iter(sign)))
            rows.append(poly.plus(size, {log: -1, poly.UNIT: -1}))
        for m in dict.fromkeys(poly.monomial_product(m, poly.monomial(i, -1)) for m in p if len(m) > i and m[i]):
            if signs({m: 1}) <= {0, 1}:
                found += [poly.times(row, {m: 1}) for row in rows]
    return found


def _exponent(ring: Ring, total: Generator, name: str) -> Polynomial | None:
    """v(i), for the sum of exp(v(k)) over k; None where a term of v(i) is not among the generators."""
    body = total.argument
    if body is None or body.denominator or len(body.numerator) != 1:
        return None
    bound, found = Term("index", total.term.args[0]), dict[Monomial, Rational]()
    for i, e in enumerate(next(iter(body.numerator))):
        inner = ring.generators[i].argument
        if e and (ring.generators[i].kind != "exp" or inner is None or inner.denominator):
            return None
        found = poly.plus(found, poly.scale(inner.numerator, e)) if e and inner is not None else found
    return _at_index(ring, found, bound, Term("index", name))


def _at_index(ring: Ring, p: Polynomial, bound: Term, index: Term) -> Polynomial | None:
    """`p` with one index in the place of another."""
    places = {g.term: i for i, g in enumerate(ring.generators)}
    result: Polynomial = {}
    for m, c in p.items():
        moved = poly.UNIT
        for i, e in enumerate(m):
            j = places.get(substitute(ring.generators[i].term, {bound: index})) if e else None
            if e and j is None:
                return None
            moved = poly.monomial_product(moved, poly.monomial(j, e)) if j is not None else moved
        result = poly.plus(result, {moved: c})
    return result
