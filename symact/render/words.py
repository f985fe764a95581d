"""Prose as LaTeX text: specials escaped, mathematical signs set as mathematics, terms printed inline."""

from __future__ import annotations

import re

from symact.derivation.reading import Prose
from symact.render.latex import latex
from symact.render.notation import GREEK

_ESCAPED = {
    **{c: "\\" + c for c in "#$%&_{}"},
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip
_SIGNS = {
    "′": "'", "−": "-", "·": r"\cdot", "×": r"\times", "≠": r"\ne", "≤": r"\le", "≥": r"\ge", "→": r"\to",
    "∞": r"\infty", "Σ": r"\textstyle\sum", "½": r"\tfrac{1}{2}", "∂": r"\partial", "√": r"\surd", "≈": r"\approx",
    "ℝ": r"\mathbb{R}", "∈": r"\in", "<": "<", ">": ">", "|": "|",
}  # fmt: skip
_MATH = {**_SIGNS, **{sign: "\\" + name for name, sign in GREEK.items() if name != "phi"}}
_PUNCTUATION = {"…": r"\dots{}", "–": "--", "—": "---", "’": "'", "“": "``", "”": "''", "\u00a0": "~"}
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿ", "0123456789-n")
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉ᵢⱼₖ", "0123456789ijk")
_RUNS = re.compile("([⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿ]+)|([₀₁₂₃₄₅₆₇₈₉ᵢⱼₖ]+)|(.)", re.DOTALL)


def latex_prose(words: Prose) -> str:
    """Prose for text mode, its terms in inline mathematics."""
    return _joined("".join(latex_words(w) if isinstance(w, str) else f"${latex(w)}$" for w in words))


def latex_words(words: str) -> str:
    """Plain words for text mode."""
    return _joined("".join(map(_sign, _RUNS.finditer(words))))


def _sign(match: re.Match[str]) -> str:
    upper, lower, sign = match.groups()
    if upper or lower:
        return f"$^{{{upper.translate(_RAISED)}}}$" if upper else f"$_{{{lower.translate(_LOWERED)}}}$"
    if sign in _MATH:
        return f"${_MATH[sign]}$"
    return _PUNCTUATION.get(sign) or _ESCAPED.get(sign, sign)


def _joined(words: str) -> str:
    """Neighbouring inline formulas become one: `$$` would begin a display."""
    return words.replace("$$", " ")


def unprintable(words: Prose) -> str:
    """The characters of a prose that pdflatex does not know."""
    plain = latex_words("".join(w for w in words if isinstance(w, str)))
    return "".join(sorted({c for c in plain if not c.isascii() and c not in "éèöüäß"}))
