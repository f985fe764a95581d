"""Printed tables: what is printed, what is computed, and what is true."""

from fractions import Fraction

import mpmath
import pytest

from symact.numerics.errors import InternalError, UsageError
from symact.tutorials.comparisons import Compared, allclose_example, masked_row, softmax_example
from symact.tutorials.printouts import TABLES, digits, grids, printout, torch_is_there

LIBRARIES = ("numpy", "torch") if torch_is_there() else ("numpy",)
MPMATH = {"sigmoid": lambda x: 1 / (1 + mpmath.exp(-x)), "tanh": mpmath.tanh, "relu": lambda x: max(x, 0)}


@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_printed_again_digit_by_digit(name):
    found = printout(name)
    assert found.reproduced == LIBRARIES
    assert set(found.absent) == {"torch"} - set(LIBRARIES)


@pytest.mark.parametrize("name", TABLES)
def test_true_values_are_those_of_mpmath(name):
    with mpmath.workdps(60):
        for cell in printout(name).cells:
            for x, (low, high) in ((cell.point, cell.truth), (Fraction(cell.points["numpy"]), cell.truth_at_float)):
                want = MPMATH[TABLES[name].reference](mpmath.mpf(x.numerator) / x.denominator)
                ends = [mpmath.mpf(q.numerator) / q.denominator for q in (low, high)]
                assert ends[0] - mpmath.mpf(10) ** -50 <= want <= ends[1] + mpmath.mpf(10) ** -50


def test_the_one_wrong_number_is_the_zero_of_sigmoid_at_minus_100():
    (wrong,) = printout("sigmoid_far").wrong
    assert (wrong.point, wrong.printed, wrong.right, wrong.false_zero) == (-100, "0", "3.7201e-44", True)
    assert all(not printout(name).wrong for name in TABLES if name != "sigmoid_far")


def test_a_table_without_torch_says_how_it_is_installed(monkeypatch):
    monkeypatch.setattr("symact.tutorials.printouts.torch_is_there", lambda: False)
    found = printout("tanh")
    assert found.reproduced == ("numpy",) and found.absent == {"torch": "pip install 'symact[torch]'"}
    assert [g.way for g in grids()] == ["numpy.linspace", "start + k*step", "step added k times"]


def test_points_that_are_not_symmetric_are_made_by_steps():
    by_way = {g.way: g for g in grids()}
    assert not by_way["numpy.linspace"].reproduced and by_way["numpy.linspace"].symmetric
    assert by_way["start + k*step"].reproduced and not by_way["start + k*step"].symmetric
    assert by_way["numpy.linspace"].shown == {2: "-55.5556", 7: "55.5556"}


def test_allclose_is_false_for_three_digits_with_the_default_tolerances():
    compared, answer = allclose_example()
    assert answer is False and [c.close for c in compared] == [True, False, False, False, False]
    assert all(c.close == c.close_in_floats for c in compared)


def test_the_softmax_over_axis_0_is_another_and_the_one_printed_has_a_mask():
    for axis, right in ((0, [False] * 6), (1, [True, True, True, False, False, False])):
        rows = softmax_example(axis)
        assert [c.close for row in rows for c in row] == right == [c.close_in_floats for row in rows for c in row]
    assert all(c.close for c in masked_row())


def test_what_is_not_there_or_not_known_is_refused():
    with pytest.raises(UsageError, match="no printed table 'softmax': there are sigmoid_far, "):
        printout("softmax")
    with pytest.raises(UsageError, match="axes 0 and 1"):
        softmax_example(2)
    with pytest.raises(InternalError, match="differ"):
        digits((Fraction(1, 10), Fraction(2, 10)), ".1f")
    with pytest.raises(InternalError, match="is open"):
        _ = Compared("here", 1.0, Fraction(0), (Fraction(1), Fraction(3)), Fraction(2)).close
