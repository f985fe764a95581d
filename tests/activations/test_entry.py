"""Entries: what they derive from what is given, and that an impossible one is refused with a sentence."""

from typing import Any

import pytest

from symact.activations.entry import Activation, Claim, Parameter, Variable, sympy, total
from symact.kernel.terms import text

GOOD: dict[str, Any] = {
    "name": "scaled",
    "latex": r"\operatorname{scaled}",
    "kernel": "a*sigmoid(x)",
    "expr": lambda x, a: a / (1 + sympy.exp(-x)),
    "parameters": (Parameter("a", "1/3", "positive"),),
    "derivative": "a*sigmoid(x)*(1 - sigmoid(x))",
    "partials": {"a": "sigmoid(x)"},
    "stable": "a*exp(Min(x, 0))/(1 + exp(-Abs(x)))",
    "claims": (Claim("sum", "scaled(x, a) + scaled(-x, a) == a", "symmetry"),),
}


def test_a_good_entry_derives_its_definition_and_theorems() -> None:
    entry = Activation(**GOOD)
    assert entry.application == "scaled(x, a)"
    assert entry.definition.signature == "scaled(x, a=1/3)"
    assert entry.core
    assert {c.id: (c.claim, dict(c.variables)) for c in entry.theorems} == {
        "scaled.derivative": (
            "Derivative(scaled(x, a), x) == a*sigmoid(x)*(1 - sigmoid(x))", {"x": "real", "a": "positive"},
        ),
        "scaled.derivative_a": ("Derivative(scaled(x, a), a) == sigmoid(x)", {"x": "real", "a": "positive"}),
        "scaled.stable": ("scaled(x, a) == a*exp(Min(x, 0))/(1 + exp(-Abs(x)))", {"x": "real", "a": "positive"}),
        "scaled.sum": ("scaled(x, a) + scaled(-x, a) == a", {"x": "real", "a": "positive"}),
    }  # fmt: skip


def test_symbols_carry_the_domains() -> None:
    x, a = Activation(**GOOD).symbols()
    assert x.is_real and x.is_positive is None
    assert a.is_positive


def test_an_expression_without_evaluation_stays_as_it_is_written() -> None:
    entry = Activation(name="ratio", latex="r", kernel="x/x", expr=lambda x: x / x)
    assert entry.expression() == 1
    assert entry.expression(evaluate=False).has(sympy.Pow)


def test_a_definition_without_claims_is_no_core_entry() -> None:
    entry = Activation(name="cube", latex="c", kernel="x**3", expr=lambda x: x**3)
    assert not entry.core
    assert entry.theorems == ()


def test_a_vector_entry_is_differentiated_by_component() -> None:
    entry = Activation(
        name="mean", latex="m", variables=(Variable("z", "vector"),), kernel="Sum(z[k], (k, 1, n))/n",
        expr=lambda z: total(lambda k: z[k]), derivative="1/n",
    )  # fmt: skip
    assert entry.differential == "z[j]"
    assert entry.theorems[0].claim == "Derivative(mean(z), z[j]) == 1/n"
    assert dict(entry.theorems[0].variables) == {"z": "vector", "j": "index"}


def test_read_keeps_the_functions_of_other_entries_as_calls() -> None:
    assert text(Activation(**GOOD).read("other(x) + a")) == "other(x) + a"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "no name"}, "must be a word"),
        ({"kernel": ""}, "no kernel text"),
        ({"kernel": "1/(1 + exp(-x"}, "the kernel text cannot be read"),
        ({"kernel": "a*sigmoid(y)"}, "the kernel text uses y, which is not an argument"),
        ({"kernel": "__import__('os')"}, "cannot be read"),
        ({"expr": lambda a, x: a * x}, r"expr takes \(a, x\), but the arguments are \(x, a\)"),
        ({"expr": "a*x"}, "must be a Python function"),
        ({"parameters": (Parameter("a", "0.1.2"),)}, "the default of a cannot be read"),
        ({"parameters": (Parameter("a", "x"),)}, "the default of a uses x"),
        ({"parameters": (Parameter("a", "1", "round"),)}, "domain 'round' of a is not one of"),
        ({"parameters": (Parameter("x", "1"),)}, "'x' cannot name an argument"),
        ({"parameters": (Parameter("pi", "3"),)}, "'pi' cannot name an argument"),
        ({"derivative": "sigmoid(x)*(1 -"}, "the derivative cannot be read"),
        ({"derivative": "", "stable_derivative": "x"}, "a stable derivative without a derivative"),
        ({"stable": "b*x"}, "the stable form uses b"),
        ({"shifted": "x - c"}, "shifted form is for functions of a vector"),
        ({"partials": {"b": "1"}}, "with respect to 'b', which is no parameter"),
        ({"partials": {"a": "y"}}, "the derivative in a uses y"),
        ({"claims": (Claim("same", "x == x"), Claim("same", "x == x"))}, "two claims have the id 'same'"),
        ({"claims": (Claim("derivative", "x == x"),)}, "two claims have the id 'derivative'"),
    ],
)
def test_an_impossible_entry_is_refused(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Activation(**{**GOOD, **changes})


def test_a_vector_entry_has_no_scalar_stable_form() -> None:
    with pytest.raises(ValueError, match="write shifted="):
        Activation(
            name="lse", latex="l", variables=(Variable("z", "vector"),), kernel="log(Sum(exp(z[k]), (k, 1, n)))",
            expr=lambda z: z, stable="0",
        )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "sentence"), [({"kind": "rumour"}, "kind 'rumour'"), ({"expect": "MAYBE"}, "expects 'MAYBE'")]
)
def test_an_impossible_claim_is_refused(changes: dict[str, str], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Claim(**{"id": "a", "claim": "x == x", **changes})  # type: ignore[arg-type]
