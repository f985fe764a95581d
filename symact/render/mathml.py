"""Terms as MathML Core, in the order in which they stand, like the LaTeX: nothing is sorted or simplified."""

from __future__ import annotations

from collections.abc import Callable, Set
from fractions import Fraction
from itertools import pairwise

from symact.kernel.terms import ELEMENTARY, HALF, LEAVES, ONE, Term, children
from symact.render import integers
from symact.render.elements import APPLY, SLASH, THIN, TIMES, brackets, function_name, operator, row, symbol, vector
from symact.render.latex import ATOM, POWER, PREFIX, PRODUCT, SIGNED, level
from symact.render.notation import (
    POWER_ON_NAME,
    PRETTY_RELATION,
    brackets_of,
    decimal,
    is_composed,
    is_partial,
    is_primed,
    latex_name,
    power_of_ten,
    spread,
)  # fmt: skip

_PREFIXED = frozenset({"sum", "series", "derivative", "iterated", "limit", "integral"})
_NAMED = ELEMENTARY - {"exp"} | {"call", "opaque"}


def mathml(t: Term, changed: Set[Term] = frozenset()) -> str:
    """The children of `<math>` for a term or condition; subterms in `changed` are in rows of that class."""
    return _Writer(changed).term(t, False)


class _Writer:
    """Prints terms; knows which of them to mark."""

    def __init__(self, changed: Set[Term]) -> None:
        self.changed = changed

    def term(self, t: Term, small: bool) -> str:
        """`small` is true in exponents and limits, where fractions are written with a slash."""
        made = _FORMS[t.op](self, t, small)
        return f'<mrow class="changed">{made}</mrow>' if t in self.changed else made

    def at(self, t: Term, least: int, small: bool) -> str:
        body = self.term(t, small)
        return brackets(body) if level(t, small) < least else body

    def number(self, t: Term, small: bool) -> str:
        value: Fraction = t.args[0]
        size = abs(value)
        tiny, short = power_of_ten(size), decimal(size)
        if size.denominator == 1:
            body = f"<mn>{size.numerator}</mn>"
        elif tiny is not None:
            body = f"<msup><mn>10</mn><mrow><mo>−</mo><mn>{tiny}</mn></mrow></msup>"
        elif short is not None:
            body = f"<mn>{short}</mn>"
        elif small:
            body = f"<mn>{size.numerator}</mn>{SLASH}<mn>{size.denominator}</mn>"
        else:
            body = f"<mfrac><mn>{size.numerator}</mn><mn>{size.denominator}</mn></mfrac>"
            body = f'<mrow displaystyle="false">{body}</mrow>'
        return row("<mo>−</mo>", body) if value < 0 else body

    def add(self, t: Term, small: bool) -> str:
        parts = [self.at(t.args[0], SIGNED, small)]
        for a in t.args[1:]:
            minus = a.op == "neg"
            printed = self.at(a.args[0] if minus else a, PRODUCT, small)
            marked = f'<mrow class="changed">{printed}</mrow>' if minus and a in self.changed else printed
            parts.append(f"{operator('−' if minus else '+', small)}{marked}")
        return row(*parts)

    def mul(self, t: Term, small: bool) -> str:
        made = ""
        for position, factor in enumerate(t.args):
            last = position == len(t.args) - 1
            least = PREFIX + 1 if not last else PRODUCT if position == 0 else PREFIX
            least = PRODUCT if position == 0 and level(factor, small) != PREFIX else least
            gap = between(t.args[position - 1], factor, small) if position else ""
            made += gap + self.at(factor, least, small)
        return row(made)

    def div(self, t: Term, small: bool) -> str:
        a, b = t.args
        if small:
            return row(self.at(a, SIGNED, True), SLASH, self.at(b, POWER, True))
        if a.op == "neg" and a not in self.changed:
            return row("<mo>−</mo>", self.fraction(self.term(a.args[0], False), self.term(b, False)))
        return self.fraction(self.term(a, False), self.term(b, False))

    def fraction(self, above: str, below: str) -> str:
        return f"<mfrac>{row(above)}{row(below)}</mfrac>"

    def pow(self, t: Term, small: bool) -> str:
        base, exponent = t.args
        if exponent is HALF:
            return f"<msqrt>{self.term(base, False)}</msqrt>"
        upper = row(self.term(exponent, True))
        if base.op in ("call", "sin", "cos", "log") and exponent.op == "number":
            name = str(base.op if base.op != "call" else base.args[0])
            if POWER_ON_NAME.search(latex_name(name)) and len(children(base)) == 1:
                head = f"<msup>{function_name(name)}{upper}</msup>"
                made = row(head, APPLY, brackets(self.term(children(base)[0], small)))
                return f'<mrow class="changed">{made}</mrow>' if base in self.changed else made
        tiny = base.op == "number" and power_of_ten(abs(base.args[0])) is not None
        whole = level(base, small) == ATOM and not tiny and not (base.op == "call" and is_composed(base.args[0]))
        body = self.term(base, small)
        return f"<msup>{row(body) if whole else brackets(body)}{upper}</msup>"

    def exp(self, t: Term, small: bool) -> str:
        argument = t.args[0]
        if argument is ONE:
            return "<mi>e</mi>"
        heavy = any(s.op in ("piecewise", "sum", "derivative") for s in (argument, *children(argument)))
        if heavy or (argument.op == "exp" and small):
            return row("<mi>exp</mi>", APPLY, brackets(self.term(argument, small)))
        return f"<msup><mi>e</mi>{row(self.term(argument, True))}</msup>"

    def elementary(self, t: Term, small: bool) -> str:
        return row(function_name(t.op), APPLY, brackets(self.argument(t.args[0], small)))

    def argument(self, t: Term, small: bool) -> str:
        """An argument in brackets; a short fraction is written x/2 there."""
        plain = t.op == "div" and all(a.op in LEAVES or (a.op == "pow" and a.args[1] is HALF) for a in t.args)
        return self.term(t, small or plain)

    def call(self, t: Term, small: bool) -> str:
        return self.named(t, small, "")

    def named(self, t: Term, small: bool, prime: str) -> str:
        name, arguments = str(t.args[0]), list(t.args[1:])
        if not arguments:
            return function_name(name)
        if name == "Abs":
            return brackets(self.term(arguments[0], small), left="|", right="|")
        component, plain, parameters = spread(name, arguments)
        head = function_name(name)
        head = brackets(head) if prime and is_composed(name) else head
        lower = row(operator(",").join(self.term(a, True) for a in parameters)) if parameters else ""
        head = f"<msub>{head}{lower}</msub>" if lower else head
        head = row(head, f'<mo lspace="0" rspace="0">{prime}</mo>') if prime else head
        inside = brackets(operator(",").join(self.argument(a, small) for a in plain))
        if component:
            inside = f"<msub>{inside}{row(self.term(component, True))}</msub>"
        return row(head, APPLY, inside)

    def derivative(self, t: Term, small: bool) -> str:
        f, x, order = t.args
        if is_primed(t):
            return self.named(f, small, {1: "′", 2: "″", 3: "‴"}[order])
        d = "<mi>∂</mi>" if is_partial(t) else "<mi>d</mi>"
        power = f"<mn>{order}</mn>" if order > 1 else ""
        over = f"<msup>{d}{power}</msup>" if power else d
        below = d + (f"<msup>{row(self.term(x, True))}{power}</msup>" if power else self.term(x, True))
        if f.op in ("call", "component"):
            return self.fraction(over + THIN * (f.op == "call") + self.term(f, False), below)
        body = self.term(f, small)
        bare = level(f, small) > PREFIX or f.op == "sum"
        slope = self.fraction(over, below)
        slope = slope if small else f'<mrow displaystyle="true">{slope}</mrow>'
        return row(slope, THIN if bare else "", body if bare else brackets(body))

    def sum(self, t: Term, small: bool) -> str:
        index, body = t.args
        below = row(symbol(index), operator("=", True), "<mn>1</mn>")
        return row(f'<munderover><mo lspace="0">∑</mo>{below}<mi>n</mi></munderover>', self.at(body, SIGNED, small))

    def piecewise(self, t: Term, small: bool) -> str:
        pairs = zip(t.args[::2], t.args[1::2], strict=True)
        cells = [f"<mtd>{self.term(e, False)}</mtd><mtd>{self.case(c)}</mtd>" for c, e in pairs]
        table = "".join(f"<mtr>{cell}</mtr>" for cell in cells)
        return row('<mo form="prefix">{</mo>', f'<mtable class="cases">{table}</mtable>')

    def case(self, condition: Term) -> str:
        return (
            "<mtext>otherwise</mtext>"
            if condition.op == "true"
            else f"<mtext>if&#xa0;</mtext>{self.term(condition, False)}"
        )

    def relation(self, t: Term, small: bool) -> str:
        sign, left, right = t.args
        return row(self.term(left, small), operator(PRETTY_RELATION[sign], small), self.term(right, small))

    def conjunction(self, t: Term, small: bool) -> str:
        links = t.args
        if not all(a.op == b.op == "relation" and a.args[2] is b.args[1] for a, b in pairwise(links)):
            return row("<mtext>&#xa0;and&#xa0;</mtext>".join(self.term(a, small) for a in links))
        tail = [operator(PRETTY_RELATION[a.args[0]], small) + self.term(a.args[2], small) for a in links[1:]]
        return row(self.term(links[0], small), *tail)

    def disjunction(self, t: Term, small: bool) -> str:
        return row("<mtext>&#xa0;or&#xa0;</mtext>".join(self.term(a, small) for a in t.args))

    def limit(self, t: Term, small: bool) -> str:
        f, x, point, side = t.args
        target = self.term(point, True)
        target = f"<msup>{row(target)}<mo>{'−' if side == '-' else side}</mo></msup>" if side else target
        below = row(self.term(x, True), operator("→", True), target)
        return row(f'<munder><mo movablelimits="false">lim</mo>{below}</munder>', THIN, self.at(f, PRODUCT, small))

    def integral(self, t: Term, small: bool) -> str:
        f, x, low, high = t.args
        sign = f'<msubsup><mo lspace="0">∫</mo>{row(self.term(low, True))}{row(self.term(high, True))}</msubsup>'
        return row(sign, self.at(f, PRODUCT, small), THIN, "<mi>d</mi>", self.term(x, True))

    def subs(self, t: Term, small: bool) -> str:
        f, x, point = t.args
        below = row(self.term(x, True), operator("=", True), self.term(point, True))
        return f'<msub><mrow>{self.term(f, small)}<mo form="postfix" stretchy="true">|</mo></mrow>{below}</msub>'


