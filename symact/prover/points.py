"""Candidate counterexamples: plain values, random ones, boundaries of regions, roots of what may vanish."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import isqrt, prod
from random import Random
from typing import Any

from symact.kernel.case import Case
from symact.kernel.claim import Claim
from symact.kernel.grammar import parse_expression
from symact.kernel.terms import Term, free_symbols, ops, walk
from symact.prover.equations import solutions
from symact.prover.sample import PLAIN, any_real, sample
from symact.prover.search import Failure

INSIDE = {"unit": ("1/2", "1/3", "1/7", "9/10"), "sym1": ("0", "1/2", "-1/2", "1/3", "-9/10")}
LARGE = 50
FAR = tuple(map(Fraction, (20, -20, 35, -35, 100, -100)))
TURNS = ("pi", "pi/2", "-pi/2", "pi/4", "3*pi/4", "-pi/4", "2*pi")
Witness = dict[str, Any]


def candidates(claim: Claim, failures: list[Failure], random: Random) -> Iterator[Witness]:
    """Points worth trying, most promising first; endless."""
    if claim.is_general:
        yield from _zeros(claim)
    yield from _beyond(claim, random)
    for f in failures:
        yield from _roots(claim, f, random)
        yield from sorted((point(claim, random, f.case) for _ in range(3)), key=lambda made: len(str(made)))
    yield from _poles(claim, random)
    yield from _on_equations(claim, random)
    for value in PLAIN:
        yield point(claim, random, None, value)
    yield from _turns(claim, random)
    if claim.assumptions:
        for value in FAR:
            yield point(claim, random, None, value)
    while True:
        yield point(claim, random, None)
        for f in failures:
            yield point(claim, random, f.case)


def _beyond(claim: Claim, random: Random) -> Iterator[Witness]:
    """Where a bound by a large number may fail: beyond that number; by a small one, beyond its reciprocal."""
    numbers = [abs(t.args[0]) for side in (claim.left, claim.right) for t in walk(side) if t.op == "number"]
    powers = [
        t.args[0].args[0] ** int(t.args[1].args[0]) for side in (claim.left, claim.right) for t in walk(side)
        if t.op == "pow" and t.args[0].op == t.args[1].op == "number" and 0 < t.args[1].args[0] <= 60
    ]  # fmt: skip
    sizes = [abs(q) for q in (*numbers, *powers) if q]
    largest = max((max(q, 1 / Fraction(q)) for q in sizes), default=0)
    if largest >= LARGE and claim.relation in ("<", "<=", ">", ">="):
        for factor in (2, -2, 3, -3, 5, -5, 7, -7):
            yield point(claim, random, None, Fraction(factor * largest))
        if not all(ops(side).isdisjoint(("sin", "cos")) for side in claim.sides()):
            for name, domain in claim.variables:
                for quarters in range(4) if domain not in ("vector", "index", "complex") else ():
                    turns = 2 * Fraction(largest) + Fraction(quarters, 2)
                    yield {**point(claim, random, None), name: f"{_ratio(turns)}*pi"}


def _zeros(claim: Claim) -> Iterator[Witness]:
    """Vectors of zeros, short ones, at which exponentials and sums are known exactly."""
    for n in (1, 2):
        made: Witness = {"n": n}
        for name, domain in claim.variables:
            made[name] = ["0"] * n if domain == "vector" else n if domain == "index" else INSIDE.get(domain, ("1",))[0]
        yield made


def _on_equations(claim: Claim, random: Random) -> Iterator[Witness]:
    """Points that meet the equations among the assumptions, other branches of them too."""
    if claim.is_general or claim.is_complex or not claim.assumptions:
        return

    def start() -> dict[str, Fraction]:
        return {name: _value(random, domain, None) for name, domain in claim.variables}

    for found in solutions(claim, start):
        yield {name: _ratio(q) for name, q in found.items()}


def _poles(claim: Claim, random: Random) -> Iterator[Witness]:
    """Where exponentials of a complex variable are −1, ±i, 1, and other places where functions may have poles."""
    for name in sorted(claim.complex_names):
        for at in ("I*pi/2", "I*pi", "-I*pi/2", "0", "1", "-1", "I", "-I", "pi/2", "pi"):
            yield {**point(claim, random, None), name: at}


def _turns(claim: Claim, random: Random) -> Iterator[Witness]:
    """Where sines, cosines and tangents vanish or have no value."""
    if not all(ops(side).isdisjoint(("sin", "cos")) for side in claim.sides()):
        for name, domain in claim.variables:
            for turn in TURNS if domain not in ("vector", "index", "complex") else ():
                yield {**point(claim, random, None), name: turn}


def point(claim: Claim, random: Random, case: Case | None, value: Fraction | None = None) -> Witness:
    """A point in the domains; in the region of `case` when given, and with its indices."""
    made: Witness = {}
    partition = case.partition if case else {}
    if claim.is_general:
        made["n"] = max(random.choice((1, 2, 3, 4)), len(set(partition.values())))
    length = made.get("n", 0)
    inside = sample(case, random) if case else {}
    positions = (
        dict(
            zip(
                sorted(set(partition.values())),
                random.sample(range(1, length + 1), len(set(partition.values()))),
                strict=True,
            )
        )
        if partition
        else {}
    )
    for name, domain in claim.variables:
        if domain == "index":
            made[name] = positions[partition[name]] if partition else random.randint(1, length)
        elif domain == "vector":
            made[name] = [_ratio(_value(random, "real", None)) for _ in range(length)]
        else:
            atom = Term("variable", name)
            chosen = inside[atom] if atom in inside else _value(random, domain, value)
            made[name] = _complex(random) if domain == "complex" else _ratio(chosen)
    return _solved(claim, made)


def _solved(claim: Claim, made: Witness) -> Witness:
    """What assumptions such as `y == x**2` make of variables, at rational values of the others."""
    equations = [c for c in claim.assumptions if c.op == "relation" and c.args[0] == "=="]
    if not equations:
        return made
    values = {name: _rational(parse_expression(v), {}) for name, v in made.items() if isinstance(v, str)}
    for c in equations:
        for x, t in (c.args[1:], c.args[:0:-1]):
            if x.op == "variable" and x.args[0] in values and x.args[0] not in free_symbols(t):
                found = _rational(t, values)
                if found is not None:
                    values[x.args[0]] = found
                    made = {**made, x.args[0]: _ratio(found)}
                break
    return made


def _rational(t: Term, values: Mapping[str, Fraction | None]) -> Fraction | None:
    """The value of a term made of numbers and variables by + * / and small powers."""
    if t.op == "number":
        return Fraction(t.args[0])
    if t.op == "variable":
        return values.get(t.args[0])
    if t.op not in ("add", "mul", "neg", "div", "pow"):
        return None
    parts = [_rational(a, values) for a in t.args]
    a, b = parts[0], parts[-1]
    if a is None or b is None or None in parts:
        return None
    if t.op == "pow":
        return a ** int(b) if b.denominator == 1 and 0 <= b <= 9 else None
    if t.op == "div":
        return a / b if b else None
    known = [p for p in parts if p is not None]
    return -a if t.op == "neg" else sum(known, Fraction(0)) if t.op == "add" else prod(known, start=Fraction(1))


def _value(random: Random, domain: str, value: Fraction | None) -> Fraction:
    if domain in INSIDE:
        if value is None:
            low = -1 if domain == "sym1" else 0
            return low + (1 - low) * Fraction(random.randint(1, 96), 97)
        return Fraction(random.choice(INSIDE[domain]))
    chosen = value if value is not None else any_real(random)
    if domain in ("positive", "negative", "nonnegative") and (chosen or domain != "nonnegative"):
        chosen = abs(chosen) or Fraction(1)
        return -chosen if domain == "negative" else chosen
    return chosen


def _complex(random: Random) -> str:
    """A point of the plane: often beyond π, where branches differ, or on an axis."""
    x, y = (Fraction(random.choice((0, 1, -1, 2, -3, 4, 7, -5)), random.choice((1, 1, 2, 3))) for _ in "xy")
    return f"{_ratio(x)} + {_ratio(y)}*I"


def _roots(claim: Claim, failure: Failure, random: Random) -> Iterator[Witness]:
    """Points where a term that must not vanish does: closed roots of terms in one variable."""
    for t in filter(None, (*failure.why.zeros, failure.why.numerator)):
        assert isinstance(t, Term)
        names = free_symbols(t)
        if len(names) == 1 and claim.domains.get(next(iter(names))) not in (None, "vector", "index"):
            (name,) = names
            for root in closed_roots(t, name):
                yield {**point(claim, random, failure.case), name: root}


def closed_roots(t: Term, name: str) -> list[str]:
    """Real roots, as text, of a polynomial of degree 1 or 2 in the variable or in one exponential of it."""
    x = Term("variable", name)
    for generator, back in ((x, "{}"), (Term("exp", x), "log({})"), (Term("log", x), "exp({})")):
        c = _coefficients(t, generator)
        if c is None or len(c) not in (2, 3):
            continue
        if len(c) == 2:
            found = [_ratio(-c[0] / c[1])]
        else:
            discriminant = c[1] ** 2 - 4 * c[0] * c[2]
            if discriminant < 0:
                return []
            middle, spread = _ratio(-c[1] / (2 * c[2])), _surd(discriminant / (4 * c[2] ** 2))
            found = [spread, f"-{spread}"] if not c[1] else [f"{middle} + {spread}", f"{middle} - {spread}"]
        return [back.format(r) for r in found]
    return []


def _ratio(q: Fraction) -> str:
    return str(q) if q.denominator == 1 and q >= 0 else f"R({q.numerator}, {q.denominator})"


def _surd(q: Fraction) -> str:
    root = Fraction(isqrt(q.numerator), isqrt(q.denominator))
    return _ratio(root) if root * root == q else f"sqrt({_ratio(q)})"


def _coefficients(t: Term, x: Term) -> list[Fraction] | None:
    """Coefficients of a polynomial in the term `x`, lowest first; None when `t` is not one."""
    if t is x:
        return [Fraction(0), Fraction(1)]
    if t.op == "number":
        return [t.args[0]]
    if t.op == "pow" and t.args[1].op == "number" and t.args[1].args[0] in (1, 2):
        base = _coefficients(t.args[0], x)
        return None if base is None else base if t.args[1].args[0] == 1 else _multiply(base, base)
    if t.op not in ("add", "mul", "neg"):
        return None
    parts = [_coefficients(a, x) for a in t.args]
    total = [Fraction(1)] if t.op == "mul" else [Fraction(0)]
    for p in parts:
        if p is None:
            return None
        total = _multiply(total, p) if t.op == "mul" else _sum(total, p)
    total = [-c for c in total] if t.op == "neg" else total
    while len(total) > 1 and not total[-1]:
        total.pop()
    return total


def _multiply(a: list[Fraction], b: list[Fraction]) -> list[Fraction]:
    c = [Fraction(0)] * (len(a) + len(b) - 1)
    for i, u in enumerate(a):
        for j, v in enumerate(b):
            c[i + j] += u * v
    return c


def _sum(a: list[Fraction], b: list[Fraction]) -> list[Fraction]:
    n = max(len(a), len(b))
    return [(a[i] if i < len(a) else Fraction(0)) + (b[i] if i < len(b) else Fraction(0)) for i in range(n)]
