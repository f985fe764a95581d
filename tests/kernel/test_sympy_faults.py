"""What SymPy 1.14 gets wrong, as claims: each is decided, and rightly. Numbers are those of its issues."""

from __future__ import annotations

import pytest

from symact.derivation.ask import check
from symact.kernel.errors import ClaimError
from tests.kernel.sources import VECTOR

TRUE: list[tuple[str, list[str], dict[str, str]]] = [
    ("x/x == 1", ["x != 0"], {}),
    ("0*y == 0", [], {}),
    ("erfc(-x) == 2 - erfc(x)", [], {}),
    ("log(1 + exp(-60)) > 0", [], {}),  # 28280, 28514
    ("log(1 + exp(-60)) != 0", [], {}),
    ("Derivative(Max(x, 0), x) == Heaviside(x)", ["x != 0"], {}),  # 11402, 24127: true away from the kink only
    ("Derivative(Abs(x), x) == sign(x)", ["x != 0"], {}),
    ("Derivative(x*Abs(x), x) == 2*Abs(x)", [], {}),
    ("Derivative(Piecewise((x**2, x > 0), (0, True)), x) == 2*relu(x)", [], {}),
    ("Derivative(log(Sum(exp(z[k]), (k, 1, n))), z[i]) == softmax(i, z)", [], VECTOR),  # 21891
    ("tanh(2*x/3) == 1 - 2/(exp(4*x/3) + 1)", [], {}),  # 19584
    ("Limit(elu(x), x, -oo) == -1", [], {}),
    ("Derivative(tan(x), x) > 0", ["cos(x) != 0"], {}),  # 28578
]
FALSE: list[tuple[str, list[str], dict[str, str]]] = [
    ("x/x == 1", [], {}),
    ("0*log(y) == 0", [], {}),
    ("0/y == 0", [], {}),
    ("log(1 + exp(-60)) == 0", [], {}),
    ("log(1 + exp(-60)) <= 0", [], {}),
    ("Derivative(Max(x, 0), x) == Heaviside(x)", [], {}),
    ("Derivative(Abs(x), x) == sign(x)", [], {}),
    ("Derivative(Piecewise((x, x > 0), (0, True)), x) == Piecewise((1, x > 0), (0, True))", [], {}),
    ("Derivative(log(Sum(exp(z[k]), (k, 1, n))), z[i]) == 1", [], VECTOR),
    ("tan(5) > tan(1)", [], {}),  # what "tan increases on [0, 5]" would give
    ("tan(x) < tan(y)", ["0 <= x", "x < y", "y <= 5"], {}),
]


@pytest.mark.parametrize(("claim", "assume", "variables"), TRUE, ids=lambda c: str(c))
def test_what_sympy_misses_is_proved(claim: str, assume: list[str], variables: dict[str, str]) -> None:
    assert check(claim, assume, variables, timeout=5).verdict == "PROVED"


@pytest.mark.parametrize(("claim", "assume", "variables"), FALSE, ids=lambda c: str(c))
def test_what_sympy_believes_is_refuted(claim: str, assume: list[str], variables: dict[str, str]) -> None:
    assert check(claim, assume, variables, timeout=5).verdict == "REFUTED"


def test_a_name_of_an_index_is_not_used_twice() -> None:
    with pytest.raises(ClaimError, match="new name"):
        check("Derivative(log(Sum(exp(z[i]), (i, 1, n))), z[i]) == 1", [], VECTOR)


def test_a_text_is_never_evaluated() -> None:
    for text in ("__import__('os').system('id') == 0", "().__class__ == x", "x.diff(x) == 1", "lambda: 1 == 1"):
        with pytest.raises(ClaimError):
            check(text)
