"""Unicode text as ASCII, for terminals and logs that know nothing else: σ′(x)² becomes sigma'(x)^2."""

from __future__ import annotations

import re

from symact.render.notation import GREEK, SUBSCRIPT

_SIGNS = {
    "−": "-", "·": "*", "⋅": "*", "×": "x", "′": "'", "≠": "!=", "≤": "<=", "≥": ">=", "→": "->", "∞": "oo", "½": "1/2",
    "∂": "d", "∫": "int", "≈": "~", "…": "...", "–": "-", "—": "-", "’": "'", "“": '"', "”": '"', "\u00a0": " ",
    "✓": "+", "✗": "!", "Σ": "sum", "ℝ": "R", "∈": "in", "⁺": "+", "₊": "+", "ϕ": "phi",
}  # fmt: skip
_WORDS = {sign: name for name, sign in reversed(GREEK.items()) if name != "varphi"}
_TABLE = str.maketrans({**_WORDS, **_SIGNS})
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁻ⁿ"
_LOWERED = "".join(SUBSCRIPT.values())
_UPPER = str.maketrans(_RAISED, "0123456789-n")
_LOWER = str.maketrans({sign: letter for letter, sign in SUBSCRIPT.items()})
_RUNS = re.compile(f"([{_RAISED}]+)|([{_LOWERED}]+)|√([^(])|√")


def ascii_text(text: str) -> str:
    """The text in ASCII; a character without a name of its own is written `\\u2603`."""
    spelt = _RUNS.sub(_run, text).translate(_TABLE)
    return spelt.encode("ascii", "backslashreplace").decode("ascii")


def _run(found: re.Match[str]) -> str:
    upper, lower, under = found.groups()
    if upper:
        exponent = upper.translate(_UPPER)
        return f"^({exponent})" if exponent.startswith("-") else f"^{exponent}"
    if lower:
        return f"_{lower.translate(_LOWER)}"
    return f"sqrt({under})" if under else "sqrt"
