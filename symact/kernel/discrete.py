"""Normal forms of factorial, Stirling numbers, binomials and Hermite polynomials at symbolic integers.

A symbolic integer is v + c for a number c. Each rule brings c down as far as the region allows, to the least for which
v + c >= 0 is known, so that two terms that differ by the recurrence get the same form:
(n + 1)! = (n + 1)·n!; S(n + 1, k) = k·S(n, k) + S(n, k − 1) for k >= 1 (DLMF 26.8.22); Pascal's rule for every
integer k (26.3.5); Heₙ₊₂ = u·Heₙ₊₁ − (n + 1)·Heₙ and Hₙ₊₂ = 2u·Hₙ₊₁ − 2(n + 1)·Hₙ (18.9.1, 18.9.2).
"""

from __future__ import annotations

from fractions import Fraction
from math import factorial
from typing import TYPE_CHECKING

from symact.kernel import polynomial as poly
from symact.kernel.errors import LimitExceeded, Stuck
from symact.kernel.linear import Linear, Region, Signs, combined, scaled
from symact.kernel.naturals import HERMITE, MAX_DEGREE, integer_function, is_whole
from symact.kernel.polynomial import UNIT, constant
from symact.kernel.ring import NOUGHT, UNITY, Generator, Quotient, name_of
from symact.kernel.terms import Term, text

if TYPE_CHECKING:
    from symact.kernel.normal import Normaliser

NOT_NEGATIVE: Signs = frozenset({0, 1})
NOT_POSITIVE: Signs = frozenset({-1, 0})
FUNCTIONS = frozenset({"factorial", "stirling2", "binomial", *HERMITE})
HIGHEST, LOWEST, MAX_STEPS = 8, -16, 12


def number_of(c: int | Fraction) -> Quotient:
    return Quotient(constant(c), UNIT)


def moved(n: Normaliser, q: Quotient, c: int | Fraction) -> Quotient:
    """q + c."""
    return n.ring.plus(q, number_of(c))


def at_least(n: Normaliser, q: Quotient, c: int) -> bool:
    """Whether q >= c is known, for an integer q: q > c − 1 says so too."""
    return n.signs.of_quotient(moved(n, q, -c)) <= NOT_NEGATIVE or n.signs.of_quotient(moved(n, q, 1 - c)) == {1}


def lowest(n: Normaliser, v: Quotient) -> int | None:
    """The greatest L in a range of small numbers for which v >= L is known."""
    if at_least(n, v, 0):
        bound = 0
        while bound < HIGHEST and at_least(n, v, bound + 1):
            bound += 1
        return bound
    return next((c for c in range(-1, LOWEST - 1, -1) if at_least(n, v, c)), None)


def apart(q: Quotient) -> tuple[Quotient, int | Fraction]:
    """v and c with q = v + c, where c is the constant term of a polynomial."""
    c = q.numerator.get(UNIT, 0)
    return Quotient({m: a for m, a in q.numerator.items() if m != UNIT}, UNIT), c


def integer(n: Normaliser, t: Term) -> Quotient:
    """The normal form of an integer expression: a polynomial with integer coefficients."""
    if not is_whole(t, n.whole):
        raise Stuck(f"{text(t)} is not made of integers and natural variables")
    q = n.of(t)
    if q.denominator or any(c.denominator != 1 for c in q.numerator.values()):
        raise Stuck(f"{text(t)} is not shown to be an integer")
    return q


def by_integers(t: Term, n: Normaliser) -> bool:
    """Whether `t` is a function of this module; factorial of what is no integer expression is left to others."""
    return t.args[0] in FUNCTIONS and (len(t.args) == 3 or is_whole(t.args[1], n.whole))


def of_discrete(t: Term, n: Normaliser, strict: bool) -> Quotient:
    """The normal form of a function of this module; what depends on integers alone is smooth in everything else."""
    first = integer(n, t.args[1])
    n.owe(">=", first, t.args[1])
    if t.args[0] == "factorial":
        return _factorial(n, first, 0)
    if t.args[0] in HERMITE:
        return _hermite(n, t.args[0], first, n.of(t.args[2], strict))
    second = integer(n, t.args[2])
    if t.args[0] == "stirling2":
        n.owe(">=", second, t.args[2])
    return _numbers(n, t.args[0], first, second, 0)


def _step(depth: int) -> int:
    if depth > MAX_STEPS:
        raise LimitExceeded("a recurrence of too many steps")
    return depth + 1


def generator(n: Normaliser, kind: str, arguments: tuple[Quotient, ...]) -> Quotient:
    def make() -> Generator:
        term = Term("opaque", kind, *map(n.ring.term, arguments))
        indices = frozenset[str]().union(*map(n.ring.quotient_indices, arguments))
        return Generator(kind, term, indices, arguments[-1], real=all(map(n.ring.quotient_is_real, arguments)))

    i = n.ring.generator((kind, *map(name_of, arguments)), make)
    n.integers[i] = arguments
    return n.ring.of_generator(i)


