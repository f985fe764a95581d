"""Bounds for every length that hold with equality: strict ones are refuted, the others never."""

from __future__ import annotations

import pytest

from symact.derivation.ask import check, read
from symact.kernel.errors import SymactError
from symact.kernel.refutation import refute

FALSE = """
logsumexp(z) > Sum(z[k], (k, 1, n))/n + log(n)
Sum(z[k], (k, 1, n))**2 < n*Sum(z[k]**2, (k, 1, n))
Sum(Sum(z[k]*z[m], (m, 1, n)), (k, 1, n)) > 0
softmax(i, z) < 1
Sum(KroneckerDelta(k, i)*z[k], (k, 1, n)) != z[i]
"""
TRUE = """
logsumexp(z) >= Sum(z[k], (k, 1, n))/n + log(n)
Sum(z[k], (k, 1, n))**2 <= n*Sum(z[k]**2, (k, 1, n))
softmax(i, z) <= 1
Sum(Sum(z[k]*z[m], (m, 1, n)), (k, 1, n)) >= 0
"""


def _variables(claim: str) -> dict[str, str]:
    return {"z": "vector"} | ({"i": "index"} if "(i, z)" in claim or "z[i]" in claim else {})


@pytest.mark.parametrize("claim", FALSE.strip().splitlines())
def test_refuted_where_both_sides_are_equal(claim: str) -> None:
    assert check(claim, variables=_variables(claim)).verdict == "REFUTED"


@pytest.mark.parametrize("claim", TRUE.strip().splitlines())
def test_not_refuted(claim: str) -> None:
    assert check(claim, variables=_variables(claim)).refutation is None


@pytest.mark.parametrize("z", [["0", "1"], ["1", "0"], ["1/2", "-1/2"]])
def test_other_points_do_not_refute(z: list[str]) -> None:
    claim = read("Sum(z[k], (k, 1, n))**2 < n*Sum(z[k]**2, (k, 1, n))", variables={"z": "vector"})
    with pytest.raises(SymactError):
        refute(claim, {"point": {"z": z, "n": 2}})
