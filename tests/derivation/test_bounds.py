"""Inequalities: each has lines that the kernel accepts, and lines only if it holds."""

import pytest

from symact.activations import catalogue
from symact.derivation import check, derive
from symact.derivation.assemble import composed
from symact.derivation.bounds import bound_sketches
from symact.derivation.claims import limited
from symact.derivation.definitions import NotDerived
from symact.derivation.reading import condition
from symact.derivation.record import Derivation
from symact.kernel.terms import text

INEQUALITIES = [
    claim.id
    for entry in catalogue().values()
    for claim in entry.theorems
    if claim.expect == "PROVED" and claim.kind in ("bound", "monotonicity")
]
# A claim, what is assumed, and the reason that is the heart of its argument.
CLAIMS = [
    ("x - tanh(x) > 0", "x > 0", "it is 0 at x = 0 and increases from there on"),
    ("tanh(x) < x", "x > 0", "the difference is 0 at x = 0 and increases from there on"),
    ("tanh(x) > x", "x < 0", "the difference is 0 at x = 0 and decreases up to there"),
    ("exp(x) >= 1 + x", (), "the difference is least at x = 0, where it is 0"),
    ("log(1 + x) <= x", "x > -1", "the difference is least at x = 0, where it is 0"),
    ("x*exp(-x) <= exp(-1)", (), "the difference is least at x = 1, where it is 0"),
    ("exp(x) > x", "x >= 0", "the difference is positive at x = 0 and increases from there on"),
    ("cosh(x) >= 1 + x**2/2", (), "the difference is least at x = 0, where it is 0"),
    ("erf(x) < 2*x/sqrt(pi)", "x > 0", "the difference is 0 at x = 0 and increases from there on"),
    ("sigmoid(x)*(1 - sigmoid(x)) <= 1/4", (), "a square is not negative"),
    ("x**2 - x + 1 > 0", (), "a square is not negative"),
    ("softplus(x) > x", (), "the logarithm of a number greater than 1 is positive"),
    ("softplus(x) > relu(x)", (), "the logarithm of a number greater than 1 is positive"),
    ("logsumexp(x, y) <= Max(x, y) + log(2)", (), "the logarithm of a number at most 1 is not positive"),
    ("gelu(x) <= relu(x)", (), "signs of the factors"),
    ("sigmoid(x) < sigmoid(y)", "x < y", "the function increases, and x < y"),
    ("exp(-x) < exp(-y)", "x > y", "the function decreases, and x > y"),
    ("1/4 >= sigmoid(x)*(1 - sigmoid(x))", (), "complete the square"),
    ("0 < sigmoid(x)", (), "numerator and denominator are positive"),
    ("exp(x) != 0", (), "an exponential is positive"),
    ("Abs(x)/(1 + Abs(x)) < 1", (), "numerator and denominator are positive"),
    ("p*(1 - p) < 1/3", (), "a square is not negative"),
    ("sigmoid(x)*(1 - sigmoid(x)) < 1/4", "x != 0", "the square of a number that is not 0, since σ(x) ≠ 1/2"),
    ("(x - y)**2 > 0", "x != y", "the square of a number that is not 0"),
    ("exp(x) > 1 + x", "x != 0", "the difference is least at x = 0, where it is 0"),
    ("x < y", "tanh(x) < tanh(y)", "the function increases, and tanh(x) < tanh(y)"),
    ("x == y", "exp(-x) == exp(-y)", "the function decreases, and e^(−x) = e^(−y)"),
    ("x*y > 0", ("x > 0", "y > 0"), "the factors are positive"),
    ("sqrt(1 + x**2) > x", (), "multiply above and below by the conjugate"),
    ("squareplus(x) > relu(x)", (), "multiply above and below by the conjugate"),
    ("b*x > 0", "And(b > 1, x > 2)", "the factors are positive"),
]


def reasons(d: Derivation) -> str:
    return d.to_text().replace("\n", " ")


def well_formed(d: Derivation) -> None:
    """Proved, with lines, and the last chain of each case leads from the one side of the claim to the other."""
    rel, left, right = d.claim.args
    assert d.verdict == "PROVED" and d.parts and not d.wrong, d.to_text()
    assert "Not derived" not in d.to_text()
    for part in d.parts:
        *before, last = part.chains
        assert all(chain.side == "before" and chain.title and chain.steps for chain in before)
        assert (last.side, last.first, last.last) == ("left", left, right)
        shown = composed([step.relation for step in last.steps])
        weaker = {rel.removesuffix("="), "=="} if rel in ("<=", ">=") else {"<", ">"} if rel == "!=" else set()
        assert shown == rel or shown in weaker


