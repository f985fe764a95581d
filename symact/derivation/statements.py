"""Claims as Python objects: relationals that SymPy has not evaluated, and the text of what a caller hands over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sympy
from sympy.logic.boolalg import BooleanAtom

from symact.activations import vocabulary
from symact.derivation.bridge import BridgeError, from_sympy
from symact.derivation.writing import to_sympy
from symact.kernel.claim import read_claim
from symact.kernel.terms import Term, relation, text


def claim(source: str, variables: Mapping[str, str] | None = None) -> Any:
    """The SymPy relational of a claim, both sides as they are written: `claim("x/x == 1")` keeps x/x.

    `variables` gives domains (`{"b": "positive"}`); raises `ClaimError` with a position when the text is no claim.
    """
    found = read_claim(source, vocabulary(), (), variables)
    return to_sympy(relation(found.relation, found.left, found.right), found.domains, evaluate=False)


def claim_text(statement: Any) -> str:
    """The claim-language text of a string, a relational, or a pair (lhs, rhs), which means lhs == rhs.

    Raises `TypeError` for a bool: Python's `==` compares SymPy expressions by structure before anyone sees them.
    """
    if isinstance(statement, str):
        return statement
    if isinstance(statement, (bool, BooleanAtom)):
        raise TypeError(
            f"the claim is {statement}: Python or SymPy decided it before symact saw it; "
            'write it as a string, such as "sigmoid(-x) == 1 - sigmoid(x)", or as a pair (lhs, rhs)'
        )
    if isinstance(statement, tuple):
        if len(statement) != 2:
            raise TypeError(f"a claim as a tuple is a pair (lhs, rhs), not {len(statement)} parts")
        return text(relation("==", *map(_side, statement)))
    if isinstance(statement, sympy.core.relational.Relational):
        return text(from_sympy(statement))
    raise TypeError(f"a claim is a string, a relational or a pair (lhs, rhs), not {type(statement).__name__}")


def condition_text(condition: Any) -> str:
    """The claim-language text of an assumption: a string, a relational, or SymPy's And and Or of them."""
    if isinstance(condition, str):
        return condition
    if isinstance(condition, (sympy.core.relational.Relational, sympy.And, sympy.Or)):
        return text(from_sympy(condition))
    raise TypeError(f"an assumption is a string or a SymPy condition, not {condition!r}")


def claim_variables(statement: Any) -> dict[str, str]:
    """The domains that a statement's SymPy symbols declare: `positive=True` is `positive`, an IndexedBase a vector.

    Plain symbols are real, as everywhere in the claim language.
    """
    parts = statement if isinstance(statement, tuple) else (statement,)
    found: dict[str, str] = {}
    for part in parts:
        if isinstance(part, sympy.Basic):
            for name, domain in _declared(part):
                if found.setdefault(name, domain) != domain:
                    raise BridgeError(f"the symbol {name} occurs with different assumptions: {found[name]}, {domain}")
    return found


def _side(side: Any) -> Term:
    if isinstance(side, Term):
        return side
    if isinstance(side, str):
        return read_claim(f"{side} == 0", vocabulary()).left
    return from_sympy(side)


def _declared(e: sympy.Basic) -> Iterator[tuple[str, str]]:
    bound = {str(s.limits[0][0]) for s in e.atoms(sympy.Sum)}
    vectors = {str(v.label) for v in e.atoms(sympy.IndexedBase)}
    indices = {str(i) for c in e.atoms(sympy.Indexed) for i in c.indices}
    indices |= {str(a) for d in e.atoms(sympy.KroneckerDelta) for a in d.args[:2]}
    indices |= {
        str(f.args[0]) for f in e.atoms(sympy.Function)
        if isinstance(f.args[0] if f.args else None, sympy.Symbol) and _indexed(f)
    }  # fmt: skip
    yield from ((name, "vector") for name in sorted(vectors))
    yield from ((name, "index") for name in sorted(indices - bound))
    for s in sorted(e.free_symbols, key=str):
        if isinstance(s, sympy.Symbol) and str(s) not in {*vectors, *indices, "n"}:
            yield str(s), _domain(s)


def _indexed(f: Any) -> bool:
    entry = getattr(f.func, "entry", None)
    return entry is not None and entry.variables[0].domain == "index"


def _domain(s: sympy.Symbol) -> str:
    for assumption in ("positive", "negative", "nonnegative"):
        if getattr(s, f"is_{assumption}"):
            return assumption
    return "complex" if s.is_complex and s.is_real is None else "real"
