"""Numbers made of roots: what is zero, and what is zero to many digits only."""

import pytest

from symact import check
from symact.kernel.grammar import parse_expression
from symact.kernel.radicals import vanishes

ZERO = [
    "sqrt(4 + sqrt(7)) - sqrt(4 - sqrt(7)) - sqrt(2)",
    "(sqrt(5) + 2)**R(1, 3) - (sqrt(5) - 2)**R(1, 3) - 1",
    "(2 + sqrt(5))**R(1, 3) + (2 + sqrt(5))**R(-1, 3) - sqrt(5)",
    "sqrt(5 + 2*sqrt(6)) - sqrt(2) - sqrt(3)",
    "sqrt(2*R(1, 2) + sqrt(3)/2*2) - (sqrt(1 + sqrt(3)))",
    "sqrt(16 - 2*sqrt(29) + 2*sqrt(55 - 10*sqrt(29))) - sqrt(5) - sqrt(11 - 2*sqrt(29))",
    "1/(sqrt(3) - sqrt(2)) - sqrt(3) - sqrt(2)",
    "(7 + 5*sqrt(2))**R(2, 3) - 3 - 2*sqrt(2)",
]
NOT_ZERO = [
    "sqrt(4 + sqrt(7)) - sqrt(4 - sqrt(7)) - sqrt(2) - R(1, 10**60)",
    "sqrt(10**40 + 1) - 10**20 - 1/(2*10**20)",
    "sqrt(2) - R(14142135623730950488016887242096980785696718753769480731766797379907324784621, 10**76)",
    "sqrt(sqrt(2) + R(1, 10**30)) - 2**R(1, 4)",
]
UNCLEAR = ["exp(1) - exp(1)", "pi - pi", "sqrt(-1) - sqrt(-1)", "1/(sqrt(2) - sqrt(2))", "2**R(1, 977) - 2**R(1, 977)"]


@pytest.mark.parametrize("source", ZERO)
def test_zero(source: str) -> None:
    assert vanishes(parse_expression(source))


@pytest.mark.parametrize("source", [*NOT_ZERO, *UNCLEAR])
def test_not_shown_zero(source: str) -> None:
    assert not vanishes(parse_expression(source))


@pytest.mark.parametrize("source", ZERO[:3])
def test_denested(source: str) -> None:
    assert check(f"{source} == 0").verdict == "PROVED"


@pytest.mark.parametrize("source", NOT_ZERO)
def test_near_misses(source: str) -> None:
    assert check(f"{source} == 0").verdict == "REFUTED"
