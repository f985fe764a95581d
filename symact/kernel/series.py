"""Normal forms of finite sums Σ_{k=a}^{b} g(k) with symbolic bounds, and of derivatives of symbolic order.

A sum without terms is 0. Where it has terms at every point of the region, its counter is a new integer κ with
a <= κ <= b: each point of the region has such a κ, so what is found about κ-free quantities holds there, and what is
found about κ holds for all of them. Sums whose bounds differ by fixed integers share one κ: the terms by which they
differ at the ends are split off, which is the telescoping of G(k) − G(k − 1) = g(k) and needs every g(k) defined
between the ends. A summand with a Stirling number or binomial over κ + c is brought to κ by a shift of the counter.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import comb
from typing import TYPE_CHECKING

from symact.kernel import polynomial as poly
from symact.kernel.differentiate import differentiate
from symact.kernel.discrete import at_least, integer, moved
from symact.kernel.errors import LimitExceeded, Stuck
from symact.kernel.linear import Linear, Region, combined, scaled
from symact.kernel.naturals import MAX_DEGREE, is_whole
from symact.kernel.polynomial import UNIT, Monomial
from symact.kernel.ring import NOUGHT, Generator, Quotient, name_of
from symact.kernel.terms import Term, add, free_symbols, mul, number, ops, substitute, text, variable

if TYPE_CHECKING:
    from symact.kernel.normal import Normaliser

Range = tuple[Term, Quotient, Quotient]  # a counter with its bounds
MAX_TERMS, MAX_ENDS, MAX_SHIFTS, MAX_POWER = 64, 12, 8, 12
LEADING = ("stirling2", "binomial", "hermite", "hermite_prob")
SMOOTH = frozenset({"number", "variable", "pi", "add", "mul", "neg", "div", "pow", "exp", "log", "erf", "sin", "cos",
                    "atan", "guarded"})  # fmt: skip


def of_counted(t: Term, n: Normaliser, strict: bool) -> Quotient:
    """The normal form of a finite sum or a derivative of symbolic order.

    A term that is split off may be one that the sum does not have, and smoothness is more than a derivative needs: all
    that is owed here is more than the semantics asks for, also where the rules get stuck.
    """
    owed = len(n.obligations)
    try:
        return (_series if t.op == "series" else _iterated)(t, n, strict)
    finally:
        n.obligations[owed:] = [replace(o, necessary=False) for o in n.obligations[owed:]]


def _series(t: Term, n: Normaliser, strict: bool) -> Quotient:
    body, k, low, high = t.args
    first, last = integer(n, low), integer(n, high)
    count = moved(n, n.ring.minus(last, first), 1)
    terms = n.ring.rational_value(count)
    if terms is not None:
        if terms > MAX_TERMS:
            raise LimitExceeded(f"a sum of more than {MAX_TERMS} terms")
        return _explicit(n, body, k, first, range(int(terms)), strict)
    if 1 not in n.signs.of_quotient(count):
        return NOUGHT
    if not at_least(n, count, 1):
        raise Stuck(f"whether {text(t)} has terms is not known here", n.splits(count))
    return _over(n, body, k, (first, last), strict, 0)


def _explicit(n: Normaliser, body: Term, k: Term, start: Quotient, offsets: range, strict: bool) -> Quotient:
    total = NOUGHT
    for j in offsets:
        total = n.ring.plus(total, n.of(substitute(body, {k: n.ring.term(moved(n, start, j))}), strict))
    return total


def _over(n: Normaliser, body: Term, k: Term, ends: tuple[Quotient, Quotient], strict: bool, shifts: int) -> Quotient:
    """The sum between ends that has terms, by the one with the same κ; `shifts` counts those of the counter."""
    if shifts > MAX_SHIFTS:
        raise Stuck("a sum whose counter is shifted again and again")
    counter, low, high = _range(n, *ends, _names(n, body) - set(k.args))
    i, j = _offset(n, ends[0], low), _offset(n, ends[1], high)
    assert i is not None and j is not None, "the range was found by these offsets"
    if max(abs(i), abs(j)) > MAX_ENDS:
        raise Stuck("sums with bounds too far apart")
    if i == j and not shifts:
        return _sum(n, substitute(body, {k: add(counter, number(i))}), counter, (low, high), strict, shifts)
    total = _sum(n, substitute(body, {k: counter}), counter, (low, high), strict, shifts)
    more = [(low, range(i, 0)), (high, range(1, j + 1))]
    less = [(low, range(i)), (high, range(j + 1, 1))]
    for start, offsets in more:
        total = n.ring.plus(total, _explicit(n, body, k, start, offsets, strict))
    for start, offsets in less:
        total = n.ring.minus(total, _explicit(n, body, k, start, offsets, strict))
    return total


def _names(n: Normaliser, t: Term) -> frozenset[str]:
    """What `t` depends on, in the values of the variables of Subs too: the κ of a sum around it may be among that."""
    values = (v for x, v in n._bound.items() if x.args[0] in free_symbols(t))
    return free_symbols(t).union(*map(n.ring.quotient_indices, values))


def _range(n: Normaliser, low: Quotient, high: Quotient, taken: frozenset[str]) -> Range:
    """A counter apart from the names taken, for bounds that differ from these by fixed integers, and its bounds."""
    for found in n.ranges:
        near = _offset(n, low, found[1]) is not None and _offset(n, high, found[2]) is not None
        if near and found[0].args[0] not in taken:
            return found
    counter = variable(f"#{len(n.ranges)}")
    indices = frozenset(counter.args)
    n.ring.generator(counter, lambda: Generator("variable", counter, indices))
    rows = []
    for end, sign in ((low, 1), (high, -1)):
        form = None if end.denominator else n.signs.linear(end.numerator)
        if form is None:
            raise Stuck("a sum with a bound that is not linear")
        above: Linear = combined({counter: 1}, scaled(-1, form))
        rows.append((scaled(sign, above), False))
    n.region = Region((*n.region.constraints, *rows), n.region.nonzero, n.region.solved)
    n.signs.region = n.region
    n.ranges.append((counter, low, high))
    return n.ranges[-1]


def _offset(n: Normaliser, a: Quotient, b: Quotient) -> int | None:
    """a − b where it is a fixed integer."""
    c = n.ring.rational_value(n.ring.minus(a, b))
    return int(c) if c is not None and c.denominator == 1 else None


def _sum(
    n: Normaliser, body: Term, counter: Term, ends: tuple[Quotient, Quotient], strict: bool, shifts: int
) -> Quotient:
    """Σ of each monomial: what does not depend on κ comes out."""
    ring, bound = n.ring, counter.args[0]
    inner = n.of(body, strict)
    below = [(poly.monomial(k, e), bound in ring.indices_of(ring.factors[k])) for k, e in enumerate(inner.denominator)]
    d_in, d_out = (_product([d for d, inside in below if inside is side]) for side in (True, False))
    total = NOUGHT
    for m, c in inner.numerator.items():
        depends = [bound in ring.generators[i].indices for i in range(len(m))]
        m_in = poly.trimmed(e if dep else 0 for e, dep in zip(m, depends, strict=True))
        if _leading_offset(n, m_in, counter):
            depends = [dep or j in _letters(n, m_in) for j, dep in enumerate(depends)]
            m_in = poly.trimmed(e if dep else 0 for e, dep in zip(m, depends, strict=True))
        m_out = poly.trimmed(0 if dep else e for e, dep in zip(m, depends, strict=True))
        value = _of_monomial(n, counter, Quotient({m_in: 1}, d_in), ends, strict, shifts)
        total = ring.plus(total, ring.times(ring.quotient({m_out: c}, d_out), value))
    return total


def _product(monomials: list[Monomial]) -> Monomial:
    result = UNIT
    for m in monomials:
        result = poly.monomial_product(result, m)
    return result


def _of_monomial(
    n: Normaliser, counter: Term, g: Quotient, ends: tuple[Quotient, Quotient], strict: bool, shifts: int
) -> Quotient:
    ring = n.ring
    (m,) = g.numerator
    e = m[-1] if m else Fraction(0)
    if not g.denominator and not any(m[:-1]) and e.denominator == 1 and 0 <= e <= MAX_POWER:
        if not m or ring.generators[len(m) - 1].term is counter:
            return ring.minus(_powers(n, ends[1], int(e)), _powers(n, moved(n, ends[0], -1), int(e)))
    c = _leading_offset(n, m, counter)
    inner = _written(n, g) if c else ring.term(g)
    if c:  # Σ_{κ=a}^{b} g(κ) = Σ_{κ=a+c}^{b+c} g(κ − c)
        body = substitute(inner, {counter: add(counter, number(-c))})
        return _over(n, body, counter, (moved(n, ends[0], c), moved(n, ends[1], c)), strict, shifts + 1)

    taken = ring.quotient_indices(g) - set(counter.args)
    first = _range(n, *ends, taken)[0]
    if first is not counter:  # what came out may have taken with it what another counter stood in
        return _over(n, substitute(inner, {counter: first}), first, ends, strict, shifts + 1)

    def make() -> Generator:
        indices = ring.quotient_indices(g).union(*map(ring.quotient_indices, ends)) - set(counter.args)
        term = Term("series", inner, counter, *map(ring.term, ends))
        return Generator("series", term, indices, g, real=ring.quotient_is_real(g))

    return ring.of_generator(ring.generator(("series", counter, name_of(g)), make))


def _letters(n: Normaliser, m: Monomial) -> dict[int, int]:
    """For each b of which `m` has a power with an integer expression as the exponent, which generators the two are."""
    powers = {
        i: n.ring.generators[i].base for i, e in enumerate(m) if e == 1 and n.ring.generators[i].kind == "natural power"
    }
    return {j: i for i, f in powers.items() if f for j in poly.generators(f) if f == {poly.monomial(j): 1}}


def _written(n: Normaliser, g: Quotient) -> Term:
    """The term of a monomial with b^(e + d) in the place of b^d·b^e: where e is −1 then, nothing is asked of b."""
    (m,) = g.numerator
    left, parts = dict(enumerate(m)), list[Term]()
    for j, i in _letters(n, m).items():
        argument = n.ring.generators[i].argument
        if argument is not None and (d := left[j]) > 0 and d.denominator == 1:
            parts.append(Term("pow", n.ring.generators[j].term, add(n.ring.term(argument), number(Fraction(d)))))
            left[i] = left[j] = 0
    return mul(n.ring.term(Quotient({poly.trimmed(left.values()): 1}, g.denominator)), *parts)


def _powers(n: Normaliser, x: Quotient, e: int) -> Quotient:
    """F(x) with F(x) - F(x - 1) = x^e, F(0) = 0; for those of all powers (x + 1)^(e+1) - 1 = Σ_{j<=e} C(e+1, j)·Fⱼ."""
    sums: list[Quotient] = []
    for k in range(e + 1):
        rest = moved(n, n.ring.power(moved(n, x, 1), k + 1), -1)
        for j, lower in enumerate(sums):
            rest = n.ring.minus(rest, n.ring.scaled(lower, comb(k + 1, j)))
        sums.append(n.ring.scaled(rest, Fraction(1, k + 1)))
    return sums[e]


def _leading_offset(n: Normaliser, m: Monomial, counter: Term) -> int:
    """c where the integer function that leads the summand is taken at κ + c."""
    kinds = [(LEADING.index(n.ring.generators[i].kind), i) for i, e in enumerate(m) if e and i in n.integers
             and n.ring.generators[i].kind in LEADING]  # fmt: skip
    for _, i in sorted(kinds):
        kind = n.ring.generators[i].kind
        places = n.integers[i][:1] if kind.startswith("hermite") else reversed(n.integers[i])
        for argument in places:
            c = _offset(n, argument, n.of(counter))
            if c is not None:
                return c
    return 0


# ------------------------------------------------------------ derivatives of symbolic order


def _iterated(t: Term, n: Normaliser, strict: bool) -> Quotient:
    """dᵐf/dxᵐ at a point around which f is given by one smooth formula: a number for each m >= 0."""
    f, x, order = t.args
    q = integer(n, order)
    if not ops(f) <= SMOOTH or is_whole(x, n.whole):
        raise Stuck("a derivative of symbolic order of what is not plainly smooth")
    if any(s.startswith("#") for s in _names(n, t) - free_symbols(t)):
        raise Stuck("a derivative of symbolic order at the counter of a sum")
    n.of(f, True)
    value = n.ring.rational_value(q)
    if value is not None:
        if not 0 <= value <= MAX_DEGREE:
            raise Stuck(f"a derivative of order {value}")
        for _ in range(int(value)):
            f = differentiate(f, x)
        return n.of(f, strict)
    n.owe(">=", q, order)

    def make() -> Generator:
        indices = n.ring.quotient_indices(q) | {s for s in free_symbols(t) if s.startswith("#")}
        return Generator("iterated", Term("iterated", f, x, n.ring.term(q)), indices)

    return n.ring.of_generator(n.ring.generator(("iterated", f, x, name_of(q)), make))
