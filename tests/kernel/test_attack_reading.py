"""Wrong verdicts that were found by reading the kernel line by line: claims, and certificates that lie."""

from __future__ import annotations

from typing import Any

import pytest

from symact.derivation.ask import check
from symact.kernel.case import cases
from symact.kernel.claim import read_claim
from symact.kernel.errors import ClaimError, SymactError
from symact.kernel.refutation import refute
from symact.kernel.theorem import prove
from symact.kernel.vocabulary import Vocabulary, scalar

PLANE = {"z": "complex", "w": "complex"}
APART = ["z != 0", "w != 0"]
# claim, assumptions, variables
FALSE: list[tuple[str, list[str], dict[str, str]]] = [
    # a product of two logarithms is not one logarithm
    ("exp(log(z)*log(w)) == w", APART, PLANE),
    ("exp(log(z)*log(w)) == z", APART, PLANE),
    ("exp(log(w)*log(z)/2) == sqrt(w)", APART, PLANE),
    # exp(z/2) is no principal root of exp(z)
    ("conjugate(erf(exp(z/2))) == erf(sqrt(exp(conjugate(z))))", [], {"z": "complex"}),
    ("z == sqrt(exp(I*sqrt(17)))", ["z == exp(I*sqrt(17)/2)"], {"z": "complex"}),
    ("z == 3 + sqrt(exp(5*I*sqrt(2)))", ["2*z == 6 + 2*exp(5*I*sqrt(2)/2)"], {"z": "complex"}),
    # the x that a limit binds is not the x that a is equal to
    ("Limit(Limit(a + x*t, t, 0), x, 0) == 0", ["a == x"], {}),
    ("Limit(Limit(a*exp(x*t), t, 0), x, 0) == 0", ["a == x"], {}),
    # at x = 0 the function has no value: 0 is raised to what is no constant
    ("Range(x**3 + 0*Abs(x)**(x**2 + R(1, 2)), x) == Interval(-oo, oo)", [], {}),
    # a floor that jumps again and again has no derivative beside the point
    ("Limit(Derivative(floor(x), x), x, oo) == 0", [], {}),
    ("Limit(Derivative(floor(1/x), x), x, 0) == 0", [], {}),
    ("Limit(Derivative(exp(-x)*floor(x), x), x, oo) == 0", [], {}),
]
TRUE: list[tuple[str, list[str], dict[str, str]]] = [
    ("exp(2*log(z)) == z**2", APART, PLANE),
    ("exp(log(z)*log(w)) == exp(log(w)*log(z))", APART, PLANE),
    ("Limit(Limit(a + x*t, t, 0), x, 0) == a", ["a == x"], {}),
    ("Limit(Limit(a + x*t, t, 0), x, 0) == a", ["a == x + 1"], {}),
    # 0 to a positive number is 0, in the plane too
    ("0**sqrt(2) + I*x == I*x", [], {}),
    ("0**log(E) + I*x == I*x", [], {}),
]


@pytest.mark.parametrize(("claim", "under", "variables"), FALSE)
def test_what_is_false_is_not_proved(claim: str, under: list[str], variables: dict[str, str]) -> None:
    assert check(claim, under, variables, timeout=2).verdict != "PROVED"


@pytest.mark.parametrize(("claim", "under", "variables"), TRUE)
def test_what_is_true_is_not_refuted(claim: str, under: list[str], variables: dict[str, str]) -> None:
    assert check(claim, under, variables, timeout=2).verdict != "REFUTED"


READ_BACK = """
exp(z/2) + exp(-z/3); sqrt(exp(z)); z**R(3, 2); z**(-R(1, 2)); exp(z/2)*sqrt(z) + exp(-z/2); log(exp(z/2) + 1)
sqrt(exp(z/2) + 1); conjugate(z)*exp(z/2); Abs(exp(z/2) + 1)**3; conjugate(log(z + 1)); sqrt(erf(exp(z/2))); z**w
(-1)**R(2, 7)*z; exp(w*log(z)/2); exp(I*sqrt(17)/2); sqrt(exp(I*sqrt(17))); sqrt(x)*z; sin(z/2); sqrt(I*(x**2 + 1))
exp(I*x/2); sqrt(x**2 + 1)*exp(x/2 + I*x/3); exp(z*w/2)/(exp(z/2) + 1); sqrt(log(z)); exp(log(z)/2)*exp(log(w)/2)
"""


