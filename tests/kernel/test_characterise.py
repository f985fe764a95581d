"""Unknown functions: characterised by a differential equation and values, or not; forged certificates are refused."""

from typing import Any

import pytest

from symact.activations import vocabulary
from symact.kernel.certificate import canonical, read_certificate, replay
from symact.kernel.characterise import read_characterisation, replaced, smooth
from symact.kernel.claim import Claim, read_claim
from symact.kernel.errors import CertificateError, ClaimError, LimitExceeded, Stuck
from symact.kernel.refutation import refute
from symact.kernel.theorem import prove
from symact.prover.decide import decide

Y = {"y": "function"}
LOGISTIC = ("Derivative(y(x), x) == y(x)*(1 - y(x))", "y(0) == 1/2")
RICCATI = ("Derivative(y(x), x) == 1 - y(x)**2", "y(0) == 0")
GROWTH = ("Derivative(y(x), x) == a*y(x)", "y(0) == c")
SINE = ("Derivative(y(x), (x, 2)) == -y(x)", "y(0) == 0", "Subs(Derivative(y(x), x), x, 0) == 1")


def about(claim: str, *assumptions: str, **variables: str) -> Claim:
    return read_claim(claim, vocabulary(), assumptions, {**Y, **variables})


def verdict(claim: str, *assumptions: str, **variables: str) -> str:
    found = decide(about(claim, *assumptions, **variables), 10)
    if found.certificate is not None:
        replay(read_certificate(canonical(found.certificate)))
    return found.verdict


@pytest.mark.parametrize(
    ("claim", "assumptions"),
    [
        ("y(x) == sigmoid(x)", LOGISTIC),
        ("sigmoid(x) == y(x)", ("y(x)*(1 - y(x)) == Derivative(y(x), x)", "1/2 == y(0)")),
        ("0 < y(x)", LOGISTIC),
        ("y(-x) == 1 - y(x)", LOGISTIC),
        ("y(t) == sigmoid(t)", LOGISTIC),
        ("y(y(x)) == sigmoid(sigmoid(x))", LOGISTIC),
        ("y(x) < 1/2", (*LOGISTIC, "x < 0")),
        ("Limit(y(x), x, oo) == 1", LOGISTIC),
        ("Derivative(y(2*x), x) == 2*y(2*x)*(1 - y(2*x))", LOGISTIC),
        ("Integral(y(t), (t, 0, x)) == softplus(x) - log(2)", LOGISTIC),
        ("Range(y(x), x) == Interval.open(0, 1)", LOGISTIC),
        ("c == sigmoid(1)", (*LOGISTIC, "y(1) == c")),
        ("y(x) == tanh(x)", RICCATI),
        ("y(x) == c*exp(a*x)", GROWTH),
        ("y(x) == softplus(x)", ("Derivative(y(x), x) == 1 - exp(-y(x))", "y(0) == log(2)")),
        ("y(x) == phi(x)", ("Derivative(y(x), x) == -x*y(x)", "y(0) == 1/sqrt(2*pi)")),
        ("y(x) == exp(-x**2)", ("Derivative(y(x), x) == -2*x*y(x)", "y(0) == 1")),
        ("y(x) == sin(x)", SINE),
        ("y(x)**2 + Derivative(y(x), x)**2 == 1", SINE),
        ("y(x) == sigmoid(x)", (LOGISTIC[0], "y(2) == sigmoid(2)")),
    ],
)
def test_the_solution_is_known(claim: str, assumptions: tuple[str, ...]) -> None:
    assert verdict(claim, *assumptions) == "PROVED"


@pytest.mark.parametrize(
    ("claim", "assumptions"),
    [
        ("y(x) == tanh(x)", LOGISTIC),
        ("y(x) == sigmoid(2*x)", LOGISTIC),
        ("y(x) > 1/2", LOGISTIC),
        ("a == 1", GROWTH),
        ("y(x) == cos(x)", SINE),
        ("log(y(x)) > 0", RICCATI),
        ("y(x) == sigmoid(x)", (LOGISTIC[0], "y(1) == 1/2")),
    ],
)
def test_what_the_solution_does_not_do_is_refuted(claim: str, assumptions: tuple[str, ...]) -> None:
    assert verdict(claim, *assumptions) == "REFUTED"


