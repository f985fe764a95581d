"""Finds the steps by which the sign of a function follows: derivatives from where it vanishes, boxes, pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from typing import Any

from symact.kernel.case import Case, no_advice
from symact.kernel.differentiate import differentiate
from symact.kernel.errors import CertificateError, LimitExceeded, Stuck
from symact.kernel.linear import NULL, Signs
from symact.kernel.monotone import path, settled, sign_by_steps, sign_here
from symact.kernel.normal import Normaliser
from symact.kernel.polynomial import constant
from symact.kernel.ring import Quotient
from symact.kernel.terms import (
    ONE,
    TWO,
    Term,
    add,
    div,
    free_symbols,
    mul,
    neg,
    ops,
    rebuild,
    sub,
    text,
    variable,
    walk,
)
from symact.prover.analysis import Analysis, NotFound
from symact.prover.anchors import PLAIN, SEED, a_point, starts
from symact.prover.factor import Recorder
from symact.prover.numeric import sign
from symact.prover.shapes import at_once, images

MAX_ORDER, POINTS, MAX_WORK = 4, 12, 40_000
Step = dict[str, Any] | None


class Spent(Exception):
    """A search took as many operations as it may."""


def find_step(case: Case, g: object, tick: Callable[[], None], work: Iterator[int]) -> Step:
    """Steps by which the kernel finds the sign of `g` on the case's region, or None; `work`: what is left to spend."""
    if not isinstance(g, Term) or case.claim.is_complex:
        return None
    if case.claim.relation == "==":
        return None if case.claim.is_general else _constant(case, g, tick)
    if case.claim.is_general:
        return None
    try:
        if _signs_differ(case, g):  # where the region says less than the conditions do
            return at_once(case, g, _metered(tick, work), partial(_enough, case)) if len(free_symbols(g)) > 1 else None
        step = _plain(case, g, _metered(tick, work))
        step = step or at_once(case, g, _metered(tick, work), partial(_enough, case))
    except Spent:
        return None
    return step or _analysed(case, g, tick, work)


def _plain(case: Case, g: Term, tick: Callable[[], None]) -> Step:
    """Up to `MAX_ORDER` derivatives from one start, those first that are another variable."""
    normaliser = Normaliser(case.region, no_advice, tick, case.indices)
    found_starts = sorted(starts(case, g), key=lambda start: start[1] in PLAIN)
    for order in range(1, MAX_ORDER + 1):
        for name, anchor in found_starts:
            step: Step = None
            for _ in range(order):
                step = {"variable": name, "from": anchor, "then": step}
            found = _sure(case, g, step, normaliser)
            if found is None and order == 1:
                found = _by_factors(case, g, name, anchor, normaliser)
            if found is not None:
                return found
    return None


def _sure(case: Case, g: Term, step: Step, seen: Normaliser) -> Step:
    """The step, if it gives a sign that may settle the claim."""
    try:
        return step if _enough(case, sign_by_steps(case, g, step, seen)) else None
    except (Stuck, CertificateError):
        return None


def _by_factors(case: Case, g: Term, name: str, anchor: str, seen: Normaliser) -> Step:
    """A monotone step where the slope has one sign once it is factored."""
    recorder = Recorder()
    try:
        inner, _ = path(case, variable(name), anchor)
        sign_here(inner.region, inner, differentiate(g, variable(name)), seen, recorder.advice)
        if not recorder.answers:
            return None
    except (Stuck, CertificateError):
        return None
    return _sure(case, g, {"variable": name, "from": anchor, "then": recorder.node()}, seen)


def _enough(case: Case, signs: Signs) -> bool:
    """Whether the signs may settle the claim: strict ones where it is strict."""
    return len(signs) == 1 or (case.claim.relation in ("<=", ">=") and signs in ({0, 1}, {0, -1}))


def _signs_differ(case: Case, g: Term) -> bool:
    """Whether `g` has both signs at sample points of the region."""
    random, found = Random(SEED), set()
    for _ in range(POINTS):
        try:
            found.add(sign(g, a_point(case, g, random)))
        except Stuck:
            return False
    return {-1, 1} <= found


def _constant(case: Case, g: Term, tick: Callable[[], None]) -> Step:
    """A start at which `g` is 0, along a variable on which it does not depend."""
    normaliser = Normaliser(case.region, no_advice, tick, case.indices)
    for name in sorted(free_symbols(g)):
        x = variable(name)
        if case.claim.domains.get(name) in (None, "vector", "index") or x in case.region.solved:
            continue
        try:
            if normaliser.of(differentiate(g, x), True).numerator:
                continue
        except (Stuck, LimitExceeded):
            continue
        for start in ("0", "oo", "-oo", "1", "-1"):
            step = {"variable": name, "from": start, "then": None}
            try:
                if sign_by_steps(case, g, step, normaliser) == NULL:
                    return step
            except (Stuck, CertificateError):
                continue
    return None


