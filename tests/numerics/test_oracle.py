"""The oracle: rigorous, decided for the core set on every kind of input, and silent rather than wrong."""

from fractions import Fraction

import mpmath
import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from symact.activations import vocabulary
from symact.kernel.errors import Undefined
from symact.kernel.grammar import parse_expression
from symact.numerics import FORMATS, Enclosure, InternalError, Oracle, UndecidedPoint, UsageError, find_format, sampling
from symact.numerics.judge import judge_view, overflows
from symact.numerics.second_opinion import confirm, second_opinion
from symact.numerics.view import precision, view_of

CORE = [
    "identity",
    "relu",
    "leaky_relu",
    "sigmoid",
    "log_sigmoid",
    "tanh",
    "softplus",
    "silu",
    "elu",
    "gelu",
    "softsign",
]
BINARY64 = find_format("float64")


def oracle(text: str, derivative: int = 0) -> Oracle:
    return Oracle(vocabulary().unfold(parse_expression(text, {"x": "real"}, vocabulary())), derivative=derivative)


def value(text: str, x: float | Fraction, derivative: int = 0) -> Fraction | float:
    found = oracle(text, derivative).enclose(x)
    assert found.exact
    return found.lo


@pytest.mark.parametrize("name", CORE)
@pytest.mark.parametrize("derivative", [0, 1])
def test_the_core_set_is_decided_on_every_kind_of_input(name: str, derivative: int) -> None:
    asked = oracle(f"{name}(x)", derivative)
    for fmt in FORMATS:
        for ordinal in sampling.stratified(fmt, 300, 1):
            x = fmt.value(int(ordinal))
            try:
                asked.round(x, fmt)
            except Undefined:
                assert x == 0 and derivative == 1 and name in ("relu", "leaky_relu")


@pytest.mark.parametrize("name", CORE)
@given(x=st.floats(-40, 40))
def test_enclosures_contain_what_mpmath_finds(name: str, x: float) -> None:
    asked = oracle(f"{name}(x)")
    found = asked.enclose(x, 100)
    confirm("test", asked.term, x, 0, found)
    assert found.hi - found.lo <= abs(found.hi) * Fraction(1, 1 << 100)


def test_values_far_outside_the_range_of_floats_keep_their_sign() -> None:
    tail = oracle("gelu(x)").enclose(-1e300)
    assert tail.sign in (-1, None) and -Fraction(1, 1 << 20000) <= tail.lo <= tail.hi <= Fraction(1, 1 << 20000)
    assert oracle("gelu(x)").enclose(-1000.0).sign == -1
    assert oracle("exp(x)").enclose(1e300).hi == float("inf")
    for x in (3e38, 1.7976931348623157e308):
        assert oracle("1/(1 + exp(x))").round(x, BINARY64) == 0
        assert oracle("tanh(x)").round(x, BINARY64) == BINARY64.ordinal(1.0)
        assert oracle("softplus(x)").round(x, BINARY64) == BINARY64.ordinal(x)
        assert oracle("tanh(x)", 1).round(x, BINARY64) in (0, -1)


def test_exact_ties_are_decided_exactly() -> None:
    half_quantum = Fraction(1, 1 << 1075)
    assert oracle("x/2").round(5e-324, BINARY64) == 0  # a tie, to even
    assert oracle("x/2").round(3 * 5e-324, BINARY64) == 2
    assert oracle("silu(x)").round(5e-324, BINARY64) == 1  # x/2 + x²/4, above the tie by 2^-2150
    assert oracle("silu(x)").round(-5e-324, BINARY64) == -1
    assert value("x/2", 5e-324) == half_quantum
    assert value("sigmoid(x)", 0.0) == Fraction(1, 2)


def test_kinks_are_decided_and_not_invented() -> None:
    assert value("relu(x) - relu(-x)", 0.0, 1) == 1
    assert value("elu(x)", 0.0, 1) == 1
    assert value("x*Abs(x)", 0.0, 1) == 0
    for text, order in (("relu(x)", 1), ("Abs(x)", 1), ("x*Abs(x)", 2), ("elu(x)", 2), ("softsign(x)", 2)):
        with pytest.raises(Undefined, match="differ at 0"):
            oracle(text, order).enclose(0.0)


def test_branch_points_are_found_however_conditions_write_them() -> None:
    assert oracle("Piecewise((0, x < -5/3), (1, x <= 1/10), (x, True))").breakpoints() == (
        Fraction(-5, 3), Fraction(1, 10),
    )  # fmt: skip
    assert oracle("Piecewise((x, 2*x + 1 > x/3), (1, x**2 > 9), (0, True))").breakpoints() == (-3, Fraction(-3, 5), 3)


def test_a_jump_has_no_derivative_although_both_sides_are_constant() -> None:
    with pytest.raises(Undefined, match="one-sided values differ at 0"):
        oracle("sign(x)", 1).enclose(0.0)
    with pytest.raises(Undefined, match="one-sided values differ"):
        oracle("Piecewise((x, x < 1), (x, x > 1), (5, True))", 1).enclose(1.0)


def test_undefined_points_are_undefined_also_under_a_derivative() -> None:
    for text, order, x in (
        ("1/x", 0, 0.0), ("log(x)", 0, -1.0), ("log(x)", 1, -1.0), ("0*log(x)", 1, -1.0), ("sqrt(x)", 0, -1.0),
        ("x/x", 0, 0.0), ("Piecewise((x, x > 0))", 0, -1.0), ("log(exp(x) - 1)", 0, 0.0), ("Max(1, 1/x)", 0, 0.0),
        ("log(log(Abs(1)))", 1, 1.0), ("Piecewise((1, log(x) > 0), (0, True))", 0, -1.0),
    ):  # fmt: skip
        with pytest.raises(Undefined):
            oracle(text, order).enclose(x)
    assert value("Piecewise((0, x <= 0), (log(x), True))", -1.0) == 0


