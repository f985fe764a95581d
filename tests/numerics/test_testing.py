"""`assert_accurate`: passes what is accurate, else says the worst input, what came of it, and how to see it again."""

from __future__ import annotations

import math
from fractions import Fraction
from importlib.util import find_spec

import numpy as np
import pytest

import symact
from symact.numerics import UsageError, find_format
from symact.numerics.formats import Array
from symact.testing import assert_accurate

BFLOAT16 = find_format("bfloat16")


def erf(x: Array) -> Array:
    return np.asarray([math.erf(v) for v in x.tolist()])


def good_gelu(x: Array) -> Array:
    wide = x.astype(np.float64)
    return wide / 2 * np.asarray([math.erfc(-v / math.sqrt(2)) for v in wide.tolist()])


def test_an_accurate_function_passes_and_its_audit_is_returned() -> None:
    audit = assert_accurate(good_gelu, "gelu", dtype="bfloat16", max_ulp="0.51")
    assert audit.exhaustive and audit.points == 65280 and audit.implementation == "good_gelu"
    assert symact.assert_accurate is assert_accurate


@pytest.mark.parametrize("wrong", [1.5, -(2.0**-20), 3.0e38, -0.0])
def test_a_function_that_is_wrong_at_one_input_of_all_is_caught(wrong: float) -> None:
    x = float(BFLOAT16.round_array(np.asarray([wrong]))[0])

    def one_wrong(values: Array) -> Array:
        here = (values == x) & (np.signbit(values) == np.signbit(x))
        return np.where(here, good_gelu(values) * 1.05 + (x == 0), good_gelu(values))

    with pytest.raises(AssertionError) as failure:
        assert_accurate(one_wrong, "gelu", dtype="bfloat16", max_ulp=2)
    said = str(failure.value)
    assert said.startswith("one_wrong is not gelu within 2 ulp in bfloat16 (65,280 inputs, every input)")
    assert f"x = {x.hex()} ({x!r})" in said
    assert "to reproduce: assert_accurate(one_wrong, 'gelu', dtype='bfloat16', max_ulp=2)" in said


def test_a_failure_shows_what_came_and_what_should_have() -> None:
    with pytest.raises(AssertionError) as failure:
        assert_accurate(lambda x: np.tanh(x) * 2, "tanh", dtype="float16", max_ulp=1.5, range=(0.0, 1.0))
    lines = [line.strip() for line in str(failure.value).splitlines()]
    told = {line.partition(":")[0]: line.partition(":")[2].strip() for line in lines}
    x, got = (float.fromhex(told[key].partition("x = ")[2].split()[0] if key == "worst input" else told[key].split()[0])
              for key in ("worst input", "got"))  # fmt: skip
    assert got == float(np.tanh(np.float16(x)) * np.float16(2)) and float(told["want"]) == pytest.approx(math.tanh(x))
    assert float(told["error"].removesuffix(" ulp")) > 500
    assert told["to reproduce"].endswith("dtype='float16', max_ulp=1.5, range=(0.0, 1.0))")


def test_half_an_ulp_is_what_correct_rounding_has() -> None:
    assert assert_accurate(lambda x: x / 2, "x/2", "float16", max_ulp=0.5).max_ulp == (Fraction(1, 2), Fraction(1, 2))
    with pytest.raises(AssertionError, match=r"error: +0\.5000 ulp"):
        assert_accurate(lambda x: x / 2, "x/2", "float16", max_ulp=0.499)
    with pytest.raises(AssertionError, match=r"between 0\.0 and \d\.\d+e-10 ulp, not known more closely"):
        assert_accurate(lambda x: x, "x", "float16", max_ulp=0)


def test_errors_beyond_the_floats_are_told() -> None:
    with pytest.raises(AssertionError, match=r"error: +1e624 ulp"):
        assert_accurate(lambda x: np.full_like(x, 1e300), "0*x", points=300)


def test_results_that_are_not_finite_fail_whatever_the_bound() -> None:
    with pytest.raises(AssertionError, match=r"nan: from x = 0x1\.f40\d*p\+9"):
        assert_accurate(lambda x: np.where(x >= 1000, np.nan, x), "identity", dtype="float16", max_ulp=1e9)
    with pytest.raises(AssertionError, match="inf: from x = -0x"):
        assert_accurate(lambda x: np.where(x < -9, np.inf, x), "identity", dtype="float16", max_ulp=1e9)


def test_a_sample_a_name_and_a_text_as_reference() -> None:
    assert assert_accurate("stable", "sigmoid", "float32", max_ulp=4, points=500, seed=3).seed == 3
    assert assert_accurate(lambda x: x * x, "x**2", "float32", points=300, range=(-9.0, 9.0)).activation == "x**2"
    with pytest.raises(
        AssertionError, match=r"assert_accurate\('naive', 'softplus', dtype='float64', max_ulp=1, points=400"
    ):
        assert_accurate("naive", "softplus", points=400)


def test_a_wrong_request_is_no_failed_assertion() -> None:
    with pytest.raises(UsageError, match="unknown activation"):
        assert_accurate(good_gelu, "geluu", "float16")
    with pytest.raises(UsageError, match="unknown kind of arrays 'cupy'"):
        assert_accurate(good_gelu, "gelu", "float16", via="cupy")


@pytest.mark.skipif(find_spec("torch") is None, reason="not installed: torch")
def test_a_function_of_tensors_and_its_gradient() -> None:
    import torch

    middle = (-1.0, 1.0)
    assert assert_accurate(torch.sigmoid, "sigmoid", "bfloat16", via="torch", range=middle).computed_in == "bfloat16"
    audit = assert_accurate(torch.sigmoid, "sigmoid", "float32", 8, 1, via="torch", points=400, range=middle)
    assert audit.derivative == 1
    with pytest.raises(AssertionError, match=r"derivative=1, via='torch'\)"):
        assert_accurate(lambda x: x.detach() * x, "x**2", "float16", derivative=1, via="torch")


@pytest.mark.skipif(find_spec("jax") is None, reason="not installed: jax")
def test_a_function_of_jax_arrays() -> None:
    import jax

    audit = assert_accurate(jax.nn.sigmoid, "sigmoid", dtype="float16", max_ulp=3, via="jax", range=(-5.0, 5.0))
    assert audit.versions["jax"] == jax.__version__