def between(left: Term, right: Term, small: bool) -> str:
    """What separates two factors: nothing, a thin space, or a dot where digits or fractions would run together."""
    if _begins_with_digit(right, small) or left is ONE or left.op == right.op == "div":
        return "<mo>⋅</mo>"
    if right.op in _NAMED | _PREFIXED or right.op == "piecewise":
        return THIN if left.op != "number" or right.op in _PREFIXED else TIMES
    return TIMES


def _begins_with_digit(t: Term, small: bool) -> bool:
    if level(t, small) < PREFIX and t.op != "number":
        return False
    if t.op == "guarded" or (t.op == "pow" and t.args[1] is not HALF):
        return _begins_with_digit(t.args[0], small)
    return t.op == "number" and t.args[0] > 0


def occurrences(t: Term, part: Term) -> int:
    """How often a subterm stands in a term."""
    return 1 if t is part else sum(occurrences(a, part) for a in children(t) if a.depth >= part.depth)


_FORMS: dict[str, Callable[[_Writer, Term, bool], str]] = {
    "number": _Writer.number,
    "variable": lambda w, t, small: symbol(t.args[0]),
    "index": lambda w, t, small: symbol(t.args[0]),
    "vector": lambda w, t, small: vector(t.args[0]),
    "component": lambda w, t, small: f"<msub>{symbol(t.args[0])}{symbol(t.args[1])}</msub>",
    "delta": lambda w, t, small: f"<msub><mi>δ</mi>{row(symbol(t.args[0]), symbol(t.args[1]))}</msub>",
    "count": lambda w, t, small: "<mi>n</mi>",
    "pi": lambda w, t, small: "<mi>π</mi>",
    "imaginary": lambda w, t, small: "<mi>i</mi>",
    "infinity": lambda w, t, small: "<mn>∞</mn>",
    "true": lambda w, t, small: "<mtext>true</mtext>",
    "add": _Writer.add,
    "neg": lambda w, t, small: row("<mo>−</mo>", w.at(t.args[0], PRODUCT, small)),
    "mul": _Writer.mul,
    "div": _Writer.div,
    "pow": _Writer.pow,
    "exp": _Writer.exp,
    **dict.fromkeys(("log", "erf", "sin", "cos", "atan"), _Writer.elementary),
    "call": _Writer.call,
    "opaque": lambda w, t, small: (
        integers.mathml_function(t, lambda a: w.term(a, small), lambda a: w.term(a, True))
        or row(function_name(t.args[0]), APPLY, brackets(operator(",").join(w.term(a, small) for a in t.args[1:])))
    ),
    "series": lambda w, t, small: row(
        integers.mathml_series(t, lambda a: w.term(a, True), w.at(t.args[0], SIGNED, small))
    ),
    "iterated": lambda w, t, small: row(
        w.fraction(*integers.mathml_order(t, lambda a: w.term(a, True))), THIN, w.at(t.args[0], PREFIX + 1, small)
    ),
    "guarded": lambda w, t, small: w.term(t.args[0], small),
    "derivative": _Writer.derivative,
    "sum": _Writer.sum,
    "piecewise": _Writer.piecewise,
    "relation": _Writer.relation,
    "and": _Writer.conjunction,
    "or": _Writer.disjunction,
    "limit": _Writer.limit,
    "integral": _Writer.integral,
    "subs": _Writer.subs,
    "apply": lambda w, t, small: row(w.term(t.args[0], small), APPLY, brackets(w.term(t.args[1], small))),
    "range": lambda w, t, small: row(
        "<mo>{</mo>", w.term(t.args[0], small), operator(":"), w.term(t.args[1], small), "<mo>}</mo>"
    ),
    "interval": lambda w, t, small: row(
        f"<mo>{brackets_of(t)[0]}</mo>", w.term(t.args[0], small), operator(","), w.term(t.args[1], small),
        f"<mo>{brackets_of(t)[1]}</mo>",
    ),
}  # fmt: skip
