"""The bridge between SymPy and kernel terms: what it reads, what it writes, and what it refuses."""

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy.codegen.cfunctions import expm1, log1p

from symact.activations import catalogue, vocabulary
from symact.activations.entry import count, symbol
from symact.derivation.bridge import BridgeError, from_sympy
from symact.derivation.functions import function, sigmoid, softmax, softplus
from symact.derivation.writing import to_sympy
from symact.kernel.grammar import parse_condition, parse_expression
from symact.kernel.terms import Term, text

x, y = sympy.symbols("x y", real=True)
z = sympy.IndexedBase("z", real=True)
i, j, k = sympy.symbols("i j k", integer=True)
VARIABLES = {"x": "real", "y": "real", "z": "vector", "i": "index", "j": "index", "b": "positive"}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (1 / (1 + sympy.exp(-x)), "1/(1 + exp(-x))"),
        (x / 2, "x/2"),
        (-x / 3, "-x/3"),
        (3 * x / 4, "R(3, 4)*x"),
        (x - 5, "-5 + x"),
        (x**-2, "1/x**2"),
        (1 / sympy.sqrt(x), "1/sqrt(x)"),
        (sympy.sqrt(2), "sqrt(2)"),
        (sympy.E, "exp(1)"),
        (sympy.pi * sympy.I, "pi*I"),
        (sympy.tanh(x), "tanh(x)"),
        (expm1(x) + log1p(x), "expm1(x) + log1p(x)"),
        (sympy.Max(x, 0), "Max(0, x)"),
        (sympy.Abs(x) * sympy.sign(x), "Abs(x)*sign(x)"),
        (sympy.Heaviside(x), "Heaviside(x)"),
        (sympy.LambertW(x), "LambertW(x)"),
        (sympy.erfc(x), "erfc(x)"),
        (sympy.Piecewise((x, x > 0), (0, True)), "Piecewise((x, x > 0), (0, True))"),
        (sympy.Piecewise((x, sympy.And(x > 0, y > 0)), (0, True)), "Piecewise((x, And(x > 0, y > 0)), (0, True))"),
        (sympy.Derivative(sigmoid(x), (x, 2)), "Derivative(sigmoid(x), (x, 2))"),
        (sympy.Integral(sympy.exp(x), (x, 0, 1)), "Integral(exp(x), (x, 0, 1))"),
        (sympy.Subs(sympy.Derivative(sigmoid(y), y), y, -x), "Subs(Derivative(sigmoid(y), y), y, -x)"),
        (sympy.Sum(sympy.exp(z[k]), (k, 1, count())), "Sum(exp(z[k]), (k, 1, n))"),
        (sympy.KroneckerDelta(i, j) * softmax(i, z), "KroneckerDelta(i, j)*softmax(i, z)"),
        (softmax(2, x, y), "softmax(2, x, y)"),
        (softmax(i, z / 2), "softmax(i, z/2)"),
        (softplus(x, 2), "softplus(x, 2)"),
        (sympy.Eq(x, y), "x == y"),
        (sympy.Ne(x, 0), "x != 0"),
    ],
)
def test_reading(expression: sympy.Basic, expected: str) -> None:
    assert text(from_sympy(expression)) == expected


def test_reading_is_faithful_to_an_unevaluated_expression() -> None:
    with sympy.evaluate(False):
        ratio = x / x
    assert text(from_sympy(ratio)) == "x/x"
    assert text(from_sympy(x / x)) == "1"


def test_the_limit_of_a_side() -> None:
    t = from_sympy(sympy.Limit(1 / x, x, 0, "+"))
    assert t.op == "limit" and t.args[3] == "+"
    assert from_sympy(sympy.Limit(1 / x, x, sympy.oo)).args[3] == ""


def test_n_is_the_length_only_beside_vectors() -> None:
    n = sympy.Symbol("n")
    assert from_sympy(n).op == "variable"
    assert text(from_sympy(sympy.Sum(z[k], (k, 1, count())) / count())) == "Sum(z[k], (k, 1, n))/n"
    assert from_sympy(sympy.Sum(z[k], (k, 1, count())) / count()).args[1].op == "count"


