"""Derivations that are found, not written: the derivative of a catalogue entry or of a formula, by named rules.

The lines are proposed here and believed nowhere: each is put before the kernel, like the lines of a script. Where no
lines are found, the claim is checked as a whole and the derivation says that it was not derived.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from symact.activations import Activation, catalogue, vocabulary
from symact.derivation import reading, regions
from symact.derivation.abbreviations import with_names
from symact.derivation.ask import check as kernel_check
from symact.derivation.assemble import TIMEOUT, Checker, Line, ScriptError, Sketch, derivation
from symact.derivation.branches import with_cases
from symact.derivation.claims import asking, compared, has_own_lines, is_claim, own_claim, remembered
from symact.derivation.definitions import NotDerived
from symact.derivation.domains import natural
from symact.derivation.kinks import kinks as kinks_of
from symact.derivation.lines import ORDINALS
from symact.derivation.proof import Proof
from symact.derivation.record import PROVED, REFUTED, Derivation, Part
from symact.derivation.scripts import find_scripts, load_script, shipped_scripts
from symact.derivation.splitting import Ask
from symact.derivation.statements import claim_text, claim_variables
from symact.derivation.strategies import closed_form, sketches
from symact.kernel.errors import ClaimError
from symact.kernel.terms import ZERO, Term, free_symbols, relation, text, variable, walk

QUESTION = 1.0  # seconds for what the search asks; what it asks in vain is undecided most of the time
ORDERS = {"derivative": 1, "second_derivative": 2}  # theorems that every function has, stated or not


def derive(
    what: object, theorem: str | None = None, variables: Mapping[str, str] | None = None, *,
    assume: Sequence[str] | str = (), timeout: float = TIMEOUT, check: Checker | None = None, order: int = 1,
) -> Derivation:  # fmt: skip
    """The derivation of a theorem about an entry (`"sigmoid"`) or a formula (`"x*tanh(exp(x))"`), every line checked.

    A claim of one's own (`"tanh(x) < x"`, with `assume="x > 0"`) is derived as it stands. Without `theorem` it is the
    derivative of this `order`; else the id of one of the entry's claims (`"complement"`), for which the proof scripts
    that come with symact are searched first. `variables` and `assume` are for formulas and claims. Raises `ClaimError`
    for a formula that cannot be read, `ScriptError` for an unknown theorem, `NotDerived` where no rule applies to a
    formula; a theorem without lines says so in its remark.
    """
    checker: Checker = remembered(check or kernel_check)
    if order < 1:
        raise ScriptError(f"a derivative has an order of at least 1, not {order}")
    entry = catalogue().get(what) if isinstance(what, str) else getattr(what, "entry", None)
    stated = {c.id.removeprefix(f"{entry.name}.") for c in entry.theorems} if entry is not None else set()
    theorem = theorem.removeprefix(f"{entry.name}.") if theorem and entry is not None else theorem
    if theorem in ORDERS and theorem not in stated:
        order, theorem = ORDERS[theorem], None
    if entry is None:
        if isinstance(what, str) and is_claim(what) and theorem is None:
            claim, assumptions, said = own_claim(what, dict(variables or {}), assume)
            return _shown(claim, assumptions, checker, timeout=timeout, **said)
        if theorem is not None:
            raise ScriptError(f"a formula states no theorem '{theorem}'; ask for its derivative of some order")
        return _formula(what, dict(variables or {}), assume, timeout, checker, order)
    if theorem == "derivative" or (theorem is None and order == 1):
        return derivative_of(entry, checker, timeout) if entry.core else _entry(entry, assume, timeout, checker, 1)
    if theorem is None and order == 2 and "second_derivative" in stated:
        theorem = "second_derivative"
    if theorem is None:
        return _entry(entry, assume, timeout, checker, order)
    return _stated(entry, theorem, checker, timeout)


def derivative_of(entry: Activation, check: Checker = kernel_check, timeout: float = TIMEOUT) -> Derivation:
    """The derivative of an entry, from its definition to the closed form that it states."""
    claim = reading.claim(f"Derivative({entry.application}, {entry.differential}) == {entry.derivative}", entry.domains)
    assumptions = tuple(reading.condition(a, entry.domains) for a in entry.differentiable)
    used = free_symbols(claim)
    variables = {name: domain for name, domain in entry.domains.items() if name in used and domain != "real"}
    return _shown(
        claim, assumptions, check, name=f"{entry.name}.derivative", title=(f"The derivative of the {entry.title}",),
        variables=variables, command=f"symact derive {entry.name}", timeout=timeout,
    )  # fmt: skip


def _shown(
    claim: Term, assumptions: tuple[Term, ...], check: Checker, *, variables: Mapping[str, str],
    timeout: float, **said: Any,
) -> Derivation:  # fmt: skip
    """The claim with the lines that are found for it; what the kernel does not accept as a line is left out."""
    if has_own_lines(claim):
        return compared(claim, assumptions, remembered(check), variables=variables, timeout=timeout, **said)
    kinks = kinks_of(claim, assumptions, check, variables, timeout)
    try:
        ask = _under(assumptions, check, variables, timeout)
        kept = (s for s in sketches(claim, assumptions, ask) if not _empty(s, assumptions, check, variables, timeout))
        found = tuple(_named(s, claim) for s in kept)
        made = derivation(
            claim, found, check, assumptions=assumptions, variables=variables, timeout=timeout, remark=kinks, **said
        )
        if made.verdict == PROVED or made.theorem.verdict != PROVED:
            return made
        fewer = tuple(_without_gaps(s, p) for s, p in zip(found, made.parts, strict=True))
        made = derivation(
            claim, fewer, check, assumptions=assumptions, variables=variables, timeout=timeout, remark=kinks, **said
        )
        if made.verdict == PROVED:
            return made
        why = f"the kernel does not decide a line ({'; '.join(made.complaints)})"
    except NotDerived as error:
        why = str(error)
    remark = (f"Not derived line by line: {why}. The claim was checked as a whole.", *([" "] if kinks else []), *kinks)
    return derivation(
        claim, (), check, assumptions=assumptions, variables=variables, timeout=timeout, remark=remark, **said
    )


def _under(assumptions: tuple[Term, ...], check: Checker, variables: Mapping[str, str], timeout: float) -> Ask:
    """Questions of the search under the assumptions of the claim."""
    asked = asking(check, variables, min(timeout, QUESTION))
    return lambda claim, given: asked(claim, (*assumptions, *given))


def _named(sketch: Sketch, claim: Term) -> Sketch:
    """One chain of equalities gets names for what recurs in its lines."""
    if sketch.right is not None or not sketch.left or any(made.relation != "==" for made in sketch.left):
        return sketch
    return replace(sketch, left=with_names(claim.args[1], sketch.left))


def _empty(
    sketch: Sketch, assumptions: tuple[Term, ...], check: Checker, variables: Mapping[str, str], timeout: float
) -> bool:
    """Whether no point belongs to a case of several conditions."""
    given = tuple(text(a) for a in (*assumptions, *sketch.assumptions))
    return len(sketch.assumptions) > 1 and check("0 == 1", given, variables, timeout).verdict == PROVED


def _without_gaps(sketch: Sketch, part: Part) -> Sketch:
    """A case without the lines that were not proved, but with the last ones of its chains."""
    kept: dict[str, tuple[Line, ...]] = {}
    for chain in (c for c in part.chains if c.side != "before"):
        lines = sketch.left if chain.side == "left" else sketch.right
        pairs = zip(lines or (), chain.steps, strict=True)
        kept[chain.side] = tuple(a for a, s in pairs if s.holds or s is chain.steps[-1])
    return replace(sketch, left=kept.get("left"), right=kept.get("right"))


def _entry(
    entry: Activation, assume: Sequence[str] | str, timeout: float, check: Checker, order: int
) -> Derivation:  # fmt: skip
    """The derivative of an entry that states none: for all parameters, for positive ones, or for their defaults."""
    x = entry.differential if entry.variables else None
    command = _command(entry.name, {}, assume, order)
    positive = {p.name: "positive" for p in entry.parameters if entry.domains[p.name] in ("real", "nonnegative")}
    for domains in ({}, positive) if positive else ({},):
        try:
            general = _formula(entry.application, {**entry.domains, **domains}, assume, timeout, check, order, x)
        except NotDerived:
            if not entry.parameters:
                raise
        else:
            if general.verdict == PROVED or not entry.parameters:
                return replace(general, command=command)
    own = f"{entry.name}({', '.join(v.name for v in entry.variables)})"
    domains = {v.name: entry.domains[v.name] for v in entry.variables}
    made = _formula(own, domains, assume, timeout, check, order, x)
    values = ", ".join(f"{p.name} = {p.default}" for p in entry.parameters)
    remark = (*made.remark, f"{' ' if made.remark else ''}For the defaults {values}.")
    return replace(made, remark=remark, command=command)


def _command(what: str, variables: Mapping[str, str], assume: Sequence[str] | str, order: int) -> str:
    """The command that derives this again."""
    domains = [f"--var {name}:{domain}" for name, domain in variables.items() if domain != "real"]
    conditions = [f'--assume "{a}"' for a in ([assume] if isinstance(assume, str) else assume)]
    which = [f"--derivative {order}"] if order > 1 else []
    return " ".join(["symact derive", what if what.isidentifier() else f'"{what}"', *domains, *conditions, *which])


def _formula(
    what: object, variables: dict[str, str], assume: Sequence[str] | str, timeout: float, check: Checker, order: int,
    by: str | None = None,
) -> Derivation:  # fmt: skip
    """The derivative of a formula, in the shortest form that is found, where the formula has one."""
    source, variables = formula_text(what, variables)
    f = reading.expression(source, variables)
    x = reading.expression(by, variables) if by else _variable_of(f, variables, source)
    variables = {name: domain for name, domain in variables.items() if name in free_symbols(f) | free_symbols(x)}
    assumptions = tuple(reading.condition(a, variables) for a in ([assume] if isinstance(assume, str) else assume))
    left = Term("derivative", f, x, order)
    assumptions = (*assumptions, *_parameters_below(f, x, variables, assumptions))
    which = "derivative" if order == 1 else f"{ORDINALS.get(order, f'{order}th')} derivative"
    said: dict[str, Any] = {
        "name": "derivative", "title": (f"The {which} of ", f), "variables": variables,
        "command": _command(source, variables, assume, order), "timeout": timeout,
    }  # fmt: skip
    if regions.conditional(f):
        value, assumptions = with_cases(
            left, assumptions, variables, check, timeout, _under(assumptions, check, variables, timeout)
        )
    else:
        value = closed_form(left)
    claim = relation("==", left, value)
    if by is None and not regions.conditional(f):
        given = tuple(text(a) for a in assumptions)
        if check(text(claim), given, variables, timeout).verdict == REFUTED:
            assumptions = (*assumptions, *natural(f, _under(assumptions, check, variables, timeout)))
    return _shown(claim, assumptions, check, **said)


def _parameters_below(
    f: Term, x: Term, variables: Mapping[str, str], assumptions: tuple[Term, ...]
) -> tuple[Term, ...]:
    """Parameters by which the formula divides are not 0, where nothing says so already."""
    spelt = vocabulary().unfold(f) if f.op == "call" else f
    found = dict.fromkeys(
        s for t in walk(spelt) if t.op == "div"
        for s in (t.args[1].args if t.args[1].op == "mul" else (t.args[1],))
        if s.op == "variable" and s is not x and variables.get(s.args[0], "real") == "real"
    )  # fmt: skip
    mentioned = {name for a in assumptions for name in free_symbols(a)}
    return tuple(relation("!=", s, ZERO) for s in found if s.args[0] not in mentioned)


def formula_text(what: object, variables: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """A formula as claim-language text with the domains of its variables; SymPy expressions bring their own."""
    if isinstance(what, str):
        return what, dict(variables)
    pair: Any = (what, 0)
    return text(reading.claim(claim_text(pair), claim_variables(pair)).args[1]), {**claim_variables(pair), **variables}


def _variable_of(f: Term, variables: Mapping[str, str], source: str) -> Term:
    """The variable of differentiation: x, or the only one there is."""
    scalars = [n for n in sorted(free_symbols(f)) if variables.get(n, "real") not in ("vector", "index")]
    if "x" in scalars or len(scalars) == 1:
        return variable("x" if "x" in scalars else scalars[0])
    which = f"{', '.join(scalars)}: call the one to differentiate by x" if scalars else "none"
    raise ClaimError(f"which variable? The formula has {which}", source)


def _stated(entry: Activation, name: str, check: Checker, timeout: float) -> Derivation:
    """A claim of the catalogue: the lines of the script that proves it, or the claim as a whole."""
    claims = {c.id.removeprefix(f"{entry.name}."): c for c in entry.theorems}
    if name not in claims:
        raise ScriptError(f"{entry.name} states no theorem '{name}'; it states {', '.join(claims)}")
    wanted = claims[name]
    claim = reading.claim(wanted.claim, wanted.variables)
    for proof in _shipped():
        if proof.claim is claim and proof.expects == PROVED and not proof.assumptions and not wanted.assumptions:
            return proof.derive(check, timeout)
    assumptions = tuple(reading.condition(a, wanted.variables) for a in wanted.assumptions)
    said: dict[str, Any] = {
        "name": wanted.id, "title": (_kind(wanted.kind).format(entry.title),), "variables": wanted.variables,
        "command": f"symact derive {entry.name} {name}", "timeout": timeout,
    }  # fmt: skip
    if wanted.expect != PROVED:
        return derivation(claim, (), check, assumptions=assumptions, expects=wanted.expect, **said)
    return _shown(claim, assumptions, check, **said)


@cache
def _shipped() -> tuple[Proof, ...]:
    return tuple(proof for path in find_scripts(shipped_scripts()) for proof in load_script(path))


def _kind(kind: str) -> str:
    return f"The {kind} of the {{}}" if "derivative" in kind else "A theorem about the {}"


__all__ = ["NotDerived", "derivative_of", "derive"]
