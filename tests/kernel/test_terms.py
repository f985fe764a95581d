"""Terms: interned, immutable, never rewritten; their text reads back; substitution captures nothing."""

from __future__ import annotations

import copy
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symact.kernel.errors import LimitExceeded
from symact.kernel.grammar import parse_condition, parse_expression
from symact.kernel.terms import (
    COUNT,
    HALF,
    MAX_DEPTH,
    ONE,
    PI,
    TRUE,
    ZERO,
    Term,
    add,
    div,
    free_symbols,
    fresh,
    mul,
    neg,
    number,
    power,
    relation,
    sqrt,
    sub,
    substitute,
    text,
    variable,
    walk,
)  # fmt: skip

X, Y = variable("x"), variable("y")
DECLARED = {"z": "vector", "i": "index", "j": "index"}
RELATIONS = ("==", "!=", "<=", ">=", "<", ">")


def component(index: str, vector: str = "z") -> Term:
    return Term("component", vector, index)


def read(source: str) -> Term:
    return parse_expression(source, DECLARED)


# ------------------------------------------------------------ random terms of the claim language

RATIONALS = st.fractions(min_value=-1000, max_value=1000, max_denominator=1000)


def leaves(bound: tuple[str, ...]) -> st.SearchStrategy[Term]:
    indices = ("i", "j", *bound)
    return st.one_of(
        RATIONALS.map(number),
        st.sampled_from([X, Y, PI, COUNT, Term("imaginary"), Term("infinity")]),
        st.sampled_from(indices).map(component),
        st.tuples(st.sampled_from(indices), st.sampled_from(indices)).map(lambda p: Term("delta", *sorted(p))),
    )


