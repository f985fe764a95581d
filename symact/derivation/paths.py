"""The lines between two terms that are equal: each is written out step by step until they meet. Not trusted.

Going up from the leaves, every sum, product and quotient is replaced by its quotient in lowest terms, one level a
line. Two terms that meet so are joined by the lines from the one and, backwards, the lines from the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace

from symact.derivation.algebra import Algebra
from symact.derivation.climbing import SIMPLIFY, Move, climbed
from symact.derivation.definitions import NotDerived, definition_of, unfolded
from symact.derivation.gather import gathered
from symact.derivation.naming import listed
from symact.derivation.reading import Prose
from symact.derivation.shapes import differences, shape
from symact.derivation.shortcuts import calls, known, reflected
from symact.kernel.terms import HALF, Term, children, rebuild, relation, walk

ENOUGH = 2  # lines between two forms, for which no shorter way is looked for


def joined(start: Term, goal: Term) -> list[Move]:
    """Moves from `start` to `goal`, no longer than needed; raises `NotDerived` where they do not meet."""
    if start is goal:
        return []
    best: list[Move] | None = None
    for left, right in _attempts(start, goal, mirrored=True):
        found = _shortened([*left, *[m.reversed() for m in reversed(right)]], start, goal)
        if best is None or len(found) < len(best):
            best = found
        if len(best) <= ENOUGH:
            break
    if best is None:
        raise NotDerived("no lines from the one form to the other were found")
    return best


def both_ways(left: Term, right: Term) -> tuple[list[Move], list[Move]]:
    """Moves from the left side and from the right side to a common form."""
    found = [(a, b) for a, b in _attempts(left, right)]
    if not found:
        raise NotDerived("the two sides were not brought to a common form")
    a, b = min(found, key=lambda pair: len(pair[0]) + len(pair[1]))
    a, b = _shortened(a, left), _shortened(b, right)
    return _met([left, *[m.after for m in a]], a, [right, *[m.after for m in b]], b)


def _met(ups: list[Term], left: list[Move], downs: list[Term], right: list[Move]) -> tuple[list[Move], list[Move]]:
    """Where one chain passes through the end or a line of the other, both end there, at the same term."""
    for length in range(len(ups) + len(downs)):
        for i in range(min(length + 1, len(ups))):
            j = length - i
            if j < len(downs) and shape(ups[i]) == shape(downs[j]):
                a, b = left[:i], right[:j]
                if ups[i] is not downs[j]:
                    if a:
                        a[-1] = replace(a[-1], after=downs[j])
                    elif b:
                        b[-1] = replace(b[-1], after=ups[i])
                    else:
                        a = [Move(ups[i], downs[j], ("reorder",), ("reorder",))]
                return a, b
    raise NotDerived("the two sides were not brought to a common form")


def _attempts(left: Term, right: Term, mirrored: bool = False) -> Iterator[tuple[list[Move], list[Move]]]:
    """Paths to a common form, calls kept whole first, then unfolded, sums that both have kept whole first.

    With `mirrored` the symmetries of functions may be used, not where such a theorem is to be shown itself.
    """
    for first in _beginnings(left, right, mirrored):
        start = first[-1].after if first else left
        for a, b in _climbs(start, right):
            yield [*first, *a], b


def _beginnings(left: Term, right: Term, symmetries: bool) -> Iterator[list[Move]]:
    """A step that is seen: a fraction is a function that is wanted, brackets are common; nothing; f(−u) by f(u)."""
    wanted = [c for c in calls(right) if c not in set(calls(left))]
    seen = known(left, dict.fromkeys([*wanted, *calls(right)]))
    if seen is not left:
        new = [c for c in calls(seen) if _count(seen, c) > _count(left, c)]
        literal = all(any(s is definition_of(c) for s in walk(left)) for c in new)
        signs = listed([Term("call", name) for name in sorted({c.args[0] for c in new}, key=str.lower)])
        said: Prose = ("definition of " if literal else "written with ", *signs)
        yield [Move(left, gathered(seen), said, said, differences(left, seen))]
    brackets = repeated(left)
    if brackets:
        algebra = Algebra(left, kept=frozenset(_calls(left)) | roots(left) | brackets)
        algebra.opening = False
        with suppress(NotDerived):
            made = algebra.canonical(left)
            if made.size < left.size:
                fractions = any(s.op == "div" and s is not left for s in walk(left))
                said, back = ("over a common denominator" if fractions else "factor",), ("multiply out",)
                yield [Move(left, made, said, back, differences(left, made))]
    yield []
    mirrored = reflected(left)
    if symmetries and mirrored is not left and wanted:
        pairs = tuple((c, reflected(c)) for c in calls(left) if reflected(c) is not c)
        said = ("symmetry: ", *listed([relation("==", *pair) for pair in pairs]))
        yield [Move(left, gathered(mirrored), said, said, pairs)]


def roots(t: Term) -> frozenset[Term]:
    return frozenset(s for s in walk(t) if s.op == "pow" and s.args[1] is HALF)


def repeated(t: Term) -> frozenset[Term]:
    """Sums that stand in several places, as factors."""
    found = [a for s in walk(t) if s.op in ("mul", "pow", "div") for a in children(s) if a.op == "add"]
    return frozenset(a for a in found if found.count(a) > 1)


def _count(t: Term, part: Term) -> int:
    return (t is part) + sum(_count(a, part) for a in children(t))


def _climbs(left: Term, right: Term) -> Iterator[tuple[list[Move], list[Move]]]:
    unfold = frozenset(t.args[0] for t in (_calls(left) ^ _calls(right)))
    everything = frozenset(t.args[0] for t in (_calls(left) | _calls(right)))
    single = [frozenset({name}) for name in sorted(everything)] if len(everything) > 1 else []
    for names in dict.fromkeys((frozenset[str](), unfold, *single, everything, None)):
        try:
            a, b = _opened(left, names), _opened(right, names)
        except NotDerived:
            continue
        ends = [m[-1].after if m else t for m, t in ((a, left), (b, right))]
        whole = frozenset(_calls(ends[0]) | _calls(ends[1]))
        sums = frozenset(_sums(ends[0]) & _sums(ends[1]))
        radicals = roots(ends[0]) | roots(ends[1])
        for kept in dict.fromkeys((whole | sums | radicals, whole | sums, whole, whole | radicals)):
            try:
                algebra = Algebra(*ends, kept=kept)
                if algebra.value(ends[0]) != algebra.value(ends[1]):
                    continue
                yield _cut([*a, *climbed(ends[0], algebra)], [*b, *climbed(ends[1], algebra)])
            except NotDerived:
                continue


def _cut(left: list[Move], right: list[Move]) -> tuple[list[Move], list[Move]]:
    """Where the common form is only reached by `simplify`, the lines before it are joined without it."""
    if not left or not right or SIMPLIFY not in (left[-1].name, right[-1].name):
        return left, right
    up, down = ([m for m in moves if m is not moves[-1] or m.name != SIMPLIFY] for moves in (left, right))
    before, after = (moves[-1].after if moves else all_[0].before for moves, all_ in ((up, left), (down, right)))
    if shape(before) == shape(after):
        if up:
            up[-1] = replace(up[-1], after=after)
        elif down:
            down[-1] = replace(down[-1], after=before)
        elif before is not after:
            up.append(Move(before, after, ("reorder",), ("reorder",)))
        return up, down
    return [*up, Move(before, after, SIMPLIFY, SIMPLIFY, differences(before, after))], down


def _calls(t: Term) -> set[Term]:
    return {s for s in walk(t) if s.op == "call" and len(s.args) > 1}


def _sums(t: Term) -> set[Term]:
    """Sums that stand in a product, quotient or power."""
    return {a for s in walk(t) if s.op in ("mul", "div", "pow") for a in children(s) if a.op == "add"}


def _opened(t: Term, names: frozenset[str] | None) -> list[Move]:
    """Definitions put in, one level a line; all of them for `None`."""
    moves: list[Move] = []
    for _ in range(4):
        now = moves[-1].after if moves else t
        found = {s.args[0] for s in _calls(now) if names is None or s.args[0] in names}
        if not found:
            return moves
        made = tidied(unfolded(now, frozenset(found)))
        names_said = sorted(found, key=lambda name: (name.lower(), name))
        said: Prose = ("definition of ", *listed([Term("call", name) for name in names_said]))
        moves.append(Move(now, made, said, said, differences(now, made)))
    return moves


def tidied(t: Term) -> Term:
    """Signs and numbers in arguments: e^(−(−x)) is e^x at once."""
    made = rebuild(t, tidied)
    if made.op == "neg" and made.args[0].op in ("neg", "number"):
        return made.args[0].args[0] if made.args[0].op == "neg" else _number(made)
    return made


def _number(t: Term) -> Term:
    value = t.args[0].args[0]
    return t if value > 0 else Term("number", -value)


def _shortened(moves: list[Move], start: Term, goal: Term | None = None) -> list[Move]:
    """Without detours: from a term at once to the last one that looks the same; the goal stays as it is written."""
    terms = [start, *[m.after for m in moves]]
    made: list[Move] = []
    at = 0
    while at < len(moves):
        same = max(i for i in range(at, len(terms)) if shape(terms[i]) == shape(terms[at]))
        if same > at:
            if same == len(terms) - 1 and goal is not None:
                if made:
                    made[-1] = replace(made[-1], after=goal)
                elif start is not goal:
                    made.append(Move(start, goal, ("reorder",), ("reorder",)))
                return made
            at = same
            if at == len(moves):
                break
        before = made[-1].after if made else start
        made.append(replace(moves[at], before=before))
        at += 1
    return made
