"""LaTeX in three styles and two widths: golden files, and pdflatex sets every derivation without a line too wide."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from itertools import pairwise, product
from pathlib import Path

import pytest

from symact.derivation import Derivation, derive
from symact.derivation.reading import expression
from symact.render.align import document_latex
from symact.render.breaking import lines
from symact.render.latex import latex
from symact.render.styles import COLUMNS, STYLES

NEEDS_TEX = pytest.mark.skipif(
    shutil.which("pdflatex") is None, reason="no pdflatex: apt-get install texlive-latex-base"
)


def test_golden_styles(handful: list[Derivation], golden_lines: Callable[[str, str], None]) -> None:
    for d in handful:
        for style, columns in product(STYLES, COLUMNS):
            golden_lines(f"render/{d.name}.{style}{columns}.tex", d.to_latex(style=style, columns=columns))


def test_each_label_is_used_once_and_explained_once(derivations: list[Derivation]) -> None:
    for d in derivations:
        made = d.to_latex(style="labels", columns=2)
        used = re.findall(r"\\overset\{\\text\{\((\w+)\)\}\}", made)
        explained = re.findall(r"(?:noindent |; )\((\w+)\)~", made)
        assert len(used) == len(set(used)) == len(d.steps), d.name
        assert used == explained, d.name


def test_a_style_that_is_not_there_is_refused() -> None:
    found = derive("identity")
    with pytest.raises(ValueError, match="align, labels, intertext"):
        found.to_latex(style="table")
    with pytest.raises(ValueError, match="columns 1 or 2"):
        found.to_latex(columns=3)


LONG = [
    "x + 2*x**2 - 3*x**3 + 4*x**4",
    "sigmoid(x)*(1 - sigmoid(x))*(1 + x*(1 - sigmoid(x)))",
    "(exp(x) + exp(-x) + x)*(exp(x) - exp(-x) - x)/(exp(x) + 1)",
    "-(x + 1)*exp(x)*(x - 1)*exp(-x)/2",
    "-(x + x**2 - exp(x) + 1)",
    "(x + x**2 - exp(x) + 1)**3",
    "Derivative(x + x**2 - exp(x) + 1, x)*x",
]


def unbroken(pieces: Sequence[str]) -> str:
    """The symbols of broken LaTeX without the line breaks."""
    joined = " ".join(pieces)
    for mark in (
        r"\begin{aligned}",
        r"\end{aligned}",
        r"\\ & ",
        r"{}\cdot ",
        "& ",
        "{}",
        r"\left",
        r"\right",
        r"\, ",
        r"\!",
    ):
        joined = joined.replace(mark, "")
    return joined.replace(" ", "").replace(r"\cdot", "")


@pytest.mark.parametrize("source", LONG)
def test_breaking_adds_line_breaks_and_nothing_else(source: str) -> None:
    t = expression(source, {})
    for room in (6.0, 9.0, 12.0, 15.0):
        assert unbroken(lines(t, room)) == unbroken([latex(t)]), room
    assert lines(t, 100.0) == [latex(t)]
    assert lines(t, 6.0) != [latex(t)]


def test_a_name_with_a_subscript_takes_another() -> None:
    assert latex(expression("gelu_tanh(x, c)", {})) == r"\operatorname{GELU}_{\tanh, c}(x)"


def complaints(source: str, folder: Path) -> list[str]:
    """What pdflatex finds wrong with a document."""
    (folder / "all.tex").write_text(source, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "all.tex"]
    run = subprocess.run(command, cwd=folder, capture_output=True, check=False)
    log = run.stdout.decode("utf-8", "replace")
    assert run.returncode == 0, log[-2000:]
    return re.findall(r"Overfull.*|Missing character.*", log)


@NEEDS_TEX
@pytest.mark.parametrize(("style", "columns"), [("align", 1), ("labels", 2)])
def test_pdflatex_sets_every_derivation(
    derivations: list[Derivation], style: str, columns: int, tmp_path: Path
) -> None:  # fmt: skip
    assert complaints(document_latex(derivations, style, columns), tmp_path) == []
    assert b"/Type3" not in (tmp_path / "all.pdf").read_bytes()


@NEEDS_TEX
def test_what_pdflatex_complains_of_is_seen(tmp_path: Path) -> None:
    wide = document_latex([derive("identity")]).replace(
        "\\end{document}", "\\noindent\\rule{2\\textwidth}{1pt}\\end{document}"
    )
    assert complaints(wide, tmp_path) != []


def embedded(pdf: Path) -> list[list[str]]:
    """The fonts of a PDF as pdffonts lists them: name, type, encoding, emb, sub, uni."""
    said = subprocess.run(["pdffonts", str(pdf)], capture_output=True, text=True, check=True).stdout
    starts = [0] + [said.index(word) for word in ("type", "encoding", "emb", "sub", "uni", "object")]
    cuts = list(pairwise(starts))
    return [[line[a:b].strip() for a, b in cuts] for line in said.splitlines()[2:]]


NEEDS_PDFFONTS = pytest.mark.skipif(
    shutil.which("pdffonts") is None, reason="no pdffonts: apt-get install poppler-utils"
)


@NEEDS_TEX
@NEEDS_PDFFONTS
def test_fonts_are_embedded_and_none_is_of_type_3(handful: list[Derivation], tmp_path: Path) -> None:
    complaints(document_latex(handful), tmp_path)
    found = embedded(tmp_path / "all.pdf")
    assert len(found) > 5
    assert all(kind == "Type 1" and inside == "yes" for _, kind, _, inside, *_ in found), found


@NEEDS_PDFFONTS
def test_a_font_of_type_3_is_seen(tmp_path: Path) -> None:
    pyplot = pytest.importorskip("matplotlib.figure")
    with pytest.importorskip("matplotlib").rc_context({"pdf.fonttype": 3}):
        figure = pyplot.Figure()
        figure.text(0.5, 0.5, "x")
        figure.savefig(tmp_path / "all.pdf")
    assert {kind for _, kind, *_ in embedded(tmp_path / "all.pdf")} == {"Type 3"}


@NEEDS_TEX
@pytest.mark.slow
def test_pdflatex_sets_every_theorem_in_every_style(everything: list[Derivation], tmp_path: Path) -> None:
    found = [d for d in everything if not re.search(r"\d{25}", d.to_latex(columns=2))]
    assert len(everything) - 8 < len(found) > 150  # a number of sixty digits, as in SELU, cannot be broken
    for style, columns in product(STYLES, COLUMNS):
        assert complaints(document_latex(found, style, columns), tmp_path) == [], (style, columns)
        assert b"/Type3" not in (tmp_path / "all.pdf").read_bytes()
