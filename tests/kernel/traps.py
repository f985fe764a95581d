"""Random claims that are true at first sight, judged by an independent evaluator.

Every other one is from `families`. `python tests/kernel/traps.py --claims 100000` attacks the kernel with that many and
prints what it decided.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import mpmath

sys.path[:0] = [str(Path(__file__).parents[2])]  # run as a program, too

from symact.derivation.ask import check
from tests.kernel import families
from tests.kernel.independent import (
    DIGITS,
    FUNCTIONS,
    HALF,
    Expression,
    NoValue,
    Unclear,
    Value,
    holds,
    met,
    value,
    written,
)

PLAIN = tuple(map(Fraction, ("0", "1", "-1", "1/2", "-1/2", "2", "-2", "3")))
X, Y = ("variable", "x"), ("variable", "y")


def number(q: Any) -> Expression:
    return ("number", Fraction(q))


def expression(random: Random, depth: int) -> Expression:
    if depth == 0:
        return random.choice((X, X, X, Y, Y, number(random.choice(PLAIN))))
    a, b = expression(random, depth - 1), expression(random, random.randrange(depth))
    kind = random.random()
    if kind < 0.4:
        return (random.choice("+-**/"), a, b)
    if kind < 0.5:
        return ("power", a, Fraction(random.choice(("2", "3", "-1", "1/2", "3/2", "0"))))
    if kind < 0.58:
        rel = random.choice(("<", "<=", ">", "==", "!="))
        return ("piecewise", (rel, expression(random, 0), expression(random, 0)), a, b)
    name = random.choice(sorted(FUNCTIONS))
    return (name, a, b) if name in ("Max", "Min") else (name, a)


def trap(random: Random) -> tuple[Expression, Expression]:
    """Two sides that are equal at first sight, sometimes."""
    a, b = expression(random, random.choice((0, 1, 1, 2))), expression(random, random.choice((0, 0, 1)))
    two, zero = Fraction(2), number(0)
    f = expression(random, 2)
    return random.choice([
        (("log", ("*", a, b)), ("+", ("log", a), ("log", b))), (("sqrt", ("power", a, two)), a),
        (("/", a, a), number(1)),
        (("sqrt", ("*", a, b)), ("*", ("sqrt", a), ("sqrt", b))), (("exp", ("log", a)), a), (("log", ("exp", a)), a),
        (("Max", a, b), a), (("*", ("Abs", a), ("sign", a)), a), (("*", a, zero), zero), (("Max", a, b), ("Max", b, a)),
        (("+", ("Max", a, b), ("Min", a, b)), ("+", a, b)), (("-", ("relu", a), ("relu", ("-", zero, a))), a),
        (("relu", a), ("*", a, ("Heaviside", a))), (("log", ("power", a, two)), ("*", number(2), ("log", a))),
        (("tanh", ("atanh", a)), a), (("power", ("power", a, HALF), two), a), (("/", a, ("Abs", a)), ("sign", a)),
        (("+", ("Heaviside", a), ("Heaviside", ("-", zero, a))), number(1)), (("/", ("*", a, b), b), a),
        (("derivative", ("relu", f), "x"), ("*", ("Heaviside", f), ("derivative", f, "x"))),
        (("derivative", ("Abs", f), "x"), ("*", ("sign", f), ("derivative", f, "x"))),
        (("derivative", ("*", a, b), "x"), ("+", ("*", a, ("derivative", b, "x")), ("*", b, ("derivative", a, "x")))),
        (("derivative", ("Max", a, b), "x"), ("derivative", ("Max", b, a), "x")), (("derivative", f, "x"), zero),
        (("derivative", ("derivative", f, "x"), "y"), ("derivative", ("derivative", f, "y"), "x")),
    ])  # fmt: skip


ASSUMPTIONS: list[list[tuple[str, Expression, Expression]]] = [
    [], [], [("!=", X, number(0))], [(">", X, number(0))], [("==", X, number(0))], [("==", X, Y)], [("<", X, Y)],
    [(">=", X, number(0)), ("<", X, number(1))], [("==", Y, number(2))], [("==", X, number(-1))],
    [(">", ("*", X, Y), number(0))], [(">", ("log", X), number(-1))], [(">", ("Abs", X), number(1))],
    [("==", Y, ("power", X, Fraction(2)))], [("==", ("+", X, Y), number(1))],
]  # fmt: skip


def somewhere(random: Random, assumptions: list[tuple[str, Expression, Expression]]) -> dict[str, Value]:
    """A point, often one where something special happens, that meets equations solved for a variable."""
    x, y = (random.choice((*PLAIN, Fraction(random.randint(-300, 300), 97))) for _ in "xy")
    at = {"x": x, "y": random.choice((x, y))}
    for rel, a, b in assumptions:
        if rel == "==" and a[0] == "variable":
            at[a[1]] = value(b, at)
        elif rel == "==":
            at["y"] = 1 - at["x"]
    return at


def contradiction(random: Random, points: int, count: Counter[str] | None = None, timeout: float = 1.0) -> str | None:
    """What the verdict on a random claim gets wrong, or None; verdicts are counted in `count`."""
    (left, right), assumptions = trap(random), random.choice(ASSUMPTIONS)
    rel = random.choice(("==", "==", "==", "==", "<=", ">=", "!="))
    claim = f"{written(left)} {rel} {written(right)}"
    assume = [f"{written(a)} {r} {written(b)}" for r, a, b in assumptions]
    verdict = check(claim, assume, {"x": "real", "y": "real"}, timeout)
    if count is not None:
        count[f"trap: {verdict.verdict}"] += 1
    if verdict.verdict == "PROVED":
        tried = [somewhere(random, assumptions) for _ in range(points)]
    elif verdict.verdict == "REFUTED" and verdict.counterexample is not None:
        try:
            tried = [{k: Fraction(v) for k, v in verdict.counterexample.point.items()}]
        except ValueError:
            return None  # a root or a logarithm
    else:
        return None
    for at in tried:
        try:
            inside = all(met(c, at) for c in assumptions)
            true = inside and holds(rel, left, right, at)
        except Unclear:
            continue
        except NoValue:
            true = False
            inside = all(_meets(c, at) for c in assumptions)
        if (inside and not true) if verdict.verdict == "PROVED" else (true or not inside):
            return f"{verdict.verdict} {claim} assuming {assume} at {at}"
    return None


def _meets(condition: tuple[str, Expression, Expression], at: dict[str, Value]) -> bool:
    try:
        return met(condition, at)
    except NoValue:
        return False


def attack(seed: int, claims: int, points: int, count: Counter[str] | None = None, timeout: float = 0.5) -> list[str]:
    """What is wrong in the verdicts on that many claims."""
    wrong = []
    with mpmath.workdps(DIGITS):
        for k in range(claims):
            random = Random(f"{seed}:{k}")
            if k % 2:
                family = families.FAMILIES[k // 2 % len(families.FAMILIES)]
                found = families.contradiction(family, random, points, count, timeout)
            else:
                found = contradiction(random, points, count, timeout)
            wrong += [f"seed {seed}, claim {k}: {found}"] if found else []
    return wrong


def summary(count: Counter[str]) -> str:
    """What was decided, in each family."""
    names = sorted({key.split(":")[0] for key in count})
    lines = []
    for name in names:
        found = {key.split(": ")[1]: n for key, n in count.items() if key.startswith(f"{name}:")}
        asked = sum(found.values()) - found.get("unreadable", 0)
        said = ", ".join(f"{found.get(v, 0)} {v.lower()}" for v in ("PROVED", "REFUTED", "unreadable"))
        lines.append(f"{name}: {said}, {found.get('UNKNOWN', 0) / max(1, asked):.1%} undecided")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--claims", type=int, default=2000, help="how many (default: 2000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--points", type=int, default=12, help="points at which a proved claim is tried (default: 12)")
    parser.add_argument("--timeout", type=float, default=0.5, help="seconds a claim (default: 0.5)")
    options = parser.parse_args()
    count: Counter[str] = Counter()
    wrong: list[str] = []
    start = time.monotonic()
    for block in range(0, options.claims, 1000):
        size = min(1000, options.claims - block)
        found = attack(options.seed * 10**6 + block, size, options.points, count, options.timeout)
        wrong += found
        print(*found, sep="\n", end="\n" if found else "")
        print(f"{block + size} claims, {len(wrong)} wrong, {time.monotonic() - start:.0f} s", flush=True)
    print(summary(count), *wrong, sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
