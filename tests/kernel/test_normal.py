"""Every rule of the normal form: a claim that it proves, and one beside it that must not be proved.

The first verdict of a row is that of `yes`, which is true; `no` is false, or not shown by the rule.
"""

from __future__ import annotations

import pytest

from symact.derivation.ask import check

VECTOR = {"z": "vector", "w": "vector", "i": "index", "j": "index"}
P, R = "PROVED", "REFUTED"
# rule: (claim that holds, its assumptions), (claim that does not follow, its assumptions)
Case = tuple[str, str, str, str, str]

FIELD: list[Case] = [
    ("difference_of_squares", "(x - y)*(x + y) == x**2 - y**2", "", "(x - y)*(x + y) == x**2 + y**2", ""),
    ("cancel_needs_nonzero", "(x**2 - 1)/(x - 1) == x + 1", "x != 1", "(x**2 - 1)/(x - 1) == x + 1", ""),
    ("quotient_of_quotients", "(x/y)/(y/x) == x**2/y**2", "x != 0; y != 0", "(x/y)/(y/x) == 1", "x != 0; y != 0"),
    ("common_denominator", "1/x + 1/y == (x + y)/(x*y)", "x > 0; y > 0", "1/x + 1/y == 1/(x + y)", "x > 0; y > 0"),
    ("negative_powers", "x**(-2)*x**3 == x", "x != 0", "x**(-2)*x**3 == x", ""),
    ("zero_product_keeps_domain", "0*(1/x) == 0", "x != 0", "0*(1/x) == 0", ""),
    ("exact_decimals", "0.1 + 0.2 == 0.3", "", "0.1 + 0.2 == 0.30000000000000004", ""),
]

EXPONENTIALS: list[Case] = [
    ("exp_of_a_sum", "exp(x + y) == exp(x)*exp(y)", "", "exp(x + y) == exp(x) + exp(y)", ""),
    ("exp_of_a_multiple", "exp(3*x) == exp(x)**3", "", "exp(3*x) == 3*exp(x)", ""),
    ("exp_of_a_fraction", "exp(x/2)*exp(x/2) == exp(x)", "", "exp(x/2)*exp(x/2) == exp(2*x)", ""),
    ("exp_of_a_negative", "exp(-x)*exp(x) == 1", "", "exp(-x) == -exp(x)", ""),
    ("exp_of_a_product", "exp(x*y)*exp(x) == exp(x*(y + 1))", "", "exp(x*y) == exp(x)*exp(y)", ""),
    ("exp_of_log", "exp(log(x)) == x", "x > 0", "exp(log(x)) == x", ""),
    ("exp_of_half_log", "exp(log(x)/2) == sqrt(x)", "x > 0", "exp(log(x)/2) == sqrt(x)", "x >= 0"),
    ("exp_of_log_square", "exp(log(x**2)) == x**2", "x != 0", "exp(log(x**2)/2) == x", "x != 0"),
    ("power_is_exp_log", "x**y == exp(y*log(x))", "x > 0", "x**y == exp(x*log(y))", "x > 0; y > 0"),
    ("powers_of_one_base", "x**y*x**2 == x**(y + 2)", "x > 0", "x**y*x**2 == x**(2*y)", "x > 0"),
    ("power_of_a_product", "(x*y)**w == x**w*y**w", "x > 0; y > 0", "(x*y)**w == x**w*y**w", "x*y > 0"),
    ("e_is_exp_one", "E**x == exp(x)", "", "E**x == x**E", "x > 0"),
]

LOGARITHMS: list[Case] = [
    ("log_of_a_product", "log(x*y) == log(x) + log(y)", "x > 0; y > 0", "log(x*y) == log(x) + log(y)", "x*y > 0"),
    ("log_of_a_quotient", "log(x/y) == log(x) - log(y)", "x > 0; y > 0", "log(x/y) == log(x) - log(y)", "x*y > 0"),
    ("log_of_a_square", "log(x**2) == 2*log(Abs(x))", "x != 0", "log(x**2) == 2*log(x)", "x != 0"),
    ("log_of_negatives", "log(x*y) == log(-x) + log(-y)", "x < 0; y < 0",
     "log(x*y) == log(-x) + log(y)", "x < 0; y < 0"),
    ("log_of_exp", "log(exp(x)) == x", "", "log(exp(x)) == exp(log(x))", ""),
    ("log_of_a_factored_sum", "log(1 + exp(x)) == x + log(1 + exp(-x))", "",
     "log(1 + exp(x)) == x + log(1 + exp(x))", ""),
    ("log_of_numbers", "log(12) == 2*log(2) + log(3)", "", "log(12) == 2*log(3) + log(2)", ""),
    ("log_of_a_root", "log(sqrt(x)) == log(x)/2", "x > 0", "log(sqrt(x)) == log(x)/2", "x >= 0"),
    ("log_of_one", "log(1) == 0", "", "log(0) == 0", ""),
    ("log_of_a_difference", "log(x**2 - 1) == log(x - 1) + log(x + 1)", "x > 1",
     "log(x**2 - 1) == log(x - 1) + log(x + 1)", "x**2 > 1"),
]  # fmt: skip