@pytest.mark.parametrize("theorem", INEQUALITIES)
def test_every_inequality_of_the_catalogue_is_derived(theorem: str) -> None:
    well_formed(derive(theorem.partition(".")[0], theorem))


def test_there_are_inequalities() -> None:
    assert len(INEQUALITIES) >= 20


@pytest.mark.parametrize(("claim", "assume", "why"), CLAIMS)
def test_claims_of_ones_own(claim: str, assume: str | tuple[str, ...], why: str) -> None:
    found = derive(claim, assume=assume)
    well_formed(found)
    assert why in reasons(found), found.to_text()
    conditions = [] if assume == () else [assume] if isinstance(assume, str) else list(assume)
    assert check(claim, conditions).verdict == "PROVED"


def test_the_lines_of_a_difference_that_grows() -> None:
    found = derive("x - tanh(x) > 0", assume="x > 0")
    slope, value, last = found.parts[0].chains
    assert text(slope.first) == "Derivative(x - tanh(x), x)" and slope.steps[-1].relation == ">"
    assert text(slope.steps[-2].after) == "tanh(x)**2"
    assert [text(c.claim) for c in slope.steps[-1].conditions] == ["tanh(x) > 0"]
    assert (text(value.first), text(value.last)) == ("0 - tanh(0)", "0")
    assert [text(c.claim) for c in last.steps[0].needs] == [
        "Subs(Derivative(x - tanh(x), x), x, 0) == Subs(Derivative(x - tanh(x), x), x, 0)"
    ]


def test_slopes_on_both_sides_stand_under_their_own_conditions() -> None:
    below, above, value, _ = derive("exp(x) >= 1 + x").parts[0].chains
    assert [[text(a) for a in c.assumptions] for c in (below, above, value)] == [["x < 0"], ["x > 0"], []]
    assert [c.steps[-1].relation for c in (below, above)] == ["<", ">"]


def test_a_positive_derivative_says_that_the_function_increases() -> None:
    assert "So σ(x) < σ(y) where x < y." in derive("sigmoid", "increasing").to_text()
    assert derive("Derivative(exp(-x), x) < 0").to_text().count("So e^(−x) > e^(−y) where x < y.") == 1
    assert derive("Derivative(x*exp(x), x) > 0", assume="x > 0").remark == ()


def test_cases_are_few() -> None:
    assert [[text(a) for a in p.assumptions] for p in derive("softplus(x) >= relu(x)").parts] == [["x <= 0"], ["x > 0"]]
    assert [[text(a) for a in p.assumptions] for p in derive("Abs(softsign(x)) < 1").parts] == [["x >= 0"], ["x < 0"]]


@pytest.mark.parametrize(
    ("claim", "assume", "verdict"),
    [("tanh(x) < x", (), "REFUTED"), ("exp(x) > 1 + x", (), "REFUTED"), ("gamma(x) > 0", "x > 0", "UNKNOWN"),
     ("sigmoid(x) > 1/2", (), "REFUTED"), ("sigmoid(x) < sigmoid(y)", (), "REFUTED")],
)  # fmt: skip
def test_what_does_not_hold_has_no_lines(claim: str, assume: str | tuple[str, ...], verdict: str) -> None:
    found = derive(claim, assume=assume)
    assert (found.verdict, found.steps, found.as_expected) == (verdict, (), False)


def test_what_is_not_derived_is_called_so() -> None:
    found = derive("x**4 - x + 1 > 0")
    assert (found.verdict, found.steps) == ("PROVED", ())
    assert "Not derived line by line: " in found.to_text()
    with pytest.raises(NotDerived, match="no form of the difference shows its sign, and no slope does"):
        bound_sketches(found.claim, (), {}, lambda claim, assumptions: False)


def test_the_search_ends_with_its_time() -> None:
    ask = limited(lambda claim, assumptions: True, 0.0)
    with pytest.raises(NotDerived, match="the search for lines took longer than 0 s"):
        ask(condition("x > 0", {}), ())


def test_a_bound_is_not_shown_by_itself() -> None:
    for claim in ("sigmoid(x) > 0", "softplus(x) > 0", "softplus(x) >= relu(x)", "Abs(tanh(x)) < 1"):
        stated = {c.claim for s in derive(claim).steps for c in s.conditions}
        assert not any(text(c.args[1]) in ("sigmoid(x)", "softplus(x)", "tanh(x)") for c in stated), claim


def test_an_assumption_that_the_way_to_the_start_leaves_is_not_used() -> None:
    found = derive("x - tanh(x) > 0", assume=("x > 0", "x != 1"))
    assert not found.steps or all(c.side != "before" for p in found.parts for c in p.chains)
