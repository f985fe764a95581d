"""What is reported when the oracle cannot answer: what is certain, and where it is open."""

from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

import numpy as np
import pytest

from symact.kernel.grammar import parse_expression
from symact.numerics import Enclosure, Oracle, Threshold, UndecidedPoint, find_format
from symact.numerics.defects import limit_at_infinity
from symact.numerics.formats import Format
from symact.numerics.implementations import Implementation
from symact.numerics.threshold import find_thresholds
from symact.numerics.view import View

Answer = TypeVar("Answer")
BOUNDS = {"half": Fraction(1, 4), "all": Fraction(1, 2)}
APART = {"half": Fraction(1, 5), "all": Fraction(9, 20)}
CUT = Implementation("cut", lambda x: np.where(np.abs(x) > 1, x * 0, x))


class Doubtful(Oracle):
    """The identity, known to a part in four only where 2 ≤ x ≤ 3."""

    def __init__(self) -> None:
        super().__init__(parse_expression("x", {"x": "real"}))

    def decide(self, x: float | Fraction, fmt: Format, question: Callable[[View], Answer | None]) -> Answer:
        if not 2 <= x <= 3:
            return super().decide(x, fmt, question)
        low = int(Fraction(x) / Fraction(2) ** (fmt.q - 4))  # in quanta / 16
        answer = question(View(4, low * 4 // 5, low * 5 // 4, 1, False))
        if answer is None:
            raise UndecidedPoint("doubtful")
        return answer

    def enclose(self, x: float | Fraction, bits: int = 64) -> Enclosure:
        if 2 <= x <= 3:
            raise UndecidedPoint("doubtful")
        return super().enclose(x, bits)


def search(oracle: Oracle, *kinds: str, exhaustive: bool = True) -> list[Threshold]:
    fmt = find_format("float8_e5m2")
    return list(find_thresholds(CUT, oracle, fmt, kinds=kinds, bounds=BOUNDS, exhaustive=exhaustive, samples=60))


@pytest.mark.parametrize("exhaustive", [True, False])
def test_what_is_certain_is_reported_around_what_is_open(exhaustive: bool) -> None:
    """x/2 in place of what is between 0.8 x and 1.25 x: more than a fifth is lost, perhaps more than 0.45."""
    shrunk, fmt = Implementation("shrunk", lambda x: np.where(np.abs(x) > 1, x / 2, x)), find_format("float8_e5m2")
    kinds = ("all", "half")
    both = find_thresholds(shrunk, Doubtful(), fmt, kinds=kinds, bounds=APART, exhaustive=exhaustive, samples=60)
    found = [t for t in both if t.sign == "+"]
    assert [(t.kind, t.first, t.last) for t in found] == [
        ("all", 1.25, 1.75), ("all", 3.5, 57344.0), ("half", 1.25, 57344.0), ("undecided", 2.0, 3.0),
    ]  # fmt: skip
    assert found[0].outside == (1.0, 2.0) and found[3].outside == (1.75, 3.5)
    assert all("opinion" not in t.evidence for t in found)


def test_a_point_that_is_decided_but_not_enclosed_lacks_a_second_opinion() -> None:
    wide = Implementation("wide", lambda x: np.where((x >= 2) & (x <= 3), 0 * x, x))
    fmt = find_format("float8_e5m2")
    (lost,) = find_thresholds(wide, Doubtful(), fmt, kinds=("all",), bounds=BOUNDS, exhaustive=True)
    assert (lost.first, lost.last) == (2.0, 3.0)
    assert lost.evidence == "exhaustive; without a second opinion at 0x1.0000000000000p+1, 0x1.8000000000000p+1"


def test_an_open_limit_is_reported_as_such() -> None:
    oracle = Oracle(parse_expression("x*(1 + sin(x)**2)", {"x": "real"}))
    found = search(oracle, "saturates", "half")
    assert [(t.kind, t.sign, t.first, t.last) for t in found if t.kind == "undecided" and "limit" in t.evidence] == [
        ("undecided", "+", 0.0, 57344.0), ("undecided", "-", -0.0, -57344.0),
    ]  # fmt: skip
    assert any(t.kind == "half" for t in found)
    with pytest.raises(UndecidedPoint, match="no limit of x"):
        limit_at_infinity(oracle, find_format("float16"), False)


def test_points_far_outside_are_named_by_their_power_of_two() -> None:
    oracle = Oracle(parse_expression("exp(x**3) - exp(x**3 + R(1, 10**9))", {"x": "real"}))
    with pytest.raises(UndecidedPoint, match=r"at 2\^9000 is not decided"):
        oracle.decide(Fraction(2) ** 9000, find_format("float16"), lambda view: None)


def test_a_faint_value_is_enclosed_without_its_sign() -> None:
    quotient = "(exp(x) - exp(-x))/(exp(x) + exp(-x))"
    oracle = Oracle(parse_expression(quotient, {"x": "real"}), derivative=1)
    found = oracle.enclose(1.7976931348623157e308, 100)
    assert found.lo <= 0 <= found.hi <= Fraction(1, 2**4000)
    assert oracle.enclose(300.0, 100).sign == 1
