"""Typst: every operator has a form, no two terms look the same, and the wheel sets every derivation."""

from __future__ import annotations

import itertools
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from symact.derivation import Derivation, Proof
from symact.derivation.reading import expression
from symact.render import latex as latex_module
from symact.render import typst_terms
from symact.render.typst import document_typst
from symact.render.typst_terms import typst

DOMAINS = {"z": "vector", "i": "index", "j": "index"}


def test_golden_typst(handful: list[Derivation], golden_lines: Callable[[str, str], None]) -> None:
    for d in handful:
        golden_lines(f"render/{d.name}.typ", document_typst([d]))


def test_every_operator_has_a_form() -> None:
    assert set(typst_terms._FORMS) == set(latex_module._FORMS)


def test_no_two_terms_look_the_same() -> None:
    leaves = ["x", "2", "-x", "x + 1", "x*y1", "x/2", "x**2", "exp(x)", "sigmoid(x)", "Sum(z[k], (k, 1, n))",
              "Derivative(sigmoid(2*x), x)", "Derivative(x*b, x)", "R(1, 3)", "sqrt(x)"]  # fmt: skip
    forms = ["({0}) + ({1})", "({0}) - ({1})", "({0})*({1})", "({0})/({1})", "({0})**({1})", "-({0})*({1})"]
    seen: dict[str, object] = {}
    for t in {expression(f.format(a, b), DOMAINS) for f in forms for a, b in itertools.product(leaves, repeat=2)}:
        assert seen.setdefault(typst(t), t) is t, (typst(t), t, seen[typst(t)])


ALL = [
    "Derivative(a*x, (x, 2))", "Derivative(elu(x, alpha), x)", "log_sigmoid(x)**2", "Limit(exp(x)/x, x, 0, '+')",
    "Integral(phi(t), (t, 0, x))", "Subs(x**2, x, 3)", "SELU_A*x + E", "Abs(x)", "rate*x1", "R(-3, 4)*x",
    "gelu_tanh(x, c) + sparsemax2(x, y) + sparse_plus(x)", "x + 0.000000000000000000000000000001",
]  # fmt: skip


def test_the_wheel_sets_every_derivation(derivations: list[Derivation]) -> None:
    wheel = pytest.importorskip("typst")
    terms = "\n".join(f"$ {typst(expression(source, DOMAINS))} $" for source in ALL)
    made = wheel.compile(f"{document_typst(derivations)}\n{terms}".encode(), format="pdf")
    assert made.startswith(b"%PDF") and b"/Type3" not in made


@pytest.mark.slow
def test_the_wheel_sets_every_theorem(everything: list[Derivation], tmp_path: Path) -> None:
    wheel = pytest.importorskip("typst")
    (tmp_path / "all.pdf").write_bytes(wheel.compile(document_typst(everything).encode(), format="pdf"))
    if shutil.which("pdffonts") is None:
        pytest.skip("no pdffonts: apt-get install poppler-utils")
    said = subprocess.run(["pdffonts", str(tmp_path / "all.pdf")], capture_output=True, text=True, check=True).stdout
    assert "NewCMMath" in said and "Type 3" not in said


def test_words_are_escaped() -> None:
    wheel = pytest.importorskip("typst")
    proof = Proof("x == x", title='#panic("no") $x$ *b* [a] <l> @r // c')
    with proof.left() as line:
        line("x", '#read("/etc/passwd") ]')
    made = document_typst([proof.derive()])
    assert r"\#panic" in made and r"\#read" in made
    assert wheel.compile(made.encode(), format="pdf").startswith(b"%PDF")
