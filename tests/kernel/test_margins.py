"""Bounds with room to spare: logarithms of sums above their terms, u - 1 above log u, means of two bounds."""

from __future__ import annotations

import re

import pytest

from symact.derivation.ask import check
from symact.kernel.certificate import canonical, read_certificate, replay

KINDS = {"z": "vector", "i": "index", "j": "index", "T": "positive"}
LINES = """
+ z[i] < logsumexp(z) + R(1, 100)
+ z[i] - 1 < logsumexp(z)
+ z[i] <= log(n) + logsumexp(z)
+ z[i] + z[j] <= 2*logsumexp(z)
+ z[i] - logsumexp(z) < T
+ T*logsumexp(z/T) >= z[i]
+ log_softmax(i, z) < R(1, 1000)
+ z[i] < logsumexp(z); n >= 2
+ logsumexp(z) <= Sum(exp(z[k]), (k, 1, n)) - 1
+ logsumexp(z) < Sum(exp(z[k]), (k, 1, n))
+ logsumexp(z) <= log(n) + Sum(exp(z[k]), (k, 1, n))
+ -(1 - e)*log_softmax(i, z) - e*Sum(log_softmax(k, z), (k, 1, n))/n >= 0; e >= 0; e <= 1
+ e*Sum(exp(z[k]), (k, 1, n)) + (1 - e)*exp(z[i]) >= exp(z[i]); e >= 0; e <= 1
+ e*Sum(exp(z[k]), (k, 1, n)) + (1 - e)*exp(z[i]) > exp(z[i]); e > 0; e < 1; n >= 2
- e*Sum(exp(z[k]), (k, 1, n)) + (1 - e)*exp(z[i]) > exp(z[i]); e >= 0; e < 1; n >= 2
- e*Sum(exp(z[k]), (k, 1, n)) + (1 - e)*exp(z[i]) >= exp(z[i]); e >= -1; e <= 1
- -(1 - e)*log_softmax(i, z) - e*Sum(log_softmax(k, z), (k, 1, n))/n > 0; e >= 0; e <= 1
- -(1 - e)*log_softmax(i, z) - e*Sum(log_softmax(k, z), (k, 1, n))/n >= 0; e >= 0; e <= 2
- z[i] < logsumexp(z)
- z[i] <= logsumexp(z) - R(1, 100)
- z[i] + z[j] <= logsumexp(z)
- 2*z[i] - z[j] <= logsumexp(z)
- logsumexp(z) < Sum(exp(z[k]), (k, 1, n)) - 1
- logsumexp(z) <= Sum(z[k], (k, 1, n))
- z[i] <= log(Sum(exp(2*z[k]), (k, 1, n)))
- logsumexp(z/T) >= z[i]
- -T*logsumexp(z/T) >= z[i]
- z[i] <= log(Sum(exp(z[k])/2, (k, 1, n)))
- z[i] <= log(Sum(exp(z[k]), (k, 1, n)) + n - 2)
- z[i]*T <= logsumexp(z)*T*(T - 1)
"""


@pytest.mark.parametrize("line", LINES.strip().splitlines())
def test_decided(line: str) -> None:
    claim, *assume = (part.strip() for part in line[1:].split(";"))
    names = {n: d for n, d in KINDS.items() if re.search(rf"\b{n}\b", claim)}
    found = check(claim, assume, names, timeout=8)
    assert found.verdict == {"+": "PROVED", "-": "REFUTED"}[line[0]]
    assert found.certificate is not None
    replay(read_certificate(canonical(found.certificate)))
