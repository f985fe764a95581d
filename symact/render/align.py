"""Derivations as LaTeX: lines to paste, and documents; ams* packages only. Pure: a record in, LaTeX out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

import symact
from symact.derivation.record import PROVED, REFUTED, Derivation, Part, counterexample
from symact.kernel.terms import text
from symact.render.breaking import lines
from symact.render.latex import latex
from symact.render.notation import LATEX_RELATION
from symact.render.statement import ending, heading, quantifier
from symact.render.styles import COLUMNS, STYLES, part_latex
from symact.render.text import prose_line
from symact.render.width import RELATION, width
from symact.render.words import latex_prose, latex_words

PREAMBLE = r"""\documentclass[{options},a4paper]{article}
\usepackage{amsmath,amssymb}
\allowdisplaybreaks
\begin{document}
"""
OPTIONS = {1: "11pt", 2: "10pt,twocolumn"}


def derivation_latex(d: Derivation, standalone: bool = False, style: str = "align", columns: int = 1) -> str:
    """The lines in `align*`, ready to paste; with `standalone` a document that states the theorem first.

    `style` is where the reasons go: `align` at the right, `labels` below as (a), (b), `intertext` between the lines.
    Lines are broken to fit a page of one column, or one column of two.
    """
    if style not in STYLES or columns not in COLUMNS:
        raise ValueError(f"style is one of {', '.join(STYLES)} and columns 1 or 2, not {style!r} and {columns}")
    if standalone:
        return document_latex([d], style, columns)
    body = "\n".join([*_lemmas(d), *_parts(d, style, columns)]) or _display(d, columns)
    blocks = [
        f"% {prose_line(d.title)}",
        *_for_whom(d, columns),
        body,
        *_remark(d),
        comment(d, _options(style, columns)),
    ]
    return "\n".join(blocks)


def document_latex(derivations: Sequence[Derivation], style: str = "align", columns: int = 1) -> str:
    """A document that states each theorem and derives it."""
    pages = "\n\\bigskip\n\n".join(theorem_latex(d, style, columns) for d in derivations)
    return f"{PREAMBLE.replace('{options}', OPTIONS[columns])}\n{pages}\n\\end{{document}}\n"


def _options(style: str, columns: int, standalone: bool = False) -> str:
    """What to add to the command of a derivation, so that it prints the same LaTeX again."""
    parts = {
        " --format latex": True,
        " --standalone": standalone,
        f" --style {style}": style != STYLES[0],
        f" --columns {columns}": columns != 1,
    }
    return "".join(part for part, wanted in parts.items() if wanted)


def comment(d: Derivation, options: str = "") -> str:
    """What the reader of the pasted lines needs to check them again."""
    fields = {
        "symact": symact.__version__,
        "claim": text(d.claim),
        "assuming": ", ".join(text(a) for a in d.assumptions),
        "variables": ", ".join(f"{k}:{v}" for k, v in d.variables.items()),
        "verdict": d.verdict,
        "wrong": "; ".join(s.complaint for s in d.wrong),
        "certificate": d.theorem.certificate_digest,
        "command": f"{d.command}{options}" if d.command else "",
    }
    return "".join(f"% {name}: {value}\n" for name, value in fields.items() if value)


def theorem_latex(d: Derivation, style: str = "align", columns: int = 1) -> str:
    """The theorem as a statement, its lines and how it ended, for the body of a document."""
    proof = [r"\noindent\textit{Proof.}"] if d.verdict == PROVED and d.parts else []
    parts = _parts(d, style, columns)
    blocks = [_statement(d, columns), *proof, *_lemmas(d), *parts, *_remark(d), rf"\noindent {_conclusion(d)}"]
    return "\n".join(b for b in blocks if b) + "\n\n" + comment(d, _options(style, columns, True))


def _statement(d: Derivation, columns: int) -> str:
    words = latex_prose(quantifier(d))
    said = rf"\noindent\textbf{{{latex_prose(d.title)}.}} {words[:1].upper() + words[1:]}"
    return f"{_set(said, columns)}\n{_display(d, columns)}"


def _set(said: str, columns: int) -> str:
    return f"{{\\raggedright {said}\\par}}" if columns == 2 else said


def _for_whom(d: Derivation, columns: int) -> list[str]:
    """For which values the lines hold, where that is not every real number, vector or index."""
    if not d.assumptions and all(domain in ("real", "vector", "index") for domain in d.variables.values()):
        return []
    words = latex_prose(quantifier(d))
    return [_set(rf"\noindent {words[:1].upper() + words[1:]}:", columns)] if words else []


def _remark(d: Derivation) -> list[str]:
    return [rf"\noindent {latex_prose(d.remark)}"] if d.remark else []


def _display(d: Derivation, columns: int) -> str:
    note = r" \qquad \text{(false)}" if d.theorem.verdict == REFUTED else ""
    line = COLUMNS[columns] - (8.0 if note else 0.0)
    if width(d.claim) <= line:
        return f"\\begin{{align*}}\n  {latex(d.claim)}{note}\n\\end{{align*}}"
    sign, left, right = d.claim.args
    first, *more = lines(left, line)
    body, *rest = lines(right, line - RELATION)
    rows = [rf"& {first}", *[rf"&\qquad {p}" for p in more]]
    rows += [rf"&\quad {LATEX_RELATION[sign]} {body}", *[rf"&\qquad {p}" for p in rest]]
    return "\\begin{align*}\n  " + " \\\\\n  ".join(rows) + note + "\n\\end{align*}"


def _conclusion(d: Derivation) -> str:
    if d.verdict == PROVED:
        return r"\hfill$\square$"
    if d.theorem.verdict == REFUTED:
        return rf"{{\raggedright Refuted: {latex_words(counterexample(d.theorem))}.\par}}"
    return rf"{d.verdict.capitalize()}."


def _lemmas(d: Derivation) -> list[str]:
    return [
        rf"\noindent Lemma: ${latex(c.claim)}$" + (f", {latex_prose(c.reason)}." if c.reason else ".") for c in d.lemmas
    ]


def _parts(d: Derivation, style: str, columns: int) -> list[str]:
    labels = _letters()
    made = [_part(part, style, COLUMNS[columns], labels) for part in d.parts]
    return ["\\medskip\n" * (position > 0) + part for position, part in enumerate(made)]


def _letters() -> Iterator[str]:
    """a, b, …, z, then a2, b2, …: labels of lines, each used once in a derivation."""
    for turn in count(1):
        yield from (f"{letter}{turn if turn > 1 else ''}" for letter in "abcdefghijklmnopqrstuvwxyz")


def _part(part: Part, style: str, line: float, labels: Iterator[str]) -> str:
    lead, last = heading(part), ending(part)
    before = rf"\noindent\textit{{{latex_prose(lead)}.}}" + "\n" * (1 + (style != "align")) if lead else ""
    after = "\n" + rf"\noindent {latex_prose(last)}." + "\n" if last else ""
    return f"{before}{part_latex(part, style, line, labels)}{after}"
