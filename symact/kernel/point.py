"""Points at which claims are evaluated: closed terms for variables, lists of them for vectors, indices by position."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from symact.kernel.claim import Claim
from symact.kernel.errors import CertificateError
from symact.kernel.grammar import parse_expression
from symact.kernel.terms import Term, free_symbols, walk


@dataclass(frozen=True)
class Point:
    """Closed terms for variables; for general n: the length, components of vectors, and 1-based indices."""

    values: Mapping[str, Term] = field(default_factory=dict)
    vectors: Mapping[str, tuple[Term, ...]] = field(default_factory=dict)
    indices: Mapping[str, int] = field(default_factory=dict)
    length: int = 0


def read_point(claim: Claim, data: Any) -> Point:
    """A point from JSON, closed terms as text: {"x": "1/2", "y": "log(2)", "n": 3, "i": 1, "z": ["0", "1", "-2"]}."""
    if not isinstance(data, Mapping):
        raise CertificateError("the point is not an object")
    values: dict[str, Term] = {}
    vectors: dict[str, tuple[Term, ...]] = {}
    indices: dict[str, int] = {}
    lists = [v for n, v in data.items() if claim.domains.get(n) == "vector" and isinstance(v, list)]
    length = data.get("n", len(lists[0]) if lists else 0) if "n" not in claim.domains else 0
    if type(length) is not int or not 0 <= length <= 100:
        raise CertificateError("n is not an integer from 1 to 100")
    for name, domain in claim.variables:
        if name not in data:
            raise CertificateError(f"the point gives no value for {name}")
        entry = data[name]
        if domain == "vector":
            if not isinstance(entry, list) or len(entry) != length:
                raise CertificateError(f"the point gives {name} another length than n")
            vectors[name] = tuple(_closed(e) for e in entry)
        elif domain == "natural":
            raise CertificateError(f"the value of the natural variable {name} is given by 'naturals'")
        elif domain == "index":
            if type(entry) is not int or not 1 <= entry <= length:
                raise CertificateError(f"the index {name} is not from 1 to n")
            indices[name] = entry
        else:
            values[name] = _closed(entry, domain == "complex")
    return Point(values, vectors, indices, length)


def _closed(entry: Any, plane: bool = False) -> Term:
    if not isinstance(entry, str):
        raise CertificateError("a coordinate is not text")
    t = parse_expression(entry)
    if free_symbols(t) or any(s.op not in _COORDINATE and not (plane and s.op == "imaginary") for s in walk(t)):
        raise CertificateError(f"a coordinate is not a closed term of its domain: {entry[:80]}")
    return t


_COORDINATE = frozenset({"number", "pi", "add", "neg", "mul", "div", "pow", "exp", "log", "atan"})
