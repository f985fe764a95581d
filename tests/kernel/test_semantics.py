"""The semantics of claims, sentence by sentence: what each one makes true, false, or true of nothing."""

from __future__ import annotations

import pytest

from symact.derivation.ask import check

VECTOR = {"z": "vector", "i": "index", "j": "index"}
Row = tuple[str, str, str]  # claim, assumptions separated by ";", verdict
P, R, V = "PROVED", "REFUTED", "vacuous"

EVERYWHERE: list[Row] = [  # at every point both sides are defined and the relation is true
    ("x/x == 1", "", R),
    ("x/x == 1", "x != 0", P),
    ("x == x", "", P),
    ("1/x == 1/x", "", R),
    ("log(x) == log(x)", "", R),
    ("log(x) == log(x)", "x > 0", P),
    ("0*log(x) == 0", "", R),
    ("0*log(x) == 0", "x > 0", P),
    ("x - x == 0", "", P),
    ("1/x - 1/x == 0", "", R),
    ("1/x != 0", "", R),
    ("1/x != 0", "x != 0", P),
    ("x**2 == x", "", R),
    ("(x - 1)*(x - 2) == 0", "Or(x == 1, x == 2)", P),
    ("x**2 >= 0", "", P),
    ("x**2 > 0", "", R),
    ("Max(x, y) == Piecewise((x, x > y), (x + 1, Eq(x, y)), (y, True))", "", R),  # fails on the tie only
    ("x == x + R(1, 10**30)*exp(-60*x**2)", "", R),
]

ASSUMPTIONS: list[Row] = [  # a point meets an assumption if its sides are defined there and it is true
    ("x > 0", "log(x) == log(x)", P),
    ("x != 0", "1/x > -1", P),
    ("x < 1", "0 < x < 1", P),
    ("x*y > 0", "x > 0; y > 0", P),
    ("x > 0", "Or(x > 1, x > 2)", P),
    ("Derivative(silu(x), (x, 2)) > 0", "Abs(x) < 2", P),
    ("x < 2", "2 >= Abs(x)", R),
    ("x**2 > 4", "Abs(x) > 2", P),
    ("x > 2", "Abs(x) > 2", R),
    ("x > 0", "Abs(log(x)) < 1", P),
    ("x**2 > 1", "1 < Abs(x)", P),
    ("sigmoid(x) == hard_sigmoid(x)", "Abs(x) < R(1, 10**9)", R),
    ("x > 1", "Or(x > 1, x > 0)", R),
    ("x == 1", "And(x >= 1, x <= 1)", P),
]

NOTHING: list[Row] = [  # no point meets the assumptions
    ("x == 1", "x > 0; x < 0", V),
    ("1/0 == 1", "x != x", V),
    ("log(-1) == 0", "1 < 0", V),
    ("x == 1", "x > y; y > w; w > x", V),
    ("x == 1", "x**2 < 0", V),
    ("x == 1", "exp(x) < 0", V),
    ("x == 1", "Or(x < x, 1 > 2)", V),
]

