"""Every core function of one variable, by each of its implementations: no exception, no open point."""

import re

import numpy as np
import pytest

from symact.activations import catalogue
from symact.numerics import UsageError, absent, accuracy, find_format, implementation_names, thresholds

CORE = (
    "identity", "relu", "leaky_relu", "sigmoid", "log_sigmoid", "tanh", "softplus", "silu", "elu", "gelu", "softsign",
)  # fmt: skip
OTHERS = tuple(n for n, e in catalogue().items() if n not in CORE and not e.of_vector and len(e.variables) == 1)
CASES = [
    (name, derivative, impl)
    for name in CORE
    for derivative in (0, 1)
    for impl in implementation_names(name, derivative)
    if impl not in absent(name) and not re.search("repaired|layer|torch", impl)  # which test_formulas has
]


def measured(name: str, derivative: int, impl: str, dtype: str, samples: int) -> None:
    """Audits and searches with so many samples; nothing may stay open, and the records must fit each other."""
    audit = accuracy(impl, name, dtype, derivative, points=2 * samples)
    assert (audit.undecided, audit.undecided_rounding) == (0, 0)
    found = thresholds(name, impl, dtype, derivative, exhaustive=False, samples=samples)
    kinds = {t.kind for t in found}
    assert "undecided" not in kinds and not any("opinion" in t.evidence for t in found)
    for kind in ("inf", "nan"):
        assert (audit.first[kind]["+"] is None and audit.first[kind]["-"] is None) or kind in kinds
    fmt = find_format(dtype)
    for t in found:
        inner, outer = t.outside
        assert inner is None or fmt.ordinal(abs(t.first)) == fmt.ordinal(abs(inner)) + 1
        assert outer is None or fmt.ordinal(abs(t.last)) == fmt.ordinal(abs(outer)) - 1


@pytest.mark.parametrize(("name", "derivative", "impl"), CASES)
def test_float16(name: str, derivative: int, impl: str) -> None:
    measured(name, derivative, impl, "float16", 60)


@pytest.mark.slow
@pytest.mark.parametrize("dtype", ["bfloat16", "float32", "float64"])
@pytest.mark.parametrize(("name", "derivative", "impl"), CASES)
def test_every_format(name: str, derivative: int, impl: str, dtype: str) -> None:
    measured(name, derivative, impl, dtype, 250)


@pytest.mark.slow
@pytest.mark.parametrize("derivative", [0, 1])
@pytest.mark.parametrize("name", OTHERS)
def test_definitions_alone(name: str, derivative: int) -> None:
    measured(name, derivative, "naive", "float64", 300)


def test_the_derivative_of_tanh_beyond_the_range_of_balls() -> None:
    found = thresholds("tanh", "naive", derivative=1, samples=100, kinds=("nan", "false_zero"))
    assert [(t.kind, t.first, t.last) for t in found] == [
        ("nan", 354.89135644669204, np.finfo(np.float64).max),
        ("false_zero", 18.714973875118524, 354.891356446692),
        ("nan", -354.89135644669204, -np.finfo(np.float64).max),
        ("false_zero", -18.714973875118524, -354.891356446692),
    ]


def test_a_cube_in_the_exponent() -> None:
    (zero,) = (t for t in thresholds("gelu_tanh", kinds=("saturates",), samples=100) if t.sign == "-")
    assert (zero.first, zero.last) == (-7.18880544907843, -21.54707541043602)


def test_saturation_in_a_band_narrower_than_a_part_in_twenty() -> None:
    found = [t for t in thresholds("tanh", "tanh/exp", kinds=("saturates",)) if t.kind == "saturates"]
    assert {t.sign for t in found} == {"+", "-"} and all(18 < abs(t.first) < abs(t.last) < 19.0616 for t in found)


@pytest.mark.parametrize(("name", "derivative"), [("hard_sigmoid", 0), ("hard_swish", 1)])
def test_an_error_that_equals_its_bound_is_decided(name: str, derivative: int) -> None:
    assert {t.kind for t in thresholds(name, derivative=derivative, kinds=("half",), samples=300)} == {"half"}


def test_digits_lost_at_a_root_are_found() -> None:
    found = thresholds("silu", "stable", derivative=1, kinds=("half", "all"), samples=200)
    for kind in ("half", "all"):
        runs = [t for t in found if t.kind == kind]
        assert runs and all(t.sign == "-" and 1.27 < abs(t.first) <= abs(t.last) < 1.28 for t in runs)


def test_a_function_without_the_form_is_refused() -> None:
    with pytest.raises(UsageError, match="stable"):
        thresholds("relu", "stable")
