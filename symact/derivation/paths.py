"""The lines between two terms that are equal: each is written out step by step until they meet. Not trusted.

Going up from the leaves, every sum, product and quotient is replaced by its quotient in lowest terms, one level a
line. Two terms that meet so are joined by the lines from the one and, backwards, the lines from the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from symact.activations import catalogue
from symact.derivation.algebra import Algebra
from symact.derivation.assemble import Line
from symact.derivation.definitions import NotDerived, unfolded
from symact.derivation.naming import fraction_name, fractional, listed, named, words
from symact.derivation.reading import Prose, prose_text
from symact.derivation.shapes import differences, flat, shape
from symact.derivation.tidy import product, raised, total
from symact.kernel.terms import LEAVES, Term, children, number, rebuild, walk

MOST_ROUNDS = 12
SIMPLIFY: Prose = ("simplify",)


@dataclass(frozen=True, slots=True)
class Move:
    """From `before` to `after`; the name of the step, also of the step back, and the subterms that changed."""

    before: Term
    after: Term
    name: Prose
    back: Prose
    changed: tuple[tuple[Term, Term], ...] = ()

    def line(self) -> Line:
        return Line("==", self.after, self.name, rule=prose_text(self.name), changed=self.changed)

    def reversed(self) -> Move:
        return Move(self.after, self.before, self.back, self.name, tuple((b, a) for a, b in self.changed))


def joined(start: Term, goal: Term) -> list[Move]:
    """Moves from `start` to `goal`, no longer than needed; raises `NotDerived` where they do not meet."""
    if start is goal:
        return []
    best: list[Move] | None = None
    for left, right in _attempts(start, goal):
        found = _shortened([*left, *[m.reversed() for m in reversed(right)]], start, goal)
        if best is None or len(found) < len(best):
            best = found
        if len(best) <= 2:
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


def _attempts(left: Term, right: Term) -> Iterator[tuple[list[Move], list[Move]]]:
    """Paths to a common form, calls kept whole first, then unfolded, sums that both have kept whole first."""
    unfold = frozenset(t.args[0] for t in (_calls(left) ^ _calls(right)))
    everything = frozenset(t.args[0] for t in (_calls(left) | _calls(right)))
    for names in dict.fromkeys((frozenset[str](), unfold, everything, None)):
        try:
            a, b = _opened(left, names), _opened(right, names)
        except NotDerived:
            continue
        ends = [m[-1].after if m else t for m, t in ((a, left), (b, right))]
        calls = frozenset(_calls(ends[0]) | _calls(ends[1]))
        sums = frozenset(_sums(ends[0]) & _sums(ends[1]))
        for kept in dict.fromkeys((calls | sums, calls)):
            try:
                algebra = Algebra(*ends, kept=kept)
                if algebra.value(ends[0]) != algebra.value(ends[1]):
                    continue
                yield _cut([*a, *climbed(ends[0], algebra)], [*b, *climbed(ends[1], algebra)])
            except NotDerived:
                continue


def _cut(left: list[Move], right: list[Move]) -> tuple[list[Move], list[Move]]:
    """Where the common form is only reached by `simplify`, the lines before it are joined without it."""
    if left and right and (SIMPLIFY in (left[-1].name, right[-1].name)):
        before, after = left[-1].before, right[-1].before
        made = [*left[:-1], Move(before, after, SIMPLIFY, SIMPLIFY, differences(before, after))]
        return made, right[:-1]
    return left, right


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


def climbed(t: Term, algebra: Algebra) -> list[Move]:
    """One level a move, up from the leaves, to the quotient in lowest terms."""
    moves: list[Move] = []
    now = t
    for _ in range(MOST_ROUNDS):
        changed: dict[Term, Term] = {}
        made = _round(now, algebra, changed, {})
        if made is now:
            break
        pairs = tuple((a, b) for a, b in changed.items() if shape(a) != shape(b))
        name, back = named(pairs, algebra)
        moves.append(Move(now, made, name, back, pairs))
        now = made
    end = algebra.canonical(t)
    if now is not end:
        fraction = now.op == end.op == "div"
        name, back = map(words, fraction_name(now, end, algebra)) if fraction else (SIMPLIFY, SIMPLIFY)
        moves.append(Move(now, end, name, back, ((now, end),)))
    return moves


def _round(t: Term, algebra: Algebra, changed: dict[Term, Term], memo: dict[Term, Term]) -> Term:
    if t in memo:
        return memo[t]
    if t.op in LEAVES or t in algebra.kept:
        memo[t] = t
        return t
    made = rebuild(t, lambda a: _round(a, algebra, changed, memo))
    if made is t:
        made = _settled(t, algebra)
        if made is not t:
            changed[t] = made
    memo[t] = made
    return made


def _settled(t: Term, algebra: Algebra) -> Term:
    """`t` where nothing is to be done at this level; else what it becomes."""
    if t.op == "neg":
        return t
    over = fractional(t, algebra)
    if t.op == "mul" and not over:
        made = merged(t)
        return t if shape(made) == shape(t) else made
    if t.op == "pow" and not over and t.args[1].op == "number" and t.args[0].op in ("add", *LEAVES):
        return t
    whole = algebra.canonical(t)
    if shape(whole) == shape(t):
        return t
    if t.op == "exp" or (t.op == "add" and not over):
        return t if whole.op == "div" and not any(s.op == "div" for s in walk(t)) else whole
    return whole if over or t.op != "div" or whole.size < t.size else t


def merged(t: Term) -> Term:
    """A product with equal factors collected to powers, and its exponentials made one."""
    exponents: dict[Term, Fraction] = {}
    exponential: list[Term] = []
    for f in flat(product(t), "mul"):
        if f.op == "exp":
            exponential.append(f.args[0])
        elif f.op == "neg":
            exponents[number(-1)] = exponents.get(number(-1), Fraction(0)) + 1
            exponents[f.args[0]] = exponents.get(f.args[0], Fraction(0)) + 1
        else:
            plain = f.op == "pow" and f.args[1].op == "number"
            base, e = (f.args[0], f.args[1].args[0]) if plain else (f, Fraction(1))
            exponents[base] = exponents.get(base, Fraction(0)) + e
    last = []
    if len(exponential) > 1:
        argument = total(*exponential)
        last = [Term("exp", Algebra(argument).canonical(argument))]
    elif exponential:
        last = [Term("exp", exponential[0])]
    return product(*[raised(base, e) for base, e in exponents.items()], *last)


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


def functions_of(t: Term) -> frozenset[str]:
    """Names of the catalogue's functions in a term."""
    return frozenset(s.args[0] for s in _calls(t)) & catalogue().keys()
