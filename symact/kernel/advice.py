"""Factorisations as certificates write them; the ring multiplies them out, so nothing rests on their being right.

A polynomial is a list of terms, each its coefficient followed by its exponents, as text: "2/3·g₀·g₁²" is
["2/3", "1", "2"].
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from symact.kernel import polynomial as poly
from symact.kernel.errors import CertificateError, LimitExceeded
from symact.kernel.polynomial import Polynomial
from symact.kernel.ring import Advice, Factors
from symact.kernel.terms import MAX_NUMBER_BITS


def recorded(node: Mapping[str, Any]) -> Advice:
    """Advice read from a certificate: the n-th question is answered by entry n, if there is one."""
    answers = node.get("factors", {})
    if not isinstance(answers, Mapping):
        raise CertificateError("'factors' is not an object")
    asked = iter(range(10**9))

    def advice(f: Polynomial, refinable: frozenset[int]) -> Factors | None:
        found = answers.get(str(next(asked)))
        return None if found is None else [(read_polynomial(p), _exponent(e)) for p, e in _pairs(found)]

    return advice


def _pairs(found: Any) -> list[tuple[Any, Any]]:
    if not isinstance(found, list) or not all(isinstance(x, list) and len(x) == 2 for x in found):
        raise CertificateError("factors are pairs of a polynomial and an exponent")
    return [(p, e) for p, e in found]


def _exponent(e: Any) -> int:
    if type(e) is not int or not 1 <= e <= 200:
        raise CertificateError("the exponent of a factor is a positive integer")
    return e


def write_polynomial(p: Polynomial) -> list[list[str]]:
    """Each term as its coefficient followed by its exponents, as text."""
    if any(max(abs(c.numerator).bit_length(), c.denominator.bit_length()) > MAX_NUMBER_BITS for c in p.values()):
        raise LimitExceeded("a coefficient too long to write")
    return [[str(c), *map(str, m)] for m, c in p.items()]


def _is_ratio(x: Any) -> bool:
    return isinstance(x, str) and re.fullmatch(r"-?[0-9]{1,4300}(/[1-9][0-9]{0,4299})?", x) is not None


def read_polynomial(data: Any) -> Polynomial:
    if not isinstance(data, list) or not all(isinstance(row, list) and all(map(_is_ratio, row)) for row in data):
        raise CertificateError("not a polynomial")
    rows = [[Fraction(x) for x in row] for row in data]
    result: Polynomial = {}
    for row in rows:
        if not row or len(row) > 200:
            raise CertificateError("not a polynomial: a term without coefficient")
        result = poly.plus(result, {poly.trimmed(map(poly.rational, row[1:])): poly.rational(row[0])} if row[0] else {})
    return result
