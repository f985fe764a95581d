"""Claims with a natural variable: what is proved at once, what by induction, and what is refused."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from symact import check
from symact.kernel.certificate import canonical, certificate, digest, read_certificate, replay
from symact.kernel.claim import Claim, read_claim
from symact.kernel.errors import CertificateError, ClaimError, Stuck
from symact.kernel.induction import at_value, least, parts_of
from symact.kernel.refutation import refute
from symact.kernel.terms import Term, text, variable
from symact.kernel.theorem import prove
from symact.kernel.vocabulary import Vocabulary

M = {"m": "natural"}
TWO = {"m": "natural", "j": "natural"}
STIRLING = "Sum((-1)**(k + 1)*factorial(k - 1)*stirling2(m + 1, k)*sigmoid(x)**k, (k, 1, m + 1))"
SIGMOID = f"Derivative(sigmoid(x), (x, m)) == {STIRLING}"


def verdict(claim: str, *assume: str, variables: dict[str, str] = M) -> str:
    return check(claim, list(assume), variables, timeout=10).verdict


def plain(claim: str, *assume: str, variables: dict[str, str] = M) -> Claim:
    return read_claim(claim, Vocabulary(), assume, variables)


# ------------------------------------------------------------ derivatives of every order

DERIVATIVES = [
    (SIGMOID, []),
    (f"Derivative(softplus(x), (x, m + 1)) == {STIRLING}", []),
    (f"Derivative(tanh(x), (x, m)) == 2**(m + 1)*{STIRLING.replace('(x)', '(2*x)')}", ["m >= 1"]),
    ("Derivative(exp(a*x), (x, m)) == a**m*exp(a*x)", []),
    ("Derivative(x*exp(x), (x, m)) == (x + m)*exp(x)", []),
    ("Derivative(x*exp(-x), (x, m)) == (-1)**m*(x - m)*exp(-x)", []),
    ("Derivative(x**2*exp(x), (x, m)) == (x**2 + 2*m*x + m*(m - 1))*exp(x)", []),
    ("Derivative(phi(x), (x, m)) == (-1)**m*hermite_prob(m, x)*phi(x)", []),
    ("Derivative(exp(-x**2), (x, m)) == (-1)**m*hermite(m, x)*exp(-x**2)", []),
    ("Derivative(Phi(x), (x, m + 1)) == (-1)**m*hermite_prob(m, x)*phi(x)", []),
    ("Derivative(gelu(x), (x, m + 2)) == (-1)**m*((m + 2)*hermite_prob(m, x) - x*hermite_prob(m + 1, x))*phi(x)", []),
    ("Derivative(log(x), (x, m + 1)) == (-1)**m*factorial(m)/x**(m + 1)", ["x > 0"]),
    ("Derivative(1/x, (x, m)) == (-1)**m*factorial(m)/x**(m + 1)", ["x != 0"]),
    ("(-1)**m*factorial(m)/(1 + x)**(m + 1) == Derivative(1/(1 + x), (x, m))", ["Or(x > -1, x < -1)"]),
    ("Derivative(sin(x), (x, m)) == sin(x + m*pi/2)", []),
    ("Derivative(cos(x), (x, 2*m)) == (-1)**m*cos(x)", []),
    ("Derivative(cosh(x), (x, 2*m + 1)) == sinh(x)", []),
    ("Derivative(x, (x, m)) == 0", ["m >= 2"]),
    ("Derivative(x**m, (x, m)) == factorial(m)", []),
    ("Derivative(x**(m + 1), (x, m)) == factorial(m + 1)*x", []),
    ("Derivative(x**m, (x, m + 1)) == 0", []),
    ("factorial(m)*a**m == Derivative((a*x + b)**m, (x, m))", ["x > 0"]),
    (
        "Derivative(silu(x), (x, m + 1))"
        " == x*Derivative(sigmoid(x), (x, m + 1)) + (m + 1)*Derivative(sigmoid(x), (x, m))",
        [],
    ),
    ("Derivative(Derivative(sigmoid(x), (x, m)), x) == Derivative(sigmoid(x), (x, m + 1))", []),
]


@pytest.mark.parametrize(("claim", "assume"), DERIVATIVES, ids=lambda v: str(v)[:60])
def test_derivatives_of_every_order(claim: str, assume: list[str]) -> None:
    found = check(claim, assume, M)
    assert found.verdict == "PROVED"
    assert found.certificate is not None
    again = replay(read_certificate(canonical(found.certificate)))
    assert again.claim.text == found.claim


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("m + 1))", "m))"),
        ("(k, 1,", "(k, 0,"),
        ("(k, 1,", "(k, 2,"),
        ("k + 1)", "k)"),
        ("factorial(k - 1)", "factorial(k)"),
        ("stirling2(m + 1, k)", "stirling2(m, k)"),
        ("sigmoid(x)**k", "sigmoid(x)**(k + 1)"),
        ("k - 1)*", "k - 2)*"),
    ],
)
def test_a_wrong_formula_for_sigmoid_is_refuted(right: str, wrong: str) -> None:
    assert right in SIGMOID
    found = check(SIGMOID.replace(right, wrong, 1), (), M)
    assert found.verdict == "REFUTED"
    assert found.counterexample is not None
    assert found.counterexample.point["m"].isdigit()


FALSE_DERIVATIVES = [
    ("Derivative(exp(a*x), (x, m)) == a**(m + 1)*exp(a*x)", []),
    ("Derivative(x*exp(x), (x, m)) == (x + m + 1)*exp(x)", []),  # true of the step, not of m = 0
    ("Derivative(x*exp(x), (x, m)) == (x + m**2)*exp(x)", []),  # true at 0 and 1
    ("Derivative(log(x), (x, m)) == (-1)**(m + 1)*factorial(m)/(m*x**m)", ["x > 0"]),  # true for m >= 1
    ("Derivative(log(x), (x, m + 1)) == (-1)**m*factorial(m)/x**(m + 1)", []),
    ("Derivative(x, (x, m)) == 0", ["m >= 1"]),
    ("Derivative(sinh(x), (x, m)) == sinh(x)", []),
    ("Derivative(phi(x), (x, m)) == hermite_prob(m, x)*phi(x)", []),
    ("Derivative(Abs(x), (x, m + 1)) == 0*x", ["x >= 0"]),
    ("Derivative(x*Abs(x), (x, m + 2)) == Derivative(x**2, (x, m + 2))", ["x >= 0"]),
    ("Derivative(sqrt(x), (x, m)) == Derivative(sqrt(x), (x, m))", ["x >= 0"]),
    ("Derivative(sigmoid(x), (x, m - 1)) == Derivative(sigmoid(x), (x, m - 1))", []),  # no order -1
    ("Derivative(x**2, (x, m)) == 0", ["x == 0"]),
    ("Derivative(x**m, (x, m)) == factorial(m) + 1", []),
    ("Derivative(x**m, (x, m)) == m", ["m >= 1"]),  # true for m = 1 and 2
    ("Derivative(x**(2*m), (x, m)) == factorial(m)", []),
    ("Derivative(x**(m - 1), (x, m)) == 0", []),  # m = 0, x = 0
]


@pytest.mark.parametrize(("claim", "assume"), FALSE_DERIVATIVES, ids=lambda v: str(v)[:60])
def test_false_derivatives_of_every_order(claim: str, assume: list[str]) -> None:
    assert verdict(claim, *assume) == "REFUTED"


# ------------------------------------------------------------ what the kernel forms


def test_the_parts_of_an_induction() -> None:
    parts = parts_of(plain("Derivative(exp(2*x), (x, 3*m + 1)) == 2*8**m*exp(2*x)", "m >= 2", "x > 0"), "m", 2)
    assert [text(b.left) for b in parts.bases] == ["Derivative(exp(2*x), (x, 7))", "Derivative(exp(2*x), (x, 10))"]
    assert text(parts.step.left) == "Derivative(2*8**m*exp(2*x), (x, 3))"
    assert text(parts.step.right) == "2*8**(m + 1)*exp(2*x)"
    assert [text(a) for a in parts.step.assumptions] == ["x > 0", "m >= 3"]
    assert parts.sign is None


def test_the_least_value() -> None:
    assert least(plain("m == m", "m > 3", "1 <= m", "x > 0"), "m")[0] == 4
    for assumption in ("m <= 5", "m >= x", "m != 2", "2*m >= 3", "And(m >= 1, x > 0)", "Or(m >= 1, x > 0)"):
        with pytest.raises(Stuck):
            least(plain("m == m", assumption), "m")


@pytest.mark.parametrize(
    "assumption", ["x >= 0", "x == 1", "0 < x <= 1", "Or(x > 1, x <= 0)", "1/x > 0", "log(x) > 0", "Abs(x) < 1"]
)
def test_a_derivative_needs_an_open_set(assumption: str) -> None:
    with pytest.raises(Stuck):
        parts_of(plain("Derivative(exp(x), (x, m)) == exp(x)", assumption), "m", 1)
    parts_of(plain("Derivative(exp(x), (x, m)) == exp(x)", "a >= 0", "exp(x)*a < 2", "x != a"), "m", 1)


def test_a_half_line_with_its_end_is_not_open() -> None:
    claim = plain("Derivative(exp(x), (x, m)) == exp(x)", variables={**M, "x": "nonnegative"})
    with pytest.raises(Stuck):
        parts_of(claim, "m", 1)
    parts_of(plain("Derivative(exp(x), (x, m)) == exp(x)", variables={**M, "x": "positive"}), "m", 1)


def test_values_leave_no_natural_variable() -> None:
    part = at_value(plain("Sum(x**k, (k, 0, m)) == Derivative(x, (x, m))", "m >= 1"), {"m": 2})
    assert part.text == "x**0 + x**1 + x**2 == Derivative(x, (x, 2))"
    assert part.assumptions == ()
    assert part.domains == {"x": "real"}


# ------------------------------------------------------------ certificates

LEAF: list[Any] = [{}]


def test_an_induction_by_hand() -> None:
    claim = plain("Derivative(exp(2*x), (x, m)) == 2**m*exp(2*x)")
    proof = {"induction": "m", "bases": [LEAF], "step": LEAF}
    assert prove(claim, proof).trust == "kernel"
    assert replay(certificate(claim, "theorem", proof))


FORGED: list[dict[str, Any]] = [
    {"induction": "m", "bases": [], "step": LEAF},
    {"induction": "m", "step": LEAF},
    {"induction": "m", "bases": [LEAF]},
    {"induction": "m", "bases": [LEAF] * 7, "step": LEAF},
    {"induction": "m", "bases": {"0": LEAF}, "step": LEAF},
    {"induction": "x", "bases": [LEAF], "step": LEAF},
    {"induction": 0, "bases": [LEAF], "step": LEAF},
    {"induction": "m", "bases": [LEAF], "step": LEAF, "times": "2"},
    {"induction": "m", "bases": [LEAF], "step": [{"vacuous": True}]},
    {"induction": "m", "bases": [[{"vacuous": True}]], "step": LEAF},
    {"integrals": [], "then": LEAF, "bases": [LEAF]},
]


@pytest.mark.parametrize("proof", FORGED, ids=str)
def test_forged_inductions(proof: dict[str, Any]) -> None:
    claim = plain("Derivative(exp(2*x), (x, m)) == 2**m*exp(2*x)")
    with pytest.raises((CertificateError, Stuck)):
        prove(claim, proof)


def test_a_function_that_changes_with_its_order() -> None:
    claim = plain("Derivative(x**m, (x, m)) == factorial(m)")
    proof = {"induction": "m", "bases": [LEAF], "step": LEAF, "sign": LEAF, "times": "m + 1"}
    assert prove(claim, proof).trust == "kernel"
    parts = parts_of(claim, "m", 1, "m + 1")
    assert parts.sign is not None and text(parts.sign.left) == "Derivative(x**(m + 1), x)"
    for change in ({"times": "m"}, {"times": "m + 2"}, {"times": "1"}, {"sign": None}, {"step": [{"vacuous": True}]}):
        with pytest.raises((CertificateError, Stuck)):
            prove(claim, {**proof, **change})


def test_what_depends_on_x_does_not_come_out_of_a_derivative() -> None:
    claim = plain("Derivative(exp(m*x**2), (x, m)) == exp(m*x**2)")
    with pytest.raises(CertificateError, match="does not depend"):
        parts_of(claim, "m", 1, "2*(m + 1)*x*exp(x**2)")


@pytest.mark.parametrize(
    "claim",
    ["Derivative(x*exp(x), (x, m)) == (x + m + 1)*exp(x)", "Sum(k, (k, 0, m)) == m*(m + 1)/2 + 1"],
)
def test_a_true_step_does_not_replace_the_base(claim: str) -> None:
    parts = parts_of(plain(claim), "m", 1)
    assert prove(parts.step, LEAF)
    with pytest.raises(Stuck):
        prove(plain(claim), {"induction": "m", "bases": [LEAF], "step": LEAF})


def test_a_true_base_does_not_replace_the_step() -> None:
    claim = plain("Derivative(x*exp(x), (x, m)) == (x + m**2)*exp(x)")
    assert prove(parts_of(claim, "m", 1).bases[0], LEAF)
    with pytest.raises(Stuck):
        prove(claim, {"induction": "m", "bases": [LEAF, LEAF], "step": LEAF})


def test_a_factor_below_zero_turns_an_order() -> None:
    claim = plain("(-2)**m >= (-2)**m*1 - 1 + 2**m")  # false at m = 1; with c = -2 both grow by nothing
    with pytest.raises(Stuck):
        prove(claim, {"induction": "m", "bases": [LEAF], "step": LEAF, "sign": LEAF, "times": "-2"})
    good = plain("3**m >= 2**m*0 + 1")
    proof = {"induction": "m", "bases": [LEAF], "step": LEAF, "sign": LEAF, "times": "1"}
    assert prove(good, {k: v for k, v in proof.items() if k != "sign"})


@pytest.mark.parametrize("factor", ["Sum(1, (k, 0, m))", "Limit(x, x, 0)", "I", "y", "Derivative(x, x)", "oo"])
def test_the_factor_is_a_plain_term(factor: str) -> None:
    with pytest.raises((CertificateError, ClaimError)):
        parts_of(plain("Sum(x**k, (k, 0, m)) == x"), "m", 1, factor)


@pytest.mark.parametrize(
    "naturals",
    [None, {}, {"m": -1}, {"m": 1, "x": 0}, {"m": "1"}, {"m": True}, {"m": 1.0}, {"j": 1}, {"m": 10**6}, [1]],
)
def test_forged_values(naturals: Any) -> None:
    claim = plain("m*x == m*x + m")
    assert refute(claim, {"point": {"x": "0"}, "naturals": {"m": 1}}).point.values["m"] == Term("number", 1)
    with pytest.raises(CertificateError):
        refute(claim, {"point": {"x": "0"}, "naturals": naturals})


def test_a_point_gives_no_fraction_to_a_natural_variable() -> None:
    with pytest.raises(CertificateError, match="natural"):
        refute(plain("m != 1/2"), {"point": {"m": "1/2"}})


def test_a_value_outside_the_assumptions_refutes_nothing() -> None:
    claim = plain("m*x == 0", "m >= 3", "x > 0")
    assert refute(claim, {"point": {"x": "1"}, "naturals": {"m": 3}})
    for point, m in (("1", 2), ("0", 3)):
        with pytest.raises(CertificateError):
            refute(claim, {"point": {"x": point}, "naturals": {"m": m}})


def test_a_certificate_with_another_claim_is_refused() -> None:
    found = check("Sum(k, (k, 1, m)) == m*(m + 1)/2", (), M).certificate
    assert found is not None
    forged = deepcopy(found)
    forged["claim"] = "Sum(k, (k, 1, m)) == m*(m + 1)/2 + 1"
    forged["digest"] = digest(forged)
    with pytest.raises((CertificateError, Stuck)):
        replay(forged)
    forged = deepcopy(found)
    forged["variables"] = {"m": "real"}
    forged["digest"] = digest(forged)
    with pytest.raises((CertificateError, Stuck)):
        replay(forged)


def test_an_integer_is_not_differentiated() -> None:
    """No text writes this; a claim that the kernel forms might."""
    m = variable("m")
    claim = plain("m == m")
    bad = Claim("==", Term("derivative", m, m, 1), Term("number", 1), (), claim.variables, claim.vocabulary)
    with pytest.raises(Stuck):
        prove(bad, LEAF)
