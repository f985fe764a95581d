"""Sign rules: each shows what it may and nothing more."""

from __future__ import annotations

from itertools import product as pairs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symact.derivation.ask import check
from symact.kernel.case import cases
from symact.kernel.claim import read_claim
from symact.kernel.signs import product, raised, total
from symact.kernel.theorem import show
from symact.kernel.vocabulary import Vocabulary

P, R, U = "PROVED", "REFUTED", "UNKNOWN"
Row = tuple[str, str, str, str, str]  # rule, claim that it shows, its assumptions, claim beside it, its assumptions

RULES: list[Row] = [
    ("terms", "exp(x) + exp(-x) + 1 > 0", "", "exp(x) - exp(-x) + 1 > 0", ""),
    ("even_powers", "x**2 + y**4 + 1 > 0", "", "x**2 + y**4 > 0", ""),
    ("signs_of_a_region", "x*y > 0", "x > 0; y > 0", "x*y > 0", "x > 0; y >= 0"),
    ("linear_region", "2*x - y > 0", "x > y; x > 0", "2*x - y > 0", "x > y"),
    ("facts", "x**2 - y > 1", "x**2 > y + 1", "x**2 - y > 1", "x**2 > y"),
    ("factors", "x**3 - x > 0", "x > 1", "x**3 - x > 0", "x > 0"),
    ("univariate", "x**4 - x**2 + 1 > 0", "", "x**4 - 2*x**2 + 1 > 0", ""),
    ("univariate_on_the_positive_half", "exp(2*x) + exp(x) + 1 > 0", "", "exp(2*x) - 3*exp(x) + 2 > 0", ""),
    ("surd", "sqrt(x**2 + 1) > x", "", "sqrt(x**2 + 1) > x + 1", ""),
    ("surd_below", "sqrt(x**2 + 1) + x > 0", "", "sqrt(x**2 + 1) + 2*x > 0", ""),
    ("a_double_root", "x**4 - 2*x**2 + 1 >= 0", "", "x**4 - 2*x**2 + 1 > 0", ""),
    ("a_double_irrational_root", "x**2 - 2*sqrt(2)*x + 2 >= 0", "", "x**2 - 2*sqrt(2)*x + 2 > 0", ""),
    ("an_irrational_root_outside", "x**2 > 2*sqrt(2)*x - 2", "x < R(7, 5)", "x**2 > 2*sqrt(2)*x - 2", "x < R(3, 2)"),
    (
        "a_contact_at_log(2-sqrt(3))",
        "Derivative(sigmoid(x), (x, 2)) <= sqrt(3)/18",
        "",
        "Derivative(sigmoid(x), (x, 2)) < sqrt(3)/18",
        "",
    ),
    (
        "close_to_that_contact",
        "Derivative(sigmoid(x), (x, 2)) < sqrt(3)/18 + 10**(-6)",
        "",
        "Derivative(sigmoid(x), (x, 2)) <= sqrt(3)/18 - 10**(-6)",
        "",
    ),
    ("half_exponents", "exp(x) - 2*sqrt(2)*exp(x/2) + 2 >= 0", "", "exp(x) - 3*exp(x/2) + 2 >= 0", ""),
    ("two_surds_are_one", "sqrt(6)*x <= x**2/2 + 3", "", "sqrt(6)*x < x**2/2 + 3", ""),
    ("surds_of_two_fields", "x**2 - 2*sqrt(2)*x + 3 >= 0", "", "x**2 - 2*sqrt(2)*x + sqrt(3) >= 0", ""),
    ("exponents", "exp(x) > exp(y)", "x > y", "exp(x) > exp(y)", "x >= y"),
    ("closed_numbers", "pi**2 < 10", "", "pi**2 > 10", ""),
    ("closed_exponentials", "exp(2) < 7.4", "", "exp(2) < 7.3", ""),
    ("closed_logarithms", "log(2) > R(69, 100)", "", "log(2) > R(7, 10)", ""),
    ("logarithms", "log(x) > 0", "x > 1", "log(x) > 0", "x > 0"),
    ("difference_of_logarithms", "log(x + 1) > log(x)", "x > 0", "log(x + 1) > log(2*x)", "x > 0"),
    ("log1p", "log(1 + exp(x)) > 0", "", "log(exp(x)) > 0", ""),
    ("erf_is_bounded", "erf(x)**2 < 1", "", "erf(x) < R(1, 2)", ""),
    ("erf_has_the_sign_of_its_argument", "erf(x) > 0", "x > 0", "erf(x) > 0", ""),
    ("atan_has_the_sign_of_its_argument", "atan(x)*x >= 0", "", "atan(x) > x", ""),
    ("sin_is_bounded", "2 + sin(x) > 0", "", "sin(x) > -R(1, 2)", ""),
    ("roots_are_positive", "sqrt(x) > 0", "x > 0", "sqrt(x) > 0", "x >= 0"),
    ("sigmoid_range", "0 < sigmoid(x)", "", "1 < 2*sigmoid(x)", ""),
    ("tanh_range", "tanh(x)**2 < 1", "", "tanh(x)**2 < R(1, 2)", ""),
    ("slope_of_the_sigmoid", "sigmoid(x)*(1 - sigmoid(x)) <= R(1, 4)", "", "sigmoid(x)*(1 - sigmoid(x)) < R(1, 4)", ""),
    ("products_of_different_signs", "x*exp(y) <= 0", "x <= 0", "x*exp(y) < 0", "x <= 0"),
]

