"""Which inductions are tried, and at which values a claim with natural variables is looked at."""

from __future__ import annotations

from itertools import islice
from typing import Any

import pytest

from symact import check
from symact.kernel.claim import Claim, read_claim
from symact.kernel.theorem import prove
from symact.kernel.vocabulary import Vocabulary
from symact.prover.inductive import induction, instances
from symact.prover.search import Search

TWO = {"m": "natural", "j": "natural"}


def read(claim: str, *assume: str) -> Claim:
    return read_claim(claim, Vocabulary(), assume, TWO)


def attempt(claim: Claim) -> list[dict[str, Any]] | None:
    return Search(claim, lambda: None).proof()


@pytest.mark.parametrize(
    ("claim", "times"),
    [
        ("Sum(k, (k, 0, m)) == m*(m + 1)/2", None),
        ("Sum(binomial(m, k)*x**k, (k, 0, m)) == (1 + x)**m", "1 + x"),
        ("factorial(m) >= 1", None),
    ],
)
def test_the_factor_of_the_step(claim: str, times: str | None) -> None:
    found = induction(read(claim), attempt)
    assert found is not None
    assert (found["induction"], found.get("times")) == ("m", times)
    assert prove(read(claim), found)


def test_there_is_none_for_what_is_false() -> None:
    assert induction(read("Sum(k, (k, 0, m)) == m*(m + 1)/2 + 1"), attempt) is None


def test_instances_begin_at_the_least_values() -> None:
    found = [values for values, _ in islice(instances(read("m == j", "m >= 2", "j > 0")), 3)]
    assert found == [{"j": 1, "m": 2}, {"j": 1, "m": 3}, {"j": 2, "m": 2}]


def test_an_unknown_one_says_why() -> None:
    found = check("Derivative(exp(x), (x, m)) == exp(x)", "x >= 0", {"m": "natural"})
    assert found.verdict == "UNKNOWN"
    assert found.reason is not None
    assert found.reason.startswith("no induction was found")
