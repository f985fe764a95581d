"""Verdicts: counterexamples that mpmath confirms, reasons where nothing is decided, and time limits that hold."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import Any

import mpmath
import pytest

from symact.derivation.ask import check, prove
from symact.kernel.certificate import canonical, read_certificate, replay
from symact.kernel.errors import ClaimError
from symact.prover import Refuted, Undecided, Verdict
from symact.prover.verdict import readable

VECTOR = {"z": "vector", "i": "index", "j": "index"}


def sigmoid(x: Any) -> Any:
    return 1 / (1 + mpmath.exp(-x))


# ------------------------------------------------------------ counterexamples, recomputed independently

FALSE: list[tuple[str, list[str], Callable[..., Any]]] = [  # claim, assumptions, lhs − rhs
    ("tanh(x) == 2*sigmoid(x) - 1", [], lambda x: mpmath.tanh(x) - 2 * sigmoid(x) + 1),
    ("sigmoid(-x) == sigmoid(x)", [], lambda x: sigmoid(-x) - sigmoid(x)),
    ("softplus(x) == relu(x)", ["x > 3"], lambda x: mpmath.log1p(mpmath.exp(x)) - max(x, 0)),
    ("Max(x, y) == x + y", ["x > 0"], lambda x, y: max(x, y) - x - y),
    ("exp(x*y) == exp(x)*exp(y)", ["x > 1", "y > 1"], lambda x, y: mpmath.exp(x * y) - mpmath.exp(x + y)),
    ("gelu(x) == x*sigmoid(R(1702, 1000)*x)", [], lambda x: x * mpmath.ncdf(x) - x * sigmoid(mpmath.mpf("1.702") * x)),
    ("x == x + R(1, 10**30)*exp(-60*x**2)", [], lambda x: -mpmath.exp(-60 * x**2) / mpmath.mpf(10) ** 30),
    ("Derivative(tanh(x), x) == 1 - tanh(x)", ["0 < x < 1"], lambda x: mpmath.tanh(x) - mpmath.tanh(x) ** 2),
    ("sqrt(x**2) == x", [], lambda x: abs(x) - x),
    ("erf(x) <= R(1, 2)", [], lambda x: mpmath.erf(x) - mpmath.mpf(1) / 2),
    ("x + y > 0", ["x**2 == y**2"], lambda x, y: x + y),
]  # fmt: skip


def number(source: str) -> Any:
    """A closed coordinate, read by mpmath alone."""
    if not re.fullmatch(r"[-+*/()0-9., ]*((exp|log|sqrt|pi|R)[-+*/()0-9., ]*)*", source):
        raise AssertionError(f"unexpected coordinate {source}")
    exact = re.sub(r"\d+", lambda m: f"mpf({m[0]})", source)
    names = {"mpf": mpmath.mpf, "exp": mpmath.exp, "log": mpmath.log, "sqrt": mpmath.sqrt, "pi": mpmath.pi,
             "R": lambda p, q: p / q}  # fmt: skip
    return eval(exact, {"__builtins__": {}}, names)


@pytest.mark.parametrize(("source", "assumptions", "difference"), FALSE, ids=lambda v: v if isinstance(v, str) else "")
def test_counterexamples_hold(source: str, assumptions: list[str], difference: Callable[..., Any]) -> None:
    verdict = check(source, assumptions)
    assert verdict.verdict == "REFUTED" and verdict.counterexample is not None
    found = verdict.counterexample
    assert found.difference is not None and found.lhs is not None and found.rhs is not None
    with mpmath.workdps(80):
        point = {name: number(value) for name, value in found.point.items()}
        value = difference(**point)
        low, high = map(mpmath.mpf, found.difference)
        slack = mpmath.mpf(10) ** -70
        assert low - slack <= value <= high + slack
        assert (abs(value) < slack) == ("!=" in source)
        left, right = (sum(map(mpmath.mpf, side)) / 2 for side in (found.lhs, found.rhs))
        assert mpmath.almosteq(left - right, value, 1e-15, 1e-15)


@pytest.mark.parametrize(
    ("source", "assumptions", "why"),
    [
        ("x/x == 1", [], "division by zero"),
        ("log(x) == log(x)", ["x < 1"], "logarithm"),
        ("sqrt(x) >= 0", [], "negative"),
        ("Derivative(relu(x), x) == Heaviside(x)", [], "one-sided derivatives"),
        ("Piecewise((1, x > 0)) == 1", [], "no condition"),
        ("0/(exp(x) - 3) == 0", [], "is 0"),
    ],
)
def test_undefined_sides_are_counterexamples(source: str, assumptions: list[str], why: str) -> None:
    found = check(source, assumptions).counterexample
    assert found is not None and found.undefined is not None and why in found.undefined
    assert found.difference is None


@pytest.mark.parametrize(
    ("divisor", "coordinate"),
    [("exp(x) - 3", "log(3)"), ("x**2 - 2", "sqrt(2)"), ("log(x) - 1", "exp(1)"), ("3*x - 1", "1/3")],
)
def test_closed_roots_are_found(divisor: str, coordinate: str) -> None:
    """A quotient that has no value at one point, perhaps an irrational one, is refuted exactly there."""
    found = check(f"0/({divisor}) == 0", ["x > 0"]).counterexample
    assert found is not None and found.point == {"x": coordinate} and found.undefined is not None


def test_a_tie_is_found() -> None:
    found = check("Max(x, y) == Piecewise((x, x > y), (x + 1, Eq(x, y)), (y, True))").counterexample
    assert found is not None and found.point["x"] == found.point["y"]


def test_a_counterexample_for_general_n_is_concrete() -> None:
    found = check("softmax(i, z) == softmax(j, z)", (), VECTOR).counterexample
    assert found is not None
    assert found.point["n"] == len(found.point["z"]) and found.point["i"] != found.point["j"]


# ------------------------------------------------------------ unknown


@pytest.mark.parametrize(
    ("source", "variables", "reason"),
    [
        ("gamma(x + 1) == x*polylog(x, x)", {"x": "positive"}, "no rule for gamma"),
        ("Limit(sigmoid(x), x, oo) == 1", {}, ""),
        ("exp(v)*exp(-v) == 1", {"v": "complex"}, ""),
        ("sin(3*x) == 3*sin(x) - 4*sin(x)**3", {}, "not shown"),
        ("x**3 + y**3 + 1 >= 3*x*y", {"x": "positive", "y": "positive"}, "not shown"),
    ],
)
def test_what_is_not_refuted_is_never_called_false(source: str, variables: dict[str, str], reason: str) -> None:
    """True claims at the edge of what the kernel can do."""
    verdict = check(source, (), variables, timeout=3)
    assert verdict.verdict != "REFUTED"
    if verdict.verdict == "UNKNOWN":
        assert verdict.reason and reason in verdict.reason
        assert verdict.theorem is None and verdict.certificate is None and verdict.counterexample is None


@pytest.mark.parametrize(
    ("source", "variables", "reason"),
    [
        ("erf(v) < 1", {"v": "complex"}, "complex numbers are not ordered, and the two sides are not shown to be real"),
        ("Sum(Abs(z[k]), (k, 1, n)) >= Abs(z[i]) - 1", {"z": "vector", "i": "index"}, "whether z[k0] >= 0 is not"),
    ],
)
def test_a_reason_is_for_people(source: str, variables: dict[str, str], reason: str) -> None:
    verdict = check(source, (), variables)
    assert verdict.verdict == "UNKNOWN" and verdict.reason is not None and verdict.reason.startswith(reason)


def test_a_reason_writes_fractions_as_people_do() -> None:
    written = "not shown: R(1, 2)*x + R(-1, 3)*Sum(z[#0]**R(2, 1), (#0, 1, n)) > R(-4, 1)"
    expected = "(1/2)*x + (-1/3)*Sum(z[k0]**2, (k0, 1, n)) > (-4)"
    assert readable(written) == f"not shown, and no counterexample found: {expected}"
    assert readable("whether x > 0 is not known here") == "whether x > 0 is not known here"


def test_a_missing_condition_is_named() -> None:
    verdict = check("log(x*y) == log(x) + log(y)")
    assert verdict.condition is not None
    assert {"x > 0", "y > 0"} <= set(verdict.condition.split(", "))
    assert check("log(x*y) == log(x) + log(y)", verdict.condition.split(", ")).verdict == "PROVED"


HARD = [
    "x**(10**9) == x**(10**9 + 1)",
    "exp(exp(exp(x**9999))) == 1",
    "exp(exp(exp(exp(10)))) > 1",
    "(x + y + 1)**60*(x - y)**60 == (x - y)**60*(x + y + 2)**60",
    "Derivative(tanh(sin(x)*exp(x*y))**5, (x, 30)) == 0",
    "Max(" + ", ".join(f"x*{k} - {k * k}" for k in range(1, 40)) + ") >= 0",
    "Abs(" * 40 + "x" + ")" * 40 + " == Abs(x)",
    "relu(" * 60 + "x - 1" + ")" * 60 + " == relu(x)",
    "sigmoid(" * 30 + "x" + ")" * 30 + " == x",
    "x" + "/x" * 90 + " == 1",
    "10**(10**9) > 1",
    "1/(" + " + ".join(f"exp({k}*x)" for k in range(60)) + ") == 0",
]


@pytest.mark.parametrize("source", HARD, ids=lambda s: s[:30])
def test_time_limits_hold(source: str) -> None:
    start = time.process_time()
    try:
        verdict = check(source, timeout=1)
    except ClaimError:
        return
    assert time.process_time() - start < 4
    assert verdict.verdict != "UNKNOWN" or verdict.reason


# ------------------------------------------------------------ the record


@pytest.mark.parametrize("source", ["x + x == 2*x", "x == 2*x", "polylog(x, x) == polylog(x, x)"])
def test_a_verdict_is_a_json_document(source: str) -> None:
    verdict = check(source, timeout=3)
    record = json.loads(json.dumps(verdict.to_json()))
    assert record["verdict"] == verdict.verdict and record["claim"] == verdict.claim
    assert set(record) >= {"id", "claim", "assumptions", "variables", "verdict", "method", "condition",
     "counterexample",
                           "reason", "seconds", "trust", "coq"}  # fmt: skip
    assert str(verdict).startswith(verdict.verdict)


@pytest.mark.parametrize("source", ["Abs(x)*Abs(y) == Abs(x*y)", "x**2 == x", "exp(1) < 3"])
def test_what_is_decided_replays(source: str) -> None:
    verdict = check(source)
    assert verdict.certificate is not None
    found = replay(read_certificate(canonical(verdict.certificate)))
    assert type(found) is type(verdict.theorem or verdict.refutation)


def test_verdicts_are_the_same_every_time() -> None:
    def content(v: Verdict) -> tuple[Any, ...]:
        return v.verdict, v.method, v.counterexample, v.certificate

    for source in ("x*y == x + y", "sigmoid(x) == 1/2 + tanh(x/2)/2", "sin(3*x) == sin(x)"):
        assert content(check(source)) == content(check(source))


def test_prove_gives_a_theorem_or_says_why_not() -> None:
    assert prove("x + x == 2*x").claim.text == "x + x == 2*x"
    with pytest.raises(Refuted) as refuted:
        prove("x == 2*x")
    assert refuted.value.verdict.counterexample
    with pytest.raises(Undecided):
        prove("polylog(x, x) == polylog(x, x)", timeout=3)
