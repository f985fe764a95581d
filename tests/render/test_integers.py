"""Sums between integers, derivatives of symbolic order and functions of integers, in every notation."""

from __future__ import annotations

import pytest

from symact.kernel.claim import read_claim
from symact.kernel.terms import Term
from symact.kernel.vocabulary import Vocabulary
from symact.render import mathml
from symact.render.latex import latex
from symact.render.pretty import pretty
from symact.render.typst_terms import typst


def read(source: str) -> Term:
    return read_claim(f"{source} == 0", Vocabulary(), (), {"m": "natural"}).left


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Derivative(x*y, (x, m + 1))", r"\dfrac{\partial^{m+1}}{\partial x^{m+1}}\, (xy)"),
        ("Derivative(exp(x), (x, m))", r"\dfrac{d^{m}}{dx^{m}}\, e^{x}"),
        ("Sum(k + 1, (k, 0, m))*x", r"\left(\sum_{k=0}^{m} (k + 1)\right)x"),
        ("stirling2(m + 1, 2)", r"\genfrac{\{}{\}}{0pt}{}{m+1}{2}"),
        ("binomial(m, 2)", r"\binom{m}{2}"),
        ("factorial(m - 1)*factorial(m)", r"(m - 1)!\, m!"),
        ("hermite(m, x)", "H_{m}(x)"),
        ("hermite_prob(m, -x)", r"\mathit{He}_{m}(-x)"),
        ("floor(x)", r"\operatorname{floor}(x)"),
    ],
)
def test_latex(source: str, expected: str) -> None:
    assert latex(read(source)) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Derivative(x*y, (x, m + 1))", "∂^(m + 1)/∂x^(m + 1) (x·y)"),
        ("Sum(x**k, (k, 0, m))*x", "(Σ(k=0…m) x^k)·x"),
        ("stirling2(m, 2)", "stirling2(m, 2)"),
    ],
)
def test_pretty(source: str, expected: str) -> None:
    assert pretty(read(source)) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("Derivative(exp(x), (x, m))", "frac(attach(d, tr: m), d attach(x, tr: m)) thin attach(e, tr: x)"),
        ("Sum(k, (k, 0, m))", "sum_(k = 0)^(m) k"),
        ("stirling2(m, 2)", 'mat(delim: "{", m; 2)'),
        ("binomial(m, 2)", "binom(m, 2)"),
        ("hermite(m, x)", 'attach(upright("H"), br: m)(x)'),
    ],
)
def test_typst(source: str, expected: str) -> None:
    assert typst(read(source), False) == expected


@pytest.mark.parametrize(
    "source", ["Derivative(x**2, (x, m))", "Sum(k, (k, 0, m))", "stirling2(m, 2)", "hermite(m, x)"]
)
def test_mathml_is_well_formed(source: str) -> None:
    from xml.etree import ElementTree

    ElementTree.fromstring(mathml.mathml(read(source)).replace("&nbsp;", " "))
