"""Cases where conditions are no comparisons of one variable with numbers: each condition holds, or it does not."""

from __future__ import annotations

from symact.derivation.assemble import negation
from symact.derivation.definitions import NotDerived
from symact.derivation.regions import spelt_out
from symact.derivation.tidy import folded
from symact.kernel.terms import Term, rebuild, walk

MOST_CONDITIONS = 3
Case = tuple[tuple[Term, ...], Term, Term]


def cases(left: Term, right: Term) -> list[Case]:
    """Conditions with the two sides as they are where these hold; raises `NotDerived` for too many of them."""
    return [(given, folded(a), folded(b)) for given, a, b in _split((), spelt_out(left), spelt_out(right))]


def _split(given: tuple[Term, ...], left: Term, right: Term) -> list[Case]:
    condition = _innermost(left) or _innermost(right)
    if condition is None:
        return [(given, left, right)]
    if len(given) == MOST_CONDITIONS:
        raise NotDerived(f"more than {MOST_CONDITIONS} conditions decide on the cases")
    found: list[Case] = []
    for now, holds in ((condition, True), (negation(condition), False)):
        sides = (_decided(t, condition, holds) for t in (left, right))
        found += _split((*given, now), *sides)
    return found


def _innermost(t: Term) -> Term | None:
    """A condition in which no other condition stands."""
    for s in walk(t):
        if s.op == "piecewise":
            for c in s.args[::2]:
                inner = _innermost(c)
                if inner is not None:
                    return inner
                if c.op == "relation":
                    return c
    return None


def _decided(t: Term, condition: Term, holds: bool) -> Term:
    if t.op != "piecewise":
        return rebuild(t, lambda a: _decided(a, condition, holds))
    kept: list[Term] = []
    for c, value in zip(t.args[::2], t.args[1::2], strict=True):
        if c is condition and not holds:
            continue
        made = _decided(value, condition, holds)
        if c is condition or c.op == "true":
            return Term("piecewise", *kept, Term("true"), made) if kept else made
        kept += [_decided(c, condition, holds), made]
    return Term("piecewise", *kept)
