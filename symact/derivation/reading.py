"""Reads what a derivation is written in: terms and conditions of the claim language, and prose with terms in it."""

from __future__ import annotations

from collections.abc import Mapping

from symact.activations import vocabulary
from symact.kernel.errors import ClaimError
from symact.kernel.grammar import Reader, parse_condition, parse_expression
from symact.kernel.terms import RELATIONS, Term, rebuild, relation, text
from symact.kernel.unknown import begins_set

# Words, and terms between them: "times `exp(x)` above and below".
Prose = tuple[str | Term, ...]


def expression(source: str, variables: Mapping[str, str]) -> Term:
    """The term of a claim-language text, with the functions of the catalogue."""
    return parse_expression(source, variables, vocabulary())


def condition(source: str, variables: Mapping[str, str]) -> Term:
    """The condition of a claim-language text: a relation, a chain of them, And, Or, Eq, Ne."""
    return parse_condition(source, variables, vocabulary())


def claim(source: str, variables: Mapping[str, str]) -> Term:
    """The relation that a claim states; raises `ClaimError` when the text is no single relation."""
    reader = Reader(source, variables, vocabulary(), "claim")
    if begins_set(reader):
        return relation(*reader.guarded(Reader.claim))
    found = reader.guarded(Reader.condition)
    if found.op != "relation":
        raise ClaimError("a claim is one relation between two expressions", source)
    return found


def prose(source: str, variables: Mapping[str, str]) -> Prose:
    """Words with claim-language text in backquotes; a bare function name such as `sigmoid` stands for its sign."""
    pieces = source.split("`")
    if len(pieces) % 2 == 0:
        raise ClaimError("a backquote is not closed", source, source.rfind("`"), "reason")
    return tuple(_inline(p, variables) if odd % 2 else p for odd, p in enumerate(pieces) if p)


def _inline(source: str, variables: Mapping[str, str]) -> Term:
    name = source.strip()
    if name in vocabulary() and name not in variables:
        return Term("call", name)
    if any(r in source for r in (*RELATIONS, "Eq(", "Ne(", "And(", "Or(")):
        return condition(source, variables)
    return expression(source, variables)


def prose_text(words: Prose) -> str:
    """The prose as it was written, terms in backquotes; for records."""
    return "".join(w if isinstance(w, str) else f"`{name_text(w)}`" for w in words)


def name_text(t: Term) -> str:
    """The text of a term; a function or name that stands alone is written without brackets."""
    return text(_plain(t))


def _plain(t: Term) -> Term:
    if t.op == "call" and len(t.args) == 1:
        return Term("variable", t.args[0])
    return rebuild(t, _plain)
