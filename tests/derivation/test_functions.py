"""The catalogue as SymPy functions: diff, rewrite, evalf, latex, lambdify, arrays."""

import copy
import warnings
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy

import symact
from symact.activations import catalogue
from symact.derivation import functions
from symact.derivation.functions import function
from symact.derivation.lambdified import lambdified, lambdify, unfolded

x, y = sympy.symbols("x y", real=True)
b, T = sympy.symbols("b T", positive=True)
z = sympy.IndexedBase("z", real=True)
i, j, k = sympy.symbols("i j k", integer=True)
sigmoid, softplus, softmax, relu, elu = (function(n) for n in ("sigmoid", "softplus", "softmax", "relu", "elu"))


def test_public_names_are_these_functions() -> None:
    assert symact.sigmoid is sigmoid is functions.sigmoid
    assert function("sigmoid") is sigmoid
    with pytest.raises(AttributeError, match="sigmod"):
        functions.sigmod
    with pytest.raises(KeyError):
        function("sigmod")


# ------------------------------------------------------------------ derivatives


def test_diff_gives_the_stated_form() -> None:
    assert sigmoid(x).diff(x) == sigmoid(x) * (1 - sigmoid(x))
    assert softplus(x, b).diff(x) == sigmoid(b * x)
    assert function("gelu")(x).diff(x) == function("Phi")(x) + x * function("phi")(x)


def test_diff_follows_the_chain_rule() -> None:
    assert sympy.expand(sigmoid(3 * x**2).diff(x) - 6 * x * sigmoid(3 * x**2) * (1 - sigmoid(3 * x**2))) == 0
    s = sigmoid(x)
    assert sympy.expand(s.diff(x, 2) - s * (1 - s) * (1 - 2 * s)) == 0


def test_diff_in_a_parameter() -> None:
    assert softplus(x, b).diff(b) == (x * sigmoid(b * x) - softplus(x, b)) / b
    assert function("leaky_relu")(x, b).diff(b) == sympy.Min(0, x)


def test_diff_without_a_stated_form_is_that_of_a_smooth_definition() -> None:
    mish = function("mish")
    value = mish(x).diff(x).subs(x, 0).evalf(20)
    assert abs(value - sympy.Rational(3, 5)) < 1e-15


def test_diff_without_a_stated_form_stays_where_cases_may_kink() -> None:
    assert isinstance(function("relu6")(x).diff(x), sympy.Derivative)


def test_diff_at_a_kink_is_undefined() -> None:
    assert relu(x).diff(x).subs(x, 0) is sympy.nan
    assert elu(x).diff(x).subs(x, 0) == 1
    assert elu(x, 2).diff(x).subs(x, 0) is sympy.nan


def test_the_jacobian_of_softmax() -> None:
    delta = sympy.KroneckerDelta(i, j)
    assert softmax(i, z).diff(z[j]) == softmax(i, z) * (delta - softmax(j, z))
    assert softmax(i, z / T).diff(z[j]) == softmax(i, z / T) * (delta - softmax(j, z / T)) / T
    assert function("logsumexp")(z).diff(z[k]) == softmax(k, z)


def test_softmax_of_finitely_many_components() -> None:
    s = softmax(1, x, y)
    assert s.diff(y) == -s * softmax(2, x, y)
    assert s.diff(x) == s * (1 - s)
    assert s.rewrite(sympy.exp) == sympy.exp(x) / (sympy.exp(x) + sympy.exp(y))
    assert softmax(2, x, x**2).diff(x).subs(x, 1).evalf() == pytest.approx(0.25)
    assert function("softmin")(1, x, y).diff(x).subs({x: 0, y: 0}) == sympy.Rational(-1, 4)


# ------------------------------------------------------------------ definitions and numbers


def test_rewrite_gives_the_definition() -> None:
    assert sigmoid(x).rewrite(sympy.exp) == 1 / (1 + sympy.exp(-x))
    assert softplus(x).rewrite(sympy.exp) == sympy.log(1 + sympy.exp(x))
    assert softplus(x, b).rewrite(sympy.exp) == sympy.log(1 + sympy.exp(b * x)) / b
    assert function("tanh")(x).definition().rewrite(sympy.exp).has(sympy.exp)


def test_an_index_called_like_the_summation_index_is_not_captured() -> None:
    made = softmax(k, z).definition()
    assert made == sympy.exp(z[k]) / made.atoms(sympy.Sum).pop()
    assert made.atoms(sympy.Sum).pop().limits[0][0] != k


