"""Formulas of tutorials: over the reals what they say they are, on any input that people hand in, faults included."""

from __future__ import annotations

import math

import numpy as np
import pytest

from symact import check
from symact.activations import catalogue
from symact.numerics import UsageError, absent, accuracy, find_format, find_implementation, thresholds
from symact.numerics.formulas import FORMULAS, ROW_FORMULAS, WRONG, formula, formula_names, layers, torch

ALL = (*FORMULAS, *ROW_FORMULAS, *WRONG)
PRESENT = [f for f in FORMULAS if f.name not in absent()]
REPAIRED = [f for f in PRESENT if f.mends]
XS = [-3.0, -0.5, 0.0, 0.25, 2.0]
named = pytest.mark.parametrize("f", PRESENT, ids=lambda f: f.name)


@pytest.mark.parametrize("f", [f for f in ALL if f.claim], ids=lambda f: f.name)
def test_the_kernel_decides_whether_a_formula_is_its_function(f):
    assert check(f.claim, f.assume, f.variables).verdict == f.expect


def test_every_formula_but_torchs_has_its_claim_and_every_repaired_one_is_proved_and_mends_one_that_is_there():
    names = formula_names()
    assert len(names) == len(set(names)) and all(f.reference in catalogue() for f in ALL)
    assert {f.name for f in ALL if not f.claim} == {f.name for f in torch.FORMULAS}
    for f in ALL:
        assert f.name.endswith("/repaired") == bool(f.mends)
        assert not f.mends or (f.name.removesuffix("/repaired") in names and f.expect == "PROVED")
    assert check("relu_ == relu(x)".replace("relu_", "Piecewise((0, x < 0), (1, True))")).verdict == "REFUTED"
    step = formula("relu_grad/step")
    assert (step.expect, check(step.claim, "x != 0").verdict) == ("REFUTED", "PROVED")


def test_the_formulas_of_the_tutorials_are_there():
    wanted = """sigmoid/math sigmoid/naive sigmoid/masked sigmoid/where sigmoid/numba sigmoid_grad/product
    sigmoid_grad/quotient sigmoid_grad/symmetric tanh/exp tanh/sigmoid tanh_grad/square tanh_grad/product tanh_grad/exp
    relu/where relu_grad/step layer/sigmoid layer/tanh softmax/naive softmax/shifted softmax/global_max
    softmax_grad/diagonal softmax_grad/jacobian softmax_xent_grad log_softmax softmax/temperature swish torch.sigmoid
    torch.tanh torch.relu torch.nn.functional.relu torch.sigmoid/out torch.tanh/out"""
    assert set(wanted.split()) <= set(formula_names())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("sigmoid/maskd", r"unknown formula 'sigmoid/maskd', did you mean 'sigmoid/masked'.*there are sigmoid/math, "),
        ("entirely else", "unknown formula 'entirely else': there are sigmoid/math, "),
    ],
)
def test_an_unknown_name_is_refused_with_its_neighbours_and_all_names(name, said):
    with pytest.raises(UsageError, match=said):
        formula(name)
    with pytest.raises(UsageError, match="did you mean 'sigmoid/masked'"):
        find_implementation("maskd", "sigmoid")


@named
def test_a_formula_takes_lists_scalars_arrays_of_any_shape_and_half_precision(f):
    values = np.asarray(XS)
    with np.errstate(all="ignore"):
        expected = np.asarray(f.function(values))
        for given, shape in ((XS, (5,)), (np.asarray(XS), (5,)), (values.reshape(5, 1), (5, 1)), ([XS, XS], (2, 5))):
            found = np.asarray(f.function(given))
            assert found.shape == shape
            np.testing.assert_array_equal(found.ravel()[:5], expected)
        assert [np.asarray(f.function(x)).item() for x in XS] == pytest.approx(expected.tolist(), rel=1e-15)
        half = np.asarray(f.function(values.astype(np.float16)))
    np.testing.assert_allclose(half.astype(float), expected, rtol=0.08)  # 1 - t² in float16
    assert values.tolist() == XS


WHOLE = np.asarray([-3, 0, 3])
CUT = {"sigmoid/masked", "sigmoid/numba"}


@pytest.mark.parametrize("f", [f for f in PRESENT if not f.name.startswith("torch")], ids=lambda f: f.name)
def test_integers_are_the_numbers_that_they_are_but_where_results_are_cut_off(f):
    expected = np.asarray(f.function(WHOLE.astype(float)))
    found = np.asarray(f.function(WHOLE))
    if f.name in CUT:
        assert found.dtype == WHOLE.dtype and found.tolist() == np.trunc(expected).tolist() != expected.tolist()
    else:
        np.testing.assert_allclose(found, expected, rtol=1e-15)


def test_masks_on_integers_give_integers_until_they_are_repaired():
    z = [0, 1, -1, 40]
    masked, repaired = (formula(name).function(z) for name in ("sigmoid/masked", "sigmoid/masked/repaired"))
    assert masked.tolist() == [0, 0, 0, 1] and masked.dtype.kind == "i"
    assert repaired.dtype == np.float64 and repaired[:1] == 0.5
    np.testing.assert_allclose(repaired, [1 / (1 + math.exp(-x)) for x in z], rtol=1e-15)


