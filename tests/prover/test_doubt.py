"""A look by numbers before a proof is searched: what fails is found at once, and nothing else is."""

from __future__ import annotations

import pytest

from symact.derivation.ask import check, read
from symact.kernel.case import cases
from symact.kernel.errors import Stuck
from symact.prover.doubt import failing
from symact.prover.search import Failure


def first_points(claim: str, under: list[str]) -> list[dict[str, str]]:
    read_ = read(claim, under)
    return list(failing(read_, Failure(cases(read_)[0], 0, (), Stuck("a test")), 1))


@pytest.mark.parametrize(
    ("claim", "under"),
    [
        ("sigmoid(x) == tanh(x)", []),
        ("Derivative(gelu(x), x) <= R(1, 2)", []),
        ("x < y", ["x < y + 1"]),
        ("Max(x, y) == y", []),
    ],
)
def test_what_fails_at_plain_points_is_seen(claim: str, under: list[str]) -> None:
    assert first_points(claim, under)
    assert check(claim, under).verdict == "REFUTED"


@pytest.mark.parametrize(
    ("claim", "under"),
    [
        ("sigmoid(x) == (1 + tanh(x/2))/2", []),
        ("exp(log(x)) == x", ["x > 0"]),
        ("Derivative(relu(x), x) == 0", ["x < 0"]),
        ("x == 1/3", ["3*x == 1"]),
        ("x != x", []),  # false, and left to others
        ("log(z) == z", ["z == I"]),
        ("Limit(x, x, 0) == 1", []),
    ],
)
def test_what_is_not_seen_to_fail_is_not_doubted(claim: str, under: list[str]) -> None:
    assert first_points(claim, under) == []