def conditions(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    plain = st.builds(relation, st.sampled_from(RELATIONS), inner, inner)
    pairs = st.tuples(plain, plain)
    return st.one_of(
        plain, pairs.map(lambda c: Term("and", *c)), pairs.map(lambda c: Term("or", *c)), st.just(TRUE)
    )  # fmt: skip


def operations(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    many = st.lists(inner, min_size=2, max_size=4)
    functions = st.sampled_from(["exp", "log", "erf", "sin", "cos", "atan"])
    return st.one_of(
        many.map(lambda a: add(*a)),
        many.map(lambda a: mul(*a)),
        inner.map(neg),
        inner.map(sqrt),
        st.builds(sub, inner, inner),
        st.builds(div, inner, inner),
        st.builds(power, inner, inner),
        st.builds(Term, functions, inner),
        st.builds(lambda c, e, f: Term("piecewise", c, e, TRUE, f), conditions(inner), inner, inner),
        st.builds(
            lambda f, x, k: Term("derivative", f, x, k), inner, st.sampled_from([X, Y, component("i")]),
            st.integers(1, 50),
        ),
        st.builds(lambda f, a: Term("subs", f, X, a), inner, inner),
        st.builds(lambda f, a, b: Term("integral", f, Y, a, b), inner, inner, inner),
    )  # fmt: skip


def terms(bound: tuple[str, ...] = ()) -> st.SearchStrategy[Term]:
    return st.recursive(leaves(bound), operations, max_leaves=8)


SUMS = terms(("k",)).map(lambda body: Term("sum", "k", body))
ANY_TERM = st.one_of(terms(), SUMS, st.builds(mul, SUMS, terms()))


@settings(max_examples=60)
@given(ANY_TERM)
def test_text_reads_back_as_the_same_object(t: Term) -> None:
    assert parse_expression(text(t), DECLARED) is t


@settings(max_examples=60)
@given(conditions(terms()))
def test_text_of_a_condition_reads_back(c: Term) -> None:
    assert parse_condition(text(c), DECLARED) is c


@pytest.mark.parametrize(
    "t",
    [
        neg(neg(X)), neg(add(X, Y)), neg(mul(X, Y)), mul(neg(X), Y), mul(X, neg(Y)), add(neg(X), Y),
        add(X, neg(neg(Y))),
        add(X, add(X, Y)), add(add(X, Y), X), mul(X, mul(X, Y)), mul(mul(X, Y), X), div(div(X, Y), X),
        div(X, div(Y, X)),
        div(X, mul(Y, X)), mul(div(X, Y), X), mul(X, div(X, Y)), power(power(X, Y), X), power(X, power(Y, X)),
        power(neg(X), Y), neg(power(X, Y)), power(X, neg(Y)), power(number(-2), Y), power(number(Fraction(1, 3)), Y),
        power(sqrt(X), number(2)), sqrt(sqrt(X)), power(X, HALF), number(-3), number(Fraction(-3, 7)),
        Term("derivative", Term("derivative", X, X, 1), X, 2), Term("exp", ONE),
    ],
    ids=text,
)  # fmt: skip
def test_precedence_survives_the_text(t: Term) -> None:
    assert read(text(t)) is t


# ------------------------------------------------------------ interned, inert, immutable


def test_equal_terms_are_one_object() -> None:
    assert add(X, mul(number(2), Y)) is add(variable("x"), mul(number(Fraction(4, 2)), variable("y")))
    assert copy.deepcopy(add(X, Y)) is add(X, Y)


@pytest.mark.parametrize(
    ("made", "simplified"),
    [(div(X, X), ONE), (mul(ZERO, X), ZERO), (sub(X, X), ZERO), (add(X, Y), add(Y, X)), (power(X, ZERO), ONE)],
    ids=lambda t: text(t),
)
def test_nothing_is_simplified_on_construction(made: Term, simplified: Term) -> None:
    assert made is not simplified


@pytest.mark.parametrize("name", ["op", "args", "depth", "colour"])
def test_terms_refuse_assignment(name: str) -> None:
    with pytest.raises(AttributeError):
        setattr(add(X, Y), name, "mul")
    with pytest.raises(AttributeError):
        delattr(add(X, Y), name)


def test_depth_is_bounded() -> None:
    t = X
    for _ in range(MAX_DEPTH - 1):
        t = neg(t)
    with pytest.raises(LimitExceeded, match="nested more than"):
        neg(t)


def test_size_is_bounded() -> None:
    t = X
    with pytest.raises(LimitExceeded):
        for _ in range(100):
            t = add(t, t)


def test_walk_meets_each_subterm_once_in_an_exponential_tree() -> None:
    t = X
    for _ in range(18):
        t = add(t, t)
    assert t.size > 2**18
    assert sum(1 for _ in walk(t)) == 19


# ------------------------------------------------------------ substitution


@pytest.mark.parametrize(
    ("source", "values", "expected"),
    [
        ("x + y", {X: Y, Y: X}, "y + x"),
        ("Sum(x*z[k], (k, 1, n))", {X: component("k")}, "Sum(z[k]*z[k_1], (k_1, 1, n))"),
        ("Sum(z[i]*z[k], (k, 1, n))", {Term("index", "i"): Term("index", "k")}, "Sum(z[k]*z[k_1], (k_1, 1, n))"),
        ("Sum(z[k], (k, 1, n))", {Term("index", "k"): Term("index", "i")}, "Sum(z[k], (k, 1, n))"),
        ("KroneckerDelta(i, j)", {Term("index", "j"): Term("index", "i")}, "KroneckerDelta(i, i)"),
        ("Subs(x*y, x, y)", {X: ONE}, "Subs(x*y, x, y)"),
        ("Subs(x*y, x, x)", {X: ONE}, "Subs(x*y, x, 1)"),
        ("Integral(x, (x, 0, y))", {Y: number(3)}, "Integral(x, (x, 0, 3))"),
        ("Derivative(x*y, x)", {Y: number(3)}, "Derivative(x*3, x)"),
        ("Derivative(z[i]*z[j], z[j])", {Term("index", "j"): Term("index", "i")}, "Derivative(z[i]*z[i], z[i])"),
    ],
)
def test_substitution(source: str, values: dict[Term, Term], expected: str) -> None:
    declared = {**DECLARED, "k": "index"} if "k_1" in expected else DECLARED
    found = substitute(read(source), values)
    # k is free in the result where the binder was renamed.
    assert text(found) == expected
    assert free_symbols(found) == free_symbols(parse_expression(expected.replace("k_1", "m"), declared)) - {"m"}


@pytest.mark.parametrize(
    ("source", "values"),
    [
        ("Subs(x*y, x, 1)", {Y: X}),
        ("Integral(x*y, (x, 0, 1))", {Y: X}),
        ("Limit(x*y, x, 0, '+')", {Y: add(X, ONE)}),
        ("Derivative(x**2, x)", {X: add(Y, ONE)}),
    ],
)
def test_substitution_refuses_to_capture(source: str, values: dict[Term, Term]) -> None:
    with pytest.raises(LimitExceeded):
        substitute(read(source), values)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("x*y", "x y"),
        ("Sum(z[k]*z[i], (k, 1, n))", "z i"),
        ("KroneckerDelta(i, j)", "i j"),
        ("Subs(x*y, x, 1)", "y"),
        ("Subs(x*y, x, x)", "x y"),
        ("Integral(x*y, (x, 0, 1))", "y"),
        ("Derivative(y, x)", "x y"),
    ],
)
def test_free_symbols(source: str, names: str) -> None:
    assert free_symbols(read(source)) == set(names.split())


@pytest.mark.parametrize(("taken", "expected"), [("", "k"), ("k", "k_1"), ("k k_1", "k_2"), ("k_1", "k")])
def test_fresh_names(taken: str, expected: str) -> None:
    assert fresh("k", taken.split()) == expected


@settings(max_examples=60)
@given(terms(), RATIONALS)
def test_substituting_a_number_leaves_no_free_occurrence(t: Term, q: Fraction) -> None:
    make: Callable[[], Term] = lambda: substitute(t, {Y: number(q)})  # noqa: E731
    try:
        found = make()
    except LimitExceeded:
        assert any(s.op == "derivative" and s.args[1] is Y for s in walk(t))
        return
    assert "y" not in free_symbols(found)
