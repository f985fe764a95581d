"""Array functions: accurate and silent where a stable form is stated, of the dtype that they are given."""

import math
import warnings
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest

from symact.activations import catalogue
from symact.derivation.arrays import array_function, elementwise
from symact.kernel.errors import SymactError

INPUTS = np.concatenate([s * np.geomspace(1e-320, 700, 60) for s in (-1.0, 1.0)])
# The definitions by mpmath, and the largest error in units of 2^-52 of the value; gelu's grows with x².
EXACT: dict[str, tuple[Callable[[Any], Any], int]] = {
    "sigmoid": (lambda x: 1 / (1 + mpmath.exp(-x)), 4),
    "log_sigmoid": (lambda x: -mpmath.log(1 + mpmath.exp(-x)), 4),
    "tanh": (mpmath.tanh, 6),
    "softplus": (lambda x: mpmath.log(1 + mpmath.exp(x)), 4),
    "silu": (lambda x: x / (1 + mpmath.exp(-x)), 6),
    "elu": (lambda x: x if x > 0 else mpmath.exp(x) - 1, 3),
    "gelu": (lambda x: x * mpmath.erfc(-x / mpmath.sqrt(2)) / 2, 4000),
}
SCALARS = [e for e in catalogue().values() if e.variables and not e.of_vector]
VECTORS = [e.name for e in catalogue().values() if e.shifted]


@pytest.mark.parametrize("name", EXACT)
def test_stable_arrays_are_accurate_and_silent(name: str) -> None:
    exactly, bound = EXACT[name]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        computed = array_function(catalogue()[name], "stable")(INPUTS)
    smallest = mpmath.mpf(2) ** -1074
    with mpmath.workprec(1200):
        for x, y in zip(INPUTS, computed, strict=True):
            exact = exactly(mpmath.mpf(float(x)))
            assert abs(mpmath.mpf(float(y)) - exact) <= bound * max(abs(exact) / 2**52, smallest), x


@pytest.mark.parametrize("name", EXACT)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_stable_arrays_keep_the_dtype_and_stay_finite(name: str, dtype: Any) -> None:
    limits = np.finfo(dtype)
    edge = np.array([limits.smallest_subnormal, limits.tiny, 1, math.sqrt(float(limits.max)), limits.max], dtype)
    inputs = np.concatenate([-edge, edge, np.zeros(1, dtype)])
    computed = array_function(catalogue()[name], "stable")(inputs)
    slopes = array_function(catalogue()[name], "stable", derivative=1)(inputs)
    assert computed.dtype == slopes.dtype == dtype
    assert np.isfinite(computed).all() and np.isfinite(slopes).all()


@pytest.mark.parametrize("name", VECTORS)
def test_shifted_arrays_do_not_overflow(name: str) -> None:
    array = np.array([[1000.0, 1001.0, 1002.0], [-1000.0, 0.0, 1000.0]])
    rows = array_function(catalogue()[name])(array)
    columns = array_function(catalogue()[name])(array.T, axis=0)
    assert np.isfinite(rows).all()
    assert np.array_equal(rows, columns.T)


@pytest.mark.parametrize("name", VECTORS)
def test_definitions_of_vectors_overflow_but_agree_where_they_do_not(name: str) -> None:
    small = np.array([0.5, -1.0, 2.0])
    definition = array_function(catalogue()[name], "definition")
    assert np.allclose(definition(small), array_function(catalogue()[name])(small), rtol=1e-15, atol=1e-15)
    with np.errstate(invalid="ignore"), pytest.warns(RuntimeWarning, match="overflow"):
        definition(np.array([1000.0, 0.0]))


def test_parameters_are_given_by_name_or_by_position() -> None:
    softplus = array_function(catalogue()["softplus"])
    x = np.array([-1.0, 0.0, 3.0])
    assert np.array_equal(softplus(x, 2.0), softplus(x, b=2.0))
    assert np.array_equal(softplus(x), softplus(x, b=1.0))
    assert softplus(np.float32([1, 2]), b=2.0).dtype == np.float32


def test_other_arguments_are_refused() -> None:
    softplus = array_function(catalogue()["softplus"])
    with pytest.raises(TypeError, match="no argument 'beta'"):
        softplus(1.0, beta=2.0)
    with pytest.raises(TypeError, match="takes 2 arguments"):
        softplus(1.0, 2.0, 3.0)
    with pytest.raises(TypeError, match="got 'b' twice"):
        softplus(1.0, 2.0, b=3.0)
    with pytest.raises(TypeError, match="needs x"):
        softplus(b=3.0)
    with pytest.raises(TypeError, match="real numbers"):
        softplus(np.array([1j]))
    with pytest.raises(TypeError, match="real numbers"):
        softplus(np.array(["x"]))


def test_integers_become_float64_and_scalars_stay_scalars() -> None:
    sigmoid = array_function(catalogue()["sigmoid"])
    assert sigmoid(np.array([0, 1])).dtype == np.float64
    assert isinstance(sigmoid(0), np.float64)
    assert isinstance(sigmoid(np.float16(0)), np.float16)


def test_a_constant_result_has_the_shape_of_the_argument() -> None:
    slope = array_function(catalogue()["identity"], derivative=1)
    assert np.array_equal(slope(np.zeros((2, 3), np.float32)), np.ones((2, 3)))


def test_a_derivative_is_nan_at_a_kink() -> None:
    slope = array_function(catalogue()["relu"], derivative=1)(np.array([-1.0, 0.0, 1.0]))
    assert np.array_equal(slope, [0, math.nan, 1], equal_nan=True)


def test_functions_call_each_other_in_their_stable_forms() -> None:
    slope = array_function(catalogue()["softplus"], derivative=1)
    assert np.array_equal(slope(np.array([-800.0, 800.0])), [0, 1])


def test_what_is_not_stated_is_refused() -> None:
    with pytest.raises(SymactError, match="relu states no stable form"):
        array_function(catalogue()["relu"], "stable")
    with pytest.raises(SymactError, match="no derivative of order 2"):
        array_function(catalogue()["sigmoid"], derivative=2)
    with pytest.raises(SymactError, match="no derivative of order 1"):
        array_function(catalogue()["mish"], derivative=1)
    with pytest.raises(TypeError, match="at least one component"):
        array_function(catalogue()["softmax"])(np.zeros((2, 0)))


@pytest.mark.parametrize("entry", SCALARS, ids=lambda e: e.name)
def test_every_definition_runs(entry: Any) -> None:
    assert np.isfinite(array_function(entry, "definition")(*[0.25] * len(entry.variables)))


def test_elementwise_functions_of_floats_are_floats() -> None:
    for name in ("exp", "sqrt", "erf", "erfc", "log1p"):
        assert type(elementwise(name)(0.5)) is float
        assert elementwise(name)(np.float32([0.5])).dtype == np.float32