@pytest.mark.parametrize(
    ("claim", "assumptions"),
    [
        ("y(x) == x**3", ("Derivative(y(x), x) == 3*Abs(y(x))**R(2, 3)", "y(0) == 0")),
        ("y(x) == 0", ("Derivative(y(x), x) == sqrt(Abs(y(x)))", "y(0) == 0")),
        ("y(x) == 0", ("Derivative(y(x), x) == sqrt(y(x))", "y(0) == 0")),
        ("y(x) == 1/(1 - x)", ("Derivative(y(x), x) == y(x)**2", "y(0) == 1")),
        ("y(x) > 0", ("Derivative(y(x), x) == y(x)**2", "y(0) == 1")),
        ("y(x) == exp(x)", ("Derivative(y(x), x) == y(x)*log(y(x))/log(y(x))", "y(0) == 1")),
        ("y(x) == sigmoid(x)", (LOGISTIC[0], "y(a) == 1/2")),
        ("y(x) == sigmoid(x)", (LOGISTIC[0], "y(0) >= 1/2")),
        ("y(x) == sigmoid(x)", ("Or(Derivative(y(x), x) == y(x)*(1 - y(x)), x <= 0)", LOGISTIC[1])),
        ("y(x) == sigmoid(x)", ("Derivative(y(x), x) <= y(x)*(1 - y(x))", LOGISTIC[1])),
        ("y(x) == exp(x)", ("Derivative(y(x), x) == y(x + 1)/E", "y(0) == 1")),
        ("y(x) == exp(x)", ("Derivative(y(x), x) == 1/y(-x)", "y(0) == 1")),
        ("y(x) == 0", ("Derivative(y(x), x) == y(y(x))", "y(0) == 0")),
        ("y(x) == exp(x)", ("Derivative(y(x), z) == y(x)", "y(0) == 1")),
        ("y(x) == exp(x)", ("Derivative(y(2*x), x) == 2*y(2*x)", "y(0) == 1")),
        ("y(x) == exp(x)", ("Derivative(y(x), x) == Limit(y(t), t, x)", "y(0) == 1")),
        ("y(x) == exp(x)", ("Derivative(y(x), x) == 1 + Integral(y(t), (t, 0, x))", "y(0) == 1")),
        ("y(x) == exp(x)", ("Derivative(y(x), x) == Subs(y(t), t, x)", "y(0) == 1")),
        ("y(x) == relu(x)", ("Derivative(y(x), x) == Heaviside(x)", "y(0) == 0")),
        ("y(x) == sin(x)", (SINE[0], SINE[1], "Subs(Derivative(y(x), x), x, 2*pi) == 1")),
        ("y(x) == y(x)", ()),
    ],
)
def test_what_characterises_no_function_is_not_decided(claim: str, assumptions: tuple[str, ...]) -> None:
    assert verdict(claim, *assumptions) == "UNKNOWN"


@pytest.mark.parametrize(
    ("claim", "assumptions"),
    [
        ("y(x) == sigmoid(x)", (LOGISTIC[0],)),
        ("y(x) == sin(x)", (SINE[0], SINE[1])),
        ("y(x) == sigmoid(x)", (LOGISTIC[1],)),  # a constant is a function, too
        ("y(x) > 0", (LOGISTIC[0],)),
    ],
)
def test_what_leaves_the_function_open_is_refuted_by_another_one(claim: str, assumptions: tuple[str, ...]) -> None:
    found = decide(about(claim, *assumptions), 20)
    assert found.verdict == "REFUTED" and found.reason is not None and found.reason.startswith("where ")
    assert found.certificate is not None
    replay(read_certificate(canonical(found.certificate)))


GIVEN = ["y(0) == 3", "y(0) == 1 + I", "w > 0", "y(0) ==", "Sum(x, (k, 1, n)) > y(0)", "x > 0", "y(0) == 1"]


