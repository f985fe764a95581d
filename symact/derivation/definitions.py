"""Calls with their definitions put in, calls inside the definitions kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from symact.activations import Activation, catalogue, vocabulary
from symact.derivation.gather import without_ones
from symact.derivation.reading import expression
from symact.kernel.errors import SymactError
from symact.kernel.terms import LEAVES, ONE, Term, rebuild, substitute


class NotDerived(SymactError):
    """No derivation was found; nothing follows about the claim."""


def definition_of(t: Term) -> Term:
    """A call with its definition put in, calls inside the definition kept where they can be."""
    name, *arguments = t.args
    entry = catalogue().get(name)
    if entry is None or entry.of_vector:
        return without_guards(vocabulary().unfold(t))
    return with_constants(applied(entry, entry.kernel, arguments))


def with_constants(t: Term) -> Term:
    """Numbers that have a name of their own in the catalogue, such as those of SELU, by that name."""
    if t.op == "number":
        return _constants().get(t, t)
    return t if t.op in LEAVES else rebuild(t, with_constants)


@cache
def _constants() -> Mapping[Term, Term]:
    plain = (e for e in catalogue().values() if not e.variables and not e.parameters)
    return {expression(e.kernel, {}): Term("call", e.name) for e in plain}


def applied(entry: Activation, form: str, arguments: Sequence[Term]) -> Term:
    """A form of an entry, read with its arguments in the places of its variables and parameters."""
    values = {Term("variable", p.name): expression(p.default, {}) for p in entry.parameters}
    values |= {Term("variable", a.name): b for a, b in zip(entry.arguments, arguments, strict=False)}
    made = substitute(expression(form, entry.domains), values)
    return without_ones(made) if ONE in values.values() else made


def without_guards(t: Term) -> Term:
    return without_guards(t.args[0]) if t.op == "guarded" else rebuild(t, without_guards)


def unfolded(t: Term, names: frozenset[str]) -> Term:
    """`t` with the calls of these functions replaced by their definitions, one level deep."""
    if t.op == "call":
        if t.args[0] not in names:
            return t
        return definition_of(Term("call", t.args[0], *[unfolded(a, names) for a in t.args[1:]]))
    return rebuild(t, lambda a: unfolded(a, names))
