"""Terms that are wider than the line: broken before the signs of sums, and inside fractions and brackets where need be.

Only line breaks are added: the factors and summands stand in their order, under the same signs and brackets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from symact.kernel.terms import HALF, Term
from symact.render.latex import PREFIX, PRODUCT, SIGNED, brackets, latex, level
from symact.render.notation import is_partial, is_primed
from symact.render.width import width

_BRACKETS, _SIGN = 2.4, 2.6


def lines(t: Term, room: float) -> list[str]:
    """LaTeX of `t` in pieces of about `room`; each piece after the first begins with its sign."""
    if width(t) <= room:
        return [latex(t)]
    if t.op == "add":
        return _packed(t.args, room, _summands)
    if t.op == "mul":
        return _packed(t.args, room, _factors)
    return [squeezed(t, room)]


def squeezed(t: Term, room: float) -> str:
    """One piece of LaTeX, about as wide as `room`: what is wider stands on several lines inside it."""
    if width(t) <= room:
        return latex(t)
    if t.op in ("add", "mul"):
        return stack(lines(t, room))
    if t.op == "neg":
        return f"-{_inside(t.args[0], PRODUCT, room - _SIGN)}"
    if t.op == "div":
        above, below = t.args
        if above.op == "neg":
            return rf"-\frac{{{squeezed(above.args[0], room - _SIGN)}}}{{{squeezed(below, room - _SIGN)}}}"
        return rf"\frac{{{squeezed(above, room)}}}{{{squeezed(below, room)}}}"
    if t.op == "pow" and t.args[1] is not HALF and t.args[0].op in ("add", "mul", "div"):
        exponent = latex(t).removeprefix(brackets(latex(t.args[0])))
        return brackets(squeezed(t.args[0], room - _BRACKETS)) + exponent
    if t.op == "derivative" and not is_primed(t) and t.args[0].op in ("add", "mul", "div"):
        body, x, order = t.args
        d = r"\partial " if is_partial(t) else "d"
        power = f"^{{{order}}}" if order > 1 else ""
        inner = brackets(squeezed(body, room - _BRACKETS - 2))
        return rf"\dfrac{{{d.strip()}{power}}}{{{d}{latex(x)}{power}}}{inner}"
    return latex(t)


def stack(pieces: Sequence[str]) -> str:
    """Pieces below one another, flush left, to stand in a fraction or in brackets."""
    if len(pieces) == 1:
        return pieces[0]
    return r"\begin{aligned} & " + r" \\ & ".join(pieces) + r" \end{aligned}"


def _inside(t: Term, least: int, room: float) -> str:
    if level(t, False) >= least:
        return squeezed(t, room)
    return brackets(squeezed(t, room - _BRACKETS))


def _packed(terms: Sequence[Term], room: float, made: Callable[[Sequence[Term], bool, bool, float], str]) -> list[str]:
    """As many terms on a line as fit; a term that is wider than the line is broken inside."""
    groups: list[list[Term]] = []
    used = 0.0
    for t in terms:
        wide = width(t) + _SIGN
        if groups and used + wide <= room:
            groups[-1].append(t)
            used += wide
        else:
            groups.append([t])
            used = wide
    last = len(groups) - 1
    return [made(group, at == 0, at == last, room) for at, group in enumerate(groups)]


def _summands(group: Sequence[Term], first: bool, last: bool, room: float) -> str:
    parts = []
    for position, t in enumerate(group):
        if first and position == 0:
            parts.append(_inside(t, SIGNED, room))
        else:
            minus = t.op == "neg"
            gap = "" if parts else "{}"
            parts.append(f"{gap}{'-' if minus else '+'} {_inside(t.args[0] if minus else t, PRODUCT, room - _SIGN)}")
    return " ".join(parts)


def _factors(group: Sequence[Term], first: bool, last: bool, room: float) -> str:
    """Factors on one line; a line that continues a product begins with a dot."""
    *before, end = group
    dot = "" if first else r"{}\cdot "
    if before and (last or level(end, False) > PREFIX):
        return dot + latex(Term("mul", *group))
    head = latex(Term("mul", *before) if len(before) > 1 else before[0]) if before else ""
    least = PREFIX + 1 if not last else PRODUCT if first else PREFIX
    return f"{dot}{head}{_inside(end, least, room - _SIGN)}"
