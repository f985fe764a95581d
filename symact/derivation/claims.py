"""Inequalities and claims of one's own, and how the search for their lines asks the kernel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from symact.derivation import reading
from symact.derivation.assemble import Checker, ScriptError, derivation, stray_indices
from symact.derivation.bounds import bound_sketches, consequence
from symact.derivation.bounds.facts import Ask
from symact.derivation.definitions import NotDerived
from symact.derivation.limits import is_limit, limit_sketches
from symact.derivation.record import PROVED, Derivation, Verdict
from symact.kernel.terms import RELATIONS, Term, text
from symact.prover.clock import OutOfTime, clock

SEARCH_TIMEOUT, SEARCH_TOTAL = 0.5, 5.0  # seconds for a question of the search, and for all; lines have their own time


def is_claim(source: str) -> bool:
    """Whether a relation stands outside of all parentheses."""
    depth = 0
    for place, sign in enumerate(source):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and any(source.startswith(r, place) for r in RELATIONS):
            return True
    return False


def has_own_lines(claim: Term) -> bool:
    """Whether the lines are not those of an identity: an inequality, a limit, or an equality of two variables."""
    rel, a, b = claim.args
    return bool(rel != "==" or a.op == b.op == "variable") or is_limit(claim)


def remembered(check: Checker) -> Checker:
    """The checker, asked each question once."""
    answers: dict[tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]], Verdict] = {}
    given: dict[tuple[str, tuple[str, ...], tuple[tuple[str, str], ...]], float] = {}  # seconds

    def ask(claim: str, assume: tuple[str, ...], variables: Mapping[str, str], timeout: float, /) -> Verdict:
        key = claim, tuple(assume), tuple(sorted(variables.items()))
        if key not in answers or (answers[key].verdict == "UNKNOWN" and timeout > given[key]):
            answers[key], given[key] = check(claim, assume, variables, timeout), timeout
        return answers[key]

    return ask


def asking(check: Checker, variables: Mapping[str, str], timeout: float) -> Ask:
    """Whether the kernel proves a claim under assumptions, soon."""

    def ask(claim: Term, assumptions: tuple[Term, ...]) -> bool:
        domains = {**dict.fromkeys(stray_indices(claim, *assumptions), "index"), **variables}
        given = tuple(text(a) for a in assumptions)
        return check(text(claim), given, domains, min(timeout, SEARCH_TIMEOUT)).verdict == PROVED

    return ask


def limited(ask: Ask, seconds: float) -> Ask:
    """The same questions, answered until the time is over."""
    tick = clock(seconds)

    def asked(claim: Term, assumptions: tuple[Term, ...]) -> bool:
        try:
            tick()
        except OutOfTime:
            raise NotDerived(f"the search for lines took longer than {seconds:g} s") from None
        return ask(claim, assumptions)

    return asked


def own_claim(
    source: str, variables: dict[str, str], assume: Sequence[str] | str
) -> tuple[Term, tuple[Term, ...], dict[str, Any]]:
    """A claim as it was written, its assumptions, and what is said of it."""
    claim = reading.claim(source, variables)
    conditions = [assume] if isinstance(assume, str) else list(assume)
    options = [f' --assume "{a}"' for a in conditions] + [f" --var {n}:{d}" for n, d in variables.items()]
    title = "A limit" if is_limit(claim) else "An identity" if claim.args[0] == "==" else "An inequality"
    return claim, tuple(reading.condition(a, variables) for a in conditions), {
        "name": "claim", "title": (title,), "variables": variables,
        "command": f'symact derive "{source}"{"".join(options)}',
    }  # fmt: skip


def compared(
    claim: Term, assumptions: tuple[Term, ...], check: Checker, *, variables: Mapping[str, str], timeout: float,
    **said: Any,
) -> Derivation:  # fmt: skip
    """An inequality or a limit with its lines, if it holds; without lines where none are found that are accepted."""
    asked = limited(asking(check, variables, timeout), min(timeout, SEARCH_TOTAL))
    shared: dict[str, Any] = {"assumptions": assumptions, "variables": variables, "timeout": timeout, **said}
    whole = derivation(claim, (), check, **shared)
    if whole.verdict != PROVED:
        return whole
    try:
        found = (limit_sketches if is_limit(claim) else bound_sketches)(claim, assumptions, variables, asked)
        made = derivation(claim, found, check, remark=consequence(claim, assumptions, asked), **shared)
        if made.verdict == PROVED:
            return made
        why = f"the kernel does not decide a line ({'; '.join(made.complaints)})"
    except (NotDerived, ScriptError) as error:
        why = str(error)
    return replace(whole, remark=(f"Not derived line by line: {why}. The claim was checked as a whole.",))
