"""One level after the other, up from the leaves, a term becomes a quotient in lowest terms. Not trusted."""

from __future__ import annotations

from dataclasses import dataclass

from symact.derivation.algebra import Algebra
from symact.derivation.assemble import Line
from symact.derivation.gather import gathered
from symact.derivation.naming import fraction_name, fractional, listed, named, words
from symact.derivation.reading import Prose, prose_text
from symact.derivation.shapes import differences, shape
from symact.derivation.shortcuts import cancelled
from symact.derivation.tidy import product, quotient, total
from symact.kernel.terms import LEAVES, ONE, ZERO, Term, free_symbols, rebuild, walk

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


def climbed(t: Term, algebra: Algebra) -> list[Move]:
    """One level a move, up from the leaves, to the quotient in lowest terms."""
    moves: list[Move] = []
    now = t
    if not free_symbols(t):
        end = algebra.canonical(t)
        return [Move(t, end, ("evaluate",), ("evaluate",), ((t, end),))] if end is not t else []
    for _ in range(MOST_ROUNDS):
        common: dict[Term, None] = {}
        made = cancelled(now, common)
        if common:
            said: Prose = ("cancel ", *listed(common))
            moves.append(Move(now, made, said, ("expand the fraction",), differences(now, made)))
            now = made
            continue
        changed: dict[Term, Term] = {}
        made = _flat(_round(now, algebra, changed, {}), algebra.kept)
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
        made = gathered(t)
        return t if shape(made) == shape(t) else made
    if t.op == "pow" and not over and t.args[1].op == "number" and t.args[0].op in ("add", *LEAVES):
        return t
    whole = algebra.canonical(t)
    if shape(whole) == shape(t):
        return t
    if t.op == "exp" or (t.op == "add" and not over):
        return t if whole.op == "div" and not any(s.op == "div" for s in walk(t)) else whole
    return whole if over or t.op != "div" or whole.size < t.size else t


def _flat(t: Term, kept: frozenset[Term] = frozenset()) -> Term:
    """A product in a product and a fraction in a fraction are one."""
    if t.op in LEAVES or t in kept:
        return t
    made = rebuild(t, lambda a: _flat(a, kept))
    if made.op == "mul" and (ZERO in made.args or ONE in made.args):
        return product(*made.args)
    if made.op == "mul" and not any(a.op == "div" for a in made.args):
        ordered = gathered(made)
        nested = any(a.op in ("mul", "neg") for a in made.args)
        return ordered if nested or shape(ordered) != shape(made) else made
    if made.op == "div" and made.args[0].op in ("div", "neg"):
        return quotient(*made.args)
    if made.op == "add" and ZERO in made.args:
        return total(*made.args)
    return made