def test_what_it_cannot_tell_it_does_not_tell() -> None:
    with pytest.raises(UndecidedPoint):
        oracle("Piecewise((sin(1/x), x > 0), (0, True))", 1).enclose(0.0)
    with pytest.raises(UndecidedPoint):  # derivatives of too many nodes
        oracle("sign(relu(R(1, 2)*x)/exp(-R(1, 2)*x))**3", 1).enclose(0.0)
    with pytest.raises(UndecidedPoint):
        oracle("1/(exp(x) - exp(1)*exp(x - 1))").enclose(0.5)
    with pytest.raises(UndecidedPoint):
        oracle("Piecewise((1, exp(x) == exp(1)*exp(x - 1)), (0, True))").enclose(0.5)


def test_terms_outside_its_reach_are_refused_by_name() -> None:
    with pytest.raises(UsageError, match=r"does not evaluate gamma\(x\)"):
        oracle("gamma(x)").enclose(1.0)
    with pytest.raises(UsageError, match=r"gamma\(x\) cannot be differentiated here: no derivative rule"):
        oracle("gamma(x)", 1)
    with pytest.raises(UsageError, match="free names besides x: y"):
        Oracle(parse_expression("x + y", {"x": "real", "y": "real"}))


@given(st.fractions(-50, 50))
def test_rational_functions_are_exact(x: Fraction) -> None:
    assert value("softsign(x)", x) == x / (1 + abs(x))
    assert value("leaky_relu(x)", x) == (x if x > 0 else x / 100)


def test_the_second_opinion_is_independent_of_cancellation() -> None:
    for x in (1e-141, 5e-324, 300.0):
        got = second_opinion(oracle("tanh(x)").term, x, 25)
        with mpmath.workdps(400):
            assert mpmath.almosteq(got, mpmath.tanh(mpmath.mpf(x)), rel_eps=mpmath.mpf(10) ** -24)
    with mpmath.workdps(40):
        expected = mpmath.mpf("-1.8113176006823970444002910626559e-217")
        assert mpmath.almosteq(
            second_opinion(oracle("gelu(x)").term, -31.67341008888988, 25, 1), expected, rel_eps=1e-24
        )


def test_a_wrong_enclosure_is_contradicted_loudly() -> None:
    wrong = Enclosure(Fraction(1, 2), Fraction(51, 100), 1)
    with pytest.raises(InternalError, match="test: balls say"):
        confirm("test", oracle("sigmoid(x)").term, 1.0, 0, wrong)


@pytest.mark.parametrize("bits", [93, 1000, 5000, 20000])
def test_an_end_beyond_the_format_stays_beyond_it_at_every_precision(bits: int) -> None:
    with precision(bits):
        views = [view_of(arb(0, arb(2) ** 4000), BINARY64, bits), view_of(arb(2) ** 4000 + 1, BINARY64, bits)]
    assert [v.lo <= v.hi for v in views] == [True, True]
    assert [overflows(BINARY64, v) for v in views] == [None, True]
    assert judge_view(BINARY64, views[0], 0) is None


def test_a_large_value_that_needs_many_bits_is_decided_to_overflow() -> None:
    asked = oracle("gelu_tanh(x)")
    assert asked.round(Fraction(2) ** 1534, BINARY64) == BINARY64.largest + 1


def test_a_double_exponential_is_decided_or_left_open() -> None:
    """Its overflow is seen as long as some precision shows it; what no precision shows ends no process."""
    asked = oracle("exp(exp(x))")
    for x in (50.0, 100.0, 1000.0):
        assert asked.round(x, BINARY64) == BINARY64.largest + 1
    for x in (1e20, 1e300):
        with pytest.raises(UndecidedPoint):
            asked.round(x, BINARY64)
    assert asked.round(-1e300, BINARY64) == BINARY64.ordinal(1.0)


def test_where_branches_meet_the_second_opinion_looks_at_both_sides() -> None:
    assert second_opinion(oracle("celu(x)").term, 0.0, 25, 1) == 1
    assert (
        abs(second_opinion(oracle("Piecewise((x**2, x < R(1, 2)), (x - R(1, 4), True))").term, 0.5, 25, 1) - 1) < 1e-25
    )
    for kink in ("relu(x)", "Abs(x)", "Max(x**2, x)"):
        with pytest.raises(Undefined, match="kink"):
            second_opinion(oracle(kink).term, 0.0, 25, 1)


def test_more_digits_are_told_where_twenty_are_next_to_another_double() -> None:
    """e^x - 1 = x + x²/2 + … at x = -(2^-52 + 2^-104) is all but half-way between two doubles."""
    x = -float.fromhex("0x1.0000000000001p-52")
    asked = oracle("exp(x) - 1")
    told = confirm("test", asked.term, x, 0, asked.enclose(x, 100))
    with mpmath.workdps(60):
        exact = mpmath.expm1(mpmath.mpf(x))
        assert len(told) > 30 and abs(mpmath.mpf(told) - exact) < abs(exact) * mpmath.mpf(10) ** -39
    assert float(told) == float(exact) == -(2.0**-52)
    assert len(confirm("test", asked.term, 1.0, 0, asked.enclose(1.0, 100))) == 21
