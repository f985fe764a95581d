"""Adapters of frameworks: the right function, in the right dtype, with its own derivative, or a sentence why not.

Each is held against the real library where it is installed, and skipped with its name where it is not.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
import pytest

from symact.activations import catalogue
from symact.numerics import UsageError, accuracy, find_format, find_implementation
from symact.numerics import frameworks as adapters
from symact.numerics.formats import Array, Format
from symact.numerics.frameworks.calls import from_patterns, read_call, to_patterns, with_parameters
from symact.numerics.frameworks.guard import refuse_another_function

BFLOAT16, FLOAT16, FLOAT32, FLOAT64 = map(find_format, ("bfloat16", "float16", "float32", "float64"))
XS = np.asarray([-3.0, -0.5, 0.25, 2.0])


def needs(*packages: str) -> pytest.MarkDecorator:
    missing = [p for p in packages if find_spec(p) is None]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


TORCH, JAX, SCIPY, NUMBA = needs("torch"), needs("jax"), needs("scipy"), needs("numba")
ONNX, KERAS = needs("onnx", "onnxruntime"), needs("keras", "jax")


# ---------------------------------------------------------------- what is called


def test_a_call_is_a_dotted_name_with_keywords() -> None:
    call = read_call("nn.functional.gelu(approximate='tanh', flag=True, beta=1.5)")
    assert call.path == "nn.functional.gelu"
    assert dict(call.keywords) == {"approximate": "tanh", "flag": True, "beta": 1.5}
    assert str(call) == "nn.functional.gelu(approximate='tanh', flag=True, beta=1.5)"
    assert dict(read_call("Gelu(approximate=tanh)").keywords) == {"approximate": "tanh"}


@pytest.mark.parametrize("text", ["", "a b", "__import__('os').system('id')", "nn.gelu(x", "1.gelu"])
def test_anything_else_is_no_call(text: str) -> None:
    with pytest.raises(UsageError, match="is not the name of a function"):
        read_call(text)


def test_every_name_in_the_catalogue_can_be_read() -> None:
    for entry in catalogue().values():
        for name in entry.frameworks.values():
            assert str(read_call(name)).replace("'", "") == name.replace("'", "")


def test_parameters_are_said_aloud() -> None:
    entry = catalogue()["hard_sigmoid"]
    call = with_parameters(read_call("HardSigmoid"), entry, {"hard_sigmoid": {"slope": "alpha", "offset": "beta"}})
    assert dict(call.keywords) == {"alpha": 1 / 6, "beta": 0.5}


def test_bfloat16_patterns_are_the_upper_halves() -> None:
    values = BFLOAT16.values(np.asarray([0, -1, 0x3F80, BFLOAT16.largest, 1]))
    assert to_patterns(values).tolist() == [0, 0x8000, 0x3F80, 0x7F7F, 1]
    assert np.array_equal(from_patterns(to_patterns(values)), values)


# ---------------------------------------------------------------- the right function


def run_of(function: Callable[[Array], Array]) -> Callable[[Array, Format], tuple[Array, str]]:
    return lambda values, fmt: (function(values), "float32")


def gelu(x: Array) -> Array:
    return x * 0.5 * (1 + np.asarray([math.erf(v / math.sqrt(2)) for v in x.tolist()]))


def gelu_tanh(x: Array) -> Array:
    return x * 0.5 * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def test_the_guard_lets_the_right_function_pass_even_with_a_defect() -> None:
    refuse_another_function("it", run_of(gelu), catalogue()["gelu"], 0)
    refuse_another_function("it", run_of(lambda x: np.where(x > 4, -1.0, gelu(x))), catalogue()["gelu"], 0)


@pytest.mark.parametrize(
    ("function", "entry", "said"),
    [
        (gelu_tanh, "gelu", "it is not the gelu of this catalogue; it is gelu_tanh: give that reference"),
        (gelu, "gelu_tanh", "it is gelu: give that reference"),
        (lambda x: np.clip(0.2 * x + 0.5, 0, 1), "hard_sigmoid", "another definition, perhaps"),
        (lambda x: np.where(x > 0, x, 0.2 * x), "leaky_relu", "another definition, perhaps"),
        (lambda x: np.zeros(3), "relu", "returned shape"),
    ],
)
def test_the_guard_refuses_another_function_and_names_it(
    function: Callable[[Array], Array], entry: str, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        refuse_another_function("it", run_of(function), catalogue()[entry], 0)


def test_names_that_a_framework_lacks_are_refused_with_those_it_has() -> None:
    assert adapters.framework_of("torch/strided") == "torch" and adapters.framework_of("torch/none") is None
    assert adapters.offered("softmax") == () and "torch" in adapters.offered("gelu")
    assert "scipy" not in adapters.offered("sigmoid", 1)
    if find_spec("scipy"):
        with pytest.raises(UsageError, match="scipy has no gelu; it has log_sigmoid, "):
            find_implementation("scipy", "gelu")
        with pytest.raises(UsageError, match="scipy computes no derivatives"):
            find_implementation("scipy", "sigmoid", 1)


def test_an_absent_framework_is_reported_with_the_line_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapters, "find_spec", lambda name: None)
    adapters.run_of.cache_clear()
    for name, extra in (("torch", "torch"), ("jax/jit", "jax"), ("onnxruntime", "onnx"), ("keras", "keras")):
        with pytest.raises(UsageError, match=rf"not installed: pip install 'symact\[{extra}\]'"):
            find_implementation(name, "sigmoid")
    with pytest.raises(UsageError, match="torch needs torch, which is not installed"):
        adapters.run_via("torch", gelu, 0)


ALL = [
    pytest.param(name, entry.name, id=f"{name}-{entry.name}", marks=mark)
    for name, mark in (("torch", TORCH), ("scipy", SCIPY), ("onnxruntime", ONNX))
    for entry in catalogue().values()
    if name in adapters.offered(entry.name)
]
SLOW = [
    pytest.param(name, entry.name, id=f"{name}-{entry.name}", marks=[mark, pytest.mark.slow])
    for name, mark in (("jax", JAX), ("keras", KERAS), ("numba", NUMBA))
    for entry in catalogue().values()
    if name in adapters.offered(entry.name)
]


@pytest.mark.parametrize(("name", "entry"), [*ALL, *SLOW])
def test_every_entry_that_names_a_framework_is_its_function(name: str, entry: str) -> None:
    """The guard is asked when an implementation is made; so is the library for each name."""
    both = name in adapters.offered(entry, 1) and name != "keras"  # whose derivatives are its backend's
    for derivative in (0, 1) if both else (0,):
        found = find_implementation(name, entry, derivative)
        assert find_spec(found.name.partition("/")[0]) and found.versions
        assert found.run(XS.astype(np.float32), FLOAT32).dtype == np.float32


# ---------------------------------------------------------------- torch


@TORCH
def test_torch_computes_bfloat16_natively_and_every_bit_is_torchs() -> None:
    import torch

    every = BFLOAT16.values(np.asarray(BFLOAT16.all_ordinals()))
    for function, derivative in (
        (find_implementation("torch", "gelu"), 0),
        (find_implementation("torch", "gelu", 1), 1),
    ):
        assert function.computed_in(BFLOAT16) == "bfloat16" and function.computed_in(FLOAT16) == "float16"
        x = torch.from_numpy(every.copy()).to(torch.bfloat16).requires_grad_()
        y = torch.nn.functional.gelu(x)
        if derivative:
            y.backward(torch.ones_like(y))
            y = x.grad
        assert np.array_equal(function.run(every, BFLOAT16), y.detach().float().numpy(), equal_nan=True)


@TORCH
def test_torch_derivatives_are_autograds_of_any_order() -> None:
    values = XS.astype(np.float64)
    s = 1 / (1 + np.exp(-values))
    for order, want in enumerate((s, s * (1 - s), s * (1 - s) * (1 - 2 * s))):
        found = find_implementation("torch", "sigmoid", order).run(values, FLOAT64)
        np.testing.assert_allclose(found, want, rtol=1e-12)
    assert find_implementation("torch", "relu", 2).run(values, FLOAT64).tolist() == [0.0] * 4


@TORCH
def test_torch_strided_hands_in_a_strided_tensor() -> None:
    import torch

    seen = []

    def spy(x: torch.Tensor) -> torch.Tensor:
        seen.append(x.stride())
        return torch.sigmoid(x)

    module = adapters._module("torch")
    for name in ("torch", "torch/strided"):
        found, dtype = module.runner(name, spy, 0)(XS.astype(np.float32), FLOAT32)
        np.testing.assert_allclose(found, 1 / (1 + np.exp(-XS)), rtol=1e-6)
        assert dtype == "float32"
    assert seen == [(1,), (2,)]


@TORCH
def test_torch_gets_the_arrays_as_they_lie_in_memory() -> None:
    module = adapters._module("torch")
    strided = np.arange(12.0)[::3]
    assert module.tensor(strided, FLOAT64).stride() == (3,)
    assert module.tensor(strided[::-1], FLOAT64).tolist() == [9.0, 6.0, 3.0, 0.0]


# ---------------------------------------------------------------- JAX


@JAX
def test_jax_has_64_bits_where_the_format_has_them_and_x32_has_not() -> None:
    every = {name: find_implementation(name, "tanh") for name in ("jax", "jax/jit", "jax/x32", "jax/x64")}
    dtypes = {name: found.computed_in(FLOAT64) for name, found in every.items()}
    assert dtypes == {
        "jax": "float64", "jax/jit": "float64", "jax/x32": "float32, rounded to float64", "jax/x64": "float64",
    }  # fmt: skip
    assert {found.computed_in(FLOAT32) for found in every.values()} == {"float32"}
    for found in every.values():
        np.testing.assert_allclose(found.run(XS, FLOAT64), np.tanh(XS), rtol=1e-6)


@JAX
def test_jax_computes_bfloat16_natively_and_differentiates() -> None:
    import jax

    every = BFLOAT16.values(np.asarray(BFLOAT16.all_ordinals()))
    found = find_implementation("jax", "sigmoid", 1)
    assert found.computed_in(BFLOAT16) == "bfloat16"
    x = jax.numpy.asarray(every).astype(jax.numpy.bfloat16)
    want = np.asarray(jax.vmap(jax.grad(jax.nn.sigmoid))(x).astype(jax.numpy.float32))
    assert np.array_equal(found.run(every, BFLOAT16), want, equal_nan=True)
    assert set(found.versions) == {"jax", "jaxlib"}


@JAX
def test_jax_gelu_is_by_default_the_other_one() -> None:
    import jax

    with pytest.raises(UsageError, match="it is gelu_tanh: give that reference"):
        refuse_another_function("jax", adapters._module("jax").runner("jax", jax.nn.gelu, 0), catalogue()["gelu"], 0)


# ---------------------------------------------------------------- the others


@SCIPY
def test_scipy_expit_is_audited_in_its_own_dtype() -> None:
    audit = accuracy("scipy", "sigmoid", "float32", points=300, behaviour=False)
    assert audit.computed_in == "float32" and audit.versions["scipy"]
    assert find_implementation("scipy", "phi").computed_in(FLOAT32) == "float64, rounded to float32"


@ONNX
def test_onnxruntime_says_what_it_has_no_kernel_for() -> None:
    assert find_implementation("onnxruntime", "sigmoid").computed_in(FLOAT64) == "float64"
    with pytest.raises(UsageError, match=r"has no Celu\(alpha=1.0\) for float64"):
        find_implementation("onnxruntime", "celu").run(XS, FLOAT64)


@NUMBA
def test_numba_compiles_the_definition() -> None:
    found = find_implementation("numba", "softplus", 1)
    np.testing.assert_allclose(found.run(XS, FLOAT64), 1 / (1 + np.exp(-XS)), rtol=1e-12)
    assert found.computed_in(FLOAT16) == "float64, rounded to float16"


@KERAS
def test_keras_names_its_backend() -> None:
    found = find_implementation("keras", "leaky_relu")
    assert set(found.versions) == {"keras", adapters._module("keras").backend()}
    np.testing.assert_allclose(found.run(XS.astype(np.float32), FLOAT32), np.where(XS > 0, XS, 0.01 * XS), rtol=1e-6)


# ---------------------------------------------------------------- a user's own


@pytest.fixture
def own(tmp_path, monkeypatch):  # type: ignore[no-untyped-def]
    (tmp_path / "own_kernels.py").write_text(
        "def act(x):\n    assert type(x).__module__.split('.')[0] in ('torch', 'jax', 'jaxlib'), type(x)\n"
        "    return x * x * x\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("via", [pytest.param("torch", marks=TORCH), pytest.param("jax", marks=JAX)])
def test_a_users_function_takes_tensors_and_is_differentiated(own: None, via: str) -> None:
    for order, want in ((0, XS**3), (1, 3 * XS**2), (2, 6 * XS)):
        found = find_implementation(f"own_kernels:act@{via}", None, order)
        assert np.array_equal(found.run(XS, FLOAT64), want)
    audit = accuracy(f"own_kernels:act@{via}", "x**3", "float16", 1, behaviour=False)
    assert audit.implementation == f"own_kernels:act@{via}" and audit.versions[via]


def test_other_arrays_are_refused(own: None) -> None:
    with pytest.raises(UsageError, match="unknown kind of arrays 'cupy': use numpy, torch or jax"):
        find_implementation("own_kernels:act@cupy", None)
