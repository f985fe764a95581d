"""What a theorem says around its formula, as prose with terms in it: for whom it holds, and how a case is announced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from symact.derivation.reading import Prose
from symact.derivation.record import Chain, Derivation, Part, Step
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
    fixed = {a.args[1].args[0]: a for a in d.assumptions if _fixes(a)}
    at = (" at ", *listed(fixed.values(), ", ")) if fixed else ()
    more = [a for a in d.assumptions if a not in fixed.values()]
    condition = (" with ", *listed(more, " and ")) if more else ()
    everyone = (*_everyone(d, free_symbols(d.claim) - set(fixed)), *condition, *at)
    return (everyone[0].lstrip(), *everyone[1:]) if everyone and isinstance(everyone[0], str) else everyone


def _fixes(assumption: Term) -> bool:
    """Whether the assumption is x = 0, a single point of a variable."""
    return assumption.op == "relation" and assumption.args[0] == "==" and assumption.args[1].op == "variable"


def _everyone(d: Derivation, used: frozenset[str]) -> Prose:
    domains = dict.fromkeys(sorted(used - set(d.variables)), "real")
    domains |= {name: own for name, own in d.variables.items() if name in used}
    joined: list[str | Term] = []
    groups, said = _groups(domains), ""
    for position, (count, group) in enumerate(groups, 1):
        article = said if not count else "every " if count == 1 else "all "
        joined.append("" if position == 1 else " and " if position == len(groups) else ", ")
        joined += ["" if article == said else article, *group]
        said = article
    return ("for ", *joined) if joined else ()


def _groups(domains: Mapping[str, str]) -> list[tuple[int, Prose]]:
    """How many variables of each kind there are, 0 where singular and plural look alike, and what they are called."""
    groups: list[tuple[int, Prose]] = []
    for domain in ("real", "complex", "vector", "index"):
        kind = "variable" if domain in ("real", "complex") else domain
        found = [Term(kind, name) for name, own in domains.items() if own == domain]
        if found:
            word = _PLURAL.get(domain, domain) if len(found) > 1 else domain
            groups.append((len(found), (f"{word} ", *listed(found, ", "))))
        if domain == "complex":
            bounded = [(_BOUNDS[own](variable(name)),) for name, own in domains.items() if own in _BOUNDS]
            groups += [(0 if groups or at else 1, bound) for at, bound in enumerate(bounded)]
    return groups


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
    """What the chains from both sides have in common; empty when one chain reaches the other side."""
    chains = [c for c in part.chains if c.side != "before"]
    if len(chains) < 2 or chains[0].last is not chains[1].last:
        return ()
    return ("Both sides are ", chains[0].last)


def lead(chain: Chain, position: int) -> Prose:
    """What is said before a chain: what it shows, or how it goes on from the chains above it; empty for the first."""
    if chain.side == "before":
        where = (" for ", *listed(chain.assumptions, " and ")) if chain.assumptions else ()
        return (*chain.title, *where)
    if position == 0:
        return ()
    return ("and from the right side",) if chain.side == "right" else ("hence",)


def announced(chain: Chain, position: int) -> Prose:
    """The words before a chain as a line of their own: `The derivative for x > 0:`."""
    words = lead(chain, position)
    if not words or chain.side == "right":
        return words
    first, *rest = words
    return (f"{first[:1].upper()}{first[1:]}" if isinstance(first, str) else first, *rest, ":")


def reason_words(step: Step) -> Prose:
    """The reason with the side conditions that it rests on."""
    if not step.conditions:
        return step.reason
    return (*step.reason, ", since ", *listed([c.claim for c in step.conditions], ", "))