def test_the_negative_of_an_unsigned_integer_wraps_around_until_it_is_repaired():
    z = np.asarray([3], dtype=np.uint8)
    with np.errstate(over="ignore"):
        assert formula("sigmoid/naive").function(z).tolist() == [0.0]  # of -3, which is 253
    assert formula("sigmoid/naive/repaired").function(z) == pytest.approx(1 / (1 + math.exp(-3)), rel=1e-15)


@pytest.mark.parametrize(("name", "second"), [("sigmoid", 3 / 16), ("tanh", 0.0)])
def test_a_second_call_of_backward_takes_the_derivative_for_the_activation(name, second):
    broken, repaired = (layers.LAYERS[f"layer/{name}{end}"]() for end in ("", "/repaired"))
    first = {"sigmoid": 0.25, "tanh": 1.0}[name]
    for layer, expected in ((broken, [first, second]), (repaired, [first, first])):
        layer.forward([0.0])
        assert [layer.backward([1.0]).item() for _ in range(2)] == expected
    again = formula(f"layer/{name}/again")
    (verdict,) = [check(again.claim)]
    assert verdict.verdict == "REFUTED" and verdict.counterexample is not None
    assert again.function(np.zeros(1)).tolist() == [second]
    assert find_implementation(again.name, name, 1).function(np.zeros(1)).tolist() == [second]


def test_a_layer_multiplies_the_error_that_comes_in():
    layer = layers.SigmoidLayer()
    np.testing.assert_array_equal(layer.forward([0.0, 1.0]), formula("sigmoid/naive").function([0.0, 1.0]))
    np.testing.assert_array_equal(
        layer.backward([2.0, -4.0]), formula("sigmoid_grad/product").function([0.0, 1.0]) * [2.0, -4.0]
    )


def sound(f, dtype: str, **options: object):
    """The audit of a repaired formula: no inf, nan or wrong sign, and no 0 where the exact value is normal."""
    a = accuracy(f.name, f.reference, dtype, f.derivative, behaviour=False, **options)
    assert (a.nonfinite, a.missing_overflow, a.wrong_sign, a.false_zero_normal, a.undecided) == (0, 0, 0, 0, 0)
    return a


@pytest.mark.parametrize("dtype", ["float8_e4m3fn", "float8_e5m2", "float16"])
@pytest.mark.parametrize("f", REPAIRED, ids=lambda f: f.name)
def test_what_is_repaired_has_no_defect_in_small_formats(f, dtype):
    assert sound(f, dtype).max_ulp[1] < 6


def test_what_was_broken_had_defects():
    for name, defect in (
        ("sigmoid/math", "nonfinite"), ("sigmoid/naive", "false_zero"), ("sigmoid_grad/product", "false_zero_normal"),
        ("sigmoid_grad/quotient", "nonfinite"), ("sigmoid_grad/symmetric", "false_zero"), ("tanh/exp", "nonfinite"),
        ("tanh/sigmoid", "false_zero_normal"), ("tanh_grad/exp", "nonfinite"), ("swish", "false_zero_normal"),
        ("layer/sigmoid", "false_zero_normal"), ("layer/tanh", "false_zero_normal"),
    ):  # fmt: skip
        f = formula(name)
        assert getattr(accuracy(name, f.reference, "float16", f.derivative, behaviour=False), defect) > 0, name


def test_the_branch_that_is_not_used_warns_until_it_is_repaired():
    fmt = find_format("float64")
    for x in (-800.0, 800.0):
        assert find_implementation("sigmoid/where", "sigmoid").warnings(x, fmt)
        assert not find_implementation("sigmoid/where/repaired", "sigmoid").warnings(x, fmt)
    with np.errstate(all="raise", under="ignore"):
        for f in REPAIRED:
            f.function(np.asarray([-1.7e308, -800.0, 0.0, 800.0, 1.7e308]))


def test_thresholds_of_a_formula_and_none_of_the_repaired_one():
    kinds = ("inf", "nan", "all")
    broken = thresholds("sigmoid", "sigmoid_grad/quotient", "float8_e5m2", 1, kinds=kinds)
    assert {t.kind for t in broken} == {"nan"} and all(t.evidence == "exhaustive" for t in broken)
    assert thresholds("sigmoid", "sigmoid_grad/quotient/repaired", "float8_e5m2", 1, kinds=kinds) == ()


def test_torchs_functions_by_their_names_write_into_a_tensor_that_is_there():
    if "torch.sigmoid" in absent():
        with pytest.raises(UsageError, match=r"needs torch, which is not installed: pip install 'symact\[torch\]'"):
            find_implementation("torch.sigmoid", "sigmoid")
        return
    found = find_implementation("torch.sigmoid", "sigmoid")
    assert found.computed_in(find_format("bfloat16")) == "bfloat16" and found.versions["torch"]
    for name in torch.WITH_OUT:
        np.testing.assert_array_equal(formula(name).function(XS), formula(f"{name}/out").function(XS))
    assert formula("torch.sigmoid/out").note == "torch.sigmoid(x, out=y)"
