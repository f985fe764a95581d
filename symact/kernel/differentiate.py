"""The formal derivative of a term without conditionals.

It equals the derivative at every point where each quotient, power, logarithm and root in the term is defined in a
neighbourhood; showing that is the caller's business, and why the operand stays part of the obligations.
"""

from __future__ import annotations

from collections.abc import Callable

from symact.kernel.errors import Stuck
from symact.kernel.naturals import HERMITE, is_whole
from symact.kernel.special_values import elementary_form, order_of
from symact.kernel.terms import (
    LEAVES,
    ONE,
    PI,
    TWO,
    ZERO,
    Term,
    add,
    div,
    free_symbols,
    fresh,
    is_constant,
    mul,
    neg,
    number,
    ops,
    power,
    sqrt,
    sub,
    substitute,
)  # fmt: skip


def differentiate(t: Term, x: Term) -> Term:
    """∂t/∂x for a variable or component `x`; conditionals branch by branch, their conditions kept."""
    return _d(t, x, {})


def _d(t: Term, x: Term, memo: dict[Term, Term]) -> Term:
    if t not in memo:
        memo[t] = _derivative(t, x, memo)
    return memo[t]


def _derivative(t: Term, x: Term, memo: dict[Term, Term]) -> Term:
    if t is x:
        return ONE
    if t.op == "component" and x.op == "component" and t.args[0] == x.args[0]:
        return Term("delta", *sorted((t.args[1], x.args[1])))
    if t.op in LEAVES or not depends(t, x):
        return ZERO
    if t.op == "sum":
        bound, body = t.args
        if x.op == "component" and x.args[1] == bound:
            bound = fresh(bound, free_symbols(body) | {bound})
            body = substitute(body, {Term("index", t.args[0]): Term("index", bound)})
        return Term("sum", bound, _d(body, x, {}))
    if t.op in ("series", "iterated"):
        return _counted(t, x, memo)
    if t.op == "piecewise":
        branches = list(t.args)
        branches[1::2] = [_d(e, x, memo) for e in t.args[1::2]]
        return Term("piecewise", *branches)
    if t.op == "guarded":
        return Term("guarded", _d(t.args[0], x, memo), *t.args[1:])
    if t.op == "opaque" and t.args[0] in HERMITE:
        return _hermite_rule(t, _d(t.args[-1], x, memo), x)
    if t.op == "opaque":
        return _special_rule(t, _d(t.args[-1], x, memo), x)
    if t.op not in _RULES:
        raise Stuck(f"no derivative rule for {t.op}")
    return _RULES[t.op](t, [_d(a, x, memo) for a in t.args])


def _counted(t: Term, x: Term, memo: dict[Term, Term]) -> Term:
    """A finite sum term by term; one more derivative in the same variable. Integers do not vary."""
    f, k, *rest = t.args
    if any(depends(a, x) for a in rest):
        raise Stuck("a derivative in a variable of integer values")
    if t.op == "series":
        return Term("series", _d(f, x, memo), k, *rest)
    if k is not x:
        raise Stuck("a derivative of symbolic order in another variable")
    return Term("iterated", f, x, add(rest[0], ONE))


def _hermite_rule(t: Term, d: Term, x: Term) -> Term:
    """Heₙ′ = x·Heₙ − Heₙ₊₁ and Hₙ′ = 2x·Hₙ − Hₙ₊₁ (DLMF 18.9.1, 18.9.25, 18.9.27)."""
    name, n, u = t.args
    if depends(n, x):
        raise Stuck("a derivative in a variable of integer values")
    lead = mul(u, t) if name == "hermite_prob" else mul(TWO, u, t)
    return _product(sub(lead, Term("opaque", name, add(n, ONE), u)), d)


def depends(t: Term, x: Term) -> bool:
    """Whether the value of `t` may change with `x`; any component of the same vector counts."""
    return x.args[0] in free_symbols(t)


