"""`symact derive`: lines of scripts, automatic derivatives, formulas."""

from __future__ import annotations

import shutil
import sys
import types

import click
import pytest

from symact.activations import catalogue
from symact.cli.forms import put


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


@pytest.mark.parametrize(
    ("form", "begin", "holds"),
    [
        ("text", "The derivative of the tanh", "σ"),
        ("ascii", "The derivative of the sigmoid", "sigma'(x)"),
        ("latex", "% The derivative", r"\begin{align*}"),
        ("markdown", "### The derivative", r"\begin{aligned}"),
        ("html", "<!DOCTYPE html>", "<math"),
        ("json", "{", '"symact/derivations/1"'),
    ],
)
def test_every_format(symact, form, begin, holds, tmp_path):
    result = symact("derive", "sigmoid", "--format", form)
    assert (result.code, result.err) == (0, "")
    assert result.out.startswith(begin[:18]) and holds in result.out
    endings = {"latex": "tex", "markdown": "md", "text": "txt", "ascii": "txt"}
    target = tmp_path / f"new/sigmoid.{endings.get(form, form)}"
    assert symact("derive", "sigmoid", "--out", target).out == ""
    made = target.read_text(encoding="utf-8")
    assert form in ("ascii", "json") or made == result.out


def test_latex_in_a_style_for_a_column(symact):
    out = symact("derive", "tanh_derivative", "--style", "labels", "--columns", "2").out
    assert r"\overset{\text{(a)}}{=}" in out and r"\begin{aligned}" in out
    assert r"\intertext" in symact("derive", "tanh_derivative", "--style", "intertext", "--format", "latex").out


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex: apt-get install texlive-latex-base")
def test_a_pdf_is_written_to_a_file(symact, tmp_path):
    result = symact("derive", "sigmoid", "--out", tmp_path / "s.pdf", "--columns", "2")
    assert (result.code, result.out, result.err) == (0, "", "")
    made = (tmp_path / "s.pdf").read_bytes()
    assert made.startswith(b"%PDF") and b"/Type3" not in made


def test_a_pdf_is_not_printed_on_a_terminal(monkeypatch):
    monkeypatch.setattr("sys.stdout", types.SimpleNamespace(isatty=lambda: True))
    with pytest.raises(click.UsageError, match="add --out FILE"):
        put(b"%PDF", None, click.Context(click.Command("derive")))


def test_without_pdflatex_typst_makes_the_pdf(symact, monkeypatch, tmp_path):
    pytest.importorskip("typst")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    result = symact("derive", "tanh_derivative", "--out", tmp_path / "s.pdf")
    assert (result.code, result.out, result.err) == (0, "", "")
    assert (tmp_path / "s.pdf").read_bytes().startswith(b"%PDF")
    refused = symact("derive", "sigmoid", "--out", tmp_path / "t.pdf", "--columns", "2")
    assert (refused.code, (tmp_path / "t.pdf").exists()) == (2, False) and "pdflatex" in refused.err


def test_without_pdflatex_and_typst_a_pdf_is_refused_in_one_line(symact, monkeypatch, tmp_path):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setitem(sys.modules, "typst", None)
    result = symact("derive", "sigmoid", "--out", tmp_path / "s.pdf")
    assert (result.code, result.out, result.err.count("\n"), (tmp_path / "s.pdf").exists()) == (2, "", 1, False)
    assert "pip install" in result.err


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
    assert "PROVED" in symact("derive", "x*exp(x)", "--derivative", "3").out


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
        (["x +"], "expression:1:4"),
        (["x <"], "claim:1:4"),
        (["1"], "The formula has none"),
        (["nothing.py"], "nothing.py: no such script"),
        (["sigmoid", "complement", "too", "many"], "in quotes"),
        (["sigmoid", "complement", "--derivative", "1"], "not both"),
        (["sigmoid", "--derivative", "0"], "--derivative"),
        (["tanh_sigmoid", "--derivative", "2"], "is a script"),
        (["sigmoid", "--format", "docx"], "--format"),
        (["sigmoid", "--format", "html", "--style", "labels"], "for LaTeX, not for html"),
        (["sigmoid", "--format", "pdf", "--standalone"], "a document anyway"),
        (["sigmoid", "--columns", "3"], "--columns"),
        (["sigmoid", "--json", "--format", "latex"], "not both"),
    ],
)
def test_what_cannot_be_derived_is_refused_in_one_line(symact, words, said):
    result = symact("derive", *words)
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)
    assert said in result.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["x**2", "--var", "b:posit"], "'posit' is not a domain, use one of real, positive"),
        (["sigmoid", "--out", "lines.xyz"], "the ending is none of .txt, .tex"),
    ],
)
def test_what_is_not_known_is_named_with_what_is(symact, words: list[str], said: str) -> None:
    result = symact("derive", *words)
    assert (result.code, result.out) == (2, "") and said in result.err
