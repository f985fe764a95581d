"""Where an assumption is met, its sides are defined: what that needs is known, and nothing more."""

from __future__ import annotations

import pytest

from symact.derivation.ask import check

TRUE = [
    ("Heaviside(x) + Heaviside(-x) == 1", ["log(x) > -1"]),
    ("sqrt(x)**2 == x", ["log(x) > -1"]),
    ("log(x**3) == 3*log(x)", ["log(x) > y"]),
    ("relu(x - y) == x - y", ["0*log(x - y) == 0"]),
    ("Max(x, y)/x == Max(1, y/x)", ["0*log(x) == 0"]),
    ("y/x == y/x", ["1/x > y"]),
]  # fmt: skip
FALSE = [
    ("x > 0", ["sqrt(x) != 5"]),
    ("x > 1", ["log(x) > -1"]),
    # only the branch that is chosen is defined
    ("x > 0", ["Piecewise((1, x < 0), (log(x), True)) > -1"]),
    ("x > 0", ["Piecewise((log(x), y > 0), (0, True)) > -1"]),
    ("x > 0", ["Or(log(x) > -1, x < -1)"]),
    ("x > 0", ["Or(0*log(x) == 0, 0*log(-x) == 0)"]),
    ("x != 0", ["x**y == 1"]),
    ("x > 0", ["x**y > 0"]),
    ("x > 0", ["x**a > 2", "a == 2"]),
    ("y > 0", ["Subs(log(y), y, x) > 0"]),
    ("x > 0", ["x*Limit(y*log(y), y, 0, '+') == 0"]),
    ("1/x > 0", ["1/x != 7"]),
    ("x > 0", ["log(x**2) > -1"]),
    ("x > 0", ["log(x*y) > -1"]),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "assume"), TRUE)
def test_what_an_assumption_needs_is_known(claim: str, assume: list[str]) -> None:
    assert check(claim, assume, timeout=5).verdict == "PROVED"


@pytest.mark.parametrize(("claim", "assume"), FALSE)
def test_no_more_than_that_is_known(claim: str, assume: list[str]) -> None:
    assert check(claim, assume, timeout=5).verdict != "PROVED"
