"""Linear forms with rational coefficients over values, and over None, which stands for 1."""

from __future__ import annotations

from typing import Any

from flint import fmpq

Form = dict[Any, fmpq]
MINUS = fmpq(-1)


def sum_of(a: Form, b: Form) -> Form:
    if not b:
        return a
    total = dict(a)
    for k, q in b.items():
        total[k] = total[k] + q if k in total else q
        if not total[k]:
            del total[k]
    return total


def multiple_of(a: Form, q: fmpq) -> Form:
    return {k: c * q for k, c in a.items()} if q else {}


def difference_of(a: Form, b: Form) -> Form:
    return sum_of(a, multiple_of(b, MINUS))
