"""Limits: the lines show what dominates, the limits of the parts are conditions, and nothing false is printed."""

import pytest

from symact.activations import catalogue
from symact.derivation import check, derive
from symact.derivation.bounds.facts import Facts
from symact.derivation.definitions import NotDerived
from symact.derivation.limits import limit_sketches
from symact.derivation.limits.forms import rewritten
from symact.derivation.limits.values import Place, Tendencies, place_of
from symact.derivation.reading import claim, expression, prose_text
from symact.derivation.record import Derivation
from symact.kernel.terms import INFINITY, ZERO, Term, neg, text, variable

X = variable("x")
LIMITS = [claim.id for entry in catalogue().values() for claim in entry.theorems if claim.kind == "limit"]
# A limit, and the reasons of its lines in their order.
CLAIMS = [
    ("Limit(sigmoid(x), x, oo) == 1", ["definition of `sigmoid`", "limits of the parts"]),
    ("Limit(x - softplus(x), x, oo) == 0",
     ["definition of `softplus`", "rules of the logarithm", "limits of the parts", "simplify"]),
    ("Limit(x*exp(-x), x, oo) == 0", ["the exponential dominates"]),
    ("Limit(log(x)/x, x, oo) == 0", ["the power dominates"]),
    ("Limit(x*sigmoid(x), x, -oo) == 0",
     ["definition of `sigmoid`", "divide above and below by `exp(-x)`", "limits of the parts"]),
    ("Limit(tanh(x), x, -oo) == -1",
     ["definition of `tanh`", "divide above and below by `exp(-x)`", "limits of the parts"]),
    ("Limit(x/sqrt(1 + x**2), x, -oo) == -1",
     ["take what dominates out of the root", "limits of the parts", "simplify"]),
    ("Limit(gelu(x), x, -oo) == 0", None),
    ("Limit(sinh(x)/x, x, 0) == 1", ["l'Hospital's rule", "put in", "simplify"]),
    ("Limit((1 - cos(x))/x**2, x, 0) == 1/2", ["l'Hospital's rule", "l'Hospital's rule", "put in", "simplify"]),
    ("Limit(1/x, x, 0, '+') == oo", ["the denominator tends to 0 and keeps its sign"]),
    ("Limit(1/x, x, 0, '-') == -oo", ["the denominator tends to 0 and keeps its sign"]),
    ("Limit(log(x), x, 0, '+') == -oo", ["limit of the logarithm"]),
    ("Limit(exp(1/x), x, 0, '-') == 0", ["limit of the exponential"]),
    ("Limit(x**x, x, 0, '+') == 1", None),
    ("Limit(exp(x) - x, x, oo) == oo", ["take out `exp(x)`", "limits of the parts"]),
    ("Limit(x**3, x, -oo) == -oo", ["a power of `x`"]),
    ("Limit(relu(x), x, 0) == 0",
     ["the branch that applies", "the limit of a constant", "the branch that applies", "put in",
      "the limits from both sides agree"]),
    ("Limit(Abs(x)/x, x, 0, '-') == -1",
     ["the branch that applies", "simplify the fraction", "the limit of a constant"]),
    ("Limit(elu(x), x, -oo) == -1", ["the branch that applies", "limits of the parts"]),
    ("Limit(Derivative(sigmoid(x), x), x, oo) == 0", ["derivative of `sigmoid`", "limits of the parts", "simplify"]),
    ("1 == Limit(sigmoid(x), x, oo)", ["limits of the parts", "definition of `sigmoid`"]),
    ("Limit(sigmoid(x), x, oo) == Limit(tanh(x), x, oo)", None),
    ("Limit(logsumexp(x, y) - x, x, oo) == 0", None),
]  # fmt: skip


def derived(d: Derivation) -> None:
    """Proved, with lines, of which the last leads to the value that is stated."""
    assert d.verdict == "PROVED" and d.parts and not d.wrong, d.to_text()
    for part in d.parts:
        *_, last = (c for c in part.chains if c.side == "left")
        assert last.first is d.claim.args[1]
        assert last.last is d.claim.args[2] or d.claim.args[2].op == "limit"


@pytest.mark.parametrize(("claim", "why"), CLAIMS)
def test_limits_have_lines(claim: str, why: list[str] | None) -> None:
    found = derive(claim)
    derived(found)
    if why is not None:
        assert [prose_text(s.reason) for s in found.steps] == why, found.to_text()


@pytest.mark.parametrize("theorem", LIMITS[::3])
def test_limits_of_the_catalogue_have_lines(theorem: str) -> None:
    derived(derive(theorem.partition(".")[0], theorem))


@pytest.mark.slow
@pytest.mark.parametrize("theorem", LIMITS)
def test_every_limit_of_the_catalogue_has_lines(theorem: str) -> None:
    derived(derive(theorem.partition(".")[0], theorem))


