"""Names for subterms that recur: introduced once, expanding to exactly the term that was checked."""

import json
from functools import cache

import pytest

from symact.derivation import derive as derived_anew
from symact.derivation.abbreviations import abbreviated, expanded, width, with_names
from symact.derivation.assemble import Line
from symact.derivation.reading import expression, prose_text
from symact.kernel.terms import Term, text, variable

NAMED = [("silu", 2), ("swish", 2), ("mish", 2), ("gelu_tanh", 2), ("softmax", 2), ("x*tanh(exp(x))", 2)]
X = variable("x")
derive = cache(derived_anew)  # records do not change, and several tests look at one


@pytest.mark.parametrize(("what", "order"), NAMED)
def test_what_is_printed_expands_to_what_was_checked(what: str, order: int) -> None:
    found = derive(what, order=order)
    named = [s for s in found.steps if s.names]
    assert found.verdict == "PROVED" and named, found.to_text()
    for s in found.steps:
        assert expanded(s.shown, s.names) is s.after
        assert all(expanded(b, s.names) is b_ for (_, b), (_, b_) in zip(s.shown_changed, s.changed, strict=True))
    assert max(len(text(s.shown)) for s in named) < max(len(text(s.after)) for s in named)
    said = [s for s in found.steps if "; with " in prose_text(s.reason)]
    assert said == [named[0]]


@pytest.mark.parametrize(("what", "order"), NAMED)
def test_the_last_line_is_the_theorem_in_its_own_form(what: str, order: int) -> None:
    found = derive(what, order=order)
    last = found.steps[-1]
    assert last.shown is last.after is found.claim.args[2] and last.rule == "names put back"
    assert last.verdict.verdict == "PROVED"


@pytest.mark.parametrize("what", ["sigmoid", "tanh", "log(cosh(x))", "exp(-exp(-x))"])
def test_short_lines_have_no_names(what: str) -> None:
    assert not any(s.names for s in derive(what).steps)


def test_the_record_has_the_names() -> None:
    found = derive("silu", order=2)
    steps = json.loads(json.dumps(found.to_json()))["parts"][0]["chains"][0]["steps"]
    assert steps[0]["names"] == {"s": "sigmoid(x)"} and steps[-1]["names"] == {}
    assert "with `s == sigmoid(x)`" in steps[0]["reason"]
    assert "s = σ(x)" in found.to_text() and "s(1 − s)" in found.to_text()
    assert "s = \\sigma(x)" in found.to_latex() and "s(1 - s)" in found.to_latex()
    assert "<mi>s</mi>" in found.to_html()


def test_a_letter_that_is_taken_is_not_used() -> None:
    found = derive("s*x*sigmoid(x)*(1 + x*(1 - sigmoid(x)))", order=2)
    names = {text(symbol).rstrip("()") for step in found.steps for symbol, _ in step.names}
    assert names and "s" not in names


def test_components_have_an_index_and_parameters_a_partial_derivative() -> None:
    shown = derive("softmax", order=2).to_text()
    assert "with pᵢ = softmax(z)ᵢ, pⱼ = softmax(z)ⱼ" in shown and "pᵢ·(δᵢⱼ − pⱼ)²" in shown
    assert "∂/∂x s" in derive("swish", order=2).to_text() and "d/dx s" in derive("silu", order=2).to_text()


def test_a_value_inside_another_one_is_expanded_in_turn() -> None:
    inner, outer = expression("exp(x)", {}), expression("tanh(exp(x))", {})
    names = ((Term("call", "t"), outer), (Term("call", "u"), inner))
    t = expression("tanh(exp(x))**2 + exp(x)", {})
    shown = abbreviated(t, names)
    assert text(shown) == "t()**2 + u()" and expanded(shown, names) is t


def test_lines_that_do_not_get_shorter_stay() -> None:
    lines = (Line("==", expression("sigmoid(x) + 1", {})), Line("==", expression("1 + sigmoid(x)", {})))
    assert with_names(X, lines) == lines
    assert width(expression("sigmoid(x)", {})) < width(expression("softplus(x, b)", {}))
