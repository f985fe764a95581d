"""`symact derive`: lines of scripts, automatic derivatives, formulas."""

from __future__ import annotations

import pytest

from symact.activations import catalogue


@pytest.mark.parametrize("name", [e.name for e in catalogue().values() if e.core])
def test_the_derivative_of_the_core_set_is_derived(symact, name):
    result = symact("derive", name)
    assert (result.code, result.err) == (0, "")
    assert "PROVED" in result.out


def test_a_theorem_is_derived_by_the_script_that_proves_it(symact):
    out = symact("derive", "sigmoid", "complement").out
    assert "multiply above and below" in out
    assert symact("derive", "sigmoid_symmetry").out == out


def test_latex_is_an_align_to_paste_or_a_document(symact, tmp_path):
    out = symact("derive", "gelu", "--format", "latex").out
    assert (r"\begin{align*}" in out, r"\documentclass" in out) == (True, False)
    result = symact("derive", "tanh_derivative", "--standalone", "--out", tmp_path / "deep" / "t.tex")
    made = (tmp_path / "deep" / "t.tex").read_text(encoding="utf-8")
    assert (result.out, made.count(r"\begin{document}"), made.count(r"\hfill$\square$")) == ("", 1, 3)


def test_a_record_of_lines(symact):
    (found,) = symact("derive", "silu", "--json").json["derivations"]
    steps = found["parts"][0]["chains"][0]["steps"]
    assert [s["number"] for s in steps] == list(range(1, len(steps) + 1))
    assert {s["verdict"]["verdict"] for s in steps} == {"PROVED"}


def test_the_second_derivative_of_an_entry(symact):
    result = symact("derive", "tanh", "--derivative", "2")
    assert (result.code, "tanh′′" in result.out) == (0, True)


@pytest.mark.parametrize("formula", ["x*exp(-x)", "-x**2"])
def test_a_formula_stands_for_its_derivative(symact, formula):
    assert "PROVED" in symact("derive", formula).out
    assert "PROVED" in symact("derive", formula, "--derivative", "1").out


def test_a_wrong_script_shows_the_wrong_line(symact):
    out = symact("derive", "wrong_line").out
    assert "✗ 3" in out
    assert "REFUTED, as stated" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["sigmod"], "did you mean 'sigmoid'"),
        (["sigmoid", "nothing"], "states no theorem 'nothing'"),
        (["tanh_derivative", "nothing"], "states no theorem 'nothing'"),
        (["x +"], ":1:4"),
        (["sigmoid", "complement", "--derivative", "1"], "not both"),
        (["sigmoid", "--derivative", "3"], "--derivative"),
        (["logit", "--derivative", "2"], "states no second derivative"),
        (["x*exp(x)", "--derivative", "2"], "no activation 'x*exp(x)'"),
    ],
)
def test_what_cannot_be_derived_is_refused_in_one_line(symact, words, said):
    result = symact("derive", *words)
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert said in result.err
