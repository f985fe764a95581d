"""Derivations that are found, not written: the derivative of a catalogue entry or of a formula, by named rules.

The lines are proposed here and believed nowhere: each is put before the kernel, like the lines of a script. Where no
lines are found, the claim is checked as a whole and the derivation says that it was not derived.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Any

from symact.activations import Activation, catalogue
from symact.derivation import reading, regions
from symact.derivation.ask import check as kernel_check
from symact.derivation.assemble import TIMEOUT, Checker, Line, ScriptError, Sketch, derivation
from symact.derivation.definitions import NotDerived, applied, definition_of
from symact.derivation.paths import joined
from symact.derivation.proof import Proof
from symact.derivation.record import PROVED, Derivation
from symact.derivation.rules import (
    differentiation_step,
    has_derivative,
    needs,
    outermost,
    substeps,
)  # fmt: skip
from symact.derivation.scripts import find_scripts, load_script, shipped_scripts
from symact.derivation.statements import claim_text, claim_variables
from symact.derivation.tidy import delta_step
from symact.kernel.errors import ClaimError
from symact.kernel.terms import Term, free_symbols, relation, text, variable, walk

MOST_LINES = 30


def derive(
    what: object, theorem: str | None = None, variables: Mapping[str, str] | None = None, *,
    assume: Sequence[str] | str = (), timeout: float = TIMEOUT, check: Checker | None = None,
) -> Derivation:  # fmt: skip
    """The derivation of a theorem about an entry (`"sigmoid"`) or a formula (`"x*tanh(exp(x))"`), every line checked.

    Without `theorem` it is the derivative; else the id of one of the entry's claims (`"complement"`), for which the
    proof scripts that come with symact are searched. `variables` and `assume` are for formulas. Raises `ClaimError`
    for a formula that cannot be read, `ScriptError` for an unknown theorem, `NotDerived` where no rule applies.
    """
    checker: Checker = check or kernel_check
    entry = catalogue().get(what) if isinstance(what, str) else getattr(what, "entry", None)
    if entry is None:
        return _formula(what, dict(variables or {}), assume, timeout, checker)
    if theorem in (None, "derivative") and entry.core:
        return derivative_of(entry, checker, timeout)
    if theorem is None:
        return _formula(entry.application, entry.domains, assume, timeout, checker)
    return _stated(entry, theorem.removeprefix(f"{entry.name}."), checker, timeout)


def derivative_of(entry: Activation, check: Checker = kernel_check, timeout: float = TIMEOUT) -> Derivation:
    """The derivative of an entry, from its definition to the closed form that it states."""
    claim = reading.claim(f"Derivative({entry.application}, {entry.differential}) == {entry.derivative}", entry.domains)
    assumptions = tuple(reading.condition(a, entry.domains) for a in entry.differentiable)
    used = free_symbols(claim)
    variables = {name: domain for name, domain in entry.domains.items() if name in used and domain != "real"}
    sketches, remark = _found(claim, assumptions)
    return derivation(
        claim, sketches, check, name=f"{entry.name}.derivative", title=_title(f"The derivative of the {entry.title}"),
        assumptions=assumptions, variables=variables, remark=(remark,) if remark else (),
        command=f"symact derive {entry.name}", timeout=timeout,
    )  # fmt: skip


def _title(words: str) -> reading.Prose:
    return (words,)


def _formula(
    what: object, variables: dict[str, str], assume: Sequence[str] | str, timeout: float, check: Checker
) -> Derivation:
    """The derivative of a formula, as its rules give it; the last line is the theorem."""
    source, variables = formula_text(what, variables)
    f = reading.expression(source, variables)
    x = _variable_of(f, variables, source)
    assumptions = tuple(reading.condition(a, variables) for a in ([assume] if isinstance(assume, str) else assume))
    left = Term("derivative", f, x, 1)
    lines = differentiated(left)
    return derivation(
        relation("==", left, lines[-1].after), (Sketch(left=tuple(lines)),), check, name="derivative",
        title=("The derivative of ", f), assumptions=assumptions, variables=variables,
        command=f'symact derive "{source}"', timeout=timeout,
    )  # fmt: skip


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
    raise ClaimError(f"which variable? The formula has {', '.join(scalars) or 'none'}; call one of them x", source)


def sketch(f: Term, x: Term, stated: Term, assumptions: tuple[Term, ...]) -> tuple[Sketch, ...]:
    """The lines from `Derivative(f, x)` to the stated form; by regions where the definition is piecewise."""
    body = definition_of(f)
    if x.op == "variable" and (regions.conditional(body) or regions.conditional(stated)):
        return _by_regions(f, body, x, stated, assumptions)
    start = Term("derivative", body, x, 1)
    name = f"of `{f.args[0]}`" if f.op == "call" else ""
    lines = [_line(start, f"definition {name}".rstrip()), *differentiated(start)]
    return (Sketch(left=tuple(_ending(lines, stated))),)


def differentiated(line: Term) -> list[Line]:
    """Lines that follow from one another by the rules of differentiation, until no derivative is left."""
    lines: list[Line] = []
    while has_derivative(line):
        before = line
        line, names = differentiation_step(before)
        made = _line(line, names or "derivative of a linear function")
        inner = tuple((d, tuple(_line(t, said) for t, said in found)) for d, found in substeps(before))
        lines.append(replace(made, needs=needs(before), substeps=inner, changed=_changed(before)))
        if len(lines) > MOST_LINES:
            raise NotDerived(f"more than {MOST_LINES} lines")
    collapsed = delta_step(line)
    if collapsed is not line:
        lines.append(_line(collapsed, "only one summand is left"))
    return lines


def _changed(line: Term) -> tuple[tuple[Term, Term], ...]:
    """Each derivative in the line with what its rule makes of it."""
    return tuple((d, differentiation_step(d)[0]) for d in outermost(line))


def _ending(lines: list[Line], stated: Term) -> list[Line]:
    """The lines with the stated form at the end."""
    if lines[-1].after is stated:
        return lines
    try:
        return [*lines, *[m.line() for m in joined(lines[-1].after, stated)]]
    except NotDerived:
        pass  # one line then, which the kernel decides on
    before = {t.args[0] for t in walk(lines[-1].after) if t.op == "call"}
    new = sorted({t.args[0] for t in walk(stated) if t.op == "call"} - before)
    reason = f"written with {' and '.join(f'`{name}`' for name in new)}" if new else "simplify"
    return [*lines, _line(stated, reason)]


def _by_regions(f: Term, body: Term, x: Term, stated: Term, assumptions: tuple[Term, ...]) -> tuple[Sketch, ...]:
    """One case for each region between breakpoints, and one for each breakpoint that is not excluded."""
    points = regions.breakpoints(body, x)
    if not points:
        raise NotDerived("the definition is piecewise, but no breakpoint was found")
    excluded = [relation("!=", x, c.args[2]) for c, _ in regions.regions(points, x) if c.args[0] == "=="]
    found = []
    for condition, point in regions.regions(points, x):
        if condition.op == "relation" and condition.args[0] == "==":
            if excluded[points.index(point)] not in assumptions:
                found.append(_glued(body, x, stated, condition, points, point))
        else:
            found.append(_inside(f, body, x, stated, condition, point))
    return tuple(found)


def _inside(f: Term, body: Term, x: Term, stated: Term, condition: Term, point: Fraction) -> Sketch:
    """Inside a region the function is one branch, near every point of it."""
    near = regions.branch(body, x, point)
    here = Term("derivative", near, x, 1)
    goal = regions.branch(stated, x, point)
    first = Line("==", here, ("near this point ", f, " is ", near), rule="branch")
    left = _ending([first, *differentiated(here)], goal)
    right = None if goal is stated else (_line(goal, "the branch that applies"),)
    return Sketch((condition,), (), tuple(left), right)


def _glued(body: Term, x: Term, stated: Term, condition: Term, points: list[Fraction], point: Fraction) -> Sketch:
    """At a breakpoint: the branches on both sides have the same value and the same slope there."""
    before, after = (regions.branch(body, x, p) for p in regions.neighbours(points, point))
    here = regions.branch(stated, x, point)
    slope = regions.value_at(here, x, point)
    conditions = (
        relation("==", before, after),
        *(relation("==", Term("derivative", side, x, 1), slope) for side in (before, after)),
    )
    reason = reading.prose("the branches on both sides have the same value and the same slope", {})
    left = Line("==", slope, reason, conditions, "glue")
    right = [_line(here, "the branch that applies")] if here is not stated else []
    right += [_line(slope, "at this point")] if here is not slope else []
    return Sketch((condition,), (), (left,), tuple(right) or None)


def _line(after: Term, reason: str) -> Line:
    return Line("==", after, reading.prose(reason, {}), rule=reason)


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
    sketches, remark = _found(claim, assumptions) if wanted.expect == PROVED else ((), "")
    return derivation(
        claim, sketches, check, name=wanted.id, title=(_kind(wanted.kind).format(entry.title),),
        assumptions=assumptions, variables=wanted.variables, expects=wanted.expect, remark=(remark,) if remark else (),
        command=f"symact derive {entry.name} {name}", timeout=timeout,
    )  # fmt: skip


@cache
def _shipped() -> tuple[Proof, ...]:
    return tuple(proof for path in find_scripts(shipped_scripts()) for proof in load_script(path))


def _kind(kind: str) -> str:
    return f"The {kind} of the {{}}" if "derivative" in kind else "A theorem about the {}"


def _found(claim: Term, assumptions: tuple[Term, ...]) -> tuple[tuple[Sketch, ...], str]:
    """The lines to a claim, or none and the remark that says why."""
    try:
        rel, left, stated = claim.args
        if rel != "==" or left.op != "derivative":
            raise NotDerived("no script proves it, and only derivatives are derived without one")
        f, x, order = left.args
        if order == 1 and f.op == "call":
            return sketch(f, x, stated, assumptions), ""
        if order == 2:
            return (second(f, x, stated),), ""
        raise NotDerived("derivatives of this order, or of this operand, are not derived yet")
    except NotDerived as error:
        return (), f"Not derived line by line: {error}. The claim was checked as a whole."


def second(f: Term, x: Term, stated: Term) -> Sketch:
    """The second derivative of a catalogue function: the stated first one, differentiated again."""
    entry = catalogue().get(f.args[0]) if f.op == "call" else None
    if entry is None or not entry.core or regions.conditional(definition_of(f)):
        raise NotDerived("the second derivative is derived for functions without cases that state the first")
    if not entry.of_vector and f.args[1] is x:
        first = applied(entry, entry.derivative, f.args[1:])
    elif text(f) == entry.application and text(x) == entry.differential:
        first = reading.expression(entry.derivative, entry.domains)
    else:
        raise NotDerived("the second derivative is derived for the function itself, not for compositions")
    start = Term("derivative", first, x, 1)
    return Sketch(left=tuple(_ending([_line(start, "the first derivative"), *differentiated(start)], stated)))


__all__ = ["NotDerived", "derivative_of", "derive"]
