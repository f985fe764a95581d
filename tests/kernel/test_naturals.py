"""Natural variables: sums between integers, powers, integer functions, and what is not read."""

from __future__ import annotations

import pytest

from symact import check
from symact.kernel.claim import Claim, read_claim
from symact.kernel.errors import ClaimError
from symact.kernel.naturals import integer_function, linear_in, stirling2
from symact.kernel.vocabulary import Vocabulary

M = {"m": "natural"}
TWO = {"m": "natural", "j": "natural"}


def verdict(claim: str, *assume: str, variables: dict[str, str] = M) -> str:
    return check(claim, list(assume), variables, timeout=10).verdict


def plain(claim: str, *assume: str, variables: dict[str, str] = M) -> Claim:
    return read_claim(claim, Vocabulary(), assume, variables)


TRUE = [
    ("Sum(k, (k, 1, m)) == m*(m + 1)/2", []),
    ("Sum(k**2, (k, 1, m)) == m*(m + 1)*(2*m + 1)/6", []),
    ("Sum(x**k, (k, 0, m)) == (1 - x**(m + 1))/(1 - x)", ["x != 1"]),
    ("Sum(1/(k*(k + 1)), (k, 1, m)) == m/(m + 1)", []),
    ("Sum(k*factorial(k), (k, 1, m)) == factorial(m + 1) - 1", []),
    ("Sum(binomial(m, k)*x**k, (k, 0, m)) == (1 + x)**m", []),
    ("Sum((-1)**k*binomial(m, k), (k, 0, m)) == 0", ["m >= 1"]),
    ("Sum(x**(k - 1), (k, 1, m + 1)) == Sum(x**k, (k, 0, m))", []),
    ("Sum(x*k, (k, 0, m)) == x*Sum(k, (k, 0, m))", []),
    ("Sum(1, (k, 1, m)) == m", []),
    ("Sum(k, (k, 1, 3)) == 6", []),
    ("Sum(k, (k, 3, 1)) == 0", []),
    ("k + Sum(k, (k, 0, m)) == k + m*(m + 1)/2", []),
    ("Derivative(Sum(k*x, (k, 0, m)) + k, k) == 1", []),
    ("exp(Sum(log(k), (k, 1, m))) == factorial(m)", []),
    ("Sum(x**k/factorial(k), (k, 0, m)) > 0", ["x > 0"]),
    ("(1 + x)**m >= 1 + m*x", ["x >= -1"]),
    ("2**m >= 2*m", []),
    ("x**m*x == x**(m + 1)", []),
    ("x**(2*m) == Abs(x)**(2*m)", []),
    ("((-1)**m)**2 == 1", []),
    ("(-1)**(m*(m + 1)) == 1", []),
    ("Derivative(x**m, x) == m*x**(m - 1)", ["m >= 1"]),
    ("m*(m - 1) >= 0", []),
    ("m >= 1", ["m > 0"]),
    ("factorial(m + 2)/factorial(m) == (m + 1)*(m + 2)", []),
    ("stirling2(m, 2) == 2**(m - 1) - 1", ["m >= 1"]),
    ("binomial(m, m - 1) == m", []),
    ("Derivative(hermite(m + 1, x), x) == 2*(m + 1)*hermite(m, x)", []),
    ("hermite_prob(3, x) == x**3 - 3*x", []),
    ("cos(m*pi) == (-1)**m", []),
    ("Sum(k**3, (k, 1, m)) == Sum(k, (k, 1, m))**2", []),
    ("Sum(k**4, (k, 3, m)) == m*(m + 1)*(2*m + 1)*(3*m**2 + 3*m - 1)/30 - 17", ["m >= 2"]),
    ("Sum(Sum(j, (j, 1, k)), (k, 1, m)) == m*(m + 1)*(m + 2)/6", []),
    ("Sum(k*x, (k, m, 2*m)) == 3*m*(m + 1)*x/2", []),
    ("Sum(k, (k, 1, m))*Sum(k**2, (k, 1, m)) <= Sum(k, (k, 1, m))**3", []),
    ("Sum(k**20, (k, 1, m)) >= m", []),  # beyond the powers with a polynomial
    ("(a + b)**m == Sum(binomial(m, k)*a**k*b**(m - k), (k, 0, m))", []),
    ("(a - b)**m == Sum(binomial(m, k)*a**(m - k)*(-b)**k, (k, 0, m))", []),
]
FALSE = [
    ("Sum(k, (k, 1, m)) == m*(m - 1)/2", []),
    ("Sum(k, (k, 2, m)) == m*(m + 1)/2 - 1", []),  # m = 0: an empty sum
    ("Sum(1, (k, 3, m)) == m - 2", ["m >= 1"]),  # m = 1: the end lies two below the beginning
    ("Sum(1, (k, m, 0)) == 1 - m", []),
    ("Sum(x**k, (k, 0, m)) == (1 - x**(m + 1))/(1 - x)", []),
    ("Sum(x**k, (k, 0, m)) == (1 - x**m)/(1 - x)", ["x != 1"]),
    ("k*Sum(x**k, (k, 0, m)) == Sum(k*x**k, (k, 0, m))", []),  # one k is not the other
    ("x*Sum(1/x, (k, 1, m)) == m", []),
    ("0*Sum(1/(k - 1), (k, 1, m)) == 0", []),
    ("0*Sum(log(k), (k, 0, m)) == 0", []),
    ("(1 + x)**m >= 1 + m*x", []),
    ("(1 + x)**m > 1 + m*x", ["x > -1"]),
    ("2**m >= m**2", []),
    ("x**m == exp(m*log(x))", []),
    ("(x**2)**m > 0", []),
    ("0**m == 0", []),
    ("(-1)**m == 1", []),
    ("x**(m - 1)*x == x**m", []),
    ("Derivative(x**m, x) == m*x**(m - 1)", []),
    ("m >= 2", ["m > 0"]),
    ("0*factorial(m - 1) == 0", []),
    ("0*stirling2(m, m - 1) == 0", []),
    ("0*binomial(m - 1, m) == 0", []),
    ("0*hermite(m - 1, x) == 0", []),
    ("stirling2(m, 0) == 0", []),
    ("factorial(m) > m", []),
    ("hermite(m, x) == 2**m*hermite_prob(m, x)", []),
    ("hermite_prob(m, x) > 0", []),
    ("Sum(k**3, (k, 0, m)) == Sum(k, (k, 1, m))**2 + 1", []),
    ("Sum(k**3, (k, 3, m)) == Sum(k, (k, 1, m))**2 - 9", []),  # m = 0: an empty sum
    ("Sum(k**0, (k, m, 2*m)) == m", []),
    ("Sum(Sum(k, (j, 1, k)), (k, 1, m)) == m*(m + 1)*(m + 2)/6", []),
    ("(a + b)**m == Sum(binomial(m, k)*a**k*b**(m - k), (k, 1, m))", []),
    ("(a + b)**m == Sum(binomial(m, k)*a**k*b**(m - k - 1), (k, 0, m))*b", []),  # b = 0
]


