"""Inequalities: what each rule shows, what it must not show, and steps that claim too much."""

from __future__ import annotations

from typing import Any

import pytest

from symact.derivation.ask import check, read
from symact.kernel.bounds import of_squares
from symact.kernel.case import Case, cases, no_advice
from symact.kernel.certificate import replay
from symact.kernel.errors import CertificateError, Stuck
from symact.kernel.monotone import sign_by_steps
from symact.kernel.normal import Normaliser
from symact.kernel.polynomial import Polynomial
from symact.kernel.theorem import Theorem

UNIT = {"p": "unit", "q": "unit"}

# claim; assumptions. Each is true.
TRUE = """
exp(x) >= x**2; x > 0
exp(x) > x**3/6; x > 0
exp(x) >= E*x
exp(x) > x
log(x) <= x/E; x > 0
x*log(x) >= -1/E; x > 0
x**x >= exp(-1/E); x > 0
log(x) >= 1 - 1/x; x > 0
log(1 + x) >= 2*x/(2 + x); x > 0
log(x) <= 2*(sqrt(x) - 1); x > 0
tanh(x) > x - x**3/3; x > 0
tanh(x)/x <= 1; x != 0
cosh(x) >= 1 + x**2/2
cosh(x) <= exp(x**2/2)
sinh(x) > x; x > 0
sin(x) < x; x > 0
cos(x) >= 1 - x**2/2
Abs(sin(x)) <= 1
Abs(sin(x)) <= Abs(x)
sin(x) >= 2*x/pi; x >= 0; x <= 1
atan(x) < pi/2
atan(x) > x/(1 + x**2); x > 0
erf(x) <= 2*x/sqrt(pi); x >= 0
erfc(x) <= exp(-x**2); x >= 0
erf(x) >= 1 - exp(-x**2); x >= 0
gelu(x) >= -R(17, 100)
gelu(x) >= x/2
gelu(x) <= relu(x)
silu(x) >= -R(28, 100)
silu(x) >= -R(28, 100); x < -2
silu(x) >= x/2 - 1/10
mish(x) >= -R(31, 100)
mish(x) <= relu(x)
softplus(x) <= log(2) + x/2 + x**2/8
softplus(x) <= exp(x)
softplus(x) - relu(x) <= log(2)
softsign(x) <= tanh(x); x >= 0
Derivative(silu(x), x) <= R(11, 10)
Derivative(silu(x), x) >= -R(1, 10)
sigmoid(x) > R(88, 100); x > 2
x**2*exp(-x) <= 4/E**2; x > 0
x*exp(-x**2) <= 1/2
Abs(hard_sigmoid(x) - sigmoid(x)) <= 1/10
2**x > x
(1 + x)**R(3, 2) >= 1 + 3*x/2; x > -1
sqrt(1 + x) <= 1 + x/2; x >= -1
exp(x)*(1 - x) <= 1
-p*log(p) - (1 - p)*log(1 - p) <= log(2)
-p*log(p) - (1 - p)*log(1 - p) > 0
"""

SEVERAL = """
Max(x, y) <= logsumexp(x, y)
logsumexp(x, y) <= Max(x, y) + log(2)
logsumexp(x, y, w) <= Max(x, y, w) + log(3)
Abs(tanh(x) - tanh(y)) <= Abs(x - y)
Abs(sigmoid(x) - sigmoid(y)) <= Abs(x - y)/4
Abs(softplus(x) - softplus(y)) <= Abs(x - y)
Abs(relu(x) - relu(y)) <= Abs(x - y)
Abs(sin(x) - sin(y)) <= Abs(x - y)
gelu(x) < gelu(y); 0 < x; x < y
x**2 + y**2 + w**2 >= x*y + y*w + w*x
x**2 + x*y + y**2 > 0; x != 0
2*x**2 + 3*y**2 + w**2 - 2*x*y - 2*y*w + 1 > 0
exp(2*x) + exp(2*y) + 1 >= exp(x + y) + exp(x) + exp(y)
x**3 + y**3 + w**3 >= 3*x*y*w; x >= 0; y >= 0; w >= 0
(x + y)/2 >= sqrt(x*y); x > 0; y > 0
(x + y + w)/3 >= (x*y*w)**R(1, 3); x > 0; y > 0; w > 0
sqrt((x + y)/2) >= (sqrt(x) + sqrt(y))/2; x > 0; y > 0
softplus((x + y)/2) <= (softplus(x) + softplus(y))/2
log((x + y)/2) >= (log(x) + log(y))/2; x > 0; y > 0
"""

