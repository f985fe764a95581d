"""Slopes and convexity: Lipschitz constants, injectivity, Jensen's inequality; forged certificates are refused."""

from typing import Any

import pytest

from symact.activations import vocabulary
from symact.kernel.certificate import canonical, read_certificate, replay
from symact.kernel.claim import Claim, read_claim
from symact.kernel.errors import CertificateError, ClaimError, Stuck
from symact.kernel.facts import read_fact, with_fact
from symact.kernel.theorem import prove
from symact.prover.decide import decide

MEAN = {"w": "unit"}


def about(claim: str, *assumptions: str, **variables: str) -> Claim:
    return read_claim(claim, vocabulary(), assumptions, variables)


def verdict(claim: str, *assumptions: str, **variables: str) -> str:
    found = decide(about(claim, *assumptions, **variables), 20)
    if found.certificate is not None:
        replay(read_certificate(canonical(found.certificate)))
    return found.verdict


@pytest.mark.parametrize(
    ("claim", "assumptions"),
    [
        pytest.param("Abs(Phi(x) - Phi(y)) <= Abs(x - y)/sqrt(2*pi)", (), marks=pytest.mark.slow),
        pytest.param("Abs(silu(x) - silu(y)) <= R(11, 10)*Abs(x - y)", (), marks=pytest.mark.slow),
        pytest.param("Abs(gelu(x) - gelu(y)) <= R(113, 100)*Abs(x - y)", (), marks=pytest.mark.slow),
        ("x == y", ("softsign(x) == softsign(y)",)),
        ("x == y", ("elu(x) == elu(y)",)),
        ("x < y", ("elu(x) < elu(y)",)),
        ("x < y", ("sqrt(x) < sqrt(y)",)),
        pytest.param("mish(x) < mish(y)", ("0 < x", "x < y"), marks=pytest.mark.slow),
    ],
)
def test_slopes(claim: str, assumptions: tuple[str, ...]) -> None:
    assert verdict(claim, *assumptions) == "PROVED"


@pytest.mark.parametrize(
    ("claim", "assumptions"),
    [
        ("exp(w*x + (1 - w)*y) <= w*exp(x) + (1 - w)*exp(y)", ()),
        pytest.param("log(Phi((x + y)/2)) >= (log(Phi(x)) + log(Phi(y)))/2", (), marks=pytest.mark.slow),
        pytest.param("exp(w*x + (1 - w)*y) < w*exp(x) + (1 - w)*exp(y)", ("x != y",), marks=pytest.mark.slow),
        pytest.param("log(w*x + (1 - w)*y) >= w*log(x) + (1 - w)*log(y)", ("x > 0", "y > 0"), marks=pytest.mark.slow),
        ("sigmoid(w*x + (1 - w)*y) <= w*sigmoid(x) + (1 - w)*sigmoid(y)", ("x < 0", "y < 0")),
        pytest.param(
            "log(sigmoid(w*x + (1 - w)*y)) >= w*log(sigmoid(x)) + (1 - w)*log(sigmoid(y))", (), marks=pytest.mark.slow
        ),
    ],
)
def test_convexity(claim: str, assumptions: tuple[str, ...]) -> None:
    assert verdict(claim, *assumptions, **MEAN) == "PROVED"


@pytest.mark.parametrize(
    ("claim", "assumptions"),
    [
        ("Abs(sigmoid(x) - sigmoid(y)) <= Abs(x - y)/5", ()),
        ("Abs(silu(x) - silu(y)) <= Abs(x - y)", ()),
        ("x == y", ("relu(x) == relu(y)",)),
        ("sigmoid(w*x + (1 - w)*y) <= w*sigmoid(x) + (1 - w)*sigmoid(y)", ()),
        ("sigmoid(w*x + (1 - w)*y) <= w*sigmoid(x) + (1 - w)*sigmoid(y)", ("x > 0", "y > 0")),
        ("exp(w*x + (1 - w)*y) < w*exp(x) + (1 - w)*exp(y)", ()),
    ],
)
def test_what_is_false_is_refuted(claim: str, assumptions: tuple[str, ...]) -> None:
    assert verdict(claim, *assumptions, **({} if "w" not in claim else MEAN)) == "REFUTED"


# ------------------------------------------------------------ forged certificates

SLOPE: dict[str, Any] = {
    "variable": "t", "function": "sigmoid(t)", "first": "x", "second": "y", "domain": [None, None, False, False],
    "cuts": [], "lower": [">", "0"], "proofs": [[{}]] * 3,
}  # fmt: skip


def injective(function: str = "sigmoid", *more: str) -> Claim:
    return about("x == y", f"{function}(x) == {function}(y)", *more)


def test_the_certificate_by_itself() -> None:
    fact = read_fact(injective(), SLOPE)
    assert [c.text for c in fact.shown] == ["x == x", "y == y", "Derivative(1/(1 + exp(-t)), t) > 0"]
    left = with_fact(injective(), fact)
    assert "p" in left.domains and "q" in left.domains and len(left.conditions()) == 3
    prove(injective(), {"facts": SLOPE, "then": [{}, {}, {}]}, depth=0)


