"""Special values, dependence on the array, lost subnormal numbers: found where they are planted, and not elsewhere."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from symact.kernel.grammar import parse_expression
from symact.numerics import Implementation, Oracle, accuracy, find_format
from symact.numerics.behaviour import LONGEST, array_dependence, behaviour, flushes
from symact.numerics.conditioning import condition
from symact.numerics.formats import Array
from symact.numerics.maps import error_map
from symact.numerics.special import special_inputs, special_values

F16, F32, F64 = map(find_format, ("float16", "float32", "float64"))


def oracle(text: str, derivative: int = 0) -> Oracle:
    from symact.activations import vocabulary

    known = vocabulary()
    return Oracle(known.unfold(parse_expression(text, {"x": "real"}, known)), derivative=derivative)


def of(function: Callable[[Array], Array]) -> Implementation:
    return Implementation("planted", function)


def clean_tanh(x: Array) -> Array:
    return np.tanh(x.astype(np.float64)).astype(x.dtype)


# ---------------------------------------------------------------- special values


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32", "float64", "float8_e5m2"])
def test_special_inputs_are_what_they_say(dtype: str) -> None:
    fmt = find_format(dtype)
    found = special_inputs(fmt)
    assert list(found) == ["+0", "-0", "+inf", "-inf", "nan", "snan"]
    assert np.isnan(found["snan"]) and np.signbit(found["-0"]) and found["+inf"] == math.inf
    quiet, signalling = (int(found[n].view(f"u{found[n].dtype.itemsize}")) for n in ("nan", "snan"))
    quiet_bit = 1 << (np.finfo(found["nan"].dtype).nmant - 1)
    assert quiet & quiet_bit and not signalling & quiet_bit
    assert "+inf" not in special_inputs(find_format("float8_e4m3fn"))


@pytest.mark.parametrize(("at_zero", "ok"), [(0.0, True), (1.0, True), (0.5, True), (math.nan, False), (-1.0, False)])
def test_at_a_kink_every_value_between_the_sides_will_do(at_zero: float, ok: bool) -> None:
    step = of(lambda x: np.where(x == 0, at_zero, x > 0).astype(x.dtype))
    rows = special_values(step, oracle("relu(x)", 1), F32)
    for zero in ("+0", "-0"):
        assert rows[zero]["ok"] is ok and rows[zero]["want"] is None
        assert [v["decimal"] for v in rows[zero]["between"]] == ["0.0", "1.0"]


def test_at_a_pole_nothing_is_wanted() -> None:
    with np.errstate(divide="ignore"):
        rows = special_values(of(lambda x: 1 / x), oracle("1/x"), F64)
    assert rows["+0"]["ok"] is rows["-0"]["want"] is None and "between" not in rows["+0"]


def test_special_values_of_a_good_function_are_as_they_should_be() -> None:
    found = special_values(of(clean_tanh), oracle("tanh(x)"), F64)
    assert all(row["ok"] for row in found.values())
    assert [found[x]["zero_sign"] for x in ("+0", "-0")] == ["kept", "kept"]
    assert (found["-inf"]["want"]["decimal"], found["-0"]["want"]["decimal"]) == ("-1.0", "-0.0")


def test_infinite_limits_and_no_value_at_all() -> None:
    rows = special_values(of(lambda x: np.maximum(x, 0)), oracle("relu(x)"), F32)
    assert rows["+inf"]["want"]["decimal"] == "inf" and rows["+inf"]["ok"] and rows["-inf"]["want"]["decimal"] == "0.0"
    rows = special_values(of(np.log), oracle("log(x)"), F64)
    assert rows["-inf"]["want"]["decimal"] == "nan" and rows["-inf"]["ok"] and rows["+0"]["ok"] is None


@pytest.mark.parametrize(
    ("function", "text", "where"),
    [
        (lambda x: np.where(x > 0, x, 0.0), "relu(x)", {"nan", "snan"}),
        (lambda x: x / (1 + np.exp(-x)), "silu(x)", {"-inf"}),
        (lambda x: (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x)), "tanh(x)", {"+inf", "-inf"}),
        (lambda x: np.where(x == 0, 0.75, 1 / (1 + np.exp(-x))), "sigmoid(x)", {"+0", "-0"}),
    ],
)
def test_wrong_special_values_are_found(function: Any, text: str, where: set[str]) -> None:
    found = special_values(of(function), oracle(text), F64)
    assert {x for x, row in found.items() if row["ok"] is False} == where


def test_a_lost_sign_of_zero_is_told() -> None:
    found = special_values(of(lambda x: clean_tanh(x) + 0.0), oracle("tanh(x)"), F64)
    assert (found["-0"]["ok"], found["-0"]["zero_sign"], found["+0"]["zero_sign"]) == (True, "lost", "kept")


# ---------------------------------------------------------------- arrays


def one_up(y: Array, where: Any) -> Array:
    return np.where(where, np.nextafter(y, np.asarray(9, dtype=y.dtype)), y)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda x: np.arange(len(x)) >= len(x) - len(x) % 8, "length"),  # the tail of a vector loop
        (lambda x: len(x) == 61, "length 61"),
        (lambda x: np.arange(len(x)) >= 1 << 15, "length 70003"),  # the second of several pieces
        (lambda x: x.strides[0] != x.itemsize, "stride"),
        (lambda x: x.strides[0] == -x.itemsize, "stride -1"),
        (lambda x: x.ctypes.data % 16 != 0, "into a buffer"),
    ],
)
def test_results_that_depend_on_the_array_are_found(wrong: Any, said: str) -> None:
    found = array_dependence(of(lambda x: one_up(x * x, wrong(x))), F32, 0)
    assert found["found"] and said in found["first"]["where"]
    results = [float.fromhex(r["hex"]) for r in found["first"]["results"].values()]
    x = np.float32(float.fromhex(found["first"]["input"]["hex"]))
    assert sorted(results) == [float(x * x), float(np.nextafter(x * x, np.float32(9)))]


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float64", "float8_e4m3fn"])
def test_results_that_do_not_are_not(dtype: str) -> None:
    found = array_dependence(of(lambda x: x * x), find_format(dtype), 0)
    assert (found["found"], found["first"]) == (False, None)
    assert found["comparisons"] > LONGEST * LONGEST


def test_a_function_that_works_in_place_depends_on_nothing() -> None:
    def in_place(x: Array) -> Array:
        x *= x.dtype.type(0.5)
        return x

    for dtype in ("float16", "float32"):
        assert not array_dependence(of(in_place), find_format(dtype), 0)["found"]
    ordinals = np.arange(F16.ordinal(1.0), F16.ordinal(1.5))
    assert set(error_map(of(in_place), oracle("x/2"), F16, ordinals).ulp) == {0.0}


# ---------------------------------------------------------------- subnormal numbers


def flushed(x: Array) -> Array:
    return np.where(np.abs(x) < np.finfo(x.dtype).tiny, np.copysign(np.zeros_like(x), x), x)


@pytest.mark.parametrize("fmt", [F16, F32, F64], ids=lambda f: f.name)
def test_flushing_to_zero_is_found(fmt: Any) -> None:
    relu, twice = oracle("relu(x)"), oracle("x/4 + x/4")
    assert flushes(of(lambda x: np.maximum(flushed(x), 0)), relu, fmt)["inputs"]["state"] == "lost"
    assert flushes(of(lambda x: np.maximum(x, 0)), relu, fmt)["inputs"]["state"] == "kept"
    assert flushes(of(lambda x: flushed(x / 2)), twice, fmt)["outputs"]["state"] == "lost"
    found = flushes(of(lambda x: x / 2), twice, fmt)
    assert (found["outputs"]["state"], found["outputs"]["lost"]) == ("kept", 0) and found["outputs"]["tried"] > 20
    first = flushes(of(lambda x: flushed(x / 2)), twice, fmt)["outputs"]["first"]
    assert abs(float.fromhex(first["hex"])) == float(np.finfo(fmt.carrier).tiny)


def test_what_a_function_cannot_tell_is_not_seen() -> None:
    found = flushes(of(lambda x: 1 / (1 + np.exp(-x))), oracle("sigmoid(x)"), F64)
    assert found["inputs"] == {"state": "not seen", "tried": 0, "lost": 0, "first": None}
    assert found["outputs"]["state"] == "some lost"  # exp(-x) overflows before the result underflows
    stable = flushes(of(lambda x: np.exp(x) / (1 + np.exp(x))), oracle("sigmoid(x)"), F64)
    assert stable["outputs"]["state"] == "kept"


# ---------------------------------------------------------------- in a record


def test_a_function_that_refuses_such_inputs_is_audited_all_the_same() -> None:
    def picky(x: Array) -> Array:
        if not np.isfinite(x).all():
            raise ValueError("finite numbers only")
        return np.maximum(x, 0)

    found = behaviour(of(picky), oracle("relu(x)"), F16, 0)
    assert found["special"] == {"failed": "planted raised ValueError: finite numbers only"}
    assert found["array_dependence"]["found"] is False and found["flushes"]["inputs"]["state"] == "kept"


def test_a_record_has_all_three_or_none() -> None:
    record = accuracy("naive", "relu", "float8_e5m2").to_json()
    assert record["special"]["nan"]["ok"] and not record["array_dependence"]["found"]
    assert record["flushes"]["inputs"]["state"] == "kept"
    record = accuracy("naive", "relu", "float8_e5m2", behaviour=False).to_json()
    assert record["special"] is record["array_dependence"] is record["flushes"] is None


def test_the_largest_error_over_the_used_range() -> None:
    def wrong_outside(x: Array) -> Array:
        return np.where(np.abs(x) > 20, x + 64, np.where(x == 3, np.float16(3.01), x)).astype(x.dtype)

    audit = accuracy(wrong_outside, "identity", "float16", behaviour=False)
    assert audit.max_ulp is not None and audit.max_ulp_20 is not None
    assert abs(audit.worst_input or 0) > 20 and audit.max_ulp[0] > audit.max_ulp_20[0] == 5
    assert audit.to_json()["max_ulp_20"][0]["decimal"] == "5.0"
    within = accuracy(wrong_outside, "identity", "float16", range=(-20.0, 20.0), behaviour=False)
    assert within.max_ulp == audit.max_ulp_20


def test_the_condition_says_what_half_an_ulp_of_the_input_does() -> None:
    assert condition(oracle("x**3"), F32, 1.0) == pytest.approx(1.5)
    assert 256 <= (condition(oracle("exp(x)"), F64, 512.0) or 0) <= 512
    assert condition(oracle("relu(x)", 0), F32, 0.0) is None and condition(oracle("x"), F32, None) is None
    audit = accuracy(
        lambda x: np.exp(x.astype(np.float32) * np.float32(1.0000001)), "exp(x)", "float32", range=(60, 80)
    )
    assert audit.condition is not None and audit.condition > 30
