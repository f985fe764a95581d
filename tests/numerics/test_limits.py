"""Limits of functions and derivatives, and derivatives where the base of a root is 0: shown by the kernel, or open."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest

from symact.activations import catalogue, vocabulary
from symact.kernel.errors import Undefined
from symact.kernel.grammar import parse_expression
from symact.kernel.terms import Term, text, variable
from symact.numerics import Implementation, Oracle, accuracy, find_format
from symact.numerics.api import reference_term
from symact.numerics.defects import limit_at_infinity
from symact.numerics.errors import UndecidedPoint, UsageError
from symact.numerics.formats import Array
from symact.numerics.limits import NO_LIMIT, limit_of
from symact.numerics.second_opinion import second_opinion
from symact.numerics.special import special_values

X = variable("x")
F32 = find_format("float32")
WITH_INFINITIES = ("float16", "bfloat16", "float32", "float64", "float8_e5m2")


def term(body: str) -> Term:
    known = vocabulary()
    return known.unfold(parse_expression(body, {"x": "real"}, known))


def far_out(body: str, side: int, order: int = 0) -> str:
    """The limit as text, `none` where there certainly is none, `nowhere`, or `open`."""
    try:
        found = limit_of(term(body), X, order, None, side)
    except Undefined:
        return "nowhere"
    except UndecidedPoint:
        return "open"
    if found.value is not None:
        return text(found.value)
    return {1: "oo", -1: "-oo", 0: "none"}[found.infinite]


@pytest.mark.parametrize(
    ("body", "limits"),
    [
        ("log(x)", ("nowhere", "oo")), ("sqrt(x)", ("nowhere", "oo")), ("x/10", ("-oo", "oo")),
        ("log(1 + exp(x))/10", ("0", "oo")), ("leaky_relu(x)", ("-oo", "oo")), ("exp(exp(x))", ("1", "oo")),
        ("x + sin(x)", ("-oo", "oo")), ("sin(x)/x", ("0", "0")), ("(1 + 1/x)**x", ("exp(1)", "exp(1)")),
        ("sqrt(1 - x**2)", ("nowhere", "nowhere")), ("x**2*sin(x)", ("none", "none")), ("sin(x)", ("none", "none")),
        ("exp(x)*sin(x)", ("0", "none")), ("x**2*cos(x)", ("none", "none")), ("x**2*sin(2*x)", ("none", "none")),
        ("1 + sin(x)/10**9", ("none", "none")), ("log(sin(x))", ("open", "open")),
        ("x*(1 + sin(x)**2)", ("open", "open")), ("x**x", ("open", "oo")),
    ],
)  # fmt: skip
def test_limits_far_out(body: str, limits: tuple[str, str]) -> None:
    assert (far_out(body, -1), far_out(body, 1)) == limits


def test_a_term_that_takes_too_many_steps_is_left_open() -> None:
    assert far_out("(1 + x + log(1 + exp(x)))**300*(1 + x + sqrt(x))**300", 1) == "open"


def far_apart(oracle: Oracle, side: int) -> list[float]:
    """Values of the oracle at powers of two far outside every format."""
    found: list[float] = []
    for k in (1100, 1300, 1601):
        y = oracle.enclose(side * Fraction(2) ** k, 40)
        low: Fraction | float = y.lo
        huge = max(low, -low) > 2**1000
        found.append(math.copysign(math.inf, y.sign or 0) if huge else float(low))
    return found


@pytest.mark.parametrize("order", [0, 1])
def test_every_entry_has_its_limits_or_a_reason(order: int) -> None:
    """What the kernel says of infinity is what the values far out look like; the exceptions swing."""
    seen, without = 0, set()
    for name in catalogue():
        try:
            oracle = Oracle(reference_term(name)[1], derivative=order)
        except UsageError:  # not of one real variable
            continue
        seen += 1
        for side in (-1, 1):
            try:
                limit = limit_of(oracle.term, oracle.variable, order, None, side)
            except Undefined:
                with pytest.raises(Undefined):
                    far_apart(oracle, side)
                continue
            if limit == NO_LIMIT:
                without.add((name, side))
            elif limit.value is None:
                assert far_apart(oracle, side) == [math.copysign(math.inf, limit.infinite)] * 3, name
            else:
                goal = float(Oracle(limit.value).enclose(0.0).lo)
                assert all(abs(y - goal) < 1e-300 for y in far_apart(oracle, side)), name
    assert seen >= 29 and without == ({("snake", 1), ("snake", -1)} if order else set())


# ---------------------------------------------------------------- derivatives at a point


@pytest.mark.parametrize(
    ("body", "order", "at"),
    [("sqrt(x)", 1, 0), ("sqrt(x)", 2, 0), ("R(1, 2)*sqrt(1 - x**2)", 1, 1), ("sqrt(1 - x**2)", 1, -1),
     ("sqrt(x**2)", 1, 0), ("x**R(1, 3)", 1, 0), ("x**R(3, 2)", 1, 0), ("(x**2)**R(3, 2)", 3, 0),
     ("sqrt(Abs(x))", 1, 0), ("exp(sqrt(x))", 1, 0), ("Piecewise((x, sqrt(x) > 1), (x, True))", 1, 0),
     ("Piecewise((1/x, x > 0), (0, True))", 1, 0), ("Piecewise((x*log(x), x > 0), (0, True))", 1, 0)],
)  # fmt: skip
def test_a_derivative_where_the_function_ends_or_bends_is_undefined(body: str, order: int, at: int) -> None:
    with pytest.raises(Undefined):
        Oracle(term(body), derivative=order).enclose(float(at))


@pytest.mark.parametrize(
    ("body", "order", "value"),
    [("sqrt(x**4)", 1, 0), ("sqrt(x**4)", 2, 2), ("sqrt(x**4)", 3, 0), ("x + (x**2)**R(3, 2)", 2, 0),
     ("Max(x, 0)**R(3, 2)", 1, 0), ("sqrt(Max(x, 0)**4)", 1, 0), ("Piecewise((exp(-1/x), x > 0), (0, True))", 1, 0),
     ("Piecewise((x**2*log(x), x > 0), (0, True))", 1, 0),
     ("Piecewise((1, x == 0), (sin(x)/x, True))", 2, Fraction(-1, 3)),
     ("Piecewise((x, sqrt(x**4) > 0), (x, True))", 1, 1)],
)  # fmt: skip
def test_a_derivative_that_its_text_does_not_tell_is_told_by_its_definition(
    body: str, order: int, value: Fraction
) -> None:
    found = Oracle(term(body), derivative=order).enclose(0.0)
    assert found.lo == found.hi == value


def test_a_derivative_by_definition_may_be_irrational_or_open() -> None:
    found = Oracle(term("exp(1 + x) + sqrt(x**4)"), derivative=1).enclose(0.0, 64)
    assert found.lo <= Fraction(math.e) + Fraction(1, 2**50) and found.hi >= Fraction(math.e) - Fraction(1, 2**50)
    with pytest.raises(UndecidedPoint):
        Oracle(term("Piecewise((sin(1/x), x > 0), (0, True))"), derivative=1).enclose(0.0)


def test_a_slope_whose_text_divides_by_0_everywhere_is_not_called_undefined() -> None:
    for order in (1, 2):
        assert far_out("sqrt(x - x) + x", 1, order) == "open"
    assert Oracle(term("sqrt(x - x) + x"), derivative=1).enclose(0.0).lo == 1
    with pytest.raises(UndecidedPoint):
        Oracle(term("sqrt(x - x) + x"), derivative=2).enclose(0.0)
    with pytest.raises(UndecidedPoint, match="tells nothing"):
        second_opinion(term("sqrt(x - x) + x"), 1.0, derivative=1)
    assert second_opinion(term("relu(-1/x)**R(1, 3)"), 1.0, derivative=1) == 0


def test_where_a_root_is_of_0_throughout_its_slope_is_0() -> None:
    asked_about = Oracle(term("sqrt(Max(x, 0))"), derivative=1)
    assert asked_about.enclose(-1.0).lo == 0 and asked_about.enclose(1.0).lo == Fraction(1, 2)


@pytest.mark.parametrize(
    ("body", "order", "undefined"),
    [("sqrt(x)", 1, 18), ("sqrt(x**2)", 1, 2), ("x**R(3, 2)", 1, 18), ("sqrt(x**4)", 1, 0)],
)
def test_an_audit_leaves_nothing_open_at_such_points(body: str, order: int, undefined: int) -> None:
    """On ±0 and the 16 smallest numbers of each sign."""
    found = accuracy(lambda x: x, term(body), "float16", order, range=(-(2.0**-20), 2.0**-20), behaviour=False)
    assert (found.undefined, found.undecided) == (undefined, 0)


# ---------------------------------------------------------------- what is asked of code


def asked(body: str, dtype: str, code: Callable[[Array], Array], order: int = 0) -> dict[str, tuple[str, bool | None]]:
    """For both zeros and infinities the decimal that is wanted (`-` for none) and whether it is given."""
    with np.errstate(all="ignore"):
        rows = special_values(Implementation("planted", code), Oracle(term(body), derivative=order), find_format(dtype))
    assert all(("why" in row) == (row["ok"] is None) for row in rows.values())
    return {x: ("-" if row["want"] is None else row["want"]["decimal"], row["ok"]) for x, row in rows.items()}


@pytest.mark.parametrize("dtype", WITH_INFINITIES)
@pytest.mark.parametrize("body", ["x*x*sin(x)", "x**2*cos(x)", "x**2*sin(2*x)"])
def test_nothing_is_wanted_where_there_is_no_limit(dtype: str, body: str) -> None:
    rows = asked(body, dtype, lambda x: x * x * np.sin(x))
    assert rows["+inf"] == rows["-inf"] == ("-", None)


@pytest.mark.parametrize("dtype", WITH_INFINITIES)
def test_a_limit_that_is_infinite_is_wanted_however_slowly_it_is_reached(dtype: str) -> None:
    rows = asked("leaky_relu(x)", dtype, lambda x: np.where(x > 0, x, np.where(np.isinf(x), np.nan, x / 100)))
    assert (rows["-inf"], rows["+inf"]) == (("-inf", False), ("inf", True))
    assert asked("log(x)", dtype, np.log)["+inf"] == ("inf", True)
    assert asked("log(x)", dtype, np.log)["-inf"] == ("nan", True)
    assert asked("x/10", dtype, lambda x: x * 0 + 7)["-inf"] == ("-inf", False)


def test_at_zero_limits_from_both_sides_are_wanted_and_nothing_where_there_are_none() -> None:
    for body, code in (("sin(1/x)", lambda x: np.sin(1 / x)), ("1/x", lambda x: 1 / x), ("log(x)", np.log)):
        assert asked(body, "float32", code)["+0"] == ("-", None)
    with np.errstate(all="ignore"):
        rows = special_values(Implementation("sinc", lambda x: np.sin(x) / x), Oracle(term("sin(x)/x")), F32)
    assert rows["-0"]["ok"] is False and [v["decimal"] for v in rows["-0"]["between"]] == ["1.0", "1.0"]


def test_a_value_at_zero_that_overflows_is_wanted_as_infinity() -> None:
    assert asked("exp(100) + x", "float32", lambda x: x + np.float32(np.inf))["+0"] == ("inf", True)
    assert asked("exp(100) + x", "float32", lambda x: x)["-0"] == ("inf", False)


def test_what_a_formula_may_saturate_at_is_a_limit_that_is_shown() -> None:
    small = find_format("float8_e5m2")
    for body in ("sin(x)", "x**2*sin(x)"):
        assert limit_at_infinity(Oracle(term(body)), small, False) is None
    assert limit_at_infinity(Oracle(term("1 + 1/x")), small, True) == small.ordinal(1.0)
    assert limit_at_infinity(Oracle(term("exp(100) + 1/x")), small, True) is None  # overflows
    with pytest.raises(UndecidedPoint, match="no limit of"):
        limit_at_infinity(Oracle(term("x*(1 + sin(x)**2)")), small, True)