@pytest.mark.parametrize("source", [s.strip() for s in READ_BACK.replace("\n", ";").split(";") if s.strip()])
def test_a_normal_form_written_as_a_term_is_read_as_itself(source: str) -> None:
    claim = read_claim(f"{source} == 0*I", Vocabulary(), ["x > 0"], {"z": "complex", "w": "complex"})
    (case,) = cases(claim)
    normaliser = case.normaliser()
    found = normaliser.of(claim.sides()[0])
    assert normaliser.of(normaliser.ring.term(found)) == found


GAUSS = "Integral(exp(-x**2), (x, -oo, oo))"
REFUTES: list[tuple[str, list[str], dict[str, Any]]] = [
    # a hole that is no number
    (f"{GAUSS} == sqrt(pi)", [], {"point": {}, "hole": [GAUSS, "log(-1)"]}),
    (f"{GAUSS} == sqrt(pi)", [], {"point": {}, "hole": [GAUSS, "1/0"]}),
    # 0**1 is 0, however the 1 is written
    ("0**log(E) + I*x == I*x", [], {"point": {"x": "0"}}),
    ("0**(sqrt(2)*sqrt(2)) + I*x == I*x", [], {"point": {"x": "1/2"}}),
]
HOLE = "Integral(0*(x**2)**(x**2 + R(1, 2)), (x, -1, 1))"
PROVES: list[tuple[str, list[str], Any]] = [
    # for x < 0 the left side is not 4x³ − 2x + 1, whose sign it would give there
    ("4*(x**2)**R(3, 2) - 2*x + 1 < 0", ["x > 0", "x < 1"], [{"step": {
        "times": "(x**4 - x**2 + x - 5)/(4*x**3 - 2*x + 1)",
        "then": {"variable": "x", "from": "-2", "then": {"sides": {"box": {"x": ["-2", "1"]}}}}}}]),
    # at x = 0, which is excepted, the integrand has no value: 0 is raised to what is no constant
    (f"{HOLE} == 0", [], {"integrals": [{
        "integral": HOLE, "antiderivative": "0", "ends": ["approached", "approached"], "except": ["0"],
        "proofs": [[{"split": "x", "parts": [{}, {"vacuous": True}, {}]}], [{}]]}], "then": [{}]}),
    # 1/2 is the value of a function, but the exponent of sqrt(x) is no variable that equals it
    ("x > 0", ["sqrt(x) >= 0", "R(1, 2) == R(1, 4)*2"], {"facts": {
        "variable": "t", "function": "t", "first": "5", "second": "R(1, 2)", "domain": [None, None, False, False],
        "lower": [">=", "1"], "proofs": [[{}], [{}], [{}]]}, "then": [{}, {}, {}]}),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "under", "witness"), REFUTES)
def test_no_witness_refutes_what_is_true(claim: str, under: list[str], witness: dict[str, Any]) -> None:
    with pytest.raises(SymactError):
        refute(read_claim(claim, Vocabulary(), under), witness)


@pytest.mark.parametrize(("claim", "under", "proof"), PROVES)
def test_no_proof_shows_what_is_false(claim: str, under: list[str], proof: Any) -> None:
    with pytest.raises(SymactError):
        prove(read_claim(claim, Vocabulary(), under), proof)


def test_zero_to_a_negative_power_has_no_value_in_the_plane() -> None:
    claim = read_claim("0**(-sqrt(2)) + I*x == I*x", Vocabulary())
    assert refute(claim, {"point": {"x": "0"}}).undefined


def test_a_hole_that_is_a_number_refutes() -> None:
    integral = "Integral(1/x, (x, -oo, oo))"
    claim = read_claim(f"{integral} == 0", Vocabulary())
    assert refute(claim, {"point": {}, "hole": [integral, "0"]}).undefined


