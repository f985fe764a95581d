"""Finds which function a differential equation and its initial values characterise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

from symact.kernel.ball import Arithmetic, Indeterminate
from symact.kernel.case import cases
from symact.kernel.characterise import (
    Characterisation,
    Equation,
    Value,
    applied,
    conditions,
    read_characterisation,
    read_equation,
    read_value,
    smooth,
    with_free_values,
)
from symact.kernel.claim import Claim
from symact.kernel.errors import CertificateError, ClaimError, LimitExceeded, Stuck, Undefined
from symact.kernel.evaluate import evaluate
from symact.kernel.point import Point
from symact.kernel.terms import (
    ONE,
    TWO,
    ZERO,
    Term,
    add,
    div,
    free_symbols,
    mul,
    neg,
    number,
    power,
    sqrt,
    sub,
    substitute,
    text,
    walk,
)  # fmt: skip
from symact.kernel.vocabulary import Definition
from symact.prover.ansatz import Ansatz

PROBES = (Fraction(3, 7), Fraction(-5, 4), Fraction(2))
WEIGHTS = (Fraction(1, 2), Fraction(2, 5), Fraction(3, 7), Fraction(1, 3))
MAX_PLACES = 3
Solved = tuple[dict[str, Any], Characterisation, Claim]


def characterisations(
    claim: Claim, shown: Callable[[Claim], list[dict[str, Any]] | None], tick: Callable[[], None]
) -> Iterator[Solved]:
    """Entries of a certificate for unknown functions, their proofs found by `shown`; and the claim they are about."""
    for data, equation in _equations(claim):
        for reading in _readings(claim, data, equation):
            yield from _solved(claim, reading, shown, tick)
    for data, _ in _equations(claim):
        for at in _places(claim):
            named, numbers = with_free_values(claim, {**data, "free": at})
            for entry, found, _ in _solved(named, {**data, "initial": numbers}, shown, tick):
                yield {**entry, "free": at}, found, named


def _solved(
    claim: Claim, data: dict[str, Any], shown: Callable[[Claim], list[dict[str, Any]] | None], tick: Callable[[], None]
) -> Iterator[Solved]:
    """The reading with each solution that is found for it."""
    found = read_characterisation(claim, {**data, "solution": "0"})
    try:
        smooth(claim, found, tick)
    except Stuck:
        return
    for g in dict.fromkeys(_solutions(claim, found.equation, found.values, tick)):
        entry = {**data, "solution": g}
        try:
            found = read_characterisation(claim, entry)
        except (CertificateError, ClaimError):
            continue
        parts = conditions(claim, found)
        if not all(map(_possible, parts)):
            continue
        proofs = []
        for part in parts:
            proofs.append(shown(part))
            if proofs[-1] is None:
                break
        else:
            yield {**entry, "proofs": proofs}, found, claim


def _equations(claim: Claim) -> Iterator[tuple[dict[str, Any], Equation]]:
    """The differential equations among the assumptions."""
    assumptions = [claim.vocabulary.unfold(a) for a in claim.assumptions]
    for name in (n for n, d in claim.variables if d == "function"):
        for k, a in enumerate(assumptions):
            try:
                yield {"name": name, "equation": k}, read_equation(claim, name, a)
            except CertificateError:
                continue


def _readings(claim: Claim, data: dict[str, Any], equation: Equation) -> Iterator[dict[str, Any]]:
    """The equation with its initial values among the assumptions."""
    values: dict[tuple[int, Term], int] = {}
    for j, b in enumerate(claim.assumptions):
        try:
            v = read_value(equation.name, equation.x, claim.vocabulary.unfold(b))
        except CertificateError:
            continue
        values.setdefault((v.order, v.at), j)
    for at in dict.fromkeys(p for _, p in values):
        chosen = [values.get((order, at)) for order in range(equation.order)]
        if None not in chosen:
            yield {**data, "initial": chosen}


def _places(claim: Claim) -> list[str]:
    """Rational numbers at which a claim may speak of an unknown function."""
    written = [s for top in (*claim.sides(), *claim.assumptions) for s in walk(top) if s.op in ("apply", "subs")]
    numbers = [s.args[-1].args[0] for s in written if s.args[-1].op == "number"]
    return list(dict.fromkeys(map(str, (*numbers[:MAX_PLACES], 0))))


def _possible(part: Claim) -> bool:
    """Whether both sides may be equal at some points: false when they certainly differ at one."""
    for probe in PROBES:
        values = {n: number(_inside(d, k, probe)) for k, (n, d) in enumerate(part.variables)}
        if part.assumptions and len(values) > 1:
            return True
        try:
            difference = evaluate(sub(part.left, part.right), Point(values), Arithmetic(64))
        except Undefined:
            return False
        except (Stuck, Indeterminate, LimitExceeded):
            continue
        if not difference.contains_zero:
            return False
    return True


def _inside(domain: str, k: int, probe: Fraction) -> Fraction:
    if domain == "real":
        return probe
    return -WEIGHTS[k % 4] if domain == "negative" else WEIGHTS[k % 4]


def _solutions(
    claim: Claim, equation: Equation, values: tuple[Value, ...], tick: Callable[[], None]
) -> Iterator[str]:  # fmt: skip
    """Texts of terms that may be the solution."""
    yield from _stated(claim, equation)
    if equation.order == 1:
        yield from _linear(claim, equation, values[0], tick)
        yield from _logistic(equation, values[0])
    if equation.order == 2:
        yield from _oscillation(equation, values)
    x = equation.x.args[0]
    for name in claim.vocabulary:
        definition = claim.vocabulary[name]
        if isinstance(definition, Definition) and not definition.of_vector and definition.parameters:
            if all(p.default is not None for p in definition.parameters[1:]):
                # Written out, as a certificate carries the definitions that the claim uses alone.
                yield text(claim.vocabulary.unfold(Term("call", name, equation.x)))
    yield from (f"{name}({x})" for name in ("exp", "sin", "cos", "atan", "erf"))


def _stated(claim: Claim, equation: Equation) -> Iterator[str]:
    """What the claim says that y is."""
    for left, right in ((claim.left, claim.right), (claim.right, claim.left)):
        if left.op == "apply" and left.args[0].args[0] == equation.name and left.args[1].op == "variable":
            if not applied(right):
                try:
                    yield text(substitute(right, {left.args[1]: equation.x}))
                except LimitExceeded:
                    continue


def _linear(claim: Claim, equation: Equation, value: Value, tick: Callable[[], None]) -> Iterator[str]:
    """Solutions of y' = a·y + b: with numbers for a and b, or where one of them is 0."""
    x, u = equation.x, equation.levels[0]
    b = substitute(equation.slope, {u: ZERO})
    a = sub(substitute(equation.slope, {u: ONE}), b)
    run = sub(x, value.at)
    if x.args[0] not in free_symbols(a) | free_symbols(b):
        level = div(b, a)
        yield text(sub(mul(add(value.value, level), Term("exp", mul(a, run))), level))
    domains = {n: d for n, d in claim.domains.items() if d != "function"}
    plain = replace(claim, left=ZERO, right=ZERO, assumptions=(), variables=tuple(sorted(domains.items())))
    solver = Ansatz(cases(plain)[0], x, tick)
    for slope in (a, b):
        try:
            p = solver.solve(slope)
        except (Stuck, LimitExceeded):
            continue
        if p is not None:
            rise = sub(p, substitute(p, {x: value.at}))
            yield text(mul(value.value, Term("exp", rise)) if slope is a else add(value.value, rise))


