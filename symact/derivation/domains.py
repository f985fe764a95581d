"""Where a formula has a derivative: what divisions, logarithms, roots and powers ask for and is not proved anyway."""

from __future__ import annotations

from collections.abc import Iterator

from symact.activations import vocabulary
from symact.derivation.splitting import Ask
from symact.derivation.tidy import factors_of, negative
from symact.kernel.terms import ONE, ZERO, Term, children, relation


def natural(f: Term, ask: Ask) -> tuple[Term, ...]:
    """The conditions in the order in which the formula needs them; one that follows from those before is left out.

    None where no point meets them.
    """
    kept: tuple[Term, ...] = ()
    for condition in dict.fromkeys(_asked_for(vocabulary().unfold(f))):
        if not ask(condition, kept):
            kept = (*kept, _solved(condition))
    return () if kept and ask(relation("==", ZERO, ONE), kept) else kept


def _asked_for(t: Term) -> Iterator[Term]:
    for a in children(t):
        yield from _asked_for(a)
    if t.op == "div":
        yield from (relation("!=", _base(s), ZERO) for s in factors_of([t.args[1]])[1])
    elif t.op == "log":
        yield relation(">", t.args[0], ZERO)
    elif t.op == "pow":
        exponent = t.args[1]
        if exponent.op != "number" or exponent.args[0].denominator != 1:
            yield relation(">", t.args[0], ZERO)
        elif exponent.args[0] < 0:
            yield relation("!=", t.args[0], ZERO)


def _solved(condition: Term) -> Term:
    """x ≠ 2 for x − 2 ≠ 0, x² < 1 for 1 − x² > 0."""
    rel, t, _ = condition.args
    numbers = [a for a in t.args if isinstance(a, Term) and (a.args[0] if a.op == "neg" else a).op == "number"]
    if t.op != "add" or len(numbers) != 1 or len(t.args) != 2:
        return condition
    other = next(a for a in t.args if a is not numbers[0])
    if other.op == "neg":
        return relation(rel.replace(">", "<"), other.args[0], numbers[0])
    return relation(rel, other, negative(numbers[0]))


def _base(t: Term) -> Term:
    return t.args[0] if t.op == "pow" and t.args[1].op == "number" else t
