"""Definitions unfold to what they say, for every way of calling them, and refuse what they cannot mean."""

from __future__ import annotations

import pytest

from symact.kernel.claim import read_claim
from symact.kernel.errors import ClaimError
from symact.kernel.grammar import parse_expression
from symact.kernel.terms import Term, free_symbols, text, walk
from symact.kernel.vocabulary import ELEMENTARY_DEFINITIONS, Definition, Parameter, Vocabulary, scalar, total

Z = Parameter("z", None, "vector")
I = Parameter("i", None, "index")
SOFTPLUS = scalar("softplus", "x b=1", "log(1 + exp(b*x))/b")
GATED = scalar("gated", "x b=1", "x*softplus(x, b)")
SHIFTED = scalar("shifted", "x a=R(1,3)", "x + a")
SOFTMAX = Definition("softmax", (I, Z), "exp(z[i])/Sum(exp(z[k]), (k, 1, n))")
PICKED = Definition("picked", (I, Z), "Sum(KroneckerDelta(i, k)*z[k], (k, 1, n))")
MEAN = Definition("mean", (Z,), "Sum(z[k], (k, 1, n))/n")
VOCABULARY = Vocabulary([SOFTPLUS, GATED, SHIFTED, SOFTMAX, MEAN, PICKED])
GENERAL = {"z": "vector", "w": "vector", "i": "index", "k": "index", "z_1": "real"}


def unfolded(source: str, vocabulary: Vocabulary = VOCABULARY) -> str:
    return text(vocabulary.unfold(parse_expression(source, GENERAL, vocabulary)))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("softplus(x)", "log(1 + exp(1*x))/1"),
        ("softplus(x, y)", "log(1 + exp(y*x))/y"),
        ("shifted(x)", "x + R(1, 3)"),
        ("shifted(-x)", "-x + R(1, 3)"),
        ("gated(x, 2)", "x*(log(1 + exp(2*x))/2)"),
        ("Abs(x)", "Piecewise((x, x >= 0), (-x, True))"),
        ("Max(x, y)", "Piecewise((x, x >= y), (y, True))"),
        ("Min(x, y)", "Piecewise((x, x <= y), (y, True))"),
        ("Max(x)", "x"),
        ("sign(x)", "Piecewise((1, x > 0), (-1, x < 0), (0, True))"),
        ("Heaviside(x)", "Piecewise((1, x > 0), (0, x < 0), (R(1, 2), True))"),
        ("erfc(x)", "1 - erf(x)"),
        ("sinh(x)", "(exp(x) - exp(-x))/2"),
        # A fixed size: sums are written out.
        ("softmax(2, x, y)", "exp(y)/(exp(x) + exp(y))"),
        ("softmax(1, x)", "exp(x)/exp(x)"),
        ("picked(2, x, y)", "0*x + 1*y"),
        ("picked(i, w)", "Sum(KroneckerDelta(i, k)*w[k], (k, 1, n))"),
        ("mean(x, y, 3)", "(x + y + 3)/3"),
        # General n: the vector may be an expression, read component by component.
        ("mean(z)", "Sum(z[k_1], (k_1, 1, n))/n"),
        ("softmax(i, z)", "exp(z[i])/Sum(exp(z[k]), (k, 1, n))"),
        ("softmax(i, z + 3*w)", "exp(z[i] + 3*w[i])/Sum(exp(z[k] + 3*w[k]), (k, 1, n))"),
    ],
)
def test_unfolds(source: str, expected: str) -> None:
    found, wanted = unfolded(source), expected
    assert found.replace("k_1", "k") == wanted.replace("k_1", "k")


def test_nothing_called_is_left() -> None:
    t = VOCABULARY.unfold(parse_expression("gated(Max(softplus(x), sinh(y)), mean(x, y))", {}, VOCABULARY))
    assert not any(s.op == "call" for s in walk(t))


def test_an_index_of_the_claim_is_not_captured_by_the_sum_of_a_definition() -> None:
    t = VOCABULARY.unfold(parse_expression("softmax(k, z)", GENERAL, VOCABULARY))
    assert free_symbols(t) == {"k", "z"}
    (inner,) = [s for s in walk(t) if s.op == "sum"]
    assert inner.args[0] != "k" and free_symbols(inner) == {"z"}


def test_a_sum_around_a_definition_reaches_its_argument() -> None:
    t = VOCABULARY.unfold(parse_expression("Sum(mean(z + w[m]), (m, 1, n))", GENERAL, VOCABULARY))
    assert free_symbols(t) == {"z", "w"}


def test_parameters_are_replaced_at_once() -> None:
    """softplus(b, x) has x and b exchanged, and no value is read twice."""
    assert unfolded("softplus(b, x)") == "log(1 + exp(x*b))/x"


# ------------------------------------------------------------ guards