UNDEFINED: list[Row] = [  # undefined where any subterm is, but for branches that are not selected
    ("Piecewise((1/x, x > 0), (0, True)) == Piecewise((1/x, x > 0), (0, True))", "", P),
    ("Piecewise((log(x), x > 0), (0, True))*0 == 0", "", P),
    ("Piecewise((x, x > 0)) == x", "", R),  # no condition is true at 0
    ("Piecewise((x, x > 0)) == x", "x > 0", P),
    ("Piecewise((1, x > 0), (2, x > 1), (0, True)) == Heaviside(x)", "x > 0", P),  # the first true condition
    ("Piecewise((1, 1/x > 0), (0, True)) == 0", "x < 0", P),
    ("Piecewise((1, 1/x > 0), (0, True)) == 0", "x <= 0", R),  # a condition that is read must be defined
    ("Piecewise((1, x > 0), (1/x, x > -1), (0, 1/x < 0)) == 1", "x > 0", P),
    ("sign(0) == 0", "", P),
    ("Heaviside(0) == R(1, 2)", "", P),
    ("Heaviside(x)*2 == 1 + sign(x)", "", P),
    ("x**0 == 1", "", P),
    ("0**0 == 1", "", P),
    ("(x - x)**0 == 1", "", P),
    ("(1/x)**0 == 1", "", R),
    ("0**2 == 0", "", P),
    ("0**(-1) == 0", "", R),
    ("sqrt(0) == 0", "", P),
    ("0**R(1, 3) == 0", "", P),
    ("(-8)**R(1, 3) == -2", "", R),
    ("x**R(1, 3) == x**R(1, 3)", "", R),
    ("x**R(1, 3) == x**R(1, 3)", "x >= 0", P),
    ("x**R(-1, 3) == x**R(-1, 3)", "x >= 0", R),
    ("x**R(-1, 3) == x**R(-1, 3)", "x > 0", P),
    ("(-1)**3 == -1", "", P),
    ("x**y == x**y", "x > 0", P),
    ("x**y == x**y", "x < 0", R),
    ("1/(1/x) == x", "", R),
    ("1/(1/x) == x", "x != 0", P),
    ("relu(1/x)*0 == 0", "x <= 0", R),
    ("atanh(x) == atanh(x)", "-1 < x < 1", P),
    ("atanh(x) == atanh(x)", "", R),
]

DERIVATIVES: list[Row] = [  # f on its natural domain in ℝ; assumptions select points and never restrict f
    ("Derivative(relu(x), x) == 1", "x > 0", P),
    ("Derivative(relu(x), x) == 1", "x >= 0", R),  # at 0 there is none, although x ≥ 0 is assumed
    ("Derivative(relu(x), x) == R(1, 2)", "x == 0", R),
    ("Derivative(Abs(x), x) == sign(x)", "", R),
    ("Derivative(Abs(x), x) == sign(x)", "x != 0", P),
    ("Derivative(x**2, x) == 2", "x == 1", P),  # never substituted under the derivative
    ("Derivative(x*y, x) == y", "x == y", P),
    ("Derivative(x*y, x) == 2*x", "x == y; x > 0", R),
    ("Derivative(x**R(3, 2), x) == R(3, 2)*sqrt(x)", "x >= 0", R),
    ("Derivative(x**R(3, 2), x) == R(3, 2)*sqrt(x)", "x > 0", P),
    ("Derivative(log(x), x) == 1/x", "x != 0", R),
    ("Derivative(log(x), x) == 1/x", "x > 0", P),
    ("Derivative(0*log(x), x) == 0", "x > 0", P),
    ("Derivative(0*log(x), x) == 0", "", R),
    ("Derivative(sqrt(x), x)*0 == 0", "x >= 0", R),
    ("Derivative(Piecewise((0, x < 0), (1, True)), x) == 0", "", R),
    ("Derivative(Piecewise((5, Eq(x, 0)), (x, True)), x) == 1", "", R),
    ("Derivative(Piecewise((x, x > 0)), x) == 1", "x >= 0", R),
    ("Derivative(relu(x) - relu(-x), x) == 1", "", P),
    ("Derivative(Max(x, 0) + Min(x, 0), x) == 1", "", P),
    ("Derivative(relu(x)**2, x) == 2*relu(x)", "", P),
    ("Derivative(relu(x)**2, (x, 2)) == 2*Heaviside(x)", "", R),
    ("Derivative(x**2*y, x, y) == 2*x", "", P),
    ("Derivative(Abs(x)*y, y) == Abs(x)", "", P),
    ("Derivative(Max(x, y), x) == Heaviside(x - y)", "x != y", P),
    ("Derivative(Max(x, y), x) == Heaviside(x - y)", "", R),
]

PARAMETERS: list[Row] = [  # quantified over their domains
    ("leaky_relu(x, a) == a*x", "x < 0", P),
    ("leaky_relu(x, a) >= 0", "", R),
    ("Derivative(elu(x, a), x) == 1", "x == 0; a == 1", P),
    ("Derivative(elu(x, a), x) == 1", "x == 0", R),
]