@pytest.mark.parametrize(
    "change",
    [
        {"lower": [">", "1"]}, {"lower": ["<", "0"]}, {"lower": [">", "x"]}, {"lower": ["=="]}, {"lower": [">=", "0"]},
        {"upper": ["<=", "R(1, 5)"], "proofs": [[{}]] * 4}, {"proofs": []}, {"proofs": [[{"vacuous": True}]] * 3},
        {"variable": "x"}, {"variable": "x y"}, {"variable": 1},
        {"function": "sigmoid(t) + 0*s"},
        {"function": "sigmoid(t) + 0*I"}, {"function": "Subs(sigmoid(s), s, t)"}, {"first": "z"}, {"first": "y"},
        {"domain": ["0", None, True, False], "proofs": [[{}]] * 6}, {"domain": [None, None]},
        {"domain": ["x", None, True, False]},
        {"domain": ["1", "0", False, False], "proofs": [[{}]] * 7},
        {"domain": ["log(-1)", None, False, False], "proofs": [[{}]] * 5},
        {"cuts": ["log(-1)"], "proofs": [[{}]] * 4}, {"cuts": ["t"]},
    ],
)  # fmt: skip
def test_a_changed_certificate_is_refused(change: dict[str, Any]) -> None:
    data = {**SLOPE, **change}
    with pytest.raises((CertificateError, ClaimError, Stuck)):
        prove(injective(), {"facts": data, "then": [{}, {}, {}]})


def test_a_jump_cannot_be_cut_out() -> None:
    jump = {**SLOPE, "function": "t + Heaviside(-t)", "cuts": ["0"], "proofs": [[{}]] * 4}
    claim = about("x == y", "x + Heaviside(-x) == y + Heaviside(-y)")
    assert verdict("x == y", "x + Heaviside(-x) == y + Heaviside(-y)") != "PROVED"
    with pytest.raises(Stuck):
        prove(claim, {"facts": jump, "then": [{}, {}, {}]})


def test_a_slope_that_vanishes_on_an_interval_is_not_strict() -> None:
    flat = {**SLOPE, "function": "relu(t)", "cuts": ["0"], "proofs": [[{}]] * 4}
    with pytest.raises(Stuck):
        prove(injective("relu"), {"facts": flat, "then": [{}, {}, {}]})


def test_the_points_lie_in_the_domain() -> None:
    half = {**SLOPE, "function": "t**2", "domain": ["0", None, True, False], "proofs": [[{}]] * 6}
    with pytest.raises(Stuck):
        prove(about("x == y", "x**2 == y**2"), {"facts": half, "then": [{}, {}, {}]})
    assert verdict("x == y", "x**2 == y**2", "x >= 0", "y >= 0") == "PROVED"


def test_what_binds_variables_keeps_its_terms() -> None:
    claim = about("Integral(sigmoid(x), (p, 0, 1)) == Integral(sigmoid(y), (p, 0, 1))", "sigmoid(x) == sigmoid(y)")
    left = with_fact(claim, read_fact(claim, SLOPE))
    assert "Integral(1/(1 + exp(-x)), (p, 0, 1))" in left.text


def test_a_value_with_a_guard_is_named_too() -> None:
    claim = about("log(Phi((x + y)/2)) >= (log(Phi(x)) + log(Phi(y)))/2")
    data = {
        "variable": "t", "function": "log(Phi(t))", "first": "x", "second": "y", "mean": "(x + y)/2",
        "weight": "R(1, 2)", "shape": "<=", "domain": [None, None, False, False], "proofs": [],
    }  # fmt: skip
    assert with_fact(claim, read_fact(claim, data)).text == "r >= (p + q)/2"


CONVEX: dict[str, Any] = {
    "variable": "t", "function": "exp(t)", "first": "x", "second": "y", "mean": "w*x + (1 - w)*y", "weight": "w",
    "shape": ">=", "domain": [None, None, False, False], "proofs": [[{}]] * 6,
}  # fmt: skip
JENSEN = "exp(w*x + (1 - w)*y) <= w*exp(x) + (1 - w)*exp(y)"


def test_the_certificate_of_convexity_by_itself() -> None:
    prove(about(JENSEN, **MEAN), {"facts": CONVEX, "then": [{}]})


@pytest.mark.parametrize(
    "change",
    [
        {"weight": "1 - w"}, {"weight": "w/2"}, {"mean": "x"}, {"shape": "<="}, {"shape": "=="}, {"shape": ">"},
        {"function": "t**3"}, {"function": "relu(t)"}, {"proofs": [[{}]] * 5}, {"shape": ">", "proofs": [[{}]] * 7},
        {"domain": ["0", None, True, False], "proofs": [[{}]] * 9},
    ],
)  # fmt: skip
def test_a_changed_certificate_of_convexity_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises((CertificateError, Stuck)):
        prove(about(JENSEN, **MEAN), {"facts": {**CONVEX, **change}, "then": [{}]})


def test_the_weight_lies_between_0_and_1() -> None:
    with pytest.raises(Stuck):
        prove(about(JENSEN), {"facts": CONVEX, "then": [{}]})


def test_a_bound_of_a_slope_may_have_the_parameters_of_the_function() -> None:
    assert verdict("Abs(tanh(k*x) - tanh(k*y)) <= k*Abs(x - y)", k="positive") == "PROVED"
    assert verdict("Abs(sigmoid(k*x) - sigmoid(k*y)) <= k/5*Abs(x - y)", k="positive") == "REFUTED"


@pytest.mark.parametrize("bound", ["y", "t", "k", "Derivative(x, x)", "I", "oo"])
def test_a_bound_of_a_slope_has_no_other_variables(bound: str) -> None:
    claim = about("sigmoid(x) - sigmoid(y) <= k*x", "x > y")
    with pytest.raises((CertificateError, ClaimError)):
        read_fact(claim, {**SLOPE, "upper": ["<=", bound]})
