"""Inequalities and limits in every format: golden text, relation signs and titles, the schema, and what TeX says."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from symact.derivation import Derivation, derive
from symact.render.align import document_latex
from symact.render.html import page_html
from symact.render.typst import document_typst

THEOREMS = {
    "increasing_difference": ("x - tanh(x) > 0", "x > 0"),
    "least_difference": ("exp(x) >= 1 + x", ()),
    "square": ("sigmoid(x)*(1 - sigmoid(x)) <= 1/4", ()),
    "branches": ("softplus(x) > relu(x)", ()),
    "monotone": ("sigmoid(x) < sigmoid(y)", "x < y"),
    "conjugate": ("sqrt(1 + x**2) > x", ()),
    "parts": ("Limit(sigmoid(x), x, oo) == 1", ()),
    "dominating": ("Limit(x*sigmoid(x), x, -oo) == 0", ()),
    "logarithm": ("Limit(x - softplus(x), x, oo) == 0", ()),
    "both_sides": ("Limit(relu(x), x, 0) == 0", ()),
    "derivatives": ("Limit((1 - cos(x))/x**2, x, 0) == 1/2", ()),
    "infinite": ("Limit(exp(x) - x, x, oo) == oo", ()),
}


@pytest.fixture(scope="module")
def found() -> dict[str, Derivation]:
    made = {name: derive(claim, assume=assume) for name, (claim, assume) in THEOREMS.items()}
    assert all(d.verdict == "PROVED" and d.steps for d in made.values())
    return made


def test_golden_text(found: dict[str, Derivation], golden_lines: Callable[[str, str], None]) -> None:
    for name, d in found.items():
        golden_lines(f"render/bounds.{name}.txt", d.to_text())


def test_golden_styles(found: dict[str, Derivation], golden_lines: Callable[[str, str], None]) -> None:
    for style in ("align", "labels", "intertext"):
        golden_lines(f"render/bounds.least_difference.{style}1.tex", found["least_difference"].to_latex(style=style))


def test_what_prepares_is_announced_in_every_format(found: dict[str, Derivation]) -> None:
    d = found["least_difference"]
    assert "The derivative for x > 0:" in d.to_text() and "\n  Hence:\n" in d.to_text()
    assert r"\noindent The derivative for $x < 0$:" in d.to_latex()
    assert r"\intertext{The derivative for $x > 0$:}" in d.to_latex() and r"\intertext{Hence:}" in d.to_latex()
    assert "The derivative for $x > 0$ --- derivative of the exponential:" in d.to_latex(style="intertext")
    assert r"The derivative for $x \lt 0$:" in d.to_markdown()
    assert page_html([d]).count('<p class="between">') == 4
    assert "The derivative for $x > 0$:" in document_typst([d])
    assert "\nHence:\n" in document_typst([d])


def test_relations_are_those_of_the_lines(found: dict[str, Derivation]) -> None:
    chain = found["branches"].parts[1].chains[0]
    assert [s.relation for s in chain.steps] == ["==", "==", ">", "=="]
    rows = [line for line in found["branches"].to_latex().splitlines() if "&" in line]
    assert sum("&> " in row for row in rows) == 2
    assert "<mo>&gt;</mo>" in page_html([found["branches"]])
    assert "≤ 1/4" in found["square"].to_text()
    assert "<= 1/4" in found["square"].to_text(plain=True)


def test_records_name_their_preparations(found: dict[str, Derivation]) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads(files("symact.derivation").joinpath("derivations-1.schema.json").read_text(encoding="utf-8"))
    for d in found.values():
        whole = {"schema": "symact/derivations/1", "version": "0", "seed": None, "derivations": [d.to_json()]}
        jsonschema.validate(whole, schema)
    chains = found["least_difference"].to_json()["parts"][0]["chains"]
    assert [(c["side"], c.get("title"), c.get("assumptions")) for c in chains] == [
        ("before", "the derivative", ["x < 0"]), ("before", "the derivative", ["x > 0"]),
        ("before", "the value at `x == 0`", None), ("left", None, None),
    ]  # fmt: skip


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex: apt-get install texlive-latex-base")
@pytest.mark.parametrize(("style", "columns"), [("align", 1), ("intertext", 1), ("labels", 2)])
def test_pdflatex_sets_them(found: dict[str, Derivation], style: str, columns: int, tmp_path: Path) -> None:
    (tmp_path / "all.tex").write_text(document_latex(list(found.values()), style, columns), encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    log = run.stdout.decode("utf-8", "replace")
    assert run.returncode == 0, log[-2000:]
    assert re.findall(r"Overfull.*|Missing character.*", log) == []
