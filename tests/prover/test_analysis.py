"""One variable: long chains of derivatives, logarithms below their tangents; and roots of sums of squares."""

from __future__ import annotations

import pytest

from symact.derivation.ask import check
from symact.kernel.certificate import canonical, read_certificate, replay

LINES = """
+ squareplus(x) >= softplus(x)
- squareplus(x) >= softplus(x) + R(1, 1000)
- squareplus(x, 1) >= softplus(x)
+ 1/cosh(x) <= exp(-x**2/2 + x**4/12)
- 1/cosh(x) < exp(-x**2/2 + x**4/12)
- 1/cosh(x) <= exp(-x**2/2 + x**4/13)
+ tanh(x)**2 <= x**2; x >= 0
- tanh(x)**2 <= x**2 - x**4
+ bce_logits(x, t) >= -t*log(t) - (1 - t)*log(1 - t); 0 < t; t < 1
- bce_logits(x, t) >= R(1, 100) - t*log(t) - (1 - t)*log(1 - t); 0 < t; t < 1
+ sqrt((a + c)**2 + (b + d)**2) <= sqrt(a**2 + b**2) + sqrt(c**2 + d**2)
- sqrt((a + c)**2 + (b + d)**2) < sqrt(a**2 + b**2) + sqrt(c**2 + d**2)
- sqrt((a + c)**2 + (b + d)**2) >= sqrt(a**2 + b**2) + sqrt(c**2 + d**2)
+ x*y + a*b <= sqrt(x**2 + a**2)*sqrt(y**2 + b**2)
- x*y + a*b < sqrt(x**2 + a**2)*sqrt(y**2 + b**2)
- 2*x*y + a*b <= sqrt(x**2 + a**2)*sqrt(y**2 + b**2)
"""


SLOW = {"+ 1/cosh(x) <= exp(-x**2/2 + x**4/12)", "+ squareplus(x) >= softplus(x)"}


@pytest.mark.parametrize(
    "line", [pytest.param(line, marks=[pytest.mark.slow] * (line in SLOW)) for line in LINES.strip().splitlines()]
)
def test_decided(line: str) -> None:
    claim, *assume = line[2:].split(";")
    found = check(claim, assume)
    assert found.verdict == {"+": "PROVED", "-": "REFUTED"}[line[0]]
    assert found.certificate is not None
    replay(read_certificate(canonical(found.certificate)))
