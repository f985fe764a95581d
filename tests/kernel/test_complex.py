"""Complex variables: principal branches everywhere, so most laws of logarithms and roots are false there.

No row depends on how much is decided: what is false is not PROVED, what is true is not REFUTED.
"""

from __future__ import annotations

import re

import pytest

from symact.derivation.ask import check

FALSE = [
    "sqrt(1/v) == 1/sqrt(v)",
    "log(1/v) == -log(v)",
    "sqrt(exp(v)) == exp(v/2)",
    "(v**3)**R(1,3)==v",
    "sqrt(x*y) + I == sqrt(x)*sqrt(y) + I",
    "sqrt(-x) == I*sqrt(x)",
    "log(-x) == log(x)+I*pi",
    "sqrt(v**2-1)==sqrt(v-1)*sqrt(v+1)",
    "sqrt(-v)==I*sqrt(v)",
    "log(-v)==log(-1)+log(v)",
    "log(I*v)==I*pi/2+log(v)",
    "log(v**2)==2*log(v)",
    "log(sqrt(v))*2 == log(v) + 2*I*pi",
    "(exp(v))**R(1,2)*I == I*exp(v/2)",
    "sqrt(v)*sqrt(1/v)==1",
    "log(exp(x+I)) == x + I + 2*I*pi",
    "log(exp(4*I)) == 4*I",
    "sqrt(exp(4*I)) == exp(2*I)",
    "(-1)**R(1,3)*I == -I",
    "Abs(v)==v",
    "exp(v) > 0",
    "v**2 + w**2 != 0",
    "v*w == 0",
    "sqrt((1+I)**6) == (1+I)**3",
    "log(I**3) == 3*log(I)",
    "exp(I*x) != -1",
    "v*v != -1",
    "sqrt(v**4) == v**2",
    "log(v) + log(1/v) == 0",
    "log(v/w) == log(v)-log(w)",
    "v**w*v**w == (v*v)**w",
    "I**I == exp(pi/2)",
    "(I**2)**R(1,2) == -I",
    "cos(v)**2 <= 1",
    "sin(v)**2 <= 1",
    pytest.param("erf(v)**2 < 1", marks=pytest.mark.slow),
    "v**2 >= 0",
    "Derivative(v*x, x) == x",
]
TRUE = [
    "sqrt(v)**3 == v*sqrt(v)",
    "v**R(1,3)*v**R(2,3)==v",
    "I**I == exp(-pi/2)",
    "exp(log(v)) == v",
    "sqrt(v)**4==v**2",
    "1/v*v == 1",
    "sin(v)**2 + cos(v)**2 == 1",
    "exp(x + I*pi) == -exp(x)",
    "sqrt(-1) == I",
    "log(-1) == I*pi",
    "x*I == I*x",
    "exp(v)*exp(-v) == 1",
    "erf(-v) == -erf(v)",
]


def verdict(source: str) -> str:
    names = set(re.findall(r"\b[vwxy]\b", source))
    return check(source, [f"{n} != 0" for n in sorted(names)], dict.fromkeys(names & set("vw"), "complex"), 2).verdict


@pytest.mark.parametrize("source", FALSE)
def test_false_claims_are_not_proved(source: str) -> None:
    assert verdict(source) != "PROVED"


@pytest.mark.parametrize("source", TRUE)
def test_true_claims_are_not_refuted(source: str) -> None:
    assert verdict(source) != "REFUTED"