FOLLOWS = """
x > 0; 1/x > 0
x < 0; 1/x < 0
x > 1; log(x) > 0
x > 0; x**3 > 0
x > 2; x**2 > 4; x > 0
Abs(x) < 2; x**2 < 4
x < 2; x**2 <= 3; x > 0
x < y; exp(x) < exp(y)
x < y; sigmoid(x) < sigmoid(y)
x < y; tanh(x) < tanh(y)
x < y; erf(x) < erf(y)
x < y; log(x) < log(y)
x < y; x**2 < y**2; x > 0; y > 0
x == y; sigmoid(x) == sigmoid(y)
x == y; tanh(x) == tanh(y)
x == y; x**3 == y**3
x == y; log(x) == log(y)
x != y; exp(x) != exp(y)
x == 0; sigmoid(x) == 1/2
x > log(3); sigmoid(x) > 3/4
x < 0; x*exp(y) < 0
atan(x) + atan(1/x) == pi/2; x > 0
atan(x) + atan(1/x) == -pi/2; x < 0
"""

# Each is false, at the end of the interval, at a touching point, by a little, or where the rule's condition fails.
FALSE = """
exp(x) > 1 + x
exp(x) >= R(28, 10)*x
log(x) < x - 1; x > 0
log(x) <= x/3; x > 0
log(x) < x/E; x > 0
tanh(x) < x
tanh(x) < x; x >= 0
sin(x) > x - x**3/6; x >= 0
erfc(x) <= exp(-x**2)
erfc(x) < exp(-x**2); x >= 0
silu(x) >= -R(27, 100)
mish(x) >= -R(30, 100)
x*exp(-x) <= R(36, 100)
x*exp(-x) < 1/E
softplus(x) >= log(2) + x/2 + x**2/100
sigmoid(x)*(1 - sigmoid(x)) < 1/4
sigmoid(x) > R(89, 100); x > 2
Abs(sin(x)) < 1
Abs(tanh(x) - tanh(y)) < Abs(x - y)
Abs(sigmoid(x) - sigmoid(y)) <= Abs(x - y)/5
x**2 + x*y + y**2 > 0
x**2 + 3*x*y + y**2 >= 0
x**2 + y**2 + w**2 > x*y + y*w + w*x
x**3 + y**3 + w**3 >= 3*x*y*w
x == y; x**2 == y**2
x > 2; x**2 > 4
x > 0; x**2 > 0
x > 0; 1/x < 0
x >= 1; log(x) > -1
x < y; x**2 < y**2
x < y; x*exp(y) < y*exp(x)
x < y; 1/x > 1/y
atan(x) + atan(1/x) == pi/2
1/x > 0; x > -1
-p*log(p) - (1 - p)*log(1 - p) <= R(69, 100)
logsumexp(x, y) <= Max(x, y) + R(69, 100)
"""


def ask(row: str) -> Any:
    claim, *assumptions = (part.strip() for part in row.split(";"))
    variables = {
        k: v for k, v in UNIT.items() if k in row.replace("exp", "").replace("softplus", "").replace("Step", "")
    }
    return check(claim, assumptions, variables if "log(p)" in row else None, timeout=10)


