"""What an adversary found where one context reached into another: the plane, a proof's definitions, points beside."""

from __future__ import annotations

import time
from typing import Any

import pytest

from symact.derivation.ask import check
from symact.kernel.certificate import digest, replay
from symact.kernel.claim import read_claim
from symact.kernel.errors import CertificateError, ClaimError, Stuck, SymactError
from symact.kernel.integrals import integrals_of
from symact.kernel.refutation import refute
from symact.kernel.terms import text
from symact.kernel.theorem import prove
from symact.kernel.vocabulary import Vocabulary, scalar

PLANE = [
    ("Limit(x**2 - cos(I*x), x, oo) == oo", [], {}),  # cos(I*x) is cosh(x)
    ("Limit(x**2 - cos(I*x), x, oo) != -oo", [], {}),
    ("Limit(x + I*sin(I*x), x, oo) == oo", [], {}),
    ("Limit(1/z**2, z, 0) == oo", [], {"z": "complex"}),
    ("Limit(exp(z), z, oo) == oo", [], {"z": "complex"}),
    ("Limit(x + log(z), x, oo) == oo", ["z != 0"], {"z": "complex"}),
    ("Limit(x*Piecewise((1, x > I), (2, True)), x, oo) == oo", [], {}),
]


@pytest.mark.parametrize(("claim", "under", "variables"), PLANE, ids=lambda v: str(v)[:40])
def test_real_limits_stay_out_of_the_plane(claim: str, under: list[str], variables: dict[str, str]) -> None:
    assert check(claim, under, variables=variables, timeout=5).verdict != "PROVED"


def test_a_limit_in_the_plane_contradicts_nothing() -> None:
    claim = read_claim("1 == 2", Vocabulary(), ["Limit(x**2 - cos(I*x), x, oo) != oo"])
    with pytest.raises(Stuck, match="real"):
        prove(claim, [{"contradiction": 0}])


# At x = 1 the step jumps, so that there is no derivative; the other derivatives have no value around the point either.
BESIDE = [
    ("x != 1", "Derivative(Piecewise((1, Subs(floor(u), u, x) > R(1, 2)), (0, True)), x) == 0", "x == 1"),
    ("x != 1", "Derivative(Piecewise((1, Subs(polylog(2, u), u, x) > 0), (0, True)), x) == 0", "x == 1"),
    ("y != 2", "Derivative(Piecewise((1, Subs(u**y, u, x) > -1), (0, True)), y) == 0", "x == -1"),
    ("x != 1", "Derivative(Piecewise((x, Subs(floor(u), u, x) > R(1, 2)), (0, True)), (x, 2)) == 0", "x == 1"),
]


@pytest.mark.parametrize(("claim", "condition", "point"), BESIDE)
def test_subs_is_not_read_at_the_point_only_where_it_is_differentiated(claim: str, condition: str, point: str) -> None:
    assert check(claim, [condition], timeout=5).verdict != "REFUTED"
    assert check("1 == 2", [condition, point], timeout=5).verdict != "REFUTED"


def test_subs_of_what_is_not_differentiated_is_read() -> None:
    assert check("x**2 + Subs(floor(u), u, y) == x**2", timeout=5).verdict == "REFUTED"


# ------------------------------------------------------------ definitions of a proof


def induction(claim: str, times: str, definitions: dict[str, Any]) -> dict[str, Any]:
    data = {
        "schema": "symact/certificate/1", "claim": claim, "assumptions": [], "variables": {"m": "natural"},
        "definitions": definitions, "kind": "theorem",
        "evidence": {"induction": "m", "bases": [[{}]], "times": times, "step": [{}]},
    }  # fmt: skip
    return {**data, "digest": digest(data)}


BODIES = {"1 + 0*I": "the plane", "1": "the line", "Sum(x, (j, 1, n))": "vectors"}


@pytest.mark.parametrize("body", BODIES, ids=BODIES.get)
def test_a_proof_brings_no_definitions(body: str) -> None:
    """By f(m) = 1 + 0*I the step would be read in the plane, where sqrt(-1/2) has a value."""
    one = {"f": {"parameters": [["x", None, "real"]], "body": body}}
    with pytest.raises(CertificateError, match="no others"):
        replay(induction("sqrt(R(1, 2) - m) == sqrt(R(1, 2) - m)", "f(m)", one))


@pytest.mark.parametrize("used", ["f(m)*0 + sqrt(R(1, 2) - m) == sqrt(R(1, 2) - m)", "sqrt(R(1, 2) - m) == f(m)"])
def test_a_definition_does_not_move_a_step_into_the_plane(used: str) -> None:
    one = {"f": {"parameters": [["x", None, "real"]], "body": "1 + 0*I"}}
    with pytest.raises(SymactError):
        replay(induction(used, "f(m)", one))


# ------------------------------------------------------------ finite sums

