"""Searches for inequalities between the terms of sums: what they find, and that what is false has no proof by them."""

import pytest

from symact.activations import vocabulary
from symact.kernel.certificate import canonical, read_certificate, replay
from symact.kernel.claim import Claim, read_claim
from symact.prover.clock import clock
from symact.prover.decide import decide
from symact.prover.pointwise import pointwise
from symact.prover.search import shows

VECTORS = {"y": "vector", "z": "vector"}


def about(claim: str, *assumptions: str, **variables: str) -> Claim:
    return read_claim(claim, vocabulary(), assumptions, {**VECTORS, **variables})


@pytest.mark.parametrize(
    "claim",
    [
        "Sum(softmax(k, z)*softmax(k, y), (k, 1, n)) <= 1",
        pytest.param("Sum(sqrt(softmax(k, z)*softmax(k, y)), (k, 1, n)) <= 1", marks=pytest.mark.slow),
        pytest.param("Sum(Abs(softmax(k, z) - softmax(k, y)), (k, 1, n)) <= 2", marks=pytest.mark.slow),
        pytest.param("logsumexp(z) <= Sum(softmax(k, z)*z[k], (k, 1, n)) + log(n)", marks=pytest.mark.slow),
        pytest.param(
            "logsumexp(z) >= Sum(softmax(k, y)*z[k], (k, 1, n)) - Sum(softmax(k, y)*log_softmax(k, y), (k, 1, n))",
            marks=pytest.mark.slow,
        ),
        pytest.param("logsumexp(z) + logsumexp(-z) >= 2*log(n)", marks=pytest.mark.slow),
        pytest.param(
            "Sum(softmax(k, y)*z[k]**2, (k, 1, n)) >= Sum(softmax(k, y)*z[k], (k, 1, n))**2", marks=pytest.mark.slow
        ),
        "Abs(Sum(softmax(k, y)*z[k], (k, 1, n))) <= Sum(softmax(k, y)*Abs(z[k]), (k, 1, n))",
        "Abs(Sum(tanh(z[k]), (k, 1, n))) < n",
        "relu(Sum(z[k], (k, 1, n))) <= Sum(relu(z[k]), (k, 1, n))",
        "Sum(exp(z[k]), (k, 1, n)) >= n*exp(Sum(z[k], (k, 1, n))/n)",
        "Sum(Abs(z[k] + y[k]), (k, 1, n)) <= Sum(Abs(z[k]), (k, 1, n)) + Sum(Abs(y[k]), (k, 1, n))",
        "Sum(Max(z[k], y[k]), (k, 1, n)) >= Sum(z[k], (k, 1, n))",
        "Sum(silu(z[k]), (k, 1, n)) >= -R(3, 10)*n",
        "2*Sum(z[k]*y[k], (k, 1, n)) <= Sum(z[k]**2, (k, 1, n)) + Sum(y[k]**2, (k, 1, n))",
        "-Sum(softmax(k, z/2)*log_softmax(k, z/2), (k, 1, n)) <= log(n)",
        "2*logsumexp(z/2) >= logsumexp(z)",
        "Sum(exp(z[k]), (k, 1, n))**2 >= Sum(exp(2*z[k]), (k, 1, n))",
        "exp(Sum(softmax(k, z)*y[k], (k, 1, n))) <= Sum(softmax(k, z)*exp(y[k]), (k, 1, n))",
        pytest.param("logsumexp((z + y)/2) <= (logsumexp(z) + logsumexp(y))/2", marks=pytest.mark.slow),
        pytest.param(
            "log(Sum(softmax(k, z)*exp(y[k]), (k, 1, n))) >= Sum(softmax(k, z)*y[k], (k, 1, n))", marks=pytest.mark.slow
        ),
    ],
)
def test_found_and_replayed(claim: str) -> None:
    found = decide(about(claim), 20)
    assert found.verdict == "PROVED" and found.certificate is not None
    replay(read_certificate(canonical(found.certificate)))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("claim", "assumptions"),
    [
        ("Sum(softmax(k, z)**2, (k, 1, n)) < 1", ()),
        ("Sum(softmax(k, z)**2, (k, 1, n)) <= 1/n", ()),
        ("Sum(softmax(k, z)*softmax(k, y), (k, 1, n)) < 1", ()),
        ("-Sum(softmax(k, z)*log(softmax(k, z)), (k, 1, n)) < log(n)", ()),
        ("-Sum(softmax(k, z)*log(softmax(k, z)), (k, 1, n)) < log(n)", ("n > 1",)),
        ("-Sum(softmax(k, z)*log(softmax(k, z)), (k, 1, n)) > 0", ()),
        ("Sum(softmax(k, z)*(log_softmax(k, z) - log_softmax(k, y)), (k, 1, n)) > 0", ()),
        ("Sum(softmax(k, y)*(log_softmax(k, z) - log_softmax(k, y)), (k, 1, n)) >= 0", ()),
        ("logsumexp(z) > Sum(z[k], (k, 1, n))/n + log(n)", ()),
        ("logsumexp(z) >= Sum(z[k], (k, 1, n)) + log(n)", ()),
        ("logsumexp(z) + logsumexp(-z) > 2*log(n)", ()),
        ("Sum(exp(z[k]), (k, 1, n)) >= 2*n + Sum(z[k], (k, 1, n))", ()),
        ("Sum(exp(z[k]), (k, 1, n)) > n + Sum(z[k], (k, 1, n))", ("z[i] >= 0",)),
        ("Sum(tanh(z[k]), (k, 1, n)) < n - 1", ("n > 1",)),
        ("Sum(tanh(z[k]), (k, 1, n)) > 0", ("z[i] > 0",)),
        ("Sum(relu(z[k]), (k, 1, n)) > Sum(z[k], (k, 1, n))", ("z[j] > 0",)),
        ("Sum(Abs(z[k]), (k, 1, n)) > Sum(z[k], (k, 1, n))", ()),
        ("Abs(Sum(z[k], (k, 1, n))) < Sum(Abs(z[k]), (k, 1, n))", ()),
        ("Abs(Sum(z[k], (k, 1, n))) < Sum(Abs(z[k]), (k, 1, n))", ("n > 1",)),
        ("Sum(Abs(z[k] - z[i]), (k, 1, n)) > 0", ()),
        ("Sum((z[k] - z[i])**2, (k, 1, n)) > 0", ("n > 1",)),
        ("x*Sum(exp(z[k]), (k, 1, n)) >= x*n + x*Sum(z[k], (k, 1, n))", ()),
        ("Sum(exp(z[k]), (k, 1, n))/x >= n/x + Sum(z[k], (k, 1, n))/x", ("x >= 0",)),
        ("Sum(z[k], (k, 1, n))**2 < n*Sum(z[k]**2, (k, 1, n))", ()),
        ("Sum(z[k], (k, 1, n))**2 <= Sum(z[k]**2, (k, 1, n))", ()),
        ("Sum(z[k]*y[k], (k, 1, n))**2 < Sum(z[k]**2, (k, 1, n))*Sum(y[k]**2, (k, 1, n))", ()),
        ("Sum(z[k]*y[k], (k, 1, n))**2 <= Sum(z[k]**2, (k, 1, n))*Sum(y[k]**2, (k, 1, n))/2", ()),
        ("Sum(z[k], (k, 1, n))*Sum(y[k], (k, 1, n)) <= n*Sum(z[k]*y[k], (k, 1, n))", ()),
        ("Sum(log(z[k]), (k, 1, n)) <= Sum(z[k], (k, 1, n))", ()),
        ("Sum(sqrt(z[k]**2), (k, 1, n)) >= Sum(sqrt(z[k]), (k, 1, n))**2", ()),
        ("Sum(1/Abs(z[k]), (k, 1, n)) >= 0", ()),
        ("n*Sum(relu(z[k]), (k, 1, n)) > relu(Sum(z[k], (k, 1, n)))", ()),
        ("2*logsumexp(z/2) > logsumexp(z)", ()),
        ("2*logsumexp(z/2) <= logsumexp(z)", ()),
        ("exp(Sum(softmax(k, z)*y[k], (k, 1, n))) < Sum(softmax(k, z)*exp(y[k]), (k, 1, n))", ()),
        ("logsumexp((z + y)/2) < (logsumexp(z) + logsumexp(y))/2", ()),
    ][::2],
)
def test_what_is_false_has_no_proof(claim: str, assumptions: tuple[str, ...]) -> None:
    """Without the search for counterexamples, that comes first otherwise."""
    made = about(claim, *assumptions, i="index", j="index", x="real")
    assert next(pointwise(made, *shows(clock(20))), None) is None
