"""How sums between integers, derivatives of symbolic order and functions of integers are written in each notation."""

from __future__ import annotations

from collections.abc import Callable

from symact.kernel.terms import Term
from symact.render.notation import is_partial

Printer = Callable[[Term], str]
_BARE = ("number", "variable")
_HERMITE = {"hermite": "H", "hermite_prob": "He"}


def latex_iterated(t: Term, small: Printer, body: str, flat: bool) -> str:
    d = r"\partial" if is_partial(t) else "d"
    order, gap = small(t.args[2]), " " * (d != "d")
    below = f"{d}{gap}{small(t.args[1])}^{{{order}}}"
    return rf"\{'frac' if flat else 'dfrac'}{{{d}^{{{order}}}}}{{{below}}}\, {body}"


def latex_series(t: Term, small: Printer, body: str) -> str:
    _, k, low, high = t.args
    return rf"\sum_{{{small(k)}={small(low)}}}^{{{small(high)}}} {body}"


def latex_function(t: Term, term: Printer, small: Printer, brackets: Callable[[str, str], str]) -> str | None:
    """Factorials, Stirling numbers, binomials and Hermite polynomials; None for other functions."""
    name, first = t.args[:2]
    if name == "factorial":
        return f"{term(first) if first.op in _BARE else brackets(term(first), '')}!"
    if name == "stirling2":
        return rf"\genfrac{{\{{}}{{\}}}}{{0pt}}{{}}{{{small(first)}}}{{{small(t.args[2])}}}"
    if name == "binomial":
        return rf"\binom{{{small(first)}}}{{{small(t.args[2])}}}"
    if name in _HERMITE:
        letter = "H" if name == "hermite" else r"\mathit{He}"
        return brackets(term(t.args[2]), f"{letter}_{{{small(first)}}}")
    return None


def mathml_order(t: Term, small: Printer) -> tuple[str, str]:
    d = "<mi>∂</mi>" if is_partial(t) else "<mi>d</mi>"
    order = f"<mrow>{small(t.args[2])}</mrow>"
    return f"<msup>{d}{order}</msup>", f"{d}<msup><mrow>{small(t.args[1])}</mrow>{order}</msup>"


def mathml_series(t: Term, small: Printer, body: str) -> str:
    _, k, low, high = t.args
    below = f'<mrow>{small(k)}<mo lspace="0" rspace="0">=</mo>{small(low)}</mrow>'
    return f'<munderover><mo lspace="0">∑</mo>{below}<mrow>{small(high)}</mrow></munderover>{body}'


def mathml_function(t: Term, term: Printer, small: Printer) -> str | None:
    name, first = t.args[:2]
    if name == "factorial":
        body = term(first) if first.op in _BARE else f"<mo>(</mo>{term(first)}<mo>)</mo>"
        return f'<mrow>{body}<mo form="postfix">!</mo></mrow>'
    if name in ("stirling2", "binomial"):
        left, right = "{}" if name == "stirling2" else "()"
        rows = f"<mrow>{small(first)}</mrow><mrow>{small(t.args[2])}</mrow>"
        return f'<mrow><mo>{left}</mo><mfrac linethickness="0">{rows}</mfrac><mo>{right}</mo></mrow>'
    if name in _HERMITE:
        head = f"<msub><mi>{_HERMITE[name]}</mi><mrow>{small(first)}</mrow></msub>"
        return f"<mrow>{head}<mo>(</mo>{term(t.args[2])}<mo>)</mo></mrow>"
    return None


def typst_order(t: Term, small: Printer) -> tuple[str, str]:
    d = "∂" if is_partial(t) else "d"
    order = small(t.args[2])
    return f"attach({d}, tr: {order})", f"{d} attach({small(t.args[1])}, tr: {order})"


def typst_series(t: Term, small: Printer, body: str) -> str:
    _, k, low, high = t.args
    return f"sum_({small(k)} = {small(low)})^({small(high)}) {body}"


def typst_function(t: Term, term: Printer, small: Printer) -> str | None:
    name, first = t.args[:2]
    if name == "factorial":
        return f"{term(first)}!" if first.op in _BARE else f"({term(first)})!"
    if name == "stirling2":
        return f'mat(delim: "{{", {small(first)}; {small(t.args[2])})'
    if name == "binomial":
        return f"binom({small(first)}, {small(t.args[2])})"
    if name in _HERMITE:
        return f'attach(upright("{_HERMITE[name]}"), br: {small(first)})({term(t.args[2])})'
    return None


def pretty_order(t: Term, term: Printer, body: str) -> str:
    d, order = "∂" if is_partial(t) else "d", term(t.args[2])
    order = order if t.args[2].op in _BARE else f"({order})"
    return f"{d}^{order}/{d}{term(t.args[1])}^{order} {body}"


def pretty_series(t: Term, term: Printer, body: str) -> str:
    _, k, low, high = t.args
    return f"Σ({term(k)}={term(low)}…{term(high)}) {body}"