NATURAL = {"m": "natural", "k": "natural"}
SYMBOLIC = "Subs(Derivative(exp(x**2), (x, m)), x, k)"
# claims about natural numbers, and whether they hold
COUNTED: list[tuple[str, list[str], bool]] = [
    # a sum in a sum has a counter of its own, though the bounds are the same
    ("Sum(Sum(k*j, (j, 1, m)), (k, 1, m)) == m*Sum(k**2, (k, 1, m))", ["m >= 1"], False),
    ("Sum(Sum(k*j, (j, 1, m)), (k, 1, m)) == Sum(k, (k, 1, m))**2", ["m >= 1"], True),
    ("Sum(Sum(Subs(x*j, x, k), (j, 1, m)), (k, 1, m)) == m*Sum(k**2, (k, 1, m))", ["m >= 1"], False),
    ("Sum(Sum(k*j, (j, 1, m)), (k, 1, m + 1)) == Sum(k, (k, 1, m))*Sum(k, (k, 1, m + 1))", ["m >= 1"], True),
    # the point of a derivative of symbolic order varies with the counter
    (f"m*Sum(k*{SYMBOLIC}, (k, 1, m)) == Sum(k, (k, 1, m))*Sum({SYMBOLIC}, (k, 1, m))", ["m >= 1"], False),
    # k = m/2 is an integer, and m/2 in an exponent is no half of one
    ("x**k == 1", ["2*k == m"], False),
    ("x**k*x**k == x**m", ["2*k == m", "x > 0"], True),
]


@pytest.mark.parametrize(("claim", "under", "holds"), COUNTED)
def test_counters_and_integers_are_not_mistaken(claim: str, under: list[str], holds: bool) -> None:
    variables = NATURAL if any("2*k" in a for a in under) else {"m": "natural"}
    assert (check(claim, under, variables, timeout=5).verdict == "PROVED") is holds


def test_a_definition_brings_no_sum_over_components_beside_a_finite_sum() -> None:
    """Both would name what they count by the same names."""
    vocabulary = Vocabulary([scalar("g", "x", "Sum(x, (j, 1, n))")])
    with pytest.raises(ClaimError, match="beside"):
        read_claim(
            "m*Sum(k*g(k), (k, 1, m)) == Sum(k, (k, 1, m))*Sum(g(k), (k, 1, m))", vocabulary, ["m >= 1"],
            {"m": "natural"},
        )  # fmt: skip


@pytest.mark.parametrize("order", ["2 + 1", "2*a", "2*1", "2**2", "2 - k"])
def test_an_order_that_begins_with_a_number_is_not_that_number(order: str) -> None:
    """`Derivative(x**3, (x, 2 + 1))` was read as the second derivative."""
    with pytest.raises(ClaimError, match="order of a derivative"):
        read_claim(f"Derivative(x**3, (x, {order})) == 6*x", Vocabulary())
    assert read_claim("Derivative(x**3, (x, 2)) == 6*x", Vocabulary()).left.args[2] == 2
    counted = read_claim("Derivative(x**3, (x, 2 + m)) == 0", Vocabulary(), [], {"m": "natural"})
    assert counted.left.op == "iterated"


def test_an_exponent_of_natural_variables_is_a_constant_at_each_value() -> None:
    """x**(m/2) is sqrt(x) at m = 1, so it has a value at x = 0: the claim was proved, and refuted there."""
    under, variables = ["m == 1", "x**(m/2) >= 0"], {"m": "natural"}
    assert check("x > 0", under, variables, timeout=5).verdict != "PROVED"
    claim = read_claim("x > 0", Vocabulary(), under, variables)
    assert refute(claim, {"naturals": {"m": 1}, "point": {"x": "0"}, "precision": 64}).undefined is None
    assert check("x > 0", ["y == 1", "x**(y/2) >= 0"], timeout=5).verdict == "PROVED"


def test_an_exponent_that_varies_is_no_constant_when_its_value_is_known() -> None:
    """At x = 0 the left sides have no value: 0 may be raised to a constant, and a is a variable."""
    split = [{"split": "x", "parts": [{"vacuous": True}, {}, {}]}]
    integral = "Integral(R(1, 2) + 0*a, (t, 0, 1))"
    by_antiderivative = {
        "integrals": [{"integral": integral, "antiderivative": "t/2", "ends": ["reached"] * 2, "proofs": [[{}, {}]]}],
        "then": split,
    }
    by_equation = {
        "function": {
            "name": "y", "equation": 1, "initial": [2], "solution": "R(1, 2)", "proofs": [[{}], [{}]],
        },
        "then": split,
    }  # fmt: skip
    flat = ["Derivative(y(t), t) == 0*y(t)", "y(0) == 1/2"]
    function = {"y": "function"}
    for x, shown in (("x >= 0", False), ("x > 0", True)):
        claims = [
            (read_claim(f"x**{integral} == sqrt(x)", Vocabulary(), [x]), by_antiderivative),
            (read_claim("x**y(a) == sqrt(x)", Vocabulary(), [x, *flat], function), by_equation),
        ]
        for claim, proof in claims:
            if shown:
                prove(claim, {**proof, "then": [{}]})
            else:
                with pytest.raises(SymactError, match=r"0 under|> 0"):
                    prove(claim, proof)


