"""Implementations: found by name, faithful to what people write, honest about dtypes, packages and warnings."""

import math
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from symact.numerics import (
    Implementation,
    UsageError,
    absent,
    accuracy,
    find_format,
    find_implementation,
    implementation_names,
    thresholds,
)
from symact.numerics.formats import Array
from symact.numerics.formulas import FORMULAS
from symact.numerics.vectors import vector_accuracy

XS = np.asarray([-3.0, -0.5, 0.0, 0.25, 2.0])


def logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))


CLOSE = {
    ("sigmoid", 0): logistic,
    ("sigmoid", 1): lambda x: logistic(x) * logistic(-x),
    ("tanh", 0): math.tanh,
    ("tanh", 1): lambda x: 1 / math.cosh(x) ** 2,
    ("relu", 0): lambda x: max(x, 0.0),
    ("relu", 1): lambda x: float(x >= 0),
    ("swish", 0): lambda x: x * logistic(x),
}
PRESENT = [f for f in FORMULAS if f.name not in absent()]


@pytest.mark.parametrize("formula", PRESENT, ids=lambda f: f.name)
def test_every_formula_is_the_function_it_says(formula) -> None:  # type: ignore[no-untyped-def]
    expected = [CLOSE[formula.reference, formula.derivative](x) for x in XS.tolist()]
    np.testing.assert_allclose(formula.function(XS.copy()), expected, rtol=1e-12)


@pytest.mark.parametrize("formula", PRESENT, ids=lambda f: f.name)
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_every_formula_runs_in_every_dtype(formula, dtype: str) -> None:  # type: ignore[no-untyped-def]
    fmt = find_format(dtype)
    found = find_implementation(formula.name, formula.reference, formula.derivative)
    assert found.run(XS.astype(dtype), fmt).dtype == dtype
    wider = {"math": "float64", "numba": "float32" if dtype == "float16" else dtype}  # numba has no float16
    computed = next((wider[part] for part in formula.name.split("/") if part in wider), dtype)
    assert found.computed_in(fmt) == (dtype if computed == dtype else f"{computed}, rounded to {dtype}")


def test_masks_keep_the_dtype_of_the_input() -> None:
    masked = next(f for f in FORMULAS if f.name == "sigmoid/masked").function
    assert masked(np.asarray([-3, 0, 3])).tolist() == [0, 0, 0]


def test_names_are_short_or_full_and_gradients_are_meant_by_the_derivative() -> None:
    assert find_implementation("masked", "sigmoid").name == "sigmoid/masked"
    assert find_implementation("product", "sigmoid", 1).name == "sigmoid_grad/product"
    assert find_implementation("sigmoid/stable", "sigmoid").name == "stable"
    assert {"naive", "stable", "sigmoid/where"} <= set(implementation_names("sigmoid"))
    assert implementation_names("softplus", 2) == ("naive",)


def test_formats_that_numpy_lacks_are_computed_in_float32_and_rounded_once() -> None:
    fmt = find_format("bfloat16")
    found = find_implementation("sigmoid/naive", "sigmoid")
    assert found.computed_in(fmt) == "float32, rounded to bfloat16"
    values = fmt.values(np.asarray([fmt.ordinal(1.0)]))
    wide = 1 / (1 + np.exp(-values))
    assert found.run(values, fmt) == fmt.round_array(wide) != wide


def test_warnings_of_one_input_alone() -> None:
    fmt = find_format("float64")
    found = find_implementation("sigmoid/naive", "sigmoid")
    assert found.warnings(-710.0, fmt) == {"overflow"} and not found.warnings(-709.0, fmt)
    assert "invalid value" in find_implementation("tanh/exp", "tanh").warnings(800.0, fmt)
    assert not find_implementation("masked", "sigmoid").warnings(-800.0, fmt)


@pytest.mark.skipif(find_spec("torch") is None, reason="not installed: torch")
def test_nothing_is_certified_where_subnormal_numbers_are_lost() -> None:
    import torch

    def rash(x: Array) -> Array:
        torch.set_flush_denormal(True)
        return x

    def rash_rows(z: Array) -> Array:
        return rash(np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True))

    asked: list[Callable[[], object]] = [
        lambda: accuracy(rash, "x", "float32", points=50),
        lambda: accuracy(rash, "x", "float16"),
        lambda: thresholds("identity", Implementation("rash", rash), "float16"),
        lambda: vector_accuracy(rash_rows, "softmax", "float32", points=50),
        lambda: accuracy(lambda x: x, "x", "float32", points=50),  # while the mode is still the other one
    ]
    try:
        if not torch.set_flush_denormal(True):
            pytest.skip("this processor flushes nothing")
        for ask in asked:
            with pytest.raises(UsageError, match=r"has changed the mode of floating point.*accuracy --outputs"):
                ask()
    finally:
        torch.set_flush_denormal(False)
    assert accuracy(lambda x: x, "x", "float32", points=50).correctly_rounded > 40


def test_an_absent_package_is_reported_with_the_line_that_installs_it() -> None:
    if find_spec("numba") is None:
        assert absent("sigmoid")["sigmoid/numba"] == "pip install 'symact[numba]'"
        with pytest.raises(UsageError, match=r"needs numba, which is not installed: pip install 'symact\[numba\]'"):
            find_implementation("sigmoid/numba", "sigmoid")
    else:
        assert "sigmoid/numba" not in absent("sigmoid")
        np.testing.assert_allclose(find_implementation("numba", "sigmoid").function(XS), [logistic(x) for x in XS])


def test_a_users_function(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my_kernels.py").write_text(
        "import numpy\ndef act(x):\n    return numpy.tanh(x)\nnumber = 3\n", encoding="utf-8"
    )
    (tmp_path / "my_broken.py").write_text("def act(x:\n", encoding="utf-8")
    (tmp_path / "my_fault.py").write_text("[][0]\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    found = find_implementation("my_kernels:act", "tanh")
    assert found.name == "my_kernels:act" and found.run(XS, find_format("float64")).tolist() == np.tanh(XS).tolist()
    for spec, message in (
        ("my_kernels:none", "has no 'none'"),
        ("my_kernels:number", "is not a function but int"),
        ("not_there:act", "cannot import not_there"),
        ("my_broken:act", "cannot import my_broken"),
        ("my_fault:act", "cannot import my_fault for 'my_fault:act': it raised IndexError"),
        (":act", "names no function"),
    ):
        with pytest.raises(UsageError, match=message):
            find_implementation(spec, "tanh")


def test_forms_that_do_not_exist_are_refused_with_those_that_do() -> None:
    with pytest.raises(UsageError, match=r"use one of naive, relu/where, torch.relu, .*or package\.module:function"):
        find_implementation("stable", "relu")
    with pytest.raises(UsageError, match="unknown implementation 'fast' of sigmoid, derivative 1: use one of naive, "):
        find_implementation("fast", "sigmoid", 1)