def _analysed(case: Case, g: Term, tick: Callable[[], None], work: Iterator[int]) -> Step:
    for term, wrap in _forms(case, g, tick):
        names = sorted(n for n in free_symbols(term))
        try:
            found = _along(case, term, names, _metered(tick, work))
        except Spent:
            continue
        if found is not None and (not _bare(found[0]) or _holds(case, g, wrap(found[0]), tick)):
            return wrap(found[0])
    return None


def _forms(case: Case, g: Term, tick: Callable[[], None]) -> Iterator[tuple[Term, Callable[[Step], Step]]]:
    """Terms of the sign of `g`; what logarithms make of its parts comes first where powers of x are exponents."""
    own = images(case, g, tick) if len(free_symbols(g)) == 1 else ()
    towers = any(s.op == "exp" and "pow" in ops(s) for s in walk(g))
    yield from own if towers else ()
    yield from _readings(case, g, tick)
    yield from () if towers else own


def _bare(step: Step) -> bool:
    """Whether the step is splits alone: what the parts owe may stop the kernel at the points between them."""
    return step is None or (set(step) == {"split", "parts"} and all(map(_bare, step["parts"])))


def _holds(case: Case, g: Term, step: Step, tick: Callable[[], None]) -> bool:
    try:
        return _enough(case, sign_by_steps(case, g, step, Normaliser(case.region, no_advice, tick, case.indices)))
    except (Stuck, CertificateError):
        return False


def _metered(tick: Callable[[], None], work: Iterator[int]) -> Callable[[], None]:
    """The clock, which also counts the kernel's operations and ends a search that takes too many."""
    own = iter(range(MAX_WORK))

    def count() -> None:
        tick()
        if next(own, None) is None or next(work, None) is None:
            raise Spent

    return count


def _along(case: Case, g: Term, names: list[str], tick: Callable[[], None], depth: int = 0) -> tuple[Step] | None:
    """A step that gives one sign, alone in a tuple as it may be None."""
    if len(names) == 1:
        try:
            return (Analysis(case, names[0], tick).step(g),)
        except (NotFound, Stuck, CertificateError):
            return None
    if depth > 1:
        return None
    normaliser = Normaliser(case.region, no_advice, tick, case.indices)
    for name, start in starts(case, g):
        try:
            inner, _ = path(case, variable(name), start)
            slope = _simplified(differentiate(g, variable(name)), inner, tick)
            then = _along(inner, slope[0], sorted(free_symbols(slope[0])), tick, depth + 1)
            if then is None:
                continue
            step = {"variable": name, "from": start, "then": slope[1](then[0])}
            signs = sign_by_steps(case, g, step, normaliser)
        except (Stuck, CertificateError):
            continue
        if _enough(case, signs):
            return (step,)
    return None


def _simplified(g: Term, case: Case, tick: Callable[[], None]) -> tuple[Term, Callable[[Step], Step]]:
    """`g`, or the numerator of its normal form when fewer variables occur in that."""
    normaliser = Normaliser(case.region, no_advice, tick, case.indices)
    u = normaliser.of(g)
    below = normaliser.signs.of_quotient(Quotient(constant(1), u.denominator))
    n = normaliser.ring.polynomial_term(u.numerator)
    if len(free_symbols(n)) < len(free_symbols(g)) and len(below) == 1:
        return n, lambda step: {"times": "1", "then": step}
    return g, lambda step: step


def _readings(case: Case, g: Term, tick: Callable[[], None]) -> Iterator[tuple[Term, Callable[[Step], Step]]]:
    """`g`, and lhs - rhs as the claim writes them; that first where tails of erf are to be told from others."""
    readings: list[tuple[Term, Callable[[Step], Step]]] = [(g, lambda step: step)]
    try:
        normaliser = case.normaliser(tick=tick)
        written = sub(*(settled(side, normaliser) for side in case.sides()))
        readings.append((written, lambda step: {"sides": step}))
        flat = _flat(written)
        if flat is not written:
            readings[-1] = (flat, lambda step: {"sides": {"sum": [text(flat)], "then": [step]}})
    except (Stuck, LimitExceeded):
        pass
    yield from reversed(readings) if any(s.op == "erf" for s in walk(g)) else readings


def _flat(t: Term) -> Term:
    """`t` with 1 - 2/(1 + exp(2u)) for tanh u written by exp(u) and exp(-u), where enclosures are too wide."""
    t = rebuild(t, _flat)
    if t.op == "div" and t.args[0].op == t.args[1].op == "add" and t.args[0].args[0].op == "exp":
        up = t.args[0].args[0]
        down = Term("exp", neg(up.args[0]))
        if t.args[0] is sub(up, down) and t.args[1] is add(up, down):
            return sub(ONE, div(TWO, add(ONE, Term("exp", mul(TWO, up.args[0])))))
    return t
