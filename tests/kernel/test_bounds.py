"""Bounds of sines and cosines, of monomials, on small parts of boxes: what is shown, and what is not."""

from __future__ import annotations

from typing import Any

import pytest

from symact.derivation.ask import check, read
from symact.kernel.errors import CertificateError, SymactError
from symact.kernel.theorem import prove

ANGLES = """
+ sin(x)*cos(x) <= R(1, 2)
- sin(x)*cos(x) < R(1, 2)
- sin(x)*cos(x) <= R(49, 100)
+ 3*cos(x)**2 + 4*cos(x)*sin(x) <= 4
- 3*cos(x)**2 + 4*cos(x)*sin(x) < 4
- 3*cos(x)**2 + 4*cos(x)*sin(x) <= R(399, 100)
+ 3*cos(x)**2 + 4*cos(x)*sin(x) >= -1
- 3*cos(x)**2 + 4*cos(x)*sin(x) > -1
+ y*cos(x)**2 + y*cos(x)*sin(x) <= 2*y; y >= 0
- y*cos(x)**2 + y*cos(x)*sin(x) <= 2*y
+ sin(x)**2 <= x**2
- sin(x)**2 < x**2
+ 2*cos(x)**3 - 3*cos(x)**2 - 4*cos(x) + 5 >= 0
- 2*cos(x)**3 - 3*cos(x)**2 - 4*cos(x) + 5 > 0
- 2*cos(x)**3 - 3*cos(x)**2 - 4*cos(x) + R(49, 10) >= 0
+ erf(x)**3 - 3*erf(x) + 2 > 0
- erf(x)**3 - 3*erf(x) + R(19, 10) > 0
"""
BOXES = """
+ silu(x) >= -R(2784645427610738, 10**16)
+ gelu(x) >= -R(16997120747990369, 10**17)
- gelu(x) >= -R(16997120747990365, 10**17)
- x**4 - 4*x >= -3 + R(1, 10**9)*(1 - x); x < 1
+ (x**2 - 2)**2 + R(1, 10**12) > 0
+ exp(x) - 3*x >= R(-29583686600433, 10**14); x >= 0; x <= 2
- exp(x) - 3*x >= R(-29583686600432, 10**14); x >= 0; x <= 2
"""


def _lines(text: str) -> list[tuple[str, list[str]]]:
    return [(line[0], [p.strip() for p in line[1:].split(";")]) for line in text.strip().splitlines()]


@pytest.mark.parametrize(("truth", "line"), [*_lines(ANGLES), *_lines(BOXES)], ids=str)
def test_decided(truth: str, line: list[str]) -> None:
    assert check(line[0], line[1:]).verdict == {"+": "PROVED", "-": "REFUTED"}[truth]


TAILS = """
+ Phi(x) - sigmoid(1.702*x) < R(1, 100)
- Phi(x) - sigmoid(1.702*x) < R(9, 1000)
+ gelu(x) - silu(x) <= R(1, 5)
- gelu(x) - silu(x) <= R(1, 10)
"""
# Terms that are said to add up to exp(x) - x, where x > 0; the first by a step from 0.
SUMS = [
    ["exp(x) - x - 1", "1"],
    ["exp(x) - x - 3", "3"],  # the first has both signs
    ["exp(x) - x - 1", "2", "-1"],  # so has the sum of the others, for all that is known
    ["exp(x) - x - 1", "2"],  # another sum
    ["exp(x) - x - 1", "1 + 0*log(x - 1)"],
    ["exp(x) - x - 1", "1 + 0*Piecewise((1, x > 1), (2, True))"],
    ["exp(x) - x - 1", "1 + Derivative(1, x)"],
]


@pytest.mark.parametrize(("truth", "line"), _lines(TAILS), ids=str)
def test_tails(truth: str, line: list[str]) -> None:
    assert check(line[0], line[1:]).verdict == {"+": "PROVED", "-": "REFUTED"}[truth]


@pytest.mark.parametrize("parts", SUMS, ids=str)
def test_sums_of_terms(parts: list[str]) -> None:
    claim = read("exp(x) - x > 0", ["x > 0"])
    start = {"variable": "x", "from": "0", "then": None}
    proof = [{"step": {"sum": parts, "then": [start, *[None] * (len(parts) - 1)]}}]
    if parts is SUMS[0]:
        assert prove(claim, proof)
        return
    with pytest.raises(SymactError):
        prove(claim, proof)


NO_SUMS: list[dict[str, Any]] = [
    {"sum": []}, {"sum": ["x"], "then": []}, {"sum": "x", "then": [None]}, {"sum": ["x"]},
]  # fmt: skip


@pytest.mark.parametrize("step", NO_SUMS, ids=str)
def test_sums_that_are_none(step: dict[str, Any]) -> None:
    with pytest.raises(CertificateError):
        prove(read("exp(x) - x > 0", ["x > 0"]), [{"step": step}])
