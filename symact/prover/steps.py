"""Finds the steps by which the sign of a function follows: derivatives from where it vanishes, boxes, pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from random import Random
from typing import Any

from flint import arb

from symact.kernel.case import Case, no_advice
from symact.kernel.differentiate import differentiate
from symact.kernel.errors import CertificateError, LimitExceeded, Stuck
from symact.kernel.exponentials import linear_term
from symact.kernel.linear import NULL, Linear, Signs, combined, scaled
from symact.kernel.monotone import path, settled, sign_by_steps, sign_here
from symact.kernel.normal import Normaliser
from symact.kernel.polynomial import constant
from symact.kernel.ring import Quotient
from symact.kernel.terms import ONE, TWO, Term, add, div, free_symbols, mul, neg, rebuild, sub, text, variable, walk
from symact.prover.analysis import Analysis, NotFound
from symact.prover.factor import Recorder
from symact.prover.numeric import real, sign, value
from symact.prover.sample import any_real, sample

INEQUALITIES = ("<", "<=", ">", ">=", "!=")
MAX_ORDER, POINTS, SEED, MAX_WORK = 4, 12, 7, 40_000
PLAIN = ("0", "1", "-1")
MEETING = (  # of another variable
    "{}", "-{}", "exp({})", "log({})", "1/{}", "1 - {}", "{}**2", "sqrt({})", "exp({}) - 1", "log(1 + {})",
    "exp({} - 1)", "1 + log({})",
)  # fmt: skip
Step = dict[str, Any] | None


class Spent(Exception):
    """A search took as many operations as it may."""


def find_step(case: Case, g: object, tick: Callable[[], None], work: Iterator[int]) -> Step:
    """Steps by which the kernel finds the sign of `g` on the case's region, or None; `work`: what is left to spend."""
    if not isinstance(g, Term) or case.claim.is_complex:
        return None
    if case.claim.relation == "==":
        return None if case.claim.is_general else _constant(case, g, tick)
    if case.claim.is_general or _signs_differ(case, g):
        return None
    try:
        step = _plain(case, g, _metered(tick, work))
    except Spent:
        return None
    return step or _analysed(case, g, tick, work)


def _plain(case: Case, g: Term, tick: Callable[[], None]) -> Step:
    """Up to `MAX_ORDER` derivatives from one start, those first that are another variable."""
    normaliser = Normaliser(case.region, no_advice, tick, case.indices)
    starts = sorted(_starts(case, g), key=lambda start: start[1] in PLAIN)
    for order in range(1, MAX_ORDER + 1):
        for name, anchor in starts:
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
            found.add(sign(g, _a_point(case, g, random)))
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
    for term, wrap in _readings(case, g, tick):
        names = sorted(n for n in free_symbols(term))
        try:
            found = _along(case, term, names, _metered(tick, work))
        except Spent:
            continue
        if found is not None and (not _bare(found[0]) or _holds(case, g, wrap(found[0]), tick)):
            return wrap(found[0])
    return None


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
    for name, start in _starts(case, g):
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


def anchors(case: Case, g: object, first: bool) -> list[str]:
    """Forms x - a to split on, such that `g` vanishes at x = a: from there monotone steps can start.

    Only the `first` split is along a curve.
    """
    if (
        not isinstance(g, Term)
        or case.claim.is_general
        or case.claim.is_complex
        or case.claim.relation not in INEQUALITIES
    ):
        return []
    starts, point = _starts(case, g, MEETING if first else MEETING[:1]), _a_point(case, g, Random(SEED))
    return [f"{name} - ({anchor})" for name, anchor in starts if _vanishes(case, g, name, anchor, point)]


def _starts(case: Case, g: Term, inside: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Variables of `g` and values to start from: with a known side, or else `inside`, of these forms."""
    names = sorted(n for n in free_symbols(g) if case.claim.domains.get(n) not in (None, "vector", "index"))
    for name in names:
        others = [form.format(other) for other in names if other != name for form in (inside or MEETING[:1])]
        met = [] if inside else [a for a in _curves(case, name) if a not in others]
        for anchor in (*PLAIN, *others, *met):
            try:
                gap = combined({Term("variable", name): 1}, scaled(-1, case.form(anchor)))
            except (CertificateError, Stuck):
                continue
            sides = case.region.signs(gap)
            if len(sides) > 1 if inside else (len(sides) == 1 and sides != NULL):
                yield name, anchor


def _curves(case: Case, name: str) -> list[str]:
    """Terms in other variables than `name` beside which the region lies, by constraints that it states."""
    x, found = variable(name), []
    for form, _ in case.region.constraints:
        rest: Linear = {k: v for k, v in form.items() if k is not x} if form.get(x) else {}
        if any(k is not None and k.op != "variable" and free_symbols(k) for k in rest):
            found.append(text(linear_term(scaled(-1 / Fraction(form[x]), rest))))
    return list(dict.fromkeys(found))


def _vanishes(case: Case, g: Term, name: str, anchor: str, point: dict[str, arb]) -> bool:
    try:
        if sign(g, {**point, name: value(case.read(anchor), point)}):
            return False
        at = case.where(f"{name} - ({anchor})", 0)
        found = Normaliser(at.region, no_advice, lambda: None, case.indices).of(g)
    except (Stuck, LimitExceeded, CertificateError):
        return False
    return not found.numerator


def _a_point(case: Case, g: Term, random: Random) -> dict[str, arb]:
    """Values of the variables of `g` at a point of the region, as far as that is found."""
    at = {k.args[0]: real(v) for k, v in sample(case, random).items() if k is not None and k.op == "variable"}
    for name in sorted(free_symbols(g)):
        at.setdefault(name, real(any_real(random)))
    return at