@pytest.mark.parametrize(("claim", "assume"), TRUE, ids=lambda v: str(v)[:60])
def test_true_claims_are_proved(claim: str, assume: list[str]) -> None:
    assert verdict(claim, *assume) == "PROVED"


@pytest.mark.parametrize(("claim", "assume"), FALSE, ids=lambda v: str(v)[:60])
def test_false_claims_are_refuted(claim: str, assume: list[str]) -> None:
    assert verdict(claim, *assume) == "REFUTED"


@pytest.mark.parametrize(
    ("claim", "assume", "expected"),
    [
        ("Sum(1, (k, m, j)) == j - m + 1", ["j >= m"], "PROVED"),
        ("Sum(1, (k, m, j)) == j - m + 1", [], "REFUTED"),
        ("x**m*x**j == x**(m + j)", [], "PROVED"),
        ("stirling2(m, j) == 0", ["j > m"], "PROVED"),
        ("stirling2(m, j) == 0", ["j >= m"], "REFUTED"),
        ("stirling2(m + 1, j) == j*stirling2(m, j) + stirling2(m, j - 1)", ["j >= 1"], "PROVED"),
        ("stirling2(m + 1, j) == j*stirling2(m, j) + stirling2(m, j - 1)", [], "REFUTED"),
        ("binomial(m + 1, j) == binomial(m, j) + binomial(m, j - 1)", [], "PROVED"),
        ("Derivative(Derivative(sigmoid(x), (x, m)), (x, j)) == Derivative(sigmoid(x), (x, m + j))", [], "PROVED"),
    ],
)
def test_two_natural_variables(claim: str, assume: list[str], expected: str) -> None:
    assert verdict(claim, *assume, variables=TWO) == expected


