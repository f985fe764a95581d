"""Cases that are empty because the opposite of one of their conditions holds throughout."""

from typing import Any

import pytest

from symact.derivation.ask import check, read
from symact.kernel.certificate import digest, replay
from symact.kernel.errors import CertificateError, Stuck
from symact.kernel.theorem import prove

HOLD = [
    ("x == 0", "tanh(x) == x"),
    ("x == 1", "log(x) == x - 1"),
    ("x == 0", "x*tanh(x) == x**2"),
    ("x < 3", "silu(x) < 2"),
    ("x > -2", "Derivative(silu(x), x) > 0"),
    ("1 == 2", "x*tanh(x) < 0"),
]


@pytest.mark.parametrize(("claim", "under"), HOLD)
def test_what_follows_from_a_condition_that_fails_elsewhere(claim: str, under: str) -> None:
    verdict = check(claim, under)
    assert verdict.verdict == "PROVED", verdict.reason
    assert verdict.certificate is not None and "'contradiction'" in str(verdict.certificate)
    replay(verdict.certificate)


@pytest.mark.parametrize(("claim", "under"), [("x == 0", "x*tanh(x) == x**3"), ("x == 1", "x - log(x) == 2")])
def test_other_solutions_are_not_passed_over(claim: str, under: str) -> None:
    assert check(claim, under).verdict != "PROVED"


@pytest.mark.parametrize("number", [1, -1, "0", True, None])
def test_a_condition_is_named_by_its_number(number: Any) -> None:
    claim = read("1 == 2", ("x*tanh(x) < 0",))
    node = {"contradiction": number, "step": None}
    with pytest.raises(CertificateError):
        prove(claim, [node])


@pytest.mark.parametrize("under", ["x*tanh(x) < 1", "x*tanh(x) <= 0", "log(x) < 0"])
def test_a_condition_that_some_point_meets_is_no_contradiction(under: str) -> None:
    with pytest.raises(Stuck):
        prove(read("1 == 2", (under,)), [{"contradiction": 0}])


def test_the_step_of_one_condition_does_not_do_for_another() -> None:
    true = check("1 == 2", ("x*tanh(x) < 0",)).certificate
    assert true is not None
    forged = {**true, "assumptions": ["x*tanh(x) < 1"]}
    with pytest.raises((CertificateError, Stuck)):
        replay({**forged, "digest": digest(forged)})
