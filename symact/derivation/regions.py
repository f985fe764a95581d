"""Where a piecewise term is which branch: breakpoints on the line, the regions between them, and the branch in each."""

from __future__ import annotations

from contextlib import nullcontext, suppress
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from symact.activations import vocabulary
from symact.derivation.definitions import NotDerived, definition_of, without_guards
from symact.derivation.tidy import folded
from symact.kernel.terms import TRUE, Term, number, rebuild, relation, walk


def conditional(t: Term) -> bool:
    """Whether the branch of a definition depends on the point."""
    return any(s.op == "piecewise" or (s.op == "call" and len(s.args) > 1 and _has_cases(s)) for s in walk(t))


@lru_cache(maxsize=4096)
def _has_cases(call: Term) -> bool:
    return any(s.op == "piecewise" for s in walk(vocabulary().unfold(call)))


def spelt_out(t: Term) -> Term:
    """`t` with every function that has cases (Abs, Max, sign, relu) written as Piecewise."""
    if t.op == "call" and len(t.args) > 1 and _has_cases(t):
        arguments = [spelt_out(a) for a in t.args[1:]]
        made = without_guards(definition_of(Term("call", t.args[0], *arguments)))
        return made if made is t else spelt_out(made)
    return rebuild(t, spelt_out)


def breakpoints(t: Term, x: Term) -> list[Fraction]:
    """The points at which a condition in `t` changes, sorted; raises `NotDerived` for one that is not linear."""
    spelt, found = spelt_out(t), set[Fraction]()
    for _ in range(4):
        seen = set[Fraction]()
        for _, point in regions(sorted(found), x) or [(TRUE, Fraction(1, 3))]:
            with suppress(NotDerived) if point in found else nullcontext():
                # A breakpoint at which no branch holds may be left out by the assumptions; who enters it will be told.
                _chosen(spelt, x, point, seen)
        if seen <= found:
            break
        found |= seen
    return sorted(found)


def _linear(t: Term, x: Term) -> tuple[Fraction, Fraction]:
    """Slope and offset of a linear term in `x` with rational numbers."""
    if t is x:
        return Fraction(1), Fraction(0)
    if t.op == "number":
        return Fraction(0), t.args[0]
    if t.op == "neg":
        slope, offset = _linear(t.args[0], x)
        return -slope, -offset
    if t.op == "add":
        parts = [_linear(a, x) for a in t.args]
        return sum((p[0] for p in parts), Fraction(0)), sum((p[1] for p in parts), Fraction(0))
    if t.op == "mul" and len(t.args) == 2 and t.args[0].op == "number":
        slope, offset = _linear(t.args[1], x)
        return t.args[0].args[0] * slope, t.args[0].args[0] * offset
    if t.op == "div" and t.args[1].op == "number" and t.args[1].args[0] != 0:
        slope, offset = _linear(t.args[0], x)
        return slope / t.args[1].args[0], offset / t.args[1].args[0]
    raise NotDerived("a condition of the definition is not a comparison of linear terms with numbers")


def regions(points: list[Fraction], x: Term) -> list[tuple[Term, Fraction]]:
    """Conditions that cover the line, each with a point at which it holds; breakpoints are regions of their own."""
    if not points:
        return []
    found = [(relation("<", x, number(points[0])), points[0] - 1)]
    for position, point in enumerate(points):
        found.append((relation("==", x, number(point)), point))
        after = points[position + 1] if position + 1 < len(points) else None
        above = relation(">", x, number(point))
        if after is None:
            found.append((above, point + 1))
        else:
            found.append((Term("and", above, relation("<", x, number(after))), (point + after) / 2))
    return found


def branch(t: Term, x: Term, point: Fraction) -> Term:
    """`t` with each conditional replaced by its branch at `point`."""
    return _chosen(spelt_out(t), x, point, set())


def _chosen(t: Term, x: Term, point: Fraction, seen: set[Fraction]) -> Term:
    """The branch at a point; `seen` collects where the conditions on the way change."""
    if t.op != "piecewise":
        return rebuild(t, lambda a: _chosen(a, x, point, seen))
    for condition, value in zip(t.args[::2], t.args[1::2], strict=True):
        if _holds(condition, x, point, seen):
            return _chosen(value, x, point, seen)
    raise NotDerived("no branch of the definition is known to hold there")


def _holds(condition: Term, x: Term, point: Fraction, seen: set[Fraction]) -> bool:
    if condition.op == "true":
        return True
    if condition.op in ("and", "or"):
        parts = [_holds(c, x, point, seen) for c in condition.args]
        return all(parts) if condition.op == "and" else any(parts)
    rel, *sides = condition.args
    (slope, offset), (other_slope, other_offset) = (_linear(_chosen(a, x, point, seen), x) for a in sides)
    if slope != other_slope:
        seen.add((other_offset - offset) / (slope - other_slope))
    return _compare(rel, slope * point + offset, other_slope * point + other_offset)


def holds(condition: Term, x: Term, point: Fraction) -> bool:
    """Whether a condition on x holds at a point."""
    return _holds(condition, x, point, set())


def _compare(rel: str, a: Fraction, b: Fraction) -> bool:
    return {"==": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[rel]


def neighbours(points: list[Fraction], point: Fraction) -> tuple[Fraction, Fraction]:
    """A point in the region before a breakpoint and one in the region after it."""
    if point not in points:
        raise NotDerived("the branch does not change there")
    bounded = [points[0] - 2, *points, points[-1] + 2]
    before, after = next((a, c) for (a, b), (_, c) in pairwise(pairwise(bounded)) if b == point)
    return (before + point) / 2, (point + after) / 2


def value_at(t: Term, x: Term, point: Fraction) -> Term:
    """The number that `t` has at `x = point`, when that is plain arithmetic; else the term with the point put in."""
    exact = _exact(t, x, point)
    return number(exact) if exact is not None else folded(rebuild_at(t, x, point))


def rebuild_at(t: Term, x: Term, point: Fraction) -> Term:
    return number(point) if t is x else rebuild(t, lambda a: rebuild_at(a, x, point))


def _exact(t: Term, x: Term, point: Fraction) -> Fraction | None:
    if t is x:
        return point
    if t.op == "number":
        return Fraction(t.args[0])
    parts = [_exact(a, x, point) for a in t.args if isinstance(a, Term)]
    if not parts or any(p is None for p in parts):
        return None
    values = [p for p in parts if p is not None]
    if t.op == "add":
        return sum(values, Fraction(0))
    if t.op == "neg":
        return -values[0]
    if t.op == "mul":
        return _times(values)
    if t.op == "div" and values[1] != 0:
        return values[0] / values[1]
    if t.op == "exp" and values[0] == 0:
        return Fraction(1)
    if t.op == "pow" and values[1].denominator == 1 and 0 <= values[1] <= 9:
        return Fraction(values[0] ** int(values[1]))
    return None


def _times(values: list[Fraction]) -> Fraction:
    result = Fraction(1)
    for v in values:
        result *= v
    return result
