"""Sample points at which a claim may be seen to be false before the kernel is asked to prove it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache

from symact.activations import vocabulary
from symact.kernel.ball import Arithmetic, Indeterminate
from symact.kernel.errors import SymactError
from symact.kernel.evaluate import evaluate
from symact.kernel.point import Point
from symact.kernel.terms import Term, free_symbols, number, walk

_NUMBERS = (1, 3), (-1, 3), (1, 1), (-1, 1), (3, 1), (-3, 1), (0, 1), (20, 1), (-20, 1), (2, 3), (1, 20), (-1, 20)
_VALUES = tuple(number(Fraction(above, below)) for above, below in _NUMBERS)
_PRECISION = Arithmetic(128)
_SIGNS = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (1, 0), "==": (0,), "!=": (1, -1)}


def plausible(claim: Term, assumptions: tuple[Term, ...], domains: Mapping[str, str]) -> bool:
    """Whether no sample point that meets the assumptions contradicts the claim."""
    return not any(_decided(claim, p) is False for p in points(assumptions, _names(domains, claim, *assumptions)))


def _names(domains: Mapping[str, str], *terms: Term) -> tuple[tuple[str, str], ...]:
    names = sorted({n for t in terms for n in free_symbols(t)})
    vectors = {s.args[0] for t in terms for s in walk(t) if s.op in ("component", "vector")}
    indices = {i for t in terms for s in walk(t) if s.op in ("component", "delta") for i in s.args[-1:]}
    return tuple((n, domains.get(n, "vector" if n in vectors else "index" if n in indices else "real")) for n in names)


@lru_cache(maxsize=256)
def points(assumptions: tuple[Term, ...], names: tuple[tuple[str, str], ...]) -> tuple[Point, ...]:
    """Points that meet the assumptions, as far as is seen at once."""
    return tuple(p for p in _all(names) if all(_decided(a, p) for a in assumptions))


def _all(names: tuple[tuple[str, str], ...]) -> Iterator[Point]:
    for turn in range(len(_VALUES) * (3 if len(names) > 1 else 1)):
        scalars, vectors, indices = {}, {}, {}
        for place, (name, domain) in enumerate(names):
            at = turn * (place + 1) + place * (turn // len(_VALUES))
            if domain == "vector":
                vectors[name] = tuple(_VALUES[(at + k) % len(_VALUES)] for k in range(3))
            elif domain == "index":
                indices[name] = 1 + at % 3
            else:
                scalars[name] = _VALUES[at % len(_VALUES)]
        if all(_within(domain, scalars[name]) for name, domain in names if name in scalars):
            yield Point(scalars, vectors, indices, 3 if vectors else 0)


def _within(domain: str, t: Term) -> bool:
    v = t.args[0]
    limits = {"positive": v > 0, "negative": v < 0, "nonnegative": v >= 0, "unit": 0 < v < 1, "sym1": -1 < v < 1}
    return bool(limits.get(domain, True))


def _decided(claim: Term, point: Point) -> bool | None:
    """Whether a condition holds at a point; None where enclosures do not tell."""
    if claim.op in ("and", "or"):
        found = [_decided(c, point) for c in claim.args]
        if None in found:
            return None
        return all(found) if claim.op == "and" else any(found)
    if claim.op != "relation":
        return None
    rel, a, b = claim.args
    try:
        difference = evaluate(vocabulary().unfold(Term("add", a, Term("neg", b))), point, _PRECISION)
    except (SymactError, Indeterminate):
        return None
    if difference.contains_zero and not difference.is_exact_zero:
        return None
    sign = 1 if difference.is_positive else -1 if difference.is_negative else 0
    return sign in _SIGNS[rel]
