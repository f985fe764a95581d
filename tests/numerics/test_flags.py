"""Defects by a model are those by the oracle, input by input; what the two disagree about is an internal error."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from symact.numerics import InternalError, find_format, thresholds
from symact.numerics.api import model_for, resolve
from symact.numerics.defects import Half
from symact.numerics.formats import Format
from symact.numerics.implementations import Implementation
from symact.numerics.models.cells import Model, Side
from symact.numerics.second_opinion import FUNCTIONS
from symact.numerics.threshold import find_thresholds, sample_magnitudes

CASES = [
    ("gelu", "naive", "float32", 1), ("softplus", "naive", "float8_e4m3fn", 0), ("relu", "naive", "bfloat16", 1),
    ("sigmoid", "sigmoid_grad/quotient", "float16", 1), ("softsign", "naive", "float32", 0),
    pytest.param("tanh", "tanh/exp", "float64", 0, marks=pytest.mark.slow),
    pytest.param("elu", "stable", "float32", 0, marks=pytest.mark.slow),
]  # fmt: skip
EVERY = [(name, "naive", "float16", order) for name in ("mish", "softplus") for order in (0, 1)]


def halves(name: str, impl: str, dtype: str, order: int) -> list[tuple[Half, Half]]:
    """Each sign by the oracle alone and with the model."""
    fmt, (subject, _, oracle) = find_format(dtype), resolve(impl, name, order)
    bounds = {"half": Fraction(1, 1 << (fmt.p // 2)), "all": Fraction(1, 2), "relative": Fraction(1, 100)}
    bounds["ulp"] = Fraction(3, 2)
    model = model_for(oracle, fmt, 1 << 20)
    return [
        (Half(subject, oracle, fmt, n, bounds), Half(subject, oracle, fmt, n, bounds, model)) for n in (False, True)
    ]


def some(fmt: Format) -> list[int]:
    rng = np.random.default_rng(0)
    near = rng.integers(fmt.ordinal(2.0**-6), fmt.ordinal(64.0), 500).tolist()
    return sorted({*sample_magnitudes(fmt, 600, 1), *near})


@pytest.mark.parametrize(("name", "impl", "dtype", "order"), CASES)
def test_a_model_tells_what_the_oracle_tells(name: str, impl: str, dtype: str, order: int) -> None:
    for slow, fast in halves(name, impl, dtype, order):
        tried = some(slow.fmt)
        slow.learn(tried)
        fast.learn(tried)
        assert slow._seen == fast._seen
        assert fast.asked < len(tried) // 2 < slow.asked == len(slow._seen)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "impl", "dtype", "order"), EVERY)
def test_every_float16_by_a_model(name: str, impl: str, dtype: str, order: int) -> None:
    for slow, fast in halves(name, impl, dtype, order):
        tried = list(range(0, slow.fmt.largest + 1, 5))
        slow.learn(tried)
        fast.learn(tried)
        assert slow._seen == fast._seen


def test_thresholds_do_not_depend_on_the_model() -> None:
    subject, _, oracle = resolve("tanh/exp", "tanh", 0)
    fmt, bounds = find_format("float8_e5m2"), {"half": Fraction(1, 2), "all": Fraction(1, 2)}
    found = [
        find_thresholds(subject, oracle, fmt, kinds=("half", "nan"), bounds=bounds, exhaustive=True, model=model)
        for model in (None, model_for(oracle, fmt, 1 << 20))
    ]
    assert found[0] == found[1] and found[0]


def wrong(side: Side) -> Side:
    return replace(side, coefficients=side.coefficients * 1.75, low=side.low * 1.75)


def test_a_model_that_is_wrong_is_an_internal_error() -> None:
    _, _, oracle = resolve("naive", "sigmoid", 0)
    fmt = find_format("bfloat16")
    model = model_for(oracle, fmt, 1 << 20)
    assert model is not None
    lying = Model(model.key, model.dtype, wrong(model.positive), wrong(model.negative))
    exact = Implementation("exact", lambda x: 1 / (1 + np.exp(-x.astype(np.float64))))
    with pytest.raises(InternalError, match=r"defects of exact at .* by the model, .* by balls"):
        find_thresholds(
            exact, oracle, fmt, kinds=("half",), bounds={"half": Fraction(1, 16)}, exhaustive=True, model=lying
        )


def test_what_depends_on_the_array_is_no_contradiction() -> None:
    """As in a vector loop and the loop for the rest: the result of one number alone is another one."""
    tail = Implementation("tail", lambda x: np.where(abs(x) == 1, 0, x) if len(x) > 1 else x)
    _, _, oracle = resolve("naive", "identity", 0)
    fmt, bounds = find_format("float16"), {"all": Fraction(1, 2)}
    model = model_for(oracle, fmt, 1 << 20)
    found = find_thresholds(tail, oracle, fmt, kinds=("all",), bounds=bounds, exhaustive=True, model=model)
    assert [(t.kind, t.first, t.last) for t in found] == [("all", 1.0, 1.0), ("all", -1.0, -1.0)]


@pytest.mark.parametrize("dtype", ["float8_e5m2", "float32"])
def test_mpmath_is_asked_about_every_threshold(monkeypatch: pytest.MonkeyPatch, dtype: str) -> None:
    exp = FUNCTIONS["exp"]
    monkeypatch.setitem(FUNCTIONS, "exp", lambda a: exp(a) * (1 + 2.0**-40))
    with pytest.raises(InternalError, match=r"balls say .* and mpmath says"):
        thresholds("sigmoid", "sigmoid/naive", dtype, samples=200)