def _factorial(n: Normaliser, q: Quotient, depth: int) -> Quotient:
    value = n.ring.rational_value(q)
    if value is not None:
        if not 0 <= value <= 1000:
            raise Stuck(f"factorial of {value}")
        return number_of(factorial(int(value)))
    below = moved(n, q, -1)
    if apart(q)[1] > -HIGHEST and at_least(n, below, 0):
        return n.ring.times(q, _factorial(n, below, _step(depth)))
    return generator(n, "factorial", (q,))


def _numbers(n: Normaliser, kind: str, q: Quotient, k: Quotient, depth: int) -> Quotient:
    """S(q, k) and the binomial of q over k, where they are defined."""
    if not (over := n.ring.minus(k, q)).numerator:
        return UNITY
    if at_least(n, over, 1) or (kind == "binomial" and n.signs.of_quotient(k) == {-1}):
        return NOUGHT
    values = n.ring.rational_value(q), n.ring.rational_value(k)
    if values[0] is not None and values[1] is not None:
        value = integer_function(kind, int(values[0]), int(values[1]))
        if value is None:
            raise Stuck(f"{kind}({values[0]}, {values[1]}) has no value")
        return number_of(value)
    known = _at_edge(n, kind, q, k)
    if known is not None:
        return known
    below = moved(n, q, -1)
    if at_least(n, below, 0) and apart(q)[1] > -HIGHEST and (kind == "binomial" or at_least(n, k, 1)):
        depth = _step(depth)
        left, right = _numbers(n, kind, below, k, depth), _numbers(n, kind, below, moved(n, k, -1), depth)
        return n.ring.plus(n.ring.times(k, left) if kind == "stirling2" else left, right)
    return generator(n, kind, (q, k))


def _at_edge(n: Normaliser, kind: str, q: Quotient, k: Quotient) -> Quotient | None:
    """S(q, 0) = 0 and S(q, 1) = 1 for q >= 1; the binomial of q over 0 is 1."""
    if k == UNITY and kind == "stirling2" and at_least(n, q, 1):
        return UNITY
    if k.numerator:
        return None
    if kind == "binomial":
        return UNITY
    return NOUGHT if at_least(n, q, 1) else None


def _hermite(n: Normaliser, kind: str, q: Quotient, u: Quotient) -> Quotient:
    """From the two of least degree that the recurrence reaches."""
    value = n.ring.rational_value(q)
    if value is not None and not 0 <= value <= MAX_DEGREE:
        raise Stuck(f"{kind} of degree {value}")
    first, steps = q, 0
    while at_least(n, moved(n, first, -2), 0) and (value is not None or apart(first)[1] > 2 - HIGHEST):
        first, steps = moved(n, first, -1), steps + 1
    scale = 2 if kind == "hermite" else 1
    if value is not None:
        pair = UNITY, n.ring.scaled(u, scale)
        if value == 0:
            return UNITY
    else:
        pair = generator(n, kind, (moved(n, first, -1), u)) if steps else NOUGHT, generator(n, kind, (first, u))
    for _ in range(steps):
        product = n.ring.minus(n.ring.times(u, pair[1]), n.ring.times(first, pair[0]))
        pair, first = (pair[1], n.ring.scaled(product, scale)), moved(n, first, 1)
    return pair[1]


def on_integers(region: Region, names: frozenset[str]) -> Region:
    """The region with what follows for integers: L > 0 is L >= 1 for a form L in natural variables over ℤ."""

    def whole(form: Linear) -> bool:
        atoms = (k is None or (k.op == "variable" and k.args[0] in names) for k in form)
        return all(atoms) and all(c.denominator == 1 for c in form.values())

    rows = [(combined(form, {None: -1}), False) for form, strict in region.constraints if strict and whole(form)]
    for form in filter(whole, region.nonzero):
        for s in (1, -1):
            if region.signs(scaled(s, form)) <= NOT_NEGATIVE:
                rows.append((combined(scaled(s, form), {None: -1}), False))
    return Region((*region.constraints, *rows), region.nonzero, region.solved) if rows else region


# ------------------------------------------------------------ powers


def whole_power(n: Normaliser, t: Term, strict: bool) -> Quotient:
    """A power with an integer exponent, which stays the same near the point."""
    base, exponent = (n.of(a, strict) for a in t.args)
    q = n.ring.rational_value(exponent)
    if q is None:
        return natural_power(n, t, base, exponent)
    if q.denominator != 1:
        raise Stuck(f"{text(t.args[1])} is an integer, and here it is {q}")
    if q < 0:
        n.owe("!=", base, t.args[0])
    return n.ring.power(base, int(q))


