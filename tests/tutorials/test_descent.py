"""Gradient descent: the 67 steps of the tutorial, and by which rules they come about."""

from fractions import Fraction

import mpmath
import pytest

from symact.numerics.errors import UsageError
from symact.tutorials.descent import Rule, descend

HALF = Fraction(1, 2)


def by_mpmath(steps: int) -> list[mpmath.mpf]:
    with mpmath.workdps(60):
        x, rate, values = mpmath.log(9), mpmath.mpf(1) / 5, []
        for _ in range(steps + 1):
            value = 1 / (1 + mpmath.exp(-x))
            values.append(value)
            x -= rate * value * (1 - value)
    return values


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_67_steps_are_those_after_which_the_value_is_below_one_half(dtype):
    found = descend(dtype=dtype)
    assert (found.steps, found.steps_in_floats, found.start) == (67, 67, "log(9)")
    assert len(found.path) == 68 and found.path[-2].value > 0.5 >= found.path[-1].value
    assert [s.number for s in found.path] == list(range(68))


def test_values_are_enclosed():
    found, values = descend(), by_mpmath(67)
    for (low, high), value in ((found.first, values[1]), (found.before_last, values[66]), (found.last, values[67])):
        with mpmath.workdps(60):
            below, above = (mpmath.mpf(q.numerator) / q.denominator for q in (low, high))
            assert below - mpmath.mpf(10) ** -50 <= value <= above + mpmath.mpf(10) ** -50
        assert 0 < high - low < Fraction(1, 10**30)
    assert f"{found.path[1].value:.6f}" == "0.898368"
    assert all(abs(step.value - value) < 1e-14 for step, value in zip(found.path, values, strict=True))


def test_within_a_tolerance_67_is_right_between_two_bounds_and_smaller_ones_are_stepped_over():
    below = descend()
    low, high = abs(below.last[0] - HALF), below.nearest[0]
    for tolerance, steps in (
        (high, 67), (high + Fraction(1, 10**9), 66), (low + Fraction(1, 10**9), 67), (low - Fraction(1, 10**9), None),
    ):  # fmt: skip
        assert descend(rule=Rule("within", tolerance=tolerance), most=200).steps == steps


def test_it_does_not_end_at_one_half():
    found = descend(rule=Rule("gradient", tolerance=Fraction(1, 100)), most=2000)
    assert found.steps > 67 and found.last[1] < Fraction(1, 50)
    assert descend(rule=Rule("change", tolerance=Fraction(1, 100))).steps == 1


def test_on_the_value_and_on_relu_it_takes_fewer_steps():
    value, same_x, same_value = descend(on="value"), descend("relu"), descend("relu", same_argument=False)
    assert (value.steps, same_x.steps, same_value.steps) == (12, 9, 2)
    assert value.path[1].value == pytest.approx(0.882) and same_value.last == (HALF, HALF)


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_stacked_layers_are_slower_and_no_gradient_is_above_a_power_of_a_quarter(layers):
    found = descend(layers=layers, rule=Rule("argument", Fraction(0)))
    assert found.steps >= 67 * 4 ** (layers - 1)
    assert found.largest_gradient[1] <= Fraction(1, 4**layers)
    assert all(step.gradient <= 4.0**-layers for step in found.path)


@pytest.mark.parametrize(
    "options",
    [
        {"function": "tanh"}, {"on": "gradient"}, {"start": Fraction(1)}, {"rate": Fraction(0)}, {"layers": 0},
        {"on": "value", "layers": 2}, {"function": "relu", "on": "value"},
    ],
)  # fmt: skip
def test_a_descent_that_is_none_is_refused(options):
    with pytest.raises(UsageError):
        descend(**options)


def test_a_rule_that_is_none_is_refused():
    with pytest.raises(UsageError, match="unknown stopping rule 'never': use one of value, "):
        Rule("never")
    with pytest.raises(UsageError, match="must be positive"):
        Rule("within")