ROOTS: list[Case] = [
    ("root_of_a_square", "sqrt(x**2) == Abs(x)", "", "sqrt(x**2) == x", ""),
    ("square_of_a_root", "sqrt(x)**2 == x", "x >= 0", "sqrt(x)**2 == x", ""),
    ("root_of_a_product", "sqrt(x*y) == sqrt(x)*sqrt(y)", "x >= 0; y >= 0", "sqrt(x*y) == sqrt(x)*sqrt(y)", "x*y > 0"),
    ("root_of_negatives", "sqrt(x*y) == sqrt(-x)*sqrt(-y)", "x < 0; y < 0", "sqrt(-x) == -sqrt(-x)", "x < 0"),
    ("cube_root", "(x**3)**R(1, 3) == x", "x >= 0", "(x**3)**R(1, 3) == x", ""),
    ("numbers", "sqrt(2)*sqrt(3) == sqrt(6)", "", "sqrt(2) + sqrt(3) == sqrt(5)", ""),
    ("rationalised", "1/(sqrt(2) - 1) == sqrt(2) + 1", "", "1/(sqrt(2) - 1) == sqrt(2) - 1", ""),
    ("reciprocal", "1/sqrt(x) == sqrt(x)/x", "x > 0", "1/sqrt(x) == sqrt(x)/x", "x >= 0"),
    ("root_of_a_sum", "sqrt(x**2 + 1)**2 == x**2 + 1", "", "sqrt(x**2 + 1) == x + 1", ""),
    ("root_of_an_exponential", "sqrt(exp(x)) == exp(x/2)", "", "sqrt(exp(x)) == exp(x)/2", ""),
    ("conjugates", "1/(sqrt(x**2 + 1) + x) == sqrt(x**2 + 1) - x", "",
     "1/(sqrt(x**2 + 1) + x) == x - sqrt(x**2 + 1)", ""),
]  # fmt: skip

SPECIAL: list[Case] = [
    ("erf_is_odd", "erf(-x) == -erf(x)", "", "erf(-x) == erf(x)", ""),
    ("erf_of_a_difference", "erf(x - y) + erf(y - x) == 0", "", "erf(x - y) == erf(x) - erf(y)", ""),
    ("erf_at_zero", "erf(0) == 0", "", "erf(0) == 1", ""),
    ("atan_is_odd", "atan(-2*x) == -atan(2*x)", "", "atan(2*x) == 2*atan(x)", ""),
    ("sin_is_odd", "sin(-x) == -sin(x)", "", "sin(-x) == sin(x)", ""),
    ("cos_is_even", "cos(y - x) == cos(x - y)", "", "cos(-x) == -cos(x)", ""),
    ("pythagoras", "sin(x)**2 + cos(x)**2 == 1", "", "sin(x)**2 - cos(x)**2 == 1", ""),
    ("pythagoras_needs_one_angle", "sin(2*x)**2 == 1 - cos(2*x)**2", "", "sin(x)**2 == 1 - cos(2*x)**2", ""),
    ("sin_and_cos_at_zero", "sin(0) + cos(0) == 1", "", "sin(0) == cos(0)", ""),
    ("pi_is_a_number", "pi**2/pi == pi", "", "pi == R(22, 7)", ""),
]