NEGATIVE_BASE = ["y**y >= -1", "y**y <= -1"]  # y = -1


@pytest.mark.parametrize(
    ("claim", "under", "variables"),
    [
        ("1 == 2", NEGATIVE_BASE, {}),
        ("y**y > 0", NEGATIVE_BASE, {}),
        ("y**y == 3", NEGATIVE_BASE, {}),
        ("x**y == 3", ["x**y >= -1", "x**y <= -1"], {}),
        ("x > 0", ["x**y <= 5", "x**y >= -5"], {}),
        ("x > 0", ["Abs(x**y) <= 5", "Abs(x**y) >= 0"], {}),
        ("x >= 0", ["x**(m/2) <= 5", "x**(m/2) >= -5"], {"m": "natural"}),
        ("x != 0", ["x**(m - 3) <= 5", "x**(m - 3) >= -5"], {"m": "natural"}),
        ("x > 0", ["Sum(log(x), (k, 1, m)) <= 1", "Sum(log(x), (k, 1, m)) >= 0"], {"m": "natural"}),
        ("x != 0", ["Derivative(Abs(x)*x, x) >= 0", "Derivative(Abs(x)*x, x) <= 9"], {}),
        ("x == 5", ["Derivative(floor(x), x) >= 0", "Derivative(floor(x), x) <= 0"], {}),
        ("z != 0", ["z**w == z", "z**w == w - 1"], {"z": "complex", "w": "complex"}),
    ],
)
def test_a_condition_that_is_not_used_leaves_nothing_behind(
    claim: str, under: list[str], variables: dict[str, Any]
) -> None:
    """Its terms were remembered, so that the next condition with them was taken to be shown defined."""
    stated = read_claim(claim, Vocabulary(), under, variables)
    count = len(cases(stated))
    for proof in ({}, {"vacuous": True}):
        with pytest.raises(SymactError):
            prove(stated, [proof] * count)


def test_a_condition_is_used_where_what_it_owes_is_known() -> None:
    assert check("y >= 0", ["x > 1", "x**y >= 1"], timeout=5).verdict == "PROVED"
    assert check("y >= 0", ["x > 0", "x**y >= 1"], timeout=5).verdict != "PROVED"


COUNTED_TWICE = ["Sum(k, (k, 1, n)) >= 0", "m >= 3", "Sum(log(k - 2), (k, 3, m)) >= 0", "n - 1 >= 0"]


@pytest.mark.parametrize("claim", ["n > 2", "Sum(Abs(k - 2), (k, 1, n)) == Sum(k - 2, (k, 1, n))"])
def test_what_the_counter_of_one_sum_meets_is_not_known_of_another(claim: str) -> None:
    variables = {"m": "natural", "n": "natural"}
    assert check(claim, COUNTED_TWICE, variables, timeout=2).verdict != "PROVED"
    with pytest.raises(SymactError):
        prove(read_claim(claim, Vocabulary(), COUNTED_TWICE, variables), [{}])


@pytest.mark.parametrize("under", [["log(x**3 + x + 1) != 5", "x**3 + x + 1 < 0"], ["sqrt(x*y) != 5", "x*y < 0"]])
def test_conditions_in_the_plane_stay_there_without_the_claim(under: list[str]) -> None:
    """In the plane log(-1) is a number; where only the claim speaks of I, its conditions alone would be real ones."""
    claim = read_claim("1 == 2 + 0*I", Vocabulary(), under)
    for k in range(2):
        with pytest.raises(SymactError):
            prove(claim, [{"contradiction": k}])


def test_a_polylogarithm_of_a_vast_order_takes_no_time() -> None:
    limit = read_claim(f"Limit(polylog({10**12}, x), x, 0) == 0", Vocabulary())
    with pytest.raises(SymactError):
        prove(limit, [{}])
    for order in (10**900, -(10**900)):
        with pytest.raises(SymactError):
            refute(read_claim(f"polylog({order}, x) == 0", Vocabulary()), {"point": {"x": "1/2"}})
