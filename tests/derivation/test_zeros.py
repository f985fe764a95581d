"""Zeros, extrema and inflection points: enclosures against mpmath, and what is said when theorems are missing."""

import json
from fractions import Fraction

import mpmath
import pytest
from click.testing import CliRunner

from symact.cli.group import symact as program
from symact.derivation.zeros import zeros
from symact.kernel.errors import ClaimError


@pytest.mark.parametrize(
    ("function", "order", "near"),
    [
        ("silu", 1, -1.28),
        ("gelu", 1, -0.75),
        ("cos(x) - x", 0, 0.74),
        ("x**3 - x - 1", 0, 1.32),
        ("exp(x) - 2", 0, 0.7),
    ],
)
def test_the_only_zero_is_enclosed(function: str, order: int, near: float) -> None:
    formulas = {
        "silu": lambda x: x / (1 + mpmath.exp(-x)), "gelu": lambda x: x * mpmath.ncdf(x),
        "cos(x) - x": lambda x: mpmath.cos(x) - x, "x**3 - x - 1": lambda x: x**3 - x - 1,
        "exp(x) - 2": lambda x: mpmath.exp(x) - 2,
    }  # fmt: skip
    found = zeros(function, order, 25)
    assert found.complete and len(found.found) == 1
    (zero,) = found.found
    assert 0 < zero.high - zero.low <= Fraction(1, 10**25)
    with mpmath.workdps(60):
        f = formulas[function]
        root = mpmath.findroot(lambda x: mpmath.diff(f, x, order) if order else f(x), near)
        assert zero.low - Fraction(1, 10**24) < Fraction(str(mpmath.nstr(root, 40))) < zero.high + Fraction(1, 10**24)


def test_two_zeros_exact_zeros_and_none() -> None:
    both = zeros("x**2 - 2")
    assert both.complete and [z.kind for z in both.found] == ["zero"] * 2
    assert zeros("sigmoid", 2).found[0].low == 0 == zeros("sigmoid", 2).found[0].high
    assert zeros("softplus").complete and not zeros("softplus").found


def test_a_flat_zero_has_signs_on_both_sides() -> None:
    (zero,) = zeros("x**3").found
    assert zero.low == zero.high == 0 and len(zero.theorems) == 3


@pytest.mark.parametrize(
    ("function", "order", "kind"),
    [
        ("x**3", 1, "stationary point, no extremum"), ("x**4", 1, "extremum"), ("x**3", 2, "inflection point"),
        ("x**4", 2, "zero of the second derivative, no inflection point"),
    ],
)  # fmt: skip
def test_without_a_change_of_sign_there_is_no_extremum(function: str, order: int, kind: str) -> None:
    (zero,) = zeros(function, order).found
    assert (zero.low, zero.kind) == (0, kind)


def test_what_is_not_covered_is_said() -> None:
    assert not zeros("log(x)").complete
    assert not zeros("relu", 1).complete
    result = CliRunner().invoke(program, ["zeros", "log(x)"])
    assert result.exit_code == 3 and "there may be more" in result.output


def test_the_command_prints_digits_and_json() -> None:
    result = CliRunner().invoke(program, ["zeros", "silu", "--derivative", "1", "--digits", "30"])
    assert result.exit_code == 0 and "extremum at -1.27846454276107379510935873902" in result.output
    result = CliRunner().invoke(program, ["zeros", "x**2 - 2", "--json"])
    (record,) = json.loads(result.output)["zeros"]
    assert record["complete"] and len(record["zeros"]) == 2


@pytest.mark.parametrize("function", ["softmax", "x*y", "3", "sigmod"])
def test_what_is_no_function_of_one_variable_is_refused(function: str) -> None:
    with pytest.raises(ClaimError):
        zeros(function)