GENERAL: list[Row] = [  # n over every integer ≥ 1; indices may coincide
    ("n >= 1", "", P),
    ("Sum(z[k], (k, 1, n)) == n*z[i]", "", R),
    ("Sum(1, (k, 1, n)) == n", "", P),
    ("KroneckerDelta(i, j) == 0", "", R),
    ("KroneckerDelta(i, j) == 0", "Ne(i, j)", P),
    ("KroneckerDelta(i, j) == 1", "Eq(i, j)", P),
    ("Derivative(softmax(i, z), z[j]) == -softmax(i, z)*softmax(j, z)", "", R),
    ("Derivative(softmax(i, z), z[j]) == -softmax(i, z)*softmax(j, z)", "Ne(i, j)", P),
    ("Derivative(softmax(i, z), z[j]) == softmax(i, z)*(KroneckerDelta(i, j) - softmax(j, z))", "", P),
    ("Sum(softmax(k, z), (k, 1, n)) == 1", "", P),
    ("z[i] == z[j]", "Eq(i, j)", P),
    ("z[i] == z[j]", "", R),
    ("z[i] == 7", "Ne(i, i)", V),
    ("Sum(1/z[k], (k, 1, n)) == Sum(1/z[k], (k, 1, n))", "", R),
]

ROWS = [*EVERYWHERE, *ASSUMPTIONS, *NOTHING, *UNDEFINED, *DERIVATIVES, *PARAMETERS]


def expect(source: str, assumptions: str, expected: str, variables: dict[str, str] | None = None) -> None:
    verdict = check(source, [a for a in assumptions.split(";") if a], variables)
    assert verdict.verdict == (P if expected == V else expected), str(verdict)
    if verdict.theorem:
        assert verdict.theorem.vacuous == (expected == V)
        assert (verdict.method == "vacuous") == (expected == V)


@pytest.mark.parametrize(("source", "assumptions", "expected"), ROWS)
def test_semantics(source: str, assumptions: str, expected: str) -> None:
    expect(source, assumptions, expected)


@pytest.mark.parametrize(("source", "assumptions", "expected"), GENERAL)
def test_semantics_for_general_n(source: str, assumptions: str, expected: str) -> None:
    expect(source, assumptions, expected, VECTOR)


@pytest.mark.parametrize(
    ("domain", "source", "expected"),
    [
        ("positive", "v > 0", P),
        ("positive", "v > 1", R),
        ("negative", "v < 0", P),
        ("nonnegative", "v >= 0", P),
        ("nonnegative", "v > 0", R),
        ("unit", "v*(1 - v) > 0", P),
        ("unit", "v <= R(9, 10)", R),
        ("sym1", "v**2 < 1", P),
        ("sym1", "v > 0", R),
        ("real", "v**2 >= 0", P),
    ],
)
def test_domains(domain: str, source: str, expected: str) -> None:
    assert check(source, (), {"v": domain}).verdict == expected


@pytest.mark.parametrize(
    ("source", "assumptions"),
    [
        ("Derivative(relu(x) - relu(-x), x) == 2", ""),
        ("Derivative(log(x), x) == 1/x", "x != 0"),
        ("Derivative(log(Abs(x)), x) == 1/x", ""),
        ("Derivative(x**2, x) == 2", ""),
    ],
)
def test_false_derivatives_are_not_proved(source: str, assumptions: str) -> None:
    assert check(source, [a for a in assumptions.split(";") if a]).verdict != P


@pytest.mark.parametrize(
    "source",
    [
        "Derivative(relu(x) - relu(-x), x) == 1",
        "Derivative(sqrt(x**4), x) == 2*x",
        "Derivative(Piecewise((exp(x) - 1, x < 0), (x, True)), x) == Piecewise((exp(x), x < 0), (1, True))",
        "Derivative(Abs(x)*x, x) == 2*Abs(x)",
        "Derivative(x**(1 + 1), x) == 2*x",
        "Derivative(x**(4/2), x) == 2*x",
        "Derivative(Max(x**2, x**4), x) == 2*Max(x, -x)*sign(x)*Piecewise((1, x**2 < 1), (2*x**2, True))",
    ],
)
def test_kinks_that_cancel_are_not_refuted(source: str) -> None:
    where = ["-1 < x < 1"] if "x**4)," in source and "Max(x**2" in source else []
    assert check(source, where, timeout=5).verdict != R
