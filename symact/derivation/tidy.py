"""Putting terms together the way people write them: no factor 1, no summand 0, signs in front, numbers multiplied out.

Nothing here is trusted: every line that is built so is checked by the kernel.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from symact.kernel.terms import HALF, LEAVES, ONE, ZERO, Term, add, div, mul, neg, number, power, rebuild, substitute


def total(*terms: Term) -> Term:
    kept = [s for t in terms for s in (t.args if t.op == "add" else (t,)) if s is not ZERO]
    return add(*kept) if kept else ZERO


def minus(t: Term) -> Term:
    """The opposite, of a sum summand by summand."""
    return total(*[negative(a) for a in t.args]) if t.op == "add" else negative(t)


def negative(t: Term) -> Term:
    if t is ZERO or t.op == "neg":
        return t if t is ZERO else _inner(t)
    return number(-t.args[0]) if t.op == "number" and t.args[0] < 0 else neg(t)


def _inner(t: Term) -> Term:
    inner: Term = t.args[0]
    return inner


def product(*factors: Term) -> Term:
    """The product, its sign in front, then its number, then the other factors in their order."""
    value, kept = factors_of(factors)
    if value == 0:
        return ZERO
    body = _with_number(abs(value), kept)
    return neg(body) if value < 0 else body


def factors_of(factors: Sequence[Term]) -> tuple[Fraction, list[Term]]:
    """The number in a product, with its sign, and the other factors."""
    value, kept, queue = Fraction(1), list[Term](), list(factors)
    while queue:
        f = queue.pop(0)
        if f.op == "neg":
            value = -value
            queue.insert(0, _inner(f))
        elif f.op == "mul":
            queue[:0] = f.args
        elif f.op == "number":
            value *= f.args[0]
        elif f.op == "div" and f.args[1].op == "number" and f.args[1].args[0] != 0:
            value /= f.args[1].args[0]
            queue.insert(0, f.args[0])
        else:
            kept.append(f)
    return value, kept


def _with_number(value: Fraction, kept: list[Term]) -> Term:
    """x/2 rather than ½x when another factor can be the numerator."""
    if not kept:
        return number(value)
    if value.denominator == 1 or is_decimal(value):
        return mul(*([number(value)] if value != 1 else []), *kept)
    above = [number(value.numerator)] if value.numerator != 1 else []
    return div(mul(*above, *kept), number(value.denominator))


def quotient(a: Term, b: Term) -> Term:
    """The quotient, its sign in front, numbers cancelled, and one bar for a fraction over something."""
    if a is ZERO or b is ONE:
        return a
    if a.op == "div":
        return quotient(a.args[0], product(*([a.args[1], b] if a.args[1].op == "number" else [b, a.args[1]])))
    (above, top), (below, bottom) = factors_of([a]), factors_of([b])
    if below == 0:
        return div(a, b)
    value = above / below
    if not top and not bottom:
        return number(value)
    if is_decimal(value):
        upper = mul(number(abs(value)), *top)
        return _signed(value, div(upper, mul(*bottom)) if bottom else upper)
    upper = mul(*_numbered(abs(value).numerator, top))
    lower = _numbered(abs(value).denominator, bottom)
    return _signed(value, div(upper, mul(*lower)) if lower != [ONE] else upper)


def _signed(value: Fraction, body: Term) -> Term:
    return neg(body) if value < 0 else body


def is_decimal(value: Fraction) -> bool:
    """Whether a number is written 1.702 rather than 851/500."""
    q = value.denominator
    return q >= 40 and q % 5 == 0 and 10**6 % q == 0


def _numbered(value: int, factors: list[Term]) -> list[Term]:
    return [*([number(value)] if value != 1 else []), *factors] or [ONE]


def raised(base: Term, exponent: Fraction) -> Term:
    if exponent == 1:
        return base
    if exponent == 0:
        return ONE
    return power(base, HALF if exponent == HALF.args[0] else number(exponent))


def as_fraction(exponent: Term) -> Term:
    """1/3 written as a quotient is the number."""
    numbers = exponent.op == "div" and all(a.op == "number" for a in exponent.args)
    return quotient(*exponent.args) if numbers else exponent


def less_one(exponent: Term) -> Term:
    """a − 1, and a − 2 for a − 1."""
    summands = exponent.args if exponent.op == "add" else (exponent,)
    value = {"number": lambda a: a.args[0], "neg": lambda a: -a.args[0].args[0]}
    numbers = [a for a in summands if a.op == "number" or (a.op == "neg" and a.args[0].op == "number")]
    left = sum((value[a.op](a) for a in numbers), Fraction(-1))
    rest = [a for a in summands if a not in numbers]
    return total(*rest, negative(number(-left)) if left < 0 else number(left))


def folded(t: Term) -> Term:
    """`t` with its sums, products and quotients put together again: a factor 0 or 1 that came in is gone."""
    parts = [folded(a) for a in t.args if isinstance(a, Term)] if t.op in _TOGETHER else []
    return _TOGETHER[t.op](*parts) if parts else t if t.op in LEAVES else rebuild(t, folded)


def _power(base: Term, exponent: Term) -> Term:
    if base.op == exponent.op == "number" and exponent.args[0].denominator == 1 and 0 < exponent.args[0] < 10:
        return number(base.args[0] ** int(exponent.args[0]))
    return power(base, exponent)


_TOGETHER: dict[str, Callable[..., Term]] = {
    "add": total, "neg": negative, "mul": product, "div": quotient, "pow": _power,
    "exp": lambda a: ONE if a is ZERO else Term("exp", a), "erf": lambda a: ZERO if a is ZERO else Term("erf", a),
}  # fmt: skip


def delta_step(line: Term) -> Term:
    """Σₖ δⱼₖ·e(k) is e(j): the deltas inside sums are used up."""
    return _collapsed(line)


def _collapsed(t: Term) -> Term:
    if t.op == "sum":
        index, body = t.args
        factors = body.args if body.op == "mul" else (body,)
        for f in factors:
            if f.op == "delta" and index in f.args:
                other = next(a for a in (*f.args[::-1], index) if a != index)
                rest = product(*[g for g in factors if g is not f])
                return substitute(rest, {Term("index", index): Term("index", other)})
    return t if t.op in LEAVES else rebuild(t, _collapsed)
