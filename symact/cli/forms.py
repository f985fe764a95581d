"""The formats in which derivations are printed; a row each. PDFs are made here, since that runs another program."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from symact.cli.frame import INTERNAL_ERROR, document

if TYPE_CHECKING:
    from symact.derivation.record import Derivation

LOG_LINES = 8


class TexError(click.ClickException):
    """A document of ours that pdflatex does not set."""

    exit_code = INTERNAL_ERROR


@dataclass(frozen=True, slots=True)
class Setting:
    """What the LaTeX formats ask for; the others have no use for it."""

    style: str = "align"
    columns: int = 1
    standalone: bool = False


def _latex(found: Sequence[Derivation], setting: Setting) -> str:
    from symact.render.align import derivation_latex, document_latex

    if setting.standalone:
        return document_latex(found, setting.style, setting.columns)
    return "\n".join(derivation_latex(d, False, setting.style, setting.columns) for d in found)


def _html(found: Sequence[Derivation], setting: Setting) -> str:
    from symact.render.html import page_html

    return page_html(found)


def _typst(found: Sequence[Derivation], setting: Setting) -> str:
    from symact.render.typst import document_typst

    return document_typst(found)


def _pdf(found: Sequence[Derivation], setting: Setting) -> bytes:
    """By pdflatex where there is one; by the typst wheel otherwise, which has one column and one style."""
    from symact.render.align import document_latex

    if shutil.which("pdflatex"):
        return pdf_of_latex(document_latex(found, setting.style, setting.columns))
    if setting != Setting():
        raise click.UsageError("--style and --columns of a PDF need pdflatex: apt-get install texlive-latex-base")
    return pdf_of_typst(_typst(found, setting))


FORMS: dict[str, Callable[[Sequence[Derivation], Setting], str | bytes]] = {
    "text": lambda found, _: "\n".join(d.to_text() for d in found),
    "ascii": lambda found, _: "\n".join(d.to_text(plain=True) for d in found),
    "latex": _latex,
    "markdown": lambda found, _: "\n".join(d.to_markdown() for d in found),
    "html": _html,
    "json": lambda found, _: document("derivations", [d.to_json() for d in found]) + "\n",
    "typst": _typst,
    "pdf": _pdf,
}
SUFFIXES = {
    ".txt": "text",
    ".tex": "latex",
    ".md": "markdown",
    ".html": "html",
    ".json": "json",
    ".typ": "typst",
    ".pdf": "pdf",
}
SET_BY_LATEX = frozenset({"latex", "pdf"})


def pdf_of_typst(source: str) -> bytes:
    """The PDF that the typst wheel makes of a document; raises where it is not installed."""
    try:
        import typst
    except ImportError as error:
        raise click.UsageError("a PDF needs pdflatex, or typst: pip install 'symact[pdf]'") from error
    return bytes(typst.compile(source.encode(), format="pdf"))


def pdf_of_latex(source: str) -> bytes:
    """The PDF that pdflatex makes of a document; raises where it complains."""
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "derivation.tex"]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "derivation.tex").write_text(source, encoding="utf-8")
        run = subprocess.run(command, cwd=folder, capture_output=True, check=False, stdin=subprocess.DEVNULL)
        if run.returncode != 0:
            log = run.stdout.decode("utf-8", "replace").strip().splitlines()
            raise TexError("pdflatex failed: " + " / ".join(log[-LOG_LINES:]))
        return (Path(folder) / "derivation.pdf").read_bytes()


def chosen_form(form: str | None, setting: Setting, target: Path | None, asked: bool, context: click.Context) -> str:
    """The format: the one that is named, the one that the file's ending names, LaTeX for its options, or text."""
    if form is None and target and target.suffix.lower() not in (*SUFFIXES, "") and not asked:
        known = ", ".join(SUFFIXES)
        raise click.UsageError(f"--out {target}: the ending is none of {known}; name the --format", context)
    form = form or (SUFFIXES.get(target.suffix.lower()) if target else None) or ("latex" if asked else "text")
    if asked and form not in SET_BY_LATEX:
        raise click.UsageError(f"--style, --columns and --standalone are for LaTeX, not for {form}", context)
    if setting.standalone and form == "pdf":
        raise click.UsageError("--standalone is for LaTeX; a PDF is a document anyway", context)
    return form


def put(made: str | bytes, target: Path | None, context: click.Context) -> None:
    """Writes to the file, or to standard output; a PDF is not printed on a terminal."""
    if target is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(made if isinstance(made, bytes) else made.encode())
    elif isinstance(made, bytes) and sys.stdout.isatty():
        raise click.UsageError("a PDF is not for a terminal: add --out FILE", context)
    else:
        click.echo(made, nl=False)
