"""Softmax and its like along any axis, their derivatives against enclosures, and their thresholds along a line."""

from __future__ import annotations

import math
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from mpmath import libmp

from symact.kernel.errors import Undefined
from symact.numerics import UsageError, find_format, thresholds
from symact.numerics.formulas import ROW_FORMULAS, formula
from symact.numerics.vectors import FORMS, vector_accuracy
from symact.numerics.vectors.gradients import GRADIENTS, components_of, truth_of
from symact.numerics.vectors.slices import sliced

Z = [[1.0, 2.0, 3.0], [1.0, 2.0, 0.0]]
ROWWISE = [f for f in ROW_FORMULAS if not f.name.startswith(("softmax_grad", "softmax_xent"))]
FEW = {"points": 300, "lengths": (1, 2, 5)}


def exactly(line: list[float], name: str, T: float = 1.0) -> list[float]:
    powers = [math.exp(x / T) for x in line]
    shares = [p / sum(powers) for p in powers]
    return [math.log(s) for s in shares] if name.startswith("log") else shares


@pytest.mark.parametrize("f", ROWWISE, ids=lambda f: f.name)
@pytest.mark.parametrize("kind", [list, np.float64, np.float32, np.float16, np.int64])
def test_any_axis_any_numbers(f, kind):
    given = Z if kind is list else np.asarray(Z, dtype=kind)
    T = {"T": 2.0} if "temperature" in f.name else {}
    for axis in (0, 1, -1):
        lines = np.asarray(Z).T if axis == 0 else np.asarray(Z)
        expected = np.asarray([exactly(line, f.name, **T) for line in lines.tolist()])
        found = f.function(given, axis=axis, **T)
        assert found.dtype == (kind if kind in (np.float16, np.float32) else np.float64)
        np.testing.assert_allclose(
            found, expected.T if axis == 0 else expected, rtol=0.01 if kind is np.float16 else 1e-5
        )
    cube = np.arange(24.0).reshape(2, 3, 4) % 5
    np.testing.assert_allclose(f.function(cube, axis=1)[0, :, 2], f.function(cube[0, :, 2], axis=0), rtol=1e-12)


def test_the_tutorial_of_the_global_maximum_sums_over_axis_0():
    np.testing.assert_allclose(formula("softmax/global_max").function(Z).sum(axis=0), np.ones(3))
    assert formula("softmax/shifted").function([5.0]).tolist() == [1.0]


def test_gradients_along_any_axis():
    z, y = np.asarray(Z), np.eye(3)[[2, 1]]
    s = formula("softmax/shifted").function(z)
    for name in ("softmax_grad/jacobian", "softmax_grad/jacobian/repaired"):
        jacobian = formula(name).function(z)
        np.testing.assert_allclose(jacobian[1], np.diag(s[1]) - np.outer(s[1], s[1]), atol=1e-15)
        np.testing.assert_array_equal(formula(name).function(z.T, axis=0), jacobian)
    diagonal = formula("softmax_grad/diagonal").function(z)
    np.testing.assert_allclose(diagonal, np.diagonal(jacobian, axis1=-2, axis2=-1), rtol=1e-12)
    for name in ("softmax_xent_grad", "softmax_xent_grad/repaired"):
        np.testing.assert_allclose(formula(name).function(z, y), s - y, atol=1e-15)
        np.testing.assert_allclose(formula(name).function(z.T, y.T, axis=0), (s - y).T, atol=1e-15)
        assert formula(name).function(z.astype(np.float16), y.astype(np.float16)).dtype == np.float16


def by_mpmath(reference: str, entries: tuple[float, ...], component: int) -> Fraction:
    with mpmath.workdps(400):
        powers = [mpmath.exp(x) if x != -math.inf else mpmath.mpf(0) for x in entries]
        shares = [p / mpmath.fsum(powers) for p in powers]
        if reference == "softmax_grad":
            i, j = divmod(component, len(entries))
            value = shares[i] * ((i == j) - shares[j])
        else:
            value = shares[component] - (component == 0)
        return Fraction(*libmp.to_rational(value._mpf_)) if value else Fraction(0)


@pytest.mark.parametrize("reference", GRADIENTS)
def test_derivatives_and_errors_are_those_of_mpmath(reference):
    fmt, rng = find_format("float8_e5m2"), np.random.default_rng(3)
    for n in (1, 2, 3):
        for entries in fmt.values(rng.integers(-74, 74, (25, n)).ravel()).reshape(25, n).tolist():
            truth = truth_of(reference, tuple(entries), fmt)
            assert truth.components == components_of(reference, n)
            for component in range(truth.components):
                want = by_mpmath(reference, tuple(entries), component)
                enclosed = truth.enclose(component)
                slack = abs(want) / 10**25 + Fraction(1, 10**350)
                assert enclosed.lo - slack <= want <= enclosed.hi + slack
                right = fmt.round(want)
                verdict = truth.judge(component, right)
                assert verdict.kind == "measured" and verdict.correct
                low, high = (Fraction(e, 1 << 32) for e in verdict.error)
                assert (
                    low - Fraction(1, 10**9) <= abs(Fraction(right) - want) / fmt.ulp(want) <= high + Fraction(1, 10**9)
                )


