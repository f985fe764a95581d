"""The rules of differentiation as a lecturer applies them: one rule a line, with its name.

`differentiation_step` replaces each derivative in a line by what its rule gives. Where a rule leaves a derivative
that needs no thought (of a linear expression), that is written out at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from symact.activations import Activation, catalogue
from symact.derivation.definitions import NotDerived, applied, definition_of
from symact.derivation.gather import gathered, power_of
from symact.derivation.reading import expression
from symact.derivation.simple import ROOT_PI, TABLE, depends, easy, has_derivative, linear, quick, stated
from symact.derivation.tidy import as_fraction, factors_of, less_one, minus, negative, product, quotient, raised, total
from symact.kernel.terms import (
    HALF,
    LEAVES,
    ONE,
    TWO,
    ZERO,
    Term,
    div,
    mul,
    neg,
    number,
    power,
    relation,
    substitute,
    text,
)  # fmt: skip


@dataclass
class Names:
    """The names of the rules that were applied, in their order, and what must hold for them.

    `fine` asks for one rule only, nothing done at once because it is easy; `brief` for the chain rule in one line.
    """

    used: list[str] = field(default_factory=list)
    needs: list[Term] = field(default_factory=list)
    fine: bool = False
    brief: bool = False

    def easy(self, t: Term, x: Term) -> bool:
        return not self.fine and (easy(t, x) or (self.brief and quick(t, x)))

    def say(self, name: str) -> None:
        self.used += [n for n in name.split(", ") if n not in self.used]

    def need(self, rel: str, t: Term) -> None:
        """A side condition `t rel 0`, unless `t` is a number or an exponential, about which there is no question."""
        condition = relation(rel, t, ZERO)
        if t.op not in ("number", "exp") and condition not in self.needs:
            self.needs.append(condition)


def differentiation_step(line: Term, brief: bool = False) -> tuple[Term, str]:
    """The line with one rule applied to each derivative in it, and the names of the rules."""
    names = Names(brief=brief)
    made = gathered(_apply(line, names))
    return made, ", ".join(names.used)


def needs(line: Term, brief: bool = False) -> tuple[Term, ...]:
    """The side conditions of the rules that `differentiation_step` applies to the line."""
    names = Names(brief=brief)
    _apply(line, names)
    return tuple(names.needs)


def substeps(line: Term, brief: bool = False) -> list[tuple[Term, list[tuple[Term, str]]]]:
    """For each derivative in the line: one rule after the other, up to what `differentiation_step` made of it."""
    found: list[tuple[Term, list[tuple[Term, str]]]] = []
    for d in outermost(line):
        made, lines, now = differentiation_step(d, brief)[0], list[tuple[Term, str]](), d
        while has_derivative(now) and now is not made:
            names = Names(fine=True)
            now = gathered(_apply(now, names))
            lines.append((now, ", ".join(names.used) or _plain_name(d.args[0], d.args[1])))
        if (now is made or not has_derivative(made)) and (len(lines) > 1 or line is not d):
            found.append((d, lines))
    return found


def _plain_name(t: Term, x: Term) -> str:
    return "derivative of a linear function" if depends(t, x) else "derivative of a constant"


def outermost(t: Term) -> list[Term]:
    if t.op == "derivative":
        return [t]
    return list(dict.fromkeys(d for a in t.args if isinstance(a, Term) for d in outermost(a)))


def _apply(t: Term, names: Names) -> Term:
    """Derivatives are replaced from outside; what stands around them is put together again as people write it."""
    if t.op == "derivative":
        f, x, order = t.args
        if order != 1:
            raise NotDerived("derivatives of higher order are not derived yet")
        return rule(f, x, names)
    if not has_derivative(t):
        return t
    parts = [_apply(a, names) for a in t.args if isinstance(a, Term)]
    return _TOGETHER[t.op](*parts) if t.op in _TOGETHER else _rebuilt(t, parts)


def _rebuilt(t: Term, parts: list[Term]) -> Term:
    left = iter(parts)
    return Term(t.op, *[next(left) if isinstance(a, Term) else a for a in t.args])


_TOGETHER: dict[str, Callable[..., Term]] = {"add": total, "neg": negative, "mul": product, "div": quotient}


def rule(t: Term, x: Term, names: Names) -> Term:
    """The derivative of `t` by one rule."""
    if t is x or not depends(t, x):
        return ONE if t is x else ZERO
    if t.op == "component" and x.op == "component" and t.args[0] == x.args[0]:
        return Term("delta", *sorted((t.args[1], x.args[1])))
    if t.op not in _RULES:
        name = t.args[0] if t.op == "opaque" else t.op
        why = "a derivative by cases" if t.op == "piecewise" else f"a rule for {name}"
        raise NotDerived(f"{text(t)} needs {why}, which is not there yet")
    whole = names.easy(t, x)

    def inner(a: Term) -> Term:
        known = whole or a is x or not depends(a, x) or (linear(a, x) and not names.fine)
        return rule(a, x, names) if known else Term("derivative", a, x, 1)

    return _RULES[t.op](t, x, names, inner)


def _through(t: Term, x: Term, names: Names, d: Inner) -> Term:
    """The derivative of a summand, or of what stands beside a constant: its own rule is applied in the same line."""
    return d(t) if names.fine or (names.brief and quick(t, x)) else rule(t, x, names)


Inner = Callable[[Term], Term]


def _sum(t: Term, x: Term, names: Names, d: Inner) -> Term:
    moving = [a for a in t.args if depends(a, x)]
    if names.fine or (len(moving) > 1 and not linear(t, x) and not names.easy(t, x)):
        names.say("sum rule")
    return total(*[_signed(a, x, names, d) for a in moving])


def _signed(t: Term, x: Term, names: Names, d: Inner) -> Term:
    return minus(_through(t.args[0], x, names, d)) if t.op == "neg" else _through(t, x, names, d)


def _product(t: Term, x: Term, names: Names, d: Inner) -> Term:
    moving = [a for a in t.args if depends(a, x)]
    if len(moving) == 1:
        if names.fine:
            names.say("constant factor")
        return product(*[a if not depends(a, x) else _through(a, x, names, d) for a in t.args])
    names.say("product rule")
    factors = list(t.args)
    return total(*[product(*factors[:i], d(a), *factors[i + 1 :]) for i, a in enumerate(factors) if depends(a, x)])


def _quotient(t: Term, x: Term, names: Names, d: Inner) -> Term:
    u, v = t.args
    if not depends(v, x):
        if names.fine:
            names.say("constant factor")
        return quotient(_through(u, x, names, d), v)
    value, factors = factors_of([v])
    outside = product(number(value), *[f for f in factors if not depends(f, x)])
    w = product(*[f for f in factors if depends(f, x)])
    if not depends(u, x) and w.op == "pow" and w.args[1].op == "number":
        base, e = w.args[0], w.args[1].args[0]
        names.need(">" if e.denominator != 1 else "!=", base)
        names.say("power rule" if base is x else "power rule, chain rule")
        return negative(quotient(product(u, number(e), d(base)), product(outside, raised(base, e + 1))))
    names.need("!=", w)
    if not depends(u, x):
        names.say("derivative of 1/x" if w is x else "quotient rule")
        return negative(quotient(product(u, d(w)), product(outside, power_of(w, Fraction(2)))))
    names.say("quotient rule")
    above = total(product(d(u), w), minus(product(u, d(w))))
    return quotient(above, product(outside, power_of(w, Fraction(2))))


def _power(t: Term, x: Term, names: Names, d: Inner) -> Term:
    base, exponent = t.args[0], as_fraction(t.args[1])
    if exponent is HALF:
        names.need(">", base)
        names.say("derivative of the square root" if base is x else "chain rule, derivative of the square root")
        return quotient(d(base), mul(TWO, t))
    if exponent.op == "number":
        names.say("power rule" if base is x else "power rule, chain rule")
        n: Fraction = exponent.args[0]
        return product(exponent, raised(base, n - 1), d(base))
    if not depends(base, x):
        names.say("derivative of a power of a constant")
        return product(t, Term("log", base), d(exponent))
    if base.op != "exp" and not depends(exponent, x):
        names.need(">", base)
        names.say("power rule" if base is x else "power rule, chain rule")
        return product(exponent, power(base, less_one(exponent)), d(base))
    names.say("write the power as an exponential")
    if base.op == "exp":
        return Term("derivative", Term("exp", gathered(mul(exponent, base.args[0]))), x, 1)
    return Term("derivative", Term("exp", mul(exponent, Term("log", base))), x, 1)


def _function(name: str, outer: Callable[[Term], Term]) -> Callable[[Term, Term, Names, Inner], Term]:
    def apply(t: Term, x: Term, names: Names, d: Inner) -> Term:
        u: Term = t.args[0]
        names.say(f"derivative of {name}" if u is x or u.op == "component" else f"chain rule, derivative of {name}")
        inner = d(u)
        return product(inner, outer(u)) if inner.op in LEAVES or _leads(t, inner) else product(outer(u), inner)

    return apply


def _leads(t: Term, inner: Term) -> bool:
    """2x·e^(x²), but e^u·(d/dx u): a finished inner derivative stands before an exponential."""
    return t.op == "exp" and not has_derivative(inner) and inner.op != "add"


def _logarithm(t: Term, x: Term, names: Names, d: Inner) -> Term:
    u: Term = t.args[0]
    names.need(">", u)
    names.say("derivative of the logarithm" if u is x else "chain rule, derivative of the logarithm")
    return quotient(d(u), u)


def _series(t: Term, x: Term, names: Names, d: Inner) -> Term:
    names.say("term by term")
    return Term("sum", t.args[0], d(t.args[1]))


def _call(t: Term, x: Term, names: Names, d: Inner) -> Term:
    """A catalogue function of one argument has its stated derivative; another one is unfolded."""
    name, *arguments = t.args
    if name in TABLE:
        names.say(f"derivative of `{name}`" if arguments[0] is x else f"chain rule, derivative of `{name}`")
        return _chained(TABLE[name](arguments[0]), d(arguments[0]))
    entry = catalogue().get(name)
    if entry is not None and entry.core and _is_gradient(entry, arguments, x):
        names.say(f"derivative of `{name}`")
        indices = {"j": x.args[1], **({entry.variables[0].name: arguments[0].args[0]} if len(arguments) > 1 else {})}
        values = {Term("index", old): Term("index", new) for old, new in indices.items()}
        values[Term("delta", indices["j"], indices["j"])] = ONE
        return substitute(expression(entry.derivative, entry.domains), values)
    if entry is None or not stated(t, x):
        names.say(f"definition of `{name}`")
        return Term("derivative", definition_of(t), x, 1)
    names.say(f"derivative of `{name}`" if arguments[0] is x else f"chain rule, derivative of `{name}`")
    return _chained(applied(entry, entry.derivative, arguments), d(arguments[0]))


def _chained(outer: Term, inner: Term) -> Term:
    """f′(u)·u′, a number or letter in front."""
    return product(inner, outer) if inner.op in LEAVES else product(outer, inner)


def _is_gradient(entry: Activation, arguments: Sequence[Term], x: Term) -> bool:
    """Whether the call is a function of the vector itself, as the entry writes it, and x one of its components."""
    vector = Term("vector", entry.variables[-1].name)
    return entry.of_vector and arguments[-1] is vector and x.op == "component" and x.args[0] == vector.args[0]


_RULES: dict[str, Callable[[Term, Term, Names, Inner], Term]] = {
    "add": _sum,
    "neg": lambda t, x, names, d: _signed(t, x, names, d),
    "mul": _product,
    "div": _quotient,
    "pow": _power,
    "exp": _function("the exponential", lambda u: Term("exp", u)),
    "log": _logarithm,
    "erf": _function("erf", lambda u: mul(div(TWO, ROOT_PI), Term("exp", neg(power(u, TWO))))),
    "sin": _function("the sine", lambda u: Term("cos", u)),
    "cos": _function("the cosine", lambda u: neg(Term("sin", u))),
    "atan": _function("the arc tangent", lambda u: div(ONE, Term("add", ONE, power(u, TWO)))),
    "sum": _series,
    "call": _call,
}