CONDITIONALS: list[Case] = [
    ("max_by_abs", "Max(x, y) == (x + y + Abs(x - y))/2", "", "Max(x, y) == (x + y - Abs(x - y))/2", ""),
    ("max_and_min", "Max(x, y) + Min(x, y) == x + y", "", "Max(x, y) - Min(x, y) == x - y", ""),
    ("branches_in_order", "Piecewise((1, x > 0), (2, x > -1), (3, True)) == 2", "-1 < x <= 0",
     "Piecewise((1, x > 0), (2, x > -1), (3, True)) == 2", "-1 < x"),
    ("and", "Piecewise((1, And(x > 0, y > 0)), (0, True)) == Heaviside(x)*Heaviside(y)", "x != 0; y != 0",
     "Piecewise((1, And(x > 0, y > 0)), (0, True)) == Heaviside(x)*Heaviside(y)", ""),
    ("or", "Piecewise((1, Or(x > 0, x < 0)), (0, True)) == sign(x)**2", "",
     "Piecewise((1, Or(x > 0, x < 0)), (0, True)) == sign(x)", ""),
    ("nested", "Abs(Abs(x) - 1) == Max(Abs(x) - 1, 1 - Abs(x))", "", "Abs(Abs(x) - 1) == Abs(x) - 1", ""),
    ("sign_of_a_product", "sign(x*y) == sign(x)*sign(y)", "", "sign(x + y) == sign(x) + sign(y)", ""),
    ("median", "Max(Min(x, 1), 0) == Min(Max(x, 0), 1)", "", "Max(Min(x, 0), 1) == Min(Max(x, 1), 0)", ""),
]  # fmt: skip

SUBSTITUTION: list[Case] = [
    ("subs", "Subs(x*y, x, y) == y**2", "", "Subs(x*y, x, y) == x*y", ""),
    ("subs_of_a_derivative", "Subs(Derivative(x**2, x), x, y) == 2*y", "",
     "Subs(Derivative(x**2, x), x, y) == 2*x", ""),
    ("subs_keeps_the_variable_of_the_derivative", "Subs(Derivative(x*y, x), x, y) == y", "",
     "Subs(Derivative(x*y, x), x, y) == 2*y", ""),
    ("subs_at_a_kink", "Subs(Derivative(relu(x), x), x, 1) == 1", "", "Subs(Derivative(relu(x), x), x, 0) == 1", ""),
    ("subs_needs_its_value", "Subs(1, x, 1/y) == 1", "y != 0", "Subs(1, x, 1/y) == 1", ""),
    ("subs_in_subs", "Subs(x + 1, x, Subs(2*x, x, 3)) == 7", "", "Subs(x + 1, x, Subs(2*x, x, 3)) == 4", ""),
]  # fmt: skip

SUMS: list[Case] = [
    ("linear", "Sum(2*z[k] + w[k], (k, 1, n)) == 2*Sum(z[k], (k, 1, n)) + Sum(w[m], (m, 1, n))", "",
     "Sum(z[k]*w[k], (k, 1, n)) == Sum(z[k], (k, 1, n))*Sum(w[k], (k, 1, n))", ""),
    ("constants", "Sum(x, (k, 1, n)) == n*x", "", "Sum(x, (k, 1, n)) == x", ""),
    ("name_of_the_index", "Sum(z[k], (k, 1, n)) == Sum(z[m], (m, 1, n))", "",
     "Sum(z[k], (k, 1, n)) == Sum(w[k], (k, 1, n))", ""),
    ("factors_that_do_not_depend", "Sum(z[k]*z[i], (k, 1, n)) == z[i]*Sum(z[k], (k, 1, n))", "",
     "Sum(z[k]*z[i], (k, 1, n)) == Sum(z[k]**2, (k, 1, n))", ""),
    ("delta_selects", "Sum(KroneckerDelta(i, k)*z[k]*w[k], (k, 1, n)) == z[i]*w[i]", "",
     "Sum(KroneckerDelta(i, k)*z[k], (k, 1, n)) == z[j]", ""),
    ("delta_alone", "Sum(KroneckerDelta(i, k), (k, 1, n)) == 1", "", "Sum(KroneckerDelta(i, k), (k, 1, n)) == n", ""),
    ("delta_is_idempotent", "KroneckerDelta(i, j)**3 == KroneckerDelta(i, j)", "",
     "KroneckerDelta(i, j)*z[i] == z[j]", ""),
    ("delta_moves_the_index", "KroneckerDelta(i, j)*(z[i] - z[j]) == 0", "", "z[i] - z[j] == 0", ""),
    ("delta_under_a_denominator",
     "Sum(KroneckerDelta(i, k)/(1 + KroneckerDelta(j, k)), (k, 1, n)) == 1/(1 + KroneckerDelta(i, j))", "",
     "Sum(KroneckerDelta(i, k)/(1 + KroneckerDelta(j, k)), (k, 1, n)) == R(1, 2)", ""),
    ("shift", "Sum(exp(z[k] + x), (k, 1, n)) == exp(x)*Sum(exp(z[k]), (k, 1, n))", "",
     "Sum(exp(z[k] + x), (k, 1, n)) == Sum(exp(z[k]), (k, 1, n)) + x", ""),
    ("index_out_of_a_denominator", "Sum(exp(z[k])/Sum(exp(z[m]), (m, 1, n)), (k, 1, n)) == 1", "",
     "Sum(1/Sum(exp(z[m]), (m, 1, n)), (k, 1, n)) == 1", ""),
    ("nested", "Sum(Sum(z[k]*w[m], (m, 1, n)), (k, 1, n)) == Sum(z[k], (k, 1, n))*Sum(w[k], (k, 1, n))", "",
     "Sum(Sum(z[k]*z[m], (m, 1, n)), (k, 1, n)) == Sum(z[k]**2, (k, 1, n))", ""),
    ("terms_must_be_defined", "Sum(1/(1 + z[k]**2), (k, 1, n))*0 == 0", "", "Sum(1/z[k], (k, 1, n))*0 == 0", ""),
    ("derivative_by_a_component", "Derivative(Sum(exp(z[k]), (k, 1, n)), z[j]) == exp(z[j])", "",
     "Derivative(Sum(exp(z[k]), (k, 1, n)), z[j]) == Sum(exp(z[k]), (k, 1, n))", ""),
    ("derivative_captures_no_index", "Sum(Derivative(logsumexp(z), z[k]), (k, 1, n)) == 1", "",
     "Derivative(logsumexp(z), z[j]) == 1", ""),
    ("assumed_sum", "Sum(w[k]*(z[k] + x), (k, 1, n)) == Sum(w[k]*z[k], (k, 1, n)) + x", "Sum(w[k], (k, 1, n)) == 1",
     "Sum(w[k]*(z[k] + x), (k, 1, n)) == Sum(w[k]*z[k], (k, 1, n)) + x", ""),
    ("coinciding_indices", "z[i]*KroneckerDelta(i, j) == z[j]*KroneckerDelta(i, j)", "", "z[i] == z[j]", ""),
]  # fmt: skip

