"""Counterexamples at a root that has no name: between two numbers at which a continuous function has different signs.

In one variable on a box with rational ends, at rational values of the others, the difference h of the sides of an
assumed equation is made of operations that are continuous where they are defined, and its enclosure shows it defined
on the whole box. If h has different signs at the ends, some point between them meets the equation (intermediate value
theorem). If all else that is assumed holds on the whole box, and the claim fails on the whole box, it fails there.
A claim `lhs != rhs` denies its own equation, and fails at the root.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symact.kernel.ball import Arithmetic, Indeterminate, Interval, TooLarge
from symact.kernel.claim import Claim
from symact.kernel.differentiate import differentiate
from symact.kernel.enclosure import Enclosures, ratio
from symact.kernel.errors import CertificateError, Stuck, Undefined
from symact.kernel.germ import holds
from symact.kernel.point import Point
from symact.kernel.terms import ZERO, Term, add, is_constant, number, power, rebuild, sub, text

REAL = ("real", "positive", "negative", "nonnegative", "unit", "sym1")


def at_root(claim: Claim, data: Any, arithmetic: Arithmetic) -> dict[str, Any]:
    """What a refutation says, from {"variable": x, "between": [a, b], "others": {y: q, …}, "equation": k or null}."""
    if not isinstance(data, Mapping) or not isinstance(data.get("others"), Mapping):
        raise CertificateError("a root names its variable, the numbers around it, and the values of the others")
    name, ends, others = data.get("variable"), data.get("between"), data["others"]
    if claim.is_complex or claim.is_general or not all(domain in REAL for _, domain in claim.variables):
        raise CertificateError("roots are for plain real variables")
    ends = ends if isinstance(ends, list) else []
    texts = [name, *others, *others.values(), *ends]
    if not all(isinstance(t, str) for t in texts) or sorted(claim.domains) != sorted([name, *others]) or len(ends) != 2:
        raise CertificateError("a root names its variable, the numbers around it, and the values of the others")
    low, high = map(ratio, ends)
    fixed = {other: (ratio(q), ratio(q)) for other, q in others.items()}
    if not low < high:
        raise CertificateError("the numbers around a root are not in order")
    boxes = [{**fixed, name: part} for part in ((low, high), (low, low), (high, high))]
    over, *at_ends = (Enclosures(box, arithmetic) for box in boxes)
    equation, rest = _equation(claim, data.get("equation"))
    denied = equation is None
    try:
        sides = [_carried_out(side, over) for side in claim.sides()]
        h = sub(*sides) if equation is None else _carried_out(sub(*equation.args[1:]), over)
        over.of(h)  # defined, and so continuous, on the whole box
        if sorted(_sign(e.of(h)) for e in at_ends) != [-1, 1]:
            raise Stuck("the difference of an equation has not shown different signs at two numbers")
        for c in (*claim.domain_conditions(), *rest):
            if not _met(_carried_out(c, over), over):
                raise CertificateError(f"{text(c)} is not met on the box")
        left, right = map(over.of, sides)
        difference = arithmetic.number(0) if denied else over.of(sub(*sides))
        if not denied and holds(claim.relation, _sign(difference)):
            raise CertificateError("the claim holds on the box")
    except (Indeterminate, TooLarge, Undefined) as error:
        raise Stuck(f"not clear on the whole box: {error}") from error
    root = Term("opaque", "root_between", number(low), number(high))
    values = {**{other: number(q) for other, (q, _) in fixed.items()}, name: root}
    return {"point": Point(values), "left": left, "right": right, "difference": difference}


def _equation(claim: Claim, k: Any) -> tuple[Term | None, list[Term]]:
    """The equation that has a root, None for what a claim with != denies, and the other assumptions."""
    assumptions = [claim.unfold(a) for a in claim.assumptions]
    if k is None and claim.relation == "!=":
        return None, assumptions
    if type(k) is not int or not 0 <= k < len(assumptions) or assumptions[k].args[:1] != ("==",):
        raise CertificateError("the equation is an assumption, named by its number, or what a claim with != denies")
    return assumptions[k], [*assumptions[:k], *assumptions[k + 1 :]]


def _carried_out(t: Term, over: Enclosures) -> Term:
    """`t` without guards, and without derivatives: where all operations are smooth, the rules give these."""
    before, t = t, rebuild(t, lambda a: _carried_out(a, over))
    if t.op == "pow" and is_constant(t.args[1]) and not is_constant(before.args[1]):
        return power(t.args[0], add(t.args[1], ZERO))  # no number now: of what is positive only
    if t.op == "guarded":
        for a in t.args[1:]:
            over.of(a)
        return t.args[0]  # type: ignore[no-any-return]
    if t.op != "derivative":
        return t
    f: Term
    f, x, order = t.args
    over.of(f)
    if not over.smooth or x.op != "variable":
        raise Stuck("a derivative of what is not shown smooth on the whole box")
    for _ in range(order):
        f = differentiate(f, x)
    return f


def _met(c: Term, over: Enclosures) -> bool:
    if c.op in ("and", "or"):
        return (all if c.op == "and" else any)(_met(a, over) for a in c.args)
    return c.op == "true" or holds(str(c.args[0]), _sign(over.of(sub(*c.args[1:]))))


def _sign(value: Interval) -> int:
    """The sign that all numbers of an interval have."""
    if value.contains_zero and not value.is_exact_zero:
        raise Indeterminate("a sign is not clear on the whole box")
    return 1 if value.is_positive else -1 if value.is_negative else 0
