"""Attacks on inequalities: claims that are false by a little, certificates that claim too much, time."""

from __future__ import annotations

import time
from random import Random
from typing import Any

import pytest

from symact.derivation.ask import check, read
from symact.kernel.errors import SymactError
from symact.kernel.theorem import prove

# claim; assumptions. Each is false, at a boundary or for one value of a parameter.
FALSE = """
exp(x) > 1 + x
exp(x) > E*x
exp(x) >= R(2719, 1000)*x
log(x) <= x - 1
log(x) < x - 1; x > 0
sinh(x) > x; x >= 0
cos(x) > 1 - x**2/2
atan(x) + atan(1/x) == pi/2; x != 0
atan((1 + x)/(1 - x)) == atan(x) + pi/4; x != 1
floor(x) == 0; x >= 0; x <= 1
log(x*y) == log(x) + log(y); x*y > 0
x > y; exp(x) > exp(y)*R(999, 1000)
x > y; x**2 > y**2
x >= 0; x*y >= 0
x > 1; x*log(x) >= 0
x < y; 1/x > 1/y; x < 1
x == 0; x*y == 0
x + y > 0; erf(x) + erf(y) >= 0
x > 2; x**2 > 2
x**2 + x*y + y**2 > 0
x**2 + 2*x*y + y**2 > 0; x != 0; y != 0
sin(x)**2 + 2*sin(x)*cos(x) + cos(x)**2 > 0
exp(2*x) - 2*exp(x) + 1 > 0
x**3 - 3*x + 2 > 0; x > 1/2; x <= 1
x*(x - 1)*(x - 2) > 0; x >= 0; x < 1
sqrt(x) + sqrt(y) > sqrt(x + y); x >= 0; y >= 0
x*exp(x) > -1/E
x**a >= 1 + a*(x - 1); x > 0; a > 0
x/(1 + x) < y/(1 + y); x < y; x > -2
0*atan(1/x) == 0
"""
# What once was proved: (x**2)**(1/2) is x for x >= 0 only.
ROOTS = """
x > sqrt(2); x**2 > 2
x > sqrt(y); x**2 > y; y > 0
x >= sqrt(y); x**2 >= y; y >= 0
x*y > sqrt(2); x**2*y**2 > 2
x*y >= sqrt(w); x**2*y**2 >= w; w > 0; x > 0
x**3 > sqrt(2); x**6 > 2
x > exp(y/2); x**2 > exp(y)
x == sqrt(2); x**2 == 2
1 == 2; x**2 > 2; x < 0
1 == 2; x**2 == 2; x < 0
"""
# The same for every length n; z is a vector, i and j are indices.
FALSE_SUMS = """
Sum(exp(z[k]), (k, 1, n)) > exp(z[i])
Sum(exp(z[k]), (k, 1, n)) >= exp(z[i]) + exp(z[j])
Sum(z[k], (k, 1, n)) >= z[i]
Sum(z[k]**2, (k, 1, n)) > z[i]**2; n > 1
softmax(i, z) < 1
softmax(i, z) + softmax(j, z) <= 1
softmax(i, z) + softmax(j, z) < 1; i != j
Derivative(logsumexp(z), z[i]) < 1
z[i] > 0; Sum(z[k], (k, 1, n)) > 0
"""


def _lines(text: str) -> list[list[str]]:
    return [[p.strip() for p in line.split(";")] for line in text.strip().splitlines()]


@pytest.mark.parametrize("line", _lines(FALSE), ids=lambda line: line[0])
def test_close_to_true(line: list[str]) -> None:
    assert check(line[0], line[1:], timeout=5).theorem is None


@pytest.mark.parametrize("line", _lines(ROOTS), ids="; ".join)
def test_even_powers_do_not_tell_the_sign(line: list[str]) -> None:
    assert check(line[0], line[1:], timeout=5).theorem is None


@pytest.mark.parametrize(
    "line", [["x > sqrt(2)", "x**2 > 2", "x > 0"], ["x < -sqrt(2)", "x**2 > 2", "x < 0"], ["x < sqrt(2)", "x**2 < 2"]]
)
def test_even_powers_of_known_sign(line: list[str]) -> None:
    assert check(line[0], line[1:], timeout=5).theorem is not None


@pytest.mark.parametrize("line", _lines(FALSE_SUMS), ids=lambda line: line[0])
def test_close_to_true_for_every_length(line: list[str]) -> None:
    written = "; ".join(line)
    variables = {"z": "vector", "i": "index"} | ({"j": "index"} if "j" in written else {})
    assert check(line[0], line[1:], variables, timeout=5).theorem is None


def _from(start: str, **more: Any) -> dict[str, Any]:
    return {"variable": "x", "from": start, "then": None, **more}


def _box(**ends: list[str]) -> dict[str, Any]:
    return {"box": ends}