def test_values_of_equal_and_of_masked_entries_are_rational():
    fmt, masked = find_format("float32"), (3.0, -math.inf, 3.0)
    jacobian, xent = (truth_of(name, masked, fmt) for name in GRADIENTS)
    assert [jacobian.exactly(c) for c in range(9)] == [Fraction(k, 4) for k in (1, 0, -1, 0, 0, 0, -1, 0, 1)]
    assert [xent.exactly(c) for c in range(3)] == [Fraction(-1, 2), 0, Fraction(1, 2)]
    assert truth_of("softmax_xent_grad", (-math.inf, 0.0), fmt).exactly(0) == -1
    with pytest.raises(Undefined):
        truth_of("softmax_grad", (-math.inf,), fmt)


TOP = float(find_format("float32").maximum)
LOWER = TOP - 2.0**104  # so far below that no ball tells its share


@pytest.mark.parametrize(
    ("reference", "entries", "component", "limit", "inside"),
    [
        ("softmax_grad", (TOP, LOWER, TOP), 0, 0.25, True),
        ("softmax_grad", (TOP, LOWER, TOP), 2, -0.25, True),
        ("softmax_xent_grad", (TOP, LOWER, TOP), 0, -0.5, False),
        ("softmax_xent_grad", (TOP, LOWER, TOP), 2, 0.5, True),
        ("softmax_xent_grad", (LOWER, TOP), 0, -1.0, True),
        ("softmax_xent_grad", (LOWER, TOP), 1, 1.0, True),
    ],
)
def test_beside_a_power_of_two_by_less_than_balls_tell_a_lost_value_is_measured(
    reference, entries, component, limit, inside
):
    """Below the power of two it is 2^24 ulp, beyond it 2^23."""
    truth = truth_of(reference, entries, find_format("float32"))
    lost, ulps = truth.judge(component, 0.0), 2**24 if inside else 2**23
    assert lost.kind == "measured" and lost.false_zero and lost.correct is False
    low, high = (Fraction(end, 1 << 32) for end in lost.error)
    assert low <= ulps <= high + Fraction(1, 2**31) and high - low < 1
    assert truth.judge(component, limit).correct


@pytest.mark.parametrize("name", [f.name for f in ROW_FORMULAS])
def test_every_formula_of_rows_is_audited_and_the_repaired_ones_have_no_defect(name):
    a = vector_accuracy(name, "softmax" if name.startswith("softmax") else "log_softmax", "float16", **FEW)
    assert (a.implementation, a.undecided, a.undecided_rounding) == (name, 0, 0)
    broken = a.nonfinite + a.false_zero_normal + a.wrong_sign + (a.alone or 0)
    if formula(name).mends:
        assert broken == 0 and a.max_ulp[1] < 16
    elif name != "softmax/shifted":
        assert broken > 0 or a.max_ulp[0] > 200


def test_the_temperature_of_an_audit_is_one_half():
    wrong = vector_accuracy(FORMS["softmax/shifted"], "softmax", "float32", **FEW)
    cold = vector_accuracy("temperature/repaired", "softmax", "float32", **FEW)
    assert wrong.max_ulp[1] < 100 and cold.max_ulp[1] < 100
    hot = vector_accuracy(FORMS["softmax/temperature/repaired"], "softmax", "float32", **FEW)
    assert hot.max_ulp[0] > 1e6  # held against T = 1


@pytest.mark.parametrize(
    ("name", "kind", "first"),
    [
        ("naive", "nan", 88.72283935546875), ("global_max", "nan", 103.97208404541016),
        ("temperature", "nan", 2.0**127), ("softmax_grad/jacobian", "false_zero", None),
        ("softmax_xent_grad", "false_zero", None),
    ],
)  # fmt: skip
def test_formulas_of_rows_have_thresholds_until_they_are_repaired(name, kind, first):
    found = thresholds("softmax", name, "float32", kinds=(kind,), samples=100)
    assert [t.kind for t in found] == [kind] and (first is None or found[0].first == pytest.approx(first, rel=0.01))
    assert thresholds("softmax", f"{name}/repaired", "float32", kinds=(kind,), samples=100) == ()


def test_a_line_of_rows_is_a_function_of_one_number():
    softmax, text = sliced("softmax/shifted", "softmax")
    fmt = find_format("float64")
    assert text == "softmax(1, x, 0)" and softmax.computed_in(fmt) == "float64"
    np.testing.assert_allclose(softmax.run(np.asarray([0.0, 1.0]), fmt), [0.5, 1 / (1 + math.exp(-1))])
    assert sliced("temperature", "softmax")[1] == "softmax(1, 2*x, 0)"
    assert thresholds("logsumexp", "logsumexp/log1p", "float8_e5m2") == ()


@pytest.mark.parametrize(
    ("spec", "reference", "said"),
    [
        ("softmax_grad/jacobian", "log_softmax", "unknown implementation"),
        ("shiftd", "softmax", "did you mean 'softmax/shifted'"),
        ("naive", "sigmoid", "not a function of a row"),
    ],
)
def test_what_is_not_there_is_refused(spec, reference, said):
    with pytest.raises(UsageError, match=said):
        vector_accuracy(spec, reference)
    with pytest.raises(UsageError, match=said):
        sliced(spec, reference)
    with pytest.raises(UsageError, match="up to 256"):
        vector_accuracy("softmax_grad/jacobian", "softmax", lengths=(1000,))
