"""Why a term stands in a relation to a number, by one rule: signs of factors, a square, a sum of positive terms, …

The rule looks at the parts of the term and at nothing deeper; what it needs to know of a part that does not go without
saying becomes a side condition.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from symact.derivation.assemble import Line
from symact.derivation.bounds.facts import Facts, built
from symact.derivation.bounds.ranges import Range
from symact.derivation.reading import Prose, prose_text
from symact.kernel.terms import TWO, Term, mul, number, relation

FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "!=": "!=", "==": "=="}
_ODD = {"erf": "erf", "atan": "the arc tangent"}


@dataclass(frozen=True, slots=True)
class Reason:
    """The name of the rule and what it rests on; `weight` is how much there is to read."""

    words: Prose
    conditions: tuple[Term, ...] = ()

    @property
    def weight(self) -> int:
        return sum(c.size for c in self.conditions)

    def line(self, rel: str, after: Term) -> Line:
        return Line(rel, after, self.words, self.conditions, rule=prose_text(self.words))


def reason(t: Term, rel: str, bound: Fraction, facts: Facts) -> Reason | None:
    """Why `t rel bound`; None where no single rule tells. What is strict is said so, though less is asked."""
    strict = _rule(t, rel.removesuffix("="), bound, facts) if rel in ("<=", ">=") else None
    return strict or _rule(t, rel, bound, facts)


def _rule(t: Term, rel: str, bound: Fraction, facts: Facts) -> Reason | None:
    if t.op in ("number", "variable", "component") or not facts.range(t).meets(rel, bound):
        return _direct(t, rel, bound, facts)
    if bound and facts.range(t).meets(">=" if rel in (">", ">=") else "<=", Fraction(0)):
        if rel in (">", ">=") and bound < 0:
            return reason(t, ">=", Fraction(0), facts)
        if rel in ("<", "<=") and bound > 0:
            return reason(t, "<=", Fraction(0), facts)
    if t.op == "neg":
        return reason(t.args[0], FLIPPED[rel], -bound, facts)
    if t.op == "div" and t.args[1].op == "number" and t.args[1].args[0] > 0:
        return reason(t.args[0], rel, bound * t.args[1].args[0], facts)
    if t.op == "mul" and t.args[0].op == "number" and t.args[0].args[0] > 0:
        return reason(mul(*t.args[1:]), rel, bound / t.args[0].args[0], facts)
    if t.op == "add":
        return _sum(t, rel, bound, facts)
    if t.op == "call":
        return Reason(("known bound of ", Term("call", t.args[0])), (relation(rel, t, number(bound)),))
    kept = needed(t, rel, bound, facts)
    if kept is None:
        return _not_zero(t) if t.op == "pow" and bound == 0 else None
    conditions = tuple(c for part, r in kept for c in _stated(part, r, facts))
    return Reason(_words(t, rel, bound, kept), conditions)


def _not_zero(t: Term) -> Reason:
    """An even power that is known not to vanish, though the sign of its base is not known."""
    base = t.args[0]
    plain = [a for a in base.args if not _is_number(a)] if base.op == "add" else []
    value = -sum((_number(a) for a in base.args if _is_number(a)), Fraction(0)) if plain else Fraction(0)
    stated = relation("!=", plain[0], number(value)) if len(plain) == 1 else relation("!=", base, number(0))
    return Reason(
        ("the square of a number that is not 0" if t.args[1] is TWO else "an even power is positive",), (stated,)
    )


def _direct(t: Term, rel: str, bound: Fraction, facts: Facts) -> Reason | None:
    if t.op in ("variable", "component") and facts.range(t).meets(rel, bound):
        return Reason(("by assumption",))
    return None


def _sum(t: Term, rel: str, bound: Fraction, facts: Facts) -> Reason | None:
    """Numbers go to the other side; one term that is left is compared with the rest of the bound."""
    constant = sum((_number(a) for a in t.args if _is_number(a)), Fraction(0))
    rest = [a for a in t.args if not _is_number(a)]
    if len(rest) == 1:
        inner = rest[0]
        if inner.op == "call" or (inner.op == "neg" and inner.args[0].op == "call"):
            stated = _compared(inner, rel, bound - constant)
            return Reason((("bound of ", Term("call", stated.args[1].args[0]))), (stated,))
        return reason(inner, rel, bound - constant, facts)
    kept = needed(t, rel, bound, facts)
    if kept is None:
        return None
    conditions = tuple(c for part, r in kept for c in _stated(part, r, facts))
    parts = [facts.range(a) for a in t.args]
    if bound == 0 and rel in (">", ">=") and all(p.meets(">=", Fraction(0)) for p in parts):
        words = "a sum of positive terms" if all(p.meets(">", Fraction(0)) for p in parts) else "no term is negative"
        if rel == ">" and words == "no term is negative":
            words = "no term is negative, and one is positive"
    elif bound == 0 and rel in ("<", "<=") and all(p.meets("<=", Fraction(0)) for p in parts):
        words = "a sum of negative terms" if all(p.meets("<", Fraction(0)) for p in parts) else "no term is positive"
    else:
        words = "bounds of the terms"
    return Reason((words,), conditions)


def _is_number(t: Term) -> bool:
    return t.op == "number" or (t.op == "neg" and t.args[0].op == "number")


def _number(t: Term) -> Fraction:
    value: Fraction = t.args[0] if t.op == "number" else -t.args[0].args[0]
    return value


def needed(t: Term, rel: str, bound: Fraction, facts: Facts) -> list[tuple[Term, Range]] | None:
    """For each part the ends of its range without which the rule does not tell, beside what goes without saying."""
    terms = [a for a in t.args if isinstance(a, Term)]
    own = [facts.range(a) for a in terms]
    if not built(t, own).meets(rel, bound):
        return None
    for place, part in enumerate(terms):
        plain = facts.plain(part)
        for weaker in _weaker(own[place], plain):
            if built(t, [*own[:place], weaker, *own[place + 1 :]]).meets(rel, bound):
                own[place] = weaker
                break
    return list(zip(terms, own, strict=True))


def _weaker(r: Range, plain: Range) -> list[Range]:
    """The range with less said of its ends: nothing, its sign, the end itself; the least first."""
    zero = Fraction(0)
    lows = [(plain.low, plain.low_open), (r.low, r.low_open)]
    highs = [(plain.high, plain.high_open), (r.high, r.high_open)]
    if r.meets(">=", zero):
        lows.insert(1, (zero, r.meets(">", zero)))
    if r.meets("<=", zero):
        highs.insert(1, (zero, r.meets("<", zero)))
    pairs = sorted(product(enumerate(lows), enumerate(highs)), key=lambda pair: pair[0][0] + pair[1][0])
    return [Range(low, high, low_open, high_open) for (_, (low, low_open)), (_, (high, high_open)) in pairs]


def _stated(part: Term, r: Range, facts: Facts) -> list[Term]:
    """What must be said of a part: its ends, where they say more than goes without saying."""
    plain = facts.plain(part)
    if part.op in ("number", "pi", "count") or r.point is not None:
        return []
    said = []
    if r.low is not None and (r.low, r.low_open) != (plain.low, plain.low_open) and not plain.meets(
        ">" if r.low_open else ">=", r.low
    ):  # fmt: skip
        said.append(_compared(part, ">" if r.low_open else ">=", r.low))
    if r.high is not None and not plain.meets("<" if r.high_open else "<=", r.high):
        said.append(_compared(part, "<" if r.high_open else "<=", r.high))
    return said


def _compared(t: Term, rel: str, value: Fraction) -> Term:
    """`t rel value` with a minus sign and a number in front taken to the other side."""
    if t.op == "neg":
        return _compared(t.args[0], FLIPPED[rel], -value)
    if t.op == "mul" and t.args[0].op == "number" and t.args[0].args[0] > 0:
        return _compared(t.args[1] if len(t.args) == 2 else Term("mul", *t.args[1:]), rel, value / t.args[0].args[0])
    if t.op == "div" and t.args[1].op == "number" and t.args[1].args[0] > 0:
        return _compared(t.args[0], rel, value * t.args[1].args[0])
    return relation(rel, t, number(value))


def _words(t: Term, rel: str, bound: Fraction, kept: Sequence[tuple[Term, Range]]) -> Prose:
    if t.op == "exp":
        return ("an exponential is positive",) if bound == 0 else ("the exponential increases and is 1 at 0",)
    if t.op == "pow":
        return _power_words(t, rel, bound)
    if t.op == "log":
        size = "greater than" if rel == ">" else "less than" if rel == "<" else "at least" if rel == ">=" else "at most"
        sign = {">": "positive", "<": "negative", ">=": "not negative", "<=": "not positive"}[rel]
        return (f"the logarithm of a number {size} 1 is {sign}",)
    if t.op in _ODD:
        if bound == 0:
            return (f"{_ODD[t.op]} has the sign of its argument",)
        return ("|erf| is less than 1",) if t.op == "erf" else ("|arctan| is less than π/2",)
    if t.op in ("sin", "cos"):
        return (f"|{t.op}| is at most 1",)
    if t.op == "sum":
        return ("a sum of positive terms" if rel == ">" else "a sum of terms of one sign",)
    return _factor_words(t, bound, [r for _, r in kept])


def _power_words(t: Term, rel: str, bound: Fraction) -> Prose:
    if bound != 0:
        return ("the power increases",) if t.args[1] is not TWO else ("bound of the square",)
    if t.args[1] is TWO:
        return ("a square is not negative",) if rel == ">=" else ("the square of a number that is not 0",)
    if t.args[1].args[0].denominator == 2:
        return ("a square root is not negative",) if rel == ">=" else ("the root of a positive number",)
    return ("a power of a positive number",)


def _factor_words(t: Term, bound: Fraction, ranges: list[Range]) -> Prose:
    zero = Fraction(0)
    positive = all(r.meets(">", zero) for r in ranges)
    if t.op == "mul":
        if bound != 0:
            return ("bounds of the factors",)
        return ("the factors are positive" if positive else "signs of the factors",)
    if bound == 0:
        return ("numerator and denominator are positive" if positive else "signs of numerator and denominator",)
    above, below = ranges
    if above.point is not None and bound == 1 and above.point in (below.low, below.high):
        return (f"the denominator is {'greater' if above.point == below.low else 'less'} than the numerator",)
    return ("bounds of numerator and denominator",)
