"""Steps by the shape of a term: a square completed, logarithms of two positive parts, exponentials of a logarithm."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from symact.kernel import polynomial as poly
from symact.kernel.case import Case, no_advice
from symact.kernel.errors import CertificateError, LimitExceeded, Stuck
from symact.kernel.linear import POSITIVE
from symact.kernel.monotone import sign_by_steps, sign_here
from symact.kernel.normal import Normaliser
from symact.kernel.polynomial import Polynomial
from symact.kernel.terms import Term, add, free_symbols, mul, neg, number, sub, text
from symact.prover.factor import Recorder, factor

Step = dict[str, Any] | None
MAX_TERMS, MAX_FACTORS = 40, 12
Shape = tuple[Term, Callable[[Step], Step]]


def squares(case: Case, g: Term, tick: Callable[[], None]) -> Iterator[Step]:
    """Of A·x² + B·x + C with the sign of A known: 4·A times it is (2·A·x + B)² + 4·A·C − B²."""
    normaliser = Normaliser(case.region, no_advice, tick, case.indices)
    ring = normaliser.ring
    try:
        n = normaliser.of(g).numerator
    except Stuck:
        return
    for i in poly.generators(n) if len(n) <= MAX_TERMS else ():
        x = ring.generators[i].term
        parts: dict[int, Polynomial] = {0: {}, 1: {}, 2: {}}
        for m, c in n.items():
            e = m[i] if len(m) > i else 0
            if e not in parts:
                break
            parts[int(e)][poly.monomial_product(m, poly.monomial(i, -e)) if e else m] = c
        else:
            a, b, c_ = (ring.polynomial_term(parts[k]) for k in (2, 1, 0))
            if x.op != "variable" or not parts[2] or not free_symbols(a) or 0 in normaliser.signs.of(parts[2]):
                continue
            square = text(Term("pow", add(mul(number(2), a, x), b), number(2)))
            rest = text(sub(mul(number(4), a, c_), Term("pow", b, number(2))))
            steps = [_factored(case, case.read(t), normaliser) for t in (square, rest)]
            yield {"times": text(mul(number(4), a)), "then": {"sum": [square, rest], "then": steps}}


def _factored(case: Case, g: Term, seen: Normaliser) -> Step:
    recorder = Recorder()
    try:
        sign_here(case.region, case, g, seen, recorder.advice)
    except (Stuck, CertificateError):
        return None
    return recorder.node() or None


def images(case: Case, g: Term, tick: Callable[[], None]) -> Iterator[Shape]:
    """Terms of the sign of `g`: by logarithms of its positive and negative parts, and by exponentials."""
    normaliser = Normaliser(case.region, no_advice, tick, case.indices)
    try:
        n = normaliser.of(g).numerator
        if not 2 <= len(n) <= MAX_TERMS:
            return
        yield from _by_logarithms(normaliser, n)
        yield from _by_exponentials(normaliser, n)
    except (Stuck, LimitExceeded):
        return


def _by_logarithms(normaliser: Normaliser, n: Polynomial) -> Iterator[Shape]:
    ring = normaliser.ring
    if any(normaliser.signs.of_generator(i) != POSITIVE for i in poly.generators(n)):
        return
    if all(ring.generators[i].kind == "variable" for i in poly.generators(n)):
        return
    over, under = ({m: c * s for m, c in n.items() if c * s > 0} for s in (1, -1))
    if over and under:
        u, v = (_factors(normaliser, p) for p in (over, under))
        if len(u) <= MAX_FACTORS and len(v) <= MAX_FACTORS:
            of = [list(map(text, u)), list(map(text, v))]
            logs = [*(Term("log", f) for f in u), *(neg(Term("log", f)) for f in v)]
            yield add(*logs), lambda then: {"through": "log", "of": of, "then": then}


def _factors(normaliser: Normaliser, p: Polynomial) -> list[Term]:
    """Terms of which the polynomial is the product."""
    content, shift, rest = poly.primitive(p)
    ring = normaliser.ring
    found = [number(Fraction(content))] if content != 1 else []
    found += [ring.monomial_term(shift)] if any(shift) else []
    for f, e in factor(rest, {}) or ([(rest, 1)] if len(rest) > 1 else []):
        found += [ring.polynomial_term(f)] * int(e)
    return found or [number(1)]


def _by_exponentials(normaliser: Normaliser, n: Polynomial) -> Iterator[Shape]:
    """c·log t + rest, with a positive c that divides it."""
    ring = normaliser.ring
    for m, c in n.items():
        logs = [i for i, e in enumerate(m) if e and ring.generators[i].kind == "log"]
        if len(logs) != 1 or m[logs[0]] != 1 or c < 0:
            continue
        scale = {poly.monomial_product(m, poly.monomial(logs[0], -1)): c}
        if normaliser.signs.of(scale) != POSITIVE:
            continue
        log = ring.generators[logs[0]].term
        unit = text(ring.term(ring.inverse(ring.quotient(scale))))
        rest = ring.term(
            ring.times(ring.quotient({k: -v for k, v in n.items() if k != m}), ring.inverse(ring.quotient(scale)))
        )
        of = [[text(log)], [text(rest)]]

        def wrap(then: Step, unit: str = unit, of: list[list[str]] = of) -> Step:
            through = {"through": "exp", "of": of, "then": then}
            return through if unit == "1" else {"times": unit, "then": through}

        yield sub(Term("exp", log), Term("exp", rest)), wrap


def at_once(case: Case, g: Term, tick: Callable[[], None], enough: Callable[[Any], bool]) -> Step:
    """A step of one of these shapes after which the rules of signs do."""
    normaliser = Normaliser(case.region, no_advice, tick, case.indices)
    tried = [*squares(case, g, tick), *(wrap(None) for _, wrap in images(case, g, tick))]
    for step in tried:
        try:
            if enough(sign_by_steps(case, g, step, normaliser)):
                return step
        except (Stuck, CertificateError):
            continue
    return None