# Rows that take more than a third of a second.
LONG = (
    "gelu(x) >= -R", "gelu(x) < gelu", "Abs(tanh(x)", "Abs(sigmoid(x)", "Abs(sin(x) - sin", "Abs(hard_sigmoid",
    "cos(x) >=", "logsumexp(x, y, w)", "logsumexp(x, y) <= Max(x, y) + R", "x**3 + y**3 + w**3", "x**2 + y**2 + w**2 >",
    "x**x", "Derivative(silu", "cosh(x)", "sin(x) <", "sin(x) >", "mish(x) >= -R(31", "softplus(x) <= log",
    "softplus(x) >=", "log(x) < x/E", "x*exp(-x) < 1/E", "erfc(x) <", "tanh(x)/x", "Abs(sin(x)) <", "erf(x) >= 1",
)  # fmt: skip


def rows(table: str) -> list[Any]:
    lines = [line for line in table.splitlines() if line]
    return [pytest.param(line, marks=pytest.mark.slow) if line.startswith(LONG) else line for line in lines]


@pytest.mark.parametrize("row", [*rows(TRUE), *rows(SEVERAL), *rows(FOLLOWS)])
def test_shown_and_replayed(row: str) -> None:
    verdict = ask(row)
    assert verdict.verdict == "PROVED", verdict.reason
    assert isinstance(replay(verdict.certificate), Theorem)


@pytest.mark.parametrize("row", rows(FALSE))
def test_not_shown(row: str) -> None:
    assert ask(row).verdict != "PROVED"


GENERAL = {"z": "vector", "i": "index", "j": "index"}


@pytest.mark.parametrize(
    ("claim", "assumption", "shown"),
    [
        ("logsumexp(z) >= z[i]", None, True),
        ("logsumexp(z) > z[i]", None, False),
        ("logsumexp(z) > z[i]", "n > 1", True),
        ("softmax(i, z) <= 1", None, True),
        ("softmax(i, z) < 1", None, False),
        ("softmax(i, z) < 1", "n > 1", True),
        ("softmax(i, z) + softmax(j, z) <= 1", "Ne(i, j)", True),
        ("softmax(i, z) + softmax(j, z) <= 1", None, False),
        ("Sum(exp(z[k]), (k, 1, n)) >= exp(z[i])", None, True),
        ("Sum(z[k], (k, 1, n)) >= z[i]", None, False),
        ("Sum(exp(z[k]/2), (k, 1, n)) >= exp(z[i]/2)", None, True),
        ("Sum(exp(z[k]/2), (k, 1, n)) > exp(z[i]/2)", None, False),
        ("Sum(exp(z[k]/2), (k, 1, n)) >= exp(z[i])", None, False),
        ("Sum(exp(z[k]/2), (k, 1, n)) >= exp(z[i]/2) + exp(z[j]/2)", "Ne(i, j)", True),
        ("Sum(exp(z[k]/2), (k, 1, n)) >= exp(z[i]/2) + exp(z[j]/2)", None, False),
    ],
)
def test_a_sum_of_positive_terms_is_above_each(claim: str, assumption: str | None, shown: bool) -> None:
    names = {n: d for n, d in GENERAL.items() if n != "j" or "j" in claim + str(assumption)}
    names = {n: d for n, d in names.items() if n != "i" or "i" in claim.replace("sigmoid", "").replace("logi", "")}
    verdict = check(claim, [assumption] if assumption else [], names, timeout=5).verdict
    assert (verdict == "PROVED") == shown


# ------------------------------------------------------------ steps


def followed(g: str, assumptions: str, step: Any) -> frozenset[int]:
    case: Case = cases(read("x == y", [a for a in assumptions.split(";") if a], None))[0]
    normaliser = Normaliser(case.region, no_advice, lambda: None)
    return sign_by_steps(case, case.read(g), step, normaliser)


def from_(start: str, then: Any = None, **more: Any) -> dict[str, Any]:
    return {"variable": "x", "from": start, "then": then, **more}


def factored(p: Any, e: Any) -> dict[str, Any]:
    """The first polynomial met is a power."""
    return {"factors": {"0": [[p, e]]}}


