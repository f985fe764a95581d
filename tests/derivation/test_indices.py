"""Derivatives by a component: equal indices, different ones, and the Kronecker delta for both."""

import pytest

from symact.derivation import derive
from symact.derivation.indices import delta_of
from symact.derivation.reading import claim, prose_text
from symact.kernel.terms import text

VECTORS = [("softmax", None), ("log_softmax", None), ("softmin", None), ("logsumexp", "hessian")]
DOMAINS = {"z": "vector", "i": "index", "j": "index"}


@pytest.mark.parametrize(("name", "theorem"), VECTORS)
def test_both_cases_and_the_delta(name: str, theorem: str | None) -> None:
    found = derive(name, theorem)
    assert found.verdict == "PROVED" and found.coverage is not None and found.coverage.holds
    assert [text(p.assumptions[0]) for p in found.parts] == ["i == j", "i != j"]
    for part, value in zip(found.parts, "10", strict=True):
        left, right = part.chains
        assert left.last is right.last and len(right.steps) == 1
        assert prose_text(right.steps[0].reason) == f"`KroneckerDelta(i, j) == {value}`"
        assert "KroneckerDelta(i, j)" not in text(left.last)


def test_the_diagonal_and_the_rest_of_the_jacobian() -> None:
    same, apart = derive("softmax").parts
    assert text(same.chains[0].last) == "softmax(i, z)*(1 - softmax(i, z))"
    assert text(apart.chains[0].last) == "-softmax(i, z)*softmax(j, z)"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("Derivative(softmax(i, z), z[j]) == KroneckerDelta(i, j)", "KroneckerDelta(i, j)"),
        ("Derivative(softmax(i, z), z[j]) == softmax(i, z)", None),
        ("Derivative(softmax(i, z), (z[j], 2)) == KroneckerDelta(i, j)", None),
        ("softmax(i, z) == KroneckerDelta(i, j)", None),
    ],
)
def test_where_there_are_two_cases(source: str, found: str | None) -> None:
    stated = claim(source, DOMAINS)
    delta = delta_of(*stated.args[1:])
    assert (text(delta) if delta is not None else None) == found
