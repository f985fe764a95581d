"""Functions on an interval: continuity as claims that have proofs of their own, and intervals that conditions describe.

A function that is differentiable strictly inside an interval but for finitely many cuts, and whose limit at each cut,
and at each end that belongs to the interval, is its value there, is continuous on the interval.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from symact.kernel.ball import Arithmetic, Indeterminate
from symact.kernel.claim import Claim
from symact.kernel.errors import CertificateError, Undefined
from symact.kernel.evaluate import evaluate
from symact.kernel.grammar import parse_expression
from symact.kernel.point import Point
from symact.kernel.terms import (
    IMAGINARY,
    INFINITY,
    Term,
    free_symbols,
    is_constant,
    neg,
    relation,
    sub,
    substitute,
    text,
    walk,
)
from symact.kernel.vocabulary import guard

MAX_CUTS, PRECISION = 20, 128
FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True)
class Domain:
    """An interval of real numbers; None for an infinite end."""

    low: Term | None = None
    high: Term | None = None
    low_in: bool = False
    high_in: bool = False

    def inside(self, x: Term) -> tuple[Term, ...]:
        """x is strictly between the ends."""
        return self._bounds(x, False, False)

    def contains(self, x: Term) -> tuple[Term, ...]:
        """x belongs to the interval."""
        return self._bounds(x, self.low_in, self.high_in)

    def _bounds(self, x: Term, low_in: bool, high_in: bool) -> tuple[Term, ...]:
        low = () if self.low is None else (relation(">=" if low_in else ">", x, self.low),)
        return low if self.high is None else (*low, relation("<=" if high_in else "<", x, self.high))


def described(conditions: Iterable[Term], x: Term) -> Domain:
    """The interval of all x that meet the conditions, which has more than one point."""
    found = Domain()
    for c in conditions:
        for rel, bound in _bounds(c, x):
            _check_value(bound)
            inside = rel in ("<=", ">=")
            if rel in (">", ">="):
                if found.low is None or _above(bound, found.low) or (bound is found.low and not inside):
                    found = replace(found, low=bound, low_in=inside)
            elif found.high is None or _above(found.high, bound) or (bound is found.high and not inside):
                found = replace(found, high=bound, high_in=inside)
    if found.low is not None and found.high is not None and not _above(found.high, found.low):
        raise CertificateError(f"no interval for {text(x)}: its ends are in the wrong order")
    return found


def _bounds(c: Term, x: Term) -> list[tuple[str, Term]]:
    if c.op == "true":
        return []
    if c.op == "and":
        return [b for a in c.args for b in _bounds(a, x)]
    if c.op == "relation" and c.args[0] in FLIPPED:
        rel, left, right = c.args
        if left is x and is_constant(right):
            return [(rel, right)]
        if right is x and is_constant(left):
            return [(FLIPPED[rel], left)]
    raise CertificateError(f"{text(c)} does not say that {text(x)} lies in an interval with numbers for ends")


def _check_value(bound: Term) -> None:
    """Checks that a closed term has a value."""
    try:
        evaluate(bound, Point(), Arithmetic(PRECISION))
    except (Undefined, Indeterminate) as error:
        raise CertificateError(f"the end of an interval: {error}") from error


def _above(a: Term, b: Term) -> bool:
    """Whether a > b, of two different numbers; False when they are the same term."""
    if a is b:
        return False
    try:
        difference = evaluate(sub(a, b), Point(), Arithmetic(PRECISION))
    except (Undefined, Indeterminate) as error:
        raise CertificateError(f"the ends of an interval: {error}") from error
    if difference.contains_zero:
        raise CertificateError("two ends of an interval are not shown to be different")
    return difference.is_positive


def read_numbers(data: Any) -> tuple[Term, ...]:
    """Closed terms from a list of texts."""
    if not isinstance(data, list) or len(data) > MAX_CUTS or not all(isinstance(c, str) for c in data):
        raise CertificateError(f"cuts are a list of at most {MAX_CUTS} texts")
    return tuple(map(read_number, data))


def read_number(source: Any) -> Term:
    t = parse_expression(str(source))
    if not is_constant(t) or any(s in (IMAGINARY, INFINITY) for s in walk(t)):
        raise CertificateError(f"{source} is not a real number")
    return t


def at(f: Term, x: Term, value: Term) -> Term:
    """f where x has the value, and where that is defined."""
    # In an exponent, x is no constant: 0**x is undefined at x = 1/2.
    if any(t.op == "derivative" or (t.op == "pow" and x.args[0] in free_symbols(t.args[1])) for t in walk(f)):
        return Term("subs", f, x, value)
    return guard(substitute(f, {x: value}), [value])


def continuity(
    claim: Claim, f: Term, x: Term, domain: Domain, cuts: tuple[Term, ...], order: int = 1
) -> list[Claim]:  # fmt: skip
    """f has a derivative of the order inside the domain but for the cuts, and is continuous there and at the ends.

    `claim` gives the vocabulary, and the assumptions and variables among which x is not.
    """
    apart = tuple(relation("!=", x, c) for c in cuts)
    derivative = Term("derivative", f, x, order)
    smooth = replace(
        claim, relation="==", left=derivative, right=derivative,
        assumptions=(*claim.assumptions, *domain.inside(x), *apart),
        variables=tuple(sorted({**claim.domains, x.args[0]: "real"}.items())),
    )  # fmt: skip
    ends = [(c, "") for c in cuts]
    if domain.low is not None and domain.low_in:
        ends.append((domain.low, "+"))
    if domain.high is not None and domain.high_in:
        ends.append((domain.high, "-"))
    return [
        smooth,
        *(replace(claim, relation="==", left=Term("limit", f, x, c, side), right=at(f, x, c)) for c, side in ends),
    ]


def limit_at_end(f: Term, x: Term, domain: Domain, end: str) -> Term:
    """The limit of f as x goes to an end of the domain from inside."""
    point, side = (domain.low, "+") if end == "low" else (domain.high, "-")
    if point is None:
        return Term("limit", f, x, neg(INFINITY) if end == "low" else INFINITY, "")
    return Term("limit", f, x, point, side)
