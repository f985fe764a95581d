"""Terms as one line of Unicode, in the order in which they stand: `σ(x)(1 − σ(x))`, `1/(1 + e^(−x))`, `∂/∂zⱼ`."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise

from symact.kernel.terms import HALF, ONE, Term
from symact.render import integers
from symact.render.notation import (
    PRETTY_RELATION,
    SUPERSCRIPT,
    brackets_of,
    decimal,
    is_composed,
    is_partial,
    is_primed,
    power_of_ten,
    pretty_name,
    pretty_symbol,
    spread,
    subscript,
)  # fmt: skip

SUM, SIGNED, PRODUCT, PREFIX, POWER, ATOM = range(1, 7)
_LEVEL = {"add": SUM, "neg": SIGNED, "mul": PRODUCT, "div": PRODUCT, "pow": POWER, "exp": POWER, "sum": PREFIX,
          "series": PREFIX, "iterated": PREFIX, "limit": PREFIX, "integral": PREFIX}  # fmt: skip


def pretty(t: Term) -> str:
    """The Unicode text of a term or condition."""
    return _FORMS[t.op](t)


def level(t: Term) -> int:
    if t.op == "number":
        value: Fraction = t.args[0]
        return SIGNED if value < 0 else ATOM if value.denominator == 1 or decimal(value) else PRODUCT
    if t.op == "derivative":
        return ATOM if is_primed(t) else PREFIX
    if t.op == "guarded":
        return level(t.args[0])
    if t.op == "div" and level(t.args[0]) == SIGNED:
        return SIGNED  # the sign is printed in front
    if t.op == "exp" and t.args[0] is ONE:
        return ATOM
    return _LEVEL.get(t.op, ATOM)


def _at(t: Term, least: int) -> str:
    return f"({pretty(t)})" if level(t) < least else pretty(t)


def _number(t: Term) -> str:
    value: Fraction = t.args[0]
    sign, size = ("−", -value) if value < 0 else ("", value)
    if size.denominator == 1:
        return f"{sign}{size.numerator}"
    tiny = power_of_ten(size)
    if tiny is not None:
        return f"{sign}10{str(-tiny).translate(SUPERSCRIPT)}"
    return sign + (decimal(size) or f"{size.numerator}/{size.denominator}")


def _add(t: Term) -> str:
    parts = [_at(t.args[0], SIGNED)]
    for a in t.args[1:]:
        parts.append(f" − {_at(a.args[0], PRODUCT)}" if a.op == "neg" else f" + {_at(a, PRODUCT)}")
    return "".join(parts)


def _mul(t: Term) -> str:
    printed = ""
    for position, factor in enumerate(t.args):
        body = _at(factor, PRODUCT if position == 0 else PREFIX)
        if level(factor) == PREFIX and position < len(t.args) - 1:
            body = f"({pretty(factor)})"
        printed += _between(t.args[position - 1], body) + body if printed else body
    return printed


def _between(left: Term, body: str) -> str:
    """2x and σ(x)(1 − σ(x)) need nothing between the factors; x·(1 − x) must not look like a function."""
    if left.op == "number" and left.args[0].denominator == 1 and left is not ONE:
        word = len(body) > 1 and body[:2].isascii() and body[:2].isalpha()
        return "·" if word or body[0].isdigit() or body[:2] in ("d/", "∂/") else ""
    return "" if body.startswith("(") and (left.op == "call" or level(left) < PRODUCT) else "·"


def _div(t: Term) -> str:
    above = f"({pretty(t.args[0])})" if is_open(t.args[0]) else _at(t.args[0], SIGNED)
    return f"{above}/{_at(t.args[1], POWER)}"


def is_open(t: Term) -> bool:
    """Whether the printed form ends in an operator that would take in whatever follows, as a sum does."""
    if t.op in ("neg", "mul"):
        return is_open(t.args[-1])
    if t.op == "derivative":
        return not is_primed(t) and t.args[0].op in _BARE
    return t.op in ("sum", "series", "iterated", "limit", "integral")


def _pow(t: Term) -> str:
    base, exponent = t.args
    if exponent is HALF:
        return f"√{pretty(base) if level(base) == ATOM and len(pretty(base)) == 1 else f'({pretty(base)})'}"
    closed = level(base) == ATOM and not (base.op == "number" and power_of_ten(abs(base.args[0])))
    closed = closed and not (base.op == "call" and is_composed(base.args[0]))
    body = pretty(base) if closed else f"({pretty(base)})"
    size = exponent.args[0] if exponent.op == "neg" else exponent
    if size.op == "number" and size.args[0].denominator == 1:
        return body + pretty(exponent).translate(SUPERSCRIPT)
    return f"{body}^{_raised(exponent)}"


def _exp(t: Term) -> str:
    return "e" if t.args[0] is ONE else f"e^{_raised(t.args[0])}"


def _raised(t: Term) -> str:
    """An exponent: a function of something in parentheses, so that e^(sin(x)) ends where it ends."""
    bare = level(t) == ATOM and not pretty(t).endswith(")")
    return pretty(t) if bare else f"({pretty(t)})"


def _call(t: Term) -> str:
    return _named(t, "")


def _named(t: Term, prime: str) -> str:
    name, arguments = str(t.args[0]), list(t.args[1:])
    if not arguments:
        return pretty_name(name)
    if name == "Abs":
        return f"|{pretty(arguments[0])}|"
    component, plain, parameters = spread(name, arguments)
    lower = ",".join(map(pretty, parameters))
    lower = lower and (subscript(lower) if lower.isalnum() else f"_({lower})")
    behind = subscript(pretty(component)) if component else ""
    head = f"({pretty_name(name)})" if prime and is_composed(name) else pretty_name(name)
    return f"{head}{lower}{prime}({', '.join(map(pretty, plain))}){behind}"


def _derivative(t: Term) -> str:
    f, x, order = t.args
    if is_primed(t):
        return _named(f, "′" * order)
    d = "∂" if is_partial(t) else "d"
    power = str(order).translate(SUPERSCRIPT) if order > 1 else ""
    body = pretty(f) if f.op in _BARE else f"[{pretty(f)}]"
    return f"{d}{power}/{d}{pretty(x)}{power} {body}"


def _piecewise(t: Term) -> str:
    pairs = zip(t.args[::2], t.args[1::2], strict=True)
    rows = [f"{pretty(e)} {'otherwise' if c.op == 'true' else 'if ' + pretty(c)}" for c, e in pairs]
    return "{ " + ";  ".join(rows) + " }"


def _relation(t: Term) -> str:
    return f"{pretty(t.args[1])} {PRETTY_RELATION[t.args[0]]} {pretty(t.args[2])}"


def _and(t: Term) -> str:
    """A chain 0 < p < 1 is written as one."""
    links = t.args
    if not all(a.op == b.op == "relation" and a.args[2] is b.args[1] for a, b in pairwise(links)):
        return " and ".join(map(pretty, links))
    return pretty(links[0]) + "".join(f" {PRETTY_RELATION[a.args[0]]} {pretty(a.args[2])}" for a in links[1:])


def _limit(t: Term) -> str:
    f, x, point, side = t.args
    return f"lim({pretty(x)} → {pretty(point)}{side.translate(_SIDE)}) {_at(f, PRODUCT)}"


def _integral(t: Term) -> str:
    f, x, low, high = t.args
    return f"∫({pretty(low)}…{pretty(high)}) {_at(f, PRODUCT)} d{pretty(x)}"


_BARE = ("call", "apply", "component", "variable")
_SIDE = str.maketrans("+-", "⁺⁻")
_FORMS: dict[str, Callable[[Term], str]] = {
    "number": _number,
    **dict.fromkeys(("variable", "index", "vector"), lambda t: pretty_symbol(t.args[0])),
    "component": lambda t: pretty_symbol(t.args[0]) + subscript(t.args[1]),
    "delta": lambda t: "δ" + subscript(t.args[0] + t.args[1]),
    "count": lambda t: "n",
    "pi": lambda t: "π",
    "imaginary": lambda t: "i",
    "infinity": lambda t: "∞",
    "true": lambda t: "true",
    "add": _add,
    "neg": lambda t: f"−{_at(t.args[0], PRODUCT)}",
    "mul": _mul,
    "div": _div,
    "pow": _pow,
    "exp": _exp,
    **dict.fromkeys(("log", "erf", "sin", "cos", "atan"), lambda t: f"{t.op}({pretty(t.args[0])})"),
    "call": _call,
    "opaque": lambda t: f"{t.args[0]}({', '.join(map(pretty, t.args[1:]))})",
    "guarded": lambda t: pretty(t.args[0]),
    "derivative": _derivative,
    "sum": lambda t: f"Σ{subscript(t.args[0])} {_at(t.args[1], SIGNED)}",
    "piecewise": _piecewise,
    "relation": _relation,
    "and": _and,
    "or": lambda t: " or ".join(map(pretty, t.args)),
    "limit": _limit,
    "integral": _integral,
    "series": lambda t: integers.pretty_series(t, pretty, _at(t.args[0], SIGNED)),
    "iterated": lambda t: integers.pretty_order(t, pretty, _at(t.args[0], PREFIX + 1)),
    "apply": lambda t: f"{pretty(t.args[0])}({pretty(t.args[1])})",
    "range": lambda t: f"{{{pretty(t.args[0])} : {pretty(t.args[1])}}}",
    "interval": lambda t: f"{brackets_of(t)[0]}{pretty(t.args[0])}, {pretty(t.args[1])}{brackets_of(t)[1]}",
    "subs": lambda t: f"[{pretty(t.args[0])}] at {pretty(t.args[1])} = {pretty(t.args[2])}",
}
