"""Linear conditions: elimination against brute force, and regions that err on one side only."""

from __future__ import annotations

import time
from fractions import Fraction
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from symact.kernel.linear import (
    ANY,
    MAX_CONSTRAINTS,
    NEGATIVE,
    NULL,
    POSITIVE,
    Constraint,
    Linear,
    Region,
    combined,
    feasible,
    scaled,
)  # fmt: skip
from symact.kernel.terms import Term, variable

X, Y, Z = map(variable, "xyz")
ATOMS = (X, Y, Z)
SMALL = st.integers(-3, 3)


def form(x: int = 0, y: int = 0, z: int = 0, constant: int = 0) -> Linear:
    found: dict[Term | None, int] = {X: x, Y: y, Z: z, None: constant}
    return {k: v for k, v in found.items() if v}


FORMS = st.builds(form, SMALL, SMALL, SMALL, SMALL)
SYSTEMS = st.lists(st.tuples(FORMS, st.booleans()), max_size=5)
# With coefficients up to 3 in three atoms a grid of sixths meets many, not all, of the regions that are not empty.
GRID = [Fraction(k, 3) for k in range(-9, 10, 2)] + [Fraction(0)]
POINTS = [dict(zip(ATOMS, p, strict=True)) for p in product(GRID, repeat=3)][::3]


def value(f: Linear, point: dict[Term, Fraction]) -> Fraction:
    return sum((Fraction(c) * (point[k] if k is not None else 1) for k, c in f.items()), Fraction(0))


def meets(point: dict[Term, Fraction], rows: list[Constraint]) -> bool:
    return all(value(f, point) > 0 or (not strict and value(f, point) == 0) for f, strict in rows)


@settings(max_examples=50)
@given(SYSTEMS)
def test_a_system_with_a_solution_is_never_called_infeasible(rows: list[Constraint]) -> None:
    if any(meets(p, rows) for p in POINTS):
        assert feasible(rows)


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(-4, 4), st.integers(-4, 4), st.booleans()), max_size=6))
def test_one_unknown_exactly(rows: list[tuple[int, int, bool]]) -> None:
    """With one unknown, its candidate values are the end points, their middles, and two far away."""
    system: list[Constraint] = [(form(x=a, constant=c), strict) for a, c, strict in rows]
    ends = sorted(Fraction(-c, a) for a, c, _ in rows if a)
    middles = [(a + b) / 2 for a, b in pairwise(ends)]
    candidates = [*ends, *middles, Fraction(-100), Fraction(100)]
    assert feasible(system) == any(meets({X: v}, system) for v in candidates)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], True),
        ([(form(constant=-1), False)], False),
        ([(form(), True)], False),
        ([(form(), False)], True),
        ([(form(x=1), True), (form(x=-1), True)], False),
        ([(form(x=1), False), (form(x=-1), False)], True),
        ([(form(x=1, y=-1), True), (form(y=1, z=-1), True), (form(z=1, x=-1), True)], False),
        ([(form(x=1, y=-1), False), (form(y=1, z=-1), False), (form(z=1, x=-1), False)], True),
        ([(form(x=2, y=3, constant=-6), True), (form(x=-1, constant=3), False), (form(y=-1), False)], False),
    ],
)
def test_feasible(rows: list[Constraint], expected: bool) -> None:
    assert feasible(rows) is expected


def test_an_elimination_that_grows_too_large_says_feasible() -> None:
    atoms = [variable(f"v{k}") for k in range(12)]
    rows: list[Constraint] = [
        ({a: s, b: 1, None: -1}, True) for a in atoms for b in atoms if a is not b for s in (1, -1)
    ]
    rows += [({a: -1}, True) for a in atoms]
    assert len(rows) < MAX_CONSTRAINTS and feasible(rows)


@settings(max_examples=50)
@given(SYSTEMS, FORMS)
def test_signs_include_every_sign_that_occurs(rows: list[Constraint], f: Linear) -> None:
    found = Region(tuple(rows)).signs(f)
    for p in POINTS:
        if meets(p, rows):
            v = value(f, p)
            assert (v > 0) - (v < 0) in found


@settings(max_examples=50)
@given(SYSTEMS, FORMS, FORMS)
def test_the_parts_of_a_region_cover_it(rows: list[Constraint], f: Linear, g: Linear) -> None:
    region = Region(tuple(rows))
    parts = {s: region.where(f, s) for s in (-1, 0, 1)}
    for p in POINTS[::2]:
        if meets(p, rows):
            v, w = value(f, p), value(g, p)
            part = parts[(v > 0) - (v < 0)]
            assert not part.empty()
            assert all(p[a] == value(solution, p) for a, solution in part.solved.items())
            reduced = g
            for a, solution in part.solved.items():
                if a in reduced:
                    rest = {k: c for k, c in reduced.items() if k is not a}
                    reduced = combined(rest, scaled(reduced[a], solution))
            assert (w > 0) - (w < 0) in part.signs(reduced)


@pytest.mark.parametrize(
    ("region", "f", "expected"),
    [
        (Region(), form(x=1), ANY),
        (Region(), form(constant=-2), NEGATIVE),
        (Region(), form(), NULL),
        (Region(((form(x=1), True),)), form(x=3), POSITIVE),
        (Region(((form(x=1), False),)), form(x=-1), frozenset({0, -1})),
        (Region((), (form(x=1),)), form(x=-2), frozenset({1, -1})),
        (Region((), (form(x=1, y=-1),)), form(x=1, y=1), ANY),
        (Region(((form(x=1, y=-1), False),), (form(x=1, y=-1),)), form(x=2, y=-2), POSITIVE),
        (Region(((form(x=1), True), (form(y=1), True))), form(x=1, y=2), POSITIVE),
    ],
)
def test_signs(region: Region, f: Linear, expected: frozenset[int]) -> None:
    assert region.signs(f) == expected


@pytest.mark.parametrize(
    ("region", "empty"),
    [
        (Region(), False),
        (Region().where(form(x=1), 1).where(form(x=1), -1), True),
        (Region().where(form(x=1), 0).where(form(y=1), 1), False),
        (Region((), ({},)), True),
        (Region(((form(x=1), True),)).where(form(x=1, y=1), 0).where(form(y=1), -1), False),
        (Region(((form(x=1), True),)).where(form(x=1, y=1), 0).where(form(y=1), 1), True),
    ],
)
def test_empty(region: Region, empty: bool) -> None:
    assert region.empty() is empty


def test_solving_reaches_what_was_solved_before() -> None:
    region = Region().solve(X, form(y=2, constant=1)).solve(Y, form(z=3))
    assert region.solved == {X: {Z: 6, None: 1}, Y: {Z: 3}}


def test_elimination_does_not_run_away() -> None:
    """Dense rows over many atoms: every elimination would square their number and double the digits."""
    from random import Random

    random = Random(5)
    atoms = [Term("variable", f"x{k}") for k in range(40)]
    rows: list[Constraint] = [
        ({**{a: Fraction(random.randint(-(10**60), 10**60), random.randint(1, 10**60)) for a in atoms}, None: 1}, True)
        for _ in range(34)
    ]
    start = time.process_time()
    assert feasible(rows)
    assert time.process_time() - start < 2
    x, y = atoms[:2]
    assert not feasible([*rows, ({x: 1, y: -1}, True), ({y: 1, x: -1}, True)][-2:])