def test_defaults_are_dropped() -> None:
    assert softplus(x, 1) == softplus(x)
    assert softplus(x, 2) != softplus(x)
    assert function("hard_sigmoid")(x, sympy.Rational(1, 6)).args == (x,)
    assert softplus(x).full_args == (x, 1)


@pytest.mark.parametrize("digits", [15, 50, 300])
@pytest.mark.parametrize("point", ["3", "-60", "-2000", "1/7"])
def test_evalf_is_right_to_the_last_digit(digits: int, point: str) -> None:
    q = sympy.Rational(point)
    with mpmath.workdps(digits + 900):
        exact = mpmath.log1p(mpmath.exp(mpmath.mpf(q.p) / q.q))
        error = mpmath.mpf(str(softplus(q).evalf(digits).n(digits + 900))) - exact
        assert abs(error) <= exact * mpmath.mpf(10) ** (1 - digits)


def test_evalf_inside_expressions() -> None:
    assert (sigmoid(50) - 1).evalf() == pytest.approx(-1.928749847963918e-22)
    assert sigmoid(0.5) == pytest.approx(0.6224593312018546)
    assert sigmoid(x).evalf(subs={x: 2}) == pytest.approx(0.8807970779778824)
    assert sigmoid(sympy.sqrt(2)).evalf(20) == (1 / (1 + sympy.exp(-sympy.sqrt(2)))).evalf(20)
    assert function("silu")(0).evalf() == 0
    assert sigmoid(x).evalf() == sigmoid(x)


def test_evalf_where_there_is_no_value() -> None:
    assert function("logit")(2).evalf() is sympy.nan


def test_evalf_of_complex_numbers_uses_the_definition() -> None:
    found = complex(sigmoid(1 + sympy.I).evalf())
    assert found == pytest.approx(complex((1 / (1 + sympy.exp(-1 - sympy.I))).evalf()))


@pytest.mark.parametrize("text", ["x", "__import__('os').system('true')"])
def test_text_is_no_argument(text: str) -> None:
    with pytest.raises(TypeError, match="not text"):
        sigmoid(text)


@pytest.mark.parametrize("array", [np.array([1.0, 2.0]), [1, 2], (x, y), np.zeros((2, 2))])
def test_arrays_are_sent_to_numpy(array: Any) -> None:
    with pytest.raises(TypeError, match=r"use sigmoid\.numpy"):
        sigmoid(array)


def test_matrices_are_refused() -> None:
    with pytest.raises(TypeError, match="applyfunc"):
        sigmoid(sympy.Matrix([1, 2]))
    assert sympy.Matrix([0, x]).applyfunc(sigmoid) == sympy.Matrix([sympy.Rational(1, 2), sigmoid(x)])


def test_plain_values_are_found() -> None:
    assert sigmoid(0) == sympy.Rational(1, 2)
    assert relu(-3) == 0
    assert sympy.limit(sigmoid(x), x, sympy.oo) == 1
    assert sigmoid(x).series(x, 0, 4).removeO() == sympy.Rational(1, 2) + x / 4 - x**3 / 48


def test_other_values_stay() -> None:
    assert sigmoid(1).args == (1,)
    assert function("logit")(2).args == (2,)
    assert function("tanh")(sympy.oo).args == (sympy.oo,)
    assert function("snake")(0, 0).args == (0, 0)


def test_real_arguments_give_real_values() -> None:
    assert sigmoid(x).is_real
    assert sigmoid(sympy.Symbol("w", complex=True)).is_real is None
    assert function("logit")(x).is_real is None


def test_numpy_scalars_are_numbers() -> None:
    assert sigmoid(np.float64(0.5)) == sigmoid(0.5)


def test_a_wrong_number_of_arguments_is_refused() -> None:
    with pytest.raises(TypeError):
        sigmoid(x, y)
    with pytest.raises(TypeError):
        sigmoid()


# ------------------------------------------------------------------ printing


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (sigmoid(x), r"\sigma\left(x\right)"),
        (sigmoid(x) ** 2, r"\sigma^{2}\left(x\right)"),
        (softplus(x, b), r"\operatorname{softplus}_{b}\left(x\right)"),
        (softmax(i, z), r"\operatorname{softmax}_{i}\left(z\right)"),
        (softmax(2, x, y), r"\operatorname{softmax}_{2}\left(x, y\right)"),
        (function("logsumexp")(x, y), r"\operatorname{LSE}\left(x, y\right)"),
        (function("gelu_tanh")(x, 1), r"{\operatorname{GELU}_{\tanh}}_{1}\left(x\right)"),
        (function("SELU_A")(), r"\alpha_{\mathrm{SELU}}"),
    ],
)
def test_latex(expression: sympy.Basic, expected: str) -> None:
    assert sympy.latex(expression) == expected


