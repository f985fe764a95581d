"""What a theorem says around its formula, as prose with terms in it: for whom it holds, and how a case is announced."""

from __future__ import annotations

from collections.abc import Iterable

from symact.derivation.reading import Prose
from symact.derivation.record import Derivation, Part
from symact.kernel.terms import ONE, ZERO, Term, free_symbols, neg, relation, variable

_BOUNDS = {
    "positive": lambda v: relation(">", v, ZERO),
    "negative": lambda v: relation("<", v, ZERO),
    "nonnegative": lambda v: relation(">=", v, ZERO),
    "unit": lambda v: Term("and", relation("<", ZERO, v), relation("<", v, ONE)),
    "sym1": lambda v: Term("and", relation("<", neg(ONE), v), relation("<", v, ONE)),
}
_PLURAL = {"vector": "vectors", "index": "indices"}


def quantifier(d: Derivation) -> Prose:
    """`for all real x, T > 0, vectors z and indices i, j with Σₖ yₖ = 1`; empty for a claim without variables."""
    used = free_symbols(d.claim)
    domains = dict.fromkeys(sorted(used - set(d.variables)), "real")
    domains |= {name: own for name, own in d.variables.items() if name in used}
    groups: list[Prose] = []
    for domain, word in (("real", "real"), ("complex", "complex")):
        names = [variable(name) for name, own in domains.items() if own == domain]
        if names:
            groups.append((f"{word} ", *listed(names, ", ")))
    groups += [(_BOUNDS[own](variable(name)),) for name, own in domains.items() if own in _BOUNDS]
    for domain in ("vector", "index"):
        found = [Term(domain, name) for name, own in domains.items() if own == domain]
        if found:
            groups.append((f"{domain if len(found) == 1 else _PLURAL[domain]} ", *listed(found, ", ")))
    if not groups:
        return _with(d)
    joined: Prose = groups[0]
    for position, group in enumerate(groups[1:], 2):
        joined = (*joined, " and " if position == len(groups) else ", ", *group)
    single = len(domains) == 1
    return ("for every " if single else "for all ", *joined, *_with(d))


def _with(d: Derivation) -> Prose:
    return (" with ", *listed(d.assumptions, " and ")) if d.assumptions else ()


def listed(terms: Iterable[Term], between: str) -> Prose:
    """Terms with words between them."""
    made: list[str | Term] = []
    for t in terms:
        made += [between, t] if made else [t]
    return tuple(made)


def heading(part: Part) -> Prose:
    """`Case i = j: the diagonal`; empty for a proof without cases."""
    if not part.assumptions:
        return ()
    title = (": ", *part.title) if part.title else ()
    return ("Case ", *listed(part.assumptions, " and "), *title)


def ending(part: Part) -> Prose:
    """What two chains have in common; empty when one chain reaches the other side."""
    if len(part.chains) < 2 or part.chains[0].last is not part.chains[1].last:
        return ()
    return ("Both sides are ", part.chains[0].last)
