"""Counterexamples at roots without a name, and witnesses that must be refused."""

from random import Random
from typing import Any

import mpmath
import pytest

from symact.derivation.ask import check, read
from symact.kernel.certificate import replay
from symact.kernel.errors import CertificateError, Stuck
from symact.kernel.refutation import refute
from tests.kernel.independent import DIGITS
from tests.kernel.judge import judge

FAIL = [
    ("x == y", "gelu(x) == gelu(y)"),
    ("x == 0", "2*tanh(x) == x"),
    ("x == -1", "Derivative(silu(x), x) == 0"),
    ("x >= -1", "mish(x) == R(-1, 5)"),
    ("cos(x) != x", ""),
]


@pytest.mark.parametrize(("claim", "under"), FAIL)
def test_a_claim_that_fails_at_a_root_without_a_name(claim: str, under: str) -> None:
    verdict = check(claim, [under] if under else [])
    assert verdict.verdict == "REFUTED", verdict.reason
    assert verdict.counterexample is not None and "root_between" in verdict.counterexample.to_text()
    assert verdict.certificate is not None
    replay(verdict.certificate)


@pytest.mark.parametrize(("claim", "under"), [("exp(x) != x", ""), ("x < 1", "sigmoid(x) == x")])
def test_what_holds_at_every_root_is_not_refuted(claim: str, under: str) -> None:
    assert check(claim, [under] if under else []).verdict == "PROVED"


def refuted(claim: str, under: tuple[str, ...], **root: Any) -> None:
    made = {"variable": "x", "between": ["1/4", "3"], "equation": 0, "others": {}, **root}
    refute(read(claim, under), {"root": made, "precision": 128})


def test_a_box_around_a_root_refutes() -> None:
    refuted("x > 4", ("x**2 == 2",))
    refuted("x**2 != 2", (), equation=None)
    refuted("Derivative(x**3, x) > 40", ("x**2 == 2",))


REFUSED: list[tuple[str, tuple[str, ...], dict[str, Any]]] = [
    ("x > 1", ("x**2 == 2",), {}),  # not false on the whole box
    ("x < 2", ("x**2 == 2",), {"between": ["1", "3/2"]}),  # true
    ("x > 4", ("x**2 == 2",), {"between": ["3", "1/4"]}),
    ("x > 4", ("x**2 == 2",), {"between": ["1/4", "1/2"]}),  # no change of sign
    ("x > 4", ("x**2 == 2",), {"between": ["-2", "2"]}),
    ("x > 4", ("1/(x - 1) == 0",), {}),  # a pole, no root
    ("x > 4", ("floor(x) == R(3, 2)",), {}),  # a jump
    ("x > 4", ("Piecewise((1, x > 1), (-1, True)) == 0",), {}),
    ("x > 4", ("Heaviside(x - 1) == R(1, 3)",), {}),
    ("x > 4", ("x**2 == 2", "x > 1"), {}),  # the other assumption is not met on the whole box
    ("x > 4", ("x**2 == 2", "log(x - 1) < 9"), {}),
    ("x > 4", ("x**2 == 2", "y == 1"), {}),  # y has no value
    ("x > 4", ("Or(x**2 == 2, x == 7)",), {}),
    ("x > 4", ("x**2 >= 2",), {}),
    ("x > 4", ("x**2 == 2",), {"equation": 1}),
    ("x > 4", ("x**2 == 2",), {"equation": None}),
    ("x > 4", ("x**2 == 2",), {"equation": True}),
    ("x > 4", ("x**2 == 2",), {"variable": "y"}),
    ("x > 4", ("x**2 == 2",), {"others": {"x": "1"}}),
    ("x > 4", ("x**2 == 2",), {"between": ["1/4"]}),
    ("x > 4", ("x**2 == 2",), {"between": ["1/4", "log(9)"]}),
    ("x > 4", ("x**2 + 0*Derivative(Abs(x - 1), x) == 2",), {}),
    ("x > 4", ("x**2 + 0*Derivative((x - R(1, 4))**R(3, 2), x) == 2",), {}),  # not smooth at the end of the box
]


@pytest.mark.parametrize(("claim", "under", "root"), REFUSED)
def test_a_box_that_shows_nothing_is_refused(claim: str, under: tuple[str, ...], root: dict[str, Any]) -> None:
    with pytest.raises((CertificateError, Stuck)):
        refuted(claim, under, **root)


def test_the_values_of_other_variables_are_part_of_the_box() -> None:
    refuted("x > y + 9", ("x**2 == y",), others={"y": "2"})
    with pytest.raises((CertificateError, Stuck)):
        refuted("x > y + 9", ("x**2 == y",), others={"y": "100"})
    with pytest.raises((CertificateError, Stuck)):
        refuted("x > y + 9", ("x**2 == y",), others={"y": 2})


@pytest.mark.parametrize(("slope", "judged"), [("1", "true"), ("R(1, 10**30)", "unclear")])
def test_the_judge_of_a_root_knows_how_well_it_knows_a_derivative(slope: str, judged: str) -> None:
    found = check(f"Derivative(softplus(x), x) != sigmoid(x) + {slope}*(x - pi)")
    assert found.certificate is not None and found.verdict == "REFUTED"
    with mpmath.workdps(DIGITS):
        assert judge(found.certificate, Random(1)) == judged