@pytest.mark.parametrize("more", [*GIVEN, 7])
def test_another_thing_given_does_not_refute(more: Any) -> None:
    """The rest of the witness is about y(0) = 0."""
    claim = about("y(x) == sigmoid(x)", LOGISTIC[0])
    found = decide(claim, 20)
    assert found.certificate is not None and found.certificate["evidence"]["given"] == ["y(0) == 0"]
    refute(claim, found.certificate["evidence"])
    with pytest.raises((CertificateError, ClaimError, Stuck)):
        refute(claim, {**found.certificate["evidence"], "given": [more]})


def test_an_equation_for_positive_x_alone_characterises_nothing() -> None:
    assert verdict("y(x) == sigmoid(x)", *LOGISTIC, x="positive") == "UNKNOWN"


def test_a_bound_on_x_restricts_the_claim_and_not_the_equation() -> None:
    assert verdict("y(x) > 1/2", *LOGISTIC, "x > 0") == "PROVED"


def test_parameters_keep_their_domains() -> None:
    logistic = ("Derivative(y(x), x) == r*y(x)*(1 - y(x)/(c + d))", "y(0) == c")
    solution = "y(x) == (c + d)*c*exp(r*x)/(d + c*exp(r*x))"
    assert verdict(solution, *logistic, c="positive", d="positive") == "PROVED"
    assert verdict(solution, *logistic) == "UNKNOWN"


def test_a_refutation_uses_every_assumption_about_the_function() -> None:
    assert verdict("y(x) == tanh(x)", *LOGISTIC, "y(x) < 1") == "UNKNOWN"
    assert verdict("y(x) == sigmoid(x)", *LOGISTIC, "y(x) < 1") == "PROVED"


def test_other_variables_are_no_reason_to_stop() -> None:
    assert verdict("y(z) == 0", *LOGISTIC, z="complex") == "UNKNOWN"
    assert verdict("Sum(y(z[k]), (k, 1, n)) > 0", *LOGISTIC, z="vector") == "UNKNOWN"
    assert verdict("y(x) == I", *LOGISTIC) == "UNKNOWN"


def test_two_functions() -> None:
    both = (*LOGISTIC, "Derivative(w(x), x) == 1 - w(x)**2", "w(0) == 0")
    assert verdict("y(2*x) == (1 + w(x))/2", *both, w="function") == "PROVED"
    coupled = ("Derivative(y(x), x) == w(x)", "Derivative(w(x), x) == -y(x)", "y(0) == 0", "w(0) == 1")
    assert verdict("y(x) == sin(x)", *coupled, w="function") == "UNKNOWN"


# ------------------------------------------------------------ forged certificates

ENTRY: dict[str, Any] = {
    "name": "y", "solution": "sigmoid(x)", "equation": 0, "initial": [1], "proofs": [[{}], [{}]],
}  # fmt: skip


def test_the_entry_by_itself() -> None:
    claim = about("y(x) == sigmoid(x)", *LOGISTIC)
    assert prove(claim, {"function": ENTRY, "then": [{}]}).claim is claim


@pytest.mark.parametrize(
    "change",
    [
        {"name": "x"}, {"name": None}, {"solution": "tanh(x)"}, {"solution": "y(x)"}, {"solution": "sigmoid(t)"},
        {"solution": "sigmoid(x) + 0*I"}, {"solution": "Limit(sigmoid(t), t, x)"}, {"equation": 1}, {"equation": 7},
        {"equation": True}, {"initial": []}, {"initial": [1, 1]}, {"initial": [0]}, {"initial": 1}, {"proofs": [[{}]]},
        {"proofs": None}, {"solution": "sigmoid(x) + 0*log(x)"},
        {"solution": "Piecewise((sigmoid(x), x != 0), (1, True))"},
        {"solution": "sigmoid(x)*x/x"},
    ],
)  # fmt: skip
def test_a_changed_entry_is_refused(change: dict[str, Any]) -> None:
    claim = about("y(x) == sigmoid(x)", *LOGISTIC)
    with pytest.raises((CertificateError, ClaimError, Stuck)):
        prove(claim, {"function": {**ENTRY, **change}, "then": [{}]})


