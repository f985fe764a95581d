"""What needs no thought when differentiated: linear terms, what stands in a table, what only the chain rule is for."""

from __future__ import annotations

from collections.abc import Callable

from symact.activations import catalogue
from symact.derivation.tidy import factors_of, product
from symact.kernel.terms import ONE, PI, TWO, Term, div, free_symbols, mul, neg, power, sqrt, walk


def has_derivative(t: Term) -> bool:
    return any(s.op == "derivative" for s in walk(t))


def depends(t: Term, x: Term) -> bool:
    """Whether `t` may change with `x`; any component of the vector counts."""
    return x.args[0] in free_symbols(t)


def linear(t: Term, x: Term) -> bool:
    """Whether the derivative of `t` needs no thought: a constant, x, or sums and constant multiples of them."""
    if t is x or not depends(t, x) or t.op == "component":
        return True
    if t.op in ("neg", "add"):
        return all(linear(a, x) for a in t.args)
    if t.op == "mul":
        return sum(depends(a, x) for a in t.args) == 1 and all(linear(a, x) for a in t.args)
    return t.op == "div" and not depends(t.args[1], x) and linear(t.args[0], x)


def easy(t: Term, x: Term) -> bool:
    """Whether a table of derivatives has `t`: linear, or a function of something linear, or a sum of such."""
    if linear(t, x):
        return True
    if t.op in ("neg", "add"):
        return all(easy(a, x) for a in t.args)
    if t.op == "mul":
        return sum(depends(a, x) for a in t.args) == 1 and all(easy(a, x) for a in t.args)
    if t.op == "div":
        return easy(t.args[0], x) if not depends(t.args[1], x) else _reciprocal(t, x)
    if t.op == "pow":
        return t.args[1].op == "number" and linear(t.args[0], x)
    return t.op in ("exp", "log", "erf", "sin", "cos", "atan") and linear(t.args[0], x)


def _reciprocal(t: Term, x: Term) -> bool:
    """1/x, 1/x², 1/(3√x)."""
    w = product(*[f for f in factors_of([t.args[1]])[1] if depends(f, x)])
    plain = w.op == "pow" and w.args[1].op == "number"
    return not depends(t.args[0], x) and (w.args[0] if plain else w) is x


def quick(t: Term, x: Term) -> bool:
    """Whether only the chain rule is needed, however often: no product and no quotient in which both parts move."""
    if linear(t, x):
        return True
    if t.op in ("neg", "add"):
        return all(quick(a, x) for a in t.args)
    if t.op == "mul":
        return sum(depends(a, x) for a in t.args) == 1 and all(quick(a, x) for a in t.args)
    if t.op == "div":
        return sum(depends(a, x) for a in t.args) == 1 and all(quick(a, x) for a in t.args)
    if t.op == "pow":
        return t.args[1].op == "number" and quick(t.args[0], x)
    if t.op == "call" and t.args[0] not in TABLE:
        return t.args[0] in catalogue() and stated(t, x) and quick(t.args[1], x)
    return t.op in (*_ELEMENTARY, "call") and all(quick(a, x) for a in t.args if isinstance(a, Term))


_ELEMENTARY = ("exp", "log", "erf", "sin", "cos", "atan")


def stated(t: Term, x: Term) -> bool:
    """Whether the catalogue states the derivative of a function of one argument."""
    entry = catalogue()[t.args[0]]
    known = entry.core and not entry.of_vector and not entry.differentiable
    return known and not any(depends(a, x) for a in t.args[2:])


def _named(name: str) -> Callable[[Term], Term]:
    return lambda u: Term("call", name, u)


ROOT_PI = sqrt(PI)
# The functions without an entry of their own, and the normal distribution: what every table of derivatives has.
TABLE: dict[str, Callable[[Term], Term]] = {
    "sinh": _named("cosh"), "cosh": _named("sinh"), "Phi": _named("phi"), "expm1": lambda u: Term("exp", u),
    "phi": lambda u: neg(mul(u, Term("call", "phi", u))),
    "tan": lambda u: Term("add", ONE, power(Term("call", "tan", u), TWO)),
    "asinh": lambda u: div(ONE, sqrt(Term("add", ONE, power(u, TWO)))),
    "atanh": lambda u: div(ONE, Term("add", ONE, neg(power(u, TWO)))),
    "log1p": lambda u: div(ONE, Term("add", ONE, u)),
    "erfc": lambda u: neg(mul(div(TWO, ROOT_PI), Term("exp", neg(power(u, TWO))))),
}  # fmt: skip