def natural_power(n: Normaliser, t: Term, base: Quotient, e: Quotient) -> Quotient:
    """base^e for an integer expression e: repeated multiplication, so (fg)^e = f^e·g^e for all real f and g.

    (σf)^e is exp(e·log σf) where σf > 0; (−1)^e depends on the parity of e alone; where f may be 0, a power of f is
    taken apart only into powers with exponents that are not negative.
    """
    if not base.numerator:
        return _power_of_zero(n, t, e)
    if not at_least(n, e, 0) and 0 in n.signs.of_quotient(base):
        n.owe("!=", base, t.args[0], necessary=False)
    c, m, factors = n.ring.factored(base.numerator)
    result = _parity(n, e) if c < 0 else UNITY
    if abs(c) != 1:
        result = n.ring.times(result, n.exponential(n.ring.times(e, n.logarithm(number_of(abs(Fraction(c)))))))
    parts: list[tuple[poly.Polynomial, poly.Rational]] = [({poly.monomial(i): 1}, j) for i, j in enumerate(m) if j]
    parts += [(f, j) for f, j in factors]
    parts += [(n.ring.factors[k], -j) for k, j in enumerate(base.denominator) if j]
    for f, j in parts:
        result = n.ring.times(result, _power_of_part(n, f, Fraction(j), e))
    return result


def _power_of_zero(n: Normaliser, t: Term, e: Quotient) -> Quotient:
    n.owe(">=", e, t.args[1])
    if at_least(n, e, 1):
        return NOUGHT
    raise Stuck(f"whether {text(t.args[1])} is 0 is not known here", n.splits(e))


def _power_of_part(n: Normaliser, f: poly.Polynomial, j: Fraction, e: Quotient) -> Quotient:
    """(f^j)^e."""
    signs, scaled = n.signs.of(f), n.ring.scaled(e, j)
    if signs == {1}:
        return n.exponential(n.ring.times(scaled, n.logarithm(Quotient(f, UNIT))))
    if j.denominator != 1 or not _is_integer(n, e):
        raise Stuck("a power of what may be negative, with an exponent not shown to be an integer")
    if signs == {-1}:
        away = Quotient(poly.scale(f, -1), UNIT)
        return n.ring.times(_parity(n, scaled), n.exponential(n.ring.times(scaled, n.logarithm(away))))
    return n.ring.power(_power_of_any(n, f, e), int(j))


def _power_of_any(n: Normaliser, f: poly.Polynomial, e: Quotient) -> Quotient:
    """f^e for f of any sign; f is not 0, or e >= 0."""
    v, c = apart(e)
    pieces = [(Quotient({m: 1}, UNIT), a) for m, a in v.numerator.items()]
    if any(a < 0 or not _is_integer(n, piece) for piece, a in pieces):
        pieces = [(v, 1)]
    made, left = UNITY, c
    for piece, a in pieces:
        low = lowest(n, piece)
        if low is None or not _is_integer(n, piece):
            raise Stuck("a power with an exponent of unknown sign", n.splits(Quotient(f, UNIT)))
        left += a * low
        made = n.ring.times(made, n.ring.power(_natural_power(n, f, moved(n, piece, -low)), int(a)))
    base = Quotient(f, UNIT)
    if left < 0 and 0 in n.signs.of(f):
        n.owe("!=", base, n.ring.polynomial_term(f), necessary=False)
    return n.ring.times(made, n.ring.power(base, int(left)))


def _is_integer(n: Normaliser, q: Quotient) -> bool:
    """Whether a polynomial is made of integer coefficients and of atoms with integer values."""
    powers = [(i, e) for m in q.numerator for i, e in enumerate(m) if e]
    atoms = all(e.denominator == 1 and e > 0 and is_whole(n.ring.generators[i].term, n.whole) for i, e in powers)
    return atoms and not q.denominator and all(c.denominator == 1 for c in q.numerator.values())


def _natural_power(n: Normaliser, f: poly.Polynomial, e: Quotient) -> Quotient:
    def make() -> Generator:
        term = Term("pow", n.ring.polynomial_term(f), n.ring.term(e))
        indices = n.ring.indices_of(f) | n.ring.quotient_indices(e)
        return Generator("natural power", term, indices, e, f, real=n.ring.is_real(f))

    return n.ring.of_generator(n.ring.generator(("natural power", poly.key(f), name_of(e)), make))


def _parity(n: Normaliser, e: Quotient) -> Quotient:
    """(−1)^e as the product of (−1)^μ over the monomials μ with odd coefficients; μ² has the parity of μ."""
    if not _is_integer(n, e):
        raise Stuck("a power of a negative number with an exponent not shown to be an integer")
    result = UNITY
    for m, c in e.numerator.items():
        if int(c) % 2:
            plain = poly.trimmed(1 if x else 0 for x in m)
            result = n.ring.times(result, _parity_of(n, plain) if plain else number_of(-1))
    return result


def _parity_of(n: Normaliser, m: poly.Monomial) -> Quotient:
    def make() -> Generator:
        term = Term("pow", Term("neg", Term("number", Fraction(1))), n.ring.monomial_term(m))
        return Generator("parity", term, n.ring.indices_of({m: 1}), Quotient({m: 1}, UNIT))

    return n.ring.of_generator(n.ring.generator(("parity", m), make))
