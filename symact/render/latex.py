"""Terms as LaTeX, in the order in which they stand: nothing is sorted or simplified. Needs ams* packages only."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

from symact.kernel.terms import ELEMENTARY, HALF, LEAVES, ONE, Term, children
from symact.render import integers
from symact.render.notation import (
    LATEX_RELATION,
    POWER_ON_NAME,
    brackets_of,
    decimal,
    is_composed,
    is_partial,
    is_primed,
    latex_name,
    latex_symbol,
    power_of_ten,
    spread,
)  # fmt: skip

_COMMAND = re.compile(r"\\[A-Za-z]+$")
_SUBSCRIPTED = re.compile(r"(.*)_\{([^{}]*)\}")
SUM, SIGNED, PRODUCT, PREFIX, POWER, ATOM = range(1, 7)
_LEVEL = {"add": SUM, "neg": SIGNED, "mul": PRODUCT, "pow": POWER}
_PREFIXED = frozenset({"sum", "series", "derivative", "iterated", "limit", "integral"})
_NAMED = ELEMENTARY - {"exp"} | {"call", "opaque"}


def latex(t: Term) -> str:
    """LaTeX of a term or condition for math mode: `\\sigma(x)(1 - \\sigma(x))`."""
    return _print(t, False)


def _print(t: Term, small: bool) -> str:
    """`small` is true in exponents and limits, where fractions are written with a slash."""
    return _FORMS[t.op](t, small)


def level(t: Term, small: bool) -> int:
    """How tightly the printed form of `t` holds together."""
    if t.op == "number":
        value: Fraction = t.args[0]
        if value < 0:
            return SIGNED
        return ATOM if value.denominator == 1 or decimal(value) else PRODUCT if small else POWER
    if t.op == "div":
        above = t.args[0]
        if above.op == "neg" or (small and level(above, True) == SIGNED):
            return SIGNED  # the sign is printed in front
        return PRODUCT if small else POWER
    if t.op == "exp":
        return POWER
    if t.op == "derivative":
        return ATOM if is_primed(t) else PREFIX
    if t.op == "piecewise" or t.op in _PREFIXED:
        return PREFIX
    if t.op == "guarded":
        return level(t.args[0], small)
    return _LEVEL.get(t.op, ATOM)


def brackets(body: str, before: str = "") -> str:
    """Round brackets, growing with what they hold; `before` is a name that must stay close."""
    tall = any(s in body for s in (r"\frac", r"\tfrac", r"\sum", r"\begin", r"\int", r"\left", r"\lim", r"\dfrac"))
    if not tall:
        return f"{before}({body})"
    return rf"{before}{chr(92) + '!' if before else ''}\left({body}\right)"


def _at(t: Term, least: int, small: bool) -> str:
    body = _print(t, small)
    return brackets(body) if level(t, small) < least else body


def _number(t: Term, small: bool) -> str:
    value: Fraction = t.args[0]
    sign, size = ("-", -value) if value < 0 else ("", value)
    if size.denominator == 1:
        return f"{sign}{size.numerator}"
    tiny = power_of_ten(size)
    if tiny is not None:
        return f"{sign}10^{{-{tiny}}}"
    short = decimal(size)
    if short is not None:
        return sign + short
    if small:
        return f"{sign}{size.numerator}/{size.denominator}"
    kind = "tfrac" if size.denominator < 100 and size.numerator < 100 else "frac"
    return rf"{sign}\{kind}{{{size.numerator}}}{{{size.denominator}}}"


def _add(t: Term, small: bool) -> str:
    gap = "" if small else " "
    parts = [_at(t.args[0], SIGNED, small)]
    for a in t.args[1:]:
        minus = a.op == "neg"
        parts.append(f"{gap}{'-' if minus else '+'}{gap}{_at(a.args[0] if minus else a, PRODUCT, small)}")
    return "".join(parts)


def _mul(t: Term, small: bool) -> str:
    printed = ""
    for position, factor in enumerate(t.args):
        last = position == len(t.args) - 1
        body = _at(factor, PRODUCT if position == 0 else PREFIX, small)
        if not last and level(factor, small) == PREFIX:
            body = brackets(_print(factor, small))
        printed += _between(t.args[position - 1], factor, printed, body) + body if printed else body
    return printed


def _between(left: Term, right: Term, before: str, body: str) -> str:
    """What separates two factors: nothing, a thin space, or a dot where digits or fractions would run together."""
    if body[0].isdigit() or body.startswith(r"\tfrac") or left is ONE or left.op == right.op == "div":
        return r" \cdot "
    if right.op in _NAMED or right.op in _PREFIXED or right.op == "piecewise":
        return r"\, " if left.op != "number" or not body.startswith("\\") or right.op in _PREFIXED else ""
    return " " if _COMMAND.search(before) and body[0].isalpha() else ""


def _div(t: Term, small: bool) -> str:
    a, b = t.args
    if small:
        return f"{_at(a, SIGNED, True)}/{_at(b, POWER, True)}"
    if a.op == "neg":
        return rf"-\frac{{{_print(a.args[0], False)}}}{{{_print(b, False)}}}"
    return rf"\frac{{{_print(a, False)}}}{{{_print(b, False)}}}"


def _pow(t: Term, small: bool) -> str:
    base, exponent = t.args
    if exponent is HALF:
        return rf"\sqrt{{{_print(base, False)}}}"
    upper = _print(exponent, True)
    if base.op in ("call", "sin", "cos", "log") and exponent.op == "number":
        name = latex_name(base.op if base.op != "call" else base.args[0])
        if POWER_ON_NAME.search(name) and len(children(base)) == 1:
            return brackets(_print(children(base)[0], small), f"{name}^{{{upper}}}")
    body = _print(base, small)
    whole = level(base, small) == ATOM and not _raised(base) and not (base.op == "call" and is_composed(base.args[0]))
    return f"{body if whole else brackets(body)}^{{{upper}}}"


def _raised(t: Term) -> bool:
    """Whether a superscript or a prime at its end already belongs to the printed form."""
    return t.op == "number" and power_of_ten(abs(t.args[0])) is not None


def _exp(t: Term, small: bool) -> str:
    argument = t.args[0]
    if argument is ONE:
        return "e"
    heavy = any(s.op in ("piecewise", "sum", "derivative") for s in (argument, *children(argument)))
    if heavy or (argument.op == "exp" and small):
        return brackets(_print(argument, small), r"\exp")
    return f"e^{{{_print(argument, True)}}}"


def _function(name: str, arguments: list[str], lower: str = "", upper: str = "") -> str:
    stem, own = (m[1], f"{m[2]}, ") if lower and (m := _SUBSCRIPTED.fullmatch(name)) else (name, "")
    head = f"{stem}_{{{own}{lower}}}" if lower else name
    return brackets(", ".join(arguments), head + upper)


def _elementary(t: Term, small: bool) -> str:
    return _function(latex_name(t.op), [_argument(t.args[0], small)])


def _argument(t: Term, small: bool) -> str:
    """An argument in brackets; a short fraction is written x/2 there."""
    plain = t.op == "div" and all(a.op in LEAVES or (a.op == "pow" and a.args[1] is HALF) for a in t.args)
    return _print(t, small or plain)


def _call(t: Term, small: bool) -> str:
    return _named(t, small, "")


def _named(t: Term, small: bool, prime: str) -> str:
    """A defined function: components and parameters as subscripts, `\\operatorname{softmax}(\\mathbf{z})_{i}`."""
    name, arguments = str(t.args[0]), list(t.args[1:])
    if not arguments:
        return latex_name(name)
    if name == "Abs":
        return rf"\left|{_print(arguments[0], small)}\right|"
    component, plain, parameters = spread(name, arguments)
    lower = ", ".join(_print(a, True) for a in parameters)
    head = f"({latex_name(name)})" if prime and is_composed(name) else latex_name(name)
    whole = _function(head, [_argument(a, small) for a in plain], lower, prime)
    return f"{whole}_{{{_print(component, True)}}}" if component else whole


def _derivative(t: Term, small: bool) -> str:
    f, x, order = t.args
    if is_primed(t):
        return _named(f, small, "'" * order)
    d = r"\partial" if is_partial(t) else "d"
    power = f"^{{{order}}}" if order > 1 else ""
    gap = " " if d == r"\partial" else ""
    below = f"{d}{gap}{_print(x, True)}{power}"
    if f.op in ("call", "component"):
        return rf"\frac{{{d}{power}{gap}{_print(f, False)}}}{{{below}}}"
    body = _print(f, small)
    if level(f, small) <= PREFIX and f.op != "sum":
        body = brackets(body)
    gap = "" if body.startswith((r"\left", "(")) else r"\, "
    return rf"\{'frac' if small else 'dfrac'}{{{d}{power}}}{{{below}}}{gap}{body}"


def _sum(t: Term, small: bool) -> str:
    index, body = t.args
    return rf"\sum_{{{latex_symbol(index)}=1}}^{{n}} {_at(body, SIGNED, small)}"


def _piecewise(t: Term, small: bool) -> str:
    rows = [rf"{_print(e, False)} & {_case(c)}" for c, e in zip(t.args[::2], t.args[1::2], strict=True)]
    return r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}"


def _case(condition: Term) -> str:
    return r"\text{otherwise}" if condition.op == "true" else rf"\text{{if }} {latex(condition)}"


def _relation(t: Term, small: bool) -> str:
    return f"{_print(t.args[1], small)} {LATEX_RELATION[t.args[0]]} {_print(t.args[2], small)}"


def _and(t: Term, small: bool) -> str:
    """A chain 0 < p < 1 is written as one."""
    links = t.args
    chained = all(a.op == b.op == "relation" and a.args[2] is b.args[1] for a, b in pairwise(links))
    if not chained:
        return r" \text{ and } ".join(_print(a, small) for a in links)
    tail = [f" {LATEX_RELATION[a.args[0]]} {_print(a.args[2], small)}" for a in links[1:]]
    return _print(links[0], small) + "".join(tail)


def _limit(t: Term, small: bool) -> str:
    f, x, point, side = t.args
    target = _print(point, True) + (f"^{{{side}}}" if side else "")
    return rf"\lim_{{{_print(x, True)} \to {target}}} {_at(f, PRODUCT, small)}"


def _integral(t: Term, small: bool) -> str:
    f, x, low, high = t.args
    return rf"\int_{{{_print(low, True)}}}^{{{_print(high, True)}}} {_at(f, PRODUCT, small)} \, d{_print(x, True)}"


def _subs(t: Term, small: bool) -> str:
    f, x, point = t.args
    return rf"\left. {_print(f, small)} \right|_{{{_print(x, True)} = {_print(point, True)}}}"


_FORMS: dict[str, Callable[[Term, bool], str]] = {
    "number": _number,
    "variable": lambda t, small: latex_symbol(t.args[0]),
    "index": lambda t, small: latex_symbol(t.args[0]),
    "vector": lambda t, small: rf"\mathbf{{{t.args[0]}}}",
    "component": lambda t, small: f"{latex_symbol(t.args[0])}_{{{latex_symbol(t.args[1])}}}",
    "delta": lambda t, small: rf"\delta_{{{latex_symbol(t.args[0])}{latex_symbol(t.args[1])}}}",
    "count": lambda t, small: "n",
    "pi": lambda t, small: r"\pi",
    "imaginary": lambda t, small: "i",
    "infinity": lambda t, small: r"\infty",
    "true": lambda t, small: r"\text{true}",
    "add": _add,
    "neg": lambda t, small: f"-{_at(t.args[0], PRODUCT, small)}",
    "mul": _mul,
    "div": _div,
    "pow": _pow,
    "exp": _exp,
    **dict.fromkeys(("log", "erf", "sin", "cos", "atan"), _elementary),
    "call": _call,
    "opaque": lambda t, small: (
        integers.latex_function(t, lambda a: _print(a, small), lambda a: _print(a, True), brackets)
        or _function(latex_name(t.args[0]), [_print(a, small) for a in t.args[1:]])
    ),
    "series": lambda t, small: integers.latex_series(t, lambda a: _print(a, True), _at(t.args[0], SIGNED, small)),
    "iterated": lambda t, s: integers.latex_iterated(t, lambda a: _print(a, True), _at(t.args[0], PREFIX + 1, s), s),
    "guarded": lambda t, small: _print(t.args[0], small),
    "derivative": _derivative,
    "sum": _sum,
    "piecewise": _piecewise,
    "relation": _relation,
    "and": _and,
    "or": lambda t, small: r" \text{ or } ".join(_print(a, small) for a in t.args),
    "limit": _limit,
    "integral": _integral,
    "subs": _subs,
    "apply": lambda t, small: _function(latex_symbol(t.args[0].args[0]), [_print(t.args[1], small)]),
    "range": lambda t, small: rf"\left\{{ {_print(t.args[0], small)} : {_print(t.args[1], small)} \right\}}",
    "interval": lambda t, small: (
        rf"\left{brackets_of(t)[0]} {_print(t.args[0], small)}, {_print(t.args[1], small)} \right{brackets_of(t)[1]}"
    ),
}  # fmt: skip