def test_the_variable_may_be_called_n() -> None:
    named = "Derivative(phi(x), (x, n)) == (-1)**n*hermite_prob(n, x)*phi(x)"
    assert verdict(named, variables={"n": "natural"}) == "PROVED"
    assert verdict("Sum(k, (k, 1, n)) == n*(n + 1)/2", variables={"n": "natural"}) == "PROVED"
    assert plain("Sum(1, (k, 1, n)) == n", variables={}).left.op == "sum"


# ------------------------------------------------------------ reading


@pytest.mark.parametrize(
    ("claim", "variables"),
    [
        ("Derivative(x**m, m) == 0", M),
        ("Limit(1/m, m, oo) == 0", M),
        ("Subs(m, m, 1) == 1", M),
        ("Sum(Derivative(k, k), (k, 0, m)) == 0", M),
        ("Sum(x, (m, 0, 3)) == 0", M),
        ("Sum(x, (k, 0, x)) == 0", M),
        ("Sum(x, (k, 0, m/2)) == 0", M),
        ("Sum(E, (E, 0, m)) == 0", M),
        ("Derivative(x, (x, x)) == 0", M),
        ("Derivative(x, (x, m/2)) == 0", M),
        ("Derivative(x, (x, j)) == 0", M),
        ("z[i] == m", {**M, "z": "vector", "i": "index"}),
        ("Sum(1, (k, 1, n)) == m", M),
        ("I*m == m*I", M),
        ("w == m", {**M, "w": "complex"}),
        ("Integral(x**m, (x, 0, 1)) == 1/(m + 1)", M),
        ("stirling2(m) == 1", M),
    ],
)
def test_refuses_to_read(claim: str, variables: dict[str, str]) -> None:
    with pytest.raises(ClaimError):
        plain(claim, variables=variables)


@pytest.mark.parametrize(
    "claim", ["Sum(Sum(k*x, (k, 0, k)), (k, 1, m)) == 2*m", "Derivative(hermite(m, x), (x, 2*m + 1)) == binomial(m, 2)"]
)
def test_text_reads_back(claim: str) -> None:
    read = plain(claim)
    assert (plain(read.text).left, plain(read.text).right) == (read.left, read.right)
    assert read.text == claim


def test_stirling_numbers() -> None:
    assert [stirling2(5, k) for k in range(7)] == [0, 1, 15, 25, 10, 1, 0]
    assert [stirling2(n, 0) for n in range(3)] == [1, 0, 0]
    assert integer_function("stirling2", -1, 0) is None
    assert integer_function("binomial", 4, -1) == 0
    assert integer_function("binomial", 4, 5) == 0


def test_how_fast_an_order_grows() -> None:
    order = plain("Derivative(x, (x, 2*m + 3 - m)) == 0").left.args[2]
    assert linear_in(order, "m") == 1
    assert linear_in(plain("Derivative(x, (x, m*m)) == 0").left.args[2], "m") is None
    assert linear_in(plain("Derivative(x, (x, m*j)) == 0", variables=TWO).left.args[2], "m") is None