@pytest.mark.parametrize(
    ("thing", "message"),
    [
        (sympy.Float("0.1"), "floating-point number"),
        (x + 0.5, "floating-point number"),
        (sympy.Function("f")(x), "f has no counterpart"),
        (sympy.zeta(x), "zeta has no counterpart"),
        (sympy.Heaviside(x, 0), "Heaviside"),
        (sympy.Sum(z[k], (k, 1, 3)), "from 1 to n"),
        (sympy.Sum(z[k], (k, 0, count())), "from 1 to n"),
        (sympy.Indexed("z", i, j), "one index"),
        (sympy.Symbol("x'"), "is not a name"),
        (sympy.Symbol("x y"), "is not a name"),
        (sympy.Integral(x, x), "one interval"),
        (sympy.Derivative(x**2, (x, sympy.Symbol("m"))), "symbolic order"),
        (sympy.zoo, "no counterpart"),
        (sympy.nan, "no counterpart"),
        (sympy.Not(sympy.Contains(x, sympy.S.Reals), evaluate=False), "no counterpart"),
        ("sigmoid(x)", "is not a SymPy expression"),
        (True, "is not a SymPy expression"),
        (None, "is not a SymPy expression"),
    ],
)
def test_what_the_claim_language_cannot_say_is_refused(thing: object, message: str) -> None:
    with pytest.raises(BridgeError, match=message):
        from_sympy(thing)


@pytest.mark.parametrize(
    "source",
    [
        "1/(1 + exp(-x))", "softplus(x, b)", "softmax(i, z)*(KroneckerDelta(i, j) - softmax(j, z))",
        "Piecewise((x, x >= 0), (-x, True))", "Sum(exp(z[k]), (k, 1, n))", "Derivative(sigmoid(x), x)", "tanh(x)**2",
        "Min(0, x) - log1p(exp(-Abs(x)))", "sqrt(2/pi)*erf(x)", "x**y", "Subs(gelu(x), x, y)", "Integral(x, (x, 0, y))",
        "sin(x) + cos(x)*atan(x) - I", "LambertW(x)", "Heaviside(x)", "SELU_S()*x",
    ],
)  # fmt: skip
def test_writing_without_evaluation_is_read_back(source: str) -> None:
    t = parse_expression(source, VARIABLES, vocabulary())
    again = from_sympy(to_sympy(t, VARIABLES, evaluate=False))
    assert text(again) == text(t)


def test_conditions_are_written() -> None:
    t = parse_condition("Or(x > 0, And(x < -1, y == 2))", VARIABLES)
    written = to_sympy(t, VARIABLES)
    assert written.subs({x: 1, y: 0}) == sympy.true
    assert written.subs({x: -2, y: 0}) == sympy.false


def test_symbols_get_the_assumptions_of_their_domains() -> None:
    written = to_sympy(parse_expression("b*x", VARIABLES), VARIABLES)
    assert {s.name: s.is_positive for s in written.free_symbols} == {"b": True, "x": None}
    assert symbol("x", "real") == x


def test_functions_of_the_catalogue_are_written_as_themselves() -> None:
    assert to_sympy(parse_expression("tanh(x)", {}, vocabulary())) == function("tanh")(x)
    assert from_sympy(function("tanh")(x)) is from_sympy(sympy.tanh(x))


def test_a_term_without_counterpart_is_refused() -> None:
    with pytest.raises(BridgeError, match="no counterpart"):
        to_sympy(Term("call", "unheard_of", Term("variable", "x")))
    with pytest.raises(BridgeError, match="no counterpart"):
        to_sympy(Term("novel", Term("variable", "x")))


TERMS = st.recursive(
    st.sampled_from(["x", "y", "2", "pi", "R(2, 3)"]),
    lambda inner: st.one_of(
        st.builds("({} + {})".format, inner, inner),
        st.builds("({} - {})".format, inner, inner),
        st.builds("({}*{})".format, inner, inner),
        st.builds("({}/{})".format, inner, inner),
        st.builds("exp({})".format, inner),
        st.builds("sigmoid({})".format, inner),
        st.builds("Max({}, x)".format, inner),
    ),
    max_leaves=8,
)


@given(TERMS)
def test_reading_an_unevaluated_expression_keeps_its_value(source: str) -> None:
    t = parse_expression(source, {}, vocabulary())
    again = from_sympy(to_sympy(t, {}, evaluate=False))
    point = {x: sympy.Rational(1, 3), y: sympy.Rational(-5, 4)}
    a, b = (to_sympy(s).subs(point).evalf(30) for s in (t, again))
    assert a == b or abs(a - b) < 10**-20 * (1 + abs(a)) or not (a.is_finite and b.is_finite)


def test_the_catalogue_is_read_back_from_its_own_functions() -> None:
    for entry in catalogue().values():
        call = function(entry.name)(*entry.symbols())
        assert text(from_sympy(call)).startswith(entry.name + "(")
