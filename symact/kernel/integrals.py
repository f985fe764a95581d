"""Definite integrals by an antiderivative that is shown to be one.

The integral is the gauge integral (Henstock and Kurzweil): it is the Riemann and the Lebesgue integral where those
exist, improper integrals included. If F is continuous on [a, b] and F' = f on (a, b), then f has the integral
F(b) - F(a) over [a, b]; over an infinite interval it has the limit of such integrals (Hake's theorem). See Bartle,
"A Modern Theory of Integration" (2001), theorems 4.7 and 12.8, and chapter 16 for infinite intervals.

At finitely many points F need not have the derivative f, if it is continuous and f is defined there.

A claim with integrals is shown by {"integrals": [entry, …], "then": proof}, an entry being {"integral",
"antiderivative", "ends", "except", "proofs"}: the first proof shows F' = f between the ends, the others that F is
continuous at the exceptions, and "then" the claim with F(b) - F(a) in place of each integral.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from symact.kernel.ball import Arithmetic, Indeterminate
from symact.kernel.claim import Claim
from symact.kernel.errors import CertificateError, Undefined
from symact.kernel.evaluate import evaluate
from symact.kernel.grammar import parse_expression
from symact.kernel.intervals import at
from symact.kernel.limits import is_infinite
from symact.kernel.point import Point
from symact.kernel.terms import (
    COUNT,
    IMAGINARY,
    INFINITY,
    TRUE,
    Term,
    children,
    free_symbols,
    fresh,
    is_constant,
    mul,
    neg,
    ops,
    rebuild,
    relation,
    sub,
    substitute,
    text,
    variable,
    walk,
)
from symact.kernel.vocabulary import guard

BINDERS = ("derivative", "iterated", "limit", "integral", "subs", "sum", "series")
ENDS = ("reached", "approached")
MAX_ENTRIES = 20


@dataclass(frozen=True)
class Antiderivative:
    """F as a term in the variable of `integral`; `ends` says of each end whether F' = f holds there too.

    `exceptions` are closed numbers at which F is only continuous.
    """

    integral: Term
    term: Term
    ends: tuple[str, str]
    exceptions: tuple[Term, ...] = ()


def integrals_of(claim: Claim) -> list[Term]:
    """The integrals of a claim without defined functions, those inside others first."""
    found: dict[Term, None] = {}

    def visit(t: Term) -> None:
        for a in children(t):
            visit(a)
        if t.op == "integral":
            found[t] = None

    for t in (*claim.sides(), *map(claim.unfold, claim.assumptions)):
        visit(t)
    return list(found)


def read_antiderivative(claim: Claim, data: Mapping[str, Any]) -> Antiderivative:
    ends = data.get("ends")
    integral = next((t for t in integrals_of(claim) if text(t) == data.get("integral")), None)
    if claim.is_complex or claim.is_general:
        raise CertificateError("integrals are shown for plain real variables only")
    if integral is None or not isinstance(ends, Sequence) or len(ends) != 2 or any(e not in ENDS for e in ends):
        raise CertificateError("an antiderivative names an integral of the claim and says how its ends are met")
    names = dict.fromkeys(sorted(free_symbols(integral) | {integral.args[1].args[0]}), "real")
    written = claim.unfold(
        parse_expression(str(data.get("antiderivative")), {**claim.domains, **names}, claim.vocabulary)
    )
    stray = free_symbols(written) - names.keys()
    points = tuple(parse_expression(str(e)) for e in _exceptions(data))
    if any(s is IMAGINARY for t in (written, *points) for s in walk(t)):
        raise CertificateError("I in an antiderivative or an exception: the claim is about real numbers")
    if stray or any(t.op in BINDERS for t in walk(written)):
        raise CertificateError("an antiderivative is a term in the variables of its integral")
    if not all(map(is_constant, points)):
        raise CertificateError("an exception is not a closed number")
    return Antiderivative(integral, written, (ends[0], ends[1]), points)


def _exceptions(data: Mapping[str, Any]) -> list[Any]:
    exceptions = data.get("except", [])
    if not isinstance(exceptions, list) or len(exceptions) > MAX_ENTRIES:
        raise CertificateError(f"'except' is a list of at most {MAX_ENTRIES} numbers")
    return exceptions


def conditions(claim: Claim, found: Antiderivative) -> list[Claim]:
    """F' = f between the ends, and the continuity of F at the exceptions.

    They are stated for all values of the parameters where another term binds them, else under the assumptions of the
    claim that have no integral.
    """
    f, x, low, high = found.integral.args
    free = _stands_free(claim, found.integral)
    domains = claim.domains if free else dict.fromkeys(free_symbols(found.integral), "real")
    if any(d in ("vector", "index", "complex") for d in domains.values()):
        raise CertificateError("an integral whose parameters are not plain real variables")
    kept = tuple(a for a in claim.assumptions if not any(t.op == "integral" for t in walk(a))) if free else ()
    new = variable(fresh(x.args[0], domains))
    f, antiderivative = (substitute(t, {x: new}) for t in (f, found.term))
    apart = tuple(relation("!=", new, c) for c in found.exceptions)
    slope = replace(
        claim, relation="==", left=Term("derivative", antiderivative, new, 1), right=f,
        assumptions=(*kept, between(new, low, high, found.ends), *apart),
        variables=tuple(sorted({**domains, new.args[0]: "real"}.items())),
    )  # fmt: skip
    continuous = [
        replace(
            slope, left=Term("guarded", Term("limit", antiderivative, new, c, ""), at(f, new, c)),
            right=substitute(antiderivative, {new: c}), assumptions=kept, variables=tuple(sorted(domains.items())),
        )
        for c in found.exceptions
    ]  # fmt: skip
    return [slope, *continuous]


def between(x: Term, low: Term, high: Term, ends: tuple[str, str]) -> Term:
    """x lies between the ends, in whichever order they come; an end that is only approached is a number apart."""
    if is_infinite(low) and low is high:
        raise CertificateError("both ends of an integral are the same infinity")
    if low == neg(INFINITY) or high is INFINITY:
        return _conjunction(x, low, high, ends)
    if high == neg(INFINITY) or low is INFINITY:
        return _conjunction(x, high, low, (ends[1], ends[0]))
    if "approached" in ends:
        if _order(low, high) > 0:
            low, high, ends = high, low, (ends[1], ends[0])
        return _conjunction(x, low, high, ends)
    return Term("or", _conjunction(x, low, high, ends), _conjunction(x, high, low, (ends[1], ends[0])))


def _conjunction(x: Term, low: Term, high: Term, ends: tuple[str, str]) -> Term:
    parts = []
    if not is_infinite(low):
        parts.append(relation("<=" if ends[0] == "reached" else "<", low, x))
    if not is_infinite(high):
        parts.append(relation("<=" if ends[1] == "reached" else "<", x, high))
    return TRUE if not parts else parts[0] if len(parts) == 1 else Term("and", *parts)


def _order(low: Term, high: Term) -> int:
    """Which of two different closed numbers is the larger."""
    if not (is_constant(low) and is_constant(high)):
        raise CertificateError("an end that is only approached is a number, and so is the other, or infinite")
    try:
        difference = evaluate(sub(low, high), Point(), Arithmetic(128))
    except (Undefined, Indeterminate) as error:
        raise CertificateError(f"the ends of an integral: {error}") from error
    if difference.contains_zero:
        raise CertificateError("the ends of an integral are not shown to be different")
    return 1 if difference.is_positive else -1


def _stands_free(claim: Claim, integral: Term) -> bool:
    """Whether no occurrence of the integral is inside a derivative or another term that binds variables."""

    def bound(t: Term, inside: bool) -> bool:
        return (t is integral and inside) or any(bound(a, inside or t.op in BINDERS) for a in children(t))

    return not any(bound(t, False) for t in (*claim.sides(), *map(claim.unfold, claim.assumptions)))


def replaced(claim: Claim, found: Antiderivative) -> Claim:
    """The claim with F(b) - F(a) in place of the integral; F at an end that is approached or infinite is a limit."""
    _, x, low, high = found.integral.args
    ends = ((low, high, found.ends[0]), (high, low, found.ends[1]))
    values = [_at(found.term, x, end, other, how) for end, other, how in ends]
    value = guard(sub(values[1], values[0]), [end for end in (low, high) if not is_infinite(end)])
    if lost := free_symbols(found.integral) - free_symbols(value):  # an exponent that varies is not to be a constant
        value = Term("guarded", value, *map(variable, sorted(lost)))
    if is_constant(value) and not is_constant(found.integral):  # n, in a definition
        value = Term("guarded", value, COUNT)

    def put(t: Term) -> Term:
        return value if t is found.integral else rebuild(t, put)

    left, right = map(put, claim.sides())
    assumptions = tuple(put(claim.unfold(a)) for a in claim.assumptions)
    return replace(claim, left=left, right=right, assumptions=assumptions)


def _at(antiderivative: Term, x: Term, end: Term, other: Term, how: str) -> Term:
    if is_infinite(end):
        return Term("limit", antiderivative, x, end, "")
    if how == "reached":
        return substitute(antiderivative, {x: end})
    if is_infinite(other):
        side = "+" if other is INFINITY else "-"
    else:
        side = "+" if _order(end, other) < 0 else "-"
    return Term("limit", antiderivative, x, end, side)


def without_integrals(claim: Claim, data: Any, show: Callable[[Claim, Any], object]) -> Claim:
    """The claim without its integrals, once `show` has accepted each proof."""
    if not isinstance(data, Sequence) or len(data) > MAX_ENTRIES:
        raise CertificateError(f"'integrals' is not a list of at most {MAX_ENTRIES}")
    for entry in data:
        if not isinstance(entry, Mapping):
            raise CertificateError("an antiderivative is not an object")
        found = read_antiderivative(claim, entry)
        parts, proofs = conditions(claim, found), entry.get("proofs")
        if not isinstance(proofs, list) or len(proofs) != len(parts):
            raise CertificateError("an antiderivative has one proof, and one for each exception")
        for part, proof in zip(parts, proofs, strict=True):
            show(part, proof)
        claim = replaced(claim, found)
    return claim


def undefined_inside(claim: Claim, hole: Any, point: Point, arithmetic: Arithmetic) -> str:
    """Why an integral outside conditionals has no value: its integrand is undefined strictly between its ends."""
    named, at = hole if isinstance(hole, list) and len(hole) == 2 else (None, None)
    integral = next((t for side in claim.sides() for t in _strict_parts(side) if text(t) == named), None)
    if integral is None or integral.op != "integral" or not isinstance(at, str):
        raise CertificateError("a hole names an integral outside conditionals, and a number between its ends")
    f, x, low, high = integral.args
    inside = parse_expression(at)
    if not is_constant(inside) and "derivative" in ops(f):
        raise CertificateError("a hole under a derivative is a closed number: its variable would be differentiated too")
    try:  # where both ends are infinite, nothing else is asked of it
        evaluate(inside, point, arithmetic)
    except Undefined as error:
        raise CertificateError(f"the hole is no number: {error}") from error
    for end, other in ((low, high), (high, low)):
        if not is_infinite(end) and not is_infinite(other):
            gap = evaluate(mul(sub(inside, end), sub(other, inside)), point, arithmetic)
            if not gap.is_positive:
                raise CertificateError("the hole is not shown to lie between the ends")
        elif not is_infinite(end):
            gap = evaluate(sub(inside, end), point, arithmetic)
            if not (gap.is_positive if other is INFINITY else gap.is_negative):
                raise CertificateError("the hole is not shown to lie between the ends")
    try:
        evaluate(substitute(f, {x: inside}), point, arithmetic)
    except Undefined as error:
        return f"{text(f)} has no value at {text(x)} = {text(inside)}: {error}"
    raise CertificateError("the integrand has a value there")


def _strict_parts(t: Term) -> list[Term]:
    """The subterms that are evaluated whatever the point."""
    inner = () if t.op in ("piecewise", *BINDERS) else children(t)
    return [t, *(s for a in inner for s in _strict_parts(a))]
