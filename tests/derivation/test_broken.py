"""Each line of each derivation is broken in turn, and exactly that line is refused."""

from collections.abc import Iterator

import pytest

from symact.activations import catalogue
from symact.derivation import check, derive
from symact.derivation.assemble import Line, Session
from symact.derivation.record import Chain, Derivation
from symact.kernel.terms import LEAVES, ONE, TWO, Term, mul, neg, rebuild, text, walk

CORE = [name for name, entry in catalogue().items() if entry.core]
EQUALITIES = [
    claim.id
    for name in CORE
    for claim in catalogue()[name].theorems
    if claim.expect == "PROVED" and claim.kind in ("symmetry", "relation", "derivative", "second derivative")
]
FORMULAS = ["x*tanh(exp(x))", "log(cosh(x))", "x/sqrt(1 + x**2)", "exp(-exp(-x))"]
# Names, cases with parameters, cases of indices, roots kept whole.
NEWER: list[tuple[str, str | None, int]] = [
    ("mish", None, 2), ("gelu_tanh", None, 2), ("swish", None, 2), ("squareplus", None, 2), ("softmin", None, 1),
    ("celu", None, 1), ("hard_sigmoid", None, 1), ("sparsemax2", None, 1), ("selu", None, 1), ("log1mexp", None, 2),
    ("logsumexp", "hessian", 1), ("Abs(x**2 - 1)", None, 1), ("x*tanh(exp(x))", None, 2), ("x*erf(x)", None, 2),
    ("x**x", None, 1), ("x**2*exp(-x**2/2)", None, 2), ("tanh(x)**3", None, 2), ("x*sigmoid(b*x)", None, 2),
]  # fmt: skip


def broken(t: Term) -> Iterator[tuple[str, Term]]:
    """The term with the wrong sign, with a factor too many, without a square."""
    yield "sign", neg(t)
    yield "factor", mul(TWO, t)
    square = next((s for s in walk(t) if s.op == "pow" and s.args[1] is TWO), None)
    if square is not None:
        yield "square", _without(t, square)


def _without(t: Term, square: Term) -> Term:
    if t is square:
        return t.args[0]
    return t if t.op in LEAVES else rebuild(t, lambda a: _without(a, square))


def vanishes(d: Derivation, assumptions: tuple[Term, ...], t: Term) -> bool:
    conditions = [text(a) for a in (*d.assumptions, *assumptions)]
    return check(f"{text(t)} == 0", conditions, d.variables).verdict == "PROVED"


def same(d: Derivation, assumptions: tuple[Term, ...], a: Term, b: Term) -> bool:
    conditions = [text(c) for c in (*d.assumptions, *assumptions)]
    return check(f"{text(a)} == {text(b)}", conditions, d.variables).verdict == "PROVED"


def refused(d: Derivation, assumptions: tuple[Term, ...], chain: Chain, position: int, wrong: Term) -> None:
    lines = [Line(s.relation, s.after, s.reason, tuple(c.claim for c in s.conditions)) for s in chain.steps]
    lines[position] = Line("==", wrong)
    made = Session(check, d.assumptions, d.variables).chain(chain.side, chain.first, lines, assumptions)
    found = [i for i, s in enumerate(made.steps) if not s.holds]
    assert found == [position], f"{d.name}, line {chain.steps[position].number}: {text(wrong)} gives {found}"
    assert made.steps[position].verdict.verdict == "REFUTED", made.steps[position].complaint


def break_every_line(d: Derivation, every: int = 1, start: int = 0) -> None:
    count = start
    for part in d.parts:
        for chain in part.chains:
            for position, step in enumerate(chain.steps):
                if vanishes(d, part.assumptions, step.after):
                    continue
                for _, wrong in broken(step.after):
                    count += 1
                    if count % every == 0 and not same(d, part.assumptions, step.after, wrong):
                        refused(d, part.assumptions, chain, position, wrong)


@pytest.mark.parametrize("name", CORE)
def test_a_broken_line_is_the_one_that_is_refused(name: str) -> None:
    break_every_line(derive(name), every=5, start=len(name))


@pytest.mark.parametrize("theorem", EQUALITIES[::12])
def test_a_broken_line_of_a_theorem_is_refused(theorem: str) -> None:
    break_every_line(derive(theorem.partition(".")[0], theorem), every=6, start=len(theorem))


@pytest.mark.slow
@pytest.mark.parametrize("theorem", EQUALITIES)
def test_every_broken_line_of_a_theorem_is_refused(theorem: str) -> None:
    break_every_line(derive(theorem.partition(".")[0], theorem))


@pytest.mark.slow
@pytest.mark.parametrize("name", [*CORE, *FORMULAS])
def test_every_broken_line_is_the_one_that_is_refused(name: str) -> None:
    break_every_line(derive(name))


def newer(what: str, theorem: str | None, order: int) -> Derivation:
    return derive(what, theorem, order=order, assume="x > 0" if what == "x**x" else ())


@pytest.mark.parametrize(("what", "theorem", "order"), NEWER[:6:2])
def test_a_broken_line_with_names_or_cases_is_refused(what: str, theorem: str | None, order: int) -> None:
    break_every_line(newer(what, theorem, order), every=7, start=len(what))


@pytest.mark.slow
@pytest.mark.parametrize(("what", "theorem", "order"), NEWER)
def test_every_broken_line_with_names_or_cases_is_refused(what: str, theorem: str | None, order: int) -> None:
    break_every_line(newer(what, theorem, order))


def test_a_broken_substep_is_refused() -> None:
    step = next(s for s in derive("sigmoid").steps if s.substeps)
    assert step.holds
    inner = step.substeps[0]
    session = Session(check, (), {})
    lines = tuple(Line("==", neg(s.after) if s is inner.steps[1] else s.after) for s in inner.steps)
    made = session.checked(3, step.before, Line("==", step.after, substeps=((inner.first, lines),)), (), step.before)
    assert made.verdict.verdict == "PROVED" and not made.holds
    assert made.complaint.startswith("in a substep of line 3: ")


def test_what_a_rule_needs_is_checked() -> None:
    step = next(s for s in derive("sigmoid").steps if s.needs)
    assert [text(c.claim) for c in step.needs] == ["1 + exp(-x) != 0"] and step.holds
    session = Session(check, (), {})
    never = Term("relation", "!=", step.before, step.before)
    made = session.checked(2, step.before, Line("==", step.after, needs=(never,)), (), step.before)
    assert not made.holds and "side condition" in made.complaint
    assert session.checked(1, ONE, Line("==", ONE), (), ONE).holds
