"""Unknown functions whose initial values a claim leaves open: these are named, and g may depend on them."""

from __future__ import annotations

from typing import Any

import pytest

from symact.kernel.errors import CertificateError, Stuck
from symact.kernel.theorem import prove
from tests.kernel.test_characterise import about, verdict

FREE = [
    ("y(x) == y(0)*exp(x)", "Derivative(y(x), x) == y(x)"),
    ("y(x)*y(-x) == y(0)**2", "Derivative(y(x), x) == y(x)"),
    ("y(x) == y(0)*exp(a*x)", "Derivative(y(x), x) == a*y(x)"),
    ("y(x) == y(1)*exp((x**2 - 1)/2)", "Derivative(y(x), x) == x*y(x)"),
    ("y(x) == 1 + (y(0) - 1)*exp(-x)", "Derivative(y(x), x) == 1 - y(x)"),
    ("y(x) == y(c)", "Derivative(y(x), x) == 0"),
    ("y(x) == y(0)*cos(x) + Subs(Derivative(y(x), x), x, 0)*sin(x)", "Derivative(y(x), (x, 2)) == -y(x)"),
    ("y(x) > 0", "And(Derivative(y(x), x) == y(x), True)", "Derivative(y(x), x) == y(x)", "y(0) > 0"),
]
NOT_FREE = [
    ("y(x) == y(1)*exp(x)", "Derivative(y(x), x) == y(x)"),
    ("y(x) == y(0)*exp(x)", "Derivative(y(x), x) == a*y(x)"),
    ("y(x) >= 0", "Derivative(y(x), x) == y(x)"),
    ("y(x) == 3*exp(x)", "Derivative(y(x), x) == y(x)", "y(0) > 2"),
    ("y(x) == y(log(-1))", "Derivative(y(x), x) == 0"),
]


@pytest.mark.parametrize("texts", FREE, ids=str)
def test_what_holds_for_every_solution_is_proved(texts: tuple[str, ...]) -> None:
    assert verdict(*texts) == "PROVED"


@pytest.mark.parametrize("texts", NOT_FREE, ids=str)
def test_what_fails_for_one_solution_is_refuted(texts: tuple[str, ...]) -> None:
    assert verdict(*texts) == "REFUTED"


@pytest.mark.parametrize("free", ["log(-1)", "x", "1/0", "", None, 0, "0.5", ["0"]])
def test_values_are_named_at_a_rational_number(free: Any) -> None:
    """At log(-1) no function has a value, so all that is assumed of it there is met by none."""
    claim = about("y(x) == y(0)*exp(x)", "Derivative(y(x), x) == y(x)")
    entry: dict[str, Any] = {"name": "y", "solution": "c*exp(x)", "equation": 0, "proofs": [[{}], [{}]]}
    assert prove(claim, {"function": {**entry, "free": "0"}, "then": [{}]}).vacuous is False
    with pytest.raises(CertificateError):
        prove(claim, {"function": {**entry, "free": free}, "then": [{"vacuous": True}]})


def test_named_values_are_new_variables() -> None:
    entry: dict[str, Any] = {"name": "y", "equation": 0, "free": "0", "proofs": [[{}], [{}]]}
    claim = about("y(x) == c*exp(x)", "Derivative(y(x), x) == y(x)", c="real")
    with pytest.raises((CertificateError, Stuck)):
        prove(claim, {"function": {**entry, "solution": "c*exp(x)"}, "then": [{}]})
    with pytest.raises((CertificateError, Stuck)):
        prove(claim, {"function": {**entry, "solution": "c_1*exp(x)"}, "then": [{}]})