# claim, assumptions, a step that a certificate might name
LIES: list[tuple[str, list[str], Any]] = [
    # slope 0, on a path through a point without value or to the other side of it
    ("atan(x) + atan(1/x) == pi/2", ["x < 1"], _from("1")),
    ("atan(x) + atan(1/x) == pi/2", ["x != 0"], _from("oo")),
    ("atan(x) + atan(1/x) == pi/2", ["x < 0"], _from("-oo")),
    ("atan(x) + atan(1/x) == pi/2", ["x < 0"], _from("0", open=True)),
    ("atan(x) + atan(1/x) == pi/2", ["x >= 0"], _from("0", open=True)),
    ("floor(x) == 0", ["x > 0"], _from("0", open=True)),
    ("floor(x) == 0", ["x > 1/2"], _from("1/2")),
    ("exp(x) - 1 > 0", ["x >= 0"], _from("0")),
    ("exp(-x) >= 1/2", ["x >= 0"], _from("oo")),
    ("x - x*y > -1", ["x > 0", "y > 0"], _from("0")),
    # factors of unknown sign, or none at all
    ("1/x > 0", ["x != 0"], {"times": "x", "then": None}),
    ("x > 0", ["x != 0"], {"times": "1/x", "then": None}),
    ("x > 0", ["x >= 0"], {"times": "exp(x)", "then": None}),
    ("x > -1", ["x >= 0"], {"times": "log(x)", "then": None}),
    # boxes that miss a point, or hold one without value
    ("x**2 > 0", ["x <= 1", "x >= -1"], _box(x=["-1", "1"])),
    ("x**2 > 0", ["x <= 1", "x >= -1"], _box(x=["1/2", "1"])),
    ("x*y > 0", ["x <= 2", "x >= 1"], _box(x=["1", "2"], y=["1", "2"])),
    ("1/x < 2", ["x <= 1", "x >= -1"], _box(x=["-1", "1"])),
    ("log(x) - log(x) + 1 > 0", ["x <= 1", "x >= -1"], {"sides": _box(x=["-1", "1"])}),
    ("log(x) - log(x) + 1 > 0", ["x <= 1", "x >= -1"], _box(x=["-1", "1"])),
    ("x**y > -1", ["x <= 1", "x >= 0", "y <= 1", "y >= 0"], _box(x=["0", "1"], y=["0", "1"])),
    ("0*log(x) < 1", ["x > -1"], {"sides": None}),
]


@pytest.mark.parametrize(("claim", "assume", "step"), LIES)
def test_steps_that_claim_too_much(claim: str, assume: list[str], step: Any) -> None:
    with pytest.raises(SymactError):
        prove(read(claim, assume), [{"step": step}])


def test_steps_that_are_right() -> None:
    assert prove(read("atan(x) + atan(1/x) == pi/2", ["x > 0"]), [{"step": _from("oo")}])
    assert prove(read("atan(x) + atan(1/x) == pi/2", ["x > 0"]), [{"step": _from("0", open=True)}])
    assert prove(read("exp(-x) > 0", ["x >= 0"]), [{"step": _from("oo")}])


@pytest.mark.parametrize("split", ["log(x + E - 2)", "log(x + E - 2) + x"])
def test_a_split_that_enclosures_show_defined_is_remembered(split: str) -> None:
    proof = [{"split": split, "parts": [{}, {}, {}]}]
    assert prove(read("x**2 >= 0", ["x >= 0"]), proof).trust == "kernel with balls"


def test_indices_that_coincide_are_one() -> None:
    """Where i = j, a sum is above the term at i, not above the terms at i and at j."""
    claim = read("Sum(exp(z[k]), (k, 1, n)) + 0*z[j] > exp(z[i])", (), {"z": "vector", "i": "index", "j": "index"})
    gap = "Sum(exp(z[k]), (k, 1, n)) - exp(z[i]) - exp(z[j])"
    empty = [{"vacuous": True}] * 3
    below = {"split": f"({gap})*exp(z[i])", "parts": empty}
    negative = {"split": "(exp(z[j]) - exp(z[i]))*exp(z[i])", "parts": empty}
    above = {"split": "exp(z[j])", "parts": [negative, negative, {}]}
    cut = {"split": gap, "parts": [below, above, above]}
    with pytest.raises(SymactError):
        prove(claim, [cut, cut])


def test_many_assumptions_end_in_time() -> None:
    random = Random(4)
    names = [f"x{i}" for i in range(4)]

    def row() -> str:
        parts = [f"{random.choice((-1, 1)) * random.randint(1, 10**20)}*{x}" for x in names]
        return f"{' + '.join(parts)} > -{random.randint(1, 10**9)}"

    start = time.process_time()
    check(" + ".join(names) + " > 0", [row() for _ in range(30)], timeout=0.5)
    assert time.process_time() - start < 5
