"""What mathlib (`Real.sigmoid`) and the Isabelle AFP (`Sigmoid_Universal_Approximation`) prove of the sigmoid."""

import pytest

from symact.activations import vocabulary
from symact.kernel.certificate import canonical, read_certificate, replay
from symact.kernel.claim import read_claim
from symact.prover.decide import decide

MATHLIB = [
    ("sigmoid(x) == 1/(1 + exp(-x))", ()),
    ("sigmoid(0) == 1/2", ()),
    ("0 < sigmoid(x)", ()),
    ("0 <= sigmoid(x)", ()),
    ("sigmoid(x) < 1", ()),
    ("sigmoid(x) <= 1", ()),
    ("sigmoid(x) < sigmoid(y)", ("x < y",)),
    ("x < y", ("sigmoid(x) < sigmoid(y)",)),
    ("sigmoid(x) <= sigmoid(y)", ("x <= y",)),
    ("x <= y", ("sigmoid(x) <= sigmoid(y)",)),
    ("x == y", ("sigmoid(x) == sigmoid(y)",)),
    ("sigmoid(x) != sigmoid(y)", ("x != y",)),
    ("sigmoid(-x) == 1 - sigmoid(x)", ()),
    ("sigmoid(x)*exp(-x) == sigmoid(-x)", ()),
    ("Range(sigmoid(x), x) == Interval.open(0, 1)", ()),
    ("Limit(sigmoid(x), x, oo) == 1", ()),
    ("Limit(sigmoid(x), x, -oo) == 0", ()),
    ("Limit(sigmoid(x), x, a) == sigmoid(a)", ()),
    ("Derivative(sigmoid(x), x) == sigmoid(x)*(1 - sigmoid(x))", ()),
    ("Derivative(sigmoid(x), x) > 0", ()),
    *((f"Derivative(sigmoid(x), (x, {k})) == Derivative(sigmoid(x), (x, {k}))", ()) for k in range(1, 6)),
]  # fmt: skip

AFP = [
    ("sigmoid(x) == exp(x)/(1 + exp(x))", ()),
    ("logit(sigmoid(x)) == x", ()),
    ("sigmoid(x) == (1 + tanh(x/2))/2", ()),
    ("tanh(x) == 2*sigmoid(2*x) - 1", ()),
    ("Derivative(sigmoid(x), (x, 2)) == sigmoid(x)*(1 - sigmoid(x))*(1 - 2*sigmoid(x))", ()),
    ("Derivative(sigmoid(x), (x, 2)) > 0", ("x < 0",)),
    ("Derivative(sigmoid(x), (x, 2)) < 0", ("x > 0",)),
    ("Derivative(sigmoid(x), (x, 2)) == 0", ("x == 0",)),
    ("x == 0", ("Derivative(sigmoid(x), (x, 2)) == 0",)),
    ("x < 0", ("Derivative(sigmoid(x), (x, 2)) > 0",)),
    ("x > 0", ("Derivative(sigmoid(x), (x, 2)) < 0",)),
    ("Derivative(sigmoid(x), x) <= 1/4", ()),
    ("Subs(Derivative(sigmoid(x), x), x, 0) == 1/4", ()),
    ("Derivative(sigmoid(x), x) < 1/4", ("x != 0",)),
    ("x == 0", ("Derivative(sigmoid(x), x) == 1/4",)),
    ("Limit(Derivative(sigmoid(x), x), x, oo) == 0", ()),
    ("Limit(Derivative(sigmoid(x), x), x, -oo) == 0", ()),
]

# Beyond both: the equation that characterises it, Lipschitz constants, convexity.
MORE = [
    ("y(x) == sigmoid(x)", ("Derivative(y(x), x) == y(x)*(1 - y(x))", "y(0) == 1/2")),
    ("0 < y(x)", ("Derivative(y(x), x) == y(x)*(1 - y(x))", "y(0) == 1/2")),
    ("Abs(sigmoid(x) - sigmoid(y)) <= Abs(x - y)/4", ()),
    ("sigmoid((x + y)/2) >= (sigmoid(x) + sigmoid(y))/2", ("x > 0", "y > 0")),
    ("log(sigmoid((x + y)/2)) >= (log(sigmoid(x)) + log(sigmoid(y)))/2", ()),
    ("x > 0", ("sigmoid(x) > 1/2",)),
]

FALSE = [
    ("Range(sigmoid(x), x) == Interval(0, 1)", ()),
    ("Derivative(sigmoid(x), x) < 1/4", ()),
    ("Abs(sigmoid(x) - sigmoid(y)) <= Abs(x - y)/5", ()),
    ("logit(p) == -logit(p)", ("0 < p < 1",)),
    ("Derivative(sigmoid(x), (x, 2)) > 0", ()),
    ("sigmoid(logit(p)) == p", ()),
]


def verdict(claim: str, assumptions: tuple[str, ...], **variables: str) -> str:
    domains = {"y": "function"} if "y(" in claim else {}
    found = decide(read_claim(claim, vocabulary(), assumptions, {**domains, **variables}), 10)
    if found.certificate is not None:
        replay(read_certificate(canonical(found.certificate)))
    return found.verdict


@pytest.mark.parametrize(("claim", "assumptions"), [*MATHLIB, *AFP, *MORE])
def test_a_theorem_of_the_libraries(claim: str, assumptions: tuple[str, ...]) -> None:
    assert verdict(claim, assumptions) == "PROVED"


def test_logit_is_the_inverse_both_ways() -> None:
    assert verdict("sigmoid(logit(p)) == p", (), p="unit") == "PROVED"
    assert verdict("logit(p) < logit(q)", ("p < q",), p="unit", q="unit") == "PROVED"


@pytest.mark.parametrize(("claim", "assumptions"), FALSE)
def test_what_is_false_is_refuted(claim: str, assumptions: tuple[str, ...]) -> None:
    assert verdict(claim, assumptions) == "REFUTED"
