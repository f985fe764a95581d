"""Conditions on products of variables: what follows from them linearly, and what does not."""

from __future__ import annotations

import pytest

from symact.derivation.ask import check

CLAIMS = """
+ x*y < 2; x*y < 1
+ 2*x*y + x <= 5; x*y <= 2; x <= 1
+ 1/(x*y) > 1/2; x*y > 0; x*y < 2
+ x**2 + y**2 < 9; x**2 + y**2 < 4
+ x**2*y < 3; x**2*y < w; w < 3
- x*y < 2; x*y < 3
- x < 2; x*y < 1
+ x/y < 3; x/y < 2
- x < 2*y; x/y < 2
+ x*y + x*w <= 3; x*y <= 1; x*w <= 2
- x*y + x*w < 3; x*y <= 1; x*w <= 2
+ x*log(y) < 2; x*log(y) < 1
+ x*y > 0; x/y > 0
- x*y**2 > 0; x > 0
+ x*y**2 >= 0; x > 0
+ exp(x)*y < 3; exp(x)*y + y**2 < 3
+ x*y <= 1; x**2 + y**2 <= 2
- x*y < 1; x**2 + y**2 <= 2
+ x*y >= -1; x**2 + y**2 <= 2
+ x*log(y) <= 1; x**2 + log(y)**2 <= 2
+ x*y*w > 0; x*y > 0; w > 0
- x*y*w > 0; x*y > 0
- x > 0; x*y > 0
- x/y > 0; x*y >= 0
+ x**-3*y < 0; x*y < 0
- x**-2*y < 0; x*y < 0
- x*y < 1; x < 1; y < 1
- x*y >= 0; x**2*y**2 >= 1
- Derivative(x*y, x) < 1; x*y < 1
- exp(x) - 5*x - 1 > 0; exp(x)*x > 5; x > 0
- x*y <= R(99, 100); x**2 + y**2 <= 2
- 1/x < 1; x*y < 1; y == 1
- Limit(x*y, x, 2) < 1; x*y < 1
"""
# An empty case makes a claim true of nothing: the conditions here can be met.
NOT_EMPTY = """
x*y < 1; y*w < 1; x*w < 1; x > 0
x**2*y < -1; x > 5
x*y >= 5; x**2 + y**2 <= 10
x/y < -1; x*y < -1
x*y - x > 3; x*y + x < 4
"""


def _lines(text: str) -> list[list[str]]:
    return [[p.strip() for p in line.split(";")] for line in text.strip().splitlines()]


@pytest.mark.parametrize("line", _lines(CLAIMS), ids="; ".join)
def test_decided(line: list[str]) -> None:
    assert check(line[0][1:], line[1:]).verdict == {"+": "PROVED", "-": "REFUTED"}[line[0][0]]


@pytest.mark.parametrize("line", _lines(NOT_EMPTY), ids="; ".join)
def test_not_empty(line: list[str]) -> None:
    assert check("1 == 2", line, timeout=5).theorem is None
