"""What MathML terms are made of: rows, operators, brackets, and names as they are written on paper."""

from __future__ import annotations

import re
from html import escape

from symact.render.notation import GREEK, latex_name, split_index

APPLY, TIMES, THIN = "<mo>&#x2061;</mo>", "<mo>&#x2062;</mo>", '<mspace width="0.17em"></mspace>'
_WORD = re.compile(r"\\(?:operatorname|mathrm|mathbf|text)\{((?:\\.|[^{}])*)\}|\\([A-Za-z]+)|([A-Za-z]+)")
_SUBSCRIPTED = re.compile(r"(.+)_\{?([^{}]*(?:\{[^{}]*\})?)\}?")
_TALL = ("mfrac", "munder", "mtable", "msubsup", 'mo form="prefix" lspace="0" rspace="0" stretchy="true"')
SLASH = '<mo lspace="0" rspace="0">/</mo>'
_TAG = re.compile(r"<(/?)m[^<>]*>")
_UPRIGHT = frozenset(sign for sign in GREEK.values() if sign.isupper())
_BOLD_A, _BOLD_CAPITAL_A = 0x1D41A, 0x1D400


def row(*parts: str) -> str:
    """One `<mrow>`, or the part itself where it is one element already."""
    return parts[0] if len(parts) == 1 and _is_single(parts[0]) else f"<mrow>{''.join(parts)}</mrow>"


def _is_single(part: str) -> bool:
    depth = 0
    for tag in _TAG.finditer(part):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.end() == len(part)
    return False


def operator(sign: str, small: bool = False) -> str:
    """A sign between two terms; in exponents and limits without space around it, as TeX sets it."""
    edge = ' lspace="0" rspace="0"' if small and sign != "," else ""
    return f"<mo{edge}>{escape(sign)}</mo>"


def brackets(*inside: str, left: str = "(", right: str = ")") -> str:
    """Brackets grow with fractions, sums and cases; around anything else they have the size of letters."""
    body = "".join(inside)
    tall = 'stretchy="true"' if any(f"<{tag}" in body for tag in _TALL) else 'stretchy="false"'
    edge = f'lspace="0" rspace="0" {tall}'
    return f'<mrow><mo form="prefix" {edge}>{left}</mo>{body}<mo form="postfix" {edge}>{right}</mo></mrow>'


def symbol(name: str) -> str:
    """A variable: α, x₁, or a word upright."""
    stem, index = split_index(name)
    body = identifier(GREEK.get("epsilon" if stem == "eps" else stem, stem))
    return f"<msub>{body}<mn>{index}</mn></msub>" if index else body


def identifier(name: str) -> str:
    """A name; capital Greek letters are upright, as in LaTeX."""
    upright = ' mathvariant="normal"' if name in _UPRIGHT else ""
    return f"<mi{upright}>{escape(name)}</mi>"


def function_name(name: str) -> str:
    """σ for sigmoid, `log σ` for its logarithm; as the catalogue's LaTeX says."""
    spelt = latex_name(name)
    subscripted = _SUBSCRIPTED.fullmatch(spelt.replace(r"\_", "\0"))
    if subscripted:
        stem, lower = (_words(part.replace("\0", r"\_")) for part in subscripted.groups())
        return f"<msub>{stem}{lower}</msub>"
    return _words(spelt)


def _words(spelt: str) -> str:
    if spelt.isdigit():
        return f"<mn>{spelt}</mn>"
    found = [GREEK.get(b, b) or a.replace("\\", "") or c for a, b, c in _WORD.findall(spelt)]
    made = [identifier(word) for word in found]
    return made[0] if len(made) == 1 else row(THIN.join(made))


def vector(name: str) -> str:
    """A vector: one bold letter."""
    code = ord(name[0])
    bold = chr(_BOLD_A + code - ord("a")) if name[0].islower() else chr(_BOLD_CAPITAL_A + code - ord("A"))
    return f"<mi>{bold}</mi>" if len(name) == 1 and name.isascii() else f'<mi class="vector">{escape(name)}</mi>'
