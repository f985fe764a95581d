"""The range of a function on an interval: `Range(f, x) == Interval(a, b)`.

The left side is the set of the values of f at all x that meet the assumptions. By the intermediate value theorem the
values of a continuous function on an interval form an interval; so they are all of the interval named when they lie
in it, each end that belongs to it is a value, and each other end is a limit of values.

Such a claim is shown by {"range": {"cuts": […], "low": end, "high": end, "proofs": […]}}, an end being {"at": c}, where
f(c) is the end, or {"towards": "low" | "high"}: f tends to it as x goes to that end of its domain. The claims that the
proofs are of are those of `conditions`.

It is refuted by {"range": {"outside": "low" | "high" | "value", "witness": witness}}, a point at which f is beyond
that end or undefined, or by {"range": {"missed": v, "relation": rel, "at": c, "proofs": […]}}: the number v is in the
interval, and f rel v at every x, for one of < > !=; c belongs to the domain.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from symact.kernel.claim import Claim
from symact.kernel.errors import CertificateError
from symact.kernel.grammar import parse_expression
from symact.kernel.intervals import Domain, at, continuity, described, limit_at_end, read_number, read_numbers
from symact.kernel.limits import is_infinite
from symact.kernel.terms import IMAGINARY, INFINITY, Term, free_symbols, neg, relation, substitute, walk

REAL = ("real", "positive", "negative", "nonnegative", "unit", "sym1")
ENDS = ("low", "high")
PARTS = (*ENDS, "value")
BINDERS = ("derivative", "iterated", "limit", "integral", "subs", "sum", "series", "range")


@dataclass(frozen=True)
class Range:
    """f by x has its values between `ends`; `closed` says which ends belong to the interval named."""

    claim: Claim
    f: Term
    x: Term
    ends: tuple[Term, Term]
    closed: tuple[bool, bool]

    @property
    def restrictions(self) -> tuple[Term, ...]:
        """What is assumed of x."""
        name = self.x.args[0]
        own = (*self.claim.domain_conditions(), *map(self.claim.vocabulary.unfold, self.claim.assumptions))
        return tuple(c for c in own if name in free_symbols(c))

    @property
    def domain(self) -> Domain:
        return described(self.restrictions, self.x)

    @property
    def outside(self) -> Claim:
        """The claim with what it says of the other variables alone, for others to take the place of its sides."""
        name = self.x.args[0]
        unfolded = map(self.claim.vocabulary.unfold, self.claim.assumptions)
        kept = tuple(a for a in unfolded if name not in free_symbols(a))
        return replace(
            self.claim, left=self.f, right=self.f, assumptions=kept,
            variables=tuple((n, d) for n, d in self.claim.variables if n != name),
        )  # fmt: skip

    def bound(self, end: str) -> Claim | None:
        """f keeps to the inner side of an end at every x, or has a value; None for an infinite end."""
        if end not in ENDS:
            return replace(self.claim, relation="==", left=self.f, right=self.f)
        k = ENDS.index(end)
        if is_infinite(self.ends[k]):
            return None
        rel = (">" if end == "low" else "<") + "=" * self.closed[k]
        return replace(self.claim, relation=rel, left=self.f, right=self.ends[k])


def read_range(claim: Claim) -> Range:
    left, right = claim.sides()
    if right.op == "range":
        left, right = right, left
    if claim.is_complex or claim.is_general or left.op != "range" or right.op != "interval":
        raise CertificateError("ranges are shown for plain real variables only")
    (f, x), (a, b, kind) = left.args, right.args
    if x.args[0] in free_symbols(a) | free_symbols(b):
        raise CertificateError("the ends of the interval depend on the variable of the range")
    if claim.domains.get(x.args[0]) not in REAL:
        raise CertificateError("the variable of a range is real")
    for end, infinite in ((a, neg(INFINITY)), (b, INFINITY)):
        if end is not infinite and any(t is INFINITY for t in walk(end)):
            raise CertificateError("only -oo for the lower end, and oo for the upper one")
    if any(t.op in ("apply", "range", "interval") for t in (*walk(f), *walk(a), *walk(b))):
        raise CertificateError("an unknown function, or a range, in a range")
    open_low, open_high = kind in ("Interval.open", "Interval.Lopen"), kind in ("Interval.open", "Interval.Ropen")
    return Range(claim, f, x, (a, b), (not open_low and not is_infinite(a), not open_high and not is_infinite(b)))


def conditions(found: Range, data: Mapping[str, Any]) -> list[Claim]:
    """f is continuous on its domain, its values are in the interval, and both ends are values or limits of values."""
    parts = continuity(found.outside, found.f, found.x, found.domain, read_numbers(data.get("cuts", [])))
    parts += [b for b in map(found.bound, ENDS) if b is not None]
    return [*parts, *at_end(found, "low", data.get("low")), *at_end(found, "high", data.get("high"))]


def at_end(found: Range, name: str, end: Any) -> list[Claim]:
    """An end of the interval is the value at a point of the domain, or the limit at an end of the domain."""
    k, outside = ENDS.index(name), found.outside
    if not isinstance(end, Mapping):
        raise CertificateError("each end of the interval is a value or a limit of values")
    if found.closed[k]:
        c = read_place(found, end.get("at"))
        met = [substitute(r, {found.x: c}) for r in found.restrictions]
        value = replace(outside, relation="==", left=at(found.f, found.x, c), right=found.ends[k])
        return [value, *(outside.stating(r) for m in met for r in _relations(m))]
    if end.get("towards") not in ENDS:
        raise CertificateError("an open end is approached towards an end of the domain: 'low' or 'high'")
    limit = limit_at_end(found.f, found.x, found.domain, end["towards"])
    return [replace(outside, relation="==", left=limit, right=found.ends[k])]


def read_place(found: Range, source: Any) -> Term:
    """A number, which may depend on the other variables."""
    domains = found.outside.domains
    c = found.claim.vocabulary.unfold(parse_expression(str(source), domains, found.claim.vocabulary))
    if free_symbols(c) - domains.keys() or any(t.op in BINDERS or t in (IMAGINARY, INFINITY) for t in walk(c)):
        raise CertificateError("the place of an end is a term in the other variables")
    if any(t.op in BINDERS for t in walk(found.f)) and free_symbols(c):
        raise CertificateError("a place that depends on variables, in a function that binds some")
    return c


def _relations(c: Term) -> list[Term]:
    if c.op == "or":
        raise CertificateError("alternatives do not say that the variable of a range lies in an interval")
    return [] if c.op == "true" else [r for a in c.args for r in _relations(a)] if c.op == "and" else [c]


def show_range(claim: Claim, data: Any, show: Callable[[Claim, Any], object]) -> None:
    """Checks a claim about a range: `show` accepts each proof."""
    if not isinstance(data, Mapping):
        raise CertificateError("what shows a range is an object")
    parts, proofs = conditions(read_range(claim), data), data.get("proofs")
    if not isinstance(proofs, list) or len(proofs) != len(parts):
        raise CertificateError(f"a range has {len(parts)} proofs here")
    for part, proof in zip(parts, proofs, strict=True):
        show(part, proof)


def missed(claim: Claim, data: Mapping[str, Any]) -> tuple[Term, list[Claim]]:
    """A number that f never takes, and what shows that, and that it belongs to the interval named."""
    found = read_range(claim)
    if found.outside.variables or found.outside.assumptions:
        raise CertificateError("a value is said to be missed where nothing but its variable occurs")
    v, c, rel = read_number(data.get("missed")), read_number(data.get("at")), data.get("relation")
    if rel not in ("<", ">", "!="):
        raise CertificateError("a value is missed when f stays below it, above it, or apart from it")
    met = [substitute(r, {found.x: c}) for r in found.restrictions]
    parts = [replace(claim, relation=rel, left=found.f, right=v)]
    parts += [found.outside.stating(r) for m in met for r in _relations(m)]
    for k, order in enumerate((">", "<")):
        if not is_infinite(found.ends[k]):
            parts.append(found.outside.stating(relation(order + "=" * found.closed[k], v, found.ends[k])))
    return v, parts