X_MINUS_Y = [["1", "1"], ["-1", "0", "1"]]
CUBE = "x**3 - 3*x**2*y + 3*x*y**2 - y**3"
BOX = {"box": {"x": ["1", "2"]}}
WITHIN = "x >= 1; x <= 2"


@pytest.mark.parametrize(
    ("g", "assumptions", "step", "signs"),
    [
        ("x**2 - 2*x + 11/10", WITHIN, BOX, {1}),
        ("sin(x) - 2", WITHIN, BOX, {-1}),
        ("x - y + 2", "x > 0; x < 1; y > 0; y < 1", {"box": {"x": ["0", "1"], "y": ["0", "1"]}}, {1}),
        ("exp(-x)", "x > 0", from_("oo"), {1}),
        ("exp(-x)", "", from_("oo"), {1}),
        ("exp(x)", "", from_("-oo"), {1}),
        ("erf(x) - 1", "x > 0", from_("oo"), {-1}),
        ("exp(-x) + 1", "x > 0", from_("oo"), {1}),
        ("x*log(x) - x", "x > 0; x < 1", from_("0", open=True), {-1}),
        ("atan(x) + atan(1/x) - pi/2", "x > 0", from_("oo"), {0}),
        ("exp(x) - 1 - x", "x > 0", {"times": "exp(-x)", "then": from_("0", {"times": "exp(x)", "then": None})}, {1}),
        ("exp(x) - 1", "x > 0", {"times": "-exp(-x)", "then": from_("0")}, {1}),
        ("exp(x) - 1 - x", "", {"split": "x", "parts": [from_("0"), None, from_("0")]}, {0, 1}),
        ("log(x) - 1", "x > E", from_("E"), {1}),
        (CUBE, "x > y", factored(X_MINUS_Y, 3), {1}),
        (CUBE, "x < y", factored(X_MINUS_Y, 3), {-1}),
        (CUBE, "", factored(X_MINUS_Y, 3), {-1, 0, 1}),
        ("x**4/4 - x**3*y + 3*x**2*y**2/2 - x*y**3 + y**4/4", "x > y", from_("y", factored(X_MINUS_Y, 3)), {1}),
    ],
)
def test_steps_that_hold(g: str, assumptions: str, step: Any, signs: set[int]) -> None:
    assert followed(g, assumptions, step) == signs


