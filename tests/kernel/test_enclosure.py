"""Signs on boxes: an enclosure holds at every point, Taylor's form included, and what it cannot say is not said."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import mpmath
import pytest

from symact.kernel import enclosure
from symact.kernel.ball import Arithmetic
from symact.kernel.case import Case, cases
from symact.kernel.claim import read_claim
from symact.kernel.differentiate import differentiate
from symact.kernel.errors import CertificateError, Stuck
from symact.kernel.grammar import parse_expression
from symact.kernel.terms import Term, variable
from symact.kernel.vocabulary import Vocabulary

X = variable("x")
# Terms, and the same for mpmath.
SMOOTH: dict[str, Any] = {
    "exp(x) - 1 - x - x**2/2": lambda x: mpmath.exp(x) - 1 - x - x**2 / 2,
    "erf(x) - sin(x)": lambda x: mpmath.erf(x) - mpmath.sin(x),
    "cos(x)*atan(x)": lambda x: mpmath.cos(x) * mpmath.atan(x),
    "log(x**2 + 1) - x/(x**2 + 2)": lambda x: mpmath.log(x**2 + 1) - x / (x**2 + 2),
    "(x**2 + 1)**R(1, 3) - 1": lambda x: mpmath.cbrt(x**2 + 1) - 1,
    "(x**2)**R(1, 2) - x": lambda x: abs(x) - x,
    "(x + 3)**x - 1": lambda x: (x + 3) ** x - 1,
}


def case(low: str = "-2", high: str = "2") -> Case:
    (found,) = cases(read_claim("x > y", Vocabulary(), [f"x > {low}", f"x < {high}", "y > 0", "y < 1"]))
    return found


def read(source: str) -> Term:
    return parse_expression(source, {"x": "real", "y": "real"})


def signs(source: str, *ends: str, within: Case | None = None) -> frozenset[int]:
    at = within or case(*ends)
    return enclosure.sign_on_box(at, read(source), {"x": [*ends]}, at.normaliser())


@pytest.fixture(autouse=True)
def nothing_known() -> Iterator[None]:
    enclosure._KNOWN.clear()
    yield
    enclosure._KNOWN.clear()


@pytest.mark.parametrize("source", SMOOTH)
@pytest.mark.parametrize(("low", "width"), [(-2, 4), (Fraction(-1, 3), Fraction(1, 2)), (1, Fraction(1, 64))])
def test_every_value_on_a_part_lies_in_its_enclosure(source: str, low: Fraction, width: Fraction) -> None:
    g, part = read(source), {"x": (Fraction(low), Fraction(low) + width)}
    slope = differentiate(g, X)
    found = enclosure._enclosure(g, {"x": slope}, differentiate(slope, X), part, Arithmetic(64))
    assert found is not None or width == 4
    for k in range(17):
        x = mpmath.mpf(Fraction(low).numerator) / Fraction(low).denominator + k * mpmath.mpf(float(width)) / 16
        if found is not None:
            assert float(found.lower) - 1e-12 <= SMOOTH[source](x) <= float(found.upper) + 1e-12


def test_taylors_form_needs_fewer_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    flat = "exp(x) - 1 - x - x**2/2 - x**3/6 + R(1, 1000)"
    monkeypatch.setattr(enclosure, "MAX_PARTS", 60)
    assert signs(flat, "-1", "1") == {1}
    enclosure._KNOWN.clear()
    monkeypatch.setattr(enclosure, "MAX_SLOPE", 0)
    with pytest.raises(Stuck, match="not clear"):
        signs(flat, "-1", "1")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("x", "changes its sign|not clear"),
        ("x**2", "not clear"),
        ("exp(x) - 1 - x", "not clear"),
        ("exp(x) - 1 - x - R(1, 10**6)", "changes its sign|not clear"),
        ("(x**2)**R(1, 2) - R(1, 10**4)", "changes its sign|not clear"),
        ("1/x**2", "no value|not clear"),
        ("log(x + 1)", "not clear|no value"),
        ("y", "every variable"),
    ],
)
def test_what_is_not_so_is_not_said(source: str, reason: str) -> None:
    with pytest.raises((Stuck, CertificateError), match=reason):
        signs(source, "-1", "1")


def test_what_is_known_is_known_of_that_box_and_term_only() -> None:
    assert signs("x", "1", "2") == signs("x", "1", "2") == {1}
    assert signs("x", "-2", "-1") == {-1}
    assert signs("-x", "1", "2") == {-1}
    with pytest.raises(Stuck):
        signs("x", "-1", "2")
    with pytest.raises(Stuck, match="outside the box"):  # the region is asked each time
        signs("x", "1", "2", within=case("0", "2"))


def test_known_signs_are_marked_as_resting_on_enclosures() -> None:
    for _ in range(2):
        at = case("1", "2")
        seen = at.normaliser()
        assert enclosure.sign_on_box(at, read("exp(x) - 2"), {"x": ["1", "2"]}, seen) == {1}
        assert seen.signs.used_balls


def test_no_more_is_kept_than_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enclosure, "MAX_KNOWN", 3)
    for k in range(1, 9):
        assert signs(f"x + {k}", "1", "2") == {1}
        assert len(enclosure._KNOWN) <= 3


def test_a_box_without_sides_has_no_variable() -> None:
    at = case()
    with pytest.raises(CertificateError):
        enclosure.sign_on_box(at, read("x"), {}, at.normaliser())
    assert enclosure.sign_on_box(at, read("exp(1) - 2"), {}, at.normaliser()) == {1}