@pytest.mark.parametrize(
    "proof", [[{}], [{"vacuous": True}], {"integrals": [], "then": [{}]}, {"facts": {}, "then": []}]
)
def test_no_other_proof_shows_a_claim_about_an_unknown_function(proof: Any) -> None:
    for claim in (about("y(x) == y(x)", "y(0) == 1"), about("0*y(x) == 0", *LOGISTIC)):
        with pytest.raises(CertificateError):
            prove(claim, proof)


def test_no_other_witness_refutes_a_claim_about_an_unknown_function() -> None:
    with pytest.raises(CertificateError):
        refute(about("y(x) == tanh(x)", *LOGISTIC), {"point": {"x": "1", "y": "1"}})


def test_an_unused_assumption_forbids_a_refutation() -> None:
    claim = about("y(x) == tanh(x)", *LOGISTIC, "y(x) > 1")
    with pytest.raises(Stuck, match="not used"):
        refute(claim, {"function": ENTRY, "point": {"x": "1"}})


@pytest.mark.parametrize(
    "slope",
    [
        "Abs(y(x))", "sqrt(y(x)**2)", "Abs(y(x))**R(2, 3)", "y(x)**R(2, 3)", "log(y(x))", "1/y(x)", "floor(y(x))",
        "y(x)**x", "LambertW(y(x))", "Max(y(x), 0)", "sqrt(x)*y(x)", "y(x)/x", "1/(1 + y(x))", "sqrt(y(x)**4)",
        "polylog(2, y(x))", "atanh(y(x))", "y(x)*a/a", "y(x)**a",
    ],
)  # fmt: skip
def test_only_smooth_equations_have_one_solution(slope: str) -> None:
    claim = about("y(x) == 0", f"Derivative(y(x), x) == {slope}", "y(0) == 0")
    with pytest.raises(Stuck):
        smooth(claim, read_characterisation(claim, {**ENTRY, "solution": "0"}))


@pytest.mark.parametrize(
    "slope", ["y(x)**3*sin(x)", "exp(-y(x)) + erf(x*y(x))", "1/(1 + y(x)**2)", "sqrt(1 + y(x)**2)"]
)
def test_smooth_equations(slope: str) -> None:
    claim = about("y(x) == 0", f"Derivative(y(x), x) == {slope}", "y(0) == 0")
    smooth(claim, read_characterisation(claim, {**ENTRY, "solution": "0"}))


def test_a_parameter_of_the_solution_is_not_captured() -> None:
    for claim in (
        "Integral(y(c), (c, 0, 1)) == x", "Derivative(y(x), a) == 0", "Limit(y(a), a, 0) == c", "Subs(y(a), a, 1) == c",
    ):  # fmt: skip
        k = about(claim, *GROWTH)
        found = read_characterisation(k, {**ENTRY, "solution": "c*exp(a*x)"})
        with pytest.raises((CertificateError, LimitExceeded)):
            replaced(k, found)


@pytest.mark.parametrize(
    ("claim", "variables"),
    [
        ("y(x) == y", Y), ("y == 1", Y), ("y(x, x) == 1", Y), ("y() == 1", Y), ("Derivative(y(x), y) == 1", Y),
        ("Limit(y(x), y, 0) == 1", Y), ("y(i) == 1", {**Y, "i": "index"}), ("sigmoid(x) == 1", {"sigmoid": "function"}),
        ("Abs(x) == 1", {"Abs": "function"}), ("exp(x) == 1", {"exp": "function"}), ("pi(x) == 1", {"pi": "function"}),
        ("Sum(y(y), (y, 1, n)) == 0", Y),
    ],
)  # fmt: skip
def test_the_name_of_a_function_is_nothing_else(claim: str, variables: dict[str, str]) -> None:
    with pytest.raises(ClaimError):
        read_claim(claim, vocabulary(), (), variables)


def test_a_function_that_is_declared_and_not_used_is_forgotten() -> None:
    assert about("x == x").domains == {"x": "real"}