PLAIN = [*FIELD, *EXPONENTIALS, *LOGARITHMS, *ROOTS, *SPECIAL, *CONDITIONALS, *SUBSTITUTION]


def verdict(source: str, assumptions: str, variables: dict[str, str] | None = None) -> str:
    return check(source, [a for a in assumptions.split(";") if a], variables, timeout=10).verdict


@pytest.mark.parametrize("row", PLAIN, ids=lambda row: row[0])
def test_rule_accepts(row: Case) -> None:
    assert verdict(row[1], row[2]) == P


@pytest.mark.parametrize("row", PLAIN, ids=lambda row: row[0])
def test_rule_refuses(row: Case) -> None:
    assert verdict(row[3], row[4]) == R


@pytest.mark.parametrize("row", SUMS, ids=lambda row: row[0])
def test_sum_rule_accepts(row: Case) -> None:
    assert verdict(row[1], row[2], VECTOR) == P


@pytest.mark.parametrize("row", SUMS, ids=lambda row: row[0])
def test_sum_rule_refuses(row: Case) -> None:
    assert verdict(row[3], row[4], VECTOR) == R


@pytest.mark.parametrize(
    "source",
    ["polylog(x, x) == polylog(x, x)", "x + oo == x"],
)
def test_without_a_rule_nothing_is_decided(source: str) -> None:
    found = check(source, timeout=5)
    assert found.verdict == "UNKNOWN" and "no rule" in str(found.reason)


@pytest.mark.parametrize(
    "source",
    [
        "log(exp(v)) == v", "sqrt(v**2) == v", "v**2 == Abs(v)**2", "exp(v) > 0", "v**2 >= 0", "conjugate(v) == v",
        "log(v**2) == 2*log(v)", "sqrt(v)*sqrt(v) == Abs(v)", "re(v) == v", "1/v == conjugate(v)",
        pytest.param("erf(v) < 1", marks=pytest.mark.slow),
    ],
)  # fmt: skip
def test_what_holds_for_reals_only_is_not_proved_for_complex_numbers(source: str) -> None:
    assert check(source, ["v != 0"], {"v": "complex"}, timeout=2).verdict != P


@pytest.mark.parametrize("source", ["exp(v)*exp(-v) == 1", "(v + 1)**2 == v**2 + 2*v + 1", "v == v", "v - v == 0"])
def test_true_claims_on_complex_numbers_are_not_refuted(source: str) -> None:
    assert check(source, (), {"v": "complex"}, timeout=3).verdict != R