GENERAL: list[Row] = [
    ("sum_of_positives", "Sum(exp(z[k]), (k, 1, n)) > 0", "", "Sum(z[k], (k, 1, n)) > 0", ""),
    ("sum_of_squares", "Sum(z[k]**2, (k, 1, n)) >= 0", "", "Sum(z[k]**2, (k, 1, n)) > 0", ""),
    ("length", "n > 0", "", "n > 1", ""),
    ("delta", "KroneckerDelta(i, j) >= 0", "", "KroneckerDelta(i, j) > 0", ""),
    ("softmax_range", "softmax(i, z) > 0", "", "softmax(i, z) > R(1, 10)", ""),
]

# By a monotone step: f(a) and the sign of f' between a and x.
STEPS: list[Row] = [
    ("exp_above_its_tangent", "exp(x) >= 1 + x", "", "exp(x) > 1 + x", ""),
    ("log_below_its_tangent", "log(x) <= x - 1", "x > 0", "log(x) < x - 1", "x > 0"),
    ("tanh_below_x", "tanh(x) < x", "x > 0", "tanh(x) < x", "x >= 0"),
    ("sin_below_x", "sin(x) <= x", "x >= 0", "sin(x) >= x", "x >= 0"),
    ("exp_above_a_parabola", "exp(x) > 1 + x + x**2/2", "x > 0", "exp(x) > 1 + x + x**2", "x > 0"),
    ("a_bound_inside_exp_is_left_behind", "exp(x) - x - 1 > 0", "exp(x) > 5", "exp(x) - 5*x - 1 > 0", "exp(x) > 5"),
    ("a_bound_on_the_slope_is_left_behind", "exp(x) > 4", "x > 0; exp(x) > 4", "exp(x) - 4*x > 1", "x > 0; exp(x) > 4"),
    ("a_jump_is_no_step", "x + Heaviside(x) >= R(1, 2)", "x >= 0", "x - 2*Heaviside(x) >= -1", "x >= 0"),
]


def ask(source: str, assumptions: str, variables: dict[str, str] | None = None) -> str:
    return check(source, [a for a in assumptions.split(";") if a], variables, timeout=5).verdict


@pytest.mark.parametrize("row", [*RULES, *STEPS], ids=lambda row: row[0])
def test_rule_shows(row: Row) -> None:
    assert ask(row[1], row[2]) == P


@pytest.mark.parametrize("row", [*RULES, *STEPS], ids=lambda row: row[0])
def test_rule_does_not_show(row: Row) -> None:
    assert ask(row[3], row[4]) in (R, U)


@pytest.mark.parametrize("row", GENERAL, ids=lambda row: row[0])
def test_rule_for_general_n(row: Row) -> None:
    variables = {"z": "vector", "i": "index", "j": "index"}
    assert ask(row[1], row[2], variables) == P
    assert ask(row[3], row[4], variables) in (R, U)


def test_signs_that_rest_on_enclosures_are_marked() -> None:
    assert check("log(2) > R(69, 100)").trust == "kernel with balls"
    assert check("x**2 + 1 > 0").trust == "kernel"


# ------------------------------------------------------------ arithmetic of signs

SIGNS = st.frozensets(st.sampled_from([-1, 0, 1]), min_size=1)
VALUES = (-3, -1, 0, 1, 2)


def sign(v: float) -> int:
    return (v > 0) - (v < 0)


@given(SIGNS, SIGNS)
def test_products_and_sums_of_signs(a: frozenset[int], b: frozenset[int]) -> None:
    chosen = [(x, y) for x, y in pairs(VALUES, VALUES) if sign(x) in a and sign(y) in b]
    assert product(a, b) == {sign(x * y) for x, y in chosen}
    assert total(a, b) == {sign(x + y) for x, y in chosen}


@given(SIGNS, st.integers(1, 5))
def test_powers_of_signs(a: frozenset[int], e: int) -> None:
    assert raised(a, e) == {sign(x**e) for x in VALUES if sign(x) in a}


# ------------------------------------------------------------ a region without points


@pytest.mark.parametrize("assumption", ["x > 0; x < 0", "x > y; y > x", "exp(x) < 0", "x**2 < 0", "x != x"])
def test_emptiness_is_found(assumption: str) -> None:
    (case,) = cases(read_claim("x == 7", Vocabulary(), assumption.split(";")))
    assert case.is_empty()


@pytest.mark.parametrize(
    "assumption", ["x > 0", "x >= 0; x <= 0", "x**2 < 1", "x != 7", "exp(x) > 0", "x == y; y == x"]
)
def test_emptiness_is_not_found_where_there_are_points(assumption: str) -> None:
    (case,) = cases(read_claim("x == 7", Vocabulary(), assumption.split(";")))
    assert not case.is_empty()
    with pytest.raises(Exception, match="not shown"):
        show(case, case.normaliser())


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("sqrt(3 + 2*sqrt(2)) == 1 + sqrt(2)", "PROVED"),
        ("sqrt(5 + 2*sqrt(6)) == sqrt(2) + sqrt(3)", "PROVED"),
        ("sqrt(3 - 2*sqrt(2)) == sqrt(2) - 1", "PROVED"),
        ("sqrt(3 - 2*sqrt(2)) == 1 - sqrt(2)", "REFUTED"),
        ("sqrt(2) + sqrt(3) == sqrt(10)", "REFUTED"),
    ],
)
def test_nested_square_roots(claim: str, verdict: str) -> None:
    assert check(claim).verdict == verdict
