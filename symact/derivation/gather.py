"""Products put in order at once, as one does while writing: letters in front, x·x² is x³, one bar for fractions."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

from symact.derivation.tidy import factors_of, negative, product, quotient, raised, total
from symact.kernel.terms import HALF, LEAVES, ONE, Term, free_symbols, neg, number, rebuild, walk

_LETTERS = frozenset({"variable", "delta", "count"})
_KEPT = LEAVES | {"derivative", "call", "piecewise", "subs", "limit", "integral"}


@lru_cache(maxsize=8192)
def gathered(t: Term) -> Term:
    """`t` with its products in order; what is under a derivative stays as it is."""
    if t.op in _KEPT:
        return t
    if t.op in ("mul", "div"):
        above, below = _split(t)
        return quotient(_product(map(gathered, above)), _product(map(gathered, below)))
    if t.op == "pow" and t.args[1].op == "number":
        return power_of(gathered(t.args[0]), t.args[1].args[0])
    made = [gathered(a) if isinstance(a, Term) else a for a in t.args]
    if t.op == "add":
        return total(*made)
    return negative(made[0]) if t.op == "neg" else Term(t.op, *made)


def power_of(base: Term, exponent: Fraction) -> Term:
    """(√u)² is u, (u²)³ is u⁶, (e^u)² is e^(2u); √(2/π)² stays."""
    if constant_root(base):
        return raised(base, exponent)
    if exponent.denominator == 1 and base.op == "pow" and base.args[1].op == "number":
        return raised(base.args[0], base.args[1].args[0] * exponent)
    if exponent.denominator == 1 and exponent > 0 and base.op == "exp":
        return Term("exp", product(number(exponent), base.args[0]))
    return raised(base, exponent)


def constant_root(t: Term) -> bool:
    """√(2/π): a number that is written as one."""
    return t.op == "pow" and t.args[1] is HALF and t.args[0].op == "div" and not free_symbols(t)


def _split(t: Term) -> tuple[list[Term], list[Term]]:
    """The factors above and below one bar."""
    if t.op == "mul":
        parts = [_split(a) for a in t.args]
        return [f for p in parts for f in p[0]], [f for p in parts for f in p[1]]
    if t.op == "div":
        (above, over), (below, under) = map(_split, t.args)
        return above + under, over + below
    if t.op == "neg":
        above, below = _split(t.args[0])
        return [neg(ONE), *above], below
    return [t], []


def _product(factors: Iterable[Term]) -> Term:
    """Equal factors as powers, exponentials with the same letter in the exponent as one; letters first."""
    value, kept = factors_of(list(factors))
    exponents: dict[Term, Fraction] = {}
    exponentials: dict[Term, list[Fraction]] = {}
    order: list[Term] = []
    for f in kept:
        if f.op == "exp":
            count, core = _multiple(f.args[0])
            key = Term("exp", core)
            exponentials.setdefault(key, []).append(count)
        else:
            plain = f.op == "pow" and f.args[1].op == "number" and not constant_root(f)
            plain = plain and not any(s.op == "derivative" for s in walk(f))
            key, e = (f.args[0], f.args[1].args[0]) if plain else (f, Fraction(1))
            exponents[key] = exponents.get(key, Fraction(0)) + e
        order.append(key)
    letters = sorted({k for k in order if k.op in _LETTERS}, key=order.index)
    others = [k for k in dict.fromkeys(order) if k.op not in _LETTERS]
    made = [_exponential(k, exponentials[k]) if k in exponentials else raised(k, exponents[k]) for k in others]
    return product(number(value), *[raised(k, exponents[k]) for k in letters], *made)


def _multiple(t: Term) -> tuple[Fraction, Term]:
    """2x as 2 and x, −x²/2 as −1/2 and x²."""
    value, kept = factors_of([t])
    return value, product(*kept) if kept else ONE


def _exponential(key: Term, counts: list[Fraction]) -> Term:
    exponent = product(number(sum(counts, Fraction(0))), key.args[0])
    return ONE if exponent.op == "number" and exponent.args[0] == 0 else Term("exp", exponent)


def without_ones(t: Term) -> Term:
    """`t` without factors 1, summands 0, first powers and denominators 1, which parameters bring in."""
    made = rebuild(t, without_ones)
    if made.op == "mul" and ONE in made.args:
        return product(*made.args)
    if made.op == "pow" and made.args[1] is ONE:
        return made.args[0]
    if made.op == "div" and made.args[1] is ONE:
        return made.args[0]
    return made