def _logistic(equation: Equation, value: Value) -> Iterator[str]:
    """Solutions of y' = a·y² + b·y + c, by its zeros r and s: (y - r)/(y - s) is an exponential."""
    up, down, c = (substitute(equation.slope, {equation.levels[0]: v}) for v in (ONE, neg(ONE), ZERO))
    a, b = sub(div(add(up, down), TWO), c), div(sub(up, down), TWO)
    for w in (b, sqrt(sub(power(b, TWO), mul(number(4), a, c)))):  # the first where c is 0
        r, s = (div(sub(neg(b), v), mul(TWO, a)) for v in (w, neg(w)))
        ratio = mul(div(sub(value.value, r), sub(value.value, s)), Term("exp", neg(mul(w, sub(equation.x, value.at)))))
        yield text(div(sub(r, mul(s, ratio)), sub(ONE, ratio)))


def _oscillation(equation: Equation, values: tuple[Value, ...]) -> Iterator[str]:
    """Solutions of y'' = a·y: with sines and cosines, or with exponentials."""
    a = substitute(equation.slope, {equation.levels[0]: ONE, equation.levels[1]: ZERO})
    run = sub(equation.x, values[0].at)
    start, speed = values[0].value, values[1].value
    w = sqrt(neg(a))
    angle = mul(w, run)
    yield text(add(mul(start, Term("cos", angle)), mul(div(speed, w), Term("sin", angle))))
    w = sqrt(a)
    up, down = Term("exp", mul(w, run)), Term("exp", neg(mul(w, run)))
    yield text(add(mul(start, div(add(up, down), number(2))), mul(div(speed, w), div(sub(up, down), number(2)))))