def test_expressions_can_be_copied() -> None:
    assert copy.deepcopy(softplus(x, b)) == softplus(x, b)


# ------------------------------------------------------------------ lambdify and arrays


def test_lambdify_uses_the_stable_form() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        f = sympy.lambdify(x, sigmoid(x) + softplus(2 * x))
        assert np.array_equal(f(np.array([-800.0, 400.0])), [0.0, 801.0])
        assert f(0.0) == pytest.approx(0.5 + np.log(2))
        g = lambdify(x, sigmoid(x) ** 2)
        assert np.array_equal(g(np.array([-800.0, 800.0])), [0.0, 1.0])


def test_lambdify_of_the_definition_overflows() -> None:
    f = lambdify(x, sigmoid(x), stable=False)
    with pytest.warns(RuntimeWarning, match="overflow"):
        f(np.array([-800.0]))
    with pytest.warns(RuntimeWarning, match="overflow"):
        sigmoid.lambdify(stable=False)(np.array([-800.0]))
    assert sigmoid.lambdify()(-800.0) == 0
    assert unfolded(sigmoid(sigmoid(x))).has(sigmoid) is False


def test_lambdify_for_mpmath() -> None:
    f = sympy.lambdify(x, softplus(x), "mpmath")
    with mpmath.workdps(60):
        assert abs(f(mpmath.mpf(-500)) / mpmath.log1p(mpmath.exp(-500)) - 1) < mpmath.mpf(10) ** -58


def test_lambdify_of_finitely_many_components() -> None:
    f = sympy.lambdify((x, y), softmax(2, x, y) + function("logsumexp")(x, y))
    found = f(np.array([1000.0, 0.0]), np.array([1.0, 2.0]))
    assert np.allclose(found, [1000.0, 0.8807970779778824 + 2.1269280110429727])


def test_lambdify_for_another_library_is_refused() -> None:
    class Tensor:
        pass

    Tensor.__module__ = "torch"
    with pytest.raises(TypeError, match="no implementation for torch"):
        sympy.lambdify(x, sigmoid(x))(Tensor())


@pytest.mark.parametrize("name", [e.name for e in catalogue().values() if e.core and not e.of_vector])
@pytest.mark.parametrize("derivative", [0, 1])
def test_naive_implementations_agree_with_the_stated_forms(name: str, derivative: int) -> None:
    points = np.array([-2.5, -0.5, 0.75, 3.0])
    naive = lambdified(name, derivative=derivative)(points)
    stated = catalogue()[name].derivative if derivative else f"{name}(x)"
    if derivative or catalogue()[name].stable:
        assert np.allclose(naive, lambdified(name, "stable", derivative)(points), rtol=1e-13, atol=1e-15), stated
    assert lambdified(name, derivative=derivative)(points.astype(np.float16)).dtype == np.float16


def test_naive_implementations_fail_where_the_textbook_does() -> None:
    with np.errstate(all="ignore"):
        assert np.isnan(lambdified("sigmoid", derivative=1)(np.array([-745.0])))
        assert np.isinf(lambdified("softplus")(np.array([745.0])))


def test_parameters_of_implementations() -> None:
    naive, stable = (lambdified("softplus", form, parameters={"b": "5/2"}) for form in ("naive", "stable"))  # type: ignore[arg-type]
    assert naive(np.array([0.3])) == pytest.approx(stable(np.array([0.3])))
    with pytest.raises(symact.kernel.errors.SymactError, match="no parameter beta"):
        lambdified("softplus", parameters={"beta": 2})


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("relu", "stable"), "states no stable form"),
        (("relu", "naive", 2), "DiracDelta"),
        (("xlogy",), "not a function of one real variable"),
        (("softmax", "naive", 1), "not a function of one real variable"),
        (("sigmoid", "best"), "naive or stable"),
        (("sigmoid", "stable", 2), "no derivative of order 2"),
    ],
)
def test_implementations_that_do_not_exist(arguments: tuple[Any, ...], message: str) -> None:
    with pytest.raises(symact.kernel.errors.SymactError, match=message):
        lambdified(*arguments)