def test_the_limits_of_the_parts_are_conditions() -> None:
    first, last = derive("Limit(sigmoid(x), x, oo) == 1").steps
    assert not first.conditions
    assert [text(c.claim) for c in last.conditions] == ["Limit(exp(-x), x, oo) == 0"]
    assert last.conditions[0].holds


def test_l_hospital_needs_that_both_vanish() -> None:
    step = derive("Limit((exp(x) - 1)/x, x, 0) == 1").steps[0]
    assert [text(c.claim) for c in step.conditions] == ["Limit(exp(x) - 1, x, 0) == 0", "Limit(x, x, 0) == 0"]


def test_an_infinite_limit_is_not_written_as_a_value() -> None:
    found = derive("Limit(exp(x) - x, x, oo) == oo")
    before, last = found.parts[0].chains
    assert (before.side, text(before.last)) == ("before", "exp(x)*(1 - x*exp(-x))")
    assert [s.after for s in last.steps] == [INFINITY]


@pytest.mark.parametrize(
    ("claim", "assume", "verdict"),
    [("Limit(sigmoid(x), x, oo) == 0", (), "REFUTED"), ("Limit(Abs(x)/x, x, 0) == 1", (), "REFUTED"),
     ("Limit(exp(x), x, oo) == 1", (), "REFUTED"), ("Limit(gamma(x), x, oo) == oo", (), "UNKNOWN")],
)  # fmt: skip
def test_what_does_not_hold_has_no_lines(claim: str, assume: tuple[str, ...], verdict: str) -> None:
    found = derive(claim, assume=assume)
    assert (found.verdict, found.steps) == (verdict, ())


def test_what_is_not_derived_is_called_so() -> None:
    found = derive("Limit((1 + x/n)**n, n, oo) == exp(x)")
    assert (found.verdict, found.steps) == ("PROVED", ())
    assert "Not derived line by line: no form of the term was found" in found.to_text()


def test_cases_of_the_value() -> None:
    found = derive("Limit(softplus(b*x)/b, b, oo) == relu(x)")
    assert [[text(a) for a in p.assumptions] for p in found.parts] == [["x < 0"], ["x == 0"], ["x > 0"]]
    assert found.coverage is not None and found.coverage.holds
    with pytest.raises(NotDerived, match="do not depend on one variable alone"):
        limit_sketches(claim("Limit(x/b, b, oo) == Max(x, y)", {}), (), {}, lambda c, a: True)


def tendencies(place: Place, banned: frozenset[str] = frozenset()) -> Tendencies:
    def ask(claim: Term, assumptions: tuple[Term, ...]) -> bool:
        return check(text(claim), [text(a) for a in assumptions]).verdict == "PROVED"

    return Tendencies(place, Facts(ask, (), {}, banned))


FAR, NEAR = Place(X, INFINITY), Place(X, ZERO, "+")


@pytest.mark.parametrize(
    ("source", "place", "value"),
    [
        ("exp(-x)", FAR, "0"), ("exp(x)", FAR, "oo"), ("1/(1 + exp(-x))", FAR, "1"), ("x**2*exp(-x)", FAR, "0"),
        ("sigmoid(x)", FAR, "1"), ("2 - 3*tanh(x)", FAR, "2 - 3"), ("exp(x)/x", FAR, "oo"), ("-x**2", FAR, "-oo"),
        ("atan(-x)", FAR, "-(pi/2)"), ("x - exp(x)", FAR, None), ("x/(1 + x)", FAR, None), ("sin(x)", FAR, None),
        ("y/x - 1/x", FAR, "0"), ("log(x)", NEAR, "-oo"), ("1/x", NEAR, "oo"), ("sin(x)/x", NEAR, None),
        ("x*log(x)", NEAR, "0"), ("cos(x)", NEAR, "cos(0)"), ("y*exp(x)", NEAR, "y*exp(0)"), ("x**x", NEAR, None),
    ],
)  # fmt: skip
def test_what_parts_tell(source: str, place: Place, value: str | None) -> None:
    found = tendencies(place).of(expression(source, {}))
    assert (found is None) == (value is None)
    assert found is None or text(found) == value or check(f"{text(found)} == {value}").verdict == "PROVED"


def test_a_limit_is_not_shown_by_itself() -> None:
    assert tendencies(FAR, frozenset({"sigmoid"})).of(expression("sigmoid(x)", {})) is None
    assert place_of(expression("Limit(x, x, 0, '+')", {})) == NEAR


def test_what_dominates_is_taken_out() -> None:
    found = {prose_text(f.words): text(f.term) for f in rewritten(expression("exp(x) - x**9", {}), FAR)}
    assert found["take out `exp(x)`"] == "exp(x)*(1 - x**9*exp(-x))"
    left = [text(f.term) for f in rewritten(expression("x/(1 + exp(-x))", {}), Place(X, neg(INFINITY)))]
    assert "x*exp(x)/(1 + exp(x))" in left or "x*exp(x)/(exp(x) + 1)" in left
