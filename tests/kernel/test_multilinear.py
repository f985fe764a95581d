"""Polynomials that are linear in each variable: signs from the corners of a box."""

import itertools
from random import Random

import pytest

from symact import check
from symact.kernel import polynomial as poly
from symact.kernel.multilinear import of_multilinear

TRUE = [
    ("atanh(u) + atanh(v) == atanh((u + v)/(1 + u*v))", ["-1 < u", "u < 1", "-1 < v", "v < 1"]),
    ("1 + u*v >= 0", ["-1 <= u", "u <= 1", "-1 <= v", "v <= 1"]),
    ("u + v - u*v < 1", ["0 < u", "u < 1", "0 < v", "v < 1"]),
    ("x*y + x + y > -1", ["x > -1", "y > -1"]),
    ("x*y - x <= 0", ["x >= 0", "y <= 1"]),
    ("1 + erf(x)*erf(y) > 0", []),
    ("1 + sin(x)*cos(y) >= 0", []),
]
FALSE = [
    ("1 + u*v > 0", ["-1 <= u", "u <= 1", "-1 <= v", "v <= 1"]),
    ("u + v - u*v < R(99, 100)", ["0 < u", "u < 1", "0 < v", "v < 1"]),
    ("x*y + x + y > 0", ["x > -1", "y > -1"]),
    ("x*y - x < 0", ["x >= 0", "y <= 1"]),
    ("1 + sin(x)*cos(y) > 0", []),
]


@pytest.mark.parametrize(("claim", "assume"), TRUE)
def test_proved(claim: str, assume: list[str]) -> None:
    assert check(claim, assume).verdict == "PROVED"


@pytest.mark.parametrize(("claim", "assume"), FALSE)
def test_refuted(claim: str, assume: list[str]) -> None:
    assert check(claim, assume).verdict == "REFUTED"


def test_signs_hold_at_points_of_random_boxes() -> None:
    random, decided = Random(5), 0
    for _ in range(3000):
        k = random.choice((2, 3))
        monomials = [poly.trimmed(e) for e in itertools.product((0, 1), repeat=k)]
        p = {m: c for m in monomials if (c := random.choice((0, 0, 1, 2, -1, 3)))}
        ends = []
        for _ in range(k):
            low, high = sorted(random.sample(range(-3, 4), 2))
            strict = random.random() < 0.5
            ends.append(((low, strict) if random.random() < 0.8 else None, (high, strict)))
        if len(poly.generators(p)) < 2:
            continue
        signs = of_multilinear(p, lambda i: ends[i])  # noqa: B023
        decided += len(signs) < 3
        for _ in range(30):
            at = []
            for low, (high, strict) in ends:
                at.append(random.uniform(low[0] if low else high - 50, high))
                if not strict and random.random() < 0.5:
                    at[-1] = float(random.choice([e[0] for e in (low, (high, strict)) if e]))
            value = sum(c * _product(at, m) for m, c in p.items())
            assert abs(value) < 1e-9 or (value > 0) - (value < 0) in signs, (p, ends, at)
            if value == 0 and not any(strict for _, (_, strict) in ends):
                assert 0 in signs, (p, ends, at)
    assert decided > 300


def _product(at: list[float], m: poly.Monomial) -> float:
    total = 1.0
    for x, e in zip(at, m, strict=False):
        total *= x**e
    return total