SUMS = [
    "Sum(sqrt(k), (k, 1, m)) == m", "Sum(k**R(3, 2), (k, 1, m)) == m*(m + 1)/2", "Sum(k**R(-1, 2), (k, 1, m)) == m",
    "Sum(1/k, (k, 1, m)) == m", "Sum(sqrt(k), (k, 1, m + 2)) == Sum(k**R(1, 3), (k, 1, m + 2))",
]  # fmt: skip


@pytest.mark.parametrize("claim", SUMS)
def test_sums_of_powers_that_are_not_whole_are_no_polynomials(claim: str) -> None:
    assert check(claim, variables={"m": "natural"}, timeout=5).verdict == "REFUTED"


def test_a_harmonic_sum_is_a_sum() -> None:
    assert check("Sum(1/k, (k, 1, m)) >= 1", ["m >= 1"], variables={"m": "natural"}).verdict == "PROVED"
    assert check("Sum(k, (k, 1, m)) == m*(m + 1)/2", variables={"m": "natural"}).verdict == "PROVED"


@pytest.mark.parametrize("claim", ["Sum(x**k, (k, 1, 1000)) > 0",
                                   "Sum(Sum(Sum(x**(i*j*k), (i, 1, 300)), (j, 1, 300)), (k, 1, 50)) > 0"])  # fmt: skip
def test_a_sum_of_too_many_terms_is_an_error_of_reading(claim: str) -> None:
    with pytest.raises(ClaimError, match="sum"):
        check(claim)


# ------------------------------------------------------------ exponents that vary do not become constants

# 0 may be raised to a constant; what these exponents lose when they are carried out is a variable.
LOST = [
    ("x**(R(1, 2) + im(a)) == sqrt(x)", ["x >= 0"]),
    ("x**(R(1, 2) + im(log(a))) == sqrt(x)", ["x >= 0", "a > 0"]),
    ("x**(R(1, 2) + Sum(a, (k, 1, 0))) == sqrt(x)", ["x >= 0"]),
    ("x**(R(1, 2) + Sum(log(a), (k, 1, 0))) == sqrt(x)", ["x >= 0", "a > 0"]),
]


@pytest.mark.parametrize(("claim", "under"), LOST)
def test_what_loses_its_variable_is_no_constant(claim: str, under: list[str]) -> None:
    assert check(claim, under, timeout=5).verdict != "PROVED"
    exponent = claim.partition(" == ")[0]
    assert check("x != 0", [*under, f"{exponent} == 0"], timeout=5).verdict != "REFUTED"
    assert check(claim, [*under, "x > 0"], timeout=5).verdict == "PROVED"


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("claim", ["x > 0", "x != 0"])
def test_a_fact_gives_no_name_to_what_an_exponent_is_made_of(claim: str, order: int) -> None:
    fact: dict[str, Any] = {
        "variable": "t", "function": "t", "first": "m", "second": "m", "domain": [None, None, False, False], "cuts": [],
        "lower": [">=", "1"], "proofs": [[{}], [{}], [{}]],
    }  # fmt: skip
    under = ["m == 1", "x**(m/2) >= 0"][::order]
    asked = read_claim(claim, Vocabulary(), under, {"m": "natural", "x": "real"})
    with pytest.raises(SymactError):
        prove(asked, {"facts": fact, "then": [{}, {}, {}]})
    refute(asked, {"naturals": {"m": 1}, "point": {"x": "0"}})


HALF = Vocabulary([scalar("hlf", "u", "R(1, 2)"), scalar("g", "x", "Sum(x, (j, 1, n))")])


@pytest.mark.parametrize("exponent", ["hlf(log(a))", "Derivative(R(1, 2)*a, a)"])
def test_a_root_keeps_exponents_as_they_are(exponent: str) -> None:
    claim = read_claim("b != 0", HALF, [f"x**3 + b**{exponent} == 1"])
    witness = {"variable": "x", "between": ["0", "2"], "others": {"a": "2", "b": "0"}, "equation": 0}
    with pytest.raises(SymactError):
        refute(claim, {"root": witness})
    refute(read_claim("b == 5", HALF, [f"x**3 + b**{exponent} + x == 4"]),
           {"root": {**witness, "others": {"a": "2", "b": "4"}}})  # fmt: skip


def test_an_integral_keeps_n() -> None:
    claim = read_claim("x**Integral(R(1, 2) + 0*g(1), (t, 0, 1)) == sqrt(x)", HALF, ["x >= 0"])
    (integral,) = integrals_of(claim)
    entry = {"integral": text(integral), "antiderivative": "t/2", "ends": ["reached", "reached"], "proofs": [[{}, {}]]}
    with pytest.raises(SymactError):
        prove(claim, {"integrals": [entry], "then": [{"split": "x", "parts": [{"vacuous": True}, {}, {}]}]})


def test_an_induction_with_many_plans_ends_with_its_time() -> None:
    claim = "Sum(binomial(m, k)*(a + b)**k*(a - b)**(m - k)*c**(k + p)*c**(m - k), (k, 0, m)) == (2*a)**m*c**(m + p)"
    start = time.process_time()
    check(claim, variables={"m": "natural", "p": "natural"}, timeout=2)
    assert time.process_time() - start < 20