def _sum(terms: list[Term]) -> Term:
    kept = [t for t in terms if t is not ZERO]
    return add(*kept) if kept else ZERO


def _product(*factors: Term) -> Term:
    if ZERO in factors:
        return ZERO
    kept = [f for f in factors if f is not ONE]
    return mul(*kept) if kept else ONE


def _negative(t: Term) -> Term:
    return t if t is ZERO else neg(t)


def _product_rule(t: Term, d: list[Term]) -> Term:
    return _sum([_product(*t.args[:i], d[i], *t.args[i + 1 :]) for i in range(len(d))])


def _quotient_rule(t: Term, d: list[Term]) -> Term:
    u, v = t.args
    if d[1] is ZERO:
        return ZERO if d[0] is ZERO else div(d[0], v)
    return div(sub(_product(d[0], v), _product(u, d[1])) if d[0] is not ZERO else neg(_product(u, d[1])), power(v, TWO))


def _power_rule(t: Term, d: list[Term]) -> Term:
    base, exponent = t.args
    if exponent.op == "number":
        n = exponent.args[0]
        if n == 0:
            return ZERO
        lower = base if n == 2 else ONE if n == 1 else power(base, number(n - 1))
        return _product(exponent, lower, d[0]) if n != 1 else d[0]
    if is_constant(exponent):
        return _product(exponent, power(base, sub(exponent, ONE)), d[0])
    if d[1] is ZERO and _integers(exponent):
        return _product(exponent, power(base, sub(exponent, ONE)), d[0])
    parts = [_product(d[1], Term("log", base)), _product(exponent, div(d[0], base)) if d[0] is not ZERO else ZERO]
    return _product(t, _sum(parts))


def _integers(t: Term) -> bool:
    """Whether `t` is made of integers and variables by +, - and *, as exponents with integer values are."""
    return is_whole(t, free_symbols(t))


def _special_rule(t: Term, d: Term, x: Term) -> Term:
    """W′ = e^(−W)/(1 + W) (DLMF 4.13); erfinv′ = √π/2·exp(erfinv²) (7.17); Li_s′(z) = Li_(s−1)(z)/z (25.12);
    ⌊u⌋ is constant where u is no integer."""
    name, u, s = t.args[0], t.args[-1], order_of(t)
    if (unfolded := elementary_form(t)) is not None:
        return differentiate(unfolded, x)
    if s is not None:
        lower = Term("opaque", "polylog", number(s - 1), u)
        return _product(div(elementary_form(lower) or lower, u), d)
    if name == "LambertW" and len(t.args) == 2:
        return _product(div(Term("exp", neg(t)), add(ONE, t)), d)
    if name == "erfinv" and len(t.args) == 2:
        return _product(div(sqrt(PI), TWO), Term("exp", power(t, TWO)), d)
    if name == "floor" and len(t.args) == 2:
        return ZERO
    raise Stuck(f"no derivative rule for {name}")


_RULES: dict[str, Callable[[Term, list[Term]], Term]] = {
    "add": lambda t, d: _sum(d),
    "neg": lambda t, d: _negative(d[0]),
    "mul": _product_rule,
    "div": _quotient_rule,
    "pow": _power_rule,
    "exp": lambda t, d: _product(t, d[0]),
    "log": lambda t, d: div(d[0], t.args[0]) if d[0] is not ZERO else ZERO,
    "erf": lambda t, d: _product(div(TWO, sqrt(PI)), Term("exp", neg(power(t.args[0], TWO))), d[0]),
    "sin": lambda t, d: _product(Term("cos", t.args[0]), d[0]),
    "cos": lambda t, d: _negative(_product(Term("sin", t.args[0]), d[0])),
    "atan": lambda t, d: div(d[0], add(ONE, power(t.args[0], TWO))) if d[0] is not ZERO else ZERO,
}


def conditionals(t: Term) -> bool:
    """Whether a `Piecewise` occurs in `t`."""
    return "piecewise" in ops(t)
