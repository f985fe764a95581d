"""The form of a result that a lecturer would write: of several equal ones the shortest, σ, tanh, φ and Φ recognised."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache, reduce
from math import ceil, gcd, lcm

from symact.derivation import polynomials as poly
from symact.derivation.algebra import Algebra
from symact.derivation.definitions import NotDerived
from symact.derivation.paths import repeated, roots
from symact.derivation.polynomials import Polynomial
from symact.derivation.shapes import flat
from symact.derivation.tidy import product, quotient, total
from symact.kernel.terms import (
    LEAVES,
    ONE,
    PI,
    TWO,
    Term,
    add,
    children,
    div,
    mul,
    neg,
    number,
    power,
    rebuild,
    sqrt,
    walk,
)

_NEWCOMER, _FIRST = 4, 2
_WEIGHT = {"call": 1, "number": 1, "neg": 1, "exp": 2, "pi": 3, "add": 1, "mul": 0, "derivative": 9}


def shortest(t: Term) -> Term:
    """The candidate that costs least to write; `t` itself where none is shorter."""
    best = _with_powers(_shortest(t))
    # What is hardly shorter is not worth the lines that lead to it.
    return best if cost(best) < cost(t) - 1 or (cost(best) < cost(t) and best.op != "exp") else t


def _with_powers(t: Term) -> Term:
    """e^(x·log x) as x^x."""
    made = t if t.op in LEAVES else rebuild(t, _with_powers)
    if made.op == "exp":
        logs = [f for f in flat(made.args[0], "mul") if f.op == "log"]
        if len(logs) == 1 and logs[0].args[0].op == "variable":
            rest = [f for f in flat(made.args[0], "mul") if f is not logs[0]]
            return power(logs[0].args[0], product(*rest)) if rest else made
    return made


@lru_cache(maxsize=2048)
def _shortest(t: Term) -> Term:
    calls = {s.args[0] for s in walk(t) if s.op == "call"}

    def weight(c: Term) -> int:
        """A function that did not occur so far is worth its name only where it saves several signs."""
        now = {s.args[0] for s in walk(c) if s.op == "call"}
        foreign = len(now - calls) if len(now - calls) >= len(calls - now) else 0
        return cost(c) + (_NEWCOMER if calls else _FIRST) * foreign

    for _ in range(3):
        better = min((t, *_candidates(t)), key=weight)
        if better is t:
            break
        t = better
    return t


def cost(t: Term) -> int:
    """Signs on paper, about: every letter, number and bar counts, a function counts its name and its argument."""
    if t.op == "pow" and t.args[1].op == "number":
        return cost(t.args[0]) + max(2, ceil(abs(t.args[1].args[0])))
    own = _WEIGHT.get(t.op, 1)
    return own + sum(cost(a) for a in t.args if isinstance(a, Term))


def _candidates(t: Term) -> Iterator[Term]:
    if t.op != "div":
        yield _by_parts(t)
    calls = frozenset(s for s in walk(t) if s.op == "call")
    powers = frozenset(s for s in walk(t) if s.op == "pow" and s.args[1].op in ("variable", "add", "neg", "div"))
    try:
        unfolded = frozenset[Term]() if not calls or _outside(t) else calls
        if powers:
            yield Algebra(t, kept=calls | powers).canonical(t)
        for kept in dict.fromkeys((calls, calls | roots(t), calls | roots(t) | repeated(t), unfolded)):
            algebra = Algebra(t, kept=kept)
            yield algebra.canonical(t)
            yield from _recognised(algebra, *algebra.value(t))
    except NotDerived:
        return


def _outside(t: Term) -> bool:
    """Whether exponentials stand beside the calls, which may be parts of them, or sinh and cosh, which are such."""
    if t.op == "call" and t.args[0] in ("sinh", "cosh"):
        return True
    return t.op == "exp" or (t.op != "call" and any(_outside(a) for a in children(t)))


def _by_parts(t: Term) -> Term:
    """Each fraction in `t` by itself, everything around it as it stands."""
    if t.op == "div":
        return _shortest(t)
    return rebuild(t, _by_parts) if t.op in ("add", "neg", "mul") else t


def _recognised(algebra: Algebra, above: Polynomial, below: Polynomial) -> Iterator[Term]:
    """With e^u written by σ or tanh, e^(−u²/2) by φ, erf by Φ: what is rational in the one is so in the other."""
    for g in poly.generators([above, below]):
        replacements: list[tuple[Term, Fraction, Term]] = []
        if g.op == "exp":
            unit = _unit(g, above, below)
            if unit:
                replacements = list(_instead_of_exp(algebra, g, unit))
        if g.op == "erf":
            call = Term("call", "Phi", algebra.canonical(mul(sqrt(TWO), g.args[0])))
            replacements = [(call, Fraction(1), add(mul(TWO, call), neg(ONE)))]
        for kept, step, value in replacements:
            made = [_replaced(algebra, p, g, step, value) for p in (above, below)]
            new = Algebra(*made, kept=algebra.kept | {kept}, alike=algebra)
            yield new.term(new.value(quotient(*made)))


def _unit(g: Term, *polynomials: Polynomial) -> Fraction | None:
    """The greatest number of which every exponent of `g` is a multiple."""
    exponents = [e for p in polynomials for m in p for h, e in m if h is g]
    bottom = lcm(*[e.denominator for e in exponents])
    top = gcd(*[int(e * bottom) for e in exponents])
    return Fraction(top, bottom) if top else None


def _instead_of_exp(algebra: Algebra, g: Term, unit: Fraction) -> Iterator[tuple[Term, Fraction, Term]]:
    sign = algebra.signs.get(g.args[0], 1)
    for direction in (sign, -sign):
        u = algebra.canonical(product(number(unit * direction), g.args[0]))
        s = Term("call", "sigmoid", u)
        yield s, unit * direction, div(s, add(ONE, neg(s)))
    half = algebra.canonical(product(number(unit / 2), g.args[0]))
    t = Term("call", "tanh", half)
    yield t, unit, div(add(ONE, t), add(ONE, neg(t)))
    root = _root_of_square(algebra, g.args[0])
    if root is not None:
        density = Term("call", "phi", root)
        if abs(unit) == Fraction(1, 2):
            yield density, Fraction(-1, 2), mul(sqrt(mul(TWO, PI)), density)


def _root_of_square(algebra: Algebra, t: Term) -> Term | None:
    above, below = algebra.value(t)
    if len(above) != 1 or below != poly.constant(1):
        return None
    ((m, c),) = above.items()
    if c != 1 or any(e % 2 for _, e in m) or not m:
        return None
    return algebra.monomial(tuple((h, e / 2) for h, e in m))


def _replaced(algebra: Algebra, p: Polynomial, g: Term, step: Fraction, value: Term) -> Term:
    """The polynomial with g^step replaced by `value`."""
    summands = []
    for m, c in p.items():
        e = dict(m).get(g, Fraction(0)) / step
        if e.denominator != 1:
            raise NotDerived("a root of the exponential is needed")
        rest = algebra.monomial(tuple(item for item in m if item[0] is not g))
        factor = power(value, number(e)) if e not in (0, 1) else value if e else ONE
        summands.append(product(number(c), rest, factor))
    return reduce(total, summands)