@pytest.mark.parametrize(
    ("g", "assumptions", "step"),
    [
        ("x - 3", "x >= 1; x <= 4", BOX),  # the region is larger than the box
        ("x - 3", "x >= 1", BOX),
        ("x - 1", WITHIN, BOX),  # 0 at an end
        ("x - 3/2", WITHIN, BOX),
        ("log(x - 1)", WITHIN, BOX),
        ("1/(x - 3/2)", WITHIN, BOX),
        ("x + y", WITHIN, BOX),  # y is not bounded
        ("x", WITHIN, {"box": {"x": ["2", "1"]}}),
        ("x", WITHIN, {"box": {"x": ["1"]}}),
        ("x", WITHIN, {"box": {"x": [1, 2]}}),
        ("x", WITHIN, {"box": {"x": ["one", "2"]}}),
        ("x", WITHIN, {"box": {"x": ["1", "2/0"]}}),
        ("x", WITHIN, {"box": {"k": ["1", "2"]}}),
        ("x", WITHIN, {"box": 7}),
        ("exp(-x) - R(1, 10)", "x > 0", from_("oo")),  # tends to -1/10
        ("x*exp(-x)", "x < 0", from_("oo")),  # rises before it falls
        ("sin(x) + 2", "", from_("oo")),  # no limit
        ("1/(x - 5)", "x > 0", from_("oo")),  # a pole on the way
        ("1/x", "x > 0", from_("-oo")),
        ("1/x", "x > 0", from_("-1")),
        ("log(x)", "x > 0", from_("0")),  # undefined at the start
        ("sqrt(x)", "x > 0", from_("0")),  # not differentiable at the start
        ("1/x - 1", "x > 0", from_("0", open=True)),  # falls from oo
        ("x - 1", "x > 0", {"times": "y", "then": None}),  # a multiplier of unknown sign
        ("x - 1", "x > 0", {"times": "0", "then": None}),
        ("x - 1", "x > 0", {"times": "1/(x - 1)", "then": None}),
        ("x - 1", "x > 0", {"times": "log(y)", "then": None}),
        ("exp(x) - 1 - x", "", from_("0")),  # x is on both sides of the start
        ("exp(x) - 1", "x > 0", from_("x - 1")),
        ("exp(x) - 1", "x > 0", from_("x/x")),
        ("exp(x) - 1", "x > 0", {"variable": "z", "from": "0", "then": None}),
        ("x", "x > 0", {"split": "x**2 - 1", "parts": [None, None, None]}),
        ("x", "x > 0", {"split": "x", "parts": [None, None]}),
        ("x", "x > 0", {"sides": None}),
        (CUBE, "x > y", factored(X_MINUS_Y, 2)),
        (CUBE, "x > y", factored(X_MINUS_Y, 0)),
        (CUBE, "x > y", factored([["1", "1"], ["1", "0", "1"]], 3)),
        (CUBE, "x > y", factored([["1", "0", "0", "0", "1"]], 3)),  # a generator that does not exist
        (CUBE, "x > y", factored([], 3)),
        (CUBE, "x > y", {"factors": {"0": X_MINUS_Y}}),
        (CUBE, "x > y", {"factors": [X_MINUS_Y]}),
        ("1/(x - 1)", "x > 0", {"factors": {}}),  # undefined at 1
        ("x", "x > 0", "box"),
        ("x", "x > 0", {}),
    ],
)
def test_steps_that_do_not_hold(g: str, assumptions: str, step: Any) -> None:
    with pytest.raises((Stuck, CertificateError)):
        followed(g, assumptions, step)


def test_steps_nest_to_a_bound() -> None:
    step: Any = None
    for _ in range(30):
        step = {"times": "1", "then": step}
    with pytest.raises(CertificateError):
        followed("x", "x > 0", step)


# ------------------------------------------------------------ quadratic forms, and polynomials between bounds

X2, XY, Y2 = (2,), (1, 1), (0, 2)


@pytest.mark.parametrize(
    ("p", "nonzero", "signs"),
    [
        ({X2: 1, XY: 1, Y2: 1}, (), {0, 1}),
        ({X2: 1, XY: 1, Y2: 1}, ((1,),), {1}),
        ({X2: 1, XY: 2, Y2: 1}, ((1,),), {0, 1}),  # (x + y)² is 0 at x = -y
        ({X2: -1, XY: 1, Y2: -1}, (), {0, -1}),
        ({X2: 1, XY: 3, Y2: 1}, (), {-1, 0, 1}),
        ({X2: 1, XY: 1, (): 1}, (), {-1, 0, 1}),
        ({X2: 1, (1,): -2, (): 1}, ((),), {0, 1}),
        ({X2: 1, (1,): -1, (): 1}, ((),), {1}),
        ({(4,): 1, (2, 2): -1, (0, 4): 1}, (), {0, 1}),
        ({(3,): 1, XY: 1, (0, 3): 1}, (), {-1, 0, 1}),
    ],
)
def test_squares(p: Polynomial, nonzero: tuple[Any, ...], signs: set[int]) -> None:
    assert of_squares(p, lambda i: False, lambda m: m in nonzero) == signs


def test_odd_powers_are_squares_of_roots_where_the_generator_is_positive() -> None:
    p: Polynomial = {(1,): 1, (0, 1): 1, (0, 0, 1): 0, (1, 1): -2}
    p = {m: c for m, c in p.items() if c}
    assert of_squares(p, lambda i: True, lambda m: False) == {-1, 0, 1}  # x + y - 2xy
    q: Polynomial = {(1,): 1, (0, 1): 1, (): 1}
    assert of_squares(q, lambda i: False, lambda m: False) == {-1, 0, 1}
