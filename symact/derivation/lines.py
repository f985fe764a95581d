"""Lines of a derivative: one rule a line until none is left, order after order; then the form that is wanted."""

from __future__ import annotations

from dataclasses import replace

from symact.activations import catalogue
from symact.derivation import reading
from symact.derivation.assemble import Line
from symact.derivation.closed import shortest
from symact.derivation.definitions import NotDerived, applied, definition_of
from symact.derivation.gather import gathered
from symact.derivation.paths import joined
from symact.derivation.rules import differentiation_step, needs, outermost, substeps
from symact.derivation.simple import TABLE, depends, has_derivative
from symact.derivation.tidy import delta_step
from symact.kernel.terms import Term, rebuild, substitute, text, walk

MOST_LINES = 40
ORDINALS = {1: "first", 2: "second", 3: "third"}


def line(after: Term, reason: str) -> Line:
    return Line("==", after, reading.prose(reason, {}), rule=reason)


def differentiated(now: Term, brief: bool = False) -> list[Line]:
    """Lines that follow from one another by the rules of differentiation, until no derivative is left.

    After the first derivative, and with `brief`, the chain rule is no line of its own.
    """
    lines: list[Line] = []
    while has_derivative(now):
        higher = next((d for d in outermost(now) if d.args[2] > 1 or has_derivative(d.args[0])), None)
        if higher is not None:
            now = _added(lines, _lowered(now, higher, sum(made.rule.endswith(" derivative") for made in lines) + 1))
            brief = True
            continue
        before = now
        now, names = differentiation_step(before, brief)
        inner = tuple((d, tuple(line(t, said) for t, said in found)) for d, found in substeps(before, brief))
        changed = tuple((d, differentiation_step(d, brief)[0]) for d in outermost(before))
        made = line(now, names or _plain(before))
        _added(lines, replace(made, needs=needs(before, brief), substeps=inner, changed=changed))
    collapsed = delta_step(now)
    if collapsed is not now:
        now = _added(lines, line(gathered(collapsed), "only one summand is left"))
    placed = _placed(now)
    if placed is not now:
        _added(lines, line(placed, "put in"))
    return lines


def _plain(before: Term) -> str:
    """What a line is called in which no rule has a name."""
    moving = any(depends(d.args[0], d.args[1]) for d in outermost(before))
    return "derivative of a linear function" if moving else "derivative of a constant"


def _added(lines: list[Line], made: Line) -> Term:
    lines.append(made)
    if len(lines) > MOST_LINES:
        raise NotDerived(f"more than {MOST_LINES} lines")
    return made.after


def _lowered(now: Term, d: Term, times: int) -> Line:
    """The innermost derivative of `d` put in, its own lines as substeps."""
    f, x, order = d.args
    inner, lower = (f, d) if has_derivative(f) else (Term("derivative", f, x, 1), Term("derivative", f, x, order - 1))
    if has_derivative(f):
        inner = next(s for s in walk(f) if s.op == "derivative")
        steps, closed = first_derivative(inner)
        after = Term("derivative", replaced(f, inner, closed), x, order)
    else:
        steps, closed = first_derivative(inner)
        after = Term("derivative", closed, x, lower.args[2])
    said = f"the {ORDINALS.get(times, f'{times}th')} derivative"
    made = line(replaced(now, d, after), said if d is now else "the inner derivative")
    return replace(made, substeps=((inner, tuple(steps)),) if steps else (), changed=((d, after),))


def first_derivative(d: Term) -> tuple[list[Line], Term]:
    """The derivative in closed form, as the catalogue states it or the shortest that is found, and lines to it."""
    f, x, order = d.args
    if order > 1 or has_derivative(f):
        lines = differentiated(d)
        return lines, lines[-1].after
    entry = catalogue().get(f.args[0]) if f.op == "call" else None
    if entry is not None and entry.core and not entry.differentiable:
        if not entry.of_vector and f.args[1] is x:
            return [], applied(entry, entry.derivative, f.args[1:])
        if text(f) == entry.application and text(x) == entry.differential:
            return [], reading.expression(entry.derivative, entry.domains)
    known = TABLE[f.args[0]](x) if f.op == "call" and f.args[0] in TABLE and f.args[1] is x else None
    lines = ended([*opened(d), *differentiated(opened(d)[-1].after if opened(d) else d)], known)
    return lines, lines[-1].after


def opened(d: Term) -> list[Line]:
    """The derivative of a function by its definition, in one line; none for a formula."""
    f, x, order = d.args
    if f.op != "call" or len(f.args) == 1:
        return []
    return [line(Term("derivative", definition_of(f), x, order), f"definition of `{f.args[0]}`")]


def ended(lines: list[Line], goal: Term | None = None) -> list[Line]:
    """The lines with the goal at the end, or, without one, with the shortest form that is found."""
    last = lines[-1].after
    wanted = goal if goal is not None else shortest(last)
    if wanted is last:
        return lines
    try:
        return [*lines, *[m.line() for m in joined(last, wanted)]]
    except NotDerived:
        # One line then, which the kernel decides on.
        before = {t.args[0] for t in walk(last) if t.op == "call"}
        new = sorted({t.args[0] for t in walk(wanted) if t.op == "call"} - before)
        return [*lines, line(wanted, f"written with {' and '.join(f'`{n}`' for n in new)}" if new else "simplify")]


def replaced(t: Term, old: Term, new: Term) -> Term:
    """`t` with a subterm exchanged wherever it occurs."""
    return new if t is old else rebuild(t, lambda a: replaced(a, old, new))


def _placed(t: Term) -> Term:
    """`Subs` carried out where no derivative is left in it."""
    made = rebuild(t, _placed)
    if made.op == "subs" and not has_derivative(made.args[0]):
        return substitute(made.args[0], {made.args[1]: made.args[2]})
    return made
