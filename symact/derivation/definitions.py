"""Calls with their definitions put in, calls inside the definitions kept."""

from __future__ import annotations

from collections.abc import Sequence

from symact.activations import Activation, catalogue, vocabulary
from symact.derivation.reading import expression
from symact.kernel.errors import SymactError
from symact.kernel.terms import Term, rebuild, substitute


class NotDerived(SymactError):
    """No derivation was found; nothing follows about the claim."""


def definition_of(t: Term) -> Term:
    """A call with its definition put in, calls inside the definition kept where they can be."""
    name, *arguments = t.args
    entry = catalogue().get(name)
    if entry is None or entry.of_vector:
        return without_guards(vocabulary().unfold(t))
    return applied(entry, entry.kernel, arguments)


def applied(entry: Activation, form: str, arguments: Sequence[Term]) -> Term:
    """A form of an entry, read with its arguments in the places of its variables and parameters."""
    values = {Term("variable", p.name): expression(p.default, {}) for p in entry.parameters}
    values |= {Term("variable", a.name): b for a, b in zip(entry.arguments, arguments, strict=False)}
    return substitute(expression(form, entry.domains), values)


def without_guards(t: Term) -> Term:
    return without_guards(t.args[0]) if t.op == "guarded" else rebuild(t, without_guards)


def unfolded(t: Term, names: frozenset[str]) -> Term:
    """`t` with the calls of these functions replaced by their definitions, one level deep."""
    if t.op == "call":
        if t.args[0] not in names:
            return t
        return definition_of(Term("call", t.args[0], *[unfolded(a, names) for a in t.args[1:]]))
    return rebuild(t, lambda a: unfolded(a, names))
