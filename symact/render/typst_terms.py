"""Terms as Typst mathematics, in the order in which they stand, like the LaTeX: nothing is sorted or simplified."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

from symact.kernel.terms import HALF, LEAVES, ONE, Term, children
from symact.render import integers
from symact.render.elements import THIN, TIMES
from symact.render.latex import ATOM, POWER, PREFIX, PRODUCT, SIGNED, level
from symact.render.mathml import between
from symact.render.notation import (
    GREEK,
    PRETTY_RELATION,
    brackets_of,
    decimal,
    is_composed,
    is_partial,
    is_primed,
    latex_name,
    power_of_ten,
    split_index,
    spread,
)  # fmt: skip

_SPACES = {THIN: " thin ", TIMES: " "}
_WORD = re.compile(r"\\(?:operatorname|mathrm|mathbf|text)\{((?:\\.|[^{}])*)\}|\\([A-Za-z]+)|([A-Za-z]+)")
_LOWER = re.compile(r"(.+)_\{?([^{}]*(?:\{[^{}]*\})?)\}?")


def typst(t: Term, small: bool = False) -> str:
    """Typst mathematics, without the dollars; `small` in exponents, where fractions are written with a slash."""
    return _FORMS[t.op](t, small)


def _at(t: Term, least: int, small: bool) -> str:
    body = typst(t, small)
    return f"({body})" if level(t, small) < least else body


def _symbol(name: str) -> str:
    stem, index = split_index(name)
    body = GREEK.get("epsilon" if stem == "eps" else stem, stem)
    body = body if len(body) == 1 else f'upright("{body}")'
    return f"attach({body}, br: {index})" if index else body


def _name(name: str) -> str:
    spelt = latex_name(name).replace(r"\_", "\0")
    found = _LOWER.fullmatch(spelt)
    return f"attach({_words(found[1])}, br: {_words(found[2])})" if found else _words(spelt)


def _words(spelt: str) -> str:
    if spelt.isdigit():
        return spelt
    found = [GREEK.get(b, b) or a or c for a, b, c in _WORD.findall(spelt.replace("\0", r"\_"))]
    plain = [word.replace("\\", "") for word in found]
    return " thin ".join(word if len(word) == 1 else f'upright("{word}")' for word in plain)


def _number(t: Term, small: bool) -> str:
    value: Fraction = t.args[0]
    size, sign = abs(value), "−" if value < 0 else ""
    tiny, short = power_of_ten(size), decimal(size)
    if size.denominator == 1:
        return f"{sign}{size.numerator}"
    if tiny is not None:
        return f"{sign}attach(10, tr: −{tiny})"
    if short is not None:
        return sign + short
    return (
        f"{sign}{size.numerator}\\/{size.denominator}"
        if small
        else f"{sign}inline(frac({size.numerator}, {size.denominator}))"
    )


def _add(t: Term, small: bool) -> str:
    parts = [_at(t.args[0], SIGNED, small)]
    for a in t.args[1:]:
        minus = a.op == "neg"
        parts.append(f"{'−' if minus else '+'} {_at(a.args[0] if minus else a, PRODUCT, small)}")
    return " ".join(parts)


def _mul(t: Term, small: bool) -> str:
    made = ""
    for position, factor in enumerate(t.args):
        last = position == len(t.args) - 1
        least = PRODUCT if position == 0 and (last or level(factor, small) != PREFIX) else PREFIX + (not last)
        gap = _SPACES.get(between(t.args[position - 1], factor, small), " dot ") if position else ""
        made += gap + _at(factor, least, small)
    return made


def _div(t: Term, small: bool) -> str:
    a, b = t.args
    if small:
        return f"{_at(a, SIGNED, True)} \\/ {_at(b, POWER, True)}"
    sign, above = ("−", a.args[0]) if a.op == "neg" else ("", a)
    return f"{sign}frac({typst(above)}, {typst(b)})"


def _pow(t: Term, small: bool) -> str:
    base, exponent = t.args
    if exponent is HALF:
        return f"sqrt({typst(base)})"
    tiny = base.op == "number" and power_of_ten(abs(base.args[0])) is not None
    whole = level(base, small) == ATOM and not tiny and not (base.op == "call" and is_composed(base.args[0]))
    body = typst(base, small)
    return f"attach({body if whole else f'({body})'}, tr: {typst(exponent, True)})"


def _exp(t: Term, small: bool) -> str:
    argument = t.args[0]
    if argument is ONE:
        return "e"
    heavy = any(s.op in ("piecewise", "sum", "derivative") for s in (argument, *children(argument)))
    if heavy or (argument.op == "exp" and small):
        return f'upright("exp")({typst(argument, small)})'
    return f"attach(e, tr: {typst(argument, True)})"


def _argument(t: Term, small: bool) -> str:
    """An argument in brackets; a short fraction is written x/2 there."""
    plain = t.op == "div" and all(a.op in LEAVES or (a.op == "pow" and a.args[1] is HALF) for a in t.args)
    return typst(t, small or plain)


def _named(t: Term, small: bool, prime: str = "") -> str:
    name, arguments = str(t.args[0]), list(t.args[1:])
    if not arguments:
        return _name(name)
    if name == "Abs":
        return f"abs({typst(arguments[0], small)})"
    component, plain, parameters = spread(name, arguments)
    head = f"({_name(name)})" if prime and is_composed(name) else _name(name)
    if parameters:
        lower = ' "," '.join(typst(a, True) for a in parameters)
        head = f"attach({head}, br: {lower})"
    inside = f"({', '.join(_argument(a, small) for a in plain)})"
    inside = f"attach({inside}, br: {typst(component, True)})" if component else inside
    return f"{head}{prime}{inside}"


def _derivative(t: Term, small: bool) -> str:
    f, x, order = t.args
    if is_primed(t):
        return _named(f, small, "′" * order)
    d = "∂" if is_partial(t) else "d"
    over, below = (
        (f"attach({d}, tr: {order})", f"{d} attach({typst(x, True)}, tr: {order})")
        if order > 1
        else (d, f"{d} {typst(x, True)}")
    )
    if f.op in ("call", "component"):
        return f"frac({over} {typst(f)}, {below})"
    body = typst(f, small)
    slope = f"frac({over}, {below})" if small else f"display(frac({over}, {below}))"
    return f"{slope} thin {body if level(f, small) > PREFIX or f.op == 'sum' else f'({body})'}"


def _piecewise(t: Term, small: bool) -> str:
    pairs = zip(t.args[::2], t.args[1::2], strict=True)
    return "cases(" + ", ".join(f"{typst(e)} &{_case(c)}" for c, e in pairs) + ")"


def _case(condition: Term) -> str:
    return ' quad "otherwise"' if condition.op == "true" else f' quad "if" {typst(condition)}'


def _and(t: Term, small: bool) -> str:
    links = t.args
    if not all(a.op == b.op == "relation" and a.args[2] is b.args[1] for a, b in pairwise(links)):
        return ' "and" '.join(typst(a, small) for a in links)
    return typst(links[0], small) + "".join(
        f" {PRETTY_RELATION[a.args[0]]} {typst(a.args[2], small)}" for a in links[1:]
    )


def _limit(t: Term, small: bool) -> str:
    f, x, point, side = t.args
    target = f"attach({typst(point, True)}, tr: {side})" if side else typst(point, True)
    return f'attach(limits(upright("lim")), b: {typst(x, True)} → {target}) {_at(f, PRODUCT, small)}'


def _integral(t: Term, small: bool) -> str:
    f, x, low, high = t.args
    return f"integral_({typst(low, True)})^({typst(high, True)}) {_at(f, PRODUCT, small)} thin d {typst(x, True)}"


def _subs(t: Term, small: bool) -> str:
    f, x, point = t.args
    return f"attach([{typst(f, small)}], br: {typst(x, True)} = {typst(point, True)})"


_FORMS: dict[str, Callable[[Term, bool], str]] = {
    "number": _number,
    **dict.fromkeys(("variable", "index"), lambda t, small: _symbol(t.args[0])),
    "vector": lambda t, small: f"bold(upright({t.args[0]}))",
    "component": lambda t, small: f"attach({_symbol(t.args[0])}, br: {_symbol(t.args[1])})",
    "delta": lambda t, small: f"attach(δ, br: {_symbol(t.args[0])} {_symbol(t.args[1])})",
    "count": lambda t, small: "n",
    "pi": lambda t, small: "π",
    "imaginary": lambda t, small: "i",
    "infinity": lambda t, small: "∞",
    "true": lambda t, small: '"true"',
    "add": _add,
    "neg": lambda t, small: f"−{_at(t.args[0], PRODUCT, small)}",
    "mul": _mul,
    "div": _div,
    "pow": _pow,
    "exp": _exp,
    **dict.fromkeys(
        ("log", "erf", "sin", "cos", "atan"), lambda t, small: f"{_name(t.op)}({_argument(t.args[0], small)})"
    ),
    "call": _named,
    "series": lambda t, small: integers.typst_series(t, lambda a: typst(a, True), _at(t.args[0], SIGNED, small)),
    "iterated": lambda t, small: "frac({}, {}) thin {}".format(
        *integers.typst_order(t, lambda a: typst(a, True)), _at(t.args[0], PREFIX + 1, small)
    ),
    "opaque": lambda t, small: integers.typst_function(t, lambda a: typst(a, small), lambda a: typst(a, True))
    or f"{_name(t.args[0])}({', '.join(typst(a, small) for a in t.args[1:])})",
    "guarded": lambda t, small: typst(t.args[0], small),
    "derivative": _derivative,
    "sum": lambda t, small: f"sum_({_symbol(t.args[0])} = 1)^n {_at(t.args[1], SIGNED, small)}",
    "piecewise": _piecewise,
    "relation": lambda t, small: f"{typst(t.args[1], small)} {PRETTY_RELATION[t.args[0]]} {typst(t.args[2], small)}",
    "and": _and,
    "or": lambda t, small: ' "or" '.join(typst(a, small) for a in t.args),
    "limit": _limit,
    "integral": _integral,
    "subs": _subs,
    "apply": lambda t, small: f"{_symbol(t.args[0].args[0])}({typst(t.args[1], small)})",
    "range": lambda t, small: f'lr(\\{{ {typst(t.args[0], small)} : {typst(t.args[1], small)} \\}})',
    "interval": lambda t, small: (
        f"lr(\\{brackets_of(t)[0]} {typst(t.args[0], small)}, {typst(t.args[1], small)} \\{brackets_of(t)[1]})"
    ),
}  # fmt: skip