@pytest.mark.parametrize(
    ("source", "guards"),
    [
        ("softplus(1/x)", ["1/x"]),
        ("softplus(x, log(y))", ["log(y)"]),
        ("Max(sqrt(x), 0)", ["sqrt(x)"]),
        ("softplus(exp(x))", []),
        ("softplus(2*x + erf(y))", []),
        ("mean(1/x, y)", ["1/x"]),
        ("mean(log(z))", ["Sum(log(z[k]), (k, 1, n))"]),
        ("softmax(i, z + w)", []),
    ],
)
def test_arguments_that_may_be_undefined_stay_as_guards(source: str, guards: list[str]) -> None:
    t = VOCABULARY.unfold(parse_expression(source, GENERAL, VOCABULARY))
    assert [text(g).replace("k_1", "k") for s in walk(t) if s.op == "guarded" for g in s.args[1:]] == guards


@pytest.mark.parametrize(
    ("source", "plain"), [("x + exp(y)*2", True), ("1/x", False), ("x**2", False), ("Max(x, y)", False), ("I", False)]
)
def test_total(source: str, plain: bool) -> None:
    assert total(VOCABULARY.unfold(parse_expression(source, {}, VOCABULARY))) is plain


# ------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("softplus()", r"softplus\(x, b=1\) does not take 0 arguments"),
        ("softplus(x, 1, 2)", "does not take 3 arguments"),
        ("sinh(x, y)", "does not take 2 arguments"),
        ("mean()", "needs at least one component"),
        ("softmax(0, x, y)", "from 1 to 2"),
        ("softmax(3, x, y)", "from 1 to 2"),
        ("softmax(R(3,2), x, y)", "from 1 to 2"),
        ("softmax(x, x, y)", "from 1 to 2"),
        ("softmax(i, x, y)", "from 1 to 2"),
        ("softmax(1, z)", "is an index"),
        ("softmax(i, z, w)", "takes 2 arguments for a vector"),
        ("mean(i, x)", "an index is not a component"),
        ("Max()", "Max needs at least one argument"),
    ],
)
def test_wrong_arguments(source: str, message: str) -> None:
    with pytest.raises(ClaimError, match=message):
        parse_expression(source, GENERAL, VOCABULARY)


@pytest.mark.parametrize("name", ["exp", "Max", "sinh", "Abs"])
def test_a_known_name_is_not_defined_again(name: str) -> None:
    with pytest.raises(ClaimError, match="is defined twice"):
        Vocabulary([scalar(name, "x", "x")])
    with pytest.raises(ClaimError, match="is defined twice"):
        Vocabulary([SOFTPLUS, SOFTPLUS])


@pytest.mark.parametrize(
    "definitions",
    [
        [scalar("f", "x", "f(x)")],
        [scalar("f", "x", "1 + g(x)"), scalar("g", "x", "f(x)/2")],
        [scalar("f", "x", "g(x)"), scalar("g", "x", "h(x)"), scalar("h", "x", "Max(f(x), 0)")],
    ],
    ids=["itself", "two", "three"],
)
def test_cyclic_definitions(definitions: list[Definition]) -> None:
    vocabulary = Vocabulary(definitions)
    with pytest.raises(ClaimError, match="uses itself"):
        vocabulary.unfold(parse_expression("f(x)", {}, vocabulary))


@pytest.mark.parametrize(
    "body",
    ["x + y", "x*z[i]", "y", "Derivative(x**2, x)", "Subs(x*2, x, x)", "Integral(x, (x, 0, 1))", "Limit(x, x, 0)"],
)
def test_a_body_uses_its_parameters_only_and_binds_none_of_them(body: str) -> None:
    vocabulary = Vocabulary([Definition("f", (Parameter("x"),), body)])
    with pytest.raises(ClaimError):
        vocabulary.unfold(parse_expression("f(x)", {}, vocabulary))


@pytest.mark.parametrize(
    "domains", ["vector vector", "vector real", "real vector", "index", "index real", "vector index"]
)
def test_other_shapes_of_parameters_are_refused(domains: str) -> None:
    with pytest.raises(ClaimError, match="may take real parameters, a vector, or an index and a vector"):
        Definition("f", tuple(Parameter(f"p{k}", None, d) for k, d in enumerate(domains.split())), "1")


def test_a_default_is_closed() -> None:
    with pytest.raises(ClaimError, match="unknown function 'f'"):
        scalar("f", "x=f()", "x")


def test_an_unknown_function_does_not_unfold() -> None:
    with pytest.raises(ClaimError, match="unknown function 'nothing'"):
        VOCABULARY.unfold(Term("call", "nothing", Term("variable", "x")))


def test_a_claim_lists_the_definitions_it_uses() -> None:
    claim = read_claim("gated(x) == Max(x, 0)", VOCABULARY, ["softmax(1, x, y) > 0"])
    assert [d.name for d in claim.definitions] == ["gated", "softmax", "softplus"]


def test_built_in_definitions_read() -> None:
    for d in ELEMENTARY_DEFINITIONS:
        assert free_symbols(VOCABULARY.body(d.name)) <= {"x"}


def test_a_default_is_a_number() -> None:
    with pytest.raises(ClaimError, match="is not a number"):
        Definition("f", (Parameter("x"), Parameter("a", "y")), "a")
