"""Each line of each inequality and limit is broken in turn, and exactly that line is refused."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from symact.activations import catalogue
from symact.derivation import check, derive
from symact.derivation.assemble import Line, Session
from symact.derivation.bounds.reasons import FLIPPED
from symact.derivation.record import Chain, Derivation, Step
from symact.kernel.terms import LEAVES, TWO, Term, add, mul, neg, number, rebuild, text, walk

CLAIMS = [
    ("x - tanh(x) > 0", "x > 0"), ("exp(x) >= 1 + x", ()), ("sigmoid(x)*(1 - sigmoid(x)) <= 1/4", ()),
    ("softplus(x) > relu(x)", ()), ("sigmoid(x) < sigmoid(y)", "x < y"), ("log(1 + x) <= x", "x > -1"),
    ("gelu(x) <= relu(x)", ()), ("sqrt(1 + x**2) > x", ()), ("x*exp(-x) <= exp(-1)", ()),
    ("Limit(sigmoid(x), x, oo) == 1", ()), ("Limit(x*sigmoid(x), x, -oo) == 0", ()),
    ("Limit(tanh(x), x, oo) == 1", ()), ("Limit(softplus(x) - x, x, oo) == 0", ()),
    ("Limit((1 - cos(x))/x**2, x, 0) == 1/2", ()), ("Limit(x/sqrt(1 + x**2), x, oo) == 1", ()),
]  # fmt: skip
CATALOGUE = [
    claim.id
    for entry in catalogue().values()
    for claim in entry.theorems
    if claim.expect == "PROVED" and claim.kind in ("bound", "monotonicity", "limit")
]


def broken(step: Step) -> Iterator[tuple[str, Line]]:
    """The line with the wrong sign, a factor too many, a number too many, without a square, the wrong way round."""
    good = Line(step.relation, step.after)
    for what, change in (("sign", neg), ("factor", lambda t: mul(TWO, t)), ("number", lambda t: add(t, number(1)))):
        yield what, replace(good, relation="==", after=_inside(step.after, change))
    square = next((s for s in walk(step.after) if s.op == "pow" and s.args[1] is TWO), None)
    if square is not None:
        yield "square", replace(good, relation="==", after=_without(step.after, square))
    if step.relation != "==":
        yield "relation", replace(good, relation=FLIPPED[step.relation].removesuffix("="))


def _inside(t: Term, change: object) -> Term:
    """What stands under a limit is changed there."""
    assert callable(change)
    if t.op == "limit":
        return Term("limit", change(t.args[0]), *t.args[1:])
    made: Term = change(t)
    return made


def _without(t: Term, square: Term) -> Term:
    if t is square:
        base: Term = t.args[0]
        return base
    return t if t.op in LEAVES else rebuild(t, lambda a: _without(a, square))


def places(d: Derivation) -> Iterator[tuple[tuple[Term, ...], Chain, int]]:
    for part in d.parts:
        for chain in part.chains:
            for position in range(len(chain.steps)):
                yield (*part.assumptions, *chain.assumptions), chain, position


def holds(d: Derivation, assumptions: tuple[Term, ...], before: Term, wrong: Line) -> bool:
    given = [text(a) for a in (*d.assumptions, *assumptions)]
    return check(f"{text(before)} {wrong.relation} {text(wrong.after)}", given, d.variables).verdict == "PROVED"


def break_every_line(d: Derivation, every: int = 1) -> int:
    """Returns how many broken lines were refused."""
    count = refused = 0
    for assumptions, chain, position in places(d):
        step = chain.steps[position]
        for what, wrong in broken(step):
            count += 1
            if (count % every and refused) or holds(d, assumptions, step.before, wrong):
                continue
            lines = [Line(s.relation, s.after) for s in chain.steps]
            lines[position] = wrong
            made = Session(check, d.assumptions, d.variables).chain(chain.side, chain.first, lines, assumptions)
            found = [i for i, s in enumerate(made.steps) if not s.holds]
            where = f"{text(d.claim)}, line {step.number}, {what}: {text(wrong.after)} gives {found}"
            assert found == [position] or (found[:1] == [position] and hangs(chain, position, found)), where
            refused += 1
    return refused


def hangs(chain: Chain, position: int, found: list[int]) -> bool:
    """In `f > 0 = relu(x)` nothing leads from f to the last term when the middle one is wrong."""
    return chain.steps[position].relation != "==" and all(chain.steps[i].relation == "==" for i in found[1:])


@pytest.mark.parametrize(("claim", "assume"), CLAIMS[::2])
def test_a_broken_line_is_the_one_that_is_refused(claim: str, assume: str) -> None:
    d = derive(claim, assume=assume)
    assert d.verdict == "PROVED" and d.steps
    assert break_every_line(d, every=5) > 0


@pytest.mark.slow
@pytest.mark.parametrize(("claim", "assume"), CLAIMS)
def test_every_broken_line_is_the_one_that_is_refused(claim: str, assume: str) -> None:
    d = derive(claim, assume=assume)
    assert break_every_line(d) >= len(d.steps)


@pytest.mark.slow
@pytest.mark.parametrize("theorem", CATALOGUE)
def test_every_broken_line_of_the_catalogue_is_refused(theorem: str) -> None:
    d = derive(theorem.partition(".")[0], theorem)
    assert d.steps and break_every_line(d) > 0


def test_a_broken_condition_is_refused() -> None:
    d = derive("sigmoid(x) > 0")
    step = d.steps[-1]
    (condition,) = step.conditions
    rel, a, b = condition.claim.args
    wrong = Line(step.relation, step.after, conditions=(Term("relation", FLIPPED[rel], a, b),))
    made = Session(check, (), {}).checked(2, step.before, wrong, (), step.before)
    assert made.verdict.verdict == "PROVED" and not made.holds and "side condition" in made.complaint
