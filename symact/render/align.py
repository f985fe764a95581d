"""A derivation as LaTeX `align*`, reasons at the right; ams* packages only. Pure: a record in, LaTeX out."""

from __future__ import annotations

import symact
from symact.derivation.reading import Prose, prose_text
from symact.derivation.record import PROVED, REFUTED, Chain, Derivation, Part, Step, counterexample
from symact.kernel.terms import text
from symact.render.latex import latex
from symact.render.notation import GREEK, LATEX_RELATION
from symact.render.statement import ending, heading, quantifier
from symact.render.text import prose_line

_ESCAPED = {
    **{c: "\\" + c for c in "#$%&_{}"},
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_SIGNS = {
    "′": "'", "−": "-", "·": r"\cdot ", "×": r"\times ", "≠": r"\ne ", "≤": r"\le ", "≥": r"\ge ", "→": r"\to ",
    "∞": r"\infty ", "Σ": r"\textstyle\sum ", "½": r"\tfrac{1}{2}", "∂": r"\partial ", "√": r"\surd ", "≈": r"\approx ",
    "ℝ": r"\mathbb{R}", "∈": r"\in ", "ⁿ": "^{n}", "²": "^{2}", "³": "^{3}", "⁻": "^{-}", "ᵢ": "_{i}", "ⱼ": "_{j}",
    "ₖ": "_{k}", "₀": "_{0}", "₁": "_{1}", "₂": "_{2}",
}  # fmt: skip
_GREEK = {sign: rf"\{name} " for name, sign in GREEK.items() if name not in ("phi",)}
_PUNCTUATION = {"…": r"\dots{}", "–": "--", "—": "---", "’": "'", "“": "``", "”": "''", "\u00a0": "~"}
_EXPONENTS = dict(zip("⁰¹⁴⁵⁶⁷⁸⁹", "01456789", strict=True))
_MATH = {**_GREEK, **_SIGNS, **{sign: f"^{{{digit}}}" for sign, digit in _EXPONENTS.items()}}

PREAMBLE = r"""\documentclass[11pt,a4paper]{article}
\usepackage{amsmath,amssymb}
\addtolength{\textwidth}{32mm}
\addtolength{\oddsidemargin}{-16mm}
\begin{document}
"""


def derivation_latex(d: Derivation, standalone: bool = False) -> str:
    """The lines in `align*`, ready to paste; with `standalone` a document that states the theorem first."""
    body = "\n\n".join([*_lemmas(d), *[block for part in d.parts for block in _part(part)]])
    if not standalone:
        return f"% {prose_line(d.title)}\n{body or _display(d)}\n{comment(d)}"
    remark = [latex_prose(d.remark)] if d.remark else []
    blocks = [_statement(d), body, *remark, rf"\noindent {_conclusion(d)}"]
    return PREAMBLE + "\n\n".join(b for b in blocks if b) + "\n\\end{document}\n" + comment(d)


def derivation_aligned(d: Derivation) -> str:
    """The same for notebooks: `aligned` in `$$`, which KaTeX and MathJax both read."""
    rows = [rf"& {latex(d.claim)} && \text{{{latex_prose(quantifier(d))}}}"] if not d.parts else []
    for part in d.parts:
        rows += [rf"& \text{{{latex_prose(heading(part))}:}}"] if heading(part) else []
        rows += [row for chain in part.chains for row in chain_rows(chain)]
    return "$$\n\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}\n$$"


def comment(d: Derivation) -> str:
    """What the reader of the pasted lines needs to check them again."""
    hashed = certificate_hash(d)
    fields = {
        "symact": symact.__version__, "claim": text(d.claim), "assuming": ", ".join(text(a) for a in d.assumptions),
        "variables": ", ".join(f"{k}:{v}" for k, v in d.variables.items()), "verdict": d.verdict, "certificate": hashed,
        "command": d.command,
    }  # fmt: skip
    return "".join(f"% {name}: {value}\n" for name, value in fields.items() if value)


def certificate_hash(d: Derivation) -> str:
    """The hash of the certificate that shows the claim; empty when it has none."""
    return d.theorem.certificate_digest or ""


def _statement(d: Derivation) -> str:
    words = latex_prose(quantifier(d))
    return rf"\noindent\textbf{{{latex_prose(d.title)}.}} {words[:1].upper() + words[1:]}" + f"\n{_display(d)}"


def _display(d: Derivation) -> str:
    sign = latex(d.claim) if d.theorem.verdict != REFUTED else rf"{latex(d.claim)} \qquad \text{{(false)}}"
    return f"\\begin{{align*}}\n  {sign}\n\\end{{align*}}"


def _conclusion(d: Derivation) -> str:
    if d.verdict == PROVED:
        return r"\hfill$\square$"
    return r" \\ ".join(latex_words(sentence) for sentence in d.complaints)


def _lemmas(d: Derivation) -> list[str]:
    return [
        rf"\noindent Lemma: ${latex(c.claim)}$" + (f", {latex_prose(c.reason)}." if c.reason else ".") for c in d.lemmas
    ]


def _part(part: Part) -> list[str]:
    lead = heading(part)
    rows: list[str] = []
    for position, chain in enumerate(part.chains):
        if position:
            rows[-1] += r" \\" + "\n" + r"\intertext{and from the right side}"
            rows[-1:] = [rows[-1] + "\n" + chain_rows(chain)[0], *chain_rows(chain)[1:]] if chain.steps else rows[-1:]
        else:
            rows += chain_rows(chain) or [f"  {latex(chain.first)} &"]
    block = "\\begin{align*}\n" + " \\\\\n".join(rows) + "\n\\end{align*}"
    said = [rf"\noindent {latex_prose(lead)}."] if lead else []
    return [*said, block, *([rf"\noindent {latex_prose(ending(part))}."] if ending(part) else [])]


def chain_rows(chain: Chain) -> list[str]:
    """`\\sigma(-x) &= \\frac{1}{1 + e^{x}} && \\text{definition}`, without the line breaks between them."""
    rows = []
    for position, step in enumerate(chain.steps):
        start = latex(chain.first) + " " if position == 0 else ""
        rows.append(rf"  {start}&{relation_sign(step)} {latex(step.after)} && \text{{{reason(step)}}}")
    return rows


def relation_sign(step: Step) -> str:
    """The relation; a false line is printed as false, an undecided one with a question mark."""
    sign = LATEX_RELATION[step.relation]
    if step.verdict.verdict == REFUTED:
        return r"\ne" if step.relation == "==" else rf"\overset{{\text{{false}}}}{{{sign}}}"
    return sign if step.verdict.verdict == PROVED else rf"\overset{{?}}{{{sign}}}"


def reason(step: Step) -> str:
    since = ", ".join(f"${latex(c.claim)}$" for c in step.conditions)
    words = latex_prose(step.reason) + (f", since {since}" if since else "")
    if step.verdict.verdict == REFUTED:
        return rf"{words} (wrong: {latex_words(counterexample(step.verdict))})"
    return words


def latex_prose(words: Prose) -> str:
    """Prose for text mode, its terms in inline mathematics."""
    return _joined("".join(latex_words(w) if isinstance(w, str) else f"${latex(w)}$" for w in words))


def latex_words(words: str) -> str:
    """Plain words for text mode: specials escaped, mathematical signs set as mathematics."""
    made = "".join(f"${_MATH[c].strip()}$" if c in _MATH else _PUNCTUATION.get(c) or _ESCAPED.get(c, c) for c in words)
    return _joined(made)


def _joined(words: str) -> str:
    """Neighbouring inline formulas become one: `$$` would begin a display."""
    return words.replace("$$", " ")


def unprintable(words: Prose) -> str:
    """The characters of a prose that pdflatex does not know."""
    plain = "".join(w for w in words if isinstance(w, str))
    return "".join(sorted({c for c in plain if not (c.isascii() or c in _MATH or c in _PUNCTUATION or c in "éèöüäß")}))


def title_words(d: Derivation) -> str:
    """The title as it was written."""
    return prose_text(d.title)
