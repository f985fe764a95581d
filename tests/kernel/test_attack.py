"""Claims the kernel was once wrong about, certificates that lie, and random traps against an evaluator of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from random import Random
from typing import Any

import mpmath
import pytest

from symact.derivation.ask import check
from symact.kernel.certificate import replay
from symact.kernel.claim import read_claim
from symact.kernel.errors import SymactError
from symact.kernel.refutation import refute
from symact.kernel.theorem import prove
from symact.kernel.vocabulary import Vocabulary

# ------------------------------------------------------------ what was once proved

FALSE = [
    # near y = 2 the base x of x**y has to be positive, and 0*x**y is then undefined as well
    ("Derivative(0*x**y, y) == 0", ["y == 2"]),
    ("Derivative(0*x**x, x) == 0", ["x == -2"]),
    ("Derivative(Piecewise((1, x**y > 1), (0, True)), y) == 0", ["y == 2", "x < -2"]),
    ("Subs(Derivative(0*x**y, y), y, 2) == 0", []),
    # 0 has fractional powers only with constant exponents
    ("x**y == sqrt(x)", ["y == 1/2", "x >= 0"]),
    # on the way from 0 to x, exp(x) > 5 need not hold
    ("exp(x) - 5*x - 1 > 0", ["exp(x) > 5"]),
    ("exp(x) - 4*x > 1", ["x > 0", "exp(x) > 4"]),
    ("sin(x) - x/2 > 0", ["x > 0", "sin(x) > 1/2", "cos(x) > 1/2"]),
    # two variables of the same name
    ("Subs(x + 1, x, Subs(2*x, x, 3)) == 4", []),
    ("Subs(Derivative(x*y, x), y, x) == 2*x", []),
    # n is the length of vectors only where a sum or a vector is
    ("Summer - Summer + n >= 1", []),
]
TRUE = [
    ("x > 0", ["Derivative(0*x**y, y) == 0"]),
    # the branch that holds at 0 alone need not be defined on both sides
    ("Derivative(Piecewise((0, x != 0), (sqrt(-x), sqrt(-x) <= 1), (5, True)), x) == 0", []),
    ("Derivative(Piecewise((0, Eq(x, 0)), (0, 1/x > 0), (0, True)), x) == 0", []),
    ("Derivative(Piecewise((1, sqrt(x**4) >= 0), (0, True)), x) == 0", []),
    # the formal derivative has a pole that the function has not
    ("Derivative(x**(1 + 1), x) == 2*x", []),
    ("Derivative(x**(4/2), x) == 2*x", []),
    ("Derivative(x**y, x) == 2*x", ["y == 2"]),
    ("Derivative(x**a, x) == a*x**(a - 1)", ["a == 2"]),
    # the condition is about the variable of Subs
    ("Derivative(Subs(Abs(x), x, -1)*x, x) == 1", []),
    ("Subs(x + 1, x, Subs(2*x, x, 3)) == 7", []),
]


@pytest.mark.parametrize(("claim", "assume"), FALSE)
def test_a_false_claim_is_not_proved(claim: str, assume: list[str]) -> None:
    assert check(claim, assume, timeout=5).verdict != "PROVED"


@pytest.mark.parametrize(("claim", "assume"), TRUE)
def test_a_true_claim_is_not_refuted(claim: str, assume: list[str]) -> None:
    assert check(claim, assume, timeout=5).verdict != "REFUTED"


# ------------------------------------------------------------ certificates that lie

REAL, INDEX, VECTOR = ("real", "index", "vector")


def lie(claim: str, name: str, parameters: dict[str, str], body: str, variables: dict[str, str]) -> dict[str, Any]:
    """A certificate for a claim over one definition, with a proof that only unfolds and compares."""
    definition = {"parameters": [[p, None, d] for p, d in parameters.items()], "body": body}
    indices = sum(d == INDEX for d in variables.values())
    return {
        "claim": claim, "assumptions": [], "variables": variables, "definitions": {name: definition},
        "kind": "theorem", "evidence": [{}] * max(1, (1, 1, 2)[indices]),
    }  # fmt: skip


LIES = [
    lie("d(y, y) == 2*y", "d", {"x": REAL, "a": REAL}, "Derivative(x*a, x)", {"y": REAL}),
    lie("d(y, exp(y)) == exp(y) + y*exp(y)", "d", {"x": REAL, "a": REAL}, "Derivative(x*a, x)", {"y": REAL}),
    lie("g(i, z/2) == 0", "g", {"i": INDEX, "z": VECTOR}, "Derivative(Sum(z[k]**2, (k, 1, n)), z[i])",
        {"i": INDEX, "z": VECTOR}),
    lie("f(j, 1, z) == f(j, 2, z)", "f", {"i": INDEX, "t": REAL, "z": VECTOR}, "z[i]*t", {"j": INDEX, "z": VECTOR}),
    lie("dot(a, b) == Sum(b[k]**2, (k, 1, n))", "dot", {"z": VECTOR, "w": VECTOR}, "Sum(z[k]*w[k], (k, 1, n))",
        {"a": VECTOR, "b": VECTOR}),
    lie("f(j, z) == z[i]", "f", {"i": INDEX, "z": VECTOR}, "Sum(KroneckerDelta(i, k)*z[k], (k, 1, n))",
        {"i": INDEX, "j": INDEX, "z": VECTOR}),
    lie("f(1) == y", "f", {"x": REAL}, "x*y", {"y": REAL}),
    {**lie("f(1) == y", "f", {}, "a", {"y": REAL}),
     "definitions": {"f": {"parameters": [["x", None, REAL], ["a", "y", REAL]], "body": "a"}}},
    lie("f(oo) == 1", "f", {"x": REAL}, "1", {}),
    lie("f(log(z)) == 1", "f", {"z": VECTOR}, "1", {"z": VECTOR}),
]  # fmt: skip


@pytest.mark.parametrize("certificate", LIES, ids=lambda c: str(c["claim"]))
def test_a_definition_cannot_be_made_to_mean_something_else(certificate: dict[str, Any]) -> None:
    with pytest.raises(SymactError):
        replay(certificate)


def test_an_honest_definition_is_replayed() -> None:
    replay(lie("f(y) == y**2", "f", {"x": REAL}, "x*x", {"y": REAL}))


@pytest.mark.parametrize("coordinate", ["log(-1)", "1/0", "0**(-1)", "(-1)**(1/2)", "x", "oo"])
def test_a_point_that_does_not_exist_refutes_nothing(coordinate: str) -> None:
    with pytest.raises(SymactError):
        refute(read_claim("x == x", Vocabulary()), {"point": {"x": coordinate}})


PROOFS: list[Any] = [
    {"vacuous": True},
    {"split": "x", "parts": [{"vacuous": True}] * 3},
    {"split": "x", "parts": "abc"},
    {"split": "1/x", "parts": [{}] * 3},
    {"split": "log(x)", "parts": [{}] * 3},
    {"split": "x#0", "parts": [{}] * 3},
    {"step": {"variable": "x", "from": "x", "then": None}},
    {"step": {"variable": "x", "from": "exp(x)", "then": None}},
    {"step": {"variable": "x", "from": "0"}},
    {"step": [[]]},
    {"factors": {str(k): [[[["1", "1/2"], ["-1"]], 1], [[["1", "1/2"], ["1"]], 1]] for k in range(9)}},
    {"factors": {str(k): [[[], 1]] for k in range(9)}},
    {"factors": "0"},
    7,
]


@pytest.mark.parametrize("proof", PROOFS, ids=str)
@pytest.mark.parametrize("claim", ["x**2 - 1 > 0", "(x**2 - 1)/(x - 1) == x + 1", "exp(x) - 2*x > 1"])
def test_no_proof_proves_a_false_claim(claim: str, proof: Any) -> None:
    with pytest.raises(SymactError):
        prove(read_claim(claim, Vocabulary()), [proof])


# ------------------------------------------------------------ claims that took forever

SLOW = [
    "Derivative(Max(x, " + ", ".join(map(str, range(1, 40))) + "), x) == 1",
    "Derivative(Max(" + ", ".join(f"x{k}" for k in range(30)) + "), x0) >= 0",
    "Derivative(tanh(x)**3, (x, 20)) == 0",
    "Derivative(exp(x*sin(x)*log(x)), (x, 50)) == 0",
    "(x + y + z + 1)**40/(x + 1) == 0",
    "-" * 90 + "(" + "-" * 90 + "(" + "-" * 90 + "x)) == x",
]


@pytest.mark.parametrize("claim", SLOW, ids=lambda c: c[:30])
def test_the_time_limit_is_kept(claim: str) -> None:
    start = time.monotonic()
    with suppress(SymactError):
        check(claim, timeout=0.5)
    assert time.monotonic() - start < 10


# ------------------------------------------------------------ an evaluator that shares nothing with the kernel
#
# Terms are nested tuples, numbers are fractions as long as they can be, and else have 150 digits. A derivative is the
# limit of difference quotients, taken on both sides with tiny steps; a derivative inside takes much smaller ones.

Value = Any  # Fraction or mpf
Expression = tuple[Any, ...]
DIGITS, SMALL = 150, Fraction(1, 10**90)
STEPS = ((Fraction(1, 10**16), Fraction(1, 10**22)), (Fraction(1, 10**34), Fraction(1, 10**40)))
ZERO, ONE, HALF = Fraction(0), Fraction(1), Fraction(1, 2)


class NoValue(Exception):
    pass


class Unclear(Exception):
    pass


def real(a: Value) -> Any:
    return mpmath.mpf(a.numerator) / a.denominator if isinstance(a, Fraction) else a


def sign(a: Value) -> int:
    if not isinstance(a, Fraction) and abs(a) < real(SMALL):
        raise Unclear
    return int(a > 0) - int(a < 0)


def plus(a: Value, b: Value) -> Value:
    return a + b if isinstance(a, Fraction) and isinstance(b, Fraction) else real(a) + real(b)


def times(a: Value, b: Value) -> Value:
    if ZERO in (x for x in (a, b) if isinstance(x, Fraction)):
        return ZERO
    return a * b if isinstance(a, Fraction) and isinstance(b, Fraction) else real(a) * real(b)


def minus(a: Value, b: Value) -> Value:
    return plus(a, -b)


def quotient(a: Value, b: Value) -> Value:
    if sign(b) == 0:
        raise NoValue
    return a / b if isinstance(a, Fraction) and isinstance(b, Fraction) else real(a) / real(b)


def exponential(a: Value) -> Value:
    if abs(a) > 10**25:
        raise Unclear
    return ONE if isinstance(a, Fraction) and a == 0 else mpmath.exp(real(a))


def logarithm(a: Value) -> Value:
    if sign(a) <= 0:
        raise NoValue
    return ZERO if isinstance(a, Fraction) and a == 1 else mpmath.log(real(a))


def raised(a: Value, b: Fraction) -> Value:
    if b.denominator == 1:
        if b < 0 and sign(a) == 0:
            raise NoValue
        return a ** int(b)
    if sign(a) < 0 or (b < 0 and sign(a) == 0):
        raise NoValue
    return ZERO if sign(a) == 0 else mpmath.power(real(a), real(b))


def error_function(a: Value) -> Value:
    if abs(a) > 12:
        raise Unclear  # too close to 1
    return ZERO if isinstance(a, Fraction) and a == 0 else mpmath.erf(real(a))


def sigmoid(a: Value) -> Value:
    return quotient(ONE, plus(ONE, exponential(-a)))


def maximum(a: Value, b: Value) -> Value:
    return a if sign(minus(a, b)) >= 0 else b


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "exp": exponential, "log": logarithm, "erf": error_function, "sqrt": lambda a: raised(a, HALF), "sigmoid": sigmoid,
    "Max": maximum, "Min": lambda a, b: -maximum(-a, -b), "Abs": lambda a: maximum(a, -a),
    "sign": lambda a: Fraction(sign(a)), "Heaviside": lambda a: Fraction(sign(a) + 1, 2),
    "relu": lambda a: maximum(ZERO, a),
    "tanh": lambda a: minus(times(Fraction(2), sigmoid(times(Fraction(2), a))), ONE),
    "softplus": lambda a: logarithm(plus(ONE, exponential(a))), "silu": lambda a: times(a, sigmoid(a)),
    "elu": lambda a: a if sign(a) > 0 else minus(exponential(a), ONE),
    "atanh": lambda a: quotient(logarithm(quotient(plus(ONE, a), minus(ONE, a))), Fraction(2)),
    "hard_tanh": lambda a: -maximum(-ONE, -maximum(-ONE, a)),
    "softsign": lambda a: quotient(a, plus(ONE, maximum(a, -a))),
}  # fmt: skip
OPERATIONS: dict[str, Callable[[Value, Value], Value]] = {"+": plus, "-": minus, "*": times, "/": quotient}


def value(t: Expression, at: dict[str, Value], level: int = 0) -> Value:
    match t:
        case ("number", q):
            return q
        case ("variable", name):
            return at[name]
        case ("power", a, q):
            return raised(value(a, at, level), q)
        case ("piecewise", condition, a, b):
            return value(a if met(condition, at, level) else b, at, level)
        case ("derivative", f, name):
            return slope(f, name, at, level)
        case (op, a, b) if op in OPERATIONS:
            return OPERATIONS[op](value(a, at, level), value(b, at, level))
        case (name, *arguments):
            return FUNCTIONS[name](*[value(a, at, level) for a in arguments])
    raise AssertionError(t)


def met(condition: tuple[str, Expression, Expression], at: dict[str, Value], level: int = 0) -> bool:
    rel, a, b = condition
    s = sign(minus(value(a, at, level), value(b, at, level)))
    return {"<": s < 0, "<=": s <= 0, ">": s > 0, ">=": s >= 0, "==": s == 0, "!=": s != 0}[rel]


def slope(f: Expression, name: str, at: dict[str, Value], level: int) -> Value:
    """The limit of the difference quotients, if steps of different sizes and directions agree on one."""
    here, found = value(f, at, level + 1), []
    for h in (h for step in STEPS[level] for h in (step, -step)):
        there = value(f, {**at, name: plus(at[name], h)}, level + 1)
        found.append(real(quotient(minus(there, here), h)))
    spread, size = max(found) - min(found), 1 + max(map(abs, found))
    if spread > size / 10**3:
        raise NoValue
    if spread > size / 10**9:
        raise Unclear
    return found[2]


def holds(rel: str, left: Expression, right: Expression, at: dict[str, Value]) -> bool:
    """Whether the relation holds with both sides defined; derivatives are known to about ten digits."""
    a, b = value(left, at), value(right, at)
    difference, size = minus(a, b), 1 + abs(a) + abs(b)
    close = abs(difference) < size / 10**8
    if close and difference and (rel not in ("==", "<=", ">=") or abs(difference) > size / 10**12):
        raise Unclear
    s = 0 if close else sign(difference)
    return {"<": s < 0, "<=": s <= 0, ">": s > 0, ">=": s >= 0, "==": s == 0, "!=": s != 0}[rel]


def written(t: Any) -> str:
    match t:
        case ("number", q):
            return f"({q.numerator}/{q.denominator})" if q.denominator > 1 else f"({q.numerator})"
        case ("variable", name):
            return str(name)
        case ("power", a, q):
            return f"({written(a)})**{written(('number', q))}"
        case ("piecewise", (rel, a, b), x, y):
            return f"Piecewise(({written(x)}, {written(a)} {rel} {written(b)}), ({written(y)}, True))"
        case ("derivative", f, name):
            return f"Derivative({written(f)}, {name})"
        case (op, a, b) if op in OPERATIONS:
            return f"({written(a)} {op} {written(b)})"
        case (name, *arguments):
            return f"{name}({', '.join(map(written, arguments))})"
    raise AssertionError(t)


def test_the_evaluator_knows_kinks_ties_and_poles() -> None:
    x, y = ("variable", "x"), ("variable", "y")
    origin = {"x": ZERO, "y": ZERO}
    with mpmath.workdps(DIGITS):
        assert value(("derivative", ("*", x, ("Abs", x)), "x"), origin) < 1e-9
        assert value(("derivative", ("relu", ("power", x, Fraction(3))), "x"), origin) < 1e-9
        for undefined in (
            ("derivative", ("Abs", x), "x"), ("derivative", ("derivative", ("*", x, ("Abs", x)), "x"), "x"),
            ("derivative", ("Max", x, y), "x"), ("derivative", ("power", x, Fraction(3, 2)), "x"), ("/", x, x),
            ("*", ("number", ZERO), ("log", x)), ("derivative", ("derivative", ("Max", x, y), "x"), "y"),
        ):  # fmt: skip
            with pytest.raises(NoValue):
                value(undefined, origin)


# ------------------------------------------------------------ random traps

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


def contradiction(random: Random, points: int) -> str | None:
    """What the verdict on a random claim gets wrong, or None."""
    (left, right), assumptions = trap(random), random.choice(ASSUMPTIONS)
    rel = random.choice(("==", "==", "==", "==", "<=", ">=", "!="))
    claim = f"{written(left)} {rel} {written(right)}"
    assume = [f"{written(a)} {r} {written(b)}" for r, a, b in assumptions]
    verdict = check(claim, assume, {"x": "real", "y": "real"}, timeout=1)
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


def _attack(seed: int, claims: int, points: int) -> list[str]:
    with mpmath.workdps(DIGITS):
        found = (contradiction(Random(f"{seed}:{k}"), points) for k in range(claims))
        return [f for f in found if f]


def test_random_traps_are_not_fallen_into() -> None:
    assert not _attack(1, 250, 6)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 6))
def test_many_random_traps_are_not_fallen_into(seed: int) -> None:
    assert not _attack(seed, 600, 20)
