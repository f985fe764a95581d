"""Bounds of sines and cosines, of monomials, on small parts of boxes: what is shown, and what is not."""

from __future__ import annotations

import pytest

from symact.derivation.ask import check

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
