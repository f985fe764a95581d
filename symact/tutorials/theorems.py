"""Verdicts that rest on the kernel: a statement is confirmed by theorems, and refuted by a counterexample."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from symact.derivation import ask as prover
from symact.kernel.terms import Term
from symact.numerics.distributions import Distribution
from symact.numerics.integrals import Moments, digits, moments
from symact.numerics.oracle import Oracle
from symact.prover import Verdict
from symact.tutorials.record import (
    ADVICE,
    CONDITIONAL,
    CONFIRMED,
    REFUTED,
    UNKNOWN,
    Evidence,
    Found,
    Value,
    between,
    exactly,
)

TIMEOUT = 10.0
Decide = Callable[[], Found]
Values = Callable[[], Sequence[Value]]


@dataclass(frozen=True)
class Ask:
    """A claim with its assumptions and the domains of its variables."""

    claim: str
    assume: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)

    def verdict(self) -> Verdict:
        return prover.check(self.claim, self.assume, self.variables, TIMEOUT)

    @property
    def command(self) -> str:
        words = ["symact", "check", self.claim]
        words += [word for condition in self.assume for word in ("--assume", condition)]
        words += [word for name, domain in self.variables.items() for word in ("--var", f"{name}:{domain}")]
        return shlex.join(words)


def evidence(ask: Ask, verdict: Verdict) -> Evidence:
    """What became of the claim, and how to ask again."""
    under = f" if {', '.join(ask.assume)}" if ask.assume else ""
    said = f"{ask.claim}{under}"
    if verdict.counterexample is not None:
        said += f": {verdict.counterexample.to_text()}"
    elif verdict.verdict == "UNKNOWN":
        said += f": {verdict.reason}"
    return Evidence(verdict.verdict, said, ask.command, verdict.certificate_digest)


def holds(*claims: str | Ask, values: Values = tuple, remark: str = "", cited: str = "") -> Decide:
    """Confirmed when all claims are theorems, refuted when one has a counterexample, else unknown.

    `cited` names a theorem of the literature that is used besides, and that no kernel checks.
    """

    def decide() -> Found:
        asks = [Ask(c) if isinstance(c, str) else c for c in claims]
        verdicts = [a.verdict() for a in asks]
        word = together(verdicts)
        rests = [evidence(a, v) for a, v in zip(asks, verdicts, strict=True)]
        rests += [Evidence("cited", cited)] * bool(cited and word == CONFIRMED)
        against = next((v for v in verdicts if v.verdict == "REFUTED"), None)
        shown = [*values(), *(counterexample(against) if against else ())]
        return Found(word, tuple(shown), tuple(rests), remark=remark)

    return decide


def holds_if(claim: str | Ask, condition: str, *under: Ask, values: Values = tuple, remark: str = "") -> Decide:
    """Confirmed when the claim is a theorem; conditional when it is false, but all of `under` are theorems."""

    def decide() -> Found:
        ask = Ask(claim) if isinstance(claim, str) else claim
        verdict = ask.verdict()
        if verdict.verdict == "PROVED":
            return Found(CONFIRMED, tuple(values()), (evidence(ask, verdict),))
        if verdict.verdict == "UNKNOWN":
            return Found(UNKNOWN, evidence=(evidence(ask, verdict),), remark=str(verdict.reason))
        others = [u.verdict() for u in under]
        rests = (evidence(ask, verdict), *(evidence(u, v) for u, v in zip(under, others, strict=True)))
        shown = (*values(), *counterexample(verdict))
        word = together(others)
        if word == UNKNOWN:
            return Found(UNKNOWN, shown, rests, remark="false as stated; when it holds is not known")
        if word == REFUTED:
            return Found(REFUTED, shown, rests, remark=remark)
        return Found(CONDITIONAL, shown, rests, condition, remark)

    return decide


def advice(core: Decide, remark: str) -> Decide:
    """Advice is no theorem; its core is. It stays advice when the core is confirmed, and is refuted with the core."""

    def decide() -> Found:
        found = core()
        word = ADVICE if found.verdict in (CONFIRMED, CONDITIONAL) else found.verdict
        return Found(word, found.values, found.evidence, found.condition, remark)

    return decide


def together(verdicts: Sequence[Verdict]) -> str:
    words = {v.verdict for v in verdicts}
    return REFUTED if "REFUTED" in words else UNKNOWN if "UNKNOWN" in words or not words else CONFIRMED


def counterexample(verdict: Verdict) -> list[Value]:
    """The coordinates of the point and the difference of the sides there."""
    c = verdict.counterexample
    if c is None:
        return []
    shown = [v for name, at in c.point.items() for v in _coordinate(name, at)]
    if c.difference is not None:
        low, high = map(Fraction, c.difference)
        shown.append(between("left side − right side, there", low, high))
    return shown


def _coordinate(name: str, at: object) -> list[Value]:
    if isinstance(at, list):
        return [exactly(f"{name}[{k}]", _number(x)) for k, x in enumerate(at, 1)]
    return [exactly(name, _number(at))]


def _number(at: object) -> int | Fraction | str:
    plain = re.fullmatch(r"-?\d+(/\d+)?", str(at))
    return Fraction(str(at)) if plain else str(at)


def value(name: str, function: str | Term, x: Fraction | int | float, derivative: int = 0) -> Value:
    """The value of a function at a rational, enclosed by balls, exact where it is plainly rational."""
    from symact.numerics.api import reference_term

    found = Oracle(reference_term(function)[1], derivative=derivative).enclose(Fraction(x), 90)
    low, high = Fraction(found.lo), Fraction(found.hi)
    return exactly(name, low) if low == high else between(name, low, high)


def highest(name: str, function: str, order: int, low: int = -10, high: int = 10) -> list[Value]:
    """Where a derivative is largest, and the value there, certified by Taylor models; closed forms are proved."""
    from symact.numerics.api import reference_term
    from symact.numerics.shape import Subject, shape

    term = reference_term(function)[1]
    found = shape(Subject(f"{function}(x)", term), order, Fraction(low), Fraction(high), points=3)
    top = max((m for m in found.landmarks if m.order == order and "maximum" in m.kinds), key=lambda m: m.y.low)
    return [
        exactly(label, at.closed) if at.closed else between(label, at.low, at.high)
        for label, at in ((f"{name}, at x", top.x), (name, top.y))
    ]


def mean_of(function: str, law: Distribution) -> tuple[Moments, Evidence]:
    """Mean and variance by certified quadrature, and the command that asks for them."""
    found = moments(function, law)
    numbers = [str(n) for n in vars(law).values()]
    options = ["--normal" if "normal" in str(law) else "--uniform", *numbers]
    command = shlex.join(["symact", "moments", function, *options])
    return found, Evidence("integral", f"the mean of {function} of {law} is {digits(found.mean)}", command)
