"""Cases whose conditions hold parameters: the kernel decides which branch applies."""

import pytest

from symact.derivation import check, derive
from symact.derivation.automatic import NotDerived
from symact.derivation.reading import condition, expression
from symact.derivation.splitting import fewer, resolved, split, split_open, turned
from symact.kernel.terms import Term, text


def ask(claim: Term, given: tuple[Term, ...]) -> bool:
    return check(text(claim), [text(g) for g in given], {}, 1.0).verdict == "PROVED"


@pytest.mark.parametrize(
    ("what", "theorem", "cases"),
    [
        ("celu", None, ["x < 0", "x == 0", "x > 0"]),
        ("hard_sigmoid", None, ["offset + slope*x < 0"]),
        ("sparsemax2", None, ["1 + x - y < 0", "And(0 < 1 + x - y, 1 + x - y < 2)", "1 + x - y > 2"]),
        ("Abs(x**2 - 1)", None, ["x**2 - 1 < 0", "x**2 - 1 > 0"]),
        ("elu", "celu", ["x > 0", "x <= 0"]),
        ("leaky_relu", "max", ["x >= 0", "x < 0"]),
        ("relu", "homogeneous", ["x <= 0", "x > 0"]),
        ("softplus", "stable", ["x <= 0", "x > 0"]),
        ("softsign", "derivative_self", ["x < 0", "x == 0", "x > 0"]),
    ],
)
def test_what_is_derived_by_cases(what: str, theorem: str | None, cases: list[str]) -> None:
    found = derive(what, theorem)
    assert found.verdict == "PROVED" and found.coverage is not None and found.coverage.holds, found.to_text()
    assert "Not derived" not in found.to_text()
    if what != "hard_sigmoid":
        assert [text(part.assumptions[0]) for part in found.parts] == cases
    assert all(part.chains for part in found.parts)


def test_parameters_by_which_a_formula_divides_are_not_zero() -> None:
    assert [text(a) for a in derive("celu").assumptions] == ["alpha != 0"]
    assert text(derive("celu").claim.args[2]) == "Piecewise((exp(x/alpha), x <= 0), (1, True))"
    found = derive("log(1 + exp(b*x))/b")
    assert found.verdict == "PROVED" and [text(a) for a in found.assumptions] == ["b != 0"]
    assert [text(a) for a in derive("sin(x)/x").assumptions] == ["x != 0"]


def test_boundaries_without_a_derivative_are_left_out() -> None:
    assert [text(a) for a in derive("hard_sigmoid").assumptions] == [
        "slope*x + offset != 0", "slope*x + offset != 1",
    ]  # fmt: skip


def test_a_branch_is_taken_where_the_kernel_proves_it() -> None:
    t = expression("Max(0, a*x)", {})
    positive = (condition("a > 0", {}), condition("x > 0", {}))
    from symact.derivation.regions import spelt_out

    assert text(resolved(spelt_out(t), positive, ask)) == "a*x"
    assert resolved(spelt_out(t), (condition("a > 0", {}),), ask).op == "piecewise"
    cases = split((t,), ask, (condition("x > 0", {}),))
    assert [text(c.terms[0]) for c in cases] == ["0", "a*x"]


def test_open_regions_and_their_boundary() -> None:
    cases, boundaries = split_open((expression("Max(x, y)", {}),), ask)
    assert [text(c.terms[0]) for c in cases] == ["y", "x"]
    assert [text(b.at) for b in boundaries] == ["x == y"]
    with pytest.raises(NotDerived, match="an equation"):
        split_open((expression("Piecewise((1, Eq(x*y, 0)), (2, True))", {}),), ask)
    with pytest.raises(NotDerived, match="more than 3 conditions"):
        split_open((expression("Abs(x - y) + Abs(x - 2*y) + Abs(x + 3*y) + Abs(x - 4*y) + Abs(x*y)", {}),), ask)


def test_conditions_that_follow_are_dropped_if_the_rest_is_enough() -> None:
    given = (condition("u < 1", {}), condition("u < 0", {}))
    assert [text(g) for g in fewer(given, ask, lambda rest: True)] == ["u < 0"]
    assert fewer(given, ask, lambda rest: False) == given
    assert text(turned(condition("1 <= (1 + x)/2", {}))) == "1 + x >= 2"
