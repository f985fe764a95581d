"""Claims that fail on a short interval, or only where the two sides touch."""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import arb

from symact.derivation.ask import check, read
from symact.kernel.errors import LimitExceeded
from symact.prover.lowest import _Descent
from symact.prover.recognise import middle

# claim; assumptions. Each fails by little, or at one point of each period.
FALSE = """
x*log(x) >= -R(36787, 100000); x > 0
x**x > R(6923, 10000); x > 0
gelu(x) >= -R(16, 100)
gelu(x) >= -R(16997120747990365, 10**17)
silu(x) >= -R(2784645427610737, 10**16)
mish(x) >= -R(30883, 100000)
3*sin(x) + 4*cos(x) < 5
Derivative(snake(x), x) > 0
Abs(Derivative(sigmoid(x), (x, 2))) <= R(96, 1000)
Derivative(sigmoid(x), (x, 2)) < sqrt(3)/18
Derivative(tanh(x), (x, 2)) < 4*sqrt(3)/9
(x - 3)**2 + (y - R(1, 7))**2 > R(1, 10**6)
exp(x) + y*log(y) - y - x*y > -R(1, 100); y > 0; x == x + 1
"""
TRUE = """
x*log(x) >= -R(36788, 100000); x > 0
3*sin(x) + 4*cos(x) <= 5
silu(x) >= -R(28, 100)
Derivative(sigmoid(x), (x, 2)) <= sqrt(3)/18
Derivative(tanh(x), (x, 2)) <= 4*sqrt(3)/9
"""


def _lines(text: str) -> list[list[str]]:
    return [[p.strip() for p in line.split(";")] for line in text.strip().splitlines()]


@pytest.mark.parametrize("line", _lines(FALSE)[:-1], ids="; ".join)
def test_refuted(line: list[str]) -> None:
    assert check(line[0], line[1:]).verdict == "REFUTED"


@pytest.mark.parametrize("line", [*_lines(TRUE), _lines(FALSE)[-1]], ids="; ".join)
def test_never_refuted(line: list[str]) -> None:
    assert check(line[0], line[1:]).refutation is None


def test_margins_of_a_billion_digits_are_left_alone() -> None:
    claim = read("exp(exp(x)) >= exp(-exp(exp(x)))")
    margin = _Descent(claim, lambda: None).margin
    assert margin({"x": Fraction(25)}) is None and margin({"x": Fraction(1)}) is not None
    below = _Descent(read("exp(-exp(x)) > 0"), lambda: None).margin({"x": Fraction(25)})
    assert below == 0
    with pytest.raises(LimitExceeded, match="digits"):
        middle(arb(25).exp().exp())
